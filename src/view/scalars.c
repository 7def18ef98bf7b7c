#include "base/alloc.h"
#include "base/number.h"
#include "view/ask.h"
#include "view/charts.h"
#include "view/layout.h"
#include "view/runs.h"
#include "view/scene.h"
#include "view/tags.h"
#include "view/values.h"
#include "view/views.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum focus { FOCUS_TAGS, FOCUS_CHARTS, FOCUS_RUNS, FOCUS_COUNT };

#define ZOOM_STEP 2.0
#define PAN_PART 0.25
#define CURSOR_FAR 10

struct scalars {
	enum focus focus;
	bool single;         /* one chart over the whole body */
	bool legend_off;
	int density;
	bool started;        /* chart_tag is set */
	uint32_t chart_tag;  /* the focused chart; STORE_NONE when there is none */
	bool has_cursor;
	double cursor;       /* x */
	struct lineup lineup;
	struct runs_pane runs;
	struct tags_pane tags;
	struct charts charts;
	struct values values;
	struct scalars_layout layout;
	struct label head, head_right;
	enum role head_role, spark_role;
	uint32_t head_mark;
};

/* ---- Preparing --------------------------------------------------------------------- */

static int chart_index(const struct scalars *view)
{
	for (size_t i = 0; i < view->tags.tree.chart_count; i++)
		if (view->tags.tree.charts[i] == view->chart_tag)
			return (int)i;
	return -1;
}

/* The focused chart's tag, or the first when it is no longer among those of the filter. */
static void fit_chart_tag(struct scalars *view)
{
	if (view->started && chart_index(view) >= 0)
		return;
	view->started = true;
	uint32_t under_cursor = tags_chart(&view->tags);
	view->chart_tag = under_cursor;
	if (under_cursor == STORE_NONE && view->tags.tree.chart_count)
		view->chart_tag = view->tags.tree.charts[0];
}

static void say_head(struct scalars *view, const struct scene *scene)
{
	char text[NUMBER_SIZE] = "", age[NUMBER_SIZE];
	view->head = view->head_right = (struct label){0};
	uint32_t run = view->runs.focus;
	if (run == STORE_NONE || rect_empty(view->layout.head))
		return;
	struct run_info info = store_run(scene->store, run);
	struct run_sign sign = run_sign(scene, run);
	if (info.has_step)
		number_count(text, info.last_step);
	run_age(age, scene, run);
	view->head_mark = sign.mark;
	view->head_role = sign.role;
	if (view->layout.head.width >= 32)
		label_format(&view->head_right, "%s %s  %s", sign.word, age, text);
	else
		label_format(&view->head_right, "%s %s", age, text);
	int room = view->layout.head.width - view->head_right.width - 3;
	label_name(&view->head, info.name, room > 0 ? room : 0);
}

/* "no scalars: 4 histogram, 1 text have no view yet" */
static void say_nothing(const struct tag_tree *tree, struct str *out)
{
	bool any = false;
	str_append_text(out, "no scalars");
	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (tree->others[kind]) {
			str_printf(out, "%s%u %s", any ? ", " : "; not shown here: ", tree->others[kind], kind_name((enum kind)kind));
			any = true;
		}
}

static void prepare_charts(struct scalars *view, const struct scene *scene, struct rect area)
{
	struct str nothing = {0};
	say_nothing(&view->tags.tree, &nothing);
	struct charts_wanted wanted = {
		.nothing = str_text(&nothing),
		.tags = view->tags.tree.charts,
		.count = (int)view->tags.tree.chart_count,
		.focus = chart_index(view),
		.single = view->single || view->layout.shape != SCALARS_WIDE,
		.framed = view->layout.shape == SCALARS_WIDE,
		.legend = !view->legend_off && view->layout.shape == SCALARS_WIDE,
		.active = view->focus == FOCUS_CHARTS || view->single,
		.density = view->density,
		.run = view->runs.focus,
		.cursor = view->has_cursor ? view->cursor : NAN,
	};
	charts_prepare(&view->charts, scene, &view->lineup, &wanted, area);
	str_fini(&nothing);
}

