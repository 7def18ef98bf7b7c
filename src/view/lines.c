#include "base/alloc.h"
#include "model/outliers.h"
#include "view/maker.h"
#include "view/run_order.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_DIGITS 4

void lines_widen(double *low, double *high, double a, double b)
{
	if (isfinite(a) && !(*low <= a))
		*low = a;
	if (isfinite(b) && !(*high >= b))
		*high = b;
}

static void reserve_lane(struct chart *chart, size_t columns)
{
	if (columns <= chart->bad_capacity)
		return;
	chart->bad = xrealloc(chart->bad, columns * sizeof *chart->bad);
	chart->bad_capacity = columns;
}

static void reserve_lines(struct chart *chart, size_t lines)
{
	if (lines <= chart->line_capacity)
		return;
	chart->lines = xrealloc(chart->lines, lines * sizeof *chart->lines);
	chart->names = xrealloc(chart->names, lines * sizeof *chart->names);
	chart->legend = xrealloc(chart->legend, lines * sizeof *chart->legend);
	chart->line_capacity = lines;
}

static void reserve_cache(struct line_cache *cache, size_t lines)
{
	size_t columns = lines * cache->ground.columns;
	if (lines > cache->key_capacity) {
		cache->keys = xrealloc(cache->keys, lines * sizeof *cache->keys);
		cache->key_capacity = lines;
	}
	if (columns > cache->column_capacity) {
		cache->columns = xrealloc(cache->columns, columns * sizeof *cache->columns);
		cache->column_capacity = columns;
	}
	if (columns > cache->count_capacity) {
		cache->counts = xrealloc(cache->counts, columns * sizeof *cache->counts);
		cache->count_capacity = columns;
	}
	if (cache->ground.lane && columns > cache->bad_capacity) {
		cache->bad = xrealloc(cache->bad, columns * sizeof *cache->bad);
		cache->bad_capacity = columns;
	}
}

/* On a log axis what is not positive has no place: the column shows what is. */
static struct plot_column plot_column(const struct column *column, bool log)
{
	struct plot_column out = {column->first, column->last, column->min, column->max, false};
	if (!log || !(out.min <= 0))
		return out;
	out.min = column->min_positive;
	if (!(out.max > 0))
		return (struct plot_column){NAN, NAN, NAN, NAN, false};
	if (!(out.first > 0))
		out.first = out.min;
	if (!(out.last > 0))
		out.last = out.min;
	return out;
}

/* Where each column of dots begins, and the last one ends, in steps or wall times. */
static void find_edges(const struct maker *maker, const struct chart *chart, const struct line_run *line,
                       double *edges, size_t count)
{
	for (size_t i = 0; i <= count; i++)
		edges[i] = axis_find(maker->axis, line, scale_value(&chart->plot.x, (double)i / (double)count));
}

static struct query query_of(const struct maker *maker, const struct chart *chart, const struct chart_part *part)
{
	const struct scale *x = &chart->plot.x;
	struct query query = {.stretch = &part->stretch, .axis = axis_source(maker->axis)};
	if (maker->log || maker->axis == X_ACTIVE || maker->axis == X_TAG) {
		find_edges(maker, chart, part->line, maker->charts->edges, (size_t)chart->layout.dot_columns);
		query.edges = maker->charts->edges;
	} else {
		query.window.from = axis_find(maker->axis, part->line, x->from);
		query.window.to = axis_find(maker->axis, part->line, x->to);
	}
	return query;
}

static void look_up(const struct maker *maker, const struct chart *chart, const struct chart_part *part,
                    const struct query *query, struct column *columns)
{
	size_t count = (size_t)chart->layout.dot_columns;
	if (part->smooth)
		query_part_in(part->smooth, query, columns, count);
	else
		query_part(maker->scene->store, part->series, query, columns, count);
}

void lines_look_up(const struct maker *maker, const struct chart *chart, const struct chart_part *part,
                   struct column *columns)
{
	struct query query = query_of(maker, chart, part);
	look_up(maker, chart, part, &query, columns);
}

/* What is not finite in each column of a line; NULL where nobody counts. */
static struct plot_bad *bad_of(const struct line_cache *cache, size_t at)
{
	return cache->ground.lane ? cache->bad + at * cache->ground.columns : NULL;
}

static uint32_t bounded(uint64_t count)
{
	return count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
}

