#include "decode/raster.h"

#ifdef TBTOP_GIF
#include "base/alloc.h"

#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#define DRAWN_MOST (4 * RASTER_PIXELS_MOST) /* pixels of all frames up to the wanted one: bounds the time */
#define FRAMES_MOST 0xFFFF /* as many as picture_part can name */

static int take(GifFileType *gif, GifByteType *out, int length)
{
	struct slice *left = gif->UserData;
	size_t count = (size_t)length < left->length ? (size_t)length : left->length;
	memcpy(out, left->data, count);
	*left = slice_make(left->data + count, left->length - count);
	return (int)count;
}

/* Frames are drawn over one another up to the one that is wanted; what they leave out stays. */
struct work {
	GifFileType *gif;
	uint8_t *rgba;    /* all of the screen */
	uint8_t *before;  /* as it was before the last frame, which wants to be taken back; NULL without */
	uint8_t *line;
	uint32_t wanted, frames;
	GraphicsControlBlock control; /* of the next frame */
	struct { int left, top, width, height; } last; /* the last frame's place, and what becomes of it: */
	int disposal;
	float seconds;
	uint64_t pixels;  /* of all frames drawn so far */
};

static const GraphicsControlBlock no_control = {.TransparentColor = NO_TRANSPARENT_COLOR};

static bool note_extension(struct work *work)
{
	GifByteType *block;
	int code;
	if (DGifGetExtension(work->gif, &code, &block) == GIF_ERROR)
		return false;
	GraphicsControlBlock control;
	if (block && code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
		work->control = control;
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
		if (frame->Top + y >= work->gif->SHeight || colour >= colours->ColorCount ||
		    colour == work->control.TransparentColor)
			continue;
		uint8_t *to = work->rgba + 4 * ((size_t)(frame->Top + y) * (size_t)work->gif->SWidth + (size_t)(frame->Left + x));
		to[0] = colours->Colors[colour].Red;
		to[1] = colours->Colors[colour].Green;
		to[2] = colours->Colors[colour].Blue;
		to[3] = 255;
	}
}

static size_t screen_size(const struct work *work)
{
	return (size_t)work->gif->SWidth * (size_t)work->gif->SHeight * 4;
}

static void clear_last(struct work *work)
{
	int right = work->last.left + work->last.width, width = work->gif->SWidth;
	for (int y = work->last.top; y < work->last.top + work->last.height && y < work->gif->SHeight; y++)
		if (work->last.left < width)
			memset(work->rgba + 4 * ((size_t)y * (size_t)width + (size_t)work->last.left), 0,
			       4 * (size_t)((right < width ? right : width) - work->last.left));
}

/* What becomes of the frame before; and what this one is drawn over is kept when that will be wanted back. */
static bool dispose(struct work *work)
{
	if (work->disposal == DISPOSE_BACKGROUND)
		clear_last(work);
	else if (work->disposal == DISPOSE_PREVIOUS && work->before)
		memcpy(work->rgba, work->before, screen_size(work));
	work->disposal = work->control.DisposalMode;
	if (work->disposal != DISPOSE_PREVIOUS)
		return true;
	if (!work->before)
		work->before = data_alloc(screen_size(work), 1);
	if (work->before)
		memcpy(work->before, work->rgba, screen_size(work));
	return work->before != NULL;
}

static bool draw_frame(struct work *work)
{
	static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
	const GifImageDesc *frame = &work->gif->Image;
	const ColorMapObject *colours = frame->ColorMap ? frame->ColorMap : work->gif->SColorMap;
	if (!colours || frame->Width < 1 || frame->Height < 1 || frame->Left < 0 || frame->Top < 0 || !dispose(work))
		return false;
	work->last.left = frame->Left;
	work->last.top = frame->Top;
	work->last.width = frame->Width;
	work->last.height = frame->Height;
	free(work->line);
	work->line = data_alloc((size_t)frame->Width, 1);
	work->pixels += (uint64_t)frame->Width * (uint64_t)frame->Height;
	if (!work->line || work->pixels > DRAWN_MOST)
		return false;
	for (int pass = 0; pass < (frame->Interlace ? 4 : 1); pass++)
		for (int y = frame->Interlace ? starts[pass] : 0; y < frame->Height; y += frame->Interlace ? steps[pass] : 1) {
			if (DGifGetLine(work->gif, work->line, frame->Width) == GIF_ERROR)
				return false;
			show_line(work, colours, y);
		}
	return true;
}

/* Centiseconds; a writer that says none, or too few to be seen, means the usual tenth of a second, as browsers have it. */
static bool take_frame(struct work *work)
{
	work->seconds = work->control.DelayTime > 1 ? (float)work->control.DelayTime / 100 : 0.1f;
	return draw_frame(work);
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

/* True when the wanted frame is there; what comes behind it may be cut off. */
static bool read_frames(struct work *work)
{
	GifRecordType type = UNDEFINED_RECORD_TYPE;
	while (type != TERMINATE_RECORD_TYPE && work->frames < FRAMES_MOST) {
		bool fine = DGifGetRecordType(work->gif, &type) != GIF_ERROR;
		if (fine && type == IMAGE_DESC_RECORD_TYPE) {
			fine = DGifGetImageDesc(work->gif) != GIF_ERROR &&
			       (work->frames > work->wanted ? skip_frame(work) : take_frame(work));
			work->frames += fine;
			work->control = no_control;
		} else if (fine && type == EXTENSION_RECORD_TYPE) {
			fine = note_extension(work);
		}
		if (!fine)
			break;
	}
	return work->frames > work->wanted;
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
		return work->pixels > DRAWN_MOST ? STATUS_LIMIT : work->frames ? STATUS_NOT_FOUND : STATUS_CORRUPT;
	enum status status = raster_begin(&raster, out, width, height);
	if (status)
		return status;
	for (uint32_t y = 0; y < height; y++)
		raster_row(&raster, work->rgba + (size_t)y * width * 4);
	out->frames = work->frames;
	out->frame = work->wanted;
	out->seconds = work->frames > 1 ? work->seconds : 0;
	out->channels = 3;
	out->bits = 8;
	raster_end(&raster);
	return STATUS_OK;
}

enum status gif_decode(struct slice bytes, uint32_t frame, struct picture *out)
{
	int error;
	struct work work = {.wanted = frame, .control = no_control};
	*out = (struct picture){0};
	work.gif = DGifOpen(&bytes, take, &error);
	if (!work.gif)
		return STATUS_CORRUPT;
	enum status status = make(&work, out);
	DGifCloseFile(work.gif, &error);
	free(work.line);
	free(work.rgba);
	free(work.before);
	return status;
}

#else

enum status gif_decode(struct slice bytes, uint32_t frame, struct picture *out)
{
	return STATUS_UNSUPPORTED;
}

#endif
