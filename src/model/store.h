/*
 * All that was read: runs, files, tags, points. One writer: the functions of
 * the first part (and what is derived, reckon.h), on the loop thread. Everything
 * else only reads.
 *
 * A series (one tag of one run) is a list of segments, one for each contiguous
 * range of a file, ordered by file name and offset, never by arrival. So any
 * order of arrival gives the same store as one cold read, and a replaced file
 * takes exactly its own segments away. Nothing is sampled; nothing is deleted
 * by a restart: purging (event-format 5.1) hides points, re-derived from the
 * marks of the run's files whenever these change.
 *
 * Numbers of runs, files, tags and series are small, given once, never reused.
 */
#ifndef TBTOP_MODEL_STORE_H
#define TBTOP_MODEL_STORE_H

#include "base/str.h"
#include "data/batch.h"
#include "data/chunk.h"
#include "data/kind.h"
#include "data/process.h"

#define STORE_NONE UINT32_MAX

struct store;

/* ---- Writing: the loop thread only -------------------------------------- */

struct store *store_new(void);
void store_free(struct store *store);

/*
 * A limit for all that the store holds; 0, the start, for none. The store takes
 * what it is given, nothing kept is dropped: who loads asks store_full before
 * each read, reads no more when it is, and says so by store_withhold.
 */
void store_limit_memory(struct store *store, uint64_t bytes);
bool store_full(const struct store *store);
/* What isn't read of the file yet will not be: a problem of the file, until `withheld` is false. No news when all is. */
void store_withhold(struct store *store, uint32_t file, bool withheld);

/*
 * A file of a run, before anything of it is read. `run` and `name` (within the
 * run; files are ordered by it) are bytes as found; the run is known under its
 * mended UTF-8 (so two may become one). The same (run, name, path) gives the same
 * number again and makes a gone file present. `path` is for messages and payloads;
 * `shown` is its path below LOGDIR as problems name it. `marker` (".profile-empty"): counts for the run and
 * is read for its damage; what it says is left out.
 */
struct store_file_spec {
	struct slice run, name, path, shown;
	uint64_t size;
	bool marker;
};
/* STORE_NONE when out of memory. */
uint32_t store_add_file(struct store *store, const struct store_file_spec *spec);
/* The number that the file will have, or has: nothing that can be read changes until it is added. STORE_NONE as above. */
uint32_t store_foresee_file(struct store *store, const struct store_file_spec *spec);
/* The size as found on disk (what `list` sums up and loading progress counts to). */
void store_file_size(struct store *store, uint32_t file, uint64_t size);

/*
 * Links what a batch brought; microseconds, never O(points). Takes chunks,
 * items and metadata out of the batch and frees the rest: the batch is gone
 * afterwards. STATUS_NO_MEMORY: what could not be kept is counted as a problem of the file.
 *
 * A sketch of a stretch (batch->sketch) stands in for it until a batch that was
 * read overlaps it, or until the file is read to its end, can't be, or is gone:
 * it makes way then. One that overlaps what was read is let go at once. Its rows
 * and marks count as points and marks, its bytes not as read.
 */
enum status store_apply(struct store *store, struct batch *batch);

/* A read of the file brought not even a batch: a problem of it, until one does. */
void store_file_failed(struct store *store, uint32_t file, enum status status);

/* What is known of the process that writes the file. */
void store_file_process(struct store *store, uint32_t file, struct process process);
/* The file is no longer there: its points stay, the file is marked gone. */
void store_file_gone(struct store *store, uint32_t file);
/* Forgets all that a file brought; one that is marked gone is listed no more. */
void store_drop_file(struct store *store, uint32_t file);
/* Forgets all files marked gone, and runs that are left without one. */
void store_drop_gone(struct store *store);
/*
 * A directory or logdir that can't be read: listed among the problems until cleared by STATUS_OK. Never
 * unsaid: where there is no memory to name the place, a problem of "a place below LOGDIR" stands for it.
 */
void store_trouble(struct store *store, struct slice shown_path, enum status status);

/*
 * What lies in a directory was saved at that time: a checkpoint of the run that it is, or lies in. Without
 * such a run false is returned; of a run with more than STORE_SAVED the oldest are forgotten.
 */
#define STORE_SAVED 4096
bool store_note_saved(struct store *store, struct slice directory, double wall);

/* ---- Reading -------------------------------------------------------------- */

