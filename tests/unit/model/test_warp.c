/* Functions that never fall, there and back; active time against a plain sum; what the axes show, kept as text. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/active.h"
#include "model/choice_text.h"
#include "unit/model/batches.h"

#include <math.h>

static void there_and_back(void **state)
{
	(void)state;
	struct knot knots[] = {{0, 10}, {5, 10}, {10, 20}, {12, 20}, {20, 36}};
	struct warp warp = {.knots = knots, .count = 5, .slope = 2};
	assert_true(warp_at(&warp, 0) == 10 && warp_at(&warp, 3) == 10 && warp_at(&warp, 7.5) == 15);
	assert_true(warp_at(&warp, 11) == 20 && warp_at(&warp, 16) == 28);
	assert_true(warp_at(&warp, -1) == 8 && warp_at(&warp, 21) == 38);
	assert_true(warp_back(&warp, 10) == 0 && warp_back(&warp, 15) == 7.5 && warp_back(&warp, 20) == 10);
	assert_true(warp_back(&warp, 38) == 21 && warp_back(&warp, 8) == -1);
	for (double in = -5; in < 25; in += 0.37) {
		assert_true(warp_back(&warp, warp_at(&warp, in)) <= in + 1e-12);
		assert_true(fabs(warp_at(&warp, warp_back(&warp, warp_at(&warp, in))) - warp_at(&warp, in)) < 1e-12);
	}
	warp.slope = 0;
	assert_true(warp_at(&warp, 100) == 36 && warp_back(&warp, 100) == 20);
	assert_true(isnan(warp_at(&warp, NAN)) && isnan(warp_back(&warp, NAN)));
	warp.bounded = true;
	assert_true(isnan(warp_at(&warp, -0.1)) && isnan(warp_at(&warp, 20.1)));
	assert_true(warp_at(&warp, 0) == 10 && warp_at(&warp, 20) == 36);
	assert_true(warp_back(&warp, 9) == 0 && warp_back(&warp, 36) == 20 && warp_back(&warp, 37) > 20);
	warp.count = 0;
	assert_true(isnan(warp_at(&warp, 1)) && isnan(warp_back(&warp, 1)));
}

/* One series of such points. */
static struct store *store_of(const struct row *rows, size_t count)
{
	struct store *store = store_new();
	struct batch *batch = batch_new(add_test_file(store, ".", "a"), 0);
	batch_add_scalars(batch, "t", rows, count, NUMBER_F32, 0);
	batch->end = count;
	store_apply(store, batch);
	return store;
}

#define COUNT 3000

/* Each point's active time is the sum of the gaps before it, where one above the limit counts as the usual one. */
static void active_time_is_a_sum(void **state)
{
	(void)state;
	static struct row rows[COUNT];
	static double active_times[COUNT];
	double wall = 1.7e9, active_time = 0;
	for (int i = 0; i < COUNT; i++) {
		double gap = i % 300 == 299 ? 100 + i : i % 7 == 0 ? 0.75 : 0.5;
		wall += gap;
		active_time += i == 0 ? 0 : gap > 2 ? 0.5 : gap;
		active_times[i] = active_time;
		rows[i] = (struct row){i, wall, 0};
	}
	struct store *store = store_of(rows, COUNT);
	struct active active = {0};
	size_t budget = 1, calls = 0;
	while (!active_go_on(&active, store, 0, 2, 0.5, &budget)) {
		assert_int_equal(budget, 0); /* it stops where it was told to */
		assert_true(isnan(warp_at(&active.warp, 1.7e9)));
		budget = 1;
		calls++;
	}
	assert_true(calls > 3);
	for (int i = 0; i < COUNT; i++)
		assert_true(fabs(warp_at(&active.warp, rows[i].wall_time) - active_times[i]) < 1e-5);
	assert_true(fabs(active.cut + active_time - (wall - rows[0].wall_time)) < 1e-5);
	active_fini(&active);
	store_free(store);
}

/* Makes the warp of such points, a link at a time. */
static void make(struct active *active, const struct row *rows, size_t count)
{
	struct store *store = store_of(rows, count);
	*active = (struct active){0};
	size_t budget = 1;
	while (!active_go_on(active, store, 0, 2, 0.5, &budget))
		budget = 1;
	store_free(store);
}

