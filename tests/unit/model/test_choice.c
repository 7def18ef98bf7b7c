#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/choice.h"
#include "unit/model/batches.h"

#include <math.h>
#include <stdio.h>

static uint32_t add_run(struct store *store, const char *name, double wall)
{
	uint32_t file = add_test_file(store, name, "events");
	struct batch *batch = batch_new(file, 0);
	struct row row = {0, wall, number_bits_float(1)};
	batch_add_scalars(batch, "loss", &row, 1, NUMBER_F32, 0);
	batch->has_event = true;
	batch->first_wall = batch->last_wall = batch->max_wall = wall;
	batch->end = batch->file_size = 100;
	assert_int_equal(store_apply(store, batch), STATUS_OK);
	return store_run_find(store, slice_of(name));
}

static void apply(struct choice *choice, const struct store *store, struct edit edit)
{
	choice_apply(choice, store, &edit);
}

static uint32_t count_visible(const struct choice *choice, const struct store *store)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < store_run_count(store); i++)
		count += choice_run_visible(choice, store, store_run_at(store, i));
	return count;
}

static void the_newest_are_shown_at_start(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	for (int i = 0; i < 40; i++) {
		char name[16];
		snprintf(name, sizeof name, "run%02d", i);
		add_run(store, name, 1000 + i);
		choice_meet(choice, store);
	}
	choice_settle(choice, store);
	assert_int_equal(count_visible(choice, store), CHOICE_SHOWN_AT_START);
	assert_true(choice_run_visible(choice, store, store_run_find(store, slice_of("run39"))));
	assert_false(choice_run_visible(choice, store, store_run_find(store, slice_of("run00"))));
	uint32_t later = add_run(store, "zzz", 1);
	choice_meet(choice, store);
	assert_true(choice_run_visible(choice, store, later));
	choice_free(choice);
	store_free(store);
}

/* A filter that is there before the store: what it is for is shown, however old. */
static void the_newest_that_match_are_shown_at_start(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	apply(choice, NULL, (struct edit){.what = EDIT_RUN_FILTER, .text = "RUN0"});
	assert_true(choice_run_filter_works(choice));
	for (int i = 0; i < 40; i++) {
		char name[16];
		snprintf(name, sizeof name, "run%02d", i);
		add_run(store, name, 1000 + i);
	}
	choice_settle(choice, store);
	assert_int_equal(count_visible(choice, store), 10);
	apply(choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = ""});
	assert_int_equal(count_visible(choice, store), 10 + CHOICE_SHOWN_AT_START);
	choice_free(choice);
	store_free(store);
}

static void a_filter_for_nothing_waits(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	apply(choice, NULL, (struct edit){.what = EDIT_RUN_FILTER, .text = "later"});
	apply(choice, NULL, (struct edit){.what = EDIT_TAG_FILTER, .text = "later"});
	add_run(store, "first", 1);
	choice_settle(choice, store);
	assert_false(choice_run_filter_works(choice) || choice_tag_filter_works(choice));
	assert_int_equal(count_visible(choice, store), 0);
	uint32_t later = add_run(store, "later", 2);
	choice_meet(choice, store);
	assert_true(choice_run_filter_works(choice));
	assert_true(choice_run_visible(choice, store, later));
	assert_int_equal(count_visible(choice, store), 1);
	choice_free(choice);
	store_free(store);
}

static void identities_differ_and_stay(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	struct run_choice seen[24];
	for (int i = 0; i < 24; i++) {
		char name[16];
		snprintf(name, sizeof name, "r%d", i);
		uint32_t run = add_run(store, name, i);
		choice_settle(choice, store);
		choice_meet(choice, store);
		seen[i] = choice_run(choice, store, run);
		for (int k = 0; k < i; k++)
			assert_false(seen[k].hue == seen[i].hue && seen[k].stroke == seen[i].stroke);
	}
	for (int i = 0; i < 8; i++) /* hues repeat only when all are taken */
		for (int k = 0; k < i; k++)
			assert_int_not_equal(seen[i].hue, seen[k].hue);
	struct store *again = store_new(); /* another start, in which all are found at once, the newest first */
	struct choice *other = choice_new();
	for (int i = 24; i-- > 0;) {
		char name[16];
		snprintf(name, sizeof name, "r%d", i);
		add_run(again, name, i);
		choice_meet(other, again);
	}
	choice_settle(other, again);
	for (int i = 0; i < 24; i++) {
		char name[16];
		snprintf(name, sizeof name, "r%d", i);
		struct run_choice found = choice_run(other, again, store_run_find(again, slice_of(name)));
		assert_int_equal(found.hue, seen[i].hue);
		assert_int_equal(found.stroke, seen[i].stroke);
		assert_int_equal(found.mark, seen[i].mark);
	}
	choice_free(other);
	store_free(again);
	choice_free(choice);
	store_free(store);
}

