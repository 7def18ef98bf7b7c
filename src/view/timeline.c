#include "view/timeline.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { GUTTER_LEAST = 10, GUTTER_MOST = 28, GUTTER_FROM = 30, FOOT_FROM = 12, FOOT_MOST_FROM = 30, FOOT_SMALL = 2, SMALL_FROM = 6 };
#define NARROWEST ((picoseconds)1000) /* a window: a nanosecond */

/* ---- Opening ---- */

static picoseconds whole(const struct timeline *timeline)
{
	picoseconds extent = timeline->profile->trace.extent;
	return extent > NARROWEST ? extent : NARROWEST;
}

void timeline_open(struct timeline *timeline, const struct profile *profile)
{
	size_t lines = profile->trace.line_count;
	timeline_fini(timeline);
	*timeline = (struct timeline){.profile = profile, .chosen = TRACE_NO_SPAN, .span = TRACE_NO_SPAN};
	timeline->folded = xcalloc(lines + 1, sizeof *timeline->folded);
	timeline->unfolded = xcalloc(lines + 1, sizeof *timeline->unfolded);
	timeline->window.to = whole(timeline);
	if (!timeline_list_rows(timeline) || timeline->row_count < 2)
		return;
	/* On the longest span of the busiest line. */
	uint32_t line = timeline->rows[1].line, count = profile->tracks.lines[line].tracks[0].count;
	struct trace_span span =
		track_span(&profile->tracks, line, 0, track_longest(&profile->tracks, line, 0, 0, count));
	timeline->row = 1;
	timeline->at = (trace_start(&span) + trace_end(&span)) / 2;
}

void timeline_fini(struct timeline *timeline)
{
	free(timeline->folded);
	free(timeline->unfolded);
	free(timeline->rows);
	free(timeline->cells);
	free(timeline->wanted);
	str_fini(&timeline->filter);
	pattern_fini(&timeline->pattern);
	*timeline = (struct timeline){0};
}

/* What is looked for; NULL or "" for nothing. */
static void set_filter(struct timeline *timeline, const char *text)
{
	const struct names *names = &timeline->profile->trace.names;
	str_clear(&timeline->filter);
	free(timeline->wanted);
	timeline->wanted = NULL;
	timeline->wanted_mask = timeline->wanted_names = 0;
	if (!text || !*text)
		return;
	str_append_text(&timeline->filter, text);
	pattern_set(&timeline->pattern, text);
	timeline->wanted = xcalloc(names->count, sizeof *timeline->wanted);
	for (uint32_t i = 0; i < names->count; i++) {
		if (!timeline->profile->of_span[i] || !pattern_matches(&timeline->pattern, names_text(names, i)))
			continue;
		timeline->wanted[i] = true;
		timeline->wanted_mask |= trace_tracks_mask(i);
		timeline->wanted_names++;
	}
}

/* ---- The window ---- */

static void set_window(struct timeline *timeline, picoseconds from, picoseconds to)
{
	picoseconds all = whole(timeline), width = to - from;
	width = width < NARROWEST ? NARROWEST : width > all ? all : width;
	from = from < 0 ? 0 : from + width > all ? all - width : from;
	timeline->window = (struct timeline_window){from, from + width};
}

/* As set_window; Esc comes back to what was seen before. */
static void go_to_window(struct timeline *timeline, picoseconds from, picoseconds to)
{
	if (timeline->way_count == TIMELINE_WAYS)
		memmove(timeline->ways, timeline->ways + 1, (size_t)--timeline->way_count * sizeof *timeline->ways);
	timeline->ways[timeline->way_count++] = timeline->window;
	set_window(timeline, from, to);
}

/* Scaled around the cursor, which stays in its column. */
static void zoom(struct timeline *timeline, int numerator, int denominator)
{
	picoseconds left = timeline->at - timeline->window.from, right = timeline->window.to - timeline->at;
	set_window(timeline, timeline->at - left * numerator / denominator, timeline->at + right * numerator / denominator);
}

static void pan(struct timeline *timeline, int quarters)
{
	picoseconds by = (timeline->window.to - timeline->window.from) * quarters / 4, from = timeline->window.from;
	set_window(timeline, timeline->window.from + by, timeline->window.to + by);
	timeline->at += timeline->window.from - from;
	timeline->chosen = TRACE_NO_SPAN;
}

