/*
 * A `profile` under way, shared by its parts and by nobody else:
 *   profile.c         what is asked for; files; JSON Lines
 *   profile_tables.c  the same for people
 *   profile_compare.c what changed from one to another
 */
#ifndef TBTOP_CMD_PROFILING_H
#define TBTOP_CMD_PROFILING_H

#include "cmd/json.h"
#include "cmd/out.h"
#include "disk/trace_files.h"

struct profile_side;

struct profiling {
	struct out out;
	bool any, incomplete;
	struct profile_side *first; /* of `compare`: what others are compared with; NULL before */
	bool compared;
	bool printed; /* a table: the next one comes after an empty line */
};

/* Prints one trace, whose events it may put in another order. False when out of memory. */
typedef bool profile_print(struct profiling *profiling, const struct trace_file *file, struct trace *trace);

/* ---- profile_tables.c ---- */

profile_print profile_overview_table, profile_ops_table, profile_spans_table, profile_kernels_table,
	profile_steps_table;

/* ---- profile_compare.c ---- */

profile_print profile_compare_json, profile_compare_table;
void profile_side_free(struct profile_side *side); /* NULL is fine */

#endif
