/* What was recorded of the hardware, against all of it; and names that tell of hardware. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/device_tag.h"
#include "model/hardware_log.h"

#include <math.h>
#include <stdlib.h>

#define START 1760000000.0

/* All figures are made of the time, so that the truth of any stretch is known. */
static struct hardware reading(double wall)
{
	double part = fmod(wall, 97) / 97;
	struct hardware now = {.wall = wall, .memory_total = 64e9, .gpu_count = 2};
	for (int i = 0; i < HARDWARE_FIGURES; i++)
		now.box[i] = part;
	for (uint32_t gpu = 0; gpu < 2; gpu++) {
		now.gpus[gpu] = (struct gpu){.memory_total = 80e9, .power_limit = 700};
		for (int i = 0; i < GPU_FIGURES; i++)
			now.gpus[gpu].figures[i] = gpu ? part / 2 : part;
	}
	return now;
}

static double column(const struct hardware_log *log, enum hardware_figure figure, uint32_t gpu, double from, double to)
{
	double edges[2] = {from, to}, out;
	hardware_log_columns(log, figure, gpu, edges, &out, 1);
	return out;
}

static void near(double value, double wanted, double by)
{
	if (!(fabs(value - wanted) <= by))
		fail_msg("%g is not %g within %g", value, wanted, by);
}

static void a_day_in_bounded_memory(void **state)
{
	struct hardware_log *log = hardware_log_new();
	for (int i = 0; i < 86400; i++) {
		struct hardware now = reading(START + i);
		hardware_log_add(log, &now);
	}
	assert_true(hardware_log_start(log) <= START && hardware_log_start(log) > START - 256);
	near(column(log, CPU_BUSY, 0, START, START + 86400), 0.5, 0.01);
	near(column(log, MEMORY_USED, 0, START, START + 86400), 96.0 / 97, 1e-6); /* the highest, not the mean */
	near(column(log, GPU_BUSY, HARDWARE_ALL, START, START + 86400), 0.375, 0.01);
	near(column(log, GPU_POWER, 1, START, START + 86400), 48.0 / 97, 1e-6);
	near(column(log, GPU_POWER, HARDWARE_ALL, START, START + 86400), 1.5 * 96.0 / 97, 1e-6);
	near(column(log, GPU_HEAT, HARDWARE_ALL, START, START + 86400), 96.0 / 97, 1e-6);
	near(column(log, CPU_BUSY, 0, START + 40000, START + 50000), 0.5, 0.02);
	assert_true(isnan(column(log, CPU_BUSY, 0, START - 2000, START - 1000)));
	assert_true(isnan(column(log, CPU_BUSY, 0, START + 90000, START + 95000)));
	hardware_log_free(log);
}

/* Each second its own value while there are few. */
static void seconds_are_exact_at_first(void **state)
{
	struct hardware_log *log = hardware_log_new();
	double edges[101], out[100];
	for (int i = 0; i < 1000; i++) {
		struct hardware now = reading(START + i);
		hardware_log_add(log, &now);
	}
	for (int i = 0; i <= 100; i++)
		edges[i] = START + 500 + i;
	hardware_log_columns(log, DISK_RATE, 0, edges, out, 100);
	for (int i = 0; i < 100; i++)
		near(out[i], fmod(edges[i], 97) / 97, 1e-6);
	hardware_log_free(log);
}

/* Nothing is recorded while it is off, and time may jump: what is not known stays unknown. */
static void gaps_stay_gaps(void **state)
{
	struct hardware_log *log = hardware_log_new();
	for (int part = 0; part < 30; part++)
		for (int i = 0; i < 100; i++) {
			struct hardware now = reading(START + 10000 * part + i);
			hardware_log_add(log, &now);
		}
	assert_true(isnan(column(log, CPU_BUSY, 0, START + 1000, START + 9000)));
	assert_true(column(log, CPU_BUSY, 0, START + 10000, START + 10100) > 0);
	struct hardware back = reading(START);
	hardware_log_add(log, &back); /* the clock was set back: still taken, still in order */
	back.wall = NAN;
	hardware_log_add(log, &back);
	back.wall = 1e300;
	hardware_log_add(log, &back);
	assert_true(isnan(column(log, CPU_BUSY, 0, START + 1000, START + 9000)));
	hardware_log_free(log);
}

static void what_is_unknown_is_nan(void **state)
{
	struct hardware_log *log = hardware_log_new();
	struct hardware now = {.wall = START, .gpu_count = 1};
	assert_null(hardware_log_newest(log));
	assert_true(isnan(hardware_log_start(log)));
	for (int i = 0; i < HARDWARE_FIGURES; i++)
		now.box[i] = NAN;
	for (int i = 0; i < GPU_FIGURES; i++)
		now.gpus[0].figures[i] = NAN;
	hardware_log_add(log, &now);
	for (int i = 0; i < HARDWARE_FIGURES; i++) {
		assert_true(isnan(hardware_value(&now, (enum hardware_figure)i, HARDWARE_ALL)));
		assert_true(isnan(column(log, (enum hardware_figure)i, HARDWARE_ALL, START - 1, START + 1)));
	}
	assert_true(isnan(hardware_value(&now, GPU_BUSY, 7)));
	assert_true(isnan(column(log, GPU_BUSY, 7, START - 1, START + 1)));
	assert_true(isnan(hardware_most(&now, GPU_MEMORY, HARDWARE_ALL)));
	hardware_log_free(log);
}

