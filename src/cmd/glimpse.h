/*
 * What a status line needs of LOGDIRs of any size: the run with the newest
 * file, and a few beside it, by the beginnings and ends of their newest files
 * alone. Milliseconds, however long the files are.
 */
#ifndef TBTOP_CMD_GLIMPSE_H
#define TBTOP_CMD_GLIMPSE_H

#include "disk/cache.h"
#include "disk/scan.h"
#include "model/store.h"

/* Which files those are: found anew each time, by a scan. */
struct glimpse {
	struct glimpse_file {
		char *run, *name, *path;
		struct file_stat stat;
	} *files; /* those of the newest run come first */
	size_t count, capacity;
	bool failed; /* no memory for them */
};

/* STATUS of the first LOGDIR that can't be read; `*failed` is it then. Freed by glimpse_fini, always. */
enum status glimpse_find(struct glimpse *glimpse, const struct logdir *logdirs, size_t count,
                         const struct logdir **failed);
/* Of one directory alone: the newest of the run that it is, if it is one. */
enum status glimpse_run(struct glimpse *glimpse, const char *directory);
void glimpse_fini(struct glimpse *glimpse);

/* What the files are now: the same subject, the same news. False when one can't be looked at. */
bool glimpse_subject(const struct glimpse *glimpse, struct cache_subject *out);
/* Reads them. The store then has holes; its newest run is that of files[0]. */
enum status glimpse_read(const struct glimpse *glimpse, struct store *store);

#endif
