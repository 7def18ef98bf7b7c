/* The ticks that a person would choose, by table; what must hold for any scale, by property. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "chart/scale.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROOM 64

struct ticks_case {
	enum scale_kind kind;
	double from, to;
	bool nice;
	int cells;
	const char *labels; /* horizontal, with blanks between */
};

#define NOON 1791547200.0 /* 2026-10-09 12:00 UTC */

static const struct ticks_case cases[] = {
	{SCALE_LINEAR, 0, 1, false, 52, "0 0.2 0.4 0.6 0.8 1.0"},
	{SCALE_LINEAR, 0, 412000, false, 52, "0 100k 200k 300k 400k"},
	{SCALE_LINEAR, 2.29, 4.0, true, 52, "2.5 3.0 3.5 4.0"},
	{SCALE_LINEAR, 2.3, 2.37, false, 40, "2.30 2.32 2.34 2.36"},
	{SCALE_LINEAR, 0, 1.5e6, false, 40, "0 0.5M 1.0M 1.5M"},
	{SCALE_LINEAR, 1000000, 1000010, false, 52, "1000000 1000005 1000010"},
	{SCALE_LINEAR, 9007199254740900, 9007199254741100, false, 60, "9007199254740900 9007199254741000 9007199254741100"},
	{SCALE_LINEAR, 0, 3e-4, false, 40, "0 1e-4 2e-4 3e-4"},
	{SCALE_LINEAR, 0, 3e-5, false, 80, "0 0.5e-5 1.0e-5 1.5e-5 2.0e-5 2.5e-5 3.0e-5"},
	{SCALE_LINEAR, 0, 6.082e15, false, 52, "0 1P 2P 3P 4P 5P 6P"},
	{SCALE_LINEAR, 0, 4e20, false, 52, "0 100E 200E 300E 400E"},
	{SCALE_LINEAR, 0, 4e21, false, 52, "0 1e21 2e21 3e21 4e21"},
	{SCALE_LINEAR, 1e300, 1e300, false, 52, "0 1e300 2e300"},
	{SCALE_LINEAR, -DBL_MAX, DBL_MAX, false, 52, "-1e308 0 1e308"},
	{SCALE_LINEAR, 7, 7, false, 30, "0 5 10"},
	{SCALE_LINEAR, NAN, INFINITY, false, 20, "-1 0 1"},
	{SCALE_LINEAR, 4, 2, false, 20, "2 3 4"},
	{SCALE_LINEAR, 0, 1, false, 2, "0"},
	{SCALE_LOG, 1e-6, 1e-3, true, 52, "1e-6 1e-5 1e-4 1e-3"},
	{SCALE_LOG, 1, 412000, false, 52, "1 10 100 1k 10k 100k"},
	{SCALE_LOG, 0.01, 10, false, 120, "0.01 0.02 0.05 0.1 0.2 0.5 1 2 5 10"},
	{SCALE_LOG, 2.29, 4, true, 52, "2 3 4 5"},
	{SCALE_LOG, 0, 100, false, 52, "0.1 1 10 100"},
	{SCALE_LOG, -5, 0, false, 52, "1 2 5 10"},
	{SCALE_LOG, 1e12, 1e18, false, 70, "1T 10T 100T 1P 10P 100P 1E"},
	{SCALE_SYMLOG, -5e16, 5e16, false, 52, "-10P -1P 0 1P 10P"},
	{SCALE_SYMLOG, -5, 5, false, 52, "-1 -0.1 0 0.1 1"},
	{SCALE_SYMLOG, 0, 412000, false, 52, "0 10k 100k"},
	{SCALE_DURATION, 0, 10, false, 52, "0 2s 4s 6s 8s 10s"},
	{SCALE_DURATION, 0, 3600, false, 52, "0 10m 20m 30m 40m 50m 1h"},
	{SCALE_DURATION, 0, 7200, false, 52, "0 30m 1h 1h30 2h"},
	{SCALE_DURATION, 0, 3 * 86400, false, 52, "0 12h 1d 1d12 2d 2d12 3d"},
	{SCALE_DURATION, 0, 365 * 86400.0, false, 52, "0 100d 200d 300d"},
	{SCALE_DURATION, 3 * 86400, 3 * 86400 + 10, false, 52, "3d 3d 0:00:05 3d 0:00:10"},
	{SCALE_DURATION, 0.01, 0.02, false, 52, "10ms 15ms 20ms"},
	{SCALE_DURATION, 0, 2e-4, false, 52, "0 50us 100us 150us 200us"},
	{SCALE_DURATION, 0, 0.8, false, 40, "0 0.2s 0.4s 0.6s 0.8s"},
	{SCALE_TIME, NOON, NOON + 10, false, 52, "12:00:00 12:00:05 12:00:10"},
	{SCALE_TIME, NOON + 0.1, NOON + 1.2, false, 60, "12:00:00.5 12:00:01.0"},
	{SCALE_TIME, NOON, NOON + 3600, false, 80, "12:00 12:10 12:20 12:30 12:40 12:50 13:00"},
	{SCALE_TIME, NOON, NOON + 3 * 86400, false, 52, "Oct 10 Oct 11 Oct 12"},
	{SCALE_TIME, NOON, NOON + 86400, false, 52, "12:00 18:00 Oct 10 06:00 12:00"},
	{SCALE_TIME, NOON, NOON + 365 * 86400.0, false, 52, "2027 Apr Jul Oct"},
};

