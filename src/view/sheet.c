#include "view/sheet.h"

#include "base/alloc.h"
#include "base/number.h"

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

static void say_problem(struct label *line, const struct store_problem *problem, int columns)
{
	char offset[NUMBER_SIZE], lost[NUMBER_SIZE];
	struct str text = {0};
	const struct problem *what = &problem->problem;
	if (what->what == PROBLEM_UNREADABLE || what->what == PROBLEM_LIMIT) {
		str_printf(&text, "%s", status_text(what->status));
	} else {
		number_grouped(offset, (int64_t)what->offset);
		number_bytes(lost, what->bytes_lost);
		str_printf(&text, "%s at byte %s, %s lost%s", problem_text(what->what), offset, lost,
		           what->provisional ? " so far" : "");
	}
	int room = columns - text_width(str_slice(&text)) - 2;
	struct label path;
	label_set(&path, problem->shown, room > 8 ? room : 8, TEXT_CUT_MIDDLE);
	struct str whole = {0};
	str_printf(&whole, "%s  %s", path.text, str_text(&text));
	label_set(line, str_slice(&whole), columns, TEXT_CUT_END);
	str_fini(&text);
	str_fini(&whole);
}

void sheet_problems(struct sheet *sheet, const struct scene *scene, struct rect area)
{
	uint32_t count = store_problem_count(scene->store);
	sheet->total = count ? (int)count : 1;
	label_format(&sheet->title, "Problems %u", count);
	place(sheet, area, area.width);
	int columns = inside(sheet).width;
	for (int i = 0; i < sheet->count; i++) {
		if (!count) {
			label_format(&sheet->lines[i], "none: every record read so far is sound");
			return;
		}
		struct store_problem problem = store_problem_at(scene->store, (uint32_t)(sheet->list.top + i));
		say_problem(&sheet->lines[i], &problem, columns);
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

void sheet_info(struct sheet *sheet, struct rect area)
{
	struct slice rest = str_slice(&sheet->text);
	int widest = 30;
	for (sheet->total = 0; rest.length; sheet->total++) {
		int width = text_width(line_of(&rest));
		widest = width > widest ? width : widest;
	}
	label_format(&sheet->title, "Info");
	place(sheet, area, widest + 4);
	rest = str_slice(&sheet->text);
	for (int i = 0; i < sheet->list.top + sheet->count; i++) {
		struct slice line = line_of(&rest);
		if (i >= sheet->list.top)
			label_set(&sheet->lines[i - sheet->list.top], line, inside(sheet).width, TEXT_CUT_END);
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
		canvas_text(canvas, rows.x, rows.y + i, rows.width, label_slice(&sheet->lines[i]), ROLE_TEXT, 0);
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
}
