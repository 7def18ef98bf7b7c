#include "data/trace.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

const char *trace_format_name(enum trace_format format)
{
	static const char *const names[] = {"xplane", "trace_json", "pt_trace", "speedscope", "collapsed"};
	return names[format];
}

const char *trace_lack(const struct trace *trace)
{
	if (trace->lack)
		return trace->lack;
	bool cut = trace->status == STATUS_OK || trace->status == STATUS_CORRUPT;
	return cut ? "the file is cut or damaged" : status_text(trace->status);
}

void trace_init(struct trace *trace, uint64_t memory_most)
{
	*trace = (struct trace){.complete = true, .memory_most = memory_most, .rank = -1, .ranks = -1};
	names_init(&trace->names);
}

void trace_fini(struct trace *trace)
{
	for (size_t i = 0; i < trace->line_count; i++) {
		free(trace->lines[i].spans);
		trace_pack_fini(&trace->lines[i].pack);
	}
	free(trace->numbers);
	trace_events_fini(&trace->events);
	trace_shapes_fini(&trace->shapes);
	free(trace->lines);
	names_fini(&trace->names);
	*trace = (struct trace){0};
}

/* ---- Filling ---- */

#define NAME_COST 48 /* of a name's tables, beside its bytes */

static bool fail(struct trace *trace, enum status status)
{
	trace->status = status;
	trace->complete = false;
	return false;
}

bool trace_take(struct trace *trace, uint64_t bytes)
{
	trace->memory += bytes;
	return !trace->memory_most || trace->memory <= trace->memory_most || fail(trace, STATUS_FULL);
}

bool trace_name(struct trace *trace, struct slice name, uint32_t *out)
{
	*out = names_find(&trace->names, name); /* only what is UTF-8 is in there */
	if (*out != NAMES_NONE)
		return true;
	struct str mended = {0};
	text_repair(&mended, name);
	uint32_t before = trace->names.count;
	*out = names_intern(&trace->names, str_slice(&mended));
	str_fini(&mended);
	if (*out == NAMES_NONE)
		return fail(trace, STATUS_NO_MEMORY);
	return trace->names.count == before || trace_take(trace, name.length + NAME_COST);
}

bool trace_add_shape(struct trace *trace, uint64_t place, uint32_t name)
{
	if (!trace->shapes.cut && !trace_take(trace, sizeof *trace->shapes.items))
		return false;
	return trace_shapes_add(&trace->shapes, place, name) || fail(trace, STATUS_NO_MEMORY);
}

bool trace_add_line(struct trace *trace, uint32_t *out)
{
	if (trace->line_count == UINT32_MAX ||
	    !array_reserve(&trace->lines, &trace->line_capacity, trace->line_count + 1))
		return fail(trace, STATUS_NO_MEMORY);
	*out = (uint32_t)trace->line_count++;
	trace->lines[*out] = (struct trace_line){.process = NAMES_NONE};
	return trace_take(trace, sizeof *trace->lines);
}

static bool fits(picoseconds time)
{
	return time >= -PICOSECONDS_MOST && time <= PICOSECONDS_MOST;
}

/* Into whole nanoseconds, rounded down, and what is more. */
static void set_start(struct trace_span *span, picoseconds start)
{
	picoseconds ns = start / PICOSECONDS_A_NANOSECOND;
	ns -= ns * PICOSECONDS_A_NANOSECOND > start;
	span->start_ns = (int64_t)ns;
	span->start_ps = (uint32_t)(start - ns * PICOSECONDS_A_NANOSECOND);
}

void trace_set_duration(struct trace_span *span, picoseconds duration)
{
	if (duration < 0)
		duration = 0;
	span->duration_ns = (int64_t)(duration / PICOSECONDS_A_NANOSECOND);
	span->duration_ps = (uint32_t)(duration % PICOSECONDS_A_NANOSECOND);
}

bool trace_add(struct trace *trace, uint32_t line, uint32_t name, picoseconds start, picoseconds duration,
               uint64_t place)
{
	struct trace_line *into = &trace->lines[line];
	if (!fits(start) || duration > PICOSECONDS_MOST) {
		trace->complete = false;
		return true;
	}
	if (!trace_take(trace, sizeof *into->spans))
		return false;
	if (!array_reserve(&into->spans, &into->capacity, into->count + 1))
		return fail(trace, STATUS_NO_MEMORY);
	struct trace_span *span = &into->spans[into->count++];
	*span = (struct trace_span){.name = name};
	trace_set_place(span, place);
	set_start(span, start);
	trace_set_duration(span, duration);
	return true;
}

/* Each is added at 0, and moved to where it belongs. */
bool trace_add_flow_end(struct trace *trace, const struct flow_end *end, picoseconds time)
{
	struct trace_events *events = &trace->events;
	events->ends_cut |= events->end_count == FLOW_ENDS_MOST;
	if (events->ends_cut)
		return true;
	if (!trace_take(trace, sizeof *end))
		return false;
	if (!array_reserve(&events->ends, &events->end_capacity, events->end_count + 1))
		return fail(trace, STATUS_NO_MEMORY);
	events->ends[events->end_count++] = *end;
	trace_events_shift(events, events->end_count - 1, events->allocation_count, time);
	return true;
}

