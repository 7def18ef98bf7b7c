#include "view/hparams.h"

#include "base/alloc.h"
#include "base/number.h"
#include "view/ask.h"
#include "view/box.h"
#include "view/lineup.h"
#include "view/meanings.h"
#include "view/offer.h"
#include "view/typed.h"
#include "view/views.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FOOT_FROM = 7, HONEST = 10, WORDS_FROM = 60 };

/* ---- Columns -------------------------------------------------------------------------------- */

bool hparams_hidden(const struct hparams_tab *tab, size_t column)
{
	struct slice name = str_slice(&tab->table.columns[column].name);
	for (size_t i = 0; i < tab->hidden_count; i++)
		if (slice_equal(str_slice(&tab->hidden[i]), name))
			return true;
	return false;
}

int hparams_metric(const struct hparams_tab *tab)
{
	if (tab->column && tab->table.columns[tab->column - 1].is_metric)
		return (int)tab->column - 1;
	for (size_t i = 0; i < tab->sort_count; i++)
		if (tab->sorts[i].column >= 0 && tab->table.columns[tab->sorts[i].column].is_metric)
			return tab->sorts[i].column;
	for (size_t i = 0; i < tab->table.column_count; i++)
		if (tab->table.columns[i].is_metric && !hparams_hidden(tab, i))
			return (int)i;
	return -1;
}

void hparams_cell_text(const struct hparam_cell *cell, int columns, struct label *out)
{
	char number[NUMBER_SIZE];
	if (!cell->has) {
		label_format(out, "—");
	} else if (cell->is_number) {
		number_short(number, cell->number, 4);
		label_format(out, "%s", number);
	} else {
		label_name(out, cell->text, columns);
	}
}

/* The column of the cursor's name: columns come and go with runs. */
static void find_cursor(struct hparams_tab *tab)
{
	int at = tab->cursor_name.length ? hparam_table_column(&tab->table, str_slice(&tab->cursor_name)) : -1;
	tab->column = at < 0 || hparams_hidden(tab, (size_t)at) ? 0 : (size_t)at + 1;
}

static void move_cursor(struct hparams_tab *tab, int by)
{
	int at = (int)tab->column, last = (int)tab->table.column_count;
	do
		at += by;
	while (at > 0 && at <= last && hparams_hidden(tab, (size_t)at - 1));
	if (at < 0 || at > last)
		return;
	tab->column = (size_t)at;
	str_clear(&tab->cursor_name);
	if (at)
		str_append_slice(&tab->cursor_name, str_slice(&tab->table.columns[at - 1].name));
}

static void add_hidden(struct hparams_tab *tab, struct slice name)
{
	if (tab->hidden_count == tab->hidden_capacity) {
		tab->hidden_capacity = tab->hidden_capacity ? 2 * tab->hidden_capacity : 16;
		tab->hidden = xrealloc(tab->hidden, tab->hidden_capacity * sizeof *tab->hidden);
	}
	tab->hidden[tab->hidden_count] = (struct str){0};
	str_append_slice(&tab->hidden[tab->hidden_count++], name);
}

/* Hides the column, or shows it again. */
static void turn_column(struct hparams_tab *tab, struct slice name)
{
	for (size_t i = 0; i < tab->hidden_count; i++)
		if (slice_equal(str_slice(&tab->hidden[i]), name)) {
			str_fini(&tab->hidden[i]);
			tab->hidden[i] = tab->hidden[--tab->hidden_count];
			return;
		}
	add_hidden(tab, name);
}

/* ---- Preparing --------------------------------------------------------------------------------- */

static bool make_table(struct hparams_tab *tab, const struct scene *scene)
{
	uint64_t generation = store_generation(scene->store);
	uint64_t finds = scene->finds ? finds_generation(scene->finds) : 0;
	if (tab->made && tab->generation == generation && tab->finds == finds && tab->made_value == tab->value &&
	    !tab->means.pending)
		return true;
	if (tab->made)
		hparam_table_fini(&tab->table);
	metric_means_begin(&tab->means, scene->deadline);
	tab->made = hparam_table_make(&tab->table, scene->store, scene->finds, tab->value, &tab->means);
	tab->generation = generation;
	tab->finds = finds;
	tab->made_value = tab->value;
	return tab->made;
}

