#include "model/pause.h"

#include "base/alloc.h"
#include "model/evaluations.h"

#include <math.h>
#include <stdlib.h>

#define PART_SHORTEST 0.1   /* seconds: a shorter part of a pause is none */
#define MANY 8              /* pauses of a kind: */
#define LONG 1.75           /* times the usual one: of fewer than that */
#define LONGER 0.25         /* of the usual one more, where they are many, and */
#define FAR 8.0             /* times as far above the lower quartile as that is above the lowest tenth */
#define APART 2.0           /* times as far apart as each of two lots is wide, */
#define APART_LEAST 0.05    /* and of their lengths: what lies nearer may be chance */
#define REGULAR 3           /* so many pauses make a period */
#define PERIOD_SLACK 0.02   /* of the period */
#define STALL_SECONDS 60.0  /* a shorter pause that nothing explains is no stall yet */

/* Of pauses that are several in one the others are put behind all. */
struct spells {
	struct pause_spell *items;
	size_t count, room;
};

/* ---- Kinds by what is known to have happened ------------------------------------------------ */

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

/* From `spell` on its own: all but so many seconds of it are of another kind. */
static void split(struct spells *spells, size_t place, double seconds, enum pause_kind rest)
{
	struct pause_spell *spell = &spells->items[place];
	double more = spell->seconds - seconds;
	if (spells->count == spells->room)
		return;
	spells->items[spells->count] = *spell;
	spells->items[spells->count].kind = rest;
	spells->items[spells->count++].seconds = more;
	spell->seconds = seconds;
}

/* Both have a mark at their end: what came first takes the time up to its mark. */
static void split_both(struct spells *spells, size_t place, double evaluated, double saved)
{
	struct pause_spell *spell = &spells->items[place];
	bool evaluated_first = evaluated < saved;
	double mark = evaluated_first ? evaluated : saved, seconds = fmin(mark - spell->from, spell->seconds);
	spell->kind = evaluated_first ? PAUSE_EVAL : PAUSE_CHECKPOINT;
	if (seconds < PART_SHORTEST)
		spell->kind = evaluated_first ? PAUSE_CHECKPOINT : PAUSE_EVAL;
	else if (spell->seconds - seconds >= PART_SHORTEST) {
		split(spells, place, seconds, evaluated_first ? PAUSE_CHECKPOINT : PAUSE_EVAL);
		spell->to = spells->items[spells->count - 1].from = mark;
	}
}

static void tell_by_marks(const struct evidence *evidence, const struct lifetime *life, struct spells *spells)
{
	struct walls evals = {0};
	evaluations_collect(evidence, life, spells->items, spells->count, &evals);
	walls_sort(&evals);
	for (size_t i = 0, count = spells->count; i < count; i++) {
		struct pause_spell *spell = &spells->items[i];
		if (spell->kind != PAUSE_UNKNOWN)
			continue;
		double evaluated = walls_last(&evals, spell->from, spell->to + life->slack);
		double saved = walls_last(&evidence->checkpoints, spell->from, spell->to);
		if (walls_any(&evidence->begins, spell->from, spell->to))
			spell->kind = PAUSE_RESTART;
		else if (isfinite(evaluated) && isfinite(saved))
			split_both(spells, i, evaluated, saved);
		else if (isfinite(evaluated))
			spell->kind = PAUSE_EVAL;
		else if (isfinite(saved))
			spell->kind = PAUSE_CHECKPOINT;
	}
	walls_fini(&evals);
}