/* The window goes along where the cursor leaves it. */
static void move_cursor(struct timeline *timeline, int columns)
{
	picoseconds width = timeline->window.to - timeline->window.from, all = whole(timeline);
	int64_t column = timeline_column(timeline, timeline->at) + columns;
	picoseconds cell = width / (timeline->body.width > 0 ? timeline->body.width : 1);
	picoseconds at = timeline_time(timeline, column) + cell / 2;
	timeline->at = at < 0 ? 0 : at > all ? all : at;
	timeline->chosen = TRACE_NO_SPAN;
	if (timeline->at < timeline->window.from)
		set_window(timeline, timeline->at - width / 8, timeline->at - width / 8 + width);
	else if (timeline->at >= timeline->window.to)
		set_window(timeline, timeline->at + width / 8 - width, timeline->at + width / 8);
}

/* ---- Going to a span ---- */

static void go_to_row(struct timeline *timeline, uint32_t line, uint32_t track)
{
	for (size_t i = 0; i < timeline->row_count; i++)
		if (timeline->rows[i].line == line && timeline->rows[i].track == (int32_t)track) {
			timeline->row = i;
			return;
		}
}

void timeline_go_to_span(struct timeline *timeline, uint32_t line, uint32_t span)
{
	struct trace_span to = trace_span_at(&timeline->profile->trace.lines[line], span);
	picoseconds width = timeline->window.to - timeline->window.from, start = trace_start(&to), end = trace_end(&to);
	uint32_t track, place;
	if (!trace_tracks_find(&timeline->profile->tracks, line, span, &track, &place))
		return;
	timeline->folded[line] = false;
	timeline->unfolded[line] = true;
	timeline_list_rows(timeline);
	go_to_row(timeline, line, track);
	timeline->at = start + (end - start) / 2;
	timeline->chosen = span;
	if (end - start > width)
		set_window(timeline, start - (end - start) / 8, end + (end - start) / 8);
	else if (start < timeline->window.from || end > timeline->window.to)
		set_window(timeline, timeline->at - width / 2, timeline->at - width / 2 + width);
}

void timeline_show(struct timeline *timeline, uint32_t line, picoseconds start, picoseconds end)
{
	picoseconds room = (end - start) / 4;
	go_to_window(timeline, start - room, end + room);
	go_to_row(timeline, line, 0);
	timeline->at = start + (end - start) / 2;
	timeline->chosen = TRACE_NO_SPAN;
	/* One span is exactly that: it is the one that is meant. */
	for (uint32_t track = 0; track < timeline->profile->tracks.lines[line].count; track++) {
		uint32_t place = track_seek(&timeline->profile->tracks, line, track, start);
		if (place >= timeline->profile->tracks.lines[line].tracks[track].count)
			continue;
		uint32_t number = timeline->profile->tracks.lines[line].tracks[track].spans[place];
		struct trace_span span = trace_span_at(&timeline->profile->trace.lines[line], number);
		if (trace_start(&span) == start && trace_end(&span) == end) {
			timeline_go_to_span(timeline, line, number);
			return;
		}
	}
}

/* The first span of the line that starts after `at`; `or_at`: then, too. */
static uint32_t first_after(const struct trace_line *line, picoseconds at, bool or_at)
{
	uint32_t low = 0, high = (uint32_t)line->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		struct trace_span span = trace_span_at(line, middle);
		bool before = or_at ? trace_start(&span) < at : trace_start(&span) <= at;
		low = before ? middle + 1 : low;
		high = before ? high : middle;
	}
	return low;
}

#define NO_LINE UINT32_MAX

/* From where: of spans that begin at the same time, those of an earlier line come first. */
struct sought {
	const bool *names;
	uint64_t mask;
	picoseconds at;
	uint32_t line, span; /* the selected one; NO_LINE for none */
	bool back;
};

/* The next one of a line that is sought; TRACE_NO_SPAN when there is none. */
static uint32_t next_on_line(const struct timeline *timeline, uint32_t line, const struct sought *sought)
{
	bool behind = sought->line != NO_LINE && line > sought->line, before = sought->line != NO_LINE && line < sought->line;
	uint32_t first = first_after(&timeline->profile->trace.lines[line], sought->at, sought->back ? !before : behind);
	uint32_t after = sought->back || first ? first - !sought->back : TRACE_NO_SPAN;
	if (line == sought->line)
		after = sought->span;
	else if (sought->back && !first)
		return TRACE_NO_SPAN;
	return trace_tracks_next(&timeline->profile->tracks, line, after, sought->names, sought->mask, sought->back);
}

