/* What the machine is doing at a time: its GPUs, processors, memory, disks and network. NaN where it isn't known. */
#ifndef TBTOP_DATA_HARDWARE_H
#define TBTOP_DATA_HARDWARE_H

#include <stdint.h>

#define HARDWARE_GPUS 16 /* of more the first */

/* The figures there are: of each GPU, then of the machine. */
enum hardware_figure {
	GPU_BUSY,    /* share of the time, 0 to 1 */
	GPU_MEMORY,  /* bytes in use */
	GPU_POWER,   /* watts */
	GPU_HEAT,    /* degrees Celsius */
	CPU_BUSY,    /* share of all processors, 0 to 1 */
	MEMORY_USED, /* bytes that are not to be had */
	DISK_RATE,   /* bytes a second, read and written */
	NETWORK_RATE, /* bytes a second, both ways */
	HARDWARE_FIGURES
};
#define GPU_FIGURES CPU_BUSY /* those before it are a GPU's */

struct hardware {
	double wall; /* seconds since 1970 */
	double box[HARDWARE_FIGURES]; /* of the machine, by figure */
	double memory_total;
	uint32_t gpus_there; /* of which the first HARDWARE_GPUS are told: */
	uint32_t gpu_count;
	struct gpu {
		double figures[GPU_FIGURES];
		double memory_total, power_limit;
		uint32_t number; /* as the driver counts them: some may not be ours to see */
	} gpus[HARDWARE_GPUS];
	double gpus_silent;  /* seconds for which their driver has not answered; 0 where it does */
};

#endif
