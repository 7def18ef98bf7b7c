#include "base/number.h"
#include "view/maker.h"
#include "view/run_order.h"

#include <math.h>

#define MEMBERS_EACH 64 /* of larger groups only the focused chart says what they have at the cursor: a key would wait */
#define VALUE_DIGITS 4
#define FRAME_AROUND 7 /* columns beside title and subtitle: corners, line and blanks */
#define NOTE_WIDE 64 /* columns of a chart whose note has room for a key */

/* What a derived one stands for. */
static void say_rule(const struct maker *maker, uint32_t tag, struct str *out)
{
	const struct formula *formula =
		formulas_find(choice_formulas(maker->scene->choice), store_tag_name(maker->scene->store, tag));
	struct str rule = {0};
	if (!formula)
		return;
	str_append_text(&rule, " = ");
	formula_say(formula, &rule);
	text_clean(out, str_slice(&rule));
	str_fini(&rule);
}

void words_title(const struct maker *maker, struct chart *chart)
{
	int room = chart->area.width - 4;
	const struct store *store = maker->scene->store;
	struct str all = {0};
	if (chart->given) {
		label_set(&chart->title, label_slice(&chart->given->title), room > 0 ? room : 0, TEXT_CUT_END);
		return;
	}
	for (int i = 0; i < chart->tag_count; i++) {
		struct label name;
		label_name(&name, store_tag_name(store, chart->tags[i]), LABEL_SIZE);
		str_printf(&all, "%s%s", i ? " + " : "", name.text);
		say_rule(maker, chart->tags[i], &all);
	}
	if (chart->tag_count == 1 && !formulas_find(choice_formulas(maker->scene->choice), store_tag_name(store, chart->tag)))
		label_name(&chart->title, store_tag_name(store, chart->tag), room > 0 ? room : 0);
	else
		label_set(&chart->title, str_slice(&all), room > 0 ? room : 0, TEXT_CUT_END);
	str_fini(&all);
}

/* That of the focused run at the cursor; "" where there is none. */
static void say_difference(const struct maker *maker, const struct chart *chart, char out[NUMBER_SIZE])
{
	const struct line_run *line = lineup_of(maker->lineup, maker->wanted->run);
	uint32_t series = line ? maker_series(maker, line, chart->tag) : STORE_NONE;
	double position = scale_position(&chart->plot.x, maker->wanted->cursor);
	out[0] = '\0';
	if (chart->hollow)
		return;
	for (size_t i = chart->plot.line_count; i-- > 0 && position >= 0 && position <= 1 && series != STORE_NONE;) {
		const struct plot_line *drawn = &chart->plot.lines[i];
		if (chart->cache.keys[i].series != series || drawn->faint)
			continue;
		double value = drawn->columns[scale_column(position, (int)drawn->count)].last;
		if (isfinite(value))
			number_change(out, value, VALUE_DIGITS);
		return;
	}
}

static bool is_focused(const struct maker *maker, const struct chart *chart)
{
	const struct charts_wanted *wanted = maker->wanted;
	if (wanted->focus < 0) /* none is: each speaks for itself */
		return true;
	return wanted->given ? chart->given == &wanted->given[wanted->focus] : chart->tag == wanted->tags[wanted->focus];
}

/* From what lines are differences, and how far the focused run is at the cursor. */
static void say_minus(const struct maker *maker, struct chart *chart)
{
	const struct store *store = maker->scene->store;
	struct label name;
	char at[NUMBER_SIZE];
	label_name(&name, store_run(store, choice_baseline(maker->scene->choice, store)).name, LINEUP_NAME);
	say_difference(maker, chart, at);
	label_format(&chart->subtitle, "%s%sminus %s", at, *at ? " " : "", name.text);
}

