/* The inside of the store, shared by what writes it (apply.c) and what reads it (store.c). */
#ifndef TBTOP_MODEL_TABLES_H
#define TBTOP_MODEL_TABLES_H

#include "base/names.h"
#include "model/purge.h"
#include "model/series.h"
#include "model/span.h"
#include "model/store.h"

struct run {
	bool listed;      /* has a file */
	uint32_t *files;  /* by name, then path */
	size_t file_count, file_capacity;
	uint32_t *series; /* all, in order of arrival */
	size_t series_count, series_capacity;
	uint32_t *shown;  /* those with a visible point, by tag; room for all */
	size_t shown_count, shown_capacity;
	struct span **spans; /* of all files, in order */
	size_t span_count, span_capacity;
	struct purge purge;
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
	uint32_t before; /* problems of all entries above it */
};

struct store {
	uint64_t generation;
	struct names run_names, tag_names, file_keys, series_keys;
	struct run *runs;
	size_t run_capacity;
	uint32_t *run_order; /* listed runs, by name */
	size_t run_count, run_order_capacity;
	struct file *files;
	size_t file_capacity;
	struct series *series;
	size_t series_capacity;
	uint32_t *tag_order; /* by name */
	size_t tag_order_capacity;
	struct trouble *troubles;
	size_t trouble_count, trouble_capacity, place_count;
	uint64_t series_shown, points, memory;
	uint64_t overhead;     /* names and tables: what is held beside points, and never returned */
	uint64_t memory_limit; /* 0: none */
	struct tally total; /* of listed files */
	uint32_t files_listed, files_gone, files_damaged;
	uint32_t replacements, replaced;
	double newest_wall;
};

/* The place of `text` among sorted numbers, and whether it is there. */
size_t order_find(const struct names *names, const uint32_t *order, size_t count, struct slice text, bool *found);

#endif
