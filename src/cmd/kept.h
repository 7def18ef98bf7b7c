/*
 * What was chosen to be seen of the LOGDIRs of a command line, kept from one time
 * to the next: a file below $XDG_STATE_HOME/tbtop/views, never in a LOGDIR.
 *
 *     tbtop-view 1 CRC\n        version; CRC-32C of all that follows, 8 hex digits
 *     of LOGDIRS\n              escaped: two of one hash are told apart
 *     the lines of model/choice_text
 *
 * It takes its name only when it is complete, so that whoever reads it, a second
 * process as well, has the old one or the new one. A file that is damaged, of
 * another version or of something else is left out with a word, and replaced.
 */
#ifndef TBTOP_CMD_KEPT_H
#define TBTOP_CMD_KEPT_H

#include "cmd/options.h"

struct kept {
	char *path; /* NULL: nothing is kept (--no-state, no home) */
	struct str of;
};

/* Looks at the LOGDIRs' real paths, so not while the loop runs. Freed by kept_fini. */
void kept_init(struct kept *kept, const struct options *options);
void kept_fini(struct kept *kept);

/*
 * Commands that were typed, of all LOGDIRs, a line each: $XDG_STATE_HOME/tbtop/history.
 * Two processes may append at once. NULL where nothing is kept; freed by the caller.
 */
char *kept_history(const struct options *options);
/* The newest lines, appended to `out`; a file that has grown long is cut to these. False when there is none yet. */
bool kept_read_history(const char *path, struct str *out);
/* For a worker. */
enum status kept_append(const char *path, struct slice line);

/* Puts what was kept into a choice that has met no store. What went wrong, for a notice (static); NULL when nothing did. */
const char *kept_read(const struct kept *kept, struct choice *choice);
/* The file's bytes, appended. */
void kept_pack(const struct kept *kept, const struct choice *choice, struct str *out);
/* The lines of choice_text in a file's bytes. False when these are not whole or not of these LOGDIRs. Pure. */
bool kept_unpack(const struct kept *kept, struct slice bytes, struct slice *lines);
/* Makes what directories there are to make and replaces the file. For a worker: `path` is kept.path. */
enum status kept_write(const char *path, struct slice bytes);

#endif
