#include "chart/plot.h"

#include "base/text.h"
#include "chart/lane.h"
#include "chart/line_marks.h"
#include "chart/plot_legend.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#define TICKS_MOST 64

/* --- layout ------------------------------------------------------------ */

enum {
	LEAST_WIDTH = 3,
	FRAME_WIDTH = 12, /* below these sizes a part is left out */
	FRAME_HEIGHT = 5,
	TITLE_HEIGHT = 2,
	AXES_WIDTH = 12,
	X_AXIS_HEIGHT = 3,
	Y_LABELS_HEIGHT = 2,
	LANE_HEIGHT = 4,
};

static const char event_name[] = "evt";

static size_t y_ticks(const struct plot *plot, const struct plot_layout *layout, struct tick ticks[TICKS_MOST])
{
	return plot->y_unknown ? 0 : scale_ticks(&plot->y, layout->plot.height, false, ticks, TICKS_MOST);
}

static int labels_width(const struct plot *plot, const struct plot_layout *layout)
{
	struct tick ticks[TICKS_MOST];
	size_t count = y_ticks(plot, layout, ticks);
	size_t width = rect_empty(layout->event_lane) ? 0 : strlen(event_name), bad = strlen(lane_bad_name(plot->bad_kinds));

	if (!rect_empty(layout->bad_lane) && bad > width)
		width = bad;

	for (size_t i = 0; i < count; i++)
		if (strlen(ticks[i].label) > width)
			width = strlen(ticks[i].label);
	return (int)width + 1;
}

static void take_title(const struct plot *plot, struct plot_layout *layout)
{
	bool frame = plot->frame && layout->plot.width >= FRAME_WIDTH && layout->plot.height >= FRAME_HEIGHT;

	if (frame) {
		layout->frame = layout->plot;
		layout->title = layout->plot;
		layout->title.height = 1;
		layout->plot = rect_inset(layout->plot, 1, 1);
	} else if ((plot->title.length || plot->subtitle.length) && layout->plot.height >= TITLE_HEIGHT) {
		layout->title = rect_take_top(&layout->plot, 1);
	}
}

static void take_axes(const struct plot *plot, struct plot_layout *layout)
{
	bool wide = layout->plot.width >= AXES_WIDTH;
	int width;

	if (plot->axes && wide && layout->plot.height >= X_AXIS_HEIGHT)
		layout->x_labels = rect_take_bottom(&layout->plot, 1);
	if (plot->event_lane && layout->plot.height >= LANE_HEIGHT)
		layout->event_lane = rect_take_bottom(&layout->plot, 1);
	if (plot->bad_kinds && layout->plot.height >= LANE_HEIGHT)
		layout->bad_lane = rect_take_bottom(&layout->plot, 1);
	if (!plot->axes || !wide || layout->plot.height < Y_LABELS_HEIGHT)
		return;
	width = labels_width(plot, layout);
	if (width < plot->left_least)
		width = plot->left_least;
	if (width > layout->plot.width / 2)
		return;
	layout->y_labels = rect_take_left(&layout->plot, width);
	layout->y_labels.height += layout->bad_lane.height + layout->event_lane.height;
	rect_take_left(&layout->bad_lane, width);
	rect_take_left(&layout->event_lane, width);
	rect_take_left(&layout->x_labels, width);
}

struct plot_layout plot_layout(const struct plot *plot, struct rect area)
{
	struct plot_layout layout = {.plot = area};
	struct rect dots = plot_dots(plot->marker);

	if (area.width < LEAST_WIDTH || area.height < 1) {
		layout.plot = (struct rect){area.x, area.y, 0, 0};
		return layout;
	}
	take_title(plot, &layout);
	rect_take_right(&layout.plot, plot->right_spare);
	take_axes(plot, &layout);
	layout.dot_columns = layout.plot.width * dots.width;
	return layout;
}

/* --- lines ------------------------------------------------------------- */

/* What a line is drawn with. */
struct pen {
	struct dots *dots;
	const struct plot_line *line;
	const struct scale *y;
	enum plot_drawing drawing;
	int merge; /* columns of the line for one dot column: more than 1 when made for a finer marker */
	double steepness; /* rows for one of the value, downwards; NaN where that is not the same everywhere */
};

/* Far outside, on a row that still can be computed with; and the row of what has no place. */
#define ROW_FAR 1000000
#define ROW_NONE INT_MIN

