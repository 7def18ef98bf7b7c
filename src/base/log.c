#include "base/log.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_SIZE 1024

static atomic_int log_fd = -1;

enum status log_open(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0)
		return status_from_errno(errno);
	int old = atomic_exchange(&log_fd, fd);
	if (old >= 0)
		close(old);
	return STATUS_OK;
}

void log_close(void)
{
	int fd = atomic_exchange(&log_fd, -1);
	if (fd >= 0)
		close(fd);
}

/* One write an entry: with O_APPEND lines of several threads don't mix, and none waits in a buffer at a crash. */
void log_line(const char *format, ...)
{
	int fd = atomic_load_explicit(&log_fd, memory_order_relaxed);
	if (fd < 0)
		return;
	char line[LINE_SIZE];
	int length = snprintf(line, sizeof line, "%.6f ", (double)clock_mono() / 1e9);
	va_list args;
	va_start(args, format);
	int more = vsnprintf(line + length, sizeof line - (size_t)length - 1, format, args);
	va_end(args);
	if (more < 0)
		return;
	length += more;
	if (length > LINE_SIZE - 2)
		length = LINE_SIZE - 2;
	line[length++] = '\n';
	ssize_t written = write(fd, line, (size_t)length);
	(void)written; /* there is nobody left to tell */
}
