/* When nodes of a graph ran, and what memory they took, as RunMetadata tells of one step (event-format 8.6), or a profile of many. */
#ifndef TBTOP_DATA_NODE_STATS_H
#define TBTOP_DATA_NODE_STATS_H

#include "base/names.h"

struct node_stat {
	uint64_t start, end; /* nanoseconds by one clock; equal: it has no time */
	uint64_t bytes;      /* NODE_BYTES_MOST at most */
};

#define NODE_BYTES_MOST ((uint64_t)1 << 56) /* no machine has more */

/* The sum, or the most. */
static inline uint64_t node_bytes_sum(uint64_t a, uint64_t b)
{
	return a > NODE_BYTES_MOST - b ? NODE_BYTES_MOST : a + b;
}

/* The sum, or the most that anything takes. */
static inline uint64_t node_time_sum(uint64_t a, uint64_t b)
{
	return a > INT64_MAX - b ? INT64_MAX : a + b;
}

struct node_stats {
	struct names names;  /* of nodes, mended to UTF-8 */
	bool sums;           /* times are how long they ran over all, from 0 on: those of a scope add up; else it took from the first start to the last end */
	bool cut;            /* they are those of a part: the file is cut or damaged */
	struct node_stat *items;
	size_t capacity;
};

void node_stats_init(struct node_stats *stats);
void node_stats_fini(struct node_stats *stats);
/* Another time that a node ran: from the first start to the last end, and the most bytes. False when out of memory. */
bool node_stats_add(struct node_stats *stats, struct slice name, struct node_stat stat);
size_t node_stats_memory(const struct node_stats *stats);

#endif
