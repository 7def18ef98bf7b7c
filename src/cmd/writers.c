#include "cmd/writers.h"

#include "base/alloc.h"
#include "disk/process.h"
#include "model/author.h"

#include <stdlib.h>

/* Where the newest record of a run is. */
struct newest {
	uint32_t file; /* STORE_NONE where there is none */
	double wall;
};

/* Of each run, by number; for each there is one. Freed by the caller; NULL without memory. */
static struct newest *newest_files(const struct store *store, uint32_t *runs)
{
	struct newest *newest = NULL;
	size_t capacity = 0;
	*runs = 0;
	for (uint32_t i = 0; i < store_file_count(store); i++) {
		struct file_info file = store_file(store, i);
		if (!array_reserve(&newest, &capacity, (size_t)file.run + 1))
			break;
		for (; *runs <= file.run; ++*runs)
			newest[*runs] = (struct newest){.file = STORE_NONE};
		struct newest *best = &newest[file.run];
		if (file.has_event && !file.gone && (best->file == STORE_NONE || file.last_wall > best->wall))
			*best = (struct newest){i, file.last_wall};
	}
	return newest;
}

static void add(struct writers *writers, const struct store *store, uint32_t number)
{
	struct file_info file = store_file(store, number);
	struct author author = author_of(file.name);
	if (!author.pid || store_run(store, file.run).stopped)
		return;
	writers->items[writers->count++] = (struct writer_of){
		.file = number, .host = xmemdup0(author.host.data, author.host.length), .pid = author.pid,
		.newest = file.last_wall};
}

void writers_collect(struct writers *writers, const struct store *store)
{
	uint32_t runs;
	struct newest *newest = newest_files(store, &runs);
	*writers = (struct writers){.items = newest ? data_alloc(WRITERS_MOST, sizeof *writers->items) : NULL};
	for (uint32_t i = 0; writers->items && i < runs && writers->count < WRITERS_MOST; i++)
		if (newest[i].file != STORE_NONE)
			add(writers, store, newest[i].file);
	free(newest);
}

void writers_look(struct writers *writers)
{
	for (size_t i = 0; i < writers->count; i++) {
		struct writer_of *one = &writers->items[i];
		one->process = process_look(slice_of(one->host), one->pid, one->newest);
	}
}

void writers_apply(struct writers *writers, struct store *store)
{
	for (size_t i = 0; i < writers->count; i++)
		store_file_process(store, writers->items[i].file, writers->items[i].process);
	writers_fini(writers);
}

void writers_fini(struct writers *writers)
{
	for (size_t i = 0; i < writers->count; i++)
		free(writers->items[i].host);
	free(writers->items);
	*writers = (struct writers){0};
}

void writers_look_up(struct store *store)
{
	struct writers writers;
	writers_collect(&writers, store);
	writers_look(&writers);
	writers_apply(&writers, store);
}
