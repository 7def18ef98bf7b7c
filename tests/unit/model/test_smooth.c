/* The debiased average, by hand and by its properties. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/smooth.h"
#include "unit/model/batches.h"

#include <math.h>

static void smooth_all(const double *values, size_t count, double weight, double *out)
{
	struct store *store = store_new();
	struct batch *batch = batch_new(add_test_file(store, "run", "events"), 0);
	struct batch_series *series = batch_series_of(batch, "loss");
	struct row rows[16];
	for (size_t i = 0; i < count; i++)
		rows[i] = (struct row){(int64_t)i, (double)i, number_bits_double(values[i])};
	batch_add_metadata(series, "scalars");
	batch_add_rows(series, rows, count, NUMBER_F64, 0);
	batch->end = 100;
	assert_int_equal(store_apply(store, batch), STATUS_OK);
	struct smooth smooth = smooth_begin(store, store_run_series_at(store, 0, 0), weight);
	for (size_t i = 0; i < count; i++)
		out[i] = smooth_next(&smooth, values[i]);
	store_free(store);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_value_is_itself),
		cmocka_unit_test(gaps_pass_and_change_nothing),
		cmocka_unit_test(extremes_of_the_weight),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
