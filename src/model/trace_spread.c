#include "model/trace_spread.h"

#include "base/alloc.h"

#include <stdlib.h>

#define ROOM ((size_t)2 << 20) /* durations at once: a trace of millions has no room for all of them beside itself */

/* The durations of some operations of a plane, one operation's after the other's. */
struct spreading {
	const struct trace *trace;
	const struct trace_ops *ops;
	trace_line_test *test;
	uint32_t *by_name;  /* the operation of each name, of those; else TRACE_NO_OP */
	float *durations;
	size_t room;        /* for so many */
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

static void take_lines(struct spreading *self, size_t first_line, size_t end_line)
{
	for (size_t i = first_line; i < end_line; i++) {
		const struct trace_line *line = &self->trace->lines[i];
		for (size_t k = 0; self->test(self->trace, line) && k < line->count; k++) {
			struct trace_span span = trace_span_at(line, k);
			uint32_t op = self->by_name[span.name];
			if (op != TRACE_NO_OP)
				self->durations[self->next[op]++] = (float)trace_duration(&span);
		}
	}
}

/* Places from `from` on whose operations have room together, at least one; returns the first behind them. */
static size_t spread_batch(struct spreading *self, size_t first_line, size_t end_line, size_t from, float *out)
{
	const struct trace_op_place *places = self->ops->places;
	uint32_t process = self->trace->lines[first_line].process;
	size_t room = 0, to = from;
	for (; to < self->ops->count && places[to].process == process; to++) {
		uint32_t number = places[to].op;
		const struct trace_op *op = &self->ops->items[number];
		if (room && room + op->count > self->room)
			break;
		self->by_name[op->name] = number;
		self->next[number] = room;
		room += op->count;
	}
	if (room)
		take_lines(self, first_line, end_line);
	for (size_t i = from; i < to; i++) {
		uint32_t number = places[i].op;
		const struct trace_op *op = &self->ops->items[number];
		out[number] = nth(self->durations + self->next[number] - op->count, op->count, (99 * op->count + 99) / 100 - 1);
		self->by_name[op->name] = TRACE_NO_OP;
	}
	return to;
}

static void spread_process(struct spreading *self, size_t first_line, size_t end_line, float *out)
{
	uint32_t process = self->trace->lines[first_line].process;
	size_t from = trace_ops_first(self->ops, process);
	while (from < self->ops->count && self->ops->places[from].process == process)
		from = spread_batch(self, first_line, end_line, from, out);
}

/* What the most frequent operation needs, or enough for many at once. */
static size_t room_for(const struct trace *trace, const struct trace_ops *ops)
{
	size_t room = trace->span_count < ROOM ? trace->span_count : ROOM;
	for (size_t i = 0; i < ops->count; i++)
		room = ops->items[i].count > room ? ops->items[i].count : room;
	return room;
}

float *trace_spread_make(const struct trace *trace, trace_line_test *test, const struct trace_ops *ops)
{
	struct spreading self = {
		.trace = trace, .ops = ops, .test = test, .room = room_for(trace, ops),
		.by_name = data_alloc(trace->names.count, sizeof *self.by_name),
		.next = data_alloc(ops->count, sizeof *self.next),
	};
	float *out = data_alloc(ops->count, sizeof *out);
	self.durations = data_alloc(self.room, sizeof *self.durations);
	bool fine = self.by_name && self.durations && self.next && out;
	for (uint32_t i = 0; fine && i < trace->names.count; i++)
		self.by_name[i] = TRACE_NO_OP;
	for (size_t i = 0, end; fine && i < trace->line_count; i = end) {
		end = i + 1;
		while (end < trace->line_count && trace->lines[end].process == trace->lines[i].process)
			end++;
		spread_process(&self, i, end, out);
	}
	free(self.by_name);
	free(self.durations);
	free(self.next);
	if (fine)
		return out;
	free(out);
	return NULL;
}
