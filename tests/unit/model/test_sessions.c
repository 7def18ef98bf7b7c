/* Sessions in groups with their metrics, as TensorBoard's hparams table has them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/choice.h"
#include "model/sessions.h"
#include "unit/model/hparam_runs.h"
#include "unit/model/batches.h"
#include "unit/read/build.h"

#include <math.h>
#include <stdio.h>

static const struct session_group *group_of(const struct sessions *table, const char *name)
{
	for (size_t i = 0; i < table->group_count; i++)
		if (slice_equal(table->groups[i].name, slice_of(name)))
			return &table->groups[i];
	fail_msg("no group %s", name);
	return NULL;
}

static void test_sessions_of_a_group_are_averaged(void **state)
{
	struct store *store = store_new();
	add_start(store, "a", "G", 0.1, 20);
	add_end(store, "a", SESSION_SUCCESS, 30);
	add_start(store, "b", "G", 0.2, 10);
	add_end(store, "b", SESSION_RUNNING, 0);
	add_start(store, "c", "", 0.3, 0);
	add_experiment(store, ".", "", "loss");
	add_experiment(store, "b", "eval", "acc");
	add_scalar(store, "a", "loss", 1);
	add_scalar(store, "b", "loss", 4);
	add_scalar(store, "c/eval", "acc", 0.5f);
	struct sessions *table = sessions_new(store, NULL);
	assert_int_equal(table->group_count, 2);
	assert_int_equal(table->metric_count, 2);
	const struct session_group *group = group_of(table, "G");
	assert_int_equal(group->count, 2);
	assert_int_equal(group->status, SESSION_RUNNING);
	assert_true(group->start == 10 && group->end == 30);
	assert_true(group->has_metric[0] && group->metrics[0] == 2.5);
	assert_false(group->has_metric[1]);
	assert_true(session_group_hparams(table, group)->hparams[0].number == 0.1);
	group = group_of(table, "c");
	assert_int_equal(group->status, SESSION_UNKNOWN);
	assert_true(isnan(group->start) && isnan(group->end));
	assert_true(!group->has_metric[0] && group->has_metric[1] && group->metrics[1] == 0.5);
	sessions_free(table);
	store_free(store);
}

static void test_without_an_experiment_all_scalars_are_metrics(void **state)
{
	struct store *store = store_new();
	add_start(store, "s", "", 0.1, 0);
	add_start(store, "s/deep", "", 0.1, 0);
	add_scalar(store, "s", "loss", 1);
	add_scalar(store, "s/eval", "loss", 2);
	add_scalar(store, "s/deep/eval", "acc", 3);
	add_scalar(store, "other", "noise", 4);
	struct sessions *table = sessions_new(store, NULL);
	/* By tag, then group: of the longest session above. */
	assert_int_equal(table->metric_count, 3);
	assert_true(slice_equal(table->metrics[0].tag, slice_of("acc")) && slice_equal(table->metrics[0].group, slice_of("eval")));
	assert_true(slice_equal(table->metrics[1].tag, slice_of("loss")) && !table->metrics[1].group.length);
	assert_true(slice_equal(table->metrics[2].group, slice_of("eval")));
	assert_true(group_of(table, "s")->metrics[2] == 2);
	assert_true(group_of(table, "s/deep")->metrics[0] == 3);
	sessions_free(table);
	store_free(store);
}

static void test_what_is_no_session_loses_itself_alone(void **state)
{
	struct store *store = store_new();
	struct str junk = {0};
	str_append_text(&junk, "\x0a\x50 no");
	add_start(store, "good", "", 0.1, 0);
	add_hparams(store, "bad", "_hparams_/session_start_info", 3, &junk);
	struct sessions *table = sessions_new(store, NULL);
	assert_int_equal(table->group_count, 1);
	assert_int_equal(table->unread, 1);
	assert_true(slice_equal(table->unread_run, slice_of("bad")));
	sessions_free(table);
	for (long after = 0; after < 12; after++) {
		alloc_fail_after(after);
		table = sessions_new(store, NULL);
		alloc_fail_after(-1);
		sessions_free(table);
	}
	str_fini(&junk);
	store_free(store);
}

