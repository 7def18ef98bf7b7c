#include "model/trace_findings.h"

#include "base/alloc.h"
#include "base/number.h"
#include "base/text.h"
#include "model/trace_idle.h"

#include <stdlib.h>
#include <string.h>

#define NO_LINE UINT32_MAX
#define CERTAIN 2.0   /* a weight: what must be known before all else */
#define FOLLOWS 0.001 /* what a weight is multiplied with of what follows from something else */
/* Shares of the time from which on something is worth a look. */
#define WAIT_LEAST 0.1
#define BRIEF_LEAST 0.15
#define EXPOSED_LEAST 0.05
#define GAP_LEAST 0.05
#define IDLE_LEAST 0.2
#define LARGE_LEAST 0.25 /* of what operations take, and a tenth of the time */
#define TINY_LEAST 0.3   /* of what operations of devices take */
#define EVEN_MOST 0.05   /* what steps may differ in and count as alike */
#define LINE 77          /* columns that a claim takes, where names can be cut for it */
#define NAME_MOST 26
#define NAME_LEAST 8

struct judging {
	const struct trace *trace;
	const struct trace_ops *ops;
	const struct trace_steps *steps;
	const struct trace_split *split;
	struct trace_findings *out;
	struct trace_idle idle;
	struct trace_ops device_ops; /* of devices alone; none without one */
	bool *markers;               /* by name: of steps */
	picoseconds from, to;        /* the steps, or all of it */
	bool waits, compiles;        /* it was said what devices wait for, that there is compiling */
};

/* ---- Words ---- */

static double share(picoseconds part, picoseconds whole)
{
	return whole > 0 ? (double)part / (double)whole : 0;
}

static double share_of_time(const struct judging *self, picoseconds part)
{
	return share(part, self->to - self->from);
}

static bool has_steps(const struct judging *self)
{
	return self->split->count && self->split->rows[0].step != UINT32_MAX;
}

static void say_time(struct str *out, picoseconds time)
{
	picoseconds_short(out, time);
}

static void say_within(struct str *out, struct slice name, int columns)
{
	struct str clean = {0};
	text_clean(&clean, name);
	text_fit(out, str_slice(&clean), columns < NAME_LEAST ? NAME_LEAST : columns, TEXT_CUT_END);
	str_fini(&clean);
}

static void say_name(struct str *out, const struct trace *trace, uint32_t name)
{
	say_within(out, names_text(&trace->names, name), NAME_MOST);
}

static void say_count(struct str *out, uint64_t count, const char *one, const char *more)
{
	char text[NUMBER_SIZE];
	number_grouped(text, (int64_t)count);
	str_printf(out, "%s %s", text, count == 1 ? one : more);
}

/* "38 % (4.2 ms a step)" */
static void say_share(const struct judging *self, struct str *out, picoseconds time)
{
	str_printf(out, "%.0f %% (", 100 * share_of_time(self, time));
	say_time(out, has_steps(self) ? time / (picoseconds)self->split->count : time);
	str_append_text(out, has_steps(self) ? " a step)" : ")");
}

/* "GPU 0" of "GPU 0 (python)", "GPU:0" of "/device:GPU:0". */
static struct slice short_name(struct slice name)
{
	static const char plane[] = "/device:";
	if (name.length > sizeof plane - 1 && !memcmp(name.data, plane, sizeof plane - 1))
		name = slice_make(name.data + sizeof plane - 1, name.length - (sizeof plane - 1));
	const char *end = name.length ? memchr(name.data, '(', name.length) : NULL;
	return end && end > name.data + 1 && end[-1] == ' ' ? slice_make(name.data, (size_t)(end - 1 - name.data)) : name;
}

/* Shortened where no other is called so. */
static void say_device(const struct judging *self, struct str *out, const struct idle_device *device)
{
	const struct names *names = &self->trace->names;
	if (self->idle.host) {
		str_append_text(out, "the host");
		return;
	}
	struct slice name = short_name(names_text(names, device->process));
	size_t alike = 0;
	for (size_t i = 0; i < self->idle.count; i++)
		alike += slice_equal(name, short_name(names_text(names, self->idle.items[i].process)));
	say_within(out, alike > 1 ? names_text(names, device->process) : name, NAME_MOST);
}

