#include "view/step_notes.h"

#include "base/number.h"
#include "base/text.h"
#include "chart/spark.h"
#include "view/axes.h"

#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define STRIP_LEAST 6  /* rows of notes with which there is a strip */
#define HEIGHT_LEAST 3
#define DURATION_COLUMNS 6 /* number.h */
#define BAR_DIGITS 3 /* more than durations have elsewhere */
#define WORDS_WIDTH 48 /* columns from which on all is said in words */
#define TITLE_NAME 6   /* columns that figures leave a run's name */
#define TITLE_ASIDE 14 /* and what is said last leaves it more */
#define TINY_WIDTH 24  /* and below which nothing stands below each other */
#define ROWS_BRIEF 4   /* of the hardware, below the table */
#define SCALE_WORDS "logarithmic"
#define SCALE_WORD "log"
#define LINES_WITHOUT_PAUSES 3 /* shares, that there are none, a blank */
#define BARS_LEAST 5   /* rows */
#define SPELLS_FROM 2  /* rows that are left, with which single pauses are told below the table, too */
#define SAME 1.001      /* times: what differs less is one length */

static int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static void add_line(struct step_notes *notes, enum role role, const struct str *text)
{
	if (notes->line_count == NOTES_LINES || notes->line_count >= notes->list.height)
		return;
	notes->lines[notes->line_count].role = role;
	label_set(&notes->lines[notes->line_count++].text, str_slice(text), notes->list.width, TEXT_CUT_END);
}

static void say_duration(struct label *label, double seconds)
{
	char text[NUMBER_SIZE];
	number_duration(text, seconds);
	label_format(label, "%s", isfinite(seconds) ? text : "");
}

/* What a duration lacks of so many columns; its bytes are no columns. */
static int blanks(const char *duration, int columns)
{
	return clamp(columns - text_width(slice_of(duration)), 0, columns);
}

