#include "cmd/profiling.h"

#include "base/alloc.h"
#include "base/number.h"
#include "base/text.h"
#include "cmd/table.h"
#include "model/trace_nesting.h"
#include "model/trace_ops.h"
#include "model/trace_split.h"
#include "model/trace_walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define TOP_OPS 10

/* ---- Cells ---- */

static void time_cell(struct table *table, picoseconds time)
{
	struct str text = {0};
	picoseconds_short(&text, time);
	table_cell(table, str_slice(&text));
	str_fini(&text);
}

static void count_cell(struct table *table, uint64_t count)
{
	char text[NUMBER_SIZE];
	number_grouped(text, (int64_t)count);
	table_text(table, text);
}

static void share_cell(struct table *table, picoseconds part, picoseconds whole)
{
	char text[32] = "";
	if (whole)
		snprintf(text, sizeof text, "%.1f %%", 100.0 * (double)part / (double)whole);
	table_text(table, text);
}

static void name_cell(struct table *table, const struct trace *trace, uint32_t name)
{
	table_cell(table, names_text(&trace->names, name));
}

static void heads(struct table *table, const char *const *names)
{
	for (; *names; names++)
		table_text(table, *names);
}

/* ---- One file ---- */

static void print_head(struct profiling *profiling, const struct trace_file *file, const struct trace *trace)
{
	struct str *out = &profiling->out.text;
	char spans[NUMBER_SIZE];
	struct table table;
	number_grouped(spans, (int64_t)trace->span_count);
	if (profiling->printed)
		out_line(&profiling->out);
	profiling->printed = true;
	table_init(&table, "l");
	table_text(&table, file->file);
	table_print(&table, out, 0);
	table_fini(&table);
	str_printf(out, "  %s · %s span%s", trace_format_name(file->format), spans, trace->span_count == 1 ? "" : "s");
	if (trace->span_count) {
		str_append_text(out, " · ");
		picoseconds_short(out, trace->extent);
	}
	if (!trace->complete)
		str_append_text(out, " · not complete");
	out_line(&profiling->out);
}

/* The table behind an empty line, and frees it. */
static void print_table(struct profiling *profiling, struct table *table)
{
	out_line(&profiling->out);
	table_print(table, &profiling->out.text, 2);
	table_fini(table);
}

static void print_lines(struct profiling *profiling, const struct trace *trace)
{
	static const char *const names[] = {"process", "line", "id", "spans", "busy", "share", NULL};
	struct table table;
	table_init(&table, "lllrrr");
	heads(&table, names);
	for (size_t i = 0; i < trace->line_count; i++) {
		const struct trace_line *line = &trace->lines[i];
		picoseconds busy = trace_busy(line);
		name_cell(&table, trace, line->process);
		name_cell(&table, trace, line->line);
		name_cell(&table, trace, line->id);
		count_cell(&table, line->count);
		time_cell(&table, busy);
		share_cell(&table, busy, trace->extent);
	}
	print_table(profiling, &table);
}

/* The first `most` operations; the share is of the self time of all. */
static bool print_ops(struct profiling *profiling, const struct trace *trace, trace_line_test *test, size_t most)
{
	static const char *const names[] = {"name", "count", "total", "self", "share", "mean", "min", "max", "process", NULL};
	struct trace_ops ops;
	struct table table;
	picoseconds all = 0;
	if (!trace_ops_make(trace, test, &ops))
		return false;
	for (size_t i = 0; i < ops.count; i++)
		all += ops.items[i].self;
	table_init(&table, "lrrrrrrrl");
	heads(&table, names);
	for (size_t i = 0; i < ops.count && i < most; i++) {
		const struct trace_op *op = &ops.items[i];
		name_cell(&table, trace, op->name);
		count_cell(&table, op->count);
		time_cell(&table, op->total);
		time_cell(&table, op->self);
		share_cell(&table, op->self, all);
		time_cell(&table, op->total / (picoseconds)op->count);
		time_cell(&table, op->shortest);
		time_cell(&table, op->longest);
		name_cell(&table, trace, op->process);
	}
	if (ops.count)
		print_table(profiling, &table);
	else
		table_fini(&table);
	trace_ops_fini(&ops);
	return true;
}

/* ---- The views ---- */

bool profile_overview_table(struct profiling *profiling, const struct trace_file *file, struct trace *trace)
{
	print_head(profiling, file, trace);
	if (!trace->span_count)
		return true;
	print_lines(profiling, trace);
	return print_ops(profiling, trace, trace_line_of_work, TOP_OPS);
}

bool profile_ops_table(struct profiling *profiling, const struct trace_file *file, struct trace *trace)
{
	print_head(profiling, file, trace);
	return print_ops(profiling, trace, trace_line_of_work, SIZE_MAX);
}

static bool any_device(const struct trace *trace)
{
	for (size_t i = 0; i < trace->line_count; i++)
		if (trace_line_of_device(trace, &trace->lines[i]))
			return true;
	return false;
}

bool profile_kernels_table(struct profiling *profiling, const struct trace_file *file, struct trace *trace)
{
	print_head(profiling, file, trace);
	if (any_device(trace))
		return print_ops(profiling, trace, trace_line_of_device, SIZE_MAX);
	str_append_text(&profiling->out.text, "  nothing ran on a device that the profiler saw");
	out_line(&profiling->out);
	return true;
}

