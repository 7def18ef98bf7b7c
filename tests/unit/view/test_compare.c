#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/model/hparam_runs.h"
#include "unit/view/world.h"
#include "view/lineup.h"

#include <stdio.h>

static double value_seed(int step, double seed)
{
	return 1.5 + 3 * exp(-step / 300.0) + seed * (0.15 + 0.1 * sin(step / 80.0));
}
static double seed_a(int step)
{
	return value_seed(step, -1);
}
static double seed_b(int step)
{
	return value_seed(step, 0.2);
}
static double seed_c(int step)
{
	return value_seed(step, 1);
}
static double better(int step)
{
	return value_seed(step, 0) - 0.5;
}

/* Two settings, one with three seeds, which have not the same length, and a run alone. */
static void seeds(struct world *world)
{
	world_init(world);
	world_series(world, "base", "train/loss", 0, 1900, value_worse);
	world_series(world, "base", "val/loss", 0, 1900, value_val);
	world_series(world, "lr1e-4/s0", "train/loss", 0, 1990, better);
	world_series(world, "lr1e-4/s1", "train/loss", 0, 1990, seed_a);
	world_series(world, "lr3e-4/s0", "train/loss", 0, 1700, seed_a);
	world_series(world, "lr3e-4/s1", "train/loss", 0, 1990, seed_b);
	world_series(world, "lr3e-4/s2", "train/loss", 200, 1990, seed_c);
	choice_settle(world->choice, world->store);
}

static void edit(struct world *world, struct edit edit)
{
	choice_apply(world->choice, world->store, &edit);
}

static void check(struct world *world, const char *name)
{
	static const int sizes[][2] = {{40, 12}, {80, 24}, {200, 60}};
	for (size_t i = 0; i < 3; i++) {
		char file[64];
		snprintf(file, sizeof file, "view/%s_%dx%d", name, sizes[i][0], sizes[i][1]);
		world_draw(world, sizes[i][0], sizes[i][1]);
		golden_check(file, &world->canvas);
	}
}

static void groups_are_mean_and_band(void **state)
{
	struct world world;
	seeds(&world);
	edit(&world, (struct edit){.what = EDIT_GROUP, .text = "prefix"});
	check(&world, "groups");
	edit(&world, (struct edit){.what = EDIT_BAND, .text = "minmax"});
	edit(&world, (struct edit){.what = EDIT_Y_SCALE, .number = Y_LOG});
	world_draw(&world, 80, 24);
	golden_check("view/groups_minmax", &world.canvas);
	world_fini(&world);
}

/* The head of a chart says the group's there, as the table below, and not what its first run has. */
static void groups_at_the_cursor(void **state)
{
	struct world world;
	seeds(&world);
	edit(&world, (struct edit){.what = EDIT_GROUP, .text = "prefix"});
	world_draw(&world, 120, 40);
	world_keys(&world, "<S-Tab> j <Tab> <Tab> : g o t o <Space> 1 0 0 <Enter>");
	assert_true(world_shows(&world, "─ lr1e-4 3.28±.2 ─"));
	world_keys(&world, "m a } m b <Enter>");
	assert_true(world_shows(&world, "A→B of lr1e-4/s0  Δstep"));
	world_fini(&world);
}

/* No table stands below it that would say so. */
static void a_chart_alone_says_where_the_cursor_is(void **state)
{
	struct world world;
	seeds(&world);
	edit(&world, (struct edit){.what = EDIT_BASELINE, .run = store_run_find(world.store, slice_of("lr3e-4/s1"))});
	edit(&world, (struct edit){.what = EDIT_DIFFERENCE});
	world_draw(&world, 120, 40);
	world_keys(&world, "<S-Tab> j <Tab> <Tab> <Enter> : g o t o <Space> 1 0 1 0 <Enter>");
	assert_true(world_shows(&world, " minus lr3e-4/s1 @ 1 010 ─"));
	edit(&world, (struct edit){.what = EDIT_DIFFERENCE});
	edit(&world, (struct edit){.what = EDIT_GROUP, .text = "prefix"});
	world_draw(&world, 120, 40);
	assert_true(world_shows(&world, "─ lr1e-4 1.28±.2 @ 1 010 ─"));
	edit(&world, (struct edit){.what = EDIT_GROUP, .text = ""});
	world_draw(&world, 120, 40);
	world_keys(&world, "j");
	assert_true(world_shows(&world, "val/loss"));
	assert_true(world_shows(&world, "─ @ 1 010 ─")); /* which the focused run has not */
	world_fini(&world);
}

static void add_setting(struct world *world, int number, double lr, double layers)
{
	for (int seed = 0; seed < 2; seed++) {
		char run[32];
		struct str start = {0};
		snprintf(run, sizeof run, "run-%d", 2 * number + seed);
		build_hparam(&start, "batch_size", 256);
		build_hparam(&start, "model/learning_rate", lr);
		build_hparam(&start, "model/layers", layers);
		build_hparam(&start, "warmup_steps", 2000);
		build_hparam(&start, "seed", seed);
		add_hparams(world->store, run, "_hparams_/session_start_info", 3, &start);
		world_series(world, run, "train/loss", 0, 500, seed ? seed_a : seed_c);
		str_fini(&start);
	}
}

