#include "view/point_list.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>

enum { LOOK_AT_ONCE = 512, WHEEL_ROWS = 3, HUES = 8 };

static bool late(uint64_t deadline, size_t at)
{
	return deadline && at % LOOK_AT_ONCE == LOOK_AT_ONCE - 1 && clock_mono() >= deadline;
}

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
	return points->pattern.text && points->pattern.text[0];
}

/* In any column. */
static bool matches(const struct point_list *points, size_t row)
{
	char number[32];
	int length = snprintf(number, sizeof number, "%zu", row);
	if (!points->labels || row >= points->labels->count)
		return pattern_matches(&points->pattern, slice_make(number, (size_t)length));
	for (size_t i = 0; i < points->labels->columns; i++)
		if (pattern_matches(&points->pattern, labels_at(points->labels, row, i)))
			return true;
	return false;
}

static void add_match(struct point_list *points, size_t row)
{
	if (points->match_count == points->match_capacity) {
		points->match_capacity = points->match_capacity ? 2 * points->match_capacity : 64;
		points->matches = xrealloc(points->matches, points->match_capacity * sizeof *points->matches);
	}
	points->matches[points->match_count++] = (uint32_t)row;
}

static bool search_on(struct point_list *points, uint64_t deadline)
{
	while (searches(points) && points->next < points->rows) {
		size_t row = points->next++;
		if (matches(points, row))
			add_match(points, row);
		if (late(deadline, row))
			return false;
	}
	return true;
}

static void begin_search(struct point_list *points)
{
	points->match_count = points->next = 0;
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
	pattern_set(&points->pattern, text);
	begin_search(points);
	if (!searches(points) && row != SIZE_MAX)
		points->list.cursor = (int)row;
}

/* ---- The list ---------------------------------------------------------------------------------- */

size_t point_list_count(const struct point_list *points)
{
	return searches(points) ? points->match_count : points->rows;
}

/* The row of a place in the list; SIZE_MAX without. */
static size_t row_at(const struct point_list *points, size_t place)
{
	if (place >= point_list_count(points))
		return SIZE_MAX;
	return searches(points) ? points->matches[place] : place;
}

size_t point_list_cursor(const struct point_list *points)
{
	return row_at(points, (size_t)points->list.cursor);
}

void point_list_focus(struct point_list *points, size_t row)
{
	size_t place = row;
	for (place = 0; searches(points) && place < points->match_count && points->matches[place] != row;)
		place++;
	if (searches(points) && place == points->match_count)
		point_list_search(points, "");
	points->list.cursor = (int)(searches(points) ? place : row);
}

static void say_title(struct point_list *points)
{
	struct label needle;
	if (searches(points)) {
		label_set(&needle, slice_of(points->pattern.text), 20, TEXT_CUT_END);
		label_format(&points->title, "Points %zu/%zu /%s", points->match_count, points->rows, needle.text);
	} else {
		label_format(&points->title, "Points %zu", points->rows);
	}
}

bool point_list_prepare(struct point_list *points, struct rect area, uint64_t deadline)
{
	bool all = search_on(points, deadline);
	points->area = area;
	list_fit(&points->list, (int)point_list_count(points), area.height);
	say_title(points);
	return all;
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
	pattern_fini(&points->pattern);
	free(points->matches);
	*points = (struct point_list){0};
}

/* ---- Classes -------------------------------------------------------------------------------------- */

void classes_begin(struct classes *classes, const struct labels *labels, size_t rows, size_t column)
{
	classes_fini(classes);
	*classes = (struct classes){.labels = labels, .rows = rows, .column = column};
	names_init(&classes->names);
	classes->off = !labels || column >= labels->columns;
	if (!classes->off)
		classes->roles = data_alloc(rows, 1);
	classes->off |= !classes->roles;
}

bool classes_go_on(struct classes *classes, uint64_t deadline)
{
	while (!classes->off && classes->next < classes->rows) {
		size_t row = classes->next++;
		uint32_t class = names_intern(&classes->names, labels_at(classes->labels, row, classes->column));
		classes->roles[row] = (uint8_t)(ROLE_SERIES_0 + class % HUES);
		classes->off = class >= CLASSES_MOST;
		if (late(deadline, row))
			return false;
	}
	classes->done = !classes->off;
	return true;
}

void classes_fini(struct classes *classes)
{
	names_fini(&classes->names);
	free(classes->roles);
	*classes = (struct classes){0};
}