static double position_of(const struct scale *y, double value)
{
	if (y->kind == SCALE_LINEAR && y->to > y->from) /* halved: to - from may be more than a double holds */
		return (value / 2 - y->from / 2) / (y->to / 2 - y->from / 2);
	return scale_position(y, value);
}

/* So near to the edge of a row a product may lie on the other side of it than the quotient. */
#define EDGE 1e-6

/* The row of dots of a value, also above and below the grid. */
static int row_of(const struct pen *pen, double value)
{
	double quick = (pen->y->to - value) * pen->steepness;
	if (quick > EDGE && quick < ROW_FAR) {
		int whole = (int)quick;
		if (quick - whole > EDGE && quick - whole < 1 - EDGE)
			return whole;
	}
	double position = position_of(pen->y, value), row = (1 - position) * pen->dots->rows;

	if (isnan(row))
		return ROW_NONE;
	if (position >= 0 && row >= pen->dots->rows)
		return pen->dots->rows - 1;
	if (row > ROW_FAR || row < -ROW_FAR)
		return row > 0 ? ROW_FAR : -ROW_FAR;
	return (int)row - (row < (int)row); /* floor, which is a call where there is no instruction for it */
}

/* A column in rows of dots; empty when `top` is ROW_NONE. */
struct stretch {
	int first, last, top, bottom;
	bool gap_before;
};

static struct stretch stretch_of(const struct pen *pen, const struct plot_column *column)
{
	struct stretch stretch = {.top = ROW_NONE, .gap_before = column->gap_before};

	if (isnan(column->first))
		return stretch;
	stretch.top = stretch.first = stretch.last = stretch.bottom = row_of(pen, column->max);
	if (column->min == column->max || stretch.top == ROW_NONE)
		return stretch;
	stretch.bottom = row_of(pen, column->min);
	stretch.first = column->first == column->min ? stretch.bottom : row_of(pen, column->first);
	stretch.last = column->last == column->min ? stretch.bottom : row_of(pen, column->last);
	/* On a logarithmic axis a column may begin, end or reach below where there is a place. */
	stretch.first = stretch.first == ROW_NONE ? stretch.top : stretch.first;
	stretch.last = stretch.last == ROW_NONE ? stretch.top : stretch.last;
	stretch.bottom = stretch.bottom == ROW_NONE ? stretch.top : stretch.bottom;
	return stretch;
}

/* The columns of the line that one dot column shows. */
static struct stretch merged(const struct pen *pen, int x)
{
	struct stretch all = {.top = ROW_NONE};
	size_t from = (size_t)x * (size_t)pen->merge, to = from + (size_t)pen->merge;

	for (size_t i = from; i < to && i < pen->line->count; i++) {
		struct stretch one = stretch_of(pen, &pen->line->columns[i]);

		if (all.top == ROW_NONE) {
			one.gap_before |= all.gap_before;
			all = one;
		} else if (one.top != ROW_NONE) {
			all.last = one.last;
			all.top = one.top < all.top ? one.top : all.top;
			all.bottom = one.bottom > all.bottom ? one.bottom : all.bottom;
		}
	}
	return all;
}

static void fill_rows(const struct pen *pen, int x, int a, int b)
{
	const struct plot_line *line = pen->line;
	uint8_t attributes = line->faint ? CELL_DIM : 0;

	dots_rows(pen->dots, x, a < b ? a : b, a < b ? b : a, line->band, line->role, attributes);
	if (line->band) { /* with its edges, by which its shape is seen */
		dots_set(pen->dots, x, a, line->role, attributes);
		dots_set(pen->dots, x, b, line->role, attributes);
	}
}

/* Whether a dashed or dotted line leaves out column `x`. What is steep is always drawn: no spike may be lost. */
static bool is_pause(const struct pen *pen, int x, double a, double b)
{
	if (pen->line->stroke == PLOT_SOLID || fabs(a - b) > 2)
		return false;
	bool two = plot_dots(pen->dots->marker).width == 2;
	if (pen->line->stroke == PLOT_DASHED)
		return two ? x % 6 >= 4 : x % 4 == 3;
	return two ? x % 4 >= 1 : x % 2 == 1;
}

static int rounded(double row)
{
	return (int)(row + copysign(0.5, row));
}

