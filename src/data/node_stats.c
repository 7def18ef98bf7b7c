#include "data/node_stats.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>

#define NAME_BYTES 96 /* a name of some 40 bytes, and what finds it */

void node_stats_init(struct node_stats *stats)
{
	*stats = (struct node_stats){0};
	names_init(&stats->names);
}

void node_stats_fini(struct node_stats *stats)
{
	names_fini(&stats->names);
	free(stats->items);
	*stats = (struct node_stats){0};
}

static void merge(struct node_stat *into, const struct node_stat *stat)
{
	into->bytes = stat->bytes > into->bytes ? stat->bytes : into->bytes;
	if (stat->start == stat->end)
		return;
	if (into->start == into->end) {
		into->start = stat->start;
		into->end = stat->end;
	}
	into->start = stat->start < into->start ? stat->start : into->start;
	into->end = stat->end > into->end ? stat->end : into->end;
}

bool node_stats_add(struct node_stats *stats, struct slice name, struct node_stat stat)
{
	struct str mended = {0};
	text_repair(&mended, name);
	uint32_t before = stats->names.count, number = NAMES_NONE;
	if (array_reserve(&stats->items, &stats->capacity, (size_t)before + 1))
		number = names_intern(&stats->names, str_slice(&mended));
	str_fini(&mended);
	if (number == NAMES_NONE)
		return false;
	if (number == before)
		stats->items[number] = stat;
	else
		merge(&stats->items[number], &stat);
	return true;
}

size_t node_stats_memory(const struct node_stats *stats)
{
	return stats->capacity * sizeof *stats->items + (size_t)stats->names.count * NAME_BYTES;
}
