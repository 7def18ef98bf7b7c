/*
 * Image steps for benchmarks: generate_images LOGDIR STEPS SIDE
 *
 * Gradients with some noise: a PNG of 512x512 is some 350 KB, and takes its time to be made.
 */
#include "write/record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void draw(uint8_t *pixels, int side, int step)
{
	uint32_t noise = (uint32_t)step * 2654435761u + 1;
	for (int y = 0; y < side; y++)
		for (int x = 0; x < side; x++) {
			uint8_t *to = pixels + 3 * ((size_t)y * (size_t)side + (size_t)x);
			noise = noise * 1664525 + 1013904223;
			to[0] = (uint8_t)(128 + 100 * sin((x + 3 * step) / 40.0) + (noise >> 29));
			to[1] = (uint8_t)(128 + 100 * sin((y - 2 * step) / 50.0) + (noise >> 26 & 7));
			to[2] = (uint8_t)(128 + 100 * sin((x + y + step) / 60.0) + (noise >> 23 & 7));
		}
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: generate_images LOGDIR STEPS SIDE\n");
		return 2;
	}
	int steps = atoi(argv[2]), side = atoi(argv[3]);
	uint8_t *pixels = malloc(3 * (size_t)side * (size_t)side);
	struct tbr_writer *writer = NULL;
	int error = pixels ? tbr_open(&writer, argv[1], NULL) : -1;
	for (int step = 0; !error && step < steps; step++) {
		draw(pixels, side, step);
		error = tbr_image(writer, "samples", step, pixels, (unsigned)side, (unsigned)side, 3);
	}
	free(pixels);
	return tbr_close(writer) || error;
}
