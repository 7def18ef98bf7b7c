#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/band.h"
#include "model/better.h"
#include "model/closest.h"
#include "model/grouping.h"
#include "model/identity.h"
#include "model/merges.h"

#include <math.h>
#include <string.h>

/* The group's name; "" when the run stands alone. */
static bool key_is(const struct grouping *grouping, const char *run, const char *wanted)
{
	struct slice key = {0};
	bool found = grouping_key(grouping, slice_of(run), &key);
	return found ? slice_equal(key, slice_of(wanted)) : !wanted[0];
}

static void prefixes(void **state)
{
	struct grouping grouping = {0};
	assert_true(grouping_parse(&grouping, "prefix"));
	assert_true(key_is(&grouping, "lr3e-4/s0", "lr3e-4"));
	assert_true(key_is(&grouping, "ppo_seed1", "ppo"));
	assert_true(key_is(&grouping, "base", ""));
	assert_true(key_is(&grouping, "/base", "")); /* nothing before it */
	assert_true(key_is(&grouping, "", ""));
	grouping_fini(&grouping);
}

static void regular_expressions(void **state)
{
	struct grouping grouping = {0}, copy;
	assert_true(grouping_parse(&grouping, "regex lr([0-9e-]+)"));
	grouping_copy(&copy, &grouping);
	assert_true(key_is(&copy, "a/lr3e-4/s0", "3e-4"));
	assert_true(key_is(&copy, "base", ""));
	assert_false(grouping_parse(&grouping, "regex ("));
	assert_false(grouping_parse(&grouping, "regex "));
	assert_false(grouping_parse(&grouping, "hparamlr"));
	assert_int_equal(grouping.by, GROUP_REGEX); /* as before */
	assert_true(grouping_parse(&grouping, "regex ^[a-z]"));
	assert_true(grouping_parse(&grouping, "hparam  lr"));
	assert_int_equal(grouping.by, GROUP_HPARAM);
	assert_string_equal(grouping.text, "lr");
	assert_true(grouping_parse(&grouping, "regex ^[a-z]"));
	assert_true(key_is(&grouping, "xyz", "x")); /* without (…) all of it */
	assert_true(grouping_parse(&grouping, "off"));
	assert_true(key_is(&grouping, "a/b", ""));
	grouping_fini(&copy);
	grouping_fini(&grouping);
}

static void bands(void **state)
{
	struct band_spec spec;
	double values[] = {5, 1, 3, 2, 4};
	assert_true(band_parse("std", &spec));
	struct band band = band_of(values, 5, spec);
	assert_float_equal(band.mean, 3, 1e-12);
	assert_true(fabs(band.high - band.mean - sqrt(2.5)) < 1e-12); /* of a sample */
	assert_true(band_parse("minmax", &spec));
	band = band_of(values, 5, spec);
	assert_true(band.low == 1 && band.high == 5);
	assert_true(band_parse("q25", &spec));
	band = band_of(values, 5, spec);
	assert_true(band.low == 2 && band.high == 4);
	assert_true(band_parse("q10", &spec));
	band = band_of(values, 5, spec);
	assert_float_equal(band.low, 1.4, 1e-12);
	band = band_of(values, 1, spec);
	assert_true(band.low == band.mean && band.high == band.mean);
	assert_true(isnan(band_of(values, 0, spec).mean));
	double huge[] = {1e308, 1e308};
	assert_true(band_of(huge, 2, spec).mean == 1e308);
	assert_false(band_parse("q0", &spec) || band_parse("q50", &spec) || band_parse("q", &spec) ||
	             band_parse("qnan", &spec) || band_parse("mean", &spec));
}

static struct column point(double value)
{
	return (struct column){1, isnan(value), 0, 0, value, value, value, value, value};
}
static const struct column nothing = {.first = NAN, .last = NAN, .min = NAN, .max = NAN, .min_positive = NAN};

static void runs_are_aligned(void **state)
{
	struct column columns[] = {nothing, point(1), nothing, nothing, point(4), point(NAN), nothing, point(6), nothing};
	double out[9];
	band_align(columns, 9, out);
	assert_true(isnan(out[0])); /* nothing before the first point */
	assert_float_equal(out[2], 2, 1e-12);
	assert_float_equal(out[3], 3, 1e-12);
	assert_true(isnan(out[5]) && isnan(out[6])); /* no line across what is not finite */
	assert_true(out[7] == 6 && isnan(out[8]));
}