struct plot_bad lines_bad(const struct column *column)
{
	return (struct plot_bad){bounded(column->nan), bounded(column->infinite - column->below), bounded(column->below)};
}

void lines_add_bad(struct plot_bad *all, struct plot_bad more)
{
	all->nan = bounded((uint64_t)all->nan + more.nan);
	all->above = bounded((uint64_t)all->above + more.above);
	all->below = bounded((uint64_t)all->below + more.below);
}

static bool same_stretch(const struct stretch *a, const struct stretch *b)
{
	return a->branch == b->branch && a->from == b->from && a->to == b->to;
}

static bool same_line(const struct line_key *old, const struct line_key *key)
{
	return old->series == key->series && old->look == key->look && old->start == key->start &&
	       old->gone == key->gone && same_stretch(&old->stretch, &key->stretch);
}

/* What was looked up in an earlier frame is good while the series is the same. */
static bool still_good(const struct line_key *old, const struct line_key *key)
{
	return old->generation == key->generation && same_line(old, key);
}

/*
 * The first column to be looked up: a series that grows at its end leaves those before as they were. Whether a gap
 * comes before a column is known where one is drawn.
 */
static size_t first_changed(const struct maker *maker, const struct chart *chart, const struct chart_part *part,
                            size_t at, const struct line_key *key, const struct query *query)
{
	size_t count = chart->cache.ground.columns;
	const struct line_key *old = at < chart->cache.key_count ? &chart->cache.keys[at] : NULL;
	const struct plot_column *columns = chart->cache.columns + at * count;
	if (!old || !same_line(old, key))
		return 0;
	size_t first = query_changed(maker->scene->store, part->series, old->generation, query, count);
	while (first && isnan(columns[first - 1].first))
		first--;
	return first;
}

/* The columns of a run's line, with the non-finite ones counted; low and high of the key become what it spans. */
static void make_columns(const struct maker *maker, struct chart *chart, const struct chart_part *part, size_t at,
                         struct line_key *key)
{
	size_t count = chart->cache.ground.columns;
	struct plot_column *out = chart->cache.columns + at * count;
	struct column *columns = maker->charts->scratch;
	struct plot_bad *bads = bad_of(&chart->cache, at);
	uint32_t *counts = chart->cache.counts + at * count;
	struct baseline baseline;
	bool differs = blend_baseline(maker, chart, part->tag, &baseline);
	struct query query = query_of(maker, chart, part);
	query.first = differs ? 0 : first_changed(maker, chart, part, at, key, &query);
	look_up(maker, chart, part, &query, columns);
	if (differs)
		difference_make(columns, count, &baseline);
	/* What is not finite is so in the ghost, too. */
	bool gap = false, log = maker_y(maker) == Y_LOG;
	bool tallies = part->stretch.branch == BRANCH_CURRENT && (part->look != PART_SMOOTH || differs);
	key->sunk = query.first && chart->cache.keys[at].sunk;
	for (size_t i = query.first; i < count; i++) {
		out[i] = plot_column(&columns[i], log);
		key->sunk |= log && columns[i].min <= 0;
		counts[i] = bounded(columns[i].count);
		gap |= columns[i].nan + columns[i].infinite > 0 || (differs && columns[i].count && isnan(out[i].first));
		if (!isnan(out[i].first)) {
			out[i].gap_before = gap;
			gap = false;
		}
		if (bads)
			bads[i] = tallies ? lines_bad(&columns[i]) : (struct plot_bad){0};
	}
	for (size_t i = 0; i < count && part->look != PART_GHOST; i++) {
		key->drawn += counts[i];
		lines_widen(&key->low, &key->high, out[i].min, out[i].max); /* as TensorBoard does: of the smoothed lines */
	}
}

/* Who has zoomed in needs no offer to do so. */
static struct bulk bulk_of(const struct maker *maker, const struct chart_part *part)
{
	struct window zoom;
	if (!part->newest || part->look == PART_GHOST || choice_zoom(maker->scene->choice, &zoom))
		return (struct bulk){.window = {NAN, NAN}};
	return query_bulk(maker->scene->store, part->series, axis_source(maker->axis));
}

