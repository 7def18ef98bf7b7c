#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/choice.h"
#include "view/status.h"

#include <string.h>

static bool says(const struct status_line *line, const char *text)
{
	for (int i = 0; i < line->count; i++)
		if (line->parts[i].kept && strstr(line->parts[i].text.text, text))
			return true;
	return false;
}

/* What is shown is not all there is: that goes when nothing else fits any more. */
static void test_the_memory_limit_is_told(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	struct scene scene = {.store = store, .choice = choice};
	struct status_line line = {0};
	const char *names[] = {"a", "b", "c"};
	uint32_t files[3];
	for (int i = 0; i < 3; i++)
		files[i] = store_add_file(store, &(struct store_file_spec){.run = slice_of("run"),
			.name = slice_of(names[i]), .path = slice_of(names[i]), .shown = slice_of(names[i]), .size = 100});
	store_limit_memory(store, UINT64_C(8) << 30);
	status_prepare(&line, &scene, AXES_BOTH, 200);
	assert_false(says(&line, "limit"));
	store_withhold(store, files[1], true);
	store_withhold(store, files[2], true);
	for (int columns = 200; columns >= 60; columns -= 10) {
		status_prepare(&line, &scene, AXES_BOTH, columns);
		assert_true(says(&line, "limit 8.0 GiB: 2 of 3 files not loaded"));
	}
	status_fini(&line);
	choice_free(choice);
	store_free(store);
}

static void test_a_slow_disk_is_told(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	struct progress progress = {.interval = 5, .events_lost = true};
	struct scene scene = {.store = store, .choice = choice, .progress = &progress};
	struct status_line line = {0};
	status_prepare(&line, &scene, AXES_BOTH, 120);
	assert_true(says(&line, "polling"));
	progress.slow_look = 2.1;
	progress.interval = 21;
	status_prepare(&line, &scene, AXES_BOTH, 120);
	assert_true(says(&line, "slow disk: a look takes 2.1s, the next after 21s"));
	status_fini(&line);
	choice_free(choice);
	store_free(store);
}

static void test_what_waits_while_frozen_is_counted(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	struct scene scene = {.store = store, .choice = choice};
	struct status_line line = {0};
	choice_apply(choice, store, &(struct edit){.what = EDIT_FREEZE});
	status_prepare(&line, &scene, AXES_BOTH, 80);
	assert_true(says(&line, "FROZEN") && !says(&line, "+"));
	scene.waiting = 1;
	status_prepare(&line, &scene, AXES_BOTH, 80);
	assert_true(says(&line, "FROZEN +1 point"));
	scene.waiting = 12345;
	status_prepare(&line, &scene, AXES_BOTH, 40);
	assert_true(says(&line, "FROZEN +12k points"));
	status_fini(&line);
	choice_free(choice);
	store_free(store);
}

/* Only what means something in the tab. */
static void test_axes_are_those_of_the_tab(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	struct scene scene = {.store = store, .choice = choice};
	struct status_line line = {0};
	choice_apply(choice, store, &(struct edit){.what = EDIT_Y_ENDS, .number = Y_ENDS_ZERO});
	status_prepare(&line, &scene, AXES_BOTH, 120);
	assert_true(says(&line, "x:step y:lin") && says(&line, "y range from 0"));
	status_prepare(&line, &scene, AXES_X, 120);
	assert_true(says(&line, "x:step") && !says(&line, "y:") && !says(&line, "y range"));
	status_prepare(&line, &scene, AXES_NONE, 120);
	assert_false(says(&line, "x:") || says(&line, "y range"));
	status_fini(&line);
	choice_free(choice);
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_memory_limit_is_told),
		cmocka_unit_test(test_a_slow_disk_is_told),
		cmocka_unit_test(test_what_waits_while_frozen_is_counted),
		cmocka_unit_test(test_axes_are_those_of_the_tab),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
