#include "chart/heat.h"
#include "view/histograms.h"
#include "view/scene.h"

#include <math.h>

/* How strong each area between two of the nine lines is: the middle half of all counts stands out. */
static const float band_levels[HISTOGRAM_LINES - 1] = {0.15F, 0.35F, 0.6F, 0.9F, 0.9F, 0.6F, 0.35F, 0.15F};
#define MEDIAN_LEVEL 1.0F
#define MEDIAN_LINE 4
#define FIT_ROUNDS 3

/* Counts of a column, from the top. */
static void count_column(const struct histogram *histogram, struct histogram_range range, float *out, int rows,
                         int stride)
{
	double bins[2 * CANVAS_SIDE_MAX];
	histogram_bin(histogram, range, bins, (size_t)rows);
	for (int row = 0; row < rows; row++)
		out[row * stride] = (float)fmin(bins[rows - 1 - row], 1e30);
}

static void shade_band(float *column, int rows, int stride, double from, double to, float level)
{
	if (!isfinite(from) || !isfinite(to))
		return;
	int first = (int)floor((1 - to) * rows), last = (int)ceil((1 - from) * rows) - 1;
	first = first < 0 ? 0 : first;
	last = last >= rows ? rows - 1 : last;
	for (int row = first; row <= last; row++)
		column[row * stride] = fmaxf(column[row * stride], level);
}

static void band_column(const struct histogram *histogram, const struct scale *y, float *out, int rows, int stride)
{
	double lines[HISTOGRAM_LINES];
	if (!histogram->count || !histogram_has_lines(histogram))
		return;
	histogram_lines(histogram, lines);
	for (int i = 0; i < HISTOGRAM_LINES; i++)
		lines[i] = fmin(fmax(scale_position(y, lines[i]), -1), 2);
	for (int i = 0; i + 1 < HISTOGRAM_LINES; i++)
		shade_band(out, rows, stride, lines[i], lines[i + 1], band_levels[i]);
	shade_band(out, rows, stride, lines[MEDIAN_LINE], lines[MEDIAN_LINE] + 0.5 / rows, MEDIAN_LEVEL);
}

/* Counts to levels: by the largest of all columns, so that columns can be compared. */
static void scale_counts(float *levels, size_t count, bool log_counts)
{
	float most = 0;
	for (size_t i = 0; i < count; i++)
		most = fmaxf(most, levels[i]);
	for (size_t i = 0; i < count && most > 0; i++)
		levels[i] = !(levels[i] > 0) ? 0
		            : log_counts    ? fmaxf(log1pf(levels[i]) / log1pf(most), 0.02F)
		                            : fmaxf(levels[i] / most, 0.02F);
}

static void fill_levels(struct histograms *view, struct histogram_range range, int columns, int rows)
{
	float *levels = histograms_levels(view, (size_t)columns * (size_t)rows);
	for (int i = 0; i < columns; i++) {
		const struct histogram *histogram = view->columns[i].histogram;
		if (histogram && view->sampling.items[i].same)
			for (int row = 0; row < rows; row++)
				levels[row * columns + i] = levels[row * columns + i - 1];
		else if (histogram && view->form == FORM_BANDS)
			band_column(histogram, &view->plot.y, levels + i, rows, columns);
		else if (histogram)
			count_column(histogram, range, levels + i, rows, columns);
	}
	if (view->form == FORM_HEAT)
		scale_counts(levels, (size_t)columns * (size_t)rows, histograms_log(view));
}

/*
 * The range that the columns have. How wide its labels are decides how many columns there are, and so which points
 * they stand for: what was settled on last is tried first, and is almost always the answer.
 */
static struct scale fit_y(struct histograms *view, const struct scene *scene)
{
	struct plot *plot = &view->plot;
	struct scale y = plot->y.from < plot->y.to ? plot->y : (struct scale){.from = 0, .to = 1};
	*plot = (struct plot){.axes = true, .marker = PLOT_HALF, .x_name = view->x_name.text, .cursor = NAN,
	                      .x = {.from = 0, .to = 1}, .y = y};
	for (int round = 0; round < FIT_ROUNDS; round++) {
		int width = plot_layout(plot, view->picture).plot.width;
		columns_prepare(view, scene, (size_t)width, NULL);
		struct histogram_range range = columns_range(view);
		plot->y = scale_of(SCALE_LINEAR, range.left, range.right, false);
		if (plot_layout(plot, view->picture).plot.width == width)
			break;
	}
	return plot->y;
}

void heat_map_prepare(struct histograms *view, const struct scene *scene, struct asks *out)
{
	struct plot *plot = &view->plot;
	plot->y = fit_y(view, scene);
	plot->x = histograms_x(view, scene, &view->sampling);
	view->cells = plot_layout(plot, view->picture).plot;
	columns_prepare(view, scene, (size_t)view->cells.width, out);
	if (!view->sampling.count)
		return;
	fill_levels(view, (struct histogram_range){plot->y.from, plot->y.to}, view->cells.width, 2 * view->cells.height);
	if (view->slider.any)
		view->cursor_column = (int)sampling_column(&view->sampling,
		                                           sample_x(&view->slider.place, view->sampling.source));
}

static void paint_column_state(const struct histograms *view, struct canvas *canvas, int i)
{
	const struct histogram_column *column = &view->columns[i];
	struct rect cells = {view->cells.x + i, view->cells.y, 1, view->cells.height};
	if (column->state == ASSET_FAILED)
		canvas_put(canvas, cells.x, cells.y + cells.height - 1, 0x2717, ROLE_BAD, 0);
	else if (column->state != ASSET_READY)
		canvas_fill(canvas, cells, 0x00B7, ROLE_GRID, 0);
	else if (view->form == FORM_BANDS && !histogram_has_lines(column->histogram))
		canvas_put(canvas, cells.x, cells.y + cells.height - 1, '!', ROLE_WARN, 0);
}

static void paint_cursor(const struct histograms *view, struct canvas *canvas)
{
	int x = view->cells.x + view->cursor_column;
	for (int y = view->cells.y; y < view->cells.y + view->cells.height; y++) {
		const struct cell *cell = canvas_at(canvas, x, y);
		if (cell && !cell->painted)
			canvas_put(canvas, x, y, 0x250A, ROLE_CURSOR, 0);
	}
	canvas_put(canvas, x, view->cells.y, 0x25BC, ROLE_CURSOR, 0);
}

void heat_map_paint(const struct histograms *view, struct canvas *canvas)
{
	plot_paint(&view->plot, canvas, view->picture);
	struct rect old = canvas_clip(canvas, view->cells);
	if (view->sampling.count == (size_t)view->cells.width) {
		canvas_fill(canvas, view->cells, ' ', ROLE_TEXT, 0);
		heat_paint(canvas, view->cells, view->levels);
		for (int i = 0; i < view->cells.width; i++)
			paint_column_state(view, canvas, i);
	}
	if (view->cursor_column >= 0)
		paint_cursor(view, canvas);
	canvas_unclip(canvas, old);
}