/* A part goes whole or not at all: no number is cut. */
static void add_part(struct str *line, int width, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void add_part(struct str *line, int width, const char *format, ...)
{
	char part[LABEL_SIZE];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(part, sizeof part, format, arguments);
	va_end(arguments);
	if (text_width(str_slice(line)) + text_width(slice_of(part)) <= width)
		str_append_text(line, part);
}

/* The figures in full, the name in what they leave. */
static void say_title(struct step_notes *notes, const struct scene *scene, uint32_t run, const struct steptime *steptime)
{
	struct label name;
	struct str text = {0}, figures = {0};
	char number[NUMBER_SIZE];
	str_append_text(&text, notes->area.width < WORDS_WIDTH ? "" : "step time of ");
	int room = notes->area.width - text_width(str_slice(&text));
	number_duration(number, steptime->p50);
	if (isfinite(steptime->p50))
		add_part(&figures, room - TITLE_NAME, "  p50 %s", number);
	if (fabs(steptime->drift) >= 0.005)
		add_part(&figures, room - TITLE_NAME, "  drift %+.0f%%", 100 * steptime->drift);
	if (notes->area.width >= WORDS_WIDTH)
		add_part(&figures, room - TITLE_NAME - TITLE_ASIDE, "  heights " SCALE_WORDS);
	room -= text_width(str_slice(&figures));
	label_name(&name, store_run(scene->store, run).name, room > 0 ? room : 0);
	str_append_text(&text, name.text);
	str_append_slice(&text, str_slice(&figures));
	label_set(&notes->title, str_slice(&text), notes->area.width, TEXT_CUT_END);
	str_fini(&text);
	str_fini(&figures);
}

/* "compute 91%  eval 6%  stall 1%" */
static void say_shares(struct step_notes *notes, const struct steptime *steptime)
{
	struct str text = {0};
	double rest = steptime->covered;
	int width = notes->list.width;
	for (int kind = 0; kind < PAUSE_KINDS; kind++)
		rest -= steptime->spent[kind];
	if (!(steptime->covered > 0) || !isfinite(rest))
		return;
	add_part(&text, width, "compute %.0f%%", 100 * fmax(rest, 0) / steptime->covered);
	for (int kind = 0; kind < PAUSE_KINDS; kind++) {
		double share = 100 * steptime->spent[kind] / steptime->covered;
		if (share > 0)
			add_part(&text, width, share < 0.5 ? "  %s <1%%" : "  %s %.0f%%", pause_kind_name((enum pause_kind)kind), share);
	}
	add_line(notes, ROLE_TEXT, &text);
	str_fini(&text);
}

/* "stall", so that what follows stands below each other where there is room for that. */
static void say_kind(struct step_notes *notes, enum pause_kind kind, struct str *out)
{
	str_printf(out, notes->list.width < TINY_WIDTH ? "%s" : "%-10s", pause_kind_name(kind));
}

static void say_group(struct step_notes *notes, const struct pause *pause)
{
	struct str text = {0};
	char mean[NUMBER_SIZE], every[NUMBER_SIZE];
	bool words = notes->list.width >= WORDS_WIDTH;
	number_duration(mean, pause->mean_s);
	number_grouped(every, pause->every_steps);
	say_kind(notes, pause->kind, &text);
	add_part(&text, notes->list.width, notes->list.width < TINY_WIDTH ? " %u × %s" : " %4u × %s", pause->count, mean);
	if (pause->every_steps > 0)
		add_part(&text, notes->list.width, words ? ", every %s steps" : " every %s", every);
	add_line(notes, pause_role(pause->kind), &text);
	str_fini(&text);
}

/* "stall 9m before step 1 234, 14:02:11 to 14:11:20" */
static void say_spell(struct step_notes *notes, const struct pause_spell *spell, double now)
{
	struct str text = {0}, from = {0}, to = {0};
	char seconds[NUMBER_SIZE], step[NUMBER_SIZE];
	number_duration(seconds, spell->seconds);
	number_grouped(step, spell->step);
	axis_clock(&from, spell->from, now);
	axis_clock(&to, spell->to, now);
	say_kind(notes, spell->kind, &text);
	add_part(&text, notes->list.width, " %*s%s", notes->list.width < TINY_WIDTH ? 0 : blanks(seconds, DURATION_COLUMNS), "", seconds);
	add_part(&text, notes->list.width, " before step %s", step);
	if (slice_equal(str_slice(&from), str_slice(&to))) /* to the minute, where it was long ago */
		add_part(&text, notes->list.width, ", %s", str_text(&from));
	else
		add_part(&text, notes->list.width, ", %s to %s", str_text(&from), str_text(&to));
	add_line(notes, pause_role(spell->kind), &text);
	str_fini(&text);
	str_fini(&from);
	str_fini(&to);
}

/* Whose age it then is must be said. */
static void say_clock(struct step_notes *notes, const struct steptime *steptime)
{
	struct str text = {0};
	char ahead[NUMBER_SIZE];
	if (!(steptime->ahead > 0))
		return;
	number_duration(ahead, steptime->ahead);
	add_part(&text, notes->list.width, "clock %s ahead", ahead);
	add_part(&text, notes->list.width, " in some records");
	add_part(&text, notes->list.width, ": they count by what passes between them");
	add_line(notes, ROLE_WARN, &text);
	str_fini(&text);
}

static void say_dim(struct step_notes *notes, const char *words)
{
	struct str text = {0};
	str_append_text(&text, words);
	add_line(notes, ROLE_DIM, &text);
	str_fini(&text);
}

/* Which of them are in sight, where that isn't all. */
static void say_place(struct step_notes *notes)
{
	char words[LABEL_SIZE];
	int top = notes->spells.top, end = top + notes->spell_rows;
	snprintf(words, sizeof words, "%d–%d of %d pauses, newest first", top + 1, end, notes->spell_count);
	say_dim(notes, words);
}

/* Each pause by itself, in the rows that are left. */
static void say_spells(struct step_notes *notes, const struct scene *scene, uint32_t run)
{
	uint64_t version;
	struct pause_spells all = steptimes_spells(scene->steptimes, scene->store, run, scene->now, &version);
	int room = notes->list.height - notes->line_count;
	room = room < NOTES_LINES - notes->line_count ? room : NOTES_LINES - notes->line_count;
	notes->spell_count = all.count < INT_MAX ? (int)all.count : INT_MAX;
	bool fit = notes->spell_count <= room;
	notes->spell_rows = fit ? notes->spell_count : clamp(room - 1, 0, room);
	list_fit(&notes->spells, notes->spell_count, notes->spell_rows);
	if (!fit && notes->spell_rows > 0)
		say_place(notes);
	for (int i = 0; i < notes->spell_rows; i++)
		say_spell(notes, &all.items[all.count - 1 - (size_t)(notes->spells.top + i)], scene->now);
}

static void say_lines(struct step_notes *notes, const struct scene *scene, uint32_t run, const struct steptime *steptime,
                      bool full)
{
	notes->line_count = notes->spell_count = 0;
	say_clock(notes, steptime);
	say_shares(notes, steptime);
	for (uint32_t i = 0; i < steptime->pause_count; i++)
		say_group(notes, &steptime->pauses[i]);
	if (!steptime->pause_count)
		say_dim(notes, steptime->any ? "no pauses seen" : "fewer than two steps: nothing to tell");
	if (!full) /* the first of them, where there is room: the keys are the table's */
		notes->spells = (struct list){0};
	if (full || notes->list.height - notes->line_count >= SPELLS_FROM)
		say_spells(notes, scene, run);
}

/* ---- The strip --------------------------------------------------------------------------------- */

static void make_strip(struct step_notes *notes, const struct scene *scene, const struct line_run *line, uint32_t run,
                       const struct steptime *steptime)
{
	const struct step_strip *strip = &notes->strip;
	if (!step_strip_prepare(&notes->strip, scene, line, run, steptime, notes->cells.width))
		return;
	const struct hardware_axis along = {.x = &strip->scale, .line = line, .cursor = NAN};
	const struct hardware_axis all = {.cursor = NAN};
	bool same = strip->axis == choice_x(scene->choice);
	hardware_prepare(&notes->hardware, scene, run, same ? &along : &all, false, notes->rows);
	axis_say(&notes->from, strip->axis, strip->scale.from);
	axis_say(&notes->middle, strip->axis, scale_value(&strip->scale, 0.5));
	axis_say(&notes->to, strip->axis, strip->scale.to);
}

/* ---- The bars ------------------------------------------------------------------------------------ */

/* By the logarithm, so that what is rare is seen beside what is usual. */
static double bar_part(double count, double most)
{
	return log1p(count) / log1p(most);
}

static int bar_room(const struct step_notes *notes)
{
	return notes->bars.width - notes->bar_left - notes->bar_right - 3;
}

/* Powers of ten, where bars of so many end; the highest first: of those that would touch it stays. */
static void make_scale(struct step_notes *notes, double most)
{
	int room = bar_room(notes), limit = room;
	bool words = notes->bar_left >= text_width(slice_of(SCALE_WORDS));
	notes->tick_count = 0;
	label_format(&notes->bar_scale, "%s", room <= 0 ? "" : words ? SCALE_WORDS : SCALE_WORD);
	for (double count = pow(10, floor(log10(fmax(most, 1)))); count >= 1 && notes->tick_count < NOTES_TICKS; count /= 10) {
		char text[NUMBER_SIZE];
		int end = (int)lround(bar_part(count, most) * room);
		number_count(text, (int64_t)count);
		if (end > limit || end < text_width(slice_of(text)))
			continue;
		label_format(&notes->tick[notes->tick_count].text, "%s", text);
		notes->tick[notes->tick_count++].end = end;
		limit = end - text_width(slice_of(text)) - 1;
	}
}

/* Where a row's bins begin: no row has steps and pauses. */
static int first_bin(const struct steptrace *trace, int rows, int row)
{
	int of_pauses = trace->tail == TRACE_BINS ? 0 : rows * TRACE_TAIL / TRACE_BINS;
	int of_steps = rows - (of_pauses || trace->tail == TRACE_BINS ? of_pauses : 1);
	if (row <= of_steps)
		return row * trace->tail / of_steps;
	return trace->tail + (row - of_steps) * (TRACE_BINS - trace->tail) / (rows - of_steps);
}

/* As few more digits as tell the ends of all bars that stand for steps apart. */
static int bar_digits(const struct steptrace *trace, int rows)
{
	int digits = 0;
	for (int i = 0; i < rows && digits < BAR_DIGITS;) {
		char low[NUMBER_SIZE], high[NUMBER_SIZE];
		number_duration_fine(low, steptrace_edge(trace, first_bin(trace, rows, i)), digits);
		number_duration_fine(high, steptrace_edge(trace, first_bin(trace, rows, i + 1)), digits);
		bool apart = strcmp(low, high) != 0;
		digits += !apart;
		i = apart ? i + 1 : 0;
	}
	return digits;
}

static void say_bar(struct step_notes *notes, const struct steptrace *trace, double from, double to, uint64_t count,
                    double most, int digits)
{
	char low[NUMBER_SIZE], high[NUMBER_SIZE], number[NUMBER_SIZE];
	int columns = DURATION_COLUMNS + digits;
	number_duration_fine(low, from, digits);
	number_duration_fine(high, to, digits);
	number_grouped(number, (int64_t)count);
	label_format(&notes->bar[notes->bar_count].left, "%*s%s – %s%*s", blanks(low, columns), "", low, high,
	             blanks(high, columns), "");
	double part = 100.0 * (double)count / (double)trace->total;
	if (count)
		label_format(&notes->bar[notes->bar_count].right, "%s  %5.*f%%", number, part < 10 ? 2 : 1, part);
	else
		notes->bar[notes->bar_count].right = (struct label){0};
	notes->bar[notes->bar_count].part = bar_part((double)count, most);
	notes->bar[notes->bar_count++].role = from >= trace->knee ? ROLE_WARN : ROLE_SERIES_0;
}

/* One row for each length of step, as many as there is room for; the empty ones between bulk and tail, too. */
static void make_bars(struct step_notes *notes, const struct scene *scene, uint32_t run)
{
	const struct steptrace *trace = scene->steptimes ? steptimes_trace(scene->steptimes, scene->store, run) : NULL;
	notes->bar_count = 0;
	if (notes->bars.height < 2 || !trace || !trace->total)
		return;
	int rows = notes->bars.height < NOTES_BARS ? notes->bars.height : NOTES_BARS;
	if (!(trace->high > trace->low * SAME))
		rows = 1;
	uint64_t counts[NOTES_BARS] = {0}, most = 0;
	for (int i = 0; i < rows; i++) {
		for (int bin = first_bin(trace, rows, i); bin < first_bin(trace, rows, i + 1); bin++)
			counts[i] += trace->bins[bin];
		most = counts[i] > most ? counts[i] : most;
	}
	int digits = rows == 1 ? 0 : bar_digits(trace, rows);
	for (int i = 0; i < rows; i++) {
		double end = rows == 1 ? trace->high : steptrace_edge(trace, first_bin(trace, rows, i + 1));
		say_bar(notes, trace, steptrace_edge(trace, first_bin(trace, rows, i)), end, counts[i], (double)most,
		        digits);
	}
	notes->bar_left = notes->bar_right = 0;
	for (int i = 0; i < notes->bar_count; i++) {
		int left = notes->bar[i].left.width, right = notes->bar[i].right.width;
		notes->bar_left = left > notes->bar_left ? left : notes->bar_left;
		notes->bar_right = right > notes->bar_right ? right : notes->bar_right;
	}
	make_scale(notes, (double)most);
}

/* ---- All of it ------------------------------------------------------------------------------------ */

/* But for the shares. */
static int lines_of(const struct steptime *steptime)
{
	return (int)steptime->pause_count + (steptime->ahead > 0);
}

int step_notes_height(struct step_notes *notes, const struct scene *scene, uint32_t run, int most)
{
	int wanted = 5; /* title, strip, axis, shares, a pause or that there is none */
	if (run != STORE_NONE && scene->steptimes)
		wanted += lines_of(steptimes_get(scene->steptimes, scene->store, run, scene->now));
	wanted += clamp(hardware_find(&notes->hardware, scene, run, 0), 0, ROWS_BRIEF);
	wanted = wanted > most ? most : wanted;
	return wanted < HEIGHT_LEAST ? 0 : wanted;
}

static void lay_out(struct step_notes *notes, bool full, int hardware, struct rect area)
{
	notes->area = area;
	notes->cells = notes->axis = notes->bars = notes->rows = (struct rect){0};
	rect_take_top(&area, 1);
	if (area.height + 1 >= STRIP_LEAST - 1) {
		notes->cells = rect_take_top(&area, 1);
		notes->rows = rect_take_top(&area, clamp(hardware, 0, (area.height - 1) / 2));
		notes->axis = rect_take_top(&area, 1);
	}
	if (!rect_empty(notes->rows)) {
		notes->cells = hardware_inside(notes->cells);
		notes->axis = hardware_inside(notes->axis);
	}
	if (full && area.height >= 6) {
		notes->bars = rect_take_top(&area, clamp(area.height / 2, 0, NOTES_BARS));
		rect_take_top(&area, 1);
	}
	notes->list = area;
}

/* A run without pauses leaves their rows: its step times go there. */
static void lay_out_bars(struct step_notes *notes, const struct steptime *steptime)
{
	struct rect rest = notes->list;
	if (steptime->pause_count || !steptime->any)
		return;
	rect_take_top(&rest, lines_of(steptime) + LINES_WITHOUT_PAUSES);
	rect_take_bottom(&rest, 1); /* their scale */
	if (rest.height >= BARS_LEAST)
		notes->bars = rest;
}

void step_notes_prepare(struct step_notes *notes, const struct scene *scene, const struct line_run *line, uint32_t run,
                        bool full, struct rect area)
{
	lay_out(notes, full, clamp(hardware_find(&notes->hardware, scene, run, 0), 0, full ? HARDWARE_ROWS : ROWS_BRIEF), area);
	notes->line_count = notes->strip.count = notes->bar_count = 0;
	notes->title = (struct label){0};
	if (run == STORE_NONE || rect_empty(area) || !scene->steptimes)
		return;
	struct steptime steptime = *steptimes_get(scene->steptimes, scene->store, run, scene->now);
	say_title(notes, scene, run, &steptime);
	say_duration(&notes->p95, steptime.p95);
	make_strip(notes, scene, line, run, &steptime);
	if (!full)
		lay_out_bars(notes, &steptime);
	make_bars(notes, scene, run);
	say_lines(notes, scene, run, &steptime, full);
}

/* With rows of hardware below it the strip has a name and a figure, as they have. */
static void paint_margins(const struct step_notes *notes, struct canvas *canvas)
{
	int y = notes->cells.y, x = notes->area.x, end = notes->area.x + notes->area.width;
	if (rect_empty(notes->rows))
		return;
	canvas_text(canvas, x, y, notes->cells.x - x, slice_of("step time"), ROLE_TEXT, 0);
	canvas_text_right(canvas, notes->cells.x + notes->cells.width, y, end - notes->cells.x - notes->cells.width,
	                  label_slice(&notes->p95), ROLE_STRONG, 0);
	hardware_paint(&notes->hardware, canvas);
}

static void paint_strip(const struct step_notes *notes, struct canvas *canvas)
{
	if (!notes->strip.count)
		return;
	step_strip_paint(&notes->strip, canvas, notes->cells.x, notes->cells.y);
	struct rect axis = notes->axis;
	paint_margins(notes, canvas);
	canvas_text(canvas, axis.x, axis.y, axis.width, label_slice(&notes->from), ROLE_AXIS, 0);
	int middle = (axis.width - notes->middle.width) / 2;
	if (middle > notes->from.width + 2 && middle + notes->middle.width + 2 < axis.width - notes->to.width)
		canvas_text(canvas, axis.x + middle, axis.y, notes->middle.width, label_slice(&notes->middle), ROLE_AXIS, 0);
	if (notes->from.width + notes->to.width + 2 < axis.width)
		canvas_text_right(canvas, axis.x, axis.y, axis.width, label_slice(&notes->to), ROLE_AXIS, 0);
}

static void paint_bars(const struct step_notes *notes, struct canvas *canvas)
{
	struct rect bars = notes->bars;
	int x = bars.x + notes->bar_left + 1, room = bar_room(notes);
	for (int i = 0; i < notes->bar_count; i++) {
		int y = bars.y + i;
		canvas_text(canvas, bars.x, y, notes->bar_left, label_slice(&notes->bar[i].left), ROLE_DIM, 0);
		if (room > 0)
			bar_paint(canvas, x, y, room, notes->bar[i].part, notes->bar[i].role);
		canvas_text_right(canvas, bars.x, y, bars.width, label_slice(&notes->bar[i].right), ROLE_TEXT, 0);
	}
	if (!notes->bar_count)
		return;
	int below = bars.y + notes->bar_count;
	canvas_text_right(canvas, bars.x, below, notes->bar_left, label_slice(&notes->bar_scale), ROLE_AXIS, 0);
	for (int i = 0; i < notes->tick_count; i++)
		canvas_text_right(canvas, x, below, notes->tick[i].end, label_slice(&notes->tick[i].text), ROLE_AXIS, 0);
}

void step_notes_paint(const struct step_notes *notes, struct canvas *canvas)
{
	struct rect old = canvas_clip(canvas, notes->area);
	canvas_text(canvas, notes->area.x, notes->area.y, notes->area.width, label_slice(&notes->title), ROLE_TITLE, 0);
	paint_strip(notes, canvas);
	paint_bars(notes, canvas);
	for (int i = 0; i < notes->line_count; i++)
		canvas_text(canvas, notes->list.x, notes->list.y + i, notes->list.width, label_slice(&notes->lines[i].text),
		            notes->lines[i].role, 0);
	canvas_unclip(canvas, old);
}

bool step_notes_act(struct step_notes *notes, enum action action)
{
	struct list *list = &notes->spells;
	if (action == ACTION_DOWN) /* all rows move: there is nothing to choose */
		list->cursor = list->top + notes->spell_rows - 1;
	else if (action == ACTION_UP)
		list->cursor = list->top;
	return list_act(list, action, notes->spell_count, notes->spell_rows);
}
