#include "cmd/out.h"

#include "base/alloc.h"
#include "cmd/message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK ((size_t)64 * 1024)

/* /dev/stdout, a pipe or a terminal is written to as it is: there is nothing to put in its place. */
static bool is_special(const char *path)
{
	struct stat stat_of;
	return stat(path, &stat_of) == 0 && !S_ISREG(stat_of.st_mode);
}

static int open_temporary(struct out *out)
{
	struct str name = {0};
	str_printf(&name, "%s.%ld.part", out->path, (long)getpid());
	out->temporary = xstrdup(str_text(&name));
	str_fini(&name);
	return open(out->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

bool out_open(struct out *out, const char *path)
{
	*out = (struct out){.fd = STDOUT_FILENO, .path = path};
	if (!path)
		return true;
	out->fd = is_special(path) ? open(path, O_WRONLY | O_CLOEXEC) : open_temporary(out);
	if (out->fd >= 0)
		return true;
	message(path, status_text(status_from_errno(errno)));
	free(out->temporary);
	return false;
}

static void flush(struct out *out)
{
	const char *data = out->text.data;
	size_t left = out->text.length;
	while (left && out->status == STATUS_OK) {
		ssize_t written = write(out->fd, data, left);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0) {
			out->status = status_from_errno(errno);
			break;
		}
		data += written;
		left -= (size_t)written;
	}
	str_clear(&out->text);
}

bool out_line(struct out *out)
{
	str_append_char(&out->text, '\n');
	if (out->text.length >= BLOCK)
		flush(out);
	return out->status == STATUS_OK;
}

static void finish_file(struct out *out)
{
	if (close(out->fd) && out->status == STATUS_OK)
		out->status = status_from_errno(errno);
	if (!out->temporary)
		return;
	if (out->status == STATUS_OK && rename(out->temporary, out->path))
		out->status = status_from_errno(errno);
	if (out->status != STATUS_OK)
		unlink(out->temporary);
}

int out_close(struct out *out, int fine)
{
	flush(out);
	if (out->path)
		finish_file(out);
	free(out->temporary);
	str_fini(&out->text);
	if (out->status == STATUS_OK || out->status == STATUS_BROKEN_PIPE)
		return fine;
	message(out->path ? out->path : "stdout", status_text(out->status));
	return 2;
}
