#define _GNU_SOURCE /* memfd_create */

#include "ui/sink.h"

#include <sys/mman.h>
#include <unistd.h>

bool sink_open(struct sink *sink)
{
	int fd = memfd_create("frames", MFD_CLOEXEC);

	sink->file = fd < 0 ? NULL : fdopen(fd, "w+");
	if (fd >= 0 && !sink->file)
		close(fd);
	return sink->file != NULL;
}

void sink_take(struct sink *sink, struct str *out)
{
	int fd = fileno(sink->file);
	off_t size = lseek(fd, 0, SEEK_CUR), at = 0;
	char block[16384];

	while (at < size) {
		ssize_t got = pread(fd, block, sizeof block, at);
		if (got <= 0)
			break;
		str_append(out, block, (size_t)got);
		at += got;
	}
	if (size > 0 && (lseek(fd, 0, SEEK_SET) < 0 || ftruncate(fd, 0)))
		out->length = 0; /* cannot happen to a memory file; better no frame than the same again */
}

void sink_close(struct sink *sink)
{
	if (sink->file)
		fclose(sink->file);
	sink->file = NULL;
}
