#include "base/alloc.h"
#include "base/number.h"
#include "base/text.h"
#include "model/trace_findings_inside.h"

#include <stdlib.h>
#include <string.h>

double finding_share(picoseconds part, picoseconds whole)
{
	return whole > 0 ? (double)part / (double)whole : 0;
}

double finding_share_of_time(const struct judging *self, picoseconds part)
{
	return finding_share(part, self->to - self->from);
}

bool finding_has_steps(const struct judging *self)
{
	return self->split->count && self->split->rows[0].step != UINT32_MAX;
}

/* "add_kernel" of "void at::native::add_kernel<4, float>(int)". */
static struct slice without_types(struct slice name)
{
	static const char type[] = "void ";
	size_t length = sizeof type - 1;
	if (name.length <= length || memcmp(name.data, type, length) != 0)
		return name;
	struct slice rest = slice_make(name.data + length, name.length - length);
	size_t from = 0, to = 0;
	for (; to < rest.length && rest.data[to] != '<' && rest.data[to] != '('; to++)
		from = rest.data[to] == ':' ? to + 1 : from;
	return to > from ? slice_make(rest.data + from, to - from) : name;
}

void finding_say_within(struct str *out, struct slice name, int columns)
{
	struct str clean = {0};
	text_clean(&clean, without_types(name));
	text_fit(out, str_slice(&clean), columns < NAME_LEAST ? NAME_LEAST : columns, TEXT_CUT_MIDDLE);
	str_fini(&clean);
}

void finding_say_name(struct str *out, const struct trace *trace, uint32_t name)
{
	finding_say_within(out, names_text(&trace->names, name), NAME_MOST);
}

void finding_say_name_then(struct str *out, const struct trace *trace, uint32_t name, const struct str *then)
{
	int room = LINE - text_width(str_slice(out)) - text_width(str_slice(then));
	finding_say_within(out, names_text(&trace->names, name), room);
	str_append_slice(out, str_slice(then));
}

void finding_say_count(struct str *out, uint64_t count, const char *one, const char *more)
{
	char text[NUMBER_SIZE];
	number_grouped(text, (int64_t)count);
	str_printf(out, "%s %s", text, count == 1 ? one : more);
}

void finding_say_share(const struct judging *self, struct str *out, picoseconds time)
{
	str_printf(out, "%.0f %% (", 100 * finding_share_of_time(self, time));
	picoseconds_short(out, finding_has_steps(self) ? time / (picoseconds)self->split->count : time);
	str_append_text(out, finding_has_steps(self) ? " a step)" : ")");
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

void finding_say_device(const struct judging *self, struct str *out, const struct idle_device *device)
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
	if (name.length && name.data[0] >= '0' && name.data[0] <= '9') /* nobody named it: its pid */
		str_append_text(out, "device ");
	finding_say_within(out, alike > 1 ? names_text(names, device->process) : name, NAME_MOST);
}

struct trace_finding *finding_add(struct judging *self, double weight, bool bad)
{
	struct trace_findings *out = self->out;
	if (out->count == FINDINGS_MOST)
		return NULL;
	struct trace_finding *finding = &out->items[out->count++];
	weight -= 1e-9 * out->count; /* of two that weigh as much the one that was judged first */
	*finding = (struct trace_finding){.weight = weight, .bad = bad, .line = NO_LINE};
	return finding;
}

void finding_point_at(struct trace_finding *finding, uint32_t line, picoseconds start, picoseconds end)
{
	finding->line = line;
	finding->start = start;
	finding->end = end;
}

static void point_at_span(struct trace_finding *finding, uint32_t line, const struct trace_span *span)
{
	finding_point_at(finding, line, trace_start(span), trace_end(span));
}

void finding_point_at_step(const struct judging *self, struct trace_finding *finding, uint32_t line)
{
	const struct trace_split *split = self->split;
	if (split->count)
		finding_point_at(finding, line, split->rows[split->count / 2].start, split->rows[split->count / 2].end);
}

void finding_point_at_longest(struct trace_finding *finding, const struct trace *trace, bool (*is)(struct slice name))
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

bool finding_point_at_call(struct trace_finding *finding, const struct trace *trace, const struct trace_op *op)
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
