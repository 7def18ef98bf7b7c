#include "decode/raster.h"

#ifdef TBTOP_JPEG
#include "base/alloc.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

/* Scans of a progressive one: each goes over the whole image, and costs time. */
#define SCANS_MOST 64

struct work {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf failed;
	struct raster raster;
	struct picture picture;
	uint8_t *row, *rgba;
	bool begun;
};

static void on_error(j_common_ptr jpeg)
{
	struct work *work = jpeg->client_data;
	longjmp(work->failed, 1);
}

static void on_message(j_common_ptr jpeg)
{
}

static void on_progress(j_common_ptr jpeg)
{
	if (((j_decompress_ptr)jpeg)->input_scan_number > SCANS_MOST)
		on_error(jpeg);
}

static void convert(struct work *work, int channels)
{
	for (uint32_t x = 0; x < work->picture.width; x++) {
		const uint8_t *from = work->row + (size_t)x * (size_t)channels;
		uint8_t *to = work->rgba + (size_t)x * 4;
		if (channels == 4) { /* CMYK, as Adobe writes it: inverted */
			for (int i = 0; i < 3; i++)
				to[i] = (uint8_t)(from[i] * from[3] / 255);
		} else {
			for (int i = 0; i < 3; i++)
				to[i] = from[channels == 3 ? i : 0];
		}
		to[3] = 255;
	}
}

static enum status read_all(struct work *work, struct slice bytes)
{
	struct jpeg_decompress_struct *jpeg = &work->jpeg;
	jpeg_mem_src(jpeg, (const unsigned char *)bytes.data, bytes.length);
	jpeg_read_header(jpeg, TRUE);
	enum status status = raster_begin(&work->raster, &work->picture, jpeg->image_width, jpeg->image_height);
	if (status)
		return status;
	work->begun = true;
	work->picture.channels = jpeg->num_components == 4 ? 3 : jpeg->num_components;
	work->picture.bits = jpeg->data_precision;
	/* A progressive one is held whole by the library, some bytes a pixel. */
	if (jpeg_has_multiple_scans(jpeg) && (uint64_t)jpeg->image_width * jpeg->image_height > RASTER_WHOLE_MOST)
		return STATUS_LIMIT;
	jpeg->out_color_space = jpeg->num_components == 1 ? JCS_GRAYSCALE : jpeg->num_components == 4 ? JCS_CMYK : JCS_RGB;
	jpeg_start_decompress(jpeg);
	work->row = data_alloc(jpeg->output_width, (size_t)jpeg->output_components);
	work->rgba = data_alloc(jpeg->output_width, 4);
	if (!work->row || !work->rgba)
		return STATUS_NO_MEMORY;
	while (jpeg->output_scanline < jpeg->output_height) {
		JSAMPROW row = work->row;
		jpeg_read_scanlines(jpeg, &row, 1);
		convert(work, jpeg->output_components);
		raster_row(&work->raster, work->rgba);
	}
	return STATUS_OK;
}

static enum status read_guarded(struct work *work, struct slice bytes)
{
	if (setjmp(work->failed))
		return STATUS_CORRUPT;
	jpeg_create_decompress(&work->jpeg);
	work->jpeg.client_data = work;
	work->jpeg.progress = &work->progress;
	return read_all(work, bytes);
}

enum status jpeg_decode(struct slice bytes, struct picture *out)
{
	struct work *work = data_alloc(1, sizeof *work);
	if (!work)
		return STATUS_NO_MEMORY;
	*work = (struct work){0};
	work->jpeg.err = jpeg_std_error(&work->errors);
	work->jpeg.client_data = work;
	work->errors.error_exit = on_error;
	work->errors.output_message = on_message;
	work->progress.progress_monitor = on_progress;
	enum status status = read_guarded(work, bytes);
	jpeg_destroy_decompress(&work->jpeg);
	if (status && work->begun)
		raster_fail(&work->raster);
	else if (!status)
		raster_end(&work->raster);
	*out = work->picture;
	free(work->row);
	free(work->rgba);
	free(work);
	return status;
}

#else

enum status jpeg_decode(struct slice bytes, struct picture *out)
{
	return STATUS_UNSUPPORTED;
}

#endif
