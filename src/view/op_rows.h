/*
 * The rows of a table of operations: which there are, added up by what they are
 * grouped by, in their order. Costs O(operations), or parts of them (model/trace_parts),
 * never O(spans). Part of view/op_table.
 */
#ifndef TBTOP_VIEW_OP_ROWS_H
#define TBTOP_VIEW_OP_ROWS_H

#include "model/profile.h"

enum op_grouping { OPS_SINGLE, OPS_TYPES, OPS_PROCESSES, OPS_THREADS, OPS_STEPS, OPS_SHAPES, OP_GROUPINGS };
#define OP_NO_GROUP (-1)
enum op_column { OP_NAME, OP_SELF, OP_SHARE, OP_TOTAL, OP_COUNT, OP_MEAN, OP_P99, OP_LONGEST, OP_PROCESS, OP_COLUMNS };

/* One operation, or several added up. */
struct op_row {
	struct slice name;     /* of the trace */
	uint32_t op;           /* that with the most self time of them */
	uint32_t process;      /* NAMES_NONE: of several */
	uint64_t count;
	picoseconds self, total, longest;
	picoseconds first;     /* the earliest start */
	float p99;             /* below 0: not known */
	uint32_t part;         /* of what it was made of, before it was added up */
	int64_t group;         /* line, step, shape, as of struct trace_part; OP_NO_GROUP: of no such part alone */
};

/* What rows there are. */
struct op_query {
	const struct profile *profile;
	enum op_grouping grouping;
	enum op_column sort;
	bool ascending;
	struct str filter;
	enum op_grouping inside;  /* OPS_TYPES … OPS_STEPS: only what is in one row of that grouping; else OPS_SINGLE */
	struct slice inside_name; /* that row's, */
	int64_t inside_group;     /* and its group */
};

struct op_rows {
	struct op_row *items;
	size_t count;
	picoseconds self;         /* that shares are of */
	double about;             /* by how much p99 may be off, as a share of it; 0: it is exact */
};

/* Whether such a grouping is of parts that the profile may not have. */
bool op_grouping_parted(enum op_grouping grouping);
const struct trace_parts *op_grouping_parts(const struct profile *profile, enum op_grouping grouping);

void op_rows_make(const struct op_query *query, struct op_rows *rows);
void op_rows_fini(struct op_rows *rows);

/* A step that is called like all others by its number, too; a call with its shapes. */
void op_row_name(const struct op_query *query, const struct op_row *row, struct str *out);

#endif