bool trace_add_allocation(struct trace *trace, const struct allocation *allocation, picoseconds time)
{
	struct trace_events *events = &trace->events;
	events->allocations_cut |= events->allocation_count == ALLOCATIONS_MOST;
	if (events->allocations_cut)
		return true;
	if (!trace_take(trace, sizeof *allocation))
		return false;
	if (!array_reserve(&events->allocations, &events->allocation_capacity, events->allocation_count + 1))
		return fail(trace, STATUS_NO_MEMORY);
	events->allocations[events->allocation_count++] = *allocation;
	trace_events_shift(events, events->end_count, events->allocation_count - 1, time);
	return true;
}

#define LONGEST_NUMBER 18 /* digits that fit */

int64_t trace_parse_number(struct slice digits)
{
	int64_t number = 0;
	if (!digits.length || digits.length > LONGEST_NUMBER)
		return -1;
	for (size_t i = 0; i < digits.length; i++) {
		if (digits.data[i] < '0' || digits.data[i] > '9')
			return -1;
		number = number * 10 + (digits.data[i] - '0');
	}
	return number;
}

bool trace_add_number(struct trace *trace, uint64_t place, int64_t number)
{
	if (!trace_take(trace, sizeof *trace->numbers))
		return false;
	if (!array_reserve(&trace->numbers, &trace->number_capacity, trace->number_count + 1))
		return fail(trace, STATUS_NO_MEMORY);
	trace->numbers[trace->number_count++] = (struct trace_number){place, number};
	return true;
}

static int by_number_place(const void *left, const void *right)
{
	const struct trace_number *a = left, *b = right;
	return (a->place > b->place) - (a->place < b->place);
}

bool trace_number(const struct trace *trace, const struct trace_span *span, int64_t *out)
{
	struct trace_number key = {.place = trace_place(span)};
	const struct trace_number *found = NULL;
	if (trace->number_count)
		found = bsearch(&key, trace->numbers, trace->number_count, sizeof key, by_number_place);
	if (found)
		*out = found->number;
	return found != NULL;
}

void trace_shift(struct trace *trace, uint32_t line, size_t first, picoseconds by)
{
	struct trace_line *of = &trace->lines[line];
	size_t kept = first;
	for (size_t i = first; i < of->count; i++) {
		picoseconds start = trace_start(&of->spans[i]) + by;
		if (!fits(start))
			continue;
		of->spans[kept] = of->spans[i];
		set_start(&of->spans[kept++], start);
	}
	trace->complete &= kept == of->count;
	of->count = kept;
}

/* ---- Order ---- */

int trace_order(const struct trace_span *a, const struct trace_span *b)
{
	if (a->start_ns != b->start_ns)
		return a->start_ns < b->start_ns ? -1 : 1;
	if (a->start_ps != b->start_ps)
		return a->start_ps < b->start_ps ? -1 : 1;
	if (a->duration_ns != b->duration_ns)
		return a->duration_ns > b->duration_ns ? -1 : 1;
	if (a->duration_ps != b->duration_ps)
		return a->duration_ps > b->duration_ps ? -1 : 1;
	return (trace_place(a) > trace_place(b)) - (trace_place(a) < trace_place(b));
}

/* The largest gap below `count` first: Sedgewick's of 1986, by which the worst order takes n^(4/3). 0 behind the last. */
static size_t gap_of(size_t count)
{
	size_t gap = 0;
	for (int k = 0; k < 56; k++) {
		size_t even = 9 * (((size_t)1 << k) - ((size_t)1 << k / 2)) + 1;
		size_t odd = 8 * ((size_t)1 << k) - 6 * ((size_t)1 << (k + 1) / 2) + 1;
		size_t next = k % 2 ? odd : even;
		if (next >= count)
			break;
		gap = next;
	}
	return gap;
}

/* Shell's way: qsort would take as much memory again, and most files have their lines in order, or nearly so. */
static void sort_spans(struct trace_line *line)
{
	struct trace_span *spans = line->spans;
	for (size_t gap = gap_of(line->count); gap; gap = gap_of(gap))
		for (size_t i = gap; i < line->count; i++) {
			if (trace_order(&spans[i - gap], &spans[i]) <= 0)
				continue;
			struct trace_span moved = spans[i];
			size_t at = i;
			for (; at >= gap && trace_order(&spans[at - gap], &moved) > 0; at -= gap)
				spans[at] = spans[at - gap];
			spans[at] = moved;
		}
}

/* qsort has no context: what a line is sorted by goes with it. */
struct keyed {
	struct slice process, plane, line, id;
	struct trace_line of;
	uint32_t number; /* before */
};

