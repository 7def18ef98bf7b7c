#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "ui/graphics.h"
#include "ui/few_colours.h"
#include "ui/kitty.h"
#include "ui/placing.h"
#include "ui/sixel.h"

#include <stdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void clear_environment(void)
{
	static const char *const names[] = {"TMUX", "KITTY_WINDOW_ID", "GHOSTTY_RESOURCES_DIR", "TERM_PROGRAM"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unsetenv(names[i]);
	setenv("TERM", "xterm-256color", 1);
}

/* Both rounds of questions, with the answers of a terminal; its way. */
static enum graphics_way talk(struct graphics *graphics, enum graphics_way wanted, const char *attributes,
                              const char *const *answers)
{
	struct str out = {0};
	graphics_begin(graphics, wanted, true);
	graphics_ask(graphics, &out);
	assert_false(graphics->due);
	if (out.length)
		graphics_reply(graphics, attributes);
	if (graphics->due)
		graphics_ask_rest(graphics, &out);
	for (; graphics->asked == ASKED_REST && *answers; answers++)
		assert_true(graphics_reply(graphics, *answers));
	if (graphics->asked == ASKED_REST)
		graphics_reply(graphics, attributes);
	str_fini(&out);
	return graphics->way;
}

static void the_best_way_that_was_answered_is_taken(void **state)
{
	static const struct {
		enum graphics_way wanted, way;
		const char *attributes, *answers[4];
	} rows[] = {
		{GRAPHICS_AUTO, GRAPHICS_OFF, "[?62;22c", {NULL}},
		{GRAPHICS_AUTO, GRAPHICS_SIXEL, "[?62;4;22c", {"[6;20;10t", "[?1;0;256S", NULL}},
		{GRAPHICS_AUTO, GRAPHICS_OFF, "[?64;14;24;40;41c", {NULL}}, /* none of them is 4 */
		{GRAPHICS_AUTO, GRAPHICS_OFF, "[?4c", {NULL}},              /* that is the kind of terminal */
		{GRAPHICS_AUTO, GRAPHICS_ITERM, "[?62;4c", {"]1337;ReportCellSize=20.0;10.0", NULL}},
		{GRAPHICS_AUTO, GRAPHICS_KITTY, "[?62;4c", {"_Gi=31;OK", "]1337;ReportCellSize=20.0;10.0", NULL}},
		{GRAPHICS_OFF, GRAPHICS_OFF, "[?62;4c", {"_Gi=31;OK", NULL}},
		{GRAPHICS_SIXEL, GRAPHICS_SIXEL, "[?62c", {NULL}},
	};
	clear_environment();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct graphics graphics;
		assert_int_equal(talk(&graphics, rows[i].wanted, rows[i].attributes, rows[i].answers), rows[i].way);
	}
}

static void nothing_is_believed_before_it_was_asked(void **state)
{
	struct graphics graphics;
	struct str out = {0};
	clear_environment();
	graphics_begin(&graphics, GRAPHICS_AUTO, true);
	graphics_reply(&graphics, "_Gi=31;OK");
	graphics_reply(&graphics, "[?62;4c");
	assert_int_equal(graphics.way, GRAPHICS_OFF);
	assert_false(graphics.due);
	assert_false(graphics_reply(&graphics, "]11;rgb:ff/ff/ff"));
	assert_false(graphics_reply(&graphics, "[?2026;1$y"));
	graphics_ask(&graphics, &out);
	graphics_reply(&graphics, "_Gi=31;OK");
	assert_int_equal(graphics.way, GRAPHICS_KITTY);
	graphics_doubt(&graphics);
	assert_int_equal(graphics.way, GRAPHICS_OFF);
	assert_true(graphics.due);
	str_fini(&out);
}

