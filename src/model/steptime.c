#include "model/steptime.h"

#include "base/alloc.h"
#include "base/number.h"
#include "model/eta.h"
#include "model/gaps.h"
#include "model/pause.h"
#include "model/reckoning.h"

#include <math.h>
#include <stdlib.h>

#define LOOK_SLACK 1.0 /* seconds: what a writer wrote while it was looked up */
#define NOW_GAPS 20           /* the rate of now is that of so many gaps */
#define PAUSE_RATIO 3.0
#define PAUSE_DEVIATIONS 8.0
#define PAUSE_SLOW 2.0        /* times the upper quartile: where there are quick steps and slow ones */
#define MAD_TO_SIGMA 1.4826   /* of a normal distribution */
#define WEIGHT_CAP 10.0       /* times the usual number of steps: one jump must not outweigh all */
#define FLUSH_SECONDS 120.0   /* PyTorch and TensorFlow write at least so often */
#define LATE 3.0
#define STALLED 10.0
#define JUMP 100.0            /* times quicker than usual: no steps were taken */
#define DRIFT_GAPS 16         /* fewer tell of no drift */
#define FEW_GAPS 8            /* of fewer a slow one is no pause unless something tells what it was */
#define SOON 0.5              /* of a step: what is logged so soon after the first one behind a pause is of the pause */
#define SAME_PART 0.5         /* pauses of several writers that overlap by so much are one */

const char *run_state_name(enum run_state state)
{
	static const char *const names[] = {"live", "late", "stalled", "done", "gone"};
	return names[state];
}

const char *pause_kind_name(enum pause_kind kind)
{
	static const char *const names[] = {"unknown", "eval", "checkpoint", "stall", "restart", "asleep"};
	return names[kind];
}

/* ---- Quantiles ---------------------------------------------------------------------------- */

static double usual_steps(const struct gaps *gaps, struct sample *samples)
{
	for (size_t i = 0; i < gaps->count; i++)
		samples[i] = (struct sample){gaps->items[i].steps, 1};
	samples_sort(samples, gaps->count);
	return samples_quantile(samples, gaps->count, 0.5);
}

static double record_gap_p99(const struct gaps *gaps, struct sample *samples)
{
	for (size_t i = 0; i < gaps->count; i++)
		samples[i] = (struct sample){gaps->items[i].time, 1};
	samples_sort(samples, gaps->count);
	return samples_quantile(samples, gaps->count, 0.99);
}

/* Seconds a step, weighted by steps, sorted. */
static void step_samples(const struct gaps *gaps, struct sample *samples)
{
	double cap = WEIGHT_CAP * usual_steps(gaps, samples);
	for (size_t i = 0; i < gaps->count; i++) {
		const struct gap *gap = &gaps->items[i];
		samples[i] = (struct sample){gap->time / gap->steps, fmin(gap->steps, cap)};
	}
	samples_sort(samples, gaps->count);
}

/* Above so many seconds a step a gap is a pause. `samples` are sorted; `scratch` has room for as many. */
static double pause_threshold(const struct sample *samples, size_t count, double median, struct sample *scratch)
{
	if (median <= 0)
		return INFINITY;
	for (size_t i = 0; i < count; i++)
		scratch[i] = (struct sample){fabs(samples[i].value - median), samples[i].weight};
	samples_sort(scratch, count);
	double deviation = MAD_TO_SIGMA * samples_quantile(scratch, count, 0.5);
	double usual = fmax(PAUSE_RATIO * median, median + PAUSE_DEVIATIONS * deviation);
	return fmax(usual, PAUSE_SLOW * samples_quantile(samples, count, 0.75));
}

static void fill_quantiles(struct steptime *out, const struct sample *samples, size_t count)
{
	double sum = 0, weight = 0;
	for (size_t i = 0; i < count; i++) {
		sum += samples[i].value * samples[i].weight;
		weight += samples[i].weight;
	}
	out->p50 = samples_quantile(samples, count, 0.50);
	out->p90 = samples_quantile(samples, count, 0.90);
	out->p95 = samples_quantile(samples, count, 0.95);
	out->p99 = samples_quantile(samples, count, 0.99);
	out->max = samples[count - 1].value;
	out->mean = sum / weight;
	out->count = count;
}

/* ---- Rates and pauses ----------------------------------------------------------------------- */

/* No training is so much quicker for once: the step was counted on. */
static bool is_jump(const struct gap *gap, double usual)
{
	return gap->time < usual * gap->steps / JUMP;
}

