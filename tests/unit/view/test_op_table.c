/* Operations of a profile as a table: sorted, filtered, grouped, and only those of one group. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/training.h"

static void operations(void **state)
{
	sizes("operations", "<Tab>");
}

static void sorting(void **state)
{
	struct world world;
	open_at(&world, 120, 30, "<Tab> l l l ,");
	assert_true(world_shows(&world, "▼calls"));
	world_keys(&world, ",");
	assert_true(world_shows(&world, "▲calls"));
	world_keys(&world, "T");
	assert_true(world_shows(&world, "ProfilerStep "));
	golden_check("profile/kinds", &world.canvas);
	world_keys(&world, "T / g e m m <Enter>");
	assert_true(world_shows(&world, "/gemm/"));
	world_keys(&world, "<Esc> T T T <Enter>");
	assert_true(world_shows(&world, "takes "));
	fini(&world);
}

/* By thread, by step, and only what is in one of them; Enter on an operation finds the call in there. */
static void operations_in_parts(void **state)
{
	struct world world;
	open_at(&world, 80, 24, "<Tab> T T T");
	assert_true(world_shows(&world, "by thread"));
	golden_check("profile/threads_80x24", &world.canvas);
	world_keys(&world, "T h ,");
	assert_true(world_shows(&world, "by the step it begins in"));
	golden_check("profile/steps_80x24", &world.canvas);
	world_keys(&world, "g j j j j j <Enter>");
	assert_true(world_shows(&world, "only of ProfilerStep#5: Esc for all"));
	golden_check("profile/within_step_80x24", &world.canvas);
	world_keys(&world, "/ D a t a L o a d e r <Enter>");
	assert_true(world_shows(&world, "1 row"));
	assert_true(world_shows(&world, "9.000 ms"));
	world_keys(&world, "<Enter>");
	assert_true(world_shows(&world, "takes 9.000 ms"));
	world_keys(&world, "<S-Tab> <Esc> <Esc>");
	assert_true(world_shows(&world, "by the step it begins in"));
	world_keys(&world, "T T");
	assert_true(world_shows(&world, "each operation"));
	fini(&world);
}

/* What operations were called with; Enter finds the first such call. */
static void shapes(void **state)
{
	struct world world;
	sizes("shapes", "<Tab> : d r a w i n g <Space> s h a p e <Enter>");
	open_at(&world, 120, 30, "<Tab> T T T T T");
	assert_true(world_shows(&world, "by what it was called with"));
	assert_true(world_shows(&world, "forward  float[8,64]"));
	assert_true(world_shows(&world, "forward  float[32,64]"));
	world_keys(&world, "/ 8 , 6 4 <Enter>");
	assert_true(world_shows(&world, "1 row "));
	world_keys(&world, "<Enter>");
	assert_true(world_shows(&world, "takes 1.500 ms"));
	assert_true(world_shows(&world, "in ProfilerStep#5"));
	fini(&world);
}

/* Of the rows of a type or a process Enter leaves those alone. */
static void into_a_row(void **state)
{
	struct world world;
	open_at(&world, 120, 30, "<Tab> T / l a y e r <Enter>");
	assert_true(world_shows(&world, "layer0/matmul"));
	world_keys(&world, "<Esc> / P r o f <Enter> <Enter>");
	assert_true(world_shows(&world, "only of ProfilerStep: Esc for all"));
	world_keys(&world, "<Esc>");
	assert_true(world_shows(&world, "only of ProfilerStep: Esc for all")); /* the filter goes first */
	assert_true(world_shows(&world, "ProfilerStep#9"));
	assert_false(world_shows(&world, "gemm"));
	world_keys(&world, "<Esc> T");
	assert_true(world_shows(&world, "by process"));
	world_keys(&world, "/ g e m m <Enter> <Enter>");
	assert_true(world_shows(&world, "only of /device:GPU:0: Esc for all"));
	world_keys(&world, "T T T"); /* its types, processes, threads: these are of all */
	assert_false(world_shows(&world, "only of"));
	fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operations), cmocka_unit_test(sorting), cmocka_unit_test(operations_in_parts),
		cmocka_unit_test(shapes),     cmocka_unit_test(into_a_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
