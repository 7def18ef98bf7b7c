#include "base/alloc.h"
#include "view/maker.h"

#include <float.h>
#include <math.h>

static const struct stretch whole = {.branch = BRANCH_CURRENT, .to = UINT64_MAX};

/* The columns of all of a run's points of a tag, smoothed where lines are. False when it has none. */
static bool look_up(const struct maker *maker, const struct chart *chart, const struct line_run *line, uint32_t tag,
                    struct column *columns)
{
	uint32_t series = maker_series(maker, line, tag);
	if (series == STORE_NONE)
		return false;
	lines_look_up(maker, chart, &(struct chart_part){
		.line = line, .series = series, .stretch = whole, .smooth = maker_smooth(maker, series)}, columns);
	return true;
}

static double *reserve_values(struct charts *charts, size_t count)
{
	if (count > charts->value_capacity) {
		charts->value_capacity = count;
		charts->values = xrealloc(charts->values, count * sizeof *charts->values);
	}
	return charts->values;
}

static void count_points(const struct column *columns, size_t count, uint64_t *drawn, struct plot_bad *bad)
{
	for (size_t i = 0; i < count; i++) {
		*drawn += columns[i].count;
		if (bad)
			lines_add_bad(&bad[i], lines_bad(&columns[i]));
	}
}

static void mix(uint64_t *state, uint64_t more)
{
	*state = (*state ^ more) * UINT64_C(0x100000001b3);
}

static void mix_series(const struct maker *maker, const struct line_run *line, uint32_t tag, uint64_t *state)
{
	uint32_t series = tag == STORE_NONE ? STORE_NONE : maker_series(maker, line, tag);
	mix(state, series);
	if (series != STORE_NONE)
		mix(state, store_series_head(maker->scene->store, series).generation);
}

/* A smoothed one that isn't ready yet is told from one that is; to ask for it keeps it. */
static void mix_smooth(const struct maker *maker, const struct line_run *line, uint32_t tag, uint64_t *state)
{
	uint32_t series = maker_series(maker, line, tag);
	mix_series(maker, line, tag, state);
	mix(state, series != STORE_NONE && maker_smooth(maker, series));
}

uint64_t blend_baseline_state(const struct maker *maker, const struct chart *chart)
{
	const struct store *store = maker->scene->store;
	uint64_t state = 1;
	if (!choice_difference(maker->scene->choice, store))
		return 0;
	struct line_run line = {.run = choice_baseline(maker->scene->choice, store)};
	for (int i = 0; i < chart->tag_count; i++)
		mix_smooth(maker, &line, chart->tags[i], &state);
	return state;
}

uint64_t blend_state(const struct maker *maker, const struct chart *chart, const struct chart_part *part)
{
	uint64_t state = part->band;
	if (part->look == PART_MARGIN) {
		const struct chart_margin *margin = &chart->given->margins[part->place];
		mix_series(maker, part->line, margin->lower, &state);
		mix_series(maker, part->line, margin->upper, &state);
		return state;
	}
	for (size_t i = 0; i < part->line->member_count; i++)
		mix_smooth(maker, &part->line->members[i], part->tag, &state);
	return state;
}

bool blend_baseline(const struct maker *maker, const struct chart *chart, uint32_t tag, struct baseline *out)
{
	struct charts *charts = maker->charts;
	uint32_t run = choice_baseline(maker->scene->choice, maker->scene->store);
	if (!choice_difference(maker->scene->choice, maker->scene->store))
		return false;
	size_t count = (size_t)chart->layout.dot_columns;
	if (count > charts->base_capacity) {
		charts->base_capacity = count;
		charts->base = xrealloc(charts->base, count * sizeof *charts->base);
		charts->base_values = xrealloc(charts->base_values, count * sizeof *charts->base_values);
	}
	const struct line_run *shown = lineup_run(maker->lineup, run);
	struct line_run line = shown ? *shown : lineup_line(maker->scene, run);
	if (!look_up(maker, chart, &line, tag, charts->base))
		for (size_t i = 0; i < count; i++)
			charts->base[i] = (struct column){.first = NAN, .last = NAN, .min = NAN, .max = NAN, .min_positive = NAN};
	band_align(charts->base, count, charts->base_values);
	*out = (struct baseline){charts->base, charts->base_values};
	return true;
}

void blend_group(const struct maker *maker, const struct chart *chart, const struct chart_part *part,
                 struct band *out, uint64_t *drawn, struct plot_bad *bad)
{
	size_t count = (size_t)chart->layout.dot_columns, runs = 0;
	double *values = reserve_values(maker->charts, part->line->member_count * count);
	struct baseline baseline;
	bool differs = blend_baseline(maker, chart, part->tag, &baseline);
	for (size_t i = 0; i < part->line->member_count; i++) {
		if (!look_up(maker, chart, &part->line->members[i], part->tag, maker->charts->scratch))
			continue;
		count_points(maker->charts->scratch, count, drawn, bad);
		band_align(maker->charts->scratch, count, values + runs++ * count);
	}
	for (size_t k = 0; k < runs && differs; k++)
		for (size_t i = 0; i < count; i++)
			values[k * count + i] -= baseline.values[i];
	band_make(values, runs, count, choice_band(maker->scene->choice), out);
}

static bool align_bound(const struct maker *maker, const struct chart *chart, const struct chart_part *part,
                        uint32_t tag, double *out)
{
	uint32_t series = tag == STORE_NONE ? STORE_NONE : maker_series(maker, part->line, tag);
	if (series == STORE_NONE)
		return false;
	lines_look_up(maker, chart, &(struct chart_part){.line = part->line, .series = series, .stretch = whole},
	              maker->charts->scratch);
	band_align(maker->charts->scratch, (size_t)chart->layout.dot_columns, out);
	return true;
}

bool blend_margin(const struct maker *maker, const struct chart *chart, const struct chart_part *part,
                  struct band *out)
{
	size_t count = (size_t)chart->layout.dot_columns;
	const struct chart_margin *margin = &chart->given->margins[part->place];
	double *values = reserve_values(maker->charts, 2 * count);
	if (!align_bound(maker, chart, part, margin->lower, values) ||
	    !align_bound(maker, chart, part, margin->upper, values + count))
		return false;
	for (size_t i = 0; i < count; i++) {
		double a = values[i], b = values[count + i];
		bool both = isfinite(a) && isfinite(b);
		out[i] = (struct band){.count = both ? 2 : 0, .mean = both ? a / 2 + b / 2 : NAN,
		                       .low = both ? fmin(a, b) : NAN, .high = both ? fmax(a, b) : NAN};
	}
	return true;
}

struct plot_column blend_mean(const struct band *band, bool log)
{
	double mean = log && !(band->mean > 0) ? NAN : band->mean;
	return (struct plot_column){mean, mean, mean, mean, false};
}

struct plot_column blend_band(const struct band *band, bool log)
{
	if (band->count < 2 || (log && !(band->high > 0)))
		return (struct plot_column){NAN, NAN, NAN, NAN, false};
	/* What reaches down to 0 goes on to the bottom of a logarithmic axis. */
	double low = log && !(band->low > 0) ? DBL_MIN : band->low, mean = log && !(band->mean > 0) ? low : band->mean;
	return (struct plot_column){mean, mean, low, band->high, false};
}
