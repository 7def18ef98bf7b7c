/* The Steps view: its table and one run in full at all sizes, its list of pauses, and the time left as others say it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/meanings.h"
#include "unit/view/world.h"
#include "view/head.h"
#include "view/step_columns.h"

#include <stdio.h>

#define STEPS 7000

static const struct { int columns, rows; } sizes[] = {{200, 60}, {80, 24}, {40, 20}, {40, 12}, {30, 10}, {20, 4}};

static void add_rows(struct batch *batch, const char *tag, const struct row *rows, size_t count)
{
	batch_add_scalars(batch, tag, rows, count, NUMBER_F32, 0);
	batch->records += count;
	batch->points += count;
}

/*
 * A training that ends at `end`: uneven steps of 0.3 s, an evaluation of 40 s each 500, a checkpoint of 12 s each
 * 1,000, a stall of 9 minutes. The clock of its last record is `ahead`.
 */
static void add_training(struct world *world, const char *run, double end, bool stall, double ahead)
{
	struct row *rows = xcalloc(STEPS + 1, sizeof *rows), evals[STEPS / 500];
	struct mark marks[STEPS / 1000];
	size_t count = 0, eval_count = 0, mark_count = 0;
	double now = 0;
	test_seed = 88172645463325252u;
	for (int step = 0; step < STEPS; step++) {
		now += 0.2 + 0.002 * test_below(100);
		rows[count++] = (struct row){step, now, number_bits_float((float)value_loss(step))};
		if (step % 500 == 499)
			evals[eval_count++] = (struct row){step, now += 40, number_bits_float((float)value_val(step))};
		if (step % 1000 == 999)
			marks[mark_count++] = (struct mark){.what = MARK_CHECKPOINT, .step = step, .wall_time = now += 12};
		now += stall && step == 1234 ? 540 : 0;
	}
	double shift = end - rows[count - 1].wall_time;
	uint32_t file = add_test_file(world->store, run, "events.1");
	struct batch *batch = batch_new(file, 0);
	for (size_t i = 0; i < count; i++)
		rows[i].wall_time += shift;
	rows[count - 1].wall_time += ahead;
	for (size_t i = 0; i < eval_count; i++)
		evals[i].wall_time += shift;
	for (size_t i = 0; i < mark_count; i++) {
		marks[i].wall_time += shift;
		batch_add_mark(batch, marks[i]);
	}
	add_rows(batch, "train/loss", rows, count);
	add_rows(batch, "val/loss", evals, eval_count);
	batch->end = batch->file_size = 300000;
	batch->file_written = end;
	batch->has_event = batch->caught_up = true;
	batch->first_wall = rows[0].wall_time;
	batch->last_wall = batch->max_wall = rows[count - 1].wall_time;
	assert_int_equal(store_apply(world->store, batch), STATUS_OK);
	free(rows);
}

/* Names without numbers: one that is cut is none of ours. */
static void add_sweep(struct world *world)
{
	world->target_step = 20000;
	add_training(world, "sweep/a-run-with-a-name-that-is-much-too-long", world->now - 86400 * 3, true, 0);
	add_training(world, "sweep/cosine", world->now - 400, false, 0);
	add_training(world, "sweep/linear", world->now - 5, true, 0);
	choice_settle(world->choice, world->store);
}

static void table_and_one_run(void **state)
{
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct world world;
		char name[64];
		world_init(&world);
		add_sweep(&world);
		world_draw(&world, sizes[i].columns, sizes[i].rows);
		world_keys(&world, "2 j j");
		snprintf(name, sizeof name, "steps/table_%dx%d", sizes[i].columns, sizes[i].rows);
		golden_check(name, &world.canvas);
		world_keys(&world, "<Enter>");
		snprintf(name, sizeof name, "steps/full_%dx%d", sizes[i].columns, sizes[i].rows);
		golden_check(name, &world.canvas);
		world_fini(&world);
	}
}

static bool cuts_a_number(const struct world *world)
{
	struct str screen = {0};
	bool cut = false;
	canvas_to_text(&world->canvas, &screen);
	const char *text = str_text(&screen);
	for (const char *at = text; (at = strstr(at, "…")) && !cut; at++)
		cut = at > text && ((at[-1] >= '0' && at[-1] <= '9') || at[-1] == '.' || at[-1] == '%');
	str_fini(&screen);
	return cut;
}

