#include "view/readout.h"

#include "base/number.h"

#include <math.h>

#define DIGITS 3
#define NAME_WIDTH 24
#define SLOPE_STEPS 1000 /* a slope is told for so many steps */

static void add_distances(struct saying *saying, const struct row *from, const struct row *to)
{
	char text[NUMBER_SIZE];
	double steps = (double)to->step - (double)from->step, seconds = to->wall_time - from->wall_time;
	number_grouped(text, steps < 9e18 ? to->step - from->step : INT64_MAX);
	saying_add(saying, "Δstep %s", text);
	if (isfinite(seconds)) {
		number_duration(text, fabs(seconds));
		saying_add(saying, "Δt %s%s", seconds < 0 ? "-" : "", text);
	}
}

static void add_numbers(struct saying *saying, const struct moments *moments)
{
	char value[NUMBER_SIZE], step[NUMBER_SIZE];
	number_short(value, moments_slope(moments) * SLOPE_STEPS, DIGITS);
	saying_add(saying, "slope %s/1k", value);
	number_short(value, moments->mean, DIGITS);
	saying_add(saying, "mean %s", value);
	number_short(value, moments->least, DIGITS);
	number_count(step, moments->least_step);
	saying_add(saying, "min %s@%s", value, step);
	number_short(value, moments_deviation(moments), DIGITS);
	saying_add(saying, "std %s", value);
	number_grouped(value, (int64_t)moments->count);
	saying_add(saying, "of %s points", value);
}

bool readout_prepare(struct readout *readout, const struct store *store, uint32_t series, struct slice run,
                     const struct row *from, const struct row *to)
{
	struct saying *saying = &readout->saying;
	struct label name = {0};
	if (run.length)
		label_name(&name, run, NAME_WIDTH);
	saying_begin(saying);
	saying_add(saying, "A→B%s%s", run.length ? " of " : "", name.text);
	add_distances(saying, from, to);
	if (!moments_go_on(&readout->moments, store, series, from->step, to->step)) {
		saying_add(saying, "…");
		return false;
	}
	if (readout->moments.count)
		add_numbers(saying, &readout->moments);
	else
		saying_add(saying, "no finite value between");
	return true;
}
