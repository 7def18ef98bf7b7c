#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/choice_text.h"
#include "model/history.h"
#include "unit/model/batches.h"

#include <stdio.h>

static uint32_t add_run(struct store *store, const char *name)
{
	uint32_t file = add_test_file(store, name, "events");
	struct batch *batch = batch_new(file, 0);
	struct row row = {0, 1000, number_bits_float(1)};
	batch_add_scalars(batch, "loss", &row, 1, NUMBER_F32, 0);
	batch->has_event = true;
	batch->first_wall = batch->last_wall = batch->max_wall = 1000;
	batch->end = batch->file_size = 100;
	assert_int_equal(store_apply(store, batch), STATUS_OK);
	return store_run_find(store, slice_of(name));
}

static void apply(struct choice *choice, const struct store *store, struct edit edit)
{
	choice_apply(choice, store, &edit);
}

/* A store of runs a, b c, 100%, and everything that can be chosen, chosen. */
static struct choice *choose_all(struct store *store)
{
	struct choice *choice = choice_new();
	uint32_t a = add_run(store, "a"), b = add_run(store, "b c\n\xC3\xA9"), c = add_run(store, "100%");
	choice_settle(choice, store);
	apply(choice, store, (struct edit){.what = EDIT_RUN_TOGGLE, .run = a});
	apply(choice, store, (struct edit){.what = EDIT_RUN_COLOUR, .run = b});
	apply(choice, store, (struct edit){.what = EDIT_BASELINE, .run = b});
	apply(choice, store, (struct edit){.what = EDIT_RUN_HIDE, .run = c});
	apply(choice, store, (struct edit){.what = EDIT_X_AXIS, .number = X_WALL});
	apply(choice, store, (struct edit){.what = EDIT_Y_SCALE, .number = Y_SYMLOG});
	apply(choice, store, (struct edit){.what = EDIT_MARKER, .number = MARKER_HALF});
	apply(choice, store, (struct edit){.what = EDIT_SMOOTH, .text = "tw-ema:0.9"});
	apply(choice, store, (struct edit){.what = EDIT_ZOOM, .from = 0.1, .to = 1e300});
	apply(choice, store, (struct edit){.what = EDIT_SUPERSEDED});
	apply(choice, store, (struct edit){.what = EDIT_OUTLIERS});
	apply(choice, store, (struct edit){.what = EDIT_DERIVE, .text = "a gap = val/loss - train/loss"});
	apply(choice, store, (struct edit){.what = EDIT_GROUP, .text = "hparam lr, layers"});
	apply(choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = "b| c"});
	apply(choice, store, (struct edit){.what = EDIT_TAG_FILTER, .text = "lo.s %41"});
	apply(choice, store, (struct edit){.what = EDIT_HARDWARE});
	apply(choice, store, (struct edit){.what = EDIT_COLUMN, .text = "1 min", .number = 12});
	apply(choice, store, (struct edit){.what = EDIT_COLUMN, .text = "max", .number = COLUMN_HIDDEN});
	apply(choice, store, (struct edit){.what = EDIT_COLUMN_SORT, .text = "1 min", .number = 1});
	apply(choice, store, (struct edit){.what = EDIT_TAG_PIN, .text = "train/a loss"});
	return choice;
}

