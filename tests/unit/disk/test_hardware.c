/* Figures of the machine: of a /proc that is ours, of a library in the place of NVIDIA's. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "disk/box.h"
#include "disk/nvml.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char place[64];

static void write_file(const char *name, const char *text)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s", place, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static int make_place(void **state)
{
	char net[80];
	strcpy(place, "/tmp/tbtop-proc-XXXXXX");
	assert_non_null(mkdtemp(place));
	snprintf(net, sizeof net, "%s/net", place);
	return mkdir(net, 0777);
}

static int remove_place(void **state)
{
	static const char *const names[] = {"stat", "meminfo", "diskstats", "net/dev", "net"};
	char path[128];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", place, names[i]);
		remove(path);
	}
	return rmdir(place);
}

static void counters(const char *cpu, unsigned sectors, unsigned bytes)
{
	char text[1024];
	snprintf(text, sizeof text, "%s\ncpu0 1 2 3 4\nintr 99\n", cpu);
	write_file("stat", text);
	snprintf(text, sizeof text,
	         " 259 0 nvme0n1 5 6 %u 8 9 10 %u 12 0 0 0\n 259 1 nvme0n1p1 5 6 7777 8 9 10 7777 12 0 0 0\n"
	         "   8 0 sda 1 1 0 1 1 1 0 1 0 0 0\n   8 1 sda1 1 1 5555 1 1 1 5555 1 0 0 0\n"
	         "   7 0 loop0 1 1 9999 1 1 1 9999 1 0 0 0\n 253 0 dm-0 1 1 9999 1 1 1 9999 1 0 0 0\n",
	         sectors, sectors);
	write_file("diskstats", text);
	snprintf(text, sizeof text,
	         "Inter-|   Receive |  Transmit\n face |bytes packets|bytes packets\n"
	         "    lo: 999999 1 0 0 0 0 0 0 999999 1 0 0 0 0 0 0\n  eth0:%u 1 0 0 0 0 0 0 %u 1 0 0 0 0 0 0\n"
	         "veth12: 999999 1 0 0 0 0 0 0 999999 1 0 0 0 0 0 0\n",
	         bytes, 2 * bytes);
	write_file("net/dev", text);
}

static void rates_from_the_second_reading_on(void **state)
{
	struct box box;
	struct hardware now = {0};
	box_init(&box, place);
	write_file("meminfo", "MemTotal:       16000000 kB\nMemFree: 100 kB\nMemAvailable:    4000000 kB\n");
	counters("cpu  100 0 50 800 50 0 0 0 0 0", 1000, 5000);
	box_read(&box, &now);
	assert_true(isnan(now.box[CPU_BUSY]) && isnan(now.box[DISK_RATE]) && isnan(now.box[NETWORK_RATE]));
	assert_true(now.box[MEMORY_USED] == 12000000.0 * 1024 && now.memory_total == 16000000.0 * 1024);
	box.when -= 2000000000u; /* two seconds ago */
	counters("cpu  160 0 70 860 110 0 0 0 0 0", 3000, 9000);
	box_read(&box, &now);
	assert_true(fabs(now.box[CPU_BUSY] - 80.0 / 200) < 1e-9);
	assert_true(fabs(now.box[DISK_RATE] / (2 * 2000 * 512 / 2.0) - 1) < 0.2);
	assert_true(fabs(now.box[NETWORK_RATE] / ((4000 + 8000) / 2.0) - 1) < 0.2);
}

static void counters_that_go_back_are_no_rate(void **state)
{
	struct box box;
	struct hardware now = {0};
	box_init(&box, place);
	counters("cpu  100 0 50 800 50 0 0 0 0 0", 1000, 5000);
	box_read(&box, &now);
	box.when -= 1000000000u;
	counters("cpu  10 0 5 80 5 0 0 0 0 0", 10, 50);
	box_read(&box, &now);
	assert_true(isnan(now.box[CPU_BUSY]) && isnan(now.box[DISK_RATE]) && isnan(now.box[NETWORK_RATE]));
}

static void nothing_and_nonsense(void **state)
{
	static const char *const nonsense[] = {"", "cpu", "cpu \n", "\n\n\n", ":::::", "MemTotal:", "MemTotal: x kB\n",
	                                       "  8 0 sda", " eth0:", "eth0: 1 2 3", "8 0 nvme", "99999999999999999999999 0 sda 1"};
	struct box box;
	struct hardware now = {0};
	box_init(&box, "/nowhere/at/all");
	box_read(&box, &now);
	box_read(&box, &now);
	for (int i = 0; i < HARDWARE_FIGURES; i++)
		assert_true(i < GPU_FIGURES || isnan(now.box[i]));
	box_init(&box, place);
	for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
		write_file("stat", nonsense[i]);
		write_file("meminfo", nonsense[i]);
		write_file("diskstats", nonsense[i]);
		write_file("net/dev", nonsense[i]);
		box_read(&box, &now);
	}
}

static void this_machine(void **state)
{
	struct box box;
	struct hardware now = {0};
	box_init(&box, "/proc");
	box_read(&box, &now);
	assert_true(now.memory_total > now.box[MEMORY_USED] && now.box[MEMORY_USED] > 0);
}

