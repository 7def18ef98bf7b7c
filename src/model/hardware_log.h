/*
 * What the hardware did while somebody looked, in bounded memory: time is cut
 * into slots of equal length, and where there are more than HARDWARE_SLOTS of
 * them, two become one. So all of a day is there, at 2 minutes a slot, in less
 * than 1 MB. One writer: the loop thread.
 */
#ifndef TBTOP_MODEL_HARDWARE_LOG_H
#define TBTOP_MODEL_HARDWARE_LOG_H

#include "data/hardware.h"

#include <stdbool.h>
#include <stddef.h>

#define HARDWARE_SLOTS 1024
#define HARDWARE_ALL UINT32_MAX /* all GPUs together: mean share, sum of bytes and watts, the hottest */

struct hardware_log;

struct hardware_log *hardware_log_new(void);
void hardware_log_free(struct hardware_log *log); /* NULL is fine */
/* Without memory for it, it is left out. */
void hardware_log_add(struct hardware_log *log, const struct hardware *now);

/* NULL before the first. Good until the next is added. */
const struct hardware *hardware_log_newest(const struct hardware_log *log);
/* Wall time of the oldest slot, NaN without; counts up with each that is added. */
double hardware_log_start(const struct hardware_log *log);
uint64_t hardware_log_generation(const struct hardware_log *log);

/* A figure of one reading; NaN where it isn't known. `gpu` counts for a GPU's figures only. */
double hardware_value(const struct hardware *hardware, enum hardware_figure figure, uint32_t gpu);
/* What it can be at most: memory's size, the power limit, 1 for a share, 100 degrees. NaN where nothing bounds it. */
double hardware_most(const struct hardware *hardware, enum hardware_figure figure, uint32_t gpu);

/*
 * One value for each of `count` columns between `edges` (wall times that never
 * fall, one more than columns): the mean of shares and rates, the highest of
 * memory, power and heat; NaN where nothing was recorded. O(slots + columns).
 */
void hardware_log_columns(const struct hardware_log *log, enum hardware_figure figure, uint32_t gpu,
                          const double *edges, double *out, size_t count);

#endif