static void solo_and_back(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	add_run(store, "a", 1);
	uint32_t b = add_run(store, "b", 2);
	add_run(store, "c", 3);
	choice_settle(choice, store);
	apply(choice, store, (struct edit){.what = EDIT_RUN_SOLO, .run = b});
	assert_int_equal(count_visible(choice, store), 1);
	assert_true(choice_run_visible(choice, store, b));
	apply(choice, store, (struct edit){.what = EDIT_RUNS_INVERT});
	assert_int_equal(count_visible(choice, store), 2);
	apply(choice, store, (struct edit){.what = EDIT_RUN_SOLO, .run = b});
	apply(choice, store, (struct edit){.what = EDIT_RUN_SOLO, .run = b});
	assert_int_equal(count_visible(choice, store), 3);
	choice_free(choice);
	store_free(store);
}

static void filters(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	add_run(store, "Alpha", 1);
	add_run(store, "beta(1)", 2);
	choice_settle(choice, store);
	apply(choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = "^AL"});
	assert_int_equal(count_visible(choice, store), 1);
	assert_true(choice_run_filter_works(choice));
	apply(choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = "nothing"});
	assert_false(choice_run_filter_works(choice));
	assert_string_equal(choice_run_filter(choice), "nothing");
	assert_int_equal(count_visible(choice, store), 1); /* the last one that matched is in force */
	apply(choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = "TA(1"}); /* ill-formed: plain text */
	assert_int_equal(count_visible(choice, store), 1);
	assert_true(choice_run_matches(choice, slice_of("beta(1)")));
	apply(choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = ""});
	assert_int_equal(count_visible(choice, store), 2);
	choice_free(choice);
	store_free(store);
}

static void a_filter_works_once_something_matches(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	add_run(store, "a", 1);
	choice_settle(choice, store);
	apply(choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = "late"});
	assert_false(choice_run_filter_works(choice));
	add_run(store, "late", 2);
	uint64_t before = choice_generation(choice);
	choice_meet(choice, store);
	assert_true(choice_run_filter_works(choice));
	assert_int_not_equal(choice_generation(choice), before);
	assert_int_equal(count_visible(choice, store), 1);
	choice_free(choice);
	store_free(store);
}

static void a_filter_inverts(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	add_run(store, "alpha", 1);
	uint32_t beta = add_run(store, "beta", 2);
	choice_settle(choice, store);
	apply(choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = "!^a"});
	assert_int_equal(count_visible(choice, store), 1);
	assert_true(choice_run_visible(choice, store, beta));
	apply(choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = "!"}); /* begun to be typed */
	assert_int_equal(count_visible(choice, store), 2);
	apply(choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = "!a"});
	assert_false(choice_run_filter_works(choice));
	apply(choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = "bta"});
	assert_string_equal(choice_run_filter_closest(choice), "beta");
	apply(choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = "beta"});
	assert_string_equal(choice_run_filter_closest(choice), "");
	choice_free(choice);
	store_free(store);
}

static void hidden_runs_come_back_only_when_asked_for(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	uint32_t a = add_run(store, "a", 1);
	add_run(store, "b", 2);
	choice_settle(choice, store);
	apply(choice, store, (struct edit){.what = EDIT_RUN_HIDE, .run = a});
	apply(choice, store, (struct edit){.what = EDIT_RUN_HIDE, .run = a});
	apply(choice, store, (struct edit){.what = EDIT_RUNS_ALL});
	assert_false(choice_run_matches(choice, slice_of("a")));
	assert_int_equal(count_visible(choice, store), 1);
	assert_int_equal(choice_hidden(choice), 1);
	apply(choice, store, (struct edit){.what = EDIT_RUNS_UNHIDE});
	assert_int_equal(count_visible(choice, store), 2);
	assert_int_equal(choice_hidden(choice), 0);
	choice_free(choice);
	store_free(store);
}

static void sorts_reverse(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	static const enum run_sort cycle[] = {RUN_SORT_NEWEST, RUN_SORT_NEWEST, RUN_SORT_VALUE, RUN_SORT_VALUE, RUN_SORT_STEP, RUN_SORT_STEP, RUN_SORT_NAME};
	for (size_t i = 0; i < sizeof cycle / sizeof *cycle; i++) {
		apply(choice, store, (struct edit){.what = EDIT_RUN_SORT, .number = -1});
		assert_int_equal(choice_run_sort(choice), cycle[i]);
		assert_int_equal(choice_sort_reversed(choice), i % 2);
	}
	apply(choice, store, (struct edit){.what = EDIT_RUN_SORT, .number = RUN_SORT_STEP});
	assert_false(choice_sort_reversed(choice));
	apply(choice, store, (struct edit){.what = EDIT_RUN_SORT, .number = RUN_SORT_STEP});
	assert_true(choice_sort_reversed(choice));
	choice_free(choice);
	store_free(store);
}