static void names_of_hardware(void **state)
{
	static const struct {
		const char *name;
		enum hardware_figure figure;
		uint32_t gpu;
		enum device_unit unit;
	} names[] = {
		{"system/gpu.0.utilization", GPU_BUSY, 0},
		{"system.gpu.0.gpu", GPU_BUSY, 0},
		{"system.gpu.11.memoryAllocated", GPU_MEMORY, 11},
		{"system.gpu.3.powerWatts", GPU_POWER, 3},
		{"system/gpu.1.temp", GPU_HEAT, 1},
		{"system.cpu", CPU_BUSY, UINT32_MAX},
		{"system.memory", MEMORY_USED, UINT32_MAX},
		{"system.network.sent", NETWORK_RATE, UINT32_MAX},
		{"system.disk.in", DISK_RATE, UINT32_MAX},
		{"system/gpu_0_utilization_percentage", GPU_BUSY, 0, UNIT_PERCENT},
		{"system/gpu_0_memory_usage_megabytes", GPU_MEMORY, 0},
		{"system/gpu_2_power_usage_watts", GPU_POWER, 2},
		{"system/cpu_utilization_percentage", CPU_BUSY, UINT32_MAX, UNIT_PERCENT},
		{"system/system_memory_usage_percentage", MEMORY_USED, UINT32_MAX, UNIT_PERCENT},
		{"DeviceStatsMonitor.on_train_batch_start/cpu_percent", CPU_BUSY, UINT32_MAX, UNIT_PERCENT},
		{"DeviceStatsMonitor.on_train_batch_end/cpu_vm_percent", MEMORY_USED, UINT32_MAX, UNIT_PERCENT},
		{"DeviceStatsMonitor.on_train_batch_end/allocated_bytes.all.current", GPU_MEMORY, UINT32_MAX, UNIT_BYTES},
		{"gpu_id: 0/utilization.gpu (%)", GPU_BUSY, 0, UNIT_PERCENT},
		{"gpu_id: 1/temperature.gpu (\xc2\xb0"
		 "C)", GPU_HEAT, 1},
		{"gpu/0/util", GPU_BUSY, 0},
		{"system/gpu.0.memoryAllocated", GPU_MEMORY, 0},
		{"system.gpu.0.memoryAllocatedBytes", GPU_MEMORY, 0, UNIT_BYTES},
		{"system.gpu.process.7.powerWatts", GPU_POWER, UINT32_MAX},
		{"system/gpu.15.temp", GPU_HEAT, 15},
		{"system.proc.memory.percent", MEMORY_USED, UINT32_MAX, UNIT_PERCENT},
		{"gpu_id: 0/memory.used (MB)", GPU_MEMORY, 0},
		{"DeviceStatsMonitor.on_validation_batch_end/cuda:1.allocated_bytes.all.current", GPU_MEMORY, 1, UNIT_BYTES},
	};
	static const char *const others[] = {
		"", "loss", "train/loss", "perf/tokens_per_gpu", "DeviceStatsMonitor.on_train_batch_start/cpu_swap_percent",
		"DeviceStatsMonitor.on_train_batch_end/allocated_bytes.large_pool.peak", "system/disk_usage_percentage",
		"model/memory_network/loss", "val/gpu_dataset_accuracy", "/////", "12345", "layers.0.attention.network",
		"system.proc.cpu.threads", "system.gpu.0.powerPercent", "system.gpu.0.smClock", "system.gpu.0.memoryClock",
		"system.gpu.0.correctedMemoryErrors", "system.gpu.0.enforcedPowerLimitWatts", "system.gpu.0.fanSpeed",
		"system.gpu.0.encoderUtilization", "gpu_id: 0/memory.free (MB)", "gpu_id: 0/fan.speed (%)",
		"gpu_id: 0/utilization.memory (%)", "DeviceStatsMonitor.on_train_batch_start/num_alloc_retries",
		"DeviceStatsMonitor.on_train_batch_start/reserved_bytes.all.current", "system.proc.memory.availableMB",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct device_tag tag = device_tag_of(slice_of(names[i].name));
		if (tag.figure != names[i].figure || tag.gpu != names[i].gpu || tag.unit != names[i].unit)
			fail_msg("%s is figure %d of gpu %u", names[i].name, (int)tag.figure, tag.gpu);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (device_tag_of(slice_of(others[i])).figure != HARDWARE_FIGURES)
			fail_msg("%s is none of hardware", others[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_in_bounded_memory),
		cmocka_unit_test(seconds_are_exact_at_first),
		cmocka_unit_test(gaps_stay_gaps),
		cmocka_unit_test(what_is_unknown_is_nan),
		cmocka_unit_test(names_of_hardware),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
