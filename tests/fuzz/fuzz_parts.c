/*
 * A file that is read in parts on several threads brings what one read of it
 * brings, whatever is damaged and whatever looks like a record within a record.
 * The first bytes are how it is cut, the rest is the file.
 */
#define _XOPEN_SOURCE 700 /* mkstemp */
#include "disk/readers.h"
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "unit/disk/follow.h"

#include <unistd.h>

static char path[] = "/tmp/tbtop-parts-XXXXXX";

static void remove_file(void)
{
	unlink(path);
}

static void write_file(const uint8_t *data, size_t size)
{
	static int fd = -1;
	if (fd < 0) {
		fd = mkstemp(path);
		atexit(remove_file);
	}
	if (ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size)
		object("a file can be written");
}

static struct str read_in_parts(size_t size, const struct readers_plan *plan)
{
	struct str dump = {0};
	struct store *store = store_new();
	const struct readers_file file = {.path = path, .size = size, .number = store_add_file(store,
		&(struct store_file_spec){.run = slice_of("."), .name = slice_of("events"), .path = slice_of("events"),
		                          .shown = slice_of("events")})};
	struct readers *readers = readers_start(&file, 1, plan);
	for (bool done = false; !done;) {
		struct batch *batch = readers_next(readers);
		done = batch->caught_up;
		store_apply(store, batch);
	}
	readers_stop(readers);
	dump_store(store, &dump);
	store_free(store);
	return dump;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take script = {bytes, length};
	const struct readers_plan plan = {
		.threads = 1 + take_byte(&script) % 3, .part = 1 + (uint64_t)take_byte(&script) * 2,
		.budget = 1 + (uint64_t)take_byte(&script) * 4,
	};
	write_file(script.bytes, script.left);
	struct str parts = read_in_parts(script.left, &plan), whole = follow_at_once(script.bytes, script.left);
	if (strcmp(str_text(&parts), str_text(&whole))) {
		fprintf(stderr, "in parts:\n%s\nwhole:\n%s\n", str_text(&parts), str_text(&whole));
		object("in parts is as whole");
	}
	str_fini(&parts);
	str_fini(&whole);
	return 0;
}
