#include "view/sheet.h"

#include "base/alloc.h"
#include "base/number.h"
#include "base/text.h"
#include "model/reason.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static struct rect inside(const struct sheet *sheet)
{
	return rect_inset(sheet->area, 2, 1);
}

/* As high as its lines need, and in the middle. */
static void place(struct sheet *sheet, struct rect area, int width)
{
	int height = sheet->total + 2 < area.height ? sheet->total + 2 : area.height;
	width = width < area.width ? width : area.width;
	sheet->area = (struct rect){area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height};
	int rows = inside(sheet).height, most = sheet->total - rows;
	if (sheet->list.top > most)
		sheet->list.top = most;
	if (sheet->list.top < 0)
		sheet->list.top = 0;
	sheet->count = sheet->total - sheet->list.top < rows ? sheet->total - sheet->list.top : rows;
	if (sheet->count > sheet->capacity) {
		sheet->capacity = sheet->count;
		sheet->lines = xrealloc(sheet->lines, (size_t)sheet->capacity * sizeof *sheet->lines);
	}
}

static struct slice line_of(struct slice *rest)
{
	const char *end = rest->length ? memchr(rest->data, '\n', rest->length) : NULL;
	size_t length = end ? (size_t)(end - rest->data) : rest->length, taken = length + (end != NULL);
	struct slice line = {rest->data, length};
	*rest = (struct slice){rest->data + taken, rest->length - taken};
	return line;
}

/* ---- Problems ---------------------------------------------------------------------- */

/* An entry: its file, what is wrong, and two lines for why. */
#define ENTRY_LINES 4

/* Looked for when something changed: O(files). */
static void find_incomplete(struct sheet *sheet, const struct store *store)
{
	if (sheet->looked && sheet->generation == store_generation(store))
		return;
	sheet->looked = true;
	sheet->generation = store_generation(store);
	sheet->incomplete_count = 0;
	for (uint32_t i = 0; i < store_file_count(store); i++) {
		if (store_file(store, i).successor == STORE_NONE)
			continue;
		if (sheet->incomplete_count == sheet->incomplete_capacity) {
			sheet->incomplete_capacity = sheet->incomplete_capacity ? 2 * sheet->incomplete_capacity : 8;
			sheet->incomplete = xrealloc(sheet->incomplete, sheet->incomplete_capacity * sizeof *sheet->incomplete);
		}
		sheet->incomplete[sheet->incomplete_count++] = i;
	}
}

static void say_problem(struct str *out, const struct problem *problem)
{
	char offset[NUMBER_SIZE], lost[NUMBER_SIZE];
	if (problem->what == PROBLEM_UNREADABLE || problem->what == PROBLEM_LIMIT) {
		str_append_text(out, status_text(problem->status));
		return;
	}
	number_grouped(offset, (int64_t)problem->offset);
	number_bytes(lost, problem->bytes_lost);
	str_printf(out, "%s at byte %s, %s lost%s", problem_text(problem->what), offset, lost,
	           problem->provisional ? " so far" : "");
}

/* Breaks a text at a blank, so that its first line has at most `columns`; for texts of ours only: a byte is a column. */
static size_t first_line(const char *text, int columns)
{
	size_t length = strlen(text), end = (size_t)(columns > 0 ? columns : 0);
	if (length <= end)
		return length;
	while (end && text[end] != ' ')
		end--;
	return end;
}

static void set_line(struct sheet_line *line, struct slice text, int columns, enum text_cut cut, enum role role)
{
	label_set(&line->text, text, columns, cut);
	line->role = role;
}

/* Line `at` of the two that `reason` takes. */
static void say_reason(struct sheet_line *line, const char *reason, int at, int columns)
{
	size_t first = first_line(reason, columns - 2);
	const char *rest = reason + first + (reason[first] == ' ');
	struct str text = {0};
	str_append_text(&text, "  ");
	if (at)
		str_append_text(&text, rest);
	else
		str_append(&text, reason, first);
	set_line(line, str_slice(&text), columns, TEXT_CUT_END, ROLE_DIM);
	str_fini(&text);
}

