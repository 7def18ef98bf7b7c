/*
 * The ranks of a distributed training side by side: how long their steps take,
 * how much of that they compute, communicate, and do both. Each profile of the
 * session is read once for that, one after the other.
 */
#ifndef TBTOP_VIEW_PROFILE_RANKS_H
#define TBTOP_VIEW_PROFILE_RANKS_H

#include "view/ask.h"
#include "view/label.h"
#include "view/profile_files.h"

struct profile_ranks {
	int rows[PROFILE_FILES_MOST]; /* numbers of files: by rank, then as they lie there */
	int count, read;              /* read: those of which it is known */
	struct list list;
	struct rect title, head, body, foot;
};

/* Whether there is something to see: several together, or one that communicates. */
bool profile_ranks_any(const struct profile_files *files);
void profile_ranks_prepare(struct profile_ranks *ranks, const struct profile_files *files, struct rect area, struct asks *out);
void profile_ranks_paint(const struct profile_ranks *ranks, const struct profile_files *files, struct canvas *canvas);
bool profile_ranks_act(struct profile_ranks *ranks, const struct input *input);
/* The chosen one, as a number of the files; -1 for none. */
int profile_ranks_row(const struct profile_ranks *ranks);

#endif