static int by_key(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	int order = slice_compare(a->process, b->process);
	if (!order)
		order = slice_compare(a->plane, b->plane);
	if (!order)
		order = slice_compare(a->line, b->line);
	return order ? order : slice_compare(a->id, b->id);
}

static bool same_line(const struct trace_line *a, const struct trace_line *b)
{
	return a->plane == b->plane && a->line == b->line && a->id == b->id;
}

/* Puts the spans of `from` into `into`, and frees it. */
static bool join_lines(struct trace_line *into, struct trace_line *from)
{
	bool fine = array_reserve(&into->spans, &into->capacity, into->count + from->count);
	if (fine) {
		memcpy(into->spans + into->count, from->spans, from->count * sizeof *from->spans);
		into->count += from->count;
	}
	free(from->spans);
	return fine;
}

/* Sorted lines back into their array, alike ones joined, empty ones left out; `numbers`: their new ones. */
static void keep_lines(struct trace *trace, struct keyed *sorted, uint32_t *numbers)
{
	size_t count = trace->line_count, kept = 0;
	for (size_t i = 0; i < count; i++) {
		struct trace_line *line = &sorted[i].of, *last = kept ? &trace->lines[kept - 1] : NULL;
		if (!line->count)
			free(line->spans);
		else if (!last || !same_line(last, line))
			trace->lines[kept++] = *line;
		else if (!join_lines(last, line))
			fail(trace, STATUS_NO_MEMORY);
		numbers[sorted[i].number] = kept && same_line(&trace->lines[kept - 1], line) ? (uint32_t)kept - 1 : UINT32_MAX;
	}
	trace->line_count = kept;
}

static bool sort_lines(struct trace *trace, uint32_t *numbers)
{
	struct keyed *sorted = data_alloc(trace->line_count, sizeof *sorted);
	if (!sorted)
		return fail(trace, STATUS_NO_MEMORY);
	for (size_t i = 0; i < trace->line_count; i++) {
		struct trace_line *line = &trace->lines[i];
		if (line->process == NAMES_NONE)
			line->process = line->plane;
		sorted[i] = (struct keyed){names_text(&trace->names, line->process), names_text(&trace->names, line->plane),
		                           names_text(&trace->names, line->line), names_text(&trace->names, line->id), *line,
		                           (uint32_t)i};
	}
	qsort(sorted, trace->line_count, sizeof *sorted, by_key);
	keep_lines(trace, sorted, numbers);
	free(sorted);
	return true;
}

/* From when to when there are spans; lines are in order. */
static void measure(struct trace *trace)
{
	picoseconds first = trace_start(trace->lines[0].spans), last = first;
	trace->span_count = 0;
	for (size_t i = 0; i < trace->line_count; i++) {
		const struct trace_line *line = &trace->lines[i];
		trace->span_count += line->count;
		first = trace_start(line->spans) < first ? trace_start(line->spans) : first;
		for (size_t j = 0; j < line->count; j++)
			last = trace_end(&line->spans[j]) > last ? trace_end(&line->spans[j]) : last;
	}
	struct trace_span origin;
	set_start(&origin, first);
	trace->origin_ns = origin.start_ns;
	trace->extent = last - first;
}

/* From here on none of these lines is there. */
static void lose_lines(struct trace *trace, size_t from)
{
	for (size_t i = from; i < trace->line_count; i++) {
		trace->span_count -= trace->lines[i].count;
		free(trace->lines[i].spans);
	}
	trace->line_count = from;
	trace_events_fini(&trace->events);
	fail(trace, STATUS_NO_MEMORY);
}

static void pack_lines(struct trace *trace)
{
	for (size_t i = 0; i < trace->line_count; i++) {
		struct trace_line *line = &trace->lines[i];
		struct trace_span *spans = line->spans;
		for (size_t k = 0; k < line->count; k++)
			spans[k].start_ns -= trace->origin_ns;
		line->spans = NULL;
		line->capacity = 0;
		if (!trace_pack_make(spans, line->count, trace->names.count, &line->pack)) {
			lose_lines(trace, i);
			return;
		}
	}
}

/* Sorts and packs, from where there is a line with spans on. */
static void settle(struct trace *trace, const uint32_t *numbers)
{
	for (size_t i = 0; i < trace->line_count; i++)
		sort_spans(&trace->lines[i]);
	measure(trace);
	trace_events_settle(&trace->events, numbers, trace->origin_ns);
	pack_lines(trace);
}

void trace_finish(struct trace *trace)
{
	if (trace->number_count)
		qsort(trace->numbers, trace->number_count, sizeof *trace->numbers, by_number_place);
	trace_shapes_sort(&trace->shapes);
	if (!trace->line_count)
		return;
	uint32_t *numbers = data_alloc(trace->line_count, sizeof *numbers);
	if (!numbers || !sort_lines(trace, numbers))
		lose_lines(trace, 0);
	if (trace->line_count)
		settle(trace, numbers);
	else
		trace_events_fini(&trace->events);
	free(numbers);
}
