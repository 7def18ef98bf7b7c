#include "base/alloc.h"
#include "base/clock.h"
#include "base/text.h"
#include "model/tables.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct store *store_new(void)
{
	struct store *store = xcalloc(1, sizeof *store);
	names_init(&store->run_names);
	names_init(&store->tag_names);
	names_init(&store->file_keys);
	names_init(&store->series_keys);
	store->newest_wall = NAN;
	return store;
}

static void run_fini(struct run *run)
{
	free(run->files);
	free(run->series);
	free(run->shown);
	free(run->spans);
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
	names_fini(&store->series_keys);
	free(store);
}

static void changed(struct store *store, struct run *run)
{
	store->generation++;
	if (run)
		run->generation = store->generation;
}

/* ---- Sorted positions -------------------------------------------------------- */

size_t order_find(const struct names *names, const uint32_t *order, size_t count, struct slice text, bool *found)
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

static void order_insert(uint32_t *order, size_t count, size_t at, uint32_t number)
{
	memmove(order + at + 1, order + at, (count - at) * sizeof *order);
	order[at] = number;
}

static void order_remove(uint32_t *order, size_t count, size_t at)
{
	memmove(order + at, order + at + 1, (count - at - 1) * sizeof *order);
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

/* About what a name takes beside its bytes, in its table and in sorted ones. */
#define NAME_OVERHEAD 64

static uint32_t tag_obtain(struct store *store, struct slice name)
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

static uint32_t run_obtain(struct store *store, struct slice name)
{
	uint32_t known = store->run_names.count;
	if (!array_reserve(&store->runs, &store->run_capacity, (size_t)known + 1) ||
	    !array_reserve(&store->run_order, &store->run_order_capacity, store->run_count + 1))
		return STORE_NONE;
	uint32_t run = intern_mended(&store->run_names, name);
	if (run == known)
		store->runs[run] = (struct run){0};
	return run;
}

static void run_list(struct store *store, uint32_t run, bool listed)
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

static uint32_t series_obtain(struct store *store, uint32_t run_number, uint32_t tag)
{
	struct run *run = &store->runs[run_number];
	uint32_t known = store->series_keys.count;
	if (!array_reserve(&store->series, &store->series_capacity, (size_t)known + 1) ||
	    !array_reserve(&run->series, &run->series_capacity, run->series_count + 1) ||
	    !array_reserve(&run->shown, &run->shown_capacity, run->series_count + 1))
		return STORE_NONE;
	uint32_t key[2] = {run_number, tag};
	uint32_t number = names_intern(&store->series_keys, slice_make(key, sizeof key));
	if (number == known) {
		series_init(&store->series[number], run_number, tag);
		run->series[run->series_count++] = number;
		store->overhead += sizeof *store->series + sizeof key + NAME_OVERHEAD;
	}
	return number;
}

/* Where a series is, or belongs, among its run's tags. */
static size_t shown_position(const struct store *store, const struct run *run, uint32_t tag)
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

/* ---- Totals ------------------------------------------------------------------ */

/* Call before (-1) and after (+1) anything that changes a series. */
static void count_series(struct store *store, const struct series *series, int sign)
{
	store->points += (uint64_t)sign * series->points;
	store->memory += (uint64_t)sign * series->memory;
}

/* After a change: counts, lists or unlists it. */
static void settle_series(struct store *store, uint32_t number)
{
	struct series *series = &store->series[number];
	struct run *run = &store->runs[series->run];
	count_series(store, series, 1);
	series->generation = store->generation;
	bool listed = series->points > 0;
	if (series->listed == listed)
		return;
	series->listed = listed;
	size_t at = shown_position(store, run, series->tag);
	if (listed)
		order_insert(run->shown, run->shown_count++, at, number);
	else
		order_remove(run->shown, run->shown_count--, at);
	store->series_shown += listed ? 1 : (uint64_t)-1;
}

static void count_file(struct store *store, const struct file *file, int sign)
{
	if (!file->listed)
		return;
	struct tally tally = file_tally(file);
	store->total.settled += (uint64_t)sign * tally.settled;
	store->total.found += (uint64_t)sign * tally.found;
	store->total.problems += (uint32_t)sign * tally.problems;
	store->total.memory += (uint64_t)sign * tally.memory;
	store->total.withheld += (uint32_t)sign * tally.withheld;
	store->files_listed += (uint32_t)sign;
	store->files_gone += (uint32_t)sign * file->gone;
	store->files_damaged += (uint32_t)sign * tally.damaged;
	if (sign > 0)
		store->newest_wall = fmax(store->newest_wall, tally.max_wall);
}

/* A maximum can't be taken back: looked for anew when something was dropped. */
static void find_newest(struct store *store)
{
	store->newest_wall = NAN;
	for (uint32_t i = 0; i < store->file_keys.count; i++)
		if (store->files[i].listed)
			store->newest_wall = fmax(store->newest_wall, file_tally(&store->files[i]).max_wall);
}

/* ---- Troubles ---------------------------------------------------------------- */

static int compare_trouble(const struct trouble *trouble, const char *shown, uint32_t file)
{
	int compared = strcmp(trouble->shown, shown);
	return compared ? compared : trouble->file < file ? -1 : trouble->file > file;
}

static size_t trouble_position(const struct store *store, const char *shown, uint32_t file, bool *found)
{
	size_t low = 0, high = store->trouble_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_trouble(&store->troubles[middle], shown, file) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*found = low < store->trouble_count && !compare_trouble(&store->troubles[low], shown, file);
	return low;
}

static uint32_t trouble_problems(const struct store *store, const struct trouble *trouble)
{
	return trouble->file == STORE_NONE ? 1 : file_tally(&store->files[trouble->file]).problems;
}

static void trouble_remove(struct store *store, size_t at)
{
	free(store->troubles[at].place);
	store->trouble_count--;
	memmove(store->troubles + at, store->troubles + at + 1,
	        (store->trouble_count - at) * sizeof *store->troubles);
}

/* Room for one more file or place and all there are, so that a file's lack of memory can always be told. */
static bool troubles_reserve(struct store *store)
{
	return array_reserve(&store->troubles, &store->trouble_capacity,
	                     (size_t)store->file_keys.count + store->place_count + 1);
}

static struct trouble *trouble_insert(struct store *store, size_t at)
{
	struct trouble *trouble = &store->troubles[at];
	memmove(trouble + 1, trouble, (store->trouble_count - at) * sizeof *trouble);
	store->trouble_count++;
	return trouble;
}

static void troubles_number(struct store *store, size_t from)
{
	uint32_t before = 0;
	if (from)
		before = store->troubles[from - 1].before + trouble_problems(store, &store->troubles[from - 1]);
	for (size_t i = from; i < store->trouble_count; i++) {
		store->troubles[i].before = before;
		before += trouble_problems(store, &store->troubles[i]);
	}
}

static void settle_problems(struct store *store, uint32_t number)
{
	const struct file *file = &store->files[number];
	bool found, wanted = file->listed && file_tally(file).problems;
	size_t at = trouble_position(store, file->shown, number, &found);
	if (!found && !wanted)
		return;
	if (found && !wanted) {
		trouble_remove(store, at);
	} else if (!found) {
		*trouble_insert(store, at) = (struct trouble){.shown = file->shown, .file = number};
	}
	troubles_number(store, at);
}

void store_trouble(struct store *store, struct slice shown_path, enum status status)
{
	struct str shown = {0};
	text_repair(&shown, shown_path);
	bool found;
	size_t at = trouble_position(store, str_text(&shown), STORE_NONE, &found);
	if (found && status != STATUS_OK) {
		store->troubles[at].status = status;
	} else if (found) {
		trouble_remove(store, at);
		store->place_count--;
		troubles_number(store, at);
	} else if (status != STATUS_OK && troubles_reserve(store)) {
		char *place = xmemdup0(str_text(&shown), shown.length);
		*trouble_insert(store, at) =
			(struct trouble){.shown = place, .place = place, .file = STORE_NONE, .status = status};
		store->place_count++;
		troubles_number(store, at);
	}
	str_fini(&shown);
	changed(store, NULL);
}

/* ---- Files ------------------------------------------------------------------- */

static int compare_files(const struct file *a, const struct file *b)
{
	int names = strcmp(a->name, b->name);
	return names ? names : strcmp(a->path, b->path);
}

static bool run_add_file(struct store *store, struct run *run, uint32_t number)
{
	if (!array_reserve(&run->files, &run->file_capacity, run->file_count + 1))
		return false;
	size_t at = 0, high = run->file_count;
	while (at < high) {
		size_t middle = at + (high - at) / 2;
		if (compare_files(&store->files[run->files[middle]], &store->files[number]) < 0)
			at = middle + 1;
		else
			high = middle;
	}
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
		.growth_gap = NAN,
	};
	str_fini(&shown);
	store->overhead += sizeof *store->files + NAME_OVERHEAD + 2 * (spec->name.length + spec->path.length) +
	                   spec->shown.length;
	return number;
}

