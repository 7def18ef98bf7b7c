#include "disk/source.h"

#include "base/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_AHEAD ((uint64_t)128 * 1024) /* bytes that kernels read ahead of who asked for no more: the others need no advice */

static int file_open(void *context, const char *path)
{
	/* O_NONBLOCK: the file may be a FIFO by now, and opening one would wait for a writer. */
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

static int file_stat(void *context, int fd, struct file_stat *out)
{
	struct stat found;
	if (fstat(fd, &found))
		return -1;
	if (!S_ISREG(found.st_mode)) {
		errno = EISDIR;
		return -1;
	}
	*out = scan_stat(&found);
	if (out->size > READ_AHEAD)
		posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return 0;
}

static ssize_t file_read(void *context, int fd, void *into, size_t size, uint64_t from)
{
	worker_take_turns(size);
	return pread(fd, into, size, (off_t)from);
}

static void file_close(void *context, int fd)
{
	close(fd);
}

const struct source source_files = {file_open, file_stat, file_read, file_close, NULL, NULL, NULL};
