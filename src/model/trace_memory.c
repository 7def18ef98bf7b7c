#include "model/trace_memory.h"

#include "base/alloc.h"
#include "model/trace_within.h"

#include <stdlib.h>
#include <string.h>

#define BYTES_MOST ((int64_t)1 << 60) /* no machine has more; sums of them fit */

void trace_memory_fini(struct trace_memory *memory)
{
	free(memory->pools);
	free(memory->curves);
	free(memory->live);
	*memory = (struct trace_memory){0};
}

/* ---- One pool: events [0, count) in the order of time ---- */

static int64_t bounded(int64_t bytes)
{
	return bytes < -BYTES_MOST ? -BYTES_MOST : bytes > BYTES_MOST ? BYTES_MOST : bytes;
}

/* What is in use with each event goes to its `total`: as the writer counts, else the sum of what there is. */
static int64_t count_bytes(struct allocation *events, size_t count)
{
	int64_t sum = 0, least = 0;
	if (events[0].total != ALLOCATION_NO_TOTAL) {
		int64_t before = bounded(events[0].total) - bounded(events[0].bytes);
		return before > 0 ? bounded(before) : 0;
	}
	for (size_t i = 0; i < count; i++) {
		sum = bounded(sum + bounded(events[i].bytes));
		events[i].total = sum;
		least = sum < least ? sum : least;
	}
	for (size_t i = 0; i < count; i++) /* what is given back must have been there */
		events[i].total -= least;
	return -least;
}

static struct memory_pool sum_up(struct allocation *events, size_t count, size_t *peak)
{
	struct memory_pool pool = {.name = events[0].pool, .before = count_bytes(events, count)};
	int64_t now = pool.before;
	*peak = 0;
	pool.peak = pool.before;
	pool.peak_time = allocation_time(&events[0]);
	for (size_t i = 0; i < count; i++) {
		pool.taken += events[i].bytes >= 0;
		pool.given += events[i].bytes < 0;
		if (events[i].total == ALLOCATION_NO_TOTAL) /* of a writer that tells it now and then */
			events[i].total = bounded(now + bounded(events[i].bytes));
		now = events[i].total = events[i].total < 0 ? 0 : bounded(events[i].total);
		if (now > pool.peak) {
			pool.peak = now;
			pool.peak_time = allocation_time(&events[i]);
			*peak = i;
		}
	}
	pool.at_end = now;
	return pool;
}

static size_t column_at(const struct trace *trace, picoseconds time)
{
	picoseconds column = trace->extent > 0 ? time * MEMORY_COLUMNS / trace->extent : 0;
	return column < 0 ? 0 : column >= MEMORY_COLUMNS ? MEMORY_COLUMNS - 1 : (size_t)column;
}

static void draw_curve(const struct trace *trace, const struct memory_pool *pool, const struct allocation *events,
                       size_t count, int64_t *curve)
{
	int64_t now = pool->before;
	size_t column = 0;
	curve[0] = now;
	for (size_t i = 0; i < count; i++) {
		size_t at = column_at(trace, allocation_time(&events[i]));
		while (column < at)
			curve[++column] = now;
		now = events[i].total;
		curve[column] = now > curve[column] ? now : curve[column];
	}
	while (column + 1 < MEMORY_COLUMNS)
		curve[++column] = now;
}

/* ---- What was in use at the peak ---- */

struct held {
	uint64_t address;
	size_t event;
};

static int by_address(const void *left, const void *right)
{
	const struct held *a = left, *b = right;
	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return (a->event > b->event) - (a->event < b->event);
}

static int by_bytes(const void *left, const void *right)
{
	const struct memory_block *a = left, *b = right;
	if (a->bytes != b->bytes)
		return a->bytes > b->bytes ? -1 : 1;
	return (a->since > b->since) - (a->since < b->since);
}

static struct memory_block block_of(const struct allocation *event)
{
	return (struct memory_block){event->bytes, event->address, event->place, allocation_time(event), event->line, WITHIN_NONE};
}

/* Those of the events up to the peak that are the last of their address and take memory; into `blocks`, the largest first. */
static bool find_live(const struct allocation *events, size_t count, struct memory_pool *pool, struct memory_block *blocks)
{
	struct held *held = data_alloc(count, sizeof *held);
	size_t kept = 0;
	for (size_t i = 0; held && i < count; i++)
		if (events[i].address)
			held[kept++] = (struct held){events[i].address, i};
	if (kept)
		qsort(held, kept, sizeof *held, by_address);
	size_t live = 0;
	for (size_t i = 0; i < kept; i++) {
		const struct allocation *event = &events[held[i].event];
		if ((i + 1 < kept && held[i + 1].address == held[i].address) || event->bytes <= 0)
			continue;
		blocks[live++] = block_of(event);
		pool->live_bytes = bounded(pool->live_bytes + bounded(event->bytes));
	}
	if (live)
		qsort(blocks, live, sizeof *blocks, by_bytes);
	pool->live = live;
	pool->shown = live < MEMORY_LIVE ? (uint32_t)live : MEMORY_LIVE;
	free(held);
	return held != NULL;
}

