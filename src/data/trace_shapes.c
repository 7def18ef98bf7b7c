#include "data/trace_shapes.h"

#include "base/alloc.h"

#include <stdlib.h>

bool trace_shapes_add(struct trace_shapes *shapes, uint64_t place, uint32_t name)
{
	shapes->cut |= shapes->count == SHAPES_MOST;
	if (shapes->cut)
		return true;
	if (!array_reserve(&shapes->items, &shapes->capacity, shapes->count + 1))
		return false;
	shapes->items[shapes->count++] = (struct trace_shape){place, name};
	return true;
}

static int by_place(const void *left, const void *right)
{
	const struct trace_shape *a = left, *b = right;
	return (a->place > b->place) - (a->place < b->place);
}

void trace_shapes_sort(struct trace_shapes *shapes)
{
	size_t sorted = 1; /* events are read in the order of their places, but for what is nested */
	while (sorted < shapes->count && shapes->items[sorted - 1].place <= shapes->items[sorted].place)
		sorted++;
	if (sorted < shapes->count)
		qsort(shapes->items, shapes->count, sizeof *shapes->items, by_place);
}

uint32_t trace_shapes_find(const struct trace_shapes *shapes, uint64_t place)
{
	size_t low = 0, high = shapes->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (shapes->items[middle].place < place)
			low = middle + 1;
		else
			high = middle;
	}
	return low < shapes->count && shapes->items[low].place == place ? shapes->items[low].name : SHAPE_NONE;
}

void trace_shapes_fini(struct trace_shapes *shapes)
{
	bool cut = shapes->cut; /* which is still to be told */
	free(shapes->items);
	*shapes = (struct trace_shapes){.cut = cut};
}
