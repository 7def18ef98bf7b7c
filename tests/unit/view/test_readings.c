/* What is read off the charts: smoothed lines, the point at the cursor, the difference from a baseline, y without outliers. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/number.h"
#include "unit/view/world.h"

static void training(struct world *world)
{
	world_training(world);
	world_draw(world, 80, 24);
}

static void weights_go_up_and_down(void **state)
{
	struct world *world = *state;
	training(world);
	assert_false(world_shows(world, "sm:"));
	world_keys(world, "S");
	assert_true(world_shows(world, "sm:.30"));
	world_keys(world, "S");
	assert_true(world_shows(world, "sm:.60"));
	world_keys(world, "S S S S S S S S");
	assert_true(world_shows(world, "sm:.999"));
	world_keys(world, "s");
	assert_true(world_shows(world, "sm:.99 "));
	world_keys(world, "s s s s s s s s");
	assert_false(world_shows(world, "sm:"));
}

static void smoothing_by_command(void **state)
{
	struct world *world = *state;
	training(world);
	world_keys(world, ": s m o o t h <Space> w i n d o w <Space> 5 0 <Enter>");
	assert_true(world_shows(world, "sm:win50"));
	world_keys(world, ": s m o o t h <Space> t w - e m a <Space> . 7 <Enter>");
	assert_true(world_shows(world, "sm:tw.70"));
	world_keys(world, "S");
	assert_true(world_shows(world, "sm:tw.80"));
	world_keys(world, ": s m o o t h <Space> w i n d o w <Space> 2 0 0 0 <Enter>");
	assert_true(world_shows(world, "window N, N up to 1000"));
	assert_int_equal(choice_smooth(world->choice).kind, SMOOTH_TIME_EMA);
	world_keys(world, ": s m o o t h <Space> o f f <Enter>");
	assert_false(world_shows(world, "sm:"));
}

/* The table has the number that a pass over all points gives. */
static void the_table_has_the_smoothed_value(void **state)
{
	struct world *world = *state;
	training(world);
	world_keys(world, "<Tab> j S S S S");
	struct smooth smooth;
	char text[NUMBER_SIZE];
	double newest = 0, at_100 = 0;
	assert_true(smooth_init(&smooth, choice_smooth(world->choice)));
	for (int step = 0; step < 1990; step++) {
		newest = smooth_next(&smooth, step, (float)value_loss(step));
		at_100 = step == 100 ? newest : at_100;
	}
	smooth_fini(&smooth);
	number_short(text, newest, 4);
	assert_true(world_shows(world, text));
	world_keys(world, ": g o t o <Space> 1 0 0 <Enter>");
	number_short(text, at_100, 4);
	assert_true(world_shows(world, text));
	golden_check("view/smooth_cursor", &world->canvas);
	world_keys(world, "<Esc>");
	golden_check("view/smooth", &world->canvas);
}

/* From point to point where these are further apart than cells, and not past the last. */
static void the_cursor_walks_on_points(void **state)
{
	struct world *world = *state;
	world_series(world, "run", "loss", 0, 5, value_loss);
	choice_settle(world->choice, world->store);
	world_draw(world, 80, 24);
	world_keys(world, "<Tab> l");
	assert_true(world_shows(world, "at step 2 "));
	world_keys(world, "l");
	assert_true(world_shows(world, "at step 3 "));
	world_keys(world, "l l l");
	assert_true(world_shows(world, "at step 4 "));
	world_keys(world, "h");
	assert_true(world_shows(world, "at step 3 "));
	world_keys(world, "{");
	assert_true(world_shows(world, "at step 2 ") || world_shows(world, "at step 1 "));
	world_keys(world, "<Esc>");
	assert_false(world_shows(world, "at step"));
}

static void goto_a_step(void **state)
{
	struct world *world = *state;
	training(world);
	world_keys(world, ": g o t o <Space> 1 2 3 4 <Enter>");
	assert_true(world_shows(world, "at step 1 234"));
	world_keys(world, "<Esc> x : g o t o <Space> 7 7 7 <Enter>");
	assert_true(world_shows(world, "at the cursor"));
	assert_true(world_shows(world, "  777"));
	world_keys(world, ": g o t o <Space> x <Enter>");
	assert_true(world_shows(world, "goto takes a step"));
	world_keys(world, ": g o t o <Enter> 8 <Enter>"); /* asks for it */
	assert_true(world_shows(world, "  8 "));
}

/* A zoom that would hide the cursor goes along. */
static void goto_moves_the_zoom(void **state)
{
	struct world *world = *state;
	struct window zoom;
	training(world);
	world_keys(world, "+ + : g o t o <Space> 1 9 0 0 <Enter>");
	assert_true(choice_zoom(world->choice, &zoom));
	assert_true(zoom.from < 1900 && zoom.to > 1900);
}

static void differences_from_a_baseline(void **state)
{
	struct world *world = *state;
	training(world);
	world_keys(world, "<Tab> j : g o t o <Space> 1 0 0 <Enter> <Tab> G b");
	assert_int_equal(choice_baseline(world->choice, world->store), store_run_find(world->store, slice_of("lr3e-4")));
	assert_true(world_shows(world, "▲+0.6"));
	golden_check("view/baseline", &world->canvas);
	world_keys(world, "g b");
	assert_true(world_shows(world, "▼-0.6"));
	world_keys(world, "b");
	assert_int_equal(choice_baseline(world->choice, world->store), STORE_NONE);
	assert_false(world_shows(world, "vs base"));
}

static double value_spiked(int step)
{
	return step % 400 == 399 ? 5e6 : value_loss(step);
}

static void outliers_are_cut(void **state)
{
	struct world *world = *state;
	world_series(world, "run", "loss", 0, 2000, value_spiked);
	choice_settle(world->choice, world->store);
	world_draw(world, 80, 24);
	assert_true(world_shows(world, "4M"));
	world_keys(world, "O");
	assert_false(world_shows(world, "4M"));
	assert_true(world_shows(world, "outliers cut"));
	golden_check("view/outliers_cut", &world->canvas);
	world_keys(world, "O");
	assert_true(world_shows(world, "4M"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
	const struct CMUnitTest tests[] = {
		TEST(weights_go_up_and_down), TEST(smoothing_by_command), TEST(the_table_has_the_smoothed_value),
		TEST(the_cursor_walks_on_points), TEST(goto_a_step), TEST(goto_moves_the_zoom),
		TEST(differences_from_a_baseline), TEST(outliers_are_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
