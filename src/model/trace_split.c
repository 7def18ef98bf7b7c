#include "model/trace_split.h"

#include "base/alloc.h"
#include "model/trace_groups.h"
#include "model/trace_ops.h"
#include "model/trace_walk.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *trace_class_name(enum trace_class class)
{
	static const char *const names[CLASSES] = {"device compute", "communication", "copies", "kernel launch",
	                                           "input", "host to device", "host", "idle or other"};
	return names[class];
}

const char *trace_split_rules(const struct trace_split *split)
{
	return split->xla ? "xprof" : "torch-tb-profiler";
}

/* ---- Classes ---- */

static bool begins(struct slice text, const char *with)
{
	size_t length = strlen(with);
	return text.length >= length && !memcmp(text.data, with, length);
}

static bool begins_one_of(struct slice text, const char *const *with)
{
	while (*with && !begins(text, *with))
		with++;
	return *with != NULL;
}

/* Of either, NCCL's kernels; of XLA for TPUs its own operations. */
static bool is_collective(struct slice name)
{
	static const char *const xla[] = {"nccl", "Nccl", "NCCL", "all-reduce", "all-gather", "reduce-scatter", "all-to-all",
	                                  "collective-", NULL};
	return begins_one_of(name, xla) || slice_contains(name, "nccl");
}

static enum trace_class class_on_device(struct slice name, bool xla)
{
	static const char *const copies[] = {"Memcpy", "Memset", NULL};
	if (begins(name, "ProfilerStep#"))
		return CLASS_NONE;
	if (begins_one_of(name, copies))
		return xla && (slice_contains(name, "H2D") || slice_contains(name, "HtoD")) ? CLASS_UPLOAD : CLASS_COPY;
	return is_collective(name) ? CLASS_COMMUNICATION : CLASS_COMPUTE;
}

/* "cudaLaunchKernel", "cuLaunchKernel", "hipLaunchKernel": functions of the runtime or the driver. */
static bool is_of_runtime(struct slice name)
{
	return begins(name, "cuda") || begins(name, "hip") || begins(name, "ExecutorState::Process") ||
	       (begins(name, "cu") && name.length > 2 && isupper((unsigned char)name.data[2]));
}

/* Launches are told from computing where there is a device alone. */
static enum trace_class class_on_xla_host(struct slice name, bool device)
{
	static const char *const ignored[] = {"EagerExecute", "EagerLocalExecute", "EagerKernelExecute", "FunctionRun",
	                                      "train", "test", "TraceContext", NULL};
	if (begins_one_of(name, ignored) && !slice_contains(name, "/"))
		return CLASS_NONE;
	if (begins(name, "IteratorGetNext"))
		return CLASS_INPUT;
	if (begins(name, "InfeedEnqueue") || begins(name, "MemcpyHToD"))
		return CLASS_UPLOAD;
	return device && is_of_runtime(name) ? CLASS_LAUNCH : CLASS_HOST;
}

/* Frames of Python are no operations: all would be the host's. */
static bool is_frame(struct slice name)
{
	return slice_contains(name, ".py(") || begins(name, "<built-in") || begins(name, "nn.Module: ");
}

static enum trace_class class_on_torch_host(struct slice name)
{
	if (begins(name, "ProfilerStep#") || is_frame(name))
		return CLASS_NONE;
	if (begins(name, "enumerate(DataPipe)#") ||
	    (begins(name, "enumerate(DataLoader)#") && slice_contains(name, ".__next__")))
		return CLASS_INPUT;
	if (begins(name, "nccl:") || begins(name, "gloo:"))
		return CLASS_COMMUNICATION;
	return is_of_runtime(name) ? CLASS_LAUNCH : CLASS_HOST;
}

/* ---- Going through time ---- */

struct splitting {
	const struct trace *trace;
	struct trace_split *out;
	const enum trace_class *order; /* CLASS_IDLE at its end */
	uint8_t *classes[2];           /* by name: on the host, on a device */
	uint8_t *places;               /* by line: which of both; 2 for none */
	struct trace_groups groups;
	bool grouped;                  /* of the host only what these have counts */
	picoseconds now;
	picoseconds until[CLASSES];    /* when the last span of each class ends */
	enum trace_class computes;     /* CLASS_COMPUTE; CLASS_HOST where there is no device */
	size_t row;                    /* the first one that is not over */
};

