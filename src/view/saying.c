#include "view/saying.h"

#include <stdarg.h>

void saying_begin(struct saying *saying)
{
	saying->count = 0;
}

void saying_add(struct saying *saying, const char *format, ...)
{
	va_list arguments;
	if (saying->count == SAYING_PARTS)
		return;
	va_start(arguments, format);
	label_clean_format(&saying->parts[saying->count++], format, arguments);
	va_end(arguments);
}

void saying_paint(const struct saying *saying, struct canvas *canvas, const char *between, enum role first,
                  enum role rest)
{
	struct rect row = saying->row;
	int begin = row.x + 1, x = begin, y = row.y, end = row.x + row.width, gap = text_width(slice_of(between));
	for (int i = 0; i < saying->count; i++) {
		int width = saying->parts[i].width;
		if (x + (x > begin ? gap : 0) + width > end && x > begin) {
			x = begin;
			y++;
		}
		if (y >= row.y + row.height || x + width > end)
			return;
		if (x > begin)
			x += canvas_text(canvas, x, y, gap, slice_of(between), rest, 0);
		x += canvas_text(canvas, x, y, end - x, label_slice(&saying->parts[i]), i ? rest : first, 0);
	}
}
