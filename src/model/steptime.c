#include "model/steptime.h"

#include "base/alloc.h"
#include "model/pause.h"

#include <math.h>
#include <stdlib.h>

#define NOW_GAPS 20           /* the rate of now is that of so many gaps */
#define PAUSE_RATIO 3.0
#define PAUSE_DEVIATIONS 8.0
#define MAD_TO_SIGMA 1.4826   /* of a normal distribution */
#define WEIGHT_CAP 10.0       /* times the usual number of steps: one jump must not outweigh all */
#define FLUSH_SECONDS 120.0   /* PyTorch and TensorFlow write at least so often (ux.md 4) */
#define LATE 3.0
#define STALLED 10.0
#define HOLES 16              /* files of a run that are read ahead at a time: as many as there are readers */

const char *run_state_name(enum run_state state)
{
	static const char *const names[] = {"live", "late", "stalled", "done", "gone"};
	return names[state];
}

const char *pause_kind_name(enum pause_kind kind)
{
	static const char *const names[] = {"unknown", "eval", "checkpoint", "stall"};
	return names[kind];
}

/* ---- Gaps ------------------------------------------------------------------------------- */

struct gap {
	int64_t step;    /* at its end */
	double to, time; /* wall time at its end; seconds */
	double steps;
};

/* The newest gaps of a series, in a ring once it is full; and sums of all. */
struct gaps {
	struct gap *items;
	size_t count, capacity, oldest;
	struct row last;
	bool started, failed;
	double all_steps, all_time;
	struct hole holes[HOLES];
	size_t hole_count;
};

static struct gap *gap_at(const struct gaps *gaps, size_t i)
{
	return &gaps->items[(gaps->oldest + i) % gaps->count];
}

static void add_gap(struct gaps *gaps, struct gap gap)
{
	gaps->all_steps += gap.steps;
	gaps->all_time += gap.time;
	if (gaps->count == STEPTIME_GAPS) {
		gaps->items[gaps->oldest] = gap;
		gaps->oldest = (gaps->oldest + 1) % STEPTIME_GAPS;
	} else if (array_reserve(&gaps->items, &gaps->capacity, gaps->count + 1)) {
		gaps->items[gaps->count++] = gap;
	} else {
		gaps->failed = true;
	}
}

/* What lies in a stretch that is still to be read may be a pause, or none: it is no gap yet. */
static bool spans_hole(const struct gaps *gaps, double from, double to)
{
	for (size_t i = 0; i < gaps->hole_count; i++)
		if (from <= gaps->holes[i].from && to >= gaps->holes[i].to)
			return true;
	return false;
}

/* Several points of one step count once, by the last of them. */
static bool add_rows(void *context, const struct row *rows, size_t count, enum number_type type)
{
	struct gaps *gaps = context;
	for (size_t i = 0; i < count && !gaps->failed; i++) {
		if (!isfinite(rows[i].wall_time))
			continue;
		double steps = (double)rows[i].step - (double)gaps->last.step;
		double time = rows[i].wall_time - gaps->last.wall_time;
		if (gaps->started && steps > 0 && time >= 0 &&
		    !spans_hole(gaps, gaps->last.wall_time, rows[i].wall_time))
			add_gap(gaps, (struct gap){rows[i].step, rows[i].wall_time, time, steps});
		gaps->last = rows[i];
		gaps->started = true;
	}
	return !gaps->failed;
}

/* The scalar series of a run with the most points: nothing ticks more often. */
static uint32_t clock_series(const struct store *store, uint32_t run)
{
	uint32_t best = STORE_NONE;
	uint64_t most = 0;
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		uint32_t series = store_run_series_at(store, run, i);
		struct series_info info = store_series(store, series);
		if (info.kind == KIND_SCALAR && info.points > most) {
			most = info.points;
			best = series;
		}
	}
	return best;
}

/* ---- Quantiles ---------------------------------------------------------------------------- */

struct sample {
	double value, weight;
};

