#include "write/event_file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TRIES 100

/* `path` is changed and changed back. *made counts those that were not there. */
static int make_directories(char *path, unsigned *made)
{
	for (char *at = path;; at++) {
		char end = *at;
		if (end && (end != '/' || at == path))
			continue;
		*at = '\0';
		int error = mkdir(path, 0777) ? errno : 0;
		*made += !error;
		*at = end;
		if (error && error != EEXIST)
			return -error;
		if (!end)
			return 0;
	}
}

int event_file_directory(const char *directory, unsigned *made)
{
	char *path = strdup(*directory ? directory : ".");
	*made = 0;
	int error = path ? make_directories(path, made) : -ENOMEM;
	free(path);
	return error;
}

static int sync_directory(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int error = fsync(fd) && errno != EINVAL ? -errno : 0; /* some file systems have none for directories */
	close(fd);
	return error;
}

/* Cuts the last name off. */
static void go_up(char *path)
{
	size_t length = strlen(path);
	while (length > 1 && path[length - 1] == '/')
		length--;
	while (length > 0 && path[length - 1] != '/')
		length--;
	path[length] = '\0';
	if (!length)
		strcpy(path, ".");
}

int event_file_sync_names(const char *directory, unsigned made)
{
	char *path = strdup(*directory ? directory : ".");
	if (!path)
		return -ENOMEM;
	int error = sync_directory(path);
	for (; made && !error; made--) {
		go_up(path);
		error = sync_directory(path);
	}
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

/*
 * Beyond a limit on file sizes the system sends a signal, which ends programs that do not know of it. It comes to
 * the thread that writes, so it is enough that this one does not take it: signals stay what the program made of them.
 */
static ssize_t write_unsignalled(int fd, const uint8_t *data, size_t size)
{
	sigset_t limit, before;
	sigemptyset(&limit);
	sigaddset(&limit, SIGXFSZ);
	pthread_sigmask(SIG_BLOCK, &limit, &before);
	ssize_t wrote = write(fd, data, size);
	int error = errno;
	if (wrote < 0 && error == EFBIG && !sigismember(&before, SIGXFSZ))
		sigtimedwait(&limit, NULL, &(struct timespec){0});
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return wrote;
}

int event_file_write(int fd, const uint8_t *data, size_t size, size_t *done)
{
	while (*done < size) {
		ssize_t wrote = write_unsignalled(fd, data + *done, size - *done);
		if (wrote >= 0)
			*done += (size_t)wrote;
		else if (errno != EINTR)
			return -errno;
	}
	return 0;
}
