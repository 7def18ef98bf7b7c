#include "view/profile_overview.h"

#include "base/number.h"
#include "view/box.h"
#include "view/timeline.h"

#include <string.h>

enum { TOP_LINES = 12, WIDE_FROM = 120, BAR = 10, RIGHT = 30, GAP = 3, PROCESS = 16 };

void overview_open(struct overview *overview, const struct profile *profile)
{
	overview->profile = profile;
	overview->cursor = overview->top = 0;
}

/* ---- Rows ---- */

static struct overview_row *add_row(struct overview_part *part)
{
	struct overview_row *row = &part->rows[part->count < OVERVIEW_ROWS - 1 ? part->count++ : part->count];
	*row = (struct overview_row){.bar = -1, .finding = -1};
	return row;
}

static void add_head(struct overview_part *part, const char *text, const char *right)
{
	struct overview_row *row;
	if (part->count)
		add_row(part);
	row = add_row(part);
	label_format(&row->text, "%s", text);
	label_format(&row->right, "%s", right);
	row->role = ROLE_TITLE;
}

static void append_time(struct str *out, picoseconds time)
{
	picoseconds_short(out, time);
}

static void say_whole(const struct overview *overview, struct overview_part *part)
{
	const struct trace *trace = &overview->profile->trace;
	struct overview_row *row = add_row(part);
	struct str extent = {0};
	char spans[NUMBER_SIZE];
	number_grouped(spans, (int64_t)trace->span_count);
	append_time(&extent, trace->extent);
	line_add(&row->text, part->area.width, "%s", str_text(&extent));
	line_add(&row->text, part->area.width, "%s span%s", spans, trace->span_count == 1 ? "" : "s");
	line_add(&row->text, part->area.width, "%zu line%s", trace->line_count, trace->line_count == 1 ? "" : "s");
	if (!trace->complete)
		line_add(&row->text, part->area.width, "not complete");
	if (overview->profile->flows.cut)
		line_add(&row->text, part->area.width, "not all flows: there are too many");
	row->role = ROLE_STRONG;
	str_fini(&extent);
}

/* As much of it as fits in `columns`, cut at a blank where there is one; returns the bytes taken. */
static size_t take_words(const char *text, int columns)
{
	size_t taken = 0, blank = 0, length = strlen(text);
	while (taken < length) {
		size_t next = taken + 1;
		while (next < length && ((unsigned char)text[next] & 0xC0) == 0x80)
			next++;
		if (text_width(slice_make(text, next)) > columns)
			return blank ? blank : taken ? taken : length;
		if (text[taken] == ' ')
			blank = taken;
		taken = next;
	}
	return length;
}

/* Goes on in further rows, indented as the first. */
static void say_finding(const struct overview *overview, struct overview_part *part, int number)
{
	const struct trace_finding *finding = &overview->profile->findings.items[number];
	struct str clean = {0};
	text_clean(&clean, str_slice(&finding->text));
	const char *rest = str_text(&clean);
	for (bool first = true; *rest; first = false) {
		size_t length = take_words(rest, part->area.width - 2 < LABEL_SIZE - 4 ? part->area.width - 2 : LABEL_SIZE - 4);
		struct overview_row *row = add_row(part);
		label_set(&row->text, slice_make(rest, length), part->area.width - 2, TEXT_CUT_END);
		row->finding = number;
		row->mark = first ? finding->bad ? 0x25CF : 0x00B7 : ' ';
		row->mark_role = finding->bad ? ROLE_WARN : ROLE_DIM;
		row->role = finding->bad ? ROLE_TEXT : ROLE_DIM;
		rest += length;
		while (*rest == ' ')
			rest++;
	}
	str_fini(&clean);
}

