/* Time Series: scalars, histograms and images of a group of tags on one page, at one step; pinned ones first. */
#include "base/alloc.h"
#include "view/ask.h"
#include "view/border.h"
#include "view/box.h"
#include "view/card.h"
#include "view/filter.h"
#include "view/head.h"
#include "view/layout.h"
#include "view/meanings.h"
#include "view/runs.h"
#include "view/scene.h"
#include "view/views.h"

#include <math.h>
#include <stdlib.h>

enum { CARDS_MOST = 24, FAR = 10, CARDS_LEAST = 12, LISTS_FROM = 14 };
#define STEP_PART 0.02 /* of the axis, that the step goes by along a chart */

enum pane { PANE_CARDS, PANE_GROUPS, PANE_RUNS, PANE_COUNT };

struct time_series {
	enum pane pane;
	bool single, started;
	struct lineup lineup;
	struct runs_pane runs;
	struct card_list cards;
	struct head head;
	struct scalars_layout layout;
	struct border border;
	size_t focus;            /* among the chosen cards */
	struct card_page page;
	struct card *slots;      /* CARDS_MOST; those on the page come first */
	int slot_count;
	size_t first;            /* the page's first card, of */
	size_t count;
	struct grid grid;
	struct label note;
};

/* ---- Preparing ---------------------------------------------------------------------------------- */

/* A low pane is the cards', until a person goes to a list. */
static bool lists_hidden(const struct time_series *tab)
{
	return tab->layout.shape == SCALARS_SIDE && tab->layout.charts.height < CARDS_LEAST && tab->pane == PANE_CARDS;
}

static struct rect cards_area(const struct time_series *tab, struct rect area)
{
	struct rect cards = tab->layout.charts;
	if (tab->single || tab->layout.shape == SCALARS_TINY)
		return area;
	if (lists_hidden(tab))
		cards.height = area.y + area.height - cards.y;
	return cards;
}

/* A card that was in a slot stays in it: what it keeps is its own. */
static void place_cards(struct time_series *tab, const struct card_key *keys, struct rect area, int density)
{
	bool alone = tab->single || tab->layout.shape != SCALARS_WIDE;
	tab->grid = alone ? (struct grid){1, 1} : grid_for(area, tab->count > CARDS_MOST ? CARDS_MOST : (int)tab->count, density);
	size_t size = (size_t)tab->grid.columns * (size_t)tab->grid.rows;
	size = size > CARDS_MOST ? CARDS_MOST : size;
	tab->focus = tab->focus < tab->count ? tab->focus : tab->count ? tab->count - 1 : 0;
	tab->first = tab->focus / size * size;
	tab->slot_count = (int)(tab->count - tab->first < size ? tab->count - tab->first : size);
	for (int i = 0; i < tab->slot_count; i++) {
		struct card *card = &tab->slots[i];
		card->key = keys[tab->first + (size_t)i];
		card->focused = tab->first + (size_t)i == tab->focus;
		card->framed = tab->layout.shape != SCALARS_TINY && (tab->single || tab->layout.shape == SCALARS_WIDE);
	}
}

static void say_note(struct time_series *tab)
{
	tab->note = (struct label){0};
	if (!tab->cards.count)
		label_format(&tab->note, "no scalars, histograms or images match the filter");
	else if (!tab->count)
		label_format(&tab->note, "no cards in this group");
}

static void prepare_lists(struct time_series *tab, const struct scene *scene, struct rect area)
{
	runs_list(&tab->runs, scene, STORE_NONE);
	tab->layout = scalars_layout(area, (int)tab->runs.count, (int)tab->cards.group_count + 1, 0,
	                             choice_side(scene->choice));
	bool wide = tab->layout.shape == SCALARS_WIDE;
	runs_prepare(&tab->runs, scene, wide ? framed_inside(tab->layout.runs) : tab->layout.runs);
	card_list_fit(&tab->cards, wide ? framed_inside(tab->layout.tags) : tab->layout.tags);
	if (tab->layout.shape == SCALARS_SIDE)
		head_prepare(&tab->head, scene, tab->runs.focus, STORE_NONE, tab->layout.head);
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	struct time_series *tab = state;
	bool all = true;
	if (!tab->started) {
		tab->slots = xcalloc(CARDS_MOST, sizeof *tab->slots);
		tab->pane = area.height < LISTS_FROM ? PANE_CARDS : PANE_GROUPS;
	}
	tab->started = true;
	lineup_prepare(&tab->lineup, scene);
	card_list_make(&tab->cards, scene);
	prepare_lists(tab, scene, area);
	const struct card_key *keys = card_list_chosen(&tab->cards, &tab->count);
	struct rect cards = cards_area(tab, area);
	place_cards(tab, keys, cards, choice_panels(scene->choice));
	say_note(tab);
	tab->page.lineup = &tab->lineup;
	tab->page.run = tab->runs.focus;
	tab->page.active = tab->pane == PANE_CARDS || tab->single;
	for (int i = 0; i < tab->slot_count; i++)
		all &= card_prepare(&tab->slots[i], scene, &tab->page,
		                    rect_grid(cards, tab->grid.columns, tab->grid.rows, i % tab->grid.columns, i / tab->grid.columns),
		                    out);
	if (!all)
		ask(out, ASK_MORE, NULL);
}

