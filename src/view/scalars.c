#include "view/ask.h"
#include "view/filter.h"
#include "view/meanings.h"
#include "view/scalars.h"
#include "view/scene.h"

#include <math.h>

#define CURSOR_FAR 10
#define ROWS_INSET 2 /* as tags have */

/* ---- Preparing --------------------------------------------------------------------- */

static int chart_index(const struct scalars *view)
{
	uint32_t tag = tag_tree_chart(&view->tags.tree, view->chart_tag);
	for (size_t i = 0; i < view->tags.tree.chart_count; i++)
		if (view->tags.tree.charts[i] == tag)
			return (int)i;
	return -1;
}

/*
 * The focused chart's tag, or the first when it is no longer among those of the filter. Until a person chose one it
 * is the first of those that are there by now: tags come as files are read.
 */
static void fit_chart_tag(struct scalars *view)
{
	bool chosen = view->tags.moved || view->single || view->has_cursor;
	if (chosen && chart_index(view) >= 0)
		return;
	uint32_t under_cursor = tags_chart(&view->tags);
	view->chart_tag = under_cursor;
	if (under_cursor == STORE_NONE && view->tags.tree.chart_count)
		view->chart_tag = view->tags.tree.charts[0];
}

static void prepare_head(struct scalars *view, const struct scene *scene)
{
	uint32_t tag = view->tags.moved ? view->chart_tag : STORE_NONE;
	if (view->layout.shape == SCALARS_TINY)
		head_prepare_tiny(&view->head, scene, view->runs.focus, tag, view->layout.head,
		                  view->layout.brief, view->layout.foot);
	else
		head_prepare(&view->head, scene, view->runs.focus, tag, view->layout.head);
}

/* "no scalars: 4 histogram, 1 text have no view yet" */
static void say_nothing(const struct tag_tree *tree, const struct choice *choice, struct str *out)
{
	bool any = false;
	if (!choice_tag_filter_works(choice)) {
		str_append_text(out, "no tag matches the filter");
		return;
	}
	str_append_text(out, "no scalars");
	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (tree->others[kind]) {
			str_printf(out, "%s%u %s", any ? ", " : "; not shown here: ", tree->others[kind], kind_name((enum kind)kind));
			any = true;
		}
}

static bool prepare_charts(struct scalars *view, const struct scene *scene, struct rect area)
{
	struct str nothing = {0};
	say_nothing(&view->tags.tree, scene->choice, &nothing);
	struct charts_wanted wanted = {
		.nothing = str_text(&nothing),
		.tags = view->tags.tree.charts,
		.count = (int)view->tags.tree.chart_count,
		.focus = chart_index(view),
		.single = view->single || view->layout.shape != SCALARS_WIDE,
		.framed = view->layout.shape == SCALARS_WIDE,
		.legend = choice_legend(scene->choice) && (view->single || view->layout.shape == SCALARS_WIDE),
		.active = view->focus == FOCUS_CHARTS || view->single,
		.step_told = !view->single && choice_x(scene->choice) == X_STEP && !rect_empty(view->layout.values),
		.density = choice_panels(scene->choice),
		.run = view->runs.focus,
		.cursor = view->has_cursor ? view->cursor : NAN,
		.flags = view->flags,
		.flag_count = marks_flags(view, scene),
	};
	bool framed = view->layout.shape == SCALARS_WIDE;
	if (!rect_empty(view->layout.hardware))
		hardware_sides(framed ? framed_inside(view->layout.charts).width : view->layout.charts.width,
		               &wanted.left_least, &wanted.right_spare);
	if (!marks_ends(view, scene, &wanted.range_from, &wanted.range_to))
		wanted.range_from = wanted.range_to = NAN;

	bool all = charts_prepare(&view->charts, scene, &view->lineup, &wanted, area);
	str_fini(&nothing);
	return all;
}

static enum role role_of_run(const struct lineup *lineup, uint32_t run)
{
	const struct line_run *line = lineup_of(lineup, run);
	return line ? line->role : ROLE_DIM;
}

/* In a small pane, whose chart names and figures would leave too little of, the rows are like those of its tags. */
static bool has_pane_rows(const struct scalars *view)
{
	return view->layout.shape == SCALARS_SIDE && !view->single;
}

static void lay_out_hardware(struct scalars *view, const struct scene *scene, int tags)
{
	if (has_pane_rows(view))
		scalars_layout_rows(&view->layout, tags, pane_rows_count(&view->hardware, scene, view->runs.focus),
		                    choice_hardware(scene->choice));
	else
		scalars_layout_hardware(&view->layout, hardware_find(&view->hardware, scene, view->runs.focus, 0));
}

