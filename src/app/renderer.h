/* Makes pictures into pixels for the terminal (view/renders) on a worker, one at a time. */
#ifndef TBTOP_APP_RENDERER_H
#define TBTOP_APP_RENDERER_H

#include "view/renders.h"

#include <uv.h>

struct renderer;

/* `renders` must outlive it. `came` is called on the loop thread after each picture. */
struct renderer *renderer_start(uv_loop_t *loop, struct renders *renders, void (*came)(void *context), void *context);
/* Starts on what is wanted, right after the asks of a frame. NULL is fine. */
void renderer_pump(struct renderer *renderer);
/* Frees itself when its worker is back. */
void renderer_stop(struct renderer *renderer);

#endif
