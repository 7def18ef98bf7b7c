#include "disk/payload.h"

#include "base/alloc.h"
#include "base/crc32c.h"
#include "base/little.h"
#include "disk/inflate.h"
#include "read/record.h"
#include "read/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Fields of Event (event-format 3.1). */
enum { EVENT_WALL_TIME = 1, EVENT_STEP = 2 };

struct payload_reader {
	struct inflate *inflate;
	struct source source;
	char *path; /* of the file that is open; NULL for none */
	int fd;
	uint64_t size; /* of the stream, or a bound */
};

struct payload_reader *payload_reader_new(void)
{
	struct payload_reader *reader = data_alloc(1, sizeof *reader);
	struct inflate *inflate = inflate_new(&source_files);
	if (!reader || !inflate) {
		inflate_free(inflate);
		free(reader);
		return NULL;
	}
	*reader = (struct payload_reader){.inflate = inflate, .source = inflate_source(inflate), .fd = -1};
	return reader;
}

void payload_reader_rest(struct payload_reader *reader)
{
	if (!reader->path)
		return;
	reader->source.close(reader->source.context, reader->fd);
	free(reader->path);
	reader->path = NULL;
}

void payload_reader_free(struct payload_reader *reader)
{
	if (!reader)
		return;
	payload_reader_rest(reader);
	inflate_free(reader->inflate);
	free(reader);
}

static enum status open_file(struct payload_reader *reader, const char *path)
{
	if (reader->path && !strcmp(reader->path, path))
		return STATUS_OK;
	payload_reader_rest(reader);
	struct file_stat now;
	struct extent extent = {0};
	const struct source *source = &reader->source;
	reader->fd = source->open(source->context, path);
	if (reader->fd < 0)
		return status_from_errno(errno);
	if (source->stat(source->context, reader->fd, &now) ||
	    source->extent(source->context, reader->fd, &now, &extent)) {
		enum status status = status_from_errno(errno);
		source->close(source->context, reader->fd);
		return status;
	}
	reader->size = extent.size;
	reader->path = xstrdup(path);
	return STATUS_OK;
}

/* All of it, or why not. */
static enum status read_all(const struct payload_reader *reader, uint8_t *into, size_t size, uint64_t from)
{
	const struct source *source = &reader->source;
	while (size) {
		ssize_t got = source->read(source->context, reader->fd, into, size, from);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return status_from_errno(errno);
		if (got == 0)
			return STATUS_STALE;
		into += got;
		size -= (size_t)got;
		from += (uint64_t)got;
	}
	return STATUS_OK;
}

/* The length of the record's payload. */
static enum status read_length(const struct payload_reader *reader, uint64_t start, const struct item *item,
                               size_t most, size_t *length)
{
	uint8_t header[RECORD_HEADER];
	enum status status = read_all(reader, header, sizeof header, start);
	if (status)
		return status;
	if (!record_header_sound(header))
		return STATUS_STALE;
	*length = (size_t)little64(header);
	uint64_t end = start + RECORD_HEADER + *length + RECORD_FOOTER;
	if ((uint64_t)item->within + item->length > *length || end > reader->size)
		return STATUS_STALE;
	return *length > most ? STATUS_LIMIT : STATUS_OK;
}

/* Another file may have a sound record at just this place. */
static bool is_event_of(const uint8_t *payload, size_t length, const struct item *item)
{
	struct wire event = wire_of(payload, length);
	struct wire_field field;
	int64_t step = 0;
	uint64_t wall_time = 0, wanted;
	while (wire_next(&event, &field)) {
		if (wire_is(&field, EVENT_WALL_TIME, WIRE_FIXED64))
			wall_time = field.number;
		else if (wire_is(&field, EVENT_STEP, WIRE_VARINT))
			step = (int64_t)field.number;
	}
	memcpy(&wanted, &item->wall_time, sizeof wanted);
	return step == item->step && wall_time == wanted;
}

static enum status read_record(const struct payload_reader *reader, const struct item *item, size_t most,
                               uint8_t **out, size_t *length)
{
	if (item->offset < (uint64_t)item->within + RECORD_HEADER)
		return STATUS_CORRUPT;
	uint64_t start = item->offset - item->within - RECORD_HEADER;
	enum status status = read_length(reader, start, item, most, length);
	if (status)
		return status;
	uint8_t *record = data_alloc(*length + RECORD_FOOTER, 1);
	if (!record)
		return STATUS_NO_MEMORY;
	status = read_all(reader, record, *length + RECORD_FOOTER, start + RECORD_HEADER);
	if (!status && (crc32c_masked(record, *length) != little32(record + *length) ||
	                !is_event_of(record, *length, item)))
		status = STATUS_STALE;
	if (status)
		free(record);
	else
		*out = record;
	return status;
}

enum status payload_read(struct payload_reader *reader, const char *path, const struct item *item, size_t most,
                         struct payload *out)
{
	*out = (struct payload){
		.form = (enum item_form)item->form, .clips = item->clips, .bits = item->bits,
		.number_type = (enum number_type)item->number_type,
	};
	if (item->form == ITEM_NOTHING || item->form == ITEM_SIMPLE)
		return STATUS_OK;
	size_t length;
	enum status status = open_file(reader, path);
	if (!status)
		status = read_record(reader, item, most, &out->record, &length);
	if (status)
		return status;
	out->record_size = length + RECORD_FOOTER;
	out->bytes = slice_make(out->record + item->within, item->length);
	return STATUS_OK;
}