static void sizes_are_bounded(void **state)
{
	static const char *const sixel[] = {"[6;20;10t", "[?2;0;1000;1000S", NULL};
	static const char *const kitty[] = {"_Gi=31;OK", "[6;20;10t", NULL};
	static const char *const odd[] = {"[6;0;10t", "[6;9999;10t", "[6;-20;10t", "[6;20t", NULL};
	struct graphics graphics;
	int width, height;
	clear_environment();
	talk(&graphics, GRAPHICS_AUTO, "[?62;4c", sixel);
	assert_true(graphics_size(&graphics, 40, 20, &width, &height));
	assert_int_equal(width, 400);
	assert_int_equal(height, 400);
	assert_false(graphics_size(&graphics, 101, 20, &width, &height));
	assert_false(graphics_size(&graphics, 0, 20, &width, &height));
	talk(&graphics, GRAPHICS_AUTO, "[?62;4c", kitty);
	assert_true(graphics_size(&graphics, 400, 200, &width, &height));
	assert_true((int64_t)width * height <= 1024 * 1024);
	graphics_begin(&graphics, GRAPHICS_AUTO, true);
	for (size_t i = 0; odd[i]; i++)
		graphics_reply(&graphics, odd[i]);
	assert_int_equal(graphics.cell_width, 0);
}

/* ---- Sixel ---- */

/* Draws it again, from what the standard says of each letter; every pixel must be set once at least. */
static void decode(const char *text, int width, int height, uint8_t *out)
{
	uint8_t palette[256][3];
	bool *set = calloc((size_t)width * (size_t)height, sizeof *set);
	int x = 0, y = 0, colour = 0, taken, number, red, green, blue;
	assert_non_null(set);
	for (text = strchr(text, '#'); *text && *text != '\033';) {
		int times = 1;
		if (sscanf(text, "#%d;2;%d;%d;%d%n", &number, &red, &green, &blue, &taken) == 4) {
			palette[number][0] = (uint8_t)red;
			palette[number][1] = (uint8_t)green;
			palette[number][2] = (uint8_t)blue;
			text += taken;
			continue;
		}
		if (sscanf(text, "#%d%n", &colour, &taken) == 1) {
			text += taken;
			continue;
		}
		if (sscanf(text, "!%d%n", &times, &taken) == 1)
			text += taken;
		if (*text == '$')
			x = 0;
		else if (*text == '-')
			x = 0, y += 6;
		for (; *text >= '?' && times > 0; times--, x++)
			for (int bit = 0; bit < 6; bit++)
				if ((*text - '?') >> bit & 1) {
					assert_in_range(x, 0, width - 1);
					assert_in_range(y + bit, 0, height - 1);
					memcpy(out + 3 * ((y + bit) * width + x), palette[colour], 3);
					set[(y + bit) * width + x] = true;
				}
		text++;
	}
	for (int i = 0; i < width * height; i++)
		assert_true(set[i]);
	free(set);
}

static void sixel_shows_the_same_pixels(void **state)
{
	enum { WIDTH = 37, HEIGHT = 23 }; /* no multiple of a band */
	uint8_t rgb[3 * WIDTH * HEIGHT], back[3 * WIDTH * HEIGHT];
	for (int colours = 16; colours <= 256; colours += 240) {
		struct str out = {0};
		for (int i = 0; i < WIDTH * HEIGHT; i++) {
			rgb[3 * i] = (uint8_t)(i % WIDTH * 255 / (WIDTH - 1));
			rgb[3 * i + 1] = (uint8_t)(i / WIDTH * 255 / (HEIGHT - 1));
			rgb[3 * i + 2] = i % 2 ? 0 : 255;
		}
		assert_true(sixel_append(&out, rgb, WIDTH, HEIGHT, colours));
		assert_memory_equal(str_text(&out), "\033P0;1q\"1;1;37;23#", 16);
		assert_memory_equal(str_text(&out) + out.length - 2, "\033\\", 2);
		decode(str_text(&out), WIDTH, HEIGHT, back);
		double apart = 0;
		for (size_t i = 0; i < sizeof rgb; i++)
			apart += abs((int)rgb[i] - (int)back[i] * 255 / 100);
		assert_true(apart / sizeof rgb < (colours == 16 ? 25 : 8));
		str_fini(&out);
	}
}

static void few_colours_stay_as_they_are(void **state)
{
	static const uint8_t rgb[] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 0, 0, 255, 255, 255, 51, 51, 51};
	struct few_colours few;
	assert_true(few_colours_of(rgb, 3, 2, 16, &few));
	assert_int_equal(few.count, 5);
	for (int i = 0; i < 6; i++)
		for (int c = 0; c < 3; c++)
			assert_int_equal(few.colours[few.indices[i]][c], rgb[3 * i + c] * 100 / 255);
	few_colours_fini(&few);
}

