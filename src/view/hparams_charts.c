#include "base/alloc.h"
#include "chart/scale.h"
#include "view/hparams.h"

#include <math.h>
#include <stdlib.h>

enum { HUES = 4, AXES_MOST = 64, AXIS_LEAST = 9, PAIR_COLUMNS = 34, PAIR_ROWS = 9, PAIR_LEAST_COLUMNS = 20, PAIR_LEAST_ROWS = 4 };

/* Numbers and texts of a column on one axis: texts by their order among the different ones. */
struct axis {
	size_t column;
	bool numbers, any;
	struct scale scale;
	const struct slice *texts;
	size_t text_count;
	double low, high;
};

static int compare_texts(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* Room for as many texts as there are rows. */
static void find_texts(struct axis *axis, const struct hparam_table *table, struct slice *room)
{
	size_t count = 0, kept = 0;
	for (size_t i = 0; i < table->row_count; i++) {
		const struct hparam_cell *cell = hparam_table_cell(table, table->rows[i], axis->column);
		if (cell->has && !cell->is_number)
			room[count++] = cell->text;
	}
	if (count)
		qsort(room, count, sizeof *room, compare_texts);
	for (size_t i = 0; i < count; i++)
		if (!kept || !slice_equal(room[kept - 1], room[i]))
			room[kept++] = room[i];
	axis->texts = room;
	axis->text_count = kept;
}

/* By its logarithm where values are positive and span three decades, as learning rates do. */
static struct axis make_axis(const struct hparam_table *table, size_t column, struct slice *room)
{
	struct axis axis = {.column = column, .low = INFINITY, .high = -INFINITY};
	find_texts(&axis, table, room);
	axis.numbers = !axis.text_count;
	for (size_t i = 0; i < table->row_count; i++) {
		const struct hparam_cell *cell = hparam_table_cell(table, table->rows[i], column);
		if (cell->has && cell->is_number && isfinite(cell->number)) {
			axis.low = fmin(axis.low, cell->number);
			axis.high = fmax(axis.high, cell->number);
		}
	}
	bool log = axis.low > 0 && axis.high >= 1000 * axis.low;
	axis.any = axis.text_count || axis.low <= axis.high;
	axis.scale = scale_of(log ? SCALE_LOG : SCALE_LINEAR, axis.low, axis.high, false);
	return axis;
}

/* 0 … 1 from below; NaN where there is none. */
static double place_of(const struct axis *axis, const struct hparam_cell *cell)
{
	if (!cell->has)
		return NAN;
	if (axis->numbers)
		return axis->low < axis->high ? scale_position(&axis->scale, cell->number) : cell->number == axis->low ? 0.5 : NAN;
	if (cell->is_number)
		return NAN;
	for (size_t i = 0; i < axis->text_count; i++)
		if (slice_equal(axis->texts[i], cell->text))
			return axis->text_count > 1 ? (double)i / (double)(axis->text_count - 1) : 0.5;
	return NAN;
}

/* From worst to best hue is no judgement: low to high. */
static enum role role_of(double position)
{
	static const enum role hues[HUES] = {ROLE_SERIES_0, ROLE_SERIES_2, ROLE_SERIES_1, ROLE_SERIES_3};
	if (!isfinite(position))
		return ROLE_DIM;
	int hue = (int)(position * HUES);
	return hues[hue < 0 ? 0 : hue >= HUES ? HUES - 1 : hue];
}

static void line(struct dots *dots, int x0, int y0, int x1, int y1, enum role role, uint8_t attributes)
{
	int steps = abs(x1 - x0) > abs(y1 - y0) ? abs(x1 - x0) : abs(y1 - y0);
	for (int i = 0; i <= steps; i++) {
		double at = steps ? (double)i / steps : 0;
		dots_set(dots, x0 + (int)lround(at * (x1 - x0)), y0 + (int)lround(at * (y1 - y0)), role, attributes);
	}
}

static void say_end(const struct axis *axis, bool top, int columns, struct label *out)
{
	struct hparam_cell cell = {axis->any, axis->numbers, top ? axis->high : axis->low, {0}};
	if (axis->text_count)
		cell.text = axis->texts[top ? axis->text_count - 1 : 0];
	hparams_cell_text(&cell, columns, out);
}

/* ---- Parallel coordinates ---------------------------------------------------------------- */

static int column_of(int axis, int axes, int columns)
{
	return axis * columns / axes;
}

/* Labels begin on their axis: there is room for them up to the next, and behind the last. */
static void paint_labels(const struct hparams_tab *tab, const struct axis *axes, int count, struct canvas *canvas,
                         struct rect plot)
{
	int width = plot.width / count - 1;
	for (int i = 0; i < count; i++) {
		struct label top, bottom, name;
		bool chosen = axes[i].column + 1 == tab->column;
		int at = column_of(i, count, plot.width);
		say_end(&axes[i], true, width, &top);
		say_end(&axes[i], false, width, &bottom);
		label_name(&name, str_slice(&tab->table.columns[axes[i].column].name), width);
		for (int k = 0; k < 3; k++) {
			const struct label *one = k == 0 ? &name : k == 1 ? &top : &bottom;
			int y = k == 0 ? plot.y - 2 : k == 1 ? plot.y - 1 : plot.y + plot.height;
			enum role role = k ? ROLE_AXIS : chosen ? ROLE_CURSOR : tab->table.columns[axes[i].column].is_metric ? ROLE_TITLE : ROLE_TEXT;
			canvas_text(canvas, plot.x + at, y, width, label_slice(one), role, k ? 0 : CELL_BOLD);
		}
	}
}

static void paint_row(const struct hparams_tab *tab, const struct axis *axes, int count, uint32_t row, enum role role,
                      uint8_t attributes, struct dots *dots)
{
	double before = NAN;
	int before_x = 0;
	for (int i = 0; i < count; i++) {
		double at = place_of(&axes[i], hparam_table_cell(&tab->table, row, axes[i].column));
		int x = column_of(i, count, dots->columns);
		int y = isfinite(at) ? scale_row(at, dots->rows) : 0;
		if (isfinite(at) && isfinite(before))
			line(dots, before_x, scale_row(before, dots->rows), x, y, role, attributes);
		else if (isfinite(at))
			dots_set(dots, x, y, role, attributes);
		before = at;
		before_x = x;
	}
}

static double metric_place(const struct hparams_tab *tab, uint32_t row, const struct axis *metric)
{
	return metric ? place_of(metric, hparam_table_cell(&tab->table, row, metric->column)) : NAN;
}

/* The axes that have room. `rooms`: AXES_MOST times one more than rows. */
static int make_axes(const struct hparams_tab *tab, struct rect area, struct axis *axes, struct slice *rooms)
{
	int count = 0, most = area.width / AXIS_LEAST;
	for (size_t i = 0; i < tab->table.column_count && count < AXES_MOST && count < most; i++)
		if (!hparams_hidden(tab, i)) {
			axes[count] = make_axis(&tab->table, i, rooms + (size_t)count * (tab->table.row_count + 1));
			count += axes[count].any;
		}
	return count;
}

static struct slice *new_rooms(const struct hparams_tab *tab)
{
	return xcalloc((tab->table.row_count + 1) * AXES_MOST, sizeof(struct slice));
}

/* Between names and ends. */
static struct rect plot_of(struct rect area)
{
	rect_take_top(&area, 2);
	rect_take_bottom(&area, 1);
	return area;
}

/* What stands at a place of the axis, 0 … 1 from below. */
static struct hparam_cell cell_at(const struct axis *axis, double place)
{
	place = place < 0 ? 0 : place > 1 ? 1 : place;
	if (axis->text_count)
		return (struct hparam_cell){.has = true, .text = axis->texts[(size_t)(place * (double)(axis->text_count - 1) + 0.5)]};
	double value = axis->low < axis->high ? scale_value(&axis->scale, place) : axis->low;
	return (struct hparam_cell){.has = true, .is_number = true, .number = value};
}

bool hparams_axis_at(const struct hparams_tab *tab, struct rect area, int x, int y, size_t *column,
                     struct hparam_cell *out)
{
	struct axis axes[AXES_MOST];
	struct slice *rooms = new_rooms(tab);
	struct rect plot = plot_of(area);
	int count = make_axes(tab, area, axes, rooms), nearest = 0;
	bool there = count && plot.height > 1 && rect_contains(area, x, y);
	for (int i = 1; i < count && there; i++)
		if (abs(x - plot.x - column_of(i, count, plot.width)) < abs(x - plot.x - column_of(nearest, count, plot.width)))
			nearest = i;
	if (there) {
		*column = axes[nearest].column;
		*out = cell_at(&axes[nearest], 1 - (double)(y - plot.y) / (plot.height - 1));
	}
	free(rooms); /* texts are the table's own */
	return there;
}

/* Its stretch of the axis is heavy. */
static void paint_brush(const struct hparams_tab *tab, const struct axis *axis, int x, struct canvas *canvas, struct rect plot)
{
	const struct hparams_brush *brush = hparams_brush_of(tab, axis->column);
	if (!brush)
		return;
	struct hparam_cell low = {true, brush->numbers, fmax(brush->low, axis->low), str_slice(&brush->first)};
	struct hparam_cell high = {true, brush->numbers, fmin(brush->high, axis->high), str_slice(&brush->last)};
	double from = place_of(axis, &low), to = place_of(axis, &high);
	if (!(from <= to))
		return;
	int top = scale_row(to, plot.height), bottom = scale_row(from, plot.height);
	canvas_fill(canvas, (struct rect){x, plot.y + top, 1, bottom - top + 1}, 0x2503, ROLE_CURSOR, 0);
}

/* What is outside of brushes first, the cursor's last. */
static void paint_rows(const struct hparams_tab *tab, const struct axis *axes, int count, struct dots *dots)
{
	const struct axis *metric = NULL;
	for (int i = 0; i < count; i++)
		if ((int)axes[i].column == hparams_metric(tab))
			metric = &axes[i];
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < tab->table.row_count; i++) {
			uint32_t row = tab->table.rows[i];
			bool brushed = hparams_brushed(tab, row);
			if ((int)i != tab->list.cursor && brushed == (pass == 1))
				paint_row(tab, axes, count, row, brushed ? role_of(metric_place(tab, row, metric)) : ROLE_GRID, CELL_DIM, dots);
		}
	if ((size_t)tab->list.cursor < tab->table.row_count)
		paint_row(tab, axes, count, tab->table.rows[tab->list.cursor], ROLE_STRONG, CELL_BOLD, dots);
}

