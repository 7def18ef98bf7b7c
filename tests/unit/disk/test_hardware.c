#define _XOPEN_SOURCE 700 /* nftw */
/* Figures of the machine: of a /proc that is ours, of a library in the place of NVIDIA's. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "disk/box.h"
#include "disk/nvml.h"

#include <ftw.h>
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

static const char *const directories[] = {"net", "self", "groups", "groups/job", "groups/job/step", "groups/memory", "groups/memory/box"};

static int make_place(void **state)
{
	char path[128];
	strcpy(place, "/tmp/tbtop-proc-XXXXXX");
	assert_non_null(mkdtemp(place));
	for (size_t i = 0; i < sizeof directories / sizeof *directories; i++) {
		snprintf(path, sizeof path, "%s/%s", place, directories[i]);
		assert_int_equal(mkdir(path, 0777), 0);
	}
	return 0;
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *where)
{
	return remove(path);
}

static int remove_place(void **state)
{
	return nftw(place, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
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
	box_init(&box, place, "/nowhere");
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
	box_init(&box, place, "/nowhere");
	counters("cpu  100 0 50 800 50 0 0 0 0 0", 1000, 5000);
	box_read(&box, &now);
	box.when -= 1000000000u;
	counters("cpu  10 0 5 80 5 0 0 0 0 0", 10, 50);
	box_read(&box, &now);
	assert_true(isnan(now.box[CPU_BUSY]) && isnan(now.box[DISK_RATE]) && isnan(now.box[NETWORK_RATE]));
}

static void read_groups(const char *cgroup, struct hardware *now)
{
	char groups[80];
	struct box box;
	snprintf(groups, sizeof groups, "%s/groups", place);
	write_file("self/cgroup", cgroup);
	write_file("meminfo", "MemTotal:       16000000 kB\nMemAvailable:    4000000 kB\n");
	counters("cpu  100 0 50 800 50", 0, 0);
	*now = (struct hardware){0};
	box_init(&box, place, groups);
	box_read(&box, now);
	box.when -= 2000000000u;
	box.group_seconds -= 0.5;
	box_read(&box, now);
}

/* What a container or a batch job is given is the machine there is: the tightest of the levels counts. */
static void limits_of_a_control_group(void **state)
{
	struct hardware now;
	write_file("groups/job/memory.max", "8000000000\n");
	write_file("groups/job/memory.current", "6000000000\n");
	write_file("groups/job/memory.stat", "anon 1\nactive_file 5\ninactive_file 2000000000\nx 1\n");
	write_file("groups/job/cpu.max", "50000 100000\n");
	write_file("groups/job/cpu.stat", "usage_usec 10000000\nuser_usec 1\n");
	write_file("groups/job/step/memory.max", "max\n");
	write_file("groups/job/step/memory.current", "5\n");
	write_file("groups/job/step/cpu.max", "max 100000\n");
	read_groups("0::/job/step\n", &now);
	assert_true(now.memory_total == 8e9 && now.box[MEMORY_USED] == 4e9);
	assert_true(fabs(now.box[CPU_BUSY] - 0.5) < 0.05);
	write_file("groups/job/step/memory.max", "7000000000\n");
	read_groups("0::/job/step\n", &now);
	assert_true(now.memory_total == 7e9 && now.box[MEMORY_USED] == 5);
	/* A container's path is the host's, and the files lie at the top. */
	write_file("groups/memory.max", "3000000000\n");
	write_file("groups/memory.current", "1000000000\n");
	read_groups("0::/kubepods/burstable/pod7/abc\n", &now);
	assert_true(now.memory_total == 3e9 && now.box[MEMORY_USED] == 1e9);
	write_file("groups/memory.max", "max\n");
	/* Version 1, whose number for no limit is a large one. */
	write_file("groups/memory/memory.limit_in_bytes", "9223372036854771712\n");
	write_file("groups/memory/memory.usage_in_bytes", "123\n");
	read_groups("9:cpu,cpuacct:/\n4:memory:/box\n0::/\n", &now);
	assert_true(now.memory_total == 16000000.0 * 1024);
	write_file("groups/memory/box/memory.limit_in_bytes", "2000000000\n");
	write_file("groups/memory/box/memory.usage_in_bytes", "1500000000\n");
	write_file("groups/memory/box/memory.stat", "total_inactive_file 500000000\n");
	read_groups("9:cpu,cpuacct:/\n4:memory:/box\n0::/\n", &now);
	assert_true(now.memory_total == 2e9 && now.box[MEMORY_USED] == 1e9);
}

