/*
 * NVIDIA's GPUs through its management library, which is looked for when it is
 * asked for (dlopen): where there is none, or no driver, there are no GPUs, and
 * nothing is said of it. The prototypes are ours, of what NVIDIA's public
 * reference documents (nvmlInit_v2, nvmlDeviceGet…). Calls may block for as long
 * as the driver likes: worker threads only, one at a time.
 */
#ifndef TBTOP_DISK_NVML_H
#define TBTOP_DISK_NVML_H

#include "data/hardware.h"

#include <stdbool.h>

#define NVML_LIBRARY "libnvidia-ml.so.1"

struct nvml;

/* NULL when there is none. Keeps the driver awake until nvml_close. */
struct nvml *nvml_open(const char *library);
void nvml_close(struct nvml *nvml); /* NULL is fine */
/* Fills the GPUs in `out`; without `nvml` there are none. True when any tells anything. */
bool nvml_read(const struct nvml *nvml, struct hardware *out);

#endif
