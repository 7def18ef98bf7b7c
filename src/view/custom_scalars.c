/*
 * Custom scalars: the charts of Scalars, as layouts group and name them. The
 * state of Scalars is a part of its own, so that cursor, ranges, marks and looks
 * are the same; which chart is focused comes from the outline.
 */
#include "view/ask.h"
#include "view/box.h"
#include "view/filter.h"
#include "view/meanings.h"
#include "view/outline.h"
#include "view/scalars.h"
#include "view/scene.h"

#include <math.h>

#define CURSOR_FAR 10

struct custom_scalars {
	struct scalars page;
	struct laid_out laid;
	struct outline outline;
	struct label note;   /* why there are no charts, or not all */
};

/* ---- Preparing ------------------------------------------------------------------------ */

/* Of the focused chart the first tag that the focused run has: the cursor walks along it. */
static uint32_t tag_of(const struct custom_scalars *tab, const struct scene *scene, int at)
{
	const struct chart_given *given = at < 0 ? NULL : &tab->outline.given[at];
	if (!given || !given->tag_count)
		return STORE_NONE;
	for (int i = 0; i < given->tag_count && tab->page.runs.focus != STORE_NONE; i++)
		if (store_series_find(scene->store, tab->page.runs.focus, given->tags[i]) != STORE_NONE)
			return given->tags[i];
	return given->tags[0];
}

/* Without room for the lists the charts have all. */
static struct rect charts_area(const struct custom_scalars *tab, struct rect area)
{
	return tab->page.single || tab->page.layout.shape == SCALARS_TINY ? area : tab->page.layout.charts;
}

static void say_note(struct custom_scalars *tab)
{
	const struct laid_out *laid = &tab->laid;
	tab->note = (struct label){0};
	if (laid->loading && !laid->count)
		label_format(&tab->note, "loading the layout …");
	else if (laid->failed && !laid->count)
		label_format(&tab->note, "the layout can't be read: %s", status_text(laid->why));
	else if (!laid->count)
		label_format(&tab->note, "no run has a layout, and the configuration none: [layout NAME] in its file makes one");
	else if (!tab->outline.given_count)
		label_format(&tab->note, "all categories are closed: l opens one");
}

static bool prepare_charts(struct custom_scalars *tab, const struct scene *scene, struct rect area)
{
	struct scalars *page = &tab->page;
	struct charts_wanted wanted = {
		.nothing = tab->note.text,
		.given = tab->outline.given,
		.given_made = tab->outline.given_made,
		.count = tab->outline.given_count,
		.focus = page->at,
		.single = page->single || page->layout.shape != SCALARS_WIDE,
		.framed = page->layout.shape == SCALARS_WIDE,
		.legend = choice_legend(scene->choice),
		.active = page->focus == FOCUS_CHARTS || page->single,
		.density = choice_panels(scene->choice),
		.run = page->runs.focus,
		.cursor = page->has_cursor ? page->cursor : NAN,
		.flags = page->flags,
		.flag_count = marks_flags(page, scene),
	};
	if (!marks_ends(page, scene, &wanted.range_from, &wanted.range_to))
		wanted.range_from = wanted.range_to = NAN;
	return charts_prepare(&page->charts, scene, &page->lineup, &wanted, area);
}

static void prepare_lists(struct custom_scalars *tab, const struct scene *scene, struct rect area)
{
	struct scalars *page = &tab->page;
	page->layout = scalars_layout(area, (int)page->runs.count, (int)tab->outline.count, 0,
	                              choice_side(scene->choice));
	bool framed = page->layout.shape == SCALARS_WIDE;
	runs_prepare(&page->runs, scene, framed ? framed_inside(page->layout.runs) : page->layout.runs);
	outline_prepare(&tab->outline, &tab->laid, framed ? framed_inside(page->layout.tags) : page->layout.tags);
	if (page->layout.shape == SCALARS_SIDE)
		head_prepare(&page->head, scene, page->runs.focus, STORE_NONE, page->layout.head);
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	struct custom_scalars *tab = state;
	struct scalars *page = &tab->page;
	page->by_index = true;
	lineup_prepare(&page->lineup, scene);
	bool all = bends_prepare(&page->bends, scene, &page->lineup);
	tag_tree_prepare(&page->tags.tree, scene->store, scene->choice);
	all &= laid_out_prepare(&tab->laid, scene, &page->tags.tree, out);
	runs_list(&page->runs, scene, page->chart_tag);
	outline_prepare(&tab->outline, &tab->laid, (struct rect){0});
	prepare_lists(tab, scene, area);
	page->at = outline_chart(&tab->outline);
	page->chart_tag = tag_of(tab, scene, page->at);
	say_note(tab);
	all &= prepare_charts(tab, scene, facts_take_rows(page, scene, charts_area(tab, area)));
	facts_prepare(page, scene, out);
	if (!all)
		ask(out, ASK_MORE, NULL);
}

