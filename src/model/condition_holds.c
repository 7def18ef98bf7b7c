#include "model/condition.h"

#include "base/number.h"
#include "base/text.h"
#include "model/better.h"
#include "model/condition_inside.h"
#include "model/jump.h"
#include "model/query.h"

#include <inttypes.h>
#include <math.h>

#define TOLD 3 /* terms, at most */
#define DIGITS 4

/* ---- Values ------------------------------------------------------------------------------ */

static bool compare(double value, enum compare how, double number)
{
	switch (how) {
	case LESS: return value < number;
	case LESS_EQUAL: return value <= number;
	case GREATER: return value > number;
	case GREATER_EQUAL: return value >= number;
	case EQUAL: return value == number;
	case UNEQUAL: return value != number;
	}
	return false;
}

static uint32_t series_of(const struct condition_facts *facts, const char *name)
{
	uint32_t tag = store_tag_find(facts->store, slice_of(name));
	return tag == STORE_NONE ? STORE_NONE : store_series_find(facts->store, facts->run, tag);
}

/* The newest of a scalar; false without one. */
static bool newest_of(const struct condition_facts *facts, uint32_t series, int64_t *step, double *value)
{
	struct row row;
	enum number_type type;
	if (series == STORE_NONE || store_series_head(facts->store, series).kind != KIND_SCALAR ||
	    !store_last_row(facts->store, series, &row, &type))
		return false;
	*step = row.step;
	*value = number_value(type, row.bits);
	return true;
}

/* Steps from the best, or from the newest that was the best so far either way, to the last; `*best` is its step. */
static bool plateau_of(const struct condition_facts *facts, const char *name, int64_t *best, double *out)
{
	uint32_t series = series_of(facts, name);
	int64_t last, step;
	double value;
	enum better better = better_by_name(slice_of(name));
	*best = INT64_MIN;
	if (!newest_of(facts, series, &last, &value))
		return false;
	if (better != BETTER_HIGH && jump_best(facts->store, series, INT64_MAX, JUMP_BACK, false, &step))
		*best = step;
	if (better != BETTER_LOW && jump_best(facts->store, series, INT64_MAX, JUMP_BACK, true, &step))
		*best = step > *best ? step : *best;
	*out = (double)last - (double)*best;
	return *best != INT64_MIN;
}

static struct vitals vitals_of(const struct condition_facts *facts)
{
	return run_vitals(facts->store, facts->run, facts->steptime->gap_p99, facts->now);
}

/* What there is one of for a run. NaN when there is nothing to compare. */
static double run_value(const struct term *term, const struct condition_facts *facts)
{
	struct run_info info = store_run(facts->store, facts->run);
	struct vitals vitals;
	switch (term->what) {
	case TERM_STEP: return info.has_step ? (double)info.last_step : NAN;
	case TERM_AGE: return facts->now - run_newest_wall(facts->store, facts->run, facts->now);
	case TERM_SILENT:
		vitals = vitals_of(facts);
		return (facts->now - vitals.newest) / vitals.usual;
	case TERM_RATE: return facts->steptime->rate_now;
	case TERM_DRIFT: return facts->steptime->drift;
	default: return NAN;
	}
}

/* ---- What a tag's values fulfil -------------------------------------------------------------- */

/* The values in a column of which none is known alone: for == that is too little. */
static bool any_in(const struct term *term, const struct column *column)
{
	if (term->what == TERM_NAN)
		return column->nan + column->infinite > 0;
	switch (term->compare) {
	case LESS:
	case LESS_EQUAL: return compare(column->min, term->compare, term->number);
	case GREATER:
	case GREATER_EQUAL: return compare(column->max, term->compare, term->number);
	case UNEQUAL: return column->nan || column->min != term->number || column->max != term->number;
	case EQUAL: break;
	}
	return false;
}

static bool fulfils(const struct term *term, double value)
{
	return term->what == TERM_NAN ? !isfinite(value) : compare(value, term->compare, term->number);
}

/* Its newest value does, or one that came since the last look. */
static bool series_holds(const struct term *term, const struct condition_facts *facts, uint32_t series)
{
	int64_t step;
	double value;
	struct column since;
	if (!newest_of(facts, series, &step, &value))
		return false;
	return fulfils(term, value) ||
	       (facts->seen && seen_since(facts->seen, facts->store, series, &since) && any_in(term, &since));
}

