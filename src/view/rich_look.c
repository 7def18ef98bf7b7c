#include "view/rich_look.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

static size_t first_of_line(const struct rich *rich, uint32_t line)
{
	size_t low = 0, high = rich->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (rich->pieces[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A line as text, in its columns. */
static void line_text(const struct rich *rich, uint32_t line, struct str *out)
{
	int x = 0;
	str_clear(out);
	for (size_t i = first_of_line(rich, line); i < rich->count && rich->pieces[i].line == line; i++) {
		const struct rich_piece *piece = &rich->pieces[i];
		for (; x < piece->x; x++)
			str_append_char(out, ' ');
		str_append(out, rich->text.data + piece->begin, piece->length);
		x += piece->width;
	}
}

static bool same_letters(const char *a, const char *b, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (tolower((unsigned char)a[i]) != tolower((unsigned char)b[i]))
			return false;
	return true;
}

/* Where it stands at or after `from`; the length of the text when it doesn't. */
static size_t find_in(const struct str *text, size_t from, const char *search)
{
	size_t length = strlen(search);
	for (size_t i = from; length && i + length <= text->length; i++)
		if (same_letters(text->data + i, search, length))
			return i;
	return text->length;
}

static void paint_matches(const struct rich *rich, struct canvas *canvas, struct rect area, uint32_t line, int y,
                          const char *search, struct str *text)
{
	size_t length = strlen(search);
	line_text(rich, line, text);
	for (size_t at = find_in(text, 0, search); at < text->length; at = find_in(text, at + length, search)) {
		int x = text_width(slice_make(text->data, at)), width = text_width(slice_make(text->data + at, length));
		canvas_paint(canvas, (struct rect){area.x + x, y, width, 1}, ROLE_MATCH, 0);
	}
}

void rich_paint(const struct rich *rich, struct canvas *canvas, struct rect area, uint32_t top, const char *search)
{
	struct str text = {0};
	struct rect old = canvas_clip(canvas, area);
	for (size_t i = first_of_line(rich, top); i < rich->count; i++) {
		const struct rich_piece *piece = &rich->pieces[i];
		if (piece->line - top >= (uint32_t)area.height)
			break;
		canvas_text(canvas, area.x + piece->x, area.y + (int)(piece->line - top), area.width - piece->x,
		            slice_make(rich->text.data + piece->begin, piece->length), piece->role, piece->attributes);
	}
	for (int y = 0; search && *search && y < area.height; y++)
		paint_matches(rich, canvas, area, top + (uint32_t)y, area.y + y, search, &text);
	canvas_unclip(canvas, old);
	str_fini(&text);
}

static bool line_has(const struct rich *rich, uint32_t line, const char *search, struct str *text)
{
	line_text(rich, line, text);
	return text->length && find_in(text, 0, search) < text->length;
}

int64_t rich_find(const struct rich *rich, uint32_t from, int by, const char *search)
{
	struct str text = {0};
	int64_t found = -1;
	for (uint32_t i = 1; i <= rich->lines && found < 0; i++) {
		uint64_t line = ((uint64_t)from + rich->lines + (by > 0 ? i : rich->lines - i)) % rich->lines;
		if (line_has(rich, (uint32_t)line, search, &text))
			found = (int64_t)line;
	}
	str_fini(&text);
	return found;
}

uint32_t rich_matches(const struct rich *rich, const char *search)
{
	struct str text = {0};
	uint32_t count = 0;
	for (uint32_t i = 0; i < rich->lines && *search; i++)
		count += line_has(rich, i, search, &text);
	str_fini(&text);
	return count;
}