static void tell_asleep(const struct evidence *evidence, struct spells *spells)
{
	for (size_t i = 0; i < spells->count; i++) {
		struct pause_spell *spell = &spells->items[i];
		if (spell->kind == PAUSE_UNKNOWN && pause_may_be_sleep(spell) && was_asleep(evidence, spell))
			spell->kind = PAUSE_ASLEEP;
	}
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* ---- Kinds by shape --------------------------------------------------------------------- */

/* How long those of a kind usually take, and from which length on one holds something else, too. */
struct usual {
	double seconds, limit;
};

/* Of all of a kind, sorted: how many. */
static size_t lengths_of(const struct spells *spells, enum pause_kind kind, double *scratch)
{
	size_t n = 0;
	for (size_t i = 0; i < spells->count; i++)
		if (spells->items[i].kind == kind)
			scratch[n++] = spells->items[i].seconds;
	qsort(scratch, n, sizeof *scratch, by_value);
	return n;
}

/* By the shorter ones: of half of them may be more. Few must differ much. Sorts in `scratch`; NaN without any. */
static struct usual usual_of(const struct spells *spells, enum pause_kind kind, double *scratch)
{
	size_t n = lengths_of(spells, kind, scratch);
	if (n < MANY)
		return n ? (struct usual){scratch[(n - 1) / 2], LONG * scratch[(n - 1) / 2]} : (struct usual){NAN, NAN};
	double usual = scratch[n / 4], spread = usual - scratch[n / 10];
	return (struct usual){usual, usual + fmax(LONGER * usual, FAR * spread)};
}

static void split_long(struct spells *spells, enum pause_kind kind, double *scratch)
{
	struct usual usual = usual_of(spells, kind, scratch);
	for (size_t i = 0, count = spells->count; i < count; i++)
		if (spells->items[i].kind == kind && spells->items[i].seconds > usual.limit)
			split(spells, i, usual.seconds, PAUSE_UNKNOWN);
}

/*
 * Where sorted lengths fall into two lots that are each much alike: how many are in the shorter; 0 where they don't.
 * Neither lot is one alone, which may be chance.
 */
static size_t two_lots(const double *sorted, size_t n)
{
	size_t at = 0;
	double widest = 0;
	for (size_t i = 2; i + 2 <= n; i++)
		if (sorted[i] - sorted[i - 1] > widest) {
			widest = sorted[i] - sorted[i - 1];
			at = i;
		}
	if (!at || widest < fmax(PART_SHORTEST, APART_LEAST * sorted[at - 1]))
		return 0;
	double spread = fmax(sorted[at - 1] - sorted[0], sorted[n - 1] - sorted[at]);
	return widest > APART * spread ? at : 0;
}

/* Whether those of the kind that are longer are each second one, each third … from the first to the last. */
static bool are_each_kth(const struct spells *spells, enum pause_kind kind, double limit)
{
	size_t place = 0, before = 0, every = 0, first = 0;
	for (size_t i = 0; i < spells->count; i++) {
		if (spells->items[i].kind != kind)
			continue;
		place++;
		if (spells->items[i].seconds <= limit)
			continue;
		if (!first)
			first = place;
		else if (!every)
			every = place - before;
		else if (place - before != every)
			return false;
		before = place;
	}
	return every > 1 && first <= every && place - before < every;
}

/* Behind each k-th evaluation something that leaves no mark: what comes so regularly is a checkpoint. */
static bool split_regular(struct spells *spells, enum pause_kind kind, double *scratch)
{
	size_t n = lengths_of(spells, kind, scratch), shorter = two_lots(scratch, n);
	if (!shorter)
		return false;
	double limit = (scratch[shorter - 1] + scratch[shorter]) / 2, usual = scratch[(shorter - 1) / 2];
	if (!are_each_kth(spells, kind, limit))
		return false;
	for (size_t i = 0, count = spells->count; i < count; i++)
		if (spells->items[i].kind == kind && spells->items[i].seconds > limit)
			split(spells, i, usual, PAUSE_CHECKPOINT);
	return true;
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

/* Of those nobody marked: what keeps a period is a checkpoint. */
static void tell_by_period(struct pause_spell *spells, size_t count, double *scratch)
{
	double period = period_of(spells, count, scratch);
	for (size_t i = 0; i < count; i++) {
		bool regular = (i > 0 && is_period(steps_between(&spells[i - 1], &spells[i]), period)) ||
		               (i + 1 < count && is_period(steps_between(&spells[i], &spells[i + 1]), period));
		if (period > 0 && regular)
			spells[i].kind = PAUSE_CHECKPOINT;
	}
}

static void tell_stalls(struct spells *spells)
{
	for (size_t i = 0; i < spells->count; i++)
		if (spells->items[i].kind == PAUSE_UNKNOWN && spells->items[i].seconds >= STALL_SECONDS)
			spells->items[i].kind = PAUSE_STALL;
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

size_t pause_tell(const struct evidence *evidence, const struct lifetime *life, struct pause_spell *items, size_t count)
{
	double *scratch = count ? data_alloc(PAUSE_PARTS * count, sizeof *scratch) : NULL;
	struct spells spells = {items, count, PAUSE_PARTS * count};
	if (!scratch)
		return 0;
	tell_by_marks(evidence, life, &spells);
	bool regular = split_regular(&spells, PAUSE_EVAL, scratch);
	split_long(&spells, PAUSE_EVAL, scratch);
	if (!regular) /* what is no part of them is away by now */
		split_regular(&spells, PAUSE_EVAL, scratch);
	split_long(&spells, PAUSE_CHECKPOINT, scratch);
	tell_asleep(evidence, &spells);
	qsort(items, spells.count, sizeof *items, by_kind);
	if (items[0].kind == PAUSE_UNKNOWN)
		tell_by_period(items, same_kind(items, spells.count), scratch);
	split_long(&spells, PAUSE_CHECKPOINT, scratch);
	tell_asleep(evidence, &spells);
	tell_stalls(&spells);
	qsort(items, spells.count, sizeof *items, by_kind);
	free(scratch);
	return spells.count;
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
