/*
 * In the place of NVIDIA's library: two GPUs whose figures are known. With
 * FAKE_NVML=none there is no driver, with FAKE_NVML=blind no figure can be had
 * of the second GPU, with FAKE_NVML=hang a reading never comes back.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GPUS 2
#define NOT_FOUND 6
#define UNINITIALIZED 1
#define NOT_SUPPORTED 3

struct device {
	unsigned number;
};
static struct device devices[GPUS] = {{0}, {1}};
static int used;

int nvmlInit_v2(void);
int nvmlShutdown(void);
int nvmlDeviceGetCount_v2(unsigned *count);
int nvmlDeviceGetHandleByIndex_v2(unsigned index, struct device **device);
int nvmlDeviceGetUtilizationRates(struct device *device, unsigned percent[2]);
int nvmlDeviceGetMemoryInfo(struct device *device, unsigned long long bytes[3]);
int nvmlDeviceGetPowerUsage(struct device *device, unsigned *milliwatts);
int nvmlDeviceGetEnforcedPowerLimit(struct device *device, unsigned *milliwatts);
int nvmlDeviceGetTemperature(struct device *device, int sensor, unsigned *celsius);

static int is(const char *what)
{
	const char *how = getenv("FAKE_NVML");
	return how && !strcmp(how, what);
}

static int may_look(const struct device *device)
{
	if (!used)
		return UNINITIALIZED;
	return is("blind") && device->number ? NOT_SUPPORTED : 0;
}

int nvmlInit_v2(void)
{
	used += !is("none");
	return is("none") ? 9 : 0;
}

int nvmlShutdown(void)
{
	used--;
	return 0;
}

int nvmlDeviceGetCount_v2(unsigned *count)
{
	*count = GPUS + 1; /* one of them can't be had */
	return used ? 0 : UNINITIALIZED;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, struct device **device)
{
	if (index >= GPUS)
		return NOT_FOUND;
	*device = &devices[index];
	return 0;
}

int nvmlDeviceGetUtilizationRates(struct device *device, unsigned percent[2])
{
	if (is("hang"))
		sleep(600);
	percent[0] = device->number ? 58 : 98;
	percent[1] = 41;
	return may_look(device);
}

int nvmlDeviceGetMemoryInfo(struct device *device, unsigned long long bytes[3])
{
	bytes[0] = 80ull << 30;
	bytes[2] = (device->number ? 31ull : 71ull) << 30;
	bytes[1] = bytes[0] - bytes[2];
	return may_look(device);
}

int nvmlDeviceGetPowerUsage(struct device *device, unsigned *milliwatts)
{
	*milliwatts = device->number ? 300500 : 612500;
	return may_look(device);
}

int nvmlDeviceGetEnforcedPowerLimit(struct device *device, unsigned *milliwatts)
{
	*milliwatts = 700000;
	return may_look(device);
}

int nvmlDeviceGetTemperature(struct device *device, int sensor, unsigned *celsius)
{
	*celsius = device->number ? 51 : 64;
	return sensor ? NOT_SUPPORTED : may_look(device);
}
