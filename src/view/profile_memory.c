#include "view/profile_memory.h"

#include "base/number.h"
#include "view/box.h"

#include <inttypes.h>

enum { GUTTER = 10, CHART_LEAST = 3, LIST_FROM = 10, SIZE_WIDTH = 10, SHARE_WIDTH = 7, SINCE_WIDTH = 11, WHERE_WIDTH = 24,
	WHERE_FROM = 100 };

static const struct memory_pool *pool_of(const struct memory_view *view)
{
	return &view->profile->memory.pools[view->pool];
}

void memory_open(struct memory_view *view, const struct profile *profile)
{
	*view = (struct memory_view){.profile = profile};
}

const struct memory_block *memory_block(const struct memory_view *view)
{
	const struct memory_pool *pool = pool_of(view);
	return (uint32_t)view->list.cursor < pool->shown ? &view->profile->memory.live[pool->first + (uint32_t)view->list.cursor] : NULL;
}

/* ---- Preparing ---- */

/* The curve above, what was in use at the peak below; in few rows the curve alone. */
void memory_prepare(struct memory_view *view, struct rect area)
{
	bool list = area.height >= LIST_FROM;
	int chart = list ? area.height * 2 / 5 : area.height - 2;
	view->title = rect_take_top(&area, 1);
	struct rect above = rect_take_top(&area, chart > CHART_LEAST ? chart : CHART_LEAST);
	view->gutter = rect_take_left(&above, above.width > 3 * GUTTER ? GUTTER : 0);
	view->chart = above;
	view->axis = rect_take_top(&area, area.height > 0);
	rect_take_left(&view->axis, view->gutter.width);
	view->note = rect_take_bottom(&area, list && area.height > 4);
	rect_take_top(&area, list && area.height > 6);
	view->head = rect_take_top(&area, list);
	view->body = list ? area : (struct rect){0};
	list_fit(&view->list, (int)pool_of(view)->shown, view->body.height);
}

/* ---- Words ---- */

static void say_bytes(struct label *out, int64_t bytes)
{
	char text[NUMBER_SIZE];
	number_bytes(text, (uint64_t)(bytes < 0 ? 0 : bytes));
	label_format(out, "%s", text);
}

static void paint_title(const struct memory_view *view, struct canvas *canvas)
{
	const struct trace_memory *memory = &view->profile->memory;
	const struct memory_pool *pool = pool_of(view);
	struct label line = {0}, name, bytes, time;
	int width = view->title.width;
	label_name(&name, names_text(&view->profile->trace.names, pool->name), width / 3);
	say_bytes(&bytes, pool->peak);
	label_time(&time, pool->peak_time);
	line_add(&line, width, "%s", name.width ? name.text : "memory");
	line_add(&line, width, "at most %s, at %s", bytes.text, time.text);
	say_bytes(&bytes, pool->at_end);
	line_add(&line, width, "at the end %s", bytes.text);
	if (memory->pool_count > 1)
		line_add(&line, width, "(%zu of %zu: < >)", view->pool + 1, memory->pool_count);
	canvas_text(canvas, view->title.x, view->title.y, width, label_slice(&line), ROLE_TITLE, 0);
}

static void say_note(const struct memory_view *view, struct label *line)
{
	const struct memory_pool *pool = pool_of(view);
	struct label bytes;
	char taken[NUMBER_SIZE], given[NUMBER_SIZE];
	int width = view->note.width;
	*line = (struct label){0};
	number_grouped(taken, (int64_t)pool->taken);
	number_grouped(given, (int64_t)pool->given);
	line_add(line, width, "%s taken, %s given back", taken, given);
	if (pool->before) {
		say_bytes(&bytes, pool->before);
		line_add(line, width, "%s were in use before", bytes.text);
	}
	if (pool->live > pool->shown)
		line_add(line, width, "%" PRIu64 " more blocks at the peak", pool->live - pool->shown);
	if (view->profile->memory.cut)
		line_add(line, width, "more events than are kept: the curve ends early");
}

/* ---- The curve ---- */

/* The most in use in a column of the picture. */
static int64_t highest(const struct memory_view *view, int column)
{
	const int64_t *curve = view->profile->memory.curves + view->pool * MEMORY_COLUMNS;
	int width = view->chart.width;
	size_t from = (size_t)column * MEMORY_COLUMNS / (size_t)width, to = (size_t)(column + 1) * MEMORY_COLUMNS / (size_t)width;
	int64_t most = curve[from];
	for (size_t i = from; i < to; i++)
		most = curve[i] > most ? curve[i] : most;
	return most;
}

static int column_of_peak(const struct memory_view *view)
{
	picoseconds extent = view->profile->trace.extent, at = pool_of(view)->peak_time;
	picoseconds column = extent > 0 ? at * view->chart.width / extent : 0;
	return column >= view->chart.width ? view->chart.width - 1 : (int)column;
}

static void paint_column(const struct memory_view *view, struct canvas *canvas, int column)
{
	static const uint32_t parts[] = {' ', 0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587};
	const struct memory_pool *pool = pool_of(view);
	struct rect chart = view->chart;
	int64_t value = highest(view, column);
	double full = pool->peak > 0 ? (double)value / (double)pool->peak * chart.height * 8 : 0;
	int eighths = value > 0 && full < 1 ? 1 : (int)full;
	enum role role = column == column_of_peak(view) ? ROLE_WARN : ROLE_SERIES_0;
	for (int row = 0; row < chart.height; row++) {
		int left = eighths - 8 * row;
		if (left > 0)
			canvas_put(canvas, chart.x + column, chart.y + chart.height - 1 - row, left >= 8 ? 0x2588 : parts[left], role, 0);
	}
}

