#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/world.h"

#include <stdio.h>

static void training_at_sizes(void **state)
{
	static const struct { int columns, rows; } sizes[] = {{80, 24}, {200, 60}, {72, 24}, {60, 15}, {40, 20}, {20, 4}};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct world world;
		char name[40];
		world_init(&world);
		world_training(&world);
		world_draw(&world, sizes[i].columns, sizes[i].rows);
		snprintf(name, sizeof name, "view/training_%dx%d", sizes[i].columns, sizes[i].rows);
		golden_check(name, &world.canvas);
		world_fini(&world);
	}
}

/* Small panes beside a training that has a way to go. */
static void small_panes(void **state)
{
	static const struct { int columns, rows; } sizes[] = {{40, 20}, {40, 12}, {30, 10}, {24, 6}, {20, 4}, {80, 1}, {30, 1}, {12, 2}};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct world world;
		char name[40];
		world_init(&world);
		world_training(&world);
		world.target_step = 40000;
		world_draw(&world, sizes[i].columns, sizes[i].rows);
		snprintf(name, sizeof name, "small/pane_%dx%d", sizes[i].columns, sizes[i].rows);
		golden_check(name, &world.canvas);
		world_fini(&world);
	}
}

/* The head of a small pane is about a run that goes on, until that is over; or whom a person chose. */
static void a_small_pane_goes_along(void **state)
{
	struct world world;
	world_init(&world);
	world_series(&world, "a", "loss", 0, 1000, value_loss);
	world_series(&world, "b", "loss", 0, 1900, value_loss);
	world_series(&world, "c", "loss", 0, 1500, value_loss);
	choice_settle(world.choice, world.store);
	world_draw(&world, 40, 20);
	assert_true(world_shows(&world, "● b        "));
	world_series(&world, "c", "acc", 0, 1999, value_accuracy);
	world_draw(&world, 40, 20);
	assert_true(world_shows(&world, "● b        ")); /* which goes on as well */
	world.now += 4 * 3600;
	world_series(&world, "d", "loss", 0, 30700, value_loss);
	choice_meet(world.choice, world.store);
	world_draw(&world, 40, 20);
	assert_true(world_shows(&world, "● d        "));
	world_keys(&world, "<Tab> <Tab> g");
	assert_true(world_shows(&world, "· a        "));
	world_series(&world, "e", "loss", 0, 30700, value_loss);
	choice_meet(world.choice, world.store);
	world_draw(&world, 40, 20);
	assert_true(world_shows(&world, "· a        "));
	world_fini(&world);
}

/* What is on the screen after these keys. */
static void check_after(const char *keys, const char *name)
{
	struct world world;
	world_init(&world);
	world_training(&world);
	world_draw(&world, 80, 24);
	world_keys(&world, keys);
	golden_check(name, &world.canvas);
	world_fini(&world);
}

static void states_of_a_training(void **state)
{
	check_after("<Enter>", "view/zoomed");
	check_after("<Tab> l l l", "view/cursor");
	check_after("?", "view/help");
	check_after("!", "view/no_problems");
	check_after("2", "view/steps");
	check_after("2 <Enter>", "view/steps_full");
	check_after("2 x x , ,", "view/steps_wall_sorted");
	check_after("/ l s s", "view/filter_without_match");
	check_after("/ l o <Enter>", "view/filter");
	check_after("p", "view/pinned");
	check_after("i", "view/info_tag");
	check_after("x x", "view/wall");
	check_after("<S-Tab> * <Space>", "view/one_run");
	check_after("*", "view/all_hidden");
}

static void ascii(void **state)
{
	struct world world;
	world_init(&world);
	world.charset = CHARSET_ASCII;
	world_training(&world);
	world_draw(&world, 80, 24);
	golden_check("view/ascii", &world.canvas);
	for (int i = 0; i < 80 * 24; i++)
		assert_in_range(world.canvas.cells[i].code[0], 0x20, 0x7E);
	world_fini(&world);
}

