#include "base/alloc.h"
#include "model/eta.h"
#include "ui/list.h"
#include "view/about.h"
#include "view/ask.h"
#include "view/bends.h"
#include "view/filter.h"
#include "view/lineup.h"
#include "view/meanings.h"
#include "view/offer.h"
#include "view/runs.h"
#include "view/scene.h"
#include "view/step_columns.h"
#include "view/step_notes.h"
#include "view/typed.h"
#include "view/views.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TARGET_RUNS = 50 };
enum { NAME_ASKED = 26, MARKS_WIDTH = 4 };
enum { SORT_NAME = -1, /* as step_column_find for none */ NOTES_FROM = 12, HEAD_AND_BLANK = 2 };

struct step_row {
	bool shown;
	uint32_t state_mark, mark;
	enum role state_role, mark_role;
	struct label name, cells[COLUMN_COUNT];
};

struct entry {
	uint32_t run;
	uint32_t position; /* in byte order of names */
	double key;
};

struct steps {
	struct entry *entries;
	size_t count, capacity;
	uint32_t focus;
	bool moved;
	struct list list;
	int sort_by; /* a column, or SORT_NAME; as the choice has it */
	bool descending;
	struct step_row *rows;
	int row_count, row_capacity;
	struct step_columns columns;
	struct rect table, body;
	struct step_notes notes;
	struct lineup lineup; /* of the charts: what x means for the focused run */
	struct bends bends;
	bool full;           /* the notes alone, over the whole view */
	bool any_target;     /* some run has a time left */
};

/* ---- Sorting ------------------------------------------------------------------------- */

/* What has no value comes last; equals by name. */
static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	bool x_none = isnan(x->key), y_none = isnan(y->key);
	if (x_none != y_none)
		return x_none ? 1 : -1;
	if (!x_none && x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->position < y->position ? -1 : x->position > y->position;
}

static void list_runs(struct steps *view, const struct scene *scene)
{
	uint32_t total = store_run_count(scene->store);
	if (total > view->capacity) {
		view->entries = xrealloc(view->entries, total * sizeof *view->entries);
		view->capacity = total;
	}
	double sign = view->descending ? -1 : 1;
	view->count = 0;
	for (uint32_t i = 0; i < total; i++) {
		uint32_t run = store_run_at(scene->store, i);
		if (!choice_run_matches(scene->choice, store_run(scene->store, run).name))
			continue;
		double key = sign * i;
		if (view->sort_by != SORT_NAME)
			key = sign * step_column_key(scene, run, (enum column_id)view->sort_by);
		view->entries[view->count++] = (struct entry){run, i, key};
	}
	qsort(view->entries, view->count, sizeof *view->entries, compare);
}

static void ask_sort(int column, bool descending, struct asks *out)
{
	const char *head = column == SORT_NAME ? COLUMN_RUN_NAME : step_column_head((enum column_id)column);
	ask_edit(out, (struct edit){.what = EDIT_COLUMN_SORT, .text = head, .number = descending});
}

/* Again: the other way. */
static void sort_by(const struct steps *view, int column, struct asks *out)
{
	ask_sort(column, view->sort_by == column ? !view->descending : column != SORT_NAME, out);
}

static void take_sort(struct steps *view, const struct scene *scene)
{
	const struct columns *said = choice_columns(scene->choice);
	view->sort_by = step_column_find(said->sort); /* SORT_NAME where there is no such column */
	view->descending = said->descending;
}

/* ---- Preparing ------------------------------------------------------------------------ */

static void make_row(struct step_row *row, const struct steps *view, const struct scene *scene, uint32_t run,
                     const struct label_cut *cut)
{
	struct run_choice choice = choice_run(scene->choice, scene->store, run);
	struct run_sign sign = run_sign(scene, run);
	*row = (struct step_row){
		.shown = choice.shown,
		.state_mark = sign.mark,
		.state_role = sign.role,
		.mark = choice.shown ? run_mark(choice) : ' ',
		.mark_role = (enum role)(ROLE_SERIES_0 + choice.hue % CHOICE_HUES),
	};
	label_name_cut(&row->name, store_run(scene->store, run).name, view->columns.name_width - MARKS_WIDTH, cut);
	step_column_cells(row->cells, scene, run, &sign);
}

