#include "disk/box.h"

#include "base/clock.h"
#include "disk/cgroup.h"

#include <ctype.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MOST 65536 /* bytes that are looked at: more disks and interfaces have no machine */
#define SECTOR 512.0    /* bytes, whatever the disk's own are */
#define DISK_READ 6     /* fields of a line, from 1 */
#define DISK_WRITTEN 10
#define NETWORK_OUT 9   /* behind the name; the first is what came in */

void box_init(struct box *box, const char *proc, const char *cgroups)
{
	*box = (struct box){.proc = proc, .cgroups = cgroups};
}

/* False when there is no such file. `text` is always terminated. */
static bool read_file(const struct box *box, const char *name, char text[FILE_MOST])
{
	char path[256];
	size_t length = 0;
	snprintf(path, sizeof path, "%s/%s", box->proc, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = -1;
	while (fd >= 0 && length < FILE_MOST - 1 && (got = read(fd, text + length, FILE_MOST - 1 - length)) > 0)
		length += (size_t)got;
	if (fd >= 0)
		close(fd);
	text[length] = '\0';
	return length > 0;
}

/* The next line, or NULL; the one before it is cut off. */
static char *next_line(char *line)
{
	char *end = strchr(line, '\n');
	if (!end || !end[1])
		return NULL;
	*end = '\0';
	return end + 1;
}

/* The number that stands `field` fields further on, from 1. NaN without one. */
static double field_of(const char *text, int field)
{
	for (int i = 1;; i++) {
		text += strspn(text, " \t");
		if (i == field)
			break;
		text += strcspn(text, " \t\n");
	}
	return isdigit((unsigned char)*text) ? strtod(text, NULL) : NAN;
}

/* ---- Processors and memory --------------------------------------------------------------- */

/* user nice system idle iowait irq softirq steal; what guests take is in user. */
static void read_processors(const struct box *box, char *text, double *busy, double *ticks)
{
	*busy = *ticks = NAN;
	if (!read_file(box, "stat", text) || strncmp(text, "cpu ", 4))
		return;
	*busy = *ticks = 0;
	for (int field = 1; field <= 8; field++) {
		double count = field_of(text + 4, field);
		if (isnan(count))
			continue;
		*ticks += count;
		*busy += field == 4 || field == 5 ? 0 : count;
	}
}

static double memory_line(const char *text, const char *name)
{
	const char *line = strstr(text, name);
	return line ? 1024 * field_of(line + strlen(name), 1) : NAN;
}

static void read_memory(const struct box *box, char *text, struct hardware *out)
{
	out->box[MEMORY_USED] = out->memory_total = NAN;
	if (!read_file(box, "meminfo", text))
		return;
	out->memory_total = memory_line(text, "MemTotal:");
	out->box[MEMORY_USED] = out->memory_total - memory_line(text, "MemAvailable:");
}

/* ---- Disks and network --------------------------------------------------------------------- */

static bool starts_with_any(const char *name, const char *const *starts)
{
	for (; *starts; starts++)
		if (!strncmp(name, *starts, strlen(*starts)))
			return true;
	return false;
}

/* sda, nvme0n1, vdb; not sda1, nvme0n1p1, nor what lies upon them: loop0, dm-0, md0. */
static bool is_whole_disk(const char *name, size_t length)
{
	static const char *const numbered[] = {"nvme", "mmcblk", NULL};
	static const char *const lettered[] = {"sd", "hd", "vd", "xvd", NULL};
	size_t digits = length;
	while (digits && isdigit((unsigned char)name[digits - 1]))
		digits--;
	if (starts_with_any(name, numbered))
		return digits == length || !digits || name[digits - 1] != 'p';
	return starts_with_any(name, lettered) && digits == length;
}

/* Bytes read and written since the start; NaN without any disk. */
static double read_disks(const struct box *box, char *text)
{
	double sectors = NAN;
	for (char *line = read_file(box, "diskstats", text) ? text : NULL, *next; line; line = next) {
		next = next_line(line);
		const char *name = line + strspn(line, " 0123456789");
		if (is_whole_disk(name, strcspn(name, " ")))
			sectors = (isnan(sectors) ? 0 : sectors) + field_of(line, DISK_READ) + field_of(line, DISK_WRITTEN);
	}
	return SECTOR * sectors;
}

/* What stays on the machine, or is counted once more by what carries it. */
static bool is_inner(const char *name)
{
	static const char *const inner[] = {"lo:", "veth", "docker", "br", "virbr", "bond", "tap", "tun", "cni", NULL};
	return starts_with_any(name, inner);
}

static double read_network(const struct box *box, char *text)
{
	double bytes = NAN;
	for (char *line = read_file(box, "net/dev", text) ? text : NULL, *next; line; line = next) {
		next = next_line(line);
		const char *name = line + strspn(line, " "), *colon = strchr(name, ':');
		if (colon && !is_inner(name))
			bytes = (isnan(bytes) ? 0 : bytes) + field_of(colon + 1, 1) + field_of(colon + 1, NETWORK_OUT);
	}
	return bytes;
}

/* ---- All of it --------------------------------------------------------------------------------- */

/* A counter that goes back was begun anew, or a disk is gone: no rate this time. */
static double rate(double now, double before, double seconds)
{
	return seconds > 0 && now >= before ? (now - before) / seconds : NAN;
}

/* Where there is less for us than the machine has. */
static void limit(const struct box *box, const struct cgroup_limits *limits, double seconds, struct hardware *out)
{
	if (limits->memory < out->memory_total) {
		out->memory_total = limits->memory;
		out->box[MEMORY_USED] = limits->memory_used;
	}
	if (limits->processors < (double)sysconf(_SC_NPROCESSORS_ONLN)) {
		double share = rate(limits->seconds, box->group_seconds, seconds) / limits->processors;
		out->box[CPU_BUSY] = share > 1 ? 1 : share;
	}
}

void box_read(struct box *box, struct hardware *out)
{
	char text[FILE_MOST];
	double busy, ticks, disk = read_disks(box, text), network = read_network(box, text);
	uint64_t when = clock_mono();
	double seconds = box->any ? (double)(when - box->when) / 1e9 : 0;
	read_processors(box, text, &busy, &ticks);
	read_memory(box, text, out);
	struct cgroup_limits limits = cgroup_read(box->proc, box->cgroups);
	out->box[CPU_BUSY] = box->any ? rate(busy, box->busy, ticks - box->ticks) : NAN;
	limit(box, &limits, seconds, out);
	out->box[DISK_RATE] = rate(disk, box->disk, seconds);
	out->box[NETWORK_RATE] = rate(network, box->network, seconds);
	*box = (struct box){box->proc, box->cgroups, true, busy, ticks, limits.seconds, disk, network, when};
}
