#include "base/alloc.h"
#include "view/maker.h"

#include <math.h>

uint32_t maker_series(const struct maker *maker, const struct line_run *line, uint32_t tag)
{
	uint32_t series = store_series_find(maker->scene->store, line->run, tag);
	if (series == STORE_NONE || store_series_head(maker->scene->store, series).kind != KIND_SCALAR)
		return STORE_NONE;
	return series;
}

/* A logarithmic axis begins with the first step, or some decades below its end: nothing else has a place on it. */
static double log_start(const struct maker *maker, double from, double to)
{
	if (!maker->log || from > 0)
		return from;
	return maker->axis == X_STEP ? 1 : to / 1e3;
}

static void span_add(const struct maker *maker, struct span *span, const struct line_run *line, uint32_t series,
                     const struct chunk_summary *whole)
{
	if (!whole->count)
		return;
	bool steps = axis_source(maker->axis) == AXIS_STEP;
	struct window source = {steps ? (double)whole->min_step : whole->min_wall, steps ? (double)whole->max_step : whole->max_wall};
	struct window place = axis_stretch(maker->axis, line, source);
	double to = place.to;
	span->beyond |= maker->axis == X_TAG && line->warp &&
	                (isnan(warp_at(line->warp, source.from)) || isnan(warp_at(line->warp, source.to)));
	if (maker->log && !(to > 0))
		return;
	double from = log_start(maker, place.from, to);
	lines_widen(&span->x_from, &span->x_to, from, to);
	if (span->x_to == to && (span->leader.series == STORE_NONE || to > span->leader.x))
		span->leader = (struct leader){line, series, to};
}

static void span_tag(const struct maker *maker, struct span *span, uint32_t tag)
{
	for (size_t i = 0; i < maker->lineup->run_count; i++) {
		const struct line_run *line = &maker->lineup->runs[i];
		uint32_t series = maker_series(maker, line, tag);
		if (series == STORE_NONE)
			continue;
		struct chunk_summary whole = query_whole(maker->scene->store, series);
		if (!whole.count)
			continue;
		span_add(maker, span, line, series, &whole);
		if (choice_superseded(maker->scene->choice)) {
			struct chunk_summary superseded = query_superseded(maker->scene->store, series);
			span_add(maker, span, line, series, &superseded);
		}
		span->points += store_series_head(maker->scene->store, series).points;
		span->nan += whole.nan;
		span->above += whole.infinite - whole.below;
		span->below += whole.below;
		span->lines++;
	}
}

struct span span_of(const struct maker *maker, const struct chart *chart)
{
	struct span span = {.x_from = NAN, .x_to = NAN, .leader.series = STORE_NONE};
	for (int i = 0; i < chart->tag_count; i++)
		span_tag(maker, &span, chart->tags[i]);
	return span;
}

const struct series *maker_smooth(const struct maker *maker, uint32_t series)
{
	const struct scene *scene = maker->scene;
	return scene->derived ? derived_series(scene->derived, scene->store, series) : NULL;
}

static void add_part(const struct maker *maker, struct chart_part part)
{
	struct charts *charts = maker->charts;
	if (charts->part_count == charts->part_capacity) {
		charts->part_capacity = charts->part_capacity ? charts->part_capacity * 2 : 16;
		charts->parts = xrealloc(charts->parts, charts->part_capacity * sizeof *charts->parts);
	}
	charts->parts[charts->part_count++] = part;
}

static bool differs(const struct maker *maker)
{
	return choice_difference(maker->scene->choice, maker->scene->store);
}

/* As a ghost: only where there are smooth points before it. Else these, where there are any. */
static void add_run(const struct maker *maker, const struct chart *chart, const struct line_run *line, int place,
                    enum branch branch, bool ghost)
{
	struct stretch stretches[QUERY_STRETCHES];
	uint32_t tag = chart->tags[place], series = maker_series(maker, line, tag);
	if (series == STORE_NONE)
		return;
	bool margins = chart->given && chart->given->has_margins; /* they are bounds of what was written */
	const struct series *smooth = branch == BRANCH_CURRENT && !margins ? maker_smooth(maker, series) : NULL;
	if (ghost && !smooth)
		return;
	size_t count = query_stretches(maker->scene->store, series, branch, stretches);
	if (count && differs(maker)) { /* where steps go back, there is one baseline for all */
		stretches[0].to = UINT64_MAX;
		count = 1;
	}
	for (size_t i = 0; i < count; i++)
		add_part(maker, (struct chart_part){
			.line = line, .tag = tag, .series = series, .place = place, .stretch = stretches[i],
			.newest = branch == BRANCH_CURRENT && i + 1 == count,
			.look = ghost ? PART_GHOST : smooth ? PART_SMOOTH : PART_PLAIN, .smooth = ghost ? NULL : smooth});
}

