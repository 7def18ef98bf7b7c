#include "view/histograms.h"

#include "view/box.h"
#include "view/meanings.h"
#include "view/scene.h"
#include "view/typed.h"
#include "view/views.h"

#include <math.h>
#include <stdlib.h>

enum { READOUT_FROM = 8, READOUT_MOST = 2, TICKS_MOST = 64 };

static const char *const form_names[FORM_COUNT] = {"heat map", "ridges", "percentiles", "one step", "layers"};

/* ---- Preparing ------------------------------------------------------------------------- */

static void say_title(struct histograms *view, const struct scene *scene)
{
	struct label name = {0};
	const char *counts = !view->other_counts || view->form == FORM_BANDS ? "" :
	                     histograms_log(view) ? ", log counts" : ", linear counts";
	if (view->form == FORM_LAYERS) {
		label_format(&view->title, "layers  %s", measure_names[view->measure]);
		return;
	}
	if (view->browse.tag != STORE_NONE)
		label_name(&name, store_tag_name(scene->store, view->browse.tag), LABEL_SIZE / 3);
	label_format(&view->title, "%s  %s%s", name.text, form_names[view->form], counts);
}

static void lay_out(struct histograms *view)
{
	struct rect area = view->browse.body;
	if (rect_empty(view->browse.frame) && area.height > 4)
		rect_take_top(&area, 1); /* the title */
	int rows = area.height < READOUT_FROM ? 0 : area.height < 2 * READOUT_FROM ? 1 : READOUT_MOST;
	view->readout = rect_take_bottom(&area, rows);
	view->slider_row = rect_take_bottom(&area, area.height > 3);
	view->picture = area;
}

static enum role role_of(const struct scene *scene, uint32_t run)
{
	if (run == STORE_NONE)
		return ROLE_SERIES_0;
	return (enum role)(ROLE_SERIES_0 + choice_run(scene->choice, scene->store, run).hue % CHOICE_HUES);
}

static void prepare_form(struct histograms *view, const struct scene *scene, struct asks *out)
{
	switch (view->form) {
	case FORM_RIDGES: ridges_prepare(view, scene, out); break;
	case FORM_STEP:
		view->points = view->waiting = view->failed = 0;
		bars_prepare(view, scene);
		break;
	case FORM_LAYERS: layers_prepare(view, scene, out); break;
	default: heat_map_prepare(view, scene, out); break;
	}
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	struct histograms *view = state;
	browse_prepare(&view->browse, scene, area, KIND_HISTOGRAM);
	say_title(view, scene);
	lay_out(view);
	view->role = role_of(scene, view->browse.run);
	view->cursor_column = -1;
	label_format(&view->x_name, "%s", histograms_source(scene) == AXIS_STEP ? "step" : "time");
	step_slider_prepare(&view->slider, scene, view->browse.series, view->slider_row);
	cursor_prepare(view, scene, out);
	view->empty = (struct label){0};
	if (browse_empty(&view->browse, scene, &view->empty, out) && view->form != FORM_LAYERS)
		return;
	prepare_form(view, scene, out);
	if (view->form == FORM_LAYERS && !view->layers.count)
		label_format(&view->empty, "this run has no histograms");
	else
		view->empty = (struct label){0};
	cursor_say(view);
}

/* ---- Painting -------------------------------------------------------------------------- */

void histograms_paint_x(const struct histograms *view, struct canvas *canvas, int y)
{
	struct tick ticks[TICKS_MOST];
	size_t count = scale_ticks(&view->plot.x, view->cells.width, true, ticks, TICKS_MOST);
	for (size_t i = 0; i < count; i++)
		canvas_printf(canvas, view->cells.x + scale_label_cell(&ticks[i], view->cells.width), y, view->cells.width,
		              ROLE_AXIS, 0, "%s", ticks[i].label);
}

/* What is wrong comes before what the person might know already. */
static void paint_readout(const struct histograms *view, struct canvas *canvas)
{
	const struct {
		const char *text;
		enum role role;
	} lines[] = {
		{view->wrong && !view->at_cursor.histogram ? view->wrong : "", ROLE_BAD},
		{view->state.text, view->failed ? ROLE_BAD : ROLE_DIM},
		{view->facts.text, ROLE_TEXT},
		{view->lines.text, ROLE_DIM},
	};
	struct rect rows = view->readout;
	step_slider_paint(&view->slider, canvas);
	for (size_t i = 0; i < sizeof lines / sizeof *lines && rows.height; i++) {
		if (!lines[i].text[0])
			continue;
		struct rect row = rect_take_top(&rows, 1);
		canvas_text(canvas, row.x, row.y, row.width, slice_of(lines[i].text), lines[i].role, 0);
	}
}

static bool nothing_readable(const struct histograms *view)
{
	if (view->form == FORM_STEP)
		return view->at_cursor.state == ASSET_FAILED;
	return view->failed && view->failed == view->points;
}