/* Mean and band, of the newest values or at the cursor. */
static void say_group(const struct maker *maker, struct chart *chart, const struct line_run *line)
{
	const struct scene *scene = maker->scene;
	double cursor = maker->wanted->cursor;
	char text[2 * NUMBER_SIZE];
	if (isfinite(cursor) && line->member_count > MEMBERS_EACH && !is_focused(maker, chart))
		return;
	struct band band = isfinite(cursor) ? lineup_band_at(scene, line, chart->tag, cursor)
	                                    : lineup_band(scene, line, chart->tag);
	if (!band.count)
		return;
	run_order_say(text, sizeof text, &band, choice_band(scene->choice));
	label_format(&chart->subtitle, "%s", text);
}

/*
 * The newest value, or that at the cursor: with the step where it is another one than the cursor's, and in the focused
 * chart, unless a table says at which step the cursor is.
 */
static void say_value(const struct maker *maker, struct chart *chart, const struct line_run *line)
{
	const struct store *store = maker->scene->store;
	uint32_t series = line ? maker_series(maker, line, chart->tag) : STORE_NONE;
	struct row row;
	enum number_type type;
	char value[NUMBER_SIZE], step[NUMBER_SIZE];
	if (series != STORE_NONE && isfinite(maker->wanted->cursor)) {
		double at = axis_find(maker->axis, line, maker->wanted->cursor);
		if (!query_nearest(store, series, axis_source(maker->axis), at, &row, &type))
			return;
		bool there = axis_place(maker->axis, line, row.step, row.wall_time) == maker->wanted->cursor;
		number_short(value, number_value(type, row.bits), VALUE_DIGITS);
		bool told = there && (maker->wanted->step_told || !is_focused(maker, chart));
		number_grouped(step, row.step);
		label_format(&chart->subtitle, told ? "%s" : "%s @ %s", value, step);
	} else if (series != STORE_NONE && store_last_row(store, series, &row, &type)) {
		number_short(value, number_value(type, row.bits), VALUE_DIGITS);
		label_format(&chart->subtitle, "%s", value);
	}
}

/* Columns that title and subtitle leave. */
static int room_beside(const struct chart *chart)
{
	int around = chart->key.framed ? FRAME_AROUND + 1 : 2;
	return chart->area.width - around - chart->title.width - chart->subtitle.width;
}

/* Where there are other lines: by its name; where that has no room beside the tag's, by its mark. */
static void say_whose(const struct maker *maker, struct chart *chart, const struct line_run *line)
{
	struct label said = chart->subtitle, mark = {0};
	int room = room_beside(chart) - 1;
	char bytes[4];
	if (!line || maker->lineup->count < 2 || !said.length)
		return;
	label_set(&mark, slice_make(bytes, text_encode(line->mark, bytes)), 1, TEXT_CUT_END);
	const struct label *whose = line->name.width <= room ? &line->name : &mark;
	if (whose->width <= room)
		label_format(&chart->subtitle, "%s %s", whose->text, said.text);
}

static void say_far_off(const struct maker *maker, struct chart *chart)
{
	char count[NUMBER_SIZE];
	number_grouped(count, (int64_t)chart->bulk.far_off);
	if (chart->bulk.far_off && !isfinite(maker->wanted->cursor))
		label_format(&chart->subtitle, "%s far off: = leaves %s out", count, chart->bulk.far_off == 1 ? "it" : "them");
}

static void say_left_out(const struct maker *maker, struct chart *chart)
{
	struct label said = chart->subtitle;
	char count[NUMBER_SIZE];
	number_grouped(count, (int64_t)chart->misfits);
	if (chart->misfits && !isfinite(maker->wanted->cursor))
		label_format(&chart->subtitle, "%s left out%s%s", count, said.length ? "  " : "", said.text);
}

