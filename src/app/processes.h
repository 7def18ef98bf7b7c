/*
 * Looks up the processes that write the runs, every few seconds, on a worker. Where none of them is alive that
 * changes only with a new record: then it sleeps until it is woken.
 */
#ifndef TBTOP_APP_PROCESSES_H
#define TBTOP_APP_PROCESSES_H

#include "model/store.h"

#include <stdbool.h>
#include <uv.h>

struct processes;

/*
 * The store must outlive it. On the loop thread `may` is asked before the store is touched (a frozen screen's is not),
 * and `changed` called when something else is known.
 */
struct processes *processes_start(uv_loop_t *loop, struct store *store, bool (*may)(void *context),
                                  void (*changed)(void *context), void *context);
/* There may be new records. NULL is fine. */
void processes_wake(struct processes *processes);
/* Ends it; what it has is freed when its worker is back. NULL is fine. */
void processes_stop(struct processes *processes);

#endif
