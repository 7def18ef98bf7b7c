/* The hardware in rows: below the charts, in a side pane, in Steps; recorded, and as a run logged it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/view/world.h"

#define GIB 1073741824.0

/* Busy but for a stall in the middle of the training, as the curves have it. */
static struct hardware reading(double wall, uint32_t gpus)
{
	double t = wall - WORLD_START;
	bool stall = t > 500 && t < 600;
	struct hardware now = {.wall = wall, .memory_total = 64 * GIB, .gpu_count = gpus};
	now.box[CPU_BUSY] = stall ? 0.05 : 0.4 + 0.2 * sin(t / 40);
	now.box[MEMORY_USED] = (20 + t / 100) * GIB;
	now.box[DISK_RATE] = stall ? 0 : 1.2e6 + 1e6 * sin(t / 25);
	now.box[NETWORK_RATE] = 3e4;
	for (uint32_t i = 0; i < gpus; i++) {
		now.gpus[i] = (struct gpu){.memory_total = 80 * GIB, .power_limit = 700, .number = i};
		now.gpus[i].figures[GPU_BUSY] = stall ? 0 : 0.97 - 0.1 * i;
		now.gpus[i].figures[GPU_MEMORY] = (71 - i) * GIB;
		now.gpus[i].figures[GPU_POWER] = stall ? 90 : 612;
		now.gpus[i].figures[GPU_HEAT] = stall ? 45 : 64 + i;
	}
	return now;
}

static struct hardware_log *recorded(double from, double to, uint32_t gpus)
{
	struct hardware_log *log = hardware_log_new();
	for (double wall = from; wall < to; wall++) {
		struct hardware now = reading(wall, gpus);
		hardware_log_add(log, &now);
	}
	return log;
}

static void check(const char *name, const char *keys, int columns, int rows, uint32_t gpus)
{
	struct world world;
	world_init(&world);
	world_training(&world);
	world.hardware = recorded(WORLD_START + 200, world.now, gpus);
	world_draw(&world, columns, rows);
	world_keys(&world, keys);
	golden_check(name, &world.canvas);
	hardware_log_free(world.hardware);
	world_fini(&world);
}

static void beside_the_curves(void **state)
{
	check("hardware/side_40x20", "U x x", 40, 20, 1);
	check("hardware/side_40x12", "U x", 40, 12, 1);
	check("hardware/side_30x10", "U", 30, 10, 1);
	check("hardware/wide_80x24", "U x", 80, 24, 1);
	check("hardware/wide_80x24_no_gpu", "U x", 80, 24, 0);
	check("hardware/wide_200x60", "U x x", 200, 60, 4);
	check("hardware/steps_80x24", "U x 2", 80, 24, 1);
	check("hardware/steps_full_100x40", "U x 2 <Enter>", 100, 40, 2);
	check("hardware/single_100x40", "U <Enter>", 100, 40, 2); /* by step: where the run was at that time */
}

static void at_the_cursor(void **state)
{
	struct world world;
	world_init(&world);
	world_training(&world);
	world.hardware = recorded(WORLD_START + 200, world.now, 1);
	world_draw(&world, 100, 30);
	world_keys(&world, "U x <Tab> l l l l");
	assert_true(world_shows(&world, "0%"));
	golden_check("hardware/cursor_100x30", &world.canvas);
	hardware_log_free(world.hardware);
	world_fini(&world);
}

static double busy(int step)
{
	return step > 1000 && step < 1200 ? 0 : 93;
}

static double watts(int step)
{
	return 400 + 200 * sin(step / 50.0);
}

/* Of another machine: nothing is recorded here, but the run tells. */
static void as_it_was_logged(void **state)
{
	struct world world;
	world_init(&world);
	world_training(&world);
	world_series(&world, "lr3e-4", "system/gpu.0.utilization", 0, 1990, busy);
	world_series(&world, "lr3e-4", "system/gpu.0.powerWatts", 0, 1990, watts);
	world_draw(&world, 100, 30);
	world_keys(&world, "<S-Tab> G U");
	golden_check("hardware/logged_100x30", &world.canvas);
	world_keys(&world, "U");
	assert_false(world_shows(&world, "┌Hardware"));
	world_draw(&world, 40, 20); /* in a small pane the busiest tells in any case, as this machine's would */
	golden_check("hardware/logged_40x20", &world.canvas);
	world_keys(&world, "U");
	golden_check("hardware/logged_on_40x20", &world.canvas);
	world_keys(&world, "<Enter>"); /* alone, the chart is in line with them */
	golden_check("hardware/logged_single_40x20", &world.canvas);
	world_fini(&world);
}

/* Every axis, zoomed and not, in any window: nothing but cells of the canvas is touched. */
static void any_size_any_axis(void **state)
{
	struct world world;
	world_init(&world);
	world_training(&world);
	world_series(&world, "lr3e-4", "system/gpu.0.utilization", 0, 1990, busy);
	world.hardware = recorded(WORLD_START + 200, world.now, 4);
	world_draw(&world, 80, 24);
	world_keys(&world, "U");
	for (int axis = 0; axis < 5; axis++) {
		for (int columns = 1; columns <= 121; columns += 8)
			for (int rows = 1; rows <= 41; rows += 5)
				world_draw(&world, columns, rows);
		world_draw(&world, 80, 24);
		world_keys(&world, axis % 2 ? "<Tab> + + x" : "2 <Enter> <Esc> 1 x");
	}
	hardware_log_free(world.hardware);
	world_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(beside_the_curves),
		cmocka_unit_test(at_the_cursor),
		cmocka_unit_test(as_it_was_logged),
		cmocka_unit_test(any_size_any_axis),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
