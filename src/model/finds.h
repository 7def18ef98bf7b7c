/*
 * Files beside event files that a tab can open: profiles and SavedModels. The
 * feed meets them in its listings; what a view wants a worker opens (app/opener),
 * one at a time, and the last few that were looked at are kept. Loop thread,
 * but for `reading`.
 *
 *   none -> WANTED -> LOADING -> READY or FAILED
 *
 * A file that is another one by now, or grew, is none again: it is opened anew
 * when it is wanted.
 */
#ifndef TBTOP_MODEL_FINDS_H
#define TBTOP_MODEL_FINDS_H

#include "data/args.h"
#include "data/find.h"
#include "data/hparams.h"
#include "data/node_stats.h"
#include "model/profile.h"

enum find_state { FIND_NONE, FIND_WANTED, FIND_LOADING, FIND_READY, FIND_FAILED };

/* What is kept of a profile that was once opened, as long as the file is the same: a line of the Ranks form. */
struct profile_digest {
	bool known;
	int64_t rank, ranks;   /* -1 where the file doesn't say */
	size_t steps;          /* 0: the whole trace */
	picoseconds time;      /* of the steps, or of the whole */
	struct split_overlap overlap;
};

struct find {
	struct find_spec spec; /* owned texts */
	char *directory;
	uint64_t listing;      /* in which it was last there */
	bool gone;
	enum find_state state;
	enum status why;       /* FAILED */
	struct trace_reading reading; /* while LOADING */
	uint64_t serial;              /* of what is READY: no two have the same */
	struct profile *profile;      /* READY; lives until the next change of the finds */
	struct profile_digest digest; /* of a profile */
	bool digest_wanted;           /* no more of it */
	struct graphs *graphs;        /* READY, of a model */
	struct session_start *settings; /* READY, of settings */
	double target;                /* of settings that were read: as in find_opened; else 0 */
	bool target_known;            /* it is that of this very file */
	struct str said;              /* of settings: what could not be read of them; cleaned */
	uint64_t wanted;       /* when it was wanted last: the later, the larger */
	/* What the event at a place of a profile says, which is read again for that: */
	enum find_state args_state;
	uint64_t args_place;
	struct args args;      /* READY */
	/* When the nodes of graphs ran, which a profile is read for by itself: */
	enum find_state nodes_state;
	enum status nodes_why; /* FAILED */
	uint64_t nodes_serial; /* of what is READY: no two have the same */
	struct node_stats nodes;
};

struct finds;

struct finds *finds_new(void);
void finds_free(struct finds *finds); /* NULL is fine. No job may be under way. */

/* A directory was listed: those of it that are not met before finds_listed are gone. */
void finds_listing(struct finds *finds, const char *directory);
void finds_meet(struct finds *finds, const char *directory, const struct find_spec *spec);
void finds_listed(struct finds *finds, const char *directory);

/* How many there are of a kind that are not gone, and each by its place in order of run and file. */
size_t finds_count(const struct finds *finds, enum find_what what);
const struct find *finds_at(const struct finds *finds, enum find_what what, size_t place);
/* Grows with each change. */
uint64_t finds_generation(const struct finds *finds);

/* The file is wanted, and no other: one that is being opened is let go of. NULL: none is. */
void finds_want(struct finds *finds, const char *path);
/* Of a profile its digest is wanted, beside the file above; the profile itself is not kept for that. */
void finds_want_digest(struct finds *finds, const char *path);
/* All settings are wanted, beside the file above; they are kept for as long as they are there. */
void finds_want_settings(struct finds *finds);
/*
 * Of all settings what they say of the last step is wanted: that is kept, all else only where settings are wanted as
 * well.
 */
void finds_want_targets(struct finds *finds);
/* The last step of a run: of settings beside it, else in the nearest directory above it. NaN without, and before they were read. */
double finds_target(const struct finds *finds, struct slice run);
/* Those of a run, hparams.yaml before any other; NULL when there are none, or they are not READY. */
const struct find *finds_settings(const struct finds *finds, struct slice run);
/* What is wanted becomes LOADING; NULL when there is none. It stays where it is while finds_put has not come. */
struct find *finds_take(struct finds *finds);
/* What became of it: one of these, which it takes, or why there is none. */
struct find_opened {
	struct profile *profile;
	struct graphs *graphs;
	struct session_start *settings;
	double target; /* of settings: the last step that they say there will be; 0 without */
	struct str said;
};
void finds_put(struct finds *finds, struct find *find, struct find_opened *opened, enum status why);
/* Of a profile that is READY what the event at that place says, and of no other. Asked for with each frame that shows it. */
void finds_want_args(struct finds *finds, const char *path, uint64_t place);
/* What is wanted of one becomes LOADING; NULL when nothing is. */
struct find *finds_take_args(struct finds *finds);
/* What became of it, which it takes; another may be wanted by now. */
void finds_put_args(struct finds *finds, struct find *find, uint64_t place, struct args *args);
/* When nodes ran by the profile, and by no other; NULL: by none. In each frame that needs it. */
void finds_want_nodes(struct finds *finds, const char *path);
/* What is wanted of one becomes LOADING; NULL when nothing is. */
struct find *finds_take_nodes(struct finds *finds);
/* What became of it, which it takes, or why there is nothing. */
void finds_put_nodes(struct finds *finds, struct find *find, struct node_stats *nodes, enum status why);
/* Forgets failures, so that they are tried again. */
void finds_retry(struct finds *finds);

#endif
