/* Conditions on runs: what is one, what it means, and what is said of what is none. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/condition.h"
#include "unit/model/batches.h"

#include <math.h>

#define START 1700000000.0

/* A run of 101 steps of half a second, whose loss falls from 4 to 2 and whose grad is NaN at the end. */
static struct store *make_store(void)
{
	struct store *store = store_new();
	struct batch *batch = batch_new(add_test_file(store, "run", "events.1"), 0);
	static const char *const tags[] = {"loss", "grad norm", "step"};
	struct row rows[101];
	for (int tag = 0; tag < 3; tag++) {
		for (int i = 0; i <= 100; i++) {
			double value = tag == 0 ? 4 - i / 50.0 : tag == 1 && i == 100 ? NAN : -1;
			rows[i] = (struct row){i, START + i * 0.5, number_bits_float((float)value)};
		}
		struct batch_series *series = batch_series_of(batch, tags[tag]);
		batch_add_metadata(series, "scalars");
		batch_add_rows(series, rows, 101, NUMBER_F32, 0);
	}
	batch->end = 1000;
	batch->has_event = true;
	batch->first_wall = START;
	batch->last_wall = batch->max_wall = START + 50;
	assert_int_equal(store_apply(store, batch), STATUS_OK);
	return store;
}

static bool holds(struct store *store, const char *text, double age)
{
	struct str why = {0};
	struct condition *condition = condition_parse(text, &why);
	if (!condition)
		fail_msg("%s: %s", text, str_text(&why));
	struct steptime steptime = steptime_of(store, 0, START + 50 + age);
	bool result = condition_holds(condition, store, 0, &steptime, START + 50 + age);
	condition_free(condition);
	str_fini(&why);
	return result;
}

static void meanings(void **state)
{
	struct store *store = make_store();
	static const struct {
		const char *text;
		bool holds;
	} cases[] = {
		{"step>=100", true}, {"step > 100", false}, {"step==100", true}, {"step=100", true}, {"step!=100", false},
		{"step<1k", true}, {"loss<2.3", true}, {"loss < 1.9", false}, {"\"loss\"<=2", true},
		{"\"step\"<0", true}, {"\"grad norm\">0", false}, {"\"grad norm\"!=0", true}, {"nan", true},
		{"nothing<1", false}, {"nothing!=1", false}, {"rate>1.9", true}, {"drift<10%", true}, {"age<6", true},
		{"silent<1", true}, {"silent>1", false}, {"live", true}, {"done", false},
		{"done||live", true}, {"done && live", false}, {"done&&live||step>1", true}, {"done && (live||step>1)", false},
		{"nan(loss)", false}, {"nan(\"grad norm\")", true}, {"nan(nothing)", false},
		{"plateau(loss)>0", false}, {"plateau(loss)<1", true}, {"plateau(\"grad norm\")>=100", true},
		{"plateau( \"step\" ) >= 100", true}, {"plateau(nothing)>0", false},
		{"run~^ru", true}, {"run ~ RUN", true}, {"run~other", false}, {"run~!other", true}, {"run~\"r.n|x\"", true},
		{"run~other || step>1", true}, {"run~other && step>1", false}, {"running<1", false}, {"run<1", false},
		{"((step>1))", true}, {"  step  >=  1e2  ", true}, {"loss>-inf", true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (holds(store, cases[i].text, 5) != cases[i].holds)
			fail_msg("%s is not %s", cases[i].text, cases[i].holds ? "true" : "false");
	assert_true(holds(store, "stalled", 5000));
	assert_true(holds(store, "silent>40", 5000)); /* writers flush each 120 s: that is the least that is usual */
	assert_false(holds(store, "silent>42", 5000));
	assert_true(holds(store, "late", 500));
	assert_true(holds(store, "done", RUN_ENDED_SECONDS * 2));
	store_free(store);
}

static void complaints(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"", "a state, a tag or step expected at the end"},
		{"loss", "a comparison such as >= expected at the end"},
		{"loss>", "a number expected at the end"},
		{"loss>x", "a number expected at x"},
		{"loss>1x", "a number expected at 1x"},
		{"loss>nan", "a number expected at nan"},
		{"loss>1 loss<2", "&& or || expected at loss<2"},
		{"(loss>1", "&&, || or ) expected at the end"},
		{"loss>1 &&", "a state, a tag or step expected at the end"},
		{"nan(loss", ") expected at the end"},
		{"nan(", "a state, a tag or step expected at the end"},
		{"plateau(loss)", "a comparison such as >= expected at the end"},
		{"run~", "a state, a tag or step expected at the end"},
		{"\"loss>1", "a closing \" expected at \"loss>1"},
		{"loss>1 \033[31m", "&& or || expected at ␛[31m"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str why = {0};
		assert_null(condition_parse(cases[i].text, &why));
		assert_string_equal(str_text(&why), cases[i].why);
		str_fini(&why);
	}
}

/* What it says of names alone: for `wait`, which leaves out runs of which it can't come true. */
static void of_which_runs(void **state)
{
	static const struct {
		const char *text, *run;
		bool may;
	} cases[] = {
		{"done", "a", true}, {"run~a && done", "a", true}, {"run~a && done", "b", false},
		{"run~a && done || step>9", "b", true}, {"(run~a || run~b) && nan", "b", true}, {"run~a && run~b", "a", false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str why = {0};
		struct condition *condition = condition_parse(cases[i].text, &why);
		assert_non_null(condition);
		assert_int_equal(condition_may_hold(condition, slice_of(cases[i].run)), cases[i].may);
		condition_free(condition);
	}
}

static void expect_none(const char *text)
{
	struct str why = {0};
	assert_null(condition_parse(text, &why));
	assert_true(why.length > 0);
	str_fini(&why);
}

/* Deep, long and random: nothing but a complaint. */
static void hostile(void **state)
{
	struct str text = {0};
	for (int i = 0; i < 4000; i++)
		str_append_char(&text, '(');
	expect_none(str_text(&text));
	str_clear(&text);
	for (int i = 0; i < 600; i++)
		str_append_text(&text, "nan||");
	str_append_text(&text, "nan");
	expect_none(str_text(&text));
	str_clear(&text);
	for (int i = 0; i < 5000; i++)
		str_append_char(&text, 'x');
	expect_none(str_text(&text));
	static const char signs[] = "()&|<>=!~\"step nan(run~plateau(loss1e9%kM.\033\xff ";
	for (int round = 0; round < 20000; round++) {
		struct str why = {0};
		str_clear(&text);
		for (int i = test_below(24); i > 0; i--)
			str_append_char(&text, signs[test_below((int)sizeof signs - 1)]);
		struct condition *condition = condition_parse(str_text(&text), &why);
		assert_true((condition != NULL) != (why.length > 0));
		condition_free(condition);
		str_fini(&why);
	}
	str_fini(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(meanings),
		cmocka_unit_test(complaints),
		cmocka_unit_test(of_which_runs),
		cmocka_unit_test(hostile),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
