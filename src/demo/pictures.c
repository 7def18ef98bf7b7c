#include "demo/pictures.h"

#include "base/alloc.h"

#include <stdbool.h>
#include <stdlib.h>

#define CLASSES 10
#define CLASS_SIDE 8 /* pixels */
#define WORDS 48

struct colour {
	double red, green, blue; /* 0 … 1 */
};

/* Of the sky at the top and at the horizon, of the sun, of the nearest mountains. */
static const struct light {
	struct colour top, horizon, sun, ground;
	double sun_x, sun_y; /* parts of the width, of the sky's height from its top */
} lights[PICTURE_LANDSCAPES] = {
	{{0.16, 0.20, 0.45}, {0.98, 0.62, 0.42}, {1.00, 0.93, 0.70}, {0.16, 0.13, 0.22}, 0.28, 0.55},
	{{0.20, 0.48, 0.86}, {0.78, 0.90, 0.98}, {1.00, 1.00, 0.90}, {0.14, 0.32, 0.20}, 0.70, 0.25},
	{{0.30, 0.12, 0.38}, {0.99, 0.42, 0.24}, {1.00, 0.80, 0.36}, {0.12, 0.07, 0.14}, 0.55, 0.60},
	{{0.01, 0.02, 0.08}, {0.10, 0.16, 0.32}, {0.94, 0.95, 0.88}, {0.02, 0.03, 0.07}, 0.78, 0.30},
};

static struct drawing new_drawing(unsigned width, unsigned height)
{
	return (struct drawing){width, height, xmalloc((size_t)3 * width * height)};
}

void drawing_fini(struct drawing *drawing)
{
	free(drawing->pixels);
	*drawing = (struct drawing){0};
}

static struct colour blend(struct colour a, struct colour b, double part)
{
	return (struct colour){a.red + part * (b.red - a.red), a.green + part * (b.green - a.green),
		a.blue + part * (b.blue - a.blue)};
}

static uint8_t level(double value)
{
	return (uint8_t)(255 * fmin(fmax(value, 0), 1) + 0.5);
}

static void set(struct drawing *drawing, unsigned x, unsigned y, struct colour colour)
{
	uint8_t *pixel = drawing->pixels + 3 * ((size_t)y * drawing->width + x);
	pixel[0] = level(colour.red);
	pixel[1] = level(colour.green);
	pixel[2] = level(colour.blue);
}

/* ---- Landscapes ------------------------------------------------------------------- */

#define LAND_WIDTH 96
#define LAND_HEIGHT 64
#define WATER 46 /* row at which the lake begins */
#define RIDGES 3
#define BESIDE 12 /* columns beyond either edge that can be looked at */

/* What does not change from pixel to pixel. */
struct scene {
	const struct light *light;
	double ridges[RIDGES][LAND_WIDTH + 2 * BESIDE]; /* heights */
};

/* Height of a ridge above the lake, in rows; the last is the nearest. */
static double ridge_height(int ridge, int landscape, double x)
{
	double at = x * (0.07 + 0.03 * ridge) + 7.3 * landscape + 2.1 * ridge;
	return (22 - 6 * ridge) * (0.62 + 0.3 * sin(at) + 0.14 * sin(2.7 * at + 1) + 0.06 * sin(7.1 * at));
}

static struct scene scene_of(int landscape)
{
	struct scene scene = {.light = &lights[landscape]};
	for (int ridge = 0; ridge < RIDGES; ridge++)
		for (int column = 0; column < LAND_WIDTH + 2 * BESIDE; column++)
			scene.ridges[ridge][column] = ridge_height(ridge, landscape, column - BESIDE);
	return scene;
}

static struct colour sky(const struct light *light, double x, double y)
{
	double dx = x - light->sun_x * LAND_WIDTH, dy = y - light->sun_y * WATER;
	double distance = sqrt(dx * dx + dy * dy);
	struct colour colour = blend(light->top, light->horizon, pow(fmax(y, 0) / WATER, 1.4));
	colour = blend(colour, light->sun, 0.55 * exp(-distance / 9));
	return distance < 4.5 ? light->sun : colour;
}

/* Above the water. */
static struct colour land(const struct scene *scene, double x, double y)
{
	const struct light *light = scene->light;
	int column = (int)fmin(fmax(x + BESIDE, 0), LAND_WIDTH + 2 * BESIDE - 1);
	for (int ridge = RIDGES - 1; ridge >= 0; ridge--)
		if (WATER - y < scene->ridges[ridge][column])
			return blend(light->ground, light->horizon, 0.55 - 0.24 * ridge);
	return sky(light, x, y);
}

