/*
 * Processors, memory, disks and network of this machine, from /proc (proc(5):
 * stat, meminfo, diskstats, net/dev). Rates are those since the reading before:
 * the first has none. Disks count whole, not by their partitions or what is
 * built of them; of the network what leaves the machine. Where a control group
 * (cgroup.h) leaves us less than that of memory or processors, it is the machine.
 * Reads: worker threads.
 */
#ifndef TBTOP_DISK_BOX_H
#define TBTOP_DISK_BOX_H

#include "data/hardware.h"

#include <stdbool.h>

struct box {
	const char *proc, *cgroups; /* "/proc", "/sys/fs/cgroup"; the caller's */
	bool any;         /* there was a reading before: */
	double busy, ticks; /* of the processors */
	double group_seconds; /* of processors that the control group used; NaN without its limit */
	double disk, network; /* bytes since the start of the machine */
	uint64_t when;        /* monotonic ns */
};

void box_init(struct box *box, const char *proc, const char *cgroups);
/* Fills what is the machine's in `out`, NaN where the files tell nothing. */
void box_read(struct box *box, struct hardware *out);

#endif
