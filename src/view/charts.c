#include "view/charts.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/number.h"
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

/* The range of what does not lie far off, when something does. */
static void find_bulk(const struct maker *maker, struct chart *chart)
{
	chart->bulk = (struct bulk){.window = {NAN, NAN}};
	for (size_t i = 0; i < chart->key_count; i++) {
		const struct bulk *one = &chart->keys[i].bulk;
		struct window place = maker_window(maker, maker->charts->parts[i].line, one->window);
		lines_widen(&chart->bulk.window.from, &chart->bulk.window.to, place.from, place.to);
		chart->bulk.far_off += one->far_off;
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
	uint32_t name = chart->given ? ~(uint32_t)(chart->given - maker->wanted->given) : chart->tag;
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
	return calm_y(&maker->charts->calm, name, range_key(maker), kind, low, high);
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
	if (chart->made && !chart->given && chart->key.tag == chart->tag && chart->y.kind == kind)
		chart->plot.y = chart->y; /* mostly it stays as it is */
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

static void take_given(struct chart *chart, const struct chart_given *given)
{
	chart->given = given;
	chart->tag = given->tag_count ? given->tags[0] : STORE_NONE;
	chart->tag_count = given->tag_count;
	memcpy(chart->tags, given->tags, sizeof chart->tags);
}

/* What was given; or a tag with those that are merged with it, if any: it comes first. */
static void find_tags(const struct maker *maker, struct chart *chart, int index)
{
	const struct store *store = maker->scene->store;
	if (maker->wanted->given) {
		take_given(chart, &maker->wanted->given[index]);
		return;
	}
	uint32_t tag = maker->wanted->tags[index];
	chart->given = NULL;
	const struct tag_list *merged = choice_merged(maker->scene->choice, store_tag_name(store, tag));
	chart->tag = chart->tags[0] = tag;
	chart->tag_count = 1;
	for (size_t i = 0; merged && i < merged->count && chart->tag_count < CHART_TAGS; i++) {
		uint32_t other = store_tag_find(store, slice_of(merged->names[i]));
		if (other != STORE_NONE && other != tag)
			chart->tags[chart->tag_count++] = other;
	}
}

static bool same_scale(const struct scale *a, const struct scale *b)
{
	return a->kind == b->kind && a->from == b->from && a->to == b->to && a->symlog_unit == b->symlog_unit;
}

/* The lines as dots, unless they are there already. With a note instead of lines there are none. */
static void draw(struct chart *chart)
{
	struct plot_layout layout = plot_layout(&chart->plot, chart->area);
	struct dots *dots = &chart->dots;
	bool drawn = dots->cells && dots->marker == chart->plot.marker && dots->cell_columns == layout.plot.width &&
	             dots->cell_rows == layout.plot.height && same_scale(&chart->drawn_y, &chart->plot.y);
	if (chart->plot.note)
		return;
	if (!drawn || chart->redraw) {
		dots_fini(dots);
		plot_draw(&chart->plot, chart->plot.marker, &layout, dots);
		chart->redraw = false;
	}
	chart->drawn_y = chart->plot.y;
	chart->plot.dots = dots;
}

/* A given chart without tags. */
static void make_empty(const struct maker *maker, struct chart *chart, struct rect area)
{
	chart->area = area;
	chart->has_data = false;
	chart->key_count = chart->ground.columns = 0;
	chart->bulk = (struct bulk){.window = {NAN, NAN}};
	chart->low = chart->high = NAN;
	chart->drawn = 0;
	chart->note = chart->given->note;
	words_title(maker, chart);
	chart->plot = (struct plot){.title = label_slice(&chart->title), .frame = maker->wanted->framed,
	                            .note = chart->note.text};
	chart->layout = plot_layout(&chart->plot, area);
}

static void make_chart(const struct maker *maker, struct chart *chart, int index, struct rect area)
{
	find_tags(maker, chart, index);
	if (!chart->tag_count) {
		make_empty(maker, chart, area);
		return;
	}
	struct span span = span_of(maker, chart);
	chart->area = area;
	chart->has_data = isfinite(span.x_from);
	chart->full = calm_x(maker->log ? SCALE_LOG : axis_scale(maker->axis), span.x_from, span.x_to);
	words_title(maker, chart);
	parts_find(maker, chart);
	label_format(&chart->x_name, "%s", x_name(maker));
	chart->plot = (struct plot){
		.x = x_scale(maker, &chart->full, &span),
		.y = scale_of(y_scale_kind(maker_y(maker)), 0, 1, true),
		.title = label_slice(&chart->title),
		.x_name = chart->x_name.text,
		.marker = plot_marker(maker->scene),
		.drawing = (enum plot_drawing)choice_drawing(maker->scene->choice), /* in the same order */
		.legend = wants_legend(maker->wanted, &span, area),
		.nan_columns = span.bad ? chart->nan : NULL,
		.axes = true,
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
	chart->y = chart->plot.y;
	find_bulk(maker, chart);
	words_subtitle(maker, chart);
	chart->plot.subtitle = label_slice(&chart->subtitle);
	words_note(maker, chart, &span, isfinite(low));
	draw(chart);
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

static struct rect cell_of(const struct charts *charts, int i)
{
	const struct grid *grid = &charts->grid;
	return rect_grid(charts->area, grid->columns, grid->rows, i % grid->columns, i / grid->columns);
}

/* The warps of all runs, told from others by where they end. */
static uint64_t bends_of(const struct lineup *lineup)
{
	uint64_t all = 0;
	for (size_t i = 0; i < lineup->run_count; i++) {
		const struct warp *warp = lineup->runs[i].warp;
		double end = warp && warp->count ? warp->knots[warp->count - 1].out + warp->slope : 0;
		all = (all ^ number_bits_double(end) ^ (warp ? warp->count + 1 : 0)) * UINT64_C(0x100000001b3);
	}
	return all;
}

static struct chart_key key_of(const struct maker *maker, int i)
{
	const struct charts_wanted *wanted = maker->wanted;
	return (struct chart_key){
		.store = store_generation(maker->scene->store), .choice = choice_generation(maker->scene->choice),
		.bends = maker->bends, .run = wanted->run,
		.given = wanted->given ? wanted->given_made : 0,
		.tag = wanted->given ? (uint32_t)(maker->charts->first + i) : wanted->tags[maker->charts->first + i],
		.area = cell_of(maker->charts, i), .single = wanted->single, .framed = wanted->framed,
		.legend = wanted->legend, .ascii = maker->scene->ascii,
		.shared = maker->shared, .low = maker->low, .high = maker->high,
	};
}

static bool same_range(const struct chart_key *a, const struct chart_key *b)
{
	return a->shared == b->shared && (!a->shared || (a->low == b->low && a->high == b->high));
}

/* Where ranges are shared, these are found before any is applied: `ranges` says whether they count. */
static bool same_key(const struct chart_key *a, const struct chart_key *b, bool ranges)
{
	return a->store == b->store && a->choice == b->choice && a->bends == b->bends && a->given == b->given &&
	       a->tag == b->tag && a->run == b->run && rect_equal(a->area, b->area) && a->single == b->single && a->framed == b->framed &&
	       a->legend == b->legend && a->ascii == b->ascii && (!ranges || same_range(a, b));
}

/* Smoothed series that nobody asks for are forgotten. */
static void keep_smooth(const struct maker *maker, const struct chart *chart)
{
	if (choice_smooth(maker->scene->choice).kind == SMOOTH_OFF)
		return;
	for (size_t i = 0; i < chart->key_count; i++)
		if (chart->keys[i].series != STORE_NONE)
			maker_smooth(maker, chart->keys[i].series);
}

static bool is_fresh(const struct maker *maker, struct chart *chart, const struct chart_key *key)
{
	bool ranges = maker->shared || !choice_extent(maker->scene->choice)->y_shared;
	if (!chart->made || chart->provisional || !same_key(&chart->key, key, ranges) || !event_lane_same(maker, chart))
		return false;
	keep_smooth(maker, chart);
	return true;
}

/* What costs nothing and changes with a key. */
static void renew_cursor(const struct maker *maker, struct chart *chart, int index)
{
	const struct charts_wanted *wanted = maker->wanted;
	words_subtitle(maker, chart);
	chart->plot.subtitle = label_slice(&chart->subtitle);
	chart->plot.focused = wanted->active && index == wanted->focus;
	chart->plot.cursor = wanted->cursor;
	chart->plot.flags = wanted->flags;
	chart->plot.flag_count = (size_t)wanted->flag_count;
	chart->plot.range_from = wanted->range_from;
	chart->plot.range_to = wanted->range_to;
}

/* The title alone, or what it showed before. */
static void hold(const struct maker *maker, struct chart *chart, int index, const struct chart_key *key)
{
	label_format(&chart->subtitle, "…");
	chart->plot.subtitle = label_slice(&chart->subtitle);
	if (chart->made && chart->key.given == key->given && chart->key.tag == key->tag && rect_equal(chart->key.area, key->area))
		return;
	chart->made = chart->has_data = false;
	chart->key_count = chart->ground.columns = 0;
	chart->area = key->area;
	find_tags(maker, chart, index);
	words_title(maker, chart);
	chart->plot = (struct plot){.title = label_slice(&chart->title), .subtitle = label_slice(&chart->subtitle),
	                            .frame = maker->wanted->framed, .note = ""};
	chart->layout = plot_layout(&chart->plot, chart->area);
}

/* The one that is made next: the focused, or that which waited longest; -1 when all are fresh. */
static int next_stale(const struct maker *maker, const bool *fresh)
{
	const struct charts *charts = maker->charts;
	int best = -1;
	for (int i = 0; i < charts->count; i++) {
		if (fresh[i])
			continue;
		if (charts->first + i == maker->wanted->focus)
			return i;
		if (best < 0 || charts->items[i].made_at < charts->items[best].made_at)
			best = i;
	}
	return best;
}

static void make_stale(const struct maker *maker, int i)
{
	struct chart *chart = &maker->charts->items[i];
	struct chart_key key = key_of(maker, i);
	make_chart(maker, chart, maker->charts->first + i, key.area);
	chart->key = key;
	chart->made = true;
	chart->made_at = ++maker->charts->made_at;
	chart->provisional = maker->scene->derived && derived_pending(maker->scene->derived);
}

static bool make_all(const struct maker *maker, uint64_t deadline)
{
	struct charts *charts = maker->charts;
	bool *fresh = xcalloc((size_t)charts->count + 1, sizeof *fresh), late = false;
	for (int i = 0; i < charts->count; i++) {
		struct chart_key key = key_of(maker, i);
		fresh[i] = is_fresh(maker, &charts->items[i], &key);
		if (fresh[i])
			renew_cursor(maker, &charts->items[i], charts->first + i);
	}
	for (int i, made = 0; (i = next_stale(maker, fresh)) >= 0; made++) {
		struct chart_key key = key_of(maker, i);
		late |= made && deadline && clock_mono() >= deadline;
		fresh[i] = true;
		if (!late)
			make_stale(maker, i);
		renew_cursor(maker, &charts->items[i], charts->first + i);
		if (late)
			hold(maker, &charts->items[i], charts->first + i, &key);
	}
	free(fresh);
	return !late;
}

bool charts_prepare(struct charts *charts, const struct scene *scene, const struct lineup *lineup,
                    const struct charts_wanted *wanted, struct rect area)
{
	bool shared = choice_extent(scene->choice)->y_shared;
	struct maker maker = {
		.charts = charts, .scene = scene, .lineup = lineup, .wanted = wanted, .axis = choice_x(scene->choice),
		.log = axis_is_log(scene->choice), .bends = bends_of(lineup), .low = NAN, .high = NAN,
	};
	make_page(charts, wanted, area);
	label_set(&charts->nothing, slice_of(wanted->nothing), area.width, TEXT_CUT_END);
	if (!shared || charts->count < 2)
		return make_all(&maker, scene->deadline);
	make_all(&maker, 0); /* a range is that of all */
	for (int i = 0; i < charts->count; i++)
		lines_widen(&maker.low, &maker.high, charts->items[i].low, charts->items[i].high);
	maker.shared = true;
	return make_all(&maker, 0);
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

const struct chart *charts_index(const struct charts *charts, int index)
{
	bool there = index >= charts->first && index < charts->first + charts->count;
	return there ? &charts->items[index - charts->first] : NULL;
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
		free(charts->items[i].keys);
		dots_fini(&charts->items[i].dots);
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