static void labels_of(const struct ticks_case *test, char *out, size_t size)
{
	struct scale scale = scale_of(test->kind, test->from, test->to, test->nice);
	struct tick ticks[ROOM];
	size_t count = scale_ticks(&scale, test->cells, true, ticks, ROOM), length = 0;

	out[0] = '\0';
	for (size_t i = 0; i < count; i++)
		length += (size_t)snprintf(out + length, size - length, "%s%s", i ? " " : "", ticks[i].label);
}

static void by_table(void **state)
{
	char labels[ROOM * TICK_LABEL];
	int wrong = 0;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		labels_of(&cases[i], labels, sizeof labels);
		if (strcmp(labels, cases[i].labels) != 0) {
			print_error("%g … %g: want %s, got %s\n", cases[i].from, cases[i].to, cases[i].labels, labels);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* Days on which clocks change are still whole days. */
static void over_a_clock_change(void **state)
{
	struct scale scale;
	struct tick ticks[ROOM];
	size_t count;

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	scale = scale_of(SCALE_TIME, 1792868400 - 86400, 1792868400 + 3 * 86400, false); /* around 2026-10-25 */
	count = scale_ticks(&scale, 70, true, ticks, ROOM);
	assert_true(count >= 4);
	for (size_t i = 0; i < count; i++) {
		time_t time = (time_t)ticks[i].value;
		struct tm tm;

		localtime_r(&time, &tm);
		assert_true(tm.tm_hour % 12 == 0 && tm.tm_min == 0 && tm.tm_sec == 0);
	}
	setenv("TZ", "UTC", 1);
	tzset();
}

/* --- properties -------------------------------------------------------- */

static uint64_t random_state = 88172645463325252u;

static uint64_t random_bits(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static double random_part(void)
{
	return (double)(random_bits() >> 11) / 9007199254740992.0;
}

/* Any bits of a double, or something ordinary, or a corner. */
static double random_end(void)
{
	static const double corners[] = {0,       1,           -1,      0x1p53,   0x1p53 + 2, DBL_MAX,  -DBL_MAX, 5e-324,
	                                 DBL_MIN, 1e300,       -1e300,  INFINITY, -INFINITY,  NAN,      1.7e9,    1.7e9 + 1e-3,
	                                 6e10,    1e15,        1 + 1e-15, 1e-5,   2.31,       -2.31};
	uint64_t bits = random_bits();
	double value;

	switch (bits % 4) {
	case 0:
		bits = random_bits();
		memcpy(&value, &bits, sizeof value);
		return value;
	case 1:
		return corners[random_bits() % (sizeof corners / sizeof *corners)];
	case 2:
		return (random_part() - 0.5) * pow(10, (int)(random_bits() % 24) - 8);
	default:
		return 1.7e9 + random_part() * pow(10, (int)(random_bits() % 10));
	}
}

static void check_scale(const struct scale *scale)
{
	double from = scale_position(scale, scale->from), to = scale_position(scale, scale->to);
	double middle = scale_value(scale, 0.5);

	assert_true(isfinite(scale->from) && isfinite(scale->to));
	assert_true(scale->from < scale->to);
	assert_true(from == 0 && to == 1);
	assert_true(fabs(scale_position(scale, middle) - 0.5) < 0.05);
	assert_true(scale->kind != SCALE_LOG || scale->from > 0);
}

static void check_apart(const struct tick *a, const struct tick *b, int cells, bool horizontal)
{
	assert_true(a->position < b->position && a->value < b->value);
	if (horizontal)
		assert_true(scale_label_cell(a, cells) + (int)strlen(a->label) < scale_label_cell(b, cells));
	else
		assert_true(scale_row(a->position, cells) > scale_row(b->position, cells));
}

static void check_ticks(const struct scale *scale, int cells, bool horizontal, size_t room)
{
	struct tick ticks[ROOM];
	size_t count = scale_ticks(scale, cells, horizontal, ticks, room);

	assert_true(count <= room);
	for (size_t i = 0; i < count; i++) {
		assert_true(ticks[i].position >= 0 && ticks[i].position <= 1);
		assert_true(*ticks[i].label && strlen(ticks[i].label) < TICK_LABEL);
		assert_true(!horizontal || (int)strlen(ticks[i].label) <= cells);
		if (i)
			check_apart(&ticks[i - 1], &ticks[i], cells, horizontal);
		for (size_t j = 0; j < i && scale->kind != SCALE_TIME; j++)
			assert_string_not_equal(ticks[i].label, ticks[j].label);
	}
}

static void any_scale(void **state)
{
	for (int i = 0; i < 60000; i++) {
		enum scale_kind kind = (enum scale_kind)(random_bits() % 5);
		double from = random_end(), to = random_bits() % 4 ? random_end() : nextafter(from, INFINITY);
		struct scale scale = scale_of(kind, from, to, random_bits() % 2);

		check_scale(&scale);
		check_ticks(&scale, (int)(random_bits() % 200), random_bits() % 2, random_bits() % (ROOM + 1));
	}
}

/* Zooming in a thousand times must end with usable ticks, not with a loop or repeated labels. */
static void zoom_until_the_end(void **state)
{
	double centres[] = {0, 2.31, 412345, 0x1p53, 1.7e9, -1e-5, 1e300};

	for (size_t i = 0; i < sizeof centres / sizeof *centres; i++) {
		double half = fabs(centres[i]) + 1;

		for (int zoom = 0; zoom < 400; zoom++, half /= 2) {
			struct scale scale = scale_of(SCALE_LINEAR, centres[i] - half, centres[i] + half, false);

			check_scale(&scale);
			check_ticks(&scale, 60, true, ROOM);
			check_ticks(&scale, 10, false, ROOM);
		}
	}
}

static void wide_axes_have_ticks(void **state)
{
	for (int i = 0; i < 20000; i++) {
		enum scale_kind kind = (enum scale_kind)(random_bits() % 5);
		double from = random_part() * pow(10, (int)(random_bits() % 9));
		double to = from + random_part() * pow(10, (int)(random_bits() % 9)) + 1e-3;
		struct scale scale = scale_of(kind, from, to, true);
		struct tick ticks[ROOM];

		assert_true(scale_ticks(&scale, 80, true, ticks, ROOM) >= 2);
		assert_true(scale_ticks(&scale, 20, false, ticks, ROOM) >= 2);
	}
}

static void rows_and_columns_are_clamped(void **state)
{
	assert_int_equal(scale_row(1, 10), 0);
	assert_int_equal(scale_row(0, 10), 9);
	assert_int_equal(scale_row(-1e300, 10), 9);
	assert_int_equal(scale_row(INFINITY, 10), 0);
	assert_int_equal(scale_row(NAN, 10), 0);
	assert_int_equal(scale_column(1, 10), 9);
	assert_int_equal(scale_column(0.99, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_table),
		cmocka_unit_test(over_a_clock_change),
		cmocka_unit_test(any_scale),
		cmocka_unit_test(zoom_until_the_end),
		cmocka_unit_test(wide_axes_have_ticks),
		cmocka_unit_test(rows_and_columns_are_clamped),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