/* Of many hparams those that all groups share are left out of their names, and where room is scarce the names, too. */
static void groups_of_many_hparams(void **state)
{
	struct world world;
	world_init(&world);
	add_setting(&world, 0, 1e-4, 12);
	add_setting(&world, 1, 3e-4, 12);
	add_setting(&world, 2, 1e-4, 24);
	add_setting(&world, 3, 3e-4, 24);
	choice_settle(world.choice, world.store);
	edit(&world, (struct edit){.what = EDIT_GROUP, .text = "hparam"});
	choice_meet(world.choice, world.store);
	check(&world, "groups_hparams");
	world_draw(&world, 120, 30);
	world_keys(&world, "<S-Tab> i");
	assert_true(world_shows(&world, "2 runs: batch_size=256 model/layers=12 model/learning_rate=0.0001 warmup_steps=2000"));
	world_fini(&world);
}

static void groups_unfold(void **state)
{
	struct world world;
	seeds(&world);
	edit(&world, (struct edit){.what = EDIT_GROUP, .text = "prefix"});
	world_draw(&world, 100, 30);
	assert_false(world_shows(&world, "lr3e-4/s0"));
	world_keys(&world, "<S-Tab> G l");
	assert_true(world_shows(&world, "lr3e-4/s0") && world_shows(&world, "▾"));
	world_keys(&world, "j j <Space>"); /* one of three */
	assert_true(world_shows(&world, "Runs 5/6"));
	world_keys(&world, "h"); /* from inside it closes the group */
	assert_false(world_shows(&world, "lr3e-4/s1"));
	world_keys(&world, "<Space>");
	assert_true(world_shows(&world, "Runs 3/6"));
	world_keys(&world, "<Space>");
	assert_true(world_shows(&world, "Runs 6/6"));
	world_keys(&world, "o");
	assert_true(world_shows(&world, "Runs 3/6"));
	world_keys(&world, "o");
	assert_true(world_shows(&world, "Runs 6/6"));
	world_fini(&world);
}

/* A group looks like its first run, shown or not: that one gets the other look. */
static void a_group_gets_another_look(void **state)
{
	struct world world;
	seeds(&world);
	edit(&world, (struct edit){.what = EDIT_GROUP, .text = "prefix"});
	uint32_t first = store_run_find(world.store, slice_of("lr3e-4/s0")), second = store_run_find(world.store, slice_of("lr3e-4/s1"));
	edit(&world, (struct edit){.what = EDIT_RUN_TOGGLE, .run = first});
	struct run_choice before[] = {choice_run(world.choice, world.store, first), choice_run(world.choice, world.store, second)};
	world_draw(&world, 100, 30);
	world_keys(&world, "<S-Tab> G c");
	assert_int_not_equal(choice_run(world.choice, world.store, first).hue, before[0].hue);
	assert_int_equal(choice_run(world.choice, world.store, second).hue, before[1].hue);
	world_fini(&world);
}

/* Each time, all round: also where another group has that colour. */
static void each_colour_of_a_group_is_seen(void **state)
{
	struct world world;
	uint8_t before;
	unsigned seen = 0;
	seeds(&world);
	edit(&world, (struct edit){.what = EDIT_GROUP, .text = "prefix"});
	world_draw(&world, 100, 30);
	world_keys(&world, "<S-Tab> G");
	for (int i = 0; i < IDENTITY_HUES; i++) {
		struct scene scene = world_scene(&world);
		const struct group_look *look = group_look_of(&scene, slice_of("lr3e-4"));
		assert_non_null(look);
		assert_true(!i || look->choice.hue != before);
		before = look->choice.hue;
		seen |= 1u << before;
		world_keys(&world, "c");
	}
	assert_int_equal(seen, (1u << IDENTITY_HUES) - 1);
	world_fini(&world);
}

/* What the lines of all groups that are shown look like, one after the other; how many. */
static size_t looks_of(const struct world *world, struct line_run *out, size_t most)
{
	struct scene scene = world_scene(world);
	struct lineup lineup = {0};
	lineup_prepare(&lineup, &scene);
	size_t count = lineup.count < most ? lineup.count : most;
	memcpy(out, lineup.items, count * sizeof *out);
	lineup_fini(&lineup);
	return count;
}

