#include "view/ask.h"
#include "view/scalars.h"

#include <math.h>

#define ZOOM_STEP 2.0
#define PAN_PART 0.25

/* Stays where it is from now on; that must not pass in silence. */
static void show_range(const struct scene *scene, double from, double to, struct asks *out)
{
	struct window before;
	if (!choice_zoom(scene->choice, &before))
		ask(out, ASK_NOTICE, "follow paused: f goes on, = shows all");
	ask_edit(out, (struct edit){.what = EDIT_ZOOM, .from = from, .to = to});
}

static void zoom(const struct scene *scene, const struct chart *chart, double at, double factor, struct asks *out)
{
	const struct scale *x = &chart->plot.x;
	double place = scale_position(x, at);
	double from = scale_value(x, place - place * factor), to = scale_value(x, place + (1 - place) * factor);
	if (from <= chart->full.from && to >= chart->full.to)
		ask_edit(out, (struct edit){.what = EDIT_ZOOM_FIT});
	else
		show_range(scene, from, to, out);
}

void range_zoom_in(const struct scene *scene, const struct chart *chart, double at, struct asks *out)
{
	zoom(scene, chart, at, 1 / ZOOM_STEP, out);
}

void range_zoom_out(const struct scene *scene, const struct chart *chart, double at, struct asks *out)
{
	zoom(scene, chart, at, ZOOM_STEP, out);
}

static void pan(const struct scene *scene, const struct chart *chart, double part, struct asks *out)
{
	const struct scale *x = &chart->plot.x;
	show_range(scene, scale_value(x, part), scale_value(x, 1 + part), out);
}

static double middle(const struct scalars *view, const struct chart *chart)
{
	const struct scale *x = &chart->plot.x;
	if (view->has_cursor && view->cursor >= x->from && view->cursor <= x->to)
		return view->cursor;
	return scale_value(x, 0.5);
}

/* All there is; if that is so already, what does not lie far off. */
static void fit(const struct chart *chart, struct asks *out)
{
	bool bulk = chart && chart->bulk.far_off;
	struct scale x = bulk ? calm_x(chart->full.kind, chart->bulk.window.from, chart->bulk.window.to) : (struct scale){0};
	ask_edit(out, (struct edit){.what = bulk ? EDIT_ZOOM : EDIT_ZOOM_FIT, .from = x.from, .to = x.to});
}

static void follow(const struct scene *scene, const struct chart *chart, struct asks *out)
{
	struct window zoomed;
	const struct scale *x = &chart->plot.x;
	if (!choice_zoom(scene->choice, &zoomed))
		ask(out, ASK_NOTICE, "follow off: f goes on");
	ask_edit(out, (struct edit){.what = EDIT_FOLLOW, .from = x->from, .to = x->to});
}

static void tail(const struct input *input, struct asks *out)
{
	struct tail_spec spec;
	if (input->text && !tail_parse(input->text, &spec))
		ask(out, ASK_NOTICE, "tail takes a share to 100%, whole steps (500, 5k), a time (90s, 30m, 1h30m, 2d), or all");
	else
		ask_edit(out, (struct edit){.what = EDIT_TAIL, .text = input->text});
}

/* From the cursor; again, or once it is over, it is taken back. */
static void select_range(struct scalars *view, const struct scene *scene)
{
	if (view->selecting) {
		view->selecting = false;
		return;
	}
	if (!view->has_cursor)
		cursor_move(view, scene, 1);
	view->focus = FOCUS_CHARTS;
	view->anchor = view->cursor;
	view->selecting = view->has_cursor;
}

bool range_end(struct scalars *view, const struct scene *scene, enum action action, struct asks *out)
{
	if (!view->selecting || (action != ACTION_ENTER && action != ACTION_BACK))
		return false;
	view->selecting = false;
	if (action == ACTION_ENTER && view->anchor != view->cursor)
		show_range(scene, fmin(view->anchor, view->cursor), fmax(view->anchor, view->cursor), out);
	return true;
}

bool range_act(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	const struct chart *chart = scalars_chart(view);
	bool can = chart && chart->has_data;
	switch (input->action) {
	case ACTION_ZOOM_IN: if (can) range_zoom_in(scene, chart, middle(view, chart), out); return true;
	case ACTION_ZOOM_OUT: if (can) range_zoom_out(scene, chart, middle(view, chart), out); return true;
	case ACTION_PAN_LEFT: if (can) pan(scene, chart, -PAN_PART, out); return true;
	case ACTION_PAN_RIGHT: if (can) pan(scene, chart, PAN_PART, out); return true;
	case ACTION_FIT: fit(chart, out); return true;
	case ACTION_FOLLOW: if (can) follow(scene, chart, out); return true;
	case ACTION_TAIL: tail(input, out); return true;
	case ACTION_SELECT: if (can) select_range(view, scene); return true;
	default: return false;
	}
}