static void say_problem_line(struct sheet_line *line, const struct store *store, uint32_t position, int at,
                             int columns)
{
	struct store_problem problem = store_problem_at(store, position);
	struct str text = {0};
	if (at == 0) {
		set_line(line, problem.shown, columns, TEXT_CUT_MIDDLE, ROLE_STRONG);
	} else if (at == 1) {
		str_append_text(&text, "  ");
		say_problem(&text, &problem.problem);
		set_line(line, str_slice(&text), columns, TEXT_CUT_END, ROLE_TEXT);
	} else {
		say_reason(line, problem_reason(store, &problem), at - 2, columns);
	}
	str_fini(&text);
}

static void say_incomplete_line(struct sheet_line *line, const struct store *store, uint32_t number, int at,
                                int columns)
{
	struct file_info file = store_file(store, number);
	struct str text = {0};
	incomplete_describe(&text, store, &file, "\n  ");
	struct slice rest = str_slice(&text), first = line_of(&rest);
	struct str indented = {0};
	str_append_text(&indented, "  ");
	str_append_slice(&indented, first);
	if (at == 0)
		set_line(line, file.shown, columns, TEXT_CUT_MIDDLE, ROLE_STRONG);
	else if (at == 1)
		set_line(line, str_slice(&indented), columns, TEXT_CUT_END, ROLE_TEXT);
	else if (at == 2)
		set_line(line, rest, columns, TEXT_CUT_MIDDLE, ROLE_TEXT);
	else
		set_line(line, slice_of("  it was stopped in the middle of a record: nothing else is lost"), columns,
		         TEXT_CUT_END, ROLE_DIM);
	str_fini(&indented);
	str_fini(&text);
}

static void say_problems_title(struct sheet *sheet, uint32_t problems)
{
	size_t incomplete = sheet->incomplete_count;
	if (incomplete)
		label_format(&sheet->title, "Problems %u, incomplete %zu", problems, incomplete);
	else
		label_format(&sheet->title, "Problems %u", problems);
}

void sheet_problems(struct sheet *sheet, const struct scene *scene, struct rect area)
{
	uint32_t problems = store_problem_count(scene->store);
	find_incomplete(sheet, scene->store);
	size_t entries = problems + sheet->incomplete_count;
	size_t lines = entries < INT_MAX / ENTRY_LINES ? entries * ENTRY_LINES : INT_MAX;
	sheet->total = entries ? (int)lines : 1;
	say_problems_title(sheet, problems);
	place(sheet, area, area.width);
	int columns = inside(sheet).width;
	for (int i = 0; i < sheet->count; i++) {
		uint32_t entry = (uint32_t)(sheet->list.top + i) / ENTRY_LINES;
		int at = (sheet->list.top + i) % ENTRY_LINES;
		if (!entries)
			set_line(&sheet->lines[i], slice_of("none: every record read is sound"), columns, TEXT_CUT_END,
			         ROLE_TEXT);
		else if (entry < problems)
			say_problem_line(&sheet->lines[i], scene->store, entry, at, columns);
		else
			say_incomplete_line(&sheet->lines[i], scene->store, sheet->incomplete[entry - problems], at, columns);
	}
}

/* ---- Info ---------------------------------------------------------------------------- */

#define HANGING_MOST 16 /* columns: where values begin at most */

/* A text row by row: what is too long for one goes on below, under its value. */
struct rows {
	struct slice rest, line; /* line: what is left of it */
	int columns, indent;
};

/* Where the value of a line begins: behind its name and two blanks, or where it is indented; 0 for any other text. */
static int value_of(struct slice line)
{
	size_t at = 0, most = line.length < HANGING_MOST ? line.length : HANGING_MOST;
	while (at + 1 < most && !(line.data[at] == ' ' && line.data[at + 1] == ' '))
		at++;
	if (at + 1 >= most)
		return 0;
	while (at < most && line.data[at] == ' ')
		at++;
	return at < most ? (int)at : 0;
}

