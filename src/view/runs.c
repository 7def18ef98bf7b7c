#include "view/runs.h"

#include "base/alloc.h"
#include "base/number.h"
#include "view/about.h"
#include "view/group_look.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WHEEL_ROWS 3
#define GROUP_INDENT 2
#define ROOMY 28 /* columns: room for a group's band */
#define BAND_DIGITS 3
#define TITLE_ENDS 4 /* columns of the frame around it, its edges and what is left beside them */

/* ---- Which rows there are ---------------------------------------------------- */

static void reserve(struct runs_pane *pane, size_t runs)
{
	if (runs > pane->order_capacity) {
		pane->order_capacity = runs;
		pane->order = xrealloc(pane->order, runs * sizeof *pane->order);
	}
	if (2 * runs > pane->capacity) { /* each run might be a group's only one in sight */
		pane->capacity = 2 * runs;
		pane->items = xrealloc(pane->items, pane->capacity * sizeof *pane->items);
	}
}

/* The cursor stays on its run, or on the group that hides it, when others come or go. */
static void follow_focus(struct runs_pane *pane)
{
	for (size_t i = 0; i < pane->count; i++) {
		const struct run_item *item = &pane->items[i];
		bool hides = item->group && !item->open;
		for (size_t k = 0; k < (hides ? item->count : 1); k++) {
			bool same = item->group == pane->focus_group || hides;
			if (same && (hides ? pane->order[item->from + k] : item->run) == pane->focus) {
				pane->list.cursor = (int)i;
				return;
			}
		}
	}
}

/* Lists the runs; returns how many of them can be seen, and puts the cursor on one of these at first. */
static uint32_t list_runs(struct runs_pane *pane, const struct scene *scene, bool *by_rule)
{
	bool first = !pane->made || pane->count == 0;
	uint32_t total = store_run_count(scene->store), shown = 0;
	reserve(pane, total);
	pane->order_count = 0;
	for (uint32_t i = 0; i < total; i++) {
		uint32_t run = store_run_at(scene->store, i);
		if (!choice_run_matches(scene->choice, store_run(scene->store, run).name))
			continue;
		pane->order[pane->order_count++] = run;
		bool visible = choice_run_visible(scene->choice, scene->store, run);
		if (first && visible && shown == 0)
			pane->focus = run;
		shown += visible;
		*by_rule |= !visible && !choice_run(scene->choice, scene->store, run).touched;
	}
	return shown;
}

static void add_group(struct runs_pane *pane, const struct run_group *group)
{
	bool several = group->count > 1, open = several && folds_turned(&pane->folds, group->key);
	const uint32_t *runs = &pane->order[group->from];
	if (several)
		pane->items[pane->count++] = (struct run_item){
			.run = runs[0], .group = true, .open = open, .from = group->from, .count = group->count, .key = group->key,
			.name = group->name};
	for (size_t i = 0; i < group->count && (open || !several); i++)
		pane->items[pane->count++] = (struct run_item){
			.run = runs[i], .inside = several, .from = group->from + i, .count = 1};
}

static void make_items(struct runs_pane *pane, const struct scene *scene)
{
	struct run_group *groups = xmalloc((pane->order_count + 1) * sizeof *groups);
	size_t count = run_order_group(scene, pane->order, pane->order_count, groups);
	pane->count = 0;
	for (size_t i = 0; i < count; i++)
		add_group(pane, &groups[i]);
	free(groups);
	follow_focus(pane);
}

/* At the start the newest runs are shown; as long as a person did not choose, that is said, and how to see all. */
static void say_title(struct runs_pane *pane, const struct scene *scene)
{
	enum run_sort sort = choice_run_sort(scene->choice);
	bool reversed = choice_sort_reversed(scene->choice);
	char shown[NUMBER_SIZE], total[NUMBER_SIZE];
	number_grouped(shown, pane->shown);
	number_grouped(total, store_run_count(scene->store));
	if (pane->by_rule)
		label_format(&pane->title, "Runs %s of %s (newest), a: all", shown, total);
	if (pane->by_rule && pane->title.width + TITLE_ENDS > pane->area.width)
		label_format(&pane->title, "Runs %s/%s, a: all", shown, total);
	if (pane->by_rule && pane->title.width + TITLE_ENDS > pane->area.width)
		label_format(&pane->title, "%s/%s, a: all", shown, total);
	else if (!pane->by_rule && sort == RUN_SORT_NAME && !reversed)
		label_format(&pane->title, "Runs %s/%s", shown, total);
	else if (!pane->by_rule)
		label_format(&pane->title, "Runs %s/%s ─ %s%s", shown, total, run_sort_name(sort), reversed ? " ↑" : "");
}

