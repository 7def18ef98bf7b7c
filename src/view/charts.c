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

static struct scale x_scale(const struct maker *maker, const struct scale *full, const struct span *span)
{
	struct window part;
	if (choice_zoom(maker->scene->choice, &part))
		return scale_of(full->kind, part.from, part.to, false);
	if (choice_extent(maker->scene->choice)->tail == TAIL_NONE)
		return *full;
	part = tail_window(maker, span);
	return part.from < part.to ? scale_of(full->kind, part.from, part.to, false) : *full;
}

enum y_scale maker_y(const struct maker *maker)
{
	enum y_scale y = choice_y(maker->scene->choice);
	return y == Y_LOG && choice_difference(maker->scene->choice, maker->scene->store) ? Y_SYMLOG : y;
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
		if (!part->newest || part->look == PART_GHOST || part->line->members)
			continue;
		struct bulk one = query_bulk(maker->scene->store, part->series, axis_source(maker->axis));
		struct window place = maker_window(maker, part->line, one.window);
		lines_widen(&chart->bulk.window.from, &chart->bulk.window.to, place.from, place.to);
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
	look = look * 4 + choice_extent(choice)->y_zero * 2u + choice_extent(choice)->y_shared;
	look = look * 2 + choice_difference(choice, maker->scene->store);
	return (look << 2 | smooth.kind) << 32 | (uint64_t)(smooth.weight * 1e6) << 10 | smooth.window;
}

/* By hand, or what the lines span, as the choice has it; calm in any case. */
static struct scale y_scale(const struct maker *maker, const struct chart *chart, enum scale_kind kind, double low,
                            double high)
{
	const struct extent *extent = choice_extent(maker->scene->choice);
	const struct y_hand *hand = extent_hand(extent, store_tag_name(maker->scene->store, chart->tag));
	if (hand)
		return scale_of(kind, hand->low, hand->high, false);
	if (maker->shared) {
		low = maker->low;
		high = maker->high;
	}
	if (extent->y_zero && isfinite(low)) {
		low = fmin(low, 0);
		high = fmax(high, 0);
	}
	return calm_y(&maker->charts->calm, chart->tag, range_key(maker), kind, low, high);
}

/*
 * Where the lines go depends on the width of the y labels, and these on the
 * range of the lines: the columns are made for a first guess and again when it
 * was wrong.
 */
static void make_lines(const struct maker *maker, struct chart *chart, const struct span *span, double *low,
                       double *high)
{
	enum scale_kind kind = y_scale_kind(maker_y(maker));
	for (int round = 0; round < 3; round++) {
		chart->layout = plot_layout(&chart->plot, chart->area);
		int columns = chart->layout.dot_columns;
		if (columns <= 0)
			return;
		size_t need = (size_t)columns;
		if (need > maker->charts->scratch_capacity) {
			maker->charts->scratch = xrealloc(maker->charts->scratch, need * sizeof(struct column));
			maker->charts->edges = xrealloc(maker->charts->edges, (need + 1) * sizeof(double));
			maker->charts->scratch_capacity = need;
		}
		*low = *high = NAN;
		lines_make(maker, chart, low, high);
		chart->plot.nan_columns = span->bad ? chart->nan : NULL;
		chart->plot.nan_count = span->bad ? need : 0;
		chart->plot.y = y_scale(maker, chart, kind, *low, *high);
		if (plot_layout(&chart->plot, chart->area).dot_columns == columns)
			return;
	}
}

/* What stands at the right end of x: times speak for themselves. */
static const char *x_name(const struct maker *maker)
{
	switch (maker->axis) {
	case X_STEP: return maker->log ? "step, log" : "step";
	case X_ACTIVE: return "pauses cut";
	case X_TAG: return choice_extent(maker->scene->choice)->x_tag;
	default: return "";
	}
}

/* One line needs none where the run list stands beside it. */
static bool wants_legend(const struct charts_wanted *wanted, const struct span *span, struct rect area)
{
	return wanted->legend && (wanted->single || span->lines > 1) && area.width >= LEGEND_WIDTH &&
	       area.height >= LEGEND_HEIGHT;
}