static void count(struct splitting *self, enum trace_class class, picoseconds from, picoseconds to)
{
	struct trace_split *out = self->out;
	while (self->row < out->count && out->rows[self->row].end <= from)
		self->row++;
	for (size_t i = self->row; i < out->count && out->rows[i].start < to; i++) {
		struct split_row *row = &out->rows[i];
		picoseconds start = from > row->start ? from : row->start, end = to < row->end ? to : row->end;
		row->time[class] += end - start;
	}
}

/* How much of a stretch lies in rows; those that are over were left behind. */
static picoseconds in_rows(const struct splitting *self, picoseconds from, picoseconds to)
{
	const struct trace_split *out = self->out;
	picoseconds time = 0;
	for (size_t i = self->row; i < out->count && out->rows[i].start < to; i++) {
		picoseconds start = from > out->rows[i].start ? from : out->rows[i].start;
		picoseconds end = to < out->rows[i].end ? to : out->rows[i].end;
		time += end > start ? end - start : 0;
	}
	return time;
}

static void count_overlap(struct splitting *self, picoseconds to)
{
	struct split_overlap *overlap = &self->out->overlap;
	picoseconds compute = self->until[self->computes] < to ? self->until[self->computes] : to;
	picoseconds communication = self->until[CLASS_COMMUNICATION] < to ? self->until[CLASS_COMMUNICATION] : to;
	picoseconds both = compute < communication ? compute : communication;
	if (self->now < compute)
		overlap->compute += in_rows(self, self->now, compute);
	if (self->now < communication)
		overlap->communication += in_rows(self, self->now, communication);
	if (self->now < both)
		overlap->both += in_rows(self, self->now, both);
}

/* Nothing begins before `to`: who runs until when is known. */
static void go_on(struct splitting *self, picoseconds to)
{
	if (self->now < to)
		count_overlap(self, to);
	while (self->now < to) {
		const enum trace_class *class = self->order;
		while (*class != CLASS_IDLE && self->until[*class] <= self->now)
			class++;
		picoseconds end = *class != CLASS_IDLE && self->until[*class] < to ? self->until[*class] : to;
		count(self, *class, self->now, end);
		self->now = end;
	}
}

/* To a step, up to whose end it counts. */
static bool belongs(const struct splitting *self, uint32_t line, const struct trace_span *span, picoseconds *end)
{
	const struct group_stretch *stretch = trace_groups_find(&self->groups, line, span);
	if (!stretch)
		return false;
	if (trace_groups_begins_region(names_text(&self->trace->names, span->name)))
		*end = stretch->end;
	picoseconds most = self->out->rows[stretch->step].end;
	*end = *end < most ? *end : most;
	return true;
}

static void take(struct splitting *self, uint32_t line, const struct trace_span *span)
{
	uint8_t place = self->places[line];
	enum trace_class class = place > 1 ? CLASS_NONE : (enum trace_class)self->classes[place][span->name];
	if (class == CLASS_NONE)
		return;
	picoseconds end = trace_end(span);
	if (self->grouped && !place && !belongs(self, line, span, &end))
		return;
	go_on(self, trace_start(span));
	if (end > self->until[class])
		self->until[class] = end;
}

/* ---- Steps ---- */

static picoseconds first_start(const struct trace *trace)
{
	picoseconds first = trace->extent + PICOSECONDS_A_NANOSECOND;
	for (size_t i = 0; i < trace->line_count; i++) {
		struct trace_span span = trace_span_at(&trace->lines[i], 0);
		first = trace_start(&span) < first ? trace_start(&span) : first;
	}
	return first;
}

static bool add_rows(const struct trace *trace, const struct trace_steps *steps, struct trace_split *out)
{
	size_t markers;
	uint32_t line = trace_steps_line(trace, steps, &markers);
	picoseconds until = 0;
	out->rows = data_alloc(markers ? markers : 1, sizeof *out->rows);
	if (!out->rows)
		return false;
	for (size_t i = 0; i < steps->count && markers; i++) {
		const struct trace_step *step = &steps->items[i];
		if (step->line != line)
			continue;
		picoseconds start = trace_start(&step->span), end = trace_end(&step->span);
		out->rows[out->count++] = (struct split_row){.start = start > until ? start : until, .end = end, .step = (uint32_t)i};
		until = end; /* a marker ends later than the one before */
	}
	if (!markers) {
		picoseconds start = first_start(trace);
		out->rows[out->count++] = (struct split_row){.start = start, .end = start + trace->extent, .step = UINT32_MAX};
	}
	return true;
}

