#include "base/alloc.h"
#include "view/maker.h"

#include <math.h>

uint32_t maker_series(const struct maker *maker, const struct line_run *line, uint32_t tag)
{
	uint32_t series = store_series_find(maker->scene->store, line->run, tag);
	if (series == STORE_NONE || store_series(maker->scene->store, series).kind != KIND_SCALAR)
		return STORE_NONE;
	return series;
}

struct window maker_window(const struct maker *maker, const struct line_run *line, struct window source)
{
	if (maker->axis == X_STEP)
		return source;
	if (maker->axis == X_TAG && line->warp)
		return (struct window){warp_at(line->warp, source.from), warp_at(line->warp, source.to)};
	return (struct window){axis_place(maker->axis, line, 0, source.from), axis_place(maker->axis, line, 0, source.to)};
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
	double from = axis_place(maker->axis, line, whole->min_step, whole->min_wall);
	double to = axis_place(maker->axis, line, whole->max_step, whole->max_wall);
	if (maker->log && !(to > 0))
		return;
	from = log_start(maker, from, to);
	lines_widen(&span->x_from, &span->x_to, from, to);
	if (span->x_to == to && (span->leader.series == STORE_NONE || to > span->leader.x))
		span->leader = (struct leader){line, series, to};
}

struct span span_of(const struct maker *maker, uint32_t tag)
{
	struct span span = {.x_from = NAN, .x_to = NAN, .leader.series = STORE_NONE};
	for (size_t i = 0; i < maker->lineup->count; i++) {
		const struct line_run *line = &maker->lineup->items[i];
		uint32_t series = maker_series(maker, line, tag);
		if (series == STORE_NONE)
			continue;
		struct chunk_summary whole = query_whole(maker->scene->store, series);
		if (!whole.count)
			continue;
		span_add(maker, &span, line, series, &whole);
		if (choice_superseded(maker->scene->choice)) {
			struct chunk_summary superseded = query_superseded(maker->scene->store, series);
			span_add(maker, &span, line, series, &superseded);
		}
		span.points += store_series(maker->scene->store, series).points;
		span.bad += (uint64_t)whole.nan + whole.infinite;
		span.lines++;
	}
	return span;
}

static const struct series *smoothed(const struct scene *scene, uint32_t series)
{
	return scene->derived ? derived_series(scene->derived, scene->store, series) : NULL;
}

/* As a ghost: only where there are smooth points before it. Else these, where there are any. */
static void add_parts(const struct maker *maker, const struct line_run *line, uint32_t tag, enum branch branch,
                      bool ghost)
{
	struct charts *charts = maker->charts;
	struct stretch stretches[QUERY_STRETCHES];
	uint32_t series = maker_series(maker, line, tag);
	if (series == STORE_NONE)
		return;
	const struct series *smooth = branch == BRANCH_CURRENT ? smoothed(maker->scene, series) : NULL;
	if (ghost && !smooth)
		return;
	enum part_look look = ghost ? PART_GHOST : smooth ? PART_SMOOTH : PART_PLAIN;
	size_t count = query_stretches(maker->scene->store, series, branch, stretches);
	if (charts->part_count + count > charts->part_capacity) {
		charts->part_capacity = (charts->part_count + count) * 2;
		charts->parts = xrealloc(charts->parts, charts->part_capacity * sizeof *charts->parts);
	}
	for (size_t i = 0; i < count; i++)
		charts->parts[charts->part_count++] = (struct chart_part){
			line, series, stretches[i], branch == BRANCH_CURRENT && i + 1 == count, look, smooth};
}

void parts_find(const struct maker *maker, uint32_t tag)
{
	const struct lineup *lineup = maker->lineup;
	maker->charts->part_count = 0;
	for (size_t i = 0; i < lineup->count && choice_superseded(maker->scene->choice); i++)
		add_parts(maker, &lineup->items[i], tag, BRANCH_SUPERSEDED, false);
	for (size_t i = 0; i < lineup->count; i++)
		add_parts(maker, &lineup->items[i], tag, BRANCH_CURRENT, true);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < lineup->count; i++)
			if ((lineup->items[i].run == maker->wanted->run) == (pass == 1))
				add_parts(maker, &lineup->items[i], tag, BRANCH_CURRENT, false);
}

static void add_mark(const struct maker *maker, struct chart *chart, const struct line_run *line, int64_t step,
                     double wall)
{
	double at = axis_place(maker->axis, line, step, wall);
	if (at >= chart->plot.x.from && at <= chart->plot.x.to && chart->plot.mark_count < CHART_MARKS)
		chart->marks[chart->plot.mark_count++] = at;
}

void parts_mark(const struct maker *maker, struct chart *chart)
{
	const struct store *store = maker->scene->store;
	chart->plot.marks = chart->marks;
	for (size_t i = 0; i < maker->charts->part_count; i++) {
		const struct chart_part *part = &maker->charts->parts[i];
		if (part->stretch.branch == BRANCH_SUPERSEDED || part->look == PART_GHOST)
			continue;
		if (part->stretch.from)
			add_mark(maker, chart, part->line, part->stretch.first_step, part->stretch.first_wall);
		uint32_t restarts = part->newest ? store_run(store, part->line->run).restarts : 0;
		for (uint32_t r = restarts > CHART_MARKS ? restarts - CHART_MARKS : 0; r < restarts; r++) {
			struct restart restart = store_restart_at(store, part->line->run, r);
			add_mark(maker, chart, part->line, restart.step, restart.wall);
		}
	}
}