/* The straight line between two columns, one stretch of rows for each column that it crosses. */
static void join(const struct pen *pen, int x0, int y0, int x1, int y1)
{
	double slope = (double)(y1 - y0) / (x1 - x0);
	bool steep = fabs(slope) > 1;

	if (x1 == x0 + 1 && !steep)
		return; /* the columns themselves touch */
	for (int x = x0; x <= x1; x++) {
		double a = y0 + (x - x0) * slope, b = a;

		if (steep) { /* from half a column before to half a column behind, without the row of the next one */
			a = x == x0 ? y0 : a - slope / 2;
			b = x == x1 ? y1 : y0 + (x + 0.5 - x0) * slope - copysign(1, slope);
		}
		if (!is_pause(pen, x, a, b))
			fill_rows(pen, x, rounded(a), rounded(b));
	}
}

static void connect(const struct pen *pen, int x0, int y0, int x1, int y1)
{
	if (pen->drawing == PLOT_POINTS)
		return;
	if (pen->drawing == PLOT_LINES) {
		join(pen, x0, y0, x1, y1);
		return;
	}
	join(pen, x0, y0, x1, y0);
	fill_rows(pen, x1, y0, y1);
}

static void draw_line(const struct pen *pen)
{
	int x_before = 0, before = ROW_NONE;
	bool broken = true;

	for (int x = 0; x < pen->dots->columns; x++) {
		struct stretch here = merged(pen, x);

		broken |= here.gap_before;
		if (here.top == ROW_NONE)
			continue;
		if (!broken)
			connect(pen, x_before, before, x, here.first);
		/* The start of a piece has no pause: a single point is always seen. */
		if (broken || !is_pause(pen, x, here.top, here.bottom))
			fill_rows(pen, x, here.top, here.bottom);
		before = here.last;
		x_before = x;
		broken = false;
	}
}

void plot_draw(const struct plot *plot, size_t from, size_t count, struct dots *dots)
{
	int merge = plot_dots(plot->marker).width / plot_dots(dots->marker).width;

	bool even = plot->y.kind == SCALE_LINEAR && plot->y.to > plot->y.from;
	double steepness = even ? dots->rows / (plot->y.to - plot->y.from) : NAN;

	for (size_t i = from; i < from + count; i++) {
		struct pen pen = {dots, &plot->lines[i], &plot->y, plot->drawing, merge, steepness};

		draw_line(&pen);
	}
}

/* --- around the lines -------------------------------------------------- */

#define WAITING "\xe2\x80\xa6" /* an ellipsis */

static void paint_title(const struct plot *plot, const struct plot_layout *layout, struct canvas *canvas)
{
	struct rect row = layout->title;
	bool frame = !rect_empty(layout->frame);
	struct slice right = plot->waiting ? slice_of(WAITING) : plot->subtitle;
	int subtitle = text_width(right), around = frame ? 7 : 2; /* corners, line and blanks; or two blanks */
	struct str title = {0};

	/* The title makes way for the sign that another picture is made, for nothing else. */
	text_fit(&title, plot->title, row.width - (plot->waiting ? subtitle + around : 0), TEXT_CUT_END);
	if (frame)
		canvas_box(canvas, layout->frame, str_slice(&title), plot->focused ? ROLE_BORDER_FOCUS : ROLE_BORDER);
	else if (!rect_empty(row))
		canvas_text(canvas, row.x, row.y, row.width, str_slice(&title), ROLE_TITLE, plot->focused ? CELL_BOLD : 0);
	if (!rect_empty(row) && subtitle && text_width(str_slice(&title)) + subtitle + around <= row.width) {
		if (frame) {
			rect_take_right(&row, 2);
			canvas_put(canvas, row.x + row.width - 1, row.y, ' ', ROLE_TEXT, 0);
			rect_take_right(&row, 1);
			canvas_put(canvas, row.x + row.width - subtitle - 1, row.y, ' ', ROLE_TEXT, 0);
		}
		canvas_text_right(canvas, row.x, row.y, row.width, right, ROLE_STRONG, 0);
	}
	str_fini(&title);
}

static void paint_lane_name(struct rect lane, struct rect labels, const char *name, struct canvas *canvas)
{
	if (rect_empty(lane))
		return;
	canvas_text_right(canvas, labels.x, lane.y, labels.width - 1, slice_of(name), ROLE_AXIS, 0);
	canvas_put(canvas, labels.x + labels.width - 1, lane.y, 0x2524, ROLE_AXIS, 0);
}

