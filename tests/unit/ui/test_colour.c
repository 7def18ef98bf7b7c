/* What a cell of a picture is where there are fewer colours, or no signs of half a cell. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "chart/heat.h"
#include "ui/colour.h"

#include <math.h>

#define UPPER 0x2580
#define LOWER 0x2584

struct painting {
	uint32_t upper, lower;
	enum charset charset;
	enum colour_depth depth;
	uint32_t code;
	int32_t foreground, background;
};

static void halves_are_two_colours_of_a_cell(void **state)
{
	static const struct painting paintings[] = {
		{0x204060, 0x80A0C0, CHARSET_UNICODE, COLOUR_DIRECT, UPPER, 0x204060, 0x80A0C0},
		{0x204060, 0x204060, CHARSET_UNICODE, COLOUR_DIRECT, ' ', THEME_DEFAULT, 0x204060},
		{0x204060, HALF_CLEAR, CHARSET_UNICODE, COLOUR_DIRECT, UPPER, 0x204060, THEME_DEFAULT},
		{HALF_CLEAR, 0x80A0C0, CHARSET_UNICODE, COLOUR_DIRECT, LOWER, 0x80A0C0, THEME_DEFAULT},
		{HALF_CLEAR, HALF_CLEAR, CHARSET_UNICODE, COLOUR_DIRECT, ' ', THEME_DEFAULT, THEME_DEFAULT},
		{0x204060, 0x80A0C0, CHARSET_ASCII, COLOUR_DIRECT, ' ', THEME_DEFAULT, 0x507090}, /* the mean */
		{0xFFFFFF, 0xFFFFFF, CHARSET_ASCII, COLOUR_DIRECT, ' ', THEME_DEFAULT, 0xFCFCFC},
		{0x204060, HALF_CLEAR, CHARSET_ASCII, COLOUR_DIRECT, ' ', THEME_DEFAULT, 0x204060},
		{HALF_CLEAR, 0x80A0C0, CHARSET_ASCII, COLOUR_DIRECT, ' ', THEME_DEFAULT, 0x80A0C0},
		{0xFF0000, 0x0000FF, CHARSET_UNICODE, COLOUR_256, UPPER, 196, 21},
		{0xFF0000, 0x00FF00, CHARSET_UNICODE, COLOUR_16, UPPER, 9, 10},
		{0xFF0000, 0xFE0101, CHARSET_UNICODE, COLOUR_16, ' ', THEME_DEFAULT, 9}, /* one colour there */
		{0xFF0000, 0x00FF00, CHARSET_UNICODE, COLOUR_MONO, '#', THEME_DEFAULT, THEME_DEFAULT},
	};
	for (size_t i = 0; i < sizeof paintings / sizeof *paintings; i++) {
		const struct painting *one = &paintings[i];
		struct cell cell = {.code = {'#'}, .painted = PAINTED_HALVES, .halves = {one->upper, one->lower}};
		struct painted painted = colour_paint(&cell, one->charset, one->depth);
		assert_int_equal(painted.code, one->code);
		assert_int_equal(painted.style.foreground, one->foreground);
		assert_int_equal(painted.style.background, one->background);
	}
}

/* A sign in a colour of its own stays that sign, in any charset. */
static void ink_colours_a_sign(void **state)
{
	struct cell cell = {.code = {'x'}, .painted = PAINTED_INK, .halves = {0x204060, 0x80A0C0}};
	struct painted painted = colour_paint(&cell, CHARSET_ASCII, COLOUR_DIRECT);
	assert_int_equal(painted.code, 'x');
	assert_int_equal(painted.style.foreground, 0x204060);
	assert_int_equal(painted.style.background, THEME_DEFAULT);
}

/* Each of the 256 but the first 16 is nearest to itself; of the 16, too. */
static void colours_of_terminals_are_their_own(void **state)
{
	for (int i = 16; i < 256; i++)
		assert_int_equal(colour_indexed(colour_of_256(colour_indexed(i))), colour_indexed(i));
	for (int i = 0; i < 16; i++)
		assert_int_equal(colour_of_16(colour_indexed(i)), i);
}

static double brightness(int32_t rgb)
{
	return 0.2126 * (rgb >> 16 & 255) + 0.7152 * (rgb >> 8 & 255) + 0.0722 * (rgb & 255);
}

/* What looks like more is more: of 256 colours, too, levels don't get darker by more than no eye sees, nor grey. */
static void heat_rises_in_256_colours(void **state)
{
	double brightest = 0;
	for (int i = 1; i <= 1000; i++) {
		int32_t colour = colour_indexed(colour_of_256((int32_t)heat_colour(i / 1000.0)));
		assert_false((colour >> 16) == (colour & 255) && (colour >> 16) == (colour >> 8 & 255));
		assert_true(brightness(colour) >= brightest - 8);
		brightest = fmax(brightest, brightness(colour));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(halves_are_two_colours_of_a_cell),
		cmocka_unit_test(ink_colours_a_sign),
		cmocka_unit_test(colours_of_terminals_are_their_own),
		cmocka_unit_test(heat_rises_in_256_colours),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
