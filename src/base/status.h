/*
 * The one list of outcomes. Functions that can fail return enum status and
 * hand results back through pointers; STATUS_OK is zero. The message for a
 * person is made once, at the edge, by whoever knows what, where and why.
 */
#ifndef TBTOP_BASE_STATUS_H
#define TBTOP_BASE_STATUS_H

#define STATUS_LIST(X)                                      \
	X(OK, "fine")                                       \
	X(NO_MEMORY, "out of memory")                       \
	X(NOT_FOUND, "no such file or directory")           \
	X(DENIED, "permission denied")                      \
	X(NOT_A_DIRECTORY, "not a directory")               \
	X(NOT_A_FILE, "not a regular file")                 \
	X(IO, "input/output error")                         \
	X(NO_SPACE, "no space left on device")              \
	X(TOO_MANY_FILES, "too many open files")            \
	X(BROKEN_PIPE, "broken pipe")                       \
	X(CORRUPT, "damaged data")                          \
	X(LIMIT, "over the limit")                          \
	X(TOO_DEEP, "nested deeper than 200 levels")        \
	X(STALE, "no longer in the file")                   \
	X(FULL, "the memory limit is reached")              \
	X(UNSUPPORTED, "not supported")                     \
	X(USAGE, "wrong usage")

#define NESTING_MOST 200 /* what TOO_DEEP is about: of JSON from files. What programs write has some 20 */

enum status {
#define X(name, text) STATUS_##name,
	STATUS_LIST(X)
#undef X
};

/* A short phrase in lower case, such as "permission denied". Never NULL. */
const char *status_text(enum status status);

/* The status that stands for an errno value; STATUS_IO for those without one. */
enum status status_from_errno(int error);

#endif
