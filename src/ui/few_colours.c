#include "ui/few_colours.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define LEVELS 101 /* of a channel */
#define KEYS (LEVELS * LEVELS * LEVELS)

struct shade {
	uint8_t channel[3];
	uint32_t pixels;
};

/* Shades [from, to), and what they are together. */
struct box {
	size_t from, to;
	uint64_t pixels;
	int axis, span; /* the channel in which they differ most, and how far */
};

static size_t key_of(const uint8_t *rgb)
{
	size_t key = 0;
	for (int c = 0; c < 3; c++)
		key = key * LEVELS + (rgb[c] * 100u + 127) / 255;
	return key;
}

/* Those that there are; *count of them. NULL when out of memory. */
static struct shade *collect(const uint32_t *counts, size_t *count)
{
	*count = 0;
	for (size_t key = 0; key < KEYS; key++)
		*count += counts[key] > 0;
	struct shade *shades = data_alloc(*count, sizeof *shades), *next = shades;
	for (size_t key = 0; shades && key < KEYS; key++)
		if (counts[key])
			*next++ = (struct shade){{(uint8_t)(key / (LEVELS * LEVELS)), (uint8_t)(key / LEVELS % LEVELS),
			                          (uint8_t)(key % LEVELS)}, counts[key]};
	return shades;
}

static struct box box_of(const struct shade *shades, size_t from, size_t to)
{
	struct box box = {.from = from, .to = to};
	for (size_t i = from; i < to; i++)
		box.pixels += shades[i].pixels;
	for (int c = 0; c < 3; c++) {
		int least = LEVELS, most = 0;
		for (size_t i = from; i < to; i++) {
			int value = shades[i].channel[c];
			least = value < least ? value : least;
			most = value > most ? value : most;
		}
		if (most - least > box.span) {
			box.span = most - least;
			box.axis = c;
		}
	}
	return box;
}

/* The first value of the axis that belongs to the upper half: either half has some. */
static int median_of(const struct shade *shades, const struct box *box)
{
	uint64_t pixels[LEVELS] = {0}, below = 0;
	int least = LEVELS, value;
	for (size_t i = box->from; i < box->to; i++) {
		value = shades[i].channel[box->axis];
		pixels[value] += shades[i].pixels;
		least = value < least ? value : least;
	}
	for (value = least; value < least + box->span && 2 * (below + pixels[value]) < box->pixels; value++)
		below += pixels[value];
	return value > least ? value : least + 1;
}

static size_t part(struct shade *shades, const struct box *box, int median)
{
	size_t at = box->from;
	for (size_t i = box->from; i < box->to; i++)
		if (shades[i].channel[box->axis] < median) {
			struct shade shade = shades[i];
			shades[i] = shades[at];
			shades[at++] = shade;
		}
	return at;
}

/* The box that is worst to have as one colour; -1 when each is one. */
static int worst(const struct box *boxes, int count)
{
	int found = -1;
	for (int i = 0; i < count; i++)
		if (boxes[i].span > 0 && (found < 0 || boxes[i].pixels * (uint64_t)boxes[i].span >
		                                               boxes[found].pixels * (uint64_t)boxes[found].span))
			found = i;
	return found;
}

static int cut(struct shade *shades, size_t count, int most, struct box *boxes)
{
	int made = 1, at;
	boxes[0] = box_of(shades, 0, count);
	while (made < most && (at = worst(boxes, made)) >= 0) {
		size_t from = boxes[at].from, to = boxes[at].to;
		size_t middle = part(shades, &boxes[at], median_of(shades, &boxes[at]));
		boxes[at] = box_of(shades, from, middle);
		boxes[made++] = box_of(shades, middle, to);
	}
	return made;
}

/* The mean of a box becomes a colour; `places` says for each shade which. */
static void settle(const struct shade *shades, const struct box *boxes, struct few_colours *out, uint32_t *places)
{
	for (int i = 0; i < out->count; i++) {
		uint64_t sum[3] = {0};
		for (size_t j = boxes[i].from; j < boxes[i].to; j++) {
			const uint8_t *channel = shades[j].channel;
			for (int c = 0; c < 3; c++)
				sum[c] += (uint64_t)channel[c] * shades[j].pixels;
			places[((size_t)channel[0] * LEVELS + channel[1]) * LEVELS + channel[2]] = (uint32_t)i;
		}
		for (int c = 0; c < 3; c++)
			out->colours[i][c] = (uint8_t)((sum[c] + boxes[i].pixels / 2) / boxes[i].pixels);
	}
}

/* ---- What is not exact: errors in sixteenths of a hundredth ----------------------------------- */