static void two_gpus(void **state)
{
	struct hardware now = {0};
	unsetenv("FAKE_NVML");
	struct nvml *nvml = nvml_open(FAKE_NVML);
	assert_non_null(nvml);
	nvml_read(nvml, &now);
	nvml_close(nvml);
	assert_int_equal(now.gpu_count, 2);
	assert_true(now.gpus[0].figures[GPU_BUSY] == 0.98 && now.gpus[1].figures[GPU_BUSY] == 0.58);
	assert_true(now.gpus[0].figures[GPU_MEMORY] == 71.0 * (1 << 30) && now.gpus[0].memory_total == 80.0 * (1 << 30));
	assert_true(now.gpus[0].figures[GPU_POWER] == 612.5 && now.gpus[0].power_limit == 700);
	assert_true(now.gpus[1].figures[GPU_HEAT] == 51);
}

static void a_gpu_that_tells_nothing(void **state)
{
	struct hardware now = {0};
	setenv("FAKE_NVML", "blind", 1);
	struct nvml *nvml = nvml_open(FAKE_NVML);
	nvml_read(nvml, &now);
	nvml_close(nvml);
	unsetenv("FAKE_NVML");
	assert_int_equal(now.gpu_count, 2);
	assert_true(now.gpus[0].figures[GPU_HEAT] == 64);
	for (int i = 0; i < GPU_FIGURES; i++)
		assert_true(isnan(now.gpus[1].figures[i]));
	assert_true(isnan(now.gpus[1].power_limit));
}

static const char *const calls[] = {
	"nvmlDeviceGetUtilizationRates", "nvmlDeviceGetMemoryInfo", "nvmlDeviceGetPowerUsage", "nvmlDeviceGetTemperature",
	"nvmlDeviceGetEnforcedPowerLimit", "nvmlDeviceGetCount_v2", "nvmlDeviceGetHandleByIndex_v2",
};

static struct nvml *open_as(const char *how)
{
	setenv("FAKE_NVML", how, 1);
	return nvml_open(FAKE_NVML);
}

/* Whatever a call fails by, that figure alone isn't known. The first four are those of enum hardware_figure. */
static void each_call_fails(void **state)
{
	static const int codes[] = {1, 2, 3, 4, 6, 10, 15, 18, 999}; /* uninitialized … GPU lost, another version, unknown */
	for (size_t call = 0; call < sizeof calls / sizeof *calls; call++)
		for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
			char how[64];
			struct hardware now = {0};
			snprintf(how, sizeof how, "%s=%d", calls[call], codes[i]);
			struct nvml *nvml = open_as(how);
			assert_non_null(nvml);
			assert_int_equal(nvml_read(nvml, &now), call < 5);
			nvml_close(nvml);
			assert_int_equal(now.gpu_count, call < 5 ? 2 : 0);
			for (int figure = 0; call < 5 && figure < GPU_FIGURES; figure++)
				assert_int_equal(isnan(now.gpus[1].figures[figure]), figure == (int)call);
			if (call < 5) {
				assert_int_equal(isnan(now.gpus[0].power_limit), call == 4);
				assert_int_equal(isnan(now.gpus[0].memory_total), call == 1);
			}
		}
	unsetenv("FAKE_NVML");
}

/* None, one, as many as there is room for, more than that. */
static void how_many_there_are(void **state)
{
	static const int counts[] = {0, 1, 15, 16, 17, 64};
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		char how[64];
		struct hardware now = {0};
		snprintf(how, sizeof how, "gpus=%d", counts[i]);
		struct nvml *nvml = open_as(how);
		assert_non_null(nvml);
		assert_int_equal(nvml_read(nvml, &now), counts[i] > 0);
		nvml_close(nvml);
		assert_int_equal(now.gpu_count, counts[i] < HARDWARE_GPUS ? counts[i] : HARDWARE_GPUS);
		assert_int_equal(now.gpus_there, counts[i]);
	}
	unsetenv("FAKE_NVML");
}

/* It falls off the bus: nothing of it is known from then on, until the library is opened again. */
static void gpus_that_vanish(void **state)
{
	struct hardware now = {0};
	struct nvml *nvml = open_as("lost=2");
	assert_true(nvml_read(nvml, &now) && nvml_read(nvml, &now));
	assert_false(nvml_read(nvml, &now));
	assert_int_equal(now.gpu_count, 2);
	for (int i = 0; i < GPU_FIGURES; i++)
		assert_true(isnan(now.gpus[0].figures[i]));
	nvml_close(nvml);
	nvml = open_as("lost=2");
	assert_true(nvml_read(nvml, &now));
	nvml_close(nvml);
	unsetenv("FAKE_NVML");
}

static void none_is_normal(void **state)
{
	struct hardware now = {.gpu_count = 3};
	assert_null(nvml_open("libno-such-thing.so.1"));
	assert_null(nvml_open("libm.so.6")); /* a library, but another */
	setenv("FAKE_NVML", "none", 1);
	assert_null(nvml_open(FAKE_NVML));
	setenv("FAKE_NVML", "init=18", 1); /* the driver is of another version */
	assert_null(nvml_open(FAKE_NVML));
	unsetenv("FAKE_NVML");
	nvml_close(NULL);
	assert_false(nvml_read(NULL, &now));
	assert_int_equal(now.gpu_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rates_from_the_second_reading_on),
		cmocka_unit_test(counters_that_go_back_are_no_rate),
		cmocka_unit_test(nothing_and_nonsense),
		cmocka_unit_test(this_machine),
		cmocka_unit_test(two_gpus),
		cmocka_unit_test(a_gpu_that_tells_nothing),
		cmocka_unit_test(each_call_fails),
		cmocka_unit_test(how_many_there_are),
		cmocka_unit_test(gpus_that_vanish),
		cmocka_unit_test(none_is_normal),
	};
	return cmocka_run_group_tests(tests, make_place, remove_place);
}