static struct trace_finding *add(struct judging *self, double weight, bool bad)
{
	struct trace_findings *out = self->out;
	if (out->count == FINDINGS_MOST)
		return NULL;
	struct trace_finding *finding = &out->items[out->count++];
	weight -= 1e-9 * out->count; /* of two that weigh as much the one that was judged first */
	*finding = (struct trace_finding){.weight = weight, .bad = bad, .line = NO_LINE};
	return finding;
}

static void point_at(struct trace_finding *finding, uint32_t line, picoseconds start, picoseconds end)
{
	finding->line = line;
	finding->start = start;
	finding->end = end;
}

static void point_at_span(struct trace_finding *finding, uint32_t line, const struct trace_span *span)
{
	point_at(finding, line, trace_start(span), trace_end(span));
}

/* At the step in the middle, or all of it. */
static void point_at_step(const struct judging *self, struct trace_finding *finding, uint32_t line)
{
	const struct trace_split *split = self->split;
	if (split->count)
		point_at(finding, line, split->rows[split->count / 2].start, split->rows[split->count / 2].end);
}

/* Of all spans that pass the longest. */
static void point_at_longest(struct trace_finding *finding, const struct trace *trace, bool (*is)(struct slice name))
{
	picoseconds most = -1;
	bool *wanted = data_alloc(trace->names.count, sizeof *wanted);
	for (uint32_t i = 0; wanted && i < trace->names.count; i++)
		wanted[i] = is(names_text(&trace->names, i));
	for (size_t i = 0; wanted && i < trace->line_count; i++) {
		const struct trace_line *line = &trace->lines[i];
		for (size_t k = 0; trace_line_of_work(trace, line) && k < line->count; k++) {
			struct trace_span span = trace_span_at(line, k);
			if (!wanted[span.name] || trace_duration(&span) <= most)
				continue;
			most = trace_duration(&span);
			point_at_span(finding, (uint32_t)i, &span);
		}
	}
	free(wanted);
}

/* On which line the operation took the longest, and where; whether that was its first call. */
static bool point_at_call(struct trace_finding *finding, const struct trace *trace, const struct trace_op *op)
{
	for (size_t i = 0; i < trace->line_count; i++) {
		const struct trace_line *line = &trace->lines[i];
		for (size_t k = 0; line->process == op->process && k < line->count; k++) {
			struct trace_span span = trace_span_at(line, k);
			if (span.name == op->name && trace_duration(&span) == op->longest) {
				point_at_span(finding, (uint32_t)i, &span);
				return trace_start(&span) == op->first;
			}
		}
	}
	return false;
}

/* ---- Steps ---- */

static int by_time(const void *left, const void *right)
{
	const struct split_row *a = *(const struct split_row *const *)left, *b = *(const struct split_row *const *)right;
	picoseconds one = a->end - a->start, other = b->end - b->start;
	return (one > other) - (one < other);
}

static void say_step(struct judging *self, struct str *out, const struct split_row *row)
{
	const struct trace_step *step = &self->steps->items[row->step];
	say_name(out, self->trace, step->span.name);
	if (step->number >= 0 && trace_number(self->trace, &step->span, &(int64_t){0})) /* else it is in the name */
		str_printf(out, " %lld", (long long)step->number);
}

/* Of what a step has the most more than the mean of the others; CLASS_NONE when that isn't most of what it took longer. */
static enum trace_class more_of(const struct judging *self, const struct split_row *row, picoseconds longer, picoseconds *more)
{
	const struct trace_split *split = self->split;
	enum trace_class best = CLASS_NONE;
	*more = longer / 2;
	for (int class = 0; class < CLASSES; class++) {
		picoseconds others = (split->total[class] - row->time[class]) / (picoseconds)(split->count - 1);
		if (row->time[class] - others <= *more)
			continue;
		*more = row->time[class] - others;
		best = (enum trace_class)class;
	}
	return best;
}