static enum role role_of_run(const struct lineup *lineup, uint32_t run)
{
	for (size_t i = 0; i < lineup->count; i++)
		if (lineup->items[i].run == run)
			return lineup->items[i].role;
	return ROLE_DIM;
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	(void)out;
	struct scalars *view = state;
	lineup_prepare(&view->lineup, scene);
	tags_list(&view->tags, scene);
	int runs = (int)store_run_count(scene->store), tags = (int)view->tags.count;
	view->layout = scalars_layout(area, runs, tags, tags ? (int)view->lineup.count : 0);
	bool framed = view->layout.shape == SCALARS_WIDE;
	runs_prepare(&view->runs, scene, framed ? framed_inside(view->layout.runs) : view->layout.runs);
	tags_prepare(&view->tags, scene, framed ? framed_inside(view->layout.tags) : view->layout.tags, view->runs.focus);
	fit_chart_tag(view);
	view->spark_role = role_of_run(&view->lineup, view->runs.focus);
	say_head(view, scene);
	prepare_charts(view, scene, view->single ? area : view->layout.charts);
	struct rect values = view->single ? (struct rect){0} : framed_inside(view->layout.values);
	values_prepare(&view->values, scene, &view->lineup, view->chart_tag, view->runs.focus,
	               view->has_cursor ? view->cursor : NAN, values);
}

/* ---- Painting ---------------------------------------------------------------------- */

static enum role frame_role(const struct scalars *view, enum focus focus)
{
	return view->focus == focus ? ROLE_BORDER_FOCUS : ROLE_BORDER;
}

static void paint_head(const struct scalars *view, struct canvas *canvas)
{
	struct rect head = view->layout.head;
	if (rect_empty(head) || !view->head_mark)
		return;
	canvas_put(canvas, head.x, head.y, view->head_mark, view->head_role, 0);
	canvas_text(canvas, head.x + 2, head.y, head.width - 2, label_slice(&view->head), ROLE_STRONG, 0);
	if (view->head_right.width + 2 <= head.width)
		canvas_text_right(canvas, head.x + 2, head.y, head.width - 2, label_slice(&view->head_right), ROLE_TEXT, 0);
}

static void paint_lists(const struct scalars *view, struct canvas *canvas)
{
	const struct scalars_layout *layout = &view->layout;
	if (layout->shape == SCALARS_WIDE) {
		canvas_box(canvas, layout->runs, label_slice(&view->runs.title), frame_role(view, FOCUS_RUNS));
		canvas_box(canvas, layout->tags, label_slice(&view->tags.title), frame_role(view, FOCUS_TAGS));
	}
	canvas_fill(canvas, layout->rule, 0x2500, ROLE_BORDER, 0);
	paint_head(view, canvas);
	runs_paint(&view->runs, canvas, view->focus == FOCUS_RUNS);
	tags_paint(&view->tags, canvas, view->focus == FOCUS_TAGS, view->spark_role);
}

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct scalars *view = state;
	struct rect old = canvas_clip(canvas, area);
	if (!view->single)
		paint_lists(view, canvas);
	charts_paint(&view->charts, canvas);
	if (!view->single && !rect_empty(view->layout.values)) {
		canvas_box(canvas, view->layout.values, label_slice(&view->values.title), ROLE_BORDER);
		values_paint(&view->values, canvas);
	}
	canvas_unclip(canvas, old);
}

/* ---- Acting ------------------------------------------------------------------------- */

static const struct chart *focused_chart(const struct scalars *view)
{
	return charts_of_tag(&view->charts, view->chart_tag);
}

static void zoom(const struct chart *chart, double at, double factor, struct asks *out)
{
	const struct scale *x = &chart->plot.x;
	double from = at - (at - x->from) * factor, to = at + (x->to - at) * factor;
	bool all = from <= chart->full.from && to >= chart->full.to;
	ask_edit(out, (struct edit){.what = all ? EDIT_ZOOM_FIT : EDIT_ZOOM, .from = from, .to = to});
}

