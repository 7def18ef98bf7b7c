#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "chart/canvas.h"
#include "ui/colour.h"
#include "ui/theme.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Linear red, green, blue from 0 to 1. */
struct colour {
	double c[3];
};

static struct colour colour_of(int32_t value)
{
	struct colour colour;
	for (int i = 0; i < 3; i++) {
		double encoded = (value >> (16 - 8 * i) & 255) / 255.0;
		colour.c[i] = encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4);
	}
	return colour;
}

/* The 6x6x6 cube and the greys of the 256 colours, as xterm has them. */
static int32_t indexed(int32_t index)
{
	static const int32_t levels[] = {0, 95, 135, 175, 215, 255};
	assert_true(index >= 16 && index < 256); /* the first 16 are the user's */
	if (index >= 232)
		return (8 + 10 * (index - 232)) * 0x010101;
	index -= 16;
	return levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6];
}

static int32_t rgb_of(enum colour_depth depth, int32_t value, int32_t otherwise)
{
	return value == THEME_DEFAULT ? otherwise : depth == COLOUR_256 ? indexed(value) : value;
}

static double luminance(struct colour colour)
{
	return 0.2126 * colour.c[0] + 0.7152 * colour.c[1] + 0.0722 * colour.c[2];
}

static double contrast(int32_t a, int32_t b)
{
	double x = luminance(colour_of(a)) + 0.05, y = luminance(colour_of(b)) + 0.05;
	return x > y ? x / y : y / x;
}

static double lab_f(double t)
{
	return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116;
}

/*
 * The colour difference of CIE 1976: between places in L*a*b* (CIE 15:2018, 8.2.1), by sRGB's primaries and white D65
 * (IEC 61966-2-1).
 */
static double distance(struct colour a, struct colour b)
{
	double lab[2][3];
	struct colour both[2] = {a, b};
	for (int i = 0; i < 2; i++) {
		const double *c = both[i].c;
		double x = lab_f((0.4124 * c[0] + 0.3576 * c[1] + 0.1805 * c[2]) / 0.9505);
		double y = lab_f(luminance(both[i]));
		double z = lab_f((0.0193 * c[0] + 0.1192 * c[1] + 0.9505 * c[2]) / 1.089);
		lab[i][0] = 116 * y - 16;
		lab[i][1] = 500 * (x - y);
		lab[i][2] = 200 * (y - z);
	}
	return sqrt(pow(lab[0][0] - lab[1][0], 2) + pow(lab[0][1] - lab[1][1], 2) + pow(lab[0][2] - lab[1][2], 2));
}

static double row_of(const double row[3], struct colour colour)
{
	return row[0] * colour.c[0] + row[1] * colour.c[1] + row[2] * colour.c[2];
}

enum { ALL_CONES, NO_RED, NO_GREEN, NO_BLUE, NO_RED_2009, NO_GREEN_2009, NO_BLUE_2009, EYES };

/*
 * As all see it, and without red or without green cones (Viénot, Brettel and Mollon 1999); without blue ones, where one
 * plane is too rough, by two halves of planes (Brettel, Viénot and Mollon 1997, for linear sRGB, as libDaltonLens
 * works it out). Then all three by another model: Machado, Oliveira and Fernandes, "A Physiologically-based Model for
 * Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, the matrices of severity 1.0, for linear sRGB.
 */
