#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/bulk.h"
#include "unit/model/batches.h"

#include <math.h>

#define MOST 5000

static struct row rows[MOST];

static void make_line(size_t count, int64_t first, int64_t stride)
{
	for (size_t i = 0; i < count; i++)
		rows[i] = (struct row){first + (int64_t)i * stride, 1.7e9 + (double)i, number_bits_double((double)i)};
}

static struct bulk bulk_of(size_t count, enum axis_source axis)
{
	struct store *store = store_of_rows(rows, count);
	struct bulk bulk = query_bulk(store, 0, axis);
	store_free(store);
	return bulk;
}

static void assert_around(struct bulk bulk, double from, double to)
{
	double slack = (to - from) / 8;
	if (!(bulk.window.from <= from && bulk.window.from >= from - slack && bulk.window.to >= to &&
	      bulk.window.to <= to + slack))
		fail_msg("%g … %g is not around %g … %g", bulk.window.from, bulk.window.to, from, to);
}

static void test_even_steps_are_all_of_it(void **state)
{
	(void)state;
	for (size_t count = 1; count < MOST; count = count * 3 / 2 + 1) {
		make_line(count, -200, 7);
		struct bulk bulk = bulk_of(count, AXIS_STEP);
		assert_int_equal(bulk.far_off, 0);
		assert_true(bulk.window.from == -200 && bulk.window.to == -200 + 7 * ((double)count - 1));
	}
}

/* Steps that grow by a factor spread over a large range, too, but each is as good as the others. */
static void test_steps_that_double_are_all_of_it(void **state)
{
	(void)state;
	for (int i = 0; i < 62; i++)
		rows[i] = (struct row){(int64_t)1 << i, 1.7e9 + i, 0};
	assert_int_equal(bulk_of(62, AXIS_STEP).far_off, 0);
}

static void test_absurd_steps_are_told(void **state)
{
	(void)state;
	static const int64_t absurd[] = {INT64_MAX, INT64_MIN, (int64_t)1 << 53, 100000000};
	for (size_t i = 0; i < sizeof absurd / sizeof *absurd; i++) {
		make_line(3000, 1000, 2);
		rows[1700].step = absurd[i];
		rows[2999].step = absurd[(i + 1) % 4];
		struct bulk bulk = bulk_of(3000, AXIS_STEP);
		assert_int_equal(bulk.far_off, 2);
		assert_around(bulk, 1000, 6996);
	}
	make_line(3000, 1000, 2);
	for (size_t i = 0; i < 4; i++)
		rows[i * 600].step = (int64_t)1 << 40;
	assert_int_equal(bulk_of(3000, AXIS_STEP).far_off, 0); /* more than one in a thousand */
}

static void test_absurd_times_are_told(void **state)
{
	(void)state;
	make_line(500, 0, 1);
	rows[20].wall_time = 0;
	rows[21].wall_time = NAN;
	struct bulk bulk = bulk_of(500, AXIS_WALL);
	assert_int_equal(bulk.far_off, 1);
	assert_around(bulk, 1.7e9, 1.7e9 + 499);
	rows[22].wall_time = -1e300; /* two of 500: one too many */
	assert_int_equal(bulk_of(500, AXIS_WALL).far_off, 1);
}

static void test_one_step_has_no_outside(void **state)
{
	(void)state;
	make_line(100, 5, 0);
	struct bulk bulk = bulk_of(100, AXIS_STEP);
	assert_true(bulk.far_off == 0 && bulk.window.from == 5 && bulk.window.to == 5);
	rows[99].step = INT64_MAX;
	assert_int_equal(bulk_of(100, AXIS_STEP).far_off, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_even_steps_are_all_of_it), cmocka_unit_test(test_steps_that_double_are_all_of_it),
		cmocka_unit_test(test_absurd_steps_are_told),    cmocka_unit_test(test_absurd_times_are_told),
		cmocka_unit_test(test_one_step_has_no_outside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
