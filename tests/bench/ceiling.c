/*
 * What nobody who reads files of scalars in blocks gets below: each record's
 * bytes taken from the kernel, both CRCs checked, wall time, step and the last
 * four bytes (a simple_value) looked at. Nothing is kept.
 *
 *     ceiling FILE ...
 *
 * Prints seconds for reading alone, seconds with all of that, and records, tab-separated.
 */
#include "base/clock.h"
#include "base/crc32c.h"
#include "base/little.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BLOCK ((size_t)256 * 1024)
#define HEADER 12
#define OVERHEAD 16
#define STEP_AT 10

static struct scan {
	uint8_t bytes[2 * BLOCK];
	size_t length;
	uint64_t records, sum;
} scan;

/* Walls, steps and values of the records that are whole; what is left moves to the front. */
static bool take(void)
{
	size_t at = 0;
	while (scan.length - at >= OVERHEAD) {
		const uint8_t *record = scan.bytes + at, *payload = record + HEADER;
		uint64_t length = little64(record);
		if (length > BLOCK || little32(record + 8) != crc32c_masked_short(record, 8))
			return false;
		if (scan.length - at < length + OVERHEAD)
			break;
		if (little32(payload + length) != crc32c_masked_short(payload, length))
			return false;
		if (length > STEP_AT + 8)
			scan.sum += little64(payload + 1) ^ little64(payload + STEP_AT) ^ little32(payload + length - 4);
		scan.records++;
		at += length + OVERHEAD;
	}
	memmove(scan.bytes, scan.bytes + at, scan.length - at);
	scan.length -= at;
	return true;
}

/* Seconds; below 0 where the file can't be read or has damage. */
static double seconds_of(const char *path, bool look)
{
	uint64_t began = clock_mono();
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = -1;
	scan.length = 0;
	while (fd >= 0 && (got = read(fd, scan.bytes + scan.length, BLOCK)) > 0) {
		scan.length = look ? scan.length + (size_t)got : 0;
		if (!take() || scan.length > BLOCK) {
			got = -1;
			break;
		}
	}
	if (fd >= 0)
		close(fd);
	return got < 0 ? -1 : (double)(clock_mono() - began) * 1e-9;
}

static volatile uint64_t looked_at; /* so that the compiler leaves nothing out */

int main(int count, char **paths)
{
	double reading = 0, scanning = 0;
	for (int i = 1; i < count; i++) {
		double read = seconds_of(paths[i], false), looked = seconds_of(paths[i], true);
		if (read < 0 || looked < 0) {
			fprintf(stderr, "ceiling: %s: damaged, or can't be read\n", paths[i]);
			return 1;
		}
		reading += read;
		scanning += looked;
	}
	looked_at = scan.sum;
	printf("%.4f\t%.4f\t%llu\n", reading, scanning, (unsigned long long)scan.records);
	return 0;
}