static void paint_chart(const struct memory_view *view, struct canvas *canvas)
{
	const struct memory_pool *pool = pool_of(view);
	struct rect chart = view->chart, gutter = view->gutter;
	struct label text;
	for (int column = 0; column < chart.width; column++)
		paint_column(view, canvas, column);
	for (int part = 0; gutter.width && part < 3; part++) {
		int row = chart.height * part / 3;
		if (row + 1 >= chart.height)
			break;
		say_bytes(&text, (int64_t)((double)pool->peak * (chart.height - row) / chart.height));
		canvas_text_right(canvas, gutter.x, gutter.y + row, gutter.width - 1, label_slice(&text), ROLE_AXIS, 0);
	}
	canvas_text_right(canvas, gutter.x, gutter.y + chart.height - 1, gutter.width - 1, slice_of("0"), ROLE_AXIS, 0);
	for (int part = 0; part < 4 && view->axis.height; part++) {
		int x = view->axis.x + chart.width * part / 4;
		label_time(&text, view->profile->trace.extent * part / 4);
		canvas_put(canvas, x, view->axis.y, 0x2502, ROLE_AXIS, 0);
		if (text.width < chart.width / 4 - 1)
			canvas_text(canvas, x + 1, view->axis.y, text.width, label_slice(&text), ROLE_AXIS, 0);
	}
	if (view->axis.height)
		canvas_put(canvas, view->axis.x + column_of_peak(view), view->axis.y, 0x25B2, ROLE_WARN, 0);
}

/* ---- What was in use at the peak ---- */

static void paint_cells(const struct memory_view *view, struct canvas *canvas, int y, const char *const *cells, struct slice what,
                        struct slice where, enum role role)
{
	static const int widths[] = {SIZE_WIDTH, SHARE_WIDTH, SINCE_WIDTH};
	struct rect body = view->body;
	bool wide = body.width >= WHERE_FROM;
	int x = body.x, right = body.x + body.width - (wide ? WHERE_WIDTH : 0);
	for (int i = 0; i < 3; i++) {
		canvas_text_right(canvas, x, y, widths[i], slice_of(cells[i]), role, 0);
		x += widths[i] + 1;
	}
	struct label text;
	label_name(&text, what, right - x - 2);
	canvas_text(canvas, x + 1, y, text.width, label_slice(&text), role, 0);
	if (!wide)
		return;
	label_name(&text, where, WHERE_WIDTH);
	canvas_text(canvas, right, y, WHERE_WIDTH, label_slice(&text), role == ROLE_TEXT ? ROLE_DIM : role, 0);
}

static void paint_block(const struct memory_view *view, struct canvas *canvas, uint32_t number, int y)
{
	const struct trace *trace = &view->profile->trace;
	const struct memory_pool *pool = pool_of(view);
	const struct memory_block *block = &view->profile->memory.live[pool->first + number];
	struct label bytes, share, since;
	struct slice what = slice_of("in no span"), where = slice_of("");
	say_bytes(&bytes, block->bytes);
	label_format(&share, "%.1f %%", pool->peak > 0 ? 100.0 * (double)block->bytes / (double)pool->peak : 0.0);
	label_time(&since, block->since);
	if (block->span != UINT32_MAX)
		what = names_text(&trace->names, trace_span_at(&trace->lines[block->line], block->span).name);
	if (block->line != UINT32_MAX)
		where = names_text(&trace->names, trace->lines[block->line].line);
	const char *const cells[] = {bytes.text, share.text, since.text};
	paint_cells(view, canvas, y, cells, what, where, ROLE_TEXT);
	if ((uint32_t)view->list.cursor == number)
		canvas_paint(canvas, (struct rect){view->body.x, y, view->body.width, 1}, ROLE_SELECTED, 0);
}

static void paint_list(const struct memory_view *view, struct canvas *canvas)
{
	static const char *const heads[] = {"at peak", "share", "since"};
	const struct memory_pool *pool = pool_of(view);
	struct label note;
	if (!view->head.height)
		return;
	paint_cells(view, canvas, view->head.y, heads, slice_of("taken in"), slice_of("thread"), ROLE_DIM);
	for (int y = 0; y < view->body.height && (uint32_t)(view->list.top + y) < pool->shown; y++)
		paint_block(view, canvas, (uint32_t)(view->list.top + y), view->body.y + y);
	if (!pool->shown)
		canvas_text(canvas, view->body.x + 1, view->body.y, view->body.width - 1,
		            slice_of("none of what was in use then was taken within the trace"), ROLE_DIM, 0);
	say_note(view, &note);
	canvas_text(canvas, view->note.x, view->note.y, view->note.width, label_slice(&note), ROLE_DIM, 0);
}

void memory_paint(const struct memory_view *view, struct canvas *canvas)
{
	paint_title(view, canvas);
	if (view->chart.width > 0)
		paint_chart(view, canvas);
	paint_list(view, canvas);
}

/* ---- Acting ---- */

bool memory_act(struct memory_view *view, const struct input *input)
{
	size_t pools = view->profile->memory.pool_count;
	int y = input->event.y - view->body.y;
	switch (input->action) {
	case ACTION_PAN_LEFT:
	case ACTION_PAN_RIGHT:
		view->pool = (view->pool + (input->action == ACTION_PAN_LEFT ? pools - 1 : 1)) % pools;
		view->list = (struct list){0};
		return true;
	case ACTION_MOUSE:
		if (input->event.mouse == MOUSE_PRESS && y >= 0 && y < view->body.height)
			view->list.cursor = view->list.top + y;
		return true;
	default: return list_act(&view->list, input->action, (int)pool_of(view)->shown, view->body.height);
	}
}
