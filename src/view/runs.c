#include "view/runs.h"

#include "base/alloc.h"
#include "base/number.h"
#include "model/reason.h"

#include <math.h>
#include <stdlib.h>

#define WHEEL_ROWS 3
#define INCOMPLETE_LINES 8

static void add(struct runs_pane *pane, uint32_t run)
{
	if (pane->count == pane->capacity) {
		pane->capacity = pane->capacity ? pane->capacity * 2 : 64;
		pane->order = xrealloc(pane->order, pane->capacity * sizeof *pane->order);
	}
	pane->order[pane->count++] = run;
}

/* The cursor stays on its run when others come or go. */
static void follow_focus(struct runs_pane *pane)
{
	for (size_t i = 0; i < pane->count; i++)
		if (pane->order[i] == pane->focus) {
			pane->list.cursor = (int)i;
			return;
		}
}

static void make_order(struct runs_pane *pane, const struct scene *scene)
{
	uint64_t of_store = store_generation(scene->store), of_choice = choice_generation(scene->choice);
	if (pane->made && pane->store_generation == of_store && pane->choice_generation == of_choice)
		return;
	bool first = !pane->made || pane->count == 0;
	uint32_t total = store_run_count(scene->store), shown = 0;
	pane->count = 0;
	for (uint32_t i = 0; i < total; i++) {
		uint32_t run = store_run_at(scene->store, i);
		if (!choice_run_matches(scene->choice, store_run(scene->store, run).name))
			continue;
		add(pane, run);
		bool visible = choice_run_visible(scene->choice, scene->store, run);
		if (first && visible && shown == 0) /* start on a run that can be seen */
			pane->focus = run;
		shown += visible;
	}
	pane->made = true;
	pane->store_generation = of_store;
	pane->choice_generation = of_choice;
	label_format(&pane->title, "Runs %u/%u", shown, total);
	follow_focus(pane);
}

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

static void make_row(struct run_row *row, const struct scene *scene, uint32_t run, int width)
{
	struct run_info info = store_run(scene->store, run);
	struct run_choice choice = choice_run(scene->choice, scene->store, run);
	struct run_sign sign = run_sign(scene, run);
	char age[NUMBER_SIZE];
	*row = (struct run_row){
		.shown = choice.shown,
		.state_mark = sign.mark,
		.state_role = sign.role,
		.mark = choice.shown ? run_mark(choice) : ' ',
		.mark_role = (enum role)(ROLE_SERIES_0 + choice.hue % CHOICE_HUES),
	};
	run_age(age, scene, run);
	say_right(row, &info, sign.state, width, age);
	int room = width - 4 - (row->right.width ? row->right.width + 1 : 0);
	label_name(&row->name, info.name, room > 0 ? room : 0);
}

static void make_rows(struct runs_pane *pane, const struct scene *scene)
{
	int rows = (int)pane->count - pane->list.top;
	pane->row_count = rows < pane->area.height ? rows : pane->area.height;
	if (pane->row_count > pane->row_capacity) {
		pane->row_capacity = pane->row_count;
		pane->rows = xrealloc(pane->rows, (size_t)pane->row_capacity * sizeof *pane->rows);
	}
	for (int i = 0; i < pane->row_count; i++)
		make_row(&pane->rows[i], scene, pane->order[pane->list.top + i], pane->area.width);
}

void runs_prepare(struct runs_pane *pane, const struct scene *scene, struct rect area)
{
	pane->area = area;
	make_order(pane, scene);
	list_fit(&pane->list, (int)pane->count, area.height);
	pane->focus = pane->count ? pane->order[pane->list.cursor] : STORE_NONE;
	make_rows(pane, scene);
}

static void paint_row(const struct run_row *row, struct canvas *canvas, struct rect area, bool dim)
{
	enum role name_role = dim ? ROLE_DIM : ROLE_TEXT;
	canvas_put(canvas, area.x, area.y, row->state_mark, row->state_role, 0);
	if (area.width < 4)
		return;
	canvas_put(canvas, area.x + 2, area.y, row->mark, row->mark_role, 0);
	canvas_text(canvas, area.x + 4, area.y, area.width - 4, label_slice(&row->name), name_role, 0);
	int right = row->right.width;
	if (right && right + 6 < area.width)
		canvas_text_right(canvas, area.x + area.width - right, area.y, right, label_slice(&row->right), ROLE_DIM, 0);
}

