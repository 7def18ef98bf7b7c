#include "view/ask.h"
#include "view/scalars.h"

#include <math.h>

static void press_on_chart(struct scalars *view, const struct chart *chart, const struct event *event)
{
	bool again = chart->tag == view->chart_tag && view->focus == FOCUS_CHARTS;
	view->focus = FOCUS_CHARTS;
	view->chart_tag = chart->tag;
	tags_focus(&view->tags, chart->tag);
	if (again || view->single)
		cursor_to_cell(view, chart, event->x);
}

static enum reply mouse_on_chart(struct scalars *view, const struct event *event, struct asks *out)
{
	const struct chart *chart = charts_at(&view->charts, event->x, event->y);
	if (!chart)
		return REPLY_PASS;
	const struct rect *plot = &chart->layout.plot;
	double at = plot->width > 0 ? scale_value(&chart->plot.x, (event->x - plot->x + 0.5) / plot->width) : NAN;
	if (event->mouse == MOUSE_PRESS)
		press_on_chart(view, chart, event);
	else if (event->mouse == MOUSE_DRAG)
		cursor_to_cell(view, chart, event->x);
	else if (chart->has_data && isfinite(at) && event->mouse == MOUSE_WHEEL_UP)
		range_zoom_in(chart, at, out);
	else if (chart->has_data && isfinite(at) && event->mouse == MOUSE_WHEEL_DOWN)
		range_zoom_out(chart, at, out);
	return REPLY_DONE;
}

enum reply pointer_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	if (view->single)
		return mouse_on_chart(view, &input->event, out);
	bool press = input->event.mouse == MOUSE_PRESS;
	if (runs_act(&view->runs, scene, input, out) == REPLY_DONE) {
		view->focus = press ? FOCUS_RUNS : view->focus;
		return REPLY_DONE;
	}
	if (scalars_act_on_tags(view, scene, input, out) == REPLY_DONE) {
		view->focus = press ? FOCUS_TAGS : view->focus;
		return REPLY_DONE;
	}
	return mouse_on_chart(view, &input->event, out);
}