void runs_list(struct runs_pane *pane, const struct scene *scene, uint32_t tag)
{
	uint64_t of_store = store_generation(scene->store), of_choice = choice_generation(scene->choice);
	if (pane->made && pane->store_generation == of_store && pane->choice_generation == of_choice && pane->tag == tag)
		return;
	bool by_rule = false;
	pane->shown = list_runs(pane, scene, &by_rule);
	pane->tag = tag;
	run_order_sort(scene, tag, pane->order, pane->order_count);
	pane->best = run_order_best(scene, pane->order, pane->order_count, tag);
	make_items(pane, scene);
	pane->made = true;
	pane->store_generation = of_store;
	pane->choice_generation = of_choice;
	pane->by_rule = by_rule && store_run_count(scene->store) > CHOICE_SHOWN_AT_START;
}

/* Of those that are shown; STORE_NONE without. */
static uint32_t newest_run(const struct runs_pane *pane, const struct scene *scene)
{
	uint32_t newest = STORE_NONE;
	double wall = -INFINITY;
	for (size_t i = 0; i < pane->order_count; i++) {
		double own = run_newest_wall(scene->store, pane->order[i], scene->now);
		if (own > wall && choice_run_visible(scene->choice, scene->store, pane->order[i])) {
			wall = own;
			newest = pane->order[i];
		}
	}
	return newest;
}

static bool goes_on(const struct scene *scene, uint32_t run)
{
	enum run_state state = run_sign(scene, run).state;
	return state == RUN_LIVE || state == RUN_LATE;
}

void runs_go_along(struct runs_pane *pane, const struct scene *scene)
{
	uint64_t generation = store_generation(scene->store);
	if (pane->moved || !pane->count || (pane->along && pane->along_generation == generation))
		return;
	uint32_t newest = newest_run(pane, scene);
	bool better = !pane->along || (!goes_on(scene, pane->focus) && newest != STORE_NONE && goes_on(scene, newest));
	if (newest != STORE_NONE && better) {
		pane->focus = newest;
		follow_focus(pane);
	}
	pane->along = newest != STORE_NONE;
	pane->along_generation = generation;
}

/* ---- What they say ------------------------------------------------------------- */

/* Last step, or what is more urgent to know. */
static void say_right(struct run_row *row, const struct run_info *info, enum run_state state, int width,
                      const char *age)
{
	char step[NUMBER_SIZE] = "";
	if (info->has_step)
		number_count(step, info->last_step);
	if (state == RUN_GONE)
		label_format(&row->right, "gone");
	else if (state == RUN_STALLED && width >= 28 && isfinite(info->newest_wall))
		label_format(&row->right, "%s %4s", step, age);
	else
		label_format(&row->right, "%s", step);
}

static int name_room(const struct run_row *row, int width)
{
	int room = width - row->indent - 4 - (row->right.width ? row->right.width + 1 : 0);
	return room > 0 ? room : 0;
}

/* All rows' names, cut alike so that they differ where they can; a group's in fewer words first. */
static void name_rows(struct runs_pane *pane, const struct scene *scene)
{
	struct slice *names = xcalloc((size_t)pane->row_count + 1, sizeof *names);
	int least = pane->area.width;
	for (int i = 0; i < pane->row_count; i++) {
		const struct run_item *item = &pane->items[pane->list.top + i];
		int room = name_room(&pane->rows[i], pane->area.width);
		names[i] = item->group ? group_name_for(&item->name, room) : store_run(scene->store, item->run).name;
		least = room < least ? room : least;
	}
	struct label_cut cut = label_cut_apart(names, (size_t)pane->row_count, least);
	for (int i = 0; i < pane->row_count; i++)
		label_name_cut(&pane->rows[i].name, names[i], name_room(&pane->rows[i], pane->area.width), &cut);
	free(names);
}

