#include "ui/theme.h"

#include "chart/canvas.h"
#include "ui/colour.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE THEME_DEFAULT
/*
 * A role's foreground and background at 24 bits, of 256 and of 16 colours;
 * attributes with many colours, with 16, with none.
 *
 * The series' hues start from Okabe and Ito's set ("Color Universal Design",
 * 2008) and were moved so that every two stay apart, also as people without
 * red, green or blue cones see them, and each stands out from the background (a
 * contrast of 3:1, WCAG 2.1, 1.4.11). The unit test measures both. Of the 16,
 * which are the terminal's own, those are taken that stay apart as xterm has
 * them; on a dark background never 8, which some themes make the background.
 */
#define ROW(role, f24, b24, f256, b256, f16, b16, many, few, mono)       \
	[ROLE_##role] = {{[COLOUR_MONO] = {NONE, NONE, mono},                \
	                  [COLOUR_16] = {f16, b16, few},                     \
	                  [COLOUR_256] = {f256, b256, many},                 \
	                  [COLOUR_DIRECT] = {f24, b24, many}}}

static const struct theme_row dark_rows[ROLE_COUNT] = {
	ROW(TEXT, NONE, NONE, NONE, NONE, NONE, NONE, 0, 0, 0),
	ROW(DIM, 0x9A9A9A, NONE, 247, NONE, NONE, NONE, 0, CELL_DIM, CELL_DIM),
	ROW(STRONG, NONE, NONE, NONE, NONE, NONE, NONE, CELL_BOLD, CELL_BOLD, CELL_BOLD),
	ROW(TITLE, 0x8FC7FF, NONE, 117, NONE, 14, NONE, CELL_BOLD, CELL_BOLD, CELL_BOLD),
	ROW(BORDER, 0x7A7A7A, NONE, 243, NONE, 7, NONE, 0, 0, 0),
	ROW(BORDER_FOCUS, 0x5FB8F0, NONE, 75, NONE, 14, NONE, CELL_BOLD, CELL_BOLD, CELL_BOLD),
	ROW(AXIS, 0xA8A8A8, NONE, 248, NONE, 7, NONE, 0, 0, 0),
	ROW(GRID, 0x767676, NONE, 243, NONE, 7, NONE, 0, CELL_DIM, CELL_DIM),
	ROW(CURSOR, 0xFFD75F, NONE, 221, NONE, 11, NONE, 0, 0, CELL_REVERSE),
	ROW(SELECTED, 0xFFFFFF, 0x264F78, 231, 24, 15, 4, CELL_BOLD, CELL_BOLD, CELL_REVERSE),
	ROW(SELECTED_DIM, 0xD8D8D8, 0x3A3A3A, 253, 237, NONE, NONE, 0, CELL_UNDERLINE, CELL_UNDERLINE),
	ROW(TAB, 0xA8A8A8, NONE, 248, NONE, 7, NONE, 0, 0, 0),
	ROW(TAB_ON, 0xFFFFFF, 0x264F78, 231, 24, 15, 4, CELL_BOLD, CELL_BOLD, CELL_REVERSE | CELL_BOLD),
	ROW(STATUS, 0xD0D0D0, 0x303030, 252, 236, NONE, NONE, 0, 0, 0),
	ROW(HINT, 0x9A9A9A, NONE, 247, NONE, 7, NONE, 0, 0, 0),
	ROW(HINT_KEY, 0x8FC7FF, NONE, 117, NONE, 14, NONE, CELL_BOLD, CELL_BOLD, CELL_BOLD),
	ROW(GOOD, 0x3FD07F, NONE, 78, NONE, 10, NONE, 0, 0, 0),
	ROW(WARN, 0xF2C744, NONE, 221, NONE, 11, NONE, 0, 0, CELL_BOLD),
	ROW(BAD, 0xFF6B6B, NONE, 203, NONE, 9, NONE, CELL_BOLD, CELL_BOLD, CELL_BOLD | CELL_UNDERLINE),
	ROW(MATCH, 0x101010, 0xF2C744, 16, 221, 0, 3, 0, 0, CELL_UNDERLINE),
	ROW(PROMPT, NONE, NONE, NONE, NONE, NONE, NONE, 0, 0, 0),
	ROW(HELP, 0xE4E4E4, 0x2A2A2A, 254, 235, NONE, NONE, 0, 0, 0),
	ROW(SERIES_0, 0xFF8B02, NONE, 208, NONE, 3, NONE, 0, 0, 0),
	ROW(SERIES_1, 0x0BD7FF, NONE, 39, NONE, 14, NONE, 0, 0, 0),
	ROW(SERIES_2, 0x2F9C61, NONE, 50, NONE, 6, NONE, 0, 0, 0),
	ROW(SERIES_3, 0xFFF505, NONE, 226, NONE, 11, NONE, 0, 0, 0),
	ROW(SERIES_4, 0xAF6BF2, NONE, 99, NONE, 12, NONE, 0, 0, 0),
	ROW(SERIES_5, 0xD5032C, NONE, 160, NONE, 9, NONE, 0, 0, 0),
	ROW(SERIES_6, 0xA5468F, NONE, 96, NONE, 5, NONE, 0, 0, 0),
	ROW(SERIES_7, 0xB5FFF7, NONE, 153, NONE, 1, NONE, 0, 0, 0),
};

