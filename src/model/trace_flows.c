#include "model/trace_flows.h"

#include "base/alloc.h"
#include "model/trace_within.h"

#include <stdlib.h>
#include <string.h>

void trace_flows_fini(struct trace_flows *flows)
{
	free(flows->items);
	free(flows->back);
	*flows = (struct trace_flows){0};
}

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* ---- Which spans ---- */

static int by_time_on_line(const void *left, const void *right)
{
	const struct flow_end *a = left, *b = right;
	int order = compare(a->line, b->line);
	if (!order)
		order = (a->time_ns > b->time_ns) - (a->time_ns < b->time_ns);
	return order ? order : compare(a->time_ps, b->time_ps);
}

static uint32_t span_of(struct trace_within *within, const struct flow_end *end)
{
	picoseconds time = flow_end_time(end);
	switch (end->binding) {
	case FLOW_OWN: return trace_within_own(within, time, end->place);
	case FLOW_NEXT: return trace_within_next(within, time);
	default: return trace_within(within, time);
	}
}

/* Of each end its place becomes the number of its span; returns how many have one, which come first. */
static size_t bind(const struct trace *trace, struct flow_end *ends, size_t count, bool *fine)
{
	struct trace_within within = {0};
	size_t bound = 0;
	if (count)
		qsort(ends, count, sizeof *ends, by_time_on_line);
	for (size_t i = 0; i < count; i++) {
		if (!i || ends[i].line != within.line - trace->lines)
			trace_within_start(&within, &trace->lines[ends[i].line]);
		uint32_t span = span_of(&within, &ends[i]);
		if (span == WITHIN_NONE)
			continue;
		ends[bound] = ends[i];
		ends[bound++].place = span;
	}
	*fine = !within.failed;
	trace_within_fini(&within);
	return bound;
}

/* ---- Which ends belong together ---- */

static int by_key(const void *left, const void *right)
{
	const struct flow_end *a = left, *b = right;
	int order = compare(a->key, b->key);
	if (!order)
		order = (a->time_ns > b->time_ns) - (a->time_ns < b->time_ns);
	if (!order)
		order = compare(a->time_ps, b->time_ps);
	return order ? order : compare(a->phase, b->phase);
}

static bool link_ends(struct trace_flows *out, const struct flow_end *from, const struct flow_end *to)
{
	if (from->line == to->line && from->place == to->place)
		return false;
	out->items[out->count++] = (struct trace_flow){from->line, (uint32_t)from->place, to->line, (uint32_t)to->place, from->name};
	return true;
}

/*
 * A flow goes from its beginning to each end that comes, by what it goes on
 * at; a beginning of the same key is another flow. Of clocks that disagree an
 * end may seem to come before its beginning: it is the first one's.
 */
static void link_key(struct trace_flows *out, const struct flow_end *ends, size_t count)
{
	const struct flow_end *open = NULL, *first = NULL;
	bool used = false;
	for (size_t i = 0; i < count && !first; i++)
		first = ends[i].phase == FLOW_BEGINS ? &ends[i] : NULL;
	for (size_t i = 0; i < count; i++) {
		const struct flow_end *end = &ends[i];
		if (end->phase == FLOW_BEGINS) {
			out->loose += open && !used;
			open = end;
			used = end == first && i > 0;
			continue;
		}
		const struct flow_end *from = open ? open : first;
		if (from)
			used |= link_ends(out, from, end);
		else
			out->loose++;
		if (end->phase == FLOW_GOES_ON)
			open = end;
	}
	out->loose += open && !used;
}

static void link_all(struct trace_flows *out, const struct flow_end *ends, size_t count)
{
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1; next < count && ends[next].key == ends[i].key; next++)
			continue;
		link_key(out, ends + i, next - i);
	}
}

/* ---- In order ---- */

static int by_from(const void *left, const void *right)
{
	const struct trace_flow *a = left, *b = right;
	int order = compare((uint64_t)a->from_line << 32 | a->from, (uint64_t)b->from_line << 32 | b->from);
	return order ? order : compare((uint64_t)a->to_line << 32 | a->to, (uint64_t)b->to_line << 32 | b->to);
}

static int by_to(const void *left, const void *right)
{
	const struct trace_flow *a = left, *b = right;
	int order = compare((uint64_t)a->to_line << 32 | a->to, (uint64_t)b->to_line << 32 | b->to);
	return order ? order : compare((uint64_t)a->from_line << 32 | a->from, (uint64_t)b->from_line << 32 | b->from);
}

/* PyTorch writes one as a flow and as a correlation: what a file says of them first counts. */
static void drop_doubles(struct trace_flows *out)
{
	size_t kept = 0;
	for (size_t i = 0; i < out->count; i++)
		if (!kept || by_from(&out->items[kept - 1], &out->items[i]) != 0)
			out->items[kept++] = out->items[i];
	out->count = kept;
}

static bool put_in_order(struct trace_flows *out)
{
	if (out->count)
		qsort(out->items, out->count, sizeof *out->items, by_from);
	drop_doubles(out);
	out->back = data_alloc(out->count, sizeof *out->back);
	if (!out->back)
		return false;
	if (out->count) {
		memcpy(out->back, out->items, out->count * sizeof *out->back);
		qsort(out->back, out->count, sizeof *out->back, by_to);
	}
	return true;
}

bool trace_flows_make(struct trace *trace, struct trace_flows *out)
{
	struct trace_events *events = &trace->events;
	bool fine;
	*out = (struct trace_flows){.cut = events->ends_cut};
	size_t count = bind(trace, events->ends, events->end_count, &fine);
	out->loose = events->end_count - count;
	if (count)
		qsort(events->ends, count, sizeof *events->ends, by_key);
	out->items = data_alloc(count, sizeof *out->items);
	if (fine && out->items)
		link_all(out, events->ends, count);
	fine = fine && out->items && put_in_order(out);
	if (!fine)
		trace_flows_fini(out);
	return fine;
}

/* ---- Finding ---- */

typedef int flow_order(const void *left, const void *right);

/* The first of `items` that doesn't come before the key. */
static size_t lower(const struct trace_flow *items, size_t count, const struct trace_flow *key, flow_order *order)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (order(&items[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct trace_flow *trace_flows_from(const struct trace_flows *flows, uint32_t line, uint32_t span, size_t *count)
{
	struct trace_flow key = {line, span, 0, 0, 0}, behind = {line, span, UINT32_MAX, UINT32_MAX, 0};
	size_t first = lower(flows->items, flows->count, &key, by_from);
	*count = lower(flows->items, flows->count, &behind, by_from) - first;
	return *count ? &flows->items[first] : NULL;
}

const struct trace_flow *trace_flows_to(const struct trace_flows *flows, uint32_t line, uint32_t span, size_t *count)
{
	struct trace_flow key = {0, 0, line, span, 0}, behind = {UINT32_MAX, UINT32_MAX, line, span, 0};
	size_t first = lower(flows->back, flows->count, &key, by_to);
	*count = lower(flows->back, flows->count, &behind, by_to) - first;
	return *count ? &flows->back[first] : NULL;
}