static bool group_has(const struct maker *maker, const struct line_run *line, uint32_t tag)
{
	for (size_t i = 0; i < line->member_count; i++)
		if (maker_series(maker, &line->members[i], tag) != STORE_NONE)
			return true;
	return false;
}

/* Where the numbers of a group's band, or a margin, are kept. */
static size_t band_place(const struct maker *maker, const struct chart *chart, const struct line_run *line, int place)
{
	return (size_t)(line - maker->lineup->items) * (size_t)chart->tag_count + (size_t)place;
}

/* For the band, and then for the mean. */
static void add_group(const struct maker *maker, const struct chart *chart, const struct line_run *line, int place,
                      enum part_look look)
{
	if (group_has(maker, line, chart->tags[place]))
		add_part(maker, (struct chart_part){
			.line = line, .tag = chart->tags[place], .series = STORE_NONE, .place = place, .band = band_place(maker, chart, line, place),
			.newest = look == PART_MEAN, .look = look});
}

static void add_margin(const struct maker *maker, const struct chart *chart, const struct line_run *line, int place)
{
	if (chart->given && chart->given->has_margins && maker_series(maker, line, chart->tags[place]) != STORE_NONE)
		add_part(maker, (struct chart_part){
			.line = line, .tag = chart->tags[place], .series = STORE_NONE, .place = place,
			.band = band_place(maker, chart, line, place), .look = PART_MARGIN});
}

static void add_behind(const struct maker *maker, const struct chart *chart, const struct line_run *line, int place)
{
	if (line->members)
		add_group(maker, chart, line, place, PART_BAND);
	else if (!differs(maker)) {
		add_margin(maker, chart, line, place);
		add_run(maker, chart, line, place, BRANCH_CURRENT, true);
	}
}

static void add_before(const struct maker *maker, const struct chart *chart, const struct line_run *line, int place)
{
	if (line->members)
		add_group(maker, chart, line, place, PART_MEAN);
	else
		add_run(maker, chart, line, place, BRANCH_CURRENT, false);
}

void parts_find(const struct maker *maker, const struct chart *chart)
{
	const struct lineup *lineup = maker->lineup;
	const struct line_run *focused = lineup_of(lineup, maker->wanted->run);
	bool superseded = choice_superseded(maker->scene->choice) && !differs(maker);
	maker->charts->part_count = 0;
	for (int k = 0; k < chart->tag_count; k++)
		for (size_t i = 0; i < lineup->count && superseded; i++)
			if (!lineup->items[i].members)
				add_run(maker, chart, &lineup->items[i], k, BRANCH_SUPERSEDED, false);
	for (int k = 0; k < chart->tag_count; k++)
		for (size_t i = 0; i < lineup->count; i++)
			add_behind(maker, chart, &lineup->items[i], k);
	for (int pass = 0; pass < 2; pass++)
		for (int k = 0; k < chart->tag_count; k++)
			for (size_t i = 0; i < lineup->count; i++)
				if ((&lineup->items[i] == focused) == (pass == 1))
					add_before(maker, chart, &lineup->items[i], k);
}

/* One in a place is enough. */
static void add_mark(const struct maker *maker, struct chart *chart, const struct line_run *line, int64_t step,
                     double wall)
{
	double at = axis_place(maker->axis, line, step, wall), position = scale_position(&chart->plot.x, at);
	if (position >= 0 && position <= 1)
		chart->marks[scale_column(position, CHART_MARKS)] = at;
}

static void mark_part(const struct maker *maker, struct chart *chart, const struct chart_part *part)
{
	const struct store *store = maker->scene->store;
	uint32_t restarts = part->newest ? store_run(store, part->line->run).restarts : 0;
	if (part->stretch.from)
		add_mark(maker, chart, part->line, part->stretch.first_step, part->stretch.first_wall);
	for (uint32_t i = 0; i < restarts; i++) {
		struct restart restart = store_restart_at(store, part->line->run, i);
		add_mark(maker, chart, part->line, restart.step, restart.wall);
	}
}

void parts_mark(const struct maker *maker, struct chart *chart)
{
	size_t kept = 0;
	for (int i = 0; i < CHART_MARKS; i++)
		chart->marks[i] = NAN;
	for (size_t i = 0; i < maker->charts->part_count; i++) {
		const struct chart_part *part = &maker->charts->parts[i];
		bool behind = part->look == PART_GHOST || part->look == PART_MARGIN;
		if (part->stretch.branch != BRANCH_SUPERSEDED && !behind && !part->line->members)
			mark_part(maker, chart, part);
	}
	for (int i = 0; i < CHART_MARKS; i++)
		if (isfinite(chart->marks[i]))
			chart->marks[kept++] = chart->marks[i];
	chart->plot.marks = chart->marks;
	chart->plot.mark_count = kept;
}
