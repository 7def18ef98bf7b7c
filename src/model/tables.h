/*
 * The inside of the store: its tables, how a row of one is found or made, and
 * their order by name. Shared by what writes them (apply, totals, troubles) and
 * what reads them (store).
 */
#ifndef TBTOP_MODEL_TABLES_H
#define TBTOP_MODEL_TABLES_H

#include "base/names.h"
#include "base/pairs.h"
#include "model/purge.h"
#include "model/series.h"
#include "model/span.h"
#include "model/store.h"

struct run {
	bool listed;      /* has a file */
	bool evaluates;   /* the last part of its name says so */
	uint32_t *files;  /* by name, then path */
	size_t file_count, file_capacity;
	uint32_t *series; /* all, in order of arrival */
	size_t series_count, series_capacity;
	uint32_t *shown;  /* those with a visible point, by tag; room for all */
	size_t shown_count, shown_capacity;
	struct span **spans; /* of all files, in order */
	size_t span_count, span_capacity;
	struct purge purge;
	double *saved;    /* wall times at which checkpoints were written, ascending */
	size_t saved_count, saved_capacity;
	bool purge_due;   /* out of memory came between: derive again with the next change */
	uint64_t generation;
	struct run_info info; /* as of info_generation */
	uint64_t info_generation;
};

/* What has problems: a file, or (STORE_NONE) a place that can't be read. By shown path. */
struct trouble {
	const char *shown;
	char *place; /* owned copy of `shown` for a place */
	uint32_t file;
	enum status status;
	uint32_t problems, before; /* how many; those of all entries above it */
};

struct store {
	uint64_t generation;
	struct names run_names, tag_names, file_keys;
	struct pairs series_keys; /* run, tag */
	struct run *runs;
	size_t run_capacity;
	uint32_t *run_order; /* listed runs, by name */
	size_t run_count, run_order_capacity;
	size_t evaluating; /* runs that do; a run that is listed no more still counts */
	struct file *files;
	size_t file_capacity;
	struct series *series;
	size_t series_capacity;
	uint32_t *tag_order; /* by name */
	size_t tag_order_capacity;
	struct trouble *troubles;
	size_t trouble_count, trouble_capacity, place_count;
	uint32_t untold;         /* places that can't be read and that there was no memory to name; */
	enum status untold_status; /* of the last of them */
	kind_set kinds;          /* of all that were ever among series_shown, or had points of another shape */
	uint64_t series_shown, points, memory;
	uint64_t overhead;     /* names and tables: what is held beside points, and never returned */
	uint64_t memory_limit; /* 0: none */
	struct tally total; /* of listed files */
	uint32_t files_listed, files_gone, files_damaged;
	uint32_t replacements, replaced;
	double newest_wall;
};

/* About what a name takes beside its bytes, in its table and in sorted ones. */
#define NAME_OVERHEAD 64
#define PAIR_OVERHEAD 32

/* Counts up the store's generation, and the run's (NULL for none). */
void tables_changed(struct store *store, struct run *run);

/* The number of a tag, a run, a run's series of a tag: new when it isn't there. STORE_NONE when out of memory. */
uint32_t tables_tag(struct store *store, struct slice name);
uint32_t tables_run(struct store *store, struct slice name);
uint32_t tables_series(struct store *store, uint32_t run, uint32_t tag);

/* Whether a run is among those that store_run_at gives. */
void tables_list_run(struct store *store, uint32_t run, bool listed);
/* Where a tag's series is, or belongs, among those of the run that are shown. */
size_t tables_shown_at(const struct store *store, const struct run *run, uint32_t tag);

/* The order of files in a run: by name, then by path. And the place of one in its run, or where it would be. */
int tables_compare_files(const struct file *a, const struct file *b);
size_t tables_file_place(const struct store *store, const struct run *run, const struct file *file);

/* Sorted numbers: taking in, taking out. */
void order_insert(uint32_t *order, size_t count, size_t at, uint32_t number);
void order_remove(uint32_t *order, size_t count, size_t at);

#endif
