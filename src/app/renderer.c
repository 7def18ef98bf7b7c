#include "app/renderer.h"

#include "base/alloc.h"
#include "ui/kitty.h"
#include "ui/sixel.h"
#include "write/pixels.h"

#include <stdlib.h>

struct renderer {
	uv_loop_t *loop;
	struct renders *renders;
	void (*came)(void *context);
	void *context;
	uv_work_t work;
	struct render_job job; /* the worker's while busy */
	struct str bytes;
	bool busy, stopping;
};

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

static void on_work(uv_work_t *work)
{
	struct renderer *renderer = work->data;
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

static void on_after(uv_work_t *work, int cancelled)
{
	struct renderer *renderer = work->data;
	renderer->busy = false;
	renders_put(renderer->renders, &renderer->job, &renderer->bytes);
	if (renderer->stopping)
		free(renderer);
	else
		renderer->came(renderer->context); /* the next frame wants the rest */
}

void renderer_pump(struct renderer *renderer)
{
	if (!renderer || renderer->busy || renderer->stopping || !renders_take(renderer->renders, &renderer->job))
		return;
	renderer->busy = true;
	uv_queue_work(renderer->loop, &renderer->work, on_work, on_after); /* fails only without a function to call */
}

struct renderer *renderer_start(uv_loop_t *loop, struct renders *renders, void (*came)(void *context), void *context)
{
	struct renderer *renderer = xcalloc(1, sizeof *renderer);
	*renderer = (struct renderer){.loop = loop, .renders = renders, .came = came, .context = context};
	renderer->work.data = renderer;
	return renderer;
}

void renderer_stop(struct renderer *renderer)
{
	renderer->stopping = true;
	if (renderer->busy)
		uv_cancel((uv_req_t *)&renderer->work);
	else
		free(renderer);
}
