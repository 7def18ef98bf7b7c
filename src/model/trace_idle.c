#include "model/trace_idle.h"

#include "base/alloc.h"
#include "model/trace_nesting.h"
#include "model/trace_ops.h"
#include "model/trace_walk.h"

#include <stdlib.h>
#include <string.h>

#define NO_LINE UINT32_MAX

/* ---- Names ---- */

static bool begins(struct slice text, const char *with)
{
	size_t length = strlen(with);
	return text.length >= length && !memcmp(text.data, with, length);
}

bool trace_name_of_input(struct slice name)
{
	return begins(name, "enumerate(DataLoader)") || begins(name, "enumerate(DataPipe)") || begins(name, "IteratorGetNext") ||
	       slice_contains(name, "DataLoaderIter");
}

/* ---- Waits for input ---- */

/* Those of a line, going along it. */
struct input_waits {
	const struct trace *trace;
	uint32_t line;
	const bool *names;
	size_t next;
	picoseconds start, end; /* the one at hand, with those that lie in it or go on from it */
};

static void next_wait(struct input_waits *self)
{
	const struct trace_line *line = &self->trace->lines[self->line];
	for (self->start = self->end; self->next < line->count; self->next++) {
		struct trace_span span = trace_span_at(line, self->next);
		if (!self->names[span.name] || trace_end(&span) <= self->end)
			continue;
		if (self->end > self->start && trace_start(&span) > self->end)
			return;
		if (self->end == self->start)
			self->start = trace_start(&span) > self->end ? trace_start(&span) : self->end;
		self->end = trace_end(&span);
	}
}

/* How much of a gap they cover; gaps are asked for in order. */
static picoseconds waits_in(struct input_waits *self, picoseconds from, picoseconds to)
{
	picoseconds covered = 0;
	while (self->line != NO_LINE && self->start < to) {
		picoseconds start = self->start > from ? self->start : from, end = self->end < to ? self->end : to;
		covered += end > start ? end - start : 0;
		if (self->end > to)
			break; /* it goes on in the next gap */
		next_wait(self);
		if (self->start == self->end)
			self->line = NO_LINE; /* that was the last */
	}
	return covered;
}

static picoseconds waits_of_line(const struct trace *trace, const bool *names, uint32_t line)
{
	struct input_waits waits = {.trace = trace, .line = line, .names = names};
	next_wait(&waits);
	return waits_in(&waits, 0, PICOSECONDS_MOST);
}

/* That of the steps when it has any, else the host's thread with most of them. */
static uint32_t find_input_line(const struct trace *trace, const struct trace_steps *steps, const bool *names)
{
	size_t markers;
	uint32_t best = trace_steps_line(trace, steps, &markers);
	if (best != NO_LINE)
		return waits_of_line(trace, names, best) > 0 ? best : NO_LINE;
	picoseconds most = 0;
	for (uint32_t i = 0; i < trace->line_count; i++) {
		bool host = trace_line_of_work(trace, &trace->lines[i]) && !trace_line_of_device(trace, &trace->lines[i]);
		picoseconds time = host ? waits_of_line(trace, names, i) : 0;
		if (time > most) {
			most = time;
			best = i;
		}
	}
	return best;
}

/* ---- Going through a device ---- */

struct idling {
	const struct trace *trace;
	const bool *markers;
	bool *inputs;
	struct trace_idle *out;
	struct idle_device *device;
	struct input_waits waits;
	picoseconds until;
};

static void take_gap(struct idling *self, picoseconds from, picoseconds to)
{
	struct idle_device *device = self->device;
	picoseconds input = waits_in(&self->waits, from, to);
	device->input += input;
	if (to - from <= IDLE_BRIEF) {
		device->brief += to - from - input;
		device->brief_count++;
	}
	if (to - from > device->gap_end - device->gap_start) {
		device->gap_start = from;
		device->gap_end = to;
	}
}

/* What of a span lies in the stretch, and nothing before covers. */
static picoseconds take_span(struct idling *self, picoseconds start, picoseconds end)
{
	end = end < self->out->to ? end : self->out->to;
	if (start > self->until && start < self->out->to)
		take_gap(self, self->until, start);
	start = start > self->until ? start : self->until;
	if (end <= start)
		return 0;
	self->until = end;
	return end - start;
}

static void begin_device(struct idling *self, uint32_t line)
{
	struct trace_idle *out = self->out;
	self->device = &out->items[out->count++];
	*self->device = (struct idle_device){.process = self->trace->lines[line].process, .line = line, .gap_start = out->from, .gap_end = out->from};
	self->until = out->from;
	self->waits = (struct input_waits){.trace = self->trace, .line = out->input_line, .names = self->inputs};
	if (out->input_line != NO_LINE)
		next_wait(&self->waits);
}

/* Which of its lines is the busiest. */
static void find_busiest(struct idling *self, size_t from, size_t to, trace_line_test *test)
{
	for (size_t i = from; i < to; i++) {
		picoseconds busy = test(self->trace, &self->trace->lines[i]) ? trace_busy(&self->trace->lines[i]) : 0;
		if (busy <= self->device->line_busy)
			continue;
		self->device->line_busy = busy;
		self->device->line = (uint32_t)i;
	}
}

