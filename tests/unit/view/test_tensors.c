/* Tensors of any plugin: what they are, their values, what can be said of all of them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/meanings.h"
#include "unit/view/payloads.h"

static void make_world(struct world *world)
{
	static double values[6000];
	static const char *const texts[] = {"one", "\033[31mtwo", "three"};
	int64_t cube[] = {2, 3, 4}, row[] = {6000}, three[] = {3}, none[] = {0};
	struct str tensors[2];
	payloads_init(world);
	for (int i = 0; i < 6000; i++)
		values[i] = i == 5 ? NAN : i * 0.25 - 2;
	tensors[0] = tensor_of_doubles(cube, 3, values, 24);
	payloads_series(world, "run", "cube", "custom", tensors, 1, 10);
	tensors[0] = tensor_of_doubles(none, 1, values, 0);
	payloads_series(world, "run", "empty", "custom", tensors, 1, 10);
	tensors[0] = tensor_of_doubles(row, 1, values, 6000);
	payloads_series(world, "run", "long", "custom", tensors, 1, 10);
	tensors[0] = tensor_of_texts(three, 1, texts, 3);
	payloads_series(world, "run", "texts", "custom", tensors, 1, 10);
	choice_settle(world->choice, world->store);
	assert_true(dashboard_show(world->dashboard, "tensors"));
}

static void sizes(void **state)
{
	payloads_sizes(make_world, "tensors/cube", "");
}

static void kinds(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 80, 24);
	payloads_keys(&world, "j");
	assert_true(world_shows(&world, "an empty tensor"));
	payloads_keys(&world, "j <Enter> G");
	assert_true(world_shows(&world, "the first 4 096 are kept"));
	payloads_keys(&world, "<Esc> j");
	golden_check("tensors/texts", &world.canvas);
	payloads_fini(&world);
}

/* Where a row goes on in further lines, each is told where it begins. */
static void rows_of_several_lines_are_told(void **state)
{
	struct world world;
	double values[80] = {0};
	int64_t wide[] = {2, 40};
	struct str tensors[] = {tensor_of_doubles(wide, 2, values, 80)};
	payloads_init(&world);
	payloads_series(&world, "run", "wide", "custom", tensors, 1, 10);
	choice_settle(world.choice, world.store);
	assert_true(dashboard_show(world.dashboard, "tensors"));
	payloads_draw(&world, 80, 24);
	assert_true(world_shows(&world, "[0, :]") && world_shows(&world, "[1, :]"));
	payloads_draw(&world, 500, 24);
	assert_false(world_shows(&world, "[0, :]"));
	payloads_fini(&world);
}

/* A row that fits with a digit less is not broken. */
static void rows_that_nearly_fit_are_said_shorter(void **state)
{
	struct world world;
	double values[49];
	int64_t square[] = {7, 7};
	for (int i = 0; i < 49; i++)
		values[i] = 0.012344 + 0.02 * i;
	struct str tensors[] = {tensor_of_doubles(square, 2, values, 49)};
	payloads_init(&world);
	payloads_series(&world, "run", "square", "custom", tensors, 1, 10);
	choice_settle(world.choice, world.store);
	assert_true(dashboard_show(world.dashboard, "tensors"));
	payloads_draw(&world, 80, 24);
	assert_true(world_shows(&world, "0.0123  0.0323") && !world_shows(&world, "0.03234") && !world_shows(&world, "[0, :]"));
	payloads_draw(&world, 120, 24);
	assert_true(world_shows(&world, "0.01234   0.03234") && !world_shows(&world, "[0, :]"));
	payloads_fini(&world);
}

static void help_says_what_keys_do(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 120, 36);
	meanings_hold(&world, "tensors");
	payloads_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(help_says_what_keys_do), cmocka_unit_test(sizes), cmocka_unit_test(kinds),
	                                    cmocka_unit_test(rows_of_several_lines_are_told),
	                                    cmocka_unit_test(rows_that_nearly_fit_are_said_shorter)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
