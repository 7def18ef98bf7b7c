/* What x and y stand for, and what is said of it: active time, a tag, a logarithm; ranges by hand; lanes; ticks. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/sizes.h"


/* Steps of half a second, an hour's pause before step 1000, a minute's evaluation before every 500th. */
static void paused_run(struct world *world)
{
	enum { COUNT = 2000 };
	static struct row rows[COUNT];
	double wall = WORLD_START;
	for (int i = 0; i < COUNT; i++) {
		wall += WORLD_STEP_SECONDS + (i == 1000 ? 3600 : 0) + (i % 500 == 250 ? 60 : 0);
		rows[i] = (struct row){i, wall, number_bits_float((float)value_loss(i))};
	}
	world_rows(world, "run", "f", "loss", rows, COUNT);
	choice_settle(world->choice, world->store);
	world->now = wall;
	world_draw(world, 80, 24);
	world_keys(world, "<Tab>");
}

static void pauses_are_cut_out(void **state)
{
	struct world *world = *state;
	paused_run(world);
	world_keys(world, "x");
	assert_true(world_shows(world, "1h"));
	world_keys(world, "x x");
	assert_true(world_shows(world, "pauses cut"));
	assert_true(world_shows(world, "x:active"));
	assert_true(world_shows(world, "10m")); /* of 1000 s of steps */
	assert_false(world_shows(world, "1h"));
	world_keys(world, "<Enter>");
	assert_true(world_shows(world, "pauses cut out of x: 1h04"));
	check_resized(world, "view/active");
	world_keys(world, ": g o t o <Space> 1 2 0 0 <Enter>");
	assert_true(world_shows(world, "@ 1 200"));
	world_keys(world, "h l"); /* from point to point there, too */
	assert_true(world_shows(world, "@ 1 "));
}

static void an_event_lane(void **state)
{
	struct world *world = *state;
	paused_run(world);
	assert_false(world_shows(world, "evt"));
	world_keys(world, "<Enter>");
	assert_true(world_shows(world, "evt"));
	check_resized(world, "view/events");
	world_keys(world, "] e");
	assert_true(world_shows(world, "@ 250"));
	world_keys(world, "] e");
	assert_true(world_shows(world, "@ 750"));
	world_keys(world, "[ e");
	assert_true(world_shows(world, "@ 250"));
}

/* However many pauses there are: the lane has one a column, the jumps know each. */
static void many_events(void **state)
{
	enum { COUNT = 8000, EVERY = 40 };
	static struct row rows[COUNT];
	struct world *world = *state;
	double wall = WORLD_START;
	for (int i = 0; i < COUNT; i++) {
		wall += WORLD_STEP_SECONDS + (i % EVERY == EVERY / 2 ? 30 + i / 800 : 0);
		rows[i] = (struct row){i, wall, number_bits_float((float)value_loss(i))};
	}
	world_rows(world, "run", "f", "loss", rows, COUNT);
	choice_settle(world->choice, world->store);
	world->now = wall;
	world_draw(world, 80, 24);
	world_keys(world, "<Tab> <Enter> : g o t o <Space> 1 0 0 <Enter> ] e"); /* far before the newest 32 */
	assert_true(world_shows(world, "@ 140"));
	world_keys(world, "[ e [ e");
	assert_true(world_shows(world, "@ 60"));
	golden_check("view/events_many_80x24", &world->canvas);
	assert_false(world_shows(world, "the newest"));
}

static void x_by_its_logarithm(void **state)
{
	struct world *world = *state;
	paused_run(world);
	world_keys(world, "X");
	assert_true(world_shows(world, "step, log"));
	assert_true(world_shows(world, "x:step log"));
	check_resized(world, "view/x_log");
	world_keys(world, "l +");
	assert_true(world_shows(world, "FOLLOW OFF"));
	world_keys(world, "= X x X");
	assert_true(world_shows(world, "not for time"));
}

static double value_tokens(int step)
{
	return step * 2048.0;
}