static const struct theme_row light_rows[ROLE_COUNT] = {
	ROW(TEXT, NONE, NONE, NONE, NONE, NONE, NONE, 0, 0, 0),
	ROW(DIM, 0x666666, NONE, 241, NONE, NONE, NONE, 0, CELL_DIM, CELL_DIM),
	ROW(STRONG, NONE, NONE, NONE, NONE, NONE, NONE, CELL_BOLD, CELL_BOLD, CELL_BOLD),
	ROW(TITLE, 0x0B4F9E, NONE, 25, NONE, 4, NONE, CELL_BOLD, CELL_BOLD, CELL_BOLD),
	ROW(BORDER, 0x808080, NONE, 243, NONE, 8, NONE, 0, 0, 0),
	ROW(BORDER_FOCUS, 0x0B69C7, NONE, 26, NONE, 4, NONE, CELL_BOLD, CELL_BOLD, CELL_BOLD),
	ROW(AXIS, 0x5A5A5A, NONE, 240, NONE, 8, NONE, 0, 0, 0),
	ROW(GRID, 0x8A8A8A, NONE, 245, NONE, 8, NONE, 0, CELL_DIM, CELL_DIM),
	ROW(CURSOR, 0x6A4A00, NONE, 58, NONE, 5, NONE, 0, 0, CELL_REVERSE),
	ROW(SELECTED, 0xFFFFFF, 0x0B5CAD, 231, 25, 15, 4, CELL_BOLD, CELL_BOLD, CELL_REVERSE),
	ROW(SELECTED_DIM, 0x202020, 0xD8D8D8, 234, 253, NONE, NONE, 0, CELL_UNDERLINE, CELL_UNDERLINE),
	ROW(TAB, 0x5A5A5A, NONE, 240, NONE, 8, NONE, 0, 0, 0),
	ROW(TAB_ON, 0xFFFFFF, 0x0B5CAD, 231, 25, 15, 4, CELL_BOLD, CELL_BOLD, CELL_REVERSE | CELL_BOLD),
	ROW(STATUS, 0x303030, 0xE4E4E4, 236, 254, NONE, NONE, 0, 0, 0),
	ROW(HINT, 0x666666, NONE, 241, NONE, 8, NONE, 0, 0, 0),
	ROW(HINT_KEY, 0x0B4F9E, NONE, 25, NONE, 4, NONE, CELL_BOLD, CELL_BOLD, CELL_BOLD),
	ROW(GOOD, 0x0A7A3C, NONE, 28, NONE, 2, NONE, 0, 0, 0),
	ROW(WARN, 0x8A5A00, NONE, 94, NONE, 5, NONE, 0, 0, CELL_BOLD),
	ROW(BAD, 0xC01818, NONE, 124, NONE, 1, NONE, CELL_BOLD, CELL_BOLD, CELL_BOLD | CELL_UNDERLINE),
	ROW(MATCH, 0x101010, 0xFFD75F, 16, 221, 0, 3, 0, 0, CELL_UNDERLINE),
	ROW(PROMPT, NONE, NONE, NONE, NONE, NONE, NONE, 0, 0, 0),
	ROW(HELP, 0x1C1C1C, 0xF0F0F0, 234, 255, NONE, NONE, 0, 0, 0),
	ROW(SERIES_0, 0xDE6F00, NONE, 202, NONE, 3, NONE, 0, 0, 0),
	ROW(SERIES_1, 0x0098FB, NONE, 33, NONE, 12, NONE, 0, 0, 0),
	ROW(SERIES_2, 0x598F61, NONE, 23, NONE, 6, NONE, 0, 0, 0),
	ROW(SERIES_3, 0x4A3F00, NONE, 101, NONE, 8, NONE, 0, 0, 0),
	ROW(SERIES_4, 0x223AA2, NONE, 90, NONE, 4, NONE, 0, 0, 0),
	ROW(SERIES_5, 0xD51B3B, NONE, 124, NONE, 1, NONE, 0, 0, 0),
	ROW(SERIES_6, 0x9D5699, NONE, 169, NONE, 5, NONE, 0, 0, 0),
	ROW(SERIES_7, 0x1D0000, NONE, 234, NONE, 0, NONE, 0, 0, 0),
};

const struct theme theme_dark = {"dark", false, false, dark_rows};
const struct theme theme_light = {"light", true, false, light_rows};
const struct theme theme_mono = {"mono", false, true, dark_rows};

static bool set(const char *value)
{
	return value && *value;
}

