#include "data/graph.h"

#include "base/alloc.h"

#include <stdlib.h>

void graph_totals_init(struct graph_totals *totals)
{
	*totals = (struct graph_totals){0};
	names_init(&totals->ops);
}

void graph_totals_fini(struct graph_totals *totals)
{
	names_fini(&totals->ops);
	free(totals->counts);
	totals->counts = NULL;
}

bool graph_count_op(struct graph_totals *totals, struct slice op)
{
	uint32_t before = totals->ops.count;
	if (!array_reserve(&totals->counts, &totals->count_capacity, (size_t)before + 1))
		return false;
	uint32_t number = names_intern(&totals->ops, op);
	if (number == NAMES_NONE)
		return false;
	if (number == before)
		totals->counts[number] = 0;
	totals->counts[number]++;
	return true;
}
