#include "write/lanes.h"

#include "write/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HOST_PROCESS "/host:CPU"
#define LONGEST ((int64_t)100 * 24 * 3600 * 1000000000) /* a hundred days: in picoseconds it still fits */
#define LATEST (INT64_MAX - LONGEST)

static const char *process_of(const struct tbr_span *span)
{
	return span->process ? span->process : HOST_PROCESS;
}

static int compare(const void *left, const void *right)
{
	const struct tbr_span *a = *(const struct tbr_span *const *)left, *b = *(const struct tbr_span *const *)right;
	int order = strcmp(process_of(a), process_of(b));
	if (!order)
		order = strcmp(a->thread, b->thread);
	if (!order)
		order = (a->begin > b->begin) - (a->begin < b->begin);
	return order ? order : (a->duration < b->duration) - (a->duration > b->duration);
}

/* Times for themselves; lanes_init looks at their range. */
static int check(const struct tbr_span *span)
{
	size_t length;
	int error = span->process ? utf8_length(span->process, &length) : 0;
	if (!error)
		error = utf8_length(span->thread, &length);
	if (!error)
		error = utf8_length(span->name, &length);
	bool sound = span->begin >= 0 && span->begin <= LATEST && span->duration >= 0 && span->duration <= LONGEST;
	return !error && !sound ? -EINVAL : error;
}

static void extend(struct lanes *lanes, const struct tbr_span *span)
{
	if (span->begin < lanes->begin)
		lanes->begin = span->begin;
	if (span->begin + span->duration > lanes->end)
		lanes->end = span->begin + span->duration;
}

int lanes_init(struct lanes *lanes, const struct tbr_span *spans, size_t count)
{
	*lanes = (struct lanes){.begin = INT64_MAX};
	lanes->spans = calloc(count ? count : 1, sizeof *lanes->spans);
	int error = lanes->spans ? 0 : -ENOMEM;
	for (size_t i = 0; i < count && !error; i++) {
		error = check(&spans[i]);
		if (!error)
			extend(lanes, &spans[i]);
		lanes->spans[lanes->count++] = &spans[i];
	}
	if (!error && count && lanes->end - lanes->begin > LONGEST)
		error = -EINVAL;
	if (error)
		lanes_fini(lanes);
	else
		qsort(lanes->spans, count, sizeof *lanes->spans, compare);
	return error;
}

void lanes_fini(struct lanes *lanes)
{
	free(lanes->spans);
	*lanes = (struct lanes){0};
}

static void cut(struct stretch *rest, struct stretch *first, size_t count)
{
	*first = (struct stretch){rest->spans, count};
	rest->spans += count;
	rest->count -= count;
}

bool lanes_next_process(struct stretch *rest, struct stretch *process)
{
	size_t count = 0;
	while (count < rest->count && !strcmp(process_of(rest->spans[count]), process_of(rest->spans[0])))
		count++;
	cut(rest, process, count);
	return count > 0;
}

bool lanes_next_thread(struct stretch *rest, struct stretch *thread)
{
	size_t count = 0;
	while (count < rest->count && !strcmp(rest->spans[count]->thread, rest->spans[0]->thread))
		count++;
	cut(rest, thread, count);
	return count > 0;
}

const char *lanes_process(const struct stretch *stretch)
{
	return process_of(stretch->spans[0]);
}
