#include "base/alloc.h"
#include "base/number.h"
#include "chart/plot.h"
#include "view/ask.h"
#include "view/box.h"
#include "view/browse.h"
#include "view/lineup.h"
#include "view/meanings.h"
#include "view/offer.h"
#include "view/scene.h"
#include "view/step_slider.h"
#include "view/views.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { RUNS_MOST = 12, TITLE_FROM = 6, TABLE_FROM = 10, NAME_MOST = 24, FAR = 10, SVG_WIDTH = 960, SVG_HEIGHT = 480 };
#define PLAY_SECONDS 0.4 /* a step when it plays */

/* A run's curve at the step: what is shown of it was copied out of its asset. */
struct curve {
	uint32_t run, mark;
	enum role role;
	struct label name;
	enum { CURVE_THERE, CURVE_LOADING, CURVE_BAD, CURVE_NONE } state;
	enum status why;
	int64_t step;
	double area, f1;
	double at[PR_ROWS], threshold; /* at the cursor */
	size_t count;                  /* of thresholds */
	struct label wrong;            /* with it, said of its run; empty when nothing is */
	struct plot_column *columns;   /* owned */
	size_t column_capacity;
};

struct pr_curves {
	struct browse browse;
	struct step_slider slider;
	struct lineup lineup;
	struct curve curves[RUNS_MOST];
	int curve_count, left_out;
	bool started, playing;
	double played;     /* when the last step was made */
	double threshold;  /* the cursor's, 0 … 1 */
	struct plot plot;
	struct plot_line lines[RUNS_MOST];
	struct rect chart, table, title_row, body;
	struct label title, note, subtitle, wrong;
};

/* ---- A curve ------------------------------------------------------------------------------ */

/* The threshold that is nearest to the cursor's. */
static size_t column_at(const struct pr_curve *curve, double threshold)
{
	double at = floor(threshold * (double)(curve->thresholds > 1 ? curve->thresholds - 1 : 0) + 0.5);
	return at < (double)curve->count ? (size_t)at : curve->count - 1;
}

/* It is drawn by what is there, as TensorBoard does; what no classifier can have counted comes first. */
static void find_wrong(struct curve *out, const struct pr_curve *curve)
{
	char number[NUMBER_SIZE];
	size_t column = 0;
	const char *wrong = pr_wrong(curve, &column);
	number_short(number, pr_threshold(curve, column), 3);
	if (wrong)
		label_format(&out->wrong, "has %s at threshold %s", wrong, number);
	else if (curve->claimed && curve->claimed != curve->thresholds)
		label_format(&out->wrong, "has %llu threshold%s, metadata says %u",
		             (unsigned long long)curve->thresholds, curve->thresholds == 1 ? "" : "s", curve->claimed);
}

static void take(struct curve *out, const struct pr_curve *curve, double threshold)
{
	size_t best = 0, at = column_at(curve, threshold);
	find_wrong(out, curve);
	out->area = pr_area(curve);
	out->f1 = pr_best_f1(curve, &best);
	out->threshold = pr_threshold(curve, at);
	out->count = curve->count;
	for (int row = 0; row < PR_ROWS; row++)
		out->at[row] = pr_value(curve, (enum pr_row)row, at);
}

static void add_point(struct plot_column *column, double y)
{
	if (isnan(column->first))
		*column = (struct plot_column){y, y, y, y, false};
	column->last = y;
	column->min = fmin(column->min, y);
	column->max = fmax(column->max, y);
}

/* From high thresholds, where recall is low, to low ones. What is between two points is a straight line. */
static void draw(struct curve *out, const struct pr_curve *curve, int columns)
{
	if ((size_t)columns > out->column_capacity) {
		out->column_capacity = (size_t)columns;
		out->columns = xrealloc(out->columns, out->column_capacity * sizeof *out->columns);
	}
	for (int i = 0; i < columns; i++)
		out->columns[i] = (struct plot_column){NAN, NAN, NAN, NAN, false};
	for (size_t i = curve->count; i-- > 0 && columns > 0;) {
		double x = pr_value(curve, PR_RECALL, i), y = pr_value(curve, PR_PRECISION, i);
		if (x >= 0 && x <= 1 && isfinite(y))
			add_point(&out->columns[scale_column(x, columns)], y);
	}
}

/* ---- Preparing ------------------------------------------------------------------------------- */