/*
 * What the longest name asks for, marks included: at most NAME_ASKED. Of all runs, so that scrolling moves no
 * column.
 */
static int asked_width(const struct steps *view, const struct scene *scene)
{
	int widest = 0;
	for (size_t i = 0; i < view->count && widest < NAME_ASKED - MARKS_WIDTH; i++) {
		struct label name;
		label_name(&name, store_run(scene->store, view->entries[i].run).name, NAME_ASKED - MARKS_WIDTH);
		widest = name.width > widest ? name.width : widest;
	}
	return widest + MARKS_WIDTH;
}

static bool any_target(const struct steps *view, const struct scene *scene)
{
	for (size_t i = 0; i < view->count && i < TARGET_RUNS; i++) {
		uint32_t run = view->entries[i].run;
		if (isfinite(step_time_left(scene, run, steptimes_get(scene->steptimes, scene->store, run, scene->now))))
			return true;
	}
	return false;
}

/* Where the names of the rows are cut. */
static struct label_cut name_cut(const struct steps *view, const struct scene *scene)
{
	struct slice *names = xcalloc((size_t)view->row_count + 1, sizeof *names);
	for (int i = 0; i < view->row_count; i++)
		names[i] = store_run(scene->store, view->entries[view->list.top + i].run).name;
	struct label_cut cut = label_cut_apart(names, (size_t)view->row_count, view->columns.name_width - MARKS_WIDTH);
	free(names);
	return cut;
}

static void make_rows(struct steps *view, const struct scene *scene)
{
	int rest = (int)view->count - view->list.top;
	view->row_count = rest < view->body.height ? rest : view->body.height;
	if (view->row_count > view->row_capacity) {
		view->row_capacity = view->row_count;
		view->rows = xrealloc(view->rows, (size_t)view->row_capacity * sizeof *view->rows);
	}
	struct label_cut cut = name_cut(view, scene);
	for (int i = 0; i < view->row_count; i++)
		make_row(&view->rows[i], view, scene, view->entries[view->list.top + i].run, &cut);
}

/* The notes take what they ask for, at most half, and what the table leaves. */
static int notes_height(struct steps *view, const struct scene *scene, int height)
{
	int asked = step_notes_height(&view->notes, scene, view->focus, height / 2);
	int left = height - HEAD_AND_BLANK - (view->count < (size_t)height ? (int)view->count : height);
	return asked && left > asked ? left : asked;
}

static void lay_out(struct steps *view, const struct scene *scene, struct rect area, struct rect *notes)
{
	if (area.width >= 40)
		area = rect_inset(area, 1, 0);
	*notes = (struct rect){0};
	if (view->full)
		*notes = area;
	else if (area.height >= NOTES_FROM)
		*notes = rect_take_bottom(&area, notes_height(view, scene, area.height));
	if (!view->full && notes->height)
		rect_take_bottom(&area, 1);
	view->table = area;
	rect_take_top(&area, 1);
	view->body = area;
}

static void follow_focus(struct steps *view)
{
	for (size_t i = 0; view->moved && i < view->count; i++)
		if (view->entries[i].run == view->focus)
			view->list.cursor = (int)i;
}

/* Of the focused run, shown or not; bent where x is. False: not all of that is made yet. */
static bool find_line(struct steps *view, const struct scene *scene, struct line_run *out)
{
	lineup_prepare(&view->lineup, scene);
	bool all = bends_prepare(&view->bends, scene, &view->lineup);
	const struct line_run *line = lineup_run(&view->lineup, view->focus);
	*out = line ? *line : lineup_line(scene, view->focus);
	return all;
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	struct steps *view = state;
	struct rect notes;
	take_sort(view, scene);
	list_runs(view, scene);
	if (!view->moved && view->count)
		view->focus = view->entries[view->list.cursor < (int)view->count ? view->list.cursor : 0].run;
	follow_focus(view);
	view->any_target = any_target(view, scene);
	if (view->count == 0)
		view->focus = STORE_NONE;
	lay_out(view, scene, area, &notes);
	step_columns_fit(&view->columns, choice_columns(scene->choice), view->table.width, asked_width(view, scene),
	                 view->any_target);
	list_fit(&view->list, (int)view->count, view->body.height);
	view->focus = view->count ? view->entries[view->list.cursor].run : STORE_NONE;
	make_rows(view, scene);
	struct line_run line = {0};
	if (view->focus != STORE_NONE && !find_line(view, scene, &line))
		ask(out, ASK_MORE, NULL);
	step_notes_prepare(&view->notes, scene, &line, view->focus, view->full, notes);
}