/* ---- Painting -------------------------------------------------------------------------- */

static enum role frame_role(const struct scalars *page, enum focus focus)
{
	return page->focus == focus ? ROLE_BORDER_FOCUS : ROLE_BORDER;
}

static void paint_lists(const struct custom_scalars *tab, struct canvas *canvas)
{
	const struct scalars *page = &tab->page;
	const struct scalars_layout *layout = &page->layout;
	if (layout->shape == SCALARS_WIDE) {
		canvas_box(canvas, layout->runs, label_slice(&page->runs.title), frame_role(page, FOCUS_RUNS));
		canvas_box(canvas, layout->tags, label_slice(&tab->outline.title), frame_role(page, FOCUS_TAGS));
	} else {
		head_paint(&page->head, canvas);
	}
	canvas_fill(canvas, layout->rule, 0x2500, ROLE_BORDER, 0);
	runs_paint(&page->runs, canvas, page->focus == FOCUS_RUNS);
	outline_paint(&tab->outline, canvas, page->focus == FOCUS_TAGS);
}

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct custom_scalars *tab = state;
	const struct scalars *page = &tab->page;
	struct rect old = canvas_clip(canvas, area);
	if (!page->single && page->layout.shape != SCALARS_TINY)
		paint_lists(tab, canvas);
	if (tab->note.length)
		box_paint(canvas, charts_area(tab, area), "Custom scalars", tab->note.text, ROLE_DIM);
	else
		charts_paint(&page->charts, canvas);
	facts_paint(page, canvas);
	canvas_unclip(canvas, old);
}

/* ---- Acting ------------------------------------------------------------------------------ */

static void show_chart(struct custom_scalars *tab, const struct scene *scene, int at)
{
	int count = tab->outline.given_count;
	if (!count)
		return;
	tab->page.at = at < 0 ? 0 : at >= count ? count - 1 : at;
	tab->page.chart_tag = tag_of(tab, scene, tab->page.at);
	outline_focus(&tab->outline, tab->page.at);
}

static bool act_on_charts(struct custom_scalars *tab, const struct scene *scene, enum action action)
{
	struct scalars *page = &tab->page;
	int size = page->charts.grid.columns * page->charts.grid.rows;
	switch (action) {
	case ACTION_UP: show_chart(tab, scene, page->at - 1); return true;
	case ACTION_DOWN: show_chart(tab, scene, page->at + 1); return true;
	case ACTION_PAGE_UP: show_chart(tab, scene, page->at - size); return true;
	case ACTION_PAGE_DOWN: show_chart(tab, scene, page->at + size); return true;
	case ACTION_FIRST: show_chart(tab, scene, 0); return true;
	case ACTION_LAST: show_chart(tab, scene, tab->outline.given_count); return true;
	case ACTION_LEFT: cursor_move(page, scene, -1); return true;
	case ACTION_RIGHT: cursor_move(page, scene, 1); return true;
	default: return false;
	}
}

static enum reply act_on_pane(struct custom_scalars *tab, const struct scene *scene, const struct input *input,
                              struct asks *out)
{
	struct scalars *page = &tab->page;
	if (page->single || page->focus == FOCUS_CHARTS)
		return act_on_charts(tab, scene, input->action) ? REPLY_DONE : REPLY_PASS;
	if (page->focus == FOCUS_RUNS)
		return runs_act(&page->runs, scene, input, out);
	return outline_act(&tab->outline, &tab->laid, input);
}