/* How many bytes fit into `columns`, up to a blank; all where there is no blank that it could end at. */
static size_t bytes_that_fit(struct slice line, int columns, size_t from)
{
	size_t at = 0, blank = 0;
	for (int width = 0; at < line.length;) {
		uint32_t code;
		size_t taken = text_decode(slice_make(line.data + at, line.length - at), &code);
		if (code == ' ' && at > from)
			blank = at;
		width += text_code_width(code);
		if (width > columns)
			return blank ? blank : line.length;
		at += taken;
	}
	return at;
}

static struct slice next_row(struct rows *rows, int *indent)
{
	bool first = !rows->line.length;
	if (first) {
		rows->line = line_of(&rows->rest);
		rows->indent = 0;
	}
	*indent = rows->indent;
	int value = first ? value_of(rows->line) : rows->indent;
	size_t taken = bytes_that_fit(rows->line, rows->columns - rows->indent, first ? (size_t)value : 0);
	struct slice row = slice_make(rows->line.data, taken);
	while (taken < rows->line.length && rows->line.data[taken] == ' ')
		taken++;
	rows->line = slice_make(rows->line.data + taken, rows->line.length - taken);
	rows->indent = value <= rows->columns / 2 ? value : 0;
	return row;
}

static int count_rows(struct slice text, int columns)
{
	struct rows rows = {.rest = text, .columns = columns};
	int count = 0, indent;
	for (; rows.rest.length || rows.line.length; count++)
		next_row(&rows, &indent);
	return count;
}

static void set_row(struct sheet_line *line, struct slice row, int indent, int columns)
{
	struct str text = {0};
	str_printf(&text, "%*s", indent, "");
	str_append_slice(&text, row);
	set_line(line, str_slice(&text), columns, TEXT_CUT_END, ROLE_TEXT);
	str_fini(&text);
}

void sheet_info(struct sheet *sheet, struct rect area)
{
	struct slice rest = str_slice(&sheet->text);
	int widest = 30, indent;
	while (rest.length) {
		int width = text_width(line_of(&rest));
		widest = width > widest ? width : widest;
	}
	int columns = widest + 4 < area.width ? widest : area.width - 4;
	sheet->total = count_rows(str_slice(&sheet->text), columns);
	label_format(&sheet->title, "Info");
	place(sheet, area, widest + 4);
	struct rows rows = {.rest = str_slice(&sheet->text), .columns = columns};
	for (int i = 0; i < sheet->list.top + sheet->count; i++) {
		struct slice row = next_row(&rows, &indent);
		if (i >= sheet->list.top)
			set_row(&sheet->lines[i - sheet->list.top], row, indent, inside(sheet).width);
	}
}

void sheet_paint(const struct sheet *sheet, struct canvas *canvas)
{
	if (rect_empty(sheet->area))
		return;
	struct rect rows = inside(sheet), old = canvas_clip(canvas, sheet->area);
	canvas_fill(canvas, sheet->area, ' ', ROLE_TEXT, 0);
	canvas_box(canvas, sheet->area, label_slice(&sheet->title), ROLE_BORDER_FOCUS);
	for (int i = 0; i < sheet->count; i++)
		canvas_text(canvas, rows.x, rows.y + i, rows.width, label_slice(&sheet->lines[i].text), sheet->lines[i].role, 0);
	canvas_unclip(canvas, old);
}

bool sheet_act(struct sheet *sheet, enum action action)
{
	int page = inside(sheet).height > 1 ? inside(sheet).height - 1 : 1;
	switch (action) {
	case ACTION_UP: sheet->list.top--; break;
	case ACTION_DOWN: sheet->list.top++; break;
	case ACTION_PAGE_UP: sheet->list.top -= page; break;
	case ACTION_PAGE_DOWN: sheet->list.top += page; break;
	case ACTION_FIRST: sheet->list.top = 0; break;
	case ACTION_LAST: sheet->list.top = sheet->total; break;
	default: return false;
	}
	int most = sheet->total - sheet->count;
	sheet->list.top = sheet->list.top > most ? most : sheet->list.top;
	sheet->list.top = sheet->list.top < 0 ? 0 : sheet->list.top;
	return true;
}

void sheet_fini(struct sheet *sheet)
{
	str_fini(&sheet->text);
	free(sheet->lines);
	free(sheet->incomplete);
}
