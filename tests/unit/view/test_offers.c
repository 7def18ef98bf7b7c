/* What each tab has to give away: the menu of `e`, and what comes of its letters and of `Y`. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/model/hparam_runs.h"
#include "unit/view/payloads.h"

/* What was taken last: a table as lines of cells with "|" between. */
static struct {
	int count;
	enum ask_what what;
	enum save_format format;
	struct str file, text, table;
	size_t tags;
	enum kind kind;
} taken;

static void append_cell(struct str *out, const struct rows *rows, const struct rows_cell *cell)
{
	switch (cell->type) {
	case ROWS_NONE: str_append_text(out, "none"); break;
	case ROWS_TEXT: str_append_slice(out, rows_slice(rows, cell)); break;
	case ROWS_INTEGER: str_printf(out, "%lld", (long long)cell->integer); break;
	case ROWS_NUMBER: str_printf(out, "%g", cell->number); break;
	}
	str_append_char(out, '|');
}

static void take(struct world *world, const struct ask *ask)
{
	const struct rows *rows = &ask->saved.rows;
	taken.count++;
	taken.what = ask->what;
	taken.format = ask->saved.format;
	taken.tags = ask->saved.tag_count;
	taken.kind = ask->saved.kind;
	str_clear(&taken.file);
	str_clear(&taken.text);
	str_clear(&taken.table);
	str_append_text(&taken.file, ask->text ? ask->text : "");
	str_append_slice(&taken.text, str_slice(&ask->saved.drawn));
	for (size_t i = 0; i < (rows_count(rows) + 1) * rows->columns; i++) {
		append_cell(&taken.table, rows, &rows->cells[i]);
		if ((i + 1) % rows->columns == 0)
			str_append_char(&taken.table, '\n');
	}
}

static void begin(struct world *world, const char *view)
{
	payloads_init(world);
	world->take = take;
	taken.count = 0;
	taken.file = taken.text = taken.table = (struct str){0};
	world_series(world, "base", "train/loss", 0, 100, value_loss);
	world_series(world, "other", "train/loss", 0, 80, value_loss);
	world_series(world, "other", "val/loss", 0, 80, value_val);
	assert_true(dashboard_show(world->dashboard, view));
}

static void show(struct world *world)
{
	choice_settle(world->choice, world->store);
	payloads_draw(world, 80, 24);
}

static void end(struct world *world)
{
	str_fini(&taken.file);
	str_fini(&taken.text);
	str_fini(&taken.table);
	payloads_fini(world);
}

static void has(const struct str *text, const char *part)
{
	if (!strstr(str_text(text), part))
		fail_msg("'%s' is not in:\n%s", part, str_text(text));
}

static struct str histogram(double width)
{
	double values[9] = {0, width, 5, width, 2 * width, 7, 2 * width, 3 * width, 1};
	int64_t shape[] = {3, 3};
	return tensor_of_doubles(shape, 2, values, 9);
}

static void histograms(void **state)
{
	struct world world;
	struct str steps[] = {histogram(1), histogram(2)};
	begin(&world, "histograms");
	payloads_series(&world, "base", "block0/weights", "histograms", steps, 2, 10);
	show(&world);
	payloads_keys(&world, "e");
	golden_check("view/export_menu_80x24", &world.canvas);
	payloads_draw(&world, 40, 12);
	golden_check("view/export_menu_40x12", &world.canvas);
	payloads_draw(&world, 80, 24);
	payloads_keys(&world, "c");
	assert_true(world_shows(&world, "export csv block0_weights.csv"));
	payloads_keys(&world, "<Enter>");
	assert_int_equal(taken.count, 1);
	assert_string_equal(str_text(&taken.file), "block0_weights.csv");
	assert_string_equal(str_text(&taken.table), "step|wall_time|left|right|count|\n"
	                    "0|1.76e+09|0|1|5|\n0|1.76e+09|1|2|7|\n0|1.76e+09|2|3|1|\n"
	                    "10|1.76e+09|0|2|5|\n10|1.76e+09|2|4|7|\n10|1.76e+09|4|6|1|\n");
	payloads_keys(&world, "e l <Enter>");
	assert_int_equal(taken.count, 2);
	assert_true(taken.format == SAVE_JSONL && taken.tags == 1 && taken.kind == KIND_HISTOGRAM);
	payloads_keys(&world, "e j j <Enter> <Enter>"); /* the third row */
	assert_true(taken.format == SAVE_SVG);
	has(&taken.text, "</svg>");
	payloads_keys(&world, "e <Esc> e q e e");
	assert_false(world_shows(&world, "Export"));
	assert_int_equal(taken.count, 3);
	payloads_keys(&world, "T T T T e c <Enter>"); /* layers */
	has(&taken.table, "tag|step|");
	has(&taken.table, "block0/weights|10|");
	end(&world);
}

