#include "model/store.h"

#include "model/tables.h"

#include <math.h>

uint64_t store_generation(const struct store *store)
{
	return store->generation;
}

kind_set store_kinds(const struct store *store)
{
	return store->kinds;
}

struct store_totals store_totals(const struct store *store)
{
	return (struct store_totals){
		.runs = (uint32_t)store->run_count,
		.series = (uint32_t)store->series_shown,
		.points = store->points,
		.memory = store->memory,
		.memory_limit = store->memory_limit,
		.files_withheld = store->total.withheld,
		.bytes_read = store->total.settled,
		.bytes_found = store->total.found,
		.bytes_sketched = store->total.sketched,
		.files = store->files_listed,
		.files_gone = store->files_gone,
		.problems = store_problem_count(store),
		.replacements = store->replacements,
		.replaced = store->replaced,
		.newest_wall = store->newest_wall,
	};
}

/* ---- Runs -------------------------------------------------------------------- */

uint32_t store_run_count(const struct store *store)
{
	return (uint32_t)store->run_count;
}

uint32_t store_run_at(const struct store *store, uint32_t position)
{
	return store->run_order[position];
}

uint32_t store_run_find(const struct store *store, struct slice name)
{
	uint32_t run = names_find(&store->run_names, name);
	return run != NAMES_NONE && store->runs[run].listed ? run : STORE_NONE;
}

static void info_add_file(struct run_info *info, const struct file *file)
{
	struct tally tally = file_tally(file);
	info->files++;
	info->files_gone += file->gone;
	info->bytes += tally.bytes;
	info->records += tally.records;
	info->lost_bytes += tally.lost_bytes;
	info->problems += tally.problems;
	info->bytes_read += tally.settled;
	info->bytes_found += tally.found;
	if (!(tally.max_wall < info->newest_wall)) { /* how a file grew that the run is done with says nothing */
		info->growth_gap = file->growth_gap;
		info->process = file->process;
	}
	info->newest_wall = fmax(info->newest_wall, tally.max_wall);
	if (isfinite(tally.last_wall))
		info->last_wall = fmax(info->last_wall, tally.last_wall);
	info->written = fmax(info->written, file->written);
	if (tally.has_event && !info->has_start && !file->marker) {
		info->has_start = true;
		info->start_time = tally.first_wall;
	}
}

/* When the last session mark was a STOP; NaN when it was none. */
static bool last_session_mark(void *context, const struct mark *mark, bool hides)
{
	double *stopped = context;
	(void)hides;
	if (mark->what != MARK_CHECKPOINT)
		*stopped = mark->what == MARK_STOP ? mark->wall_time : NAN;
	return true;
}

/* When the hparams plugin was told so; NaN when it wasn't. */
static double session_end(const struct store *store, uint32_t run)
{
	/* TB: plugins/hparams/metadata.py, SESSION_END_INFO_TAG */
	uint32_t tag = store_tag_find(store, slice_of("_hparams_/session_end_info"));
	uint32_t series = tag == STORE_NONE ? STORE_NONE : store_series_find(store, run, tag);
	return series != STORE_NONE && store->series[series].points > 0 ? store_series(store, series).last_wall : NAN;
}

/* A run that was resumed goes on after its end; what is written on the way out does not count. */
static bool is_stopped(const struct store *store, uint32_t run, double last_wall)
{
	double stopped = NAN;
	store_walk_marks(store, run, last_session_mark, &stopped);
	stopped = fmax(stopped, session_end(store, run));
	return isfinite(stopped) && !(last_wall > stopped + STOP_SLACK);
}

static struct run_info run_info_make(const struct store *store, uint32_t number)
{
	const struct run *run = &store->runs[number];
	struct run_info info = {
		.name = names_text(&store->run_names, number),
		.start_time = NAN, .newest_wall = NAN, .last_wall = NAN, .written = NAN, .growth_gap = NAN,
		.restarts = (uint32_t)run->purge.restart_count,
	};
	for (size_t i = 0; i < run->file_count; i++)
		info_add_file(&info, &store->files[run->files[i]]);
	for (size_t i = 0; i < run->shown_count; i++) {
		const struct series *series = &store->series[run->shown[i]];
		if (series->kind == KIND_SCALAR && (!info.has_step || series->max_step > info.last_step)) {
			info.has_step = true;
			info.last_step = series->max_step;
		}
	}
	info.stopped = is_stopped(store, number, info.last_wall);
	return info;
}

