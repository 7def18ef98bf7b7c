#include "cmd/glimpse.h"

#include "base/alloc.h"
#include "disk/tail.h"

#include <stdlib.h>
#include <string.h>

#define RUNS 5               /* the newest, and others of its directory: its evaluations, one that is done */
#define FILES 3              /* of a run */
#define HEAD ((uint64_t)32 << 10)
#define END ((uint64_t)256 << 10)
#define END_NEWEST ((uint64_t)4 << 20) /* of the newest file: an hour of it tells how quick, and of its pauses */
#define END_BESIDE ((uint64_t)32 << 10) /* its newest values and its last step */
#define WHOLE ((uint64_t)32 << 20) /* what can't be read from its end is read whole, up to this */

/* ---- Finding -------------------------------------------------------------------------------- */

static void add_found(void *context, const struct found_file *found)
{
	struct glimpse *glimpse = context;
	if (glimpse->failed || found->status != STATUS_OK || scan_is_marker(found->name))
		return;
	if (!array_reserve(&glimpse->files, &glimpse->capacity, glimpse->count + 1)) {
		glimpse->failed = true;
		return;
	}
	glimpse->files[glimpse->count++] = (struct glimpse_file){
		xstrdup(found->run), xstrdup(found->name), xstrdup(found->path), found->stat};
}

static void free_file(struct glimpse_file *file)
{
	free(file->run);
	free(file->name);
	free(file->path);
}

static size_t parent_length(const char *run)
{
	const char *slash = strrchr(run, '/');
	return slash ? (size_t)(slash - run) + 1 : 0;
}

static bool is_beside(const char *run, const char *other)
{
	size_t length = parent_length(run);
	return parent_length(other) == length && !strncmp(run, other, length);
}

static int by_age(const void *a, const void *b)
{
	const struct glimpse_file *x = a, *y = b;
	if (x->stat.mtime_ns != y->stat.mtime_ns)
		return x->stat.mtime_ns < y->stat.mtime_ns ? 1 : -1;
	return -strcmp(x->path, y->path);
}

/* Whether one more file of its run is wanted, after those that are kept already. */
static bool is_wanted(const struct glimpse *glimpse, size_t kept, const struct glimpse_file *file)
{
	size_t of_run = 0, runs = 0;
	for (size_t i = 0; i < kept; i++) {
		of_run += !strcmp(glimpse->files[i].run, file->run);
		bool first = true;
		for (size_t j = 0; j < i && first; j++)
			first = strcmp(glimpse->files[j].run, glimpse->files[i].run) != 0;
		runs += first;
	}
	if (kept && !is_beside(glimpse->files[0].run, file->run))
		return false;
	return of_run ? of_run < FILES : runs < RUNS;
}

/* The newest first; then at most RUNS x FILES are left. */
static void keep_wanted(struct glimpse *glimpse)
{
	size_t kept = 0;
	if (glimpse->count)
		qsort(glimpse->files, glimpse->count, sizeof *glimpse->files, by_age);
	for (size_t i = 0; i < glimpse->count; i++) {
		struct glimpse_file file = glimpse->files[i];
		if (kept < (size_t)RUNS * FILES && is_wanted(glimpse, kept, &file)) {
			glimpse->files[i] = (struct glimpse_file){0};
			glimpse->files[kept++] = file;
		} else {
			free_file(&glimpse->files[i]);
		}
	}
	glimpse->count = kept;
}

enum status glimpse_find(struct glimpse *glimpse, const struct logdir *logdirs, size_t count,
                         const struct logdir **failed)
{
	*glimpse = (struct glimpse){0};
	for (size_t i = 0; i < count; i++) {
		enum status status = scan_tree(&logdirs[i], add_found, NULL, glimpse);
		*failed = &logdirs[i];
		if (status == STATUS_OK && glimpse->failed)
			status = STATUS_NO_MEMORY;
		if (status != STATUS_OK)
			return status;
	}
	keep_wanted(glimpse);
	return STATUS_OK;
}

enum status glimpse_run(struct glimpse *glimpse, const char *directory)
{
	struct scan scan;
	struct str path = {0};
	*glimpse = (struct glimpse){0};
	scan_directory(directory, NULL, NULL, &scan);
	for (size_t i = 0; i < scan.count; i++) {
		const struct scan_entry *entry = &scan.entries[i];
		str_clear(&path);
		str_printf(&path, "%s/%s", directory, entry->name);
		if (entry->what == ENTRY_EVENTS)
			add_found(glimpse, &(struct found_file){
				.run = ".", .name = entry->name, .path = str_text(&path), .stat = entry->stat,
				.status = entry->status});
	}
	enum status status = glimpse->failed ? STATUS_NO_MEMORY : scan.status;
	keep_wanted(glimpse);
	scan_fini(&scan);
	str_fini(&path);
	return status;
}

void glimpse_fini(struct glimpse *glimpse)
{
	for (size_t i = 0; i < glimpse->count; i++)
		free_file(&glimpse->files[i]);
	free(glimpse->files);
	*glimpse = (struct glimpse){0};
}

/* ---- Reading --------------------------------------------------------------------------------- */

bool glimpse_subject(const struct glimpse *glimpse, struct cache_subject *out)
{
	for (size_t i = 0; i < glimpse->count; i++) {
		struct cache_subject one;
		if (cache_look_at(glimpse->files[i].path, &one) != STATUS_OK)
			return false;
		if (i == 0)
			*out = one;
		else
			cache_subject_add(out, &one);
	}
	return glimpse->count > 0;
}

static bool apply(struct store *store, struct batch *batch)
{
	bool done = !batch || batch->caught_up;
	if (batch)
		store_apply(store, batch);
	return done;
}

static void read_ends(struct store *store, struct tail *tail, uint64_t size, uint64_t most)
{
	if (apply(store, tail_read(tail, HEAD)))
		return;
	struct batch *end = tail_read_ahead(tail, most);
	if (end) {
		apply(store, end);
		return;
	}
	while (size <= WHOLE && !apply(store, tail_read(tail, END)))
		;
}

enum status glimpse_read(const struct glimpse *glimpse, struct store *store)
{
	for (size_t i = 0; i < glimpse->count; i++) {
		const struct glimpse_file *file = &glimpse->files[i];
		uint32_t number = store_add_file(store, &(struct store_file_spec){
			.run = slice_of(file->run), .name = slice_of(file->name), .path = slice_of(file->path),
			.shown = slice_of(file->name), .size = file->stat.size});
		struct tail *tail = number == STORE_NONE ? NULL : tail_new(file->path, number);
		if (!tail)
			return STATUS_NO_MEMORY;
		bool newest = !strcmp(file->run, glimpse->files[0].run);
		read_ends(store, tail, file->stat.size, i == 0 ? END_NEWEST : newest ? END : END_BESIDE);
		tail_free(tail);
	}
	return STATUS_OK;
}
