#include "model/trace_steps.h"

#include "base/alloc.h"
#include "model/trace_walk.h"

#include <stdlib.h>
#include <string.h>

static bool begins(struct slice text, const char *with)
{
	size_t length = strlen(with);
	return text.length >= length && !memcmp(text.data, with, length);
}

static bool is_step(const struct trace *trace, const struct trace_line *line, const struct trace_span *span)
{
	struct slice name = names_text(&trace->names, span->name), plane = names_text(&trace->names, line->plane);
	if (begins(name, "ProfilerStep#"))
		return true;
	if (begins(plane, "/device:"))
		return slice_equal(names_text(&trace->names, line->line), slice_of("Steps"));
	if (!begins(plane, "/host:") || slice_contains(name, "/"))
		return false;
	return begins(name, "train") || begins(name, "test") || begins(name, "TraceContext");
}

static int64_t number_of(struct slice name)
{
	size_t digits = 0;
	while (digits < name.length && name.data[name.length - 1 - digits] >= '0' && name.data[name.length - 1 - digits] <= '9')
		digits++;
	return trace_parse_number(slice_make(name.data + name.length - digits, digits));
}

/* Until when the last marker of each line goes. */
static bool goes_on(const picoseconds *until, const struct trace *trace, const struct trace_step *step)
{
	return trace_end(&step->span) <= until[step->line];
}

static bool add(const struct trace *trace, picoseconds *until, const struct trace_step *step, struct trace_steps *out)
{
	if (!is_step(trace, &trace->lines[step->line], &step->span) || goes_on(until, trace, step))
		return true;
	if (!array_reserve(&out->items, &out->capacity, out->count + 1))
		return false;
	until[step->line] = trace_end(&step->span);
	out->items[out->count] = *step;
	if (!trace_number(trace, &step->span, &out->items[out->count].number))
		out->items[out->count].number = number_of(names_text(&trace->names, step->span.name));
	out->count++;
	return true;
}

bool trace_steps_make(const struct trace *trace, struct trace_steps *out)
{
	struct trace_walk walk;
	struct trace_step step;
	picoseconds *until = data_alloc(trace->line_count, sizeof *until);
	*out = (struct trace_steps){0};
	bool fine = trace_walk_start(&walk, trace) && until;
	for (size_t i = 0; fine && i < trace->line_count; i++)
		until[i] = -1; /* starts count from 0 */
	while (fine && trace_walk_next(&walk, &step.line, &step.span))
		fine = add(trace, until, &step, out);
	trace_walk_fini(&walk);
	free(until);
	if (!fine)
		trace_steps_fini(out);
	return fine;
}

static uint32_t line_with_most(const struct trace *trace, const struct trace_steps *steps, bool annotations, size_t *of_line)
{
	uint32_t best = UINT32_MAX;
	size_t most = 0;
	for (size_t i = 0; i < steps->count; i++) {
		uint32_t line = steps->items[i].line;
		if (trace->lines[line].annotations != annotations || ++of_line[line] <= most)
			continue;
		most = of_line[line];
		best = line;
	}
	return best;
}

uint32_t trace_steps_line(const struct trace *trace, const struct trace_steps *steps, size_t *count)
{
	size_t *of_line = calloc(trace->line_count + 1, sizeof *of_line);
	uint32_t best = of_line ? line_with_most(trace, steps, false, of_line) : UINT32_MAX;
	if (of_line && best == UINT32_MAX)
		best = line_with_most(trace, steps, true, of_line);
	*count = best == UINT32_MAX ? 0 : of_line[best];
	free(of_line);
	return best;
}

bool *trace_steps_names(const struct trace *trace, const struct trace_steps *steps)
{
	bool *names = data_alloc(trace->names.count, sizeof *names);
	if (names)
		memset(names, 0, trace->names.count * sizeof *names);
	for (size_t i = 0; names && i < steps->count; i++)
		names[steps->items[i].span.name] = true;
	return names;
}

void trace_steps_fini(struct trace_steps *steps)
{
	free(steps->items);
	*steps = (struct trace_steps){0};
}
