#define _DEFAULT_SOURCE /* kill, gethostname */

#include "disk/process.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SLACK 5.0 /* seconds: clocks are set now and then */
#define LINE 1024
#define STATE_FIELD 3 /* proc(5) */
#define THREADS_FIELD 20
#define START_FIELD 22

/* The name in parentheses may hold anything, parentheses too: what counts begins behind the last. */
bool process_parse(const char *line, char *state, uint32_t *threads, uint64_t *began)
{
	const char *at = strrchr(line, ')');
	int field = STATE_FIELD - 1;
	*threads = 0;
	while (at && (at = strchr(at, ' '))) {
		at++;
		field++;
		if (field == STATE_FIELD)
			*state = *at;
		else if (field == THREADS_FIELD)
			*threads = (uint32_t)strtoul(at, NULL, 10);
		else if (field == START_FIELD) {
			*began = strtoull(at, NULL, 10);
			return *state > ' ' && *state < 127;
		}
	}
	return false;
}

static bool is_here(struct slice host)
{
	char name[HOST_NAME_MAX + 1] = "";
	if (gethostname(name, sizeof name - 1) || !*name)
		return false;
	return slice_equal(host, slice_of(name)) || slice_equal(host, slice_make(name, strcspn(name, ".")));
}

static bool read_stat(int64_t pid, char *line, size_t size)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%" PRId64 "/stat", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t length = read(fd, line, size - 1);
	close(fd);
	line[length > 0 ? length : 0] = '\0';
	return length > 0;
}

/* Wall time of a number of ticks after the start of the machine. */
static double wall_of_ticks(uint64_t ticks)
{
	struct timespec up;
	if (clock_gettime(CLOCK_BOOTTIME, &up))
		return 0;
	double since_boot = (double)up.tv_sec + (double)up.tv_nsec / 1e9;
	return clock_wall() - since_boot + (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

struct process process_look(struct slice host, int64_t pid, double newest)
{
	const struct process unknown = {PROCESS_UNKNOWN, '?', 0, newest};
	struct process process = unknown;
	char line[LINE];
	uint64_t began;
	if (pid <= 1 || pid > INT_MAX || !is_here(host))
		return process;
	if (kill((pid_t)pid, 0) && errno == ESRCH) {
		process.found = PROCESS_ENDED;
		return process;
	}
	if (!read_stat(pid, line, sizeof line) || !process_parse(line, &process.state, &process.threads, &began))
		return unknown;
	bool ended = process.state == 'Z' || process.state == 'X' || wall_of_ticks(began) > newest + SLACK;
	process.found = ended ? PROCESS_ENDED : PROCESS_ALIVE;
	return process;
}
