/* The table of values: which runs have rows, and what they are called. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/world.h"
#include "view/values.h"

#include <stdio.h>

/* The table of `tag` with the cursor on `focused`, in so many cells. */
struct shown {
	struct lineup lineup;
	struct values values;
};

static void show(struct shown *shown, const struct world *world, const char *tag, const char *focused, int columns, int rows)
{
	struct scene scene = world_scene(world);
	*shown = (struct shown){0};
	lineup_prepare(&shown->lineup, &scene);
	values_prepare(&shown->values, &scene, &shown->lineup, store_tag_find(world->store, slice_of(tag)),
	               store_run_find(world->store, slice_of(focused)), NAN, (struct rect){0, 0, columns, rows});
}

static void expect_names(struct shown *shown, const char *const *names, int count, int more)
{
	assert_int_equal(shown->values.count, count);
	assert_int_equal(shown->values.more, more);
	for (int i = 0; i < count; i++)
		assert_string_equal(shown->values.rows[i].name.text, names[i]);
	values_fini(&shown->values);
	lineup_fini(&shown->lineup);
}

/* Five runs, of which two have the tag that is looked at. */
static void add_runs(struct world *world)
{
	static const char *const names[] = {"a", "b", "c", "d", "e"};
	for (int i = 0; i < 5; i++)
		world_series(world, names[i], "train/loss", 0, 10, value_loss);
	world_series(world, "c", "val/loss", 0, 10, value_val);
	world_series(world, "e", "val/loss", 0, 10, value_val);
	choice_settle(world->choice, world->store);
}

static void runs_with_the_tag_come_first_where_not_all_fit(void **state)
{
	struct world *world = *state;
	struct shown shown;
	add_runs(world);
	show(&shown, world, "val/loss", "a", 60, 5);
	expect_names(&shown, (const char *const[]){"c", "e", "a"}, 3, 2);
	/* where all fit they stand as in the list of runs */
	show(&shown, world, "val/loss", "a", 60, 6);
	expect_names(&shown, (const char *const[]){"a", "b", "c", "d", "e"}, 5, 0);
	/* all have this one */
	show(&shown, world, "train/loss", "a", 60, 5);
	expect_names(&shown, (const char *const[]){"a", "b", "c"}, 3, 2);
}

static void the_run_of_the_cursor_is_among_them_if_it_has_the_tag(void **state)
{
	struct world *world = *state;
	struct shown shown;
	add_runs(world);
	show(&shown, world, "train/loss", "e", 60, 5);
	expect_names(&shown, (const char *const[]){"c", "d", "e"}, 3, 2);
	show(&shown, world, "val/loss", "d", 60, 3);
	expect_names(&shown, (const char *const[]){"c"}, 1, 4);
	show(&shown, world, "val/loss", "e", 60, 3);
	expect_names(&shown, (const char *const[]){"e"}, 1, 4);
}

static void long_names_still_differ(void **state)
{
	struct world *world = *state;
	struct shown shown;
	for (int i = 1; i < 4; i++) {
		char name[96];
		snprintf(name, sizeof name, "experiments-of-november/lr0.%d/with-dropout-and-weight-decay", i);
		world_series(world, name, "loss", 0, 10, value_loss);
	}
	choice_settle(world->choice, world->store);
	show(&shown, world, "loss", "", 40, 6);
	expect_names(&shown, (const char *const[]){"…lr0.1…", "…lr0.2…", "…lr0.3…"}, 3, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(runs_with_the_tag_come_first_where_not_all_fit, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(the_run_of_the_cursor_is_among_them_if_it_has_the_tag, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(long_names_still_differ, world_setup, world_teardown),
	};
	return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
