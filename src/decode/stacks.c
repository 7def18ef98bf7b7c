#include "decode/stacks.h"

#include "base/alloc.h"
#include "decode/json_line.h"
#include "decode/json_scan.h"

#include <stdlib.h>
#include <string.h>

/* ---- Samples become spans ---- */

struct frame {
	uint32_t name;
	picoseconds start;
	uint64_t place; /* frames in the order in which they were met */
};

struct stacking {
	struct trace *trace;
	uint32_t line;
	struct frame open[STACKS_DEPTH];
	size_t depth, kept; /* kept: frames of the sample that is taken which were open */
	uint64_t places;
	picoseconds now;
};

static bool close_frames(struct stacking *self, size_t depth)
{
	while (self->depth > depth) {
		const struct frame *frame = &self->open[--self->depth];
		if (!trace_add(self->trace, self->line, frame->name, frame->start, self->now - frame->start, frame->place))
			return false;
	}
	return true;
}

/* The next frame of a sample, from the outermost in; frames of the one before go on as long as they are the same. */
static bool take_frame(struct stacking *self, uint32_t name)
{
	if (self->kept < self->depth && self->open[self->kept].name == name) {
		self->kept++;
		return true;
	}
	if (!close_frames(self, self->kept))
		return false;
	if (self->depth == STACKS_DEPTH) {
		self->trace->complete = false;
		return true;
	}
	self->open[self->depth++] = (struct frame){name, self->now, self->places++};
	self->kept = self->depth;
	return true;
}

/* Behind the last frame of a sample. */
static bool end_sample(struct stacking *self, picoseconds taken)
{
	bool fine = close_frames(self, self->kept);
	self->kept = 0;
	if (taken < 0 || self->now + taken > PICOSECONDS_MOST)
		self->trace->complete = false;
	else
		self->now += taken;
	return fine;
}

static bool start_line(struct stacking *self, struct slice plane, struct slice line, size_t number)
{
	struct trace *trace = self->trace;
	struct str id = {0};
	str_printf(&id, "%zu", number);
	bool fine = trace_add_line(trace, &self->line) && trace_name(trace, plane, &trace->lines[self->line].plane) &&
	            trace_name(trace, line, &trace->lines[self->line].line) &&
	            trace_name(trace, str_slice(&id), &trace->lines[self->line].id);
	str_fini(&id);
	return fine;
}

/* ---- Collapsed ---- */

static struct slice cut_at(struct slice *rest, char sign)
{
	const char *found = rest->length ? memchr(rest->data, sign, rest->length) : NULL;
	size_t length = found ? (size_t)(found - rest->data) : rest->length;
	struct slice part = slice_make(rest->data, length);
	size_t taken = found ? length + 1 : length;
	*rest = slice_make(rest->data + taken, rest->length - taken);
	return part;
}

static bool take_stack(struct stacking *self, struct slice stack, int64_t samples)
{
	while (stack.length) {
		uint32_t name;
		if (!trace_name(self->trace, cut_at(&stack, ';'), &name) || !take_frame(self, name))
			return false;
	}
	return end_sample(self, samples * COLLAPSED_SAMPLE);
}

/* "main;step;forward 12"; an empty line is none. */
static bool take_collapsed(struct stacking *self, struct slice line)
{
	size_t length = line.length;
	while (length && line.data[length - 1] != ' ')
		length--;
	int64_t samples = trace_parse_number(slice_make(line.data + length, line.length - length));
	if (length < 2 || samples < 0) {
		self->trace->complete &= !line.length;
		return true;
	}
	return take_stack(self, slice_make(line.data, length - 1), samples);
}

void stacks_collapsed(struct slice text, struct trace *trace)
{
	struct stacking *self = xcalloc(1, sizeof *self);
	self->trace = trace;
	bool fine = start_line(self, slice_of("stacks"), slice_of("all threads"), 0);
	while (fine && text.length) {
		struct slice line = cut_at(&text, '\n');
		if (line.length && line.data[line.length - 1] == '\r')
			line.length--;
		fine = take_collapsed(self, line);
	}
	if (fine)
		close_frames(self, 0);
	free(self);
	trace_finish(trace);
}

/* ---- speedscope ---- */

struct frames {
	uint32_t *names; /* in the trace */
	size_t count, capacity;
};

/* "step (train.py:12)", as far as it is told. */
static bool name_frame(struct trace *trace, struct slice frame, uint32_t *out)
{
	struct slice file = json_scan_find(frame, "file"), line = json_scan_find(frame, "line");
	struct str text = {0};
	json_scan_append(&text, json_scan_find(frame, "name"));
	if (file.length) {
		str_append_text(&text, " (");
		json_scan_append(&text, file);
		if (line.length) {
			str_append_char(&text, ':');
			str_append_slice(&text, line);
		}
		str_append_char(&text, ')');
	}
	bool fine = trace_name(trace, str_slice(&text), out);
	str_fini(&text);
	return fine;
}

