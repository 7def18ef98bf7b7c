#include "view/menu.h"

#include <stdarg.h>

enum { LETTER = 3, WORD = 7, AROUND = 4 }; /* columns; the last: of frame and blanks */

void menu_add(struct menu *menu, char letter, const char *word, const char *format, ...)
{
	va_list arguments;
	if (menu->count == MENU_ROWS)
		return;
	struct menu_row *row = &menu->rows[menu->count++];
	va_start(arguments, format);
	label_clean_format(&row->what, format, arguments);
	va_end(arguments);
	label_format(&row->word, "%s", word);
	row->letter = letter;
}

static struct rect place_of(const struct menu *menu, struct rect area)
{
	int width = 0, height = menu->count + 2;
	for (int i = 0; i < menu->count; i++)
		width = menu->rows[i].what.width > width ? menu->rows[i].what.width : width;
	width += LETTER + WORD + AROUND;
	width = width > area.width ? area.width : width;
	height = height > area.height ? area.height : height;
	return (struct rect){area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height};
}

static void paint_row(const struct menu_row *row, struct canvas *canvas, struct rect line, bool chosen)
{
	struct rect whole = line;
	rect_take_left(&line, 1);
	canvas_printf(canvas, line.x, line.y, line.width, ROLE_HELP, CELL_BOLD, "%c", row->letter);
	rect_take_left(&line, LETTER);
	canvas_text(canvas, line.x, line.y, line.width, label_slice(&row->word), ROLE_HELP, 0);
	rect_take_left(&line, WORD);
	rect_take_right(&line, 1);
	canvas_foreign(canvas, line.x, line.y, line.width, label_slice(&row->what), ROLE_HELP, CELL_DIM);
	if (chosen)
		canvas_paint(canvas, whole, ROLE_SELECTED, 0);
}

void menu_paint(const struct menu *menu, struct canvas *canvas, struct rect area)
{
	struct rect place = place_of(menu, area);
	struct list list = menu->list;
	if (rect_empty(place))
		return;
	canvas_fill(canvas, place, ' ', ROLE_HELP, 0);
	struct rect inside = canvas_box(canvas, place, slice_of(menu->title), ROLE_HELP);
	list_fit(&list, menu->count, inside.height);
	for (int i = 0; i < inside.height && list.top + i < menu->count; i++)
		paint_row(&menu->rows[list.top + i], canvas, (struct rect){inside.x, inside.y + i, inside.width, 1},
		          list.top + i == list.cursor);
}

int menu_row_at(const struct menu *menu, struct rect area, int x, int y)
{
	struct rect inside = rect_inset(place_of(menu, area), 1, 1);
	struct list list = menu->list;
	list_fit(&list, menu->count, inside.height);
	int row = list.top + y - inside.y;
	return rect_contains(inside, x, y) && row < menu->count ? row : -1;
}

void menu_act(struct menu *menu, enum action action)
{
	list_act(&menu->list, action, menu->count, menu->count);
}

char menu_chosen(const struct menu *menu)
{
	return menu->list.cursor < menu->count ? menu->rows[menu->list.cursor].letter : 0;
}

bool menu_has(const struct menu *menu, char letter)
{
	for (int i = 0; i < menu->count; i++)
		if (menu->rows[i].letter == letter)
			return true;
	return false;
}