/* ---- Painting -------------------------------------------------------------------------------------- */

static enum role frame_role(const struct time_series *tab, enum pane pane)
{
	return tab->pane == pane ? ROLE_BORDER_FOCUS : ROLE_BORDER;
}

static void paint_lists(const struct time_series *tab, struct canvas *canvas)
{
	const struct scalars_layout *layout = &tab->layout;
	if (layout->shape == SCALARS_WIDE) {
		canvas_box(canvas, layout->runs, label_slice(&tab->runs.title), frame_role(tab, PANE_RUNS));
		canvas_box(canvas, layout->tags, label_slice(&tab->cards.title), frame_role(tab, PANE_GROUPS));
	} else {
		head_paint(&tab->head, canvas);
	}
	if (lists_hidden(tab))
		return;
	canvas_fill(canvas, layout->rule, 0x2500, ROLE_BORDER, 0);
	runs_paint(&tab->runs, canvas, tab->pane == PANE_RUNS);
	card_list_paint(&tab->cards, canvas, tab->pane == PANE_GROUPS);
}

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct time_series *tab = state;
	struct rect old = canvas_clip(canvas, area);
	if (!tab->single && tab->layout.shape != SCALARS_TINY)
		paint_lists(tab, canvas);
	if (tab->note.length)
		box_paint(canvas, cards_area(tab, area), "Time Series", tab->note.text, ROLE_DIM);
	for (int i = 0; i < tab->slot_count; i++)
		card_paint(&tab->slots[i], canvas);
	canvas_unclip(canvas, old);
}

/* ---- Acting ------------------------------------------------------------------------------------------- */

static const struct card *focused_card(const struct time_series *tab)
{
	for (int i = 0; i < tab->slot_count; i++)
		if (tab->slots[i].focused)
			return &tab->slots[i];
	return NULL;
}

/* To the next point of a chart's line that is far enough away to be seen. */
static void walk_chart(struct time_series *tab, const struct scene *scene, uint32_t series, int by)
{
	struct chunk_summary whole = query_whole(scene->store, series);
	struct row row;
	enum number_type type;
	double at = tab->page.chosen ? (double)tab->page.step : (double)whole.max_step;
	double far = fmax(STEP_PART * ((double)whole.max_step - (double)whole.min_step), 1);
	if (!whole.count || !query_nearest(scene->store, series, AXIS_STEP, at + by * far, &row, &type))
		return;
	tab->page.step = row.step;
	tab->page.chosen = row.step < whole.max_step;
}

/* By points of the focused card, all others go along; behind the last they are at the newest again. */
static void walk(struct time_series *tab, const struct scene *scene, int by)
{
	const struct card *card = focused_card(tab);
	uint32_t series = card ? card->series : STORE_NONE;
	uint64_t position;
	struct asset_place place;
	if (series == STORE_NONE)
		return;
	if (card->key.kind == KIND_SCALAR) {
		walk_chart(tab, scene, series, by);
		return;
	}
	uint64_t points = store_series_head(scene->store, series).points;
	if (!step_slider_find(scene, series, tab->page.chosen ? tab->page.step : INT64_MAX, &position, &place))
		return;
	uint64_t to = by < 0 ? (position > (uint64_t)-by ? position - (uint64_t)-by : 0) : position + (uint64_t)by;
	tab->page.chosen = to + 1 < points;
	if (asset_place(scene->store, series, tab->page.chosen ? to : points - 1, &place))
		tab->page.step = place.item.step;
}

static void move_focus(struct time_series *tab, int by)
{
	long to = (long)tab->focus + by, last = tab->count ? (long)tab->count - 1 : 0;
	tab->focus = (size_t)(to < 0 ? 0 : to > last ? last : to);
}

