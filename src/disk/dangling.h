/*
 * Links that lead nowhere yet: what would have to appear so that they do, and
 * where. POSIX only; worker threads only (any call may block).
 */
#ifndef TBTOP_DISK_DANGLING_H
#define TBTOP_DISK_DANGLING_H

#include <stdbool.h>

/* The first part of the target's path that is not there, and the directory that would hold it. */
struct dangling {
	char *holder, *name;
};

/*
 * Of the link `name` in `directory`, through links that it leads to. False when nothing can be told, or where changes
 * send no events. Freed by dangling_fini.
 */
bool dangling_find(const char *directory, const char *name, struct dangling *out);
void dangling_fini(struct dangling *dangling);

#endif
