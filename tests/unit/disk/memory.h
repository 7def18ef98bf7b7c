/* A file that lies in memory, as the source of a tail: how much of it is there and how it reads is scripted. */
#ifndef TBTOP_TESTS_DISK_MEMORY_H
#define TBTOP_TESTS_DISK_MEMORY_H

#include "disk/tail.h"

#include <errno.h>
#include <string.h>

struct memory_file {
	const uint8_t *data;
	size_t size;      /* as fstat shows it */
	size_t longest;   /* read at once; 0 for any */
	ino_t inode;
	int error;        /* of reads from error_at on; 0 for none */
	size_t error_at;
	bool interrupted; /* every other read is */
	unsigned reads;
};

static inline int memory_open(void *context, const char *path)
{
	(void)context, (void)path;
	return 7;
}

static inline int memory_stat(void *context, int fd, struct file_stat *out)
{
	const struct memory_file *file = context;
	(void)fd;
	*out = (struct file_stat){.id = {1, file->inode}, .size = file->size};
	return 0;
}

static inline ssize_t memory_fail(int error)
{
	errno = error;
	return -1;
}

static inline ssize_t memory_read(void *context, int fd, void *into, size_t size, uint64_t from)
{
	struct memory_file *file = context;
	(void)fd;
	if (file->interrupted && file->reads++ % 2 == 0)
		return memory_fail(EINTR);
	if (file->error && from >= file->error_at)
		return memory_fail(file->error);
	size_t end = file->error && file->error_at < file->size ? file->error_at : file->size;
	if (from >= end)
		return 0;
	if (size > end - from)
		size = end - (size_t)from;
	if (file->longest && size > file->longest)
		size = file->longest;
	memcpy(into, file->data + from, size);
	return (ssize_t)size;
}

static inline void memory_close(void *context, int fd)
{
	(void)context, (void)fd;
}

static inline struct source memory_source(struct memory_file *file)
{
	return (struct source){memory_open, memory_stat, memory_read, memory_close, file, NULL, NULL};
}

#endif
