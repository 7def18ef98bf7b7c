/*
 * Brings what views want into the assets: reads (disk/payload) and decodes
 * (decode/) on workers, some at a time, the newest wish first. It doesn't care
 * whether the feed is held: what is on a frozen screen may be looked at.
 */
#ifndef TBTOP_FEED_FETCH_H
#define TBTOP_FEED_FETCH_H

#include "model/assets.h"

#include <uv.h>

struct fetch;

/* Store and assets must outlive it. `came` is called on the loop thread after each answer; NULL for none. */
struct fetch *fetch_start(uv_loop_t *loop, const struct store *store, struct assets *assets,
                          void (*came)(void *context), void *context);
/* Starts on what is wanted. Call it after wishes were made. */
void fetch_pump(struct fetch *fetch);
/* Cancels what has not begun; `done` is called when the last job is back, and it is freed then. */
void fetch_stop(struct fetch *fetch, void (*done)(void *context), void *context);

#endif