/* The table as it is now, filtered and sorted. */
static bool refresh(struct hparams_tab *tab, const struct scene *scene)
{
	if (!make_table(tab, scene))
		return false;
	hparam_table_filter(&tab->table, str_text(&tab->filter));
	for (size_t i = 0; i < tab->sort_count; i++)
		if (tab->sorts[i].column >= (int)tab->table.column_count)
			tab->sort_count = i;
	hparam_table_sort(&tab->table, tab->sorts, tab->sort_count);
	find_cursor(tab);
	return true;
}

/* "lr ρ -0.83 · optimizer η² 0.12 (n 6: few)": the most telling first. */
struct said {
	size_t column;
	struct importance importance;
};

static int by_strength(const void *a, const void *b)
{
	double x = ((const struct said *)a)->importance.strength, y = ((const struct said *)b)->importance.strength;
	return x > y ? -1 : x < y;
}

#define IMPORTANCE_MOST 64
static void say_importance(struct hparams_tab *tab)
{
	struct said said[IMPORTANCE_MOST];
	size_t count = 0, least = SIZE_MAX;
	int metric = hparams_metric(tab);
	tab->importance = (struct label){0};
	if (metric < 0)
		return;
	for (size_t i = 0; i < tab->table.column_count && count < IMPORTANCE_MOST; i++) {
		if (tab->table.columns[i].is_metric || hparams_hidden(tab, i))
			continue;
		said[count] = (struct said){i, hparam_importance(&tab->table, i, (size_t)metric)};
		count += isfinite(said[count].importance.strength);
	}
	qsort(said, count, sizeof *said, by_strength);
	struct label name;
	label_name(&name, str_slice(&tab->table.columns[metric].name), 24);
	if (!count) {
		label_format(&tab->importance, "%s: too few rows, or no hparam that varies, to tell what matters", name.text);
		return;
	}
	line_add(&tab->importance, tab->area.width, tab->area.width < WORDS_FROM ? "%s:" : "%s goes with", name.text);
	for (size_t i = 0; i < count; i++) {
		const struct importance *one = &said[i].importance;
		label_name(&name, str_slice(&tab->table.columns[said[i].column].name), 16);
		least = one->count < least ? one->count : least;
		if (isfinite(one->sign))
			line_add(&tab->importance, tab->area.width - 11, "%s ρ%+.2f", name.text, one->sign * one->strength);
		else
			line_add(&tab->importance, tab->area.width - 11, "%s η² %.2f", name.text, one->strength);
	}
	line_add(&tab->importance, tab->area.width, least < HONEST ? "n=%zu: few" : "n=%zu", least);
}

/* "hparams.yaml: line 3: …" */
static void say_problem(const struct find *file, struct label *out)
{
	label_format(out, "%s: %s", file->spec.file, str_text(&file->said));
}

static void say_why_empty(struct hparams_tab *tab)
{
	const struct find *file = tab->table.sessions->file;
	if (file && file->said.length)
		say_problem(file, &tab->note);
	else
		label_format(&tab->note, "no session that could be read");
}

/* Where hparams are from that the plugin doesn't tell. */
static void say_files(struct hparams_tab *tab)
{
	const struct sessions *sessions = tab->table.sessions;
	struct label problem;
	if (!sessions->file)
		return;
	if (sessions->file_count == sessions->session_count)
		line_add(&tab->facts, tab->area.width, "values from %s", sessions->file->spec.file);
	else
		line_add(&tab->facts, tab->area.width, "values of %zu from %s", sessions->file_count, sessions->file->spec.file);
	if (sessions->file->said.length) {
		say_problem(sessions->file, &problem);
		line_add(&tab->facts, tab->area.width, "%s", problem.text);
	}
}

/* Of runs that are missing in the table; else nobody would know. */
static void say_unread(struct hparams_tab *tab)
{
	const struct sessions *sessions = tab->table.sessions;
	size_t before = tab->facts.length;
	struct label name;
	if (!sessions->unread)
		return;
	label_set(&name, sessions->unread_run, 24, TEXT_CUT_MIDDLE);
	if (sessions->unread == 1)
		line_add(&tab->facts, tab->area.width, "hparams of %s can't be read", name.text);
	else
		line_add(&tab->facts, tab->area.width, "hparams of %s and %zu more can't be read", name.text, sessions->unread - 1);
	if (tab->facts.length == before)
		line_add(&tab->facts, tab->area.width, "%zu unread", sessions->unread);
}

