#include "disk/cgroup.h"

#include <ctype.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MOST 8192
#define PATH_MOST 4096

/* False where there is none, or its path is too long. */
static bool read_file(const char *directory, const char *name, char text[FILE_MOST])
{
	char path[PATH_MOST + 64];
	ssize_t got = -1;
	if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path)
		return false;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		got = read(fd, text, FILE_MOST - 1);
		close(fd);
	}
	text[got > 0 ? got : 0] = '\0';
	return got > 0;
}

/* NaN for what is no number, as "max". */
static double number_at(const char *text)
{
	text += strspn(text, " ");
	return isdigit((unsigned char)*text) ? strtod(text, NULL) : NAN;
}

static double number_in(const char *directory, const char *name)
{
	char text[FILE_MOST];
	return read_file(directory, name, text) ? number_at(text) : NAN;
}

/* Of a file of lines "key number". */
static double number_of(const char *directory, const char *name, const char *key)
{
	char text[FILE_MOST];
	size_t length = strlen(key);
	if (!read_file(directory, name, text))
		return NAN;
	for (const char *line = text; line; line = (line = strchr(line, '\n')) ? line + 1 : NULL)
		if (!strncmp(line, key, length) && line[length] == ' ')
			return number_at(line + length);
	return NAN;
}

static double without(double bytes, double spare)
{
	return spare < bytes ? bytes - spare : bytes;
}

/* ---- A level ------------------------------------------------------------------------------------ */

static void take_memory(struct cgroup_limits *out, double limit, double used)
{
	if (isnan(limit) || isnan(used) || limit >= out->memory)
		return;
	out->memory = limit;
	out->memory_used = used;
}

static void look_at_memory_1(const char *directory, struct cgroup_limits *out)
{
	take_memory(out, number_in(directory, "memory.limit_in_bytes"),
	            without(number_in(directory, "memory.usage_in_bytes"),
	                    number_of(directory, "memory.stat", "total_inactive_file")));
}

static void look_at_both(const char *directory, struct cgroup_limits *out)
{
	char text[FILE_MOST];
	take_memory(out, number_in(directory, "memory.max"),
	            without(number_in(directory, "memory.current"), number_of(directory, "memory.stat", "inactive_file")));
	if (!read_file(directory, "cpu.max", text))
		return;
	double processors = number_at(text) / number_at(text + strcspn(text, " "));
	double seconds = number_of(directory, "cpu.stat", "usage_usec") / 1e6;
	if (!(processors > 0) || isnan(seconds) || processors >= out->processors)
		return;
	out->processors = processors;
	out->seconds = seconds;
}

/* ---- All levels ------------------------------------------------------------------------------------ */

/* From the group up to the top. In a container the path may be the host's: then the top alone is there. */
static void look_up(const char *top, const char *path, void (*look)(const char *directory, struct cgroup_limits *out),
                    struct cgroup_limits *out)
{
	char directory[PATH_MOST];
	int length = snprintf(directory, sizeof directory, "%s%.*s", top, (int)strcspn(path, "\n"), path);
	size_t least = strlen(top);
	if (length < 0 || length >= (int)sizeof directory || strstr(path, "/.."))
		return;
	for (char *end; strlen(directory) > least; *end = '\0') {
		look(directory, out);
		end = strrchr(directory, '/');
	}
	look(directory, out);
}

/* Of lines "4:memory:/path", "0::/path" the path behind the controller; NULL without. */
static const char *path_of(const char *text, const char *controller)
{
	char wanted[32];
	snprintf(wanted, sizeof wanted, ":%s:", controller);
	const char *at = strstr(text, wanted);
	return at ? at + strlen(wanted) : NULL;
}

struct cgroup_limits cgroup_read(const char *proc, const char *root)
{
	struct cgroup_limits limits = {INFINITY, NAN, INFINITY, NAN};
	char text[FILE_MOST], memory[PATH_MOST];
	if (read_file(proc, "self/cgroup", text)) {
		const char *both = path_of(text, ""), *first = path_of(text, "memory");
		if (both)
			look_up(root, both, look_at_both, &limits);
		if (first && snprintf(memory, sizeof memory, "%s/memory", root) < (int)sizeof memory)
			look_up(memory, first, look_at_memory_1, &limits);
	}
	if (isinf(limits.memory))
		limits.memory = NAN;
	if (isinf(limits.processors))
		limits.processors = NAN;
	return limits;
}