static void no_number_is_cut(void **state)
{
	struct world world;
	world_init(&world);
	add_sweep(&world);
	world_draw(&world, 80, 24);
	world_keys(&world, "2 j j");
	for (int full = 0; full < 2; full++) {
		for (int columns = 8; columns < 130; columns++)
			for (int rows = 2; rows < 26; rows += 5) {
				world_draw(&world, columns, rows);
				if (cuts_a_number(&world))
					fail_msg("at %dx%d, %s", columns, rows, full ? "one run" : "the table");
			}
		world_draw(&world, 80, 24);
		world_keys(&world, "<Enter>");
	}
	world_fini(&world);
}

static void all_pauses_are_listed(void **state)
{
	struct world world;
	world_init(&world);
	add_sweep(&world);
	world_draw(&world, 80, 24);
	world_keys(&world, "2 j j <Enter>");
	assert_true(world_shows(&world, "1–3 of 20 pauses"));
	assert_true(world_shows(&world, "40s before step 6 500"));
	world_keys(&world, "j");
	assert_true(world_shows(&world, "2–4 of 20 pauses"));
	world_keys(&world, "k k k");
	assert_true(world_shows(&world, "1–3 of 20 pauses"));
	world_keys(&world, "G");
	assert_true(world_shows(&world, "18–20 of 20 pauses"));
	assert_true(world_shows(&world, "40s before step 500"));
	world_draw(&world, 40, 12);
	world_draw(&world, 120, 60);
	assert_true(world_shows(&world, "stall          9m before step 1 235"));
	assert_false(world_shows(&world, "newest first"));
	world_draw(&world, 80, 24);
	world_keys(&world, "h");
	assert_true(world_shows(&world, "step time of sweep/cosine"));
	assert_true(world_shows(&world, "1–4 of 19 pauses"));
	world_keys(&world, "l <Esc>");
	assert_true(world_shows(&world, "step time of sweep/linear"));
	assert_true(world_shows(&world, "steps/s"));
	world_fini(&world);
}

static void along_the_axis_of_the_charts(void **state)
{
	static const struct {
		const char *name, *keys;
	} ways[] = {
		{"relative", "x"}, {"wall", "x x"}, {"active", "x x x"}, {"log", "X"}, {"tail_part", "t"},
		{"tail_steps", "t t"}, {"tail_minutes", "t t t"},
	};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct world world;
		char name[64];
		world_init(&world);
		add_sweep(&world);
		world_draw(&world, 80, 12);
		world_keys(&world, ways[i].keys);
		world_keys(&world, "2 j j <Enter>");
		snprintf(name, sizeof name, "steps/axis_%s", ways[i].name);
		golden_check(name, &world.canvas);
		world_fini(&world);
	}
}

/* Steps of 100 ms that differ by a tenth of one: the ends of each bar do, too. */
static void even_steps_have_bars_of_their_own(void **state)
{
	struct world world;
	world_init(&world);
	struct row rows[1000];
	double now = world.now - 200;
	for (int step = 0; step < 1000; step++)
		rows[step] = (struct row){step, now += 0.0999 + 0.0000002 * test_below(1000), number_bits_float(1)};
	struct batch *batch = batch_new(add_test_file(world.store, "even", "events.1"), 0);
	add_rows(batch, "loss", rows, 1000);
	batch->end = 1000;
	batch->has_event = batch->caught_up = true;
	batch->first_wall = rows[0].wall_time;
	batch->last_wall = batch->max_wall = now;
	assert_int_equal(store_apply(world.store, batch), STATUS_OK);
	choice_settle(world.choice, world.store);
	world_draw(&world, 100, 30);
	world_keys(&world, "2");
	assert_true(world_shows(&world, "p50 100ms"));
	assert_true(world_shows(&world, "ms – 100.0"));
	assert_false(world_shows(&world, "100ms – "));
	world_fini(&world);
}