static void add_curve(struct pr_curves *tab, const struct scene *scene, const struct line_run *line, struct asks *out)
{
	uint64_t position;
	struct asset_place place;
	struct asset_answer answer = {0};
	uint32_t series = store_series_find(scene->store, line->run, tab->browse.tag);
	if (series == STORE_NONE || store_series(scene->store, series).kind != KIND_PR_CURVE)
		return;
	if (tab->curve_count == RUNS_MOST) {
		tab->left_out++;
		return;
	}
	int64_t step = tab->slider.chosen ? tab->slider.step : INT64_MAX;
	if (!step_slider_find(scene, series, step, &position, &place))
		return;
	struct curve *curve = &tab->curves[tab->curve_count++];
	curve->run = line->run;
	curve->mark = line->mark;
	curve->role = line->role;
	curve->name = line->name;
	curve->step = place.item.step;
	ask_asset(out, &place);
	if (scene->assets)
		answer = assets_look(scene->assets, &place);
	curve->state = answer.state == ASSET_READY ? CURVE_THERE : answer.state == ASSET_FAILED ? CURVE_BAD : CURVE_LOADING;
	curve->why = answer.why;
	curve->wrong = (struct label){0};
	if (curve->state == CURVE_BAD && tab->table.height < 2) /* else it has a row there */
		label_format(&curve->wrong, "can't be shown: %s", status_text(curve->why));
	if (curve->state != CURVE_THERE)
		return;
	take(curve, &answer.asset->pr_curve, tab->threshold);
	draw(curve, &answer.asset->pr_curve, plot_layout(&tab->plot, tab->chart).dot_columns);
}

static void lay_out(struct pr_curves *tab, const struct scene *scene)
{
	struct rect body = tab->browse.body, slider = {0};
	tab->title_row = tab->table = (struct rect){0};
	if (rect_empty(tab->browse.frame) && body.height >= TITLE_FROM)
		tab->title_row = rect_take_top(&body, 1);
	if (body.height >= 3)
		slider = rect_take_bottom(&body, 1);
	int rows = (int)tab->lineup.run_count + 1;
	rows = rows > body.height / 3 ? body.height / 3 : rows;
	if (body.height >= TABLE_FROM)
		tab->table = rect_take_bottom(&body, rows > 2 ? rows : 2);
	tab->chart = body;
	tab->body = body;
	step_slider_prepare(&tab->slider, scene, tab->browse.series, slider);
}

static void begin_plot(struct pr_curves *tab, const struct scene *scene)
{
	static const enum plot_marker markers[MARKER_COUNT] = {PLOT_BRAILLE, PLOT_QUADRANT, PLOT_HALF, PLOT_ASCII};
	tab->plot = (struct plot){
		.x = scale_of(SCALE_LINEAR, 0, 1, false), .y = scale_of(SCALE_LINEAR, 0, 1, false), .x_name = "recall",
		.title = slice_of("precision"), .marker = markers[choice_marker(scene->choice)], .axes = true, .cursor = NAN,
	};
}

static void end_plot(struct pr_curves *tab)
{
	int lines = 0;
	for (int i = 0; i < tab->curve_count; i++) {
		const struct curve *curve = &tab->curves[i];
		if (curve->state != CURVE_THERE)
			continue;
		tab->lines[lines++] = (struct plot_line){
			.columns = curve->columns, .count = (size_t)plot_layout(&tab->plot, tab->chart).dot_columns,
			.role = curve->role, .mark = curve->mark, .name = label_slice(&curve->name)};
		if (curve->run == tab->browse.run)
			tab->plot.cursor = curve->at[PR_RECALL];
	}
	tab->plot.lines = tab->lines;
	tab->plot.line_count = (size_t)lines;
	if (!lines && tab->curve_count)
		tab->plot.note = tab->curves[0].state == CURVE_LOADING ? "loading …" : "no curve that could be read";
}

/* Of the focused run before others. */
static void say_wrong(struct pr_curves *tab)
{
	const struct curve *first = NULL;
	int count = 0;
	tab->wrong = (struct label){0};
	for (int i = 0; i < tab->curve_count; i++) {
		const struct curve *curve = &tab->curves[i];
		if (!curve->wrong.length)
			continue;
		first = !first || curve->run == tab->browse.run ? curve : first;
		count++;
	}
	if (!first)
		return;
	label_format(&tab->wrong, "%s %s", first->name.text, first->wrong.text);
	if (count > 1)
		label_format(&tab->wrong, "%s %s; %d more", first->name.text, first->wrong.text, count - 1);
}

