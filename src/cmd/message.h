/* What a command tells a person on stderr: one cleaned line a message, "tbtop: WHAT: WHY". */
#ifndef TBTOP_CMD_MESSAGE_H
#define TBTOP_CMD_MESSAGE_H

#include "base/status.h"
#include "base/str.h"
#include "cmd/options.h"
#include "disk/scan.h"
#include "model/store.h"

/* `what` is anything (a path, a name); `why` may be NULL. */
void message(const char *what, const char *why);

/* That there is no view of that name, and which there are. */
void message_view(const char *name);

/*
 * Why a LOGDIR could not be read; with the nearest directory above it that
 * exists, or the part of the command that was meant by the last word.
 */
void message_logdir(const struct options *options, const struct logdir *logdir, enum status status);

/* That nothing of what was loaded is as a command was asked for, or that there is nothing at all; and what to do. */
void message_nothing(const char *command, const struct store *store);

/*
 * The store of all LOGDIRs of a command line, or NULL after a message. It may be
 * that the memory limit left some out: problems of the store then. It is not the
 * caller's, and lives until the process ends or this is called again. The exit status of a command without one is EXIT_UNREADABLE.
 */
#define EXIT_UNREADABLE 2
struct store *message_load(const struct options *options);

#endif