static void pan(const struct chart *chart, double part, struct asks *out)
{
	const struct scale *x = &chart->plot.x;
	double by = (x->to - x->from) * part;
	ask_edit(out, (struct edit){.what = EDIT_ZOOM, .from = x->from + by, .to = x->to + by});
}

static double middle(const struct scalars *view, const struct chart *chart)
{
	const struct scale *x = &chart->plot.x;
	if (view->has_cursor && view->cursor >= x->from && view->cursor <= x->to)
		return view->cursor;
	return x->from + (x->to - x->from) / 2;
}

/* The line in the focused chart that the cursor walks on: the focused run's, or the first; NULL when there is none. */
static const struct line_run *cursor_line(const struct scalars *view, const struct scene *scene, uint32_t *series)
{
	const struct line_run *found = NULL;
	for (size_t i = 0; i < view->lineup.count; i++) {
		const struct line_run *line = &view->lineup.items[i];
		uint32_t own = store_series_find(scene->store, line->run, view->chart_tag);
		if (own == STORE_NONE || store_series(scene->store, own).kind != KIND_SCALAR)
			continue;
		if (found && line->run != view->runs.focus)
			continue;
		found = line;
		*series = own;
	}
	return found;
}

/* The x of the line's point nearest to `x`; `x` without one. */
static double nearest_x(const struct scene *scene, const struct line_run *line, uint32_t series, double x)
{
	enum x_axis axis = choice_x(scene->choice);
	double origin = axis_origin(axis, line);
	struct row row;
	enum number_type type;
	if (!query_nearest(scene->store, series, axis_source(axis), x + origin, &row, &type))
		return x;
	return axis == X_STEP ? (double)row.step : row.wall_time - origin;
}

/*
 * To a point about `by` away, where `by` is whole cells. When none is nearer than
 * where it is, the next one: there is none up to d when none was nearest to d/2.
 */
static double walk(const struct scene *scene, const struct line_run *line, uint32_t series, const struct scale *x,
                   double from, double by)
{
	for (double d = by; fabs(d) <= 2 * (x->to - x->from); d *= 2) {
		double at = nearest_x(scene, line, series, from + d);
		if (by > 0 ? at > from : at < from)
			return at >= x->from && at <= x->to ? at : from;
	}
	return from;
}

/* By whole cells, from point to point; the first move puts it in the middle. */
static void move_cursor(struct scalars *view, const struct scene *scene, int cells)
{
	const struct chart *chart = focused_chart(view);
	uint32_t series = STORE_NONE;
	const struct line_run *line = cursor_line(view, scene, &series);
	if (!chart || !line || !chart->has_data || chart->layout.plot.width <= 0)
		return;
	const struct scale *x = &chart->plot.x;
	double cell = (x->to - x->from) / chart->layout.plot.width;
	if (view->has_cursor)
		view->cursor = walk(scene, line, series, x, view->cursor, cells * cell);
	else
		view->cursor = nearest_x(scene, line, series, x->from + (x->to - x->from) / 2);
	view->has_cursor = true;
}

/* A zoom that doesn't show the cursor moves to it. */
static void show_cursor(const struct scalars *view, const struct scene *scene, struct asks *out)
{
	struct window zoom;
	if (!choice_zoom(scene->choice, &zoom) || (view->cursor >= zoom.from && view->cursor <= zoom.to))
		return;
	double half = (zoom.to - zoom.from) / 2;
	ask_edit(out, (struct edit){.what = EDIT_ZOOM, .from = view->cursor - half, .to = view->cursor + half});
}

/* On an axis of time, to when the line that the cursor walks on was there. */
static void go_to_step(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	if (input->phase == INPUT_CANCEL || input->phase == INPUT_PREVIEW)
		return;
	if (!input->text) {
		ask_prompt(out, ACTION_GOTO, "to step: ", "");
		return;
	}
	char *end;
	double step = strtod(input->text, &end);
	uint32_t series = STORE_NONE;
	const struct line_run *line = cursor_line(view, scene, &series);
	if (end == input->text || *end || !isfinite(step) || !line) {
		ask(out, ASK_NOTICE, line ? "goto takes a step: a number" : "there is no line to go along");
		return;
	}
	struct row row;
	enum number_type type;
	enum x_axis axis = choice_x(scene->choice);
	view->cursor = step;
	if (axis != X_STEP && query_nearest(scene->store, series, AXIS_STEP, step, &row, &type))
		view->cursor = row.wall_time - axis_origin(axis, line);
	view->has_cursor = isfinite(view->cursor);
	show_cursor(view, scene, out);
}

