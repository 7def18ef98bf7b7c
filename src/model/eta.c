#include "model/eta.h"

#include "model/finds.h"
#include "model/gaps.h"
#include "model/run_series.h"

#include <math.h>
#include <string.h>

#define HOUR 3600.0
#define STRETCHES 10
#define NINE_OF_TEN 1.83   /* Student's t, two-sided 90 %, 9 degrees of freedom */
#define TREND_SURE 3.0     /* standard errors */
#define TREND_MOST 3.0     /* times the pace: no trend goes on for ever */
#define LONG_PAUSE 2.0     /* times the longest that is foreseen: nobody does */

/* ---- Pace ------------------------------------------------------------------------------- */

/* Evaluations and checkpoints come again, those without a period, too. */
static bool is_foreseen(const struct pause *pause)
{
	return pause->every_steps > 0 || pause->kind == PAUSE_EVAL || pause->kind == PAUSE_CHECKPOINT;
}

/* Steps that the gaps reach over; several writers at once count once. */
static double steps_covered(const struct gaps *gaps)
{
	double first = INFINITY, last = -INFINITY;
	for (size_t i = 0; i < gaps->count; i++) {
		first = fmin(first, (double)gaps->items[i].step - gaps->items[i].steps);
		last = fmax(last, (double)gaps->items[i].step);
	}
	return last - first;
}

/* A step's share of what comes again. */
static double foreseen_pauses(const struct steptime *steptime, double steps)
{
	double seconds = 0;
	for (uint32_t i = 0; i < steptime->pause_count; i++) {
		const struct pause *pause = &steptime->pauses[i];
		double every = pause->every_steps > 0 ? (double)pause->every_steps : steps / pause->count;
		if (is_foreseen(pause))
			seconds += pause->mean_s / every;
	}
	return seconds;
}

static double longest_foreseen(const struct steptime *steptime)
{
	double longest = 0;
	for (uint32_t i = 0; i < steptime->pause_count; i++)
		if (is_foreseen(&steptime->pauses[i]))
			longest = fmax(longest, steptime->pauses[i].mean_s);
	return longest;
}

/* Seconds a step in `count` gaps from `first` on, without what nobody can foresee; adds its steps. */
static double stretch_pace(const struct gaps *gaps, size_t first, size_t count, double threshold, double longest)
{
	double steps = 0, time = 0;
	for (size_t i = first; i < first + count; i++) {
		const struct gap *gap = &gaps->items[i];
		if (gap_is_pause(gap, threshold) && gap->time > longest)
			continue;
		steps += gap->steps;
		time += gap->time;
	}
	return steps > 0 ? time / steps : NAN;
}

/* Least squares over numbered paces, a stretch; 0 where it is within what chance does. */
static double trend_of(const double *paces)
{
	double middle = (STRETCHES - 1) / 2.0, mean = 0, along = 0, across = 0, rest = 0;
	for (int i = 0; i < STRETCHES; i++)
		mean += paces[i] / STRETCHES;
	for (int i = 0; i < STRETCHES; i++) {
		along += (i - middle) * (i - middle);
		across += (i - middle) * (paces[i] - mean);
	}
	double slope = across / along;
	for (int i = 0; i < STRETCHES; i++) {
		double off = paces[i] - mean - slope * (i - middle);
		rest += off * off;
	}
	double error = sqrt(rest / (STRETCHES - 2) / along);
	return fabs(slope) > TREND_SURE * error ? slope : 0;
}

static size_t first_of_hour(const struct gaps *gaps)
{
	double since = gaps->items[gaps->count - 1].at - HOUR;
	size_t first = gaps->count;
	while (first && gaps->items[first - 1].at >= since)
		first--;
	return first;
}

static double deviation_of(const double *paces)
{
	double mean = 0, squares = 0;
	for (int i = 0; i < STRETCHES; i++)
		mean += paces[i] / STRETCHES;
	for (int i = 0; i < STRETCHES; i++)
		squares += (paces[i] - mean) * (paces[i] - mean);
	return sqrt(squares / (STRETCHES - 1));
}

struct pace eta_pace(const struct steptime *steptime, const struct gaps *gaps, double threshold)
{
	double paces[STRETCHES], bare[STRETCHES], steps = 0, longest = LONG_PAUSE * longest_foreseen(steptime);
	size_t each = (gaps->count - first_of_hour(gaps)) / STRETCHES, first = gaps->count - STRETCHES * each;
	double rate = isnan(steptime->rate_hour) ? steptime->rate_now : steptime->rate_hour; /* the hour may be a pause */
	struct pace pace = {.mean = 1 / rate + foreseen_pauses(steptime, steps_covered(gaps))};
	for (size_t i = first; i < gaps->count; i++)
		steps += gaps->items[i].steps / STRETCHES;
	for (size_t i = 0; i < STRETCHES; i++) {
		paces[i] = stretch_pace(gaps, first + i * each, each, threshold, longest);
		bare[i] = stretch_pace(gaps, first + i * each, each, threshold, 0);
	}
	double deviation = deviation_of(paces), trend = trend_of(bare) / steps;
	if (!each || !isfinite(deviation) || !isfinite(trend))
		return pace;
	pace.deviation = deviation;
	pace.trend = trend;
	pace.steps = steps;
	pace.stretches = STRETCHES;
	return pace;
}

/* ---- The time left ---------------------------------------------------------------------- */

/* Of `left` steps a whole number of pauses: by how many seconds fewer or more than the mean says, where none is skipped. */
static void round_pauses(const struct steptime *steptime, double left, double *fewer, double *more)
{
	*fewer = *more = 0;
	for (uint32_t i = 0; i < steptime->pause_count; i++) {
		const struct pause *pause = &steptime->pauses[i];
		double count = pause->every_steps > 0 ? left / (double)pause->every_steps : 0;
		*fewer += (count - floor(count)) * pause->mean_s;
		*more += (ceil(count) - count) * pause->mean_s;
	}
}

