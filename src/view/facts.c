#include "base/number.h"
#include "base/text.h"
#include "chart/lane.h"
#include "view/ask.h"
#include "view/axes.h"
#include "view/scalars.h"

#include <math.h>

#define ROW_FROM 8 /* rows of charts: with fewer they need all */
#define ENVELOPE_FROM 48 /* columns: with fewer the count would be in its way */

/* A→B takes as many as all of it needs, as far as charts have them. */
static int readout_rows(struct rect charts)
{
	int needs = charts.width >= 100 ? 1 : charts.width >= 50 ? 2 : 3, most = charts.height / 6;
	return needs < most ? needs : most > 1 ? most : 1;
}

struct rect facts_take_rows(struct scalars *view, const struct scene *scene, struct rect charts)
{
	double from, to;
	view->readout.saying.row = view->facts.row = (struct rect){0};
	if (view->single && charts.height >= ROW_FROM)
		view->facts.row = rect_take_bottom(&charts, 1);
	if (charts.height >= ROW_FROM && marks_ends(view, scene, &from, &to))
		view->readout.saying.row = rect_take_bottom(&charts, readout_rows(charts));
	return charts;
}

static void prepare_readout(struct scalars *view, const struct scene *scene, struct asks *out)
{
	double from, to;
	uint32_t series = STORE_NONE;
	const struct line_run *line = cursor_line(view, scene, &series);
	enum x_axis axis = choice_x(scene->choice);
	struct row first, last;
	enum number_type type;
	saying_begin(&view->readout.saying);
	if (rect_empty(view->readout.saying.row) || !line || !marks_ends(view, scene, &from, &to) ||
	    !query_nearest(scene->store, series, axis_source(axis), axis_find(axis, line, from), &first, &type) ||
	    !query_nearest(scene->store, series, axis_source(axis), axis_find(axis, line, to), &last, &type))
		return;
	bool backwards = last.step < first.step;
	struct slice run = view->lineup.run_count > 1 ? store_run(scene->store, line->run).name : (struct slice){0};
	if (!readout_prepare(&view->readout, scene->store, series, run, backwards ? &last : &first,
	                     backwards ? &first : &last))
		ask(out, ASK_MORE, NULL);
}

static void add_smooth(struct saying *saying, const struct smooth_spec *spec)
{
	char weight[NUMBER_SIZE];
	number_short(weight, spec->weight, 3);
	if (spec->kind == SMOOTH_WINDOW)
		saying_add(saying, "mean of %u, raw faint", spec->window);
	else if (spec->kind != SMOOTH_OFF)
		saying_add(saying, "%sEMA %s, raw faint", spec->kind == SMOOTH_TIME_EMA ? "time-weighted " : "", weight);
}

/* What the letters of the lane stand for, each once. */
static void add_events(struct saying *saying, const struct chart *chart)
{
	static const int kinds[] = {PAUSE_CHECKPOINT, PAUSE_EVAL, PAUSE_STALL, PAUSE_UNKNOWN, HAPPEN_ALERT};
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (size_t i = 0; i < chart->plot.event_count; i++)
			if (chart->events[i].letter == happen_letter(kinds[k])) {
				saying_add(saying, "%c %s", happen_letter(kinds[k]), happen_word(kinds[k]));
				break;
			}
}

/* What the marks in the lane of what is not finite stand for, where there is more than NaN. */
static void add_bad(struct saying *saying, unsigned kinds)
{
	static const char *const words[] = {"NaN", "+inf", "-inf"};
	struct str marks = {0};
	for (unsigned kind = PLOT_NAN, i = 0; kind <= PLOT_BELOW; kind *= 2, i++)
		if (kinds & kind) {
			char mark[4];
			str_append(&marks, mark, text_encode(lane_bad_mark(kind), mark));
			str_printf(&marks, " %s  ", words[i]);
		}
	if (kinds & (kinds - 1)) /* several */
		str_printf(&marks, "✱ several  ");
	if (kinds & ~(unsigned)PLOT_NAN)
		saying_add(saying, "%.*s", (int)marks.length - 2, str_text(&marks));
	str_fini(&marks);
}

/* The lane, and the jumps, know of no older pauses. */
static void add_events_left_out(struct saying *saying, const struct scene *scene, uint32_t run)
{
	char records[NUMBER_SIZE];
	const struct steptime *steptime =
		scene->steptimes ? steptimes_get(scene->steptimes, scene->store, run, scene->now) : NULL;
	number_grouped(records, STEPTIME_GAPS);
	if (steptime && steptime->cut)
		saying_add(saying, "pauses of the newest %s records", records);
}

static void say_drawn(struct saying *saying, const struct chart *chart, int width)
{
	char points[NUMBER_SIZE];
	bool envelope = chart->drawn > (uint64_t)chart->layout.dot_columns && width >= ENVELOPE_FROM;
	number_grouped(points, (int64_t)chart->drawn);
	saying_add(saying, "drawn from %s%s %s%s", chart->sunk ? "the rest of " : "", points, chart->drawn == 1 ? "point" : "points",
	           envelope ? ", min–max envelope" : "");
}

static void say_facts(struct scalars *view, const struct scene *scene)
{
	const struct chart *chart = scalars_chart(view);
	char points[NUMBER_SIZE], knots[NUMBER_SIZE];
	struct smooth_spec spec = choice_smooth(scene->choice);
	saying_begin(&view->facts);
	if (!chart || rect_empty(view->facts.row))
		return;
	if (view->bends.falls)
		saying_add(&view->facts, "left out: runs in which %s goes back", choice_extent(scene->choice)->x_tag);
	if (!chart->has_data)
		return;
	if (view->bends.left_out) {
		number_grouped(points, (int64_t)view->bends.left_out);
		number_grouped(knots, BENDS_KNOTS);
		saying_add(&view->facts, "x straight between %s of %s points of %s", knots, points,
		           choice_extent(scene->choice)->x_tag);
	}
	if (chart->span.beyond)
		saying_add(&view->facts, "left out: points without %s", choice_extent(scene->choice)->x_tag);
	if (chart->sunk && isfinite(chart->low))
		saying_add(&view->facts, "left out: values not above 0");
	if (isfinite(chart->low))
		say_drawn(&view->facts, chart, view->facts.row.width);
	add_smooth(&view->facts, &spec);
	if (choice_x(scene->choice) == X_ACTIVE) {
		number_duration(points, view->bends.cut);
		if (view->bends.cut_runs > 1)
			saying_add(&view->facts, "pauses cut out of x: up to %s in %u runs", points, view->bends.cut_runs);
		else
			saying_add(&view->facts, "pauses cut out of x: %s", points);
	}
	add_bad(&view->facts, chart->plot.bad_kinds);
	add_events(&view->facts, chart);
	if (view->runs.focus != STORE_NONE && chart->plot.event_count)
		add_events_left_out(&view->facts, scene, view->runs.focus);
	if (chart->plot.mark_count)
		saying_add(&view->facts, plot_crowded(&chart->plot, &chart->layout) ? "┴ R restart" : "┆ R restart");
}

void facts_prepare(struct scalars *view, const struct scene *scene, struct asks *out)
{
	prepare_readout(view, scene, out);
	say_facts(view, scene);
}

void facts_paint(const struct scalars *view, struct canvas *canvas)
{
	saying_paint(&view->readout.saying, canvas, "  ", ROLE_CURSOR, ROLE_TEXT);
	saying_paint(&view->facts, canvas, " · ", ROLE_DIM, ROLE_DIM);
}