static void paint_y_axis(const struct plot *plot, const struct plot_layout *layout, struct canvas *canvas)
{
	struct rect area = layout->y_labels;
	int axis = area.x + area.width - 1;
	struct tick ticks[TICKS_MOST];
	size_t count;

	if (rect_empty(area))
		return;
	count = y_ticks(plot, layout, ticks);
	canvas_fill(canvas, (struct rect){axis, area.y, 1, area.height}, 0x2502, ROLE_AXIS, 0);
	for (size_t i = 0; i < count; i++) {
		int y = area.y + scale_row(ticks[i].position, layout->plot.height);

		canvas_text_right(canvas, area.x, y, area.width - 1, slice_of(ticks[i].label), ROLE_AXIS, 0);
		canvas_put(canvas, axis, y, 0x2524, ROLE_AXIS, 0);
	}
	paint_lane_name(layout->bad_lane, area, lane_bad_name(plot->bad_kinds), canvas);
	paint_lane_name(layout->event_lane, area, event_name, canvas);
}

/* Cells that the name of the axis takes at the right end, with a blank before; 0 when labels need them. */
static int name_width(const struct plot *plot, const struct tick *ticks, size_t *count, int cells)
{
	const char *name = plot->x_name ? plot->x_name : "";
	int width = text_width(slice_of(name)) + 1;

	if (!*name)
		return 0;
	for (size_t kept = *count; kept > 0 && kept + 1 >= *count; kept--) {
		const struct tick *last = &ticks[kept - 1];

		/* One label may go for the name, if two are left. */
		if (kept < *count && kept < 2)
			return 0;
		if (scale_label_cell(last, cells) + (int)strlen(last->label) + width <= cells) {
			*count = kept;
			return width;
		}
	}
	return 0;
}

static void paint_x_axis(const struct plot *plot, const struct plot_layout *layout, struct canvas *canvas)
{
	struct rect area = layout->x_labels;
	struct tick ticks[TICKS_MOST];
	size_t count;
	int name;

	if (rect_empty(area))
		return;
	count = scale_ticks(&plot->x, area.width, true, ticks, TICKS_MOST);
	name = name_width(plot, ticks, &count, area.width);
	canvas_fill(canvas, area, 0x2500, ROLE_AXIS, 0);
	if (!rect_empty(layout->y_labels))
		canvas_put(canvas, area.x - 1, area.y, 0x2514, ROLE_AXIS, 0);
	for (size_t i = 0; i < plot->mark_count; i++) {
		double position = scale_position(&plot->x, plot->marks[i]);

		if (position >= 0 && position <= 1)
			canvas_put(canvas, area.x + scale_column(position, area.width), area.y, 0x2534, ROLE_AXIS, 0);
	}
	for (size_t i = 0; i < count; i++)
		canvas_text(canvas, area.x + scale_label_cell(&ticks[i], area.width), area.y, area.width,
		            slice_of(ticks[i].label), ROLE_AXIS, 0);
	if (name)
		canvas_printf(canvas, area.x + area.width - name, area.y, name, ROLE_DIM, 0, " %s", plot->x_name);
}

/* A vertical line through the plot at `value`; lines are drawn over it. */
static void paint_vertical(const struct plot *plot, const struct plot_layout *layout, struct canvas *canvas,
                           double value, uint32_t code, enum role role)
{
	double position = scale_position(&plot->x, value);
	struct rect column = layout->plot;

	if (!(position >= 0 && position <= 1))
		return;
	column.x += scale_column(position, column.width);
	column.width = 1;
	canvas_fill(canvas, column, code, role, 0);
}

#define MARKS_APART 4 /* columns, at least, on the average */

bool plot_crowded(const struct plot *plot, const struct plot_layout *layout)
{
	return plot->mark_count * MARKS_APART > (size_t)layout->plot.width;
}

#define HIDDEN_FROM 4 /* rows: with fewer there is no cell to spare */

/*
 * In every other cell: over a slow line what moves with each key is to take few bytes, and flags that stay look
 * different. Lines lie above it; where they fill its column they would hide it, and it lies above them.
 */
