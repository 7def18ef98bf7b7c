#include "view/maker.h"

#include <math.h>

/* Where the line that reaches furthest was so many steps or seconds before its end. */
static double before_end(const struct maker *maker, const struct leader *leader, enum tail tail)
{
	const struct store *store = maker->scene->store;
	struct chunk_summary whole = query_whole(store, leader->series);
	struct row row;
	enum number_type type;
	bool found = tail == TAIL_STEPS ?
		query_nearest(store, leader->series, AXIS_STEP, (double)whole.max_step - TAIL_STEP_COUNT, &row, &type) :
		query_nearest(store, leader->series, AXIS_WALL, whole.max_wall - TAIL_SECOND_COUNT, &row, &type);
	return found ? axis_place(maker->axis, leader->line, row.step, row.wall_time) : NAN;
}

struct window tail_window(const struct maker *maker, const struct span *span)
{
	const struct extent *extent = choice_extent(maker->scene->choice);
	struct window window = {NAN, span->x_to};
	if (extent->tail == TAIL_PART)
		window.from = span->x_to - (span->x_to - span->x_from) * TAIL_SHARE;
	else if (extent->tail == TAIL_WIDTH)
		window.from = span->x_to - extent->tail_width;
	else if (span->leader.series != STORE_NONE)
		window.from = before_end(maker, &span->leader, extent->tail);
	if (!(window.from >= span->x_from) && extent->tail != TAIL_WIDTH)
		window.from = span->x_from;
	return window;
}