uint32_t store_add_file(struct store *store, const struct store_file_spec *spec)
{
	uint32_t run = run_obtain(store, spec->run);
	uint32_t number = run == STORE_NONE ? STORE_NONE : file_obtain(store, run, spec);
	if (number == STORE_NONE)
		return STORE_NONE;
	struct file *file = &store->files[number];
	if (file->listed && !file->gone && file->size == spec->size)
		return number;
	if (!file->listed && !run_add_file(store, &store->runs[run], number))
		return STORE_NONE;
	count_file(store, file, -1);
	file->listed = true;
	file->gone = false;
	file->size = spec->size;
	count_file(store, file, 1);
	run_list(store, run, true);
	settle_problems(store, number);
	changed(store, &store->runs[run]);
	return number;
}

void store_file_size(struct store *store, uint32_t number, uint64_t size)
{
	struct file *file = &store->files[number];
	if (file->size == size)
		return;
	count_file(store, file, -1);
	file->size = size;
	count_file(store, file, 1);
	changed(store, &store->runs[file->run]);
}

void store_file_gone(struct store *store, uint32_t number)
{
	struct file *file = &store->files[number];
	if (file->gone)
		return;
	count_file(store, file, -1);
	file->gone = true;
	count_file(store, file, 1);
	changed(store, &store->runs[file->run]);
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
	count_file(store, file, -1);
	file->withheld = withheld;
	count_file(store, file, 1);
	settle_problems(store, number);
	changed(store, &store->runs[file->run]);
}

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
	return compare_files(&store->files[a->file], &store->files[b->file]);
}