#define BIN_BITS 5
#define BIN_COUNT (1 << 3 * BIN_BITS)
#define BIN_NONE UINT16_MAX
#define WHOLE 1600 /* a channel */

struct dither {
	const struct few_colours *few;
	uint16_t nearest[BIN_COUNT]; /* colour of a bin of shades, once it was looked for */
	int *errors, *below;         /* of this row and the next; a pixel more at either end */
};

static int distance(const uint8_t *colour, const int want[3])
{
	int sum = 0;
	for (int c = 0; c < 3; c++)
		sum += (16 * colour[c] - want[c]) * (16 * colour[c] - want[c]);
	return sum;
}

static int nearest(struct dither *dither, const int want[3])
{
	int bin = 0, middle[3], best = 0;
	for (int c = 0; c < 3; c++) {
		int at = want[c] * (1 << BIN_BITS) / (WHOLE + 1);
		bin = bin << BIN_BITS | at;
		middle[c] = (2 * at + 1) * WHOLE / (2 << BIN_BITS);
	}
	if (dither->nearest[bin] != BIN_NONE)
		return dither->nearest[bin];
	for (int i = 1; i < dither->few->count; i++)
		if (distance(dither->few->colours[i], middle) < distance(dither->few->colours[best], middle))
			best = i;
	dither->nearest[bin] = (uint16_t)best;
	return best;
}

static void hand_on(int *errors, int *below, int error)
{
	errors[3] += error * 7 / 16;
	below[-3] += error * 3 / 16;
	below[0] += error * 5 / 16;
	below[3] += error / 16;
}

static void dither_row(struct dither *dither, const uint8_t *rgb, int width, uint8_t *indices)
{
	for (int x = 0; x < width; x++) {
		int want[3], *errors = dither->errors + 3 * (x + 1), *below = dither->below + 3 * (x + 1);
		for (int c = 0; c < 3; c++) {
			want[c] = rgb[3 * x + c] * WHOLE / 255 + errors[c];
			want[c] = want[c] < 0 ? 0 : want[c] > WHOLE ? WHOLE : want[c];
		}
		indices[x] = (uint8_t)nearest(dither, want);
		for (int c = 0; c < 3; c++)
			hand_on(errors + c, below + c, want[c] - 16 * dither->few->colours[indices[x]][c]);
	}
}

static bool dither_all(const uint8_t *rgb, int width, int height, struct few_colours *out)
{
	size_t row = 3 * ((size_t)width + 2);
	struct dither *dither = data_alloc(1, sizeof *dither);
	int *errors = data_alloc(2 * row, sizeof *errors);
	if (dither && errors) {
		memset(errors, 0, 2 * row * sizeof *errors);
		memset(dither->nearest, 0xFF, sizeof dither->nearest);
		dither->few = out;
	}
	for (int y = 0; dither && errors && y < height; y++) {
		dither->errors = errors + (y % 2 ? row : 0);
		dither->below = errors + (y % 2 ? 0 : row);
		memset(dither->below, 0, row * sizeof *errors);
		dither_row(dither, rgb + (size_t)y * 3 * (size_t)width, width, out->indices + (size_t)y * (size_t)width);
	}
	bool good = dither && errors;
	free(dither);
	free(errors);
	return good;
}

/* ---- Together --------------------------------------------------------------------------------- */

bool few_colours_of(const uint8_t *rgb, int width, int height, int most, struct few_colours *out)
{
	struct box boxes[FEW_COLOURS_MOST];
	size_t count = 0, pixels = (size_t)width * (size_t)height;
	*out = (struct few_colours){.indices = data_alloc(pixels, 1)};
	uint32_t *keys = data_alloc(KEYS, sizeof *keys);
	if (keys)
		memset(keys, 0, KEYS * sizeof *keys);
	for (size_t i = 0; keys && i < pixels; i++)
		keys[key_of(rgb + 3 * i)]++;
	struct shade *shades = keys ? collect(keys, &count) : NULL;
	bool good = out->indices && shades && count > 0, exact = count <= (size_t)most;
	if (good) {
		out->count = cut(shades, count, most, boxes);
		settle(shades, boxes, out, keys);
	}
	for (size_t i = 0; good && exact && i < pixels; i++)
		out->indices[i] = (uint8_t)keys[key_of(rgb + 3 * i)];
	free(shades);
	free(keys);
	if (good && !exact)
		good = dither_all(rgb, width, height, out);
	if (!good)
		few_colours_fini(out);
	return good;
}

void few_colours_fini(struct few_colours *few)
{
	free(few->indices);
	*few = (struct few_colours){0};
}