/* Points whose clock is ahead, or far behind, move nothing but themselves, and these to an end of the axis. */
static void clocks_that_stray(void **state)
{
	(void)state;
	static const struct {
		int from, count;
		double by;
	} strays[] = {
		{1500, 1, 3 * 86400}, {1500, 3, 3 * 86400}, {1500, 40, 7200}, {0, 1, 3 * 86400}, {0, 4, 1e9}, {1500, 1, -1e9},
		{302, 2, 86400}, {2999, 1, 86400}, {1500, 1, 40}, {298, 4, 3600},
	};
	static struct row rows[COUNT];
	for (size_t k = 0; k < sizeof strays / sizeof *strays; k++) {
		static double active_times[COUNT];
		double wall = 1.7e9, active_time = 0;
		int from = strays[k].from, to = from + strays[k].count;
		for (int i = 0; i < COUNT; i++) {
			double gap = i % 300 == 299 ? 100 + i : 0.5;
			wall += gap;
			active_time += i == 0 ? 0 : gap > 2 ? 0.5 : gap;
			active_times[i] = active_time;
			rows[i] = (struct row){i, wall + (i >= from && i < to ? strays[k].by : 0), 0};
		}
		struct active active;
		make(&active, rows, COUNT);
		double first = active_times[from ? 0 : to]; /* it begins with the first that can be believed */
		for (int i = 0; i < COUNT; i++) {
			double x = warp_at(&active.warp, rows[i].wall_time);
			if (i < from || i >= to)
				assert_true(fabs(x - (active_times[i] - first)) < 1e-3 + (i > from) * 0.5 * strays[k].count);
			else
				assert_true(x >= 0 && x <= active_times[COUNT - 1]);
		}
		active_fini(&active);
	}
}

static void edit(struct choice *choice, struct edit change)
{
	struct store *store = store_new();
	choice_apply(choice, store, &change);
	store_free(store);
}

static void axes_are_kept(void **state)
{
	(void)state;
	struct choice *choice = choice_new(), *again = choice_new();
	struct str text = {0}, second = {0};
	edit(choice, (struct edit){.what = EDIT_X_TAG, .text = "my tokens"});
	edit(choice, (struct edit){.what = EDIT_X_LOG});
	edit(choice, (struct edit){.what = EDIT_TAIL, .text = "7 steps"});
	edit(choice, (struct edit){.what = EDIT_TAIL, .text = "12.5%"});
	edit(choice, (struct edit){.what = EDIT_TAIL, .text = "steps"});
	edit(choice, (struct edit){.what = EDIT_Y_ENDS, .number = Y_ENDS_ZERO});
	edit(choice, (struct edit){.what = EDIT_Y_HAND, .text = "train/loss", .from = -0.5, .to = 3});
	choice_write(choice, &text);
	assert_int_equal(choice_read(again, str_slice(&text)), 0);
	const struct extent *extent = choice_extent(again);
	assert_int_equal(choice_x(again), X_TAG);
	assert_string_equal(extent->x_tag, "my tokens");
	assert_true(extent->x_log && extent->y_zero && !extent->y_shared && extent->tail == TAIL_STEPS);
	assert_true(extent->tails[TAIL_STEPS] == 7 && extent->tails[TAIL_PART] == 12.5 && extent->tails[TAIL_SECONDS] == 600);
	const struct y_hand *hand = extent_hand(extent, slice_of("train/loss"));
	assert_true(hand && hand->low == -0.5 && hand->high == 3);
	choice_write(again, &second);
	assert_string_equal(str_text(&text), str_text(&second));
	str_fini(&text);
	str_fini(&second);
	choice_free(choice);
	choice_free(again);
}

/* A damaged line changes nothing that would not make sense. */
static void nonsense_is_left_out(void **state)
{
	(void)state;
	struct choice *choice = choice_new();
	assert_int_equal(choice_read(choice, slice_of("tail 7 up\ntail 0\ntail-size steps\ntail width -1\ny-range a 3 2\ny-ends\nx-log 1\n")), 7);
	assert_true(choice_extent(choice)->tail == TAIL_NONE && !choice_extent(choice)->hand_count);
	choice_read(choice, slice_of("x-axis tag\n")); /* which? */
	assert_int_equal(choice_x(choice), X_STEP);
	choice_free(choice);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back), cmocka_unit_test(active_time_is_a_sum), cmocka_unit_test(clocks_that_stray), cmocka_unit_test(axes_are_kept),
		cmocka_unit_test(nonsense_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
