#include "model/smooth.h"

#include "base/alloc.h"
#include "model/query.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* No sum of so many values, scaled down by this, is too large for a double; the power of two costs no bit. */
#define SUM_SCALE 0x1p-20
_Static_assert(SMOOTH_WINDOW_MOST < 1 << 20, "a window of the largest values must not overflow");

/* ---- What is asked for -------------------------------------------------------- */

static bool parse_number(const char *text, double least, double most, double *out)
{
	char *end;
	*out = strtod(text, &end);
	return end != text && !*end && *out >= least && *out <= most;
}

bool smooth_parse(const char *text, struct smooth_spec *out)
{
	static const struct {
		const char *name;
		enum smooth_kind kind;
	} kinds[] = {{"ema", SMOOTH_EMA}, {"window", SMOOTH_WINDOW}, {"win", SMOOTH_WINDOW}, {"tw-ema", SMOOTH_TIME_EMA}};
	if (!strcmp(text, "off")) {
		*out = (struct smooth_spec){0};
		return true;
	}
	size_t length = strcspn(text, ": ");
	const char *number = text + length + (text[length] != '\0');
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strlen(kinds[i].name) != length || memcmp(kinds[i].name, text, length) != 0)
			continue;
		bool window = kinds[i].kind == SMOOTH_WINDOW;
		double value;
		if (!parse_number(number, window, window ? SMOOTH_WINDOW_MOST : 1, &value) ||
		    (window && value != floor(value)))
			return false;
		*out = (struct smooth_spec){kinds[i].kind, window ? 0 : value, window ? (uint32_t)value : 0};
		return true;
	}
	return false;
}

bool smooth_equal(struct smooth_spec a, struct smooth_spec b)
{
	return a.kind == b.kind && a.weight == b.weight && a.window == b.window;
}

bool smooth_leaves(const struct store *store, uint32_t series)
{
	struct chunk_summary whole = query_whole(store, series);
	return !whole.count || (!whole.nan && !whole.infinite && whole.min == whole.max);
}

/* ---- Point by point ------------------------------------------------------------- */

bool smooth_init(struct smooth *smooth, struct smooth_spec spec)
{
	*smooth = (struct smooth){.spec = spec};
	if (spec.kind == SMOOTH_WINDOW)
		smooth->values = data_alloc(spec.window, sizeof *smooth->values);
	return spec.kind != SMOOTH_WINDOW || smooth->values;
}

void smooth_fini(struct smooth *smooth)
{
	free(smooth->values);
	smooth->values = NULL;
}

static double next_ema(struct smooth *smooth, double value)
{
	struct smooth_state *state = &smooth->state;
	double weight = smooth->spec.weight;
	state->last = weight * state->last + (1 - weight) * value;
	state->count++;
	if (state->unbiased || weight == 1)
		return state->last;
	double bias = 1 - pow(weight, state->count);
	state->unbiased = bias == 1;
	return state->last / bias;
}

/* Adds to the sum and keeps what the rounding took (Neumaier). */
static void sum_add(struct smooth_state *state, double value)
{
	double sum = state->sum + value;
	state->rest += fabs(state->sum) >= fabs(value) ? state->sum - sum + value : value - sum + state->sum;
	state->sum = sum;
}

/* Once in a window the sum is made anew, so that no rounding lives on in it. */
static double next_window(struct smooth *smooth, double value)
{
	struct smooth_state *state = &smooth->state;
	uint32_t window = smooth->spec.window;
	uint32_t at = (uint32_t)((state->seen - 1) % window);
	bool full = state->seen > window;
	double leaves = full ? smooth->values[at] : 0;
	smooth->values[at] = value;
	if (at + 1 == window) {
		state->sum = state->rest = 0;
		for (uint32_t i = 0; i < window; i++)
			sum_add(state, smooth->values[i] * SUM_SCALE);
	} else {
		sum_add(state, value * SUM_SCALE);
		if (full)
			sum_add(state, -leaves * SUM_SCALE);
	}
	double count = state->seen < window ? (double)state->seen : window;
	return (state->sum + state->rest) / (count * SUM_SCALE);
}

static double distance(const struct smooth_state *state, int64_t step)
{
	return step >= state->step ? (double)((uint64_t)step - (uint64_t)state->step) : -1;
}

/* The mean and its weight are kept, not the weighted sum: that may be too large for a double. */
static double next_time_ema(struct smooth *smooth, int64_t step, double value)
{
	struct smooth_state *state = &smooth->state;
	double units = 0;
	if (state->seen > 1) {
		double apart = distance(state, step);
		if (apart > 0 && !(state->unit > 0))
			state->unit = apart;
		units = apart < 0 ? 1 : apart > 0 ? apart / state->unit : 0;
	}
	double before = state->count * (units == 1 ? smooth->spec.weight : pow(smooth->spec.weight, units));
	state->count = before + 1;
	state->last = state->last * (before / state->count) + value / state->count;
	state->step = step;
	return state->last;
}

double smooth_next(struct smooth *smooth, int64_t step, double value)
{
	if (!isfinite(value))
		return value;
	smooth->state.seen++;
	switch (smooth->spec.kind) {
	case SMOOTH_EMA: return next_ema(smooth, value);
	case SMOOTH_WINDOW: return next_window(smooth, value);
	case SMOOTH_TIME_EMA: return next_time_ema(smooth, step, value);
	case SMOOTH_OFF: break;
	}
	return value;
}