static void a_clock_ahead_is_said(void **state)
{
	struct world world;
	world_init(&world);
	world.target_step = 20000;
	add_training(&world, "train", world.now - 5, false, 3e8);
	choice_settle(world.choice, world.store);
	world_draw(&world, 100, 24);
	world_keys(&world, "2");
	assert_true(world_shows(&world, "clock 3472d ahead in some records: they count by what passes between them"));
	assert_true(world_shows(&world, "live"));
	assert_true(world_shows(&world, "LIVE  5s"));
	struct steptime steptime = steptime_of(world.store, 0, world.now);
	struct gist gist = gist_of(world.store, 0, &steptime, STORE_NONE, target_of(world.store, NULL, 0, 20000, world.now), world.now);
	assert_true(gist_time_left(&gist, world.now).seconds > 4000 && gist_time_left(&gist, world.now).seconds < 6000);
	world_draw(&world, 100, 1);
	assert_true(world_shows(&world, "clock ahead"));
	world_fini(&world);
}

/* One word and one figure for a run, wherever it stands. */
static void the_same_time_left(void **state)
{
	static const double ages[] = {0, 5, 300, 500, 1100, 1500, 9000, 90000};
	for (size_t i = 0; i < sizeof ages / sizeof *ages; i++) {
		struct world world;
		world_init(&world);
		world.target_step = 8000 + 500 * (double)i;
		add_training(&world, "train", world.now - ages[i], i % 2, 0);
		struct scene scene = world_scene(&world);
		struct steptime steptime = *steptimes_get(world.steptimes, world.store, 0, world.now);
		struct gist gist = head_gist(&scene, 0, STORE_NONE);
		double left = step_time_left(&scene, 0, &steptime), told = gist_time_left(&gist, world.now).seconds;
		assert_true(left == told || (isnan(left) && isnan(told)));
		assert_int_equal(isfinite(left), ages[i] < 1200);
		assert_int_equal(steptime.state, vitals_state(&gist.vitals, world.now));
		if (isfinite(left)) { /* 0.299 s, with 40 s each 500 and 12 s each 1,000 */
			double truth = fmax((world.target_step - STEPS + 1) * (0.299 + 0.08 + 0.012) - ages[i], 0);
			assert_true(fabs(left - truth) <= 0.05 * (truth + ages[i]));
		}
		world_fini(&world);
	}
}

/* A row lies by the step that it shows, whether its times are known by now or not. */
static void sorted_while_times_are_reckoned(void **state)
{
	struct world world;
	world_init(&world);
	for (uint32_t run = 0; run < 3; run++) {
		struct row row = {.step = 100 * (int64_t)(run + 1), .wall_time = world.now - 5};
		uint32_t file = add_test_file(world.store, (const char *[]){"alpha", "beta", "gamma"}[run], "events.1");
		struct batch *batch = batch_new(file, 0);
		add_rows(batch, "train/loss", &row, 1);
		batch->has_event = batch->caught_up = true;
		batch->first_wall = batch->last_wall = batch->max_wall = row.wall_time;
		assert_int_equal(store_apply(world.store, batch), STATUS_OK);
	}
	choice_settle(world.choice, world.store);
	struct scene scene = world_scene(&world);
	steptimes_get(world.steptimes, world.store, 0, world.now); /* this one's are known */
	steptimes_defer(world.steptimes);
	for (uint32_t run = 0; run < 3; run++)
		assert_true(step_column_key(&scene, run, COLUMN_STEP) == 100 * (run + 1.0));
	world_fini(&world);
}

static void help_says_what_keys_do(void **state)
{
	struct world world;
	world_init(&world);
	add_sweep(&world);
	world_draw(&world, 120, 36);
	meanings_hold(&world, "steps");
	world_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_what_keys_do),
		cmocka_unit_test(table_and_one_run), cmocka_unit_test(no_number_is_cut), cmocka_unit_test(all_pauses_are_listed),
		cmocka_unit_test(along_the_axis_of_the_charts), cmocka_unit_test(a_clock_ahead_is_said), cmocka_unit_test(the_same_time_left),
		cmocka_unit_test(sorted_while_times_are_reckoned), cmocka_unit_test(even_steps_have_bars_of_their_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
