/* Frames in another order: a terminal shows the same as if they had come in theirs. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/text.h"
#include "ui/thrift.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void erase(struct screen *screen, int from, int to)
{
	for (int x = from; x < to && x < COLUMNS; x++) {
		screen->cells[screen->at.row][x].code = ' ';
		screen->cells[screen->at.row][x].pen = (struct pen){-1, screen->pen.background, 0};
	}
}

static void select_graphics(struct screen *screen, const int *codes, int count)
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

static size_t sequence(struct screen *screen, const char *text)
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
	default: fail();
	}
	screen->wraps = false;
	return (size_t)(next - text) + 1;
}

static void put(struct screen *screen, uint32_t code)
{
	assert_false(screen->wraps); /* curses places the cursor anew then, and so do we */
	screen->cells[screen->at.row][screen->at.column].code = code;
	screen->cells[screen->at.row][screen->at.column].pen = screen->pen;
	screen->wraps = screen->at.column + 1 == COLUMNS;
	screen->at.column += !screen->wraps;
}

static void show(struct screen *screen, struct slice bytes)
{
	for (size_t i = 0, length; i < bytes.length; i += length) {
		uint32_t code;
		length = text_decode(slice_make(bytes.data + i, bytes.length - i), &code);
		if (code == 27 && bytes.data[i + 1] == '(')
			length = 3;
		else if (code == 27)
			length = 2 + sequence(screen, bytes.data + i + 2);
		else if (code == '\b' || code == '\r')
			screen->at.column = code == '\r' ? 0 : screen->at.column - 1;
		else if (code == '\n')
			screen->at.row++;
		else
			put(screen, code);
		screen->wraps &= code >= 32;
		assert_in_range(screen->at.row, 0, ROWS - 1);
		assert_in_range(screen->at.column, 0, COLUMNS - 1);
	}
}

static void assert_same_screen(const struct screen *a, const struct screen *b)
{
	for (int y = 0; y < ROWS; y++)
		for (int x = 0; x < COLUMNS; x++) {
			const struct pen *left = &a->cells[y][x].pen, *right = &b->cells[y][x].pen;
			assert_int_equal(a->cells[y][x].code, b->cells[y][x].code);
			assert_int_equal(left->background, right->background);
			bool blank = a->cells[y][x].code == ' ';
			assert_int_equal(blank ? left->attributes & ON_BLANKS : left->attributes,
			                 blank ? right->attributes & ON_BLANKS : right->attributes);
			if (!blank || left->attributes & ON_BLANKS)
				assert_int_equal(left->foreground, right->foreground);
		}
}