static bool act_on_cards(struct time_series *tab, const struct scene *scene, enum action action)
{
	int size = tab->grid.columns * tab->grid.rows;
	switch (action) {
	case ACTION_UP: move_focus(tab, -1); return true;
	case ACTION_DOWN: move_focus(tab, 1); return true;
	case ACTION_PAGE_UP: move_focus(tab, -size); return true;
	case ACTION_PAGE_DOWN: move_focus(tab, size); return true;
	case ACTION_FIRST: tab->focus = 0; return true;
	case ACTION_LAST: move_focus(tab, (int)(tab->count < INT32_MAX ? tab->count : INT32_MAX)); return true;
	default: return false;
	}
}

static void pin(const struct time_series *tab, const struct scene *scene, struct asks *out)
{
	const struct card *card = focused_card(tab);
	if (!card)
		return;
	struct slice name = store_tag_name(scene->store, card->key.tag);
	char *text = xmemdup0(name.data, name.length);
	ask_edit(out, (struct edit){.what = EDIT_TAG_PIN, .text = text});
	free(text);
}

static enum reply back(struct time_series *tab, const struct scene *scene, struct asks *out)
{
	if (tab->single)
		tab->single = false;
	else if (tab->page.chosen)
		tab->page.chosen = false;
	else if (!filter_clear(scene, out))
		return REPLY_PASS;
	return REPLY_DONE;
}

static enum reply mouse(struct time_series *tab, const struct scene *scene, const struct input *input, struct asks *out)
{
	bool lists = !tab->single && tab->layout.shape != SCALARS_TINY, pressed = input->event.mouse == MOUSE_PRESS;
	if (!tab->single && border_act(&tab->border, &tab->layout, &input->event, out))
		return REPLY_DONE;
	if (lists && runs_act(&tab->runs, scene, input, out) == REPLY_DONE) {
		tab->pane = pressed ? PANE_RUNS : tab->pane;
	} else if (lists && card_list_act(&tab->cards, input)) {
		tab->pane = pressed ? PANE_GROUPS : tab->pane;
		tab->focus = 0;
	}
	for (int i = 0; i < tab->slot_count && pressed; i++)
		if (rect_contains(tab->slots[i].area, input->event.x, input->event.y)) {
			tab->focus = tab->first + (size_t)i;
			tab->pane = PANE_CARDS;
		}
	return REPLY_DONE;
}

static enum reply act_on_pane(struct time_series *tab, const struct scene *scene, const struct input *input,
                              struct asks *out)
{
	if (tab->single || tab->pane == PANE_CARDS)
		return act_on_cards(tab, scene, input->action) ? REPLY_DONE : REPLY_PASS;
	if (tab->pane == PANE_RUNS)
		return runs_act(&tab->runs, scene, input, out);
	bool moved = card_list_act(&tab->cards, input);
	tab->focus = moved ? 0 : tab->focus;
	return moved ? REPLY_DONE : REPLY_PASS;
}

