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

/* ---- What happened in a run ------------------------------------------------------- */

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
		.pending = file->pending, .lost_bytes = tally.lost_bytes, .damaged = tally.damaged,
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
