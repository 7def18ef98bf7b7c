#include "model/trace_spread.h"

#include "base/alloc.h"

#include <stdlib.h>

/* The durations of one plane's operations, one operation's after the other's. */
struct spreading {
	const struct trace *trace;
	const struct trace_ops *ops;
	trace_line_test *test;
	uint32_t *by_name;  /* the operation of each name on the plane */
	float *durations;
	size_t *next;       /* by operation: where its next duration goes */
};

static void swap(float *a, float *b)
{
	float kept = *a;
	*a = *b;
	*b = kept;
}

/* The value that would be at `rank` in order, by partitions around a middle one: those alike fall between. */
static float nth(float *values, size_t count, size_t rank)
{
	size_t low = 0, high = count;
	while (high - low > 1) {
		float pivot = values[low + (high - low) / 2];
		size_t less = low, more = high;
		for (size_t i = low; i < more;) {
			if (values[i] < pivot)
				swap(&values[i++], &values[less++]);
			else if (values[i] > pivot)
				swap(&values[i], &values[--more]);
			else
				i++;
		}
		if (rank >= less && rank < more)
			return pivot;
		*(rank < less ? &high : &low) = rank < less ? less : more;
	}
	return values[rank];
}

static void spread_plane(struct spreading *self, size_t first_line, size_t end_line, float *out)
{
	uint32_t plane = self->trace->lines[first_line].plane;
	size_t room = 0;
	for (size_t i = 0; i < self->ops->count; i++) {
		if (self->ops->items[i].plane != plane)
			continue;
		self->by_name[self->ops->items[i].name] = (uint32_t)i;
		self->next[i] = room;
		room += self->ops->items[i].count;
	}
	for (size_t i = first_line; i < end_line; i++) {
		const struct trace_line *line = &self->trace->lines[i];
		for (size_t k = 0; self->test(self->trace, line) && k < line->count; k++)
			self->durations[self->next[self->by_name[line->spans[k].name]]++] =
				(float)trace_duration(&line->spans[k]);
	}
	for (size_t i = 0; i < self->ops->count; i++) {
		size_t count = self->ops->items[i].count;
		if (self->ops->items[i].plane == plane)
			out[i] = nth(self->durations + self->next[i] - count, count, (99 * count + 99) / 100 - 1);
	}
}

float *trace_spread_make(const struct trace *trace, trace_line_test *test, const struct trace_ops *ops)
{
	struct spreading self = {
		.trace = trace, .ops = ops, .test = test,
		.by_name = data_alloc(trace->names.count, sizeof *self.by_name),
		.durations = data_alloc(trace->span_count, sizeof *self.durations),
		.next = data_alloc(ops->count, sizeof *self.next),
	};
	float *out = data_alloc(ops->count, sizeof *out);
	bool fine = self.by_name && self.durations && self.next && out;
	for (size_t i = 0, end; fine && i < trace->line_count; i = end) {
		end = i + 1;
		while (end < trace->line_count && trace->lines[end].plane == trace->lines[i].plane)
			end++;
		spread_plane(&self, i, end, out);
	}
	free(self.by_name);
	free(self.durations);
	free(self.next);
	if (fine)
		return out;
	free(out);
	return NULL;
}