static void empty_and_loading(void **state)
{
	struct world world;
	world_init(&world);
	world.progress.waiting = true;
	world_draw(&world, 80, 24);
	golden_check("view/waiting", &world.canvas);
	world.progress.logdirs = 2;
	world.progress.no_answer = true;
	world.progress.waiting_for = "/mnt/nfs/team/runs";
	world_draw(&world, 80, 24);
	golden_check("view/no_answer", &world.canvas);
	world.progress = (struct progress){.directories = 3, .other_files = 5};
	world_draw(&world, 80, 24);
	golden_check("view/no_files", &world.canvas);
	world.progress = (struct progress){.loading = true, .bytes_done = 1288490188, .bytes_total = 10522669875};
	world_training(&world);
	world_draw(&world, 80, 24);
	golden_check("view/loading", &world.canvas);
	world_fini(&world);
}

static void header_only(void **state)
{
	struct world world;
	world_init(&world);
	uint32_t file = add_test_file(world.store, "run", "events.out.tfevents.1");
	store_file_size(world.store, file, 88);
	struct batch *batch = batch_new(file, 0);
	batch->end = batch->file_size = 88;
	batch->records = 1;
	batch->has_event = batch->caught_up = true;
	batch->first_wall = batch->last_wall = batch->max_wall = WORLD_START;
	store_apply(world.store, batch);
	world_draw(&world, 80, 24);
	golden_check("view/header_only", &world.canvas);
	world_fini(&world);
}

static void problems(void **state)
{
	struct world world;
	world_init(&world);
	world_training(&world);
	uint32_t file = add_test_file(world.store, "broken", "events.out.tfevents.9");
	struct batch *batch = batch_new(file, 0);
	batch_add_problem(batch, (struct problem){PROBLEM_PAYLOAD, STATUS_OK, 1204331, 4096, false});
	batch_add_problem(batch, (struct problem){PROBLEM_LENGTH, STATUS_OK, 2204331, 512, true});
	batch->end = 2204331;
	batch->max_wall = NAN;
	store_apply(world.store, batch);
	store_trouble(world.store, slice_of("locked/\033[31mrun"), STATUS_DENIED);
	world_draw(&world, 80, 24);
	world_keys(&world, "!");
	golden_check("view/problems", &world.canvas);
	world_fini(&world);
}

static void many_runs(void **state)
{
	struct world world;
	world_init(&world);
	for (int i = 0; i < 41; i++) {
		char run[32];
		snprintf(run, sizeof run, "sweep/seed%02d", i);
		world_series(&world, run, "train/loss", 0, 100 + i, i % 2 ? value_loss : value_worse);
	}
	choice_settle(world.choice, world.store);
	world_draw(&world, 80, 24);
	golden_check("view/many_runs", &world.canvas);
	world_fini(&world);
}

static void hostile_names(void **state)
{
	static const char *const runs[] = {
		"\033]0;pwned\a", "a very long name of a run that goes on and on and on and ends with seed7",
		"日本語の名前がとても長いランです", "e\xCC\x81\xCC\x82\xCC\x83\xCC\x84x", "\xE2\x80\xAEtxt.exe", "%s%n%x", " "};
	struct world world;
	world_init(&world);
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		world_series(&world, runs[i], runs[i], 0, 50, value_loss);
		world_series(&world, runs[i], "layers/0/attention/self/query/kernel/norm", 0, 50, value_loss);
		world_series(&world, runs[i], "layers/1/attention/self/query/kernel/norm", 0, 1, value_loss);
		world_series(&world, runs[i], "//", 0, 50, value_nan);
	}
	choice_settle(world.choice, world.store);
	world_draw(&world, 80, 24);
	golden_check("view/hostile_names", &world.canvas);
	world_draw(&world, 40, 20);
	golden_check("view/hostile_names_40x20", &world.canvas);
	world_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(training_at_sizes), cmocka_unit_test(small_panes), cmocka_unit_test(a_small_pane_goes_along),
		cmocka_unit_test(states_of_a_training), cmocka_unit_test(ascii),
		cmocka_unit_test(empty_and_loading), cmocka_unit_test(header_only),          cmocka_unit_test(problems),
		cmocka_unit_test(many_runs),         cmocka_unit_test(hostile_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