/* ---- Painting --------------------------------------------------------------------------- */

/* The column of the cursor is set off. */
static enum role head_role(const struct steps *view, const char *head, bool sorts)
{
	bool here = view->columns.cursor && !strcmp(view->columns.cursor, head);
	return here ? ROLE_SELECTED : sorts ? ROLE_STRONG : ROLE_DIM;
}

static void paint_head(const struct steps *view, struct canvas *canvas)
{
	int x = view->table.x + view->columns.name_width, y = view->table.y;
	const char *arrow = view->descending ? "▼" : "▲";
	enum role role = head_role(view, COLUMN_RUN_NAME, view->sort_by == SORT_NAME);
	canvas_printf(canvas, view->table.x + MARKS_WIDTH, y, view->columns.name_width - MARKS_WIDTH, role, 0, "run%s",
	              view->sort_by == SORT_NAME ? arrow : "");
	for (int i = 0; i < view->columns.count; i++) {
		enum column_id id = view->columns.shown[i];
		bool on = view->sort_by == (int)id;
		struct label head;
		label_format(&head, "%s%s", on ? arrow : "", step_column_head(id));
		canvas_text_right(canvas, x, y, view->columns.widths[id], label_slice(&head),
		                  head_role(view, step_column_head(id), on), 0);
		x += view->columns.widths[id];
	}
}

static void paint_row(const struct steps *view, const struct step_row *row, struct canvas *canvas, int y)
{
	int x = view->table.x;
	enum role role = row->shown ? ROLE_TEXT : ROLE_DIM;
	canvas_put(canvas, x, y, row->state_mark, row->state_role, 0);
	canvas_put(canvas, x + 2, y, row->mark, row->mark_role, 0);
	canvas_text(canvas, x + MARKS_WIDTH, y, view->columns.name_width - MARKS_WIDTH, label_slice(&row->name), role, 0);
	x += view->columns.name_width;
	for (int i = 0; i < view->columns.count; i++) {
		enum column_id id = view->columns.shown[i];
		bool fits = row->cells[id].width < view->columns.widths[id]; /* no number is cut */
		canvas_text_right(canvas, x + 1, y, view->columns.widths[id] - 1, fits ? label_slice(&row->cells[id]) : slice_of("…"),
		                  id == COLUMN_STATE ? row->state_role : role, 0);
		x += view->columns.widths[id];
	}
}

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct steps *view = state;
	struct rect old = canvas_clip(canvas, area);
	step_notes_paint(&view->notes, canvas);
	if (view->full) {
		canvas_unclip(canvas, old);
		return;
	}
	paint_head(view, canvas);
	for (int i = 0; i < view->row_count; i++) {
		int y = view->body.y + i;
		paint_row(view, &view->rows[i], canvas, y);
		if (view->list.top + i == view->list.cursor)
			canvas_paint(canvas, (struct rect){view->table.x + MARKS_WIDTH, y, view->table.width - MARKS_WIDTH, 1},
			             ROLE_SELECTED, 0);
	}
	canvas_unclip(canvas, old);
}

/* ---- Acting ------------------------------------------------------------------------------- */

/* The column of a cell of the head line. */
static int column_at(const struct steps *view, int x)
{
	int end = view->table.x + view->columns.name_width;
	if (x < end)
		return SORT_NAME;
	for (int i = 0; i < view->columns.count; i++) {
		end += view->columns.widths[view->columns.shown[i]];
		if (x < end)
			return (int)view->columns.shown[i];
	}
	return SORT_NAME;
}

static enum reply mouse(struct steps *view, const struct event *event, struct asks *out)
{
	if (event->mouse == MOUSE_PRESS && event->y == view->table.y)
		sort_by(view, column_at(view, event->x), out);
	else if (event->mouse == MOUSE_PRESS && rect_contains(view->body, event->x, event->y) &&
	         view->list.top + event->y - view->body.y < (int)view->count)
		view->list.cursor = view->list.top + event->y - view->body.y;
	else if (event->mouse == MOUSE_WHEEL_UP)
		list_act(&view->list, ACTION_UP, (int)view->count, view->body.height);
	else if (event->mouse == MOUSE_WHEEL_DOWN)
		list_act(&view->list, ACTION_DOWN, (int)view->count, view->body.height);
	return REPLY_DONE;
}

