#include "model/moments.h"

#include "model/tables.h"

#include <math.h>

/* Welford's and its companion for two variables: stable however large the numbers. */
static void take(struct moments *moments, int64_t step, double value)
{
	if (!isfinite(value)) {
		moments->bad++;
		return;
	}
	double n = (double)++moments->count, x = (double)step - (double)moments->from;
	double dx = x - moments->step_mean, dy = value - moments->mean;
	moments->step_mean += dx / n;
	moments->mean += dy / n;
	moments->step_squares += dx * (x - moments->step_mean);
	moments->squares += dy * (value - moments->mean);
	moments->products += dx * (value - moments->mean);
	if (!(moments->least <= value)) {
		moments->least = value;
		moments->least_step = step;
	}
}

static void take_link(struct moments *moments, const struct strip *strip, size_t index)
{
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	size_t count = strip_read(strip, index, rows, &type);
	for (size_t i = 0; i < count; i++)
		if (rows[i].step >= moments->from && rows[i].step <= moments->to)
			take(moments, rows[i].step, number_value(type, rows[i].bits));
}

/* Takes links of the strip while there is a budget. True when none is left. */
static bool take_strip(struct moments *moments, const struct strip *strip, size_t *budget)
{
	for (; strip && moments->link < strip->count && *budget; moments->link++) {
		struct chunk_summary node = strip_node(strip, 0, moments->link);
		--*budget;
		if (node.count && node.max_step >= moments->from && node.min_step <= moments->to)
			take_link(moments, strip, moments->link);
	}
	return !strip || moments->link == strip->count;
}

static bool is_about(const struct moments *moments, uint32_t number, uint64_t generation, int64_t from, int64_t to)
{
	return moments->begun && moments->series == number && moments->generation == generation &&
	       moments->from == from && moments->to == to;
}

bool moments_go_on(struct moments *moments, const struct store *store, uint32_t number, int64_t from, int64_t to)
{
	const struct series *series = &store->series[number];
	size_t budget = MOMENTS_LINKS;
	if (!is_about(moments, number, series->generation, from, to))
		*moments = (struct moments){
			.least = NAN, .series = number, .generation = series->generation, .from = from, .to = to, .begun = true};
	while (moments->strip < series_strip_count(series)) {
		if (!take_strip(moments, series_strip(series, moments->strip), &budget))
			return false;
		moments->strip++;
		moments->link = 0;
	}
	if (!moments->count)
		moments->mean = NAN;
	moments->complete = true;
	return true;
}

double moments_deviation(const struct moments *moments)
{
	return moments->count > 1 ? sqrt(moments->squares / (double)(moments->count - 1)) : NAN;
}

double moments_slope(const struct moments *moments)
{
	return moments->count > 1 && moments->step_squares > 0 ? moments->products / moments->step_squares : NAN;
}