static struct colour landscape_at(const struct scene *scene, double x, double y)
{
	if (y < WATER)
		return land(scene, x, y);
	/* The lake mirrors what is above it, in waves that are longer the nearer they are. */
	double depth = y - WATER, wave = 0.35 * depth * sin(1.9 * depth + 0.25 * x);
	struct colour mirrored = land(scene, x + 0.4 * wave, fmax(WATER - 1 - 1.9 * depth + wave, 0));
	return blend(mirrored, scene->light->top, 0.25 + 0.01 * depth);
}

struct drawing draw_landscape(int landscape, double quality, struct chance *chance)
{
	struct drawing drawing = new_drawing(LAND_WIDTH, LAND_HEIGHT);
	const struct scene scene = scene_of(landscape);
	double shift = 6 * (1 - quality); /* shapes are not yet where they belong */
	double share = fmin(fmax(1.6 * (1 - quality) - 0.12, 0), 1);
	for (unsigned y = 0; y < LAND_HEIGHT; y++) {
		for (unsigned x = 0; x < LAND_WIDTH; x++) {
			struct colour colour = landscape_at(&scene, x + shift * sin(0.21 * y), y + shift * sin(0.17 * x));
			struct colour noise = {chance_unit(chance), chance_unit(chance), chance_unit(chance)};
			set(&drawing, x, y, blend(colour, noise, share));
		}
	}
	return drawing;
}

/* ---- How it does ------------------------------------------------------------------ */

/* From dark violet over red to light yellow. */
static struct colour heat(double value)
{
	static const struct colour stops[] = {{0.03, 0.02, 0.10}, {0.36, 0.07, 0.43}, {0.80, 0.22, 0.31},
		{0.98, 0.58, 0.15}, {0.99, 0.96, 0.70}};
	double at = fmin(fmax(value, 0), 1) * 4;
	int stop = at < 4 ? (int)at : 3;
	return blend(stops[stop], stops[stop + 1], at - stop);
}

struct drawing draw_confusion(double accuracy, struct chance *chance)
{
	struct drawing drawing = new_drawing(CLASSES * CLASS_SIDE, CLASSES * CLASS_SIDE);
	double share[CLASSES];
	for (unsigned y = 0; y < drawing.height; y++) {
		unsigned truth = y / CLASS_SIDE;
		if (y % CLASS_SIDE == 0)
			for (unsigned guess = 0; guess < CLASSES; guess++) {
				/* Neighbours are alike: 3 and 4 more than 3 and 8. */
				double apart = fabs((double)truth - guess);
				double wrong = (1 - accuracy) * exp(-0.6 * apart) * (0.5 + chance_unit(chance));
				share[guess] = truth == guess ? accuracy : wrong;
			}
		for (unsigned x = 0; x < drawing.width; x++) {
			bool border = x % CLASS_SIDE == 0 || y % CLASS_SIDE == 0;
			set(&drawing, x, y, heat(border ? 0 : share[x / CLASS_SIDE]));
		}
	}
	return drawing;
}

struct drawing draw_attention(double quality, struct chance *chance)
{
	struct drawing drawing = new_drawing(WORDS, WORDS);
	for (unsigned y = 0; y < WORDS; y++) {
		for (unsigned x = 0; x < WORDS; x++) {
			/* A word looks at itself, at the one before and at the sentence's first; never ahead. */
			double near = exp(-(double)(y - x) / 1.8), first = x % 12 == 0 ? 0.6 : 0;
			double looks = x > y ? 0 : quality * fmax(near, first) + (1 - quality) * 0.5 * chance_unit(chance);
			set(&drawing, x, y, heat(looks));
		}
	}
	return drawing;
}

/* ---- Of any size ------------------------------------------------------------------- */

#define NOISE_BITS 0x7u

struct drawing draw_waves(unsigned side, int64_t step, struct chance *chance)
{
	static const double lengths[3] = {40, 50, 60}, speeds[3] = {3, -2, 1};
	struct drawing drawing = new_drawing(side, side);
	uint8_t *at = drawing.pixels;
	for (unsigned y = 0; y < side; y++) {
		for (unsigned x = 0; x < side; x++) {
			const double places[3] = {x, y, (double)x + y};
			uint64_t noise = chance_next(chance);
			for (int channel = 0; channel < 3; channel++, noise >>= 3) {
				double wave = sin((places[channel] + speeds[channel] * (double)step) / lengths[channel]);
				*at++ = (uint8_t)(128 + 100 * wave + (double)(noise & NOISE_BITS));
			}
		}
	}
	return drawing;
}
