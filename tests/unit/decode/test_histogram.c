/* Histograms of both forms, and what Histograms and Distributions make of them: TensorBoard's own numbers. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/decode/payloads.h"

#include <float.h>
#include <math.h>

static void expect_buckets(const struct histogram *histogram, const struct bucket *expected, size_t count)
{
	assert_int_equal(histogram->count, count);
	for (size_t i = 0; i < count; i++) {
		assert_true(histogram->buckets[i].left == expected[i].left);
		assert_true(histogram->buckets[i].right == expected[i].right);
		assert_true(histogram->buckets[i].count == expected[i].count);
	}
}

static struct asset *from_proto(double least, double most, const double *limits, const double *counts, size_t count)
{
	struct str histo = {0}, packed = {0};
	struct asset *asset;
	build_double(&histo, 1, least);
	build_double(&histo, 2, most);
	for (size_t i = 0; i < count; i++) {
		uint64_t bits;
		memcpy(&bits, &limits[i], sizeof bits);
		build_little(&packed, bits, 8);
	}
	build_message(&histo, 6, &packed);
	for (size_t i = 0; i < count; i++) /* not packed, as older writers have it */
		build_double(&histo, 7, counts[i]);
	str_fini(&packed);
	assert_int_equal(decode_built(KIND_HISTOGRAM, (struct payload){.form = ITEM_HISTO}, &histo, &asset), STATUS_OK);
	return asset;
}

/* data_compat.py, executed: outer buckets without counts go, the outer edges are min and max, all floats. */
static void test_an_old_form_converts_as_in_tensorboard(void **state)
{
	const double limits[] = {0.1, 1, 2, 3}, counts[] = {0, 1, 2, 0};
	struct asset *asset = from_proto(0.3, 2.5, limits, counts, 4);
	expect_buckets(&asset->histogram, (struct bucket[]){{0.3f, 1, 1}, {1, 2.5, 2}}, 2);
	assert_int_equal(asset->histogram.type, NUMBER_F32);
	asset_free(asset);
}

static void test_an_old_form_without_counts_is_empty(void **state)
{
	const double limits[] = {-DBL_MAX, 0, DBL_MAX}, counts[] = {0, 0, 0};
	struct asset *asset = from_proto(DBL_MAX, -DBL_MAX, limits, counts, 3);
	assert_int_equal(asset->histogram.count, 0);
	asset_free(asset);
}

static void test_a_tensor_keeps_its_buckets(void **state)
{
	const int64_t dims[] = {2, 3};
	struct asset *asset;
	const double values[] = {0, 1, 4, 1, 3, 6};
	assert_int_equal(decode_tensor(KIND_HISTOGRAM, tensor_of_doubles(dims, 2, values, 6), &asset), STATUS_OK);
	expect_buckets(&asset->histogram, (struct bucket[]){{0, 1, 4}, {1, 3, 6}}, 2);
	assert_true(asset->memory >= 2 * sizeof(struct bucket));
	assert_null(asset->record);
	asset_free(asset);
}

static void test_wrong_shapes_are_refused(void **state)
{
	const double values[6] = {0};
	struct asset *asset;
	assert_int_equal(decode_tensor(KIND_HISTOGRAM, tensor_of_doubles((int64_t[]){3, 2}, 2, values, 6), &asset),
	                 STATUS_CORRUPT);
	assert_int_equal(decode_tensor(KIND_HISTOGRAM, tensor_of_doubles((int64_t[]){6}, 1, values, 6), &asset),
	                 STATUS_CORRUPT);
	assert_null(asset);
	/* One value stands for as many as a hostile shape asks for. */
	assert_int_equal(decode_tensor(KIND_HISTOGRAM, tensor_of_doubles((int64_t[]){INT64_C(1) << 40, 3}, 2, values, 1),
	                               &asset), STATUS_LIMIT);
	assert_int_equal(decode_tensor(KIND_HISTOGRAM, tensor_of_doubles((int64_t[]){0, 3}, 2, values, 0), &asset),
	                 STATUS_OK);
	assert_int_equal(asset->histogram.count, 0);
	asset_free(asset);
}