/* Of a term about tags; the series that fulfils it, or STORE_NONE. */
static uint32_t fulfilling_series(const struct term *term, const struct condition_facts *facts)
{
	if (term->tag) {
		uint32_t series = series_of(facts, term->tag);
		return series_holds(term, facts, series) ? series : STORE_NONE;
	}
	for (uint32_t i = 0; i < store_run_series_count(facts->store, facts->run); i++) {
		uint32_t series = store_run_series_at(facts->store, facts->run, i);
		if (series_holds(term, facts, series))
			return series;
	}
	return STORE_NONE;
}

/* ---- Whether it holds ------------------------------------------------------------------------- */

static bool term_holds(const struct term *term, const struct condition_facts *facts)
{
	int64_t best;
	double value;
	switch (term->what) {
	case TERM_RUN: return pattern_matches(&term->run, store_run(facts->store, facts->run).name);
	case TERM_NAN:
	case TERM_TAG: return fulfilling_series(term, facts) != STORE_NONE;
	case TERM_STATE:
		return isfinite(store_run(facts->store, facts->run).newest_wall) &&
		       run_state_of(facts->store, facts->run, facts->steptime->gap_p99, facts->now) == term->state;
	case TERM_PLATEAU:
		return plateau_of(facts, term->tag, &best, &value) && compare(value, term->compare, term->number);
	default: value = run_value(term, facts); return !isnan(value) && compare(value, term->compare, term->number);
	}
}

/* What the program makes of its terms: judge gives that of each. */
static bool run_program(const struct condition *condition, bool (*judge)(const struct term *term, const void *context),
                        const void *context)
{
	bool stack[CONDITION_TERMS];
	int top = 0;
	for (int i = 0; i < condition->length; i++) {
		int op = condition->program[i];
		if (op >= 0) {
			stack[top++] = judge(&condition->terms[op], context);
			continue;
		}
		top--;
		stack[top - 1] = op == OP_AND ? stack[top - 1] && stack[top] : stack[top - 1] || stack[top];
	}
	return stack[0];
}

static bool judge_now(const struct term *term, const void *context)
{
	return term_holds(term, context);
}

bool condition_holds(const struct condition *condition, const struct condition_facts *facts)
{
	return run_program(condition, judge_now, facts);
}

/* There is no "not": what holds when all else does may come to hold. */
static bool judge_name(const struct term *term, const void *context)
{
	const struct slice *name = context;
	return term->what != TERM_RUN || pattern_matches(&term->run, *name);
}

bool condition_may_hold(const struct condition *condition, struct slice run)
{
	return run_program(condition, judge_name, &run);
}

/* ---- What it is told of by ---------------------------------------------------------------------- */

/* The first step since the last look at which the term was fulfilled: halving, for a column tells of no step. */
static int64_t first_since(const struct term *term, const struct condition_facts *facts, uint32_t series, int64_t last)
{
	int64_t low = seen_step(facts->seen, series);
	low = low == INT64_MIN ? query_whole(facts->store, series).min_step : low + 1;
	while (low < last) {
		int64_t middle = low + (int64_t)(((uint64_t)last - (uint64_t)low) / 2);
		struct column column =
			query_range(facts->store, series, AXIS_STEP, (struct window){(double)low, (double)middle});
		if (column.count && any_in(term, &column))
			last = middle;
		else
			low = middle + 1;
	}
	return last;
}

/* "train/loss 31.2 at step 400" */
static void tell_series(const struct term *term, const struct condition_facts *facts, struct str *out, int64_t *when)
{
	char text[NUMBER_SIZE];
	uint32_t series = fulfilling_series(term, facts);
	struct row row;
	enum number_type type;
	struct column since;
	int64_t step;
	double value;
	if (series == STORE_NONE || !newest_of(facts, series, &step, &value))
		return;
	if (facts->seen && seen_since(facts->seen, facts->store, series, &since) && any_in(term, &since)) {
		step = first_since(term, facts, series, step);
		if (query_nearest(facts->store, series, AXIS_STEP, (double)step, &row, &type))
			value = number_value(type, row.bits);
	}
	number_short(text, value, DIGITS);
	text_clean(out, store_tag_name(facts->store, store_series_head(facts->store, series).tag));
	str_printf(out, " %s at step %" PRId64, text, step);
	*when = step;
}