static void say_facts(struct hparams_tab *tab)
{
	struct label filter;
	tab->facts = (struct label){0};
	line_add(&tab->facts, tab->area.width, "%zu of %zu sessions", tab->table.row_count, tab->table.sessions->group_count);
	say_unread(tab);
	say_files(tab);
	if (tab->brush_count) {
		size_t brushed = 0;
		for (size_t i = 0; i < tab->table.row_count; i++)
			brushed += hparams_brushed(tab, tab->table.rows[i]);
		const char *more = tab->area.width < WORDS_FROM ? ": v ends" : " so far: v ends it";
		line_add(&tab->facts, tab->area.width, "%zu brushed%s", brushed, tab->brushing ? more : "");
	}
	struct hparams_matrix matrix = hparams_matrix(tab, tab->body);
	if (tab->form == HPARAMS_SCATTER && matrix.across * matrix.down < matrix.pairs)
		line_add(&tab->facts, tab->area.width, "%d of %d pairs: h l", matrix.across * matrix.down, matrix.pairs);
	line_add(&tab->facts, tab->area.width, "metrics: %s%s", metric_value_name(tab->value), tab->means.pending ? " …" : "");
	size_t behind = tab->column_count ? tab->columns[tab->column_count - 1].column + 1 : 0, more = 0;
	for (size_t i = behind; i < tab->table.column_count; i++)
		more += !hparams_hidden(tab, i);
	if (more && tab->form == HPARAMS_TABLE)
		line_add(&tab->facts, tab->area.width, "%zu more column%s ▸", more, more == 1 ? "" : "s");
	if (tab->filter.length) {
		label_set(&filter, str_slice(&tab->filter), 40, TEXT_CUT_END);
		line_add(&tab->facts, tab->area.width, "/%s/", filter.text);
	}
	if (tab->table.unknown) {
		label_set(&filter, slice_of(tab->table.unknown), 20, TEXT_CUT_END);
		line_add(&tab->facts, tab->area.width, "no column %s", filter.text);
	}
	if (tab->hidden_count)
		line_add(&tab->facts, tab->area.width, "%zu hidden", tab->hidden_count);
	if (tab->table.left_out)
		line_add(&tab->facts, tab->area.width, "%zu hparams more than are shown", tab->table.left_out);
}

static void lay_out(struct hparams_tab *tab, struct rect area)
{
	if (area.width >= 40)
		area = rect_inset(area, 1, 0);
	tab->area = area;
	tab->foot = area.height >= FOOT_FROM ? rect_take_bottom(&area, 2) : (struct rect){0};
	tab->head = rect_take_top(&area, tab->form == HPARAMS_TABLE);
	tab->body = area;
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	static const enum plot_marker markers[MARKER_COUNT] = {PLOT_BRAILLE, PLOT_QUADRANT, PLOT_HALF, PLOT_ASCII};
	struct hparams_tab *tab = state;
	tab->note = (struct label){0};
	tab->marker = markers[choice_marker(scene->choice)];
	lay_out(tab, area);
	tab->column_count = 0;
	tab->row_count = 0;
	if (finds_count(scene->finds, FIND_SETTINGS) > 0)
		ask(out, ASK_SETTINGS, NULL);
	if (!refresh(tab, scene)) {
		label_format(&tab->note, "out of memory");
		return;
	}
	if (!tab->table.sessions->group_count) {
		say_why_empty(tab);
		return;
	}
	if (tab->means.pending)
		ask(out, ASK_MORE, NULL);
	list_fit(&tab->list, (int)tab->table.row_count, tab->body.height > 0 ? tab->body.height : 1);
	hparams_brush_follow(tab);
	hparams_lay_table(tab, scene);
	say_importance(tab);
	say_facts(tab);
	if (!tab->table.row_count)
		label_format(&tab->note, "no session matches the filter: / changes it, Esc clears it");
}

/* ---- Painting ------------------------------------------------------------------------------------ */

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct hparams_tab *tab = state;
	struct rect old = canvas_clip(canvas, area);
	if (tab->note.width) {
		box_paint(canvas, area, "hparams", tab->note.text, ROLE_DIM);
		canvas_unclip(canvas, old);
		return;
	}
	if (tab->form == HPARAMS_PARALLEL)
		hparams_paint_parallel(tab, canvas, tab->body);
	else if (tab->form == HPARAMS_SCATTER)
		hparams_paint_scatter(tab, canvas, tab->body);
	else
		hparams_paint_table(tab, canvas);
	canvas_text(canvas, tab->foot.x, tab->foot.y, tab->foot.width, label_slice(&tab->importance), ROLE_DIM, 0);
	canvas_text(canvas, tab->foot.x, tab->foot.y + 1, tab->foot.width, label_slice(&tab->facts), ROLE_DIM, 0);
	canvas_unclip(canvas, old);
}