static void nonsense_of_control_groups(void **state)
{
	static const char *const nonsense[] = {"", "0::", "0::/", "0::/../../etc", "::::", "4:memory:", "\n\n", "0::job"};
	static const char *const files[] = {"", "max", "x", "-5", "0 0", "50000", "1e999", "usage_usec"};
	struct hardware now;
	for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++)
		for (size_t j = 0; j < sizeof files / sizeof *files; j++) {
			static const char *const names[] = {"memory.max", "memory.current", "cpu.max", "cpu.stat"};
			for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
				char name[64];
				snprintf(name, sizeof name, "groups/%s", names[k]);
				write_file(name, files[j]);
			}
			read_groups(nonsense[i], &now);
			assert_true(isnan(now.box[CPU_BUSY]) || (now.box[CPU_BUSY] >= 0 && now.box[CPU_BUSY] <= 1));
		}
}

/* Kernels and sandboxes leave out fields, lines, whole files. */
static void parts_that_are_missing(void **state)
{
	struct box box;
	struct hardware now = {0};
	box_init(&box, place, "/nowhere");
	counters("cpu  100 0 50 800", 1000, 5000); /* before Linux 2.6 there was no more */
	write_file("meminfo", "MemTotal:       16000000 kB\nMemFree: 100 kB\n");
	box_read(&box, &now);
	assert_true(isnan(now.box[MEMORY_USED]) && now.memory_total > 0);
	box.when -= 1000000000u;
	counters("cpu  150 0 50 850", 2000, 5000);
	write_file("diskstats", "");
	box_read(&box, &now);
	assert_true(fabs(now.box[CPU_BUSY] - 0.5) < 1e-9);
	assert_true(isnan(now.box[DISK_RATE]) && now.box[NETWORK_RATE] == 0);
	box.when -= 1000000000u;
	counters("cpu  150 0 50 850", 2000, 6000); /* a sandbox whose counters stand still */
	box_read(&box, &now);
	assert_true(isnan(now.box[CPU_BUSY]) && isnan(now.box[DISK_RATE]) && now.box[NETWORK_RATE] > 0);
}

static void nothing_and_nonsense(void **state)
{
	static const char *const nonsense[] = {"", "cpu", "cpu \n", "\n\n\n", ":::::", "MemTotal:", "MemTotal: x kB\n",
	                                       "  8 0 sda", " eth0:", "eth0: 1 2 3", "8 0 nvme", "99999999999999999999999 0 sda 1"};
	struct box box;
	struct hardware now = {0};
	box_init(&box, "/nowhere/at/all", "/nowhere/else");
	box_read(&box, &now);
	box_read(&box, &now);
	for (int i = 0; i < HARDWARE_FIGURES; i++)
		assert_true(i < GPU_FIGURES || isnan(now.box[i]));
	box_init(&box, place, "/nowhere");
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
	box_init(&box, "/proc", "/sys/fs/cgroup");
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

/* They keep the numbers that the driver has for them. */
static void one_that_is_hidden(void **state)
{
	struct hardware now = {0};
	struct nvml *nvml = open_as("gpus=4,hidden=1");
	assert_true(nvml_read(nvml, &now));
	nvml_close(nvml);
	assert_int_equal(now.gpu_count, 3);
	assert_int_equal(now.gpus_there, 3);
	assert_int_equal(now.gpus[0].number, 0);
	assert_int_equal(now.gpus[1].number, 2);
	assert_int_equal(now.gpus[2].number, 3);
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
		cmocka_unit_test(parts_that_are_missing),
		cmocka_unit_test(limits_of_a_control_group),
		cmocka_unit_test(nonsense_of_control_groups),
		cmocka_unit_test(this_machine),
		cmocka_unit_test(two_gpus),
		cmocka_unit_test(a_gpu_that_tells_nothing),
		cmocka_unit_test(each_call_fails),
		cmocka_unit_test(how_many_there_are),
		cmocka_unit_test(one_that_is_hidden),
		cmocka_unit_test(gpus_that_vanish),
		cmocka_unit_test(none_is_normal),
	};
	return cmocka_run_group_tests(tests, make_place, remove_place);
}
