#include "view/timeline.h"

#include "base/number.h"
#include "view/box.h"

#include <inttypes.h>
#include <string.h>

#define TICK_COLUMNS 12 /* at least, from one to the next */

/* ---- The axis ---- */

/* 1, 2 or 5 times a power of ten, so that ticks are far enough from one another. */
static picoseconds tick_step(const struct timeline *timeline)
{
	static const int times[] = {1, 2, 5};
	int ticks = timeline->axis.width / TICK_COLUMNS;
	picoseconds least = (timeline->window.to - timeline->window.from) / (ticks > 0 ? ticks : 1);
	for (picoseconds power = 1;; power *= 10)
		for (int i = 0; i < 3; i++)
			if (power * times[i] >= least)
				return power * times[i];
}

/* A time in the unit of the window's end, with as many decimals as tell one tick from the next. */
static void say_tick(struct label *out, picoseconds time, picoseconds largest, picoseconds step)
{
	static const char *const units[] = {"ps", "ns", "µs", "ms", "s"};
	int unit = 0, decimals = 0;
	double scale = 1;
	while (unit < 4 && largest >= (picoseconds)(1000 * scale)) {
		scale *= 1000;
		unit++;
	}
	for (double left = (double)step / scale; left < 0.999999 && decimals < 12; left *= 10)
		decimals++;
	label_format(out, "%.*f %s", decimals, (double)time / scale, time ? units[unit] : "");
}

void timeline_paint_axis(const struct timeline *timeline, struct canvas *canvas)
{
	picoseconds step = tick_step(timeline), from = timeline->window.from;
	picoseconds first = (from + step - 1) / step * step;
	struct rect axis = timeline->axis;
	int free_from = axis.x;
	for (picoseconds time = first; time <= timeline->window.to; time += step) {
		struct label text;
		int x = axis.x + (int)timeline_column(timeline, time);
		say_tick(&text, time, timeline->window.to, step);
		if (x < free_from || x + 1 + text.width > axis.x + axis.width)
			continue;
		canvas_put(canvas, x, axis.y, 0x2502, ROLE_AXIS, 0);
		canvas_text(canvas, x + 1, axis.y, text.width, label_slice(&text), ROLE_AXIS, 0);
		free_from = x + 2 + text.width;
	}
	for (int i = 0; i < TIMELINE_MARKS; i++) {
		int64_t column = timeline_column(timeline, timeline->marks[i].at);
		if (timeline->marks[i].set && column >= 0 && column < axis.width)
			canvas_put(canvas, axis.x + (int)column, axis.y, (uint32_t)('a' + i), ROLE_MATCH, 0);
	}
	int64_t cursor = timeline_column(timeline, timeline->at), anchor = timeline_column(timeline, timeline->anchor);
	if (timeline->selecting) {
		int64_t left = cursor < anchor ? cursor : anchor, right = cursor < anchor ? anchor : cursor;
		left = left < 0 ? 0 : left;
		right = right >= axis.width ? axis.width - 1 : right;
		canvas_paint(canvas, (struct rect){axis.x + (int)left, axis.y, (int)(right - left) + 1, 1}, ROLE_SELECTED, 0);
	}
	if (cursor >= 0 && cursor < axis.width)
		canvas_put(canvas, axis.x + (int)cursor, axis.y, 0x25BC, ROLE_CURSOR, 0);
}

/* ---- The selected span ---- */

/* Spans directly below it, how much of it they take, and the longest. */
struct below {
	uint64_t count;
	double busy;
	struct trace_span longest; /* where there is one */
	bool about; /* some overlap: what is below is not all there is */
};

static struct below look_below(const struct timeline *timeline, uint32_t line, uint32_t track, const struct trace_span *span)
{
	const struct trace_tracks *tracks = &timeline->profile->tracks;
	const struct line_tracks *of = &tracks->lines[line];
	struct below below = {.about = of->shifted};
	if (track + 1 >= of->count)
		return below;
	uint32_t from = track_seek(tracks, line, track + 1, trace_start(span));
	uint32_t to = track_seek(tracks, line, track + 1, trace_end(span));
	while (from < to && track_start(tracks, line, track + 1, from) < trace_start(span))
		from++;
	below.count = to - from;
	below.busy = track_busy(tracks, line, track + 1, trace_start(span), trace_end(span));
	if (from < to)
		below.longest = track_span(tracks, line, track + 1, track_longest(tracks, line, track + 1, from, to));
	return below;
}

/* The one on a track above that contains it. */
static bool parent_of(const struct timeline *timeline, uint32_t line, uint32_t track, const struct trace_span *span,
                      struct trace_span *out)
{
	const struct trace_tracks *tracks = &timeline->profile->tracks;
	while (track-- > 0) {
		uint32_t place = track_seek(tracks, line, track, trace_start(span));
		if (place >= tracks->lines[line].tracks[track].count)
			continue;
		*out = track_span(tracks, line, track, place);
		if (trace_start(out) <= trace_start(span) && trace_end(out) >= trace_end(span))
			return true;
	}
	return false;
}

