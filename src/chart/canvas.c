#include "chart/canvas.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_CHARACTER 0xFFFDu

/* --- ASCII stand-ins --------------------------------------------------- */

static const struct {
	uint32_t code;
	char ascii;
} stand_ins[] = {
	{0x00A0, ' '}, {0x00B1, '+'}, {0x00B2, '2'}, {0x00B5, 'u'}, {0x00B7, '.'}, {0x00D7, 'x'}, {0x0394, 'd'}, {0x03B7, 'n'},
	{0x03BC, 'u'}, {0x03C1, 'r'}, {0x2009, ' '}, {0x2013, '-'}, {0x2014, '-'}, {0x2018, '\''}, {0x2019, '\''},
	{0x201C, '"'}, {0x201D, '"'}, {0x2022, '*'}, {0x2026, '~'}, {0x202F, ' '}, {0x2190, '<'},
	{0x2191, '^'}, {0x2192, '>'}, {0x2193, 'v'}, {0x2212, '-'}, {0x2248, '~'}, {0x2264, '<'},
	{0x2265, '>'}, {0x250A, '|'}, {0x2506, ':'}, {0x2571, '/'}, {0x2572, '\\'}, {0x2573, 'x'},
	{0x2580, '"'}, {0x2581, '_'}, {0x2582, '.'}, {0x2583, ':'}, {0x2584, '-'}, {0x2585, '='},
	{0x2586, '+'}, {0x2587, '*'}, {0x2588, '#'}, {0x2589, '#'}, {0x258A, '#'}, {0x258B, '#'},
	{0x258C, '|'}, {0x258D, '|'}, {0x258E, '|'}, {0x258F, '|'}, {0x2590, '|'}, {0x2591, '.'},
	{0x2592, ':'}, {0x2593, '%'}, {0x25A0, '#'}, {0x25A1, 'o'}, {0x25AA, '.'}, {0x25AE, '#'},
	{0x25B2, '^'}, {0x25B4, '^'}, {0x25B6, '>'}, {0x25B8, '>'}, {0x25BC, 'v'}, {0x25BE, 'v'},
	{0x25C0, '<'}, {0x25C2, '<'}, {0x25C6, 'o'}, {0x25CB, 'O'}, {0x25CC, ':'}, {0x25CF, '*'},
	{0x25D0, '+'}, {0x2605, '*'}, {0x2606, '*'}, {0x26A0, '!'}, {0x2713, '+'}, {0x2714, '+'},
	{0x2715, 'x'}, {0x2716, 'x'}, {0x2717, 'x'}, {0x2718, 'x'}, {0x2731, '*'},
};

static uint32_t box_stand_in(uint32_t code)
{
	static const char straight[] = "--||--||--||"; /* U+2500 … U+250B: light, heavy and dashed lines */

	if (code <= 0x250B)
		return (uint32_t)straight[code - 0x2500];
	if (code == 0x2550 || code == 0x254C || code == 0x254D)
		return '-';
	if (code == 0x2551 || code == 0x254E || code == 0x254F)
		return '|';
	if (code >= 0x2574)
		return (code & 1) ? '|' : '-';
	return '+';
}

char canvas_ascii(uint32_t code)
{
	if (code < 0x80)
		return code;
	for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
		if (stand_ins[i].code == code)
			return (uint32_t)stand_ins[i].ascii;
	if (code >= 0x2500 && code <= 0x257F)
		return box_stand_in(code);
	if (code >= 0x2596 && code <= 0x259F)
		return '#';
	if (code >= 0x2800 && code <= 0x28FF)
		return code == 0x2800 ? ' ' : ':';
	return '?';
}

/*
 * What both the kernel's own font (CP437) and those of Debian's console-setup (Lat15, Uni2) have. What has no stand-in
 * is a letter, and looks as it can.
 */
