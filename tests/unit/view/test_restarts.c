/* What a screen says of trainings that did not go straight on: restarts, odd steps, files that went or were cut. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/world.h"

#include <stdio.h>

/* A batch of a file, which says nothing yet. */
static struct batch *file_batch(struct world *world, const char *run, const char *name)
{
	struct batch *batch = batch_new(add_test_file(world->store, run, name), 0);
	batch->end = batch->file_size = 1000;
	batch->caught_up = true;
	batch_add_mark(batch, (struct mark){.what = MARK_VERSION, .version = 2});
	return batch;
}

static void add_rows(struct batch *batch, const char *tag, const struct row *rows, size_t count)
{
	batch_add_scalars(batch, tag, rows, count, NUMBER_F32, (uint32_t)batch->mark_count);
	batch->records += count;
	batch->has_event = true;
	batch->first_wall = rows[0].wall_time;
	batch->last_wall = batch->max_wall = rows[count - 1].wall_time;
}

static void add_steps(struct batch *batch, const char *tag, int from, int to, double start, double (*value)(int step))
{
	struct row *rows = xcalloc((size_t)(to - from), sizeof *rows);
	for (int step = from; step < to; step++)
		rows[step - from] = (struct row){
			step, WORLD_START + start + (step - from) * WORLD_STEP_SECONDS, number_bits_float((float)value(step))};
	add_rows(batch, tag, rows, (size_t)(to - from));
	free(rows);
}

static void apply(struct world *world, struct batch *batch)
{
	assert_int_equal(store_apply(world->store, batch), STATUS_OK);
}

static void settle(struct world *world)
{
	choice_settle(world->choice, world->store);
	world_draw(world, 80, 24);
}

static double value_diverging(int step)
{
	return value_loss(step) + (step > 1000 ? (step - 1000) / 400.0 : 0);
}

/* One process after the other, each from a checkpoint before the end of the one before it. */
static void add_attempts(struct world *world, const char *run, bool start)
{
	static const struct { int from, to; } attempts[] = {{0, 1500}, {1000, 1700}, {1600, 2000}};
	double now = 0;
	for (size_t i = 0; i < 3; i++) {
		char name[32];
		snprintf(name, sizeof name, "events.out.tfevents.%zu", i + 1);
		struct batch *batch = file_batch(world, run, name);
		if (start)
			batch_add_mark(batch, (struct mark){.what = MARK_START, .step = attempts[i].from,
			                                    .wall_time = WORLD_START + now});
		add_steps(batch, "train/loss", attempts[i].from, attempts[i].to, now, i ? value_loss : value_diverging);
		apply(world, batch);
		now += (attempts[i].to - attempts[i].from) * WORLD_STEP_SECONDS + 60;
	}
	world->now = WORLD_START + now;
}

static void superseded_branches(void **state)
{
	(void)state;
	struct world world;
	world_init(&world);
	add_attempts(&world, "preempted", true);
	settle(&world);
	golden_check("view/restarted", &world.canvas);
	assert_false(world_shows(&world, "superseded"));
	world_keys(&world, "B");
	assert_true(world_shows(&world, "superseded shown"));
	golden_check("view/restarted_superseded", &world.canvas);
	world_keys(&world, "x");
	golden_check("view/restarted_superseded_relative", &world.canvas);
	world_keys(&world, "x x x <Enter>");
	golden_check("view/restarted_superseded_zoomed", &world.canvas);
	world_keys(&world, "<Esc> B");
	assert_false(world_shows(&world, "superseded"));
	world_fini(&world);
}

/* All are jumped to and drawn, however many there are. */
static void a_hundred_restarts(void **state)
{
	enum { ATTEMPTS = 100, STEPS = 50 };
	(void)state;
	struct world world;
	world_init(&world);
	for (int i = 0; i < ATTEMPTS; i++) {
		char name[32];
		snprintf(name, sizeof name, "events.out.tfevents.%03d", i);
		struct batch *batch = file_batch(&world, "flaky", name);
		double now = i * (STEPS * WORLD_STEP_SECONDS + 60);
		batch_add_mark(batch, (struct mark){.what = MARK_START, .step = i * STEPS, .wall_time = WORLD_START + now});
		add_steps(batch, "train/loss", i * STEPS, (i + 1) * STEPS, now, value_loss);
		apply(&world, batch);
		world.now = WORLD_START + now + 60;
	}
	settle(&world);
	world_keys(&world, "<Enter> : g o t o <Space> 1 0 0 <Enter> ] r");
	assert_true(world_shows(&world, "@ 150"));
	golden_check("view/restarts_many", &world.canvas);
	world_fini(&world);
}