/* With its process where another of the largest is called alike, as each GPU of a training runs the same. */
static void label_op(struct label *out, const struct profile *profile, uint32_t number, int width)
{
	const struct trace_op *ops = profile->ops.items, *op = &ops[number];
	struct label name, process;
	bool alone = true;
	for (uint32_t i = 0; i < PROFILE_LARGEST && i < profile->ops.count; i++)
		alone &= profile->largest[i] == number || ops[profile->largest[i]].name != op->name;
	label_name(out, names_text(&profile->trace.names, op->name), LABEL_SIZE - 1);
	int room = width - RIGHT - BAR - GAP;
	if (alone || room < PROCESS)
		return;
	label_name(&process, names_text(&profile->trace.names, op->process), PROCESS);
	label_name(&name, names_text(&profile->trace.names, op->name), room - process.width);
	label_format(out, "%s  %s", name.text, process.text);
}

static void say_ops(const struct overview *overview, struct overview_part *part)
{
	const struct profile *profile = overview->profile;
	add_head(part, "Largest by self time", "self   share    calls");
	for (uint32_t rank = 0; rank < PROFILE_LARGEST && rank < profile->ops.count; rank++) {
		uint32_t number = profile->largest[rank];
		const struct trace_op *op = &profile->ops.items[number];
		struct overview_row *row = add_row(part);
		struct str self = {0};
		char count[NUMBER_SIZE];
		double share = profile->self > 0 ? (double)op->self / (double)profile->self : 0;
		append_time(&self, op->self);
		number_count(count, (int64_t)op->count);
		label_op(&row->text, profile, number, part->area.width);
		struct label time;
		label_format(&time, "%s", str_text(&self));
		label_format(&row->right, "%*s%s %5.1f %% %8s", time.width < 10 ? 10 - time.width : 0, "", time.text, 100 * share, count);
		row->mark = 0x25A0;
		row->mark_role = row->bar_role = timeline_role(profile, op->name);
		row->bar = share;
		row->role = ROLE_TEXT;
		str_fini(&self);
	}
}

/* The mean of a step; or the whole, where there are no steps. */
static void say_class(struct overview_part *part, const struct trace_split *split, enum trace_class class, picoseconds all)
{
	static const enum role roles[CLASSES] = {ROLE_GOOD, ROLE_SERIES_2, ROLE_SERIES_3, ROLE_SERIES_4,
	                                         ROLE_WARN, ROLE_SERIES_5, ROLE_SERIES_1, ROLE_DIM};
	struct overview_row *row = add_row(part);
	struct str time = {0};
	struct label mean;
	append_time(&time, split->total[class] / (picoseconds)split->count);
	label_format(&mean, "%s", str_text(&time));
	row->bar = all > 0 ? (double)split->total[class] / (double)all : 0;
	label_format(&row->text, "%s", trace_class_name(class));
	label_format(&row->right, "%*s%s %5.1f %%", mean.width < 10 ? 10 - mean.width : 0, "", mean.text, 100 * row->bar);
	row->mark = 0x25A0;
	row->mark_role = row->bar_role = roles[class];
	row->role = ROLE_TEXT;
	str_fini(&time);
}

static void say_split(const struct overview *overview, struct overview_part *part)
{
	const struct trace_split *split = &overview->profile->split;
	picoseconds all = 0;
	struct label head;
	for (int class = 0; class < CLASSES; class++)
		all += split->total[class];
	if (!split->count || all == split->total[CLASS_IDLE])
		return;
	label_format(&head, split->rows[0].step == UINT32_MAX ? "Where time goes, as %s counts" : "Where a step goes, as %s counts",
	             trace_split_rules(split));
	add_head(part, head.text, split->rows[0].step == UINT32_MAX ? "time    share" : "mean    share");
	for (int class = 0; class < CLASSES; class++)
		if (split->total[class])
			say_class(part, split, (enum trace_class)class, all);
}

