/* Looking closer: ranges, tails, following, marks, jumps, and what is told of a stretch. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/sizes.h"

/* One run of 2000 steps; the chart has the focus. */
static void one_run(struct world *world)
{
	world_series(world, "run", "loss", 0, 2000, value_loss);
	choice_settle(world->choice, world->store);
	world_draw(world, 80, 24);
	world_keys(world, "<Tab>");
}

static void a_range_is_selected_and_zoomed_into(void **state)
{
	struct world *world = *state;
	struct window zoom;
	one_run(world);
	world_keys(world, ": g o t o <Space> 5 0 0 <Enter> v }");
	assert_true(world_shows(world, "A→B"));
	assert_true(world_shows(world, "Esc cancel"));
	golden_check("view/selecting_80x24", &world->canvas);
	world_keys(world, "} <Enter>");
	assert_false(world_shows(world, "A→B"));
	assert_true(choice_zoom(world->choice, &zoom));
	assert_true(zoom.from == 500 && zoom.to > 700 && zoom.to < 1500);
	assert_true(world_shows(world, "FOLLOW OFF"));
	assert_true(world_shows(world, "follow paused"));
	golden_check("view/selected_80x24", &world->canvas);
}

static void escape_takes_a_selection_back(void **state)
{
	struct world *world = *state;
	struct window zoom;
	one_run(world);
	world_keys(world, "v { <Esc>");
	assert_false(world_shows(world, "A→B"));
	assert_true(world_shows(world, "at step")); /* the cursor stays */
	world_keys(world, "v { v");
	assert_false(world_shows(world, "A→B"));
	world_keys(world, "v <Enter>"); /* of nothing */
	assert_false(choice_zoom(world->choice, &zoom));
}

/* What is zoomed into stays where it is when points come; what follows goes along. */
static void new_data_and_zoom(void **state)
{
	struct world *world = *state;
	struct window before, after;
	one_run(world);
	world_keys(world, "+ +");
	assert_true(choice_zoom(world->choice, &before));
	world_file(world, "run", "more", "loss", 2000, 4000, value_loss);
	world_draw(world, 80, 24);
	assert_true(choice_zoom(world->choice, &after));
	assert_true(before.from == after.from && before.to == after.to);
	assert_false(world_shows(world, "3500"));
	world_keys(world, "f");
	assert_true(world_shows(world, "FOLLOW"));
	assert_false(world_shows(world, "FOLLOW OFF"));
	check_resized(world, "view/following"); /* as much as was seen, at the newest end */
	world_draw(world, 80, 24);
	assert_false(world_shows(world, "└0"));
	world_file(world, "run", "other", "loss", 4000, 6000, value_loss);
	world_draw(world, 80, 24);
	assert_true(world_shows(world, "5600"));
	world_keys(world, "=");
	assert_true(world_shows(world, "2000"));
	assert_false(world_shows(world, "FOLLOW"));
}

static void follow_off_holds_and_goes_back(void **state)
{
	struct world *world = *state;
	one_run(world);
	world_keys(world, "f");
	assert_true(world_shows(world, "FOLLOW OFF"));
	world_file(world, "run", "more", "loss", 2000, 4000, value_loss);
	world_draw(world, 80, 24);
	assert_false(world_shows(world, "3000"));
	world_keys(world, "f");
	assert_true(world_shows(world, "3000"));
	assert_true(world_shows(world, "0──"));
}

static void tails_in_turn(void **state)
{
	struct world *world = *state;
	one_run(world);
	world_keys(world, "t");
	assert_true(world_shows(world, "last 10 %"));
	assert_true(world_shows(world, "1900"));
	assert_false(world_shows(world, "1000"));
	world_keys(world, "t");
	assert_true(world_shows(world, "last 1 000 steps"));
	assert_true(world_shows(world, "1500"));
	assert_false(world_shows(world, "└0"));
	world_keys(world, "t"); /* 600 s of half a second a step */
	assert_true(world_shows(world, "last 10 min"));
	assert_true(world_shows(world, "800") || world_shows(world, "1000"));
	world_keys(world, "t");
	assert_false(world_shows(world, "last"));
	world_keys(world, ": t a i l <Space> s t e p s <Enter>");
	assert_true(world_shows(world, "last 1 000 steps"));
	world_keys(world, ": t a i l <Space> w <Enter>");
	assert_true(world_shows(world, "tail takes"));
}

/* Following is off and on again meanwhile. */
static double seen_from(struct world *world)
{
	struct window seen;
	world_keys(world, "f");
	assert_true(choice_zoom(world->choice, &seen));
	world_keys(world, "f");
	return seen.from;
}

/* As large as was typed, from then on; on an axis of its own unit exactly so, whatever points there are. */
static void tails_of_any_size(void **state)
{
	struct world *world = *state;
	one_run(world);
	world_keys(world, ": t a i l <Space> 3 3 3 <Space> s t e p s <Enter>");
	assert_true(world_shows(world, "last 333 steps"));
	assert_float_equal(seen_from(world), 1999 - 333, 0);
	world_keys(world, ": t a i l <Space> 2 5 % <Enter>");
	assert_true(world_shows(world, "last 25 %"));
	assert_float_equal(seen_from(world), 1999 * 0.75, 1e-9);
	world_keys(world, ": t a i l <Space> 1 m 3 0 s <Enter>"); /* 180 of half a second */
	assert_true(world_shows(world, "last 90 s"));
	assert_float_equal(seen_from(world), 1999 - 180, 0);
	world_keys(world, "t");
	assert_false(world_shows(world, "last"));
	world_keys(world, "t");
	assert_true(world_shows(world, "last 25 %"));
	world_keys(world, "t");
	assert_true(world_shows(world, "last 333 steps"));
	world_keys(world, "x");
	assert_true(seen_from(world) > 800); /* the 333 steps, on the axis of time */
	world_keys(world, ": t a i l <Space> 4 5 s <Enter>");
	assert_float_equal(seen_from(world), 999.5 - 45, 1e-9);
}