void runs_paint(const struct runs_pane *pane, struct canvas *canvas, bool focused)
{
	struct rect old = canvas_clip(canvas, pane->area);
	for (int i = 0; i < pane->row_count; i++) {
		struct rect line = {pane->area.x, pane->area.y + i, pane->area.width, 1};
		paint_row(&pane->rows[i], canvas, line, !pane->rows[i].shown);
		if (pane->list.top + i != pane->list.cursor)
			continue;
		/* The mark keeps its colour: it says which line is meant. */
		struct rect name = {line.x + 4, line.y, line.width - 4, 1};
		canvas_paint(canvas, line.width > 4 ? name : line, focused ? ROLE_SELECTED : ROLE_SELECTED_DIM, 0);
	}
	canvas_unclip(canvas, old);
}

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

static enum reply edit(struct runs_pane *pane, enum edit_what what, struct asks *out)
{
	if (pane->focus != STORE_NONE)
		ask_edit(out, (struct edit){.what = what, .run = pane->focus});
	return REPLY_DONE;
}

enum reply runs_act(struct runs_pane *pane, const struct scene *scene, const struct input *input, struct asks *out)
{
	enum reply reply = REPLY_DONE;
	switch (input->action) {
	case ACTION_MOUSE: reply = mouse(pane, &input->event); break;
	case ACTION_TOGGLE: return edit(pane, EDIT_RUN_TOGGLE, out);
	case ACTION_SOLO: return edit(pane, EDIT_RUN_SOLO, out);
	case ACTION_COLOUR: return edit(pane, EDIT_RUN_COLOUR, out);
	case ACTION_HIDE:
		if (pane->focus != STORE_NONE)
			ask(out, ASK_NOTICE, "hidden for good; u takes it back, :unhide all of them");
		return edit(pane, EDIT_RUN_HIDE, out);
	case ACTION_INFO:
		if (pane->focus != STORE_NONE) {
			struct str text = {0};
			runs_info(scene, pane->focus, &text);
			ask(out, ASK_INFO, str_text(&text));
			str_fini(&text);
		}
		return REPLY_DONE;
	default:
		if (!move(pane, input->action))
			return REPLY_PASS;
	}
	if (pane->count)
		pane->focus = pane->order[pane->list.cursor];
	return reply;
}

void runs_fini(struct runs_pane *pane)
{
	free(pane->order);
	free(pane->rows);
	*pane = (struct runs_pane){0};
}

/* Ends of the run's files that are no record yet. */
static void say_incomplete(const struct store *store, uint32_t run, struct str *out)
{
	for (uint32_t i = 0, said = 0; i < store_file_count(store) && said < INCOMPLETE_LINES; i++) {
		struct file_info file = store_file(store, i);
		if (file.run != run || !file.incomplete)
			continue;
		text_clean(out, file.shown);
		str_append_text(out, "\n  ");
		incomplete_describe(out, store, &file, "\n  ");
		str_append_char(out, '\n');
		said++;
	}
}

void runs_info(const struct scene *scene, uint32_t run, struct str *out)
{
	struct run_info info = store_run(scene->store, run);
	char bytes[NUMBER_SIZE], number[NUMBER_SIZE];
	struct label name;
	label_name(&name, info.name, LABEL_SIZE);
	number_bytes(bytes, info.bytes);
	run_age(number, scene, run);
	str_printf(out, "run       %s\nstate     %s, newest record %s%s\n", name.text, run_sign(scene, run).word, number,
	           run_newest_wall(scene->store, run, scene->now) > scene->now + WALL_SLACK ? " of this clock" : " ago");
	str_printf(out, "files     %u, %s", info.files, bytes);
	if (info.files_gone)
		str_printf(out, " (%u gone)", info.files_gone);
	number_grouped(number, (int64_t)info.records);
	str_printf(out, "\nrecords   %s\n", number);
	if (info.has_step) {
		number_grouped(number, info.last_step);
		str_printf(out, "last step %s\n", number);
	}
	number_bytes(bytes, info.lost_bytes);
	str_printf(out, "restarts  %u\nproblems  %u, %s lost\n", info.restarts, info.problems, bytes);
	say_incomplete(scene->store, run, out);
}
