/* Decimals of microseconds as picoseconds; the figures are Python's, floor(Fraction(text) * 10**6 + Fraction(1, 2)). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/picoseconds.h"

static void expect(const char *micros, const char *digits, const char *people)
{
	struct str text = {0};
	picoseconds time;
	assert_true(picoseconds_of_micros(slice_of(micros), &time));
	picoseconds_append(&text, time);
	assert_string_equal(str_text(&text), digits);
	str_clear(&text);
	picoseconds_short(&text, time);
	assert_string_equal(str_text(&text), people);
	str_fini(&text);
}

static void decimals_are_read_to_the_last_digit(void **state)
{
	expect("1791234567890123.456789", "1791234567890123456789", "1791234568 s");
	expect("12.345678", "12345678", "12.35 µs");
	expect("-3", "-3000000", "-3.000 µs");
	expect("1.5e3", "1500000000", "1.500 ms");
	expect("15000E-4", "1500000", "1.500 µs");
	expect("999999999999999e-15", "1000000", "1.000 µs");
	expect("1e-400", "0", "0");
	expect("0e99999999999999999999", "0", "0");
	expect("0.000000000000000000000000000001e30", "1000000", "1.000 µs");
}

static void a_half_is_rounded_up(void **state)
{
	expect("0.0000005", "1", "1 ps");
	expect("0.00000049999", "0", "0");
	expect("-0.0000005", "0", "0");
	expect("-0.00000050001", "-1", "-1 ps");
	expect("-0.0000015", "-1", "-1 ps");
	expect("5e-7", "1", "1 ps");
	expect("9e-8", "0", "0");
}

static void people_see_four_digits(void **state)
{
	expect("0.000012", "12", "12 ps");
	expect("0.5", "500000", "500.0 ns");
	expect("0.99999", "999990", "1.000 µs");
	expect("99999.95", "99999950000", "100.0 ms");
	expect("2345000000", "2345000000000000", "2345 s");
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const texts[] = {"", "-", "x", "1x", ".", "1e30", "-1e30", "4.1e15", "1e99999999999999999999"};
	picoseconds time;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(picoseconds_of_micros(slice_of(texts[i]), &time));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimals_are_read_to_the_last_digit),
		cmocka_unit_test(a_half_is_rounded_up),
		cmocka_unit_test(people_see_four_digits),
		cmocka_unit_test(what_is_no_time_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
