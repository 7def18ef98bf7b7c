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

void trace_init(struct trace *trace, uint64_t memory_most)
{
	*trace = (struct trace){.complete = true, .memory_most = memory_most};
	names_init(&trace->names);
}

void trace_fini(struct trace *trace)
{
	for (size_t i = 0; i < trace->line_count; i++) {
		free(trace->lines[i].spans);
		trace_pack_fini(&trace->lines[i].pack);
	}
	free(trace->numbers);
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

bool trace_add_line(struct trace *trace, uint32_t *out)
{
	if (trace->line_count == UINT32_MAX ||
	    !array_reserve(&trace->lines, &trace->line_capacity, trace->line_count + 1))
		return fail(trace, STATUS_NO_MEMORY);
	*out = (uint32_t)trace->line_count++;
	trace->lines[*out] = (struct trace_line){0};
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
	struct slice plane, line, id;
	struct trace_line of;
};

static int by_key(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	int order = slice_compare(a->plane, b->plane);
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

/* Sorted lines back into their array, alike ones joined, empty ones left out. */
static void keep_lines(struct trace *trace, struct keyed *sorted)
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
	}
	trace->line_count = kept;
}

static bool sort_lines(struct trace *trace)
{
	struct keyed *sorted = data_alloc(trace->line_count, sizeof *sorted);
	if (!sorted)
		return fail(trace, STATUS_NO_MEMORY);
	for (size_t i = 0; i < trace->line_count; i++) {
		const struct trace_line *line = &trace->lines[i];
		sorted[i] = (struct keyed){names_text(&trace->names, line->plane), names_text(&trace->names, line->line),
		                           names_text(&trace->names, line->id), *line};
	}
	qsort(sorted, trace->line_count, sizeof *sorted, by_key);
	keep_lines(trace, sorted);
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

void trace_finish(struct trace *trace)
{
	if (trace->number_count)
		qsort(trace->numbers, trace->number_count, sizeof *trace->numbers, by_number_place);
	if (!trace->line_count)
		return;
	if (!sort_lines(trace))
		lose_lines(trace, 0);
	if (!trace->line_count)
		return;
	for (size_t i = 0; i < trace->line_count; i++)
		sort_spans(&trace->lines[i]);
	measure(trace);
	pack_lines(trace);
}
