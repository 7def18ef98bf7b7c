#include "view/box.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FOOT_ROWS = 3 };

static int widest(const char *text, int *lines)
{
	int width = 0;
	for (*lines = 0; *text; ++*lines) {
		size_t length = strcspn(text, "\n");
		int own = text_width(slice_make(text, length));
		width = own > width ? own : width;
		text += length + (text[length] != 0);
	}
	return width;
}

void box_paint(struct canvas *canvas, struct rect area, const char *title, const char *text, enum role role)
{
	int lines, width = widest(text, &lines) + 4, height = lines + 2;
	int head = text_width(slice_of(title)) + 4;
	width = width > head ? width : head;
	width = width < area.width ? width : area.width;
	bool framed = height <= area.height && width > 6;
	height = framed ? height : lines < area.height ? lines : area.height;
	struct rect box = {area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height};
	struct rect old = canvas_clip(canvas, box);
	canvas_fill(canvas, box, ' ', ROLE_TEXT, 0);
	struct rect inside = framed ? rect_inset(canvas_box(canvas, box, slice_of(title), ROLE_BORDER), 1, 0) : box;
	for (int y = 0; *text && y < inside.height; y++) {
		size_t length = strcspn(text, "\n");
		struct label line;
		label_set(&line, slice_make(text, length), inside.width, TEXT_CUT_END);
		canvas_text(canvas, inside.x, inside.y + y, inside.width, label_slice(&line), role, 0);
		text += length + (text[length] != 0);
	}
	canvas_unclip(canvas, old);
}

void box_paint_foot(struct canvas *canvas, struct rect picture, int axis_rows, const char *title, const char *text)
{
	rect_take_bottom(&picture, axis_rows);
	if (text && *text)
		box_paint(canvas, rect_take_bottom(&picture, FOOT_ROWS), title, text, ROLE_BAD);
}

void line_add(struct label *line, int columns, const char *format, ...)
{
	char part[LABEL_SIZE], whole[2 * LABEL_SIZE];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(part, sizeof part, format, arguments);
	va_end(arguments);
	int length = snprintf(whole, sizeof whole, "%s%s%s", line->text, line->length ? "  " : "", part);
	if (length < LABEL_SIZE && text_width(slice_of(whole)) <= columns)
		label_set(line, slice_of(whole), columns, TEXT_CUT_END);
}
