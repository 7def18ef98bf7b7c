/* How much time is left: of which steps, at which pace, and how sure that is. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/eta.h"
#include "model/gaps.h"
#include "unit/model/hparam_runs.h"

#include <math.h>

#define START 1700000000.0

static bool near(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

/* A second a step, as even as can be. */
static struct steptime even(void)
{
	return (struct steptime){.any = true, .last_step = 1000,
		.pace = {.mean = 1, .deviation = 0, .steps = 10, .stretches = 10}};
}

static void pauses_come_whole(void **state)
{
	struct steptime steptime = even();
	steptime.pauses[steptime.pause_count++] = (struct pause){PAUSE_EVAL, 100, 9, 40};
	struct eta eta = eta_of(&steptime, 1160); /* 1.6 of them */
	assert_true(near(eta.seconds, 160));
	assert_true(near(eta.low, 160 - 0.6 * 40));
	assert_true(near(eta.high, 160 + 0.4 * 40));
	steptime.pauses[steptime.pause_count++] = (struct pause){PAUSE_CHECKPOINT, 0, 9, 40}; /* without a period: it tells nothing */
	assert_true(near(eta_of(&steptime, 1160).high, eta.high));
	eta = eta_of(&steptime, 1200);
	assert_true(near(eta.low, 200) && near(eta.high, 200));
}

static void what_drifts_does_so_within_bounds(void **state)
{
	struct steptime steptime = even();
	steptime.pace.trend = 0.001;
	struct eta eta = eta_of(&steptime, 1100); /* from the middle of 100 steps to the middle of 100 more */
	assert_true(near(eta.seconds, 100 * 1.1));
	assert_true(near(eta.low, 100) && near(eta.high, 110));
	steptime.pace.trend = 1;
	assert_true(near(eta_of(&steptime, 1100).seconds, 300));
	steptime.pace.trend = -1;
	eta = eta_of(&steptime, 1100);
	assert_true(near(eta.seconds, 100 / 3.0));
	assert_true(near(eta.low, eta.seconds) && near(eta.high, 100));
}

static void time_passes(void **state)
{
	struct steptime steptime = even();
	assert_true(near(eta_left(&steptime, 1100, RUN_LIVE, 30).seconds, 70));
	assert_true(near(eta_left(&steptime, 1100, RUN_LATE, NAN).seconds, 100));
	assert_true(eta_left(&steptime, 1100, RUN_LATE, 500).seconds == 0);
	assert_true(isnan(eta_left(&steptime, 1100, RUN_STALLED, 30).seconds));
	assert_true(isnan(eta_of(&steptime, NAN).seconds));
	assert_true(eta_of(&steptime, 1000).high == 0);
	steptime.pace.stretches = 0; /* too little is known for more than a guess */
	assert_true(near(eta_of(&steptime, 1100).seconds, 100) && isnan(eta_of(&steptime, 1100).low));
}

/* Of 100 gaps of ten steps each: uneven by turns, and each slower than the one before by `slower` seconds a step. */
static struct pace pace_of(double uneven, double slower)
{
	struct gap items[100];
	struct gaps gaps = {.items = items, .count = 100};
	double at = START;
	for (int i = 0; i < 100; i++) {
		double time = 10 * (1 + uneven * sin(1.7 * i * i) + slower * i);
		at += time;
		items[i] = (struct gap){.step = 10 * (i + 1), .to = at, .at = at, .time = time, .steps = 10};
	}
	struct steptime steptime = {.any = true, .last_step = 1000, .rate_now = 1, .rate_hour = 1};
	return eta_pace(&steptime, &gaps, 100);
}

static void chance_is_no_trend(void **state)
{
	struct pace level = pace_of(0.3, 0), slower = pace_of(0.01, 0.01), quicker = pace_of(0.01, -0.002);
	assert_int_equal(level.stretches, 10);
	assert_true(level.deviation > 0 && level.trend == 0);
	assert_true(fabs(slower.trend - 0.001) < 1e-4); /* a step */
	assert_true(fabs(quicker.trend + 0.0002) < 2e-5);
	assert_true(near(level.steps, 100));
}

