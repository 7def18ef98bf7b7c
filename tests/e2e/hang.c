/*
 * Preloaded into the program: opening an event file to read it never comes
 * back, as on a network file system whose server is gone.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

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
