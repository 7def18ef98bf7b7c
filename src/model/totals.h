/*
 * What is counted over all of the store, kept up to date by differences: take
 * away (-1) before a change, add (+1) after it. Loop thread.
 */
#ifndef TBTOP_MODEL_TOTALS_H
#define TBTOP_MODEL_TOTALS_H

#include "model/tables.h"

void totals_series(struct store *store, const struct series *series, int sign);
void totals_file(struct store *store, const struct file *file, int sign);

/* After a change of a series: adds it, and lists or unlists it among its run's tags. */
void totals_settle_series(struct store *store, uint32_t number);

/* The newest wall time is a maximum and can't be taken back: looked for anew when something was dropped. */
void totals_find_newest(struct store *store);

#endif