static void what_is_better_can_be_said(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	struct slice tag = slice_of("loss");
	assert_int_equal(choice_better(choice, tag), BETTER_LOW);
	apply(choice, store, (struct edit){.what = EDIT_BETTER, .text = "loss", .number = BETTER_HIGH});
	assert_int_equal(choice_better(choice, tag), BETTER_HIGH);
	struct choice *copy = choice_copy(choice);
	apply(choice, store, (struct edit){.what = EDIT_BETTER, .text = "loss", .number = BETTER_UNKNOWN});
	assert_int_equal(choice_better(choice, tag), BETTER_LOW);
	assert_int_equal(choice_better(copy, tag), BETTER_HIGH);
	choice_free(copy);
	choice_free(choice);
	store_free(store);
}

static void marked_tags_are_merged(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	apply(choice, store, (struct edit){.what = EDIT_TAG_MARK, .text = "a"});
	apply(choice, store, (struct edit){.what = EDIT_MERGE});
	assert_int_equal(choice_marked(choice)->count, 1); /* one alone waits for another */
	apply(choice, store, (struct edit){.what = EDIT_TAG_MARK, .text = "b"});
	apply(choice, store, (struct edit){.what = EDIT_MERGE});
	assert_int_equal(choice_marked(choice)->count, 0);
	assert_int_equal(choice_merged(choice, slice_of("b"))->count, 2);
	apply(choice, store, (struct edit){.what = EDIT_SPLIT, .text = "a"});
	assert_null(choice_merged(choice, slice_of("b")));
	choice_free(choice);
	store_free(store);
}

static void copies_are_apart(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	uint32_t run = add_run(store, "a", 1);
	choice_settle(choice, store);
	apply(choice, store, (struct edit){.what = EDIT_TAG_PIN, .text = "loss"});
	apply(choice, store, (struct edit){.what = EDIT_TAG_FILTER, .text = "LOSS"});
	apply(choice, store, (struct edit){.what = EDIT_ZOOM, .from = 2, .to = 9});
	struct choice *copy = choice_copy(choice);
	apply(choice, store, (struct edit){.what = EDIT_TAG_PIN, .text = "loss"});
	apply(choice, store, (struct edit){.what = EDIT_RUN_TOGGLE, .run = run});
	apply(choice, store, (struct edit){.what = EDIT_X_AXIS, .number = -1});
	struct window window = {0};
	assert_false(choice_pinned(choice, slice_of("loss")));
	assert_true(choice_pinned(copy, slice_of("loss")));
	assert_true(choice_run_visible(copy, store, run));
	assert_true(choice_tag_matches(copy, slice_of("train/loss")));
	assert_true(choice_zoom(copy, &window) && window.from == 2 && window.to == 9);
	assert_false(choice_zoom(choice, &window)); /* another axis: other units */
	choice_free(copy);
	choice_free(choice);
	store_free(store);
}

static void bad_zooms_are_refused(void **state)
{
	struct choice *choice = choice_new();
	struct store *store = store_new();
	struct window window;
	apply(choice, store, (struct edit){.what = EDIT_ZOOM, .from = 5, .to = 5});
	apply(choice, store, (struct edit){.what = EDIT_ZOOM, .from = 0, .to = INFINITY});
	apply(choice, store, (struct edit){.what = EDIT_ZOOM, .from = 9, .to = 1});
	assert_false(choice_zoom(choice, &window));
	store_free(store);
	choice_free(choice);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_are_shown_at_start), cmocka_unit_test(the_newest_that_match_are_shown_at_start),
		cmocka_unit_test(a_filter_for_nothing_waits), cmocka_unit_test(identities_differ_and_stay),
		cmocka_unit_test(solo_and_back),                 cmocka_unit_test(filters),
		cmocka_unit_test(a_filter_works_once_something_matches), cmocka_unit_test(copies_are_apart),
		cmocka_unit_test(bad_zooms_are_refused),         cmocka_unit_test(a_filter_inverts),
		cmocka_unit_test(hidden_runs_come_back_only_when_asked_for),
		cmocka_unit_test(sorts_reverse),                 cmocka_unit_test(what_is_better_can_be_said),
		cmocka_unit_test(marked_tags_are_merged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
