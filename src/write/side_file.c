#include "write/side_file.h"

#include "write/event_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* directory/name<suffix>, to be freed; its directory is made. NULL: *error says why. */
static char *path_of(const char *directory, const char *name, const char *suffix, int *error)
{
	size_t size = strlen(directory) + strlen(name) + strlen(suffix) + 2;
	char *path = malloc(size);
	*error = -ENOMEM;
	if (!path)
		return NULL;
	snprintf(path, size, "%s/%s%s", directory, name, suffix);
	char *end = strrchr(path, '/');
	*end = '\0';
	unsigned made;
	*error = event_file_directory(path, &made);
	*end = '/';
	if (*error) {
		free(path);
		return NULL;
	}
	return path;
}

int side_file_claim(const char *directory, const char *name)
{
	int error;
	char *path = path_of(directory, name, "", &error);
	if (path && mkdir(path, 0777))
		error = -errno;
	free(path);
	return error;
}

void side_file_disclaim(const char *directory, const char *name)
{
	int error;
	char *path = path_of(directory, name, "", &error);
	if (path)
		rmdir(path);
	free(path);
}

static int write_file(const char *path, int flags, const void *data, size_t size)
{
	size_t done = 0;
	int fd = event_file_open(path, O_WRONLY | O_CREAT | flags);
	if (fd < 0)
		return fd;
	int error = event_file_write(fd, data, size, &done);
	if (close(fd) && !error && errno != EINTR)
		error = -errno;
	return error;
}

int side_file_put(const char *directory, const char *name, const void *data, size_t size)
{
	static atomic_uint count; /* threads may write the same file at once, too */
	char suffix[48];
	int error;
	snprintf(suffix, sizeof suffix, ".%ld.%u.tmp", (long)getpid(), atomic_fetch_add(&count, 1));
	char *path = path_of(directory, name, "", &error), *temporary = path ? path_of(directory, name, suffix, &error) : NULL;
	if (temporary) {
		error = write_file(temporary, O_TRUNC, data, size);
		if (!error && rename(temporary, path))
			error = -errno;
		if (error)
			unlink(temporary);
	}
	free(path);
	free(temporary);
	return error;
}

int side_file_append(const char *directory, const char *name, const void *data, size_t size)
{
	int error;
	char *path = path_of(directory, name, "", &error);
	if (path)
		error = write_file(path, O_APPEND, data, size);
	free(path);
	return error;
}