/* What charts share with Scalars is the person's choice, and holds there, too. */
static bool act_on_choice(const struct scene *scene, enum action action, struct asks *out)
{
	switch (action) {
	case ACTION_X_AXIS: ask_edit(out, (struct edit){.what = EDIT_X_AXIS, .number = -1}); return true;
	case ACTION_Y_SCALE: ask_edit(out, (struct edit){.what = EDIT_Y_SCALE, .number = -1}); return true;
	case ACTION_LESS_SMOOTH: ask_edit(out, (struct edit){.what = EDIT_SMOOTH, .number = -1}); return true;
	case ACTION_MORE_SMOOTH: ask_edit(out, (struct edit){.what = EDIT_SMOOTH, .number = 1}); return true;
	case ACTION_OUTLIERS: ask_edit(out, (struct edit){.what = EDIT_OUTLIERS}); return true;
	case ACTION_MARKER: ask_edit(out, (struct edit){.what = EDIT_MARKER, .number = -1}); return true;
	case ACTION_ALL: ask_edit(out, (struct edit){.what = EDIT_RUNS_ALL}); return true;
	case ACTION_UNHIDE: ask_edit(out, (struct edit){.what = EDIT_RUNS_UNHIDE}); return true;
	case ACTION_INVERT: ask_edit(out, (struct edit){.what = EDIT_RUNS_INVERT}); return true;
	case ACTION_MORE_PANELS:
	case ACTION_FEWER_PANELS: {
		int by = action == ACTION_MORE_PANELS ? 1 : -1;
		ask_edit(out, (struct edit){.what = EDIT_PANELS, .number = choice_panels(scene->choice) + by});
		return true;
	}
	default: return false;
	}
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct time_series *tab = state;
	if (input->action == ACTION_MOUSE)
		return mouse(tab, scene, input, out);
	if (act_on_pane(tab, scene, input, out) == REPLY_DONE || act_on_choice(scene, input->action, out))
		return REPLY_DONE;
	switch (input->action) {
	case ACTION_LEFT: walk(tab, scene, -1); break;
	case ACTION_RIGHT: walk(tab, scene, 1); break;
	case ACTION_LEFT_10: walk(tab, scene, -FAR); break;
	case ACTION_RIGHT_10: walk(tab, scene, FAR); break;
	case ACTION_FOLLOW: tab->page.chosen = false; break;
	case ACTION_PIN: pin(tab, scene, out); break;
	case ACTION_NEXT_PANE: tab->pane = (tab->pane + PANE_COUNT - 1) % PANE_COUNT; break;
	case ACTION_PREVIOUS_PANE: tab->pane = (tab->pane + 1) % PANE_COUNT; break;
	case ACTION_TOGGLE:
	case ACTION_SOLO:
	case ACTION_COLOUR: return runs_act(&tab->runs, scene, input, out);
	case ACTION_FILTER: filter_act(tab->pane == PANE_RUNS, scene, input, out); break;
	case ACTION_FILTER_RUNS: filter_act(true, scene, input, out); break;
	case ACTION_ENTER: tab->single = !tab->single && tab->slot_count; break;
	case ACTION_BACK: return back(tab, scene, out);
	default: return REPLY_PASS;
	}
	return REPLY_DONE;
}

/* ---- The rest ------------------------------------------------------------------------------------------- */

static const struct binding bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{"h", ACTION_LEFT, NULL, "step"},
	{"l", ACTION_RIGHT, NULL, "step"},
	{"p", ACTION_PIN, NULL, "pin"},
	{"<Enter>", ACTION_ENTER, NULL, "alone"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{"/", ACTION_FILTER, NULL, "find"},
	{"x", ACTION_X_AXIS, NULL, "x axis"},
	{"s", ACTION_LESS_SMOOTH, NULL, "smooth"},
	{"S", ACTION_MORE_SMOOTH, NULL, "smooth"},
	{NULL},
};

/* One kind alone has a tab of its own. */
static bool available(const struct scene *scene)
{
	kind_set kinds = store_kinds(scene->store) & CARD_KINDS;
	return kinds & (kinds - 1);
}

static void fini(void *state)
{
	struct time_series *tab = state;
	for (int i = 0; tab->slots && i < CARDS_MOST; i++)
		card_fini(&tab->slots[i]);
	free(tab->slots);
	lineup_fini(&tab->lineup);
	runs_fini(&tab->runs);
	card_list_fini(&tab->cards);
}

static const struct meaning own_meanings[] = {
	{ACTION_LEFT, "all images and histograms a step back"},
	{ACTION_RIGHT, "all of them a step on"},
	{ACTION_LEFT_10, "ten steps back"},
	{ACTION_RIGHT_10, "ten steps on"},
	{ACTION_FOLLOW, "the newest steps again"},
	{ACTION_ENTER, "the card alone"},
	{ACTION_PIN},
	{ACTION_NEXT_PANE}, {ACTION_PREVIOUS_PANE}, {ACTION_TOGGLE, "show or hide the run"}, {ACTION_FILTER},
	{ACTION_NEXT_MATCH, "in the runs: the next match"},
	{ACTION_PREVIOUS_MATCH, "in the runs: the match before"},
	{ACTION_INFO, "in the runs: about the run"},
	{ACTION_X_AXIS}, {ACTION_Y_SCALE}, {ACTION_LESS_SMOOTH}, {ACTION_MORE_SMOOTH}, {ACTION_OUTLIERS}, {ACTION_MARKER},
	{ACTION_MORE_PANELS, "more cards on a page"},
	{ACTION_FEWER_PANELS, "fewer cards on a page"},
	{ACTION_NONE},
};
static const struct meaning *const meanings[] = {own_meanings, run_meanings, list_meanings, NULL};

const struct view_ops time_series_view = {
	.name = "series",
	.title = "Series",
	.bindings = bindings,
	.meanings = meanings,
	.axes = AXES_BOTH,
	.size = sizeof(struct time_series),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.fini = fini,
};