/* Shorter than the way from one point to the next: that way is seen, and not all. */
static void a_tail_of_one_point(void **state)
{
	struct world *world = *state;
	one_run(world);
	world_keys(world, ": t a i l <Space> 0 . 0 1 s <Enter>");
	assert_float_equal(seen_from(world), 1998, 0);
}

static void what_tail_offers(void **state)
{
	struct world *world = *state;
	one_run(world);
	world_keys(world, ": t a i l <Space>");
	assert_true(world_shows(world, "all 10% 1000 10m"));
	world_keys(world, "2 h <Enter> : t a i l <Space>");
	assert_true(world_shows(world, "all 10% 1000 2h"));
}

static void marks_and_what_lies_between(void **state)
{
	struct world *world = *state;
	one_run(world);
	world_keys(world, "m");
	assert_true(world_shows(world, "a … z"));
	world_keys(world, "<Esc> : g o t o <Space> 1 0 0 0 <Enter> m a : g o t o <Space> 1 5 0 0 <Enter> m b");
	assert_true(world_shows(world, "Δstep 500"));
	assert_true(world_shows(world, "Δt 4m10"));
	assert_true(world_shows(world, "mean 1.55"));
	world_keys(world, "<Enter>");
	assert_true(world_shows(world, "drawn from 2 000 points"));
	golden_check("view/marks_80x24", &world->canvas);
	world_draw(world, 40, 12);
	golden_check("view/marks_40x12", &world->canvas);
	world_draw(world, 200, 60);
	golden_check("view/marks_200x60", &world->canvas);
	world_draw(world, 80, 24);
	world_keys(world, "' a");
	assert_true(world_shows(world, "@ 1 000"));
	world_keys(world, "' q");
	assert_true(world_shows(world, "no such mark"));
	world_keys(world, "m 1");
	assert_true(world_shows(world, "a letter from a to z"));
}

/* A mark lies at its point on every axis. */
static void marks_on_another_axis(void **state)
{
	struct world *world = *state;
	one_run(world);
	world_keys(world, ": g o t o <Space> 1 0 0 0 <Enter> m a : g o t o <Space> 1 5 0 0 <Enter> m b x");
	assert_true(world_shows(world, "Δstep 500"));
	assert_true(world_shows(world, "┊A"));
	world_keys(world, "' b");
	assert_true(world_shows(world, "@ 1 500"));
}

static double value_leaps(int step)
{
	return step == 300 ? NAN : step == 700 ? INFINITY : step == 500 ? -1 : step == 900 ? -2 : 1 + step * 1e-4;
}

static void jumps(void **state)
{
	struct world *world = *state;
	world_series(world, "run", "loss", 0, 1000, value_leaps);
	choice_settle(world->choice, world->store);
	world_draw(world, 80, 24);
	world_keys(world, "<Tab> ]");
	assert_true(world_shows(world, "b best"));
	world_keys(world, "n");
	assert_true(world_shows(world, "at step 300"));
	world_keys(world, "] n");
	assert_true(world_shows(world, "at step 700"));
	world_keys(world, "] n");
	assert_true(world_shows(world, "no NaN or infinity after this in run"));
	world_keys(world, "[ n");
	assert_true(world_shows(world, "at step 300"));
	world_keys(world, "] b");
	assert_true(world_shows(world, "at step 500"));
	world_keys(world, "] b");
	assert_true(world_shows(world, "at step 900"));
	world_keys(world, "[ b");
	assert_true(world_shows(world, "at step 500"));
	world_keys(world, "[ b");
	assert_true(world_shows(world, "at step 0"));
	world_keys(world, "] r");
	assert_true(world_shows(world, "no restart after this"));
	world_keys(world, "] z");
	assert_true(world_shows(world, "b best, n NaN"));
}

/* A jump out of what is zoomed into takes the zoom along. */
static void a_jump_moves_the_zoom(void **state)
{
	struct world *world = *state;
	struct window zoom;
	world_series(world, "run", "loss", 0, 1000, value_leaps);
	choice_settle(world->choice, world->store);
	world_draw(world, 80, 24);
	world_keys(world, "<Tab> : g o t o <Space> 1 0 0 <Enter> + + + ] n");
	assert_true(choice_zoom(world->choice, &zoom));
	assert_true(zoom.from < 300 && zoom.to > 300);
}

/* Nothing to show is nothing to move in. */
static void without_points(void **state)
{
	struct world *world = *state;
	const char *keys = "v v m a ' a ] b [ b ] n [ r ] e t t t t f f v <Enter> X y X x X x X x X x";
	world_draw(world, 80, 24);
	world_keys(world, keys);
	world_series(world, "run", "bad", 0, 3, value_nan);
	world_series(world, "run", "one", 0, 1, value_loss);
	choice_settle(world->choice, world->store);
	world_draw(world, 80, 24);
	world_keys(world, "<Tab>");
	world_keys(world, keys);
	world_keys(world, "j");
	world_keys(world, keys);
	world_keys(world, "<Enter>");
	world_keys(world, keys);
	assert_false(world->quit);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_range_is_selected_and_zoomed_into), TEST(escape_takes_a_selection_back), TEST(new_data_and_zoom),
		TEST(follow_off_holds_and_goes_back), TEST(tails_in_turn), TEST(tails_of_any_size), TEST(a_tail_of_one_point),
		TEST(what_tail_offers), TEST(marks_and_what_lies_between),
		TEST(marks_on_another_axis), TEST(jumps), TEST(a_jump_moves_the_zoom), TEST(without_points),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
