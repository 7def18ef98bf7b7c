#include "view/timeline.h"

#include "view/box.h"

#define ARROWS_MOST 16 /* of a span, in sight */

struct flow_choice {
	const struct trace_flow *from, *to; /* that go from the span; that come to it */
	size_t from_count, count;           /* from_count of all */
};

static struct flow_choice choice_of(const struct timeline *timeline)
{
	const struct trace_flows *flows = &timeline->profile->flows;
	struct flow_choice choice = {0};
	size_t back;
	if (timeline->span == TRACE_NO_SPAN || !flows->count)
		return choice;
	uint32_t line = timeline->rows[timeline->row].line;
	choice.from = trace_flows_from(flows, line, timeline->span, &choice.from_count);
	choice.to = trace_flows_to(flows, line, timeline->span, &back);
	choice.count = choice.from_count + back;
	return choice;
}

static const struct trace_flow *flow_at(const struct flow_choice *choice, size_t number, bool *out)
{
	*out = number < choice->from_count;
	return *out ? &choice->from[number] : &choice->to[number - choice->from_count];
}

/* The one that was chosen, while that span is looked at; else the first. */
static size_t chosen(const struct timeline *timeline, const struct flow_choice *choice)
{
	bool same = timeline->flow_of == timeline->span && timeline->flow_line == timeline->rows[timeline->row].line;
	return same && timeline->flow < choice->count ? timeline->flow : 0;
}

static void choose(struct timeline *timeline, size_t number)
{
	timeline->flow = number;
	timeline->flow_of = timeline->span;
	timeline->flow_line = timeline->rows[timeline->row].line;
}

/* ---- What is said of them ---- */

/* PyTorch calls a stream "stream 7 ". */
static struct slice trimmed(struct slice name)
{
	while (name.length && name.data[name.length - 1] == ' ')
		name.length--;
	return name;
}

/* "→ gemm on stream 7, 12.3 µs later" */
static void say_flow(const struct timeline *timeline, const struct trace_flow *flow, bool out, int width, struct label *into)
{
	const struct trace *trace = &timeline->profile->trace;
	uint32_t line = out ? flow->to_line : flow->from_line, span = out ? flow->to : flow->from;
	struct trace_span other = trace_span_at(&trace->lines[line], span);
	struct trace_span own = trace_span_at(&trace->lines[out ? flow->from_line : flow->to_line], out ? flow->from : flow->to);
	picoseconds later = trace_start(&other) - trace_start(&own);
	struct label name, where, time;
	label_name(&name, names_text(&trace->names, other.name), width / 3);
	label_name(&where, trimmed(names_text(&trace->names, trace->lines[line].line)), width / 4);
	label_time(&time, later < 0 ? -later : later);
	label_format(into, "%s %s on %s, %s %s", out ? "→" : "←", name.text, where.text, time.text, later < 0 ? "before" : "later");
}

bool timeline_say_flow(const struct timeline *timeline, int width, struct label *into)
{
	struct flow_choice choice = choice_of(timeline);
	struct label text;
	bool out;
	*into = (struct label){0};
	if (!choice.count)
		return false;
	size_t number = chosen(timeline, &choice);
	const struct trace_flow *flow = flow_at(&choice, number, &out);
	say_flow(timeline, flow, out, width, &text);
	line_add(into, width, "%s", text.text);
	if (choice.count > 1)
		line_add(into, width, "%zu of %zu: ] [", number + 1, choice.count);
	line_add(into, width, "f goes there");
	return true;
}

#define LISTED_MOST 50
void timeline_list_flows(const struct timeline *timeline, struct str *text)
{
	struct flow_choice choice = choice_of(timeline);
	for (size_t i = 0; i < choice.count && i < LISTED_MOST; i++) {
		struct label line, name;
		bool out;
		const struct trace_flow *flow = flow_at(&choice, i, &out);
		say_flow(timeline, flow, out, LABEL_SIZE / 2, &line);
		label_name(&name, names_text(&timeline->profile->trace.names, flow->name), 24);
		str_printf(text, "%-10s%s (%s)\n", i ? "" : "flows", line.text, name.text);
	}
	if (choice.count > LISTED_MOST)
		str_printf(text, "          and %zu more\n", choice.count - LISTED_MOST);
}

/* ---- Going along them ---- */

/* Where in the other span's choice the flow is that leads back. */
static size_t way_back(const struct timeline *timeline, const struct trace_flow *flow, bool came_out)
{
	struct flow_choice choice = choice_of(timeline);
	size_t low = came_out ? choice.from_count : 0, high = came_out ? choice.count : choice.from_count, first = low;
	uint64_t sought = came_out ? (uint64_t)flow->from_line << 32 | flow->from : (uint64_t)flow->to_line << 32 | flow->to;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		bool out;
		const struct trace_flow *at = flow_at(&choice, middle, &out);
		uint64_t key = came_out ? (uint64_t)at->from_line << 32 | at->from : (uint64_t)at->to_line << 32 | at->to;
		if (key < sought)
			low = middle + 1;
		else
			high = middle;
	}
	return low < choice.count ? low : first;
}