/* Grows with every change; equal generations mean an equal store. */
uint64_t store_generation(const struct store *store);

struct store_totals {
	uint32_t runs, series; /* with at least one point / all runs */
	uint64_t points;       /* visible ones, of all kinds */
	uint64_t memory;       /* bytes held for points and metadata; names and tables come on top */
	uint64_t memory_limit; /* 0: none */
	uint32_t files_withheld; /* not loaded, or not to their ends, because of it */
	uint64_t bytes_read, bytes_found; /* of event files: loading is done when they agree (an incomplete end counts as read) */
	uint64_t bytes_sketched; /* of those not read: of these some rows are there, from the index */
	uint32_t files, files_gone, problems;
	uint32_t replacements; /* how often a file was cut or replaced, and read again */
	uint32_t replaced;     /* the last one's number, of file_info */
	double newest_wall;    /* of all events; NaN without */
};
struct store_totals store_totals(const struct store *store);

/* The kinds that some tag has, or had before it was dropped; also where all of its points have another shape. */
kind_set store_kinds(const struct store *store);

/* Runs in byte order of their names: `position` 0 … run_count-1 gives the number. */
uint32_t store_run_count(const struct store *store);
uint32_t store_run_at(const struct store *store, uint32_t position);
uint32_t store_run_find(const struct store *store, struct slice name); /* STORE_NONE */

#define STOP_SLACK 10.0 /* seconds */
struct run_info {
	struct slice name;      /* valid UTF-8; may hold control characters: text_clean before showing */
	uint32_t files;         /* event files, markers included */
	uint32_t files_gone;
	uint64_t bytes;         /* their sizes */
	bool has_start;
	double start_time;      /* wall time of the first event in file order */
	double newest_wall;     /* newest finite wall time of its events; NaN without */
	double last_wall;       /* the newest of those that its files end with */
	double written;         /* when the newest of its files changed last, by the clock of its file system; NaN where unknown */
	int64_t last_step;      /* largest visible step of its scalars; 0 without (see has_step) */
	bool has_step;
	bool stopped;           /* its last session mark is STOP, or it has an hparams session end; and no file of it ends STOP_SLACK later */
	uint64_t records, lost_bytes;
	uint32_t problems;
	uint64_t bytes_read, bytes_found;
	uint32_t restarts;      /* from an earlier step, as far as marks or old files tell: what they took back is hidden */
	struct process process; /* that writes the file with the newest record */
	double growth_gap;      /* usual seconds between growths of the file with the newest record; NaN until two were seen */
};
struct run_info store_run(const struct store *store, uint32_t run);

/* Tags of a run that have a visible point, in byte order. */
uint32_t store_run_series_count(const struct store *store, uint32_t run);
uint32_t store_run_series_at(const struct store *store, uint32_t run, uint32_t position);
/* The same of all that the run has heard of, those without a visible point too; in no order. */
uint32_t store_run_known_count(const struct store *store, uint32_t run);
uint32_t store_run_known_at(const struct store *store, uint32_t run, uint32_t position);
/* The series of a tag (by its interned number) in a run, or STORE_NONE. */
uint32_t store_series_find(const struct store *store, uint32_t run, uint32_t tag);

/*
 * Points of the run that are left out because they have not the form of their tag's kind, in tags of which no point
 * counts: they are not among those above. Of a kind, KIND_COUNT for all; adds to *tags how many tags these are. O(tags of the run).
 */
uint64_t store_run_misfits(const struct store *store, uint32_t run, enum kind kind, uint32_t *tags);

/* All tags of all runs, interned. Position order is byte order. */
uint32_t store_tag_count(const struct store *store);
uint32_t store_tag_at(const struct store *store, uint32_t position);
uint32_t store_tag_find(const struct store *store, struct slice tag);
struct slice store_tag_name(const struct store *store, uint32_t tag); /* valid UTF-8 */

struct series_info {
	uint32_t run, tag;
	enum kind kind;
	struct slice plugin;        /* valid UTF-8 */
	struct slice display_name;  /* the tag when the writer gave none; valid UTF-8 */
	struct slice description;
	struct slice content;       /* of the plugin; bytes as in the file (decode/plugin) */
	uint64_t points;            /* visible */
	uint64_t hidden;            /* superseded by a restart */
	uint64_t misfits;           /* points that don't fit the kind */
	int64_t first_step, last_step; /* as stored */
	double last_wall;
	uint64_t generation;        /* of the last change of this series */
	bool derived;               /* from other series (reckon.h): in no file */
	double target_step;         /* of an hparams session that says it; NaN otherwise */
};
struct series_info store_series(const struct store *store, uint32_t series);
/* Of that what is at hand without a look at its points: for what goes through all series in each frame. */
struct series_head {
	uint32_t run, tag;
	enum kind kind;
	uint64_t points, misfits, generation;
	bool derived;
};
struct series_head store_series_head(const struct store *store, uint32_t series);