/* The name of a run's group; "" when it stands alone. */
static const char *key_of(const struct choice *choice, const struct store *store, const char *run)
{
	struct slice key = slice_of("");
	uint32_t number = store_run_find(store, slice_of(run));
	return choice_group_key(choice, store, number, &key) ? key.data : "";
}

static const char *brief_of(const struct choice *choice, const struct store *store, const char *run)
{
	static char text[100];
	struct slice brief, terse;
	text[0] = '\0';
	if (choice_group_brief(choice, store_run_find(store, slice_of(run)), &brief, &terse))
		snprintf(text, sizeof text, "%.*s|%.*s", (int)brief.length, brief.data, (int)terse.length, terse.data);
	return text;
}

static void group_by(struct choice *choice, const struct store *store, const char *spec)
{
	choice_apply(choice, store, &(struct edit){.what = EDIT_GROUP, .text = spec});
	choice_meet(choice, store);
}

static void runs_with_equal_hparams_are_a_group(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	add_seed(store, "a", 0.5, 2, 1);
	add_seed(store, "b/1760000000.5", 0.5, 2, 7); /* below its run, as add_hparams of PyTorch puts it */
	add_scalar(store, "b", "loss", 1);
	add_seed(store, "c", 0.5, 3, 1);
	add_scalar(store, "c/validation", "loss", 1);
	add_scalar(store, "d", "loss", 1);
	group_by(choice, store, "hparam");
	assert_string_equal(key_of(choice, store, "a"), "layers=2 lr=0.5");
	assert_string_equal(key_of(choice, store, "b"), "layers=2 lr=0.5");
	assert_string_equal(key_of(choice, store, "c"), "layers=3 lr=0.5");
	assert_string_equal(key_of(choice, store, "c/validation"), "layers=3 lr=0.5 validation");
	assert_string_equal(key_of(choice, store, "d"), "");
	assert_string_equal(brief_of(choice, store, "b"), "layers=2|2"); /* lr is the same in all */
	assert_string_equal(brief_of(choice, store, "c/validation"), "layers=3 validation|3 validation");
	assert_string_equal(brief_of(choice, store, "d"), "");
	group_by(choice, store, "hparam lr");
	assert_string_equal(brief_of(choice, store, "a"), ""); /* the others have more: it is called by all it has */
	assert_string_equal(brief_of(choice, store, "c/validation"), "validation|validation");
	assert_string_equal(key_of(choice, store, "a"), "lr=0.5");
	assert_string_equal(key_of(choice, store, "c"), "lr=0.5");
	group_by(choice, store, "hparam rng_seed , lr");
	assert_string_equal(key_of(choice, store, "b"), "lr=0.5 rng_seed=7");
	group_by(choice, store, "hparam momentum");
	assert_string_equal(key_of(choice, store, "a"), "");
	/* what comes later, and what an older choice asked for */
	group_by(choice, store, "hparam lr");
	struct choice *then = choice_copy(choice);
	group_by(choice, store, "off");
	add_seed(store, "e", 0.25, 2, 1);
	choice_restore(choice, then);
	choice_meet(choice, store);
	assert_string_equal(key_of(choice, store, "e"), "lr=0.25");
	assert_string_equal(key_of(choice, store, "a"), "lr=0.5");
	choice_apply(choice, store, &(struct edit){.what = EDIT_GROUP_SOLO, .text = "lr=0.25"});
	assert_true(choice_run(choice, store, store_run_find(store, slice_of("e"))).shown);
	assert_false(choice_run(choice, store, store_run_find(store, slice_of("a"))).shown);
	choice_free(then);
	choice_free(choice);
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sessions_of_a_group_are_averaged),
		cmocka_unit_test(test_without_an_experiment_all_scalars_are_metrics),
		cmocka_unit_test(test_what_is_no_session_loses_itself_alone),
		cmocka_unit_test(runs_with_equal_hparams_are_a_group),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
