#include "model/trace_groups.h"

#include "base/alloc.h"

#include <stdlib.h>

struct stop {
	uint32_t line, span; /* the number of that on the line */
};

struct grouping {
	const struct trace *trace;
	const struct trace_flows *flows;
	struct trace_groups *out;
	uint32_t *next;     /* by number of a flow: itself, or one behind it as long as there are none to follow between */
	struct stop *stops; /* where regions end, in order */
	size_t stop_count, stop_capacity;
};

bool trace_groups_begins_region(struct slice name)
{
	return slice_equal(name, slice_of("ThreadpoolListener::StartRegion"));
}

/* The first span of a line that begins at a time or later. */
static size_t first_from(const struct trace_line *line, picoseconds time)
{
	size_t low = 0, high = line->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct trace_span span = trace_span_at(line, middle);
		if (trace_start(&span) < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first flow from a span of that number of the line, or from a later one. */
static size_t first_flow(const struct trace_flows *flows, uint32_t line, size_t number)
{
	size_t low = 0, high = flows->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct trace_flow *flow = &flows->items[middle];
		if (flow->from_line < line || (flow->from_line == line && flow->from < number))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool add(struct trace_groups *out, const struct group_stretch *stretch)
{
	if (!array_reserve(&out->items, &out->capacity, out->count + 1))
		return false;
	out->items[out->count++] = *stretch;
	return true;
}

/* ---- Where regions end ---- */

static bool list_stops(struct grouping *self)
{
	const struct trace *trace = self->trace;
	uint32_t name = names_find(&trace->names, slice_of("ThreadpoolListener::StopRegion"));
	for (uint32_t line = 0; name != NAMES_NONE && line < trace->line_count; line++)
		for (uint32_t i = 0; i < trace->lines[line].count; i++) {
			if (trace_span_at(&trace->lines[line], i).name != name)
				continue;
			if (!array_reserve(&self->stops, &self->stop_capacity, self->stop_count + 1))
				return false;
			self->stops[self->stop_count++] = (struct stop){line, i};
		}
	return true;
}

/* The first one of a line behind a span; NULL for none. */
static const struct stop *find_stop(const struct grouping *self, uint32_t line, uint32_t span)
{
	size_t low = 0, high = self->stop_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct stop *stop = &self->stops[middle];
		if (stop->line < line || (stop->line == line && stop->span <= span))
			low = middle + 1;
		else
			high = middle;
	}
	return low < self->stop_count && self->stops[low].line == line ? &self->stops[low] : NULL;
}

/* ---- Who caused what ---- */

/* Of the flows from one on the first that is still to be followed; their number for none. */
static size_t unfollowed(const struct grouping *self, size_t flow)
{
	uint32_t found = (uint32_t)flow;
	while (self->next[found] != found)
		found = self->next[found];
	for (uint32_t at = (uint32_t)flow, then; at != found; at = then) {
		then = self->next[at];
		self->next[at] = found;
	}
	return found;
}

static bool list_flows(struct grouping *self)
{
	uint32_t producer = names_find(&self->trace->names, slice_of("producer")); /* of the flows between threads */
	uint32_t count = (uint32_t)self->flows->count;
	self->next = data_alloc((size_t)count + 1, sizeof *self->next);
	for (uint32_t i = 0; self->next && i <= count; i++)
		self->next[i] = i == count || self->flows->items[i].name == producer ? i : i + 1;
	return self->next;
}

/* What was caused: a span, or from where a region begins all up to where it stops. */
static struct group_stretch caused(const struct grouping *self, const struct trace_flow *flow, uint32_t step)
{
	const struct trace_line *line = &self->trace->lines[flow->to_line];
	struct trace_span span = trace_span_at(line, flow->to);
	struct group_stretch out = {trace_start(&span), trace_end(&span), flow->to_line, step};
	if (!trace_groups_begins_region(names_text(&self->trace->names, span.name)))
		return out;
	const struct stop *stop = find_stop(self, flow->to_line, flow->to);
	if (stop) {
		span = trace_span_at(line, stop->span);
		out.end = trace_start(&span);
	}
	return out;
}

/* Follows what goes out from a stretch, once. */
static bool follow(struct grouping *self, const struct group_stretch from)
{
	const struct trace_line *line = &self->trace->lines[from.line];
	const struct trace_flows *flows = self->flows;
	size_t first = first_flow(flows, from.line, first_from(line, from.start));
	for (size_t i = unfollowed(self, first); i < flows->count; i = unfollowed(self, i + 1)) {
		const struct trace_flow *flow = &flows->items[i];
		if (flow->from_line != from.line)
			break;
		struct trace_span span = trace_span_at(line, flow->from);
		if (trace_start(&span) > from.end)
			break;
		if (trace_end(&span) > from.end)
			continue;
		self->next[i] = (uint32_t)i + 1;
		struct group_stretch next = caused(self, flow, from.step);
		if (!add(self->out, &next))
			return false;
	}
	return true;
}

static int by_line(const void *left, const void *right)
{
	const struct group_stretch *a = left, *b = right;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	return (a->step > b->step) - (a->step < b->step);
}

static void drop_nested(struct trace_groups *groups)
{
	size_t kept = 0;
	for (size_t i = 0; i < groups->count; i++) {
		const struct group_stretch *last = kept ? &groups->items[kept - 1] : NULL;
		if (!last || last->line != groups->items[i].line || groups->items[i].end > last->end)
			groups->items[kept++] = groups->items[i];
	}
	groups->count = kept;
}

bool trace_groups_make(const struct trace *trace, const struct trace_flows *flows, const struct group_stretch *steps,
                       size_t count, struct trace_groups *out)
{
	struct grouping self = {.trace = trace, .flows = flows, .out = out};
	*out = (struct trace_groups){0};
	bool fine = list_flows(&self) && list_stops(&self);
	for (size_t i = 0; fine && i < count; i++)
		fine = add(out, &steps[i]);
	for (size_t i = 0; fine && i < out->count; i++)
		fine = follow(&self, out->items[i]);
	free(self.next);
	free(self.stops);
	if (!fine) {
		trace_groups_fini(out);
		return false;
	}
	if (out->count)
		qsort(out->items, out->count, sizeof *out->items, by_line);
	drop_nested(out);
	return true;
}

const struct group_stretch *trace_groups_find(const struct trace_groups *groups, uint32_t line, const struct trace_span *span)
{
	size_t low = 0, high = groups->count;
	picoseconds start = trace_start(span);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct group_stretch *stretch = &groups->items[middle];
		if (stretch->line < line || (stretch->line == line && stretch->start <= start))
			low = middle + 1;
		else
			high = middle;
	}
	const struct group_stretch *found = low ? &groups->items[low - 1] : NULL;
	return found && found->line == line && start <= found->end && trace_end(span) <= found->end ? found : NULL;
}

void trace_groups_fini(struct trace_groups *groups)
{
	free(groups->items);
	*groups = (struct trace_groups){0};
}
