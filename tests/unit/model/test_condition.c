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
		batch_add_scalars(batch, tags[tag], rows, 101, NUMBER_F32, 0);
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
	bool result = condition_holds(condition, &(struct condition_facts){store, 0, &steptime, START + 50 + age, NULL});
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
		{"((step>1))", true}, {"  step  >=  1e2  ", true}, {"loss>-1e308", true},
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
		{"   ", "a state, a tag or step expected at the end"},
		{"loss", "a comparison such as >= expected at the end"},
		{"loss>", "a number expected at the end"},
		{"loss>x", "a number expected in column 6, at x"},
		{"loss>1x", "a number expected in column 6, at 1x"},
		{"loss>1kk", "a number expected in column 6, at 1kk"},
		{"loss>-", "a number expected in column 6, at -"},
		{"loss>nan", "a number expected in column 6, at nan"},
		{"loss>1 loss<2", "&& or || expected in column 8, at loss<2"},
		{"loss>1 & loss<2", "&& or || expected in column 8, at & loss<2"},
		{"loss=>1", "a number expected in column 6, at >1"},
		{"loss!1", "a comparison such as >= expected in column 5, at !1"},
		{"(loss>1", "&&, || or ) expected at the end"},
		{"loss>1)", "&& or || expected in column 7, at )"},
		{"()", "a state, a tag or step expected in column 2, at )"},
		{"loss>1 &&", "a state, a tag or step expected at the end"},
		{"|| loss>1", "a state, a tag or step expected in column 1, at || loss>1"},
		{"nan(loss", ") expected at the end"},
		{"nan(", "a state, a tag or step expected at the end"},
		{"nan()", "a state, a tag or step expected in column 5, at )"},
		{"nan(loss)>1", "&& or || expected in column 10, at >1"},
		{"done>1", "&& or || expected in column 5, at >1"},
		{"plateau(loss)", "a comparison such as >= expected at the end"},
		{"plateau()>1", "a state, a tag or step expected in column 9, at )>1"},
		{"run~", "a state, a tag or step expected at the end"},
		{"\"loss>1", "a closing \" expected in column 1, at \"loss>1"},
		{"\"\">1", "a state, a tag or step expected in column 1, at \"\">1"},
		{"loss>1 \033[31m", "&& or || expected in column 8, at ␛[31m"},
		{"perte_é>x", "a number expected in column 9, at x"},
		{"step>1e400", "a number that is not infinite expected in column 6, at 1e400"},
		{"step>-1e400", "a number that is not infinite expected in column 6, at -1e400"},
		{"step > 1e308G", "a number that is not infinite expected in column 8, at 1e308G"},
		{"loss<2 || age>inf", "a number that is not infinite expected in column 15, at inf"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str why = {0};
		assert_null(condition_parse(cases[i].text, &why));
		assert_string_equal(str_text(&why), cases[i].why);
		str_fini(&why);
	}
}

static void put(struct store *store, const char *tag, int from, const double *values, int count)
{
	static uint64_t place = 1000;
	struct batch *batch = batch_new(add_test_file(store, "run", "events.1"), place);
	struct batch_series *series = batch_series_of(batch, tag);
	batch_add_metadata(series, "scalars");
	for (int i = 0; i < count; i++)
		batch_add_rows(series, &(struct row){from + i, START + 51 + from + i, number_bits_float((float)values[i])}, 1,
		               NUMBER_F32, (uint64_t)i);
	batch->end = place += 1000;
	batch->records = (uint64_t)count;
	batch->has_event = true;
	batch->first_wall = START + 51 + from;
	batch->last_wall = batch->max_wall = batch->first_wall + count - 1;
	assert_int_equal(store_apply(store, batch), STATUS_OK);
}