static void sum_up(struct trace_split *out)
{
	for (size_t i = 0; i < out->count; i++)
		for (int class = 0; class < CLASSES; class++)
			out->total[class] += out->rows[i].time[class];
}

/* ---- All ---- */

static bool classify(struct splitting *self)
{
	const struct trace *trace = self->trace;
	uint32_t names = trace->names.count;
	self->classes[0] = data_alloc(names, 1);
	self->classes[1] = data_alloc(names, 1);
	self->places = data_alloc(trace->line_count, 1);
	if (!self->classes[0] || !self->classes[1] || !self->places)
		return false;
	bool device = false;
	for (size_t i = 0; i < trace->line_count; i++) {
		const struct trace_line *line = &trace->lines[i];
		struct slice plane = names_text(&trace->names, line->plane);
		self->out->xla |= begins(plane, "/host:") || begins(plane, "/device:");
		bool counts = trace_line_of_work(trace, line) && !slice_equal(plane, slice_of("stacks")); /* decode/stacks: any code */
		self->places[i] = !counts ? 2 : trace_line_of_device(trace, line);
		device |= self->places[i] == 1;
	}
	self->computes = device ? CLASS_COMPUTE : CLASS_HOST;
	for (uint32_t i = 0; i < names; i++) {
		struct slice name = names_text(&trace->names, i);
		self->classes[0][i] = (uint8_t)(self->out->xla ? class_on_xla_host(name, device) : class_on_torch_host(name));
		self->classes[1][i] = (uint8_t)class_on_device(name, self->out->xla);
	}
	return true;
}

/* Where the file tells what caused what, and the host's own markers are the steps. */
static bool group(struct splitting *self, const struct trace_flows *flows, const struct trace_steps *steps)
{
	const struct trace_split *out = self->out;
	uint32_t step = out->rows[0].step;
	if (!self->trace->causes || !out->xla || !flows || step == UINT32_MAX || self->places[steps->items[step].line])
		return true;
	struct group_stretch *stretches = data_alloc(out->count, sizeof *stretches);
	for (size_t i = 0; stretches && i < out->count; i++)
		stretches[i] = (struct group_stretch){out->rows[i].start, out->rows[i].end, steps->items[step].line, (uint32_t)i};
	self->grouped = stretches != NULL;
	bool fine = stretches && trace_groups_make(self->trace, flows, stretches, out->count, &self->groups);
	free(stretches);
	return fine;
}

static bool split(struct splitting *self)
{
	struct trace_walk walk;
	uint32_t line;
	struct trace_span span;
	bool fine = trace_walk_start(&walk, self->trace);
	while (fine && trace_walk_next(&walk, &line, &span))
		take(self, line, &span);
	trace_walk_fini(&walk);
	go_on(self, self->out->rows[self->out->count - 1].end);
	return fine;
}

bool trace_split_make(const struct trace *trace, const struct trace_flows *flows, const struct trace_steps *steps,
                      struct trace_split *out)
{
	static const enum trace_class of_xla[] = {CLASS_COMPUTE, CLASS_COPY,   CLASS_INPUT, CLASS_COMMUNICATION,
	                                          CLASS_LAUNCH,  CLASS_UPLOAD, CLASS_HOST,  CLASS_IDLE};
	static const enum trace_class of_torch[] = {CLASS_COMPUTE, CLASS_COPY, CLASS_COMMUNICATION, CLASS_LAUNCH,
	                                            CLASS_INPUT,   CLASS_HOST, CLASS_IDLE};
	struct splitting self = {.trace = trace, .out = out};
	*out = (struct trace_split){0};
	if (!trace->span_count)
		return true;
	bool fine = classify(&self) && add_rows(trace, steps, out) && group(&self, flows, steps);
	self.order = out->xla ? of_xla : of_torch;
	fine = fine && split(&self);
	free(self.classes[0]);
	free(self.classes[1]);
	free(self.places);
	trace_groups_fini(&self.groups);
	sum_up(out);
	if (!fine)
		trace_split_fini(out);
	return fine;
}

void trace_split_fini(struct trace_split *split)
{
	free(split->rows);
	*split = (struct trace_split){0};
}