/* Those that are merged with this one, if any: it comes first. */
static void find_tags(const struct maker *maker, struct chart *chart, uint32_t tag)
{
	const struct store *store = maker->scene->store;
	const struct tag_list *merged = choice_merged(maker->scene->choice, store_tag_name(store, tag));
	chart->tag = chart->tags[0] = tag;
	chart->tag_count = 1;
	for (size_t i = 0; merged && i < merged->count && chart->tag_count < CHART_TAGS; i++) {
		uint32_t other = store_tag_find(store, slice_of(merged->names[i]));
		if (other != STORE_NONE && other != tag)
			chart->tags[chart->tag_count++] = other;
	}
}

static void make_chart(const struct maker *maker, struct chart *chart, uint32_t tag, struct rect area, bool focused)
{
	find_tags(maker, chart, tag);
	struct span span = span_of(maker, chart);
	chart->area = area;
	chart->has_data = isfinite(span.x_from);
	chart->full = calm_x(maker->log ? SCALE_LOG : axis_scale(maker->axis), span.x_from, span.x_to);
	words_title(maker, chart);
	parts_find(maker, chart);
	find_bulk(maker, chart);
	words_subtitle(maker, chart);
	chart->plot = (struct plot){
		.x = x_scale(maker, &chart->full, &span),
		.y = scale_of(y_scale_kind(maker_y(maker)), 0, 1, true),
		.title = label_slice(&chart->title),
		.subtitle = label_slice(&chart->subtitle),
		.x_name = x_name(maker),
		.marker = plot_marker(maker->scene),
		.drawing = (enum plot_drawing)choice_drawing(maker->scene->choice), /* in the same order */
		.legend = wants_legend(maker->wanted, &span, area),
		.nan_columns = span.bad ? chart->nan : NULL,
		.cursor = maker->wanted->cursor,
		.flags = maker->wanted->flags,
		.flag_count = (size_t)maker->wanted->flag_count,
		.range_from = maker->wanted->range_from,
		.range_to = maker->wanted->range_to,
		.axes = true,
		.focused = focused,
		.frame = maker->wanted->framed,
	};
	chart->plot.x.whole = maker->axis == X_STEP;
	parts_mark(maker, chart);
	event_lane_find(maker, chart);
	double low = NAN, high = NAN;
	if (span.bad) { /* the lane is there from the first layout on */
		lines_reserve(chart, 1, 1);
		chart->plot.nan_columns = chart->nan;
	}
	make_lines(maker, chart, &span, &low, &high);
	chart->low = low;
	chart->high = high;
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

static void make_all(const struct maker *maker)
{
	struct charts *charts = maker->charts;
	const struct charts_wanted *wanted = maker->wanted;
	for (int i = 0; i < charts->count; i++) {
		int column = i % charts->grid.columns, row = i / charts->grid.columns, index = charts->first + i;
		struct rect cell = rect_grid(charts->area, charts->grid.columns, charts->grid.rows, column, row);
		make_chart(maker, &charts->items[i], wanted->tags[index], cell, wanted->active && index == wanted->focus);
	}
}

void charts_prepare(struct charts *charts, const struct scene *scene, const struct lineup *lineup,
                    const struct charts_wanted *wanted, struct rect area)
{
	enum x_axis axis = choice_x(scene->choice);
	struct maker maker = {charts, scene, lineup, wanted, axis, axis_is_log(scene->choice), false, NAN, NAN};
	make_page(charts, wanted, area);
	label_set(&charts->nothing, slice_of(wanted->nothing), area.width, TEXT_CUT_END);
	make_all(&maker);
	if (!choice_extent(scene->choice)->y_shared || charts->count < 2)
		return;
	for (int i = 0; i < charts->count; i++)
		lines_widen(&maker.low, &maker.high, charts->items[i].low, charts->items[i].high);
	maker.shared = true;
	make_all(&maker);
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
		free(charts->items[i].names);
		free(charts->items[i].bands);
	}
	free(charts->items);
	free(charts->scratch);
	free(charts->edges);
	free(charts->base);
	free(charts->base_values);
	free(charts->values);
	free(charts->parts);
	free(charts->samples);
	*charts = (struct charts){0};
}
