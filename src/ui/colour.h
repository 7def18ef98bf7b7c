/* Colours as terminals with fewer of them have them. Pure. */
#ifndef TBTOP_UI_COLOUR_H
#define TBTOP_UI_COLOUR_H

#include "chart/canvas.h"
#include "ui/theme.h"

/* Number `n` of the 256 as xterm has it: 16, a cube of 6x6x6, 24 greys. */
int32_t colour_indexed(int n);
/* Of 256, without the first 16, which a person's terminal may have changed; of 16. */
int32_t colour_of_256(int32_t rgb);
int32_t colour_of_16(int32_t rgb);

/*
 * A painted cell at a depth: the upper half is the foreground of ▀, the lower one its background. Where a half
 * has no colour, or there are no colours at all, that is the terminal's own.
 */
struct painted {
	uint32_t code;
	struct style style;
};
struct painted colour_paint(const struct cell *cell, enum charset charset, enum colour_depth depth);

#endif
