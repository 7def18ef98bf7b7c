/*
 * What is known of the logdirs: directories as a tree, the event files in
 * each. Plain data; it touches no disk and decides nothing. A node that is no
 * longer on disk is kept (`gone`): the same name may come back, and the store
 * keeps a file's number for ever.
 */
#ifndef TBTOP_FEED_TREE_H
#define TBTOP_FEED_TREE_H

#include "data/trace.h"
#include "disk/scan.h"
#include "disk/sketch.h"
#include "disk/tail.h"
#include "feed/watch.h"

struct mount;
struct feed;

struct feed_file {
	struct directory *directory;
	char *name;
	uint32_t number;       /* in the store */
	struct file_stat seen; /* when the directory was last listed */
	enum status status;    /* likewise */
	uint64_t stamp;        /* the listing in which it was last there */
	uint64_t arrived;      /* the one that first had the file which is there now */
	struct tail *tail;     /* a worker's while busy; NULL until first read, and while gone */
	struct sketch *sketch; /* likewise; of a file that was long when it was first read */
	uint64_t indexed;      /* bytes that the entry in the cache covers */
	uint64_t size, done;   /* bytes known of, and how many of them were read */
	uint32_t turn;         /* slices read since it was last caught up */
	size_t place;          /* while queued: in the heap of its mount, */
	struct feed_file *earlier, *later; /* and by when it was queued */
	struct feed_file *heir; /* while gone: what may be another name of it, until that is known */
	struct tail *left;     /* what it was read with, until then; */
	bool lent;             /* a worker compares it */
	uint32_t inherits;     /* of how many it is the heir */
	bool marker, gone;
	bool queued, busy;     /* waits for a read; is being read */
	bool again;            /* changed while it was busy */
	bool afresh;           /* came back: the next batch replaces what it brought before */
	bool behind;           /* was never read to its end */
	bool overtaken;        /* went and came back while it was being read: that read is of no use */
	bool failed;           /* the last read: tried again whenever the directory is listed */
	bool unfinished;       /* failed, or ends in the middle of a record */
};

struct directory {
	struct feed *feed;
	struct directory *parent; /* NULL for a logdir itself */
	struct logdir logdir;     /* of the whole tree: borrowed from the root, which owns it */
	char *name;               /* within the parent */
	char *below;              /* path below the logdir, "" for itself */
	char *path, *run;         /* the run is also how problems name it */
	char *holder;             /* the directory in which a logdir lies, in case it is one file; roots only */
	struct mount *mount;      /* where it lies; NULL while gone */
	struct mount *limbo;      /* roots: where it waits while there is no such path */
	struct file_id id, armed_id;
	struct watch watch;
	struct lookout *lookouts; /* of links that lead nowhere */
	uint64_t stamp;           /* of the parent's listing in which it was last there */
	uint64_t listings;        /* how many there were of this one */
	uint64_t other_files;
	int64_t saved_ns;         /* mtime of the newest checkpoint that the store was told of; 0 without */
	uint64_t due, rest_until; /* monotonic ns: when to list it, and not before */
	uint64_t took;            /* ns that the last listing took */
	uint64_t patience;        /* ns to the next try after what failed; 0: nothing did */
	enum status status;
	bool single;              /* a logdir that is one file */
	enum trace_format format; /* of that, as in its listing */
	bool gone;
	bool queued, listing;     /* waits for a listing; is being listed */
	bool again;               /* changed while it was being listed */
	bool awaited;             /* counted in mount->awaited */
	bool thorough;            /* the next listing also retries unfinished files */
	bool watchless;           /* wants a watch, but there are too many */
	struct feed_file **files; /* both in byte order of names */
	size_t file_count, file_capacity;
	struct directory **children;
	size_t child_count, child_capacity;
};

/* The root of a logdir; `logdir` is copied. */
struct directory *directory_root(struct feed *feed, const struct logdir *logdir);
/* The child of that name, made when it is not there yet. */
struct directory *directory_child(struct directory *parent, const char *name);
struct feed_file *directory_find_file(const struct directory *directory, const char *name);
struct feed_file *directory_add_file(struct directory *directory, const char *name);

/* True when `id` is the directory itself or one above it: a link that leads back. */
bool directory_leads_back(const struct directory *directory, struct file_id id);
/* Takes a child out of its parent's list, for directory_free. */
void directory_unlink(struct directory *directory);
/* Frees it with all below. Watches must be closed, workers done. */
void directory_free(struct directory *directory);
/* Calls `each` for the directory and all below, parents first. */
void directory_walk(struct directory *directory, void (*each)(struct directory *directory, void *context),
                    void *context);

bool file_id_equal(struct file_id a, struct file_id b);
/* The path to open a file. Freed by the caller. */
char *feed_file_path(const struct feed_file *file);
/* Its path as problems name it. Freed by the caller. */
char *feed_file_shown(const struct feed_file *file);

#endif