/* No SessionLog: nothing is taken back, and nothing is drawn backwards. */
static void overlaps_are_branches(void **state)
{
	(void)state;
	struct world world;
	world_init(&world);
	add_attempts(&world, "pytorch", false);
	settle(&world);
	golden_check("view/overlap", &world.canvas);
	/* It began anew all the same: what is marked can be gone to. */
	world_keys(&world, "<Tab> <Enter> ] r");
	assert_false(world_shows(&world, "no restart"));
	assert_true(world_shows(&world, "@ "));
	world_keys(&world, "] r ] r ] r ] r ] r");
	assert_true(world_shows(&world, "no restart after this"));
	world_keys(&world, "<Esc>");
	world_keys(&world, "B");
	assert_true(world_shows(&world, "there is nothing superseded"));
	world_fini(&world);
}

static void writers_in_turn_are_an_envelope(void **state)
{
	(void)state;
	struct world world;
	struct row rows[2000];
	world_init(&world);
	for (int i = 0; i < 2000; i++) {
		int step = i / 2 + (i % 2 ? 0 : 20);
		rows[i] = (struct row){step, WORLD_START + i * 0.4, number_bits_float((float)(value_loss(step) + i % 2))};
	}
	struct batch *batch = file_batch(&world, "two_at_once", "events.out.tfevents.1");
	add_rows(batch, "loss", rows, 2000);
	apply(&world, batch);
	settle(&world);
	golden_check("view/writers_in_turn", &world.canvas);
	world_fini(&world);
}

static void add_odd_steps(struct world *world, const char *run, int64_t odd, double odd_wall)
{
	struct row rows[200];
	for (int i = 0; i < 200; i++)
		rows[i] = (struct row){i * 10, WORLD_START + i * 5, number_bits_float((float)value_loss(i * 10))};
	rows[120].step = odd;
	rows[120].wall_time = odd_wall;
	struct batch *batch = file_batch(world, run, "events.out.tfevents.1");
	add_rows(batch, "loss", rows, 200);
	apply(world, batch);
}

static void far_off_steps_can_be_left_out(void **state)
{
	(void)state;
	struct world world;
	world_init(&world);
	add_odd_steps(&world, "run", (int64_t)1 << 53, 4e9);
	settle(&world);
	assert_true(world_shows(&world, "1 far off: = leaves it out"));
	golden_check("view/far_off", &world.canvas);
	world_keys(&world, "=");
	assert_false(world_shows(&world, "far off"));
	golden_check("view/far_off_left_out", &world.canvas);
	world_keys(&world, "=");
	assert_true(world_shows(&world, "far off"));
	world_keys(&world, "x x");
	golden_check("view/far_off_wall", &world.canvas);
	world_keys(&world, "=");
	golden_check("view/far_off_wall_left_out", &world.canvas);
	world_fini(&world);
}

/* The last steps that there are, in both directions, on every axis and under every key. */
static void steps_at_the_limits_do_no_harm(void **state)
{
	(void)state;
	static const int64_t odd[] = {INT64_MIN, INT64_MAX, -5, (int64_t)1 << 53};
	static const double walls[] = {-1e300, 1e300, NAN, 0};
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		struct world world;
		world_init(&world);
		add_odd_steps(&world, "one", odd[i], walls[i]);
		add_odd_steps(&world, "two", odd[(i + 1) % 4], walls[(i + 1) % 4]);
		settle(&world);
		world_keys(&world, "<Tab> l l } } } } } } } } + + + > > < - - - - = = x l l + = = x { { l + = = x B y y <Enter> 2");
		world_fini(&world);
	}
}

/* A clock that is ahead is not "<1s" old. */
static void a_clock_ahead_is_said(void **state)
{
	(void)state;
	struct world world;
	world_init(&world);
	world_training(&world);
	world.now = WORLD_START - 7200;
	world_draw(&world, 80, 24);
	assert_true(world_shows(&world, "LIVE  ahead"));
	assert_false(world_shows(&world, "<1s"));
	world_keys(&world, "<S-Tab> i");
	assert_true(world_shows(&world, "newest record ahead of this clock"));
	world_fini(&world);
}

static void same_steps_stand_above_each_other(void **state)
{
	(void)state;
	struct world world;
	struct row rows[300];
	world_init(&world);
	for (int i = 0; i < 300; i++)
		rows[i] = (struct row){-50 + i / 30 * 20, WORLD_START + i, number_bits_float((float)(i % 30))};
	struct batch *batch = file_batch(&world, "repeats", "events.out.tfevents.1");
	add_rows(batch, "loss", rows, 300);
	apply(&world, batch);
	settle(&world);
	golden_check("view/repeated_steps", &world.canvas);
	world_fini(&world);
}

