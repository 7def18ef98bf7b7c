/* A terminal of few cells that knows what a frame is made of, and frames as curses makes them. */
#ifndef TBTOP_TEST_SCREEN_H
#define TBTOP_TEST_SCREEN_H

#include "base/text.h"
#include "ui/patch.h"

#include <stdbool.h>

#define ROWS 9
#define COLUMNS 31
#define ON_BLANKS (1u << 4 | 1u << 7)

struct pen {
	int foreground, background; /* of 256; -1 for the terminal's own */
	unsigned attributes;
};

struct screen {
	struct pen pen;
	struct place at;
	bool wraps; /* the last column is filled: the next character goes to the next row */
	struct {
		uint32_t code;
		struct pen pen;
	} cells[ROWS][COLUMNS];
};

static const struct pen no_pen = {-1, -1, 0};

static inline void erase(struct screen *screen, int from, int to)
{
	for (int x = from; x < to && x < COLUMNS; x++) {
		screen->cells[screen->at.row][x].code = ' ';
		screen->cells[screen->at.row][x].pen = (struct pen){-1, screen->pen.background, 0};
	}
}

static inline void select_graphics(struct screen *screen, const int *codes, int count)
{
	for (int i = 0; i < count; i++) {
		if (codes[i] == 0)
			screen->pen = no_pen;
		else if (codes[i] < 10)
			screen->pen.attributes |= 1u << codes[i];
		else if (codes[i] == 22)
			screen->pen.attributes &= ~6u;
		else if (codes[i] < 30)
			screen->pen.attributes &= ~(1u << (codes[i] - 20));
		else if (codes[i] == 39 || codes[i] == 49)
			*(codes[i] == 39 ? &screen->pen.foreground : &screen->pen.background) = -1;
		else if (codes[i] == 38 || codes[i] == 48)
			*(codes[i] == 38 ? &screen->pen.foreground : &screen->pen.background) = codes[i + 2];
		if (codes[i] == 38 || codes[i] == 48)
			i += 2;
	}
}

/* Its length; 0 for one that we never send. */
static inline size_t sequence(struct screen *screen, const char *text)
{
	int codes[16] = {0}, count = 0;
	const char *next = text;
	while (*next < 0x40) {
		if (*next == ';')
			count++;
		else
			codes[count] = codes[count] * 10 + *next - '0';
		next++;
	}
	int first = codes[0] ? codes[0] : 1, second = codes[1] ? codes[1] : 1;
	struct place *at = &screen->at;
	switch (*next) {
	case 'm': select_graphics(screen, codes, count + 1); return (size_t)(next - text) + 1;
	case 'H': *at = (struct place){first - 1, second - 1}; break;
	case 'd': at->row = first - 1; break;
	case 'G': at->column = first - 1; break;
	case 'A': at->row -= first; break;
	case 'B': at->row += first; break;
	case 'C': at->column += first; break;
	case 'D': at->column -= first; break;
	case 'K': erase(screen, at->column, COLUMNS); break;
	case 'X': erase(screen, at->column, at->column + first); break;
	default: return 0;
	}
	screen->wraps = false;
	return (size_t)(next - text) + 1;
}

static inline void put(struct screen *screen, uint32_t code)
{
	screen->cells[screen->at.row][screen->at.column].code = code;
	screen->cells[screen->at.row][screen->at.column].pen = screen->pen;
	screen->wraps = screen->at.column + 1 == COLUMNS;
	screen->at.column += !screen->wraps;
}

/* False where a terminal would do something else. */
static inline bool show(struct screen *screen, struct slice bytes)
{
	for (size_t i = 0, length, rest = 1; i < bytes.length; i += length) {
		uint32_t code;
		length = text_decode(slice_make(bytes.data + i, bytes.length - i), &code);
		if (code == 27 && bytes.data[i + 1] == '(')
			length = 3;
		else if (code == 27)
			length = 2 + (rest = sequence(screen, bytes.data + i + 2));
		else if (code == '\b' || code == '\r')
			screen->at.column = code == '\r' ? 0 : screen->at.column - 1;
		else if (code == '\n')
			screen->at.row++;
		else if (screen->wraps) /* curses places the cursor anew then, and so do we */
			return false;
		else
			put(screen, code);
		screen->wraps &= code >= 32;
		if (!rest || screen->at.row < 0 || screen->at.row >= ROWS || screen->at.column < 0 || screen->at.column >= COLUMNS)
			return false;
	}
	return true;
}

/* Of a blank only what shows counts. */
static inline bool same_screen(const struct screen *a, const struct screen *b)
{
	for (int y = 0; y < ROWS; y++)
		for (int x = 0; x < COLUMNS; x++) {
			const struct pen *left = &a->cells[y][x].pen, *right = &b->cells[y][x].pen;
			bool blank = a->cells[y][x].code == ' ', bare = blank && !(left->attributes & ON_BLANKS);
			unsigned seen = blank ? ON_BLANKS : ~0u;
			if (a->cells[y][x].code != b->cells[y][x].code || left->background != right->background ||
			    (left->attributes & seen) != (right->attributes & seen) || (!bare && left->foreground != right->foreground))
				return false;
		}
	return true;
}

/* A way as curses takes it: by an absolute place, or from where it is. */
static inline void append_move(struct str *frame, struct place *at, unsigned (*next)(void *context), void *context)
{
	int row = (int)(next(context) % ROWS), column = (int)(next(context) % (COLUMNS - 2));
	int way = at->row < 0 || at->column >= COLUMNS ? 0 : (int)(next(context) % 5);
	if (way == 0)
		str_printf(frame, "\033[%d;%dH", row + 1, column + 1);
	else if (way == 1)
		str_printf(frame, "\033[%dd", row + 1);
	else if (way == 2)
		str_printf(frame, "\033[%dG", column + 1);
	else if (way == 3 && at->column > 0)
		str_append_text(frame, "\b");
	else if (way == 4)
		str_append_text(frame, "\r");
	at->row = way <= 1 ? row : at->row;
	at->column = way == 0 || way == 2 ? column : way == 3 && at->column > 0 ? at->column - 1 : way == 4 ? 0 : at->column;
}

static inline void append_cells(struct str *frame, struct place *at, unsigned (*next)(void *context), void *context)
{
	static const char *const looks[] = {"\033[m", "\033[0;1m", "\033[38;5;221m", "\033[48;5;24m", "\033[7m", "\033[39;49m",
		"\033[0;4;38;5;75m", "\033[22m"};
	static const char *const glyphs[] = {" ", " ", "a", "7", "┊", "⣿", " ", "─"};
	str_append_text(frame, next(context) % 2 ? "" : looks[next(context) % 8]);
	for (int k = (int)(next(context) % 4); k > 0 && at->column < COLUMNS; k--, at->column++)
		str_append_text(frame, glyphs[next(context) % 8]);
	if (at->column < COLUMNS && next(context) % 60 == 0)
		str_append_text(frame, next(context) % 2 ? "\033[K" : "\033[2X");
}

#endif