static void play(struct pr_curves *tab, const struct scene *scene, struct asks *out)
{
	if (!tab->playing)
		return;
	ask(out, ASK_MORE, NULL);
	if (scene->now - tab->played >= PLAY_SECONDS && step_slider_turn(&tab->slider, scene, tab->browse.series))
		tab->played = scene->now;
}

static void say_title(struct pr_curves *tab, const struct scene *scene)
{
	struct label tag = {0};
	if (tab->browse.tag != STORE_NONE)
		label_name(&tag, store_tag_name(scene->store, tab->browse.tag), tab->body.width > 24 ? tab->body.width - 10 : 14);
	label_format(&tab->title, "%s%s", tag.text, tab->playing ? "  playing" : "");
}

static void prepare(void *state, const struct scene *scene, struct rect area, struct asks *out)
{
	struct pr_curves *tab = state;
	if (!tab->started) {
		tab->browse.focus = browse_first(area);
		tab->threshold = 0.5;
	}
	tab->started = true;
	lineup_prepare(&tab->lineup, scene);
	browse_prepare(&tab->browse, scene, area, KIND_PR_CURVE);
	play(tab, scene, out);
	lay_out(tab, scene);
	say_title(tab, scene);
	begin_plot(tab, scene);
	tab->note = (struct label){0};
	tab->curve_count = tab->left_out = 0;
	for (size_t i = 0; i < tab->lineup.run_count && tab->browse.tag != STORE_NONE; i++)
		add_curve(tab, scene, &tab->lineup.runs[i], out);
	if (!tab->curve_count && !browse_empty(&tab->browse, scene, &tab->note, out))
		label_format(&tab->note, "no shown run has this curve: a shows all runs");
	end_plot(tab);
	say_wrong(tab);
}

/* ---- Painting ----------------------------------------------------------------------------------- */

/* X(head, width with the blank before it) */
#define COLUMN_LIST(X) \
	X("area", 7) X("best F1", 9) X("at", 7) X("prec", 7) X("recall", 8) X("TP", 7) X("FP", 7) X("TN", 7) X("FN", 7)
enum {
#define X(head, width) +1
	COLUMNS = 0 COLUMN_LIST(X)
#undef X
};
static const struct { const char *head; int width; } columns[COLUMNS] = {
#define X(head, width) {head, width},
	COLUMN_LIST(X)
#undef X
};

/* Four places behind the point, for parts of 1; in less than the column's width whatever it is. */
static void say_part(char out[NUMBER_SIZE], double value)
{
	bool negative = value < 0;
	if (value == 0 || (fabs(value) >= 0.001 && fabs(value) < 9))
		snprintf(out, NUMBER_SIZE, "%.*f", negative ? 3 : 4, value);
	else
		number_short(out, value, negative ? 1 : 2);
}

static void say_cell(const struct curve *curve, int column, struct label *out)
{
	char text[NUMBER_SIZE];
	static const enum pr_row rows[COLUMNS] = {0, 0, 0, PR_PRECISION, PR_RECALL, PR_TP, PR_FP, PR_TN, PR_FN};
	double value = column == 0 ? curve->area : column == 1 ? curve->f1 : column == 2 ? curve->threshold : curve->at[rows[column]];
	if (column > 4)
		number_count(text, fabs(value) < 9e15 ? (int64_t)value : INT64_MAX);
	else
		say_part(text, value);
	label_format(out, "%s", isfinite(value) ? text : "—");
}

static int name_width(const struct pr_curves *tab)
{
	int widest = 8;
	for (int i = 0; i < tab->curve_count; i++)
		widest = tab->curves[i].name.width + 3 > widest ? tab->curves[i].name.width + 3 : widest;
	widest = widest > NAME_MOST ? NAME_MOST : widest;
	return widest > tab->table.width / 3 ? tab->table.width / 3 : widest;
}