struct run_info store_run(const struct store *store, uint32_t number)
{
	/* Made when asked for and kept until the run changes: many ask, few runs change. */
	struct run *run = &store->runs[number];
	if (run->info_generation != run->generation || !run->info.name.data) {
		run->info = run_info_make(store, number);
		run->info_generation = run->generation;
	}
	return run->info;
}

uint32_t store_run_series_count(const struct store *store, uint32_t run)
{
	return (uint32_t)store->runs[run].shown_count;
}

uint32_t store_run_series_at(const struct store *store, uint32_t run, uint32_t position)
{
	return store->runs[run].shown[position];
}

uint32_t store_run_known_count(const struct store *store, uint32_t run)
{
	return (uint32_t)store->runs[run].series_count;
}

uint32_t store_run_known_at(const struct store *store, uint32_t run, uint32_t position)
{
	return store->runs[run].series[position];
}

uint64_t store_run_misfits(const struct store *store, uint32_t run, enum kind kind, uint32_t *tags)
{
	uint64_t misfits = 0;
	for (size_t i = 0; i < store->runs[run].series_count; i++) {
		const struct series *series = &store->series[store->runs[run].series[i]];
		if (series->points || !series->misfits || (kind != KIND_COUNT && kind != series->kind))
			continue;
		misfits += series->misfits;
		++*tags;
	}
	return misfits;
}

uint32_t store_series_find(const struct store *store, uint32_t run, uint32_t tag)
{
	return pairs_find(&store->series_keys, run, tag);
}

/* ---- Tags -------------------------------------------------------------------- */

uint32_t store_tag_count(const struct store *store)
{
	return store->tag_names.count;
}

uint32_t store_tag_at(const struct store *store, uint32_t position)
{
	return store->tag_order[position];
}

uint32_t store_tag_find(const struct store *store, struct slice tag)
{
	return names_find(&store->tag_names, tag);
}

struct slice store_tag_name(const struct store *store, uint32_t tag)
{
	return names_text(&store->tag_names, tag);
}

/* ---- Points ------------------------------------------------------------------ */

static const struct purge *purge_of(const struct store *store, const struct series *series)
{
	return &store->runs[series->run].purge;
}

/* A row that is the first or the last one to be seen, and how many stand before it in its strip. */
struct end_row {
	struct row row;
	enum number_type type;
	uint64_t place;
};

static bool link_end_row(const struct link *link, bool last, struct end_row *out)
{
	size_t count = link->seen == LINK_HIDDEN ? 0 : chunk_summary(link->chunk)->count;
	for (size_t i = 0; i < count; i++) {
		size_t at = last ? count - 1 - i : i;
		struct row row = chunk_row(link->chunk, at); /* mostly the first is it: no need to unpack all */
		if (link->seen == LINK_WHOLE || row.step < link->limit) {
			*out = (struct end_row){row, chunk_type(link->chunk), at};
			return true;
		}
	}
	return false;
}

static bool strip_end_row(const struct strip *strip, bool last, struct end_row *out)
{
	uint64_t before = last ? strip->rows : 0;
	for (size_t i = 0; i < strip->count; i++) {
		const struct link *link = &strip->links[last ? strip->count - 1 - i : i];
		uint32_t count = chunk_summary(link->chunk)->count;
		if (last)
			before -= count;
		if (link_end_row(link, last, out)) {
			out->place += before;
			return true;
		}
		if (!last)
			before += count;
	}
	return false;
}

static bool segment_end_row(const struct series *series, size_t segment, bool last, struct end_row *out)
{
	for (size_t i = 0; i < 2; i++) {
		const struct strip *strip = series_strip(series, 2 * segment + (last ? 1 - i : i));
		if (strip && strip_end_row(strip, last, out))
			return true;
	}
	return false;
}

bool store_last_row(const struct store *store, uint32_t number, struct row *out, enum number_type *type)
{
	const struct series *series = &store->series[number];
	struct end_row end;
	for (size_t s = series->segment_count; s-- > 0;) {
		if (segment_end_row(series, s, true, &end)) {
			*out = end.row;
			*type = end.type;
			return true;
		}
	}
	return false;
}