static void cursor_to_cell(struct scalars *view, const struct chart *chart, int column)
{
	const struct rect *plot = &chart->layout.plot;
	if (!chart->has_data || plot->width <= 0 || column < plot->x || column >= plot->x + plot->width)
		return;
	view->cursor = scale_value(&chart->plot.x, (column - plot->x + 0.5) / plot->width);
	view->has_cursor = isfinite(view->cursor);
}

static void show_chart(struct scalars *view, int index)
{
	int count = (int)view->tags.tree.chart_count;
	if (!count)
		return;
	index = index < 0 ? 0 : index >= count ? count - 1 : index;
	view->chart_tag = view->tags.tree.charts[index];
	tags_focus(&view->tags, view->chart_tag);
}

static bool act_on_charts(struct scalars *view, const struct scene *scene, enum action action)
{
	int page = view->charts.grid.columns * view->charts.grid.rows, at = chart_index(view);
	switch (action) {
	case ACTION_UP: show_chart(view, at - 1); return true;
	case ACTION_DOWN: show_chart(view, at + 1); return true;
	case ACTION_PAGE_UP: show_chart(view, at - page); return true;
	case ACTION_PAGE_DOWN: show_chart(view, at + page); return true;
	case ACTION_FIRST: show_chart(view, 0); return true;
	case ACTION_LAST: show_chart(view, (int)view->tags.tree.chart_count); return true;
	case ACTION_LEFT: move_cursor(view, scene, -1); return true;
	case ACTION_RIGHT: move_cursor(view, scene, 1); return true;
	default: return false;
	}
}

/* All there is; if that is so already, what does not lie far off. */
static void fit(const struct chart *chart, struct asks *out)
{
	bool bulk = chart && chart->bulk.far_off;
	struct scale x = bulk ? calm_x(chart->full.kind, chart->bulk.window.from, chart->bulk.window.to) : (struct scale){0};
	ask_edit(out, (struct edit){.what = bulk ? EDIT_ZOOM : EDIT_ZOOM_FIT, .from = x.from, .to = x.to});
}

static bool zoom_or_pan(struct scalars *view, enum action action, struct asks *out)
{
	const struct chart *chart = focused_chart(view);
	bool can = chart && chart->has_data;
	switch (action) {
	case ACTION_ZOOM_IN: if (can) zoom(chart, middle(view, chart), 1 / ZOOM_STEP, out); return true;
	case ACTION_ZOOM_OUT: if (can) zoom(chart, middle(view, chart), ZOOM_STEP, out); return true;
	case ACTION_PAN_LEFT: if (can) pan(chart, -PAN_PART, out); return true;
	case ACTION_PAN_RIGHT: if (can) pan(chart, PAN_PART, out); return true;
	case ACTION_FIT: fit(chart, out); return true;
	default: return false;
	}
}

/* The place of a word among names, or -1: the next one. */
static double word_index(const char *text, const char *(*name)(int), int count)
{
	for (int i = 0; text && i < count; i++)
		if (!strncmp(name(i), text, strlen(text)))
			return i;
	return -1;
}

static const char *axis_word(int i)
{
	return axis_name((enum x_axis)i);
}

static const char *scale_word(int i)
{
	return y_scale_name((enum y_scale)i);
}

static const char *marker_word(int i)
{
	static const char *const words[MARKER_COUNT] = {"braille", "quadrant", "half", "ascii"};
	return words[i];
}

static void set_x_axis(struct scalars *view, const char *text, struct asks *out)
{
	view->has_cursor = false; /* its place has no meaning on another axis */
	ask_edit(out, (struct edit){.what = EDIT_X_AXIS, .number = word_index(text, axis_word, X_AXIS_COUNT)});
}

