/* Layouts of charts: whose they are, which tags are in them, and what lies between bounds. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/meanings.h"
#include "unit/view/payloads.h"
#include "unit/view/sizes.h"


/* Fields of Layout, Category, Chart and what is in it. */
static struct str chart_of(const char *title, const char *const *regexes)
{
	struct str chart = {0}, content = {0};
	build_text(&chart, 1, title);
	for (; *regexes; regexes++)
		build_text(&content, 1, *regexes);
	build_message(&chart, 2, &content);
	str_fini(&content);
	return chart;
}

static struct str margin_of(const char *title, const char *value, const char *lower, const char *upper)
{
	struct str chart = {0}, content = {0}, series = {0};
	build_text(&chart, 1, title);
	build_text(&series, 1, value);
	build_text(&series, 2, lower);
	build_text(&series, 3, upper);
	build_message(&content, 1, &series);
	build_message(&chart, 3, &content);
	str_fini(&content);
	str_fini(&series);
	return chart;
}

/* Takes the charts. */
static void add_category(struct str *layout, const char *title, bool closed, struct str *charts, size_t count)
{
	struct str category = {0};
	build_text(&category, 1, title);
	for (size_t i = 0; i < count; i++) {
		build_message(&category, 2, &charts[i]);
		str_fini(&charts[i]);
	}
	build_number(&category, 3, closed);
	build_message(layout, 2, &category);
	str_fini(&category);
}

static void add_layout(struct world *world, const char *run, struct str *layout)
{
	struct str tensor = tensor_begin(7, NULL, 0);
	build_bytes(&tensor, 8, layout->data, layout->length);
	payloads_series(world, run, "custom_scalars__config__", "custom_scalars", &tensor, 1, 1);
	str_fini(layout);
}

static double value_low(int step)
{
	return value_val(step) - 0.4;
}
static double value_high(int step)
{
	return value_val(step) + 0.4;
}

static void make_world(struct world *world)
{
	struct str layout = {0}, more = {0};
	struct str losses[] = {chart_of("train and val", (const char *const[]){"(train|val)/loss$", NULL}),
	                       margin_of("bounds", "val/loss", "val/low", "val/high"),
	                       chart_of("nothing", (const char *const[]){"loss", NULL})};
	struct str rates[] = {chart_of("rate", (const char *const[]){".*lr", NULL})};
	struct str again[] = {chart_of("broken", (const char *const[]){"(", NULL})};
	payloads_init(world);
	add_category(&layout, "Losses", false, losses, 3);
	add_category(&layout, "Rates", true, rates, 1);
	add_layout(world, "lr3e-4", &layout);
	add_category(&more, "Losses", false, again, 1);
	add_layout(world, "lr9e-4", &more);
	world_training(world);
	world_series(world, "lr3e-4", "val/low", 0, 1990, value_low);
	world_series(world, "lr3e-4", "val/high", 0, 1990, value_high);
	choice_settle(world->choice, world->store);
	assert_true(dashboard_show(world->dashboard, "custom"));
}

static void sizes(void **state)
{
	check_new_worlds("custom_scalars/layout", make_world, payloads_draw, payloads_fini);
}

/* The second run's charts are appended to the category of the same title; a closed one opens by a key. */
static void categories_fold(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 200, 60);
	assert_true(world_shows(&world, "not a regular expression: ("));
	assert_true(world_shows(&world, "no scalar tag matches loss"));
	assert_false(world_shows(&world, "    rate"));
	payloads_keys(&world, "G l j");
	assert_true(world_shows(&world, "    rate"));
	payloads_keys(&world, "g h");
	assert_false(world_shows(&world, "bounds"));
	payloads_fini(&world);
}

static void a_margin_is_filled(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 80, 24);
	payloads_keys(&world, "j j <Enter> l");
	golden_check("custom_scalars/margin", &world.canvas);
	payloads_fini(&world);
}

static void closed_layouts_say_so(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 80, 24);
	payloads_keys(&world, "h");
	assert_true(world_shows(&world, "all categories are closed"));
	payloads_fini(&world);
}

static void help_says_what_keys_do(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 120, 36);
	meanings_hold(&world, "custom");
	payloads_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_what_keys_do),
		cmocka_unit_test(sizes), cmocka_unit_test(categories_fold), cmocka_unit_test(a_margin_is_filled),
		cmocka_unit_test(closed_layouts_say_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