static void pr_curves(void **state)
{
	struct world world;
	double values[] = {9, 4, 3, 1, 1, 2, 1, 5, 0.75, 0.8, 0.9, 0.4};
	int64_t shape[] = {6, 2};
	struct str steps[] = {tensor_of_doubles(shape, 2, values, 12)};
	begin(&world, "pr");
	payloads_series(&world, "base", "val/pr", "pr_curves", steps, 1, 10);
	show(&world);
	payloads_keys(&world, "e c <Enter>");
	assert_string_equal(str_text(&taken.table), "run|step|threshold|tp|fp|tn|fn|precision|recall|\n"
	                    "base|0|0|9|3|1|1|0.75|0.9|\nbase|0|1|4|1|2|5|0.8|0.4|\n");
	payloads_keys(&world, "e s <Enter>");
	has(&taken.text, "recall");
	has(&taken.text, "<path");
	end(&world);
}

static void tensors(void **state)
{
	struct world world;
	double values[] = {1.5, NAN};
	int64_t shape[] = {2};
	struct str steps[] = {tensor_of_doubles(shape, 1, values, 2)};
	begin(&world, "tensors");
	payloads_series(&world, "base", "odd/one", "custom", steps, 1, 10);
	show(&world);
	payloads_keys(&world, "e c <Enter>");
	assert_string_equal(str_text(&taken.table), "element|value|\n0|1.5|\n1|nan|\n");
	assert_string_equal(str_text(&taken.file), "odd_one.csv");
	end(&world);
}

static void texts(void **state)
{
	struct world world;
	static const char *const words[] = {"# Plan\n\nfirst *this*"};
	int64_t shape[] = {1};
	struct str steps[] = {tensor_of_texts(shape, 1, words, 1)};
	begin(&world, "text");
	payloads_series(&world, "base", "notes", "text", steps, 1, 10);
	show(&world);
	payloads_keys(&world, "Y");
	assert_true(taken.what == ASK_COPY);
	has(&taken.file, "# Plan"); /* of a copy the text */
	payloads_keys(&world, "e b");
	assert_true(world_shows(&world, "export file notes_0.md"));
	payloads_keys(&world, "<Enter>");
	assert_true(taken.format == SAVE_BYTES);
	has(&taken.text, "first *this*");
	payloads_keys(&world, "e a <Enter>");
	assert_true(taken.format == SAVE_ANSI);
	has(&taken.text, "\033[");
	end(&world);
}

static void hparams(void **state)
{
	struct world world;
	begin(&world, "hparams");
	add_seed(world.store, "a", 0.5, 2, 1);
	add_seed(world.store, "b", 0.25, 3, 1);
	show(&world);
	payloads_keys(&world, "Y");
	assert_true(taken.what == ASK_COPY);
	has(&taken.table, "session|status|layers|lr|rng_seed|\n");
	has(&taken.table, "|3|0.25|1|\n");
	end(&world);
}

static void steps(void **state)
{
	struct world world;
	begin(&world, "steps");
	show(&world);
	payloads_keys(&world, "Y");
	has(&taken.table, "run|state|last_step|steps_per_s|");
	has(&taken.table, "other|");
	payloads_keys(&world, "e s <Enter>");
	assert_string_equal(str_text(&taken.file), "steps.svg");
	has(&taken.text, ">other</text>");
	end(&world);
}

static void scalars(void **state)
{
	struct world world;
	begin(&world, "scalars");
	show(&world);
	payloads_keys(&world, "e");
	golden_check("view/export_menu_scalars_80x24", &world.canvas);
	world_mouse(&world, MOUSE_PRESS, 2, 2); /* beside it: nothing */
	assert_true(world_shows(&world, "Export"));
	world_mouse(&world, MOUSE_PRESS, 30, 9);
	assert_true(world_shows(&world, "export svg train_loss.svg"));
	payloads_keys(&world, "<Esc> e C <Enter>");
	assert_true(taken.format == SAVE_CSV && taken.tags == 2 && taken.kind == KIND_SCALAR);
	assert_string_equal(str_text(&taken.file), "charts.csv");
	payloads_keys(&world, "<Tab> Y");
	has(&taken.table, "run|step|wall_time|train/loss|\nbase|99|");
	end(&world);
}

static void nothing_yet(void **state)
{
	struct world world;
	world_init(&world);
	world_draw(&world, 80, 24);
	world_keys(&world, "e");
	assert_true(world_shows(&world, "there is nothing to export or copy yet"));
	world_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(histograms), cmocka_unit_test(pr_curves), cmocka_unit_test(tensors), cmocka_unit_test(texts),
		cmocka_unit_test(hparams), cmocka_unit_test(steps), cmocka_unit_test(scalars), cmocka_unit_test(nothing_yet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