static void paint_curve_row(const struct pr_curves *tab, const struct curve *curve, struct canvas *canvas, int y, int width)
{
	int x = tab->table.x + width, end = tab->table.x + tab->table.width;
	bool focused = curve->run == tab->browse.run;
	canvas_put(canvas, tab->table.x, y, curve->mark, curve->role, 0);
	canvas_foreign(canvas, tab->table.x + 2, y, width - 3, label_slice(&curve->name), focused ? ROLE_STRONG : ROLE_TEXT, 0);
	if (curve->state != CURVE_THERE) {
		canvas_printf(canvas, x + 1, y, end - x - 1, ROLE_DIM, 0, "%s",
		              curve->state == CURVE_LOADING ? "loading …" : status_text(curve->why));
		return;
	}
	for (int i = 0; i < COLUMNS && x + columns[i].width <= end; x += columns[i++].width) {
		struct label text;
		say_cell(curve, i, &text);
		canvas_text_right(canvas, x, y, columns[i].width, label_slice(&text), focused ? ROLE_STRONG : ROLE_TEXT, 0);
	}
}

static void paint_table(const struct pr_curves *tab, struct canvas *canvas)
{
	int width = name_width(tab), x = tab->table.x + width, y = tab->table.y;
	for (int i = 0; i < COLUMNS && x + columns[i].width <= tab->table.x + tab->table.width; x += columns[i++].width)
		canvas_text_right(canvas, x, y, columns[i].width, slice_of(columns[i].head), ROLE_DIM, 0);
	int rows = tab->table.height - 1, focused = 0;
	for (int i = 0; i < tab->curve_count; i++)
		focused = tab->curves[i].run == tab->browse.run ? i : focused;
	int from = focused >= rows ? focused - rows + 1 : 0;
	for (int i = from; i < tab->curve_count && i - from < rows; i++)
		paint_curve_row(tab, &tab->curves[i], canvas, y + 1 + i - from, width);
}

static void paint(const void *state, struct canvas *canvas, struct rect area)
{
	const struct pr_curves *tab = state;
	struct rect old = canvas_clip(canvas, area), row = tab->title_row;
	browse_paint(&tab->browse, canvas, label_slice(&tab->title));
	canvas_text(canvas, row.x, row.y, row.width, label_slice(&tab->title), ROLE_TITLE, 0);
	if (tab->note.width) {
		box_paint(canvas, tab->body, "PR curves", tab->note.text, ROLE_DIM);
	} else {
		plot_paint(&tab->plot, canvas, tab->chart);
		box_paint_foot(canvas, plot_layout(&tab->plot, tab->chart).plot, 0, "PR curves", tab->wrong.text);
		if (tab->table.height > 1)
			paint_table(tab, canvas);
	}
	step_slider_paint(&tab->slider, canvas);
	canvas_unclip(canvas, old);
}

/* ---- Acting -------------------------------------------------------------------------------------- */

/* By thresholds of the focused run's curve; up is to higher ones. */
static void move_threshold(struct pr_curves *tab, double by)
{
	size_t count = 0;
	for (int i = 0; i < tab->curve_count; i++)
		if (tab->curves[i].run == tab->browse.run)
			count = tab->curves[i].count;
	tab->threshold += by / (count > 1 ? (double)(count - 1) : 100);
	tab->threshold = fmin(fmax(tab->threshold, 0), 1);
}

static bool act_in_body(struct pr_curves *tab, enum action action)
{
	switch (action) {
	case ACTION_UP: move_threshold(tab, 1); return true;
	case ACTION_DOWN: move_threshold(tab, -1); return true;
	case ACTION_PAGE_UP: move_threshold(tab, FAR); return true;
	case ACTION_PAGE_DOWN: move_threshold(tab, -FAR); return true;
	case ACTION_FIRST: tab->threshold = 0; return true;
	case ACTION_LAST: tab->threshold = 1; return true;
	default: return false;
	}
}

static enum reply act(void *state, const struct scene *scene, const struct input *input, struct asks *out)
{
	struct pr_curves *tab = state;
	if (step_slider_act(&tab->slider, scene, tab->browse.series, input, out)) {
		tab->playing = false;
		return REPLY_DONE;
	}
	if ((tab->browse.single || tab->browse.focus == BROWSE_BODY) && act_in_body(tab, input->action))
		return REPLY_DONE;
	if (input->action == ACTION_PLAY) {
		tab->playing = !tab->playing && tab->slider.count > 1;
		tab->played = scene->now;
		return REPLY_DONE;
	}
	if (input->action == ACTION_MARKER) {
		ask_edit(out, (struct edit){.what = EDIT_MARKER, .number = -1});
		return REPLY_DONE;
	}
	return browse_act(&tab->browse, scene, input, out);
}

