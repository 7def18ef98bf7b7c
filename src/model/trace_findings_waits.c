#include "model/trace_findings_inside.h"

#include <string.h>

/* ---- What devices wait for ---- */

static const struct idle_device *worst(const struct judging *self, picoseconds (*of)(const struct idle_device *))
{
	const struct idle_device *best = NULL;
	for (size_t i = 0; i < self->idle.count; i++)
		if (!best || of(&self->idle.items[i]) > of(best))
			best = &self->idle.items[i];
	return best;
}

static picoseconds input_of(const struct idle_device *device)
{
	return device->input;
}

static picoseconds brief_of(const struct idle_device *device)
{
	return device->brief;
}

static picoseconds gap_of(const struct idle_device *device)
{
	return device->gap_end - device->gap_start;
}

/* What no compute hides: on a device, where there is one. */
static void judge_input(struct judging *self)
{
	const struct idle_device *device = worst(self, input_of);
	picoseconds time = self->split->count ? self->split->total[CLASS_INPUT] : 0;
	time = device && device->input > time ? device->input : time;
	double part = finding_share_of_time(self, time);
	struct trace_finding *finding = part >= WAIT_LEAST ? finding_add(self, part, true) : NULL;
	if (!finding)
		return;
	self->waits = true;
	str_append_text(&finding->text, "input: the next batch is waited for ");
	finding_say_share(self, &finding->text, time);
	str_append_text(&finding->text, ": load ahead");
	finding_point_at_longest(finding, self->trace, trace_name_of_input);
}

/* A device that has work queued has no gaps between launches worth the name. */
static void judge_launches(struct judging *self)
{
	const struct idle_device *device = self->idle.host ? NULL : worst(self, brief_of);
	double part = device ? finding_share_of_time(self, device->brief) : 0;
	struct trace_finding *finding = part >= BRIEF_LEAST && device->brief_count >= 10 ? finding_add(self, part, true) : NULL;
	if (!finding)
		return;
	self->waits = true;
	finding_say_device(self, &finding->text, device);
	str_printf(&finding->text, " waits %.0f %% for launches of the host: fuse, batch, or capture them", 100 * part);
	finding_point_at_step(self, finding, device->line);
}

bool finding_is_communication(struct slice name)
{
	return slice_contains(name, "nccl") || slice_contains(name, "all-reduce") || slice_contains(name, "all-gather") ||
	       slice_contains(name, "gloo:") || slice_contains(name, "reduce-scatter") || slice_contains(name, "all-to-all");
}

static void judge_communication(struct judging *self)
{
	const struct split_overlap *overlap = &self->split->overlap;
	picoseconds exposed = overlap->communication - overlap->both;
	double part = finding_share_of_time(self, exposed);
	struct trace_finding *finding = part >= EXPOSED_LEAST ? finding_add(self, part, true) : NULL;
	if (!finding)
		return;
	self->waits = true;
	str_append_text(&finding->text, "communication that no compute hides: ");
	finding_say_share(self, &finding->text, exposed);
	str_append_text(&finding->text, ": overlap it");
	finding_point_at_longest(finding, self->trace, finding_is_communication);
}

bool finding_is_copy(struct slice name)
{
	return name.length >= 6 && !memcmp(name.data, "Memcpy", 6);
}

static void judge_copies(struct judging *self)
{
	picoseconds time = self->split->total[CLASS_COPY] + self->split->total[CLASS_UPLOAD];
	double part = finding_share_of_time(self, time);
	struct trace_finding *finding = part >= EXPOSED_LEAST ? finding_add(self, part, true) : NULL;
	if (!finding)
		return;
	self->waits = true;
	str_append_text(&finding->text, "copies that no compute hides: ");
	finding_say_share(self, &finding->text, time);
	str_append_text(&finding->text, ": pin memory, copy less");
	finding_point_at_longest(finding, self->trace, finding_is_copy);
}

/* ---- The longest gap, and idle devices ---- */