/* The first (or last) visible item; NULL without. Those of scalars are among the rows. */
static const struct item *segment_end_item(const struct store *store, const struct series *series,
                                           const struct segment *segment, bool last)
{
	for (size_t i = 0; i < segment->item_count && series->kind != KIND_SCALAR; i++) {
		const struct item *item = &segment->items[last ? segment->item_count - 1 - i : i];
		if (series_shows(series, segment, item, purge_of(store, series)))
			return item;
	}
	return NULL;
}

/* Step and time of the first (or last) visible point of a segment. */
static bool segment_end(const struct store *store, const struct series *series, size_t index, bool last,
                        struct row *out)
{
	struct end_row end;
	bool has_row = segment_end_row(series, index, last, &end);
	const struct item *item = segment_end_item(store, series, &series->segments[index], last);
	if (item && has_row && (item->rows_before > end.place) != last)
		item = NULL;
	if (item)
		*out = (struct row){item->step, item->wall_time, 0};
	else if (has_row)
		*out = end.row;
	return item || has_row;
}

static void series_end(const struct store *store, const struct series *series, bool last, struct row *out)
{
	size_t count = series->segment_count;
	for (size_t s = 0; s < count; s++)
		if (segment_end(store, series, last ? count - 1 - s : s, last, out))
			return;
}

static bool is_derived(const struct series *series)
{
	return series->segment_count && series->segments[0].span->file == STORE_NONE;
}

struct series_head store_series_head(const struct store *store, uint32_t number)
{
	const struct series *series = &store->series[number];
	return (struct series_head){
		.run = series->run, .tag = series->tag, .kind = series->kind, .points = series->points,
		.misfits = series->misfits, .generation = series->generation, .derived = is_derived(series),
	};
}

struct series_info store_series(const struct store *store, uint32_t number)
{
	const struct series *series = &store->series[number];
	const struct metadata *metadata = series->metadata;
	struct row first = {0}, last = {.wall_time = NAN};
	if (series->points) {
		series_end(store, series, false, &first);
		series_end(store, series, true, &last);
	}
	struct series_info info = {
		.run = series->run, .tag = series->tag, .kind = series->kind,
		.plugin = slice_of(""), .description = slice_of(""),
		.display_name = names_text(&store->tag_names, series->tag),
		.points = series->points, .hidden = series->hidden, .misfits = series->misfits,
		.first_step = first.step, .last_step = last.step, .last_wall = last.wall_time,
		.generation = series->generation, .target_step = NAN,
		.derived = is_derived(series),
	};
	if (metadata) {
		info.target_step = metadata->target_step > 0 ? metadata->target_step : NAN;
		info.plugin = slice_make(metadata->plugin, metadata->plugin_length);
		info.description = slice_make(metadata->description, metadata->description_length);
		info.content = slice_make(metadata->content, metadata->content_length);
		if (metadata->display_name_length)
			info.display_name = slice_make(metadata->display_name, metadata->display_name_length);
	}
	return info;
}

static bool walk_strip(const struct strip *strip, store_each_rows *each, void *context)
{
	struct row rows[CHUNK_ROWS];
	for (size_t i = 0; i < strip->count; i++) {
		size_t count = link_read(&strip->links[i], rows);
		if (count && !each(context, rows, count, chunk_type(strip->links[i].chunk)))
			return false;
	}
	return true;
}

void store_walk_scalars(const struct store *store, uint32_t number, store_each_rows *each, void *context)
{
	const struct series *series = &store->series[number];
	for (size_t i = 0; i < series_strip_count(series); i++) {
		const struct strip *strip = series_strip(series, i);
		if (strip && !walk_strip(strip, each, context))
			return;
	}
}

/* A segment's items and rows, as one line: each row stands before the items behind it. */
struct item_walk {
	store_each_item *each;
	void *context;
	uint32_t file;
	const struct item *items;
	size_t item_count, next;
	const struct series *series;
	const struct segment *segment;
	const struct purge *purge;
	uint64_t rows; /* so many went by, hidden ones too */
};

/* Those that stand before row number `rows`. */
static bool walk_items_before(struct item_walk *walk, uint64_t rows)
{
	for (; walk->next < walk->item_count && walk->items[walk->next].rows_before <= rows; walk->next++) {
		const struct item *item = &walk->items[walk->next];
		if (series_shows(walk->series, walk->segment, item, walk->purge) &&
		    !walk->each(walk->context, walk->file, item))
			return false;
	}
	return true;
}

