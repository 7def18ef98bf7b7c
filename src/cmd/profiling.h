/*
 * A `profile` under way, shared by its parts and by nobody else:
 *   profile.c         what is asked for; files; JSON Lines
 *   profile_tables.c  the same for people
 */
#ifndef TBTOP_CMD_PROFILING_H
#define TBTOP_CMD_PROFILING_H

#include "cmd/json.h"
#include "cmd/out.h"
#include "disk/trace_files.h"

struct profiling {
	struct out out;
	bool any, incomplete;
	bool printed; /* a table: the next one comes after an empty line */
};

/* Prints one trace. False when out of memory. */
typedef bool profile_print(struct profiling *profiling, const struct trace_file *file, const struct trace *trace);

/* ---- profile_tables.c ---- */

profile_print profile_overview_table, profile_ops_table, profile_spans_table, profile_kernels_table,
	profile_steps_table;

#endif
