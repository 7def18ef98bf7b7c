#include "view/layout.h"

enum {
	WHOLE_WIDTH = 60, WHOLE_HEIGHT = 10, /* a top bar needs this */
	HINT_HEIGHT = 14,
	TINY_WIDTH = 20, TINY_HEIGHT = 4,    /* below: the status line only */
	STATUS_HEIGHT = 8,
	WIDE_WIDTH = 72, WIDE_HEIGHT = 12,   /* lists beside the charts */
	SIDE_WIDTH = 24, SIDE_HEIGHT = 6,
	HEAD_HEIGHT = 8, /* two lines about a run need this */
	BRIEF_TAGS = 2,
	ROWS_HEIGHT = 8, /* of chart and tags together: below, tags go before anything else */
	VALUES_HEIGHT = 17,
	VALUES_RUNS = 12,
	LEFT_LEAST = 24, LEFT_MOST = 44,
	CHARTS_LEAST = 40, /* beside lists whose width a person chose */
};

static int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

struct screen_layout screen_layout(int columns, int rows, bool hints)
{
	struct screen_layout out = {.body = {0, 0, columns > 0 ? columns : 0, rows > 0 ? rows : 0}};
	if (columns < TINY_WIDTH || rows < TINY_HEIGHT) {
		out.status = rect_take_top(&out.body, 1);
		out.body.height = 0;
		return out;
	}
	if (columns >= WHOLE_WIDTH && rows >= WHOLE_HEIGHT)
		out.top = rect_take_top(&out.body, 1);
	if (hints && rows >= HINT_HEIGHT)
		out.hint = rect_take_bottom(&out.body, 1);
	if (rows >= STATUS_HEIGHT)
		out.status = rect_take_bottom(&out.body, 1);
	return out;
}

static struct scalars_layout wide(struct rect area, int runs, int tags, int shown, int lists)
{
	struct scalars_layout out = {.shape = SCALARS_WIDE};
	int suits = clamp(LEFT_LEAST + (area.width - 80) / 6, LEFT_LEAST, LEFT_MOST), most_left = area.width - CHARTS_LEAST;
	struct rect left = rect_take_left(&area, !lists ? suits : lists < most_left ? lists : most_left);
	int most = left.height - (tags + 2);
	if (most < left.height * 2 / 5)
		most = left.height * 2 / 5;
	out.runs = rect_take_top(&left, clamp(runs + 2, 3, most));
	out.tags = left;
	if (area.height >= VALUES_HEIGHT && shown > 0)
		out.values = rect_take_bottom(&area, clamp((shown < VALUES_RUNS ? shown : VALUES_RUNS) + 3, 4, area.height / 3));
	out.charts = area;
	return out;
}

static struct scalars_layout side(struct rect area, int runs)
{
	struct scalars_layout out = {.shape = SCALARS_SIDE};
	out.head = rect_take_top(&area, area.height >= HEAD_HEIGHT ? 2 : 1);
	if (area.height >= 9) {
		out.runs = rect_take_bottom(&area, clamp(runs, 1, area.height / 4));
		out.rule = rect_take_bottom(&area, 1);
	}
	out.charts = rect_take_top(&area, clamp(area.height * 3 / 5, 3, area.height));
	out.tags = area;
	return out;
}

static struct scalars_layout tiny(struct rect area)
{
	struct scalars_layout out = {.shape = SCALARS_TINY};
	out.head = rect_take_top(&area, 1);
	if (area.height >= 1)
		out.foot = rect_take_bottom(&area, 1);
	if (area.height <= BRIEF_TAGS)
		out.brief = area;
	else
		out.tags = area;
	return out;
}

struct scalars_layout scalars_layout(struct rect area, int runs, int tags, int shown, int lists)
{
	if (area.width >= WIDE_WIDTH && area.height >= WIDE_HEIGHT)
		return wide(area, runs, tags, shown, lists);
	if (area.width >= SIDE_WIDTH && area.height >= SIDE_HEIGHT)
		return side(area, runs);
	return tiny(area);
}

void scalars_layout_rows(struct scalars_layout *layout, int tags, int rows, int least)
{
	if (layout->shape != SCALARS_SIDE)
		return;
	int height = layout->charts.height + layout->tags.height;
	bool low = height < ROWS_HEIGHT;
	int list = low ? layout->tags.height : height - height / 2;
	int spare = clamp(list - tags, 0, list), room = low ? least : list / 2;
	rows = clamp(rows, 0, spare > room ? spare : room);
	struct rect area = layout->charts;
	area.height = height;
	layout->rows = rect_take_bottom(&area, rows);
	layout->tags = rect_take_bottom(&area, clamp(tags, 0, list - rows));
	layout->charts = area;
}

void scalars_layout_hardware(struct scalars_layout *layout, int rows)
{
	bool framed = layout->shape == SCALARS_WIDE;
	int most = framed ? layout->charts.height / 3 - 2 : layout->charts.height / 3;
	if (rows > 0 && most > 0 && layout->shape != SCALARS_TINY)
		layout->hardware = rect_take_bottom(&layout->charts, (rows < most ? rows : most) + (framed ? 2 : 0));
}

struct rect framed_inside(struct rect frame)
{
	return rect_inset(frame, 1, 1);
}