static struct label name_of(const struct timeline *timeline, uint32_t name, int columns)
{
	struct label label;
	label_name(&label, names_text(&timeline->profile->trace.names, name), columns);
	return label;
}

static struct label *next_fact(struct timeline *timeline)
{
	struct label *label = &timeline->facts[timeline->fact_count++];
	*label = (struct label){0};
	return label;
}

static void say_times(struct timeline *timeline, const struct trace_span *span, const struct below *below)
{
	struct label start, duration, self, *line = next_fact(timeline);
	picoseconds own = trace_duration(span) - (picoseconds)below->busy;
	label_time(&start, trace_start(span));
	label_time(&duration, trace_duration(span));
	label_time(&self, own > 0 ? own : 0);
	line_add(line, timeline->foot.width, "takes %s", duration.text);
	line_add(line, timeline->foot.width, "from %s", start.text);
	if (below->count)
		line_add(line, timeline->foot.width, "self %s%s (%.0f %%)", below->about ? "≈" : "", self.text,
		         trace_duration(span) ? 100.0 * (double)own / (double)trace_duration(span) : 0.0);
}

static void say_family(struct timeline *timeline, const struct trace_span *parent, const struct below *below)
{
	struct label *line = next_fact(timeline), name, time;
	int width = timeline->foot.width;
	if (parent) {
		name = name_of(timeline, parent->name, width / 3);
		label_time(&time, trace_duration(parent));
		line_add(line, width, "in %s (%s)", name.text, time.text);
	}
	if (below->count) {
		name = name_of(timeline, below->longest.name, width / 3);
		label_time(&time, trace_duration(&below->longest));
		line_add(line, width, "%" PRIu64 " below, longest %s (%s)", below->count, name.text, time.text);
	} else {
		line_add(line, width, "nothing below");
	}
}

static void say_operation(struct timeline *timeline, uint32_t line_number, const struct trace_span *span)
{
	const struct profile *profile = timeline->profile;
	struct label *line = next_fact(timeline), time;
	char count[NUMBER_SIZE];
	uint32_t number = trace_ops_find(&profile->ops, profile->trace.lines[line_number].process, span->name);
	if (number == TRACE_NO_OP) /* of a line that does not count */
		return;
	const struct trace_op *op = &profile->ops.items[number];
	number_grouped(count, (int64_t)op->count);
	line_add(line, timeline->foot.width, "1 of %s", count);
	label_time(&time, op->total / (picoseconds)op->count);
	line_add(line, timeline->foot.width, "mean %s", time.text);
	label_time(&time, (picoseconds)profile->p99[number]);
	line_add(line, timeline->foot.width, "p99 %s", time.text);
	label_time(&time, op->self);
	line_add(line, timeline->foot.width, "all by themselves %s (%.1f %%)", time.text,
	         profile->self ? 100.0 * (double)op->self / (double)profile->self : 0.0);
}

bool timeline_place(const struct timeline *timeline, uint64_t *place)
{
	if (timeline->span == TRACE_NO_SPAN || !timeline->row_count)
		return false;
	struct trace_span span =
		trace_span_at(&timeline->profile->trace.lines[timeline->rows[timeline->row].line], timeline->span);
	*place = trace_place(&span);
	return true;
}

/* What the selected span's event says, when it is there. */
static const struct args *args_of(const struct timeline *timeline)
{
	uint64_t place;
	bool known = timeline->args && timeline_place(timeline, &place) && place == timeline->args_place;
	return known && timeline->args->count ? timeline->args : NULL;
}

/* As many as fit in a row; `i` shows all. */
static void say_args(struct timeline *timeline)
{
	const struct args *args = args_of(timeline);
	struct label *line = args ? next_fact(timeline) : NULL;
	for (size_t i = 0; args && i < args->count; i++) {
		struct label name, value;
		label_name(&name, str_slice(&args->items[i].name), 24);
		label_name(&value, str_slice(&args->items[i].value), 40);
		if (line->width + 3 + name.width + 1 + value.width > timeline->foot.width)
			break;
		line_add(line, timeline->foot.width, "%s %s", name.text, value.text);
	}
}

/* What a person measured: between marks a and b, or from where the selection began. */
static void say_distance(struct timeline *timeline)
{
	struct label *line, distance;
	bool marked = timeline->marks[0].set && timeline->marks[1].set;
	if (!timeline->selecting && !marked)
		return;
	picoseconds from = timeline->selecting ? timeline->anchor : timeline->marks[0].at;
	picoseconds to = timeline->selecting ? timeline->at : timeline->marks[1].at;
	line = next_fact(timeline);
	label_time(&distance, to > from ? to - from : from - to);
	line_add(line, timeline->foot.width, timeline->selecting ? "%s selected: Enter zooms, Tab shows its flame, Esc cancels" : "a→b %s",
	         distance.text);
}

