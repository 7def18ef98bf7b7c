#include "chart/rect.h"

#include <stdint.h>

static int at_least_0(int value)
{
	return value > 0 ? value : 0;
}

static int clamp(int64_t value, int low, int high)
{
	return value < low ? low : value > high ? high : (int)value;
}

/* Ends are computed in 64 bits: x + width of a hostile rectangle may not fit an int. */
static int64_t right_of(struct rect rect)
{
	return (int64_t)rect.x + rect.width;
}

static int64_t bottom_of(struct rect rect)
{
	return (int64_t)rect.y + rect.height;
}

bool rect_equal(struct rect a, struct rect b)
{
	return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}

bool rect_empty(struct rect rect)
{
	return rect.width <= 0 || rect.height <= 0;
}

bool rect_contains(struct rect rect, int x, int y)
{
	return x >= rect.x && x < right_of(rect) && y >= rect.y && y < bottom_of(rect);
}

bool rect_inside(struct rect inner, struct rect outer)
{
	return inner.x >= outer.x && inner.y >= outer.y && right_of(inner) <= right_of(outer) &&
	       bottom_of(inner) <= bottom_of(outer);
}

bool rect_overlap(struct rect a, struct rect b)
{
	return !rect_empty(rect_intersect(a, b));
}

struct rect rect_intersect(struct rect a, struct rect b)
{
	int x = a.x > b.x ? a.x : b.x;
	int y = a.y > b.y ? a.y : b.y;
	int64_t right = right_of(a) < right_of(b) ? right_of(a) : right_of(b);
	int64_t bottom = bottom_of(a) < bottom_of(b) ? bottom_of(a) : bottom_of(b);

	return (struct rect){x, y, clamp(right - x, 0, INT32_MAX), clamp(bottom - y, 0, INT32_MAX)};
}

struct rect rect_take_left(struct rect *rect, int columns)
{
	struct rect piece = *rect;

	piece.width = clamp(columns, 0, at_least_0(rect->width));
	rect->x += piece.width;
	rect->width -= piece.width;
	return piece;
}

struct rect rect_take_right(struct rect *rect, int columns)
{
	struct rect piece = *rect;

	piece.width = clamp(columns, 0, at_least_0(rect->width));
	rect->width -= piece.width;
	piece.x += rect->width;
	return piece;
}

struct rect rect_take_top(struct rect *rect, int rows)
{
	struct rect piece = *rect;

	piece.height = clamp(rows, 0, at_least_0(rect->height));
	rect->y += piece.height;
	rect->height -= piece.height;
	return piece;
}

struct rect rect_take_bottom(struct rect *rect, int rows)
{
	struct rect piece = *rect;

	piece.height = clamp(rows, 0, at_least_0(rect->height));
	rect->height -= piece.height;
	piece.y += rect->height;
	return piece;
}

struct rect rect_inset(struct rect rect, int columns, int rows)
{
	rect_take_left(&rect, columns);
	rect_take_right(&rect, columns);
	rect_take_top(&rect, rows);
	rect_take_bottom(&rect, rows);
	return rect;
}

/* Start and length of part `index` of `count` parts of `size`. */
static void part_of(int size, int count, int index, int *start, int *length)
{
	int each, more;

	if (count < 1 || index < 0 || index >= count) {
		*start = 0;
		*length = 0;
		return;
	}
	each = size / count;
	more = size % count;
	*start = each * index + (index < more ? index : more);
	*length = each + (index < more);
}

struct rect rect_grid(struct rect rect, int columns, int rows, int column, int row)
{
	int x, y;
	struct rect cell = rect;

	part_of(at_least_0(rect.width), columns, column, &x, &cell.width);
	part_of(at_least_0(rect.height), rows, row, &y, &cell.height);
	cell.x += x;
	cell.y += y;
	return cell;
}
