#include "view/maker.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

/* A smaller chart has no room to spare for a legend; the run list says the same. */
#define LEGEND_WIDTH 40
#define LEGEND_HEIGHT 10

bool maker_late(const struct maker *maker)
{
	return maker->deadline && clock_mono() >= maker->deadline;
}

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
	for (size_t i = 0; i < chart->cache.key_count; i++) {
		const struct bulk *one = &chart->cache.keys[i].bulk;
		struct window place = axis_stretch(maker->axis, maker->charts->parts[i].line, one->window);
		lines_widen(&chart->bulk.window.from, &chart->bulk.window.to, place.from, place.to);
		chart->bulk.far_off += one->far_off;
	}
}

/* Of the series that have a line of their own: points that are no number. */
static void count_misfits(const struct maker *maker, struct chart *chart)
{
	chart->misfits = 0;
	for (size_t i = 0; i < chart->cache.key_count; i++) {
		uint32_t series = chart->cache.keys[i].series;
		chart->misfits += series == STORE_NONE ? 0 : store_series_head(maker->scene->store, series).misfits;
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

static const struct y_hand *hand_of(const struct maker *maker, const struct chart *chart)
{
	return extent_hand(choice_extent(maker->scene->choice), store_tag_name(maker->scene->store, chart->tag));
}

/* By hand, or what the lines span, as the choice has it; calm in any case. */
static struct scale y_scale(const struct maker *maker, const struct chart *chart, enum scale_kind kind, double low,
                            double high)
{
	const struct extent *extent = choice_extent(maker->scene->choice);
	const struct y_hand *hand = hand_of(maker, chart);
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

static void reserve_columns(struct charts *charts, size_t need)
{
	if (need <= charts->scratch_capacity)
		return;
	charts->scratch = xrealloc(charts->scratch, need * sizeof *charts->scratch);
	charts->edges = xrealloc(charts->edges, (need + 1) * sizeof *charts->edges);
	charts->scratch_capacity = need;
}

/*
 * Where the lines go depends on the width of the y labels, and these on the
 * range of the lines: the columns are made for a first guess and again when it
 * was wrong. False: the deadline came.
 */
static bool make_lines(const struct maker *maker, struct chart *chart, double *low, double *high)
{
	enum scale_kind kind = y_scale_kind(maker_y(maker));
	if (chart->y_known && !chart->given && chart->y_tag == chart->tag && chart->y.kind == kind)
		chart->plot.y = chart->y; /* mostly it stays as it is */
	for (int round = 0; round < 3; round++) {
		chart->layout = plot_layout(&chart->plot, chart->area);
		int columns = chart->layout.dot_columns;
		if (columns <= 0)
			return true;
		reserve_columns(maker->charts, (size_t)columns);
		*low = *high = NAN;
		if (!lines_make(maker, chart, low, high))
			return false;
		chart->plot.bad = chart->bad;
		chart->plot.bad_count = chart->plot.bad_kinds ? (size_t)columns : 0;
		chart->plot.y = chart->y = y_scale(maker, chart, kind, *low, *high);
		chart->plot.y_unknown = !isfinite(*low) && !isfinite(maker->low) && !hand_of(maker, chart);
		chart->y_known = true;
		chart->y_tag = chart->tag;
		if (plot_layout(&chart->plot, chart->area).dot_columns == columns)
			return true;
	}
	return true;
}

/* What stands at the right end of x: times speak for themselves, but not of which day they are. */
static void say_x_name(const struct maker *maker, struct chart *chart, const struct scale *x)
{
	struct tick day = {0};
	switch (maker->axis) {
	case X_STEP: label_format(&chart->x_name, "%s", maker->log ? "step, log" : "step"); break;
	case X_ACTIVE: label_format(&chart->x_name, "pauses cut"); break;
	case X_TAG: label_format(&chart->x_name, "%s", choice_extent(maker->scene->choice)->x_tag); break;
	case X_WALL: scale_day(x, &day); label_format(&chart->x_name, "%s", day.label); break;
	default: label_format(&chart->x_name, "%s", "");
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
void maker_find_tags(const struct maker *maker, struct chart *chart, int index)
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

#define DRAWN_AT_ONCE 32 /* lines */

/* The lines as dots, but for those that are there already. With a note instead of lines there are none. */
static bool draw(const struct maker *maker, struct chart *chart)
{
	struct plot_layout layout = plot_layout(&chart->plot, chart->area);
	struct dots *dots = &chart->dots;
	bool begun = dots->cells && dots->marker == chart->plot.marker && dots->cell_columns == layout.plot.width &&
	             dots->cell_rows == layout.plot.height && same_scale(&chart->drawn_y, &chart->plot.y);
	size_t count = chart->plot.line_count;
	if (chart->plot.note)
		return true;
	if (!begun || chart->redraw) {
		dots_fini(dots);
		dots_init(dots, chart->plot.marker, layout.plot.width, layout.plot.height);
		chart->drawn_lines = 0;
		chart->drawn_y = chart->plot.y;
		chart->redraw = false;
	}
	chart->plot.dots = dots;
	while (chart->drawn_lines < count) {
		size_t more = count - chart->drawn_lines < DRAWN_AT_ONCE ? count - chart->drawn_lines : DRAWN_AT_ONCE;
		plot_draw(&chart->plot, chart->drawn_lines, more, dots);
		chart->drawn_lines += more;
		if (chart->drawn_lines < count && maker_late(maker))
			return false;
	}
	return true;
}

/* A given chart without tags. */
static void make_empty(const struct maker *maker, struct chart *chart)
{
	chart->has_data = false;
	chart->cache.key_count = 0;
	chart->bulk = (struct bulk){.window = {NAN, NAN}};
	chart->low = chart->high = NAN;
	chart->drawn = 0;
	chart->sunk = false;
	chart->note = chart->given->note;
	words_title(maker, chart);
	chart->plot = (struct plot){.title = label_slice(&chart->title), .frame = maker->wanted->framed,
	                            .note = chart->note.text};
	chart->layout = plot_layout(&chart->plot, chart->area);
}

static unsigned bad_kinds(const struct span *span)
{
	return (span->nan ? PLOT_NAN : 0u) | (span->above ? PLOT_ABOVE : 0u) | (span->below ? PLOT_BELOW : 0u);
}

/* All but the lines. */
static void begin(const struct maker *maker, struct chart *chart)
{
	struct span span = chart->span = span_of(maker, chart);
	chart->has_data = isfinite(span.x_from);
	chart->full = calm_x(maker->log ? SCALE_LOG : axis_scale(maker->axis), span.x_from, span.x_to);
	words_title(maker, chart);
	parts_find(maker, chart);
	struct scale x = x_scale(maker, &chart->full, &span);
	say_x_name(maker, chart, &x);
	chart->plot = (struct plot){
		.x = x,
		.y = scale_of(y_scale_kind(maker_y(maker)), 0, 1, true),
		.title = label_slice(&chart->title),
		.x_name = chart->x_name.text,
		.marker = plot_marker(maker->scene),
		.drawing = (enum plot_drawing)choice_drawing(maker->scene->choice), /* in the same order */
		.legend = wants_legend(maker->wanted, &span, chart->area),
		.bad_kinds = bad_kinds(&span), /* the lane is there from the first layout on */
		.axes = true,
		.frame = maker->wanted->framed,
		.left_least = chart->key.left_least,
		.right_spare = chart->key.right_spare,
	};
	chart->plot.x.whole = maker->axis == X_STEP;
	parts_mark(maker, chart);
	event_lane_find(maker, chart);
}

bool maker_make(const struct maker *maker, struct chart *chart, int index, bool again)
{
	chart->area = chart->key.area;
	maker_find_tags(maker, chart, index);
	if (!chart->tag_count) {
		make_empty(maker, chart);
		return true;
	}
	if (!again)
		begin(maker, chart);
	else if (choice_smooth(maker->scene->choice).kind != SMOOTH_OFF)
		parts_find(maker, chart); /* a smooth series is good for a frame */
	chart->low = chart->high = NAN;
	if (!make_lines(maker, chart, &chart->low, &chart->high))
		return false;
	chart->plot.lines = chart->lines;
	find_bulk(maker, chart);
	count_misfits(maker, chart);
	words_subtitle(maker, chart);
	chart->plot.subtitle = label_slice(&chart->subtitle);
	words_note(maker, chart, &chart->span, isfinite(chart->low));
	return draw(maker, chart);
}