static void say_meanwhile(struct judging *self, struct trace_finding *finding, const struct idle_device *device)
{
	uint32_t line;
	struct trace_span span;
	if (self->idle.host) {
		str_append_text(&finding->text, ": profile with stacks");
	} else if (!trace_idle_meanwhile(self->trace, self->steps, device->gap_start, device->gap_end, &line, &span)) {
		str_append_text(&finding->text, ", the host, too: see what it waits for");
	} else {
		struct str then = {0};
		str_append_text(&then, ": move it");
		bool input = trace_name_of_input(names_text(&self->trace->names, span.name));
		str_append_text(&finding->text, input ? ", the host waits for input: load ahead" : ", the host runs ");
		if (!input)
			finding_say_name_then(&finding->text, self->trace, span.name, &then);
		str_fini(&then);
	}
}

static void judge_gap(struct judging *self)
{
	const struct idle_device *device = worst(self, gap_of);
	picoseconds gap = device ? gap_of(device) : 0;
	double part = finding_share_of_time(self, gap);
	bool bad = part >= GAP_LEAST && gap > IDLE_BRIEF && device->busy > 0; /* else there are markers alone */
	struct trace_finding *finding = bad ? finding_add(self, part, true) : NULL;
	if (!finding)
		return;
	self->waits = true;
	finding_say_device(self, &finding->text, device);
	str_append_text(&finding->text, self->idle.host ? " runs nothing for " : " idles for ");
	picoseconds_short(&finding->text, gap);
	str_append_text(&finding->text, " at ");
	picoseconds_short(&finding->text, device->gap_start);
	say_meanwhile(self, finding, device);
	finding_point_at(finding, device->line, device->gap_start, device->gap_end);
}

/* What it waits for says more, and comes first. */
static void judge_device(struct judging *self, const struct idle_device *device)
{
	picoseconds all = self->to - self->from;
	double idle = 1 - finding_share(device->busy, all);
	bool bad = idle >= IDLE_LEAST;
	struct trace_finding *finding = finding_add(self, bad ? idle * (self->waits ? FOLLOWS : 1) : 0, bad);
	if (!finding)
		return;
	finding_say_device(self, &finding->text, device);
	if (bad)
		str_printf(&finding->text, " is idle %.0f %% of the time: ", 100 * idle);
	else
		str_printf(&finding->text, " is busy %.0f %% of the time", 100 - 100 * idle);
	if (bad) {
		picoseconds_short(&finding->text, all - device->busy);
		str_append_text(&finding->text, " of ");
		picoseconds_short(&finding->text, all);
		str_append_text(&finding->text, self->waits ? "; see what it waits for" : "; give it larger batches");
	}
	finding_point_at(finding, device->line, self->from, self->to);
}

static void judge_host(struct judging *self)
{
	const struct idle_device *host = self->idle.items;
	picoseconds idle = self->idle.count ? self->to - self->from - host->busy : 0;
	double part = finding_share_of_time(self, idle);
	struct trace_finding *finding = finding_add(self, 0, false);
	if (finding)
		str_append_text(&finding->text, "no device in this trace: all of it is the host's");
	bool told = self->waits && gap_of(host) > idle - idle / 5; /* that is the gap */
	finding = part >= IDLE_LEAST && host->busy > 0 && !told ? finding_add(self, part * (self->waits ? FOLLOWS : 1), true) : NULL;
	if (!finding)
		return;
	str_printf(&finding->text, "the host runs nothing for %.0f %% of the time (", 100 * part);
	picoseconds_short(&finding->text, idle);
	str_append_text(&finding->text, "): profile with stacks");
	finding_point_at(finding, host->line, self->from, self->to);
}

void findings_of_devices(struct judging *self)
{
	if (self->idle.host) {
		judge_host(self);
		return;
	}
	for (size_t i = 0; i < self->idle.count; i++)
		judge_device(self, &self->idle.items[i]);
}

void findings_of_waits(struct judging *self)
{
	judge_input(self);
	judge_launches(self);
	judge_communication(self);
	judge_copies(self);
	judge_gap(self);
}
