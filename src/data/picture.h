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
	uint32_t frames;          /* of an animation; this is */
	uint32_t frame;           /* that one, from 0 */
	float seconds;            /* that it is to be seen; 0 where it isn't said */
	uint8_t min, max;         /* of all its colour channels, as 8 bits */
	double mean;
};

/* Which pixels of an image point, as asset_place.part has it: of a sample, and a frame of it. */
#define PICTURE_SAMPLES_MOST 0xFFFEu
static inline uint32_t picture_part(uint32_t sample, uint32_t frame)
{
	return (sample + 1) | frame << 16;
}
static inline uint32_t picture_part_sample(uint32_t part)
{
	return (part & 0xFFFF) - 1;
}
static inline uint32_t picture_part_frame(uint32_t part)
{
	return part >> 16;
}

void picture_fini(struct picture *picture);

#endif