static enum reply edit(const struct steps *view, enum edit_what what, struct asks *out)
{
	if (view->focus != STORE_NONE)
		ask_edit(out, (struct edit){.what = what, .run = view->focus});
	return REPLY_DONE;
}

static void info(const struct steps *view, const struct scene *scene, struct asks *out)
{
	struct str text = {0};
	about_run(scene, view->focus, &text);
	ask(out, ASK_INFO, str_text(&text));
	str_fini(&text);
}

/* A tag has no place here. */
static void set_x_axis(const struct input *input, struct asks *out)
{
	int which;
	if (typed_word(input, axis_names, X_TAG, &which, out))
		ask_edit(out, (struct edit){.what = EDIT_X_AXIS, .number = which});
}

/* By the column of the cursor; without one `,` goes on to the next column; `:sort NAME` to that one. Again: reversed. */
static void sort(const struct steps *view, const char *text, struct asks *out)
{
	const char *head = text && *text ? text : view->columns.cursor;
	if (text && *text && step_column_find(text) < 0 && strcmp(text, COLUMN_RUN_NAME)) {
		step_columns_say_heads("sort takes run,", out);
		return;
	}
	if (head && (step_column_find(head) >= 0 || !strcmp(head, COLUMN_RUN_NAME))) {
		sort_by(view, step_column_find(head), out);
		return;
	}
	int next = 0;
	for (int i = 0; i < view->columns.count; i++)
		if (view->sort_by == (int)view->columns.shown[i])
			next = i + 1;
	bool name = next == view->columns.count;
	ask_sort(name ? SORT_NAME : (int)view->columns.shown[next], !name, out);
}

static void focus_on(struct steps *view)
{
	view->moved = true;
	if (view->count && (size_t)view->list.cursor < view->count)
		view->focus = view->entries[view->list.cursor].run;
}

/* One run in full: its pauses up and down, the runs before and after it at the sides. */
static bool act_in_full(struct steps *view, const struct input *input)
{
	enum action action = input->action;
	if (action == ACTION_MOUSE && input->event.mouse == MOUSE_WHEEL_UP)
		action = ACTION_UP;
	else if (action == ACTION_MOUSE && input->event.mouse == MOUSE_WHEEL_DOWN)
		action = ACTION_DOWN;
	if (action != ACTION_LEFT && action != ACTION_RIGHT)
		return step_notes_act(&view->notes, action) || action == ACTION_MOUSE;
	list_act(&view->list, action == ACTION_LEFT ? ACTION_UP : ACTION_DOWN, (int)view->count, view->body.height);
	view->notes.spells = (struct list){0};
	focus_on(view);
	return true;
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct steps *view = state;
	enum reply reply = REPLY_DONE;
	if (view->full && act_in_full(view, input))
		return REPLY_DONE;
	if (step_columns_act(&view->columns, choice_columns(scene->choice), input, out))
		return REPLY_DONE;
	switch (input->action) {
	case ACTION_TOGGLE: return edit(view, EDIT_RUN_TOGGLE, out);
	case ACTION_SOLO: return edit(view, EDIT_RUN_SOLO, out);
	case ACTION_COLOUR: return edit(view, EDIT_RUN_COLOUR, out);
	case ACTION_UNHIDE: ask_edit(out, (struct edit){.what = EDIT_RUNS_UNHIDE}); return REPLY_DONE;
	case ACTION_ALL: ask_edit(out, (struct edit){.what = EDIT_RUNS_ALL}); return REPLY_DONE;
	case ACTION_INVERT: ask_edit(out, (struct edit){.what = EDIT_RUNS_INVERT}); return REPLY_DONE;
	case ACTION_FILTER:
	case ACTION_FILTER_RUNS: filter_act(true, scene, input, out); return REPLY_DONE;
	case ACTION_SORT: sort(view, input->text, out); return REPLY_DONE;
	case ACTION_LEFT: step_columns_move(&view->columns, -1); return REPLY_DONE;
	case ACTION_RIGHT: step_columns_move(&view->columns, 1); return REPLY_DONE;
	case ACTION_ENTER: view->full = !view->full && view->focus != STORE_NONE; return REPLY_DONE;
	case ACTION_X_AXIS: set_x_axis(input, out); return REPLY_DONE;
	case ACTION_QUIT:
		if (!view->full)
			return REPLY_PASS;
		view->full = false;
		return REPLY_DONE;
	case ACTION_INFO:
		if (view->focus != STORE_NONE)
			info(view, scene, out);
		return REPLY_DONE;
	case ACTION_BACK:
		if (view->full) {
			view->full = false;
			return REPLY_DONE;
		}
		if (!choice_run_filter(scene->choice)[0])
			return REPLY_PASS;
		ask_edit(out, (struct edit){.what = EDIT_RUN_FILTER, .text = ""});
		return REPLY_DONE;
	case ACTION_MOUSE: reply = mouse(view, &input->event, out); break;
	default:
		if (!list_act(&view->list, input->action, (int)view->count, view->body.height))
			return REPLY_PASS;
	}
	focus_on(view);
	return reply;
}

