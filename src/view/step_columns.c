#include "view/step_columns.h"

#include "base/alloc.h"
#include "base/number.h"
#include "model/eta.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *head;
	int width, rank;
} table[COLUMN_COUNT] = {
#define X(id, head, width, rank) {head, width, rank},
	COLUMN_LIST(X)
#undef X
};


enum { RANKS = 13, RANKS_FIRST = 3 };
enum { NAME_LEAST = 12, NAME_MOST = 40, WIDTH_LEAST = 5 };

int step_column_find(const char *head)
{
	for (int i = 0; i < COLUMN_COUNT; i++)
		if (!strcmp(table[i].head, head))
			return i;
	return -1;
}

const char *step_column_head(enum column_id id)
{
	return table[id].head;
}

/* As wide as was said, else as it is by itself. */
static int width_of(const struct columns *said, enum column_id id)
{
	int width = columns_width(said, table[id].head);
	return width > COLUMN_HIDDEN ? width : table[id].width;
}

/* ---- Which fit ------------------------------------------------------------------------- */

static void add_rank(const struct step_columns *out, const struct columns *said, bool *chosen, int rank, int *left,
                     int least, bool any_target)
{
	for (int i = 0; i < COLUMN_COUNT; i++) {
		bool wanted = columns_width(said, table[i].head) != COLUMN_HIDDEN && (i != COLUMN_ETA || any_target);
		if (table[i].rank == rank && wanted && *left - out->widths[i] >= least) {
			chosen[i] = true;
			*left -= out->widths[i];
		}
	}
}

void step_columns_fit(struct step_columns *out, const struct columns *said, int room, int asked, bool any_target)
{
	bool chosen[COLUMN_COUNT] = {false};
	int left = room, name = columns_width(said, COLUMN_RUN_NAME);
	if (name > COLUMN_HIDDEN)
		asked = name;
	for (int i = 0; i < COLUMN_COUNT; i++)
		out->widths[i] = width_of(said, (enum column_id)i);
	for (int rank = 1; rank <= RANKS; rank++)
		add_rank(out, said, chosen, rank, &left, rank <= RANKS_FIRST || asked < NAME_LEAST ? NAME_LEAST : asked, any_target);
	out->count = 0;
	for (int i = 0; i < COLUMN_COUNT; i++)
		if (chosen[i])
			out->shown[out->count++] = (enum column_id)i;
	int most = name > COLUMN_HIDDEN ? name : NAME_MOST;
	out->name_width = left < most ? left : most;
}

/* ---- The cursor, and what a person says of them -------------------------------------------- */

static int place_of_cursor(const struct step_columns *columns)
{
	for (int i = 0; columns->cursor && i < columns->count; i++)
		if (!strcmp(step_column_head(columns->shown[i]), columns->cursor))
			return i + 1;
	return columns->cursor ? 0 : -1;
}

void step_columns_move(struct step_columns *columns, int by)
{
	int at = place_of_cursor(columns) + by;
	at = at < 0 ? 0 : at > columns->count ? columns->count : at;
	columns->cursor = at ? step_column_head(columns->shown[at - 1]) : COLUMN_RUN_NAME;
}

static bool is_head(const char *head)
{
	return step_column_find(head) >= 0 || !strcmp(head, COLUMN_RUN_NAME);
}

void step_columns_say_heads(const char *what, struct asks *out)
{
	struct str names = {0};
	str_append_text(&names, what);
	for (int i = 0; i < COLUMN_COUNT; i++)
		str_printf(&names, "%s %s", i ? "," : "", table[i].head);
	ask(out, ASK_NOTICE, str_text(&names));
	str_fini(&names);
}

static void ask_width(const char *head, int width, struct asks *out)
{
	ask_edit(out, (struct edit){.what = EDIT_COLUMN, .text = head, .number = width});
}

static void turn(const struct columns *said, const char *head, struct asks *out)
{
	bool hidden = columns_width(said, head) == COLUMN_HIDDEN;
	if (strcmp(head, COLUMN_RUN_NAME))
		ask_width(head, hidden ? COLUMN_AUTO : COLUMN_HIDDEN, out);
}

/* "p50" shows or hides it, "p50 12" sets its width, "p50 auto" forgets it. Heads may have a blank. */
static void take_words(const struct columns *said, const char *text, struct asks *out)
{
	const char *blank = strrchr(text, ' ');
	char *head = xmemdup0(text, blank ? (size_t)(blank - text) : 0), *end = "";
	long width = blank ? strtol(blank + 1, &end, 10) : 0;
	if (is_head(text))
		turn(said, text, out);
	else if (is_head(head) && !strcmp(blank + 1, "auto"))
		ask_width(head, COLUMN_AUTO, out);
	else if (is_head(head) && !*end && width >= WIDTH_LEAST && width <= COLUMN_WIDEST)
		ask_width(head, (int)width, out);
	else
		step_columns_say_heads("column takes one of these, then a width or auto:", out);
	free(head);
}

static void resize(const struct step_columns *columns, const struct columns *said, int by, struct asks *out)
{
	int at = place_of_cursor(columns), width = columns->name_width;
	if (at < 0) {
		ask(out, ASK_NOTICE, "h and l choose a column first");
		return;
	}
	if (at > 0)
		width = width_of(said, columns->shown[at - 1]);
	width += by;
	if (width >= WIDTH_LEAST && width <= COLUMN_WIDEST)
		ask_width(columns->cursor, width, out);
}

