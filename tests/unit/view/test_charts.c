#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/world.h"

#include "view/charts.h"

#include <stdio.h>
#include <stdlib.h>

#define RUNS 250
#define POINTS 40
#define COLUMNS 200
#define ROWS 60
#define PATIENCE 2000 /* frames */

static double value_noise(int step)
{
	return step == 17 ? NAN : sin(step * 12.9898) * 43758.5453 - floor(sin(step * 12.9898) * 43758.5453);
}

static void many_runs(struct world *world)
{
	char run[16];
	for (int i = 0; i < RUNS; i++) {
		snprintf(run, sizeof run, "run%03d", i);
		world_series(world, run, "loss", i % 7, POINTS + i % 5, value_noise);
		world_series(world, run, "train/acc", i % 3, POINTS, value_noise);
	}
	choice_settle(world->choice, world->store);
	choice_apply(world->choice, world->store, &(struct edit){.what = EDIT_RUNS_ALL});
}

/* A frame; with a deadline that has always passed. True: another one is due. */
static bool frame(struct world *world, struct dashboard *dashboard, bool hurried)
{
	struct asks asks = {0};
	struct scene scene = world_scene(world);
	bool more = false;
	scene.deadline = hurried;
	dashboard_prepare(dashboard, &scene, COLUMNS, ROWS, &asks);
	for (size_t i = 0; i < asks.count; i++)
		more |= asks.items[i].what == ASK_MORE;
	asks_fini(&asks);
	canvas_clear(&world->canvas);
	dashboard_paint(dashboard, &world->canvas);
	return more;
}

static void press(struct world *world, const char *key)
{
	struct event event = {.what = EVENT_KEY};
	struct asks asks = {0};
	struct scene scene = world_scene(world);
	assert_true(key_parse(key, &event.key, &event.modifiers));
	dashboard_event(world->dashboard, &scene, &event, &asks);
	world_asks(world, &asks);
}

static void assert_same_canvas(const struct canvas *left, const struct canvas *right)
{
	for (int y = 0; y < ROWS; y++)
		for (int x = 0; x < COLUMNS; x++) {
			const struct cell *a = canvas_at(left, x, y), *b = canvas_at(right, x, y);
			assert_int_equal(a->code[0], b->code[0]);
			assert_int_equal(a->role, b->role);
			assert_int_equal(a->attributes, b->attributes);
		}
}

/* Another frame, of this dashboard, shows the same. */
static void assert_same_frame(struct world *world, struct dashboard *dashboard)
{
	struct canvas before = world->canvas;
	canvas_init(&world->canvas, COLUMNS, ROWS, CHARSET_UNICODE);
	assert_false(frame(world, dashboard, false));
	assert_same_canvas(&before, &world->canvas);
	canvas_fini(&before);
}

/* What a dashboard shows that has all the time there is. */
static void assert_as_at_leisure(struct world *world)
{
	struct dashboard *other = dashboard_new();
	assert_same_frame(world, other);
	dashboard_free(other);
}

static void resize(struct world *world)
{
	canvas_fini(&world->canvas);
	canvas_init(&world->canvas, COLUMNS, ROWS, CHARSET_UNICODE);
}

/* Whatever is not there yet is marked. */
static void in_pieces_it_is_the_same_chart(void **state)
{
	static const enum x_axis axes[] = {X_STEP, X_RELATIVE, X_STEP};
	struct world *world = *state;
	many_runs(world);
	resize(world);
	for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
		int frames = 0;
		choice_apply(world->choice, world->store, &(struct edit){.what = EDIT_X_AXIS, .number = axes[i]});
		while (frame(world, world->dashboard, true)) {
			assert_true(world_shows(world, "… ─┐"));
			assert_true(++frames < PATIENCE);
		}
		assert_false(world_shows(world, "… ─┐"));
	}
	assert_as_at_leisure(world);
}

/* Each frame brings points, so that each begins with other data than the one before. */
static void points_come_meanwhile(void **state)
{
	struct world *world = *state;
	char run[16];
	int frames = 0;
	many_runs(world);
	resize(world);
	for (int i = 0; i < 12; i++) {
		snprintf(run, sizeof run, "run%03d", i * 9);
		world_file(world, run, "later", i % 2 ? "loss" : "train/acc", POINTS + 10, POINTS + 10 + i, value_loss);
		frame(world, world->dashboard, true);
	}
	while (frame(world, world->dashboard, true))
		assert_true(++frames < PATIENCE);
	assert_as_at_leisure(world);
}

