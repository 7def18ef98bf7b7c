#include "model/trace_findings_inside.h"

#include <string.h>

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

static bool ends(struct slice name, const char *with)
{
	size_t length = strlen(with);
	return name.length >= length && !memcmp(name.data + name.length - length, with, length);
}

/* As PyTorch, XLA and py-spy name frames of Python, and runtimes of devices their calls: on a thread that has nothing to do. */
static bool is_waiting(struct slice name)
{
	static const char *const parts[] = {"method acquire of", "method poll of", "method select of", "method sleep of", "function sleep",
	                                    "function select", "function wait", "DeviceSynchronize", "StreamSynchronize", "EventSynchronize",
	                                    "wait (threading.py", "select (selectors.py", "poll (multiprocessing"};
	static const char *const endings[] = {" wait", " select", " poll", " join", " _wait_for_tstate_lock"};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (slice_contains(name, parts[i]))
			return true;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (ends(name, endings[i]))
			return true;
	return false;
}

/* What else is told of: compiling, and what compute may hide, of which what nothing hides counts. */
static bool is_told(struct slice name)
{
	return trace_name_of_input(name) || finding_is_communication(name) || finding_is_copy(name) || is_compiling(name);
}

static void judge_largest(struct judging *self)
{
	const struct trace_ops *ops = working(self);
	const struct trace_op *first = NULL;
	picoseconds all = 0;
	for (size_t i = 0; i < ops->count; i++) {
		const struct trace_op *op = &ops->items[i];
		struct slice name = names_text(&self->trace->names, op->name);
		if (self->markers[op->name] || is_waiting(name))
			continue;
		all += op->self;
		if (!is_told(name) && (!first || op->self > first->self))
			first = op;
	}
	double part = first ? finding_share(first->self, all) : 0, whole = first ? finding_share_of_time(self, first->self) : 0;
	struct trace_finding *finding = part >= LARGE_LEAST && whole >= WAIT_LEAST ? finding_add(self, whole < 1 ? whole : 1, true) : NULL;
	if (!finding)
		return;
	struct str then = {0};
	str_printf(&then, " is %.0f %% of what the %s runs (", 100 * part, self->idle.host ? "host" : "device");
	picoseconds_short(&then, first->self);
	str_append_text(&then, "): start there");
	finding_say_name_then(&finding->text, self->trace, first->name, &then);
	str_fini(&then);
	finding_point_at_call(finding, self->trace, first);
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
	double part = finding_share(tiny, all);
	struct trace_finding *finding = count >= 100 && part >= TINY_LEAST ? finding_add(self, finding_share_of_time(self, tiny) / 2, true) : NULL;
	if (!finding)
		return;
	finding_say_count(&finding->text, count, "kernel", "kernels");
	str_printf(&finding->text, " under 10 µs are %.0f %% of what the device runs: fuse them", 100 * part);
	finding_point_at_call(finding, self->trace, first);
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
	double part = finding_share(most, trace->extent);
	struct trace_finding *finding = part >= WAIT_LEAST ? finding_add(self, part, true) : NULL;
	if (!finding)
		return;
	self->compiles = true;
	str_printf(&finding->text, "compiling takes %.0f %% (", 100 * part);
	picoseconds_short(&finding->text, most);
	str_append_text(&finding->text, "): warm up first, and keep shapes alike");
	finding_point_at_longest(finding, trace, is_compiling);
}

static void judge_outlier(struct judging *self)
{
	const struct trace_op *worst_op = NULL;
	const struct trace_ops *ops = working(self);
	for (size_t i = 0; i < ops->count; i++) {
		const struct trace_op *op = &ops->items[i];
		picoseconds others = op->count >= 5 ? (op->total - op->longest) / (picoseconds)(op->count - 1) : 0;
		bool apart = op->count >= 5 && !is_waiting(names_text(&self->trace->names, op->name)) && op->longest > 10 * others && !self->markers[op->name];
		if (apart && (!worst_op || op->longest > worst_op->longest))
			worst_op = op;
	}
	double part = worst_op ? finding_share_of_time(self, worst_op->longest) : 0;
	struct trace_finding *finding = part >= GAP_LEAST ? finding_add(self, part < 1 ? part / 2 : 0.5, true) : NULL;
	if (!finding)
		return;
	bool first = finding_point_at_call(finding, self->trace, worst_op);
	struct str then = {0};
	str_append_text(&then, " takes ");
	picoseconds_short(&then, worst_op->longest);
	str_append_text(&then, ", others ");
	picoseconds_short(&then, (worst_op->total - worst_op->longest) / (picoseconds)(worst_op->count - 1));
	str_append_text(&then, first ? ": warm up" : ": see why");
	str_append_text(&finding->text, first ? "the first call of " : "one call of ");
	finding_say_name_then(&finding->text, self->trace, worst_op->name, &then);
	str_fini(&then);
	if (first && self->compiles)
		finding->weight *= FOLLOWS;
}

void findings_of_ops(struct judging *self)
{
	judge_compiling(self);
	judge_largest(self);
	judge_tiny(self);
	judge_outlier(self);
}