/* A burst with something in its middle: it is no newest value, and counts all the same, once. */
static void between_two_looks(void **state)
{
	static const struct {
		const char *text, *by;
		bool holds;
	} cases[] = {
		{"loss>30", "loss 50 at step 103", true}, {"loss>50", "", false}, {"loss>=50", "loss 50 at step 103", true},
		{"loss<-7", "loss -8 at step 105", true}, {"loss<=-8", "loss -8 at step 105", true}, {"loss<-8", "", false},
		{"loss!=3", "loss 50 at step 103", true}, {"loss==50", "", false}, {"loss==3", "loss 3 at step 106", true},
		{"nan(loss)", "loss NaN at step 104", true}, {"\"loss\">30 && run~run", "loss 50 at step 103", true},
		{"loss>30 && step>=106", "loss 50 at step 103, step 106", true},
		{"new<0", "new -1 at step 7", true}, {"plateau(loss)>0", "loss no better since step 105", true},
	};
	struct store *store = make_store();
	struct seen seen = {0};
	seen_note(&seen, store);
	put(store, "loss", 101, (double[]){3, 3, 50, NAN, -8, 3}, 6);
	put(store, "new", 5, (double[]){1, 1, -1, 1}, 4);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str text = {0};
		struct condition *condition = condition_parse(cases[i].text, &text);
		assert_non_null(condition);
		struct steptime steptime = steptime_of(store, 0, START + 160);
		struct condition_facts facts = {store, 0, &steptime, START + 160, &seen};
		if (condition_holds(condition, &facts) != cases[i].holds)
			fail_msg("%s is not %s", cases[i].text, cases[i].holds ? "true" : "false");
		int64_t step = condition_tell(condition, &facts, &text);
		if (cases[i].holds) {
			const char *at = strstr(cases[i].by, "at step ");
			assert_string_equal(str_text(&text), cases[i].by);
			assert_true(!at || step == strtoll(at + strlen("at step "), NULL, 10));
		}
		condition_free(condition);
		str_fini(&text);
	}
	seen_note(&seen, store);
	put(store, "loss", 107, (double[]){3}, 1);
	struct str why = {0};
	struct condition *condition = condition_parse("loss>30 || nan(loss) || loss<0", &why);
	struct steptime steptime = steptime_of(store, 0, START + 160);
	assert_false(condition_holds(condition, &(struct condition_facts){store, 0, &steptime, START + 160, &seen}));
	condition_free(condition);
	seen_fini(&seen);
	store_free(store);
}

/* By what it is told, of each kind. */
static void what_is_told(void **state)
{
	static const struct {
		const char *text, *by;
		double age;
	} cases[] = {
		{"nan", "grad norm NaN at step 100", 5}, {"loss<3", "loss 2 at step 100", 5}, {"step>=100", "step 100", 5},
		{"age>60", "no record for 1m40", 100}, {"silent>1", "no record for 9m", 540}, {"rate>1", "2 steps/s", 5},
		{"drift>-1", "steps 0% slower", 5}, {"live", "live at step 100", 5}, {"run~run", "", 5},
		{"late", "no record for 8m20 (usual 500ms)", 500}, {"done", "done at step 100", 2 * RUN_ENDED_SECONDS},
		{"plateau(\"grad norm\")>9", "grad norm no better since step 0", 5},
	};
	struct store *store = make_store();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str text = {0};
		double now = START + 50 + cases[i].age;
		struct condition *condition = condition_parse(cases[i].text, &text);
		struct steptime steptime = steptime_of(store, 0, now);
		struct condition_facts facts = {store, 0, &steptime, now, NULL};
		assert_non_null(condition);
		assert_true(condition_holds(condition, &facts));
		assert_int_equal(condition_tell(condition, &facts, &text), 100);
		assert_string_equal(str_text(&text), cases[i].by);
		condition_free(condition);
		str_fini(&text);
	}
	store_free(store);
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
		cmocka_unit_test(between_two_looks),
		cmocka_unit_test(what_is_told),
		cmocka_unit_test(of_which_runs),
		cmocka_unit_test(hostile),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