/* compressor.py, executed. */
static void test_lines_are_those_of_tensorboard(void **state)
{
	static const struct {
		struct bucket buckets[5];
		size_t count;
		double lines[HISTOGRAM_LINES];
	} cases[] = {
		{{{0, 1, 1}, {1, 2, 2}, {2, 4, 1}}, 3, {0, 0.2672, 0.6348, 1.117, 1.5, 1.883, 2.7304, 3.4656, 4}},
		{{{-1, 0, 10}}, 1, {-1, -0.9332, -0.8413, -0.6915, -0.5, -0.3085, -0.1587, -0.0668, 0}},
		{{{0, 1, 0}, {1, 2, 5}, {2, 3, 0}, {3, 4, 5}}, 4, {0, 0.2672, 0.6348, 1.234, 3, 3.383, 3.6826, 3.8664, 4}},
		{{{2, 2, 7}}, 1, {2, 2, 2, 2, 2, 2, 2, 2, 2}},
		{{{0, 0, 0}, {0, 0, 0}, {0, 0, 0}}, 3, {0}},
		{{{0}}, 0, {0}},
		{{{-3, -1, 1}, {-1, 0, 4}, {0, 0, 2}, {0, 1, 4}, {1, 3, 1}}, 5,
		 {-3, -1.3968, -0.7739, -0.3245, 0, 0.3245, 0.7739, 1.3968, 3}},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double lines[HISTOGRAM_LINES];
		struct histogram histogram = {.buckets = (struct bucket *)cases[i].buckets, .count = cases[i].count};
		histogram_lines(&histogram, lines);
		for (int line = 0; line < HISTOGRAM_LINES; line++)
			assert_true(fabs(lines[line] - cases[i].lines[line]) < 5e-5);
	}
}

static void expect_bins(const struct bucket *buckets, size_t count, struct histogram_range range, const double *expected,
                        size_t bins)
{
	double out[HISTOGRAM_BINS];
	struct histogram histogram = {.buckets = (struct bucket *)buckets, .count = count};
	histogram_bin(&histogram, range, out, bins);
	for (size_t i = 0; i < bins; i++)
		assert_true(fabs(out[i] - expected[i]) < 1e-9);
}

/* histogram_util.ts, executed. */
static void test_bins_are_those_of_tensorboard(void **state)
{
	expect_bins((struct bucket[]){{0, 1, 4}, {1, 4, 6}}, 2, (struct histogram_range){0, 4},
	            (double[]){3.2, 2, 1.6, 1.6, 1.6}, 5);
	expect_bins((struct bucket[]){{0, 1, 4}, {1, 1, 3}, {1, 2, 2}}, 3, (struct histogram_range){-1, 2},
	            (double[]){0, 0, 2, 2, 4, 1}, 6);
	expect_bins((struct bucket[]){{-1, 1, 2}}, 1, (struct histogram_range){-1, 2},
	            (double[]){0.5, 0.5, 0.5, 0.5, 0, 0}, 6);
	expect_bins((struct bucket[]){{2, 2, 7}}, 1, (struct histogram_range){0.818182, 3.2}, (double[]){0, 7, 0, 0}, 4);
	double zeros[HISTOGRAM_BINS] = {[14] = 64}; /* on an edge, as rounding has it */
	struct histogram_range spike = {-1, 1};
	expect_bins((struct bucket[]){{0, 0, 64}}, 1, spike, zeros, HISTOGRAM_BINS);
	/* The last bin is closed at the right, too. */
	expect_bins((struct bucket[]){{2, 2, 7}}, 1, (struct histogram_range){0, 2}, (double[]){0, 7}, 2);
}

static void test_the_range_of_a_spike_gets_some_width(void **state)
{
	struct histogram_range range = {INFINITY, -INFINITY};
	struct histogram spike = {.buckets = &(struct bucket){2, 2, 7}, .count = 1};
	struct histogram odd = {.buckets = &(struct bucket){NAN, 9, 7}, .count = 1};
	histogram_range_add(&range, &odd);
	histogram_range_add(&range, &spike);
	range = histogram_range_done(range);
	assert_true(fabs(range.left - 0.818182) < 1e-6 && fabs(range.right - 3.2) < 1e-9);
}

static void test_hostile_edges_end_and_stay_inside(void **state)
{
	static const double odd[] = {NAN, INFINITY, -INFINITY, DBL_MAX, -DBL_MAX, 0, -1, 5e-324};
	double out[30], lines[HISTOGRAM_LINES];
	for (size_t i = 0; i < 512; i++) {
		struct bucket bucket = {odd[i % 8], odd[i / 8 % 8], odd[i / 64]};
		struct histogram histogram = {.buckets = &bucket, .count = 1};
		histogram_lines(&histogram, lines);
		histogram_bin(&histogram, (struct histogram_range){-1, 1}, out, 30);
		histogram_bin(&histogram, (struct histogram_range){bucket.left, bucket.right}, out, 30);
		(void)histogram_facts(&histogram);
	}
}

static void expect_near(double value, double expected, double most)
{
	assert_true(fabs(value - expected) <= most);
}

