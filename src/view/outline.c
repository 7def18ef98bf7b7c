#include "view/outline.h"

#include "base/alloc.h"

#include <stdlib.h>

enum { INDENT = 2, WHEEL_ROWS = 3 };

/* ---- Preparing ------------------------------------------------------------------------ */

static bool is_open(const struct outline *outline, const struct layout_category *category)
{
	return category->closed == folds_turned(&outline->folds, str_slice(&category->title));
}

static struct outline_row *add_row(struct outline *outline)
{
	if (outline->count == outline->capacity) {
		outline->capacity = outline->capacity ? 2 * outline->capacity : 16;
		outline->rows = xrealloc(outline->rows, outline->capacity * sizeof *outline->rows);
	}
	outline->rows[outline->count] = (struct outline_row){0};
	return &outline->rows[outline->count++];
}

static void add_chart(struct outline *outline, const struct laid_out *laid, size_t at)
{
	struct outline_row *row = add_row(outline);
	if ((size_t)outline->given_count == outline->given_capacity) {
		outline->given_capacity = outline->given_capacity ? 2 * outline->given_capacity : 16;
		outline->given = xrealloc(outline->given, outline->given_capacity * sizeof *outline->given);
	}
	row->at = at;
	row->chart = outline->given_count;
	label_name(&row->label, str_slice(&laid->charts[at].source->title), LABEL_SIZE / 2);
	outline->given[outline->given_count++] = laid->charts[at].given;
}

/* Returns the first chart behind the category. */
static size_t add_category(struct outline *outline, const struct laid_out *laid, size_t at, size_t from)
{
	const struct layout_category *category = &laid->layout.categories[at];
	struct outline_row *row = add_row(outline);
	size_t to = from;
	while (to < laid->count && laid->charts[to].category == at)
		to++;
	bool open = is_open(outline, category);
	*row = (struct outline_row){.category = true, .open = open, .at = at, .chart = -1, .charts = to - from};
	label_name(&row->label, str_slice(&category->title), LABEL_SIZE / 2);
	for (size_t i = from; open && i < to; i++)
		add_chart(outline, laid, i);
	return to;
}

static void make_rows(struct outline *outline, const struct laid_out *laid)
{
	size_t chart = 0;
	outline->count = 0;
	outline->given_count = 0;
	for (size_t i = 0; i < laid->layout.count; i++)
		chart = add_category(outline, laid, i, chart);
	for (size_t i = outline->count, next = SIZE_MAX; i-- > 0;) {
		if (!outline->rows[i].category)
			next = (size_t)outline->rows[i].chart;
		else if (next != SIZE_MAX)
			outline->rows[i].chart = (int)next;
	}
	outline->made = laid->made;
	outline->given_made++;
	outline->stale = false;
}

void outline_prepare(struct outline *outline, const struct laid_out *laid, struct rect area)
{
	if (outline->stale || outline->made != laid->made)
		make_rows(outline, laid);
	outline->area = area;
	list_fit(&outline->list, (int)outline->count, area.height);
	label_format(&outline->title, "Layout %zu", laid->count);
}

/* ---- Painting -------------------------------------------------------------------------- */

static void paint_row(const struct outline *outline, const struct outline_row *row, struct canvas *canvas, int y)
{
	struct rect area = outline->area;
	int x = area.x + (row->category ? 0 : INDENT), width = area.x + area.width - x;
	if (!row->category) {
		bool empty = !outline->given[row->chart].tag_count;
		canvas_foreign(canvas, x + INDENT, y, width - INDENT, label_slice(&row->label), empty ? ROLE_DIM : ROLE_TEXT, 0);
		return;
	}
	struct label count;
	label_format(&count, "%zu", row->charts);
	canvas_put(canvas, x, y, row->open ? 0x25BE : 0x25B8, ROLE_DIM, 0);
	canvas_foreign(canvas, x + INDENT, y, width - INDENT - count.width - 1, label_slice(&row->label), ROLE_STRONG, 0);
	canvas_text_right(canvas, area.x + area.width - count.width, y, count.width, label_slice(&count), ROLE_DIM, 0);
}