static void paint_form(const struct histograms *view, struct canvas *canvas)
{
	switch (view->form) {
	case FORM_RIDGES: ridges_paint(view, canvas); break;
	case FORM_STEP: bars_paint(view, canvas); break;
	case FORM_LAYERS: layers_paint(view, canvas); break;
	default: heat_map_paint(view, canvas); break;
	}
}

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct histograms *view = state;
	struct rect old = canvas_clip(canvas, area), body = view->browse.body;
	browse_paint(&view->browse, canvas, label_slice(&view->title));
	canvas_clip(canvas, body);
	if (rect_empty(view->browse.frame) && body.height > 4)
		canvas_text(canvas, body.x, body.y, body.width, label_slice(&view->title), ROLE_TITLE, 0);
	if (view->empty.length) {
		box_paint(canvas, body, "Histograms", view->empty.text, ROLE_DIM);
	} else {
		paint_form(view, canvas);
		if (view->at_cursor.histogram && view->form != FORM_LAYERS)
			box_paint_foot(canvas, view->picture, 1, "Histograms", view->wrong);
		if (nothing_readable(view))
			box_paint(canvas, view->picture, "Histograms",
			          status_text(view->form == FORM_STEP ? view->at_cursor.why : view->why), ROLE_BAD);
		paint_readout(view, canvas);
	}
	canvas_unclip(canvas, old);
}

/* ---- Acting ---------------------------------------------------------------------------- */

static enum reply press(struct histograms *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	const struct event *event = &input->event;
	bool picture = view->form == FORM_HEAT || view->form == FORM_BANDS;
	if (picture && event->mouse == MOUSE_PRESS && rect_contains(view->cells, event->x, event->y) &&
	    (size_t)(event->x - view->cells.x) < view->sampling.count) {
		view->slider.chosen = true;
		view->slider.step = view->sampling.items[event->x - view->cells.x].place.item.step;
	}
	return browse_act(&view->browse, scene, input, out);
}

static void next_colours(struct histograms *view)
{
	if (view->form == FORM_LAYERS)
		view->measure = (view->measure + 1) % MEASURE_COUNT;
	else
		view->other_counts = !view->other_counts;
}

/* The cursor goes back to the newest step before one leaves the tab's levels. */
static bool back(struct histograms *view)
{
	bool was = view->slider.chosen && !view->browse.single;
	view->slider.chosen &= !was;
	return was;
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct histograms *view = state;
	bool on_list = view->browse.focus != BROWSE_BODY && !view->browse.single;
	bool moves = input->action == ACTION_LEFT || input->action == ACTION_RIGHT;
	if (!(on_list && moves) && step_slider_act(&view->slider, scene, view->browse.series, input, out))
		return REPLY_DONE;
	switch (input->action) {
	case ACTION_MOUSE: return press(view, scene, input, out);
	case ACTION_DRAWING:
		view->form = (enum histogram_form)typed_next(input, form_names, FORM_COUNT, (int)view->form, out);
		return REPLY_DONE;
	case ACTION_Y_SCALE: next_colours(view); return REPLY_DONE;
	case ACTION_X_AXIS: ask_edit(out, (struct edit){.what = EDIT_X_AXIS, .number = -1}); return REPLY_DONE;
	case ACTION_BACK:
		if (back(view))
			return REPLY_DONE;
		break;
	default: break;
	}
	return browse_act(&view->browse, scene, input, out);
}

static const struct binding bindings[] = {
	{"T", ACTION_DRAWING, NULL, "form"},
	{"h", ACTION_LEFT, NULL, "step"},
	{"l", ACTION_RIGHT, NULL, "step"},
	{"j", ACTION_DOWN, NULL, "tag"},
	{"k", ACTION_UP, NULL, "tag"},
	{"y", ACTION_Y_SCALE, NULL, "colours"},
	{"x", ACTION_X_AXIS, NULL, "x axis"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{"<Enter>", ACTION_ENTER, NULL, "zoom"},
	{"/", ACTION_FILTER, NULL, "find"},
	{NULL},
};

static bool available(const struct scene *scene)
{
	return store_kinds(scene->store) & KIND_BIT(KIND_HISTOGRAM);
}

static void fini(void *state)
{
	struct histograms *view = state;
	browse_fini(&view->browse);
	sampling_fini(&view->sampling);
	layers_fini(&view->layers);
	free(view->columns);
	free(view->levels);
}

static const struct meaning own_meanings[] = {
	{ACTION_LEFT, "the step before; in a list fold"},
	{ACTION_RIGHT, "the next step; in a list unfold"},
	{ACTION_DRAWING, "heat map, ridges, percentiles, one step, layers"},
	{ACTION_Y_SCALE, "colours: counts or their logarithm; which measure of layers"},
	{ACTION_X_AXIS},
	{ACTION_NONE},
};
static const struct meaning *const meanings[] = {own_meanings, slider_meanings, browse_meanings, run_meanings, list_meanings, NULL};

const struct view_ops histograms_view = {
	.name = "histograms",
	.title = "Hist",
	.bindings = bindings,
	.meanings = meanings,
	.axes = AXES_X,
	.size = sizeof(struct histograms),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.offer = histograms_offer,
	.fini = fini,
};
