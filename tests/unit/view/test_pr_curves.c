/* PR curves of runs at a step, and what they say at a threshold. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/payloads.h"

#define THRESHOLDS 21

/* Of 200 positives and 800 negatives; the better the classifier, the later positives get lost. */
static struct str curve(double skill)
{
	double values[6 * THRESHOLDS];
	int64_t shape[] = {6, THRESHOLDS};
	for (int i = 0; i < THRESHOLDS; i++) {
		double t = (double)i / (THRESHOLDS - 1);
		double tp = floor(200 * pow(1 - t, 1 / skill)), fp = floor(800 * pow(1 - t, skill + 1));
		values[i] = tp;
		values[THRESHOLDS + i] = fp;
		values[2 * THRESHOLDS + i] = 800 - fp;
		values[3 * THRESHOLDS + i] = 200 - tp;
		values[4 * THRESHOLDS + i] = tp / fmax(1e-7, tp + fp);
		values[5 * THRESHOLDS + i] = tp / 200;
	}
	return tensor_of_doubles(shape, 2, values, 6 * THRESHOLDS);
}

static void make_world(struct world *world)
{
	struct str good[] = {curve(1), curve(2), curve(4)}, bad[] = {curve(0.5), curve(0.8)}, broken[] = {{0}};
	payloads_init(world);
	payloads_series(world, "good", "val/pr", "pr_curves", good, 3, 100);
	payloads_series(world, "bad", "val/pr", "pr_curves", bad, 2, 100);
	str_append_text(&broken[0], "\x08\x01");
	payloads_series(world, "broken", "val/pr", "pr_curves", broken, 1, 100);
	choice_settle(world->choice, world->store);
	assert_true(dashboard_show(world->dashboard, "pr"));
}

static void sizes(void **state)
{
	payloads_sizes(make_world, "pr_curves/curves", "");
}

static void keys(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 120, 30);
	payloads_keys(&world, "<Enter> g");
	assert_true(world_shows(&world, "200"));
	payloads_keys(&world, "k k k");
	assert_true(world_shows(&world, "0.15"));
	payloads_keys(&world, "h");
	assert_true(world_shows(&world, "step 0"));
	golden_check("pr_curves/threshold", &world.canvas);
	payloads_fini(&world);
}

/* Not six rows: no curve, but told. */
static void add_unfit(struct store *store)
{
	struct batch *batch = batch_new(add_test_file(store, "odd", "val/flat"), 0);
	struct batch_series *series = batch_series_of(batch, "val/flat");
	batch_add_metadata(series, "pr_curves");
	batch_add_item(series, (struct item){.form = ITEM_TENSOR, .fits = KIND_BIT(KIND_TENSOR)});
	batch->end = 100;
	store_apply(store, batch);
}

/* What no classifier can have counted is said over the picture. */
static void counts_below_zero(void **state)
{
	struct world world;
	int64_t shape[] = {6, 2};
	double values[] = {5, -3, 4, 0, 4, 4, 0, 5, 0.5, 0, 1, 0};
	struct str bad[] = {tensor_of_doubles(shape, 2, values, 12)};
	values[1] = 3;
	values[8] = 1.5;
	struct str beyond[] = {tensor_of_doubles(shape, 2, values, 12)};
	payloads_init(&world);
	payloads_series(&world, "bad", "val/pr", "pr_curves", bad, 1, 100);
	payloads_series(&world, "odd", "val/pr", "pr_curves", beyond, 1, 100);
	add_unfit(world.store);
	choice_settle(world.choice, world.store);
	assert_true(dashboard_show(world.dashboard, "pr"));
	payloads_draw(&world, 110, 24);
	assert_true(world_shows(&world, "1 of another shape"));
	assert_true(world_shows(&world, "bad has a count below zero at threshold 1; 1 more"));
	payloads_keys(&world, "k"); /* it comes first, but the tab does not open with it */
	assert_true(world_shows(&world, "no pr_curve: 1 point of another shape"));
	payloads_keys(&world, "j");
	assert_true(world_shows(&world, "odd has precision or recall above 1 at threshold 0; 1 more"));
	payloads_fini(&world);
}

/* Steps follow each other by themselves, round the end, until a person takes one. */
static void plays(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 80, 24);
	payloads_keys(&world, "<Tab> <Tab> j j"); /* runs: bad, broken, good */
	assert_true(world_shows(&world, "3/3"));
	payloads_keys(&world, ".");
	assert_true(world_shows(&world, "playing"));
	world.now += 1;
	payloads_draw(&world, 80, 24);
	assert_true(world_shows(&world, "1/3"));
	world.now += 1;
	payloads_draw(&world, 80, 24);
	assert_true(world_shows(&world, "2/3"));
	payloads_keys(&world, "h");
	assert_false(world_shows(&world, "playing"));
	payloads_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes), cmocka_unit_test(keys), cmocka_unit_test(counts_below_zero), cmocka_unit_test(plays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