static void offer_curve(const struct scene *scene, const struct curve *curve, uint32_t tag, struct offer *out)
{
	struct rows *rows = &out->rows;
	uint64_t position;
	struct asset_place place;
	struct asset_answer answer = {0};
	uint32_t series = store_series_find(scene->store, curve->run, tag);
	if (scene->assets && step_slider_find(scene, series, curve->step, &position, &place))
		answer = assets_look(scene->assets, &place);
	out->missing += answer.state != ASSET_READY;
	if (answer.state != ASSET_READY)
		return;
	const struct pr_curve *points = &answer.asset->pr_curve;
	for (size_t i = 0; i < points->count; i++) {
		rows_text(rows, store_run(scene->store, curve->run).name);
		rows_integer(rows, curve->step);
		rows_number(rows, pr_threshold(points, i));
		for (int row = 0; row < PR_ROWS; row++)
			rows_number(rows, pr_value(points, (enum pr_row)row, i));
	}
}

static void draw_svg(const void *state, const struct scene *scene, const uint32_t *tags, size_t count,
                     const struct svg_colours *colours, struct str *out)
{
	const struct pr_curves *tab = state;
	svg_begin(out, SVG_WIDTH, SVG_HEIGHT, colours);
	svg_plot(out, &tab->plot, (struct rect){0, 0, SVG_WIDTH, SVG_HEIGHT}, colours);
	svg_end(out);
}

static void offer(const void *state, const struct scene *scene, struct offer *out)
{
	static const char *const names[] = {"run", "step", "threshold", "tp", "fp", "tn", "fn", "precision", "recall"};
	const struct pr_curves *tab = state;
	offer_tag(out, scene, tab->browse.tag, KIND_PR_CURVE, tab->browse.run);
	if (tab->browse.tag == STORE_NONE || !tab->plot.line_count)
		return;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		rows_column(&out->rows, slice_of(names[i]));
	out->rows_are = "the curves that are shown, by threshold";
	for (int i = 0; i < tab->curve_count; i++)
		offer_curve(scene, &tab->curves[i], tab->browse.tag, out);
	out->svg = draw_svg;
}

/* ---- The rest --------------------------------------------------------------------------------------- */

static const struct binding bindings[] = {
	{"h", ACTION_LEFT, NULL, "step"},
	{"l", ACTION_RIGHT, NULL, "step"},
	{"j", ACTION_DOWN, NULL, "threshold"},
	{"k", ACTION_UP, NULL, "threshold"},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{".", ACTION_PLAY, NULL, "play"},
	{"<Enter>", ACTION_ENTER, NULL, "zoom"},
	{"/", ACTION_FILTER, NULL, "find"},
	{NULL},
};
static const struct binding list_bindings[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"k", ACTION_UP, NULL, "move"},
	{NULL},
};
static const struct binding no_bindings[] = {{NULL}};

static const struct binding *pane_bindings(const void *state)
{
	const struct pr_curves *tab = state;
	return tab->browse.single || tab->browse.focus == BROWSE_BODY ? no_bindings : list_bindings;
}

static bool available(const struct scene *scene)
{
	return store_kinds(scene->store) & KIND_BIT(KIND_PR_CURVE);
}

static void fini(void *state)
{
	struct pr_curves *tab = state;
	for (int i = 0; i < RUNS_MOST; i++)
		free(tab->curves[i].columns);
	lineup_fini(&tab->lineup);
	browse_fini(&tab->browse);
}

static const struct meaning own_meanings[] = {
	{ACTION_UP, "a higher threshold; in a list up"},
	{ACTION_DOWN, "a lower threshold; in a list down"},
	{ACTION_PAGE_UP, "a much higher threshold; in a list a page up"},
	{ACTION_PAGE_DOWN, "a much lower threshold; in a list a page down"},
	{ACTION_FIRST, "threshold 0; in a list the first"},
	{ACTION_LAST, "threshold 1; in a list the last"},
	{ACTION_PLAY, "play the steps, or stop"},
	{ACTION_MARKER},
	{ACTION_NONE},
};
static const struct meaning *const meanings[] = {own_meanings, slider_meanings, browse_meanings, run_meanings, list_meanings, NULL};

const struct view_ops pr_curves_view = {
	.name = "pr",
	.title = "PR",
	.bindings = bindings,
	.meanings = meanings,
	.pane_bindings = pane_bindings,
	.size = sizeof(struct pr_curves),
	.available = available,
	.prepare = prepare,
	.paint = paint,
	.act = act,
	.offer = offer,
	.fini = fini,
};
