/* A canvas as text with SGR sequences, for `once --ansi` and for files: what a terminal of that depth would show. */
#ifndef TBTOP_UI_ANSI_H
#define TBTOP_UI_ANSI_H

#include "chart/canvas.h"
#include "ui/theme.h"

/* Appends a row, without a newline; ends with a reset. */
void ansi_row(const struct canvas *canvas, int y, const struct theme *theme, enum colour_depth depth, struct str *out);

#endif
