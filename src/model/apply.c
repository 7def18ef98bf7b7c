#include "model/tables.h"
#include "model/totals.h"
#include "model/troubles.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/text.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Purge ------------------------------------------------------------------- */

static void out_of_memory(struct file *file, uint64_t offset)
{
	if (!file->short_of_memory)
		file->short_at = offset;
	file->short_of_memory = true;
}

static int compare_spans(const struct store *store, const struct span *a, const struct span *b)
{
	if (a->file == b->file)
		return a->begin < b->begin ? -1 : a->begin > b->begin;
	return tables_compare_files(&store->files[a->file], &store->files[b->file]);
}

/* Those before `from` keep theirs: they may have gaps, where a sketch was. */
static void number_spans(struct run *run, size_t from)
{
	for (size_t i = from; i < run->span_count; i++)
		run->spans[i]->ordinal = i ? run->spans[i - 1]->ordinal + 1 : 0;
}

static size_t span_place(const struct run *run, const struct span *span)
{
	size_t low = 0, high = run->span_count - 1;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (run->spans[middle]->ordinal < span->ordinal)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* False when out of memory: the list is as it was. */
static bool run_add_span(struct store *store, struct run *run, struct span *span)
{
	if (!array_reserve(&run->spans, &run->span_capacity, run->span_count + 1))
		return false;
	size_t low = 0, high = run->span_count;
	if (high && compare_spans(store, run->spans[high - 1], span) < 0) /* the rule: files are read in order */
		low = high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_spans(store, run->spans[middle], span) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	memmove(run->spans + low + 1, run->spans + low, (run->span_count - low) * sizeof *run->spans);
	run->spans[low] = span;
	run->span_count++;
	number_spans(run, low);
	return true;
}

static bool refresh_series(struct store *store, uint32_t number)
{
	struct series *series = &store->series[number];
	totals_series(store, series, -1);
	bool kept = series_refresh(series, &store->runs[series->run].purge);
	totals_settle_series(store, number);
	return kept;
}

/*
 * Derives what restarts hide, after the spans from `from` on changed; counts the
 * run's series anew only when that changed. `moved`: spans have other numbers than
 * before, so equal cuts may mean others.
 */
static bool run_purge(struct store *store, struct run *run, size_t from, bool moved)
{
	struct purge purge;
	if (!run->purge_due && purge_is_empty(&run->purge) && purge_stays_empty(run->spans, run->span_count, from))
		return true;
	run->purge_due = true;
	if (!purge_derive(&purge, run->spans, run->span_count))
		return false;
	run->purge_due = false;
	bool cuts = purge.all_count || purge.tag_count || run->purge.all_count || run->purge.tag_count;
	bool same = !cuts || (!moved && purge_equal(&purge, &run->purge)), kept = true;
	purge_fini(&run->purge);
	run->purge = purge;
	for (size_t i = 0; !same && i < run->series_count; i++)
		kept &= refresh_series(store, run->series[i]);
	return kept;
}

/* ---- Sketches ------------------------------------------------------------------ */

/*
 * Removes the sketches in [from, to) of the file: true when there were any. What restarts hide must be derived
 * anew then. The others keep their numbers, so that no cut moves.
 */
static bool drop_overlapped(struct store *store, struct file *file, uint64_t from, uint64_t to)
{
	struct run *run = &store->runs[file->run];
	bool dropped = false;
	for (size_t i = file->span_count; i-- > 0;) {
		struct span *span = file->spans[i];
		if (!span->sketch || span->begin >= to || span->end <= from)
			continue;
		for (size_t k = 0; k < run->series_count; k++) {
			struct series *series = &store->series[run->series[k]];
			totals_series(store, series, -1);
			if (series_drop_span(series, span, &run->purge))
				totals_settle_series(store, run->series[k]);
			else
				totals_series(store, series, 1);
		}
		size_t place = span_place(run, span);
		run->span_count--;
		memmove(run->spans + place, run->spans + place + 1, (run->span_count - place) * sizeof *run->spans);
		file_remove_span(file, span);
		dropped = true;
	}
	return dropped;
}

/* All of the file; within totals_file. */
static void drop_sketch(struct store *store, uint32_t number)
{
	struct file *file = &store->files[number];
	struct run *run = &store->runs[file->run];
	if (drop_overlapped(store, file, 0, UINT64_MAX))
		run_purge(store, run, 0, false);
}

/* ---- Files ------------------------------------------------------------------- */

static bool run_add_file(struct store *store, struct run *run, uint32_t number)
{
	if (!array_reserve(&run->files, &run->file_capacity, run->file_count + 1))
		return false;
	size_t at = tables_file_place(store, run, &store->files[number]);
	order_insert(run->files, run->file_count++, at, number);
	return true;
}

static uint32_t file_obtain(struct store *store, uint32_t run, const struct store_file_spec *spec)
{
	uint32_t known = store->file_keys.count;
	if (!array_reserve(&store->files, &store->file_capacity, (size_t)known + 1) || !troubles_reserve(store))
		return STORE_NONE;
	struct str key = {0};
	str_append(&key, &run, sizeof run);
	str_append_slice(&key, spec->name);
	str_append_char(&key, '\0');
	str_append_slice(&key, spec->path);
	uint32_t number = names_intern(&store->file_keys, str_slice(&key));
	str_fini(&key);
	if (number != known)
		return number;
	struct str shown = {0};
	text_repair(&shown, spec->shown);
	store->files[number] = (struct file){
		.run = run,
		.name = xmemdup0(spec->name.data, spec->name.length),
		.path = xmemdup0(spec->path.data, spec->path.length),
		.shown = xmemdup0(str_text(&shown), shown.length),
		.marker = spec->marker,
		.written = NAN,
		.growth_gap = NAN,
	};
	str_fini(&shown);
	store->overhead += sizeof *store->files + NAME_OVERHEAD + 2 * (spec->name.length + spec->path.length) +
	                   spec->shown.length;
	return number;
}

uint32_t store_foresee_file(struct store *store, const struct store_file_spec *spec)
{
	uint32_t run = tables_run(store, spec->run);
	return run == STORE_NONE ? STORE_NONE : file_obtain(store, run, spec);
}

uint32_t store_add_file(struct store *store, const struct store_file_spec *spec)
{
	uint32_t number = store_foresee_file(store, spec);
	if (number == STORE_NONE)
		return STORE_NONE;
	struct file *file = &store->files[number];
	uint32_t run = file->run;
	if (file->listed && !file->gone && file->size == spec->size)
		return number;
	if (!file->listed && !run_add_file(store, &store->runs[run], number))
		return STORE_NONE;
	totals_file(store, file, -1);
	file->listed = true;
	file->gone = false;
	file->size = spec->size;
	totals_file(store, file, 1);
	tables_list_run(store, run, true);
	troubles_settle_file(store, number);
	tables_changed(store, &store->runs[run]);
	return number;
}

void store_file_size(struct store *store, uint32_t number, uint64_t size)
{
	struct file *file = &store->files[number];
	if (file->size == size)
		return;
	totals_file(store, file, -1);
	file->size = size;
	totals_file(store, file, 1);
	tables_changed(store, &store->runs[file->run]);
}

void store_file_gone(struct store *store, uint32_t number)
{
	struct file *file = &store->files[number];
	if (file->gone)
		return;
	totals_file(store, file, -1);
	drop_sketch(store, number);
	file->gone = true;
	totals_file(store, file, 1);
	tables_changed(store, &store->runs[file->run]);
}

void store_file_process(struct store *store, uint32_t number, struct process process)
{
	struct file *file = &store->files[number];
	bool same = file->process.found == process.found && file->process.state == process.state &&
	            file->process.threads == process.threads &&
	            (process.found != PROCESS_ENDED || file->process.newest == process.newest);
	file->process = process;
	if (!same)
		tables_changed(store, &store->runs[file->run]);
}

void store_file_failed(struct store *store, uint32_t number, enum status status)
{
	struct file *file = &store->files[number];
	totals_file(store, file, -1);
	drop_sketch(store, number);
	file->status = status;
	file->unreadable = true;
	file->access = (struct problem){.what = PROBLEM_UNREADABLE, .status = status};
	totals_file(store, file, 1);
	troubles_settle_file(store, number);
	tables_changed(store, &store->runs[file->run]);
}

/* ---- The limit ---------------------------------------------------------------- */

void store_limit_memory(struct store *store, uint64_t bytes)
{
	store->memory_limit = bytes;
}

bool store_full(const struct store *store)
{
	return store->memory_limit && store->memory + store->total.memory + store->overhead >= store->memory_limit;
}

void store_withhold(struct store *store, uint32_t number, bool withheld)
{
	struct file *file = &store->files[number];
	struct tally tally = file_tally(file);
	if (file->withheld == withheld || (withheld && file->caught_up && tally.settled == tally.found))
		return;
	totals_file(store, file, -1);
	if (withheld)
		drop_sketch(store, number);
	file->withheld = withheld;
	totals_file(store, file, 1);
	troubles_settle_file(store, number);
	tables_changed(store, &store->runs[file->run]);
}

/* ---- Dropping ---------------------------------------------------------------- */

static bool is_doomed(const struct span *span)
{
	return span->doomed;
}

/* Before their files free the spans. */
static void drop_doomed(struct store *store, struct run *run)
{
	for (size_t i = 0; i < run->series_count; i++) {
		struct series *series = &store->series[run->series[i]];
		totals_series(store, series, -1);
		if (series_drop(series, is_doomed))
			series_refresh(series, &run->purge);
		totals_settle_series(store, run->series[i]);
	}
	size_t kept = 0;
	for (size_t i = 0; i < run->span_count; i++)
		if (!run->spans[i]->doomed)
			run->spans[kept++] = run->spans[i];
	run->span_count = kept;
	number_spans(run, 0);
}

/* True when the file had brought something. */
static bool doom_file(struct store *store, struct file *file)
{
	totals_file(store, file, -1);
	for (size_t i = 0; i < file->span_count; i++)
		file->spans[i]->doomed = true;
	return file->span_count;
}

/*
 * What was read of some files of a run: of many at once, for each time the run is looked at as a whole.
 * What troubles they had is the caller's to settle.
 */
static void forget_files(struct store *store, struct run *run, const uint32_t *numbers, size_t count)
{
	bool had_spans = false;
	for (size_t i = 0; i < count; i++)
		had_spans |= doom_file(store, &store->files[numbers[i]]);
	if (had_spans)
		drop_doomed(store, run);
	for (size_t i = 0; i < count; i++) {
		file_forget(&store->files[numbers[i]]);
		totals_file(store, &store->files[numbers[i]], 1);
	}
	if (had_spans) {
		run_purge(store, run, 0, true);
		totals_find_newest(store);
	}
}

static void unlist_file(struct store *store, uint32_t number)
{
	struct file *file = &store->files[number];
	struct run *run = &store->runs[file->run];
	totals_file(store, file, -1);
	file->listed = false;
	order_remove(run->files, run->file_count--, tables_file_place(store, run, file));
	if (!run->file_count)
		tables_list_run(store, file->run, false);
}

void store_drop_file(struct store *store, uint32_t number)
{
	struct run *run = &store->runs[store->files[number].run];
	tables_changed(store, run);
	forget_files(store, run, &number, 1);
	if (store->files[number].gone && store->files[number].listed)
		unlist_file(store, number);
	troubles_settle_file(store, number);
}

#define DROPPED_AT_ONCE 256

/* True when there may be more. */
static bool drop_some(struct store *store, struct run *run)
{
	uint32_t gone[DROPPED_AT_ONCE];
	size_t count = 0;
	for (size_t i = 0; i < run->file_count && count < DROPPED_AT_ONCE; i++)
		if (store->files[run->files[i]].gone)
			gone[count++] = run->files[i];
	if (!count)
		return false;
	tables_changed(store, run);
	forget_files(store, run, gone, count);
	for (size_t i = 0; i < count; i++)
		unlist_file(store, gone[i]);
	return count == DROPPED_AT_ONCE;
}

void store_drop_gone(struct store *store)
{
	for (uint32_t i = 0; i < store->run_names.count; i++)
		while (drop_some(store, &store->runs[i]))
			continue;
	troubles_sweep(store);
}

/* ---- Applying ---------------------------------------------------------------- */

/* What one flush brings may be seen in pieces: what comes within this is one growth. */
#define FLUSH_SPREAD_NS 100000000u

/* Records that seem to have waited longer than this are no new ones: wall times of a copy, or a wrong clock. */
#define HELD_MOST 3600.0

/* How long the oldest record of a batch lay with its writer before it was flushed. */
static double held_seconds(const struct batch *batch)
{
	double held = batch->has_event ? clock_wall() - batch->first_wall : 0;
	return held > 0 && held < HELD_MOST ? held : 0;
}

/*
 * The usual gap between growths, as an average that follows. A gap weighs by
 * its length and is at least as long as its records were held, so that a flush
 * that is seen in pieces does not make a writer late that flushes each two minutes.
 */
static void note_growth(struct file *file, const struct batch *batch)
{
	if (!file->caught_up || !batch->records || batch->restart)
		return;
	uint64_t now = clock_mono();
	double held = held_seconds(batch), usual = file->growth_gap;
	if (file->grew_at && now - file->grew_at < FLUSH_SPREAD_NS) {
		file->held = fmax(file->held, held);
		return;
	}
	if (file->grew_at) {
		double gap = fmax((double)(now - file->grew_at) * 1e-9, fmax(held, file->held));
		file->growth_gap = isnan(usual) ? gap : usual + gap / (gap + 4 * usual) * (gap - usual);
	}
	file->grew_at = now;
	file->held = held;
}

static void note_access(struct file *file, const struct batch *batch)
{
	note_growth(file, batch);
	file->status = batch->status;
	file->caught_up = batch->caught_up;
	file->pending = batch->pending;
	file->zeros_pending = batch->zeros_pending;
	if (batch->status == STATUS_OK)
		file->size = batch->file_size;
	if (isfinite(batch->file_written))
		file->written = batch->file_written;
	file->unreadable = false;
	for (size_t i = 0; i < batch->problem_count; i++) {
		if (batch->problems[i].what == PROBLEM_UNREADABLE) {
			file->unreadable = true;
			file->access = batch->problems[i];
		}
	}
}

/* The tags of the batch's series by number: STORE_NONE where there was no memory. NULL when there was none at all. */
static uint32_t *batch_tags(struct store *store, const struct batch *batch)
{
	uint32_t *tags = data_alloc(batch->series_count, sizeof *tags);
	for (size_t i = 0; tags && i < batch->series_count; i++)
		tags[i] = tables_tag(store, slice_make(batch->series[i].tag, batch->series[i].tag_length));
	return tags;
}

static bool link_series(struct store *store, const struct span *span, struct batch *batch, const uint32_t *tags,
                        uint32_t epoch)
{
	uint32_t run = store->files[batch->file].run;
	bool kept = true;
	for (size_t i = 0; i < batch->series_count; i++) {
		uint32_t number = tags[i] == STORE_NONE ? STORE_NONE : tables_series(store, run, tags[i]);
		if (number == STORE_NONE) {
			kept = false;
			continue;
		}
		struct series *series = &store->series[number];
		totals_series(store, series, -1);
		kept &= series_add(series, span, &batch->series[i], epoch, &store->runs[run].purge);
		totals_settle_series(store, number);
	}
	return kept;
}

/* What is not kept of a sketch is no loss: the file is read. */
static void link_sketch(struct store *store, struct batch *batch, const uint32_t *tags)
{
	struct file *file = &store->files[batch->file];
	struct run *run = &store->runs[file->run];
	bool is_new, overlaps;
	struct span *span = file_span(file, batch->file, batch, &is_new, &overlaps);
	if (!span)
		return;
	if (!run_add_span(store, run, span)) {
		file_remove_span(file, span);
		return;
	}
	uint32_t epoch;
	size_t place = span_place(run, span);
	span_absorb(span, batch, tags, &epoch);
	run_purge(store, run, place, place + 1 < run->span_count);
	link_series(store, span, batch, tags, epoch);
}

/* Links the batch into its span. False when out of memory: some of it is missing. */
static bool link_batch(struct store *store, struct batch *batch, const uint32_t *tags)
{
	struct file *file = &store->files[batch->file];
	struct run *run = &store->runs[file->run];
	bool is_new, overlaps, dropped = drop_overlapped(store, file, batch->begin, batch->end);
	struct span *span = file_span(file, batch->file, batch, &is_new, &overlaps);
	if (!span) {
		run->purge_due |= dropped;
		return overlaps;
	}
	if (is_new && !run_add_span(store, run, span)) {
		file_remove_span(file, span);
		run->purge_due |= dropped;
		return false;
	}
	uint32_t epoch;
	size_t place = span_place(run, span);
	bool last = place + 1 == run->span_count;
	uint32_t epochs = span->epochs;
	bool steps_matter = batch->has_summary && (!last || !span->has_summary);
	bool kept = span_absorb(span, batch, tags, &epoch);
	kept &= file_settle_problems(file);
	if (is_new || dropped || span->epochs != epochs || steps_matter || run->purge_due)
		kept &= run_purge(store, run, place, is_new && !last);
	return link_series(store, span, batch, tags, epoch) && kept;
}

/* The first reading of a file replaces nothing. */
static void note_replaced(struct store *store, uint32_t number)
{
	if (!store->files[number].span_count)
		return;
	store->replacements++;
	store->replaced = number;
}

static void apply_sketch(struct store *store, struct batch *batch)
{
	struct file *file = &store->files[batch->file];
	uint32_t *tags = file->marker || file->gone ? NULL : batch_tags(store, batch);
	totals_file(store, file, -1);
	if (tags)
		link_sketch(store, batch, tags);
	totals_file(store, file, 1);
	free(tags);
	batch_free(batch);
}

enum status store_apply(struct store *store, struct batch *batch)
{
	assert(batch->file < store->file_keys.count);
	struct file *file = &store->files[batch->file];
	tables_changed(store, &store->runs[file->run]);
	if (batch->sketch) {
		apply_sketch(store, batch);
		return STATUS_OK;
	}
	if (file->marker)
		batch_keep_problems(batch);
	if (batch->restart) {
		if (!batch->reread)
			note_replaced(store, batch->file);
		forget_files(store, &store->runs[file->run], &batch->file, 1);
	}
	uint32_t *tags = batch_tags(store, batch);
	totals_file(store, file, -1);
	note_access(file, batch);
	if (batch->caught_up || batch->status != STATUS_OK)
		drop_sketch(store, batch->file);
	bool kept = tags && link_batch(store, batch, tags);
	if (!kept)
		out_of_memory(file, batch->begin);
	totals_file(store, file, 1);
	troubles_settle_file(store, batch->file);
	free(tags);
	batch_free(batch);
	return kept ? STATUS_OK : STATUS_NO_MEMORY;
}
