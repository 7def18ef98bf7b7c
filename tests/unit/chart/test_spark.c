/* Sparklines and bars. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "chart/spark.h"

#include <locale.h>
#include <math.h>

static void expect_spark(const double *values, size_t count, int width, enum charset charset, const char *want)
{
	struct str text = {0};
	struct canvas canvas;

	canvas_init(&canvas, 10, 1, charset);
	spark_paint(&canvas, 0, 0, width, values, count, ROLE_TEXT);
	canvas_to_text(&canvas, &text);
	assert_string_equal(str_text(&text), want);
	str_fini(&text);
	canvas_fini(&canvas);
}

static void expect_bar(double part, int width, enum charset charset, const char *want)
{
	struct str text = {0};
	struct canvas canvas;

	canvas_init(&canvas, 10, 1, charset);
	bar_paint(&canvas, 0, 0, width, part, ROLE_TEXT);
	canvas_to_text(&canvas, &text);
	assert_string_equal(str_text(&text), want);
	str_fini(&text);
	canvas_fini(&canvas);
}

static void sparklines(void **state)
{
	const double rising[] = {0, 1, 2, 3, 4, 5, 6, 7}, holes[] = {1, NAN, 3, INFINITY};
	const double same[] = {2.31, 2.31, 2.31}, huge[] = {-1e308, 0, 1.7e308}, many[] = {0, 1, 2, 3, 4, NAN};

	expect_spark(rising, 8, 8, CHARSET_UNICODE, "▁▂▃▄▅▆▇█\n");
	expect_spark(rising, 8, 8, CHARSET_ASCII, "_.:-=+*#\n");
	expect_spark(rising, 8, 4, CHARSET_UNICODE, "▁▃▆█\n");
	expect_spark(holes, 4, 5, CHARSET_UNICODE, "▁ █\n");
	expect_spark(same, 3, 5, CHARSET_UNICODE, "▄▄▄\n");
	expect_spark(same, 1, 5, CHARSET_UNICODE, "▄\n");
	expect_spark(huge, 3, 3, CHARSET_UNICODE, "▁▄█\n");
	expect_spark(many, 6, 2, CHARSET_UNICODE, "▁█\n"); /* the newest finite of each half */
	expect_spark(NULL, 0, 5, CHARSET_UNICODE, "\n");
	expect_spark(rising, 8, 0, CHARSET_UNICODE, "\n");
}

static void bars(void **state)
{
	expect_bar(0, 4, CHARSET_UNICODE, "\n");
	expect_bar(1, 4, CHARSET_UNICODE, "████\n");
	expect_bar(7, 4, CHARSET_UNICODE, "████\n");
	expect_bar(0.5 + 1 / 32.0, 4, CHARSET_UNICODE, "██▏\n");
	expect_bar(NAN, 4, CHARSET_UNICODE, "\n");
	expect_bar(-1, 4, CHARSET_UNICODE, "\n");
	expect_bar(0.6, 4, CHARSET_ASCII, "##\n");
}

static int set_locale(void **state)
{
	return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : 1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sparklines),
		cmocka_unit_test(bars),
	};

	return cmocka_run_group_tests(tests, set_locale, NULL);
}