/* Another focus while a chart is half made: what was looked up for it is not lost, nor taken for another's. */
static void another_focus_meanwhile(void **state)
{
	struct world *world = *state;
	int frames = 0;
	many_runs(world);
	resize(world);
	frame(world, world->dashboard, true);
	for (int i = 0; i < 6; i++) {
		press(world, i % 2 ? "k" : "j");
		frame(world, world->dashboard, true);
	}
	while (frame(world, world->dashboard, true))
		assert_true(++frames < PATIENCE);
	press(world, "j");
	press(world, "k");
	while (frame(world, world->dashboard, true))
		assert_true(++frames < PATIENCE);
	assert_as_at_leisure(world);
}

/* More points of a file, from `from` on. */
static void grow(struct world *world, const char *run, int from, int to)
{
	uint32_t file = add_test_file(world->store, run, "events");
	struct batch *batch = batch_new(file, (uint64_t)from);
	struct batch_series *series = batch_series_of(batch, "loss");
	for (int step = from; step < to; step++) {
		double value = step % 23 == 5 ? NAN : value_noise(step) - 0.2;
		struct row row = {step, WORLD_START + step, number_bits_float((float)value)};
		batch_add_rows(series, &row, 1, NUMBER_F32, 0);
	}
	if (!from)
		batch_add_metadata(series, "scalars");
	batch->end = batch->file_size = (uint64_t)to;
	batch->records = batch->points = (uint64_t)(to - from);
	batch->has_event = batch->caught_up = true;
	batch->first_wall = WORLD_START + from;
	batch->last_wall = batch->max_wall = WORLD_START + to - 1;
	assert_int_equal(store_apply(world->store, batch), STATUS_OK);
}

/* Only the end of a line that grows is looked up: it is the same line. */
static void what_grows_is_as_made_anew(void **state)
{
	struct world *world = *state;
	static const struct edit edits[] = {
		{.what = EDIT_SMOOTH, .text = "ema:0.9"}, {.what = EDIT_X_AXIS, .number = X_RELATIVE},
		{.what = EDIT_Y_SCALE, .number = Y_LOG}, {.what = EDIT_X_LOG}, {.what = EDIT_X_AXIS, .number = X_STEP},
		{.what = EDIT_SMOOTH, .text = "window:50"}, {.what = EDIT_X_LOG}, {.what = EDIT_Y_SCALE, .number = Y_LINEAR},
		{.what = EDIT_SMOOTH, .text = "off"},
	};
	int ends[2] = {0};
	resize(world);
	for (int i = 0; i < 100; i++) {
		int run = i % 3 == 0, more = i < 2 ? 900 : 1 + i % 4;
		grow(world, run ? "b" : "a", ends[run], ends[run] + more);
		ends[run] += more;
		if (i == 1)
			choice_settle(world->choice, world->store);
		if (i % 9 == 8)
			choice_apply(world->choice, world->store, &edits[i / 9 % (sizeof edits / sizeof *edits)]);
		if (i % 13 == 0) /* so that some frames see several growths */
			continue;
		frame(world, world->dashboard, false);
		for (int k = 0; k < 2; k++) /* to and back: all lines are due */
			choice_apply(world->choice, world->store, &(struct edit){.what = EDIT_SUPERSEDED});
		assert_same_frame(world, world->dashboard);
		assert_as_at_leisure(world); /* and so are the lists beside it */
	}
}

#define CROWD 4500 /* runs: the lines of two charts are more than what is kept */

static void crowd(struct world *world)
{
	struct batch *batch;
	char run[16];
	for (int i = 0; i < CROWD; i++) {
		snprintf(run, sizeof run, "run%04d", i);
		batch = batch_new(add_test_file(world->store, run, "events"), 0);
		for (int tag = 0; tag < 2; tag++) {
			struct batch_series *series = batch_series_of(batch, tag ? "loss" : "acc");
			struct row rows[2] = {{0, WORLD_START, number_bits_float((float)i)},
			                      {9, WORLD_START + 9, number_bits_float((float)(i * 7 % CROWD))}};
			batch_add_metadata(series, "scalars");
			batch_add_rows(series, rows, 2, NUMBER_F32, 0);
		}
		batch->end = batch->file_size = 100;
		batch->records = batch->points = 4;
		batch->has_event = batch->caught_up = true;
		assert_int_equal(store_apply(world->store, batch), STATUS_OK);
	}
	choice_settle(world->choice, world->store);
	choice_apply(world->choice, world->store, &(struct edit){.what = EDIT_RUNS_ALL});
}

