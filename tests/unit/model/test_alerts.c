/* Alerts are told once, when a rule becomes true; what was over before is no news. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/alerts.h"
#include "unit/model/batches.h"

#include <stdio.h>

#define START 1700000000.0

static uint64_t place;

static void write_value(struct store *store, const char *run, int step, double value, double wall)
{
	uint32_t file = add_test_file(store, run, "events.1");
	struct batch *batch = batch_new(file, place);
	batch_add_scalars(batch, "loss", &(struct row){step, wall, number_bits_float((float)value)}, 1, NUMBER_F32, 0);
	batch->end = place += 100;
	batch->records = 1;
	batch->has_event = true;
	batch->first_wall = batch->last_wall = batch->max_wall = wall;
	assert_int_equal(store_apply(store, batch), STATUS_OK);
}

static void told_once_until_it_was_false(void **state)
{
	struct store *store = store_new();
	struct steptimes *steptimes = steptimes_new();
	struct alerts *alerts = alerts_new();
	struct str why = {0};
	assert_true(alerts_add(alerts, "loss>3", &why));
	write_value(store, "run", 1, 1, START);
	assert_int_equal(alerts_check(alerts, store, steptimes, START + 1, 0), 0);
	write_value(store, "run", 2, 4, START + 2);
	assert_int_equal(alerts_check(alerts, store, steptimes, START + 1.5, 0), 0); /* too soon to look again */
	assert_int_equal(alerts_check(alerts, store, steptimes, START + 3, 0), 1);
	write_value(store, "run", 3, 5, START + 4);
	assert_int_equal(alerts_check(alerts, store, steptimes, START + 5, 0), 0);
	write_value(store, "run", 4, 2, START + 6);
	assert_int_equal(alerts_check(alerts, store, steptimes, START + 7, 0), 0);
	write_value(store, "run", 5, 6, START + 8);
	assert_int_equal(alerts_check(alerts, store, steptimes, START + 9, 0), 1);
	assert_int_equal(alerts_count(alerts), 2);
	assert_int_equal(alerts_unseen(alerts), 2);
	assert_true(alerts_at(alerts, 0).wall == START + 9);
	assert_string_equal(alerts_at(alerts, 0).run, "run");
	assert_string_equal(alerts_at(alerts, 0).by, "loss 6 at step 5");
	alerts_acknowledge(alerts, alerts_at(alerts, 1).id);
	assert_int_equal(alerts_unseen(alerts), 1);
	assert_true(alerts_at(alerts, 1).seen && !alerts_at(alerts, 0).seen);
	alerts_trouble(alerts, alerts_at(alerts, 0).id, "command failed");
	assert_string_equal(alerts_at(alerts, 0).trouble, "command failed");
	assert_string_equal(alerts_at(alerts, 1).trouble, "");
	alerts_acknowledge(alerts, 17);
	alerts_trouble(alerts, 17, "of none");
	alerts_acknowledge_all(alerts);
	assert_int_equal(alerts_unseen(alerts), 0);
	alerts_free(alerts);
	steptimes_free(steptimes);
	store_free(store);
}

/* One by its text, all; what they told stays. */
static void rules_that_are_removed(void **state)
{
	struct store *store = store_new();
	struct steptimes *steptimes = steptimes_new();
	struct alerts *alerts = alerts_new();
	struct str why = {0};
	assert_true(alerts_add(alerts, "loss>3", &why) && alerts_add(alerts, "step>3", &why) && alerts_add(alerts, "nan", &why));
	write_value(store, "run", 4, 4, START);
	assert_int_equal(alerts_check(alerts, store, steptimes, START + 1, 0), 2);
	assert_int_equal(alerts_remove(alerts, "loss>9"), 0);
	assert_int_equal(alerts_remove(alerts, "loss>3"), 1);
	assert_int_equal(alerts_rule_count(alerts), 2);
	assert_string_equal(alerts_rule(alerts, 0), "step>3");
	assert_int_equal(alerts_check(alerts, store, steptimes, START + 3, 0), 0); /* known of the one that moved up */
	assert_int_equal(alerts_remove(alerts, NULL), 2);
	assert_int_equal(alerts_rule_count(alerts), 0);
	assert_int_equal(alerts_count(alerts), 2);
	alerts_free(alerts);
	steptimes_free(steptimes);
	store_free(store);
}

