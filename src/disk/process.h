/*
 * Looks up the writer of an event file among the processes of this machine
 * (Linux: /proc). What another user may not see is not said. Worker threads, or commands.
 */
#ifndef TBTOP_DISK_PROCESS_H
#define TBTOP_DISK_PROCESS_H

#include "base/str.h"
#include "data/process.h"

/*
 * `host`, `pid`: as the file's name tells (model/author.h); `newest`: wall time of the file's newest record, which a process
 * that began later did not write (the number was given anew). PROCESS_UNKNOWN unless the host is this one.
 */
struct process process_look(struct slice host, int64_t pid, double newest);

/* For tests: what a line of /proc/PID/stat says. False when it is none. `began`: ticks after the start of the machine. */
bool process_parse(const char *line, char *state, uint32_t *threads, uint64_t *began);

#endif