static void number_spans(struct run *run, size_t from)
{
	for (size_t i = from; i < run->span_count; i++)
		run->spans[i]->ordinal = (uint32_t)i;
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

/* Before the file frees its spans. */
static void run_drop_spans(struct run *run, uint32_t file)
{
	size_t kept = 0;
	for (size_t i = 0; i < run->span_count; i++)
		if (run->spans[i]->file != file)
			run->spans[kept++] = run->spans[i];
	run->span_count = kept;
	number_spans(run, 0);
}

static bool refresh_series(struct store *store, uint32_t number)
{
	struct series *series = &store->series[number];
	count_series(store, series, -1);
	bool kept = series_refresh(series, &store->runs[series->run].purge);
	settle_series(store, number);
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

/* ---- Dropping ---------------------------------------------------------------- */

static void forget_file(struct store *store, uint32_t number)
{
	struct file *file = &store->files[number];
	struct run *run = &store->runs[file->run];
	bool had_spans = file->span_count > 0;
	count_file(store, file, -1);
	for (size_t i = 0; had_spans && i < run->series_count; i++) {
		struct series *series = &store->series[run->series[i]];
		count_series(store, series, -1);
		if (series_drop(series, number))
			series_refresh(series, &run->purge);
		settle_series(store, run->series[i]);
	}
	run_drop_spans(run, number);
	file_forget(file);
	count_file(store, file, 1);
	if (had_spans) {
		run_purge(store, run, 0, true);
		find_newest(store);
	}
	settle_problems(store, number);
}

void store_drop_file(struct store *store, uint32_t number)
{
	changed(store, &store->runs[store->files[number].run]);
	forget_file(store, number);
}

static void unlist_file(struct store *store, uint32_t number)
{
	struct file *file = &store->files[number];
	struct run *run = &store->runs[file->run];
	count_file(store, file, -1);
	file->listed = false;
	size_t at = 0;
	while (run->files[at] != number)
		at++;
	order_remove(run->files, run->file_count--, at);
	if (!run->file_count)
		run_list(store, file->run, false);
}

void store_drop_gone(struct store *store)
{
	for (uint32_t i = 0; i < store->file_keys.count; i++) {
		if (!store->files[i].listed || !store->files[i].gone)
			continue;
		store_drop_file(store, i);
		unlist_file(store, i);
	}
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
	if (!file->caught_up || !batch->records)
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
	if (batch->status == STATUS_OK)
		file->size = batch->file_size;
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
		tags[i] = tag_obtain(store, slice_make(batch->series[i].tag, batch->series[i].tag_length));
	return tags;
}

static bool link_series(struct store *store, const struct span *span, struct batch *batch, const uint32_t *tags,
                        uint32_t epoch)
{
	uint32_t run = store->files[batch->file].run;
	bool kept = true;
	for (size_t i = 0; i < batch->series_count; i++) {
		uint32_t number = tags[i] == STORE_NONE ? STORE_NONE : series_obtain(store, run, tags[i]);
		if (number == STORE_NONE) {
			kept = false;
			continue;
		}
		struct series *series = &store->series[number];
		count_series(store, series, -1);
		kept &= series_add(series, span, &batch->series[i], epoch, &store->runs[run].purge);
		settle_series(store, number);
	}
	return kept;
}

/* Links the batch into its span. False when out of memory: some of it is missing. */
static bool link_batch(struct store *store, struct batch *batch, const uint32_t *tags)
{
	struct file *file = &store->files[batch->file];
	struct run *run = &store->runs[file->run];
	bool is_new, overlaps;
	struct span *span = file_span(file, batch->file, batch, &is_new, &overlaps);
	if (!span)
		return overlaps;
	if (is_new && !run_add_span(store, run, span)) {
		file_remove_span(file, span);
		return false;
	}
	uint32_t epoch;
	bool last = span->ordinal + 1 == run->span_count;
	uint32_t epochs = span->epochs;
	bool steps_matter = batch->has_summary && (!last || !span->has_summary);
	bool kept = span_absorb(span, batch, tags, &epoch);
	if (is_new || span->epochs != epochs || steps_matter || run->purge_due)
		kept &= run_purge(store, run, span->ordinal, is_new && !last);
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

enum status store_apply(struct store *store, struct batch *batch)
{
	assert(batch->file < store->file_keys.count);
	struct file *file = &store->files[batch->file];
	changed(store, &store->runs[file->run]);
	if (batch->restart) {
		note_replaced(store, batch->file);
		forget_file(store, batch->file);
	}
	uint32_t *tags = batch_tags(store, batch);
	count_file(store, file, -1);
	note_access(file, batch);
	bool kept = tags && link_batch(store, batch, tags);
	if (!kept)
		out_of_memory(file, batch->begin);
	count_file(store, file, 1);
	settle_problems(store, batch->file);
	free(tags);
	batch_free(batch);
	return kept ? STATUS_OK : STATUS_NO_MEMORY;
}
