#include "base/clock.h"
#include "base/number.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/json.h"
#include "cmd/message.h"
#include "cmd/opening.h"
#include "cmd/out.h"
#include "cmd/table.h"
#include "model/eta.h"
#include "model/steptime.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* ---- JSON --------------------------------------------------------------------------- */

static void step_ms_json(struct json *json, const struct steptime *steptime)
{
	const struct {
		const char *key;
		double seconds;
	} values[] = {
		{"p50", steptime->p50}, {"p90", steptime->p90}, {"p95", steptime->p95},
		{"p99", steptime->p99}, {"max", steptime->max}, {"mean", steptime->mean},
	};
	json_key(json, "step_ms");
	json_open(json, '{');
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		json_key(json, values[i].key);
		json_known(json, values[i].seconds * 1000);
	}
	json_key(json, "count");
	json_unsigned(json, steptime->count);
	json_close(json, '}');
}

static void pauses_json(struct json *json, const struct steptime *steptime)
{
	json_key(json, "pauses");
	json_open(json, '[');
	for (uint32_t i = 0; i < steptime->pause_count; i++) {
		const struct pause *pause = &steptime->pauses[i];
		json_open(json, '{');
		json_key(json, "kind");
		json_text(json, slice_of(pause_kind_name(pause->kind)));
		json_key(json, "every_steps");
		json_signed(json, pause->every_steps);
		json_key(json, "count");
		json_unsigned(json, pause->count);
		json_key(json, "mean_s");
		json_double(json, pause->mean_s);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void rates_json(struct json *json, const struct steptime *steptime)
{
	json_key(json, "rates");
	json_open(json, '{');
	json_key(json, "now");
	json_known(json, steptime->rate_now);
	json_key(json, "minute");
	json_known(json, steptime->rate_minute);
	json_key(json, "hour");
	json_known(json, steptime->rate_hour);
	json_key(json, "run");
	json_known(json, steptime->rate_run);
	json_close(json, '}');
}

/* Shares of the time that is known of; compute is what no pause takes. */
static void shares_json(struct json *json, const struct steptime *steptime)
{
	double rest = steptime->covered;
	json_key(json, "shares");
	json_open(json, '{');
	for (int kind = 0; kind < PAUSE_KINDS; kind++) {
		rest -= steptime->spent[kind];
		if (!(steptime->spent[kind] > 0))
			continue;
		json_key(json, pause_kind_name((enum pause_kind)kind));
		json_double(json, steptime->spent[kind] / steptime->covered);
	}
	if (steptime->covered > 0) {
		json_key(json, "compute");
		json_double(json, fmax(rest, 0) / steptime->covered);
	}
	json_close(json, '}');
}

static void eta_json(struct json *json, const struct steptime *steptime, const struct target *target)
{
	struct eta eta = eta_left(steptime, target->step, steptime->state, steptime->age);
	if (target->source == TARGET_NONE)
		return;
	json_key(json, "eta_s");
	json_known(json, eta.seconds);
	json_key(json, "eta_low_s");
	json_known(json, eta.low);
	json_key(json, "eta_high_s");
	json_known(json, eta.high);
	json_key(json, "target_step");
	json_double(json, target->step);
	json_key(json, "target_from");
	json_text(json, slice_of(target_source_text(target->source)));
}

static void run_json(struct str *out, const struct run_info *info, const struct steptime *steptime,
                     const struct target *target)
{
	struct json json = {.out = out};
	json_open(&json, '{');
	json_key(&json, "run");
	json_text(&json, info->name);
	json_key(&json, "last_step");
	if (info->has_step)
		json_signed(&json, steptime->last_step);
	else
		json_known(&json, NAN);
	json_key(&json, "last_wall_time");
	json_known(&json, steptime->last_wall);
	json_key(&json, "age_s");
	json_known(&json, steptime->age);
	if (steptime->ahead > 0) {
		json_key(&json, "clock_ahead_s");
		json_double(&json, steptime->ahead);
	}
	json_key(&json, "state");
	json_text(&json, slice_of(run_state_name(steptime->state)));
	json_key(&json, "steps_per_s");
	json_known(&json, steptime->rate_now);
	step_ms_json(&json, steptime);
	pauses_json(&json, steptime);
	eta_json(&json, steptime, target);
	if (info->process.found != PROCESS_UNKNOWN) {
		json_key(&json, "writer");
		json_text(&json, slice_of(info->process.found == PROCESS_ALIVE ? "alive" : "ended"));
	}
	if (info->process.found == PROCESS_ALIVE) {
		json_key(&json, "writer_state");
		json_text(&json, slice_make(&info->process.state, 1));
		json_key(&json, "writer_threads");
		json_unsigned(&json, info->process.threads);
	}
	rates_json(&json, steptime);
	json_key(&json, "drift");
	json_known(&json, steptime->drift);
	shares_json(&json, steptime);
	json_close(&json, '}');
}

/* ---- For people ----------------------------------------------------------------------- */

static void cell_rate(struct table *table, double rate)
{
	char text[NUMBER_SIZE] = "—";
	if (!isnan(rate))
		number_short(text, rate, 3);
	table_text(table, text);
}

static void cell_duration(struct table *table, double seconds)
{
	char text[NUMBER_SIZE];
	number_duration(text, seconds);
	table_text(table, text);
}

/* "+12%": the newest quarter against the oldest. */
static void cell_drift(struct table *table, double drift)
{
	char text[NUMBER_SIZE] = "—";
	if (fabs(drift) < 0.005)
		snprintf(text, sizeof text, "0%%");
	else if (fabs(drift) < 1e6)
		snprintf(text, sizeof text, "%+.0f%%", 100 * drift);
	table_text(table, text);
}

/* "eval 1.5s every 100 steps (9x), stall 12s (1x)". */
static void cell_pauses(struct table *table, const struct steptime *steptime)
{
	struct str text = {0};
	for (uint32_t i = 0; i < steptime->pause_count; i++) {
		const struct pause *pause = &steptime->pauses[i];
		char mean[NUMBER_SIZE];
		number_duration(mean, pause->mean_s);
		str_printf(&text, "%s%s %s", i ? ", " : "", pause_kind_name(pause->kind), mean);
		if (pause->every_steps)
			str_printf(&text, " every %" PRId64 " steps", pause->every_steps);
		str_printf(&text, " (%" PRIu32 "x)", pause->count);
	}
	table_text(table, text.length ? str_text(&text) : "—");
	str_fini(&text);
}

/* "2h10 ±4m": half the width of the interval. */
static void cell_eta(struct table *table, const struct steptime *steptime, const struct target *target)
{
	struct eta eta = eta_left(steptime, target->step, steptime->state, steptime->age);
	char left[NUMBER_SIZE], spread[NUMBER_SIZE];
	struct str text = {0};
	number_duration(left, eta.seconds);
	number_duration(spread, (eta.high - eta.low) / 2);
	str_append_text(&text, left);
	if (eta.high - eta.low > 1)
		str_printf(&text, " ±%s", spread);
	table_text(table, str_text(&text));
	str_fini(&text);
}

static void run_row(struct table *table, const struct run_info *info, const struct steptime *steptime,
                    const struct target *target)
{
	char text[NUMBER_SIZE] = "—";
	table_cell(table, info->name);
	if (info->has_step)
		number_grouped(text, steptime->last_step);
	table_text(table, text);
	cell_rate(table, steptime->rate_now);
	cell_rate(table, steptime->rate_minute);
	cell_rate(table, steptime->rate_hour);
	cell_rate(table, steptime->rate_run);
	cell_duration(table, steptime->p50);
	cell_duration(table, steptime->p95);
	cell_duration(table, steptime->p99);
	cell_duration(table, steptime->max);
	cell_drift(table, steptime->drift);
	number_age(text, steptime->age);
	table_text(table, text);
	table_text(table, run_state_name(steptime->state));
	cell_eta(table, steptime, target);
	cell_pauses(table, steptime);
}

static void titles(struct table *table)
{
	static const char *const names[] = {
		"run", "step", "steps/s", "1 min", "1 h", "of run", "p50", "p95", "p99", "max", "drift", "age", "state", "eta",
		"pauses",
	};
	table_init(table, "lrrrrrrrrrrrlrl");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		table_text(table, names[i]);
}

/* "train: its clock is 3h12 ahead in some records; they count by what passes between them" */
static void say_clock(struct str *out, const struct run_info *info, const struct steptime *steptime)
{
	char ahead[NUMBER_SIZE];
	if (!(steptime->ahead > 0))
		return;
	number_duration(ahead, steptime->ahead);
	text_clean(out, info->name);
	str_printf(out, ": its clock is %s ahead in some records; they count by what passes between them\n", ahead);
}

/* "train: no record for 9m (usual 0.3s); process alive, state D" */
static void say_silence(struct str *out, const struct store *store, uint32_t run, const struct steptime *steptime, double now)
{
	struct vitals vitals = run_vitals(store, run, steptime->gap_p99, now);
	struct str text = {0};
	vitals_explain(&vitals, steptime->gap_p99, now, &text);
	if (text.length) {
		text_clean(out, store_run(store, run).name);
		str_printf(out, ": %s\n", str_text(&text));
	}
	str_fini(&text);
}

static void print_runs(struct out *out, const struct store *store, const struct finds *finds,
                       const struct options *options)
{
	double now = clock_wall();
	struct table table;
	struct str notes = {0};
	titles(&table);
	for (uint32_t i = 0; i < store_run_count(store) && out->status == STATUS_OK; i++) {
		uint32_t run = store_run_at(store, i);
		struct run_info info = store_run(store, run);
		struct steptime steptime = steptime_of(store, run, now);
		struct target target = target_of(store, finds, run, options->target_step, now);
		if (!options->json) {
			run_row(&table, &info, &steptime, &target);
			say_clock(&notes, &info, &steptime);
			say_silence(&notes, store, run, &steptime, now);
			continue;
		}
		run_json(&out->text, &info, &steptime, &target);
		out_line(out);
	}
	if (!options->json)
		table_print(&table, &out->text, 0);
	str_append_slice(&out->text, str_slice(&notes));
	str_fini(&notes);
	table_fini(&table);
}

int cmd_steps(const struct options *options)
{
	struct out out;
	struct store *store = message_load(options);
	if (!store)
		return EXIT_UNREADABLE;
	int status = EXIT_UNREADABLE;
	struct finds *finds = finds_new();
	finds_want_targets(finds);
	opening_find(finds, options->logdirs, options->logdir_count);
	opening_now(finds, 0);
	if (out_open(&out, options->output)) {
		if (store_run_count(store))
			print_runs(&out, store, finds, options);
		else
			message_nothing("steps", store);
		status = out_close(&out, store_run_count(store) ? 0 : 1);
	}
	finds_free(finds);
	return status;
}
