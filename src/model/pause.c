#include "model/pause.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

#define LONG_EVAL 1.75      /* times the usual one: something else happened as well */
#define REGULAR 3           /* so many pauses make a period */
#define PERIOD_SLACK 0.02   /* of the period */
#define STALL_SECONDS 60.0  /* a shorter pause that nothing explains is no stall yet */

/* ---- Kinds by what is known to have happened ------------------------------------------------ */

static bool add_rows(void *context, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!walls_add(context, rows[i].wall_time))
			return false;
	return true;
}

bool pause_may_be_sleep(const struct pause_spell *spell)
{
	return (spell->kind == PAUSE_UNKNOWN || spell->kind == PAUSE_ASLEEP || spell->kind == PAUSE_STALL) &&
	       spell->seconds >= ASLEEP_SHORTEST;
}

static bool was_asleep(const struct evidence *evidence, const struct pause_spell *spell)
{
	for (size_t i = 0; i < evidence->verdict_count; i++)
		if (evidence->verdicts[i].from == spell->from && evidence->verdicts[i].to == spell->to)
			return evidence->verdicts[i].asleep;
	return false;
}

static void tell_by_marks(const struct evidence *evidence, struct pause_spell *spells, size_t count)
{
	struct walls evals = {0};
	for (size_t i = 0; i < evidence->eval_count; i++)
		evidence_walk(&evidence->evals[i], add_rows, &evals);
	walls_sort(&evals);
	for (size_t i = 0; i < count; i++) {
		if (spells[i].kind != PAUSE_UNKNOWN)
			continue;
		if (walls_any(&evidence->begins, spells[i].from, spells[i].to))
			spells[i].kind = PAUSE_RESTART;
		else if (walls_any(&evals, spells[i].from, spells[i].to))
			spells[i].kind = PAUSE_EVAL;
		else if (walls_any(&evidence->checkpoints, spells[i].from, spells[i].to))
			spells[i].kind = PAUSE_CHECKPOINT;
	}
	walls_fini(&evals);
}

static void tell_asleep(const struct evidence *evidence, struct pause_spell *spells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (spells[i].kind == PAUSE_UNKNOWN && pause_may_be_sleep(&spells[i]) && was_asleep(evidence, &spells[i]))
			spells[i].kind = PAUSE_ASLEEP;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* ---- Kinds by shape --------------------------------------------------------------------- */

/* The median of what `value` gives for spells of a kind, NaN without any. Sorts in `scratch`. */
static double median_seconds(const struct pause_spell *spells, size_t count, enum pause_kind kind, double *scratch)
{
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		if (spells[i].kind == kind)
			scratch[n++] = spells[i].seconds;
	qsort(scratch, n, sizeof *scratch, by_value);
	return n ? scratch[n / 2] : NAN;
}

/* Adds the rest of each over-long evaluation as a spell of unknown kind; the new count. */
static size_t split_evals(struct pause_spell *spells, size_t count, double *scratch)
{
	double usual = median_seconds(spells, count, PAUSE_EVAL, scratch);
	size_t all = count;
	for (size_t i = 0; i < count; i++) {
		if (spells[i].kind != PAUSE_EVAL || !(spells[i].seconds > LONG_EVAL * usual))
			continue;
		spells[all] = spells[i];
		spells[all].kind = PAUSE_UNKNOWN;
		spells[all++].seconds -= usual;
		spells[i].seconds = usual;
	}
	return all;
}

static int by_step(const void *a, const void *b)
{
	const struct pause_spell *x = a, *y = b;
	return (x->step > y->step) - (x->step < y->step);
}

static double steps_between(const struct pause_spell *a, const struct pause_spell *b)
{
	return (double)b->step - (double)a->step;
}

static bool is_period(double steps, double period)
{
	return fabs(steps - period) <= fmax(1, PERIOD_SLACK * period);
}

/* The usual number of steps from one of sorted spells to the next, 0 unless most agree. */
static double period_of(const struct pause_spell *spells, size_t count, double *scratch)
{
	if (count < REGULAR)
		return 0;
	for (size_t i = 1; i < count; i++)
		scratch[i - 1] = steps_between(&spells[i - 1], &spells[i]);
	qsort(scratch, count - 1, sizeof *scratch, by_value);
	double period = scratch[(count - 1) / 2];
	size_t agree = 0;
	for (size_t i = 0; i + 1 < count; i++)
		agree += is_period(scratch[i], period);
	return period >= 1 && 2 * agree >= count ? period : 0;
}

/* Of those nobody marked: what keeps a period is a checkpoint; of the rest the long ones are stalls. */
static void tell_by_period(struct pause_spell *spells, size_t count, double *scratch)
{
	double period = period_of(spells, count, scratch);
	for (size_t i = 0; i < count; i++) {
		bool regular = (i > 0 && is_period(steps_between(&spells[i - 1], &spells[i]), period)) ||
		               (i + 1 < count && is_period(steps_between(&spells[i], &spells[i + 1]), period));
		if (period > 0 && regular)
			spells[i].kind = PAUSE_CHECKPOINT;
		else if (spells[i].seconds >= STALL_SECONDS)
			spells[i].kind = PAUSE_STALL;
	}
}

/* Sorted by kind, then step. */
static int by_kind(const void *a, const void *b)
{
	const struct pause_spell *x = a, *y = b;
	return x->kind != y->kind ? (x->kind > y->kind) - (x->kind < y->kind) : by_step(a, b);
}

static size_t same_kind(const struct pause_spell *spells, size_t count)
{
	size_t n = 1;
	while (n < count && spells[n].kind == spells[0].kind)
		n++;
	return n;
}

static struct pause make_pause(const struct pause_spell *spells, size_t count, double *scratch)
{
	struct pause pause = {.kind = spells[0].kind, .count = (uint32_t)count};
	double total = 0;
	for (size_t i = 0; i < count; i++)
		total += spells[i].seconds;
	pause.mean_s = total / (double)count;
	if (pause.kind == PAUSE_EVAL || pause.kind == PAUSE_CHECKPOINT) {
		double period = period_of(spells, count, scratch);
		pause.every_steps = period < 9e18 ? (int64_t)period : 0;
	}
	return pause;
}

size_t pause_tell(const struct evidence *evidence, struct pause_spell *spells, size_t count)
{
	double *scratch = count ? data_alloc(2 * count, sizeof *scratch) : NULL;
	if (!scratch)
		return 0;
	tell_by_marks(evidence, spells, count);
	count = split_evals(spells, count, scratch);
	tell_asleep(evidence, spells, count);
	qsort(spells, count, sizeof *spells, by_kind);
	if (spells[0].kind == PAUSE_UNKNOWN) {
		tell_by_period(spells, same_kind(spells, count), scratch);
		qsort(spells, count, sizeof *spells, by_kind);
	}
	free(scratch);
	return count;
}

uint32_t pause_group(const struct pause_spell *spells, size_t count, struct pause *out)
{
	double *scratch = count ? data_alloc(count, sizeof *scratch) : NULL;
	uint32_t groups = 0;
	if (!scratch)
		return 0;
	for (size_t i = 0, n; i < count && groups < STEPTIME_PAUSES; i += n) {
		n = same_kind(spells + i, count - i);
		out[groups++] = make_pause(spells + i, n, scratch);
	}
	free(scratch);
	return groups;
}
