#include "view/tail.h"

#include "view/maker.h"

#include <math.h>

/*
 * Where the line was so many steps or seconds before its end: in the axis' own units where it has them, else where its
 * points say.
 */
static double before_end(const struct scene *scene, enum x_axis axis, const struct line_run *line, uint32_t series,
                         struct tail_spec tail, double end)
{
	bool steps = tail.tail == TAIL_STEPS;
	if (steps ? axis == X_STEP : axis == X_RELATIVE || axis == X_WALL)
		return end - tail.size;
	if (series == STORE_NONE)
		return NAN;
	struct chunk_summary whole = query_whole(scene->store, series);
	double last = steps ? (double)whole.max_step : whole.max_wall;
	double first = steps ? (double)whole.min_step : whole.min_wall;
	double place = NAN;
	struct row row;
	enum number_type type;
	for (double back = tail.size; !(place < end); back *= 2) { /* one point is no stretch: to the one before */
		if (!query_nearest(scene->store, series, steps ? AXIS_STEP : AXIS_WALL, last - back, &row, &type))
			return NAN;
		place = axis_place(axis, line, row.step, row.wall_time);
		if (!(last - back > first))
			break;
	}
	return place;
}

double tail_begin(const struct scene *scene, enum x_axis axis, const struct line_run *line, uint32_t series,
                  struct window all)
{
	struct tail_spec tail = extent_tail(choice_extent(scene->choice));
	switch (tail.tail) {
	case TAIL_NONE: return NAN;
	case TAIL_PART: return all.to - (all.to - all.from) * tail.size / 100;
	case TAIL_WIDTH: return all.to - tail.size;
	default: return before_end(scene, axis, line, series, tail, all.to);
	}
}

/* The line that reaches furthest says where. */
struct window tail_window(const struct maker *maker, const struct span *span)
{
	const struct leader *leader = &span->leader;
	struct window all = {span->x_from, span->x_to};
	double from = tail_begin(maker->scene, maker->axis, leader->line, leader->series, all);
	if (!(from >= all.from) && choice_extent(maker->scene->choice)->tail != TAIL_WIDTH)
		from = all.from;
	return (struct window){from, all.to};
}
