/* What every command that lives on a loop does first and last. */
#ifndef TBTOP_APP_LOOP_H
#define TBTOP_APP_LOOP_H

#include <stdbool.h>
#include <uv.h>

/* Sets the size of libuv's pool, before libuv first looks, and returns it: long reads leave threads for listings and for a mount that hangs. */
unsigned loop_set_pool_size(void);
/* Lets all that closes be closed, then the loop. False when a worker is stuck, in a hung file system for one. */
bool loop_drain(uv_loop_t *loop);

#endif