/* A grey that goes from black to white, in four colours: what is seen from afar is right everywhere. */
static void what_changes_gently_has_no_bands(void **state)
{
	enum { WIDTH = 256, HEIGHT = 16, PART = 16 };
	static uint8_t rgb[3 * WIDTH * HEIGHT];
	struct few_colours few;
	for (int i = 0; i < 3 * WIDTH * HEIGHT; i++)
		rgb[i] = (uint8_t)(i / 3 % WIDTH);
	assert_true(few_colours_of(rgb, WIDTH, HEIGHT, 4, &few));
	assert_int_equal(few.count, 4);
	for (int from = 32; from < WIDTH - 32; from += PART) { /* between the darkest and the lightest colour */
		double seen = 0;
		for (int y = 0; y < HEIGHT; y++)
			for (int x = from; x < from + PART; x++)
				seen += few.colours[few.indices[y * WIDTH + x]][1] / (double)(PART * HEIGHT);
		assert_true(fabs(seen - (from + (PART - 1) / 2.0) * 100 / 255) < 3);
	}
	few_colours_fini(&few);
}

/* ---- Where they are ---- */

static void halves(struct canvas *canvas, struct rect cells)
{
	for (int y = 0; y < cells.height; y++)
		for (int x = 0; x < cells.width; x++)
			canvas_halves(canvas, cells.x + x, cells.y + y, 0, 0xff, 0.5);
}

static void frame(struct placing *placing, const struct graphics *graphics, const struct canvas *canvas, struct str *out)
{
	str_clear(out);
	placing_begin_frame(placing, graphics, canvas);
	placing_end_frame(placing, graphics, canvas, out);
}

static void pictures_are_sent_when_they_have_to(void **state)
{
	struct graphics graphics = {.way = GRAPHICS_SIXEL};
	struct placing placing = {0};
	struct canvas canvas;
	struct str out = {0};
	struct rect cells = {2, 1, 4, 3};
	struct canvas_picture picture = {cells, 7, slice_of("PIXELS")};
	canvas_init(&canvas, 20, 6, CHARSET_UNICODE);
	halves(&canvas, cells);
	canvas_picture(&canvas, picture);
	frame(&placing, &graphics, &canvas, &out);
	assert_string_equal(str_text(&out), "\0337\033[2;3HPIXELS\0338");
	frame(&placing, &graphics, &canvas, &out);
	assert_int_equal(out.length, 0);
	canvas_put(&canvas, 15, 2, 'x', ROLE_TEXT, 0); /* in one of its rows */
	frame(&placing, &graphics, &canvas, &out);
	assert_true(out.length > 0);
	canvas_put(&canvas, 15, 5, 'x', ROLE_TEXT, 0); /* in none */
	frame(&placing, &graphics, &canvas, &out);
	assert_int_equal(out.length, 0);
	placing_forget(&placing);
	frame(&placing, &graphics, &canvas, &out);
	assert_true(out.length > 0);
	canvas_put(&canvas, 3, 2, 'x', ROLE_TEXT, 0); /* over it */
	frame(&placing, &graphics, &canvas, &out);
	assert_int_equal(out.length, 0);
	assert_int_equal(placing.from, 1); /* what is left of it is erased by text */
	assert_int_equal(placing.to, 4);
	frame(&placing, &graphics, &canvas, &out);
	assert_int_equal(placing.from, placing.to);
	canvas_fini(&canvas);
	str_fini(&out);
}