/* Also where their first runs do; and a group stays as it is when its first run is hidden. */
static void groups_do_not_look_alike(void **state)
{
	struct world world;
	struct line_run before[2], after[2];
	seeds(&world);
	uint32_t first = store_run_find(world.store, slice_of("lr1e-4/s0")), other = store_run_find(world.store, slice_of("lr3e-4/s0"));
	for (int i = 0; i < CHOICE_HUES; i++)
		if (choice_run(world.choice, world.store, other).hue != choice_run(world.choice, world.store, first).hue)
			edit(&world, (struct edit){.what = EDIT_RUN_COLOUR, .run = other});
	assert_int_equal(choice_run(world.choice, world.store, other).hue, choice_run(world.choice, world.store, first).hue);
	edit(&world, (struct edit){.what = EDIT_GROUP, .text = "prefix"});
	assert_int_equal(looks_of(&world, before, 2), 2);
	assert_int_not_equal(before[0].role, before[1].role);
	assert_int_not_equal(before[0].mark, before[1].mark);
	edit(&world, (struct edit){.what = EDIT_RUN_TOGGLE, .run = other});
	assert_int_equal(looks_of(&world, after, 2), 2);
	for (int i = 0; i < 2; i++)
		assert_true(after[i].role == before[i].role && after[i].stroke == before[i].stroke && after[i].mark == before[i].mark);
	world_fini(&world);
}

/* Rows of the values come as their runs in the list. */
static void the_table_is_in_the_order_of_the_list(void **state)
{
	struct world world;
	seeds(&world);
	edit(&world, (struct edit){.what = EDIT_RUN_SORT, .number = RUN_SORT_VALUE});
	world_draw(&world, 120, 40);
	golden_check("view/table_sorted", &world.canvas);
	world_fini(&world);
}

static void differences_from_the_baseline(void **state)
{
	struct world world;
	seeds(&world);
	edit(&world, (struct edit){.what = EDIT_BASELINE, .run = store_run_find(world.store, slice_of("lr3e-4/s1"))});
	edit(&world, (struct edit){.what = EDIT_DIFFERENCE});
	check(&world, "difference");
	world_draw(&world, 80, 24);
	world_keys(&world, "<Tab> <Enter> : g o t o <Space> 1 0 0 0 <Enter> : y r a n g e <Space> - 1 <Space> 3 <Enter>");
	golden_check("view/difference_alone", &world.canvas); /* legend and title say differences, too */
	world_keys(&world, ": y r a n g e <Space> a u t o <Enter> <Esc> <Esc> <Tab> <Tab>");
	edit(&world, (struct edit){.what = EDIT_GROUP, .text = "prefix"});
	edit(&world, (struct edit){.what = EDIT_Y_SCALE, .number = Y_LOG}); /* differences have no logarithm */
	world_draw(&world, 80, 24);
	golden_check("view/difference_groups", &world.canvas);
	world_fini(&world);
}

static void tags_in_one_chart(void **state)
{
	struct world world;
	world_init(&world);
	world_training(&world);
	edit(&world, (struct edit){.what = EDIT_TAG_MARK, .text = "train/loss"});
	edit(&world, (struct edit){.what = EDIT_TAG_MARK, .text = "val/loss"});
	edit(&world, (struct edit){.what = EDIT_MERGE});
	world_draw(&world, 80, 24);
	world_keys(&world, "j");
	check(&world, "merged");
	world_draw(&world, 100, 30);
	world_keys(&world, "G ~"); /* from any of them */
	assert_false(world_shows(&world, "train/loss + val/loss"));
	world_fini(&world);
}

static void points_as_a_table(void **state)
{
	struct world world;
	seeds(&world);
	world_draw(&world, 80, 24);
	world_keys(&world, "w g j");
	check(&world, "table");
	edit(&world, (struct edit){.what = EDIT_GROUP, .text = "prefix"});
	world_draw(&world, 80, 24);
	assert_true(world_shows(&world, "lr3e-4"));
	world_keys(&world, "w");
	assert_true(world_shows(&world, "at step 1")); /* the cursor went along */
	world_fini(&world);
}

static void steps_and_points(void **state)
{
	struct world world;
	world_init(&world);
	world_series(&world, "few", "loss", 0, 9, value_worse);
	choice_settle(world.choice, world.store);
	world_draw(&world, 60, 15);
	world_keys(&world, "T");
	golden_check("view/drawn_as_steps", &world.canvas);
	world_keys(&world, "T");
	golden_check("view/drawn_as_points", &world.canvas);
	world_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_are_mean_and_band), cmocka_unit_test(groups_at_the_cursor),
		cmocka_unit_test(a_chart_alone_says_where_the_cursor_is),
		cmocka_unit_test(groups_of_many_hparams), cmocka_unit_test(groups_unfold),
		cmocka_unit_test(a_group_gets_another_look),
		cmocka_unit_test(each_colour_of_a_group_is_seen),
		cmocka_unit_test(groups_do_not_look_alike),
		cmocka_unit_test(the_table_is_in_the_order_of_the_list),
		cmocka_unit_test(differences_from_the_baseline),
		cmocka_unit_test(tags_in_one_chart),
		cmocka_unit_test(points_as_a_table),
		cmocka_unit_test(steps_and_points),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
