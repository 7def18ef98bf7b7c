#include "decode/raster.h"

#ifdef TBTOP_GIF
#include "base/alloc.h"

#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#define FRAMES_MOST 100000

static int take(GifFileType *gif, GifByteType *out, int length)
{
	struct slice *left = gif->UserData;
	size_t count = (size_t)length < left->length ? (size_t)length : left->length;
	memcpy(out, left->data, count);
	*left = slice_make(left->data + count, left->length - count);
	return (int)count;
}

/* Of the first frame: what the frame leaves out is clear. */
struct work {
	GifFileType *gif;
	uint8_t *rgba;    /* all of the screen */
	uint8_t *line;
	int clear;        /* a colour of the frame that is none; -1 without */
	uint32_t frames;
};

static bool note_extension(struct work *work, bool first)
{
	GifByteType *block;
	int code;
	if (DGifGetExtension(work->gif, &code, &block) == GIF_ERROR)
		return false;
	GraphicsControlBlock control;
	if (first && block && code == GRAPHICS_EXT_FUNC_CODE &&
	    DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
		work->clear = control.TransparentColor;
	while (block)
		if (DGifGetExtensionNext(work->gif, &block) == GIF_ERROR)
			return false;
	return true;
}

static void show_line(struct work *work, const ColorMapObject *colours, int y)
{
	const GifImageDesc *frame = &work->gif->Image;
	for (int x = 0; x < frame->Width && frame->Left + x < work->gif->SWidth; x++) {
		int colour = work->line[x];
		if (frame->Top + y >= work->gif->SHeight || colour >= colours->ColorCount || colour == work->clear)
			continue;
		uint8_t *to = work->rgba + 4 * ((size_t)(frame->Top + y) * (size_t)work->gif->SWidth + (size_t)(frame->Left + x));
		to[0] = colours->Colors[colour].Red;
		to[1] = colours->Colors[colour].Green;
		to[2] = colours->Colors[colour].Blue;
		to[3] = 255;
	}
}

static bool first_frame(struct work *work)
{
	static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
	const GifImageDesc *frame = &work->gif->Image;
	const ColorMapObject *colours = frame->ColorMap ? frame->ColorMap : work->gif->SColorMap;
	if (!colours || frame->Width < 1 || frame->Height < 1 || frame->Left < 0 || frame->Top < 0)
		return false;
	work->line = data_alloc((size_t)frame->Width, 1);
	if (!work->line)
		return false;
	for (int pass = 0; pass < (frame->Interlace ? 4 : 1); pass++)
		for (int y = frame->Interlace ? starts[pass] : 0; y < frame->Height; y += frame->Interlace ? steps[pass] : 1) {
			if (DGifGetLine(work->gif, work->line, frame->Width) == GIF_ERROR)
				return false;
			show_line(work, colours, y);
		}
	return true;
}

/* Others are counted, not decoded. */
static bool skip_frame(struct work *work)
{
	GifByteType *block;
	int size;
	if (DGifGetCode(work->gif, &size, &block) == GIF_ERROR)
		return false;
	while (block)
		if (DGifGetCodeNext(work->gif, &block) == GIF_ERROR)
			return false;
	return true;
}

/* True when there is a first frame; what comes behind it may be cut off. */
static bool read_frames(struct work *work)
{
	GifRecordType type = UNDEFINED_RECORD_TYPE;
	while (type != TERMINATE_RECORD_TYPE && work->frames < FRAMES_MOST) {
		bool fine = DGifGetRecordType(work->gif, &type) != GIF_ERROR;
		if (fine && type == IMAGE_DESC_RECORD_TYPE) {
			fine = DGifGetImageDesc(work->gif) != GIF_ERROR &&
			       (work->frames ? skip_frame(work) : first_frame(work));
			work->frames += fine;
		} else if (fine && type == EXTENSION_RECORD_TYPE) {
			fine = note_extension(work, !work->frames);
		}
		if (!fine)
			break;
	}
	return work->frames > 0;
}

static enum status make(struct work *work, struct picture *out)
{
	struct raster raster;
	uint32_t width = (uint32_t)work->gif->SWidth, height = (uint32_t)work->gif->SHeight;
	if (work->gif->SWidth < 1 || work->gif->SHeight < 1)
		return STATUS_CORRUPT;
	if ((uint64_t)width * height > RASTER_WHOLE_MOST)
		return STATUS_LIMIT;
	work->rgba = data_alloc((size_t)width * height, 4);
	if (!work->rgba)
		return STATUS_NO_MEMORY;
	memset(work->rgba, 0, (size_t)width * height * 4);
	if (!read_frames(work))
		return STATUS_CORRUPT;
	enum status status = raster_begin(&raster, out, width, height);
	if (status)
		return status;
	for (uint32_t y = 0; y < height; y++)
		raster_row(&raster, work->rgba + (size_t)y * width * 4);
	out->frames = work->frames;
	out->channels = 3;
	out->bits = 8;
	raster_end(&raster);
	return STATUS_OK;
}

enum status gif_decode(struct slice bytes, struct picture *out)
{
	int error;
	struct work work = {.clear = -1};
	*out = (struct picture){0};
	work.gif = DGifOpen(&bytes, take, &error);
	if (!work.gif)
		return STATUS_CORRUPT;
	enum status status = make(&work, out);
	DGifCloseFile(work.gif, &error);
	free(work.line);
	free(work.rgba);
	return status;
}

#else

enum status gif_decode(struct slice bytes, struct picture *out)
{
	return STATUS_UNSUPPORTED;
}

#endif
