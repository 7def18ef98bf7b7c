/* What listings of directories find beside event files: what can be opened, and when checkpoints were written. */
#ifndef TBTOP_FEED_BESIDE_H
#define TBTOP_FEED_BESIDE_H

#include "feed/tree.h"
#include "model/finds.h"

/* What this listing found, and what the one before had found and this one did not. */
void beside_take(struct finds *finds, const struct directory *directory, const struct scan *scan);
/* Tells the store of checkpoints, but of those that it was told of already. */
void beside_take_saved(struct directory *directory, const struct scan *scan);

#endif