static void paint_cursor(const struct plot *plot, const struct plot_layout *layout, struct canvas *canvas, bool above)
{
	double position = scale_position(&plot->x, plot->cursor);
	struct rect area = layout->plot;
	int seen = 0;

	if (!(position >= 0 && position <= 1) || (above && area.height < HIDDEN_FROM))
		return;
	int x = area.x + scale_column(position, area.width);
	for (int y = area.y; y < area.y + area.height && above; y += 2)
		seen += canvas_at(canvas, x, y) && canvas_at(canvas, x, y)->role == ROLE_CURSOR;
	for (int y = area.y; y < area.y + area.height && seen * 8 < area.height; y += 2)
		canvas_put(canvas, x, y, 0x250A, ROLE_CURSOR, 0);
}

/* Beside the line, on the side where there is room. */
static void paint_flag(const struct plot *plot, const struct plot_layout *layout, struct canvas *canvas,
                       const struct plot_flag *flag)
{
	double position = scale_position(&plot->x, flag->x);
	struct rect area = layout->plot;

	if (!(position >= 0 && position <= 1))
		return;
	int x = scale_column(position, area.width);
	canvas_put(canvas, area.x + (x + 1 < area.width ? x + 1 : x - 1), area.y, flag->letter, ROLE_CURSOR, CELL_BOLD);
}

/* The stretch of the x axis that is set off. */
static void paint_range(const struct plot *plot, const struct plot_layout *layout, struct canvas *canvas)
{
	double from = scale_position(&plot->x, plot->range_from), to = scale_position(&plot->x, plot->range_to);
	struct rect row = layout->x_labels;

	if (rect_empty(row) || !(from < to) || from > 1 || to < 0)
		return;
	int first = scale_column(from, row.width), last = scale_column(to, row.width);
	row.x += first;
	row.width = last - first + 1;
	canvas_paint(canvas, row, ROLE_CURSOR, CELL_REVERSE);
}

static void paint_note(const struct plot *plot, struct rect area, struct canvas *canvas)
{
	struct str cut = {0};
	int width = text_fit(&cut, slice_of(plot->note), area.width, TEXT_CUT_END);

	canvas_text(canvas, area.x + (area.width - width) / 2, area.y + (area.height - 1) / 2, width, str_slice(&cut),
	            ROLE_DIM, 0);
	str_fini(&cut);
}

/* --- all of it --------------------------------------------------------- */

static void paint_inside(const struct plot *plot, const struct plot_layout *layout, struct canvas *canvas)
{
	enum plot_marker marker = canvas->charset != CHARSET_UNICODE ? PLOT_ASCII : plot->marker;
	const struct dots *dots = plot->dots;
	struct dots own = {0};

	for (size_t i = 0; i < plot->mark_count && !plot_crowded(plot, layout); i++)
		paint_vertical(plot, layout, canvas, plot->marks[i], 0x2506, ROLE_GRID);
	paint_cursor(plot, layout, canvas, false);
	for (size_t i = 0; i < plot->flag_count; i++)
		paint_vertical(plot, layout, canvas, plot->flags[i].x, 0x250A, ROLE_CURSOR);
	if (plot->note) {
		paint_note(plot, layout->plot, canvas);
		return;
	}
	if (!dots || dots->marker != marker) {
		dots_init(&own, marker, layout->plot.width, layout->plot.height);
		plot_draw(plot, 0, plot->line_count, &own);
		dots = &own;
	}
	dots_paint(dots, canvas, layout->plot.x, layout->plot.y);
	line_marks_paint_lone(plot, layout->plot, canvas);
	if (canvas->colourless)
		line_marks_paint(plot, layout->plot, canvas);
	paint_cursor(plot, layout, canvas, true);
	if (plot->legend)
		plot_legend_paint(plot, layout->plot, dots, canvas);
	for (size_t i = 0; i < plot->flag_count; i++)
		paint_flag(plot, layout, canvas, &plot->flags[i]);
	dots_fini(&own);
}

void plot_paint(const struct plot *plot, struct canvas *canvas, struct rect area)
{
	struct plot_layout layout = plot_layout(plot, area);
	struct rect old;

	if (rect_empty(layout.plot))
		return;
	old = canvas_clip(canvas, area);
	paint_title(plot, &layout, canvas);
	paint_y_axis(plot, &layout, canvas);
	paint_x_axis(plot, &layout, canvas);
	paint_range(plot, &layout, canvas);
	paint_inside(plot, &layout, canvas);
	if (!rect_empty(layout.bad_lane))
		lane_bad(plot, layout.bad_lane, canvas);
	lane_events(plot, layout.event_lane, canvas);
	canvas_unclip(canvas, old);
}
