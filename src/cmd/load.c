#include "cmd/load.h"

#include "base/alloc.h"
#include "cmd/writers.h"
#include "disk/reader.h"
#include "disk/readers.h"

#include <stdlib.h>
#include <string.h>

/* Of a batch: large enough to be quick, small enough not to hold a large file twice. */
#define BUDGET ((uint64_t)16 * 1024 * 1024)

struct loading {
	struct store *store;
	const struct logdir *logdir; /* that is scanned */
	struct readers_file *files;  /* in the order in which they were found; paths are the store's */
	size_t count, capacity;
	enum status status;
};

/* Applies what was read, and tells by `done` when there is nothing more to read. */
static enum status apply(struct store *store, struct batch *batch, bool *done)
{
	if (!batch)
		return STATUS_NO_MEMORY;
	*done = batch->caught_up;
	store_apply(store, batch); /* what it has no memory for becomes a problem of the file */
	return STATUS_OK;
}

/* Markers count for their damage only, and that is always told. */
static bool passed_over(const struct store *store, uint32_t file)
{
	return store_full(store) && !store_file(store, file).marker;
}

static enum status read_file(struct store *store, struct reader *reader, const struct readers_file *file)
{
	struct tail *tail = reader_open(reader, file->path, file->number);
	enum status status = tail ? STATUS_OK : STATUS_NO_MEMORY;
	bool done = false;
	while (status == STATUS_OK && !done) {
		if (passed_over(store, file->number)) {
			store_withhold(store, file->number, true);
			break;
		}
		status = apply(store, tail_read(tail, BUDGET), &done);
	}
	reader_close(reader, tail);
	return status;
}

/* Reads files on threads until all are read or the store is full; `*read` counts those that need no more. */
static enum status read_on_threads(struct loading *loading, const struct readers_plan *plan, size_t *read)
{
	struct readers *readers = readers_start(loading->files, loading->count, plan);
	enum status status = STATUS_OK;
	while (readers && status == STATUS_OK && *read < loading->count &&
	       !passed_over(loading->store, loading->files[*read].number)) {
		bool done = false;
		status = apply(loading->store, readers_next(readers), &done);
		*read += done;
	}
	readers_stop(readers);
	return status;
}

static enum status read_files(struct loading *loading)
{
	struct readers_plan plan = readers_plan(loading->files, loading->count, BUDGET);
	enum status status = STATUS_OK;
	struct reader reader = {0};
	size_t read = 0;
	if (plan.threads > 1)
		status = read_on_threads(loading, &plan, &read);
	for (; status == STATUS_OK && read < loading->count; read++)
		status = read_file(loading->store, &reader, &loading->files[read]);
	reader_fini(&reader);
	return status;
}

static void add_file(void *context, const struct found_file *found)
{
	struct loading *loading = context;
	struct str shown = {0};
	if (loading->status != STATUS_OK)
		return;
	if (strcmp(found->run, "."))
		str_printf(&shown, "%s/", found->run);
	str_append_text(&shown, found->name);
	uint32_t known = store_file_count(loading->store);
	uint32_t file = store_add_file(loading->store, &(struct store_file_spec){
		.run = slice_of(found->run), .name = slice_of(found->name), .path = slice_of(found->path),
		.shown = str_slice(&shown), .size = found->stat.size, .marker = scan_is_marker(found->name)});
	str_fini(&shown);
	if (file == STORE_NONE || !array_reserve(&loading->files, &loading->capacity, loading->count + 1))
		loading->status = STATUS_NO_MEMORY;
	else if (file >= known) /* else LOGDIR was given twice */
		loading->files[loading->count++] = (struct readers_file){
			.path = store_file(loading->store, file).path.data, .number = file, .size = found->stat.size};
}

static void add_saved(void *context, const struct found_file *found)
{
	const struct loading *loading = context;
	store_note_saved(loading->store, slice_of(found->run), (double)found->stat.mtime_ns / 1e9);
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
	struct loading loading = {.store = store};
	enum status status = STATUS_OK;
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		loading.logdir = &logdirs[i];
		status = scan_tree_and_saved(&logdirs[i], add_file, add_saved, add_trouble, &loading);
		if (status == STATUS_OK)
			status = loading.status;
	}
	if (status == STATUS_OK)
		status = read_files(&loading);
	if (status == STATUS_OK)
		writers_look_up(store);
	if (status != STATUS_OK)
		*failed = loading.logdir;
	free(loading.files);
	return status;
}