static bool walk_link(struct item_walk *walk, const struct link *link)
{
	struct row rows[CHUNK_ROWS];
	size_t count = chunk_read(link->chunk, rows);
	enum number_type type = chunk_type(link->chunk);
	for (size_t i = 0; i < count; i++, walk->rows++) {
		if (!walk_items_before(walk, walk->rows))
			return false;
		struct item item = {
			.step = rows[i].step, .wall_time = rows[i].wall_time, .bits = rows[i].bits, .form = ITEM_SIMPLE,
			.number_type = type, .fits = KINDS_OF_ONE_NUMBER, .epoch = link->epoch,
		};
		if (series_shows(walk->series, walk->segment, &item, walk->purge) &&
		    !walk->each(walk->context, walk->file, &item))
			return false;
	}
	return true;
}

static bool walk_segment(const struct store *store, const struct series *series, const struct segment *segment,
                         store_each_item *each, void *context)
{
	struct item_walk walk = {
		.each = each, .context = context, .file = segment->span->file, .items = segment->items,
		.item_count = segment->item_count, .series = series, .segment = segment,
		.purge = purge_of(store, series),
	};
	for (size_t i = 0; i < segment->rows.count; i++)
		if (!walk_link(&walk, &segment->rows.links[i]))
			return false;
	return walk_items_before(&walk, UINT64_MAX);
}

void store_walk_items(const struct store *store, uint32_t number, store_each_item *each, void *context)
{
	const struct series *series = &store->series[number];
	if (series->kind == KIND_SCALAR)
		return;
	for (size_t s = 0; s < series->segment_count; s++)
		if (!walk_segment(store, series, &series->segments[s], each, context))
			return;
}

struct item_search {
	uint64_t left;
	uint32_t file;
	struct item item;
	bool found;
};

static bool search_item(void *context, uint32_t file, const struct item *item)
{
	struct item_search *search = context;
	if (search->left--)
		return true;
	search->file = file;
	search->item = *item;
	search->found = true;
	return false;
}

bool store_item_at(const struct store *store, uint32_t number, uint64_t position, uint32_t *file, struct item *out)
{
	const struct series *series = &store->series[number];
	struct item_search search = {.left = position};
	bool all = !series->hidden && !series->misfits; /* then what is stored is what is visible */
	for (size_t s = 0; s < series->segment_count && series->kind != KIND_SCALAR && !search.found; s++) {
		const struct segment *segment = &series->segments[s];
		if (!all || segment->rows.rows) {
			walk_segment(store, series, segment, search_item, &search);
		} else if (search.left >= segment->item_count) {
			search.left -= segment->item_count;
		} else {
			search.item = segment->items[search.left];
			search.file = segment->span->file;
			search.found = true;
		}
	}
	*file = search.file;
	*out = search.item;
	return search.found;
}

bool store_newest_item(const struct store *store, uint32_t number, uint32_t *file, struct item *out)
{
	const struct series *series = &store->series[number];
	for (size_t s = series->kind == KIND_SCALAR ? 0 : series->segment_count; s > 0; s--) {
		const struct segment *segment = &series->segments[s - 1];
		for (size_t i = segment->item_count; i > 0; i--) {
			if (segment->items[i - 1].fits & KIND_BIT(series->kind)) {
				*file = segment->span->file;
				*out = segment->items[i - 1];
				return true;
			}
		}
	}
	return false;
}

void store_walk_marks(const struct store *store, uint32_t number, store_each_mark *each, void *context)
{
	const struct run *run = &store->runs[number];
	struct purge_state state = purge_start();
	for (size_t s = 0; s < run->span_count; s++) {
		for (size_t i = 0; i < run->spans[s]->mark_count; i++) {
			const struct mark *mark = &run->spans[s]->marks[i].mark;
			bool hides = purge_mark(&state, mark);
			bool of_session = mark->what != MARK_VERSION && mark->what != MARK_REWIND;
			if (of_session && !each(context, mark, hides))
				return;
		}
	}
}

struct restart store_restart_at(const struct store *store, uint32_t run, uint32_t position)
{
	return store->runs[run].purge.restarts[position];
}

size_t store_holes(const struct store *store, uint32_t number, struct hole *out, size_t room)
{
	const struct run *run = &store->runs[number];
	size_t count = 0;
	const struct span *before = NULL; /* the last that was read */
	for (size_t i = 0; i < run->span_count && count < room; i++) {
		const struct span *behind = run->spans[i];
		if (behind->sketch)
			continue;
		if (before && before->file == behind->file && before->end < behind->begin && before->has_event && behind->has_event)
			out[count++] = (struct hole){before->last_wall, behind->first_wall};
		before = behind;
	}
	return count;
}

