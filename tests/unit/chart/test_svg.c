#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "chart/svg_cells.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct svg_colours colours = {.background = 0xFFFFFF, .roles = {[ROLE_SERIES_0] = 0x123456}};

/* A chart of one line of four columns over x 0 to 4, y 0 to 10. */
static void draw(struct str *out, const struct plot_column *columns, const char *name, struct rect area)
{
	struct plot_line line = {columns, 4, ROLE_SERIES_0, PLOT_DASHED, false, 0x25A0, slice_of(name), "2.5"};
	struct plot plot = {
		.x = {SCALE_LINEAR, 0, 4, 1},
		.y = {SCALE_LINEAR, 0, 10, 1},
		.title = slice_of("train/loss"),
		.x_name = "step",
		.lines = &line,
		.line_count = 1,
		.cursor = NAN,
		.axes = true,
	};
	svg_begin(out, 960, 320, &colours);
	svg_plot(out, &plot, area, &colours);
	svg_end(out);
}

static const struct plot_column flat[4] = {{1, 1, 1, 1, false}, {2, 2, 2, 2, false}, {3, 3, 3, 3, false}, {4, 4, 4, 4, false}};
static const struct rect whole = {0, 0, 960, 320};

static void expect(const struct str *text, const char *part)
{
	if (!strstr(str_text(text), part))
		fail_msg("'%s' is not in:\n%s", part, str_text(text));
}

static int count_of(const struct str *text, const char *part)
{
	int count = 0;
	for (const char *at = str_text(text); (at = strstr(at, part)); at++)
		count++;
	return count;
}

/* Every "<" begins an element that ends, every "&" an entity; no control character but newlines. */
static void expect_sound(const struct str *text)
{
	for (const char *at = str_text(text); *at; at++) {
		assert_true((unsigned char)*at >= ' ' || *at == '\n');
		if (*at == '&')
			assert_true(!strncmp(at, "&amp;", 5) || !strncmp(at, "&lt;", 4) || !strncmp(at, "&gt;", 4) ||
			            !strncmp(at, "&quot;", 6));
		if (*at == '<')
			assert_true(strcspn(at + 1, "<") > strcspn(at, ">") - 1);
	}
}

static void a_line_goes_where_its_values_are(void **state)
{
	struct str out = {0};
	draw(&out, flat, "run", whole);
	/* The lines have x from 64 to 730, y from 28 to 294: a column is 166.5 wide, 1 is 26.6 high. */
	expect(&out, "d=\"M147.2 267.4h0L313.8 240.8L480.2 214.2L646.8 187.6\"");
	expect(&out, "stroke=\"#123456\" stroke-dasharray=\"7 4\"");
	expect(&out, ">train/loss</text>");
	expect(&out, ">run</text>");
	expect(&out, ">2.5</text>");
	expect(&out, ">step</text>");
	expect_sound(&out);
	str_fini(&out);
}

static void a_column_shows_its_whole_range(void **state)
{
	const struct plot_column spike[4] = {{1, 1, 1, 9, false}, {NAN, NAN, NAN, NAN, false}, {3, 3, 3, 3, true}, {NAN, NAN, NAN, NAN, false}};
	struct str out = {0};
	draw(&out, spike, "run", whole);
	expect(&out, "d=\"M147.2 267.4h0V267.4V54.6V267.4M480.2 214.2h0\"");
	str_fini(&out);
}

static void add_event(struct plot_event *event, double x, char letter, uint8_t rank, const char *text)
{
	*event = (struct plot_event){.x = x, .letter = letter, .rank = rank, .role = ROLE_AXIS, .folds = rank >= 4, .count = 2};
	snprintf(event->text, sizeof event->text, "%s", text);
}

/* As in cells: below the lines, each with its words where there is room, many alike as one with their number. */
static void what_happened_has_a_lane(void **state)
{
	const struct plot_bad bad[4] = {{0}, {3, 0, 0}, {0, 2, 0}, {0, 0, 1}};
	struct plot_event events[8];
	struct plot_line line = {.columns = flat, .count = 4, .role = ROLE_SERIES_0};
	struct plot plot = {
		.x = {SCALE_LINEAR, 0, 4, 1}, .y = {SCALE_LINEAR, 0, 10, 1}, .lines = &line, .line_count = 1, .cursor = NAN, .axes = true,
		.bad_kinds = PLOT_NAN | PLOT_ABOVE | PLOT_BELOW, .bad = bad, .bad_count = 4, .events = events, .event_count = 8, .event_lane = true,
	};
	struct str out = {0};
	add_event(&events[0], 0.5, 'R', 1, "restart 12");
	for (int i = 1; i < 8; i++)
		add_event(&events[i], 2 + i * 0.05, '?', 5, "pause 3s");
	svg_begin(&out, 960, 320, &colours);
	svg_plot(&out, &plot, whole, &colours);
	svg_end(&out);
	expect(&out, ">NaN/inf</text>");
	expect(&out, "<path d=\"M"); /* arrows of what is infinite */
	assert_int_equal(count_of(&out, "h6L"), 2);
	expect(&out, ">evt</text>");
	expect(&out, ">R</text>");
	expect(&out, ">(restart 12)</text>");
	assert_int_equal(count_of(&out, ">?</text>"), 1);
	expect(&out, ">\xC3\x97" "14</text>");
	expect_sound(&out);
	str_fini(&out);
}

