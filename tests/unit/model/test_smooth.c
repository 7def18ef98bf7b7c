/* The debiased average, by hand and by its properties. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/smooth.h"
#include "unit/model/batches.h"

#include <math.h>
#include <stdio.h>

/* As a command does it: all points of a series, which may be one that stays as it is. */
static void smooth_steps(const int64_t *steps, const double *values, size_t count, const char *spec, double *out)
{
	struct store *store = store_new();
	struct batch *batch = batch_new(add_test_file(store, "run", "events"), 0);
	struct batch_series *series = batch_series_of(batch, "loss");
	struct row rows[512];
	for (size_t i = 0; i < count; i++)
		rows[i] = (struct row){steps ? steps[i] : (int64_t)i, (double)i, number_bits_double(values[i])};
	batch_add_metadata(series, "scalars");
	batch_add_rows(series, rows, count, NUMBER_F64, 0);
	batch->end = 100;
	assert_int_equal(store_apply(store, batch), STATUS_OK);
	bool leaves = smooth_leaves(store, store_run_series_at(store, 0, 0));
	struct smooth_spec parsed;
	struct smooth smooth;
	assert_true(smooth_parse(spec, &parsed));
	assert_true(smooth_init(&smooth, parsed));
	for (size_t i = 0; i < count; i++)
		out[i] = leaves ? values[i] : smooth_next(&smooth, rows[i].step, values[i]);
	smooth_fini(&smooth);
	store_free(store);
}

static void smooth_all(const double *values, size_t count, double weight, double *out)
{
	char spec[40];
	snprintf(spec, sizeof spec, "ema:%.17g", weight);
	smooth_steps(NULL, values, count, spec, out);
}

static bool near(double a, double b)
{
	return isnan(b) ? isnan(a) : a == b || fabs(a - b) <= 1e-6 * fabs(b);
}

static void the_first_value_is_itself(void **state)
{
	double out[3];
	smooth_all((double[]){4, 2, 1}, 3, 0.5, out);
	assert_true(fabs(out[0] - 4) < 1e-12);
	assert_true(fabs(out[1] - (0.25 * 4 + 0.5 * 2) / 0.75) < 1e-12);
	assert_true(fabs(out[2] - (0.125 * 4 + 0.25 * 2 + 0.5 * 1) / 0.875) < 1e-12);
}

static void gaps_pass_and_change_nothing(void **state)
{
	double with[5], without[3];
	smooth_all((double[]){4, NAN, 2, INFINITY, 1}, 5, 0.5, with);
	smooth_all((double[]){4, 2, 1}, 3, 0.5, without);
	assert_true(isnan(with[1]) && isinf(with[3]));
	assert_true(with[0] == without[0] && with[2] == without[1] && with[4] == without[2]);
}

static void extremes_of_the_weight(void **state)
{
	double out[3];
	smooth_all((double[]){3, 5, 7}, 3, 0, out);
	assert_true(out[0] == 3 && out[1] == 5 && out[2] == 7);
	smooth_all((double[]){3, 5, 7}, 3, 1, out);
	assert_true(out[0] == 0 && out[2] == 0);
	smooth_all((double[]){0.1, 0.1, 0.1}, 3, 1, out);
	assert_true(out[0] == 0.1 && out[2] == 0.1);
}

/* event-format 14. */
static void golden_vectors(void **state)
{
	static const struct {
		double weight, in[4], out[4];
		size_t count;
	} cases[] = {
		{0.6, {1, 2, 3, 4}, {1, 1.625, 2.326531, 3.095588}, 4},
		{0.5, {0, 10, NAN, 10}, {0, 6.666667, NAN, 8.571429}, 4},
		{0.9, {5, 5, 5}, {5, 5, 5}, 3},
		{1.0, {1, 2}, {0, 0}, 2},
		{0.6, {INFINITY, 1, 3}, {INFINITY, 1, 2.25}, 3},
	};
	for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
		double out[4];
		smooth_all(cases[c].in, cases[c].count, cases[c].weight, out);
		for (size_t i = 0; i < cases[c].count; i++)
			assert_true(near(out[i], cases[c].out[i]));
	}
}