static bool take_frames(struct trace *trace, struct slice frames, struct frames *out)
{
	struct json_scan scan;
	struct slice frame;
	trace->complete &= json_scan_open(&scan, frames, '[');
	while (trace->complete && json_scan_element(&scan, &frame)) {
		if (!array_reserve(&out->names, &out->capacity, out->count + 1) || !trace_take(trace, sizeof *out->names) ||
		    !name_frame(trace, frame, &out->names[out->count]))
			return false;
		out->count++;
	}
	return true;
}

/* Picoseconds of a unit; samples without times are those of a collapsed file. */
static double unit_of(struct slice unit)
{
	static const struct {
		const char *name;
		double picoseconds;
	} units[] = {{"seconds", 1e12}, {"milliseconds", 1e9}, {"microseconds", 1e6}, {"nanoseconds", 1e3}};
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (slice_equal(unit, slice_of(units[i].name)))
			return units[i].picoseconds;
	return (double)COLLAPSED_SAMPLE;
}

/* A number of units; below 0 for what is none, or too much. */
static picoseconds time_of(struct slice number, double unit)
{
	double value;
	if (!number.length || !json_line_number(number, &value) || !(value >= 0) || value * unit > (double)PICOSECONDS_MOST)
		return -1;
	return (picoseconds)(value * unit + 0.5);
}

static bool take_sample(struct stacking *self, const struct frames *frames, struct slice sample, picoseconds taken)
{
	struct json_scan scan;
	struct slice number;
	self->trace->complete &= json_scan_open(&scan, sample, '[');
	while (self->trace->complete && json_scan_element(&scan, &number)) {
		int64_t frame = trace_parse_number(number);
		if (frame < 0 || (uint64_t)frame >= frames->count)
			self->trace->complete = false;
		else if (!take_frame(self, frames->names[frame]))
			return false;
	}
	return end_sample(self, taken);
}

static bool take_sampled(struct stacking *self, const struct frames *frames, struct slice profile, double unit)
{
	struct json_scan samples, weights;
	struct slice sample, weight;
	bool weighed = json_scan_open(&weights, json_scan_find(profile, "weights"), '[');
	self->trace->complete &= json_scan_open(&samples, json_scan_find(profile, "samples"), '[');
	while (self->trace->complete && json_scan_element(&samples, &sample)) {
		picoseconds taken = weighed && json_scan_element(&weights, &weight) ? time_of(weight, unit) : (picoseconds)unit;
		if (!take_sample(self, frames, sample, taken))
			return false;
	}
	return true;
}

/* "O" opens a frame, "C" closes the innermost. */
static bool take_event(struct stacking *self, const struct frames *frames, struct slice event, double unit)
{
	int64_t frame = trace_parse_number(json_scan_find(event, "frame"));
	picoseconds at = time_of(json_scan_find(event, "at"), unit);
	bool opens = slice_equal(json_scan_find(event, "type"), slice_of("O"));
	if (frame < 0 || (uint64_t)frame >= frames->count || at < self->now || (!opens && !self->depth)) {
		self->trace->complete = false;
		return true;
	}
	self->now = at;
	if (!opens)
		return close_frames(self, self->depth - 1);
	self->kept = self->depth;
	return take_frame(self, frames->names[frame]);
}

static bool take_evented(struct stacking *self, const struct frames *frames, struct slice profile, double unit)
{
	struct json_scan events;
	struct slice event;
	self->trace->complete &= json_scan_open(&events, json_scan_find(profile, "events"), '[');
	while (self->trace->complete && json_scan_element(&events, &event))
		if (!take_event(self, frames, event, unit))
			return false;
	return true;
}

static bool take_profile(struct trace *trace, const struct frames *frames, struct slice profile, size_t number)
{
	struct stacking *self = xcalloc(1, sizeof *self);
	struct str name = {0};
	double unit = unit_of(json_scan_find(profile, "unit"));
	picoseconds start = time_of(json_scan_find(profile, "startValue"), unit);
	bool sampled = slice_equal(json_scan_find(profile, "type"), slice_of("sampled"));
	*self = (struct stacking){.trace = trace, .now = start > 0 ? start : 0};
	json_scan_append(&name, json_scan_find(profile, "name"));
	bool fine = start_line(self, slice_of("stacks"), str_slice(&name), number) &&
	            (sampled ? take_sampled : take_evented)(self, frames, profile, unit);
	fine = fine && close_frames(self, 0);
	str_fini(&name);
	free(self);
	return fine;
}

void stacks_speedscope(struct slice text, struct trace *trace)
{
	struct frames frames = {0};
	struct json_scan scan;
	struct slice profile;
	bool fine = take_frames(trace, json_scan_find(json_scan_find(text, "shared"), "frames"), &frames);
	trace->complete &= json_scan_open(&scan, json_scan_find(text, "profiles"), '[');
	for (size_t i = 0; fine && trace->complete && json_scan_element(&scan, &profile); i++)
		fine = take_profile(trace, &frames, profile, i);
	free(frames.names);
	trace_finish(trace);
}
