/* Which tags share a chart. A tag is in one merge at most; a merge of fewer than two is none. */
#ifndef TBTOP_MODEL_MERGES_H
#define TBTOP_MODEL_MERGES_H

#include "model/tag_list.h"

struct merges {
	struct tag_list *lists;
	size_t count, capacity;
};

/* The tags in one chart with this one, it included; NULL when it has its own. The first names the chart. */
const struct tag_list *merges_of(const struct merges *merges, struct slice tag);
/* Puts all of `tags` into one chart, and takes them out of others. Fewer than two: nothing. */
void merges_join(struct merges *merges, const struct tag_list *tags);
/* Puts `tag` into the chart of `with`. */
void merges_add(struct merges *merges, const char *with, const char *tag);
/* Each tag of the chart of this one gets its own again. */
void merges_split(struct merges *merges, struct slice tag);
struct merges merges_copy(const struct merges *merges);
void merges_fini(struct merges *merges);

#endif
