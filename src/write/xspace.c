#include "write/xspace.h"

#include "write/message.h"

#include <stdlib.h>
#include <string.h>

#define SPACE_PLANES 1
#define SPACE_HOSTNAMES 4
#define PLANE_ID 1
#define PLANE_NAME 2
#define PLANE_LINES 3
#define PLANE_EVENT_METADATA 4
#define PLANE_STAT_METADATA 5
#define PLANE_STATS 6
#define ENTRY_KEY 1
#define ENTRY_VALUE 2
#define METADATA_ID 1
#define METADATA_NAME 2
#define LINE_ID 1
#define LINE_NAME 2
#define LINE_EVENTS 4
#define EVENT_METADATA_ID 1
#define EVENT_OFFSET_PS 2
#define EVENT_DURATION_PS 3
#define EVENT_STATS 4
#define STAT_METADATA_ID 1
#define STAT_UINT64 3
#define STAT_INT64 4

/* Statistics of an event that is a step: its number, and that it is the root of what is below it. */
enum stat { STAT_STEP_NUM = 1, STAT_ROOT = 2 };
/* Of the whole. */
enum total { TOTAL_START = 1, TOTAL_STOP = 2 };
#define PS_PER_NS 1000

/* The names of a plane's events, sorted, each once: the number of a name is its place, from 1. */
struct names {
	const char **items;
	size_t count;
};

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void collect(struct names *names, const struct stretch *plane)
{
	size_t kept = 0;
	for (size_t i = 0; i < plane->count; i++)
		names->items[i] = plane->spans[i]->name;
	qsort(names->items, plane->count, sizeof *names->items, compare);
	for (size_t i = 0; i < plane->count; i++)
		if (!kept || strcmp(names->items[kept - 1], names->items[i]))
			names->items[kept++] = names->items[i];
	names->count = kept;
}

static int64_t number_of(const struct names *names, const char *name)
{
	const char *const *found = bsearch(&name, names->items, names->count, sizeof *names->items, compare);
	return found - names->items + 1;
}

static void put_metadata(struct bytes *out, unsigned field, int64_t id, const char *name)
{
	size_t entry = message_begin(out, field);
	put_integer(out, ENTRY_KEY, id);
	size_t value = message_begin(out, ENTRY_VALUE);
	put_integer(out, METADATA_ID, id);
	put_text(out, METADATA_NAME, name);
	message_end(out, value);
	message_end(out, entry);
}

/* In the field of what it belongs to; `type` is one of the fields for its value. */
static void put_stat(struct bytes *out, unsigned field, int64_t id, unsigned type, int64_t value)
{
	size_t begin = message_begin(out, field);
	put_integer(out, STAT_METADATA_ID, id);
	put_integer(out, type, value);
	message_end(out, begin);
}

/* Lines have no time of their own: events count from the start of the profile, which the last plane tells. */
static void put_event(struct bytes *out, const struct tbr_span *span, int64_t base, const struct names *names)
{
	size_t event = message_begin(out, LINE_EVENTS);
	put_integer(out, EVENT_METADATA_ID, number_of(names, span->name));
	put_integer(out, EVENT_OFFSET_PS, (span->begin - base) * PS_PER_NS);
	put_integer(out, EVENT_DURATION_PS, span->duration * PS_PER_NS);
	if (span->step != TBR_NO_STEP) {
		put_stat(out, EVENT_STATS, STAT_STEP_NUM, STAT_INT64, span->step);
		put_stat(out, EVENT_STATS, STAT_ROOT, STAT_INT64, 1);
	}
	message_end(out, event);
}

static void put_line(struct bytes *out, const struct stretch *thread, int64_t id, int64_t base,
                     const struct names *names)
{
	size_t line = message_begin(out, PLANE_LINES);
	put_integer(out, LINE_ID, id);
	put_text(out, LINE_NAME, thread->spans[0]->thread);
	for (size_t i = 0; i < thread->count; i++)
		put_event(out, thread->spans[i], base, names);
	message_end(out, line);
}

static void put_plane(struct bytes *out, const struct stretch *process, int64_t id, int64_t base,
                      const struct names *names)
{
	struct stretch rest = *process, thread;
	size_t plane = message_begin(out, SPACE_PLANES);
	put_integer(out, PLANE_ID, id);
	put_text(out, PLANE_NAME, lanes_process(process));
	for (int64_t line = 1; lanes_next_thread(&rest, &thread); line++)
		put_line(out, &thread, line, base, names);
	for (size_t i = 0; i < names->count; i++)
		put_metadata(out, PLANE_EVENT_METADATA, (int64_t)i + 1, names->items[i]);
	put_metadata(out, PLANE_STAT_METADATA, STAT_STEP_NUM, "step_num");
	put_metadata(out, PLANE_STAT_METADATA, STAT_ROOT, "_r");
	message_end(out, plane);
}

static void put_times(struct bytes *out, int64_t id, const struct lanes *lanes)
{
	size_t plane = message_begin(out, SPACE_PLANES);
	put_integer(out, PLANE_ID, id);
	put_text(out, PLANE_NAME, "Task Environment");
	put_metadata(out, PLANE_STAT_METADATA, TOTAL_START, "profile_start_time");
	put_metadata(out, PLANE_STAT_METADATA, TOTAL_STOP, "profile_stop_time");
	put_stat(out, PLANE_STATS, TOTAL_START, STAT_UINT64, lanes->begin);
	put_stat(out, PLANE_STATS, TOTAL_STOP, STAT_UINT64, lanes->end);
	message_end(out, plane);
}

void xspace_append(struct bytes *out, const struct lanes *lanes, const char *host)
{
	struct stretch rest = {lanes->spans, lanes->count}, process;
	struct names names = {.items = calloc(lanes->count ? lanes->count : 1, sizeof *names.items)};
	if (!names.items) {
		out->failed = true;
		return;
	}
	int64_t id = 1;
	for (; lanes_next_process(&rest, &process); id++) {
		collect(&names, &process);
		put_plane(out, &process, id, lanes->begin, &names);
	}
	put_times(out, id, lanes);
	put_text(out, SPACE_HOSTNAMES, host);
	free(names.items);
}
