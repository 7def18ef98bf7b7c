#include "base/alloc.h"
#include "base/number.h"
#include "chart/dots.h"
#include "view/histograms.h"
#include "view/scene.h"

#include <math.h>
#include <stdlib.h>

enum { RIDGE_GAP = 2, RIDGE_RISE = 4, RIDGES_MOST = 60, STEP_LABEL = 8, BRAILLE_ROWS = 4, BRAILLE_COLUMNS = 2 };

/* Heights of 0 … 1 of all rows of `levels`, by the highest of them. */
static void to_heights(float *levels, size_t count, bool log_counts)
{
	float most = 0;
	for (size_t i = 0; i < count; i++)
		most = fmaxf(most, levels[i]);
	for (size_t i = 0; i < count && most > 0; i++)
		levels[i] = log_counts ? log1pf(levels[i]) / log1pf(most) : levels[i] / most;
}

static void count_row(const struct histogram *histogram, struct histogram_range range, float *out, int columns)
{
	double bins[BRAILLE_COLUMNS * CANVAS_SIDE_MAX];
	histogram_bin(histogram, range, bins, (size_t)columns);
	for (int i = 0; i < columns; i++)
		out[i] = (float)fmin(bins[i], 1e30);
}

/* A column of numbers at the left, an axis of values below. */
static void lay_out(struct histograms *view, bool labels)
{
	struct rect area = view->picture;
	if (area.height > 3)
		rect_take_bottom(&area, 1);
	if (labels && area.width > 3 * STEP_LABEL)
		rect_take_left(&area, STEP_LABEL);
	view->cells = area;
}

/* ---- One behind the other --------------------------------------------------------------- */

void ridges_prepare(struct histograms *view, const struct scene *scene, struct asks *out)
{
	lay_out(view, true);
	int rows = view->cells.height / RIDGE_GAP, columns = view->cells.width * BRAILLE_COLUMNS;
	size_t wanted = (size_t)(rows < 1 ? 1 : rows > RIDGES_MOST ? RIDGES_MOST : rows);
	if (view->browse.series != STORE_NONE && store_series(scene->store, view->browse.series).points < wanted)
		wanted = (size_t)store_series(scene->store, view->browse.series).points;
	columns_prepare(view, scene, wanted, out);
	struct histogram_range range = columns_range(view);
	view->plot.x = scale_of(SCALE_LINEAR, range.left, range.right, false);
	view->ridges = (int)view->sampling.count;
	float *levels = histograms_levels(view, (size_t)view->ridges * (size_t)columns);
	for (int i = 0; i < view->ridges; i++)
		if (view->columns[i].histogram)
			count_row(view->columns[i].histogram, (struct histogram_range){view->plot.x.from, view->plot.x.to},
			          levels + (size_t)i * (size_t)columns, columns);
	to_heights(levels, (size_t)view->ridges * (size_t)columns, histograms_log(view));
}

/* Dots that a ridge in front covers are taken away again: all ridges are drawn before any cell is. */
struct ground {
	uint8_t *dots; /* 0, or 1 + the ridge's strength */
	int columns, rows;
};

static void raise(struct ground *ground, const float *heights, int base, int rise, uint8_t strength)
{
	int before = base;
	for (int x = 0; x < ground->columns; x++) {
		int top = base - (int)lroundf(heights[x] * (float)rise);
		top = top < 0 ? 0 : top;
		int from = x && before < top ? before + 1 : top, to = x && before > top ? before - 1 : top;
		for (int y = top; y <= base && y < ground->rows; y++)
			ground->dots[y * ground->columns + x] = 0;
		for (int y = from; y <= to && y < ground->rows; y++)
			ground->dots[y * ground->columns + x] = strength;
		before = top;
	}
}

static void show_ground(const struct histograms *view, const struct ground *ground, struct canvas *canvas)
{
	struct dots dots;
	bool ascii = canvas->charset != CHARSET_UNICODE;
	dots_init(&dots, ascii ? PLOT_ASCII : PLOT_BRAILLE, view->cells.width, view->cells.height);
	for (int y = 0; y < ground->rows; y++)
		for (int x = 0; x < ground->columns; x++) {
			uint8_t strength = ground->dots[y * ground->columns + x];
			if (strength)
				dots_set(&dots, ascii ? x / 2 : x, ascii ? y / 2 : y, strength > 1 ? view->role : ROLE_DIM, 0);
		}
	dots_paint(&dots, canvas, view->cells.x, view->cells.y);
	dots_fini(&dots);
}