void hparams_paint_parallel(const struct hparams_tab *tab, struct canvas *canvas, struct rect area)
{
	struct axis axes[AXES_MOST];
	struct slice *rooms = new_rooms(tab);
	struct rect plot = plot_of(area);
	int count = make_axes(tab, area, axes, rooms);
	if (plot.height > 0 && count) {
		struct dots dots;
		dots_init(&dots, canvas->charset != CHARSET_UNICODE ? PLOT_ASCII : tab->marker, plot.width, plot.height);
		for (int i = 0; i < count; i++)
			canvas_fill(canvas, (struct rect){plot.x + column_of(i, count, plot.width), plot.y, 1, plot.height}, 0x2502,
			            ROLE_GRID, 0);
		paint_rows(tab, axes, count, &dots);
		dots_paint(&dots, canvas, plot.x, plot.y);
		dots_fini(&dots);
		for (int i = 0; i < count; i++)
			paint_brush(tab, &axes[i], plot.x + column_of(i, count, plot.width), canvas, plot);
		paint_labels(tab, axes, count, canvas, plot);
	}
	free(rooms);
}

/* ---- Scatter --------------------------------------------------------------------------------- */

static int scatter_column(const struct hparams_tab *tab)
{
	if (tab->column && !tab->table.columns[tab->column - 1].is_metric)
		return (int)tab->column - 1;
	for (size_t i = 0; i < tab->table.column_count; i++)
		if (!tab->table.columns[i].is_metric && !hparams_hidden(tab, i))
			return (int)i;
	return -1;
}