/* Steps that are told by a run's hparams, as of a session of PyTorch: its run lies below, and is named by the time. */
static void add_target(struct store *store, const char *run, double step)
{
	struct batch *batch = batch_new(add_test_file(store, run, "hparams"), 0);
	struct batch_series *series = batch_series_of(batch, "_hparams_/session_start_info");
	batch_add_metadata(series, "hparams");
	series->metadata->target_step = step;
	batch_add_item(series, (struct item){.form = ITEM_NOTHING, .fits = KIND_BIT(KIND_HPARAMS), .wall_time = START});
	batch->end = 100;
	store_apply(store, batch);
}

static void add_steps(struct store *store, const char *run)
{
	struct batch *batch = batch_new(add_test_file(store, run, "events"), 0);
	for (int i = 0; i < 20; i++)
		batch_add_scalars(batch, "loss", &(struct row){i, START + i, 0}, 1, NUMBER_F32, 0);
	batch->end = 100;
	store_apply(store, batch);
}

static struct target target_in(struct store *store, const char *run)
{
	return target_of(store, NULL, store_run_find(store, slice_of(run)), NAN, START + 20);
}

static void runs_below_tell_of_hparams(void **state)
{
	struct store *store = store_new();
	static const char *const others[] = {"a-1700000000.5", "ab/1700000000.5", "a/1700000000.5/c", "a/b", "a/"};
	add_steps(store, "a");
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		add_target(store, others[i], 7000);
	assert_int_equal(target_in(store, "a").source, TARGET_NONE);
	add_target(store, "a/1700000000.5", 5000);
	assert_int_equal(target_in(store, "a").source, TARGET_HPARAMS);
	assert_true(target_in(store, "a").step == 5000);
	add_target(store, "a", 300); /* its own come first */
	assert_true(target_in(store, "a").step == 300);
	store_free(store);
}

static void runs_below_the_logdir_tell_of_it(void **state)
{
	struct store *store = store_new();
	add_steps(store, ".");
	add_target(store, "a/1700000000", 7000);
	assert_int_equal(target_in(store, ".").source, TARGET_NONE);
	add_target(store, "1700000000", 5000);
	assert_true(target_in(store, ".").step == 5000);
	store_free(store);
}

/* What another program wrote into a directory of its own says nothing of how far this one goes. */
static void runs_beside_tell_when_they_are_done(void **state)
{
	static const struct { const char *run; bool tells; } rows[] = {{"a/y", true}, {"a/b/y", false}, {"y", false}, {"b/y", false}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct store *store = store_new();
		add_steps(store, "a/x");
		struct batch *batch = batch_new(add_test_file(store, rows[i].run, "events"), 0);
		batch->end = 100;
		batch->has_event = true;
		batch->first_wall = batch->last_wall = batch->max_wall = START - 90000; /* over a day ago */
		for (int step = 0; step < 50; step++)
			batch_add_scalars(batch, "loss", &(struct row){step, START - 90000, 0}, 1, NUMBER_F32, 0);
		store_apply(store, batch);
		struct target target = target_in(store, "a/x");
		assert_int_equal(target.source, rows[i].tells ? TARGET_SIBLING : TARGET_NONE);
		assert_true(!rows[i].tells || target.step == 49);
		store_free(store);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pauses_come_whole),
		cmocka_unit_test(what_drifts_does_so_within_bounds),
		cmocka_unit_test(time_passes),
		cmocka_unit_test(chance_is_no_trend),
		cmocka_unit_test(runs_below_tell_of_hparams),
		cmocka_unit_test(runs_below_the_logdir_tell_of_it),
		cmocka_unit_test(runs_beside_tell_when_they_are_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