static int by_value(const void *a, const void *b)
{
	double x = ((const struct sample *)a)->value, y = ((const struct sample *)b)->value;
	return (x > y) - (x < y);
}

/* The smallest value below which, or at which, a share `q` of the weight lies. Sorted; count > 0. */
static double quantile(const struct sample *samples, size_t count, double q)
{
	double total = 0, sum = 0;
	for (size_t i = 0; i < count; i++)
		total += samples[i].weight;
	for (size_t i = 0; i < count; i++) {
		sum += samples[i].weight;
		if (sum >= q * total)
			return samples[i].value;
	}
	return samples[count - 1].value;
}

static double usual_steps(const struct gaps *gaps, struct sample *samples)
{
	for (size_t i = 0; i < gaps->count; i++)
		samples[i] = (struct sample){gaps->items[i].steps, 1};
	qsort(samples, gaps->count, sizeof *samples, by_value);
	return quantile(samples, gaps->count, 0.5);
}

static double record_gap_p99(const struct gaps *gaps, struct sample *samples)
{
	for (size_t i = 0; i < gaps->count; i++)
		samples[i] = (struct sample){gaps->items[i].time, 1};
	qsort(samples, gaps->count, sizeof *samples, by_value);
	return quantile(samples, gaps->count, 0.99);
}

/* Seconds a step, weighted by steps, sorted. */
static void step_samples(const struct gaps *gaps, struct sample *samples)
{
	double cap = WEIGHT_CAP * usual_steps(gaps, samples);
	for (size_t i = 0; i < gaps->count; i++) {
		const struct gap *gap = &gaps->items[i];
		samples[i] = (struct sample){gap->time / gap->steps, fmin(gap->steps, cap)};
	}
	qsort(samples, gaps->count, sizeof *samples, by_value);
}

/* Above so many seconds a step a gap is a pause. `samples` are sorted; `scratch` has room for as many. */
static double pause_threshold(const struct sample *samples, size_t count, double median, struct sample *scratch)
{
	if (median <= 0)
		return INFINITY;
	for (size_t i = 0; i < count; i++)
		scratch[i] = (struct sample){fabs(samples[i].value - median), samples[i].weight};
	qsort(scratch, count, sizeof *scratch, by_value);
	double deviation = MAD_TO_SIGMA * quantile(scratch, count, 0.5);
	return fmax(PAUSE_RATIO * median, median + PAUSE_DEVIATIONS * deviation);
}

static void fill_quantiles(struct steptime *out, const struct sample *samples, size_t count)
{
	double sum = 0, weight = 0;
	for (size_t i = 0; i < count; i++) {
		sum += samples[i].value * samples[i].weight;
		weight += samples[i].weight;
	}
	out->p50 = quantile(samples, count, 0.50);
	out->p90 = quantile(samples, count, 0.90);
	out->p95 = quantile(samples, count, 0.95);
	out->p99 = quantile(samples, count, 0.99);
	out->max = samples[count - 1].value;
	out->mean = sum / weight;
	out->count = count;
}

/* ---- Rates and pauses ----------------------------------------------------------------------- */

static bool is_pause(const struct gap *gap, double threshold)
{
	return gap->time > threshold * gap->steps;
}

/* Steps a second in the newest gaps that end after `since`, at most `limit`; pauses left out. */
static double rate_of(const struct gaps *gaps, double threshold, double since, size_t limit)
{
	double steps = 0, time = 0;
	for (size_t i = gaps->count; i-- > 0 && limit;) {
		const struct gap *gap = gap_at(gaps, i);
		if (gap->to < since)
			break;
		if (is_pause(gap, threshold))
			continue;
		steps += gap->steps;
		time += gap->time;
		limit--;
	}
	return time > 0 ? steps / time : NAN;
}

