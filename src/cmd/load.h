/*
 * Reads whole LOGDIRs into a store, at once and without a loop: what list,
 * export, steps, check and once stand on. The same scan, tail and store as the
 * dashboard. Files are read on as many cores as that is worth; the caller's
 * thread alone touches the store, and what comes out depends on no timing.
 */
#ifndef TBTOP_CMD_LOAD_H
#define TBTOP_CMD_LOAD_H

#include "disk/scan.h"
#include "model/store.h"

/*
 * STATUS of the first LOGDIR that can't be read at all; `*failed` is it then
 * (the last one when there was no memory for what was found).
 * Unreadable parts are problems of the store and no failure.
 */
enum status load(struct store *store, const struct logdir *logdirs, size_t count, const struct logdir **failed);

#endif