/* Steps a second in the newest gaps that end after `since`, at most `limit`; pauses left out. */
static double rate_of(const struct gaps *gaps, double usual, double threshold, double since, size_t limit)
{
	double steps = 0, time = 0;
	for (size_t i = gaps->count; i-- > 0 && limit;) {
		const struct gap *gap = &gaps->items[i];
		if (gap->at < since)
			break;
		if (gap_is_pause(gap, threshold) || is_jump(gap, usual))
			continue;
		steps += gap->steps;
		time += gap->time;
		limit--;
	}
	return time > 0 ? steps / time : NAN;
}

/* In which nobody trained, and which are no gaps. */
static double restarts_time(const struct gaps *gaps, double threshold)
{
	double seconds = 0;
	for (size_t i = 0; i < gaps->rewind_count; i++) {
		double time = gaps->rewinds[i].to - gaps->rewinds[i].from;
		seconds += time > threshold ? time : 0;
	}
	return seconds;
}

static void fill_rates(struct steptime *out, const struct gaps *gaps, double threshold)
{
	double all_time = gaps->all_time + restarts_time(gaps, threshold);
	double newest = gaps->items[gaps->count - 1].at;
	out->rate_now = rate_of(gaps, out->p50, threshold, -INFINITY, NOW_GAPS);
	out->rate_minute = rate_of(gaps, out->p50, threshold, newest - 60, SIZE_MAX);
	out->rate_hour = rate_of(gaps, out->p50, threshold, newest - 3600, SIZE_MAX);
	out->rate_run = all_time > 0 ? gaps->all_steps / all_time : NAN;
}

/* The median of the newest quarter of what is no pause over that of the oldest. `scratch` has room for all. */
static double drift_of(const struct gaps *gaps, double threshold, struct sample *scratch)
{
	size_t count = 0;
	for (size_t i = 0; i < gaps->count; i++)
		if (!gap_is_pause(&gaps->items[i], threshold))
			scratch[count++] = (struct sample){gaps->items[i].time / gaps->items[i].steps, 1};
	size_t quarter = count / 4;
	if (count < DRIFT_GAPS)
		return NAN;
	samples_sort(scratch, quarter);
	samples_sort(scratch + count - quarter, quarter);
	double old = samples_quantile(scratch, quarter, 0.5);
	return old > 0 ? samples_quantile(scratch + count - quarter, quarter, 0.5) / old - 1 : NAN;
}

/* ---- Pauses ----------------------------------------------------------------------------------- */

/* Several writers pause together: that is one pause. In the order of their ends. */
static void add_spell(struct pause_spells *spells, struct pause_spell spell)
{
	if (spells->count) {
		struct pause_spell *last = &spells->items[spells->count - 1];
		double both = fmin(last->to, spell.to) - fmax(last->from, spell.from);
		if (both > SAME_PART * fmin(last->to - last->from, spell.to - spell.from)) {
			if (spell.seconds > last->seconds)
				*last = spell;
			return;
		}
	}
	spells->items[spells->count++] = spell;
}

static int64_t step_before(const struct gap *gap)
{
	double before = (double)gap->step - gap->steps;
	return before > -9e18 ? (int64_t)before : INT64_MIN;
}

static void collect_spells(struct pause_spells *spells, const struct gaps *gaps, double threshold, double usual)
{
	for (size_t i = 0; i < gaps->count; i++) {
		const struct gap *gap = &gaps->items[i];
		if (gap_is_pause(gap, threshold))
			add_spell(spells, (struct pause_spell){step_before(gap), gap->step, gap->to - gap->time, gap->to,
			                                       gap->time - gap->steps * usual, PAUSE_UNKNOWN});
	}
}

static double collect_restarts(struct pause_spells *spells, const struct gaps *gaps, double threshold)
{
	double seconds = 0;
	for (size_t i = 0; i < gaps->rewind_count; i++) {
		const struct rewind *rewind = &gaps->rewinds[i];
		double time = rewind->to - rewind->from;
		if (!(time > threshold))
			continue;
		spells->items[spells->count++] =
			(struct pause_spell){rewind->step, rewind->step, rewind->from, rewind->to, time, PAUSE_RESTART};
		seconds += time;
	}
	return seconds;
}

static int by_begin(const void *a, const void *b)
{
	const struct pause_spell *x = a, *y = b;
	return (x->from > y->from) - (x->from < y->from);
}