static void show_superseded(const struct scalars *view, const struct scene *scene, struct asks *out)
{
	bool any = choice_superseded(scene->choice);
	for (size_t i = 0; i < view->lineup.count && !any; i++)
		any = store_run(scene->store, view->lineup.items[i].run).restarts > 0;
	if (!any)
		ask(out, ASK_NOTICE, "no restart of a shown run took points back: there is nothing superseded");
	ask_edit(out, (struct edit){.what = EDIT_SUPERSEDED});
}

/* What is typed after `:smooth`; a window that is too wide for a screen is refused, not cut without a word. */
static void smooth(const struct input *input, struct asks *out)
{
	struct smooth_spec spec;
	if (input->phase == INPUT_CANCEL || input->phase == INPUT_PREVIEW)
		return;
	if (!input->text)
		ask_prompt(out, ACTION_SMOOTH, "smooth: ", "");
	else if (smooth_parse(input->text, &spec) && spec.window <= DERIVED_WINDOW)
		ask_edit(out, (struct edit){.what = EDIT_SMOOTH, .text = input->text});
	else
		ask(out, ASK_NOTICE, "smooth takes ema W or tw-ema W, W from 0 to 1, window N, N up to 1000, or off");
}

static bool change_look(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	switch (input->action) {
	case ACTION_X_AXIS: set_x_axis(view, input->text, out); return true;
	case ACTION_Y_SCALE:
		ask_edit(out, (struct edit){
			.what = EDIT_Y_SCALE, .number = word_index(input->text, scale_word, Y_SCALE_COUNT)});
		return true;
	case ACTION_MARKER:
		ask_edit(out, (struct edit){
			.what = EDIT_MARKER, .number = word_index(input->text, marker_word, MARKER_COUNT)});
		return true;
	case ACTION_SUPERSEDED: show_superseded(view, scene, out); return true;
	case ACTION_LESS_SMOOTH: ask_edit(out, (struct edit){.what = EDIT_SMOOTH, .number = -1}); return true;
	case ACTION_MORE_SMOOTH: ask_edit(out, (struct edit){.what = EDIT_SMOOTH, .number = 1}); return true;
	case ACTION_SMOOTH: smooth(input, out); return true;
	case ACTION_OUTLIERS: ask_edit(out, (struct edit){.what = EDIT_OUTLIERS}); return true;
	case ACTION_LEGEND: view->legend_off = !view->legend_off; return true;
	case ACTION_MORE_PANELS: view->density += view->density < GRID_DENSER; return true;
	case ACTION_FEWER_PANELS: view->density -= view->density > -GRID_DENSER; return true;
	default: return false;
	}
}

static void filter(const struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	bool runs = input->action == ACTION_FILTER_RUNS || view->focus == FOCUS_RUNS;
	enum edit_what what = runs ? EDIT_RUN_FILTER : EDIT_TAG_FILTER;
	if (input->phase == INPUT_CANCEL)
		ask_edit(out, (struct edit){.what = what, .text = ""});
	else if (input->text)
		ask_edit(out, (struct edit){.what = what, .text = input->text});
	else
		ask_prompt(out, input->action, runs ? "runs /" : "tags /",
		           runs ? choice_run_filter(scene->choice) : choice_tag_filter(scene->choice));
}

/* One level back: the single chart, the cursor, the filters, the zoom. */
static enum reply back(struct scalars *view, const struct scene *scene, struct asks *out)
{
	struct window window;
	if (view->single)
		view->single = false;
	else if (view->has_cursor)
		view->has_cursor = false;
	else if (choice_tag_filter(scene->choice)[0])
		ask_edit(out, (struct edit){.what = EDIT_TAG_FILTER, .text = ""});
	else if (choice_run_filter(scene->choice)[0])
		ask_edit(out, (struct edit){.what = EDIT_RUN_FILTER, .text = ""});
	else if (choice_zoom(scene->choice, &window))
		ask_edit(out, (struct edit){.what = EDIT_ZOOM_FIT});
	else
		return REPLY_PASS;
	return REPLY_DONE;
}

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
		zoom(chart, at, 1 / ZOOM_STEP, out);
	else if (chart->has_data && isfinite(at) && event->mouse == MOUSE_WHEEL_DOWN)
		zoom(chart, at, ZOOM_STEP, out);
	return REPLY_DONE;
}