static void paint_charts(struct world *world, struct charts *charts, uint64_t deadline, const uint32_t *tags)
{
	struct lineup lineup = {0};
	struct scene scene = world_scene(world);
	struct charts_wanted wanted = {.tags = tags, .count = 2, .framed = true, .legend = true, .run = STORE_NONE, .nothing = "",
	                               .cursor = NAN, .range_from = NAN, .range_to = NAN};
	scene.deadline = deadline;
	lineup_prepare(&lineup, &scene);
	assert_true(charts_prepare(charts, &scene, &lineup, &wanted, (struct rect){0, 0, COLUMNS, ROWS}));
	canvas_clear(&world->canvas);
	charts_paint(charts, &world->canvas);
	lineup_fini(&lineup);
}

/* Lines for which there is no room are looked up again: what is shown is the same. */
static void lines_of_many_runs_have_a_bound(void **state)
{
	struct world *world = *state;
	struct charts bounded = {0}, free_ones = {0};
	uint32_t tags[2];
	crowd(world);
	resize(world);
	tags[0] = store_tag_find(world->store, slice_of("acc"));
	tags[1] = store_tag_find(world->store, slice_of("loss"));
	paint_charts(world, &free_ones, 0, tags);
	assert_true(charts_memory(&free_ones) > CHARTS_MEMORY);
	struct canvas wanted = world->canvas;
	canvas_init(&world->canvas, COLUMNS, ROWS, CHARSET_UNICODE);
	for (int i = 0; i < 3; i++) {
		paint_charts(world, &bounded, UINT64_MAX, tags);
		assert_true(charts_memory(&bounded) <= CHARTS_MEMORY);
		assert_same_canvas(&wanted, &world->canvas);
		for (int k = 0; i && k < 2; k++) /* to and back: all lines are due */
			choice_apply(world->choice, world->store, &(struct edit){.what = EDIT_SUPERSEDED});
	}
	canvas_fini(&wanted);
	charts_fini(&bounded);
	charts_fini(&free_ones);
}

/* How many keys from before are due. */
static int act_early(struct world *world)
{
	struct asks asks = {0};
	struct scene scene = world_scene(world);
	int count = 0;
	while (dashboard_early(world->dashboard, &scene, &asks))
		count++;
	world_asks(world, &asks);
	return count;
}

/* A key from before the first data waits for them, but not for ever. */
static void early_keys_are_held(void **state)
{
	struct world *world = *state;
	world_draw(world, 80, 24);
	press(world, "s");
	press(world, "S");
	press(world, "S");
	assert_int_equal(act_early(world), 0); /* nothing to act on yet */
	assert_true(choice_smooth(world->choice).kind == SMOOTH_OFF);
	world_training(world);
	world_draw(world, 80, 24);
	assert_int_equal(act_early(world), 3);
	assert_true(choice_smooth(world->choice).kind == SMOOTH_EMA);
	assert_int_equal(act_early(world), 0);
}

/* A line that was typed takes more thought than a key: it waits as long as it takes, in its turn, and says so. */
static void early_lines_wait(void **state)
{
	struct world *world = *state;
	world_draw(world, 80, 24);
	world_keys(world, ": s m o o t h <Space> e m a <Space> . 9 <Enter>");
	assert_true(world_shows(world, ":smooth waits for the first data"));
	world_keys(world, ": s m o o t h <Space> o f f <Enter>");
	world_keys(world, ": s m o o t h <Space> e m a <Space> . 5 <Enter>");
	world->now += 600;
	world_training(world);
	world_draw(world, 80, 24);
	assert_int_equal(act_early(world), 3);
	assert_true(choice_smooth(world->choice).kind == SMOOTH_EMA);
	assert_float_equal(choice_smooth(world->choice).weight, 0.5, 1e-9);
	assert_int_equal(act_early(world), 0);
}

static void early_keys_are_forgotten(void **state)
{
	struct world *world = *state;
	world_draw(world, 80, 24);
	press(world, "S");
	world->now += 60;
	world_training(world);
	world_draw(world, 80, 24);
	act_early(world);
	assert_true(choice_smooth(world->choice).kind == SMOOTH_OFF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(in_pieces_it_is_the_same_chart, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(points_come_meanwhile, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(another_focus_meanwhile, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(what_grows_is_as_made_anew, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(lines_of_many_runs_have_a_bound, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(early_keys_are_held, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(early_lines_wait, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(early_keys_are_forgotten, world_setup, world_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