static void fill_rates(struct steptime *out, const struct gaps *gaps, double threshold)
{
	double newest = gap_at(gaps, gaps->count - 1)->to;
	out->rate_now = rate_of(gaps, threshold, -INFINITY, NOW_GAPS);
	out->rate_minute = rate_of(gaps, threshold, newest - 60, SIZE_MAX);
	out->rate_hour = rate_of(gaps, threshold, newest - 3600, SIZE_MAX);
	out->rate_run = gaps->all_time > 0 ? gaps->all_steps / gaps->all_time : NAN;
}

static void fill_pauses(struct steptime *out, const struct store *store, uint32_t run, const struct gaps *gaps,
                        double threshold)
{
	size_t count = 0, used = 0;
	for (size_t i = 0; i < gaps->count; i++)
		count += is_pause(&gaps->items[i], threshold);
	struct pause_spell *spells = count ? data_alloc(2 * count, sizeof *spells) : NULL;
	if (!spells)
		return;
	for (size_t i = 0; i < gaps->count; i++) {
		const struct gap *gap = gap_at(gaps, i);
		if (is_pause(gap, threshold))
			spells[used++] = (struct pause_spell){gap->step, gap->to - gap->time, gap->to,
			                                      gap->time - gap->steps * out->p50, PAUSE_UNKNOWN};
	}
	out->pause_count = pause_group(store, run, spells, used, out->pauses);
	free(spells);
}

static void fill_from_gaps(struct steptime *out, const struct store *store, uint32_t run, const struct gaps *gaps)
{
	struct sample *samples = data_alloc(gaps->count, sizeof *samples);
	struct sample *scratch = data_alloc(gaps->count, sizeof *scratch);
	if (samples && scratch) {
		step_samples(gaps, samples);
		double median = quantile(samples, gaps->count, 0.5);
		double threshold = pause_threshold(samples, gaps->count, median, scratch);
		size_t count = gaps->count;
		while (count > 1 && samples[count - 1].value > threshold)
			count--;
		fill_quantiles(out, samples, count);
		out->gap_p99 = record_gap_p99(gaps, scratch);
		out->any = true;
		fill_rates(out, gaps, threshold);
		fill_pauses(out, store, run, gaps, threshold);
	}
	free(samples);
	free(scratch);
}

struct steptime steptime_of(const struct store *store, uint32_t run, double now)
{
	struct run_info info = store_run(store, run);
	struct steptime out = {
		.last_step = info.last_step, .last_wall = info.newest_wall, .age = now - info.newest_wall,
		.rate_now = NAN, .rate_minute = NAN, .rate_hour = NAN, .rate_run = NAN,
		.p50 = NAN, .p90 = NAN, .p95 = NAN, .p99 = NAN, .max = NAN, .mean = NAN, .gap_p99 = NAN,
	};
	struct gaps gaps = {0};
	gaps.hole_count = store_holes(store, run, gaps.holes, HOLES);
	uint32_t series = clock_series(store, run);
	if (series != STORE_NONE)
		store_walk_scalars(store, series, add_rows, &gaps);
	if (gaps.count && !gaps.failed)
		fill_from_gaps(&out, store, run, &gaps);
	free(gaps.items);
	out.state = run_state_of(store, run, out.gap_p99, now);
	return out;
}

double run_newest_wall(const struct store *store, uint32_t run, double now)
{
	struct run_info info = store_run(store, run);
	bool stray = info.newest_wall > now + WALL_SLACK && info.last_wall <= now + WALL_SLACK;
	return stray ? info.last_wall : info.newest_wall;
}

enum run_state run_state_of(const struct store *store, uint32_t run, double gap_p99, double now)
{
	struct run_info info = store_run(store, run);
	if (info.files && info.files_gone == info.files)
		return RUN_GONE;
	if (info.stopped)
		return RUN_DONE;
	double usual = fmax(gap_p99, isnan(info.growth_gap) ? FLUSH_SECONDS : info.growth_gap);
	double age = now - run_newest_wall(store, run, now);
	if (age > STALLED * usual)
		return RUN_STALLED;
	return age > LATE * usual ? RUN_LATE : RUN_LIVE;
}
