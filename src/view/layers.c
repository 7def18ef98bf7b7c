#include "base/alloc.h"
#include "base/number.h"
#include "chart/heat.h"
#include "view/histograms.h"
#include "view/scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_MOST = 28, LABEL_SHARE = 3, SCALE_WIDTH = 16, TALLEST = 4 };

const char *const measure_names[MEASURE_COUNT] = {"mean", "mean |x|", "std", "zeros", "not finite"};

/* ---- Which rows there are ------------------------------------------------------------- */

static void fini_layer(struct layer *layer)
{
	sampling_fini(&layer->sampling);
	free(layer->cells);
	*layer = (struct layer){0};
}

void layers_fini(struct layers *layers)
{
	for (size_t i = 0; i < layers->capacity; i++)
		fini_layer(&layers->items[i]);
	free(layers->items);
	free(layers->labels);
	*layers = (struct layers){0};
}

static void reserve(struct layers *layers, size_t count)
{
	if (count <= layers->capacity)
		return;
	layers->items = xrealloc(layers->items, count * sizeof *layers->items);
	layers->labels = xrealloc(layers->labels, count * sizeof *layers->labels);
	memset(layers->items + layers->capacity, 0, (count - layers->capacity) * sizeof *layers->items);
	layers->capacity = count;
}

/* What is kept of a row is another tag's, once the list has changed. */
static void set_layer(struct layer *layer, uint32_t tag, uint32_t series)
{
	if (layer->series == series && layer->tag == tag)
		return;
	fini_layer(layer);
	layer->tag = tag;
	layer->series = series;
}

static void list_layers(struct histograms *view, const struct scene *scene)
{
	const struct tag_tree *tree = &view->browse.tags.tree;
	struct layers *layers = &view->layers;
	reserve(layers, tree->chart_count);
	layers->count = 0;
	for (size_t i = 0; i < tree->chart_count && view->browse.run != STORE_NONE; i++) {
		uint32_t series = store_series_find(scene->store, view->browse.run, tree->charts[i]);
		if (series != STORE_NONE && store_series_head(scene->store, series).kind == KIND_HISTOGRAM)
			set_layer(&layers->items[layers->count++], tree->charts[i], series);
	}
}

/* Few rows are taller ones. The focused tag stays in sight. */
static void scroll(struct histograms *view, size_t height)
{
	struct layers *layers = &view->layers;
	size_t focus = 0;
	size_t tall = layers->count ? height / layers->count : 1;
	layers->row_height = tall < 1 ? 1 : tall < TALLEST ? (int)tall : TALLEST;
	for (size_t i = 0; i < layers->count; i++)
		if (layers->items[i].tag == view->browse.tag)
			focus = i;
	layers->in_sight = layers->count < height ? layers->count : height;
	if (focus < layers->top)
		layers->top = focus;
	if (focus >= layers->top + layers->in_sight)
		layers->top = focus + 1 - layers->in_sight;
	if (layers->top + layers->in_sight > layers->count)
		layers->top = layers->count - layers->in_sight;
}

/* ---- What they hold --------------------------------------------------------------------- */

/* How much of it lies in buckets without a finite edge; all of it where counts are no numbers. */
static double part_not_finite(const struct histogram *histogram, double total)
{
	double part = 0;
	for (size_t i = 0; i < histogram->count; i++)
		if (!isfinite(histogram->buckets[i].left) || !isfinite(histogram->buckets[i].right))
			part += histogram->buckets[i].count;
	return isnan(total) ? 1 : total > 0 ? part / total : 0;
}

static struct layer_cell cell_of(const struct histogram *histogram)
{
	struct histogram_facts facts = histogram_facts(histogram);
	struct layer_cell cell = {.known = true};
	cell.values[MEASURE_MEAN] = facts.mean;
	cell.values[MEASURE_ABS] = facts.mean_abs;
	cell.values[MEASURE_DEVIATION] = facts.deviation;
	cell.values[MEASURE_ZEROS] = facts.zeros;
	cell.values[MEASURE_BROKEN] = part_not_finite(histogram, facts.total);
	return cell;
}