/* ---- Acting ----------------------------------------------------------------------------------------- */

static const char *const form_names[HPARAMS_FORMS] = {"table", "parallel", "scatter"};

static void filter(struct hparams_tab *tab, const struct input *input, struct asks *out)
{
	if (!input->text && input->phase == INPUT_WHOLE) {
		ask_prompt(out, ACTION_FILTER, "sessions /", str_text(&tab->filter));
		return;
	}
	str_clear(&tab->filter);
	if (input->phase != INPUT_CANCEL && input->text)
		str_append_text(&tab->filter, input->text);
}

/* By the column first; what it was sorted by before decides between equals. Again: the other way. */
static void sort(struct hparams_tab *tab, const struct input *input, struct asks *out)
{
	int column = (int)tab->column - 1;
	if (input->text && (column = hparam_table_column(&tab->table, slice_of(input->text))) < 0) {
		ask(out, ASK_NOTICE, "no column of that name");
		return;
	}
	if (tab->sort_count && tab->sorts[0].column == column) {
		tab->sorts[0].descending = !tab->sorts[0].descending;
		return;
	}
	struct hparam_order first = {column, tab->sort_count ? column >= 0 && tab->table.columns[column].is_metric
	                                                     : column < 0 || tab->table.columns[column].is_metric};
	size_t at = 0;
	while (at < tab->sort_count && tab->sorts[at].column != column)
		at++;
	at = at < SORTS_MOST ? at : SORTS_MOST - 1;
	tab->sort_count += at == tab->sort_count;
	memmove(tab->sorts + 1, tab->sorts, at * sizeof *tab->sorts);
	tab->sorts[0] = first;
}

static void hide(struct hparams_tab *tab, const struct input *input, struct asks *out)
{
	if (!input->text && !tab->column) {
		ask(out, ASK_NOTICE, "Del hides the column under the cursor (h l); :column NAME hides or shows one");
	} else if (!input->text) {
		size_t column = tab->column - 1;
		move_cursor(tab, 1);
		if (tab->column == column + 1)
			move_cursor(tab, -1);
		turn_column(tab, str_slice(&tab->table.columns[column].name));
	} else if (hparam_table_column(&tab->table, slice_of(input->text)) < 0) {
		ask(out, ASK_NOTICE, "no column of that name");
	} else {
		turn_column(tab, str_slice(&tab->table.columns[hparam_table_column(&tab->table, slice_of(input->text))].name));
	}
}

/* Shows the curves of the row's runs alone: its sessions, and what lies below them. */
static void to_curves(const struct hparams_tab *tab, const struct scene *scene, struct asks *out)
{
	if ((size_t)tab->list.cursor >= tab->table.row_count)
		return;
	const struct sessions *sessions = tab->table.sessions;
	const struct session_group *group = &sessions->groups[tab->table.rows[tab->list.cursor]];
	ask_edit(out, (struct edit){.what = EDIT_RUNS_ALL});
	ask_edit(out, (struct edit){.what = EDIT_RUN_SOLO, .run = sessions->sessions[group->first].run});
	for (uint32_t i = 0; i < store_run_count(scene->store); i++) {
		uint32_t run = store_run_at(scene->store, i);
		struct slice name = store_run(scene->store, run).name;
		for (size_t k = group->first; k < group->first + group->count; k++) {
			struct slice session = store_run(scene->store, sessions->sessions[k].run).name;
			bool below = name.length > session.length && name.data[session.length] == '/' &&
			             slice_equal(slice_make(name.data, session.length), session);
			bool other = k > group->first && run == sessions->sessions[k].run;
			if (below || other) {
				ask_edit(out, (struct edit){.what = EDIT_RUN_TOGGLE, .run = run});
				break;
			}
		}
	}
	ask(out, ASK_VIEW, "scalars");
}