bool timeline_follow(struct timeline *timeline)
{
	struct flow_choice choice = choice_of(timeline);
	bool out;
	if (!choice.count)
		return false;
	const struct trace_flow *flow = flow_at(&choice, chosen(timeline, &choice), &out);
	timeline_go_to_span(timeline, out ? flow->to_line : flow->from_line, out ? flow->to : flow->from);
	timeline->span = timeline->chosen;
	if (timeline->span != TRACE_NO_SPAN)
		choose(timeline, way_back(timeline, flow, out));
	return true;
}

bool timeline_next_flow(struct timeline *timeline, bool back)
{
	struct flow_choice choice = choice_of(timeline);
	if (choice.count < 2)
		return false;
	size_t number = chosen(timeline, &choice);
	choose(timeline, (number + (back ? choice.count - 1 : 1)) % choice.count);
	return true;
}

/* ---- Arrows ---- */

struct arrow_end {
	int64_t x, y; /* in the body; beyond it: out of sight on that side */
	uint32_t line, span;
	bool shown;   /* its own row is there, not one that stands for it */
};

/* The row of the span; where its track is folded away, the last of its line that is not. */
static struct arrow_end end_of(const struct timeline *timeline, uint32_t line, uint32_t span, bool at_end)
{
	const struct profile *profile = timeline->profile;
	struct trace_span what = trace_span_at(&profile->trace.lines[line], span);
	struct arrow_end end = {.line = line, .span = span, .y = -1};
	uint32_t track = 0, place;
	trace_tracks_find(&profile->tracks, line, span, &track, &place);
	for (size_t i = 0; i < timeline->row_count; i++) {
		const struct timeline_row *row = &timeline->rows[i];
		if (row->line != line || row->track < 0 || (uint32_t)row->track > track)
			continue;
		end.y = (int64_t)i - (int64_t)timeline->top;
		end.shown = (uint32_t)row->track == track;
	}
	end.x = timeline_column(timeline, at_end ? trace_end(&what) : trace_start(&what));
	return end;
}

static void put(const struct timeline *timeline, struct canvas *canvas, int64_t x, int64_t y, uint32_t sign, enum role role)
{
	struct rect body = timeline->body;
	if (x < 0 || x >= body.width || y < 0 || y >= body.height || timeline->top + (size_t)y >= timeline->row_count)
		return;
	if (timeline->cells[(size_t)y * (size_t)body.width + (size_t)x].shade || timeline->rows[timeline->top + (size_t)y].track < 0)
		return; /* what is there says more */
	canvas_put(canvas, body.x + (int)x, body.y + (int)y, sign, role, 0);
}

static void set_off(const struct timeline *timeline, struct canvas *canvas, const struct arrow_end *end, enum role role)
{
	struct rect body = timeline->body;
	if (!end->shown || end->y < 0 || end->y >= body.height)
		return;
	for (int x = 0; x < body.width; x++)
		if (timeline->cells[(size_t)end->y * (size_t)body.width + (size_t)x].span == end->span)
			canvas_paint(canvas, (struct rect){body.x + x, body.y + (int)end->y, 1, 1}, role, 0);
}

static int64_t within(int64_t at, int64_t most)
{
	return at < -1 ? -1 : at > most ? most : at;
}

/* Down (or up) from where the one span is, then along the row of the other. */
static void draw_arrow(const struct timeline *timeline, struct canvas *canvas, const struct trace_flow *flow, enum role role)
{
	const struct trace_tracks *tracks = &timeline->profile->tracks;
	struct trace_span launch = trace_span_at(&tracks->trace->lines[flow->from_line], flow->from);
	struct trace_span kernel = trace_span_at(&tracks->trace->lines[flow->to_line], flow->to);
	bool at_end = trace_end(&launch) <= trace_start(&kernel);
	struct arrow_end from = end_of(timeline, flow->from_line, flow->from, at_end);
	struct arrow_end to = end_of(timeline, flow->to_line, flow->to, false);
	int64_t x = within(from.x, timeline->body.width), end = within(to.x, timeline->body.width);
	int64_t y = within(from.y, timeline->body.height), row = within(to.y, timeline->body.height);
	int64_t down = row > y ? 1 : -1, right = end > x ? 1 : -1;
	for (int64_t at = y; at != row && y != row; at += down)
		put(timeline, canvas, x, at, 0x2502, role);
	if (y != row)
		put(timeline, canvas, x, row, x == end ? (down > 0 ? 0x25BE : 0x25B4) : right > 0 ? (down > 0 ? 0x2514 : 0x250C) : (down > 0 ? 0x2518 : 0x2510), role);
	for (int64_t at = y == row ? x : x + right; x != end && at != end; at += right)
		put(timeline, canvas, at, row, at + right == end ? (right > 0 ? 0x25B8 : 0x25C2) : 0x2500, role);
	uint32_t own = timeline->rows[timeline->row].line;
	bool out = flow->from_line == own && flow->from == timeline->span;
	set_off(timeline, canvas, out ? &to : &from, role);
}

void timeline_paint_flows(const struct timeline *timeline, struct canvas *canvas)
{
	struct flow_choice choice = choice_of(timeline);
	bool out;
	for (size_t i = 0; i < choice.count && i < ARROWS_MOST; i++)
		draw_arrow(timeline, canvas, flow_at(&choice, i, &out), ROLE_AXIS);
	if (choice.count)
		draw_arrow(timeline, canvas, flow_at(&choice, chosen(timeline, &choice), &out), ROLE_MATCH);
}