static void look(struct histograms *view, const struct scene *scene, const struct asset_place *place,
                 struct layer_cell *cell, struct asks *out)
{
	struct asset_answer answer = scene->assets ? assets_look(scene->assets, place) : (struct asset_answer){0};
	if (answer.state == ASSET_READY) {
		*cell = cell_of(&answer.asset->histogram);
		return;
	}
	cell->failed = answer.state == ASSET_FAILED;
	if (cell->failed) {
		view->failed++;
		view->why = answer.why;
	} else {
		view->waiting++;
		ask_asset(out, place);
	}
}

static void fill_layer(struct histograms *view, const struct scene *scene, struct layer *layer, size_t columns,
                       struct asks *out)
{
	if (!sampling_prepare(&layer->sampling, scene->store, layer->series, histograms_source(scene), columns))
		return;
	if (layer->columns != columns || layer->made_for != layer->sampling.generation) {
		free(layer->cells);
		layer->cells = xcalloc(columns, sizeof *layer->cells);
		layer->columns = columns;
		layer->made_for = layer->sampling.generation;
	}
	for (size_t i = 0; i < columns; i++) {
		if (layer->sampling.items[i].same) {
			layer->cells[i] = layer->cells[i - 1];
			continue;
		}
		view->points++;
		if (!layer->cells[i].known)
			look(view, scene, &layer->sampling.items[i].place, &layer->cells[i], out);
	}
}

static bool by_decades(enum measure measure)
{
	return measure == MEASURE_ABS || measure == MEASURE_DEVIATION;
}

/* The ends of the colours: over all rows, as that is what shows a layer that is unlike the others. */
static void find_ends(struct histograms *view)
{
	struct layers *layers = &view->layers;
	layers->low = INFINITY;
	layers->high = -INFINITY;
	for (size_t i = layers->top; i < layers->top + layers->in_sight; i++)
		for (size_t k = 0; k < layers->items[i].columns; k++) {
			double value = layers->items[i].cells[k].values[view->measure];
			if (!layers->items[i].cells[k].known || !isfinite(value) || (by_decades(view->measure) && !(value > 0)))
				continue;
			layers->low = fmin(layers->low, value);
			layers->high = fmax(layers->high, value);
		}
	if (view->measure == MEASURE_MEAN) {
		layers->high = fmax(fabs(layers->low), fabs(layers->high));
		layers->low = -layers->high;
	} else if (!by_decades(view->measure)) {
		layers->low = 0;
		layers->high = 1;
	}
}

static void make_labels(struct histograms *view, const struct scene *scene, int room)
{
	struct layers *layers = &view->layers;
	layers->label_width = 0;
	for (size_t i = 0; i < layers->in_sight; i++) {
		struct label *label = &layers->labels[i];
		label_name(label, store_tag_name(scene->store, layers->items[layers->top + i].tag), room);
		if (label->width > layers->label_width)
			layers->label_width = label->width;
	}
}

void layers_prepare(struct histograms *view, const struct scene *scene, struct asks *out)
{
	struct rect area = view->picture;
	struct layers *layers = &view->layers;
	view->points = view->waiting = view->failed = 0;
	view->cells = (struct rect){0};
	list_layers(view, scene);
	rect_take_bottom(&area, area.height > 3 ? 2 : 0); /* x, and what the colours mean */
	scroll(view, (size_t)(area.height > 0 ? area.height : 0));
	int room = area.width / LABEL_SHARE;
	make_labels(view, scene, room < LABEL_MOST ? room : LABEL_MOST);
	rect_take_left(&area, layers->label_width + 1);
	view->cells = area;
	for (size_t i = layers->top; i < layers->top + layers->in_sight && area.width > 0; i++)
		fill_layer(view, scene, &layers->items[i], (size_t)area.width, out);
	find_ends(view);
	if (layers->in_sight)
		view->plot.x = histograms_x(view, scene, &layers->items[layers->top].sampling);
}