static void next_pane(struct custom_scalars *tab, int by)
{
	static const enum focus order[FOCUS_COUNT] = {FOCUS_RUNS, FOCUS_TAGS, FOCUS_CHARTS};
	int at = tab->page.focus == FOCUS_RUNS ? 0 : tab->page.focus == FOCUS_TAGS ? 1 : 2;
	bool runs = !rect_empty(tab->page.layout.runs);
	do {
		at = (at + by + FOCUS_COUNT) % FOCUS_COUNT;
	} while (order[at] == FOCUS_RUNS && !runs);
	tab->page.focus = order[at];
}

static enum reply press(struct custom_scalars *tab, const struct scene *scene, const struct input *input,
                        struct asks *out)
{
	struct scalars *page = &tab->page;
	const struct event *event = &input->event;
	bool lists = !page->single && page->layout.shape != SCALARS_TINY, pressed = event->mouse == MOUSE_PRESS;
	if (!page->single && border_act(&page->border, &page->layout, event, out))
		return REPLY_DONE;
	if (lists && runs_act(&page->runs, scene, input, out) == REPLY_DONE) {
		page->focus = pressed ? FOCUS_RUNS : page->focus;
		return REPLY_DONE;
	}
	if (lists && outline_act(&tab->outline, &tab->laid, input) == REPLY_DONE) {
		page->focus = pressed ? FOCUS_TAGS : page->focus;
		return REPLY_DONE;
	}
	int index = charts_index_at(&page->charts, event->x, event->y);
	const struct chart *chart = charts_index(&page->charts, index);
	if (!chart || !pressed)
		return chart ? REPLY_DONE : REPLY_PASS;
	show_chart(tab, scene, index);
	page->focus = FOCUS_CHARTS;
	cursor_to_cell(page, chart, event->x);
	return REPLY_DONE;
}

static enum reply act_anywhere(struct custom_scalars *tab, const struct scene *scene, const struct input *input,
                               struct asks *out)
{
	switch (input->action) {
	case ACTION_NEXT_PANE: next_pane(tab, 1); return REPLY_DONE;
	case ACTION_PREVIOUS_PANE: next_pane(tab, -1); return REPLY_DONE;
	case ACTION_FILTER: filter_act(true, scene, input, out); return REPLY_DONE; /* charts are the layout's: runs are many */
	case ACTION_PIN:
	case ACTION_INFO: return REPLY_PASS;
	default: return scalars_act_anywhere(&tab->page, scene, input, out);
	}
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct custom_scalars *tab = state;
	if (input->action == ACTION_MOUSE)
		return press(tab, scene, input, out);
	if (range_end(&tab->page, scene, input->action, out) || act_on_pane(tab, scene, input, out) == REPLY_DONE)
		return REPLY_DONE;
	if (range_act(&tab->page, scene, input, out) || look_act(&tab->page, scene, input, out) ||
	    marks_act(&tab->page, scene, input, out) || leap_act(&tab->page, scene, input, out))
		return REPLY_DONE;
	return act_anywhere(tab, scene, input, out);
}

static void offer(const void *state, const struct scene *scene, struct offer *out)
{
	const struct custom_scalars *tab = state;
	scalars_offer_values(&tab->page, scene, out);
}

/* ---- The rest ------------------------------------------------------------------------------ */

static const struct binding outline_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{"h", ACTION_LEFT, NULL, "fold"},
	{"l", ACTION_RIGHT, NULL, "fold"},
	{"<Enter>", ACTION_ENTER, NULL, "zoom"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{NULL},
};

static const struct binding *pane_bindings(const void *state)
{
	const struct custom_scalars *tab = state;
	bool outline = tab->page.focus == FOCUS_TAGS && !tab->page.single && !tab->page.selecting;
	return outline ? outline_bindings : scalars_pane_bindings(&tab->page);
}

static void fini(void *state)
{
	struct custom_scalars *tab = state;
	scalars_fini(&tab->page);
	laid_out_fini(&tab->laid);
	outline_fini(&tab->outline);
}

static const struct meaning *const meanings[] = {chart_meanings, run_meanings, list_meanings, NULL};

const struct view_ops custom_scalars_view = {
	.name = "custom",
	.title = "Custom",
	.bindings = scalars_bindings,
	.meanings = meanings,
	.pane_bindings = pane_bindings,
	.axes = AXES_BOTH,
	.size = sizeof(struct custom_scalars),
	.available = laid_out_available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.offer = offer,
	.fini = fini,
};
