#include "model/trace_findings.h"

#include "base/number.h"
#include "model/trace_nesting.h"

#include <stdlib.h>
#include <string.h>

#define NO_LINE UINT32_MAX
#define CERTAIN 2.0 /* a weight: what must be known before all else */

struct judging {
	const struct trace *trace;
	const struct trace_ops *ops;
	struct trace_findings *out;
	bool device;          /* something ran on one */
};

/* ---- Words ---- */

static double share(picoseconds part, picoseconds whole)
{
	return whole > 0 ? (double)part / (double)whole : 0;
}

static void say_time(struct str *out, picoseconds time)
{
	picoseconds_short(out, time);
}

static void say_name(struct str *out, const struct trace *trace, uint32_t name)
{
	str_append_slice(out, names_text(&trace->names, name));
}

static void say_count(struct str *out, uint64_t count, const char *one, const char *more)
{
	char text[NUMBER_SIZE];
	number_grouped(text, (int64_t)count);
	str_printf(out, "%s %s", text, count == 1 ? one : more);
}

static struct trace_finding *add(struct judging *self, double weight, bool bad)
{
	struct trace_findings *out = self->out;
	if (out->count == FINDINGS_MOST)
		return NULL;
	struct trace_finding *finding = &out->items[out->count++];
	*finding = (struct trace_finding){.weight = weight, .bad = bad, .line = NO_LINE};
	return finding;
}

static void point_at(struct trace_finding *finding, const struct trace *trace, const struct trace_line *line,
                     picoseconds start, picoseconds end)
{
	finding->line = (uint32_t)(line - trace->lines);
	finding->start = start;
	finding->end = end;
}

/* ---- Steps ---- */

static int by_time(const void *left, const void *right)
{
	picoseconds a = trace_duration(&(*(const struct trace_step *const *)left)->span);
	picoseconds b = trace_duration(&(*(const struct trace_step *const *)right)->span);
	return (a > b) - (a < b);
}

static void say_steps(struct judging *self, const struct trace_step **sorted, size_t count)
{
	const struct trace_step *slowest = sorted[count - 1];
	picoseconds middle = trace_duration(&sorted[(count - 1) / 2]->span), most = trace_duration(&slowest->span);
	bool uneven = count > 2 && most > middle + middle / 2;
	struct trace_finding *finding = add(self, uneven ? share(most - middle, self->trace->extent) : 0, uneven);
	if (!finding)
		return;
	struct str *text = &finding->text;
	say_count(text, count, "step", "steps");
	str_append_text(text, count == 1 ? " of " : ": ");
	say_time(text, middle);
	if (count > 1) {
		str_append_text(text, " in the middle; the slowest, ");
		say_name(text, self->trace, slowest->span.name);
		if (slowest->number >= 0 && trace_number(self->trace, &slowest->span, &(int64_t){0})) /* else it is in the name */
			str_printf(text, " %lld", (long long)slowest->number);
		str_append_text(text, ", took ");
		say_time(text, most);
		if (uneven)
			str_printf(text, ", %.1f times that", share(most, middle));
	}
	point_at(finding, self->trace, &self->trace->lines[slowest->line], trace_start(&slowest->span), trace_end(&slowest->span));
}

static void judge_steps(struct judging *self, const struct trace_steps *steps)
{
	size_t count, filled = 0;
	uint32_t line = trace_steps_line(self->trace, steps, &count);
	const struct trace_step **sorted = line != NO_LINE ? malloc(count * sizeof *sorted) : NULL;
	if (!sorted)
		return;
	for (size_t i = 0; i < steps->count; i++)
		if (steps->items[i].line == line)
			sorted[filled++] = &steps->items[i];
	qsort(sorted, count, sizeof *sorted, by_time);
	say_steps(self, sorted, count);
	free(sorted);
}

/* ---- Devices ---- */

static void judge_device(struct judging *self, const struct trace_line *line)
{
	const struct trace *trace = self->trace;
	struct trace_span span = trace_span_at(line, 0);
	picoseconds first = trace_start(&span), busy = trace_busy(line);
	double idle = 1 - share(busy, trace->extent);
	struct trace_finding *finding = add(self, idle > 0.2 ? idle : 0, idle > 0.2);
	if (!finding)
		return;
	say_name(&finding->text, trace, line->process);
	str_append_text(&finding->text, " ");
	say_name(&finding->text, trace, line->line);
	str_printf(&finding->text, " is idle %.0f %% of the time: busy for ", 100 * idle);
	say_time(&finding->text, busy);
	str_append_text(&finding->text, " of ");
	say_time(&finding->text, trace->extent);
	point_at(finding, trace, line, first, first + trace->extent);
}