static void toggle(const struct hparams_tab *tab, enum edit_what what, struct asks *out)
{
	if ((size_t)tab->list.cursor >= tab->table.row_count)
		return;
	const struct session_group *group = &tab->table.sessions->groups[tab->table.rows[tab->list.cursor]];
	for (size_t i = group->first; i < group->first + group->count; i++)
		ask_edit(out, (struct edit){.what = what, .run = tab->table.sessions->sessions[i].run});
}

static enum reply back(struct hparams_tab *tab)
{
	if (tab->brush_count)
		hparams_brush_clear(tab);
	else if (tab->form != HPARAMS_TABLE)
		tab->form = HPARAMS_TABLE;
	else if (tab->filter.length)
		str_clear(&tab->filter);
	else
		return REPLY_PASS;
	return REPLY_DONE;
}

#define WHEEL_ROWS 3
/* Along an axis, from where the button went down. */
static bool brush(struct hparams_tab *tab, const struct event *event)
{
	size_t column;
	struct hparam_cell here;
	if (event->button || (event->mouse != MOUSE_PRESS && event->mouse != MOUSE_DRAG) ||
	    !hparams_axis_at(tab, tab->body, event->x, event->y, &column, &here))
		return false;
	tab->brushing = false;
	if (event->mouse == MOUSE_PRESS) {
		hparams_brush_drop(tab, str_slice(&tab->table.columns[column].name));
		tab->pressed_x = event->x;
		tab->pressed_y = event->y;
		return true;
	}
	struct hparam_cell there;
	if (hparams_axis_at(tab, tab->body, tab->pressed_x, tab->pressed_y, &column, &there) &&
	    hparams_axis_at(tab, tab->body, tab->pressed_x, event->y, &column, &here))
		hparams_brush_set(tab, column, &there, &here);
	return true;
}

static enum reply mouse(struct hparams_tab *tab, const struct event *event, struct asks *out)
{
	int y = event->y - tab->body.y;
	if (tab->form == HPARAMS_PARALLEL && brush(tab, event))
		return REPLY_DONE;
	if (event->mouse == MOUSE_WHEEL_UP || event->mouse == MOUSE_WHEEL_DOWN)
		tab->list.cursor += event->mouse == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS;
	if (event->mouse != MOUSE_PRESS || event->button)
		return REPLY_DONE;
	for (size_t i = 0; i < tab->column_count; i++)
		if (event->x >= tab->columns[i].x && event->x < tab->columns[i].x + tab->columns[i].width) {
			str_clear(&tab->cursor_name);
			str_append_slice(&tab->cursor_name, str_slice(&tab->table.columns[tab->columns[i].column].name));
			tab->column = tab->columns[i].column + 1;
		}
	if (tab->form == HPARAMS_TABLE && event->y == tab->head.y)
		sort(tab, &(struct input){.action = ACTION_SORT}, out);
	else if (tab->form == HPARAMS_TABLE && y >= 0 && y < tab->row_count)
		tab->list.cursor = tab->list.top + y;
	return REPLY_DONE;
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct hparams_tab *tab = state;
	if (!refresh(tab, scene))
		return REPLY_PASS;
	switch (input->action) {
	case ACTION_LEFT: move_cursor(tab, -1); return REPLY_DONE;
	case ACTION_RIGHT: move_cursor(tab, 1); return REPLY_DONE;
	case ACTION_SORT: sort(tab, input, out); return REPLY_DONE;
	case ACTION_SELECT: hparams_brush_turn(tab, out); return REPLY_DONE;
	case ACTION_COLUMN: hide(tab, input, out); return REPLY_DONE;
	case ACTION_FILTER: filter(tab, input, out); return REPLY_DONE;
	case ACTION_DRAWING:
		tab->form = (enum hparams_form)typed_next(input, form_names, HPARAMS_FORMS, (int)tab->form, out);
		return REPLY_DONE;
	case ACTION_SAMPLE_ON: tab->value = (tab->value + 1) % METRIC_VALUES; return REPLY_DONE;
	case ACTION_SAMPLE_BACK: tab->value = (tab->value + METRIC_VALUES - 1) % METRIC_VALUES; return REPLY_DONE;
	case ACTION_ENTER: to_curves(tab, scene, out); return REPLY_DONE;
	case ACTION_TOGGLE: toggle(tab, EDIT_RUN_TOGGLE, out); return REPLY_DONE;
	case ACTION_COLOUR: toggle(tab, EDIT_RUN_COLOUR, out); return REPLY_DONE;
	case ACTION_ALL: ask_edit(out, (struct edit){.what = EDIT_RUNS_ALL}); return REPLY_DONE;
	case ACTION_BACK: return back(tab);
	case ACTION_MOUSE: return mouse(tab, &input->event, out);
	default: break;
	}
	return list_act(&tab->list, input->action, (int)tab->table.row_count, tab->body.height) ? REPLY_DONE : REPLY_PASS;
}

