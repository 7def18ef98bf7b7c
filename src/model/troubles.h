/*
 * Files that have problems, and places that can't be read (store_trouble), by
 * shown path: the list of problems without a look at files that are fine. Loop thread.
 */
#ifndef TBTOP_MODEL_TROUBLES_H
#define TBTOP_MODEL_TROUBLES_H

#include "model/tables.h"

/* Room for all there are and one more, so that a file's lack of memory can always be told. False when out of it. */
bool troubles_reserve(struct store *store);
/* After a change of a file: lists or unlists it. */
void troubles_settle_file(struct store *store, uint32_t number);
/* After many files lost what they had: unlists those that are fine now, all at once. */
void troubles_sweep(struct store *store);

#endif
