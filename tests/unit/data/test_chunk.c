#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "data/chunk.h"
#include "unit/data/plain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t seed;

static uint64_t random64(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static double double_of(uint64_t bits)
{
	double value;
	memcpy(&value, &bits, sizeof value);
	return value;
}

static void assert_same_row(const struct row *a, const struct row *b)
{
	assert_int_equal(a->step, b->step);
	assert_int_equal(number_bits_double(a->wall_time), number_bits_double(b->wall_time));
	assert_int_equal(a->bits, b->bits);
}

/* Of some stretch of the chunk, what is asked of it without all its rows. */
static void assert_part(const struct chunk *chunk, const struct row *rows, size_t count, enum number_type type)
{
	double values[CHUNK_ROWS];
	size_t from = random64() % count, to = from + random64() % (count - from + 1);
	chunk_values(chunk, from, to, values);
	for (size_t i = from; i < to; i++) {
		assert_true(same(values[i - from], number_value(type, rows[i].bits)));
		assert_true(chunk_step(chunk, i) == rows[i].step);
	}
	struct chunk_summary part = chunk_summarise_values(values, to - from);
	struct chunk_summary all = chunk_summarise(rows + from, to - from, type);
	assert_true(part.count == all.count && part.nan == all.nan && part.infinite == all.infinite);
	assert_true(same(part.first, all.first) && same(part.last, all.last));
	assert_true(same(part.min, all.min) && same(part.max, all.max));
	assert_true(same(part.min_positive, all.min_positive));
}

static void assert_round_trip(const struct row *rows, size_t count, enum number_type type)
{
	struct chunk *chunk = chunk_seal(rows, count, type);
	assert_non_null(chunk);
	struct row out[CHUNK_ROWS];
	assert_int_equal(chunk_read(chunk, out), count);
	assert_int_equal(chunk_type(chunk), type);
	for (size_t i = 0; i < count; i++) {
		assert_same_row(&rows[i], &out[i]);
		struct row one = chunk_row(chunk, i);
		assert_same_row(&rows[i], &one);
	}
	struct chunk_summary plain = one_by_one(rows, count, type);
	assert_true(same_summary(chunk_summary(chunk), &plain));
	assert_part(chunk, rows, count, type);
	chunk_unref(chunk);
}

/* Patterns of a few shapes: constant, line, noisy line, anything, extremes. */
static uint64_t shaped(int shape, uint64_t base, uint64_t slope, size_t i)
{
	switch (shape) {
	case 0: return base;
	case 1: return base + slope * i;
	case 2: return base + slope * i + random64() % 5000;
	case 3: return random64();
	case 4: return random64() & 1 ? (uint64_t)INT64_MAX : (uint64_t)INT64_MIN;
	case 5: return random64() >> (random64() & 63);
	default: return base - random64() % 3;
	}
}

static void test_any_rows_come_back(void **state)
{
	(void)state;
	seed = 88172645463325252u;
	static const size_t counts[] = {1, 2, 3, 63, 64, 65, 511, 512};
	struct row rows[CHUNK_ROWS];
	for (int round = 0; round < 3000; round++) {
		size_t count = round % 3 ? counts[random64() % 8] : 1 + random64() % CHUNK_ROWS;
		enum number_type type = (enum number_type)(random64() % 4);
		int shapes[3] = {(int)(random64() % 7), (int)(random64() % 7), (int)(random64() % 7)};
		uint64_t base = random64(), slope = random64() >> (random64() & 63);
		for (size_t i = 0; i < count; i++) {
			rows[i].step = (int64_t)shaped(shapes[0], base, slope, i);
			rows[i].wall_time = double_of(shaped(shapes[1], base, slope, i));
			rows[i].bits = shaped(shapes[2], base, slope, i);
			if (type == NUMBER_F32)
				rows[i].bits &= UINT32_MAX;
		}
		assert_round_trip(rows, count, type);
	}
}

static void test_odd_doubles_come_back(void **state)
{
	(void)state;
	const double walls[] = {0.0, -0.0, NAN, INFINITY, -INFINITY, 1.7e9, 5e-324, -1.0,
	                        double_of(0x7ff0000000000001u), double_of(0xfff8000000c0ffeeu)};
	const size_t count = sizeof walls / sizeof *walls;
	struct row rows[sizeof walls / sizeof *walls];
	for (size_t i = 0; i < count; i++)
		rows[i] = (struct row){i % 2 ? INT64_MIN : INT64_MAX, walls[i], number_bits_double(walls[i])};
	assert_round_trip(rows, count, NUMBER_F64);
}

static void test_summary_ignores_what_is_not_finite(void **state)
{
	(void)state;
	struct row rows[] = {
		{5, NAN, number_bits_double(NAN)},        {-3, 10, number_bits_double(-2)},
		{9, INFINITY, number_bits_double(INFINITY)}, {2, 7, number_bits_double(4)},
		{1, 8, number_bits_double(0.5)},          {0, -INFINITY, number_bits_double(-INFINITY)},
	};
	struct chunk_summary summary = chunk_summarise(rows, 6, NUMBER_F64);
	assert_int_equal(summary.count, 6);
	assert_int_equal(summary.nan, 1);
	assert_int_equal(summary.infinite, 2);
	assert_int_equal(summary.first_step, 5);
	assert_int_equal(summary.last_step, 0);
	assert_int_equal(summary.min_step, -3);
	assert_int_equal(summary.max_step, 9);
	assert_true(summary.first_wall == 10 && summary.last_wall == 8 && summary.min_wall == 7 && summary.max_wall == 10);
	assert_true(summary.first == -2 && summary.last == 0.5 && summary.min == -2 && summary.max == 4);
	assert_true(summary.min_positive == 0.5);
	summary = chunk_summarise(rows, 1, NUMBER_F64);
	assert_true(isnan(summary.first) && isnan(summary.min) && isnan(summary.min_positive) && isnan(summary.min_wall));
}

static void test_joined_summaries_equal_one_of_all(void **state)
{
	(void)state;
	seed = 42;
	const double odd[] = {NAN, INFINITY, -INFINITY, 0, -1, 3};
	struct row rows[24];
	for (int round = 0; round < 2000; round++) {
		size_t count = random64() % 24, cut = count ? random64() % (count + 1) : 0;
		for (size_t i = 0; i < count; i++)
			rows[i] = (struct row){(int64_t)(random64() % 9) - 4, odd[random64() % 6],
			                       number_bits_double(odd[random64() % 6])};
		struct chunk_summary all = chunk_summarise(rows, count, NUMBER_F64);
		struct chunk_summary a = chunk_summarise(rows, cut, NUMBER_F64);
		struct chunk_summary b = chunk_summarise(rows + cut, count - cut, NUMBER_F64);
		struct chunk_summary joined = chunk_join(&a, &b);
		assert_true(same_summary(&all, &joined));
	}
}

static double bytes_a_point(const struct row *rows, enum number_type type)
{
	struct chunk *chunk = chunk_seal(rows, CHUNK_ROWS, type);
	double size = (double)chunk_size(chunk) / CHUNK_ROWS;
	chunk_unref(chunk);
	return size;
}

static void test_realistic_points_are_small(void **state)
{
	(void)state;
	seed = 7;
	struct row rows[CHUNK_ROWS];
	double wall = 1.7e9;
	for (size_t i = 0; i < CHUNK_ROWS; i++) {
		wall += 0.1 + (double)(random64() % 5000) * 1e-6;
		rows[i] = (struct row){(int64_t)i * 10, floor(wall * 1e6) / 1e6,
		                       number_bits_float((float)(1.0 / (1.0 + (double)i) + (double)(random64() % 1000) * 1e-5))};
	}
	double jitter = bytes_a_point(rows, NUMBER_F32);
	for (size_t i = 0; i < CHUNK_ROWS; i++)
		rows[i].bits = number_bits_float(0.5f);
	double constant = bytes_a_point(rows, NUMBER_F32);
	for (size_t i = 0; i < CHUNK_ROWS; i++)
		rows[i].step = (int64_t)(CHUNK_ROWS - i) * 10;
	assert_true(bytes_a_point(rows, NUMBER_F32) == constant); /* what falls evenly is a line, too */
	for (size_t i = 0; i < CHUNK_ROWS; i++)
		rows[i].bits = number_bits_double(double_of(random64()));
	double doubles = bytes_a_point(rows, NUMBER_F64);
	print_message("bytes a point: floats %.2f, constant value %.2f, random doubles %.2f\n", jitter, constant, doubles);
	assert_true(jitter <= 8);
	assert_true(constant <= 4);
	assert_true(doubles <= 12);
}

/* Enough for small slabs and larger ones; those that are let go first leave the others whole. */
static void test_many_share_slabs(void **state)
{
	(void)state;
	enum { MANY = 2000 };
	struct slab *slab = NULL;
	struct chunk *chunks[MANY];
	struct row rows[CHUNK_ROWS], out[CHUNK_ROWS];
	seed = 11;
	for (size_t i = 0; i < CHUNK_ROWS; i++)
		rows[i] = (struct row){.wall_time = double_of(random64()), .bits = random64()};
	for (int64_t i = 0; i < MANY; i++) {
		rows[0].step = i;
		assert_non_null(chunks[i] = chunk_seal_in(&slab, rows, CHUNK_ROWS, NUMBER_I64));
	}
	slab_unref(slab);
	for (size_t i = 0; i < MANY; i += 2)
		chunk_unref(chunks[i]);
	for (size_t i = 1; i < MANY; i += 2) {
		assert_int_equal(chunk_read(chunks[i], out), CHUNK_ROWS);
		assert_int_equal(out[0].step, i);
		assert_same_row(&out[CHUNK_ROWS - 1], &rows[CHUNK_ROWS - 1]);
		chunk_unref(chunks[i]);
	}
}

static void test_no_memory_gives_null(void **state)
{
	(void)state;
	struct row row = {1, 2, 3};
	alloc_fail_after(0);
	struct chunk *chunk = chunk_seal(&row, 1, NUMBER_I64);
	alloc_fail_after(-1);
	assert_null(chunk);
	chunk_unref(NULL);
}

static void test_references_keep_it(void **state)
{
	(void)state;
	struct row row = {1, 2, 3};
	struct chunk *chunk = chunk_seal(&row, 1, NUMBER_I64);
	struct chunk *other = chunk_ref(chunk);
	chunk_unref(chunk);
	assert_int_equal(chunk_row(other, 0).bits, 3);
	chunk_unref(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_rows_come_back),
		cmocka_unit_test(test_odd_doubles_come_back),
		cmocka_unit_test(test_summary_ignores_what_is_not_finite),
		cmocka_unit_test(test_joined_summaries_equal_one_of_all),
		cmocka_unit_test(test_realistic_points_are_small),
		cmocka_unit_test(test_many_share_slabs),
		cmocka_unit_test(test_no_memory_gives_null),
		cmocka_unit_test(test_references_keep_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
