/*
 * Preloaded into the program: opening an event file to read it never comes
 * back, as on a network file system whose server is gone; nor does a look at
 * anything in a directory named "hung".
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

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
	while ((flags & O_ACCMODE) == O_RDONLY && strstr(path, "tfevents"))
		pause();
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
