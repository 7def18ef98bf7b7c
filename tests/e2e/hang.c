/*
 * Preloaded into the program: opening an event file to read it never comes
 * back, as on a network file system whose server is gone; nor does a look at
 * anything in a directory named "hung". With HANG_MIDDLE set it is only reading
 * on behind the start of a long file that never does.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MIDDLE (1 << 20) /* bytes: what is read of a file first is its first block, and its end */

static int hangs(const char *path)
{
	return strstr(path, "/hung") != NULL;
}

int stat(const char *path, struct stat *out)
{
	while (hangs(path))
		pause();
	return fstatat(AT_FDCWD, path, out, 0);
}

DIR *opendir(const char *path)
{
	while (hangs(path))
		pause();
	int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? NULL : fdopendir(fd);
}

int open(const char *path, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	while ((flags & O_ACCMODE) == O_RDONLY && strstr(path, "tfevents") && !getenv("HANG_MIDDLE"))
		pause();
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

ssize_t pread(int fd, void *into, size_t size, off_t from)
{
	while (from > 0 && from < MIDDLE && getenv("HANG_MIDDLE"))
		pause();
	return syscall(SYS_pread64, fd, into, size, from);
}
