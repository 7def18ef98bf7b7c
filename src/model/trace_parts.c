#include "model/trace_parts.h"

#include "base/alloc.h"
#include "model/trace_nesting.h"

#include <stdlib.h>
#include <string.h>

/* The steps of one line, in order of time. */
struct step_row {
	const struct trace_steps *steps;
	uint32_t *numbers; /* of the steps */
	size_t count;
};

struct parting {
	const struct trace *trace;
	const struct trace_ops *ops;
	const struct step_row *row; /* NULL: not by step */
	bool by_shape;              /* neither: by line */
	uint32_t *by_name;          /* the operation of each name of this process; TRACE_NO_OP */
	uint32_t *slots;            /* a part's number and 1, or 0; half of them stay free */
	size_t slot_count;          /* a power of two */
	struct trace_parts *out;
	struct quantiles_making spread;
	uint32_t line;
	bool failed;
};

/* ---- Which step ---- */

static bool row_make(const struct trace *trace, const struct trace_steps *steps, struct step_row *out)
{
	size_t count;
	uint32_t line = trace_steps_line(trace, steps, &count);
	*out = (struct step_row){.steps = steps, .numbers = data_alloc(steps->count, sizeof *out->numbers)};
	for (size_t i = 0; out->numbers && i < steps->count; i++)
		if (steps->items[i].line == line)
			out->numbers[out->count++] = (uint32_t)i;
	return out->numbers != NULL;
}

/* The last that began by then, if it still runs. */
static uint32_t step_at(const struct step_row *row, picoseconds time)
{
	size_t low = 0, high = row->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (trace_start(&row->steps->items[row->numbers[middle]].span) <= time)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return PART_OUTSIDE;
	const struct trace_span *span = &row->steps->items[row->numbers[low - 1]].span;
	bool within = time < trace_end(span) || time == trace_start(span); /* a step may take no time */
	return within ? row->numbers[low - 1] : PART_OUTSIDE;
}

/* ---- Adding up ---- */

static struct trace_part *part_of(struct parting *self, uint32_t group, uint32_t op)
{
	struct trace_parts *out = self->out;
	uint64_t key = (uint64_t)group << 32 | op;
	size_t last = self->slot_count - 1;
	for (size_t slot = (size_t)((key * 0x9E3779B97F4A7C15u) >> 32) & last;; slot = (slot + 1) & last) {
		struct trace_part *there = self->slots[slot] ? &out->items[self->slots[slot] - 1] : NULL;
		if (there && there->group == group && there->op == op)
			return there;
		if (there)
			continue;
		out->cut = out->count == PARTS_MOST;
		if (out->cut || !array_reserve(&out->items, &out->capacity, out->count + 1))
			return NULL;
		out->items[out->count++] = (struct trace_part){.group = group, .op = op};
		self->slots[slot] = (uint32_t)out->count;
		return &out->items[out->count - 1];
	}
}

static uint32_t group_of(const struct parting *self, const struct trace_span *span)
{
	if (self->by_shape) {
		uint32_t shape = trace_shapes_find(&self->trace->shapes, trace_place(span));
		return shape == SHAPE_NONE ? PART_OUTSIDE : shape;
	}
	return self->row ? step_at(self->row, trace_start(span)) : self->line;
}

static void add_span(void *context, const struct trace_span *span, picoseconds own)
{
	struct parting *self = context;
	picoseconds duration = trace_duration(span), start = trace_start(span);
	if (self->failed)
		return;
	struct trace_part *part = part_of(self, group_of(self, span), self->by_name[span->name]);
	self->failed = !part || !quantiles_add(&self->spread, (uint32_t)(part - self->out->items), duration);
	if (self->failed)
		return;
	part->first = !part->count || start < part->first ? start : part->first;
	part->count++;
	part->total += duration;
	part->self += own;
	part->longest = duration > part->longest ? duration : part->longest;
}

/* Names of another process stay: whatever span of this one has its operation. */
static void learn_process(struct parting *self, uint32_t process)
{
	const struct trace_op_place *places = self->ops->places;
	for (size_t i = trace_ops_first(self->ops, process); i < self->ops->count && places[i].process == process; i++)
		self->by_name[places[i].name] = places[i].op;
}

static void add_lines(struct parting *self, trace_line_test *test)
{
	struct trace_nesting nesting = {0};
	uint32_t process = NAMES_NONE;
	for (size_t i = 0; i < self->trace->line_count && !self->failed; i++) {
		const struct trace_line *line = &self->trace->lines[i];
		if (!test(self->trace, line))
			continue;
		if (line->process != process)
			learn_process(self, line->process);
		process = line->process;
		self->line = (uint32_t)i;
		for (size_t k = 0; k < line->count && !self->failed; k++) {
			struct trace_span span = trace_span_at(line, k);
			self->failed = !trace_nest(&nesting, &span, add_span, self) || self->failed;
		}
		trace_nest_end(&nesting, add_span, self);
	}
	trace_nesting_fini(&nesting);
}

/* No trace has more parts than spans: one with few is ready without clearing room for many. */
static bool add_slots(struct parting *self)
{
	self->slot_count = 16;
	while (self->slot_count < 2 * PARTS_MOST && self->slot_count < 2 * self->trace->span_count)
		self->slot_count *= 2;
	self->slots = data_alloc(self->slot_count, sizeof *self->slots);
	if (self->slots)
		memset(self->slots, 0, self->slot_count * sizeof *self->slots);
	return self->slots != NULL;
}

static bool make(struct parting *self, trace_line_test *test)
{
	*self->out = (struct trace_parts){0};
	self->by_name = data_alloc(self->trace->names.count, sizeof *self->by_name);
	bool fine = self->by_name && add_slots(self);
	quantiles_begin(&self->spread);
	if (fine) {
		add_lines(self, test);
		fine = !self->failed || self->out->cut;
	}
	free(self->by_name);
	free(self->slots);
	bool cut = self->out->cut;
	fine = quantiles_end(&self->spread, self->out->count, fine && !cut ? &self->out->spread : NULL) && fine;
	if (!fine || cut)
		trace_parts_fini(self->out);
	self->out->cut = cut;
	return fine;
}

bool trace_parts_by_line(const struct trace *trace, trace_line_test *test, const struct trace_ops *ops, struct trace_parts *out)
{
	struct parting self = {.trace = trace, .ops = ops, .out = out};
	return make(&self, test);
}

bool trace_parts_by_step(const struct trace *trace, trace_line_test *test, const struct trace_ops *ops,
                         const struct trace_steps *steps, struct trace_parts *out)
{
	struct step_row row;
	struct parting self = {.trace = trace, .ops = ops, .row = &row, .out = out};
	*out = (struct trace_parts){0};
	bool fine = row_make(trace, steps, &row) && (!row.count || make(&self, test));
	free(row.numbers);
	return fine;
}

bool trace_parts_by_shape(const struct trace *trace, trace_line_test *test, const struct trace_ops *ops, struct trace_parts *out)
{
	struct parting self = {.trace = trace, .ops = ops, .by_shape = true, .out = out};
	*out = (struct trace_parts){0};
	return !trace->shapes.count || make(&self, test);
}

void trace_parts_fini(struct trace_parts *parts)
{
	free(parts->items);
	trace_quantiles_fini(&parts->spread);
	*parts = (struct trace_parts){0};
}