static void say_lines(const struct overview *overview, struct overview_part *part)
{
	const struct profile *profile = overview->profile;
	const struct trace *trace = &profile->trace;
	uint32_t process = NAMES_NONE;
	size_t shown = 0, more = 0;
	add_head(part, "How busy", "");
	for (size_t i = 0; i < trace->line_count; i++) {
		const struct trace_line *line = &trace->lines[profile->line_order[i]];
		if (line->annotations)
			continue;
		if (shown == TOP_LINES) {
			more++;
			continue;
		}
		shown++;
		double share = trace->extent > 0 ? (double)profile->tracks.lines[profile->line_order[i]].busy / (double)trace->extent : 0;
		struct overview_row *row;
		if (line->process != process) {
			row = add_row(part);
			label_name(&row->text, names_text(&trace->names, line->process), part->area.width);
			row->role = ROLE_DIM;
		}
		process = line->process;
		row = add_row(part);
		label_name(&row->text, names_text(&trace->names, line->line), LABEL_SIZE - 1);
		label_format(&row->right, "%5.1f %%", 100 * share);
		row->mark = ' ';
		row->mark_role = ROLE_TEXT;
		row->bar = share;
		row->bar_role = ROLE_SERIES_1;
		row->role = ROLE_TEXT;
	}
	if (more) {
		struct overview_row *row = add_row(part);
		label_format(&row->text, "  and %zu more: Timeline has them all", more);
		row->role = ROLE_DIM;
	}
}

/* ---- Preparing ---- */

/* Rows of a part that are below what fits when none is scrolled away. */
static int rows_beyond(const struct overview_part *part)
{
	int most = part->count - part->area.height;
	return part->area.width && most > 0 ? most : 0;
}

/* The longer one's: the other stops at its own end. */
static int most_scrolled(const struct overview *overview)
{
	int left = rows_beyond(&overview->parts[0]), right = rows_beyond(&overview->parts[1]);
	return left > right ? left : right;
}

static int row_of_cursor(const struct overview *overview, bool last)
{
	const struct overview_part *part = &overview->parts[0];
	int found = 0;
	for (int i = part->count; i-- > 0;)
		if (part->rows[i].finding == overview->cursor) {
			found = i;
			if (last)
				break;
		}
	return found;
}

/* The finding that was gone to; what else is there is scrolled to. */
static void keep_in_sight(struct overview *overview)
{
	int height = overview->parts[0].area.height, first = row_of_cursor(overview, false), last = row_of_cursor(overview, true);
	if (overview->moved && last >= overview->top + height)
		overview->top = last - height + 1;
	if (overview->moved && first < overview->top)
		overview->top = overview->cursor ? first : 0;
	overview->moved = false;
	int most = most_scrolled(overview);
	overview->top = overview->top > most ? most : overview->top < 0 ? 0 : overview->top;
}

void overview_prepare(struct overview *overview, struct rect area)
{
	struct overview_part *left = &overview->parts[0], *right = &overview->parts[1];
	const struct trace_findings *findings = &overview->profile->findings;
	left->count = right->count = 0;
	right->area = area.width >= WIDE_FROM ? rect_take_right(&area, (area.width - GAP) / 2) : (struct rect){0};
	if (right->area.width)
		rect_take_right(&area, GAP);
	left->area = area;
	if (overview->cursor >= findings->count)
		overview->cursor = findings->count ? findings->count - 1 : 0;
	say_whole(overview, left);
	add_head(left, "Look first at", "");
	for (int i = 0; i < findings->count; i++)
		say_finding(overview, left, i);
	say_split(overview, left);
	if (right->area.width) {
		say_ops(overview, right);
		say_lines(overview, left);
	} else {
		say_ops(overview, left);
		say_lines(overview, left);
	}
	keep_in_sight(overview);
}

const struct trace_finding *overview_finding(const struct overview *overview)
{
	const struct trace_findings *findings = &overview->profile->findings;
	if (overview->cursor >= findings->count || findings->items[overview->cursor].line == UINT32_MAX)
		return NULL;
	return &findings->items[overview->cursor];
}

/* ---- Painting ---- */

