/* Numbers as text: shortest decimals that read back, and short forms for people. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t random_bits(void)
{
	static uint64_t x = 88172645463325252u;
	x ^= x << 13;
	x ^= x >> 7;
	return x ^= x << 17;
}

/* Significant digits of a decimal: without sign, point, exponent, and zeros at either end. */
static int significant_digits(const char *text)
{
	int count = 0, zeros = 0;
	for (; *text && *text != 'e'; text++) {
		if (*text < '0' || *text > '9' || (*text == '0' && !count))
			continue;
		count++;
		zeros = *text == '0' ? zeros + 1 : 0;
	}
	return count - zeros;
}

/* The fewest digits of any %e that read back: what the shortest decimal can't be longer than. */
static int fewest_digits(double value, int is_float)
{
	char text[64];
	for (int digits = 1; digits < 17; digits++) {
		snprintf(text, sizeof text, "%.*e", digits - 1, value);
		if (is_float ? strtof(text, NULL) == (float)value : strtod(text, NULL) == value)
			return significant_digits(text);
	}
	return 17;
}

static void check_double(double value)
{
	char text[NUMBER_SIZE];
	size_t length = number_shortest_double(text, value);
	assert_int_equal(length, strlen(text));
	double back = strtod(text, NULL);
	if (memcmp(&back, &value, sizeof back) || significant_digits(text) > fewest_digits(value, 0))
		fail_msg("%.17g became %s", value, text);
}

static void check_float(float value)
{
	char text[NUMBER_SIZE];
	size_t length = number_shortest_float(text, value);
	assert_int_equal(length, strlen(text));
	float back = strtof(text, NULL);
	if (memcmp(&back, &value, sizeof back) || significant_digits(text) > fewest_digits(value, 1))
		fail_msg("%.9g became %s", (double)value, text);
}

static void doubles_are_shortest(void **state)
{
	static const double edges[] = {
		0.0, -0.0, 1, -1, 0.1, 0.3, 1.0 / 3, 5e-324, 1e-323, DBL_MIN, DBL_MAX, -DBL_MAX, 1e15, 1e16, 1e22, 1e23,
		9007199254740991.0, 9007199254740992.0, 9007199254740994.0, 123456.789, 4503599627370497.5, 1e-5,
	};
	for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
		check_double(edges[i]);
	for (int i = 0; i < 30000; i++) {
		uint64_t bits = random_bits();
		double value;
		memcpy(&value, &bits, sizeof value);
		if (isfinite(value))
			check_double(value);
	}
}

static void wall_times_are_shortest(void **state)
{
	check_double(1073741824.0);
	check_double(1073741824.0000002);
	check_double(2147483647.9999998);
	check_double(1700000012.0);
	check_double(1700000012.5);
	check_double(1700000012.1);
	for (int i = 0; i < 30000; i++) {
		double value = 1073741824.0 + (double)(random_bits() % ((uint64_t)1 << 52)) / 4194304.0;
		check_double(value);
		check_double(nearbyint(fmod(value, 1e9) * 1e3) / 1e3 + 1.1e9);
		check_double(nearbyint(fmod(value, 1e9) * 1e6) / 1e6 + 1.1e9);
	}
}

static void floats_are_shortest(void **state)
{
	static const float edges[] = {
		0.0f, -0.0f, 1.0f, 0.1f, 0.3f, 16777215.0f, 16777216.0f, 16777218.0f, 1e10f, 1e11f, 3.4028235e38f, 1e-45f,
		FLT_MIN, 9.999999e-5f, 1e-4f, 9999999.0f, 8388607.5f, 0.5f, 0.25f, 33554432.0f, 9.5367431640625e-7f,
	};
	for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
		check_float(edges[i]);
	for (int i = 0; i < 60000; i++) {
		uint32_t bits = (uint32_t)random_bits();
		float any;
		memcpy(&any, &bits, sizeof any);
		if (isfinite(any) && isnormal(any) && (bits & 0x7FFFFF))
			check_float(any);
		check_float((float)(random_bits() % 2000000) / 1e4f + 0.0001f);
		check_float((float)ldexp((double)(random_bits() % 16777216 | 1), -(int)(random_bits() % 40)));
	}
}

static void every_power_of_two_reads_back(void **state)
{
	for (int exponent = -149; exponent < 128; exponent++) {
		char text[NUMBER_SIZE];
		number_shortest_float(text, ldexpf(1, exponent));
		assert_true(strtof(text, NULL) == ldexpf(1, exponent));
	}
}

static void shortest_spellings(void **state)
{
	char text[NUMBER_SIZE];
#define SAYS(call, expected) ((void)(call), assert_string_equal(text, expected))
	SAYS(number_shortest_float(text, 0.1f), "0.1");
	SAYS(number_shortest_float(text, -2.5f), "-2.5");
	SAYS(number_shortest_float(text, NAN), "NaN");
	SAYS(number_shortest_float(text, -INFINITY), "-Infinity");
	SAYS(number_shortest_double(text, INFINITY), "Infinity");
	SAYS(number_shortest_double(text, -0.0), "-0.0");
	SAYS(number_shortest_double(text, 1e30), "1e+30");
	SAYS(number_shortest_double(text, 5e-324), "5e-324");
	SAYS(number_shortest_double(text, 1700000012.0), "1700000012");
	SAYS(number_shortest_double(text, 1700000012.25), "1700000012.25");
	SAYS(number_shortest_double(text, 1700000012.000001), "1700000012.000001");
}

