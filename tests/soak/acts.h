/*
 * The inside of the box: what it knows of its directory, shared by box.c (state,
 * log, choice), file_acts.c (what happens to event files) and tree_acts.c (to
 * directories and links). An act that finds nothing to act on does nothing.
 * Paths are below the logdir.
 */
#ifndef TBTOP_SOAK_ACTS_H
#define TBTOP_SOAK_ACTS_H

#include "base/alloc.h"
#include "soak/box.h"
#include "soak/content.h"

#define MOST_FILES 40
#define MOST_RUNS 14
#define MOST_LINKS 4
#define MOST_BYTES 400000 /* of a file; then it is removed */

struct event_file {
	char *path;
	int64_t step;
	struct str rest;  /* of a record whose first part was written */
	uint64_t zeros;   /* where a block of zeros begins that waits to be filled, 0 for none */
};

struct names_list {
	char **items;
	size_t count, capacity;
};

struct box {
	char *logdir, *home; /* where it is; and where it should be, NULL when it is there */
	int directory; /* of the logdir, to act relative to it */
	struct chance chance;
	struct training training;
	struct event_file *files;
	size_t file_count, file_capacity;
	struct names_list runs, links, locked;
	char *temporary, *target; /* a sync under way: what it writes, what that will be called */
	uint64_t actions, names_given;
	unsigned mood; /* how likely which act is */
	struct names_list log;
};

/* ---- box.c ---- */

void names_add(struct names_list *list, const char *name);
void names_remove(struct names_list *list, size_t at);
/* One of them, or NULL. */
char *names_pick(struct names_list *list, struct chance *chance);
/* NULL when there are too many. */
struct event_file *box_add_file(struct box *box, const char *path);
void box_drop_file(struct box *box, struct event_file *file);
struct event_file *box_pick_file(struct box *box);
/* All that is below `path` (itself included) is now below `to`, or gone when that is NULL. */
void box_moved(struct box *box, const char *path, const char *to);

/* ---- file_acts.c ---- */

void act_append(struct box *box);
void act_append_part(struct box *box);
void act_write_file(struct box *box);
void act_record_run(struct box *box);
void act_restart(struct box *box);
void act_truncate(struct box *box);
void act_rewrite(struct box *box);
void act_replace(struct box *box);
void act_remove_file(struct box *box);
void act_damage(struct box *box);
void act_flip(struct box *box);
void act_zeros(struct box *box);
void act_sync(struct box *box);

/* ---- tree_acts.c ---- */

void act_make_run(struct box *box);
void act_rename_run(struct box *box);
void act_remove_run(struct box *box);
void act_remake_run(struct box *box);
void act_swap_runs(struct box *box);
void act_turn(struct box *box);
void act_take_away(struct box *box);
void box_bring_back(struct box *box);
void act_lock(struct box *box);
void act_unlock(struct box *box);
void act_link(struct box *box);
void act_relink(struct box *box);
void act_unlink(struct box *box);

#endif