/* A way as curses takes it: by an absolute place, or from where it is. */
static void append_move(struct str *frame, struct place *at)
{
	int row = rand() % ROWS, column = rand() % (COLUMNS - 2);
	int way = at->row < 0 || at->column >= COLUMNS ? 0 : rand() % 5;
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

static void append_cells(struct str *frame, struct place *at)
{
	static const char *const looks[] = {"\033[m", "\033[0;1m", "\033[38;5;221m", "\033[48;5;24m", "\033[7m", "\033[39;49m",
		"\033[0;4;38;5;75m", "\033[22m"};
	static const char *const glyphs[] = {" ", " ", "a", "7", "┊", "⣿", " ", "─"};
	str_append_text(frame, rand() % 2 ? "" : looks[rand() % 8]);
	for (int k = rand() % 4; k > 0 && at->column < COLUMNS; k--, at->column++)
		str_append_text(frame, glyphs[rand() % 8]);
	if (at->column < COLUMNS && rand() % 60 == 0)
		str_append_text(frame, rand() % 2 ? "\033[K" : "\033[2X");
}

static void any_order_shows_the_same(void **state)
{
	static struct screen plain, thrifty;
	size_t before = 0, after = 0;
	srand(11);
	for (int round = 0; round < 200; round++) {
		struct patch *patch = calloc(1, sizeof *patch);
		struct thrift thrift = {0};
		struct place at = {-1, -1};
		memset(&plain, 0, sizeof plain);
		plain.pen = no_pen;
		thrifty = plain;
		thrift_begin(&thrift, patch);
		thrift_resize(&thrift, COLUMNS);
		for (int i = 0; i < 40; i++) {
			struct str frame = {0}, out = {0};
			for (int k = rand() % 12; k > 0; k--) {
				append_move(&frame, &at);
				append_cells(&frame, &at);
			}
			thrift_take(&thrift, str_slice(&frame), &out);
			show(&plain, str_slice(&frame));
			show(&thrifty, str_slice(&out));
			assert_same_screen(&plain, &thrifty);
			before += frame.length;
			after += out.length;
			str_fini(&frame);
			str_fini(&out);
		}
		assert_false(thrift.off);
		free(patch);
	}
	assert_true(after < before);
}

/* As when a cursor goes on by one column. */
static void looks_go_together(void **state)
{
	static struct patch patch;
	struct thrift thrift = {0};
	struct str out = {0};
	thrift_begin(&thrift, &patch);
	thrift_resize(&thrift, 80);
	thrift_take(&thrift, slice_of("\033[m\033[1;1Hx"), &out);
	str_clear(&out);
	thrift_take(&thrift, slice_of("\033[2;5H\033[31m|\033[m \033[2;20H7\033[3;5H\033[31m|\033[m \033[3;20H8\033[4;5H\033[31m|"), &out);
	assert_string_equal(str_text(&out), "\033[2;20H7\b\n8\033[2;5H\033[31m| \b\b\n| \b\b\n|");
	str_clear(&out);
	thrift_take(&thrift, slice_of("\033[m\b9\033[5;5Hab"), &out); /* it knows where the cursor was to be */
	assert_string_equal(str_text(&out), "\b\033[m9\b\nab");
	str_fini(&out);
}

/* As in charts side by side: not to and fro with each row. Of looks comes next what takes the least to change to. */
static void columns_are_gone_down(void **state)
{
	static struct patch patch;
	struct thrift thrift = {0};
	struct str out = {0};
	thrift_begin(&thrift, &patch);
	thrift_resize(&thrift, 120);
	thrift_take(&thrift, slice_of("\033[m\033[1;1Hx"), &out);
	str_clear(&out);
	thrift_take(&thrift, slice_of("\033[2;5H\033[31m|\033[2;60H|\033[3;5H|\033[3;60H|\033[4;5H|\033[4;60H|"
	                              "\033[5;5H\033[0;1;38;5;75ma\033[5;60H\033[mb"), &out);
	assert_string_equal(str_text(&out), "\033[5;60Hb\033[2;5H\033[31m|\b\n|\b\n|\033[2;60H|\b\n|\b\n|\033[56D\n"
	                                    "\033[1;38;5;75ma");
	str_fini(&out);
}

static void assert_way(struct place from, struct place to, const char *wanted)
{
	struct str out = {0};
	patch_move(from, to, &out);
	assert_string_equal(str_text(&out), wanted);
	str_fini(&out);
}

static void ways_are_short(void **state)
{
	assert_way((struct place){-1, -1}, (struct place){4, 0}, "\033[5H");
	assert_way((struct place){-1, -1}, (struct place){4, 9}, "\033[5;10H");
	assert_way((struct place){4, 9}, (struct place){5, 7}, "\b\b\n");
	assert_way((struct place){4, 9}, (struct place){4, 10}, "\033[C");
	assert_way((struct place){4, 90}, (struct place){5, 0}, "\r\n");
	assert_way((struct place){30, 9}, (struct place){2, 9}, "\033[28A");
	assert_way((struct place){3, 3}, (struct place){29, 78}, "\033[30;79H");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_order_shows_the_same),
		cmocka_unit_test(looks_go_together),
		cmocka_unit_test(columns_are_gone_down),
		cmocka_unit_test(ways_are_short),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
