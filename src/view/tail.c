#include "view/tail.h"

#include "view/maker.h"

#include <math.h>

/* Where the line was so many steps or seconds before its end. */
static double before_end(const struct scene *scene, enum x_axis axis, const struct line_run *line, uint32_t series,
                         enum tail tail)
{
	struct chunk_summary whole = query_whole(scene->store, series);
	struct row row;
	enum number_type type;
	bool found = tail == TAIL_STEPS ?
		query_nearest(scene->store, series, AXIS_STEP, (double)whole.max_step - TAIL_STEP_COUNT, &row, &type) :
		query_nearest(scene->store, series, AXIS_WALL, whole.max_wall - TAIL_SECOND_COUNT, &row, &type);
	return found ? axis_place(axis, line, row.step, row.wall_time) : NAN;
}

double tail_begin(const struct scene *scene, enum x_axis axis, const struct line_run *line, uint32_t series,
                  struct window all)
{
	const struct extent *extent = choice_extent(scene->choice);
	switch (extent->tail) {
	case TAIL_NONE: return NAN;
	case TAIL_PART: return all.to - (all.to - all.from) * TAIL_SHARE;
	case TAIL_WIDTH: return all.to - extent->tail_width;
	default: return series == STORE_NONE ? NAN : before_end(scene, axis, line, series, extent->tail);
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