/* The columns of a group or a margin; what they span. */
static void make_blend(const struct maker *maker, struct chart *chart, const struct chart_part *part, size_t at,
                       struct line_key *key)
{
	size_t count = chart->cache.ground.columns;
	struct plot_column *out = chart->cache.columns + at * count;
	struct band *bands = chart->cache.bands + part->band * count;
	struct plot_bad *bads = bad_of(&chart->cache, at);
	bool log = maker_y(maker) == Y_LOG, there = true;
	if (bads)
		memset(bads, 0, count * sizeof *bads);
	/* A group's band comes first, and makes the numbers for its mean. */
	if (part->look == PART_BAND)
		blend_group(maker, chart, part, bands, &key->drawn, bads);
	else if (part->look == PART_MARGIN) /* without both bounds nothing is seen of it */
		there = blend_margin(maker, chart, part, bands);
	for (size_t i = 0; i < count; i++) {
		out[i] = !there ? (struct plot_column){NAN, NAN, NAN, NAN, false} :
		         part->look == PART_MEAN ? blend_mean(&bands[i], log) : blend_band(&bands[i], log);
		double least = log && out[i].min == DBL_MIN ? out[i].max : out[i].min; /* the axis does not go there */
		lines_widen(&key->low, &key->high, least, out[i].max);
	}
}

static struct line_key key_of_part(const struct maker *maker, const struct chart *chart, const struct chart_part *part)
{
	return (struct line_key){
		.series = part->series, .stretch = part->stretch, .look = (int)part->look,
		.start = part->line->start, .gone = part->line->gone, .low = NAN, .high = NAN,
		.generation = part->series == STORE_NONE ? blend_state(maker, chart, part) :
		                                           store_series_head(maker->scene->store, part->series).generation,
		.bulk = {.window = {NAN, NAN}},
	};
}

/* False: what was looked up earlier is still good. */
static bool look_up_line(const struct maker *maker, struct chart *chart, const struct chart_part *part, size_t at)
{
	struct line_key key = key_of_part(maker, chart, part);
	if (at < chart->cache.key_count && still_good(&chart->cache.keys[at], &key))
		return false;
	if (part->series == STORE_NONE) {
		make_blend(maker, chart, part, at, &key);
	} else {
		make_columns(maker, chart, part, at, &key);
		key.bulk = bulk_of(maker, part);
	}
	chart->cache.keys[at] = key;
	chart->redraw = true;
	return true;
}

/*
 * For a range without outliers: the least and the greatest of each column stand
 * for all of its points. Where each has its own column, that is TensorBoard's
 * rule; where many share one, less is cut.
 */
static void take_samples(struct charts *charts, const struct plot_column *columns, size_t count)
{
	size_t need = charts->sample_count + 2 * count;
	if (need > charts->sample_capacity) {
		charts->sample_capacity = need * 2;
		charts->samples = xrealloc(charts->samples, charts->sample_capacity * sizeof *charts->samples);
	}
	for (size_t i = 0; i < count; i++) {
		if (!isfinite(columns[i].min) || !isfinite(columns[i].max))
			continue;
		charts->samples[charts->sample_count++] = columns[i].min;
		if (columns[i].max != columns[i].min)
			charts->samples[charts->sample_count++] = columns[i].max;
	}
}

/* In a chart of several tags each has another stroke; of one run alone, or of many tags, another hue, too. */
static void look_of_tag(const struct maker *maker, const struct chart *chart, const struct chart_part *part,
                        struct plot_line *line)
{
	unsigned place = (unsigned)part->place;
	bool hues = maker->lineup->count == 1 || chart->tag_count > CHOICE_STROKES;
	line->stroke = (enum plot_stroke)((line->stroke + (hues ? place / CHOICE_HUES : place)) % CHOICE_STROKES);
	if (hues)
		line->role = (enum role)(ROLE_SERIES_0 + (line->role - ROLE_SERIES_0 + place) % CHOICE_HUES);
	if (line->mark && place)
		line->mark = run_mark_after(line->mark, place);
}

static void count_bad(struct chart *chart, size_t at)
{
	const struct plot_bad *bads = bad_of(&chart->cache, at);
	for (size_t i = 0; bads && i < chart->cache.ground.columns; i++)
		lines_add_bad(&chart->bad[i], bads[i]);
}

