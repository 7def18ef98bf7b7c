#include "write/event_file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 100

/* `path` is changed and changed back. */
static int make_directories(char *path)
{
	for (char *at = path;; at++) {
		char end = *at;
		if (end && (end != '/' || at == path))
			continue;
		*at = '\0';
		int error = mkdir(path, 0777) ? errno : 0;
		*at = end;
		if (error && error != EEXIST)
			return -error;
		if (!end)
			return 0;
	}
}

int event_file_directory(const char *directory)
{
	char *path = strdup(*directory ? directory : ".");
	int error = path ? make_directories(path) : -ENOMEM;
	free(path);
	return error;
}

void event_file_host(char *host, size_t size)
{
	if (gethostname(host, size) || !host[0])
		snprintf(host, size, "localhost");
	host[size - 1] = '\0'; /* POSIX: a name cut off need not be terminated */
	for (char *c = host; *c; c++)
		if (*c == '/' || (unsigned char)*c <= ' ' || *c == 0x7f)
			*c = '_';
}

static char *new_path(const char *directory, double now, const char *suffix)
{
	static atomic_uint count; /* of all writers of the process, as in TensorBoard's writer */
	static const char format[] = "%s/events.out.tfevents.%010lld.%s.%ld.%u%s";
	char host[256];
	event_file_host(host, sizeof host);
	long long seconds = isfinite(now) && fabs(now) < 1e18 ? (long long)floor(now) : 0;
	unsigned number = atomic_fetch_add(&count, 1);
	const char *end = suffix ? suffix : "";
	int size = snprintf(NULL, 0, format, directory, seconds, host, (long)getpid(), number, end);
	char *path = size < 0 ? NULL : malloc((size_t)size + 1);
	if (path)
		snprintf(path, (size_t)size + 1, format, directory, seconds, host, (long)getpid(), number, end);
	return path;
}

int event_file_open(const char *path, int flags)
{
	int fd = open(path, O_CLOEXEC | flags, 0666), error = errno;
	if (fd >= 0 && fd <= STDERR_FILENO) {
		int higher = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		error = errno;
		close(fd);
		fd = higher;
	}
	return fd < 0 ? -error : fd;
}

/* A file that is not there yet: another process may have had the same idea of a name. */
int event_file_create(char **path, int *fd, const char *directory, double now, const char *suffix)
{
	int error = -EEXIST;
	for (int tries = 0; tries < TRIES && (error == -EEXIST || error == -EINTR); tries++) {
		char *name = new_path(*directory ? directory : ".", now, suffix);
		if (!name)
			return -ENOMEM;
		*fd = event_file_open(name, O_WRONLY | O_CREAT | O_EXCL | O_APPEND);
		if (*fd >= 0) {
			*path = name;
			return 0;
		}
		error = *fd;
		free(name);
	}
	return error;
}

int event_file_write(int fd, const uint8_t *data, size_t size, size_t *done)
{
	while (*done < size) {
		ssize_t wrote = write(fd, data + *done, size - *done);
		if (wrote >= 0)
			*done += (size_t)wrote;
		else if (errno != EINTR)
			return -errno;
	}
	return 0;
}
