#include "feed/index.h"

#include "disk/cache.h"

#include <stdlib.h>
#include <sys/stat.h>

#define SHARE 16 /* a sketch is kept again when that part of the file is new */

static const struct cache_kind index_kind = {"index", 1};

static void load_sketch(struct read_job *read)
{
	struct cache_subject then;
	size_t length;
	uint8_t *bytes = cache_load_grown(read->cache, index_kind, tail_path(read->tail), &then, &length);
	if (bytes && ranges_read(slice_make(bytes, length), read->batch->file, &read->known) && read->known.count)
		read->indexed = read->known.items[read->known.count - 1]->end;
	free(bytes);
}

/* Looks at the file: false when it is not, to the last bit, as it was when the tail began to read. */
static bool look_at_read(const struct tail *tail, struct cache_subject *out)
{
	struct stat found;
	const struct file_stat *last = tail_last(tail);
	if (cache_look_at(tail_path(tail), out) != STATUS_OK || stat(tail_path(tail), &found) != 0)
		return false;
	struct file_stat now = scan_stat(&found);
	return now.id.dev == last->id.dev && now.id.ino == last->id.ino && now.size == last->size &&
	       now.ctime_ns == last->ctime_ns && out->id.ino == last->id.ino && out->size == last->size;
}

/* Of a file that grows all the time not each time, but when a good part of it is new. */
static void store_sketch(struct read_job *read)
{
	struct cache_subject subject;
	struct str bytes = {0};
	uint64_t end = sketch_end(read->sketch);
	if (end <= read->indexed + read->indexed / SHARE || !look_at_read(read->tail, &subject))
		return;
	ranges_write(sketch_ranges(read->sketch), &bytes);
	if (cache_store(read->cache, index_kind, &subject, str_slice(&bytes)) == STATUS_OK)
		read->indexed = end;
	str_fini(&bytes);
}

void index_note(struct read_job *read)
{
	const struct batch *batch = read->batch;
	if (!read->sketch || !batch)
		return;
	if (batch->restart)
		read->indexed = 0;
	sketch_add(read->sketch, batch);
	if (read->end)
		sketch_add(read->sketch, read->end);
	if (batch->caught_up && batch->status == STATUS_OK)
		store_sketch(read);
	else if (read->long_file && batch->status == STATUS_OK)
		load_sketch(read);
}