/* Goes to the earliest on any line; back: the latest. */
static bool go_to_next(struct timeline *timeline, const struct sought *sought)
{
	const struct trace *trace = &timeline->profile->trace;
	uint32_t best_line = 0, best = TRACE_NO_SPAN;
	picoseconds best_start = 0;
	for (uint32_t line = 0; line < trace->line_count; line++) {
		uint32_t found = next_on_line(timeline, line, sought);
		if (found == TRACE_NO_SPAN)
			continue;
		struct trace_span span = trace_span_at(&trace->lines[line], found);
		picoseconds start = trace_start(&span);
		if (best == TRACE_NO_SPAN || (sought->back ? start >= best_start : start < best_start)) {
			best = found;
			best_line = line;
			best_start = start;
		}
	}
	if (best != TRACE_NO_SPAN)
		timeline_go_to_span(timeline, best_line, best);
	return best != TRACE_NO_SPAN;
}

/* The next one of what is looked for, or of the selected name. */
static bool next_match(struct timeline *timeline, bool back)
{
	const struct trace *trace = &timeline->profile->trace;
	struct sought sought = {timeline->wanted, timeline->wanted_mask, timeline->at, NO_LINE, 0, back};
	bool *own = NULL;
	if (timeline->span != TRACE_NO_SPAN) {
		struct trace_span now = trace_span_at(&trace->lines[timeline->rows[timeline->row].line], timeline->span);
		sought.at = trace_start(&now);
		sought.line = timeline->rows[timeline->row].line;
		sought.span = timeline->span;
		if (!sought.names) {
			sought.names = own = xcalloc(trace->names.count, sizeof *own);
			own[now.name] = true;
			sought.mask = trace_tracks_mask(now.name);
		}
	}
	bool found = sought.names && go_to_next(timeline, &sought);
	free(own);
	return found;
}

/* ---- Preparing ---- */

static void lay_out(struct timeline *timeline, struct rect area)
{
	int gutter = area.width / 5;
	gutter = gutter < GUTTER_LEAST ? GUTTER_LEAST : gutter > GUTTER_MOST ? GUTTER_MOST : gutter;
	timeline->area = area;
	int facts = TIMELINE_FACTS - !timeline->profile->flows.count - (area.height < FOOT_MOST_FROM);
	int foot = area.height >= FOOT_FROM ? facts : area.height >= SMALL_FROM ? FOOT_SMALL : 0;
	timeline->foot = rect_take_bottom(&area, foot);
	timeline->gutter = rect_take_left(&area, area.width >= GUTTER_FROM ? gutter : 0);
	timeline->axis = rect_take_top(&area, area.height > 1 ? 1 : 0);
	timeline->gutter.y += timeline->axis.height;
	timeline->gutter.height -= timeline->axis.height;
	timeline->body = area;
}

static void keep_in_sight(struct timeline *timeline)
{
	size_t height = timeline->body.height > 0 ? (size_t)timeline->body.height : 1;
	if (timeline->row >= timeline->row_count)
		timeline->row = timeline->row_count - 1;
	if (timeline->row < timeline->top)
		timeline->top = timeline->row;
	if (timeline->row == 1 && timeline->top == 1) /* the process's name with its first row */
		timeline->top = 0;
	if (timeline->row >= timeline->top + height)
		timeline->top = timeline->row - height + 1;
	if (timeline->top + height > timeline->row_count)
		timeline->top = timeline->row_count > height ? timeline->row_count - height : 0;
}

void timeline_prepare(struct timeline *timeline, struct rect area)
{
	lay_out(timeline, area);
	if (!timeline_list_rows(timeline))
		return;
	keep_in_sight(timeline);
	if (timeline->at < timeline->window.from)
		timeline->at = timeline->window.from;
	if (timeline->at >= timeline->window.to)
		timeline->at = timeline->window.to - 1;
	timeline_fill_cells(timeline);
	timeline->span = timeline->chosen == TRACE_NO_SPAN ? timeline_at_cursor(timeline) : timeline->chosen;
	timeline_say(timeline);
}

/* ---- Painting ---- */

static const uint32_t shades[] = {' ', 0x00B7, 0x2591, 0x2592, 0x2593};