static void a_window_is_the_mean_of_the_newest(void **state)
{
	double out[6];
	smooth_steps(NULL, (double[]){1, 3, 5, NAN, 7, -INFINITY}, 6, "win 2", out);
	assert_true(out[0] == 1 && out[1] == 2 && out[2] == 4 && isnan(out[3]) && out[4] == 6 && isinf(out[5]));
	smooth_steps(NULL, (double[]){4, 2, 9}, 3, "window:1", out);
	assert_true(out[0] == 4 && out[1] == 2 && out[2] == 9);
}

static double plain_mean(const double *values, size_t end, size_t window)
{
	long double sum = 0;
	size_t from = end > window ? end - window : 0;
	for (size_t i = from; i < end; i++)
		sum += values[i];
	return (double)(sum / (long double)(end - from));
}

/* A value that is large against all others is forgotten as soon as it leaves, and the largest don't overflow. */
static void a_window_forgets(void **state)
{
	double values[300], out[300];
	for (int i = 0; i < 300; i++)
		values[i] = i == 20 ? 1e300 : i == 90 ? 1e17 : test_below(1000) / 7.0 + 1;
	smooth_steps(NULL, values, 300, "window:30", out);
	for (size_t i = 0; i < 300; i++)
		assert_true(near(out[i], plain_mean(values, i + 1, 30)));
	smooth_steps(NULL, (double[]){1.7e308, 1.6e308, 1.7e308}, 3, "window:3", out);
	assert_true(near(out[2], 1.6666666e308));
}

static void even_steps_weigh_as_points(void **state)
{
	static const int64_t steps[] = {0, 50, 100, 150, 200, 250};
	static const double values[] = {4, 2, NAN, 1, 8, 3};
	double by_steps[6], by_points[6];
	smooth_steps(steps, values, 2, "tw-ema:0.9", by_steps);
	smooth_steps(steps, values, 2, "ema:0.9", by_points);
	assert_true(near(by_steps[1], by_points[1]));
	/* One that is missing leaves its distance. */
	smooth_steps(steps, values, 6, "tw-ema:0.9", by_steps);
	double w = 0.9, top = values[1] + w * values[0], weight = 1 + w;
	top = top * w * w + values[3];
	weight = weight * w * w + 1;
	assert_true(isnan(by_steps[2]) && near(by_steps[3], top / weight));
}

static void distance_counts_not_the_number_of_points(void **state)
{
	static const int64_t steps[] = {0, 10, 10, 1010, 500};
	double out[5];
	smooth_steps(steps, (double[]){1, 2, 4, 8, 16}, 5, "tw-ema:0.5", out);
	assert_true(near(out[1], 2.5 / 1.5));
	assert_true(near(out[2], 6.5 / 2.5)); /* two of the same step weigh the same */
	assert_true(near(out[3], 8));         /* a hundred units on, nothing is left */
	assert_true(near(out[4], 20 / 1.5));  /* back by a restart: one unit */
	smooth_steps((int64_t[]){INT64_MIN, 0, INT64_MAX}, (double[]){1e308, -1e308, 1e308}, 3, "tw-ema:0.9", out);
	assert_true(isfinite(out[2]));
}

static void specs(void **state)
{
	static const char *const bad[] = {
		"", "ema", "ema:", "ema:1.5", "ema:-0.1", "ema:nan", "ema:0.5x", "window:0", "window:1.5",
		"window:1000001", "median:5", "off:1",
	};
	struct smooth_spec spec = {.window = 7};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(smooth_parse(bad[i], &spec));
	assert_int_equal(spec.window, 7);
	assert_true(smooth_parse("window 50", &spec) && spec.kind == SMOOTH_WINDOW && spec.window == 50);
	assert_true(smooth_parse("tw-ema:.9", &spec) && spec.kind == SMOOTH_TIME_EMA && spec.weight == 0.9);
	assert_true(smooth_parse("off", &spec) && spec.kind == SMOOTH_OFF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_value_is_itself),
		cmocka_unit_test(gaps_pass_and_change_nothing),
		cmocka_unit_test(extremes_of_the_weight),
		cmocka_unit_test(golden_vectors),
		cmocka_unit_test(a_window_is_the_mean_of_the_newest),
		cmocka_unit_test(a_window_forgets),
		cmocka_unit_test(even_steps_weigh_as_points),
		cmocka_unit_test(distance_counts_not_the_number_of_points),
		cmocka_unit_test(specs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