void outline_paint(const struct outline *outline, struct canvas *canvas, bool focused)
{
	struct rect old = canvas_clip(canvas, outline->area);
	for (int i = 0; i < outline->area.height && outline->list.top + i < (int)outline->count; i++) {
		struct rect line = {outline->area.x, outline->area.y + i, outline->area.width, 1};
		paint_row(outline, &outline->rows[outline->list.top + i], canvas, line.y);
		if (outline->list.top + i == outline->list.cursor)
			canvas_paint(canvas, line, focused ? ROLE_SELECTED : ROLE_SELECTED_DIM, 0);
	}
	canvas_unclip(canvas, old);
}

/* ---- Acting ------------------------------------------------------------------------------ */

static const struct outline_row *row_at(const struct outline *outline, int at)
{
	return at >= 0 && (size_t)at < outline->count ? &outline->rows[at] : NULL;
}

static void turn(struct outline *outline, const struct laid_out *laid, const struct outline_row *row)
{
	folds_turn(&outline->folds, str_slice(&laid->layout.categories[row->at].title));
	outline->stale = true;
}

static void left(struct outline *outline, const struct laid_out *laid, const struct outline_row *row)
{
	if (row->category && row->open)
		turn(outline, laid, row);
	while (!outline->rows[outline->list.cursor].category)
		outline->list.cursor--;
}

static void right(struct outline *outline, const struct laid_out *laid, const struct outline_row *row)
{
	if (row->category && !row->open)
		turn(outline, laid, row);
	else if (row->category && row->charts)
		outline->list.cursor++;
}

static enum reply mouse(struct outline *outline, const struct laid_out *laid, const struct event *event)
{
	if (!rect_contains(outline->area, event->x, event->y))
		return REPLY_PASS;
	int at = outline->list.top + event->y - outline->area.y;
	const struct outline_row *row = row_at(outline, at);
	if (event->mouse == MOUSE_PRESS && row) {
		if (row->category && (at == outline->list.cursor || event->x == outline->area.x))
			turn(outline, laid, row);
		outline->list.cursor = at;
	}
	enum action way = event->mouse == MOUSE_WHEEL_UP ? ACTION_UP : event->mouse == MOUSE_WHEEL_DOWN ? ACTION_DOWN : ACTION_NONE;
	for (int i = 0; i < WHEEL_ROWS && way != ACTION_NONE; i++)
		list_act(&outline->list, way, (int)outline->count, outline->area.height);
	return REPLY_DONE;
}

enum reply outline_act(struct outline *outline, const struct laid_out *laid, const struct input *input)
{
	const struct outline_row *row = row_at(outline, outline->list.cursor);
	if (!row)
		return REPLY_PASS;
	switch (input->action) {
	case ACTION_LEFT: left(outline, laid, row); return REPLY_DONE;
	case ACTION_RIGHT: right(outline, laid, row); return REPLY_DONE;
	case ACTION_MOUSE: return mouse(outline, laid, &input->event);
	case ACTION_ENTER:
		if (!row->category)
			return REPLY_PASS;
		turn(outline, laid, row);
		return REPLY_DONE;
	default:
		return list_act(&outline->list, input->action, (int)outline->count, outline->area.height) ? REPLY_DONE : REPLY_PASS;
	}
}

int outline_chart(const struct outline *outline)
{
	const struct outline_row *row = row_at(outline, outline->list.cursor);
	if (!row || !outline->given_count)
		return -1;
	return row->chart >= 0 ? row->chart : outline->given_count - 1;
}

void outline_focus(struct outline *outline, int chart)
{
	for (size_t i = 0; i < outline->count; i++)
		if (!outline->rows[i].category && outline->rows[i].chart == chart)
			outline->list.cursor = (int)i;
}

void outline_fini(struct outline *outline)
{
	free(outline->rows);
	free(outline->given);
	folds_fini(&outline->folds);
	*outline = (struct outline){0};
}