static void x_by_a_tag(void **state)
{
	struct world *world = *state;
	world_series(world, "alpha", "loss", 0, 2000, value_loss);
	world_series(world, "alpha", "tokens", 0, 2000, value_tokens);
	world_series(world, "other", "loss", 0, 2000, value_worse);
	choice_settle(world->choice, world->store);
	world_draw(world, 80, 24);
	world_keys(world, ": x t a g <Space> t o k e n s <Enter>");
	assert_true(world_shows(world, "x:tokens"));
	assert_true(world_shows(world, "4M"));
	world_keys(world, "<Enter>");
	assert_true(world_shows(world, "x straight between 1 024 of 2 000 points of tokens"));
	world_keys(world, "<Esc>");
	world_keys(world, "<Tab> : g o t o <Space> 1 0 0 0 <Enter>");
	assert_true(world_shows(world, "@ 1 000"));
	check_resized(world, "view/x_tag");
	world_keys(world, ": x t a g <Space> n o n e <Enter>");
	assert_true(world_shows(world, "no run has such a tag"));
	world_keys(world, ": x t a g <Space> o f f <Enter>");
	assert_true(world_shows(world, "x:step"));
}

/* What a tag was before its first value, and will be behind its last, nobody has written: points there are left out. */
static void x_by_a_tag_ends_with_it(void **state)
{
	struct world *world = *state;
	world_series(world, "alpha", "loss", 0, 100, value_loss);
	world_series(world, "alpha", "tokens", 20, 60, value_tokens);
	choice_settle(world->choice, world->store);
	world_draw(world, 120, 40);
	world_keys(world, ": x t a g <Space> t o k e n s <Enter> <Enter>");
	assert_true(world_shows(world, "left out: points without tokens"));
	assert_true(world_shows(world, "drawn from 40 points"));
	world_keys(world, ": g o t o <Space> 2 0 <Enter>");
	assert_true(world_shows(world, "@ 20"));
	world_keys(world, "h h h");
	assert_true(world_shows(world, "@ 20")); /* there is no point before it */
	world_keys(world, ": g o t o <Space> 9 0 <Enter>");
	assert_false(world_shows(world, "@ 90"));
}

/* Where the tag goes back a value has no one place: the run is left out, and that is said. */
static void a_tag_that_goes_back(void **state)
{
	struct world *world = *state;
	world_series(world, "run", "loss", 0, 2000, value_loss);
	world_series(world, "run", "val/loss", 0, 2000, value_val);
	choice_settle(world->choice, world->store);
	world_draw(world, 80, 24);
	world_keys(world, "<Enter> : x t a g <Space> v a l / l o s s <Enter>");
	assert_true(world_shows(world, "goes back"));
	assert_true(world_shows(world, "no point has a place"));
}

static void y_by_hand(void **state)
{
	struct world *world = *state;
	world_training(world);
	world_draw(world, 80, 40);
	world_keys(world, ": y r a n g e <Space> - 5 <Space> 5 0 <Enter>");
	assert_true(world_shows(world, "y range by hand"));
	assert_true(world_shows(world, "50┤"));
	world_keys(world, ": y r a n g e <Space> 5 <Space> 5 <Enter>");
	assert_true(world_shows(world, "yrange takes"));
	world_keys(world, ": y r a n g e <Space> a u t o <Enter>");
	assert_false(world_shows(world, "50┤"));
	assert_false(world_shows(world, "y range"));
	world_keys(world, ": y r a n g e <Space> z e r o <Enter>");
	assert_true(world_shows(world, "y range from 0"));
	world_keys(world, ": y r a n g e <Space> s h a r e d <Enter>");
	assert_true(world_shows(world, "from 0 shared"));
	golden_check("view/y_shared_80x40", &world->canvas);
	check_resized(world, "view/y_shared");
}

/* What was asked for last is what is seen: a range by hand would hide one from zero. */
static void y_from_zero_after_a_hand(void **state)
{
	struct world *world = *state;
	world_training(world);
	world_draw(world, 80, 24);
	world_keys(world, ": y r a n g e <Space> z e r o <Enter> : y r a n g e <Space> 4 0 <Space> 5 0 <Enter>");
	assert_true(world_shows(world, "50┤"));
	world_keys(world, ": y r a n g e <Space> z e r o <Enter>");
	assert_true(world_shows(world, "y range from 0"));
	assert_false(world_shows(world, "by hand"));
	assert_false(world_shows(world, "50┤"));
	world_keys(world, ": y r a n g e <Space> z e r o <Enter>");
	assert_false(world_shows(world, "y range"));
}

static double value_around_zero(int step)
{
	return step - 50;
}