static void short_forms(void **state)
{
	char text[NUMBER_SIZE];
	SAYS(number_change(text, 0.48163, 4), "+0.4816");
	SAYS(number_change(text, -0.5, 4), "-0.5");
	SAYS(number_change(text, 0, 4), "0");
	SAYS(number_short(text, 0, 4), "0");
	SAYS(number_short(text, 0.1234, 4), "0.1234");
	SAYS(number_short(text, 2.31, 4), "2.31");
	SAYS(number_short(text, 2.30001, 4), "2.3");
	SAYS(number_short(text, 412000, 4), "412k");
	SAYS(number_short(text, 1.2e6, 4), "1.2M");
	SAYS(number_short(text, 184200, 4), "184.2k");
	SAYS(number_short(text, 999.96, 4), "1k");
	SAYS(number_short(text, -999999, 3), "-1M");
	SAYS(number_short(text, 0.001, 4), "0.001");
	SAYS(number_short(text, 0.0003, 4), "3e-4");
	SAYS(number_short(text, -0.00031234, 3), "-3.12e-4");
	SAYS(number_short(text, 1e30, 4), "1e30");
	SAYS(number_short(text, 412, 2), "410");
	SAYS(number_short(text, NAN, 4), "NaN");
	SAYS(number_short(text, -INFINITY, 4), "-inf");
	SAYS(number_count(text, 999), "999");
	SAYS(number_count(text, 1234), "1.2k");
	SAYS(number_count(text, 12345), "12k");
	SAYS(number_count(text, 412345), "412k");
	SAYS(number_count(text, 999999), "1M");
	SAYS(number_count(text, 9100000), "9.1M");
	SAYS(number_count(text, INT64_MIN), "-9.2E");
	SAYS(number_grouped(text, 184200), "184 200");
	SAYS(number_grouped(text, -12), "-12");
	SAYS(number_grouped(text, INT64_MIN), "-9 223 372 036 854 775 808");
	SAYS(number_bytes(text, 88), "88 B");
	SAYS(number_bytes(text, 1229), "1.2 KiB");
	SAYS(number_bytes(text, 38u << 20), "38 MiB");
	SAYS(number_bytes(text, (1u << 20) - 1), "1.0 MiB");
	SAYS(number_bytes(text, UINT64_MAX), "16 EiB");
}

static void durations_and_ages(void **state)
{
	char text[NUMBER_SIZE];
	SAYS(number_duration(text, 0), "0s");
	SAYS(number_duration_fine(text, 0.1004, 1), "100.4ms");
	SAYS(number_duration_fine(text, 0.0051, 1), "5.10ms");
	SAYS(number_duration_fine(text, 65.125, 2), "65.12s");
	SAYS(number_duration_fine(text, 599, 3), "599.000s");
	SAYS(number_duration_fine(text, 600, 3), "10m");
	SAYS(number_duration(text, 1e-12), "<0.1ns");
	SAYS(number_duration(text, 4e-10), "0.4ns");
	SAYS(number_duration(text, 1e-8), "10ns");
	SAYS(number_duration(text, -1e-8), "-10ns");
	SAYS(number_duration(text, 9.996e-7), "1.0µs");
	SAYS(number_duration(text, 0.00002), "20µs");
	SAYS(number_duration(text, 0.012), "12ms");
	SAYS(number_duration(text, 0.9996), "1.0s");
	SAYS(number_duration(text, 1.9), "1.9s");
	SAYS(number_duration(text, 44.4), "44s");
	SAYS(number_duration(text, 59.7), "1m");
	SAYS(number_duration(text, 90), "1m30");
	SAYS(number_duration(text, 540), "9m");
	SAYS(number_duration(text, 18120), "5h02");
	SAYS(number_duration(text, 3 * 86400 + 4 * 3600), "3d4h");
	SAYS(number_duration(text, INFINITY), "inf");
	SAYS(number_duration(text, 1e300), ">99kd");
	SAYS(number_age(text, 0.3), "<1s");
	SAYS(number_age(text, -5), "<1s");
	SAYS(number_age(text, 7), "5s");
	SAYS(number_age(text, 59), "30s");
	SAYS(number_age(text, 150), "2m");
	SAYS(number_age(text, 3600), "1h");
	SAYS(number_age(text, 3 * 86400), "3d");
	SAYS(number_age(text, 999 * 86400.0 + 86399), "999d");
	SAYS(number_age(text, 1000 * 86400.0), "2y");
	SAYS(number_age(text, 20780 * 86400.0), "56y");
	SAYS(number_age(text, 1e300), ">999y");
	SAYS(number_age(text, NAN), "—");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(doubles_are_shortest),
		cmocka_unit_test(wall_times_are_shortest),
		cmocka_unit_test(floats_are_shortest),
		cmocka_unit_test(every_power_of_two_reads_back),
		cmocka_unit_test(shortest_spellings),
		cmocka_unit_test(short_forms),
		cmocka_unit_test(durations_and_ages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