static struct colour seen(struct colour colour, int how)
{
	static const double as[][3][3] = {
		{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
		{{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}},
		{{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}},
		{{1.01277, 0.13548, -0.14826}, {-0.01243, 0.86812, 0.14431}, {0.07589, 0.80500, 0.11911}},
		{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
		{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
		{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
		[EYES] = {{0.93678, 0.18979, -0.12657}, {0.06154, 0.81526, 0.12320}, {-0.37562, 1.12767, 0.24796}},
	};
	static const double between[3] = {0.03901, -0.02788, -0.01113};
	struct colour out;
	if (how == NO_BLUE && row_of(between, colour) < 0)
		how = EYES; /* its other half */
	for (int i = 0; i < 3; i++)
		out.c[i] = fmin(1, fmax(0, row_of(as[how][i], colour)));
	return out;
}

/* Whoever lacks cones sees grey as grey: a digit of a matrix that is wrong would show. */
static void greys_are_seen_as_greys(void **state)
{
	for (int how = 0; how < EYES; how++) {
		struct colour grey = {{0.5, 0.5, 0.5}}, as = seen(grey, how);
		for (int i = 0; i < 3; i++)
			assert_true(fabs(as.c[i] - 0.5) < 1e-5);
	}
	struct colour white = colour_of(0xffffff), black = colour_of(0);
	assert_true(fabs(distance(white, black) - 100) < 0.01); /* L* of white, the ends of both other axes being 0 */
}

static const struct theme *const themes[] = {&theme_dark, &theme_light};
static const enum colour_depth deep[] = {COLOUR_256, COLOUR_DIRECT};

static void every_role_stands_out(void **state)
{
	for (int t = 0; t < 2; t++) {
		for (int d = 0; d < 2; d++) {
			for (int role = 0; role < ROLE_COUNT; role++) {
				struct style style = theme_style(themes[t], deep[d], (enum role)role);
				int32_t background = rgb_of(deep[d], style.background, themes[t]->light ? 0xffffff : 0x1e1e1e);
				int32_t foreground = rgb_of(deep[d], style.foreground, themes[t]->light ? 0x202020 : 0xd8d8d8);
				assert_true(contrast(foreground, background) >= 3);
			}
		}
	}
}

static int32_t series_rgb(const struct theme *theme, enum colour_depth depth, int role)
{
	int32_t value = theme_style(theme, depth, (enum role)role).foreground;
	return depth == COLOUR_DIRECT ? value : colour_indexed(value);
}

/* 7 or more is seen at a glance; 2.3 is what can be seen at all. Colours of terminals as xterm has them. */
static void series_stay_apart_without_some_cones(void **state)
{
	static const double least[] = {[COLOUR_16] = 10, [COLOUR_256] = 20, [COLOUR_DIRECT] = 23};
	static const double otherwise[] = {[COLOUR_16] = 10, [COLOUR_256] = 20, [COLOUR_DIRECT] = 19};
	for (int t = 0; t < 2; t++)
		for (int depth = COLOUR_16; depth <= COLOUR_DIRECT; depth++)
			for (int how = ALL_CONES; how < EYES; how++)
				for (int a = ROLE_SERIES_0; a <= ROLE_SERIES_7; a++)
					for (int b = ROLE_SERIES_0; b < a; b++) {
						struct colour x = colour_of(series_rgb(themes[t], (enum colour_depth)depth, a));
						struct colour y = colour_of(series_rgb(themes[t], (enum colour_depth)depth, b));
						double enough = how < NO_RED_2009 ? least[depth] : otherwise[depth];
						assert_true(distance(seen(x, how), seen(y, how)) >= enough);
					}
}

static void values_fit_their_depth(void **state)
{
	for (int t = 0; t < 2; t++) {
		for (int role = 0; role < ROLE_COUNT; role++) {
			struct style mono = theme_style(themes[t], COLOUR_MONO, (enum role)role);
			struct style basic = theme_style(themes[t], COLOUR_16, (enum role)role);
			struct style direct = theme_style(themes[t], COLOUR_DIRECT, (enum role)role);
			assert_int_equal(mono.foreground, THEME_DEFAULT);
			assert_int_equal(mono.background, THEME_DEFAULT);
			assert_in_range(basic.foreground + 1, 0, 16);
			assert_in_range(basic.background + 1, 0, 16);
			assert_true(direct.foreground == THEME_DEFAULT || direct.foreground >= 8);
			assert_true(direct.background == THEME_DEFAULT || direct.background >= 8);
		}
	}
}

static void what_is_chosen_shows_without_colour(void **state)
{
	assert_true(theme_style(&theme_dark, COLOUR_MONO, ROLE_SELECTED).attributes & CELL_REVERSE);
	assert_true(theme_style(&theme_dark, COLOUR_MONO, ROLE_TAB_ON).attributes & CELL_REVERSE);
}

static int apart(int32_t a, int32_t b)
{
	int all = 0;
	for (int shift = 0; shift < 24; shift += 8)
		all += abs((a >> shift & 255) - (b >> shift & 255));
	return all;
}

/* Nearer to the paper, dark or light, and another colour still; by an attribute where there are few colours. */
static void what_is_dim_steps_back(void **state)
{
	for (int t = 0; t < 2; t++)
		for (int role = ROLE_SERIES_0; role <= ROLE_SERIES_7; role++) {
			int32_t paper = themes[t]->light ? 0xFFFFFF : 0;
			struct style plain = theme_style(themes[t], COLOUR_DIRECT, (enum role)role);
			struct style dim = theme_look(themes[t], COLOUR_DIRECT, (enum role)role, CELL_DIM);
			assert_false(dim.attributes & CELL_DIM);
			assert_true(apart(dim.foreground, paper) < apart(plain.foreground, paper));
			assert_true(apart(dim.foreground, paper) > apart(plain.foreground, paper) / 3);
			plain = theme_style(themes[t], COLOUR_256, (enum role)role);
			dim = theme_look(themes[t], COLOUR_256, (enum role)role, CELL_DIM);
			assert_true(dim.foreground != plain.foreground && dim.foreground >= 16);
			dim = theme_look(themes[t], COLOUR_16, (enum role)role, CELL_DIM);
			assert_true(dim.attributes & CELL_DIM);
		}
	assert_true(theme_look(&theme_mono, COLOUR_DIRECT, ROLE_SERIES_0, CELL_DIM).attributes & CELL_DIM);
	assert_true(theme_look(&theme_light, COLOUR_DIRECT, ROLE_TEXT, CELL_DIM).attributes & CELL_DIM); /* the terminal's own */
}

static void sequences_for_pipes(void **state)
{
	char out[THEME_SGR];
	assert_int_equal(theme_sgr(&theme_dark, COLOUR_MONO, ROLE_TEXT, 0, out, sizeof out), 4);
	assert_string_equal(out, "\033[0m");
	theme_sgr(&theme_dark, COLOUR_MONO, ROLE_STRONG, CELL_UNDERLINE, out, sizeof out);
	assert_string_equal(out, "\033[0;1;4m");
	theme_sgr(&theme_dark, COLOUR_DIRECT, ROLE_SERIES_0, 0, out, sizeof out);
	assert_string_equal(out, "\033[0;38;2;255;139;2m");
	theme_sgr(&theme_dark, COLOUR_256, ROLE_SERIES_0, CELL_REVERSE, out, sizeof out);
	assert_string_equal(out, "\033[0;7;38;5;208m");
	theme_sgr(&theme_dark, COLOUR_16, ROLE_SELECTED, 0, out, sizeof out);
	assert_string_equal(out, "\033[0;1;97;44m");
	for (int t = 0; t < 2; t++)
		for (int depth = COLOUR_MONO; depth <= COLOUR_DIRECT; depth++)
			for (int role = 0; role < ROLE_COUNT; role++) {
				int length = theme_sgr(themes[t], (enum colour_depth)depth, (enum role)role, 15, out, sizeof out);
				assert_in_range(length, 4, THEME_SGR - 1);
				assert_int_equal(out[length - 1], 'm');
			}
}

static void depth_from_the_environment(void **state)
{
	assert_int_equal(colour_depth_of("xterm-256color", "truecolor", NULL), COLOUR_DIRECT);
	assert_int_equal(colour_depth_of("tmux-256color", "24bit", ""), COLOUR_DIRECT);
	assert_int_equal(colour_depth_of("xterm-256color", NULL, NULL), COLOUR_256);
	assert_int_equal(colour_depth_of("xterm", "", NULL), COLOUR_16);
	assert_int_equal(colour_depth_of("xterm-256color", "truecolor", "1"), COLOUR_MONO);
	assert_int_equal(colour_depth_of("dumb", "truecolor", NULL), COLOUR_MONO);
	assert_int_equal(colour_depth_of("vt100", NULL, NULL), COLOUR_MONO);
	assert_int_equal(colour_depth_of(NULL, NULL, NULL), COLOUR_MONO);
}

static void background_from_the_environment(void **state)
{
	assert_ptr_equal(theme_of(NULL), &theme_dark);
	assert_ptr_equal(theme_of("15;0"), &theme_dark);
	assert_ptr_equal(theme_of("0;15"), &theme_light);
	assert_ptr_equal(theme_of("0;default;7"), &theme_light);
	assert_ptr_equal(theme_of("7;8"), &theme_dark);
	assert_ptr_equal(theme_of("0;default"), &theme_dark);
	assert_ptr_equal(theme_of(";"), &theme_dark);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_role_stands_out),
		cmocka_unit_test(greys_are_seen_as_greys),
		cmocka_unit_test(series_stay_apart_without_some_cones),
		cmocka_unit_test(values_fit_their_depth),
		cmocka_unit_test(what_is_chosen_shows_without_colour),
		cmocka_unit_test(what_is_dim_steps_back), cmocka_unit_test(sequences_for_pipes),
		cmocka_unit_test(depth_from_the_environment),
		cmocka_unit_test(background_from_the_environment),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
