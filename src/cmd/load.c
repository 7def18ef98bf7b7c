#include "cmd/load.h"

#include "disk/tail.h"

#include <stdlib.h>
#include <string.h>

/* Of a batch: large enough to be quick, small enough not to hold a large file twice. */
#define BUDGET ((uint64_t)16 * 1024 * 1024)

struct loading {
	struct store *store;
	const struct logdir *logdir;
	enum status status;
};

/* A marker is read for its damage only: takes out all else. NULL when out of memory. */
static struct batch *only_problems(struct batch *batch)
{
	struct batch *out = batch_new(batch->file, batch->begin);
	if (out) {
		out->end = batch->end;
		out->restart = batch->restart;
		out->caught_up = batch->caught_up;
		out->file_size = batch->file_size;
		out->pending = batch->pending;
		out->status = batch->status;
		out->problems = batch->problems;
		out->problem_count = batch->problem_count;
		out->problem_capacity = batch->problem_capacity;
		batch->problems = NULL;
	}
	batch_free(batch);
	return out;
}

/* Reads on, and tells by `done` when there is nothing more to read. */
static enum status read_slice(struct store *store, struct tail *tail, bool marker, bool *done)
{
	struct batch *batch = tail_read(tail, BUDGET);
	if (batch && marker)
		batch = only_problems(batch);
	if (!batch)
		return STATUS_NO_MEMORY;
	*done = batch->caught_up;
	store_apply(store, batch); /* what it has no memory for becomes a problem of the file */
	return STATUS_OK;
}

static enum status read_file(struct store *store, const char *path, uint32_t file, bool marker)
{
	struct tail *tail = tail_new(path, file);
	enum status status = tail ? STATUS_OK : STATUS_NO_MEMORY;
	bool done = false;
	while (status == STATUS_OK && !done) {
		if (store_full(store) && !marker) {
			store_withhold(store, file, true);
			break;
		}
		status = read_slice(store, tail, marker, &done);
	}
	tail_free(tail);
	return status;
}

static void add_file(void *context, const struct found_file *found)
{
	struct loading *loading = context;
	bool marker = scan_is_marker(found->name);
	struct str shown = {0};
	if (loading->status != STATUS_OK)
		return;
	if (strcmp(found->run, "."))
		str_printf(&shown, "%s/", found->run);
	str_append_text(&shown, found->name);
	uint32_t known = store_file_count(loading->store);
	uint32_t file = store_add_file(loading->store, &(struct store_file_spec){
		.run = slice_of(found->run), .name = slice_of(found->name), .path = slice_of(found->path),
		.shown = str_slice(&shown), .size = found->stat.size, .marker = marker});
	str_fini(&shown);
	if (file == STORE_NONE)
		loading->status = STATUS_NO_MEMORY;
	else if (file >= known) /* else LOGDIR was given twice */
		loading->status = read_file(loading->store, found->path, file, marker);
}

static void add_trouble(void *context, const char *path, enum status status)
{
	const struct loading *loading = context;
	char *shown = scan_run_name(loading->logdir, path + strlen(loading->logdir->path));
	store_trouble(loading->store, slice_of(shown), status);
	free(shown);
}

enum status load(struct store *store, const struct logdir *logdirs, size_t count, const struct logdir **failed)
{
	for (size_t i = 0; i < count; i++) {
		struct loading loading = {.store = store, .logdir = &logdirs[i]};
		enum status status = scan_tree(&logdirs[i], add_file, add_trouble, &loading);
		if (status == STATUS_OK)
			status = loading.status;
		if (status != STATUS_OK) {
			*failed = &logdirs[i];
			return status;
		}
	}
	return STATUS_OK;
}
