#include "decode/raster.h"

#include "base/alloc.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

/* Text and profiles in a PNG are of no use here; they may be this large and so many before it is refused. */
#define CHUNK_MOST ((size_t)8 << 20)
#define CHUNKS_MOST 1000

struct source {
	struct slice left;
};

static void take(png_structp png, png_bytep out, size_t length)
{
	struct source *source = png_get_io_ptr(png);
	if (length > source->left.length)
		png_error(png, "cut off");
	memcpy(out, source->left.data, length);
	source->left = slice_make(source->left.data + length, source->left.length - length);
}

/* Nothing of a library goes to stderr. */
static void on_error(png_structp png, png_const_charp text)
{
	longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
}

/* Whatever the form, rows come as four bytes a pixel. */
static void ask_for_rgba(png_structp png, png_infop info)
{
	png_set_expand(png);
	png_set_scale_16(png);
	png_set_gray_to_rgb(png);
	png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
}

/* What longjmp must find as it was set: on the heap. */
struct work {
	struct raster raster;
	struct picture picture;
	uint8_t *pixels; /* a row; interlaced: all of them */
	bool begun;
};

static enum status room_for(struct work *work, uint32_t width, uint32_t height, bool whole)
{
	if (whole && (uint64_t)width * height > RASTER_WHOLE_MOST)
		return STATUS_LIMIT;
	enum status status = raster_begin(&work->raster, &work->picture, width, height);
	if (status)
		return status;
	work->begun = true;
	work->pixels = data_alloc((size_t)width * (whole ? height : 1), 4);
	return work->pixels ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status read_all(png_structp png, png_infop info, struct work *work)
{
	png_read_info(png, info);
	uint32_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
	bool whole = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
	int channels = png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE ? 3 : png_get_channels(png, info);
	int bits = png_get_bit_depth(png, info);
	enum status status = room_for(work, width, height, whole);
	if (status)
		return status;
	work->picture.channels = channels;
	work->picture.bits = bits;
	ask_for_rgba(png, info);
	int passes = png_set_interlace_handling(png);
	png_read_update_info(png, info);
	if (png_get_rowbytes(png, info) != (size_t)width * 4)
		return STATUS_CORRUPT;
	for (int pass = 0; pass < passes; pass++)
		for (uint32_t y = 0; y < height; y++) {
			png_read_row(png, work->pixels + (whole ? (size_t)y * width * 4 : 0), NULL);
			if (!whole)
				raster_row(&work->raster, work->pixels);
		}
	for (uint32_t y = 0; whole && y < height; y++)
		raster_row(&work->raster, work->pixels + (size_t)y * width * 4);
	return STATUS_OK;
}

static enum status read_guarded(png_structp png, png_infop info, struct work *work)
{
	if (setjmp(png_jmpbuf(png)))
		return STATUS_CORRUPT;
	png_set_user_limits(png, RASTER_SIDE_MOST, RASTER_SIDE_MOST);
	png_set_chunk_malloc_max(png, CHUNK_MOST);
	png_set_chunk_cache_max(png, CHUNKS_MOST);
	return read_all(png, info, work);
}

enum status png_decode(struct slice bytes, struct picture *out)
{
	struct source source = {bytes};
	struct work *work = data_alloc(1, sizeof *work);
	png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	enum status status = STATUS_NO_MEMORY;
	if (info && work) {
		*work = (struct work){0};
		png_set_read_fn(png, &source, take);
		status = read_guarded(png, info, work);
		free(work->pixels);
		if (status && work->begun)
			raster_fail(&work->raster);
		else if (!status)
			raster_end(&work->raster);
		*out = work->picture;
	}
	png_destroy_read_struct(&png, &info, NULL);
	free(work);
	return status;
}
