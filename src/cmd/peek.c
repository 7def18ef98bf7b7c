#include "cmd/peek.h"

#include "base/clock.h"
#include "disk/scan.h"
#include "disk/tail.h"

#define START_BYTES (UINT64_C(256) << 10) /* of a file: all its tags, nearly always */

struct looking {
	struct store *store;
	bool tags;
	uint64_t until;
};

static void look_at(void *context, const struct found_file *found)
{
	struct looking *looking = context;
	uint32_t file = store_add_file(looking->store, &(struct store_file_spec){
		.run = slice_of(found->run), .name = slice_of(found->name), .path = slice_of(found->path),
		.shown = slice_of(found->name), .size = found->stat.size, .marker = scan_is_marker(found->name)});
	if (!looking->tags || file == STORE_NONE || clock_mono() > looking->until)
		return;
	struct tail *tail = tail_new(found->path, file);
	struct batch *batch = tail ? tail_read(tail, START_BYTES) : NULL;
	if (batch)
		store_apply(looking->store, batch);
	tail_free(tail);
}

bool peek(struct store *store, const char *logdir, bool tags, uint64_t until)
{
	struct looking looking = {store, tags, until};
	struct logdir parsed = logdir_parse(logdir);
	enum status status = scan_tree(&parsed, look_at, NULL, &looking);
	logdir_fini(&parsed);
	return status == STATUS_OK;
}
