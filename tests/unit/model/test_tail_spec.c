/* How much of the newest end is meant, by what was typed. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/tail_spec.h"

static void expect(const char *text, enum tail tail, double size)
{
	struct tail_spec spec;
	if (!tail_parse(text, &spec))
		fail_msg("not understood: %s", text);
	assert_int_equal(spec.tail, tail);
	assert_float_equal(spec.size, size, 0);
}

static void as_people_say_it(void **state)
{
	(void)state;
	expect("500", TAIL_STEPS, 500);
	expect("500 steps", TAIL_STEPS, 500);
	expect("1 step", TAIL_STEPS, 1);
	expect("1.1k", TAIL_STEPS, 1100);
	expect("30M steps", TAIL_STEPS, 30e6);
	expect("20%", TAIL_PART, 20);
	expect("2.5 %", TAIL_PART, 2.5);
	expect("100%", TAIL_PART, 100);
	expect("30m", TAIL_SECONDS, 1800);
	expect("1h30m", TAIL_SECONDS, 5400);
	expect("1 h 30 min", TAIL_SECONDS, 5400);
	expect("2 days", TAIL_SECONDS, 172800);
	expect("0.5s", TAIL_SECONDS, 0.5);
	expect("all", TAIL_NONE, 0);
	expect("steps", TAIL_STEPS, 0);
	expect("minutes", TAIL_SECONDS, 0);
	expect("share", TAIL_PART, 0);
}

static void what_is_none(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"", " ", "0", "-5", "1.5", "0%", "101%", "%5", "5x", "30m x", "m", "1e3", "5 5", "steps 5", "0s", "1h30", "nan", "inf",
		"1.2.3", "99999999999999999999", "99999999999999d", "1111111111111111111111111111111111111111111111111111111",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct tail_spec spec = {TAIL_WIDTH, 7};
		if (tail_parse(texts[i], &spec))
			fail_msg("understood: %s", texts[i]);
		assert_int_equal(spec.tail, TAIL_WIDTH);
	}
}

static void expect_texts(const char *typed, const char *text, const char *words)
{
	struct tail_spec spec;
	char out[TAIL_TEXT];
	assert_true(tail_parse(typed, &spec));
	tail_text(out, spec);
	assert_string_equal(out, text);
	expect(out, spec.tail, spec.size);
	tail_words(out, spec);
	assert_string_equal(out, words);
}

static void as_text_and_in_words(void **state)
{
	(void)state;
	expect_texts("all", "all", "all");
	expect_texts("7 %", "7%", "7 %");
	expect_texts("1500", "1500", "1 500 steps");
	expect_texts("1 steps", "1", "1 step");
	expect_texts("600s", "10m", "10 min");
	expect_texts("90m", "90m", "90 min");
	expect_texts("120 minutes", "2h", "2 h");
	expect_texts("1d12h", "36h", "36 h");
	expect_texts("0.25s", "0.25s", "0.25 s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_people_say_it), cmocka_unit_test(what_is_none), cmocka_unit_test(as_text_and_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
