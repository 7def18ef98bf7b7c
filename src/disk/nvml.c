#include "disk/nvml.h"

#include "base/alloc.h"

#include <dlfcn.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define SUCCESS 0
#define SENSOR_GPU 0
#define GPUS_MOST 256 /* that are asked for: more has no machine */

typedef struct nvml_device *device_handle; /* the library's own */

struct memory {
	unsigned long long total, free, used; /* bytes */
};
struct utilization {
	unsigned gpu, memory; /* per cent of the time since the sample before */
};

struct nvml {
	void *library;
	int (*init)(void);
	int (*shutdown)(void);
	int (*get_count)(unsigned *count);
	int (*get_handle)(unsigned index, device_handle *device);
	int (*get_utilization)(device_handle device, struct utilization *out);
	int (*get_memory)(device_handle device, struct memory *out);
	int (*get_power)(device_handle device, unsigned *milliwatts);
	int (*get_power_limit)(device_handle device, unsigned *milliwatts);
	int (*get_temperature)(device_handle device, int sensor, unsigned *celsius);
	device_handle devices[HARDWARE_GPUS];
	uint32_t numbers[HARDWARE_GPUS];
	uint32_t count, there; /* of those there are the first */
};

/* Where a function has a place of its own in struct nvml. Those from OPTIONAL on may be missing. */
#define OPTIONAL 4
static const struct {
	const char *name;
	size_t place;
} functions[] = {
	{"nvmlInit_v2", offsetof(struct nvml, init)},
	{"nvmlShutdown", offsetof(struct nvml, shutdown)},
	{"nvmlDeviceGetCount_v2", offsetof(struct nvml, get_count)},
	{"nvmlDeviceGetHandleByIndex_v2", offsetof(struct nvml, get_handle)},
	{"nvmlDeviceGetUtilizationRates", offsetof(struct nvml, get_utilization)},
	{"nvmlDeviceGetMemoryInfo", offsetof(struct nvml, get_memory)},
	{"nvmlDeviceGetPowerUsage", offsetof(struct nvml, get_power)},
	{"nvmlDeviceGetEnforcedPowerLimit", offsetof(struct nvml, get_power_limit)},
	{"nvmlDeviceGetTemperature", offsetof(struct nvml, get_temperature)},
};

/* By memcpy: C has no conversion from an object's address to a function's. */
static bool find_functions(struct nvml *nvml)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		void *symbol = dlsym(nvml->library, functions[i].name);
		if (!symbol && i < OPTIONAL)
			return false;
		memcpy((char *)nvml + functions[i].place, &symbol, sizeof symbol);
	}
	return true;
}

/* A GPU that can't be had (another user's, fallen off the bus) is left out. */
static void find_devices(struct nvml *nvml)
{
	unsigned count = 0;
	if (nvml->get_count(&count) != SUCCESS)
		return;
	for (unsigned i = 0; i < count && i < GPUS_MOST; i++) {
		device_handle device;
		if (nvml->get_handle(i, &device) != SUCCESS)
			continue;
		nvml->there++;
		if (nvml->count == HARDWARE_GPUS)
			continue;
		nvml->numbers[nvml->count] = i;
		nvml->devices[nvml->count++] = device;
	}
}

struct nvml *nvml_open(const char *library)
{
	void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return NULL;
	struct nvml *nvml = xcalloc(1, sizeof *nvml);
	nvml->library = handle;
	if (!find_functions(nvml) || nvml->init() != SUCCESS) {
		dlclose(handle);
		free(nvml);
		return NULL;
	}
	find_devices(nvml);
	return nvml;
}

void nvml_close(struct nvml *nvml)
{
	if (!nvml)
		return;
	nvml->shutdown();
	dlclose(nvml->library);
	free(nvml);
}

static double unsigned_of(int (*get)(device_handle device, unsigned *out), device_handle device)
{
	unsigned value = 0;
	return get && get(device, &value) == SUCCESS ? value : NAN;
}

static struct gpu read_gpu(const struct nvml *nvml, device_handle device)
{
	struct utilization busy = {0};
	struct memory memory = {0};
	unsigned celsius = 0;
	bool has_busy = nvml->get_utilization && nvml->get_utilization(device, &busy) == SUCCESS;
	bool has_memory = nvml->get_memory && nvml->get_memory(device, &memory) == SUCCESS;
	bool has_heat = nvml->get_temperature && nvml->get_temperature(device, SENSOR_GPU, &celsius) == SUCCESS;
	return (struct gpu){
		.figures = {
			[GPU_BUSY] = has_busy ? busy.gpu / 100.0 : NAN,
			[GPU_MEMORY] = has_memory ? (double)memory.used : NAN,
			[GPU_POWER] = unsigned_of(nvml->get_power, device) / 1000,
			[GPU_HEAT] = has_heat ? celsius : NAN,
		},
		.memory_total = has_memory ? (double)memory.total : NAN,
		.power_limit = unsigned_of(nvml->get_power_limit, device) / 1000,
	};
}

static bool tells_anything(const struct gpu *gpu)
{
	for (int i = 0; i < GPU_FIGURES; i++)
		if (!isnan(gpu->figures[i]))
			return true;
	return false;
}

bool nvml_read(const struct nvml *nvml, struct hardware *out)
{
	bool any = false;
	out->gpu_count = nvml ? nvml->count : 0;
	out->gpus_there = nvml ? nvml->there : 0;
	for (uint32_t i = 0; i < out->gpu_count; i++) {
		out->gpus[i] = read_gpu(nvml, nvml->devices[i]);
		out->gpus[i].number = nvml->numbers[i];
		any |= tells_anything(&out->gpus[i]);
	}
	return any;
}