/* The busiest of each process that is a device's. */
static void judge_devices(struct judging *self)
{
	const struct trace *trace = self->trace;
	const struct trace_line *best = NULL;
	for (size_t i = 0; i < trace->line_count; i++) {
		const struct trace_line *line = &trace->lines[i];
		if (!trace_line_of_device(trace, line))
			continue;
		self->device = true;
		if (best && best->process != line->process) {
			judge_device(self, best);
			best = NULL;
		}
		if (!best || trace_busy(line) > trace_busy(best))
			best = line;
	}
	if (best)
		judge_device(self, best);
	struct trace_finding *finding = self->device ? NULL : add(self, 0, false);
	if (finding)
		str_append_text(&finding->text, "nothing ran on a device that the profiler saw: all of this is the host's");
}

/* ---- Operations ---- */

/* On which line the operation took the longest, and where. */
static void point_at_longest(struct trace_finding *finding, const struct trace *trace, const struct trace_op *op)
{
	for (size_t i = 0; i < trace->line_count; i++) {
		const struct trace_line *line = &trace->lines[i];
		for (size_t k = 0; line->process == op->process && k < line->count; k++) {
			struct trace_span span = trace_span_at(line, k);
			if (span.name == op->name && trace_duration(&span) == op->longest) {
				point_at(finding, trace, line, trace_start(&span), trace_end(&span));
				return;
			}
		}
	}
}

static void say_op(struct judging *self, const struct trace_op *op, picoseconds all)
{
	double part = share(op->self, all);
	double whole = share(op->self, self->trace->extent); /* what there is to gain, if all of it went */
	struct trace_finding *finding = add(self, whole < 1 ? whole : 1, part > 0.3);
	if (!finding)
		return;
	say_name(&finding->text, self->trace, op->name);
	str_printf(&finding->text, " takes %.0f %% of what operations take by themselves%s: ", 100 * part,
	           self->device ? " on devices" : "");
	say_time(&finding->text, op->self);
	str_append_text(&finding->text, " in ");
	say_count(&finding->text, op->count, "call", "calls");
	point_at_longest(finding, self->trace, op);
}

static void judge_largest(struct judging *self, const struct trace_ops *ops)
{
	picoseconds all = 0;
	const struct trace_op *first = NULL;
	for (size_t i = 0; i < ops->count; i++) {
		all += ops->items[i].self;
		if (!first || ops->items[i].self > first->self)
			first = &ops->items[i];
	}
	if (first && all)
		say_op(self, first, all);
}

static void judge_kernels(struct judging *self, const struct trace_ops *ops)
{
	uint64_t all = 0, tiny = 0;
	for (size_t i = 0; i < ops->count; i++) {
		const struct trace_op *op = &ops->items[i];
		all += op->count;
		tiny += op->total / (picoseconds)op->count < (picoseconds)10 * 1000 * PICOSECONDS_A_NANOSECOND ? op->count : 0;
	}
	double part = all ? (double)tiny / (double)all : 0;
	struct trace_finding *finding = all >= 100 && part > 0.5 ? add(self, part / 10, true) : NULL;
	if (!finding)
		return;
	str_printf(&finding->text, "%.0f %% of ", 100 * part);
	say_count(&finding->text, all, "kernel", "kernels");
	str_append_text(&finding->text, " take less than 10 µs: launching them may cost more than they do");
}

static bool begins(struct slice text, const char *with)
{
	size_t length = strlen(with);
	return text.length >= length && !memcmp(text.data, with, length);
}

static bool is_input(struct slice name)
{
	return begins(name, "enumerate(DataLoader)") || begins(name, "IteratorGetNext") || begins(name, "Iterator::") ||
	       slice_contains(name, "DataLoaderIter") || slice_contains(name, "InfeedDequeue");
}

static bool is_compiling(struct slice name)
{
	return slice_contains(name, "backend_compile") || begins(name, "XlaCompile") || slice_contains(name, "CompilationCache") ||
	       begins(name, "torch/_inductor") || begins(name, "CompiledFunction") || slice_contains(name, "Compiler::Compile");
}

static bool is_copy(struct slice name)
{
	return begins(name, "Memcpy") || begins(name, "MemcpyH2D") || begins(name, "MemcpyD2H") ||
	       begins(name, "cudaMemcpy") || slice_equal(name, slice_of("aten::copy_"));
}

/* The one of a sort with the largest total, where that is much. */
static void judge_sort(struct judging *self, bool (*is)(struct slice name), const char *what)
{
	const struct trace_op *best = NULL;
	for (size_t i = 0; i < self->ops->count && !best; i++) /* by total */
		if (is(names_text(&self->trace->names, self->ops->items[i].name)))
			best = &self->ops->items[i];
	double part = best ? share(best->total, self->trace->extent) : 0;
	struct trace_finding *finding = part > 0.03 ? add(self, part, part > 0.1) : NULL;
	if (!finding)
		return;
	str_append_text(&finding->text, what);
	str_append_text(&finding->text, ": ");
	say_name(&finding->text, self->trace, best->name);
	str_append_text(&finding->text, " runs for ");
	say_time(&finding->text, best->total);
	str_printf(&finding->text, ", %.0f %% of the time, in ", 100 * part);
	say_count(&finding->text, best->count, "call", "calls");
	point_at_longest(finding, self->trace, best);
}

