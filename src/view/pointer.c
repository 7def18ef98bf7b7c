#include "view/ask.h"
#include "view/scalars.h"

#include <math.h>
#include <stdlib.h>

#define DOUBLE_SECONDS 0.4
#define RANGE_CELLS 2 /* a shorter drag is a click that trembled */

enum button { LEFT, MIDDLE, RIGHT };

/* The x value under the pointer; NaN beside the lines. */
static double value_at(const struct chart *chart, int x)
{
	const struct rect *plot = &chart->layout.plot;
	if (!chart->has_data || plot->width <= 0)
		return NAN;
	return scale_value(&chart->plot.x, (x - plot->x + 0.5) / plot->width);
}

static void press_on_chart(struct scalars *view, const struct scene *scene, const struct chart *chart,
                           const struct event *event, struct asks *out)
{
	bool again = chart->tag == view->chart_tag && view->focus == FOCUS_CHARTS;
	view->focus = FOCUS_CHARTS;
	view->chart_tag = chart->tag;
	tags_focus(&view->tags, chart->tag);
	if (event->button == MIDDLE)
		scalars_act_on_tags(view, scene, &(struct input){.action = ACTION_PIN}, out);
	else if (event->button == RIGHT || again || view->single)
		cursor_to_cell(view, chart, event->x);
	view->pointer.down = event->button == LEFT;
	view->pointer.from = value_at(chart, event->x);
}

/* From where the button went down to here. */
static void select_range(struct scalars *view, const struct chart *chart, const struct event *event, struct asks *out)
{
	double from = view->pointer.from, to = value_at(chart, event->x);
	bool wide = abs(event->x - view->pointer.x) >= RANGE_CELLS;
	if (event->mouse == MOUSE_DRAG) {
		cursor_to_cell(view, chart, event->x);
		view->selecting = wide && isfinite(from);
		view->anchor = from;
		if (wide)
			ask(out, ASK_NOTICE, "let go to zoom into the range");
		return;
	}
	view->selecting = false;
	if (wide && isfinite(from) && isfinite(to)) {
		view->has_cursor = false;
		ask_edit(out, (struct edit){.what = EDIT_ZOOM, .from = fmin(from, to), .to = fmax(from, to)});
	}
}

static enum reply mouse_on_chart(struct scalars *view, const struct scene *scene, const struct event *event,
                                 struct asks *out)
{
	/* A range may end beside the chart that it began in. */
	const struct chart *chart = view->pointer.down && event->mouse != MOUSE_PRESS ?
		scalars_chart(view) : charts_at(&view->charts, event->x, event->y);
	if (!chart)
		return REPLY_PASS;
	double at = value_at(chart, event->x);
	if (event->mouse == MOUSE_PRESS)
		press_on_chart(view, scene, chart, event, out);
	else if (view->pointer.down)
		select_range(view, chart, event, out);
	else if (event->mouse == MOUSE_DRAG)
		cursor_to_cell(view, chart, event->x);
	else if (isfinite(at) && event->mouse == MOUSE_WHEEL_UP)
		range_zoom_in(scene, chart, at, out);
	else if (isfinite(at) && event->mouse == MOUSE_WHEEL_DOWN)
		range_zoom_out(scene, chart, at, out);
	view->pointer.down &= event->mouse != MOUSE_RELEASE;
	return REPLY_DONE;
}

/* On the head of the table: the runs in the order of that column, again in the other. */
static bool sort_by_head(const struct scalars *view, const struct event *event, struct asks *out)
{
	static const enum run_sort sorts[VALUE_COLUMNS + 1] = {
		[VALUE_RAW] = RUN_SORT_VALUE, [VALUE_SMOOTH] = RUN_SORT_VALUE, [VALUE_DELTA] = RUN_SORT_VALUE,
		[VALUE_MIN] = RUN_SORT_VALUE, [VALUE_MAX] = RUN_SORT_VALUE, [VALUE_STEP] = RUN_SORT_STEP,
		[VALUE_SPEED] = RUN_SORT_STEP, [VALUE_AGE] = RUN_SORT_NEWEST, [VALUE_PLACE] = RUN_SORT_STEP,
		[VALUE_RELATIVE] = RUN_SORT_NEWEST, [VALUE_WALL] = RUN_SORT_NEWEST, [VALUE_COLUMNS] = RUN_SORT_NAME,
	};
	int column = event->mouse == MOUSE_PRESS && !view->single ? values_head_at(&view->values, event->x, event->y) : -1;
	if (column >= 0)
		ask_edit(out, (struct edit){.what = EDIT_RUN_SORT, .number = sorts[column]});
	return column >= 0;
}

/* The second press in one place: a chart alone and back; of the runs only this one. */
static bool press_twice(struct scalars *view, const struct scene *scene, const struct event *event, struct asks *out)
{
	struct pointer *pointer = &view->pointer;
	if (event->mouse != MOUSE_PRESS)
		return false;
	bool twice = event->button == LEFT && scene->now - pointer->pressed_at < DOUBLE_SECONDS &&
	             event->x == pointer->x && event->y == pointer->y;
	pointer->x = event->x;
	pointer->y = event->y;
	pointer->pressed_at = twice ? -INFINITY : scene->now;
	if (!twice)
		return false;
	if (!view->single && view->focus == FOCUS_RUNS)
		runs_act(&view->runs, scene, &(struct input){.action = ACTION_SOLO}, out);
	else
		view->single = !view->single && view->charts.count > 0;
	pointer->down = false;
	return true;
}

static enum reply mouse_on_lists(struct scalars *view, const struct scene *scene, const struct input *input,
                                 struct asks *out)
{
	bool press = input->event.mouse == MOUSE_PRESS;
	if (runs_act(&view->runs, scene, input, out) == REPLY_DONE) {
		view->focus = press ? FOCUS_RUNS : view->focus;
		return REPLY_DONE;
	}
	if (scalars_act_on_tags(view, scene, input, out) == REPLY_PASS)
		return REPLY_PASS;
	view->focus = press ? FOCUS_TAGS : view->focus;
	if (press && input->event.button == MIDDLE)
		scalars_act_on_tags(view, scene, &(struct input){.action = ACTION_PIN}, out);
	return REPLY_DONE;
}

enum reply pointer_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	const struct event *event = &input->event;
	if (!view->single && border_act(&view->border, &view->layout, event, out))
		return REPLY_DONE;
	if (press_twice(view, scene, event, out) || sort_by_head(view, event, out))
		return REPLY_DONE;
	bool lists = !view->single && !view->pointer.down;
	if (lists && mouse_on_lists(view, scene, input, out) == REPLY_DONE)
		return REPLY_DONE;
	return mouse_on_chart(view, scene, event, out);
}
