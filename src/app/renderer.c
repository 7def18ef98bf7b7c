#include "app/renderer.h"

#include "base/alloc.h"
#include "ui/kitty.h"
#include "ui/sixel.h"
#include "write/pixels.h"

#include <stdlib.h>

struct renderer {
	struct renders *renders;
	struct render_job job; /* the worker's while it is made */
	struct str bytes;
};

static bool take(void *of)
{
	struct renderer *renderer = of;
	return renders_take(renderer->renders, &renderer->job);
}

static void make_png(struct renderer *renderer, const uint8_t *rgb)
{
	const struct render_job *job = &renderer->job;
	struct bytes png = {0};
	if (!pixels_compress(&png, rgb, (unsigned)job->width, (unsigned)job->height, 3)) {
		struct slice bytes = slice_make(png.data, png.length);
		struct rect cells = job->wish.cells;
		if (job->graphics.way == GRAPHICS_KITTY)
			kitty_append_image(&renderer->bytes, &job->graphics, job->number, bytes, cells.width, cells.height);
		else
			iterm_append_image(&renderer->bytes, bytes, cells.width, cells.height);
	}
	bytes_fini(&png);
}

static void work(void *of)
{
	struct renderer *renderer = of;
	const struct render_job *job = &renderer->job;
	uint8_t *rgb = data_alloc((size_t)job->width * (size_t)job->height, 3);
	if (!rgb)
		return;
	pixels_render(job->wish.picture, job->wish.other, &job->wish.look, job->wish.cells, job->width, job->height, rgb);
	if (job->graphics.way == GRAPHICS_SIXEL)
		sixel_append(&renderer->bytes, rgb, job->width, job->height, job->graphics.colours);
	else
		make_png(renderer, rgb);
	free(rgb);
}

static void put(void *of)
{
	struct renderer *renderer = of;
	renders_put(renderer->renders, &renderer->job, &renderer->bytes);
}

struct piecework *renderer_start(const struct piecework_teller *teller, struct renders *renders)
{
	struct renderer *renderer = xcalloc(1, sizeof *renderer);
	renderer->renders = renders;
	return piecework_start(teller,
	                       &(struct pieces){.take = take, .work = work, .put = put, .done = free, .of = renderer});
}
