#include "view/op_changes.h"

#include "base/alloc.h"
#include "base/number.h"
#include "view/box.h"

#include <math.h>
#include <stdlib.h>

enum { NAME_LEAST = 12, FOOT_FROM = 8, CELLS = 6, FOUR_CELLS_FROM = 54, ALL_CELLS_FROM = 96 };

static const struct {
	const char *name;
	int width;
	bool always; /* in few columns, too */
} cells[CELLS] = {
	{"total", 9, true}, {"now", 9, true}, {"change", 10, true}, {"", 8, true}, {"self", 10, false}, {"calls", 9, false},
};

/* ---- What is compared ---- */

static void forget(struct op_changes *changes)
{
	op_tallies_fini(&changes->after);
	free(changes->all);
	free(changes->rows);
	changes->all = NULL;
	changes->rows = NULL;
	changes->all_count = changes->count = 0;
	changes->stale = true;
}

void op_changes_fini(struct op_changes *changes)
{
	forget(changes);
	op_tallies_fini(&changes->before);
	free(changes->before_path);
	str_fini(&changes->before_name);
	str_fini(&changes->filter);
	*changes = (struct op_changes){0};
}

void op_changes_set(struct op_changes *changes, const struct profile *profile, const char *path, struct slice name)
{
	op_tallies_fini(&changes->before);
	forget(changes);
	free(changes->before_path);
	changes->before_path = NULL;
	str_clear(&changes->before_name);
	if (!op_tallies_make(&profile->trace, &profile->ops, &changes->before))
		return;
	changes->before_path = xstrdup(path);
	text_clean(&changes->before_name, name);
}

void op_changes_open(struct op_changes *changes, const struct profile *profile)
{
	forget(changes);
	changes->profile = profile;
	changes->list = (struct list){0};
}

/* ---- Rows ---- */

static picoseconds change_of(const struct op_change *change, enum change_sort sort)
{
	switch (sort) {
	case CHANGE_SELF: return change->after.self - change->before.self;
	case CHANGE_CALLS: return (picoseconds)change->after.count - (picoseconds)change->before.count;
	default: return change->after.total - change->before.total;
	}
}

/* qsort has no context, and one table is sorted at a time, on the loop thread. */
static enum change_sort order;

static int by_order(const void *left, const void *right)
{
	const struct op_change *a = *(const struct op_change *const *)left, *b = *(const struct op_change *const *)right;
	picoseconds one = change_of(a, order), other = change_of(b, order);
	one = one < 0 ? -one : one;
	other = other < 0 ? -other : other;
	return one != other ? (one > other ? -1 : 1) : slice_compare(a->name, b->name);
}

static void compare(struct op_changes *changes)
{
	if (op_tallies_make(&changes->profile->trace, &changes->profile->ops, &changes->after))
		changes->all = op_changes(&changes->before, &changes->after, &changes->all_count);
	changes->rows = changes->all ? data_alloc(changes->all_count, sizeof *changes->rows) : NULL;
}

static void make_rows(struct op_changes *changes)
{
	struct pattern pattern = {0};
	if (!changes->all)
		compare(changes);
	changes->stale = false;
	changes->count = 0;
	pattern_set(&pattern, str_text(&changes->filter));
	for (size_t i = 0; changes->rows && i < changes->all_count; i++)
		if (!changes->filter.length || pattern_matches(&pattern, changes->all[i].name))
			changes->rows[changes->count++] = &changes->all[i];
	pattern_fini(&pattern);
	order = changes->sort;
	if (changes->count)
		qsort(changes->rows, changes->count, sizeof(const struct op_change *), by_order);
}

const struct op_change *op_changes_row(const struct op_changes *changes)
{
	return (size_t)changes->list.cursor < changes->count ? changes->rows[changes->list.cursor] : NULL;
}

void op_changes_prepare(struct op_changes *changes, struct rect area)
{
	if (changes->stale)
		make_rows(changes);
	changes->title = rect_take_top(&area, area.height > 4);
	changes->foot = rect_take_bottom(&area, area.height >= FOOT_FROM);
	changes->head = rect_take_top(&area, area.height > 1);
	changes->body = area;
	list_fit(&changes->list, (int)changes->count, area.height > 0 ? area.height : 1);
}

