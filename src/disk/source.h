/*
 * How a tail gets at the bytes of a file: functions in the place of open,
 * fstat, pread and close, so that a source may lie on another one (a stream
 * that is inflated) and tests may script theirs. One thread at a time.
 */
#ifndef TBTOP_DISK_SOURCE_H
#define TBTOP_DISK_SOURCE_H

#include "data/batch.h"
#include "disk/scan.h"

/* What can be read of a stream that is not simply the file's own bytes. */
struct extent {
	uint64_t size;   /* it ends here at the latest */
	bool size_known; /* false: it may end before; where it does, a read brings nothing */
	bool anew;       /* the file was replaced or cut: what was read before is no part of it */
};

struct source {
	int (*open)(void *context, const char *path);                                  /* fd or -1 with errno */
	int (*stat)(void *context, int fd, struct file_stat *out);                     /* 0 or -1 with errno */
	ssize_t (*read)(void *context, int fd, void *into, size_t size, uint64_t from); /* as pread */
	void (*close)(void *context, int fd);
	void *context;
	/* NULL where the stream is the file. After `stat`, before the first `read`; 0 or -1 with errno. */
	int (*extent)(void *context, int fd, const struct file_stat *now, struct extent *out);
	/*
	 * NULL for none. What is wrong with the stream, one after the other until false: what was passed since it
	 * was asked last and, when `ended`, where the stream ended (that one each time, and provisional).
	 */
	bool (*trouble)(void *context, bool ended, struct problem *out);
};

/* Regular files as they are. */
extern const struct source source_files;

#endif