static void keep_newest(struct steptime *out, const struct pause_spells *spells)
{
	size_t kept = spells->count < STEPTIME_SPELLS ? spells->count : STEPTIME_SPELLS;
	for (size_t i = 0; i < kept; i++)
		out->spells[i] = spells->items[spells->count - kept + i];
	out->spell_count = (uint32_t)kept;
}

/* The same without those that nothing tells of. */
static size_t drop_unknown(struct pause_spell *spells, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		if (spells[i].kind != PAUSE_UNKNOWN)
			spells[kept++] = spells[i];
	return kept;
}

static void fill_pauses(struct steptime *out, const struct gaps *gaps, double threshold, struct pause_spells *spells)
{
	size_t most = gaps->rewind_count;
	for (size_t i = 0; i < gaps->count; i++)
		most += gap_is_pause(&gaps->items[i], threshold);
	out->covered = gaps_covered(gaps);
	spells->items = most ? data_alloc(PAUSE_PARTS * most, sizeof *spells->items) : NULL;
	if (!spells->items)
		return;
	collect_spells(spells, gaps, threshold, out->p50);
	out->covered += collect_restarts(spells, gaps, threshold);
	const struct gap *first = &gaps->items[0], *last = &gaps->items[gaps->count - 1];
	struct lifetime life = {first->at - first->time, last->at, SOON * out->p50};
	spells->count = pause_tell(gaps->evidence, &life, spells->items, spells->count);
	if (gaps->count < FEW_GAPS)
		spells->count = drop_unknown(spells->items, spells->count);
	out->pause_count = pause_group(spells->items, spells->count, out->pauses);
	double spent = 0;
	for (size_t i = 0; i < spells->count; i++) {
		out->spent[spells->items[i].kind] += spells->items[i].seconds;
		spent += spells->items[i].seconds;
	}
	out->covered = fmax(out->covered, spent); /* clocks that disagree may hide that pauses were at once */
	qsort(spells->items, spells->count, sizeof *spells->items, by_begin);
	keep_newest(out, spells);
}

static void fill_from_gaps(struct steptime *out, const struct gaps *gaps, struct pause_spells *spells)
{
	struct sample *samples = data_alloc(gaps->count, sizeof *samples);
	struct sample *scratch = data_alloc(gaps->count, sizeof *scratch);
	if (samples && scratch) {
		step_samples(gaps, samples);
		double median = samples_quantile(samples, gaps->count, 0.5);
		double threshold = pause_threshold(samples, gaps->count, median, scratch);
		size_t count = gaps->count;
		while (count > 1 && samples[count - 1].value > threshold)
			count--;
		fill_quantiles(out, samples, count);
		out->gap_p99 = record_gap_p99(gaps, scratch);
		out->drift = drift_of(gaps, threshold, scratch);
		out->any = true;
		fill_rates(out, gaps, threshold);
		fill_pauses(out, gaps, threshold, spells);
		out->pace = eta_pace(out, gaps, threshold);
	}
	free(samples);
	free(scratch);
}

void reckoning_make(struct reckoning *out, const struct evidence *evidence, struct steptrace *trace)
{
	struct gaps gaps;
	*out = (struct reckoning){.steptime = {
		.rate_now = NAN, .rate_minute = NAN, .rate_hour = NAN, .rate_run = NAN,
		.p50 = NAN, .p90 = NAN, .p95 = NAN, .p99 = NAN, .max = NAN, .mean = NAN, .gap_p99 = NAN,
		.drift = NAN, .pace = {.mean = NAN},
	}};
	gaps_collect(&gaps, evidence);
	if (gaps.count && !gaps.failed)
		fill_from_gaps(&out->steptime, &gaps, &out->spells);
	if (trace)
		steptrace_make(trace, &gaps, out->steptime.max);
	out->steptime.cut = gaps.cut;
	gaps_fini(&gaps);
}

/* The newest first: so many as are asked of. */
size_t reckoning_doubts(const struct reckoning *reckoning, struct sleep_verdict *out)
{
	size_t count = 0;
	for (size_t i = reckoning->spells.count; i-- > 0 && count < ASLEEP_VERDICTS;) {
		const struct pause_spell *spell = &reckoning->spells.items[i];
		if (pause_may_be_sleep(spell))
			out[count++] = (struct sleep_verdict){spell->from, spell->to, false};
	}
	return count;
}

void steptime_renew(struct steptime *steptime, const struct store *store, uint32_t run, double now)
{
	struct vitals vitals = run_vitals(store, run, steptime->gap_p99, now);
	steptime->last_step = store_run(store, run).last_step;
	steptime->last_wall = vitals.dated;
	steptime->age = now - vitals.newest;
	steptime->ahead = vitals_ahead(&vitals, now);
	steptime->state = vitals_state(&vitals, now);
}

