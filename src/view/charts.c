#include "view/charts.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "view/maker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
	while (charts->capacity < charts->count)
		charts->items[charts->capacity++] = xcalloc(1, sizeof **charts->items);
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
		double end = warp && warp->count ? warp->knots[warp->count - 1].out + warp->knots[warp->count - 1].in : 0;
		all = (all ^ number_bits_double(end) ^ (warp ? warp->count + 1 : 0)) * UINT64_C(0x100000001b3);
	}
	return all;
}

static struct chart_key key_of(const struct maker *maker, int i)
{
	const struct charts_wanted *wanted = maker->wanted;
	bool alone = maker->charts->grid.columns == 1;
	return (struct chart_key){
		.store = store_generation(maker->scene->store), .choice = choice_generation(maker->scene->choice),
		.bends = maker->bends, .run = wanted->run,
		.given = wanted->given ? wanted->given_made : 0,
		.tag = wanted->given ? (uint32_t)(maker->charts->first + i) : wanted->tags[maker->charts->first + i],
		.area = cell_of(maker->charts, i), .single = wanted->single, .framed = wanted->framed,
		.legend = wanted->legend, .ascii = maker->scene->ascii,
		.left_least = alone ? wanted->left_least : 0, .right_spare = alone ? wanted->right_spare : 0,
		.shared = maker->shared, .low = maker->low, .high = maker->high,
	};
}

static bool same_range(const struct chart_key *a, const struct chart_key *b)
{
	return a->shared == b->shared && (!a->shared || (a->low == b->low && a->high == b->high));
}

/* All but the data. */
static bool same_choice(const struct chart_key *a, const struct chart_key *b)
{
	return a->choice == b->choice && a->given == b->given && a->tag == b->tag && a->run == b->run &&
	       rect_equal(a->area, b->area) && a->single == b->single && a->framed == b->framed &&
	       a->legend == b->legend && a->ascii == b->ascii && a->left_least == b->left_least &&
	       a->right_spare == b->right_spare;
}

/* Where ranges are shared, these are found before any is applied: `ranges` says whether they count. */
static bool same_key(const struct chart_key *a, const struct chart_key *b, bool ranges)
{
	return a->store == b->store && a->bends == b->bends && same_choice(a, b) && (!ranges || same_range(a, b));
}

/* Smoothed series that nobody asks for are forgotten. */
static void keep_smooth(const struct maker *maker, const struct chart *chart)
{
	struct derived *derived = maker->scene->derived;
	if (!derived || choice_smooth(maker->scene->choice).kind == SMOOTH_OFF)
		return;
	for (size_t i = 0; i < chart->cache.key_count; i++)
		if (chart->cache.keys[i].series != STORE_NONE)
			derived_keep(derived, chart->cache.keys[i].series);
}

static bool is_fresh(const struct maker *maker, struct chart *chart, const struct chart_key *key)
{
	bool ranges = maker->shared || !choice_extent(maker->scene->choice)->y_shared;
	if (!chart->made || chart->provisional || chart->hollow || !same_key(&chart->key, key, ranges) || !event_lane_same(maker, chart))
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
	chart->plot.waiting = false;
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
	chart->plot.waiting = true;
	if (chart->made && chart->key.given == key->given && chart->key.tag == key->tag && rect_equal(chart->key.area, key->area))
		return;
	chart->made = chart->has_data = false;
	chart->area = key->area;
	maker_find_tags(maker, chart, index);
	words_title(maker, chart);
	chart->plot = (struct plot){.title = label_slice(&chart->title), .frame = maker->wanted->framed, .waiting = true, .note = ""};
	chart->layout = plot_layout(&chart->plot, chart->area);
}

/* The one that is made next: the focused, that which is begun, or that which waited longest; -1 when all are fresh. */
static int next_stale(const struct maker *maker, const bool *fresh)
{
	const struct charts *charts = maker->charts;
	int best = -1, begun = -1;
	for (int i = 0; i < charts->count; i++) {
		if (fresh[i])
			continue;
		if (charts->first + i == maker->wanted->focus)
			return i;
		if (charts->items[i] == charts->draft_of)
			begun = i;
		if (best < 0 || charts->items[i]->made_at < charts->items[best]->made_at)
			best = i;
	}
	return begun < 0 ? best : begun;
}

/* What was looked up for it is good for the next time, too. */
static void drop_draft(struct charts *charts)
{
	struct chart *shown = charts->draft_of;
	if (!shown)
		return;
	shown->cache = charts->draft->cache;
	shown->redraw = true; /* it is not what the dots show */
	charts->draft->cache = (struct line_cache){0};
	charts->draft_of = NULL;
}