static void make_row(struct run_row *row, const struct runs_pane *pane, const struct scene *scene,
                     const struct run_item *item)
{
	struct run_info info = store_run(scene->store, item->run);
	struct run_choice choice = choice_run(scene->choice, scene->store, item->run);
	struct run_sign sign = run_sign(scene, item->run);
	int width = pane->area.width;
	char age[NUMBER_SIZE];
	*row = (struct run_row){
		.shown = choice.shown,
		.indent = item->inside ? GROUP_INDENT : 0,
		.state_mark = sign.mark,
		.state_role = sign.role,
		.mark = choice.shown ? run_mark(choice) : ' ',
		.mark_role = (enum role)(ROLE_SERIES_0 + choice.hue % CHOICE_HUES),
	};
	run_age(age, scene, item->run);
	say_right(row, &info, sign.state, width, age);
	if (item->run == pane->best) {
		struct label right = row->right;
		label_format(&row->right, "★ %s", right.text);
	}
}

/* Those of a group that are shown, or all where none is; the caller frees them. */
static uint32_t *members_of(const struct runs_pane *pane, const struct scene *scene, const struct run_item *item,
                            size_t *count, bool *shown)
{
	uint32_t *runs = xmalloc((item->count + 1) * sizeof *runs);
	*count = 0;
	for (size_t i = 0; i < item->count; i++)
		if (choice_run_visible(scene->choice, scene->store, pane->order[item->from + i]))
			runs[(*count)++] = pane->order[item->from + i];
	*shown = *count > 0;
	if (!*shown)
		memcpy(runs, &pane->order[item->from], (*count = item->count) * sizeof *runs);
	return runs;
}

/* "3×", "2/3×" where not all are shown, and their newest values. */
static void say_members(struct run_row *row, const struct runs_pane *pane, const struct band *band, size_t count,
                        size_t total, struct band_spec spec)
{
	char text[2 * NUMBER_SIZE] = "", part[NUMBER_SIZE] = "";
	if (band->count && pane->area.width >= ROOMY)
		run_order_say(text, sizeof text, band, spec);
	else if (band->count)
		number_short(text, band->mean, BAND_DIGITS);
	if (count < total)
		snprintf(part, sizeof part, "%zu/", count);
	label_format(&row->right, "%s%zu× %s", part, total, text);
}

static void make_group_row(struct run_row *row, const struct runs_pane *pane, const struct scene *scene,
                           const struct run_item *item)
{
	size_t count;
	bool shown;
	uint32_t *runs = members_of(pane, scene, item, &count, &shown);
	struct run_choice choice = group_look_of(scene, item->key)->choice;
	*row = (struct run_row){
		.shown = shown,
		.group = true,
		.state_mark = item->open ? 0x25BE : 0x25B8,
		.state_role = ROLE_DIM,
		.mark = shown ? run_mark(choice) : ' ',
		.mark_role = (enum role)(ROLE_SERIES_0 + choice.hue % CHOICE_HUES),
	};
	struct band band = run_order_band(scene, runs, count, pane->tag);
	say_members(row, pane, &band, count, item->count, choice_band(scene->choice));
	free(runs);
}

static void make_rows(struct runs_pane *pane, const struct scene *scene)
{
	int rows = (int)pane->count - pane->list.top;
	pane->row_count = rows < pane->area.height ? rows : pane->area.height;
	if (pane->row_count > pane->row_capacity) {
		pane->row_capacity = pane->row_count;
		pane->rows = xrealloc(pane->rows, (size_t)pane->row_capacity * sizeof *pane->rows);
	}
	for (int i = 0; i < pane->row_count; i++) {
		const struct run_item *item = &pane->items[pane->list.top + i];
		if (item->group)
			make_group_row(&pane->rows[i], pane, scene, item);
		else
			make_row(&pane->rows[i], pane, scene, item);
	}
	name_rows(pane, scene);
}

