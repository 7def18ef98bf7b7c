#include "view/charts.h"

#include "base/alloc.h"
#include "view/maker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A smaller chart has no room to spare for a legend; the run list says the same. */
#define LEGEND_WIDTH 40
#define LEGEND_HEIGHT 10

/* ---- One chart --------------------------------------------------------------------- */

static enum plot_marker plot_marker(const struct scene *scene)
{
	static const enum plot_marker markers[MARKER_COUNT] = {PLOT_BRAILLE, PLOT_QUADRANT, PLOT_HALF, PLOT_ASCII};
	return scene->ascii ? PLOT_ASCII : markers[choice_marker(scene->choice)];
}

static struct scale x_scale(const struct maker *maker, const struct scale *full)
{
	struct window zoom;
	if (choice_zoom(maker->scene->choice, &zoom))
		return scale_of(full->kind, zoom.from, zoom.to, false);
	return *full;
}

/* The range of what does not lie far off, when something does. Who has zoomed in needs no such offer. */
static void find_bulk(const struct maker *maker, struct chart *chart)
{
	struct window zoom;
	chart->bulk = (struct bulk){.window = {NAN, NAN}};
	if (choice_zoom(maker->scene->choice, &zoom))
		return;
	for (size_t i = 0; i < maker->charts->part_count; i++) {
		const struct chart_part *part = &maker->charts->parts[i];
		if (!part->newest || part->look == PART_GHOST)
			continue;
		struct bulk one = query_bulk(maker->scene->store, part->series, axis_source(maker->axis));
		double origin = axis_origin(maker->axis, part->line);
		lines_widen(&chart->bulk.window.from, &chart->bulk.window.to, one.window.from - origin, one.window.to - origin);
		chart->bulk.far_off += one.far_off;
	}
}

/* What the range of y belongs to: with another of these it begins anew. */
static uint64_t range_key(const struct maker *maker)
{
	const struct choice *choice = maker->scene->choice;
	struct smooth_spec smooth = choice_smooth(choice);
	uint64_t look = (uint64_t)maker->axis * 4 + choice_y(choice);
	look = look * 2 + choice_outliers_cut(choice);
	return (look << 2 | smooth.kind) << 32 | (uint64_t)(smooth.weight * 1e6) << 10 | smooth.window;
}

/*
 * Where the lines go depends on the width of the y labels, and these on the
 * range of the lines: the columns are made for a first guess and again when it
 * was wrong.
 */
static void make_lines(const struct maker *maker, struct chart *chart, const struct span *span, double *low,
                       double *high)
{
	enum scale_kind kind = y_scale_kind(choice_y(maker->scene->choice));
	for (int round = 0; round < 3; round++) {
		chart->layout = plot_layout(&chart->plot, chart->area);
		int columns = chart->layout.dot_columns;
		if (columns <= 0)
			return;
		size_t need = (size_t)columns;
		if (need > maker->charts->scratch_capacity) {
			maker->charts->scratch = xrealloc(maker->charts->scratch, need * sizeof(struct column));
			maker->charts->scratch_capacity = need;
		}
		*low = *high = NAN;
		lines_make(maker, chart, low, high);
		chart->plot.nan_columns = span->bad ? chart->nan : NULL;
		chart->plot.nan_count = span->bad ? need : 0;
		chart->plot.y = calm_y(&maker->charts->calm, chart->tag, range_key(maker), kind, *low, *high);
		if (plot_layout(&chart->plot, chart->area).dot_columns == columns)
			return;
	}
}

/* One line needs none where the run list stands beside it. */
static bool wants_legend(const struct charts_wanted *wanted, const struct span *span, struct rect area)
{
	return wanted->legend && (wanted->single || span->lines > 1) && area.width >= LEGEND_WIDTH &&
	       area.height >= LEGEND_HEIGHT;
}