static bool console_has(uint32_t code)
{
	static const uint16_t signs[] = {
		0x00B0, 0x00B1, 0x00B2, 0x00B5, 0x00B7, 0x2022, 0x2190, 0x2191, 0x2192, 0x2193, 0x2248, 0x2264, 0x2265,
		0x2500, 0x2502, 0x250C, 0x2510, 0x2514, 0x2518, 0x251C, 0x2524, 0x252C, 0x2534, 0x253C,
		0x2588, 0x2591, 0x2592, 0x25A0, 0x25B2, 0x25BC,
	};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (signs[i] == code)
			return true;
	return canvas_ascii(code) == '?';
}

static bool charset_has(enum charset charset, uint32_t code)
{
	return code < 0x80 || charset == CHARSET_UNICODE || (charset == CHARSET_CONSOLE && console_has(code));
}

/* --- the grid ---------------------------------------------------------- */

static struct cell blank_cell(void)
{
	return (struct cell){.code = {' '}, .role = ROLE_TEXT};
}

static int bounded(int size)
{
	return size < 0 ? 0 : size > CANVAS_SIDE_MAX ? CANVAS_SIDE_MAX : size;
}

static struct rect whole(const struct canvas *canvas)
{
	return (struct rect){0, 0, canvas->columns, canvas->rows};
}

void canvas_init(struct canvas *canvas, int columns, int rows, enum charset charset)
{
	*canvas = (struct canvas){.charset = charset};
	canvas_resize(canvas, columns, rows);
}

void canvas_fini(struct canvas *canvas)
{
	free(canvas->cells);
	*canvas = (struct canvas){.charset = canvas->charset};
}

void canvas_resize(struct canvas *canvas, int columns, int rows)
{
	canvas->columns = bounded(columns);
	canvas->rows = bounded(rows);
	free(canvas->cells);
	canvas->cells = xcalloc((size_t)canvas->columns * (size_t)canvas->rows + 1, sizeof *canvas->cells);
	canvas->clip = whole(canvas);
	canvas_clear(canvas);
}

void canvas_clear(struct canvas *canvas)
{
	size_t count = (size_t)canvas->columns * (size_t)canvas->rows;

	for (size_t i = 0; i < count; i++)
		canvas->cells[i] = blank_cell();
	canvas->picture_count = 0;
}

struct rect canvas_clip(struct canvas *canvas, struct rect rect)
{
	struct rect old = canvas->clip;

	canvas->clip = rect_intersect(old, rect);
	return old;
}

void canvas_unclip(struct canvas *canvas, struct rect old)
{
	canvas->clip = rect_intersect(old, whole(canvas));
}

struct cell *canvas_at(const struct canvas *canvas, int x, int y)
{
	if (x < 0 || y < 0 || x >= canvas->columns || y >= canvas->rows)
		return NULL;
	return &canvas->cells[(size_t)y * (size_t)canvas->columns + (size_t)x];
}

static struct cell *drawable(const struct canvas *canvas, int64_t x, int y)
{
	if (x < canvas->clip.x || x >= (int64_t)canvas->clip.x + canvas->clip.width)
		return NULL;
	return rect_contains(canvas->clip, (int)x, y) ? canvas_at(canvas, (int)x, y) : NULL;
}

static void make_blank(struct cell *cell)
{
	memset(cell->code, 0, sizeof cell->code);
	cell->code[0] = ' ';
}

static void set_cell(struct cell *cell, uint32_t code, enum role role, uint8_t attributes)
{
	*cell = (struct cell){.code = {code}, .role = (uint8_t)role, .attributes = attributes};
}

/* Before a cell is overwritten: the other half of a wide character in it becomes a blank. */
static void break_wide(const struct canvas *canvas, int x, int y)
{
	struct cell *cell = canvas_at(canvas, x, y);
	struct cell *before = canvas_at(canvas, x - 1, y);
	struct cell *after = canvas_at(canvas, x + 1, y);

	if (!cell->code[0] && before)
		make_blank(before);
	if (cell->code[0] && after && !after->code[0])
		make_blank(after);
}