enum colour_depth colour_depth_of(const char *term, const char *colorterm, const char *no_color)
{
	if (set(no_color) || !set(term) || !strcmp(term, "dumb") || !strncmp(term, "vt", 2))
		return COLOUR_MONO;
	if (set(colorterm) && (!strcmp(colorterm, "truecolor") || !strcmp(colorterm, "24bit")))
		return COLOUR_DIRECT;
	if (strstr(term, "-direct"))
		return COLOUR_DIRECT;
	return strstr(term, "256color") ? COLOUR_256 : COLOUR_16;
}

const struct theme *theme_of(const char *colorfgbg)
{
	const char *last = colorfgbg ? strrchr(colorfgbg, ';') : NULL;

	if (!last || !last[1])
		return &theme_dark;
	char *end;
	long background = strtol(last + 1, &end, 10);
	/* Of the 16 colours these are light: white, and the bright ones but grey (8). */
	return !*end && (background == 7 || (background > 8 && background < 16)) ? &theme_light : &theme_dark;
}

struct style theme_style(const struct theme *theme, enum colour_depth depth, enum role role)
{
	return theme->rows[role].styles[theme->mono ? COLOUR_MONO : depth];
}

struct theme_row theme_row(const struct theme *theme, enum role role)
{
	struct theme_row row;
	for (int depth = COLOUR_MONO; depth <= COLOUR_DIRECT; depth++)
		row.styles[depth] = theme_style(theme, (enum colour_depth)depth, role);
	return row;
}

/* What backgrounds mostly are: the terminal's own is not known to themes. */
#define DARK_PAPER 0x14161A
#define LIGHT_PAPER 0xFCFCFA
#define FAINT_PARTS 5 /* of these so many are the paper: */
#define FAINT_WORDS_PAPER 2 /* they are to be read */
#define FAINT_LINES_PAPER 3 /* they fill whole regions behind the lines that are looked at */

static int32_t mix(int32_t ink, int32_t paper, int32_t paper_parts)
{
	int32_t mixed = 0;
	for (int shift = 16; shift >= 0; shift -= 8) {
		int32_t parts = (ink >> shift & 255) * (FAINT_PARTS - paper_parts) + (paper >> shift & 255) * paper_parts;
		mixed |= parts / FAINT_PARTS << shift;
	}
	return mixed;
}

struct style theme_look(const struct theme *theme, enum colour_depth depth, enum role role, uint8_t attributes)
{
	struct style style = theme_style(theme, depth, role);
	bool few = theme->mono || depth < COLOUR_256, indexed = depth == COLOUR_256;
	style.attributes |= attributes;
	if (!(attributes & CELL_DIM) || few || style.foreground == THEME_DEFAULT)
		return style;
	int32_t ink = indexed ? colour_indexed(style.foreground) : style.foreground;
	int32_t paper = style.background == THEME_DEFAULT ? (theme->light ? LIGHT_PAPER : DARK_PAPER) :
	                indexed                           ? colour_indexed(style.background) : style.background;
	int32_t mixed = mix(ink, paper, role >= ROLE_SERIES_0 ? FAINT_LINES_PAPER : FAINT_WORDS_PAPER);
	style.foreground = indexed ? colour_of_256(mixed) : mixed;
	style.attributes &= (uint8_t)~CELL_DIM;
	return style;
}

/* "sgr" for colour `value`: `base` is 30 for the foreground, 40 for the background. */
static int colour_sgr(enum colour_depth depth, int32_t value, int base, char *out, size_t size)
{
	unsigned colour = (unsigned)value;

	if (value == THEME_DEFAULT || depth == COLOUR_MONO)
		return 0;
	if (depth == COLOUR_DIRECT)
		return snprintf(out, size, ";%d;2;%u;%u;%u", base + 8, colour >> 16 & 255, colour >> 8 & 255, colour & 255);
	if (depth == COLOUR_256)
		return snprintf(out, size, ";%d;5;%u", base + 8, colour);
	return snprintf(out, size, ";%u", colour < 8 ? (unsigned)base + colour : (unsigned)base + 60 + colour - 8);
}

int theme_style_sgr(struct style style, enum colour_depth depth, char *out, int size)
{
	char foreground[24] = "", background[24] = "";

	colour_sgr(depth, style.foreground, 30, foreground, sizeof foreground);
	colour_sgr(depth, style.background, 40, background, sizeof background);
	return snprintf(out, (size_t)size, "\033[0%s%s%s%s%s%sm", style.attributes & CELL_BOLD ? ";1" : "",
	                style.attributes & CELL_DIM ? ";2" : "", style.attributes & CELL_UNDERLINE ? ";4" : "",
	                style.attributes & CELL_REVERSE ? ";7" : "", foreground, background);
}

int theme_sgr(const struct theme *theme, enum colour_depth depth, enum role role, uint8_t attributes, char *out,
              int size)
{
	return theme_style_sgr(theme_look(theme, depth, role, attributes), depth, out, size);
}
