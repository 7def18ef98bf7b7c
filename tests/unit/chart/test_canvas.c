/* The edges of the canvas: wide characters, combining marks, clipping, stand-ins, hostile sizes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "chart/canvas.h"

#include <limits.h>
#include <locale.h>
#include <string.h>

static struct canvas canvas;

static void expect_text(const char *want)
{
	struct str text = {0};

	canvas_to_text(&canvas, &text);
	assert_string_equal(str_text(&text), want);
	str_fini(&text);
}

static void start(int columns, int rows, enum charset charset)
{
	canvas_fini(&canvas);
	canvas_init(&canvas, columns, rows, charset);
}

static int put(int x, int columns, const char *text)
{
	return canvas_text(&canvas, x, 0, columns, slice_of(text), ROLE_TEXT, 0);
}

static void wide_characters(void **state)
{
	start(6, 1, CHARSET_UNICODE);
	assert_int_equal(put(0, 6, "a日本b"), 6);
	expect_text("a日本b\n");
	assert_int_equal(canvas_at(&canvas, 2, 0)->code[0], 0);
	put(2, 1, "x"); /* the right half */
	expect_text("a x本b\n");
	put(3, 1, "y"); /* the left half */
	expect_text("a xy b\n");
	assert_int_equal(put(0, 1, "日"), 0);
	assert_int_equal(put(5, 2, "日"), 2); /* half of it is outside */
	expect_text("a xy\n");
	put(0, 2, "日");
	put(1, 2, "本"); /* over the right half of one */
	expect_text(" 本y\n");
}

static void combining_marks(void **state)
{
	start(4, 1, CHARSET_UNICODE);
	assert_int_equal(put(0, 4, "e\xCC\x81\xCC\x82\xCC\x83x"), 2);
	expect_text("e\xCC\x81\xCC\x82x\n");
	put(0, 4, "\xCC\x81z"); /* nothing to sit on */
	expect_text("zx\n");
	start(4, 1, CHARSET_ASCII);
	put(0, 4, "e\xCC\x81x");
	expect_text("ex\n");
}

static void clipping(void **state)
{
	struct rect old;

	start(8, 3, CHARSET_UNICODE);
	old = canvas_clip(&canvas, (struct rect){2, 1, 3, 1});
	assert_int_equal(canvas_text(&canvas, 0, 1, 8, slice_of("abcdefgh"), ROLE_TEXT, 0), 8);
	canvas_text(&canvas, 2, 0, 8, slice_of("no"), ROLE_TEXT, 0);
	canvas_clip(&canvas, (struct rect){0, 0, 3, 3}); /* within the present one */
	canvas_fill(&canvas, (struct rect){0, 0, 8, 3}, '#', ROLE_TEXT, 0);
	expect_text("\n  #de\n\n");
	canvas_unclip(&canvas, old);
	canvas_text(&canvas, -2, 2, 8, slice_of("xyz"), ROLE_TEXT, 0);
	expect_text("\n  #de\nz\n");
}

static void wide_at_the_clip(void **state)
{
	start(6, 1, CHARSET_UNICODE);
	put(0, 6, "......");
	canvas_clip(&canvas, (struct rect){1, 0, 4, 1});
	put(0, 6, "日日日");
	expect_text(". 日 .\n");
}

static void hostile_coordinates(void **state)
{
	start(4, 2, CHARSET_UNICODE);
	canvas_text(&canvas, INT_MAX, 0, INT_MAX, slice_of("日本"), ROLE_TEXT, 0);
	canvas_text(&canvas, INT_MIN, INT_MIN, 4, slice_of("日本"), ROLE_TEXT, 0);
	canvas_put(&canvas, INT_MAX, INT_MAX, 0x65E5, ROLE_TEXT, 0);
	canvas_fill(&canvas, (struct rect){INT_MAX - 1, 0, INT_MAX, INT_MAX}, 'x', ROLE_TEXT, 0);
	canvas_clip(&canvas, (struct rect){-5, -5, INT_MAX, INT_MAX});
	canvas_paint(&canvas, (struct rect){3, 1, INT_MAX, INT_MAX}, ROLE_BAD, 0);
	assert_int_equal(canvas_at(&canvas, 3, 1)->role, ROLE_BAD);
	assert_null(canvas_at(&canvas, 4, 1));
	expect_text("\n\n");
}