static void names_are_words_not_markup(void **state)
{
	struct str out = {0};
	draw(&out, flat, "<&\">\x01\xFF\xEF\xBF\xBF", whole);
	expect(&out, ">&lt;&amp;&quot;&gt;\xEF\xBF\xBD");
	expect_sound(&out);
	str_fini(&out);
}

static void any_size_is_drawn(void **state)
{
	for (int side = 0; side < 400; side += 7) {
		struct str out = {0};
		draw(&out, flat, "run", (struct rect){0, 0, side, side});
		expect_sound(&out);
		assert_int_equal(count_of(&out, "<path"), 1);
		assert_int_equal(count_of(&out, "</svg>"), 1);
		str_fini(&out);
	}
}

/* Dots and halves are shapes, words are text where they stand, and blanks are nothing. */
static void cells_are_shapes_and_words(void **state)
{
	struct str out = {0};
	struct canvas canvas;
	canvas_init(&canvas, 12, 3, CHARSET_UNICODE);
	canvas_text(&canvas, 2, 1, 10, slice_of("a<b> & c"), ROLE_SERIES_0, CELL_BOLD);
	canvas_put(&canvas, 0, 0, 0x2801, ROLE_SERIES_0, 0);
	canvas_put(&canvas, 1, 0, 0x2880, ROLE_SERIES_0, 0);
	canvas_halves(&canvas, 3, 2, 0xFF0000, HALF_CLEAR, NAN);
	canvas_halves(&canvas, 5, 2, HALF_CLEAR, 0x00FF00, NAN);
	svg_begin(&out, 12 * SVG_CELL_WIDTH, 3 * SVG_CELL_HEIGHT, &colours);
	svg_cells(&out, &canvas, (struct rect){0, 0, 12, 3}, &colours);
	svg_end(&out);
	expect_sound(&out);
	expect(&out, "<path d=\"M0 0h3v3h-3zM12 12h3v3h-3z\" fill=\"#123456\"/>");
	expect(&out, "<text x=\"16\" y=\"28\" fill=\"#123456\" textLength=\"32\" lengthAdjust=\"spacingAndGlyphs\" "
	             "font-weight=\"bold\">a&lt;b&gt;</text>");
	expect(&out, "<rect x=\"24\" y=\"32\" width=\"8\" height=\"8\" fill=\"#ff0000\"/>");
	expect(&out, "<rect x=\"40\" y=\"40\" width=\"8\" height=\"8\" fill=\"#00ff00\"/>");
	assert_int_equal(count_of(&out, "<text"), 3);
	assert_int_equal(count_of(&out, "<path"), 1);
	canvas_fini(&canvas);
	str_fini(&out);
}

/* A part that is cut out begins at the left upper corner; nothing outside is asked for. */
static void a_part_of_the_cells(void **state)
{
	struct str out = {0};
	struct canvas canvas;
	canvas_init(&canvas, 4, 2, CHARSET_UNICODE);
	canvas_text(&canvas, 0, 0, 4, slice_of("abcd"), ROLE_TEXT, 0);
	canvas_text(&canvas, 0, 1, 4, slice_of("efgh"), ROLE_TEXT, 0);
	svg_cells(&out, &canvas, (struct rect){2, 1, 9, 9}, &colours);
	expect(&out, "<text x=\"0\" y=\"12\"");
	expect(&out, ">gh</text>");
	assert_int_equal(count_of(&out, "<text"), 1);
	canvas_fini(&canvas);
	str_fini(&out);
}

int main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_goes_where_its_values_are),
		cmocka_unit_test(a_column_shows_its_whole_range),
		cmocka_unit_test(what_happened_has_a_lane),
		cmocka_unit_test(names_are_words_not_markup),
		cmocka_unit_test(any_size_is_drawn),
		cmocka_unit_test(cells_are_shapes_and_words),
		cmocka_unit_test(a_part_of_the_cells),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