static void a_run_that_ends_leaves_the_mean(void **state)
{
	const double values[] = {1, 2, NAN, 3, 4, 5};
	struct band out[3];
	band_make(values, 2, 3, (struct band_spec){BAND_MINMAX, 0}, out);
	assert_true(out[0].mean == 2 && out[0].count == 2);
	assert_true(out[2].mean == 5 && out[2].low == 5 && out[2].count == 1);
}

static void which_way_is_better(void **state)
{
	assert_int_equal(better_by_name(slice_of("train/loss")), BETTER_LOW);
	assert_int_equal(better_by_name(slice_of("val_Losses")), BETTER_LOW);
	assert_int_equal(better_by_name(slice_of("eval/acc@5")), BETTER_HIGH);
	assert_int_equal(better_by_name(slice_of("F1")), BETTER_HIGH);
	assert_int_equal(better_by_name(slice_of("accuracy_loss")), BETTER_LOW);
	assert_int_equal(better_by_name(slice_of("lr")), BETTER_UNKNOWN);
	assert_int_equal(better_by_name(slice_of("lossless")), BETTER_UNKNOWN);
	assert_true(better_than(BETTER_LOW, 1, 2) && !better_than(BETTER_HIGH, 1, 2));
	assert_false(better_than(BETTER_UNKNOWN, 1, 2) || better_than(BETTER_LOW, NAN, 2));
}

static bool closest_is(const char *wanted, const char *name, const char *best)
{
	struct closest closest;
	closest_begin(&closest, wanted);
	closest_offer(&closest, slice_of("layers/0/weights"));
	closest_offer(&closest, slice_of(name));
	return closest.found ? !strcmp(closest.best, best) : !best[0];
}

static void what_was_meant(void **state)
{
	assert_true(closest_is("lss", "train/loss", "loss"));
	assert_true(closest_is("^LSOS$", "train/loss", "loss"));
	assert_true(closest_is("xyzzy", "train/loss", ""));
	assert_true(closest_is("", "train/loss", ""));
	assert_true(closest_is("acuracy", "Accuracy", "Accuracy"));
}

static void looks_are_the_same_again(void **state)
{
	static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
	struct identities one = {0}, other = {0};
	bool hues[IDENTITY_HUES] = {false};
	for (int i = 0; i < 10; i++) {
		struct identity a = identity_give(&one, slice_of(names[i])), b = identity_give(&other, slice_of(names[i]));
		assert_true(a.hue == b.hue && a.stroke == b.stroke && a.mark == b.mark);
		assert_true(i >= IDENTITY_HUES || !hues[a.hue]);
		assert_int_equal(a.stroke, i >= IDENTITY_HUES);
		hues[a.hue] = true;
	}
}

static struct tag_list tags(const char *a, const char *b)
{
	struct tag_list list = {0};
	tag_list_add(&list, a);
	if (b)
		tag_list_add(&list, b);
	return list;
}

static void a_tag_is_in_one_merge(void **state)
{
	struct merges merges = {0};
	struct tag_list one = tags("a", "b"), other = tags("b", "c"), alone = tags("d", NULL);
	merges_join(&merges, &one);
	merges_join(&merges, &alone);
	assert_null(merges_of(&merges, slice_of("d")));
	struct merges copy = merges_copy(&merges);
	merges_join(&merges, &other); /* takes b away: a is left alone */
	assert_null(merges_of(&merges, slice_of("a")));
	assert_int_equal(merges_of(&merges, slice_of("c"))->count, 2);
	merges_split(&merges, slice_of("c"));
	assert_null(merges_of(&merges, slice_of("b")));
	assert_non_null(merges_of(&copy, slice_of("a")));
	merges_fini(&merges);
	merges_fini(&copy);
	tag_list_fini(&one);
	tag_list_fini(&other);
	tag_list_fini(&alone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prefixes),
		cmocka_unit_test(regular_expressions),
		cmocka_unit_test(bands),
		cmocka_unit_test(runs_are_aligned),
		cmocka_unit_test(a_run_that_ends_leaves_the_mean),
		cmocka_unit_test(which_way_is_better),
		cmocka_unit_test(what_was_meant),
		cmocka_unit_test(looks_are_the_same_again),
		cmocka_unit_test(a_tag_is_in_one_merge),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