static struct cell *put_narrow(struct canvas *canvas, int64_t x, int y, uint32_t code, enum role role,
                               uint8_t attributes)
{
	struct cell *cell = drawable(canvas, x, y);

	if (cell) {
		break_wide(canvas, (int)x, y);
		set_cell(cell, code, role, attributes);
	}
	return cell;
}

static struct cell *put_wide(struct canvas *canvas, int64_t x, int y, uint32_t code, enum role role,
                             uint8_t attributes)
{
	struct cell *left = drawable(canvas, x, y), *right = drawable(canvas, x + 1, y);

	if (!left || !right) { /* half of it is cut off: the other half is a blank */
		put_narrow(canvas, x, y, ' ', role, attributes);
		put_narrow(canvas, x + 1, y, ' ', role, attributes);
		return NULL;
	}
	break_wide(canvas, (int)x, y);
	break_wide(canvas, (int)x + 1, y);
	set_cell(left, code, role, attributes);
	set_cell(right, 0, role, attributes);
	return left;
}

/* Draws a code of width 1 or 2; returns its cell, NULL when it is not visible. */
static struct cell *put_code(struct canvas *canvas, int64_t x, int y, uint32_t code, int width, enum role role,
                             uint8_t attributes)
{
	if (text_is_control(code))
		code = NO_CHARACTER;
	if (!charset_has(canvas->charset, code)) {
		code = (uint32_t)canvas_ascii(code);
		if (width == 2)
			put_narrow(canvas, x + 1, y, code, role, attributes);
		width = 1;
	}
	return width == 2 ? put_wide(canvas, x, y, code, role, attributes)
	                  : put_narrow(canvas, x, y, code, role, attributes);
}

/* Rec. 709 weights on the encoded values: near enough for some shades. */
static double brightness(uint32_t colour)
{
	return colour == HALF_CLEAR ? 0
	                            : (0.2126 * (colour >> 16 & 255) + 0.7152 * (colour >> 8 & 255) +
	                               0.0722 * (colour & 255)) / 255;
}

void canvas_halves(struct canvas *canvas, int x, int y, uint32_t upper, uint32_t lower, double shade)
{
	static const uint32_t shades[] = {' ', 0x2591, 0x2592, 0x2593, 0x2588};
	static const char ascii[] = " .:-=+*#%@";
	bool plain = canvas->charset != CHARSET_UNICODE;
	int steps = plain ? (int)sizeof ascii - 1 : (int)(sizeof shades / sizeof *shades);

	if (shade != shade)
		shade = (brightness(upper) + brightness(lower)) / 2;
	int step = shade >= 1 ? steps - 1 : shade > 0 ? (int)(shade * steps) : 0;
	struct cell *cell = put_narrow(canvas, x, y, plain ? (uint32_t)ascii[step] : shades[step], ROLE_TEXT, 0);
	if (cell) {
		cell->painted = PAINTED_HALVES;
		cell->halves[0] = upper;
		cell->halves[1] = lower;
	}
}

void canvas_picture(struct canvas *canvas, struct canvas_picture picture)
{
	struct rect seen = rect_intersect(canvas->clip, picture.cells);

	if (rect_empty(seen) || seen.width != picture.cells.width || seen.height != picture.cells.height ||
	    canvas->picture_count == CANVAS_PICTURES)
		return;
	canvas->pictures[canvas->picture_count++] = picture;
}

bool canvas_picture_whole(const struct canvas *canvas, const struct canvas_picture *picture)
{
	for (int y = 0; y < picture->cells.height; y++)
		for (int x = 0; x < picture->cells.width; x++) {
			const struct cell *cell = canvas_at(canvas, picture->cells.x + x, picture->cells.y + y);
			if (!cell || cell->painted != PAINTED_HALVES)
				return false;
		}
	return true;
}