#define TIME_WIDTH 10

static void span_time(struct str *out, picoseconds time)
{
	struct str text = {0};
	picoseconds_short(&text, time);
	for (int width = text_width(str_slice(&text)); width < TIME_WIDTH; width++)
		str_append_char(out, ' ');
	str_append_slice(out, str_slice(&text));
	str_append_text(out, "  ");
	str_fini(&text);
}

static bool print_span(struct profiling *profiling, const struct trace *trace, const struct trace_line *line,
                       const struct trace_span *span)
{
	struct str *out = &profiling->out.text;
	span_time(out, trace_start(span));
	span_time(out, trace_duration(span));
	text_clean(out, names_text(&trace->names, line->line));
	str_append_text(out, "  ");
	text_clean(out, names_text(&trace->names, span->name));
	return out_line(&profiling->out);
}

/* Rows are printed as they come: no table of millions. */
bool profile_spans_table(struct profiling *profiling, const struct trace_file *file, struct trace *trace)
{
	struct trace_walk walk;
	uint32_t line;
	struct trace_span span;
	bool fine = trace_walk_start(&walk, trace), more = fine;
	print_head(profiling, file, trace);
	out_line(&profiling->out);
	while (more && trace_walk_next(&walk, &line, &span))
		more = print_span(profiling, trace, &trace->lines[line], &span);
	trace_walk_fini(&walk);
	return fine;
}

/* ---- Steps ---- */

static int by_length(const void *left, const void *right)
{
	picoseconds a = *(const picoseconds *)left, b = *(const picoseconds *)right;
	return (a > b) - (a < b);
}

static void print_spread(struct profiling *profiling, const struct trace_steps *steps)
{
	struct str *out = &profiling->out.text;
	picoseconds total = 0, *lengths = xmalloc((steps->count + 1) * sizeof *lengths);
	for (size_t i = 0; i < steps->count; i++) {
		lengths[i] = trace_duration(&steps->items[i].span);
		total += lengths[i];
	}
	qsort(lengths, steps->count, sizeof *lengths, by_length);
	const struct {
		const char *name;
		picoseconds time;
	} figures[] = {
		{"mean", total / (picoseconds)steps->count},
		{" · median", lengths[(steps->count - 1) / 2]},
		{" · p90", lengths[steps->count - steps->count / 10 - 1]},
		{" · max", lengths[steps->count - 1]},
	};
	str_printf(out, "  %zu %s · ", steps->count, steps->count == 1 ? "step" : "steps");
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
		str_printf(out, "%s ", figures[i].name);
		picoseconds_short(out, figures[i].time);
	}
	out_line(&profiling->out);
	free(lengths);
}

static void print_steps(struct profiling *profiling, const struct trace *trace, const struct trace_steps *steps)
{
	static const char *const names[] = {"step", "start", "time", "name", "process", "line", NULL};
	struct table table;
	table_init(&table, "rrrlll");
	heads(&table, names);
	for (size_t i = 0; i < steps->count; i++) {
		const struct trace_step *step = &steps->items[i];
		char number[NUMBER_SIZE] = "";
		if (step->number >= 0)
			snprintf(number, sizeof number, "%" PRId64, step->number);
		table_text(&table, number);
		time_cell(&table, trace_start(&step->span));
		time_cell(&table, trace_duration(&step->span));
		name_cell(&table, trace, step->span.name);
		name_cell(&table, trace, trace->lines[step->line].process);
		name_cell(&table, trace, trace->lines[step->line].line);
	}
	print_table(profiling, &table);
}

/* What steps go to, or the whole where there are none. */
static bool print_split(struct profiling *profiling, struct trace *trace, const struct trace_steps *steps)
{
	struct trace_flows flows;
	struct trace_split split;
	struct table table;
	char head[64];
	picoseconds all = 0;
	if (!trace_flows_make(trace, &flows))
		return false;
	bool fine = trace_split_make(trace, &flows, steps, &split);
	trace_flows_fini(&flows);
	if (!fine)
		return false;
	snprintf(head, sizeof head, "as %s counts", trace_split_rules(&split));
	table_init(&table, "lrr");
	heads(&table, (const char *const[]){head, steps->count ? "mean" : "time", "share", NULL});
	for (int class = 0; class < CLASSES; class++)
		all += split.total[class];
	for (int class = 0; class < CLASSES; class++) {
		if (!split.total[class])
			continue;
		table_text(&table, trace_class_name((enum trace_class)class));
		time_cell(&table, split.total[class] / (picoseconds)split.count);
		share_cell(&table, split.total[class], all);
	}
	if (all != split.total[CLASS_IDLE])
		print_table(profiling, &table);
	else
		table_fini(&table);
	trace_split_fini(&split);
	return true;
}

bool profile_steps_table(struct profiling *profiling, const struct trace_file *file, struct trace *trace)
{
	struct trace_steps steps;
	if (!trace_steps_make(trace, &steps))
		return false;
	print_head(profiling, file, trace);
	if (steps.count) {
		print_spread(profiling, &steps);
	} else {
		str_append_text(&profiling->out.text, "  no step markers (ProfilerStep#N, train, test, TraceContext)");
		out_line(&profiling->out);
	}
	bool fine = print_split(profiling, trace, &steps);
	if (steps.count)
		print_steps(profiling, trace, &steps);
	trace_steps_fini(&steps);
	return fine;
}