static void paint_bar(const struct timeline *timeline, struct canvas *canvas, const struct timeline_row *row, int y,
                      int from, int to, bool divided)
{
	const struct timeline_cell *cell = &timeline->cells[(size_t)y * (size_t)timeline->body.width + (size_t)from];
	uint32_t name = trace_span_at(&timeline->profile->trace.lines[row->line], cell->span).name;
	bool selected = timeline->top + (size_t)y == timeline->row && cell->span == timeline->span;
	enum role role = selected ? ROLE_SELECTED : cell->dim ? ROLE_GRID : timeline_role(timeline->profile, name);
	uint8_t attributes = selected ? CELL_BOLD : CELL_REVERSE;
	struct rect bar = {timeline->body.x + from, timeline->body.y + y, to - from, 1};
	canvas_fill(canvas, bar, ' ', role, attributes);
	if (divided)
		canvas_put(canvas, bar.x, bar.y, 0x258F, role, attributes);
	if (bar.width - divided >= 3) {
		struct label text;
		label_set(&text, names_text(&timeline->profile->trace.names, name), bar.width - divided, TEXT_CUT_END);
		canvas_text(canvas, bar.x + divided, bar.y, bar.width - divided, label_slice(&text), role, attributes);
	}
}

static void paint_row(const struct timeline *timeline, struct canvas *canvas, const struct timeline_row *row, int y)
{
	int columns = timeline->body.width;
	const struct timeline_cell *cells = &timeline->cells[(size_t)y * (size_t)columns];
	for (int x = 0, end; x < columns; x = end) {
		end = x + 1;
		if (cells[x].shade == 5) {
			while (end < columns && cells[end].shade == 5 && cells[end].span == cells[x].span)
				end++;
			paint_bar(timeline, canvas, row, y, x, end, x > 0 && cells[x - 1].shade == 5);
		} else if (cells[x].shade) {
			uint32_t name = trace_span_at(&timeline->profile->trace.lines[row->line], cells[x].span).name;
			bool selected = timeline->top + (size_t)y == timeline->row && cells[x].span == timeline->span;
			enum role role = selected ? ROLE_SELECTED : cells[x].dim ? ROLE_GRID : timeline_role(timeline->profile, name);
			canvas_put(canvas, timeline->body.x + x, timeline->body.y + y, shades[cells[x].shade], role, 0);
		}
	}
}

/* "▾ python 3 71" on a line's first row; how busy it is on the second; how many tracks are hidden on the last. */
static void paint_gutter(const struct timeline *timeline, struct canvas *canvas, const struct timeline_row *row, int y)
{
	const struct profile *profile = timeline->profile;
	const struct line_tracks *of = &profile->tracks.lines[row->line];
	struct rect gutter = timeline->gutter;
	size_t number = timeline->top + (size_t)y;
	bool here = number == timeline->row;
	bool last = number + 1 == timeline->row_count || timeline->rows[number + 1].line != row->line ||
	            timeline->rows[number + 1].track < 0;
	struct label text = {0};
	if (row->track == 0) {
		label_set(&text, names_text(&profile->trace.names, profile->trace.lines[row->line].line), gutter.width - 3, TEXT_CUT_MIDDLE);
		if (of->count > 1)
			canvas_put(canvas, gutter.x, gutter.y + y, timeline->folded[row->line] ? 0x25B8 : 0x25BE, ROLE_DIM, 0);
	} else if (last && (uint32_t)row->track + 1 < of->count) {
		label_format(&text, "%u more below", of->count - (uint32_t)row->track - 1);
	} else if (row->track == 1) {
		double extent = (double)profile->trace.extent;
		label_format(&text, gutter.width < 14 ? "%.0f %%" : "busy %.0f %%", extent > 0 ? 100 * (double)of->busy / extent : 0.0);
	}
	canvas_text(canvas, gutter.x + 2, gutter.y + y, gutter.width - 3, label_slice(&text),
	            row->track ? ROLE_DIM : ROLE_TEXT, 0);
	if (here)
		canvas_paint(canvas, (struct rect){gutter.x, gutter.y + y, gutter.width - 1, 1}, ROLE_SELECTED_DIM, 0);
}

static void paint_process(const struct timeline *timeline, struct canvas *canvas, const struct timeline_row *row, int y)
{
	struct rect all = {timeline->gutter.x, timeline->body.y + y, timeline->gutter.width + timeline->body.width, 1};
	const struct trace *trace = &timeline->profile->trace;
	bool here = timeline->top + (size_t)y == timeline->row;
	canvas_fill(canvas, all, 0x2500, ROLE_BORDER, 0);
	int used = canvas_foreign(canvas, all.x, all.y, all.width - 2, names_text(&trace->names, trace->lines[row->line].process),
	                          here ? ROLE_SELECTED : ROLE_TITLE, 0);
	canvas_put(canvas, all.x + used, all.y, ' ', ROLE_TEXT, 0);
}

