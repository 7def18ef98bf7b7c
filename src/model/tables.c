#include "model/tables.h"

#include "base/alloc.h"
#include "base/text.h"
#include "model/eval_name.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct store *store_new(void)
{
	struct store *store = xcalloc(1, sizeof *store);
	names_init(&store->run_names);
	names_init(&store->tag_names);
	names_init(&store->file_keys);
	pairs_init(&store->series_keys);
	store->newest_wall = NAN;
	return store;
}

static void run_fini(struct run *run)
{
	free(run->files);
	free(run->series);
	free(run->shown);
	free(run->spans);
	free(run->saved);
	purge_fini(&run->purge);
}

void store_free(struct store *store)
{
	if (!store)
		return;
	for (uint32_t i = 0; i < store->run_names.count; i++)
		run_fini(&store->runs[i]);
	for (uint32_t i = 0; i < store->series_keys.count; i++)
		series_fini(&store->series[i]);
	for (uint32_t i = 0; i < store->file_keys.count; i++)
		file_fini(&store->files[i]);
	for (size_t i = 0; i < store->trouble_count; i++)
		free(store->troubles[i].place);
	free(store->runs);
	free(store->run_order);
	free(store->files);
	free(store->series);
	free(store->tag_order);
	free(store->troubles);
	names_fini(&store->run_names);
	names_fini(&store->tag_names);
	names_fini(&store->file_keys);
	pairs_fini(&store->series_keys);
	free(store);
}

void tables_changed(struct store *store, struct run *run)
{
	store->generation++;
	if (run)
		run->generation = store->generation;
}

/* ---- Sorted positions -------------------------------------------------------- */

/* The place of `text` and whether it is there. */
static size_t order_find(const struct names *names, const uint32_t *order, size_t count, struct slice text, bool *found)
{
	size_t low = 0, high = count;
	*found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int compared = slice_compare(names_text(names, order[middle]), text);
		if (!compared) {
			*found = true;
			return middle;
		}
		if (compared < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void order_insert(uint32_t *order, size_t count, size_t at, uint32_t number)
{
	memmove(order + at + 1, order + at, (count - at) * sizeof *order);
	order[at] = number;
}

void order_remove(uint32_t *order, size_t count, size_t at)
{
	memmove(order + at, order + at + 1, (count - at - 1) * sizeof *order);
}

int tables_compare_files(const struct file *a, const struct file *b)
{
	int names = strcmp(a->name, b->name);
	return names ? names : strcmp(a->path, b->path);
}

size_t tables_file_place(const struct store *store, const struct run *run, const struct file *file)
{
	size_t low = 0, high = run->file_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (tables_compare_files(&store->files[run->files[middle]], file) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The text mended, and its number; NAMES_NONE when out of memory. */
static uint32_t intern_mended(struct names *names, struct slice text)
{
	struct str mended = {0};
	text_repair(&mended, text);
	uint32_t number = names_intern(names, str_slice(&mended));
	str_fini(&mended);
	return number;
}

uint32_t tables_tag(struct store *store, struct slice name)
{
	uint32_t known = store->tag_names.count;
	if (!array_reserve(&store->tag_order, &store->tag_order_capacity, (size_t)known + 1))
		return STORE_NONE;
	uint32_t tag = intern_mended(&store->tag_names, name);
	if (tag == known) {
		bool found;
		size_t at = order_find(&store->tag_names, store->tag_order, known, names_text(&store->tag_names, tag), &found);
		order_insert(store->tag_order, known, at, tag);
		store->overhead += name.length + NAME_OVERHEAD;
	}
	return tag;
}

uint32_t tables_run(struct store *store, struct slice name)
{
	uint32_t known = store->run_names.count;
	if (!array_reserve(&store->runs, &store->run_capacity, (size_t)known + 1) ||
	    !array_reserve(&store->run_order, &store->run_order_capacity, store->run_count + 1))
		return STORE_NONE;
	uint32_t run = intern_mended(&store->run_names, name);
	if (run == known) {
		bool evaluates = is_eval_run(names_text(&store->run_names, run));
		store->runs[run] = (struct run){.evaluates = evaluates};
		store->evaluating += evaluates;
	}
	return run;
}

void tables_list_run(struct store *store, uint32_t run, bool listed)
{
	if (store->runs[run].listed == listed)
		return;
	bool found;
	size_t at = order_find(&store->run_names, store->run_order, store->run_count,
	                       names_text(&store->run_names, run), &found);
	if (listed)
		order_insert(store->run_order, store->run_count++, at, run);
	else
		order_remove(store->run_order, store->run_count--, at);
	store->runs[run].listed = listed;
}

uint32_t tables_series(struct store *store, uint32_t run_number, uint32_t tag)
{
	struct run *run = &store->runs[run_number];
	uint32_t known = store->series_keys.count;
	if (!array_reserve(&store->series, &store->series_capacity, (size_t)known + 1) ||
	    !array_reserve(&run->series, &run->series_capacity, run->series_count + 1) ||
	    !array_reserve(&run->shown, &run->shown_capacity, run->series_count + 1))
		return STORE_NONE;
	uint32_t number = pairs_intern(&store->series_keys, run_number, tag);
	if (number == known) {
		series_init(&store->series[number], run_number, tag);
		run->series[run->series_count++] = number;
		store->overhead += sizeof *store->series + PAIR_OVERHEAD;
	}
	return number;
}

size_t tables_shown_at(const struct store *store, const struct run *run, uint32_t tag)
{
	size_t low = 0, high = run->shown_count;
	struct slice name = names_text(&store->tag_names, tag);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (slice_compare(names_text(&store->tag_names, store->series[run->shown[middle]].tag), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