static void paint_step(const struct histograms *view, struct canvas *canvas, int ridge, int y)
{
	char text[NUMBER_SIZE];
	const struct sample *sample = &view->sampling.items[ridge];
	bool at_cursor = view->slider.any && sample->position == view->slider.position;
	size_t length = number_grouped(text, sample->place.item.step);
	if (length >= STEP_LABEL) /* thin blanks are more bytes than columns */
		number_count(text, sample->place.item.step);
	if (view->cells.x > view->picture.x)
		canvas_text_right(canvas, view->picture.x, y, STEP_LABEL - 1, slice_of(text),
		                  at_cursor ? ROLE_CURSOR : view->columns[ridge].state == ASSET_FAILED ? ROLE_BAD : ROLE_AXIS, 0);
}

void ridges_paint(const struct histograms *view, struct canvas *canvas)
{
	struct ground ground = {NULL, view->cells.width * BRAILLE_COLUMNS, view->cells.height * BRAILLE_ROWS};
	if (ground.columns <= 0 || ground.rows <= 0 || !view->ridges)
		return;
	ground.dots = xcalloc((size_t)ground.columns * (size_t)ground.rows, 1);
	int rise = ground.rows / 4;
	double gap = view->ridges > 1 ? (double)(ground.rows - 1 - rise) / (view->ridges - 1) : 0;
	rise = rise > (int)(RIDGE_RISE * gap) && gap > 0 ? (int)(RIDGE_RISE * gap) : rise;
	for (int i = 0; i < view->ridges; i++) {
		int base = ground.rows - 1 - (int)lround(gap * (view->ridges - 1 - i));
		bool recent = 2 * i >= view->ridges;
		raise(&ground, view->levels + (size_t)i * (size_t)ground.columns, base, view->ridges > 1 ? rise : ground.rows - 1,
		      recent || view->ridges == 1 ? 2 : 1);
		paint_step(view, canvas, i, view->cells.y + base / BRAILLE_ROWS);
	}
	show_ground(view, &ground, canvas);
	int below = view->cells.y + view->cells.height;
	if (below < view->picture.y + view->picture.height)
		histograms_paint_x(view, canvas, below);
	free(ground.dots);
}

/* ---- One step alone ---------------------------------------------------------------------- */

void bars_prepare(struct histograms *view, const struct scene *scene)
{
	lay_out(view, false);
	struct histogram_range range = {INFINITY, -INFINITY};
	const struct histogram *histogram = view->at_cursor.histogram;
	float *levels = histograms_levels(view, (size_t)view->cells.width + 1);
	if (histogram)
		histogram_range_add(&range, histogram);
	range = range.left <= range.right ? histogram_range_done(range) : (struct histogram_range){0, 1};
	view->plot = (struct plot){.axes = true, .marker = PLOT_HALF, .x_name = "value", .cursor = NAN,
	                           .x = scale_of(SCALE_LINEAR, range.left, range.right, false)};
	/* The count of a bin depends on how many bins there are, which depends on how wide the labels of counts are. */
	view->plot.y = scale_of(SCALE_LINEAR, 0, histogram ? histogram_facts(histogram).total : 1, true);
	view->cells = plot_layout(&view->plot, view->picture).plot;
	if (!histogram || view->cells.width <= 0)
		return;
	count_row(histogram, (struct histogram_range){view->plot.x.from, view->plot.x.to}, levels, view->cells.width);
	float most = 0;
	for (int i = 0; i < view->cells.width; i++)
		most = fmaxf(most, levels[i]);
	view->plot.y = scale_of(histograms_log(view) ? SCALE_SYMLOG : SCALE_LINEAR, 0, most > 0 ? (double)most : 1, !histograms_log(view));
	struct rect cells = plot_layout(&view->plot, view->picture).plot;
	if (cells.width != view->cells.width && cells.width > 0) {
		view->cells = cells;
		count_row(histogram, (struct histogram_range){view->plot.x.from, view->plot.x.to}, levels, cells.width);
	}
	for (int i = 0; i < view->cells.width; i++)
		levels[i] = (float)scale_position(&view->plot.y, levels[i]);
}

void bars_paint(const struct histograms *view, struct canvas *canvas)
{
	plot_paint(&view->plot, canvas, view->picture);
	if (!view->at_cursor.histogram)
		return;
	for (int i = 0; i < view->cells.width; i++) {
		double height = fmin(fmax((double)view->levels[i], 0), 1) * view->cells.height * 8;
		int eighths = height > 0 ? (int)fmax(lround(height), 1) : 0;
		for (int row = 0; eighths > 0; row++, eighths -= 8)
			canvas_put(canvas, view->cells.x + i, view->cells.y + view->cells.height - 1 - row,
			           0x2580 + (uint32_t)(eighths < 8 ? eighths : 8), view->role, 0);
	}
}