static void gone_files_stay_until_dropped(void **state)
{
	(void)state;
	struct world world;
	world_init(&world);
	world_training(&world);
	for (uint32_t i = 0; i < store_file_count(world.store); i++)
		if (slice_equal(store_run(world.store, store_file(world.store, i).run).name, slice_of("base")))
			store_file_gone(world.store, i);
	world_draw(&world, 80, 24);
	assert_true(world_shows(&world, "2 files gone — :drop forgets them"));
	golden_check("view/gone", &world.canvas);
	world_keys(&world, ": d r o p <Enter>");
	assert_true(world_shows(&world, "dropped 2 gone files, and run base with them"));
	assert_false(world_shows(&world, "forgets"));
	golden_check("view/dropped", &world.canvas);
	world_keys(&world, ": d r o p <Enter>");
	assert_true(world_shows(&world, "no file is gone"));
	world_fini(&world);
}

static void a_replaced_file_is_told_once(void **state)
{
	(void)state;
	struct world world;
	world_init(&world);
	world_training(&world);
	world_draw(&world, 80, 24);
	assert_false(world_shows(&world, "replaced"));
	struct batch *batch = file_batch(&world, "lr1e-4", "train/loss");
	batch->restart = true;
	add_steps(batch, "train/loss", 0, 100, 0, value_loss);
	apply(&world, batch);
	world_draw(&world, 80, 24);
	assert_true(world_shows(&world, "train/loss was replaced: read again"));
	golden_check("view/replaced", &world.canvas);
	world.now += 10;
	world_draw(&world, 80, 24);
	assert_false(world_shows(&world, "replaced"));
	world_fini(&world);
}

/* Not yet a record, and no damage: the writer was killed, and another went on. */
static void incomplete_is_not_damaged(void **state)
{
	(void)state;
	struct world world;
	world_init(&world);
	struct batch *batch = file_batch(&world, "killed", "events.out.tfevents.1");
	add_steps(batch, "loss", 0, 500, 0, value_loss);
	batch->file_size = 1017;
	batch->pending = 17;
	apply(&world, batch);
	settle(&world);
	world_keys(&world, "!");
	assert_true(world_shows(&world, "none: every record read is sound"));
	world_keys(&world, "<Esc>");
	batch = file_batch(&world, "killed", "events.out.tfevents.2");
	add_steps(batch, "loss", 500, 900, 300, value_loss);
	apply(&world, batch);
	world_draw(&world, 80, 24);
	assert_false(world_shows(&world, "✗1"));
	world_keys(&world, "!");
	golden_check("view/incomplete", &world.canvas);
	world_keys(&world, "<Esc> <S-Tab> i");
	golden_check("view/incomplete_info", &world.canvas);
	world_fini(&world);
}

static void problems_scroll(void **state)
{
	(void)state;
	struct world world;
	world_init(&world);
	world_training(&world);
	struct batch *batch = file_batch(&world, "broken", "events.out.tfevents.9");
	for (uint64_t i = 0; i < 40; i++)
		batch_add_problem(batch, (struct problem){PROBLEM_LENGTH, STATUS_OK, 1000 * i, 10 + i, false});
	apply(&world, batch);
	world_draw(&world, 80, 24);
	assert_true(world_shows(&world, "✗40"));
	world_keys(&world, "!");
	assert_true(world_shows(&world, "at byte 0, 10 B lost"));
	world_keys(&world, "G");
	assert_true(world_shows(&world, "at byte 39 000, 49 B lost"));
	assert_false(world_shows(&world, "at byte 0, 10 B lost"));
	world_draw(&world, 40, 20);
	golden_check("view/problems_40x20", &world.canvas);
	world_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(superseded_branches), cmocka_unit_test(a_hundred_restarts),           cmocka_unit_test(overlaps_are_branches),
		cmocka_unit_test(writers_in_turn_are_an_envelope), cmocka_unit_test(far_off_steps_can_be_left_out),
		cmocka_unit_test(steps_at_the_limits_do_no_harm), cmocka_unit_test(same_steps_stand_above_each_other),
		cmocka_unit_test(a_clock_ahead_is_said),
		cmocka_unit_test(gone_files_stay_until_dropped), cmocka_unit_test(a_replaced_file_is_told_once),
		cmocka_unit_test(incomplete_is_not_damaged),     cmocka_unit_test(problems_scroll),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
