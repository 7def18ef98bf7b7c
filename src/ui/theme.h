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

struct theme {
	const char *name;
	bool light; /* for light backgrounds */
};
extern const struct theme theme_dark, theme_light;

struct style theme_style(const struct theme *theme, enum colour_depth depth, enum role role);
/* SGR sequence for `once --ansi`: ends with 'm'; "\033[0m" for mono text. Returns the length. */
int theme_sgr(const struct theme *theme, enum colour_depth depth, enum role role, uint8_t attributes, char *out,
              int size);

#endif