/* The lines in [from, to) that pass are one device. */
static bool add_device(struct idling *self, size_t from, size_t to, trace_line_test *test)
{
	struct trace_walk walk;
	uint32_t line;
	struct trace_span span;
	bool fine = trace_walk_lines(&walk, self->trace, from, to, test);
	begin_device(self, (uint32_t)from);
	while (fine && trace_walk_next(&walk, &line, &span))
		if (!self->markers[span.name])
			self->device->busy += take_span(self, trace_start(&span), trace_end(&span));
	if (self->until < self->out->to)
		take_gap(self, self->until, self->out->to);
	trace_walk_fini(&walk);
	find_busiest(self, from, to, test);
	return fine;
}

static bool any_passes(const struct trace *trace, size_t from, size_t to, trace_line_test *test)
{
	for (size_t i = from; i < to; i++)
		if (test(trace, &trace->lines[i]))
			return true;
	return false;
}

static bool add_devices(struct idling *self)
{
	const struct trace *trace = self->trace;
	bool fine = true;
	for (size_t i = 0, end; fine && i < trace->line_count; i = end) {
		for (end = i; end < trace->line_count && trace->lines[end].process == trace->lines[i].process;)
			end++;
		if (any_passes(trace, i, end, trace_line_of_device))
			fine = add_device(self, i, end, trace_line_of_device);
	}
	self->out->host = !self->out->count;
	if (fine && self->out->host && any_passes(trace, 0, trace->line_count, trace_line_of_work))
		fine = add_device(self, 0, trace->line_count, trace_line_of_work);
	return fine;
}

bool trace_idle_make(const struct trace *trace, const struct trace_steps *steps, picoseconds from, picoseconds to,
                     struct trace_idle *out)
{
	bool *markers = trace_steps_names(trace, steps);
	struct idling self = {.trace = trace, .markers = markers, .out = out, .inputs = data_alloc(trace->names.count, 1)};
	*out = (struct trace_idle){.from = from, .to = to, .input_line = NO_LINE, .items = data_alloc(trace->line_count, sizeof *out->items)};
	bool fine = markers && self.inputs && out->items, any = false;
	for (uint32_t i = 0; fine && i < trace->names.count; i++)
		any |= self.inputs[i] = trace_name_of_input(names_text(&trace->names, i));
	if (any)
		out->input_line = find_input_line(trace, steps, self.inputs);
	fine = fine && add_devices(&self);
	free(markers);
	free(self.inputs);
	if (!fine)
		trace_idle_fini(out);
	return fine;
}

void trace_idle_fini(struct trace_idle *idle)
{
	free(idle->items);
	*idle = (struct trace_idle){0};
}

/* ---- What the host did ---- */

struct meanwhile {
	const struct trace *trace;
	const bool *markers;
	picoseconds from, to;
	picoseconds most;   /* that any span covers */
	picoseconds length; /* of the shortest that covers as much; 0 for none yet */
	uint32_t line;
	struct trace_span span;
};

static picoseconds covers(const struct meanwhile *self, const struct trace_span *span)
{
	picoseconds start = trace_start(span) > self->from ? trace_start(span) : self->from;
	picoseconds end = trace_end(span) < self->to ? trace_end(span) : self->to;
	return end > start && !self->markers[span->name] ? end - start : 0;
}

static void find_most(struct meanwhile *self, uint32_t line, const struct trace_span *span)
{
	picoseconds covered = covers(self, span);
	self->most = covered > self->most ? covered : self->most;
}

/* As much as any: up to a tenth less. */
static void find_shortest(struct meanwhile *self, uint32_t line, const struct trace_span *span)
{
	picoseconds length = trace_duration(span);
	if (covers(self, span) < self->most - self->most / 10 || (self->length && length >= self->length))
		return;
	self->length = length;
	self->line = line;
	self->span = *span;
}

static void look_at_hosts(struct meanwhile *self, void (*look)(struct meanwhile *, uint32_t, const struct trace_span *))
{
	for (uint32_t i = 0; i < self->trace->line_count; i++) {
		const struct trace_line *line = &self->trace->lines[i];
		bool host = trace_line_of_work(self->trace, line) && !trace_line_of_device(self->trace, line);
		for (size_t k = 0; host && k < line->count; k++) {
			struct trace_span span = trace_span_at(line, k);
			if (trace_start(&span) >= self->to)
				break;
			look(self, i, &span);
		}
	}
}

bool trace_idle_meanwhile(const struct trace *trace, const struct trace_steps *steps, picoseconds from, picoseconds to,
                          uint32_t *line, struct trace_span *out)
{
	bool *markers = trace_steps_names(trace, steps);
	struct meanwhile self = {.trace = trace, .markers = markers, .from = from, .to = to};
	if (markers)
		look_at_hosts(&self, find_most);
	bool found = self.most > 0 && self.most >= (to - from) / 2;
	if (found) {
		look_at_hosts(&self, find_shortest);
		*line = self.line;
		*out = self.span;
	}
	free(markers);
	return found;
}