static void say_slowest(struct judging *self, const struct split_row *slowest, picoseconds middle)
{
	picoseconds took = slowest->end - slowest->start, more;
	double times = share(took, middle);
	bool first = slowest == self->split->rows;
	struct trace_finding *finding = add(self, share_of_time(self, took - middle) * (first && self->compiles ? FOLLOWS : 1), true);
	if (!finding)
		return;
	struct str *text = &finding->text;
	say_step(self, text, slowest);
	str_append_text(text, first ? ", the first: " : ": ");
	say_time(text, took);
	str_printf(text, ", %.*f × the middle", times < 10, times);
	enum trace_class class = more_of(self, slowest, took - middle, &more);
	if (first) {
		str_append_text(text, ": warm up before the profile");
	} else if (class != CLASS_NONE) {
		str_append_text(text, ", ");
		say_time(text, more);
		str_printf(text, " more %s: see there", class == CLASS_IDLE ? "idle" : trace_class_name(class));
	} else {
		str_append_text(text, ": see what is different");
	}
	point_at(finding, self->steps->items[slowest->step].line, slowest->start, slowest->end);
}

/* "10 steps of 4.400 ms", or how far apart they are. */
static void say_steps(struct judging *self, picoseconds least, picoseconds middle, picoseconds most)
{
	struct trace_finding *finding = add(self, 0, false);
	if (!finding)
		return;
	say_count(&finding->text, self->split->count, "step of ", "steps ");
	bool alike = share(most - least, middle) <= EVEN_MOST;
	if (self->split->count > 1)
		str_append_text(&finding->text, alike ? "of about " : "of ");
	say_time(&finding->text, alike ? middle : least);
	if (alike)
		return;
	str_append_text(&finding->text, " to ");
	say_time(&finding->text, most);
	str_append_text(&finding->text, ", ");
	say_time(&finding->text, middle);
	str_append_text(&finding->text, " in the middle");
}

static void judge_steps(struct judging *self)
{
	const struct trace_split *split = self->split;
	const struct split_row **sorted = has_steps(self) ? data_alloc(split->count, sizeof *sorted) : NULL;
	if (!sorted)
		return;
	for (size_t i = 0; i < split->count; i++)
		sorted[i] = &split->rows[i];
	qsort(sorted, split->count, sizeof *sorted, by_time);
	const struct split_row *least = sorted[0], *middle = sorted[(split->count - 1) / 2], *most = sorted[split->count - 1];
	picoseconds usual = middle->end - middle->start, longest = most->end - most->start;
	if (split->count > 2 && longest > usual + usual / 2)
		say_slowest(self, most, usual);
	say_steps(self, least->end - least->start, usual, longest);
	free(sorted);
}

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
	double part = share_of_time(self, time);
	struct trace_finding *finding = part >= WAIT_LEAST ? add(self, part, true) : NULL;
	if (!finding)
		return;
	self->waits = true;
	str_append_text(&finding->text, "input: the next batch is waited for ");
	say_share(self, &finding->text, time);
	str_append_text(&finding->text, ": load ahead");
	point_at_longest(finding, self->trace, trace_name_of_input);
}

/* A device that has work queued has no gaps between launches worth the name. */
static void judge_launches(struct judging *self)
{
	const struct idle_device *device = self->idle.host ? NULL : worst(self, brief_of);
	double part = device ? share_of_time(self, device->brief) : 0;
	struct trace_finding *finding = part >= BRIEF_LEAST && device->brief_count >= 10 ? add(self, part, true) : NULL;
	if (!finding)
		return;
	self->waits = true;
	say_device(self, &finding->text, device);
	str_printf(&finding->text, " waits %.0f %% for launches of the host: fuse, batch, or capture them", 100 * part);
	point_at_step(self, finding, device->line);
}

static bool is_communication(struct slice name)
{
	return slice_contains(name, "nccl") || slice_contains(name, "all-reduce") || slice_contains(name, "all-gather") ||
	       slice_contains(name, "gloo:") || slice_contains(name, "reduce-scatter") || slice_contains(name, "all-to-all");
}

static void judge_communication(struct judging *self)
{
	const struct split_overlap *overlap = &self->split->overlap;
	picoseconds exposed = overlap->communication - overlap->both;
	double part = share_of_time(self, exposed);
	struct trace_finding *finding = part >= EXPOSED_LEAST ? add(self, part, true) : NULL;
	if (!finding)
		return;
	self->waits = true;
	str_append_text(&finding->text, "communication that no compute hides: ");
	say_share(self, &finding->text, exposed);
	str_append_text(&finding->text, ": overlap it");
	point_at_longest(finding, self->trace, is_communication);
}

