/* The pictures that a simulated model makes, and those of how it does. Pure. */
#ifndef TBTOP_DEMO_PICTURES_H
#define TBTOP_DEMO_PICTURES_H

#include "demo/chance.h"

#define PICTURE_LANDSCAPES 4

struct drawing {
	unsigned width, height;
	uint8_t *pixels; /* RGB; owned */
};

/* Mountains at a lake, at another time of the day each: noise at first, clear when `quality` nears 1. */
struct drawing draw_landscape(int landscape, double quality, struct chance *chance);
/* Which classes are taken for which: a row each, brighter for more. */
struct drawing draw_confusion(double accuracy, struct chance *chance);
/* Which words look at which. */
struct drawing draw_attention(double quality, struct chance *chance);
/* Waves of colours that move from step to step, with some noise: as hard to compress as a photo, of any size. */
struct drawing draw_waves(unsigned side, int64_t step, struct chance *chance);
void drawing_fini(struct drawing *drawing);

#endif
