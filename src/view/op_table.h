/* The operations of a profile as a table: sorted, filtered, added up by kind of name, process, thread or step. */
#ifndef TBTOP_VIEW_OP_TABLE_H
#define TBTOP_VIEW_OP_TABLE_H

#include "model/pattern.h"
#include "model/profile.h"
#include "ui/list.h"
#include "ui/view.h"
#include "view/ask.h"
#include "view/label.h"

enum op_grouping { OPS_SINGLE, OPS_KINDS, OPS_PLANES, OPS_THREADS, OPS_STEPS, OP_GROUPINGS };
#define OP_NO_GROUP (-1)
enum op_column { OP_NAME, OP_SELF, OP_SHARE, OP_TOTAL, OP_COUNT, OP_MEAN, OP_P99, OP_LONGEST, OP_PLANE, OP_COLUMNS };

/* One operation, or several added up. */
struct op_row {
	struct slice name;     /* of the trace */
	uint32_t op;           /* that with the most self time of them */
	uint32_t plane;        /* NAMES_NONE: of several */
	uint64_t count;
	picoseconds self, total, longest;
	float p99;             /* below 0: not known of several */
	uint32_t members;
	int64_t group;         /* line or step, as of struct trace_part; OP_NO_GROUP: of no such part alone */
};

struct op_table {
	const struct profile *profile;
	enum op_grouping grouping;
	enum op_column sort, column; /* column: the cursor's */
	bool ascending;
	struct str filter;
	enum op_grouping parts; /* OPS_THREADS, OPS_STEPS: only what is in part `within` of these; else OPS_SINGLE */
	uint32_t within;
	picoseconds self;      /* that shares are of */
	struct op_row *rows;
	size_t count;
	bool stale;            /* something that rows hang on changed */
	struct list list;
	struct rect area, head, body, foot;
	int x[OP_COLUMNS], width[OP_COLUMNS]; /* 0 wide: no room */
};

void op_table_open(struct op_table *table, const struct profile *profile);
void op_table_prepare(struct op_table *table, struct rect area);
void op_table_paint(const struct op_table *table, struct canvas *canvas);
bool op_table_act(struct op_table *table, const struct input *input, struct asks *out);
/* The operations of a thread or a step alone, when such a row is at the cursor. False when not. */
bool op_table_enter(struct op_table *table);
/* The row at the cursor; NULL without rows. */
const struct op_row *op_table_row(const struct op_table *table);
/* All of it, times in microseconds. */
void op_table_rows(const struct op_table *table, struct rows *out);
void op_table_fini(struct op_table *table);

#endif