static bool is_copy(struct slice name)
{
	return name.length >= 6 && !memcmp(name.data, "Memcpy", 6);
}

static void judge_copies(struct judging *self)
{
	picoseconds time = self->split->total[CLASS_COPY] + self->split->total[CLASS_UPLOAD];
	double part = share_of_time(self, time);
	struct trace_finding *finding = part >= EXPOSED_LEAST ? add(self, part, true) : NULL;
	if (!finding)
		return;
	self->waits = true;
	str_append_text(&finding->text, "copies that no compute hides: ");
	say_share(self, &finding->text, time);
	str_append_text(&finding->text, ": pin memory, copy less");
	point_at_longest(finding, self->trace, is_copy);
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
		static const char runs[] = ", the host runs ", end[] = ": move it";
		bool input = trace_name_of_input(names_text(&self->trace->names, span.name));
		str_append_text(&finding->text, input ? ", the host waits for input: load ahead" : runs);
		int room = LINE - text_width(str_slice(&finding->text)) - (int)(sizeof end - 1);
		if (!input)
			say_within(&finding->text, names_text(&self->trace->names, span.name), room);
		str_append_text(&finding->text, input ? "" : end);
	}
}

static void judge_gap(struct judging *self)
{
	const struct idle_device *device = worst(self, gap_of);
	picoseconds gap = device ? gap_of(device) : 0;
	double part = share_of_time(self, gap);
	bool bad = part >= GAP_LEAST && gap > IDLE_BRIEF && device->busy > 0; /* else there are markers alone */
	struct trace_finding *finding = bad ? add(self, part, true) : NULL;
	if (!finding)
		return;
	self->waits = true;
	say_device(self, &finding->text, device);
	str_append_text(&finding->text, self->idle.host ? " runs nothing for " : " idles for ");
	say_time(&finding->text, gap);
	str_append_text(&finding->text, " at ");
	say_time(&finding->text, device->gap_start);
	say_meanwhile(self, finding, device);
	point_at(finding, device->line, device->gap_start, device->gap_end);
}

/* What it waits for says more, and comes first. */
static void judge_device(struct judging *self, const struct idle_device *device)
{
	picoseconds all = self->to - self->from;
	double idle = 1 - share(device->busy, all);
	bool bad = idle >= IDLE_LEAST;
	struct trace_finding *finding = add(self, bad ? idle * (self->waits ? FOLLOWS : 1) : 0, bad);
	if (!finding)
		return;
	say_device(self, &finding->text, device);
	if (bad)
		str_printf(&finding->text, " is idle %.0f %% of the time: ", 100 * idle);
	else
		str_printf(&finding->text, " is busy %.0f %% of the time", 100 - 100 * idle);
	if (bad) {
		say_time(&finding->text, all - device->busy);
		str_append_text(&finding->text, " of ");
		say_time(&finding->text, all);
		str_append_text(&finding->text, self->waits ? "; see what it waits for" : "; give it larger batches");
	}
	point_at(finding, device->line, self->from, self->to);
}

static void judge_host(struct judging *self)
{
	const struct idle_device *host = self->idle.items;
	picoseconds idle = self->idle.count ? self->to - self->from - host->busy : 0;
	double part = share_of_time(self, idle);
	struct trace_finding *finding = add(self, 0, false);
	if (finding)
		str_append_text(&finding->text, "no device in this trace: all of it is the host's");
	finding = part >= IDLE_LEAST && host->busy > 0 ? add(self, part * (self->waits ? FOLLOWS : 1), true) : NULL;
	if (!finding)
		return;
	str_printf(&finding->text, "the host runs nothing for %.0f %% of the time (", 100 * part);
	say_time(&finding->text, idle);
	str_append_text(&finding->text, "): profile with stacks");
	point_at(finding, host->line, self->from, self->to);
}

static void judge_devices(struct judging *self)
{
	if (self->idle.host) {
		judge_host(self);
		return;
	}
	for (size_t i = 0; i < self->idle.count; i++)
		judge_device(self, &self->idle.items[i]);
}

