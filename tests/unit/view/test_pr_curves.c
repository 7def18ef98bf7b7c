/* PR curves of runs at a step, and what they say at a threshold. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/meanings.h"
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

/* Seven columns whose metadata says ten: drawn by what is there, as TensorBoard does, and said; ten of ten are not. */
static struct str columns_of(int columns)
{
	double values[6 * 10];
	int64_t shape[] = {6, columns};
	for (int i = 0; i < columns; i++) {
		double tp = columns - i, column[] = {tp, tp / 2, 4, i, 2.0 / 3, tp / columns};
		for (int row = 0; row < 6; row++)
			values[row * columns + i] = column[row];
	}
	return tensor_of_doubles(shape, 2, values, (size_t)(6 * columns));
}

static void make_other_length(struct world *world)
{
	static const char ten[] = {2 << 3, 10};
	struct str fewer[] = {columns_of(7)}, good[] = {columns_of(10)};
	payloads_init(world);
	payloads_series_of(world, "fewer", "val/pr", "pr_curves", slice_make(ten, sizeof ten), fewer, 1, 100);
	payloads_series_of(world, "good", "val/pr", "pr_curves", slice_make(ten, sizeof ten), good, 1, 100);
	choice_settle(world->choice, world->store);
	assert_true(dashboard_show(world->dashboard, "pr"));
}

static void another_length_than_metadata_says(void **state)
{
	struct world world;
	payloads_sizes(make_other_length, "pr_curves/length", "");
	make_other_length(&world);
	payloads_draw(&world, 110, 24);
	assert_true(world_shows(&world, "fewer has 7 thresholds, metadata says 10"));
	assert_false(world_shows(&world, "more"));
	payloads_fini(&world);
}

/* Where there is no room for the table, in which it has a row. */
static void a_broken_one_is_told_in_a_low_pane(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 40, 12);
	assert_true(world_shows(&world, "broken can't be shown: damaged"));
	payloads_draw(&world, 80, 24);
	assert_false(world_shows(&world, "can't be shown"));
	assert_true(world_shows(&world, "damaged data"));
	payloads_fini(&world);
}

/* Whatever they are, a blank is between numbers. */
static void numbers_never_touch(void **state)
{
	static const double odd[][2] = {{0.052631, 0.6785123}, {1e-9, 123456789}, {-0.25, -1.5e-7}, {1e300, -1e300}};
	for (size_t k = 0; k < sizeof odd / sizeof *odd; k++) {
		struct world world;
		int64_t shape[] = {6, 3};
		double a = odd[k][0], b = odd[k][1];
		double values[] = {5, 4, 3, 1e15, -3e9, 7, 1, 2, 3, 0, 1, 2, a, b, a, b, a, b};
		struct str curves[] = {tensor_of_doubles(shape, 2, values, 18)};
		payloads_init(&world);
		payloads_series(&world, "a", "val/pr", "pr_curves", curves, 1, 100);
		choice_settle(world.choice, world.store);
		assert_true(dashboard_show(world.dashboard, "pr"));
		payloads_draw(&world, 200, 60);
		struct str text = {0};
		canvas_to_text(&world.canvas, &text);
		const char *head = strstr(str_text(&text), "best F1"), *row = strchr(head, '\n') + 1;
		const char *from = strstr(row, " a ");
		assert_non_null(from);
		int numbers = 0;
		for (const char *at = from + 2; *at != '\n'; at++)
			numbers += *at != ' ' && at[-1] == ' ';
		assert_int_equal(numbers, 9 + 1); /* and the frame's edge */
		str_fini(&text);
		payloads_fini(&world);
	}
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

static void help_says_what_keys_do(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 120, 36);
	meanings_hold(&world, "pr");
	payloads_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_what_keys_do),
		cmocka_unit_test(sizes), cmocka_unit_test(keys), cmocka_unit_test(counts_below_zero),
		cmocka_unit_test(another_length_than_metadata_says), cmocka_unit_test(a_broken_one_is_told_in_a_low_pane),
		cmocka_unit_test(numbers_never_touch),
		cmocka_unit_test(plays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
