/*
 * A program that is fed: it gets a text at its standard input, once and to its end; what it prints is not looked at.
 * Nothing waits, and the loop reaps it. Loop thread.
 */
#ifndef TBTOP_APP_FED_H
#define TBTOP_APP_FED_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct fed;

/* It ended by itself (well: with status 0), or was killed at its limit. `text` is the one that it was given, lent. */
typedef void fed_ended(void *owner, bool well, struct slice text);

/*
 * `words` end with NULL and must stay as long as the program is started. limit_ms: when it is killed, 0 for never.
 * NULL when there is no such program: then `text` is as it was, else it is taken.
 */
struct fed *fed_start(uv_loop_t *loop, const char *const *words, uint64_t limit_ms, struct str *text,
                      fed_ended *ended, void *owner);
/* Its owner forgets it, which ends by `signal`: nothing is told any more. It is gone once the loop has drained. */
void fed_leave(struct fed *fed, int signal);

#endif