/* A logarithm of what is not above 0 there is not: that some of it is not seen is said. */
static void a_logarithm_leaves_out(void **state)
{
	struct world *world = *state;
	world_series(world, "run", "margin", 0, 100, value_around_zero);
	choice_settle(world->choice, world->store);
	world_draw(world, 80, 24);
	world_keys(world, "<Enter>");
	assert_true(world_shows(world, " drawn from 100 points"));
	assert_false(world_shows(world, "left out"));
	world_keys(world, "y");
	assert_true(world_shows(world, "left out: values not above 0 · drawn from the rest of 100 points"));
	world_file(world, "run", "more", "margin", 100, 120, value_around_zero); /* what it knew stays so */
	world_draw(world, 80, 24);
	assert_true(world_shows(world, "left out: values not above 0 · drawn from the rest of 120 points"));
	world_keys(world, "y");
	assert_true(world_shows(world, " drawn from 120 points"));
	assert_false(world_shows(world, "left out"));
}

static double value_one(int step)
{
	return 1;
}

/* A first step has an axis from it to the next; steps are whole, however few. */
/* A key's letter is its action's name, too, and what stands behind it is no less read. */
static void letters_are_commands(void **state)
{
	struct world *world = *state;
	world_series(world, "run", "loss", 0, 100, value_one);
	choice_settle(world->choice, world->store);
	world_draw(world, 80, 24);
	world_keys(world, ": x <Space> w a l l <Enter>");
	assert_true(world_shows(world, "x:wall"));
	world_keys(world, ": x <Space> t o k e n s <Enter>");
	assert_true(world_shows(world, "x:wall"));
	assert_true(world_shows(world, "x-axis takes step, relative"));
	world_keys(world, ": x <Enter>");
	assert_true(world_shows(world, "x:active"));
}

static void ticks_of_few_steps(void **state)
{
	struct world *world = *state;
	world_series(world, "run", "loss", 0, 1, value_one);
	choice_settle(world->choice, world->store);
	world_draw(world, 80, 24);
	assert_false(world_shows(world, "-1"));
	assert_false(world_shows(world, "0.5─"));
	world_draw(world, 56, 16);
	golden_check("view/first_step_56x16", &world->canvas);
	world_file(world, "run", "more", "loss", 1, 4, value_one);
	world_draw(world, 80, 24);
	assert_true(world_shows(world, "└0"));
	assert_false(world_shows(world, "0.5─"));
	assert_false(world_shows(world, "1.5─"));
}

/* Values that are not finite in the midst of others, and where there are no others. */
static double value_gaps(int step)
{
	return step % 400 > 380 || step > 1700 ? NAN : step % 97 == 5 ? INFINITY : value_loss(step);
}

static void a_lane_of_what_is_not_finite(void **state)
{
	struct world *world = *state;
	world_series(world, "run", "loss", 0, 2000, value_gaps);
	world_series(world, "run", "nothing", 0, 2000, value_nan);
	choice_settle(world->choice, world->store);
	world_draw(world, 80, 24);
	world_keys(world, "<Tab> <Enter>");
	check_resized(world, "view/nan_lane");
	world_keys(world, "j");
	assert_true(world_shows(world, "all 2 000 values are NaN: ]n goes through them"));
	assert_false(world_shows(world, "0.5"));
	check_resized(world, "view/nan_alone");
	world_keys(world, "k ] n");
	assert_true(world_shows(world, "@ 5"));
}

/* Ticks, ranges and lanes of one chart as a person turns it about. */
static void at_any_size(void **state)
{
	struct world *world = *state;
	world_training(world);
	world_draw(world, 80, 24);
	world_keys(world, "<Tab> <Enter>");
	check_resized(world, "view/alone");
	world_keys(world, "x x");
	check_resized(world, "view/alone_wall");
	world_keys(world, "x x y");
	check_resized(world, "view/alone_log");
	world_keys(world, "y S S S");
	check_resized(world, "view/alone_symlog_smooth");
	world_keys(world, "y s s s : g o t o <Space> 8 1 2 <Enter> + + + +");
	check_resized(world, "view/zoomed_in");
	world_keys(world, "x x : g o t o <Space> 8 1 2 <Enter> + + + + + +");
	check_resized(world, "view/zoomed_in_wall");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
	const struct CMUnitTest tests[] = {
		TEST(pauses_are_cut_out), TEST(an_event_lane), TEST(many_events), TEST(x_by_its_logarithm), TEST(a_lane_of_what_is_not_finite), TEST(x_by_a_tag), TEST(x_by_a_tag_ends_with_it),
		TEST(a_tag_that_goes_back), TEST(y_by_hand), TEST(y_from_zero_after_a_hand),
		TEST(a_logarithm_leaves_out), TEST(at_any_size), TEST(letters_are_commands), TEST(ticks_of_few_steps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