/* ---- Painting ---- */

static void say_time(struct label *out, picoseconds time, bool sign)
{
	struct str text = {0};
	picoseconds_short(&text, time);
	label_format(out, "%s%s", sign && time > 0 ? "+" : "", str_text(&text));
	str_fini(&text);
}

static void say_part(struct label *out, const struct op_change *change)
{
	picoseconds by = change_of(change, CHANGE_TOTAL);
	double part = change->before.total ? 100.0 * (double)by / (double)change->before.total : 0;
	if (!change->before.count || !change->after.count)
		label_format(out, "%s", op_change_what(change));
	else if (change->before.total && fabs(part) < 9999.5)
		label_format(out, "%+.1f %%", part);
	else
		label_format(out, by ? "×many" : "");
}

static void say_cell(const struct op_change *change, int cell, struct label *out)
{
	char text[NUMBER_SIZE];
	*out = (struct label){0};
	switch (cell) {
	case 0:
	case 1: {
		const struct op_tally *side = cell ? &change->after : &change->before;
		if (side->count)
			say_time(out, side->total, false);
		else
			label_format(out, "—");
		break;
	}
	case 2: say_time(out, change_of(change, CHANGE_TOTAL), true); break;
	case 3: say_part(out, change); break;
	case 4: say_time(out, change_of(change, CHANGE_SELF), true); break;
	default:
		number_change(text, (double)change_of(change, CHANGE_CALLS), 4);
		label_format(out, "%s", text);
		break;
	}
}

static bool shown(const struct op_changes *changes, int cell)
{
	return changes->body.width >= (cell == 2 ? 2 * NAME_LEAST : cells[cell].always ? FOUR_CELLS_FROM : ALL_CELLS_FROM);
}

static int name_width(const struct op_changes *changes)
{
	int width = changes->body.width - 2;
	for (int i = 0; i < CELLS; i++)
		width -= shown(changes, i) ? cells[i].width + 1 : 0;
	return width;
}

static void paint_row(const struct op_changes *changes, struct canvas *canvas, const struct op_change *change, int y)
{
	struct rect body = changes->body;
	picoseconds by = change_of(change, CHANGE_TOTAL);
	enum role role = by > 0 ? ROLE_BAD : by < 0 ? ROLE_GOOD : ROLE_DIM;
	struct label text;
	canvas_put(canvas, body.x, y, by > 0 ? 0x25B2 : by < 0 ? 0x25BC : 0x00B7, role, 0);
	label_name(&text, change->name, name_width(changes));
	canvas_text(canvas, body.x + 2, y, text.width, label_slice(&text), ROLE_TEXT, 0);
	int x = body.x + 2 + name_width(changes);
	for (int i = 0; i < CELLS; i++) {
		if (!shown(changes, i))
			continue;
		say_cell(change, i, &text);
		canvas_text_right(canvas, x + 1, y, cells[i].width, label_slice(&text), i == 2 || i == 3 ? role : ROLE_TEXT, 0);
		x += cells[i].width + 1;
	}
	if (change == op_changes_row(changes))
		canvas_paint(canvas, (struct rect){body.x + 2, y, body.width - 2, 1}, ROLE_SELECTED, 0);
}

static void paint_head(const struct op_changes *changes, struct canvas *canvas)
{
	static const int sorted[CHANGE_SORTS] = {2, 4, 5};
	int x = changes->head.x + 2 + name_width(changes), y = changes->head.y;
	canvas_text(canvas, changes->head.x + 2, y, name_width(changes), slice_of("operation"), ROLE_DIM, 0);
	for (int i = 0; i < CELLS; i++) {
		bool here = sorted[changes->sort] == i;
		struct label text;
		if (!shown(changes, i))
			continue;
		label_format(&text, "%s%s", here ? "▼" : "", cells[i].name);
		canvas_text_right(canvas, x + 1, y, cells[i].width, label_slice(&text), here ? ROLE_STRONG : ROLE_DIM, 0);
		x += cells[i].width + 1;
	}
}