/* Columns of a kind that no person hid: how many, and how many of them come before `one`. */
static int count_columns(const struct hparams_tab *tab, bool metrics, int one, int *before)
{
	int count = 0;
	*before = 0;
	for (size_t i = 0; i < tab->table.column_count; i++) {
		if (tab->table.columns[i].is_metric != metrics || hparams_hidden(tab, i))
			continue;
		*before += (int)i < one;
		count++;
	}
	return count;
}

/* The next column of the kind behind `column`; -1 for none. */
static int next_column(const struct hparams_tab *tab, bool metrics, int column)
{
	for (size_t i = (size_t)(column + 1); i < tab->table.column_count; i++)
		if (tab->table.columns[i].is_metric == metrics && !hparams_hidden(tab, i))
			return (int)i;
	return -1;
}

static int nth_column(const struct hparams_tab *tab, bool metrics, int n)
{
	int column = next_column(tab, metrics, -1);
	for (; n > 0 && column >= 0; n--)
		column = next_column(tab, metrics, column);
	return column;
}

static int fit(int count, int room, int least)
{
	int most = room / least > 1 ? room / least : 1;
	return count < most ? count : most;
}

struct hparams_matrix hparams_matrix(const struct hparams_tab *tab, struct rect area)
{
	struct hparams_matrix out = {.x = scatter_column(tab), .y = hparams_metric(tab)};
	int x_before, y_before, xs = count_columns(tab, false, out.x, &x_before), ys = count_columns(tab, true, out.y, &y_before);
	if (out.x < 0 || out.y < 0 || area.height < PAIR_LEAST_ROWS || area.width < PAIR_LEAST_COLUMNS)
		return (struct hparams_matrix){.x = -1, .y = -1};
	out.across = fit(xs, area.width, PAIR_COLUMNS);
	out.down = fit(ys, area.height, PAIR_ROWS);
	out.pairs = xs * ys;
	out.first_x = nth_column(tab, false, x_before < out.across ? 0 : x_before - out.across + 1);
	out.first_y = nth_column(tab, true, y_before < out.down ? 0 : y_before - out.down + 1);
	return out;
}

