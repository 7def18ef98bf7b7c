/* What is known of rows, the plain way: what data/summary and data/chunk are compared with. */
#ifndef TBTOP_TEST_PLAIN_H
#define TBTOP_TEST_PLAIN_H

#include "data/summary.h"

#include <math.h>
#include <stdbool.h>

static inline bool same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static inline bool same_summary(const struct chunk_summary *a, const struct chunk_summary *b)
{
	return a->count == b->count && a->nan == b->nan && a->infinite == b->infinite && a->below == b->below &&
	       a->odd_walls == b->odd_walls && a->falls == b->falls && a->first_step == b->first_step &&
	       a->last_step == b->last_step && a->min_step == b->min_step && a->max_step == b->max_step &&
	       same(a->first_wall, b->first_wall) && same(a->last_wall, b->last_wall) && same(a->min_wall, b->min_wall) &&
	       same(a->max_wall, b->max_wall) && same(a->first, b->first) && same(a->last, b->last) && same(a->min, b->min) &&
	       same(a->max, b->max) && same(a->min_positive, b->min_positive);
}

/* No row is looked at beside another. */
static inline struct chunk_summary one_by_one(const struct row *rows, size_t count, enum number_type type)
{
	struct chunk_summary all = chunk_summarise(NULL, 0, type);
	for (size_t i = 0; i < count; i++) {
		struct chunk_summary one = chunk_summarise(&rows[i], 1, type);
		all = chunk_join(&all, &one);
	}
	return all;
}

#endif
