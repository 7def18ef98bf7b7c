/*
 * Opens what a view wants of the files beside event files (model/finds) on a
 * worker, one at a time. It doesn't care whether the screen is frozen: what is
 * on it may be looked at.
 */
#ifndef TBTOP_APP_OPENER_H
#define TBTOP_APP_OPENER_H

#include "disk/cache.h"
#include "model/finds.h"

#include <uv.h>

struct opener;

/*
 * `finds` and `cache` must outlive it. `memory_most`: bytes that one may take, 0 for no
 * limit. `came` is called on the loop thread after each answer, and now and then while one is awaited.
 */
struct opener *opener_start(uv_loop_t *loop, struct finds *finds, uint64_t memory_most, struct cache *cache,
                            void (*came)(void *context), void *context);
/* Starts on what is wanted. */
void opener_pump(struct opener *opener);
/* Stops what is under way; it is freed when the last job is back. */
void opener_stop(struct opener *opener);

#endif