static void paint_pair(const struct hparams_tab *tab, struct canvas *canvas, struct rect area, int x_column, int y_column,
                       bool chosen)
{
	struct slice *room = xcalloc(2 * (tab->table.row_count + 1), sizeof *room);
	struct axis x = make_axis(&tab->table, (size_t)x_column, room);
	struct axis y = make_axis(&tab->table, (size_t)y_column, room + tab->table.row_count + 1);
	struct label low, high, name;
	struct rect plot = area, labels;
	rect_take_top(&plot, 1);
	struct rect below = rect_take_bottom(&plot, 1);
	labels = rect_take_left(&plot, 9);
	rect_take_left(&below, labels.width);
	label_name(&name, str_slice(&tab->table.columns[y_column].name), area.width);
	canvas_text(canvas, area.x, area.y, area.width, label_slice(&name), chosen ? ROLE_TITLE : ROLE_TEXT, chosen ? CELL_BOLD : 0);
	say_end(&y, true, labels.width - 1, &high);
	say_end(&y, false, labels.width - 1, &low);
	canvas_text_right(canvas, labels.x, labels.y, labels.width - 1, label_slice(&high), ROLE_AXIS, 0);
	canvas_text_right(canvas, labels.x, labels.y + labels.height - 1, labels.width - 1, label_slice(&low), ROLE_AXIS, 0);
	canvas_fill(canvas, (struct rect){plot.x - 1, plot.y, 1, plot.height}, 0x2502, ROLE_AXIS, 0);
	say_end(&x, false, below.width / 4, &low);
	say_end(&x, true, below.width / 4, &high);
	label_name(&name, str_slice(&tab->table.columns[x_column].name), below.width / 2 - 4);
	canvas_text(canvas, below.x, below.y, below.width, label_slice(&low), ROLE_AXIS, 0);
	canvas_text_right(canvas, below.x, below.y, below.width, label_slice(&high), ROLE_AXIS, 0);
	canvas_text(canvas, below.x + (below.width - name.width) / 2, below.y, name.width, label_slice(&name), ROLE_TEXT, chosen ? CELL_BOLD : 0);
	for (size_t i = 0; i < tab->table.row_count; i++) {
		uint32_t row = tab->table.rows[i];
		double px = place_of(&x, hparam_table_cell(&tab->table, row, x.column));
		double py = place_of(&y, hparam_table_cell(&tab->table, row, y.column));
		if (!isfinite(px) || !isfinite(py))
			continue;
		bool focused = (int)i == tab->list.cursor;
		canvas_put(canvas, plot.x + scale_column(px, plot.width), plot.y + scale_row(py, plot.height),
		           focused ? 0x25C6 : 0x25CF, focused ? ROLE_STRONG : hparams_brushed(tab, row) ? role_of(py) : ROLE_GRID, focused ? CELL_BOLD : 0);
	}
	free(room);
}

void hparams_paint_scatter(const struct hparams_tab *tab, struct canvas *canvas, struct rect area)
{
	struct hparams_matrix matrix = hparams_matrix(tab, area);
	for (int row = 0, y = matrix.first_y; row < matrix.down; row++, y = next_column(tab, true, y))
		for (int column = 0, x = matrix.first_x; column < matrix.across; column++, x = next_column(tab, false, x)) {
			struct rect pair = rect_grid(area, matrix.across, matrix.down, column, row);
			pair.width -= 2 * (column + 1 < matrix.across);
			paint_pair(tab, canvas, pair, x, y, x == matrix.x && y == matrix.y);
		}
}