static void paint_bar(struct canvas *canvas, int x, int y, const struct overview_row *row)
{
	static const uint32_t parts[] = {' ', 0x258F, 0x258E, 0x258D, 0x258C, 0x258B, 0x258A, 0x2589};
	double part = row->bar > 1 ? 1 : row->bar;
	int eighths = (int)(part * BAR * 8 + 0.5);
	eighths = part > 0 && !eighths ? 1 : eighths;
	for (int i = 0; i < BAR; i++) {
		int left = eighths - 8 * i;
		canvas_put(canvas, x + i, y, left >= 8 ? 0x2588 : left > 0 ? parts[left] : ' ', row->bar_role, 0);
	}
}

static void paint_row(const struct overview *overview, struct canvas *canvas, struct rect at, const struct overview_row *row)
{
	bool here = row->finding >= 0 && row->finding == overview->cursor;
	int x = at.x, right = at.x + at.width, y = at.y;
	if (row->mark) {
		canvas_put(canvas, x, y, row->mark, row->mark_role, 0);
		x += 2;
	}
	if (row->bar >= 0 && at.width >= 50) {
		right -= BAR + 1;
		paint_bar(canvas, right + 1, y, row);
	} else if (row->right.width && row->role == ROLE_TITLE && at.width >= 50) {
		right -= BAR + 1;
	}
	if (row->right.width && at.width >= RIGHT + 10) {
		right -= row->right.width;
		canvas_text(canvas, right, y, row->right.width, label_slice(&row->right), row->role == ROLE_TITLE ? ROLE_DIM : ROLE_TEXT, 0);
		right -= 2;
	}
	struct label text;
	label_set(&text, label_slice(&row->text), right > x ? right - x : 0, TEXT_CUT_MIDDLE);
	canvas_text(canvas, x, y, text.width, label_slice(&text), row->role, 0);
	if (here)
		canvas_paint(canvas, (struct rect){at.x + 2, y, at.width - 2, 1}, ROLE_SELECTED, 0);
}

static void paint_part(const struct overview *overview, struct canvas *canvas, const struct overview_part *part)
{
	struct rect area = part->area;
	int most = rows_beyond(part), top = overview->top < most ? overview->top : most;
	for (int i = top; i < part->count && i - top < area.height; i++)
		paint_row(overview, canvas, (struct rect){area.x, area.y + i - top, area.width, 1}, &part->rows[i]);
	if (top > 0)
		canvas_put(canvas, area.x + area.width - 1, area.y, 0x25B4, ROLE_DIM, 0);
	if (top < most)
		canvas_put(canvas, area.x + area.width - 1, area.y + area.height - 1, 0x25BE, ROLE_DIM, 0);
}

void overview_paint(const struct overview *overview, struct canvas *canvas)
{
	for (int p = 0; p < 2; p++)
		if (overview->parts[p].area.width && overview->parts[p].area.height)
			paint_part(overview, canvas, &overview->parts[p]);
}

/* ---- Acting ---- */

/* To the finding before or behind; where there is none, or it is out of sight, a row on. */
static void step(struct overview *overview, int by)
{
	int last = overview->profile->findings.count - 1, next = overview->cursor + by;
	int row = row_of_cursor(overview, false);
	bool seen = row >= overview->top && row < overview->top + overview->parts[0].area.height;
	overview->moved = seen && next >= 0 && next <= last;
	if (overview->moved)
		overview->cursor = next;
	else
		overview->top += by;
}

bool overview_act(struct overview *overview, const struct input *input)
{
	int last = overview->profile->findings.count - 1, page = overview->parts[0].area.height - 1;
	switch (input->action) {
	case ACTION_UP: step(overview, -1); break;
	case ACTION_DOWN: step(overview, 1); break;
	case ACTION_FIRST: overview->cursor = overview->top = 0; break;
	case ACTION_LAST:
		overview->cursor = last > 0 ? last : 0;
		overview->top = most_scrolled(overview);
		break;
	case ACTION_PAGE_DOWN: overview->top += page; break;
	case ACTION_PAGE_UP: overview->top -= page; break;
	default: return false;
	}
	return true;
}
