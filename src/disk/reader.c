#include "disk/reader.h"

struct tail *reader_open(struct reader *reader, const char *path, uint32_t file)
{
	struct tail *tail = reader->spare;
	reader->spare = NULL;
	if (!tail)
		return reader_take(reader, tail_new(path, file));
	if (tail_another(tail, path, file))
		return tail;
	tail_free(tail);
	return NULL;
}

struct tail *reader_take(struct reader *reader, struct tail *tail)
{
	if (tail)
		tail_lend(tail, &reader->room);
	return tail;
}

void reader_close(struct reader *reader, struct tail *tail)
{
	tail_free(reader->spare);
	reader->spare = tail;
}

void reader_fini(struct reader *reader)
{
	tail_free(reader->spare);
	tail_room_fini(&reader->room);
	*reader = (struct reader){0};
}