static void say_filter(struct timeline *timeline)
{
	struct label *line, text;
	if (!timeline->wanted)
		return;
	line = next_fact(timeline);
	label_set(&text, str_slice(&timeline->filter), 30, TEXT_CUT_END);
	if (timeline->wanted_names)
		line_add(line, timeline->foot.width, "/%s/: %" PRIu64 " name%s, n goes to the next span", text.text, timeline->wanted_names,
		         timeline->wanted_names == 1 ? "" : "s");
	else
		line_add(line, timeline->foot.width, "/%s/ matches no name", text.text);
}

void timeline_say(struct timeline *timeline)
{
	const struct timeline_row *row = &timeline->rows[timeline->row];
	timeline->fact_count = 0;
	if (timeline->span == TRACE_NO_SPAN) {
		const struct trace_line *line = &timeline->profile->trace.lines[row->line];
		struct label process = name_of(timeline, line->process, timeline->foot.width / 2);
		struct label name = name_of(timeline, line->line, timeline->foot.width / 2), *fact = next_fact(timeline);
		label_format(fact, "%s", process.text);
		if (row->track >= 0)
			line_add(fact, timeline->foot.width, "%s: nothing here", name.text);
	} else {
		struct trace_span span = trace_span_at(&timeline->profile->trace.lines[row->line], timeline->span), parent;
		struct below below = look_below(timeline, row->line, (uint32_t)row->track, &span);
		bool within = parent_of(timeline, row->line, (uint32_t)row->track, &span, &parent);
		*next_fact(timeline) = name_of(timeline, span.name, timeline->foot.width);
		say_times(timeline, &span, &below);
		say_family(timeline, within ? &parent : NULL, &below);
		say_operation(timeline, row->line, &span);
	}
	struct label flow;
	if (timeline->foot.height > TIMELINE_OWN_FACTS && timeline_say_flow(timeline, timeline->foot.width, &flow))
		*next_fact(timeline) = flow;
	say_distance(timeline);
	if (timeline->fact_count < timeline->foot.height)
		say_filter(timeline);
	if (timeline->fact_count < timeline->foot.height)
		say_args(timeline);
}

/* ---- All of it ---- */

static void info_line(struct str *out, const char *what, struct slice text)
{
	str_printf(out, "%-10s", what);
	text_clean(out, text);
	str_append_char(out, '\n');
}

static void info_time(struct str *out, const char *what, picoseconds time)
{
	str_printf(out, "%-10s", what);
	picoseconds_short(out, time);
	str_append_text(out, "  (");
	picoseconds_append(out, time);
	str_append_text(out, " ps)\n");
}

/* Line by line, one below the other. */
static void info_value(struct str *out, struct slice value, int indent)
{
	const char *end = value.length ? memchr(value.data, '\n', value.length) : NULL;
	while (end && end + 1 < value.data + value.length) {
		size_t length = (size_t)(end - value.data);
		text_clean(out, slice_make(value.data, length));
		str_printf(out, "\n%*s", indent, "");
		value = slice_make(end + 1, value.length - length - 1);
		end = memchr(value.data, '\n', value.length);
	}
	text_clean(out, value);
	str_append_char(out, '\n');
}

static void info_args(const struct args *args, struct str *out)
{
	enum { WIDEST = 32 };
	int widest = 0;
	for (size_t i = 0; i < args->count; i++) {
		struct label name;
		label_name(&name, str_slice(&args->items[i].name), WIDEST);
		widest = name.width > widest ? name.width : widest;
	}
	str_append_char(out, '\n');
	for (size_t i = 0; i < args->count; i++) {
		struct label name;
		label_name(&name, str_slice(&args->items[i].name), WIDEST);
		str_printf(out, "%s%*s  ", name.text, widest - name.width, "");
		info_value(out, str_slice(&args->items[i].value), widest + 2);
	}
}

bool timeline_info(const struct timeline *timeline, struct str *out)
{
	if (timeline->span == TRACE_NO_SPAN)
		return false;
	const struct trace *trace = &timeline->profile->trace;
	const struct timeline_row *row = &timeline->rows[timeline->row];
	const struct trace_line *line = &trace->lines[row->line];
	struct trace_span span = trace_span_at(line, timeline->span), parent;
	info_line(out, "span", names_text(&trace->names, span.name));
	info_line(out, "process", names_text(&trace->names, line->process));
	info_line(out, "thread", names_text(&trace->names, line->line));
	info_line(out, "id", names_text(&trace->names, line->id));
	info_time(out, "start", trace_start(&span));
	info_time(out, "duration", trace_duration(&span));
	if (parent_of(timeline, row->line, (uint32_t)row->track, &span, &parent))
		info_line(out, "in", names_text(&trace->names, parent.name));
	const struct args *args = args_of(timeline);
	for (int i = 1; i < timeline->fact_count && i < TIMELINE_OWN_FACTS; i++)
		str_printf(out, "%s\n", timeline->facts[i].text);
	timeline_list_flows(timeline, out);
	if (args)
		info_args(args, out);
	return true;
}