static void test_facts_of_huge_and_tiny_edges(void **state)
{
	static const double sizes[] = {1e308, 1, 1e-300};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		double size = sizes[i], lines[HISTOGRAM_LINES], bins[4];
		struct bucket buckets[] = {{-1.5 * size, -0.5 * size, 30}, {-0.5 * size, 1.5 * size, 10}};
		struct histogram histogram = {.buckets = buckets, .count = 2};
		struct histogram_facts facts = histogram_facts(&histogram);
		expect_near(facts.mean / size, -0.625, 1e-12);
		expect_near(facts.mean_abs / size, 0.875, 1e-12);
		expect_near(facts.deviation / size, 1.5 * sqrt(3) / 4, 1e-12);
		assert_true(facts.least == -1.5 * size && facts.most == 1.5 * size && facts.total == 40);
		histogram_lines(&histogram, lines);
		assert_true(histogram_has_lines(&histogram));
		expect_near(lines[8] / size, 1.5, 1e-12);
		expect_near(lines[4] / size, -1.5 + 2.0 / 3, 1e-12);
		struct histogram_range range = {INFINITY, -INFINITY};
		histogram_range_add(&range, &histogram);
		histogram_bin(&histogram, histogram_range_done(range), bins, 4);
		expect_near(bins[0], 22.5, 1e-9);
		expect_near(bins[1], 7.5 + 2.5, 1e-9);
		expect_near(bins[3], 3.75, 1e-9);
	}
}

/* Mean and deviation lie ten decimal places apart. */
static void test_a_narrow_one_far_from_zero_keeps_its_deviation(void **state)
{
	struct bucket buckets[] = {{1e10 - 2, 1e10, 1}, {1e10, 1e10 + 2, 1}};
	struct histogram_facts facts = histogram_facts(&(struct histogram){.buckets = buckets, .count = 2});
	expect_near(facts.mean, 1e10, 0);
	expect_near(facts.deviation, 1, 1e-6);
}

static void test_counts_too_large_to_add_have_no_mean(void **state)
{
	struct bucket buckets[] = {{0, 1, DBL_MAX}, {1, 2, DBL_MAX}};
	struct histogram histogram = {.buckets = buckets, .count = 2};
	struct histogram_facts facts = histogram_facts(&histogram);
	assert_true(isnan(facts.mean) && isnan(facts.deviation));
	assert_false(histogram_has_lines(&histogram));
}

/* What lies where is told by each bucket alone; what lies below what is not. */
static void test_buckets_that_are_not_in_order(void **state)
{
	static const struct {
		struct bucket buckets[2];
		bool lines;
	} cases[] = {
		{{{2, 3, 1}, {0, 1, 3}}, false}, {{{0, 2, 1}, {1, 3, 3}}, false}, {{{1, 0, 1}, {1, 3, 3}}, false},
		{{{0, 1, -1}, {1, 3, 3}}, false}, {{{0, 1, INFINITY}, {1, 3, 3}}, false}, {{{0, NAN, 1}, {1, 3, 3}}, false},
		{{{0, 1, 1}, {1, 3, 3}}, true}, {{{-INFINITY, 1, 1}, {2, INFINITY, 3}}, true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct histogram histogram = {.buckets = (struct bucket *)cases[i].buckets, .count = 2};
		assert_int_equal(histogram_has_lines(&histogram), cases[i].lines);
	}
	struct histogram swapped = {.buckets = (struct bucket *)cases[0].buckets, .count = 2};
	struct histogram_range range = {INFINITY, -INFINITY};
	struct histogram_facts facts = histogram_facts(&swapped);
	histogram_range_add(&range, &swapped);
	assert_true(range.left == 0 && range.right == 3);
	assert_true(facts.least == 0 && facts.most == 3 && facts.mean == 1);
	expect_bins(swapped.buckets, 2, range, (double[]){3, 0, 1}, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_old_form_converts_as_in_tensorboard),
		cmocka_unit_test(test_an_old_form_without_counts_is_empty),
		cmocka_unit_test(test_a_tensor_keeps_its_buckets),
		cmocka_unit_test(test_wrong_shapes_are_refused),
		cmocka_unit_test(test_lines_are_those_of_tensorboard),
		cmocka_unit_test(test_bins_are_those_of_tensorboard),
		cmocka_unit_test(test_the_range_of_a_spike_gets_some_width),
		cmocka_unit_test(test_hostile_edges_end_and_stay_inside),
		cmocka_unit_test(test_facts_of_huge_and_tiny_edges),
		cmocka_unit_test(test_a_narrow_one_far_from_zero_keeps_its_deviation),
		cmocka_unit_test(test_counts_too_large_to_add_have_no_mean),
		cmocka_unit_test(test_buckets_that_are_not_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