static void paint_title(const struct op_changes *changes, struct canvas *canvas)
{
	struct label line = {0}, name, time;
	picoseconds before = 0, after = 0;
	int width = changes->title.width;
	for (size_t i = 0; i < changes->all_count; i++) {
		before += changes->all[i].before.self;
		after += changes->all[i].after.self;
	}
	label_set(&name, str_slice(&changes->before_name), width / 2, TEXT_CUT_MIDDLE);
	line_add(&line, width, "against %s", name.text);
	say_time(&time, after - before, true);
	line_add(&line, width, "all by themselves %s", time.text);
	canvas_text(canvas, changes->title.x, changes->title.y, width, label_slice(&line), ROLE_TITLE, 0);
}

static void paint_foot(const struct op_changes *changes, struct canvas *canvas)
{
	static const char *const sorts[CHANGE_SORTS] = {"total time", "self time", "calls"};
	struct label line = {0}, text;
	char count[NUMBER_SIZE];
	number_grouped(count, (int64_t)changes->count);
	line_add(&line, changes->foot.width, "%s operation%s, by change in %s", count, changes->count == 1 ? "" : "s", sorts[changes->sort]);
	if (changes->filter.length) {
		label_set(&text, str_slice(&changes->filter), 30, TEXT_CUT_END);
		line_add(&line, changes->foot.width, "/%s/", text.text);
	}
	canvas_text(canvas, changes->foot.x, changes->foot.y, changes->foot.width, label_slice(&line), ROLE_DIM, 0);
}

void op_changes_paint(const struct op_changes *changes, struct canvas *canvas)
{
	paint_title(changes, canvas);
	if (changes->head.height)
		paint_head(changes, canvas);
	for (int y = 0; y < changes->body.height && (size_t)(changes->list.top + y) < changes->count; y++)
		paint_row(changes, canvas, changes->rows[changes->list.top + y], changes->body.y + y);
	if (!changes->count)
		box_paint(canvas, changes->body, "compare", changes->rows ? "no operation matches the filter: / changes it, Esc clears it" : "out of memory",
		          ROLE_DIM);
	if (changes->foot.height)
		paint_foot(changes, canvas);
}

/* ---- As a table for others ---- */

void op_changes_rows(const struct op_changes *changes, struct rows *out)
{
	static const char *const names[] = {"operation", "total_us_before", "total_us", "self_us_before", "self_us", "calls_before", "calls"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		rows_column(out, slice_of(names[i]));
	for (size_t i = 0; i < changes->count; i++) {
		const struct op_change *change = changes->rows[i];
		rows_text(out, change->name);
		rows_number(out, (double)change->before.total / 1e6);
		rows_number(out, (double)change->after.total / 1e6);
		rows_number(out, (double)change->before.self / 1e6);
		rows_number(out, (double)change->after.self / 1e6);
		rows_integer(out, (int64_t)change->before.count);
		rows_integer(out, (int64_t)change->after.count);
	}
}

/* ---- Acting ---- */

static void filter(struct op_changes *changes, const struct input *input, struct asks *out)
{
	if (!input->text && input->phase == INPUT_WHOLE) {
		ask_prompt(out, ACTION_FILTER, "operations /", str_text(&changes->filter));
		return;
	}
	str_clear(&changes->filter);
	if (input->phase != INPUT_CANCEL && input->text)
		str_append_text(&changes->filter, input->text);
	changes->stale = true;
}

static bool back(struct op_changes *changes)
{
	bool filtered = changes->filter.length > 0;
	str_clear(&changes->filter);
	changes->stale |= filtered;
	return filtered;
}

bool op_changes_act(struct op_changes *changes, const struct input *input, struct asks *out)
{
	int y = input->event.y - changes->body.y;
	switch (input->action) {
	case ACTION_SORT:
		changes->sort = (changes->sort + 1) % CHANGE_SORTS;
		changes->stale = true;
		break;
	case ACTION_FILTER: filter(changes, input, out); break;
	case ACTION_BACK: return back(changes);
	case ACTION_MOUSE:
		if (input->event.mouse == MOUSE_PRESS && y >= 0 && y < changes->body.height)
			changes->list.cursor = changes->list.top + y;
		break;
	default: return list_act(&changes->list, input->action, (int)changes->count, changes->body.height);
	}
	return true;
}