/* Along the axis of the focused chart. */
static void prepare_hardware(struct scalars *view, const struct scene *scene)
{
	const struct chart *chart = scalars_chart(view);
	struct hardware_axis axis = {
		.x = chart && chart->has_data && !view->as_table ? &chart->plot.x : NULL,
		.line = lineup_run(&view->lineup, view->runs.focus),
		.cursor = view->has_cursor ? view->cursor : NAN,
		.plot = chart && chart->key.left_least ? &chart->layout.plot : NULL,
	};
	struct rect rows = view->layout.rows;
	rows = rect_inset(rows, rows.width > 2 * ROWS_INSET ? ROWS_INSET : 0, 0);
	view->pane_rows.step = (struct rect){0};
	if (has_pane_rows(view))
		pane_rows_prepare(&view->pane_rows, &view->hardware, scene, view->runs.focus, rows);
	else
		hardware_prepare(&view->hardware, scene, view->runs.focus, &axis, view->layout.shape == SCALARS_WIDE,
		                 view->layout.hardware);
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	struct scalars *view = state;
	lineup_prepare(&view->lineup, scene);
	if (!bends_prepare(&view->bends, scene, &view->lineup))
		ask(out, ASK_MORE, NULL);
	tags_list(&view->tags, scene);
	fit_chart_tag(view);
	runs_list(&view->runs, scene, view->chart_tag);
	int runs = (int)store_run_count(scene->store), tags = (int)view->tags.count;
	if ((int)view->runs.count > runs) /* groups have rows of their own */
		runs = (int)view->runs.count;
	view->layout = scalars_layout(area, runs, tags, tags ? (int)view->lineup.count : 0,
	                              choice_side(scene->choice));
	if (view->single)
		view->layout.charts = area;
	if (view->layout.shape != SCALARS_WIDE)
		runs_go_along(&view->runs, scene);
	lay_out_hardware(view, scene, tags);
	bool framed = view->layout.shape == SCALARS_WIDE;
	runs_prepare(&view->runs, scene, framed ? framed_inside(view->layout.runs) : view->layout.runs);
	tags_prepare(&view->tags, scene, framed ? framed_inside(view->layout.tags) : view->layout.tags, view->runs.focus);
	view->spark_role = role_of_run(&view->lineup, view->runs.focus);
	prepare_head(view, scene);
	struct rect charts = facts_take_rows(view, scene, view->layout.charts);
	if (!prepare_charts(view, scene, view->as_table ? (struct rect){0} : charts))
		ask(out, ASK_MORE, NULL);
	if (view->as_table)
		compare_prepare_table(view, scene, charts);
	facts_prepare(view, scene, out);
	prepare_hardware(view, scene);
	struct rect values = view->single ? (struct rect){0} : framed_inside(view->layout.values);
	view->values.order = view->runs.order;
	view->values.order_count = view->runs.order_count;
	values_prepare(&view->values, scene, &view->lineup, view->chart_tag, view->runs.focus,
	               view->has_cursor ? view->cursor : NAN, values);
}

/* ---- Painting ---------------------------------------------------------------------- */

static enum role frame_role(const struct scalars *view, enum focus focus)
{
	return view->focus == focus ? ROLE_BORDER_FOCUS : ROLE_BORDER;
}

static void paint_lists(const struct scalars *view, struct canvas *canvas)
{
	const struct scalars_layout *layout = &view->layout;
	if (layout->shape == SCALARS_WIDE) {
		canvas_box(canvas, layout->runs, label_slice(&view->runs.title), frame_role(view, FOCUS_RUNS));
		canvas_box(canvas, layout->tags, label_slice(&view->tags.title), frame_role(view, FOCUS_TAGS));
	}
	canvas_fill(canvas, layout->rule, 0x2500, ROLE_BORDER, 0);
	if (layout->shape == SCALARS_TINY)
		head_paint_tiny(&view->head, canvas);
	else
		head_paint(&view->head, canvas);
	runs_paint(&view->runs, canvas, view->focus == FOCUS_RUNS);
	tags_paint(&view->tags, canvas, view->focus == FOCUS_TAGS, view->spark_role);
}

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct scalars *view = state;
	struct rect old = canvas_clip(canvas, area);
	if (!view->single)
		paint_lists(view, canvas);
	if (view->as_table)
		points_paint(&view->table, canvas, view->focus == FOCUS_CHARTS || view->single);
	else
		charts_paint(&view->charts, canvas);
	facts_paint(view, canvas);
	hardware_paint(&view->hardware, canvas);
	pane_rows_paint(&view->pane_rows, canvas);
	if (!view->single && !rect_empty(view->layout.values)) {
		canvas_box(canvas, view->layout.values, label_slice(&view->values.title), ROLE_BORDER);
		values_paint(&view->values, canvas);
	}
	canvas_unclip(canvas, old);
}

/* ---- Acting ------------------------------------------------------------------------- */

const struct chart *scalars_chart(const struct scalars *view)
{
	if (view->by_index)
		return charts_index(&view->charts, view->at);
	return charts_of_tag(&view->charts, tag_tree_chart(&view->tags.tree, view->chart_tag));
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
	if (view->as_table && compare_act_on_table(view, scene, action))
		return true;
	switch (action) {
	case ACTION_UP: show_chart(view, at - 1); return true;
	case ACTION_DOWN: show_chart(view, at + 1); return true;
	case ACTION_PAGE_UP: show_chart(view, at - page); return true;
	case ACTION_PAGE_DOWN: show_chart(view, at + page); return true;
	case ACTION_FIRST: show_chart(view, 0); return true;
	case ACTION_LAST: show_chart(view, (int)view->tags.tree.chart_count); return true;
	case ACTION_LEFT: cursor_move(view, scene, -1); return true;
	case ACTION_RIGHT: cursor_move(view, scene, 1); return true;
	default: return false;
	}
}

