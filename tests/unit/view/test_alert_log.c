/* The log of alerts: what it shows in which size, and which of them a key is about. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/world.h"

/* Three runs that fulfilled something, at different times; the newest first. */
static void begin(struct world *world)
{
	static const char *const rules[] = {"nan", "step>=1800 && train/loss<3", "run~^base && val/loss<1.8 && step>10"};
	struct str why = {0};
	world_init(world);
	world_training(world);
	world->alerts = alerts_new();
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		assert_true(alerts_add(world->alerts, rules[i], &why));
		assert_true(alerts_check(world->alerts, world->store, world->steptimes, world->now - 200 + 60 * (double)i, 0) > 0);
	}
	alerts_trouble(world->alerts, alerts_at(world->alerts, 1).id, "command killed: not done after 1m");
}

static void end(struct world *world)
{
	alerts_free(world->alerts);
	world_fini(world);
}

static void its_pictures(void **state)
{
	static const int sizes[][2] = {{200, 60}, {80, 24}, {40, 12}, {30, 10}, {20, 4}};
	struct world world;
	begin(&world);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char name[64];
		world_draw(&world, sizes[i][0], sizes[i][1]);
		world_keys(&world, "; j");
		snprintf(name, sizeof name, "alerts/log_%dx%d", sizes[i][0], sizes[i][1]);
		golden_check(name, &world.canvas);
		world_keys(&world, ";");
	}
	end(&world);
}

static void one_or_all_are_seen(void **state)
{
	struct world world;
	begin(&world);
	uint32_t count = alerts_count(world.alerts);
	assert_true(count > 3);
	world_draw(&world, 80, 24);
	world_keys(&world, "; j <Space>");
	assert_int_equal(alerts_unseen(world.alerts), count - 1);
	assert_true(alerts_at(world.alerts, 1).seen);
	world_keys(&world, "<Space>"); /* it went on to the next */
	assert_true(alerts_at(world.alerts, 2).seen && !alerts_at(world.alerts, 0).seen);
	world_keys(&world, "a");
	assert_int_equal(alerts_unseen(world.alerts), 0);
	world_keys(&world, "G <Space> <Space> <Esc> <Space>"); /* nothing behind the last; closed, Space is the view's again */
	end(&world);
}

/* What comes new moves nothing under the person's finger. */
static void newer_ones_move_no_cursor(void **state)
{
	struct world world;
	struct str why = {0};
	begin(&world);
	world_draw(&world, 80, 24);
	world_keys(&world, ";");
	uint64_t id = alerts_at(world.alerts, 0).id;
	assert_true(alerts_add(world.alerts, "step>5", &why));
	uint32_t news = alerts_check(world.alerts, world.store, world.steptimes, world.now, 0);
	assert_true(news > 0);
	world_draw(&world, 80, 24);
	world_keys(&world, "<Space>");
	assert_true(alerts_at(world.alerts, news).seen);
	assert_int_equal(alerts_at(world.alerts, news).id, id);
	assert_false(alerts_at(world.alerts, 0).seen);
	end(&world);
}

/* How many nobody has seen is told in the smallest pane, too. */
static void small_panes_tell_of_them(void **state)
{
	static const int sizes[][2] = {{40, 20}, {30, 10}, {24, 6}, {20, 4}, {40, 1}, {20, 1}};
	struct world world;
	begin(&world);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		world_draw(&world, sizes[i][0], sizes[i][1]);
		if (!world_shows(&world, "⚠4"))
			fail_msg("not told in %dx%d", sizes[i][0], sizes[i][1]);
	}
	alerts_acknowledge_all(world.alerts);
	world_draw(&world, 40, 1);
	assert_false(world_shows(&world, "⚠"));
	end(&world);
}

/* Each where it came true, below the chart of its run alone; those of other runs are not. */
static void events_of_the_chart(void **state)
{
	struct world world;
	begin(&world);
	world_draw(&world, 100, 24);
	world_keys(&world, "<Enter>");
	golden_check("alerts/lane_100x24", &world.canvas);
	assert_true(world_shows(&world, "A alert"));
	world_keys(&world, "] e"); /* a jump goes there */
	golden_check("alerts/leap_100x24", &world.canvas);
	alerts_free(world.alerts);
	world.alerts = alerts_new();
	world_draw(&world, 100, 24);
	assert_false(world_shows(&world, "A alert"));
	end(&world);
}

static void nothing_to_tell(void **state)
{
	struct world world;
	struct str why = {0};
	world_init(&world);
	world_training(&world);
	world_draw(&world, 80, 24);
	world_keys(&world, "; <Space> j a");
	assert_true(world_shows(&world, "No rules: `:alert loss>10`"));
	world.alerts = alerts_new();
	alerts_add(world.alerts, "nothing>1", &why);
	alerts_check(world.alerts, world.store, world.steptimes, world.now, 0);
	world_keys(&world, "<Space> j a");
	assert_true(world_shows(&world, "1 rule is watched over; nothing to tell"));
	end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_pictures),
		cmocka_unit_test(one_or_all_are_seen),
		cmocka_unit_test(newer_ones_move_no_cursor),
		cmocka_unit_test(small_panes_tell_of_them),
		cmocka_unit_test(events_of_the_chart),
		cmocka_unit_test(nothing_to_tell),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
