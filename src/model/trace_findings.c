#include "base/alloc.h"
#include "model/trace_findings_inside.h"

#include <stdlib.h>

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
	finding_say_name(out, self->trace, step->span.name);
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
	double times = finding_share(took, middle);
	bool first = slowest == self->split->rows;
	struct trace_finding *finding = finding_add(self, finding_share_of_time(self, took - middle) * (first && self->compiles ? FOLLOWS : 1), true);
	if (!finding)
		return;
	struct str *text = &finding->text;
	say_step(self, text, slowest);
	str_append_text(text, first ? ", the first: " : ": ");
	picoseconds_short(text, took);
	str_printf(text, ", %.*f × the middle", times < 10, times);
	enum trace_class class = more_of(self, slowest, took - middle, &more);
	if (first) {
		str_append_text(text, ": warm up before the profile");
	} else if (class != CLASS_NONE) {
		str_append_text(text, ", ");
		picoseconds_short(text, more);
		str_printf(text, " more %s: see there", class == CLASS_IDLE ? "idle" : trace_class_name(class));
	} else {
		str_append_text(text, ": see what is different");
	}
	finding_point_at(finding, self->steps->items[slowest->step].line, slowest->start, slowest->end);
}

/* "10 steps of 4.400 ms", or how far apart they are. */
static void say_steps(struct judging *self, picoseconds least, picoseconds middle, picoseconds most)
{
	struct trace_finding *finding = finding_add(self, 0, false);
	if (!finding)
		return;
	finding_say_count(&finding->text, self->split->count, "step of ", "steps ");
	bool alike = finding_share(most - least, middle) <= EVEN_MOST;
	if (self->split->count > 1)
		str_append_text(&finding->text, alike ? "of about " : "of ");
	picoseconds_short(&finding->text, alike ? middle : least);
	if (alike)
		return;
	str_append_text(&finding->text, " to ");
	picoseconds_short(&finding->text, most);
	str_append_text(&finding->text, ", ");
	picoseconds_short(&finding->text, middle);
	str_append_text(&finding->text, " in the middle");
}

static void judge_steps(struct judging *self)
{
	const struct trace_split *split = self->split;
	const struct split_row **sorted = finding_has_steps(self) ? data_alloc(split->count, sizeof *sorted) : NULL;
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

/* ---- All ---- */

static void judge_file(struct judging *self)
{
	struct trace_finding *finding = self->trace->complete ? NULL : finding_add(self, CERTAIN, true);
	if (finding)
		str_printf(&finding->text, "%s: what follows is of what could be read", trace_lack(self->trace));
}

static void judge_none(struct judging *self)
{
	bool bad = false;
	for (int i = 0; i < self->out->count; i++)
		bad |= self->out->items[i].bad;
	struct trace_finding *finding = bad ? NULL : finding_add(self, CERTAIN, false);
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
	findings_of_waits(self);
	findings_of_ops(self);
	judge_steps(self);
	findings_of_devices(self);
}

void trace_findings_make(const struct trace *trace, const struct trace_ops *ops, const struct trace_steps *steps,
                         const struct trace_split *split, struct trace_findings *out)
{
	struct judging self = {.trace = trace, .ops = ops, .steps = steps, .split = split, .out = out, .to = trace->extent};
	out->count = 0;
	judge_file(&self);
	if (!trace->span_count)
		return;
	if (finding_has_steps(&self)) {
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