/*
 * Walks the visible points of a series in stored order. Scalars come as rows;
 * other kinds as items with the number of the file they lie in (numbers of
 * which no more than that is known as items of the form SIMPLE). Return false
 * from the callback to stop.
 */
typedef bool store_each_rows(void *context, const struct row *rows, size_t count, enum number_type type);
void store_walk_scalars(const struct store *store, uint32_t series, store_each_rows *each, void *context);
typedef bool store_each_item(void *context, uint32_t file, const struct item *item);
void store_walk_items(const struct store *store, uint32_t series, store_each_item *each, void *context);
/*
 * The visible point of that position in stored order, of a series that is no
 * scalar; false behind the last. O(segments) unless a restart hides some of them.
 */
bool store_item_at(const struct store *store, uint32_t series, uint64_t position, uint32_t *file, struct item *out);
/* The last point of a series that is no scalar, be it hidden by a restart or not. False without. */
bool store_newest_item(const struct store *store, uint32_t series, uint32_t *file, struct item *out);
/* The first point that doesn't fit the kind of a series that is no scalar, and is no plain number. False without. */
bool store_misfit(const struct store *store, uint32_t series, uint32_t *file, struct item *out);
/* The last visible scalar point. False without. */
bool store_last_row(const struct store *store, uint32_t series, struct row *out, enum number_type *type);

/* Session marks of a run in file order (START, STOP, CHECKPOINT), for event lanes and states. */
typedef bool store_each_mark(void *context, const struct mark *mark, bool hides);
void store_walk_marks(const struct store *store, uint32_t run, store_each_mark *each, void *context);

/* When checkpoints of a run were written, as far as their files tell: ascending. Good until the next is noted. */
size_t store_saved(const struct store *store, uint32_t run, const double **walls);
/* Restarts of a run in file order: where each took up the training again (wall time NaN where it isn't known). */
struct restart {
	int64_t step;
	double wall;
};
struct restart store_restart_at(const struct store *store, uint32_t run, uint32_t position); /* of run_info.restarts */

/*
 * Wall times between which records of a file are still to be read: before the first, and behind the last, some
 * are there; within, there may be a sketch of them.
 */
struct hole {
	double from, to;
};
/* Puts those of the run into `out`, at most `room`, and returns how many there were room for. */
size_t store_holes(const struct store *store, uint32_t run, struct hole *out, size_t room);

/* The run's newest meta_graph_def, for runs without a graph of their own. False without. */
bool store_meta_graph(const struct store *store, uint32_t run, uint32_t *file, struct item *out);

/* Files by number; and all problems, ordered by shown path and offset. */
struct file_info {
	uint32_t run;
	struct slice name, path, shown;
	uint64_t size, bytes_read, records, pending, lost_bytes;
	bool zeros_pending;    /* these are zeros */
	uint64_t incomplete;   /* of the pending bytes those that may become a record: nothing is wrong with them */
	uint32_t successor;    /* with an incomplete end: the file in which the writer went on; STORE_NONE without */
	bool gone, marker, has_event;
	bool damaged;          /* some of the bytes lost were no sound record: not merely more than there is room for */
	bool withheld;         /* not loaded to its end: the memory limit was reached */
	double first_wall, last_wall, max_wall;
	enum status status;
	uint32_t problems;
};
uint32_t store_file_count(const struct store *store); /* those that store_drop_gone took away too: gone, and empty */
struct file_info store_file(const struct store *store, uint32_t file);

struct store_problem {
	struct slice shown; /* path below LOGDIR, valid UTF-8 */
	uint32_t file;      /* STORE_NONE for a directory */
	struct problem problem;
};
uint32_t store_problem_count(const struct store *store);
struct store_problem store_problem_at(const struct store *store, uint32_t position);
/* True when some bytes are damaged (not merely unreadable files or incomplete ends). */
bool store_damaged(const struct store *store);

#endif