static void offer_cell(const struct hparam_cell *cell, struct rows *rows)
{
	if (!cell->has)
		rows_none(rows);
	else if (cell->is_number)
		rows_number(rows, cell->number);
	else
		rows_text(rows, cell->text);
}

/* What the filter lets through, sorted, without hidden columns. */
static void offer(const void *state, const struct scene *scene, struct offer *out)
{
	const struct hparams_tab *tab = state;
	const struct hparam_table *table = &tab->table;
	str_append_text(&out->name, "hparams");
	if (!tab->made || tab->generation != store_generation(scene->store))
		return;
	out->rows_are = "the table";
	rows_column(&out->rows, slice_of("session"));
	rows_column(&out->rows, slice_of("status"));
	for (size_t i = 0; i < table->column_count; i++)
		if (!hparams_hidden(tab, i))
			rows_column(&out->rows, str_slice(&table->columns[i].name));
	for (size_t i = 0; i < table->row_count; i++) {
		const struct session_group *group = &table->sessions->groups[table->rows[i]];
		rows_text(&out->rows, group->name);
		rows_text(&out->rows, slice_of(session_status_name(group->status)));
		for (size_t k = 0; k < table->column_count; k++)
			if (!hparams_hidden(tab, k))
				offer_cell(hparam_table_cell(table, table->rows[i], k), &out->rows);
	}
}

/* ---- The rest ------------------------------------------------------------------------------------------ */

static const struct binding bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"h", ACTION_LEFT, NULL, "column"},
	{"l", ACTION_RIGHT, NULL, "column"},
	{",", ACTION_SORT, NULL, "sort"},
	{"<Del>", ACTION_COLUMN, NULL, "hide"},
	{"/", ACTION_FILTER, NULL, "filter"},
	{"T", ACTION_DRAWING, NULL, "form"},
	{")", ACTION_SAMPLE_ON, NULL, "last min max mean"},
	{"v", ACTION_SELECT, NULL, "brush"},
	{"<Enter>", ACTION_ENTER, NULL, "curves"},
	{NULL},
};

static bool available(const struct scene *scene)
{
	return store_kinds(scene->store) & KIND_BIT(KIND_HPARAMS) || finds_count(scene->finds, FIND_SETTINGS) > 0;
}

static void fini(void *state)
{
	struct hparams_tab *tab = state;
	if (tab->made)
		hparam_table_fini(&tab->table);
	metric_means_fini(&tab->means);
	for (size_t i = 0; i < tab->hidden_count; i++)
		str_fini(&tab->hidden[i]);
	free(tab->hidden);
	free(tab->columns);
	free(tab->rows);
	hparams_brush_clear(tab);
	str_fini(&tab->filter);
	str_fini(&tab->cursor_name);
}

static const struct meaning own_meanings[] = {
	{ACTION_LEFT, "the column before"},
	{ACTION_RIGHT, "the next column"},
	{ACTION_SORT, "sort by the column, again: the other way"},
	{ACTION_SELECT, "begin or end a brush of the column at the cursor"},
	{ACTION_COLUMN, "hide the column, or NAME"},
	{ACTION_FILTER, "which sessions: lr<1e-3 acc>0.6"},
	{ACTION_DRAWING, "table, parallel axes, scattered"},
	{ACTION_SAMPLE_BACK, "metrics: last, min, max, mean"},
	{ACTION_SAMPLE_ON, "the same, the other way"},
	{ACTION_ENTER, "to the curves of the session"},
	{ACTION_TOGGLE, "show or hide its run elsewhere"},
	{ACTION_COLOUR, "next colour and stroke of its run"},
	{ACTION_ALL},
	{ACTION_NONE},
};
static const struct meaning *const meanings[] = {own_meanings, list_meanings, NULL};

const struct view_ops hparams_view = {
	.name = "hparams",
	.title = "HParams",
	.bindings = bindings,
	.meanings = meanings,
	.size = sizeof(struct hparams_tab),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.offer = offer,
	.fini = fini,
};