static enum reply act_on_tags(struct scalars *view, const struct scene *scene, const struct input *input,
                              struct asks *out)
{
	enum reply reply = tags_act(&view->tags, scene, input, out);
	if (tags_chart(&view->tags) != STORE_NONE)
		view->chart_tag = tags_chart(&view->tags);
	return reply;
}

static enum reply mouse(struct scalars *view, const struct scene *scene, const struct input *input, struct asks *out)
{
	if (view->single)
		return mouse_on_chart(view, &input->event, out);
	bool press = input->event.mouse == MOUSE_PRESS;
	if (runs_act(&view->runs, scene, input, out) == REPLY_DONE) {
		view->focus = press ? FOCUS_RUNS : view->focus;
		return REPLY_DONE;
	}
	if (act_on_tags(view, scene, input, out) == REPLY_DONE) {
		view->focus = press ? FOCUS_TAGS : view->focus;
		return REPLY_DONE;
	}
	return mouse_on_chart(view, &input->event, out);
}

/* To the next pane that is on the screen. */
static void next_pane(struct scalars *view, int by)
{
	static const enum focus order[FOCUS_COUNT] = {FOCUS_RUNS, FOCUS_TAGS, FOCUS_CHARTS};
	const struct rect *panes[FOCUS_COUNT] = {&view->layout.runs, &view->layout.tags, &view->layout.charts};
	int at = 0;
	while (order[at] != view->focus)
		at++;
	for (int i = 0; i < FOCUS_COUNT; i++) {
		at = (at + by + FOCUS_COUNT) % FOCUS_COUNT;
		if (!rect_empty(*panes[at]))
			break;
	}
	view->focus = order[at];
}

static enum reply act_on_pane(struct scalars *view, const struct scene *scene, const struct input *input,
                              struct asks *out)
{
	if (view->focus == FOCUS_RUNS && !view->single && runs_act(&view->runs, scene, input, out) == REPLY_DONE)
		return REPLY_DONE;
	if (view->focus == FOCUS_TAGS && !view->single && act_on_tags(view, scene, input, out) == REPLY_DONE)
		return REPLY_DONE;
	if ((view->focus == FOCUS_CHARTS || view->single) && act_on_charts(view, scene, input->action))
		return REPLY_DONE;
	return REPLY_PASS;
}

/* What means the same in every pane. */
static enum reply act_anywhere(struct scalars *view, const struct scene *scene, const struct input *input,
                               struct asks *out)
{
	switch (input->action) {
	case ACTION_NEXT_PANE: next_pane(view, 1); return REPLY_DONE;
	case ACTION_PREVIOUS_PANE: next_pane(view, -1); return REPLY_DONE;
	case ACTION_LEFT_10: move_cursor(view, scene, -CURSOR_FAR); return REPLY_DONE;
	case ACTION_RIGHT_10: move_cursor(view, scene, CURSOR_FAR); return REPLY_DONE;
	case ACTION_TOGGLE:
	case ACTION_SOLO:
	case ACTION_COLOUR: return runs_act(&view->runs, scene, input, out);
	case ACTION_BASELINE:
		if (view->runs.focus != STORE_NONE)
			ask_edit(out, (struct edit){.what = EDIT_BASELINE, .run = view->runs.focus});
		return REPLY_DONE;
	case ACTION_GOTO: go_to_step(view, scene, input, out); return REPLY_DONE;
	case ACTION_ALL: ask_edit(out, (struct edit){.what = EDIT_RUNS_ALL}); return REPLY_DONE;
	case ACTION_INVERT: ask_edit(out, (struct edit){.what = EDIT_RUNS_INVERT}); return REPLY_DONE;
	case ACTION_FILTER:
	case ACTION_FILTER_RUNS: filter(view, scene, input, out); return REPLY_DONE;
	case ACTION_PIN:
	case ACTION_INFO: return tags_act(&view->tags, scene, input, out);
	case ACTION_ENTER: view->single = !view->single && view->charts.count > 0; return REPLY_DONE;
	case ACTION_BACK: return back(view, scene, out);
	case ACTION_QUIT:
		if (!view->single)
			return REPLY_PASS;
		view->single = false;
		return REPLY_DONE;
	default: return REPLY_PASS;
	}
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct scalars *view = state;
	if (input->action == ACTION_MOUSE)
		return mouse(view, scene, input, out);
	if (act_on_pane(view, scene, input, out) == REPLY_DONE)
		return REPLY_DONE;
	if (zoom_or_pan(view, input->action, out) || change_look(view, scene, input, out))
		return REPLY_DONE;
	return act_anywhere(view, scene, input, out);
}