/* What was said of columns is bounded, whatever a kept file says. */
static void widths_of_columns(void **state)
{
	struct columns columns = {0};
	char name[16];
	assert_int_equal(columns_width(&columns, "p50"), COLUMN_AUTO);
	assert_true(columns_set(&columns, "p50", 9));
	assert_true(columns_set(&columns, "max", COLUMN_HIDDEN));
	assert_true(columns_set(&columns, "p50", 12));
	assert_int_equal(columns_width(&columns, "p50"), 12);
	assert_int_equal(columns_width(&columns, "max"), COLUMN_HIDDEN);
	assert_true(columns_set(&columns, "p50", COLUMN_AUTO));
	assert_int_equal(columns_width(&columns, "p50"), COLUMN_AUTO);
	assert_int_equal(columns_width(&columns, "max"), COLUMN_HIDDEN);
	assert_false(columns_set(&columns, "", 9));
	assert_false(columns_set(&columns, "a head that is too long", 9));
	assert_false(columns_set(&columns, "p50", COLUMN_WIDEST + 1));
	assert_false(columns_set(&columns, "p50", -2));
	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof name, "c%d", i);
		columns_set(&columns, name, 9);
	}
	assert_int_equal(columns.count, COLUMNS_MOST);
	struct choice *choice = choice_new();
	assert_int_equal(choice_read(choice, slice_of("column p50 9\ncolumn p99\ncolumn p95 -3\ncolumn %zz 4\ncolumn x 900\nhardware\n"
		"column-sort\ncolumn-sort p50 backwards\ncolumn-sort a%20name%20that%20is%20much%20too%20long\n")), 7);
	assert_string_equal(choice_columns(choice)->sort, "");
	assert_int_equal(columns_width(choice_columns(choice), "p50"), 9);
	assert_true(choice_hardware(choice));
	choice_free(choice);
}

static void a_new_choice_has_no_lines(void **state)
{
	struct choice *choice = choice_new();
	struct str text = {0};
	choice_write(choice, &text);
	assert_int_equal(text.length, 0);
	choice_free(choice);
}

static void all_that_is_chosen_comes_back(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choose_all(store), *back = choice_new();
	struct str text = {0}, again = {0};
	choice_write(choice, &text);
	assert_int_equal(choice_read(back, str_slice(&text)), 0);
	choice_write(back, &again);
	assert_string_equal(str_text(&text), str_text(&again));
	struct window zoom;
	assert_true(choice_zoom(back, &zoom));
	assert_true(zoom.from == 0.1 && zoom.to == 1e300);
	/* And holds when the runs turn up. */
	choice_settle(back, store);
	assert_int_equal(choice_hidden(back), 1);
	assert_false(choice_run_matches(back, slice_of("100%")));
	assert_false(choice_run(back, store, store_run_find(store, slice_of("a"))).shown);
	uint32_t b = store_run_find(store, slice_of("b c\n\xC3\xA9"));
	assert_int_equal(choice_baseline(back, store), b);
	assert_int_equal(choice_run(back, store, b).hue, choice_run(choice, store, b).hue);
	str_fini(&text);
	str_fini(&again);
	choice_free(choice);
	choice_free(back);
	store_free(store);
}

static void damaged_lines_are_left_out(void **state)
{
	static const char lines[] =
		"x-axis wall\nx-axis sideways\nx-axis\nzoom 2 1\nzoom nan 3\nzoom 1\nsmooth ema:7\npin %4\npin %00\n"
		"run a 9 0 0\nrun a\nrun %zz 0 0 0\nrun a 1 1 1 perhaps\nfrom-the-future 1 2 3\n"
		"pin a b c d e f g h i j\n\n y-scale log\ntag-filter\nbaseline\nmarker ascii";
	struct choice *choice = choice_new();
	struct str text = {0};
	assert_int_equal(choice_read(choice, slice_of(lines)), 17);
	choice_write(choice, &text);
	assert_string_equal(str_text(&text), "x-axis wall\nmarker ascii\n");
	str_fini(&text);
	choice_free(choice);
}

static void colours_stay_with_their_runs(void **state)
{
	struct store *store = store_new(), *later = store_new();
	struct choice *choice = choice_new(), *back = choice_new();
	struct str text = {0};
	char name[16];
	for (int i = 0; i < 10; i++) {
		snprintf(name, sizeof name, "run%d", i);
		add_run(store, name);
		choice_meet(choice, store);
	}
	choice_write(choice, &text);
	choice_read(back, str_slice(&text));
	for (int i = 9; i >= 0; i--) { /* in another order, one is new */
		snprintf(name, sizeof name, i == 4 ? "new" : "run%d", i);
		add_run(later, name);
		choice_meet(back, later);
	}
	for (int i = 0; i < 10; i++) {
		snprintf(name, sizeof name, "run%d", i);
		if (i == 4)
			continue;
		struct run_choice a = choice_run(choice, store, store_run_find(store, slice_of(name)));
		struct run_choice b = choice_run(back, later, store_run_find(later, slice_of(name)));
		assert_true(b.shown);
		assert_true(a.hue == b.hue && a.stroke == b.stroke && a.mark == b.mark);
	}
	str_fini(&text);
	choice_free(choice);
	choice_free(back);
	store_free(store);
	store_free(later);
}

