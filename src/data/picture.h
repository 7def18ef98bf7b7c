/*
 * An image as pixels. A large one is kept smaller, each pixel the mean of a
 * square of them, so that what is kept has a bound, whatever was written.
 */
#ifndef TBTOP_DATA_PICTURE_H
#define TBTOP_DATA_PICTURE_H

#include <stdint.h>

struct picture {
	uint32_t width, height;   /* of the image as it was written */
	uint32_t columns, rows;   /* of what is kept */
	uint32_t reduction;       /* pixels that one kept pixel is wide and high of: 1 for none */
	uint8_t *rgba;            /* owned; row by row */
	int channels;             /* of the file: 1 grey, 2 grey and alpha, 3 colours, 4 with alpha; 0 where it isn't said */
	int bits;                 /* a channel, of the file */
	uint32_t frames;          /* of an animation; the first is shown */
	uint8_t min, max;         /* of all its colour channels, as 8 bits */
	double mean;
};

void picture_fini(struct picture *picture);

#endif