/* What takes too long for one look goes on with the next: a run has its turn each time, and none is left out. */
static void look_by_look(void **state)
{
	struct store *store = store_new();
	struct steptimes *steptimes = steptimes_new();
	struct alerts *alerts = alerts_new();
	struct str why = {0};
	char name[16];
	for (int i = 0; i < 5; i++) {
		snprintf(name, sizeof name, "run%d", i);
		write_value(store, name, 1, 1, START);
	}
	assert_true(alerts_add(alerts, "loss>3", &why));
	for (int i = 0; i < 5; i++) {
		assert_int_equal(alerts_check(alerts, store, steptimes, START + 1, 1), 0);
		assert_true(alerts_pending(alerts));
	}
	assert_int_equal(alerts_check(alerts, store, steptimes, START + 1, 1), 0);
	assert_false(alerts_pending(alerts));
	for (int i = 0; i < 5; i++) { /* each of them for a moment, that is no newest value */
		snprintf(name, sizeof name, "run%d", i);
		write_value(store, name, 2, 4, START + 2);
		write_value(store, name, 3, 1, START + 2);
	}
	assert_int_equal(alerts_check(alerts, store, steptimes, START + 1.5, 1), 0); /* too soon for another round */
	for (int i = 0; i < 5; i++)
		assert_int_equal(alerts_check(alerts, store, steptimes, START + 3, 1), 1);
	assert_int_equal(alerts_count(alerts), 5);
	assert_string_equal(alerts_at(alerts, 4).by, "loss 4 at step 2");
	assert_true(alerts_pending(alerts));
	alerts_remove(alerts, NULL);
	assert_false(alerts_pending(alerts));
	alerts_free(alerts);
	steptimes_free(steptimes);
	store_free(store);
}

static void what_was_over_is_no_news(void **state)
{
	struct store *store = store_new();
	struct steptimes *steptimes = steptimes_new();
	struct alerts *alerts = alerts_new();
	struct str why = {0};
	alerts_add(alerts, "loss>3 || done", &why);
	write_value(store, "old", 1, 5, START - 10 * RUN_ENDED_SECONDS);
	write_value(store, "new", 1, 5, START);
	assert_int_equal(alerts_check(alerts, store, steptimes, START + 1, 0), 1);
	assert_string_equal(alerts_at(alerts, 0).run, "new");
	alerts_free(alerts);
	steptimes_free(steptimes);
	store_free(store);
}

static void limits(void **state)
{
	struct alerts *alerts = alerts_new();
	struct str why = {0};
	assert_false(alerts_add(alerts, "loss>", &why));
	assert_true(why.length > 0);
	for (int i = 0; i < ALERT_RULES; i++)
		assert_true(alerts_add(alerts, "nan", &why));
	assert_false(alerts_add(alerts, "nan", &why));
	str_fini(&why);
	struct store *store = store_new();
	struct steptimes *steptimes = steptimes_new();
	char name[16];
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof name, "run%d", i);
		write_value(store, name, 1, 0.0 / 0.0, START);
	}
	assert_int_equal(alerts_check(alerts, store, steptimes, START + 1, 0), 20 * ALERT_RULES);
	assert_int_equal(alerts_count(alerts), ALERT_LOG);
	assert_string_equal(alerts_at(alerts, ALERT_LOG - 1).rule, "nan");
	alerts_free(alerts);
	steptimes_free(steptimes);
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(told_once_until_it_was_false),
		cmocka_unit_test(rules_that_are_removed),
		cmocka_unit_test(look_by_look),
		cmocka_unit_test(what_was_over_is_no_news),
		cmocka_unit_test(limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