/* One level back: the single chart, the cursor, the filters, the zoom. */
static enum reply back(struct scalars *view, const struct scene *scene, struct asks *out)
{
	struct window window;
	if (view->as_table)
		view->as_table = false;
	else if (view->single)
		view->single = false;
	else if (view->has_cursor)
		view->has_cursor = false;
	else if (filter_clear(scene, out))
		return REPLY_DONE;
	else if (choice_zoom(scene->choice, &window))
		ask_edit(out, (struct edit){.what = EDIT_ZOOM_FIT});
	else
		return REPLY_PASS;
	return REPLY_DONE;
}

enum reply scalars_act_on_tags(struct scalars *view, const struct scene *scene, const struct input *input,
                              struct asks *out)
{
	enum reply reply = tags_act(&view->tags, scene, input, out);
	if (tags_chart(&view->tags) != STORE_NONE)
		view->chart_tag = tags_chart(&view->tags);
	return reply;
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
	if (view->focus == FOCUS_TAGS && !view->single && scalars_act_on_tags(view, scene, input, out) == REPLY_DONE)
		return REPLY_DONE;
	if ((view->focus == FOCUS_CHARTS || view->single) && act_on_charts(view, scene, input->action))
		return REPLY_DONE;
	return REPLY_PASS;
}

enum reply scalars_act_anywhere(struct scalars *view, const struct scene *scene, const struct input *input,
                                struct asks *out)
{
	switch (input->action) {
	case ACTION_NEXT_PANE: next_pane(view, 1); return REPLY_DONE;
	case ACTION_PREVIOUS_PANE: next_pane(view, -1); return REPLY_DONE;
	case ACTION_LEFT_10: cursor_move(view, scene, -CURSOR_FAR); return REPLY_DONE;
	case ACTION_RIGHT_10: cursor_move(view, scene, CURSOR_FAR); return REPLY_DONE;
	case ACTION_TOGGLE:
	case ACTION_SOLO:
	case ACTION_COLOUR:
	case ACTION_HIDE:
	case ACTION_BASELINE: return runs_act(&view->runs, scene, input, out);
	case ACTION_GOTO: cursor_goto(view, scene, input, out); return REPLY_DONE;
	case ACTION_UNHIDE: ask_edit(out, (struct edit){.what = EDIT_RUNS_UNHIDE}); return REPLY_DONE;
	case ACTION_ALL: ask_edit(out, (struct edit){.what = EDIT_RUNS_ALL}); return REPLY_DONE;
	case ACTION_INVERT: ask_edit(out, (struct edit){.what = EDIT_RUNS_INVERT}); return REPLY_DONE;
	case ACTION_FILTER: filter_act(view->focus == FOCUS_RUNS, scene, input, out); return REPLY_DONE;
	case ACTION_FILTER_RUNS: filter_act(true, scene, input, out); return REPLY_DONE;
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
		return pointer_act(view, scene, input, out);
	if (range_end(view, scene, input->action, out))
		return REPLY_DONE;
	if (act_on_pane(view, scene, input, out) == REPLY_DONE)
		return REPLY_DONE;
	if (range_act(view, scene, input, out) || look_act(view, scene, input, out) ||
	    compare_act(view, scene, input, out) || marks_act(view, scene, input, out) || leap_act(view, scene, input, out))
		return REPLY_DONE;
	return scalars_act_anywhere(view, scene, input, out);
}

/* ---- The rest ------------------------------------------------------------------------ */

static bool available(const struct scene *scene)
{
	return store_kinds(scene->store) & KIND_BIT(KIND_SCALAR);
}

void scalars_fini(void *state)
{
	struct scalars *view = state;
	lineup_fini(&view->lineup);
	bends_fini(&view->bends);
	runs_fini(&view->runs);
	tags_fini(&view->tags);
	charts_fini(&view->charts);
	points_fini(&view->table);
	values_fini(&view->values);
}

static const struct meaning own_meanings[] = {
	{ACTION_GROUP}, {ACTION_BAND}, {ACTION_SORT}, {ACTION_BEST}, {ACTION_DERIVE}, {ACTION_MERGE}, {ACTION_SPLIT},
	{ACTION_PIN}, {ACTION_PINNED_ONLY}, {ACTION_TABLE}, {ACTION_DIFFERENCE},
	{ACTION_NONE},
};
static const struct meaning *const meanings[] = {own_meanings, chart_meanings, run_meanings, list_meanings, NULL};

const struct view_ops scalars_view = {
	.name = "scalars",
	.title = "Scalars",
	.bindings = scalars_bindings,
	.meanings = meanings,
	.pane_bindings = scalars_pane_bindings,
	.axes = AXES_BOTH,
	.size = sizeof(struct scalars),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.offer = scalars_offer,
	.fini = scalars_fini,
};