/* All at once, on the loop thread or in a command. */
static void reckon(struct reckoning *out, const struct store *store, uint32_t run, double now)
{
	struct evidence evidence;
	evidence_take(&evidence, store, run, now);
	reckoning_make(out, &evidence, NULL);
	evidence.verdict_count = reckoning_doubts(out, evidence.verdicts);
	asleep_judge(store, run, evidence.verdicts, evidence.verdict_count);
	bool any = false;
	for (size_t i = 0; i < evidence.verdict_count; i++)
		any |= evidence.verdicts[i].asleep;
	if (any) {
		free(out->spells.items);
		reckoning_make(out, &evidence, NULL);
	}
	evidence_release(&evidence);
}

struct steptime steptime_of(const struct store *store, uint32_t run, double now)
{
	struct reckoning reckoning;
	reckon(&reckoning, store, run, now);
	steptime_renew(&reckoning.steptime, store, run, now);
	free(reckoning.spells.items);
	return reckoning.steptime;
}

static double believable(const struct run_info *info, double now)
{
	const double walls[] = {info->newest_wall, info->last_wall, info->written};
	for (size_t i = 0; i < sizeof walls / sizeof *walls; i++)
		if (walls[i] <= now + WALL_SLACK)
			return walls[i];
	return NAN;
}

double run_newest_wall(const struct store *store, uint32_t run, double now)
{
	struct run_info info = store_run(store, run);
	return isfinite(info.newest_wall) ? believable(&info, now) : NAN;
}

struct vitals run_vitals(const struct store *store, uint32_t run, double gap_p99, double now)
{
	struct run_info info = store_run(store, run);
	return (struct vitals){
		.gone = info.files && info.files_gone == info.files,
		.stopped = info.stopped,
		.newest = isfinite(info.newest_wall) ? believable(&info, now) : NAN,
		.dated = info.newest_wall,
		.usual = fmax(gap_p99, isnan(info.growth_gap) ? FLUSH_SECONDS : info.growth_gap),
		.process = info.process,
	};
}

/* A newer record than those that were known when its writer was looked up is by another one, or it was not the one. */
static bool has_ended(const struct vitals *vitals)
{
	return vitals->process.found == PROCESS_ENDED && !(vitals->newest > vitals->process.newest + LOOK_SLACK);
}

enum run_state vitals_state(const struct vitals *vitals, double now)
{
	double age = now - vitals->newest;
	if (vitals->gone)
		return RUN_GONE;
	if (vitals->stopped || has_ended(vitals))
		return RUN_DONE;
	if (age > fmax(STALLED * vitals->usual, RUN_ENDED_SECONDS) && vitals->process.found != PROCESS_ALIVE)
		return RUN_DONE;
	if (age > STALLED * vitals->usual)
		return RUN_STALLED;
	return age > LATE * vitals->usual ? RUN_LATE : RUN_LIVE;
}

double vitals_ahead(const struct vitals *vitals, double now)
{
	double ahead = vitals->dated - now;
	return ahead > WALL_SLACK ? ahead : 0;
}

enum run_state run_state_of(const struct store *store, uint32_t run, double gap_p99, double now)
{
	struct vitals vitals = run_vitals(store, run, gap_p99, now);
	return vitals_state(&vitals, now);
}

void process_describe(const struct process *process, struct str *out)
{
	if (process->found == PROCESS_ENDED)
		str_append_text(out, "has ended");
	if (process->found != PROCESS_ALIVE)
		return;
	str_printf(out, "alive, state %c", process->state);
	if (process->threads)
		str_printf(out, ", %u thread%s", (unsigned)process->threads, process->threads == 1 ? "" : "s");
}

void vitals_explain(const struct vitals *vitals, double gap_p99, double now, struct str *out)
{
	char age[NUMBER_SIZE], usual[NUMBER_SIZE];
	enum run_state state = vitals_state(vitals, now);
	if (state != RUN_LATE && state != RUN_STALLED)
		return;
	number_duration(age, now - vitals->newest);
	number_duration(usual, gap_p99);
	str_printf(out, "no record for %s", age);
	if (isfinite(gap_p99))
		str_printf(out, " (usual %s)", usual);
	if (vitals->process.found == PROCESS_ALIVE)
		str_printf(out, "; process alive, state %c", vitals->process.state);
}