static void tell_plateau(const struct term *term, const struct condition_facts *facts, struct str *out)
{
	int64_t best;
	double steps;
	if (!plateau_of(facts, term->tag, &best, &steps))
		return;
	text_clean(out, slice_of(term->tag));
	str_printf(out, " no better since step %" PRId64, best);
}

static void tell_silence(const struct condition_facts *facts, struct str *out)
{
	char text[NUMBER_SIZE];
	number_duration(text, facts->now - run_newest_wall(facts->store, facts->run, facts->now));
	str_printf(out, "no record for %s", text);
}

static void tell_state(const struct term *term, const struct condition_facts *facts, struct str *out)
{
	struct vitals vitals = vitals_of(facts);
	struct run_info info = store_run(facts->store, facts->run);
	size_t before = out->length;
	vitals_explain(&vitals, facts->steptime->gap_p99, facts->now, out);
	if (out->length == before && info.has_step)
		str_printf(out, "%s at step %" PRId64, run_state_name(term->state), info.last_step);
}

static void tell_number(const struct term *term, const struct condition_facts *facts, struct str *out)
{
	char text[NUMBER_SIZE];
	double value = run_value(term, facts);
	if (term->what == TERM_STEP) {
		str_printf(out, "step %" PRId64, store_run(facts->store, facts->run).last_step);
	} else if (term->what == TERM_RATE) {
		number_short(text, value, 3);
		str_printf(out, "%s steps/s", text);
	} else {
		str_printf(out, "steps %.0f%% %s", fabs(100 * value), value < 0 ? "quicker" : "slower");
	}
}

static void tell_term(const struct term *term, const struct condition_facts *facts, struct str *out, int64_t *when)
{
	switch (term->what) {
	case TERM_RUN: break;
	case TERM_STATE: tell_state(term, facts, out); break;
	case TERM_NAN:
	case TERM_TAG: tell_series(term, facts, out, when); break;
	case TERM_PLATEAU: tell_plateau(term, facts, out); break;
	case TERM_AGE:
	case TERM_SILENT: tell_silence(facts, out); break;
	case TERM_STEP:
	case TERM_RATE:
	case TERM_DRIFT: tell_number(term, facts, out); break;
	}
}

int64_t condition_tell(const struct condition *condition, const struct condition_facts *facts, struct str *out)
{
	int64_t newest = store_run(facts->store, facts->run).last_step, step = newest;
	int told = 0;
	for (int i = 0; i < condition->count && told < TOLD; i++) {
		struct str text = {0};
		int64_t when = newest;
		if (term_holds(&condition->terms[i], facts))
			tell_term(&condition->terms[i], facts, &text, &when);
		if (text.length && !told)
			step = when;
		if (text.length) {
			str_append_text(out, told++ ? ", " : "");
			str_append_slice(out, str_slice(&text));
		}
		str_fini(&text);
	}
	return step;
}

/* ---- What it needs -------------------------------------------------------------------------------- */

static bool any_term(const struct condition *condition, bool (*is)(const struct term *term))
{
	for (int i = 0; i < condition->count; i++)
		if (is(&condition->terms[i]))
			return true;
	return false;
}

static bool needs_steptime(const struct term *term)
{
	return term->what == TERM_STATE || term->what == TERM_SILENT || term->what == TERM_RATE || term->what == TERM_DRIFT;
}

static bool needs_time(const struct term *term)
{
	return term->what == TERM_STATE || term->what == TERM_AGE || term->what == TERM_SILENT;
}

static bool is_of_tags(const struct term *term)
{
	return term->what == TERM_TAG || term->what == TERM_NAN;
}

static bool is_end(const struct term *term)
{
	return term->what == TERM_STATE && (term->state == RUN_DONE || term->state == RUN_GONE);
}

bool condition_needs_steptime(const struct condition *condition)
{
	return any_term(condition, needs_steptime);
}

bool condition_needs_time(const struct condition *condition)
{
	return any_term(condition, needs_time);
}

bool condition_needs_seen(const struct condition *condition)
{
	return any_term(condition, is_of_tags);
}

bool condition_is_end(const struct condition *condition)
{
	return any_term(condition, is_end);
}
