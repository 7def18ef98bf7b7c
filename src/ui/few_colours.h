/*
 * A picture with few colours: median cut (Heckbert 1982) over the colours that
 * it has, in hundredths a channel as sixel tells them. Where that is not all of
 * them, what a pixel lacks goes on to those beside and below it (Floyd & Steinberg
 * 1976): no bands in what changes gently. Pure; any thread.
 */
#ifndef TBTOP_UI_FEW_COLOURS_H
#define TBTOP_UI_FEW_COLOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FEW_COLOURS_MOST 256

struct few_colours {
	int count;
	uint8_t colours[FEW_COLOURS_MOST][3]; /* 0 … 100 */
	uint8_t *indices;                     /* owned; of each pixel */
};

/* At most `most` colours (2 … FEW_COLOURS_MOST); exact where the picture has no more. False when out of memory. */
bool few_colours_of(const uint8_t *rgb, int width, int height, int most, struct few_colours *out);
void few_colours_fini(struct few_colours *few);

#endif