/* ---- The rest ------------------------------------------------------------------------ */

static const struct binding bindings[] = {
	{"x", ACTION_X_AXIS, NULL, "x axis"},
	{"y", ACTION_Y_SCALE, NULL, "y scale"},
	{NULL},
};
static const struct binding tag_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{"h", ACTION_LEFT, NULL, "fold"},
	{"l", ACTION_RIGHT, NULL, "fold"},
	{"<Enter>", ACTION_ENTER, NULL, "zoom"},
	{"/", ACTION_FILTER, NULL, "find"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{"p", ACTION_PIN, NULL, "pin"},
	{NULL},
};
static const struct binding run_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{"<Space>", ACTION_TOGGLE, NULL, "show"},
	{"o", ACTION_SOLO, NULL, "only"},
	{"a", ACTION_ALL, NULL, "all"},
	{"/", ACTION_FILTER, NULL, "find"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{"c", ACTION_COLOUR, NULL, "colour"},
	{"b", ACTION_BASELINE, NULL, "baseline"},
	{NULL},
};
static const struct binding chart_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{"h", ACTION_LEFT, NULL, "cursor"},
	{"l", ACTION_RIGHT, NULL, "cursor"},
	{"<Enter>", ACTION_ENTER, NULL, "zoom"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{"+", ACTION_ZOOM_IN, NULL, "zoom x"},
	{"-", ACTION_ZOOM_OUT, NULL, "zoom x"},
	{"=", ACTION_FIT, NULL, "fit"},
	{"s", ACTION_LESS_SMOOTH, NULL, "smooth"},
	{"S", ACTION_MORE_SMOOTH, NULL, "smooth"},
	{"O", ACTION_OUTLIERS, NULL, "outliers"},
	{NULL},
};
static const struct binding single_bindings[] = {
	{"<Esc>", ACTION_BACK, NULL, "back"},
	{"j", ACTION_DOWN, NULL, "next"},
	{"k", ACTION_UP, NULL, "next"},
	{"h", ACTION_LEFT, NULL, "cursor"},
	{"l", ACTION_RIGHT, NULL, "cursor"},
	{"+", ACTION_ZOOM_IN, NULL, "zoom x"},
	{"-", ACTION_ZOOM_OUT, NULL, "zoom x"},
	{"=", ACTION_FIT, NULL, "fit"},
	{"s", ACTION_LESS_SMOOTH, NULL, "smooth"},
	{"S", ACTION_MORE_SMOOTH, NULL, "smooth"},
	{NULL},
};

static const struct binding *pane_bindings(const void *state)
{
	static const struct binding *const tables[FOCUS_COUNT] = {tag_bindings, chart_bindings, run_bindings};
	const struct scalars *view = state;
	return view->single ? single_bindings : tables[view->focus];
}

static bool available(const struct scene *scene)
{
	return store_tag_count(scene->store) > 0;
}

static void fini(void *state)
{
	struct scalars *view = state;
	lineup_fini(&view->lineup);
	runs_fini(&view->runs);
	tags_fini(&view->tags);
	charts_fini(&view->charts);
	values_fini(&view->values);
}

const struct view_ops scalars_view = {
	.name = "scalars",
	.title = "Scalars",
	.bindings = bindings,
	.pane_bindings = pane_bindings,
	.size = sizeof(struct scalars),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.fini = fini,
};
