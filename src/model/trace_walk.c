#include "model/trace_walk.h"

#include "base/alloc.h"

#include <stdlib.h>

struct trace_head {
	uint32_t line;
	size_t number;
	struct trace_span span; /* of that number */
};

static bool comes_before(const struct trace_head *a, const struct trace_head *b)
{
	return trace_order(&a->span, &b->span) < 0;
}

static void sift_down(struct trace_walk *walk, size_t at)
{
	struct trace_head moved = walk->heads[at];
	for (size_t child; (child = 2 * at + 1) < walk->count; at = child) {
		if (child + 1 < walk->count && comes_before(&walk->heads[child + 1], &walk->heads[child]))
			child++;
		if (!comes_before(&walk->heads[child], &moved))
			break;
		walk->heads[at] = walk->heads[child];
	}
	walk->heads[at] = moved;
}

bool trace_walk_start(struct trace_walk *walk, const struct trace *trace)
{
	return trace_walk_lines(walk, trace, 0, trace->line_count, trace_line_any);
}

bool trace_walk_lines(struct trace_walk *walk, const struct trace *trace, size_t from, size_t to, trace_line_test *test)
{
	*walk = (struct trace_walk){.trace = trace, .heads = data_alloc(to - from, sizeof *walk->heads)};
	if (!walk->heads)
		return false;
	for (size_t i = from; i < to; i++)
		if (test(trace, &trace->lines[i]))
			walk->heads[walk->count++] = (struct trace_head){(uint32_t)i, 0, trace_span_at(&trace->lines[i], 0)};
	for (size_t i = walk->count / 2; i-- > 0;)
		sift_down(walk, i);
	return true;
}

bool trace_walk_next(struct trace_walk *walk, uint32_t *line, struct trace_span *span)
{
	if (!walk->count)
		return false;
	struct trace_head *first = &walk->heads[0];
	*line = first->line;
	*span = first->span;
	if (++first->number < walk->trace->lines[*line].count)
		first->span = trace_span_at(&walk->trace->lines[*line], first->number);
	else
		*first = walk->heads[--walk->count];
	if (walk->count)
		sift_down(walk, 0);
	return true;
}

void trace_walk_fini(struct trace_walk *walk)
{
	free(walk->heads);
	walk->heads = NULL;
}
