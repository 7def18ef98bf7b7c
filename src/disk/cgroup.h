/*
 * What a control group lets us have of the machine, where it sets limits (cgroups(7); of version 2 memory.max,
 * memory.current, cpu.max, cpu.stat; of version 1 memory.limit_in_bytes, memory.usage_in_bytes): that of this process
 * and those above it, the tightest. In a container or a batch job that is the machine there is. Reads: worker threads.
 */
#ifndef TBTOP_DISK_CGROUP_H
#define TBTOP_DISK_CGROUP_H

struct cgroup_limits {
	double memory, memory_used; /* bytes, without what the cache could give back; NaN without a limit */
	double processors, seconds; /* how many; seconds of them that were used so far; NaN without a limit */
};

/* `proc`, `root`: "/proc" and "/sys/fs/cgroup". */
struct cgroup_limits cgroup_read(const char *proc, const char *root);

#endif