static void make_chart(const struct maker *maker, struct chart *chart, uint32_t tag, struct rect area, bool focused)
{
	struct span span = span_of(maker, tag);
	chart->tag = tag;
	chart->area = area;
	chart->has_data = isfinite(span.x_from);
	chart->full = calm_x(axis_scale(maker->axis), span.x_from, span.x_to);
	int title_room = area.width - 4;
	label_name(&chart->title, store_tag_name(maker->scene->store, tag), title_room > 0 ? title_room : 0);
	parts_find(maker, tag);
	find_bulk(maker, chart);
	words_subtitle(maker, chart);
	chart->plot = (struct plot){
		.x = x_scale(maker, &chart->full),
		.y = scale_of(y_scale_kind(choice_y(maker->scene->choice)), 0, 1, true),
		.title = label_slice(&chart->title),
		.subtitle = label_slice(&chart->subtitle),
		.x_name = maker->axis == X_STEP ? "step" : "",
		.marker = plot_marker(maker->scene),
		.legend = wants_legend(maker->wanted, &span, area),
		.nan_columns = span.bad ? chart->nan : NULL,
		.cursor = maker->wanted->cursor,
		.axes = true,
		.focused = focused,
		.frame = maker->wanted->framed,
	};
	parts_mark(maker, chart);
	double low = NAN, high = NAN;
	if (span.bad) { /* the lane is there from the first layout on */
		lines_reserve(chart, 1, 1);
		chart->plot.nan_columns = chart->nan;
	}
	make_lines(maker, chart, &span, &low, &high);
	chart->plot.lines = chart->lines;
	words_note(maker, chart, &span, isfinite(low));
}

/* ---- The page ----------------------------------------------------------------------- */

static void make_page(struct charts *charts, const struct charts_wanted *wanted, struct rect area)
{
	charts->area = area;
	charts->total = wanted->count;
	charts->grid = wanted->single ? (struct grid){1, 1} : grid_for(area, wanted->count, wanted->density);
	int size = charts->grid.columns * charts->grid.rows, focus = wanted->focus > 0 ? wanted->focus : 0;
	charts->first = focus / size * size;
	int rest = wanted->count - charts->first;
	charts->count = rect_empty(area) ? 0 : rest < size ? rest : size;
	if (charts->count <= charts->capacity)
		return;
	charts->items = xrealloc(charts->items, (size_t)charts->count * sizeof *charts->items);
	memset(charts->items + charts->capacity, 0, (size_t)(charts->count - charts->capacity) * sizeof *charts->items);
	charts->capacity = charts->count;
}

void charts_prepare(struct charts *charts, const struct scene *scene, const struct lineup *lineup,
                    const struct charts_wanted *wanted, struct rect area)
{
	struct maker maker = {charts, scene, lineup, wanted, choice_x(scene->choice)};
	make_page(charts, wanted, area);
	label_set(&charts->nothing, slice_of(wanted->nothing), area.width, TEXT_CUT_END);
	for (int i = 0; i < charts->count; i++) {
		int column = i % charts->grid.columns, row = i / charts->grid.columns, index = charts->first + i;
		struct rect cell = rect_grid(area, charts->grid.columns, charts->grid.rows, column, row);
		make_chart(&maker, &charts->items[i], wanted->tags[index], cell, wanted->active && index == wanted->focus);
	}
}

void charts_paint(const struct charts *charts, struct canvas *canvas)
{
	const struct label *nothing = &charts->nothing;
	if (!charts->total)
		canvas_text(canvas, charts->area.x + (charts->area.width - nothing->width) / 2,
		            charts->area.y + charts->area.height / 2, nothing->width, label_slice(nothing), ROLE_DIM, 0);
	for (int i = 0; i < charts->count; i++)
		plot_paint(&charts->items[i].plot, canvas, charts->items[i].area);
}

const struct chart *charts_of_tag(const struct charts *charts, uint32_t tag)
{
	for (int i = 0; i < charts->count; i++)
		if (charts->items[i].tag == tag)
			return &charts->items[i];
	return NULL;
}

const struct chart *charts_at(const struct charts *charts, int x, int y)
{
	for (int i = 0; i < charts->count; i++)
		if (rect_contains(charts->items[i].area, x, y))
			return &charts->items[i];
	return NULL;
}

void charts_fini(struct charts *charts)
{
	for (int i = 0; i < charts->capacity; i++) {
		free(charts->items[i].lines);
		free(charts->items[i].columns);
		free(charts->items[i].nan);
	}
	free(charts->items);
	free(charts->scratch);
	free(charts->parts);
	free(charts->samples);
	*charts = (struct charts){0};
}