void canvas_ink(struct canvas *canvas, int x, int y, uint32_t code, uint32_t colour, enum role role)
{
	canvas_put(canvas, x, y, code, role, 0);
	struct cell *cell = rect_contains(canvas->clip, x, y) ? canvas_at(canvas, x, y) : NULL;
	if (cell) {
		cell->painted = PAINTED_INK;
		cell->halves[0] = colour;
	}
}

void canvas_put(struct canvas *canvas, int x, int y, uint32_t code, enum role role, uint8_t attributes)
{
	int width = text_code_width(code);

	if (width > 0)
		put_code(canvas, x, y, code, width, role, attributes);
}

static void add_mark(const struct canvas *canvas, struct cell *base, uint32_t mark)
{
	if (!base || canvas->charset == CHARSET_ASCII)
		return;
	for (int i = 1; i < CELL_CODES; i++) {
		if (!base->code[i]) {
			base->code[i] = mark;
			return;
		}
	}
}

int canvas_text(struct canvas *canvas, int x, int y, int columns, struct slice clean, enum role role,
                uint8_t attributes)
{
	struct cell *base = NULL;
	int used = 0;

	while (clean.length) {
		uint32_t code;
		size_t length = text_decode(clean, &code);
		int width = text_code_width(code);

		clean = slice_make(clean.data + length, clean.length - length);
		if (!width) {
			add_mark(canvas, base, code);
			continue;
		}
		if (width > columns - used)
			break;
		base = put_code(canvas, (int64_t)x + used, y, code, width, role, attributes);
		used += width;
	}
	return used;
}

int canvas_foreign(struct canvas *canvas, int x, int y, int columns, struct slice bytes, enum role role,
                   uint8_t attributes)
{
	struct str clean = {0}, cut = {0};
	int used;

	if (columns <= 0)
		return 0;
	text_clean(&clean, bytes);
	text_fit(&cut, str_slice(&clean), columns, TEXT_CUT_END);
	used = canvas_text(canvas, x, y, columns, str_slice(&cut), role, attributes);
	str_fini(&clean);
	str_fini(&cut);
	return used;
}

int canvas_printf(struct canvas *canvas, int x, int y, int columns, enum role role, uint8_t attributes,
                  const char *format, ...)
{
	char small[256];
	char *text = small;
	va_list arguments;
	int length, used;

	va_start(arguments, format);
	length = vsnprintf(small, sizeof small, format, arguments);
	va_end(arguments);
	if (length < 0)
		return 0;
	if ((size_t)length >= sizeof small) {
		text = xmalloc((size_t)length + 1);
		va_start(arguments, format);
		vsnprintf(text, (size_t)length + 1, format, arguments);
		va_end(arguments);
	}
	used = canvas_text(canvas, x, y, columns, slice_make(text, (size_t)length), role, attributes);
	if (text != small)
		free(text);
	return used;
}

void canvas_text_right(struct canvas *canvas, int x, int y, int columns, struct slice clean, enum role role,
                       uint8_t attributes)
{
	int width = text_width(clean);

	if (width > columns)
		width = columns;
	canvas_text(canvas, x + columns - width, y, width, clean, role, attributes);
}

void canvas_fill(struct canvas *canvas, struct rect rect, uint32_t code, enum role role, uint8_t attributes)
{
	struct rect area = rect_intersect(rect, canvas->clip);
	int width = text_code_width(code);

	if (width < 1)
		return;
	for (int y = area.y; y < area.y + area.height; y++)
		for (int x = area.x; x < area.x + area.width; x += width)
			put_code(canvas, x, y, width <= area.x + area.width - x ? code : ' ',
			         width <= area.x + area.width - x ? width : 1, role, attributes);
}

void canvas_paint(struct canvas *canvas, struct rect rect, enum role role, uint8_t attributes)
{
	struct rect area = rect_intersect(rect, canvas->clip);

	for (int y = area.y; y < area.y + area.height; y++) {
		for (int x = area.x; x < area.x + area.width; x++) {
			struct cell *cell = canvas_at(canvas, x, y);

			cell->role = (uint8_t)role;
			cell->attributes = attributes;
			cell->painted = PAINTED_NOT;
		}
	}
}