/* ---- Operations ---- */

/* Those that take the time: of devices where there are any. */
static const struct trace_ops *working(const struct judging *self)
{
	return self->idle.host ? self->ops : &self->device_ops;
}

static bool is_compiling(struct slice name)
{
	return slice_contains(name, "backend_compile") || slice_contains(name, "XlaCompile") || slice_contains(name, "CompilationCache") ||
	       slice_contains(name, "torch/_inductor") || slice_contains(name, "Compiler::Compile") || slice_contains(name, "CompiledFunction:");
}

/* What waits, and what compute may hide: how much of it nothing hides is told. */
static bool is_told(struct slice name)
{
	return trace_name_of_input(name) || is_communication(name) || is_copy(name) || is_compiling(name);
}

static void judge_largest(struct judging *self)
{
	const struct trace_ops *ops = working(self);
	const struct trace_op *first = NULL;
	picoseconds all = 0;
	for (size_t i = 0; i < ops->count; i++) {
		if (is_told(names_text(&self->trace->names, ops->items[i].name)))
			continue;
		all += ops->items[i].self;
		if ((!first || ops->items[i].self > first->self) && !self->markers[ops->items[i].name])
			first = &ops->items[i];
	}
	double part = first ? share(first->self, all) : 0, whole = first ? share_of_time(self, first->self) : 0;
	struct trace_finding *finding = part >= LARGE_LEAST && whole >= WAIT_LEAST ? add(self, whole < 1 ? whole : 1, true) : NULL;
	if (!finding)
		return;
	say_name(&finding->text, self->trace, first->name);
	str_printf(&finding->text, " is %.0f %% of what %s computes (", 100 * part, self->idle.host ? "the host" : "the device");
	say_time(&finding->text, first->self);
	str_append_text(&finding->text, "): speed it up first");
	point_at_call(finding, self->trace, first);
}

/* Once launches are what devices wait for, it is said. */
static void judge_tiny(struct judging *self)
{
	const struct trace_ops *ops = &self->device_ops;
	picoseconds all = 0, tiny = 0, most = (picoseconds)10 * 1000 * PICOSECONDS_A_NANOSECOND;
	uint64_t count = 0;
	const struct trace_op *first = NULL;
	for (size_t i = 0; i < ops->count; i++) {
		const struct trace_op *op = &ops->items[i];
		all += op->self;
		if (op->total / (picoseconds)op->count >= most)
			continue;
		first = first ? first : op; /* by total */
		tiny += op->self;
		count += op->count;
	}
	double part = share(tiny, all);
	struct trace_finding *finding = count >= 100 && part >= TINY_LEAST ? add(self, share_of_time(self, tiny) / 2, true) : NULL;
	if (!finding)
		return;
	say_count(&finding->text, count, "kernel", "kernels");
	str_printf(&finding->text, " under 10 µs are %.0f %% of what the device runs: fuse them", 100 * part);
	point_at_call(finding, self->trace, first);
}

/* How long any of the operations that pass runs on a line. */
static picoseconds time_of(const struct trace *trace, const struct trace_line *line, bool (*is)(struct slice name))
{
	picoseconds time = 0, until = 0;
	for (size_t i = 0; i < line->count; i++) {
		struct trace_span span = trace_span_at(line, i);
		picoseconds start = trace_start(&span) > until ? trace_start(&span) : until;
		if (trace_end(&span) <= start || !is(names_text(&trace->names, span.name)))
			continue;
		until = trace_end(&span);
		time += until - start;
	}
	return time;
}

static void judge_compiling(struct judging *self)
{
	const struct trace *trace = self->trace;
	picoseconds most = 0;
	bool any = false;
	for (size_t i = 0; i < self->ops->count && !any; i++)
		any = is_compiling(names_text(&trace->names, self->ops->items[i].name));
	for (size_t i = 0; any && i < trace->line_count; i++) {
		picoseconds time = trace_line_of_work(trace, &trace->lines[i]) ? time_of(trace, &trace->lines[i], is_compiling) : 0;
		most = time > most ? time : most;
	}
	double part = share(most, trace->extent);
	struct trace_finding *finding = part >= WAIT_LEAST ? add(self, part, true) : NULL;
	if (!finding)
		return;
	self->compiles = true;
	str_printf(&finding->text, "compiling takes %.0f %% (", 100 * part);
	say_time(&finding->text, most);
	str_append_text(&finding->text, "): warm up first, and keep shapes alike");
	point_at_longest(finding, trace, is_compiling);
}