static void sizes(void **state)
{
	start(-3, 7, CHARSET_UNICODE);
	put(0, 9, "nothing");
	expect_text("\n\n\n\n\n\n\n");
	canvas_resize(&canvas, INT_MAX, 1);
	assert_int_equal(canvas.columns, CANVAS_SIDE_MAX);
	canvas_resize(&canvas, 3, 1);
	put(0, 9, "abcdef");
	expect_text("abc\n");
}

static void ascii_stand_ins(void **state)
{
	start(40, 1, CHARSET_ASCII);
	put(0, 40, "┌─┤│└┊● ■ ◆ ▪ ▸▾ · … × ★ ✗ ⚠ ▁▂▃▄▅▆▇█");
	expect_text("+-+|+|* # o . >v . ~ x * x ! _.:-=+*#\n");
	start(8, 1, CHARSET_ASCII);
	assert_int_equal(put(0, 8, "é日x"), 4); /* widths are the same as in Unicode */
	expect_text("???x\n");
}

static void foreign_bytes(void **state)
{
	start(10, 1, CHARSET_UNICODE);
	assert_int_equal(canvas_foreign(&canvas, 0, 0, 4, slice_of("\033[2J\xFF long name"), ROLE_TEXT, 0), 4);
	expect_text("␛[2…\n");
	canvas_put(&canvas, 0, 0, 0x1B, ROLE_TEXT, 0); /* controls never get in */
	assert_int_equal(canvas_at(&canvas, 0, 0)->code[0], 0xFFFD);
	assert_int_equal(canvas_foreign(&canvas, 0, 0, 0, slice_of("x"), ROLE_TEXT, 0), 0);
}

static void boxes(void **state)
{
	struct rect inside;

	start(10, 3, CHARSET_UNICODE);
	inside = canvas_box(&canvas, (struct rect){0, 0, 10, 3}, slice_of("Runs"), ROLE_BORDER);
	expect_text("┌Runs ───┐\n│        │\n└────────┘\n");
	assert_true(inside.x == 1 && inside.y == 1 && inside.width == 8 && inside.height == 1);
	canvas_box(&canvas, (struct rect){0, 0, 10, 3}, slice_of("a long title"), ROLE_BORDER);
	expect_text("┌a lon… ─┐\n│        │\n└────────┘\n");
	canvas_clear(&canvas);
	inside = canvas_box(&canvas, (struct rect){0, 0, 1, 3}, slice_of("x"), ROLE_BORDER);
	assert_true(inside.width == 1 && inside.height == 3);
	expect_text("\n\n\n");
}

static void right_aligned_and_printf(void **state)
{
	start(8, 1, CHARSET_UNICODE);
	canvas_text_right(&canvas, 0, 0, 8, slice_of("42"), ROLE_TEXT, 0);
	expect_text("      42\n");
	canvas_text_right(&canvas, 0, 0, 3, slice_of("12345"), ROLE_TEXT, 0);
	expect_text("123   42\n");
	assert_int_equal(canvas_printf(&canvas, 0, 0, 8, ROLE_TEXT, 0, "%300d|", 7), 8);
	expect_text("\n");
}

static void golden_text(void **state)
{
	struct str text = {0};

	start(5, 2, CHARSET_UNICODE);
	canvas_text(&canvas, 0, 0, 5, slice_of("ab"), ROLE_BAD, CELL_BOLD | CELL_REVERSE);
	canvas_text(&canvas, 2, 0, 5, slice_of("cde"), ROLE_DIM, 0);
	canvas_to_golden(&canvas, &text);
	assert_string_equal(str_text(&text), "{bad+br:ab}{dim:cde}|\n     |\n");
	str_fini(&text);
}

static int set_locale(void **state)
{
	return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : 1;
}

static int free_canvas(void **state)
{
	canvas_fini(&canvas);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wide_characters),
		cmocka_unit_test(combining_marks),
		cmocka_unit_test(clipping),
		cmocka_unit_test(wide_at_the_clip),
		cmocka_unit_test(hostile_coordinates),
		cmocka_unit_test(sizes),
		cmocka_unit_test(ascii_stand_ins),
		cmocka_unit_test(foreign_bytes),
		cmocka_unit_test(boxes),
		cmocka_unit_test(right_aligned_and_printf),
		cmocka_unit_test(golden_text),
	};

	return cmocka_run_group_tests(tests, set_locale, free_canvas);
}
