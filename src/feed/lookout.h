/*
 * Links that lead nowhere yet. What they lead to may come anywhere, outside of
 * the logdir, too, and no event of a directory that is watched tells of it. So
 * the place where it would appear is watched. Of few links only, LOOKOUTS_MOST
 * in all: looks at everything find what the others lead to. Loop thread only.
 */
#ifndef TBTOP_FEED_LOOKOUT_H
#define TBTOP_FEED_LOOKOUT_H

#include "feed/tree.h"

#include <stddef.h>

#define LOOKOUTS_MOST 64

struct dangling;

/*
 * From now on those places are watched for the directory's links, and no others; `seen` is called when something
 * happens there. True when one is watched that was not before: what is waited for may have come meanwhile.
 */
bool lookouts_keep(struct directory *directory, const struct dangling *awaited, size_t count,
                   void (*seen)(struct directory *directory));
/* None is watched any more. */
void lookouts_drop(struct directory *directory);

#endif
