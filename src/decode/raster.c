#include "decode/raster.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

static uint32_t parts(uint32_t size, uint32_t reduction)
{
	return (size - 1) / reduction + 1;
}

static uint32_t reduction_of(uint32_t width, uint32_t height)
{
	uint32_t reduction = 1;
	while ((uint64_t)parts(width, reduction) * parts(height, reduction) > RASTER_KEPT_MOST)
		reduction++;
	return reduction;
}

enum status raster_begin(struct raster *raster, struct picture *out, uint32_t width, uint32_t height)
{
	*raster = (struct raster){.picture = out};
	if (!width || !height)
		return STATUS_CORRUPT;
	if (width > RASTER_SIDE_MOST || height > RASTER_SIDE_MOST || (uint64_t)width * height > RASTER_PIXELS_MOST)
		return STATUS_LIMIT;
	out->width = width;
	out->height = height;
	out->reduction = reduction_of(width, height);
	out->columns = parts(width, out->reduction);
	out->rows = parts(height, out->reduction);
	out->min = 255;
	out->max = 0;
	out->rgba = data_alloc((size_t)out->columns * out->rows, 4);
	raster->sums = data_alloc(out->columns, 4 * sizeof *raster->sums);
	if (!out->rgba || !raster->sums) {
		raster_fail(raster);
		return STATUS_NO_MEMORY;
	}
	memset(out->rgba, 0, (size_t)out->columns * out->rows * 4);
	memset(raster->sums, 0, (size_t)out->columns * 4 * sizeof *raster->sums);
	return STATUS_OK;
}

static void look_at(struct raster *raster, const uint8_t *rgba)
{
	struct picture *picture = raster->picture;
	uint64_t total = 0;
	for (uint32_t x = 0; x < picture->width; x++)
		for (int i = 0; i < 3; i++) {
			uint8_t value = rgba[4 * x + (uint32_t)i];
			total += value;
			picture->min = value < picture->min ? value : picture->min;
			picture->max = value > picture->max ? value : picture->max;
		}
	raster->total += (double)total;
}

/* The last column and row of squares may be of fewer pixels. */
static void keep_row(struct raster *raster, uint32_t rows)
{
	struct picture *picture = raster->picture;
	uint8_t *out = picture->rgba + (size_t)((raster->row - 1) / picture->reduction) * picture->columns * 4;
	for (uint32_t x = 0; x < picture->columns; x++) {
		uint32_t left = picture->width - x * picture->reduction;
		uint32_t count = rows * (left < picture->reduction ? left : picture->reduction);
		for (uint32_t i = 0; i < 4; i++)
			out[4 * x + i] = (uint8_t)((raster->sums[4 * x + i] + count / 2) / count);
	}
	memset(raster->sums, 0, (size_t)picture->columns * 4 * sizeof *raster->sums);
}

void raster_row(struct raster *raster, const uint8_t *rgba)
{
	struct picture *picture = raster->picture;
	if (raster->row >= picture->height)
		return;
	look_at(raster, rgba);
	for (uint32_t x = 0; x < picture->width; x++)
		for (uint32_t i = 0; i < 4; i++)
			raster->sums[4 * (x / picture->reduction) + i] += rgba[4 * x + i];
	raster->row++;
	uint32_t rows = (raster->row - 1) % picture->reduction + 1;
	if (rows == picture->reduction || raster->row == picture->height)
		keep_row(raster, rows);
}

void raster_end(struct raster *raster)
{
	struct picture *picture = raster->picture;
	picture->mean = raster->total / (3.0 * picture->width * picture->height);
	picture->frames = picture->frames ? picture->frames : 1;
	free(raster->sums);
}

void raster_fail(struct raster *raster)
{
	free(raster->sums);
	picture_fini(raster->picture);
}