/* Where a column has nothing, the cursor's line is seen. */
static void paint_cursor(const struct timeline *timeline, struct canvas *canvas)
{
	int64_t column = timeline_column(timeline, timeline->at);
	if (column < 0 || column >= timeline->body.width)
		return;
	for (int y = 0; y < timeline->body.height && timeline->top + (size_t)y < timeline->row_count; y++)
		if (timeline->rows[timeline->top + (size_t)y].track >= 0 &&
		    !timeline->cells[(size_t)y * (size_t)timeline->body.width + (size_t)column].shade)
			canvas_put(canvas, timeline->body.x + (int)column, timeline->body.y + y, 0x250A, ROLE_CURSOR, 0);
}

void timeline_paint(const struct timeline *timeline, struct canvas *canvas)
{
	struct rect foot = timeline->foot;
	timeline_paint_axis(timeline, canvas);
	for (int y = 0; y < timeline->body.height && timeline->top + (size_t)y < timeline->row_count; y++) {
		const struct timeline_row *row = &timeline->rows[timeline->top + (size_t)y];
		if (row->track < 0) {
			paint_process(timeline, canvas, row, y);
		} else {
			paint_gutter(timeline, canvas, row, y);
			paint_row(timeline, canvas, row, y);
		}
	}
	paint_cursor(timeline, canvas);
	timeline_paint_flows(timeline, canvas);
	for (int i = 0; i < timeline->fact_count && i < foot.height; i++)
		canvas_text(canvas, foot.x, foot.y + i, foot.width, label_slice(&timeline->facts[i]), i ? ROLE_TEXT : ROLE_STRONG, 0);
}

/* ---- Acting ---- */

static void filter(struct timeline *timeline, const struct input *input, struct asks *out)
{
	if (!input->text && input->phase == INPUT_WHOLE)
		ask_prompt(out, ACTION_FILTER, "spans /", str_text(&timeline->filter));
	else
		set_filter(timeline, input->phase == INPUT_CANCEL ? NULL : input->text);
}

bool timeline_selection(struct timeline *timeline, picoseconds *from, picoseconds *to)
{
	bool selecting = timeline->selecting;
	*from = timeline->anchor < timeline->at ? timeline->anchor : timeline->at;
	*to = timeline->anchor < timeline->at ? timeline->at : timeline->anchor;
	timeline->selecting = false;
	return selecting;
}

static void enter(struct timeline *timeline)
{
	const struct timeline_row *row = &timeline->rows[timeline->row];
	if (timeline->selecting) {
		picoseconds a = timeline->anchor, b = timeline->at;
		timeline->selecting = false;
		go_to_window(timeline, a < b ? a : b, a < b ? b : a);
	} else if (timeline->span != TRACE_NO_SPAN) {
		struct trace_span span = trace_span_at(&timeline->profile->trace.lines[row->line], timeline->span);
		picoseconds room = trace_duration(&span) / 20;
		timeline->chosen = timeline->span;
		go_to_window(timeline, trace_start(&span) - room, trace_end(&span) + room);
	}
}

static bool back(struct timeline *timeline)
{
	if (timeline->selecting)
		timeline->selecting = false;
	else if (timeline->wanted)
		set_filter(timeline, NULL);
	else if (timeline->way_count)
		timeline->window = timeline->ways[--timeline->way_count];
	else
		return false;
	return true;
}

static void fold(struct timeline *timeline)
{
	uint32_t line = timeline->rows[timeline->row].line, tracks = timeline->profile->tracks.lines[line].count;
	bool some = timeline->rows[timeline->row].track >= 0;
	if (!some)
		return;
	/* All, then one, then as at first. */
	if (timeline->folded[line]) {
		timeline->folded[line] = false;
		timeline->unfolded[line] = tracks > 1;
	} else {
		timeline->folded[line] = true;
		timeline->unfolded[line] = false;
	}
	timeline->chosen = TRACE_NO_SPAN;
	timeline_list_rows(timeline);
	go_to_row(timeline, line, 0);
}