/* ---- History ------------------------------------------------------------------ */

static void change(struct history *history, struct choice *choice, const struct store *store, struct edit edit)
{
	history_apply(history, choice, store, &edit);
}

static void changes_are_undone_and_done_again(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	struct history history = {0};
	uint32_t a = add_run(store, "a");
	choice_settle(choice, store);
	assert_false(history_undo(&history, choice));
	change(&history, choice, store, (struct edit){.what = EDIT_Y_SCALE, .number = Y_LOG});
	change(&history, choice, store, (struct edit){.what = EDIT_RUN_HIDE, .run = a});
	change(&history, choice, store, (struct edit){.what = EDIT_ZOOM_FIT}); /* which it did already */
	change(&history, choice, store, (struct edit){.what = EDIT_FREEZE});
	assert_true(history_undo(&history, choice));
	assert_int_equal(choice_hidden(choice), 0);
	assert_true(choice_frozen(choice));
	assert_int_equal(choice_y(choice), Y_LOG);
	assert_true(history_undo(&history, choice));
	assert_int_equal(choice_y(choice), Y_LINEAR);
	assert_false(history_undo(&history, choice));
	assert_true(history_redo(&history, choice));
	assert_true(history_redo(&history, choice));
	assert_false(history_redo(&history, choice));
	assert_int_equal(choice_hidden(choice), 1);
	/* Another way taken: what was undone is gone. */
	assert_true(history_undo(&history, choice));
	change(&history, choice, store, (struct edit){.what = EDIT_X_AXIS, .number = X_WALL});
	assert_false(history_redo(&history, choice));
	history_fini(&history);
	choice_free(choice);
	store_free(store);
}

static void expect_text(const struct choice *choice, const struct str *expected)
{
	struct str text = {0};
	choice_write(choice, &text);
	assert_string_equal(str_text(&text), str_text(expected));
	str_fini(&text);
}

/* One of each kind that is kept, one after the other; each a step of its own, back and forth. */
static void each_kind_of_change_is_undone(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	struct history history = {0};
	uint32_t a = add_run(store, "g/a"), b = add_run(store, "g/b"), c = add_run(store, "c");
	const struct edit edits[] = {
		{.what = EDIT_RUN_TOGGLE, .run = a}, {.what = EDIT_RUN_SOLO, .run = b}, {.what = EDIT_RUNS_ALL},
		{.what = EDIT_RUNS_INVERT}, {.what = EDIT_RUN_COLOUR, .run = a}, {.what = EDIT_RUN_HIDE, .run = c},
		{.what = EDIT_RUNS_UNHIDE}, {.what = EDIT_GROUP, .text = "prefix"}, {.what = EDIT_BAND, .text = "minmax"},
		{.what = EDIT_GROUP_TOGGLE, .text = "g"}, {.what = EDIT_GROUP_HIDE, .text = "g"}, {.what = EDIT_RUNS_UNHIDE},
		{.what = EDIT_RUN_SORT, .number = RUN_SORT_VALUE}, {.what = EDIT_RUN_FILTER, .text = "g"},
		{.what = EDIT_TAG_FILTER, .text = "!l.*s"}, {.what = EDIT_TAG_PIN, .text = "loss"}, {.what = EDIT_PINNED_ONLY},
		{.what = EDIT_DERIVE, .text = "r = rate(loss)"}, {.what = EDIT_BETTER, .text = "loss", .number = BETTER_HIGH},
		{.what = EDIT_BASELINE, .run = a}, {.what = EDIT_DIFFERENCE}, {.what = EDIT_DRAWING, .number = -1},
		{.what = EDIT_X_AXIS, .number = X_ACTIVE}, {.what = EDIT_Y_SCALE, .number = Y_LOG},
		{.what = EDIT_MARKER, .number = MARKER_HALF}, {.what = EDIT_SUPERSEDED}, {.what = EDIT_SMOOTH, .text = "window:9"},
		{.what = EDIT_OUTLIERS}, {.what = EDIT_PANELS, .number = 1}, {.what = EDIT_LEGEND}, {.what = EDIT_HINTS},
		{.what = EDIT_HARDWARE}, {.what = EDIT_COLUMN, .text = "min", .number = COLUMN_HIDDEN},
		{.what = EDIT_COLUMN_SORT, .text = "max", .number = 1}, {.what = EDIT_ZOOM, .from = 1, .to = 2}, {.what = EDIT_ZOOM_FIT},
		{.what = EDIT_TAIL, .number = -1}, {.what = EDIT_FOLLOW, .from = 1, .to = 2}, {.what = EDIT_X_LOG},
		{.what = EDIT_X_TAG, .text = "epoch"}, {.what = EDIT_Y_ENDS, .number = Y_ENDS_SHARED},
		{.what = EDIT_Y_HAND, .text = "loss", .from = 0, .to = 1},
	};
	(void)state;
	choice_settle(choice, store);
	for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
		struct str before = {0}, after = {0};
		choice_write(choice, &before);
		change(&history, choice, store, edits[i]);
		choice_write(choice, &after);
		if (!strcmp(str_text(&before), str_text(&after)))
			fail_msg("the edit of row %zu changes nothing", i);
		assert_true(history_undo(&history, choice));
		expect_text(choice, &before);
		assert_true(history_redo(&history, choice));
		expect_text(choice, &after);
		str_fini(&before);
		str_fini(&after);
	}
	history_fini(&history);
	choice_free(choice);
	store_free(store);
}