struct eta eta_of(const struct steptime *steptime, double target)
{
	double fewer, more;
	const struct pace *pace = &steptime->pace;
	double left = target - (double)steptime->last_step;
	if (!isfinite(left) || !isfinite(pace->mean) || !steptime->any)
		return (struct eta){NAN, NAN, NAN};
	if (left <= 0)
		return (struct eta){0, 0, 0};
	if (!pace->stretches)
		return (struct eta){left * pace->mean, NAN, NAN};
	/* From the middle of the hour that the pace is of, to the middle of what is left. */
	double ahead = (pace->stretches * pace->steps + left) / 2;
	double drifted = fmin(fmax(pace->mean + pace->trend * ahead, pace->mean / TREND_MOST), TREND_MOST * pace->mean);
	double error = left * NINE_OF_TEN * pace->deviation * sqrt(1.0 / pace->stretches + pace->steps / left);
	round_pauses(steptime, left, &fewer, &more);
	return (struct eta){
		.seconds = left * drifted,
		.low = fmax(left * fmin(pace->mean, drifted) - fmax(error, fewer), 0),
		.high = left * fmax(pace->mean, drifted) + fmax(error, more),
	};
}

struct eta eta_left(const struct steptime *steptime, double target, enum run_state state, double age)
{
	if (state != RUN_LIVE && state != RUN_LATE)
		return (struct eta){NAN, NAN, NAN};
	struct eta eta = eta_of(steptime, target);
	double passed = fmax(age, 0);
	eta.seconds = isnan(eta.seconds) ? NAN : fmax(eta.seconds - passed, 0);
	eta.low = isnan(eta.low) ? NAN : fmax(eta.low - passed, 0);
	eta.high = isnan(eta.high) ? NAN : fmax(eta.high - passed, 0);
	return eta;
}

/* ---- The target --------------------------------------------------------------------------- */

const char *target_source_text(enum target_source source)
{
	static const char *const texts[] = {"", "--target-step", "hparams", "as the finished run beside it"};
	return texts[source];
}

static size_t parent_length(struct slice name)
{
	size_t length = name.length;
	while (length && name.data[length - 1] != '/')
		length--;
	return length;
}

static bool starts_with(struct slice name, struct slice start)
{
	return name.length >= start.length && (!start.length || !memcmp(name.data, start.data, start.length));
}

static double hparams_target(const struct store *store, uint32_t run)
{
	uint32_t tag = store_tag_find(store, slice_of("_hparams_/session_start_info"));
	uint32_t series = tag == STORE_NONE ? STORE_NONE : store_series_find(store, run, tag);
	return series == STORE_NONE ? NAN : store_series(store, series).target_step;
}

/* PyTorch's add_hparams writes into a run of its own below the run, named by the time. */
static bool is_hparams_of(struct slice name, struct slice run)
{
	if (slice_equal(run, slice_of(".")))
		run = slice_make(name.data, 0);
	else if (!starts_with(name, run) || name.length <= run.length || name.data[run.length] != '/')
		return false;
	size_t at = run.length ? run.length + 1 : 0;
	size_t digits = at;
	while (digits < name.length && ((name.data[digits] >= '0' && name.data[digits] <= '9') || name.data[digits] == '.'))
		digits++;
	return digits > at && digits == name.length;
}

static double hparams_below(const struct store *store, uint32_t run)
{
	struct slice name = store_run(store, run).name;
	for (uint32_t i = 0; i < store_run_count(store); i++) {
		uint32_t other = store_run_at(store, i);
		double target = is_hparams_of(store_run(store, other).name, name) ? hparams_target(store, other) : NAN;
		if (isfinite(target))
			return target;
	}
	return NAN;
}

/* Of a run that was done, with the same tag as its clock: what another program wrote beside it says nothing. */
static double sibling_target(const struct store *store, uint32_t run, double now)
{
	struct run_info own = store_run(store, run);
	struct slice parent = slice_make(own.name.data, parent_length(own.name));
	uint32_t clock = run_clock(store, run);
	double newest = -INFINITY, target = NAN;
	for (uint32_t i = 0; clock != STORE_NONE && i < store_run_count(store); i++) {
		uint32_t other = store_run_at(store, i);
		struct run_info info = store_run(store, other);
		double wall = run_newest_wall(store, other, now);
		if (other == run || !info.has_step || info.last_step <= own.last_step || !(wall > newest))
			continue;
		if (!starts_with(info.name, parent) || parent_length(info.name) != parent.length ||
		    run_state_of(store, other, NAN, now) != RUN_DONE ||
		    store_series_find(store, other, store_series_head(store, clock).tag) == STORE_NONE)
			continue;
		newest = wall;
		target = (double)info.last_step;
	}
	return target;
}

struct target target_of(const struct store *store, const struct finds *finds, uint32_t run, double given, double now)
{
	if (isfinite(given))
		return (struct target){TARGET_GIVEN, given};
	enum run_state state = run_state_of(store, run, NAN, now);
	if (state == RUN_DONE || state == RUN_GONE)
		return (struct target){TARGET_NONE, NAN};
	double target = hparams_target(store, run);
	if (isnan(target))
		target = hparams_below(store, run);
	if (isnan(target) && finds)
		target = finds_target(finds, store_run(store, run).name);
	if (isfinite(target))
		return (struct target){TARGET_HPARAMS, target};
	target = sibling_target(store, run, now);
	return isfinite(target) ? (struct target){TARGET_SIBLING, target} : (struct target){TARGET_NONE, NAN};
}