static void judge_outlier(struct judging *self)
{
	const struct trace_op *worst_op = NULL;
	const struct trace_ops *ops = working(self);
	for (size_t i = 0; i < ops->count; i++) {
		const struct trace_op *op = &ops->items[i];
		picoseconds others = op->count >= 5 ? (op->total - op->longest) / (picoseconds)(op->count - 1) : 0;
		bool apart = op->count >= 5 && op->longest > 10 * others && !self->markers[op->name];
		if (apart && (!worst_op || op->longest > worst_op->longest))
			worst_op = op;
	}
	double part = worst_op ? share_of_time(self, worst_op->longest) : 0;
	struct trace_finding *finding = part >= GAP_LEAST ? add(self, part < 1 ? part / 2 : 0.5, true) : NULL;
	if (!finding)
		return;
	bool first = point_at_call(finding, self->trace, worst_op);
	str_append_text(&finding->text, first ? "the first call of " : "one call of ");
	say_name(&finding->text, self->trace, worst_op->name);
	str_append_text(&finding->text, " takes ");
	say_time(&finding->text, worst_op->longest);
	str_append_text(&finding->text, ", others ");
	say_time(&finding->text, (worst_op->total - worst_op->longest) / (picoseconds)(worst_op->count - 1));
	str_append_text(&finding->text, first ? ": warm up" : ": see why");
}

/* ---- All ---- */

static void judge_file(struct judging *self)
{
	struct trace_finding *finding = self->trace->complete ? NULL : add(self, CERTAIN, true);
	if (finding)
		str_printf(&finding->text, "%s: what follows is of what could be read", trace_lack(self->trace));
}

static void judge_none(struct judging *self)
{
	bool bad = false;
	for (int i = 0; i < self->out->count; i++)
		bad |= self->out->items[i].bad;
	struct trace_finding *finding = bad ? NULL : add(self, CERTAIN, false);
	if (finding)
		str_append_text(&finding->text, "nothing stands out: no long wait, gap or operation");
}

static int by_weight(const void *left, const void *right)
{
	const struct trace_finding *a = left, *b = right;
	if (a->bad != b->bad)
		return a->bad ? -1 : 1;
	return (a->weight < b->weight) - (a->weight > b->weight);
}

static void judge(struct judging *self)
{
	judge_input(self);
	judge_launches(self);
	judge_communication(self);
	judge_copies(self);
	judge_compiling(self);
	judge_gap(self);
	judge_largest(self);
	judge_tiny(self);
	judge_outlier(self);
	judge_steps(self);
	judge_devices(self);
}

void trace_findings_make(const struct trace *trace, const struct trace_ops *ops, const struct trace_steps *steps,
                         const struct trace_split *split, struct trace_findings *out)
{
	struct judging self = {.trace = trace, .ops = ops, .steps = steps, .split = split, .out = out, .to = trace->extent};
	out->count = 0;
	judge_file(&self);
	if (!trace->span_count)
		return;
	if (has_steps(&self)) {
		self.from = split->rows[0].start;
		self.to = split->rows[split->count - 1].end;
	}
	self.markers = trace_steps_names(trace, steps);
	if (self.markers && trace_idle_make(trace, steps, self.from, self.to, &self.idle) &&
	    (self.idle.host || trace_ops_make(trace, trace_line_of_device, &self.device_ops)))
		judge(&self);
	free(self.markers);
	trace_idle_fini(&self.idle);
	trace_ops_fini(&self.device_ops);
	judge_none(&self);
	qsort(out->items, (size_t)out->count, sizeof *out->items, by_weight);
}

void trace_findings_fini(struct trace_findings *findings)
{
	for (int i = 0; i < findings->count; i++)
		str_fini(&findings->items[i].text);
	findings->count = 0;
}
