/*
 * Programs that are started and left to themselves, what alerts run: a few at once, the others in a queue with a
 * bound. Each has its time; then it and what it started are asked to end, and soon after made to. What goes wrong is
 * said. Nothing waits, and the loop reaps them. Loop thread.
 */
#ifndef TBTOP_APP_ERRANDS_H
#define TBTOP_APP_ERRANDS_H

#include <stdint.h>
#include <uv.h>

#define ERRANDS_AT_ONCE 4
#define ERRANDS_WAITING 64

/* "command killed after 60s", "command not run: 64 wait already". `about` is as errands_run had it. */
typedef void errands_said(void *context, uint64_t about, const char *what);

struct errands;
struct errands *errands_new(uv_loop_t *loop, double limit_s, errands_said *said, void *context);
/* What is said begins with `name`, which is static. Copies the words, and the environment: NULL for ours. */
void errands_run(struct errands *errands, uint64_t about, const char *name, char *const *words,
                 char *const *environment);
/* Forgets what waits, leaves what runs to itself; nothing is said any more. NULL is fine. */
void errands_close(struct errands *errands);
void errands_free(struct errands *errands); /* once the loop has drained; NULL is fine */

#endif