static void copy_dots(struct dots *to, const struct dots *from)
{
	dots_fini(to);
	if (!from->cells)
		return;
	dots_init(to, from->marker, from->cell_columns, from->cell_rows);
	memcpy(to->cells, from->cells, (size_t)from->cell_columns * (size_t)from->cell_rows * sizeof *to->cells);
}

/* The lines and dots go along; what has to stay in sight until then has copies. */
static void begin_draft(struct charts *charts, struct chart *shown, const struct chart_key *key)
{
	if (!charts->draft)
		charts->draft = xcalloc(1, sizeof *charts->draft);
	struct chart *draft = charts->draft;
	draft->cache = shown->cache;
	draft->hollow = false;
	shown->cache = (struct line_cache){0};
	shown->hollow = true;
	for (size_t i = 0; i < shown->plot.line_count; i++)
		shown->lines[i].count = 0;
	copy_dots(&draft->dots, &shown->dots);
	draft->drawn_y = shown->drawn_y;
	draft->drawn_lines = shown->drawn_lines;
	draft->redraw = shown->redraw;
	draft->y = shown->y;
	draft->y_known = shown->y_known;
	draft->y_tag = shown->y_tag;
	charts->draft_of = shown;
	charts->draft_key = *key;
	charts->draft_frames = 0;
}

#define DRAFT_FRAMES 6

/* Where the store changes with each frame a draft may begin anew each time: that must come to an end. */
static uint64_t deadline_of(const struct maker *maker, const struct chart_key *key)
{
	const struct charts *charts = maker->charts;
	bool again = charts->draft_key.store != key->store && same_choice(&charts->draft_key, key);
	return again && charts->draft_frames > DRAFT_FRAMES ? 0 : maker->deadline;
}

static size_t lines_memory(const struct chart *chart)
{
	const struct line_cache *cache = &chart->cache;
	return cache->column_capacity * sizeof *cache->columns + cache->bad_capacity * sizeof *cache->bad +
	       cache->count_capacity * sizeof *cache->counts + cache->band_capacity * sizeof *cache->bands;
}

size_t charts_memory(const struct charts *charts)
{
	size_t sum = charts->draft ? lines_memory(charts->draft) : 0;
	for (int i = 0; i < charts->capacity; i++)
		sum += charts->items[i] ? lines_memory(charts->items[i]) : 0;
	return sum;
}

/* All that is kept of the lines, but for the keys: they say which smoothed series are in use. */
static void give_back_lines(struct chart *chart)
{
	struct line_cache *cache = &chart->cache;
	free(cache->columns);
	free(cache->bad);
	free(cache->counts);
	free(cache->bands);
	*cache = (struct line_cache){.keys = cache->keys, .key_count = cache->key_count, .key_capacity = cache->key_capacity};
	for (size_t i = 0; i < chart->plot.line_count; i++)
		chart->lines[i].count = 0;
}

/* The one with lines that was made the longest ago: what is on no page any more comes first. */
static struct chart *oldest(const struct charts *charts)
{
	struct chart *oldest = NULL;
	for (int i = 0; i < charts->capacity; i++) {
		struct chart *chart = charts->items[i];
		if (chart && lines_memory(chart) && (!oldest || chart->made_at < oldest->made_at))
			oldest = chart;
	}
	return oldest;
}

/* A file takes what it needs, and is done with it soon. */
static void keep_within(const struct maker *maker)
{
	struct charts *charts = maker->charts;
	struct chart *chart = charts->draft;
	while (maker->deadline && charts_memory(charts) > CHARTS_MEMORY && chart) {
		if (lines_memory(chart))
			give_back_lines(chart);
		chart = oldest(charts);
	}
}

/* False: it goes on in the next frame. */
static bool make_stale(const struct maker *maker, int i)
{
	struct charts *charts = maker->charts;
	struct chart_key key = key_of(maker, i);
	if (charts->draft_of != charts->items[i]) {
		drop_draft(charts);
		begin_draft(charts, charts->items[i], &key);
	}
	struct chart *draft = charts->draft;
	struct maker hurried = *maker;
	bool again = charts->draft_frames++ && same_key(&draft->key, &key, true);
	hurried.deadline = deadline_of(maker, &key);
	draft->key = key;
	if (!maker_make(&hurried, draft, charts->first + i, again))
		return false;
	draft->made = true;
	draft->made_at = ++charts->made_at;
	draft->provisional = maker->scene->derived && derived_pending(maker->scene->derived);
	charts->draft = charts->items[i];
	charts->items[i] = draft;
	charts->draft_of = NULL;
	keep_within(maker);
	return true;
}

