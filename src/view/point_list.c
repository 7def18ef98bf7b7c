#include "view/point_list.h"

#include <stdlib.h>

enum { WHEEL_ROWS = 3 };

void point_name(const struct labels *labels, size_t row, struct label *out, int columns)
{
	struct slice text = labels ? labels_at(labels, row, 0) : (struct slice){0};
	if (text.length)
		label_set(out, text, columns, TEXT_CUT_END);
	else
		label_format(out, "%zu", row);
}

/* ---- Searching ------------------------------------------------------------------------------ */

static bool searches(const struct point_list *points)
{
	return points->needle.length > 0;
}

static void begin_search(struct point_list *points)
{
	points->matches = (struct label_matches){0};
	points->list = (struct list){0};
}

void point_list_set(struct point_list *points, const struct labels *labels, size_t rows)
{
	points->labels = labels;
	points->rows = rows;
	begin_search(points);
}

void point_list_search(struct point_list *points, const char *text)
{
	size_t row = point_list_cursor(points);
	points->needle.length = 0;
	str_append_text(&points->needle, text);
	begin_search(points);
	if (!searches(points) && row != SIZE_MAX)
		points->list.cursor = (int)row;
}

/* ---- The list ---------------------------------------------------------------------------------- */

size_t point_list_count(const struct point_list *points)
{
	return searches(points) ? points->matches.count : points->rows;
}

/* The row of a place in the list; SIZE_MAX without. */
static size_t row_at(const struct point_list *points, size_t place)
{
	if (place >= point_list_count(points))
		return SIZE_MAX;
	return searches(points) ? points->matches.rows[place] : place;
}

size_t point_list_cursor(const struct point_list *points)
{
	return row_at(points, (size_t)points->list.cursor);
}

static int compare_rows(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

void point_list_focus(struct point_list *points, size_t row)
{
	const struct label_matches *matches = &points->matches;
	const uint32_t *place = NULL, key = (uint32_t)row;
	if (searches(points) && matches->count)
		place = bsearch(&key, matches->rows, matches->count, sizeof key, compare_rows);
	if (searches(points) && !place)
		point_list_search(points, "");
	points->list.cursor = place ? (int)(place - matches->rows) : (int)row;
}

static void say_title(struct point_list *points)
{
	struct label needle;
	const char *more = points->matches.all ? "" : " …";
	if (searches(points)) {
		label_set(&needle, slice_of(str_text(&points->needle)), 20, TEXT_CUT_END);
		label_format(&points->title, "Points %zu/%zu%s /%s", points->matches.count, points->rows, more, needle.text);
	} else {
		label_format(&points->title, "Points %zu", points->rows);
	}
}

void point_list_prepare(struct point_list *points, struct rect area, struct label_matches matches)
{
	points->matches = matches;
	points->area = area;
	list_fit(&points->list, (int)point_list_count(points), area.height);
	say_title(points);
}

void point_list_paint(const struct point_list *points, struct canvas *canvas, bool focused, bool chosen)
{
	struct rect old = canvas_clip(canvas, points->area);
	for (int i = 0; i < points->area.height; i++) {
		size_t row = row_at(points, (size_t)(points->list.top + i));
		struct rect line = {points->area.x, points->area.y + i, points->area.width, 1};
		struct label name;
		if (row == SIZE_MAX)
			break;
		point_name(points->labels, row, &name, line.width - 2);
		canvas_text(canvas, line.x + 2, line.y, line.width - 2, label_slice(&name), ROLE_TEXT, 0);
		if (points->list.top + i == points->list.cursor && (focused || chosen))
			canvas_paint(canvas, line, focused ? ROLE_SELECTED : ROLE_SELECTED_DIM, 0);
	}
	canvas_unclip(canvas, old);
}

bool point_list_act(struct point_list *points, const struct input *input)
{
	int count = (int)point_list_count(points), height = points->area.height;
	const struct event *event = &input->event;
	if (input->action == ACTION_NEXT_MATCH || input->action == ACTION_PREVIOUS_MATCH)
		return list_act(&points->list, input->action == ACTION_NEXT_MATCH ? ACTION_DOWN : ACTION_UP, count, height);
	if (input->action != ACTION_MOUSE)
		return list_act(&points->list, input->action, count, height);
	if (!rect_contains(points->area, event->x, event->y))
		return false;
	if (event->mouse == MOUSE_PRESS)
		points->list.cursor = points->list.top + event->y - points->area.y;
	for (int i = 0; i < WHEEL_ROWS; i++)
		list_act(&points->list, event->mouse == MOUSE_WHEEL_UP ? ACTION_UP : event->mouse == MOUSE_WHEEL_DOWN ? ACTION_DOWN
		                        : ACTION_NONE, count, height);
	list_fit(&points->list, count, height);
	return true;
}

void point_list_fini(struct point_list *points)
{
	str_fini(&points->needle);
	*points = (struct point_list){0};
}