static void a_filter_that_is_typed_is_one_change(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	struct history history = {0};
	add_run(store, "alpha");
	choice_settle(choice, store);
	change(&history, choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = "a"});
	change(&history, choice, store, (struct edit){.what = EDIT_RUN_FILTER, .text = "al"});
	change(&history, choice, store, (struct edit){.what = EDIT_TAG_FILTER, .text = "l"});
	assert_true(history_undo(&history, choice));
	assert_string_equal(choice_run_filter(choice), "al");
	assert_true(history_undo(&history, choice));
	assert_string_equal(choice_run_filter(choice), "");
	history_fini(&history);
	choice_free(choice);
	store_free(store);
}

static void runs_that_came_since_stay_known(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	struct history history = {0};
	add_run(store, "a");
	choice_settle(choice, store);
	change(&history, choice, store, (struct edit){.what = EDIT_Y_SCALE, .number = Y_LOG});
	uint32_t b = add_run(store, "b");
	choice_meet(choice, store);
	struct run_choice before = choice_run(choice, store, b);
	assert_true(before.shown);
	assert_true(history_undo(&history, choice));
	struct run_choice after = choice_run(choice, store, b);
	assert_true(after.shown && after.hue == before.hue && after.listed);
	history_fini(&history);
	choice_free(choice);
	store_free(store);
}

static void only_so_many_are_remembered(void **state)
{
	struct store *store = store_new();
	struct choice *choice = choice_new();
	struct history history = {0};
	for (int i = 0; i < 3 * HISTORY_MOST; i++)
		change(&history, choice, store, (struct edit){.what = EDIT_ZOOM, .from = 0, .to = 1 + i});
	int undone = 0;
	while (history_undo(&history, choice))
		undone++;
	assert_int_equal(undone, HISTORY_MOST);
	history_fini(&history);
	choice_free(choice);
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths_of_columns),
		cmocka_unit_test(a_new_choice_has_no_lines),
		cmocka_unit_test(all_that_is_chosen_comes_back),
		cmocka_unit_test(damaged_lines_are_left_out),
		cmocka_unit_test(colours_stay_with_their_runs),
		cmocka_unit_test(changes_are_undone_and_done_again),
		cmocka_unit_test(each_kind_of_change_is_undone),
		cmocka_unit_test(a_filter_that_is_typed_is_one_change),
		cmocka_unit_test(runs_that_came_since_stay_known),
		cmocka_unit_test(only_so_many_are_remembered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