bool step_columns_act(const struct step_columns *columns, const struct columns *said, const struct input *input,
                      struct asks *out)
{
	switch (input->action) {
	case ACTION_WIDER: resize(columns, said, 1, out); return true;
	case ACTION_NARROWER: resize(columns, said, -1, out); return true;
	case ACTION_COLUMN:
		if (input->text && *input->text)
			take_words(said, input->text, out);
		else if (columns->cursor)
			turn(said, columns->cursor, out);
		else
			step_columns_say_heads("column takes one of these, then a width or auto:", out);
		return true;
	default: return false;
	}
}

/* ---- What stands in them ----------------------------------------------------------------- */

/* Of the time that is known of; NaN where nothing is. */
static double share_of(const struct steptime *steptime, enum pause_kind kind)
{
	return steptime->covered > 0 ? steptime->spent[kind] / steptime->covered : NAN;
}

/* Seconds left; NaN when it can't be told. */
double step_time_left(const struct scene *scene, uint32_t run, const struct steptime *steptime)
{
	double given = scene->target_step > 0 ? scene->target_step : NAN;
	struct target target = target_of(scene->store, scene->finds, run, given, scene->now);
	return eta_left(steptime, target.step, steptime->state, steptime->age).seconds;
}

static double key_of(const struct steptime *steptime, enum column_id column)
{
	switch (column) {
	case COLUMN_STATE: return (double)steptime->state;
	case COLUMN_NOW: return steptime->rate_now;
	case COLUMN_RUN: return steptime->rate_run;
	case COLUMN_P50: return steptime->p50;
	case COLUMN_P95: return steptime->p95;
	case COLUMN_P99: return steptime->p99;
	case COLUMN_MAX: return steptime->max;
	case COLUMN_AGE: return steptime->age;
	case COLUMN_MINUTE: return steptime->rate_minute;
	case COLUMN_HOUR: return steptime->rate_hour;
	case COLUMN_DRIFT: return steptime->drift;
	case COLUMN_EVAL: return share_of(steptime, PAUSE_EVAL);
	case COLUMN_CHECKPOINT: return share_of(steptime, PAUSE_CHECKPOINT);
	case COLUMN_STALL: return share_of(steptime, PAUSE_STALL);
	default: return NAN;
	}
}

/* The step is the store's, as its cell is: rows lie by what they show also while times are being reckoned. */
double step_column_key(const struct scene *scene, uint32_t run, enum column_id id)
{
	if (id == COLUMN_STEP) {
		struct run_info info = store_run(scene->store, run);
		return info.has_step ? (double)info.last_step : NAN;
	}
	const struct steptime *steptime = steptimes_get(scene->steptimes, scene->store, run, scene->now);
	return id == COLUMN_ETA ? step_time_left(scene, run, steptime) : key_of(steptime, id);
}

static void say_duration(struct label *label, double seconds)
{
	char text[NUMBER_SIZE];
	number_duration(text, seconds);
	label_format(label, "%s", isfinite(seconds) ? text : "—");
}

static void say_rate(struct label *label, double rate)
{
	char text[NUMBER_SIZE];
	number_short(text, rate, 3);
	label_format(label, "%s", isfinite(rate) ? text : "—");
}

/* None is 0%, little is not none, and what is unknown neither. */
static void say_share(struct label *label, double share)
{
	if (!isfinite(share))
		label_format(label, "—");
	else if (share > 0 && share < 0.005)
		label_format(label, "<1%%");
	else
		label_format(label, "%.0f%%", 100 * share);
}

static void say_drift(struct label *label, double drift)
{
	if (!(fabs(drift) < 1e6))
		label_format(label, "—");
	else if (fabs(drift) < 0.005)
		label_format(label, "0%%");
	else
		label_format(label, "%+.0f%%", 100 * drift);
}

void step_column_cells(struct label cells[COLUMN_COUNT], const struct scene *scene, uint32_t run,
                       const struct run_sign *sign)
{
	struct run_info info = store_run(scene->store, run);
	struct steptime steptime = *steptimes_get(scene->steptimes, scene->store, run, scene->now);
	char text[NUMBER_SIZE] = "—", age[NUMBER_SIZE];
	if (info.has_step)
		number_count(text, info.last_step);
	run_age(age, scene, run);
	label_format(&cells[COLUMN_STATE], "%s", sign->word);
	label_format(&cells[COLUMN_STEP], "%s", text);
	label_format(&cells[COLUMN_AGE], "%s", age);
	say_rate(&cells[COLUMN_NOW], steptime.rate_now);
	say_rate(&cells[COLUMN_MINUTE], steptime.rate_minute);
	say_rate(&cells[COLUMN_HOUR], steptime.rate_hour);
	say_rate(&cells[COLUMN_RUN], steptime.rate_run);
	say_duration(&cells[COLUMN_P50], steptime.p50);
	say_duration(&cells[COLUMN_P95], steptime.p95);
	say_duration(&cells[COLUMN_P99], steptime.p99);
	say_duration(&cells[COLUMN_MAX], steptime.max);
	say_duration(&cells[COLUMN_ETA], step_time_left(scene, run, &steptime));
	say_share(&cells[COLUMN_EVAL], share_of(&steptime, PAUSE_EVAL));
	say_share(&cells[COLUMN_CHECKPOINT], share_of(&steptime, PAUSE_CHECKPOINT));
	say_share(&cells[COLUMN_STALL], share_of(&steptime, PAUSE_STALL));
	say_drift(&cells[COLUMN_DRIFT], steptime.drift);
}
