/* Themes: a table from role to colours and attributes, at four depths. */
#ifndef TBTOP_UI_THEME_H
#define TBTOP_UI_THEME_H

#include "chart/role.h"

#include <stdbool.h>
#include <stdint.h>

enum colour_depth { COLOUR_MONO, COLOUR_16, COLOUR_256, COLOUR_DIRECT };

#define THEME_DEFAULT (-1) /* the terminal's own foreground or background */
struct style {
	int32_t foreground, background; /* 0xRRGGBB, 0-255 or 0-15 by depth; THEME_DEFAULT */
	uint8_t attributes;             /* CELL_BOLD … */
};

struct theme_row {
	struct style styles[COLOUR_DIRECT + 1]; /* by depth */
};
struct theme {
	const char *name;
	bool light, mono;             /* for light backgrounds; without colours, whatever the terminal has */
	const struct theme_row *rows; /* by role */
};
extern const struct theme theme_dark, theme_light, theme_mono;

/*
 * What a terminal can show by its environment: TERM, COLORTERM and NO_COLOR
 * (no-color.org: set and not empty means mono). Each may be NULL.
 */
enum colour_depth colour_depth_of(const char *term, const char *colorterm, const char *no_color);
/* Light when COLORFGBG says so ("0;15": the last field is the background); dark else, and for NULL. */
const struct theme *theme_of(const char *colorfgbg);

/* All of a role's styles. */
struct theme_row theme_row(const struct theme *theme, enum role role);
/* Direct colours are never below 8: terminfo entries take those for the palette. */
struct style theme_style(const struct theme *theme, enum colour_depth depth, enum role role);
/*
 * That of a cell with such attributes. What is dim is nearer to the background where there are many colours: of
 * themselves terminals make it darker, which on a light background is more to be seen, or leave it as it is.
 */
struct style theme_look(const struct theme *theme, enum colour_depth depth, enum role role, uint8_t attributes);
/*
 * SGR sequence for `once --ansi`: begins with a reset, ends with 'm'; "\033[0m" for
 * mono text. Returns the length; THEME_SGR bytes hold any.
 */
#define THEME_SGR 64
int theme_style_sgr(struct style style, enum colour_depth depth, char *out, int size);
int theme_sgr(const struct theme *theme, enum colour_depth depth, enum role role, uint8_t attributes, char *out,
              int size);

#endif