/* Where the cursor is, behind what isn't of one point, or where the focused run has none. */
static void say_place(const struct maker *maker, struct chart *chart)
{
	const struct charts_wanted *wanted = maker->wanted;
	struct label said = chart->subtitle, place;
	char step[NUMBER_SIZE];
	if (!isfinite(wanted->cursor) || wanted->step_told || !is_focused(maker, chart))
		return;
	axis_say(&place, maker->axis, wanted->cursor);
	if (maker->axis == X_STEP) { /* all digits, as beside a value */
		number_grouped(step, fabs(wanted->cursor) < 9e18 ? (int64_t)wanted->cursor : 0);
		label_format(&place, "%s", step);
	}
	if (place.width + 3 <= room_beside(chart))
		label_format(&chart->subtitle, "%s%s@ %s", said.text, said.length ? " " : "", place.text);
}

void words_subtitle(const struct maker *maker, struct chart *chart)
{
	const struct line_run *line = lineup_of(maker->lineup, maker->wanted->run);
	chart->subtitle = (struct label){0}; /* a series without points has nothing to say, and what stood there is another's */
	if (!chart->tag_count || (chart->given && chart->tag_count > 1)) /* the legend tells the values of several */
		return;
	if (choice_difference(maker->scene->choice, maker->scene->store)) {
		say_minus(maker, chart);
		say_place(maker, chart);
		return;
	}
	if (line && line->members)
		say_group(maker, chart, line);
	else
		say_value(maker, chart, line);
	say_whose(maker, chart, line);
	if ((line && line->members) || !chart->subtitle.length)
		say_place(maker, chart);
	if (!line || !line->members)
		say_far_off(maker, chart);
	say_left_out(maker, chart);
}

/* None of the runs shown has the tag; of a derived one its sources may have no step in common. */
static void note_absence(const struct maker *maker, struct chart *chart)
{
	const struct formula *formula =
		formulas_find(choice_formulas(maker->scene->choice), store_tag_name(maker->scene->store, chart->tag));
	struct str why = {0};
	if (formula)
		formula_say_none(formula, &why);
	else
		str_append_text(&why, "no shown run has this tag");
	if (maker->lineup->count < maker->lineup->total)
		str_append_text(&why, ": a shows all runs");
	label_set(&chart->note, str_slice(&why), LABEL_SIZE, TEXT_CUT_END);
	str_fini(&why);
}

/* Where there is nothing else. */
static void note_bad(struct chart *chart, const struct span *span)
{
	char count[NUMBER_SIZE];
	const char *all = span->points == span->nan ? "NaN" : span->points == span->above ? "+inf" :
	                  span->points == span->below ? "-inf" : NULL;
	const char *more = chart->area.width >= NOTE_WIDE && span->points > 1 ? ": ]n goes through them" : "";
	number_grouped(count, (int64_t)span->points);
	if (span->points == 1)
		label_format(&chart->note, "its only value is %s", all);
	else if (all)
		label_format(&chart->note, "all %s values are %s%s", count, all, more);
	else
		label_format(&chart->note, "none of %s values is finite%s", count, more);
}

/* One point is a dot and its value; its own number says more than an axis. */
void words_note(const struct maker *maker, struct chart *chart, const struct span *span, bool finite)
{
	char total[NUMBER_SIZE];
	chart->note = (struct label){0};
	number_grouped(total, maker->lineup->total);
	if (maker->lineup->count == 0 && !choice_run_filter_works(maker->scene->choice))
		label_format(&chart->note, "no run matches the filter");
	else if (maker->lineup->count == 0)
		label_format(&chart->note, "all %s runs are hidden: a shows them", total);
	else if (span->lines == 0)
		note_absence(maker, chart);
	else if (span->nan + span->above + span->below == span->points)
		note_bad(chart, span);
	else if (!isfinite(span->x_from))
		label_format(&chart->note, "no point has a place on this x axis");
	else if (!finite && choice_difference(maker->scene->choice, maker->scene->store))
		label_format(&chart->note, "the baseline has nothing of it here");
	else if (!finite)
		label_format(&chart->note, maker_y(maker) == Y_LOG ? "nothing above 0 here" : "no points here");
	chart->plot.note = chart->note.length ? chart->note.text : NULL;
	chart->plot.axes = span->lines > 0 && isfinite(span->x_from); /* without a line its numbers would mean nothing */
}