static bool keep_live(const struct allocation *events, size_t count, struct memory_pool *pool, struct trace_memory *out,
                      size_t *capacity)
{
	struct memory_block *blocks = data_alloc(count, sizeof *blocks);
	bool fine = blocks && find_live(events, count, pool, blocks) &&
	            array_reserve(&out->live, capacity, out->live_count + pool->shown);
	pool->first = (uint32_t)out->live_count;
	if (fine && pool->shown) {
		memcpy(out->live + out->live_count, blocks, pool->shown * sizeof *blocks);
		out->live_count += pool->shown;
	}
	free(blocks);
	return fine;
}

/* ---- In which span they were taken ---- */

struct asked {
	picoseconds since;
	uint32_t line, block;
};

static int by_time(const void *left, const void *right)
{
	const struct asked *a = left, *b = right;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->since > b->since) - (a->since < b->since);
}

static bool find_spans(const struct trace *trace, struct trace_memory *out)
{
	struct asked *asked = data_alloc(out->live_count, sizeof *asked);
	struct trace_within within = {0};
	size_t count = 0;
	for (uint32_t i = 0; asked && i < out->live_count; i++)
		if (out->live[i].line != UINT32_MAX)
			asked[count++] = (struct asked){out->live[i].since, out->live[i].line, i};
	if (count)
		qsort(asked, count, sizeof *asked, by_time);
	for (size_t i = 0; i < count; i++) {
		struct memory_block *block = &out->live[asked[i].block];
		if (!i || asked[i].line != asked[i - 1].line)
			trace_within_start(&within, &trace->lines[block->line]);
		block->span = trace_within_around(&within, block->since, block->place);
	}
	bool fine = asked && !within.failed;
	trace_within_fini(&within);
	free(asked);
	return fine;
}

/* ---- All ---- */

static int by_pool(const void *left, const void *right)
{
	const struct allocation *a = left, *b = right;
	if (a->pool != b->pool)
		return a->pool < b->pool ? -1 : 1;
	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns ? -1 : 1;
	if (a->time_ps != b->time_ps)
		return a->time_ps < b->time_ps ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

/* A pool while it is found which have the highest peaks. */
struct part {
	struct memory_pool pool;
	struct allocation *events;
	size_t count, peak;
};

static int by_peak(const struct part *a, const struct part *b)
{
	if (a->pool.peak != b->pool.peak)
		return a->pool.peak > b->pool.peak ? -1 : 1;
	return (a->pool.name > b->pool.name) - (a->pool.name < b->pool.name);
}

/* Into those that are there, the highest peak first; the last of too many goes. */
static size_t put_part(struct part *parts, size_t count, const struct part *part)
{
	size_t at = count;
	for (; at && by_peak(&parts[at - 1], part) > 0; at--)
		if (at < MEMORY_POOLS)
			parts[at] = parts[at - 1];
	if (at < MEMORY_POOLS)
		parts[at] = *part;
	return count < MEMORY_POOLS ? count + 1 : count;
}

/* The parts of each pool; of more than are kept those with the lowest peaks go. */
static size_t find_parts(struct allocation *events, size_t count, struct part *parts)
{
	size_t found = 0;
	for (size_t i = 0, next; i < count; i = next) {
		struct part part = {.events = events + i};
		for (next = i + 1; next < count && events[next].pool == events[i].pool; next++)
			continue;
		part.count = next - i;
		part.pool = sum_up(part.events, part.count, &part.peak);
		found = put_part(parts, found, &part);
	}
	return found;
}

static bool add_pool(const struct trace *trace, struct part *part, struct trace_memory *out, size_t *capacity)
{
	size_t number = out->pool_count++;
	draw_curve(trace, &part->pool, part->events, part->count, out->curves + number * MEMORY_COLUMNS);
	bool fine = keep_live(part->events, part->peak + 1, &part->pool, out, capacity);
	out->pools[number] = part->pool;
	return fine;
}

/* What was before the first span was in none. */
static void put_at_start(struct allocation *event)
{
	event->time_ns = event->time_ps = 0;
	event->line = UINT32_MAX;
}

bool trace_memory_make(struct trace *trace, struct trace_memory *out)
{
	struct trace_events *events = &trace->events;
	struct part parts[MEMORY_POOLS];
	size_t capacity = 0;
	*out = (struct trace_memory){.cut = events->allocations_cut};
	if (!events->allocation_count)
		return true;
	qsort(events->allocations, events->allocation_count, sizeof *events->allocations, by_pool);
	for (size_t i = 0; i < events->allocation_count; i++)
		if (events->allocations[i].time_ns < 0) /* in their order, which may not be the file's */
			put_at_start(&events->allocations[i]);
	size_t count = find_parts(events->allocations, events->allocation_count, parts);
	out->pools = data_alloc(count, sizeof *out->pools);
	out->curves = data_alloc(count * MEMORY_COLUMNS, sizeof *out->curves);
	bool fine = out->pools && out->curves;
	for (size_t i = 0; fine && i < count; i++)
		fine = add_pool(trace, &parts[i], out, &capacity);
	fine = fine && find_spans(trace, out);
	if (!fine)
		trace_memory_fini(out);
	return fine;
}