static void box_edges(struct canvas *canvas, struct rect rect, enum role role)
{
	int right = rect.x + rect.width - 1, bottom = rect.y + rect.height - 1;

	canvas_fill(canvas, (struct rect){rect.x, rect.y, rect.width, 1}, 0x2500, role, 0);
	canvas_fill(canvas, (struct rect){rect.x, bottom, rect.width, 1}, 0x2500, role, 0);
	canvas_fill(canvas, (struct rect){rect.x, rect.y, 1, rect.height}, 0x2502, role, 0);
	canvas_fill(canvas, (struct rect){right, rect.y, 1, rect.height}, 0x2502, role, 0);
	canvas_put(canvas, rect.x, rect.y, 0x250C, role, 0);
	canvas_put(canvas, right, rect.y, 0x2510, role, 0);
	canvas_put(canvas, rect.x, bottom, 0x2514, role, 0);
	canvas_put(canvas, right, bottom, 0x2518, role, 0);
}

struct rect canvas_box(struct canvas *canvas, struct rect rect, struct slice title, enum role role)
{
	struct str cut = {0};
	int room = rect.width - 4; /* corners, the blank after the title and one piece of line */

	if (rect.width < 2 || rect.height < 2)
		return rect;
	box_edges(canvas, rect, role);
	if (title.length && room > 0) {
		int used;

		text_fit(&cut, title, room, TEXT_CUT_END);
		used = canvas_text(canvas, rect.x + 1, rect.y, room, str_slice(&cut), ROLE_TITLE, 0);
		canvas_put(canvas, rect.x + 1 + used, rect.y, ' ', role, 0);
	}
	str_fini(&cut);
	return rect_inset(rect, 1, 1);
}

/* --- out as text ------------------------------------------------------- */

static void append_cell(struct str *out, const struct cell *cell)
{
	char bytes[4];

	for (int i = 0; i < CELL_CODES && cell->code[i]; i++)
		str_append(out, bytes, text_encode(cell->code[i], bytes));
}

static bool is_blank(const struct cell *cell)
{
	return cell->code[0] == ' ' && !cell->code[1];
}

void canvas_to_text(const struct canvas *canvas, struct str *out)
{
	for (int y = 0; y < canvas->rows; y++) {
		int end = canvas->columns;

		while (end > 0 && is_blank(canvas_at(canvas, end - 1, y)))
			end--;
		for (int x = 0; x < end; x++)
			append_cell(out, canvas_at(canvas, x, y));
		str_append_char(out, '\n');
	}
}

static bool is_plain(const struct cell *cell)
{
	return cell->role == ROLE_TEXT && !cell->attributes;
}

static void open_run(struct str *out, const struct cell *cell)
{
	static const struct {
		uint8_t attribute;
		char letter;
	} letters[] = {{CELL_BOLD, 'b'}, {CELL_UNDERLINE, 'u'}, {CELL_REVERSE, 'r'}, {CELL_DIM, 'd'}};

	str_append_char(out, '{');
	str_append_text(out, role_name(cell->role));
	if (cell->attributes)
		str_append_char(out, '+');
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (cell->attributes & letters[i].attribute)
			str_append_char(out, letters[i].letter);
	str_append_char(out, ':');
}

void canvas_to_golden(const struct canvas *canvas, struct str *out)
{
	for (int y = 0; y < canvas->rows; y++) {
		struct cell before = blank_cell();

		for (int x = 0; x < canvas->columns; x++) {
			const struct cell *cell = canvas_at(canvas, x, y);

			if (cell->role != before.role || cell->attributes != before.attributes) {
				if (!is_plain(&before))
					str_append_char(out, '}');
				if (!is_plain(cell))
					open_run(out, cell);
			}
			append_cell(out, cell);
			before = *cell;
		}
		str_append_text(out, is_plain(&before) ? "|\n" : "}|\n");
	}
}