static void note_focus(struct runs_pane *pane)
{
	const struct run_item *item = pane->count ? &pane->items[pane->list.cursor] : NULL;
	pane->focus = item ? item->run : STORE_NONE;
	pane->focus_group = item && item->group;
}

void runs_prepare(struct runs_pane *pane, const struct scene *scene, struct rect area)
{
	pane->area = area;
	list_fit(&pane->list, (int)pane->count, area.height);
	note_focus(pane);
	say_title(pane, scene);
	make_rows(pane, scene);
}

/* ---- Painting -------------------------------------------------------------------- */

static void paint_row(const struct run_row *row, struct canvas *canvas, struct rect area)
{
	enum role name_role = !row->shown ? ROLE_DIM : row->group ? ROLE_STRONG : ROLE_TEXT;
	int x = area.x + row->indent, right = row->right.width;
	canvas_put(canvas, x, area.y, row->state_mark, row->state_role, 0);
	if (area.width < 4)
		return;
	canvas_put(canvas, x + 2, area.y, row->mark, row->mark_role, 0);
	canvas_text(canvas, x + 4, area.y, area.width - row->indent - 4, label_slice(&row->name), name_role, 0);
	if (right && right + 6 < area.width)
		canvas_text_right(canvas, area.x + area.width - right, area.y, right, label_slice(&row->right), ROLE_DIM, 0);
}

void runs_paint(const struct runs_pane *pane, struct canvas *canvas, bool focused)
{
	struct rect old = canvas_clip(canvas, pane->area);
	for (int i = 0; i < pane->row_count; i++) {
		struct rect line = {pane->area.x, pane->area.y + i, pane->area.width, 1};
		paint_row(&pane->rows[i], canvas, line);
		if (pane->list.top + i != pane->list.cursor)
			continue;
		/* The mark keeps its colour: it says which line is meant. */
		int from = pane->rows[i].indent + 4;
		struct rect name = {line.x + from, line.y, line.width - from, 1};
		canvas_paint(canvas, line.width > from ? name : line, focused ? ROLE_SELECTED : ROLE_SELECTED_DIM, 0);
	}
	canvas_unclip(canvas, old);
}

/* ---- Acting ------------------------------------------------------------------------ */

static enum reply mouse(struct runs_pane *pane, const struct event *event)
{
	if (!rect_contains(pane->area, event->x, event->y))
		return REPLY_PASS;
	int count = (int)pane->count, height = pane->area.height;
	if (event->mouse == MOUSE_PRESS && pane->list.top + event->y - pane->area.y < count)
		pane->list.cursor = pane->list.top + event->y - pane->area.y;
	for (int i = 0; i < WHEEL_ROWS && event->mouse == MOUSE_WHEEL_UP; i++)
		list_act(&pane->list, ACTION_UP, count, height);
	for (int i = 0; i < WHEEL_ROWS && event->mouse == MOUSE_WHEEL_DOWN; i++)
		list_act(&pane->list, ACTION_DOWN, count, height);
	return REPLY_DONE;
}

static bool move(struct runs_pane *pane, enum action action)
{
	if (action == ACTION_NEXT_MATCH)
		action = ACTION_DOWN;
	if (action == ACTION_PREVIOUS_MATCH)
		action = ACTION_UP;
	return list_act(&pane->list, action, (int)pane->count, pane->area.height);
}

static void turn(struct runs_pane *pane, const struct scene *scene)
{
	folds_turn(&pane->folds, pane->items[pane->list.cursor].key);
	make_items(pane, scene);
}

/* Closes the group that the cursor is in or on. */
static void fold(struct runs_pane *pane, const struct scene *scene)
{
	int at = pane->list.cursor;
	while (at > 0 && pane->items[at].inside)
		at--;
	pane->list.cursor = at;
	note_focus(pane);
	if (pane->items[at].open)
		turn(pane, scene);
}

