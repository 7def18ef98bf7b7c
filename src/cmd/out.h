/*
 * Where a command prints: stdout, or a file that takes its name only when it
 * is complete. Append to `text`, call out_line after each line. A reader that
 * went away (EPIPE) ends the output without a word; any other error is told
 * once, by out_close.
 */
#ifndef TBTOP_CMD_OUT_H
#define TBTOP_CMD_OUT_H

#include "base/status.h"
#include "base/str.h"

struct out {
	struct str text;
	int fd;
	const char *path; /* NULL for stdout; borrowed */
	char *temporary;  /* written in its place; NULL for stdout and for what is no regular file */
	enum status status;
};

/* False after a message: the file can't be made. `path` NULL for stdout; it must outlive `out`. */
bool out_open(struct out *out, const char *path);
/* Ends a line. False when nothing more can be written: stop. */
bool out_line(struct out *out);
/* Writes the rest; the exit status: `fine` unless something was lost. */
int out_close(struct out *out, int fine);

#endif