static void none_is_drawn_where_it_would_scroll_or_is_cut(void **state)
{
	struct graphics graphics = {.way = GRAPHICS_SIXEL};
	struct placing placing = {0};
	struct canvas canvas;
	struct str out = {0};
	canvas_init(&canvas, 20, 6, CHARSET_UNICODE);
	halves(&canvas, (struct rect){0, 0, 20, 6});
	canvas_picture(&canvas, (struct canvas_picture){{0, 3, 4, 3}, 1, slice_of("LAST")});
	canvas_picture(&canvas, (struct canvas_picture){{18, 0, 4, 3}, 2, slice_of("OUTSIDE")});
	assert_int_equal(canvas.picture_count, 1);
	frame(&placing, &graphics, &canvas, &out);
	assert_int_equal(out.length, 0);
	graphics.way = GRAPHICS_KITTY; /* it leaves the cursor where it was */
	frame(&placing, &graphics, &canvas, &out);
	assert_non_null(strstr(str_text(&out), "LAST"));
	canvas_fini(&canvas);
	str_fini(&out);
}

static void kitty_is_told_what_to_forget(void **state)
{
	struct graphics graphics = {.way = GRAPHICS_KITTY, .base = 1000};
	struct placing placing = {0};
	struct canvas canvas;
	struct str out = {0};
	struct rect cells = {2, 1, 4, 3};
	canvas_init(&canvas, 20, 6, CHARSET_UNICODE);
	halves(&canvas, cells);
	canvas_picture(&canvas, (struct canvas_picture){cells, 7, slice_of("PIXELS")});
	frame(&placing, &graphics, &canvas, &out);
	assert_string_equal(str_text(&out), "PIXELS\0337\033[2;3H\033_Ga=p,i=1022,p=1,c=4,r=3,C=1,q=2\033\\\0338");
	canvas_put(&canvas, 15, 2, 'x', ROLE_TEXT, 0);
	frame(&placing, &graphics, &canvas, &out);
	assert_int_equal(out.length, 0);
	canvas_clear(&canvas);
	frame(&placing, &graphics, &canvas, &out);
	assert_string_equal(str_text(&out), "\033_Ga=d,d=I,i=1022,q=2\033\\");
	canvas_fini(&canvas);
	str_fini(&out);
}

static void kitty_takes_pieces(void **state)
{
	struct graphics graphics = {.way = GRAPHICS_KITTY};
	struct str out = {0};
	char bytes[7000] = {0};
	kitty_append_image(&out, &graphics, 1, slice_make(bytes, sizeof bytes), 4, 3);
	int pieces = 0;
	for (const char *at = str_text(&out); (at = strstr(at, "\033_G")) != NULL; pieces++) {
		const char *end = strstr(at, "\033\\");
		assert_true(end && strchr(at, ';') && end - strchr(at, ';') - 1 <= 4096);
		assert_int_equal(strstr(at, "m=1") && strstr(at, "m=1") < end, pieces < 2);
		at = end;
	}
	assert_int_equal(pieces, 3);
	graphics.inside = true;
	str_clear(&out);
	kitty_append_image(&out, &graphics, 1, slice_of("abc"), 4, 3);
	assert_string_equal(str_text(&out), "\033Ptmux;\033\033_Ga=T,U=1,c=4,r=3,f=100,i=16,q=2,m=0;YWJj\033\033\\\033\\");
	str_fini(&out);
}

static void placeholders_count_with_marks(void **state)
{
	uint32_t code[3];
	assert_true(kitty_placeholder(0, 1, code));
	assert_int_equal(code[0], 0x10EEEE);
	assert_int_equal(code[1], 0x030D); /* the row */
	assert_int_equal(code[2], 0x0305);
	assert_true(kitty_placeholder(KITTY_PLACES - 1, 0, code));
	assert_int_equal(code[2], 0x1D244);
	assert_false(kitty_placeholder(KITTY_PLACES, 0, code));
	assert_false(kitty_placeholder(0, -1, code));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_best_way_that_was_answered_is_taken),
		cmocka_unit_test(nothing_is_believed_before_it_was_asked),
		cmocka_unit_test(sizes_are_bounded),
		cmocka_unit_test(sixel_shows_the_same_pixels),
		cmocka_unit_test(few_colours_stay_as_they_are), cmocka_unit_test(what_changes_gently_has_no_bands),
		cmocka_unit_test(pictures_are_sent_when_they_have_to),
		cmocka_unit_test(none_is_drawn_where_it_would_scroll_or_is_cut),
		cmocka_unit_test(kitty_is_told_what_to_forget),
		cmocka_unit_test(kitty_takes_pieces),
		cmocka_unit_test(placeholders_count_with_marks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