static bool act_on_fold(struct runs_pane *pane, const struct scene *scene, enum action action)
{
	const struct run_item *item = &pane->items[pane->list.cursor];
	if (!item->group && !(item->inside && action == ACTION_LEFT))
		return false;
	switch (action) {
	case ACTION_LEFT: fold(pane, scene); return true;
	case ACTION_RIGHT:
		if (item->open)
			pane->list.cursor++;
		else
			turn(pane, scene);
		return true;
	case ACTION_ENTER: turn(pane, scene); return true;
	default: return false;
	}
}

static void edit(enum edit_what what, uint32_t run, struct asks *out)
{
	ask_edit(out, (struct edit){.what = what, .run = run});
}

/* To the run, or to all of the group. */
static void edit_item(const struct run_item *item, enum edit_what of_run, enum edit_what of_group, struct asks *out)
{
	char *key = item->group ? xmemdup0(item->key.data, item->key.length) : NULL;
	if (item->group)
		ask_edit(out, (struct edit){.what = of_group, .text = key});
	else
		edit(of_run, item->run, out);
	free(key);
}

/* Of a group that is gone since it was listed, its first run's. */
static void colour(const struct scene *scene, const struct run_item *item, struct asks *out)
{
	const struct group_look *look = item->group ? group_look_of(scene, item->key) : NULL;
	edit(EDIT_RUN_COLOUR, look ? look->run : item->run, out);
}

static void hide(const struct run_item *item, struct asks *out)
{
	edit_item(item, EDIT_RUN_HIDE, EDIT_GROUP_HIDE, out);
	ask(out, ASK_NOTICE, "hidden for good; u takes it back, :unhide all of them");
}

static void baseline(const struct run_item *item, struct asks *out)
{
	if (item->group)
		ask(out, ASK_NOTICE, "a baseline is one run: l opens the group");
	else
		edit(EDIT_BASELINE, item->run, out);
}

/* Of a group what its runs have in common, whole, then its first. */
static void info(const struct scene *scene, const struct run_item *item, struct asks *out)
{
	struct str text = {0};
	if (item->group) {
		str_printf(&text, "group     %zu runs: ", item->count);
		text_clean(&text, item->key);
		str_append_text(&text, "\n\n");
	}
	about_run(scene, item->run, &text);
	ask(out, ASK_INFO, str_text(&text));
	str_fini(&text);
}

/* What is done to the run or group under the cursor. */
static bool act_on_item(const struct runs_pane *pane, const struct scene *scene, enum action action, struct asks *out)
{
	const struct run_item *item = &pane->items[pane->list.cursor];
	switch (action) {
	case ACTION_TOGGLE: edit_item(item, EDIT_RUN_TOGGLE, EDIT_GROUP_TOGGLE, out); return true;
	case ACTION_SOLO: edit_item(item, EDIT_RUN_SOLO, EDIT_GROUP_SOLO, out); return true;
	case ACTION_COLOUR: colour(scene, item, out); return true;
	case ACTION_HIDE: hide(item, out); return true;
	case ACTION_BASELINE: baseline(item, out); return true;
	case ACTION_INFO: info(scene, item, out); return true;
	default: return false;
	}
}

static bool is_for_item(enum action action)
{
	return action == ACTION_TOGGLE || action == ACTION_SOLO || action == ACTION_COLOUR || action == ACTION_HIDE ||
	       action == ACTION_BASELINE || action == ACTION_INFO;
}

enum reply runs_act(struct runs_pane *pane, const struct scene *scene, const struct input *input, struct asks *out)
{
	if (!pane->count)
		return is_for_item(input->action) ? REPLY_DONE : REPLY_PASS;
	if (act_on_item(pane, scene, input->action, out))
		return REPLY_DONE;
	enum reply reply = REPLY_DONE;
	if (input->action == ACTION_MOUSE)
		reply = mouse(pane, &input->event);
	else if (!act_on_fold(pane, scene, input->action) && !move(pane, input->action))
		return REPLY_PASS;
	note_focus(pane);
	pane->moved = true;
	return reply;
}

void runs_fini(struct runs_pane *pane)
{
	folds_fini(&pane->folds);
	free(pane->order);
	free(pane->items);
	free(pane->rows);
	*pane = (struct runs_pane){0};
}