/* ---- Painting ---------------------------------------------------------------------------- */

/* 0 … 1, of the mean -1 … 1; NaN for what has no place. */
static double level_of(const struct histograms *view, double value)
{
	double low = view->layers.low, high = view->layers.high;
	if (!isfinite(value) || !(low <= high))
		return NAN;
	if (view->measure == MEASURE_MEAN)
		return high > 0 ? value / high : 0;
	if (by_decades(view->measure)) {
		if (!(value > 0))
			return 0.001;
		return high > low ? 0.1 + 0.9 * log(value / low) / log(high / low) : 0.5;
	}
	return fmin(fmax(value, 0.001), 1);
}

static void paint_cell(const struct histograms *view, const struct layer_cell *cell, struct canvas *canvas, int x, int y)
{
	double level = level_of(view, cell->values[view->measure]);
	if (cell->failed)
		canvas_put(canvas, x, y, 0x2717, ROLE_BAD, 0);
	else if (!cell->known)
		canvas_put(canvas, x, y, 0x00B7, ROLE_GRID, 0);
	else if (isnan(level))
		canvas_put(canvas, x, y, '!', ROLE_WARN, 0);
	else if (view->measure == MEASURE_MEAN)
		canvas_halves(canvas, x, y, heat_balance(level), heat_balance(level), fabs(level));
	else
		canvas_halves(canvas, x, y, heat_colour(level), heat_colour(level), level);
}

static void paint_row(const struct histograms *view, const struct layer *layer, struct canvas *canvas, int y)
{
	for (int below = 0; below < view->layers.row_height; below++)
		for (size_t k = 0; k < layer->columns; k++)
			paint_cell(view, &layer->cells[k], canvas, view->cells.x + (int)k, y + below);
}

static void paint_legend(const struct histograms *view, struct canvas *canvas, int y)
{
	char low[NUMBER_SIZE], high[NUMBER_SIZE];
	int x = view->cells.x, room = view->cells.width;
	number_short(low, view->layers.low, 3);
	number_short(high, view->layers.high, 3);
	if (!(view->layers.low <= view->layers.high))
		return;
	struct label text;
	label_format(&text, "%s  %s ", measure_names[view->measure], low);
	int width = room - text.width - 1 - (int)strlen(high);
	if (width < 4)
		return;
	width = width < SCALE_WIDTH ? width : SCALE_WIDTH;
	x += canvas_text(canvas, x, y, room, label_slice(&text), ROLE_DIM, 0);
	heat_scale_paint(canvas, x, y, width, view->measure == MEASURE_MEAN);
	canvas_printf(canvas, x + width + 1, y, (int)strlen(high) + 8, ROLE_DIM, 0, "%s", high);
}

void layers_paint(const struct histograms *view, struct canvas *canvas)
{
	const struct layers *layers = &view->layers;
	struct rect old = canvas_clip(canvas, view->picture);
	for (size_t i = 0; i < layers->in_sight; i++) {
		const struct layer *layer = &layers->items[layers->top + i];
		int y = view->cells.y + (int)i * layers->row_height, middle = y + (layers->row_height - 1) / 2;
		bool focused = layer->tag == view->browse.tag;
		canvas_text(canvas, view->picture.x, middle, layers->label_width, label_slice(&layers->labels[i]), ROLE_TEXT,
		            0);
		if (focused)
			canvas_paint(canvas, (struct rect){view->picture.x, middle, layers->label_width, 1}, ROLE_SELECTED_DIM, 0);
		paint_row(view, layer, canvas, y);
	}
	int below = view->cells.y + (int)layers->in_sight * layers->row_height;
	if (layers->in_sight && below + 1 < view->picture.y + view->picture.height) {
		histograms_paint_x(view, canvas, below);
		paint_legend(view, canvas, below + 1);
	}
	canvas_unclip(canvas, old);
}