/* What a restart took back, and what is in no file any more, is faint; the former is dotted, too. */
static void add_line(const struct maker *maker, struct chart *chart, const struct chart_part *part, double *low,
                     double *high)
{
	size_t at = chart->plot.line_count++, count = chart->cache.ground.columns;
	const struct line_key *key = &chart->cache.keys[at];
	struct plot_column *columns = chart->cache.columns + at * count;
	bool superseded = part->stretch.branch == BRANCH_SUPERSEDED, area = part->look == PART_BAND || part->look == PART_MARGIN,
	     behind = part->look == PART_GHOST || area;
	chart->drawn += key->drawn;
	chart->sunk |= key->sunk;
	lines_widen(low, high, key->low, key->high);
	count_bad(chart, at);
	if (choice_outliers_cut(maker->scene->choice) && part->look != PART_GHOST)
		take_samples(maker->charts, columns, count);
	chart->lines[at] = (struct plot_line){
		.columns = columns,
		.count = count,
		.role = part->line->role,
		.stroke = superseded ? PLOT_DOTTED : area ? PLOT_SOLID : part->line->stroke,
		.faint = superseded || part->line->gone || behind,
		.band = area,
	};
	if (part->newest && !behind) {
		struct plot_line *line = &chart->lines[at];
		line->mark = part->line->mark;
		legend_name(maker, chart, part, &chart->names[at]);
		line->name = label_slice(&chart->names[at]);
	}
	if (chart->tag_count > 1)
		look_of_tag(maker, chart, part, &chart->lines[at]);
}

static void reserve_bands(const struct maker *maker, struct chart *chart)
{
	size_t need = maker->lineup->count * (size_t)chart->tag_count * chart->cache.ground.columns;
	bool margins = chart->given && chart->given->has_margins;
	if ((choice_grouping(maker->scene->choice)->by == GROUP_OFF && !margins) || need <= chart->cache.band_capacity)
		return;
	chart->cache.band_capacity = need;
	chart->cache.bands = xrealloc(chart->cache.bands, need * sizeof *chart->cache.bands);
}

/* Lines of an earlier frame are good for this one where their columns stand for the same. */
static void keep_lines(const struct maker *maker, struct chart *chart)
{
	const struct line_ground *old = &chart->cache.ground;
	const struct scale *x = &chart->plot.x;
	struct line_ground ground = {
		.x = *x, .choice = choice_generation(maker->scene->choice), .bends = maker->bends, .tag = chart->tag,
		.columns = (size_t)chart->layout.dot_columns, .log = maker_y(maker) == Y_LOG,
		.baseline = blend_baseline_state(maker, chart), .lane = chart->plot.bad_kinds != 0,
	};
	bool same = old->columns == ground.columns && old->choice == ground.choice && old->bends == ground.bends &&
	            old->baseline == ground.baseline && old->tag == ground.tag && old->log == ground.log &&
	            old->lane == ground.lane && old->x.kind == x->kind && old->x.from == x->from && old->x.to == x->to;
	if (!same)
		chart->cache.key_count = 0;
	chart->redraw |= chart->cache.key_count != maker->charts->part_count;
	chart->cache.ground = ground;
}

#define AT_ONCE 8 /* lines; between so many the clock is looked at, and no frame makes fewer */

static bool look_up_lines(const struct maker *maker, struct chart *chart)
{
	const struct charts *charts = maker->charts;
	struct line_cache *cache = &chart->cache;
	for (size_t i = 0, made = 0; i < charts->part_count; i++) {
		made += look_up_line(maker, chart, &charts->parts[i], i);
		if (i >= cache->key_count)
			cache->key_count = i + 1;
		if (made == AT_ONCE && maker_late(maker))
			return false;
		made %= AT_ONCE;
	}
	cache->key_count = charts->part_count;
	return true;
}

bool lines_make(const struct maker *maker, struct chart *chart, double *low, double *high)
{
	const struct charts *charts = maker->charts;
	keep_lines(maker, chart);
	reserve_cache(&chart->cache, charts->part_count + 1);
	reserve_bands(maker, chart);
	if (!look_up_lines(maker, chart))
		return false;
	reserve_lines(chart, charts->part_count + 1);
	reserve_lane(chart, chart->cache.ground.columns);
	memset(chart->bad, 0, chart->cache.ground.columns * sizeof *chart->bad);
	chart->plot.line_count = maker->charts->sample_count = 0;
	chart->drawn = 0;
	chart->sunk = false;
	for (size_t i = 0; i < charts->part_count; i++)
		add_line(maker, chart, &charts->parts[i], low, high);
	legend_make(maker, chart);
	if (choice_outliers_cut(maker->scene->choice))
		outliers_range(charts->samples, charts->sample_count, low, high);
	return true;
}