static bool make_all(const struct maker *maker)
{
	struct charts *charts = maker->charts;
	bool *fresh = xcalloc((size_t)charts->count + 1, sizeof *fresh), late = false;
	for (int i = 0; i < charts->count; i++) {
		struct chart_key key = key_of(maker, i);
		fresh[i] = is_fresh(maker, charts->items[i], &key);
		if (fresh[i])
			renew_cursor(maker, charts->items[i], charts->first + i);
	}
	for (int i, made = 0; (i = next_stale(maker, fresh)) >= 0; made++) {
		struct chart_key key = key_of(maker, i);
		fresh[i] = true;
		late = late || (made && maker_late(maker)) || !make_stale(maker, i);
		renew_cursor(maker, charts->items[i], charts->first + i);
		if (late)
			hold(maker, charts->items[i], charts->first + i, &key);
	}
	free(fresh);
	return !late;
}

/* One range of y for all: it is that of all, so they are made twice. */
static bool make_shared(struct maker *maker)
{
	struct charts *charts = maker->charts;
	if (!make_all(maker)) {
		for (int i = 0; i < charts->count; i++)
			charts->items[i]->plot.waiting = true;
		return false;
	}
	for (int i = 0; i < charts->count; i++)
		lines_widen(&maker->low, &maker->high, charts->items[i]->low, charts->items[i]->high);
	maker->shared = true;
	return make_all(maker);
}

/* However much of the frame's time was taken by others. */
#define LEAST_NS UINT64_C(4000000)

static uint64_t deadline_from(const struct scene *scene)
{
	uint64_t least = clock_mono() + LEAST_NS;
	if (!scene->deadline)
		return 0;
	return scene->deadline > least ? scene->deadline : least;
}

bool charts_prepare(struct charts *charts, const struct scene *scene, const struct lineup *lineup,
                    const struct charts_wanted *wanted, struct rect area)
{
	bool shared = choice_extent(scene->choice)->y_shared;
	struct maker maker = {
		.charts = charts, .scene = scene, .lineup = lineup, .wanted = wanted, .axis = choice_x(scene->choice),
		.log = axis_is_log(scene->choice), .bends = bends_of(lineup), .low = NAN, .high = NAN,
		.deadline = deadline_from(scene),
	};
	make_page(charts, wanted, area);
	label_set(&charts->nothing, slice_of(wanted->nothing), area.width, TEXT_CUT_END);
	return shared && charts->count > 1 ? make_shared(&maker) : make_all(&maker);
}

void charts_paint(const struct charts *charts, struct canvas *canvas)
{
	const struct label *nothing = &charts->nothing;
	if (!charts->total)
		canvas_text(canvas, charts->area.x + (charts->area.width - nothing->width) / 2,
		            charts->area.y + charts->area.height / 2, nothing->width, label_slice(nothing), ROLE_DIM, 0);
	for (int i = 0; i < charts->count; i++)
		plot_paint(&charts->items[i]->plot, canvas, charts->items[i]->area);
}

const struct chart *charts_of_tag(const struct charts *charts, uint32_t tag)
{
	for (int i = 0; i < charts->count; i++)
		if (charts->items[i]->tag == tag)
			return charts->items[i];
	return NULL;
}

const struct chart *charts_index(const struct charts *charts, int index)
{
	bool there = index >= charts->first && index < charts->first + charts->count;
	return there ? charts->items[index - charts->first] : NULL;
}

int charts_index_at(const struct charts *charts, int x, int y)
{
	for (int i = 0; i < charts->count; i++)
		if (rect_contains(charts->items[i]->area, x, y))
			return charts->first + i;
	return -1;
}

const struct chart *charts_at(const struct charts *charts, int x, int y)
{
	return charts_index(charts, charts_index_at(charts, x, y));
}

static void free_chart(struct chart *chart)
{
	if (!chart)
		return;
	free(chart->cache.keys);
	free(chart->cache.columns);
	free(chart->cache.bad);
	free(chart->cache.counts);
	free(chart->cache.bands);
	free(chart->lines);
	free(chart->names);
	free(chart->legend);
	free(chart->bad);
	dots_fini(&chart->dots);
	free(chart);
}

void charts_fini(struct charts *charts)
{
	for (int i = 0; i < charts->capacity; i++)
		free_chart(charts->items[i]);
	free_chart(charts->draft);
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
