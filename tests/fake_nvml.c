/*
 * In the place of NVIDIA's library: GPUs whose figures are known, two of them unless FAKE_NVML says otherwise, which is a
 * list of words with commas between:
 *
 *     none            no driver; init=CODE: why there is none (9 driver not loaded, 18 another version)
 *     gpus=COUNT
 *     hidden=NUMBER   this one can't be had
 *     blind           no figure can be had of the second GPU
 *     FUNCTION=CODE   it fails so: nvmlDeviceGetTemperature=3
 *     lost=READS      so many readings of the first GPU, then all is lost (15), until the library is opened again
 *     hang            a reading never comes back
 *     hang_init       nor does the start
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GPUS_MOST 128
#define NOT_FOUND 6
#define UNINITIALIZED 1
#define NOT_SUPPORTED 3
#define LOST 15
#define FOREVER 600

struct device {
	unsigned number;
};
static struct device devices[GPUS_MOST];
static int used, reads;

int nvmlInit_v2(void);
int nvmlShutdown(void);
int nvmlDeviceGetCount_v2(unsigned *count);
int nvmlDeviceGetHandleByIndex_v2(unsigned index, struct device **device);
int nvmlDeviceGetUtilizationRates(struct device *device, unsigned percent[2]);
int nvmlDeviceGetMemoryInfo(struct device *device, unsigned long long bytes[3]);
int nvmlDeviceGetPowerUsage(struct device *device, unsigned *milliwatts);
int nvmlDeviceGetEnforcedPowerLimit(struct device *device, unsigned *milliwatts);
int nvmlDeviceGetTemperature(struct device *device, int sensor, unsigned *celsius);

/* The number behind `word`=; `otherwise` without it; 1 for the word alone. */
static int option(const char *word, int otherwise)
{
	const char *at = getenv("FAKE_NVML");
	size_t length = strlen(word);
	for (; at && *at; at += strcspn(at, ","), at += *at == ',')
		if (!strncmp(at, word, length) && (!at[length] || strchr(",=", at[length])))
			return at[length] == '=' ? atoi(at + length + 1) : 1;
	return otherwise;
}

static int answer(const char *function, const struct device *device)
{
	if (!used)
		return UNINITIALIZED;
	if (option("lost", 0) && reads > option("lost", 0))
		return LOST;
	if (option("blind", 0) && device->number == 1)
		return NOT_SUPPORTED;
	return option(function, 0);
}

int nvmlInit_v2(void)
{
	if (option("hang_init", 0))
		sleep(FOREVER);
	if (option("none", 0) || option("init", 0))
		return option("init", 9);
	used++;
	reads = 0;
	return 0;
}

int nvmlShutdown(void)
{
	used--;
	return 0;
}

int nvmlDeviceGetCount_v2(unsigned *count)
{
	*count = (unsigned)option("gpus", 2) + 1; /* one of them can't be had */
	return used ? option("nvmlDeviceGetCount_v2", 0) : UNINITIALIZED;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, struct device **device)
{
	if (index >= (unsigned)option("gpus", 2) || (int)index == option("hidden", -1))
		return NOT_FOUND;
	devices[index].number = index;
	*device = &devices[index];
	return option("nvmlDeviceGetHandleByIndex_v2", 0);
}

int nvmlDeviceGetUtilizationRates(struct device *device, unsigned percent[2])
{
	if (option("hang", 0))
		sleep(FOREVER);
	reads += device->number == 0;
	percent[0] = device->number ? 58 : 98;
	percent[1] = 41;
	return answer("nvmlDeviceGetUtilizationRates", device);
}

int nvmlDeviceGetMemoryInfo(struct device *device, unsigned long long bytes[3])
{
	bytes[0] = 80ull << 30;
	bytes[2] = (device->number ? 31ull : 71ull) << 30;
	bytes[1] = bytes[0] - bytes[2];
	return answer("nvmlDeviceGetMemoryInfo", device);
}

int nvmlDeviceGetPowerUsage(struct device *device, unsigned *milliwatts)
{
	*milliwatts = device->number ? 300500 : 612500;
	return answer("nvmlDeviceGetPowerUsage", device);
}

int nvmlDeviceGetEnforcedPowerLimit(struct device *device, unsigned *milliwatts)
{
	*milliwatts = 700000;
	return answer("nvmlDeviceGetEnforcedPowerLimit", device);
}

int nvmlDeviceGetTemperature(struct device *device, int sensor, unsigned *celsius)
{
	*celsius = device->number ? 51 : 64;
	return sensor ? NOT_SUPPORTED : answer("nvmlDeviceGetTemperature", device);
}