/* All rows, in seconds and parts of 1, unlike those for people. */
static void offer(const void *state, const struct scene *scene, struct offer *out)
{
	static const char *const names[COLUMN_COUNT] = {
		"state", "last_step", "steps_per_s", "steps_per_s_minute", "steps_per_s_hour", "steps_per_s_run", "p50_s",
		"p95_s", "p99_s", "max_s", "drift", "eval_share", "checkpoint_share", "stall_share", "eta_s", "age_s"};
	const struct steps *view = state;
	str_append_text(&out->name, "steps");
	out->run = view->focus;
	out->rows_are = "the table";
	out->first = "table";
	rows_column(&out->rows, slice_of("run"));
	for (int i = 0; i < COLUMN_COUNT; i++)
		rows_column(&out->rows, slice_of(names[i]));
	for (size_t i = 0; i < view->count; i++) {
		uint32_t run = view->entries[i].run;
		rows_text(&out->rows, store_run(scene->store, run).name);
		rows_text(&out->rows, slice_of(run_sign(scene, run).word));
		for (int k = COLUMN_STATE + 1; k < COLUMN_COUNT; k++)
			rows_known(&out->rows, step_column_key(scene, run, (enum column_id)k));
	}
}

static const struct binding bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{"<Enter>", ACTION_ENTER, NULL, "step times"},
	{"h", ACTION_LEFT, NULL, "column"},
	{"l", ACTION_RIGHT, NULL, "column"},
	{",", ACTION_SORT, NULL, "sort"},
	{"<S-Right>", ACTION_WIDER},
	{"<S-Left>", ACTION_NARROWER},
	{"<Space>", ACTION_TOGGLE, NULL, "show"},
	{"o", ACTION_SOLO, NULL, "only"},
	{"/", ACTION_FILTER, NULL, "find"},
	{"i", ACTION_INFO, NULL, "info"},
	{"x", ACTION_X_AXIS, NULL, "x axis"},
	{NULL},
};

static bool available(const struct scene *scene)
{
	return store_run_count(scene->store) > 0;
}

static void fini(void *state)
{
	struct steps *view = state;
	free(view->entries);
	free(view->rows);
	lineup_fini(&view->lineup);
	bends_fini(&view->bends);
}

static const struct meaning own_meanings[] = {
	{ACTION_ENTER, "step times of the run, in full"},
	{ACTION_LEFT, "the column before"},
	{ACTION_RIGHT, "the next column"},
	{ACTION_SORT, "sort by the next column, or by NAME"},
	{ACTION_COLUMN}, {ACTION_WIDER}, {ACTION_NARROWER}, {ACTION_X_AXIS},
	{ACTION_TOGGLE, "show or hide the run"}, {ACTION_FILTER, "filter the runs"},
	{ACTION_SOLO}, {ACTION_ALL}, {ACTION_INVERT}, {ACTION_COLOUR}, {ACTION_UNHIDE}, {ACTION_FILTER_RUNS},
	{ACTION_INFO, "about the run"},
	{ACTION_NONE},
};
static const struct meaning *const meanings[] = {own_meanings, list_meanings, NULL};

const struct view_ops steps_view = {
	.name = "steps",
	.title = "Steps",
	.bindings = bindings,
	.meanings = meanings,
	.axes = AXES_X,
	.size = sizeof(struct steps),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.offer = offer,
	.fini = fini,
};
