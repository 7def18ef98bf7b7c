#include "view/box.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { EDGES = 4, FRAME_ROWS = 2, LOW = 3 }; /* columns, rows that a frame takes; */

/* How much of the text's first line stands in so many columns: it goes on in the next after a blank, if there is one. */
static size_t row_length(const char *text, int room)
{
	size_t whole = strcspn(text, "\n"), fit = 0;
	if (text_width(slice_make(text, whole)) <= room)
		return whole;
	for (size_t i = 0; i < whole && text_width(slice_make(text, i)) <= room; i++)
		if (text[i] == ' ')
			fit = i;
	return fit ? fit : whole;
}

static const char *next_row(const char *text, size_t length)
{
	return text + length + (text[length] != 0);
}

static int widest(const char *text, int room, int *rows)
{
	int width = 0;
	for (*rows = 0; *text; ++*rows) {
		size_t length = row_length(text, room);
		int own = text_width(slice_make(text, length));
		width = own > width ? own : width;
		text = next_row(text, length);
	}
	return width;
}

void box_paint(struct canvas *canvas, struct rect area, const char *title, const char *text, enum role role)
{
	int rows, width = widest(text, area.width - EDGES, &rows) + EDGES, height = rows + FRAME_ROWS;
	int head = text_width(slice_of(title)) + EDGES;
	width = width > head ? width : head;
	width = width < area.width ? width : area.width;
	bool framed = height <= area.height && width > EDGES + 2;
	height = framed ? height : rows < area.height ? rows : area.height;
	struct rect box = {area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height};
	struct rect old = canvas_clip(canvas, box);
	canvas_fill(canvas, box, ' ', ROLE_TEXT, 0);
	struct rect inside = framed ? rect_inset(canvas_box(canvas, box, slice_of(title), ROLE_BORDER), 1, 0) : box;
	for (int y = 0; *text && y < inside.height; y++) {
		size_t length = row_length(text, area.width - EDGES);
		struct label line;
		label_set(&line, slice_make(text, length), inside.width, TEXT_CUT_END);
		canvas_text(canvas, inside.x, inside.y + y, inside.width, label_slice(&line), role, 0);
		text = next_row(text, length);
	}
	canvas_unclip(canvas, old);
}

void box_paint_foot(struct canvas *canvas, struct rect picture, int axis_rows, const char *title, const char *text)
{
	int rows;
	if (!text || !*text)
		return;
	rect_take_bottom(&picture, axis_rows);
	widest(text, picture.width - EDGES, &rows);
	bool framed = picture.height >= LOW * (rows + FRAME_ROWS); /* in a low picture the frame would hide half of it */
	box_paint(canvas, rect_take_bottom(&picture, framed ? rows + FRAME_ROWS : rows), title, text, ROLE_BAD);
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