static void judge_outlier(struct judging *self)
{
	const struct trace_op *worst = NULL;
	for (size_t i = 0; i < self->ops->count; i++) {
		const struct trace_op *op = &self->ops->items[i];
		picoseconds mean = op->total / (picoseconds)op->count;
		if (op->count >= 5 && op->longest > 10 * mean && (!worst || op->longest > worst->longest))
			worst = op;
	}
	double part = worst ? share(worst->longest, self->trace->extent) : 0;
	struct trace_finding *finding = part > 0.02 ? add(self, part / 2, true) : NULL;
	if (!finding)
		return;
	str_append_text(&finding->text, "one call of ");
	say_name(&finding->text, self->trace, worst->name);
	str_append_text(&finding->text, " took ");
	say_time(&finding->text, worst->longest);
	str_append_text(&finding->text, " where the mean of ");
	say_count(&finding->text, worst->count, "call", "calls");
	str_append_text(&finding->text, " is ");
	say_time(&finding->text, worst->total / (picoseconds)worst->count);
	point_at_longest(finding, self->trace, worst);
}

/* ---- Gaps ---- */

static const struct trace_line *busiest(const struct trace *trace, bool device)
{
	const struct trace_line *best = NULL;
	picoseconds most = 0;
	for (size_t i = 0; i < trace->line_count; i++) {
		picoseconds busy = trace_line_of_work(trace, &trace->lines[i]) && device == trace_line_of_device(trace, &trace->lines[i]) ? trace_busy(&trace->lines[i]) : 0;
		if (busy > most) {
			most = busy;
			best = &trace->lines[i];
		}
	}
	return best;
}

static void judge_gap(struct judging *self)
{
	const struct trace *trace = self->trace;
	const struct trace_line *line = busiest(trace, self->device);
	picoseconds until = 0, longest = 0, from = 0;
	for (size_t i = 0; line && i < line->count; i++) {
		struct trace_span span = trace_span_at(line, i);
		picoseconds start = trace_start(&span), end = trace_end(&span);
		if (i && start - until > longest) {
			longest = start - until;
			from = until;
		}
		until = end > until ? end : until;
	}
	double part = share(longest, trace->extent);
	struct trace_finding *finding = part > 0.05 ? add(self, part / 2, true) : NULL;
	if (!finding)
		return;
	str_append_text(&finding->text, "nothing ran on ");
	say_name(&finding->text, trace, line->line);
	str_append_text(&finding->text, " for ");
	say_time(&finding->text, longest);
	str_append_text(&finding->text, ", from ");
	say_time(&finding->text, from);
	str_append_text(&finding->text, " on");
	point_at(finding, trace, line, from, from + longest);
}

/* ---- All ---- */

static void judge_file(struct judging *self)
{
	struct trace_finding *finding = self->trace->complete ? NULL : add(self, CERTAIN, true);
	if (finding)
		str_printf(&finding->text, "%s: what follows is of what could be read", trace_lack(self->trace));
}

static void judge_ops(struct judging *self)
{
	struct trace_ops on_device = {0};
	bool some = self->device && trace_ops_make(self->trace, trace_line_of_device, &on_device);
	judge_largest(self, some ? &on_device : self->ops);
	judge_kernels(self, &on_device);
	trace_ops_fini(&on_device);
}

static int by_weight(const void *left, const void *right)
{
	const struct trace_finding *a = left, *b = right;
	if (a->bad != b->bad)
		return a->bad ? -1 : 1;
	return (a->weight < b->weight) - (a->weight > b->weight);
}

void trace_findings_make(const struct trace *trace, const struct trace_ops *ops, const struct trace_steps *steps,
                         struct trace_findings *out)
{
	struct judging self = {.trace = trace, .ops = ops, .out = out};
	out->count = 0;
	judge_file(&self);
	if (!trace->span_count)
		return;
	judge_steps(&self, steps);
	judge_devices(&self);
	judge_ops(&self);
	judge_sort(&self, is_input, "waiting for input");
	judge_sort(&self, is_copy, "copies");
	judge_sort(&self, is_compiling, "compiling");
	judge_outlier(&self);
	judge_gap(&self);
	qsort(out->items, (size_t)out->count, sizeof *out->items, by_weight);
}

void trace_findings_fini(struct trace_findings *findings)
{
	for (int i = 0; i < findings->count; i++)
		str_fini(&findings->items[i].text);
	findings->count = 0;
}