bool store_meta_graph(const struct store *store, uint32_t number, uint32_t *file, struct item *out)
{
	const struct run *run = &store->runs[number];
	for (size_t s = run->span_count; s-- > 0;) {
		if (run->spans[s]->has_meta_graph) {
			*file = run->spans[s]->file;
			*out = run->spans[s]->meta_graph;
			return true;
		}
	}
	return false;
}

/* ---- Files and problems ---------------------------------------------------------- */

uint32_t store_file_count(const struct store *store)
{
	return store->file_keys.count;
}

/* Of the bytes behind the last record those that are not told to be lost. */
static uint64_t incomplete_bytes(const struct file *file)
{
	const struct span *span = file->span_count ? file->spans[file->span_count - 1] : NULL;
	if (file->withheld)
		return 0;
	if (!span || !span->problem_count)
		return file->pending;
	const struct problem *last = &span->problems[span->problem_count - 1];
	uint64_t lost_end = last->offset + last->bytes_lost, end = span->end + file->pending;
	if (!last->provisional || last->what == PROBLEM_STREAM || lost_end <= span->end)
		return file->pending;
	return lost_end < end ? end - lost_end : 0;
}

/* Files behind one that are asked whether they go on from it: by name, a later start follows closely. */
#define SUCCESSORS_ASKED 256

/* The next file of the run that began when this one had ended. */
static uint32_t find_successor(const struct store *store, uint32_t number)
{
	const struct file *file = &store->files[number];
	const struct run *run = &store->runs[file->run];
	double ended = file_tally(file).max_wall;
	size_t first = tables_file_place(store, run, file) + 1;
	for (size_t i = first; i < run->file_count && i < first + SUCCESSORS_ASKED; i++) {
		struct tally tally = file_tally(&store->files[run->files[i]]);
		if (tally.has_event && (isnan(ended) || tally.first_wall >= ended))
			return run->files[i];
	}
	return STORE_NONE;
}

struct file_info store_file(const struct store *store, uint32_t number)
{
	const struct file *file = &store->files[number];
	struct tally tally = file_tally(file);
	uint64_t incomplete = incomplete_bytes(file);
	return (struct file_info){
		.run = file->run,
		.name = slice_of(file->name), .path = slice_of(file->path), .shown = slice_of(file->shown),
		.size = file->size, .bytes_read = tally.bytes_read, .records = tally.records,
		.pending = file->pending, .lost_bytes = tally.lost_bytes,
		.incomplete = incomplete, .zeros_pending = file->zeros_pending,
		.withheld = file->withheld,
		.successor = incomplete && file->listed ? find_successor(store, number) : STORE_NONE,
		.gone = file->gone, .marker = file->marker, .has_event = tally.has_event,
		.first_wall = tally.first_wall, .last_wall = tally.last_wall, .max_wall = tally.max_wall,
		.status = file->status, .problems = tally.problems,
	};
}

uint32_t store_problem_count(const struct store *store)
{
	uint32_t untold = store->untold > 0;
	if (!store->trouble_count)
		return untold;
	const struct trouble *last = &store->troubles[store->trouble_count - 1];
	return untold + last->before + last->problems;
}

/* The last of all. */
static struct store_problem untold_problem(const struct store *store)
{
	return (struct store_problem){
		.shown = slice_of("a place below LOGDIR"), .file = STORE_NONE,
		.problem = {.what = PROBLEM_UNREADABLE, .status = store->untold_status}};
}

struct store_problem store_problem_at(const struct store *store, uint32_t position)
{
	if (store->untold && position + 1 == store_problem_count(store))
		return untold_problem(store);
	size_t low = 0, high = store->trouble_count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (store->troubles[middle].before <= position)
			low = middle;
		else
			high = middle;
	}
	const struct trouble *trouble = &store->troubles[low];
	struct store_problem out = {.shown = slice_of(trouble->shown), .file = trouble->file};
	if (trouble->file == STORE_NONE)
		out.problem = (struct problem){.what = PROBLEM_UNREADABLE, .status = trouble->status};
	else
		out.problem = file_problem(&store->files[trouble->file], position - trouble->before);
	return out;
}

bool store_damaged(const struct store *store)
{
	return store->files_damaged > 0;
}