static void mark(struct timeline *timeline, const struct input *input, struct asks *out)
{
	bool set = input->action == ACTION_MARK;
	if (!input->text) {
		ask_letter(out, input->action, set ? "mark: a letter" : "to mark: a letter");
		return;
	}
	int which = input->text[0] - 'a';
	if (which < 0 || which >= TIMELINE_MARKS || (!set && !timeline->marks[which].set))
		return;
	if (set) {
		timeline->marks[which].set = true;
		timeline->marks[which].at = timeline->at;
		return;
	}
	picoseconds width = timeline->window.to - timeline->window.from;
	timeline->at = timeline->marks[which].at;
	timeline->chosen = TRACE_NO_SPAN;
	if (timeline->at < timeline->window.from || timeline->at >= timeline->window.to)
		set_window(timeline, timeline->at - width / 2, timeline->at - width / 2 + width);
}

static void move_row(struct timeline *timeline, int64_t by)
{
	int64_t row = (int64_t)timeline->row + by, last = (int64_t)timeline->row_count - 1;
	timeline->row = row < 0 ? 0 : row > last ? (size_t)last : (size_t)row;
	timeline->chosen = TRACE_NO_SPAN;
}

static void mouse(struct timeline *timeline, const struct event *event)
{
	if (event->x < timeline->body.x || event->x >= timeline->body.x + timeline->body.width)
		return;
	timeline->at = timeline_time(timeline, event->x - timeline->body.x) +
	               (timeline->window.to - timeline->window.from) / timeline->body.width / 2;
	if (event->mouse == MOUSE_WHEEL_UP) {
		zoom(timeline, 4, 5);
	} else if (event->mouse == MOUSE_WHEEL_DOWN) {
		zoom(timeline, 5, 4);
	} else if (event->mouse == MOUSE_PRESS && rect_contains(timeline->body, event->x, event->y)) {
		timeline->row = timeline->top;
		move_row(timeline, event->y - timeline->body.y);
	}
}

bool timeline_act(struct timeline *timeline, const struct input *input, struct asks *out)
{
	int page = timeline->body.height > 1 ? timeline->body.height - 1 : 1;
	if (!timeline->row_count)
		return false;
	switch (input->action) {
	case ACTION_LEFT: move_cursor(timeline, -1); break;
	case ACTION_RIGHT: move_cursor(timeline, 1); break;
	case ACTION_LEFT_10: move_cursor(timeline, -10); break;
	case ACTION_RIGHT_10: move_cursor(timeline, 10); break;
	case ACTION_UP: move_row(timeline, -1); break;
	case ACTION_DOWN: move_row(timeline, 1); break;
	case ACTION_PAGE_UP: move_row(timeline, -page); break;
	case ACTION_PAGE_DOWN: move_row(timeline, page); break;
	case ACTION_FIRST: move_row(timeline, INT32_MIN); break;
	case ACTION_LAST: move_row(timeline, INT32_MAX); break;
	case ACTION_ZOOM_IN: zoom(timeline, 1, 2); break;
	case ACTION_ZOOM_OUT: zoom(timeline, 2, 1); break;
	case ACTION_PAN_LEFT: pan(timeline, -1); break;
	case ACTION_PAN_RIGHT: pan(timeline, 1); break;
	case ACTION_FIT: go_to_window(timeline, 0, whole(timeline)); break;
	case ACTION_SELECT:
		timeline->selecting = !timeline->selecting;
		timeline->anchor = timeline->at;
		break;
	case ACTION_ENTER: enter(timeline); break;
	case ACTION_BACK: return back(timeline);
	case ACTION_TOGGLE: fold(timeline); break;
	case ACTION_FILTER: filter(timeline, input, out); break;
	case ACTION_NEXT_MATCH:
	case ACTION_PREVIOUS_MATCH:
		if (!next_match(timeline, input->action == ACTION_PREVIOUS_MATCH))
			ask(out, ASK_NOTICE, "no more of these in that direction");
		break;
	case ACTION_FOLLOW:
		if (!timeline_follow(timeline))
			ask(out, ASK_NOTICE, timeline->profile->flows.cut ? "no flow from or to this span is kept: the file has too many for all" : "no flow from or to this span");
		break;
	case ACTION_NEXT:
	case ACTION_PREVIOUS:
		if (!timeline_next_flow(timeline, input->action == ACTION_PREVIOUS))
			ask(out, ASK_NOTICE, "no other flow from or to this span");
		break;
	case ACTION_MARK:
	case ACTION_TO_MARK: mark(timeline, input, out); break;
	case ACTION_MOUSE: mouse(timeline, &input->event); break;
	default: return false;
	}
	return true;
}
