/* Opens what a view wants of the files beside event files (model/finds), one at a time. */
#ifndef TBTOP_APP_OPENER_H
#define TBTOP_APP_OPENER_H

#include "app/piecework.h"
#include "disk/cache.h"
#include "model/finds.h"

/* `finds` and `cache` must outlive it. `memory_most`: bytes that one may take, 0 for no limit. */
struct piecework *opener_start(const struct piecework_teller *teller, struct finds *finds, uint64_t memory_most,
                               struct cache *cache);

#endif
