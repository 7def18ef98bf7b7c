/* The operations of a profile as a table: sorted, filtered, added up by type, process, thread, step or shape. */
#ifndef TBTOP_VIEW_OP_TABLE_H
#define TBTOP_VIEW_OP_TABLE_H

#include "ui/list.h"
#include "ui/view.h"
#include "view/ask.h"
#include "view/label.h"
#include "view/op_rows.h"

struct op_table {
	struct op_query query;
	struct op_rows rows;
	enum op_column column; /* the cursor's */
	bool stale;            /* the query changed */
	struct label inside;   /* what the row is called that only is looked into */
	struct list list;
	struct rect area, head, body, foot;
	int x[OP_COLUMNS], width[OP_COLUMNS]; /* 0 wide: no room */
};

void op_table_open(struct op_table *table, const struct profile *profile);
void op_table_prepare(struct op_table *table, struct rect area);
void op_table_paint(const struct op_table *table, struct canvas *canvas);
bool op_table_act(struct op_table *table, const struct input *input, struct asks *out);
/* The operations of a type, process, thread or step alone, when such a row is at the cursor. False when not. */
bool op_table_enter(struct op_table *table);
/* Whether rows are such ones. */
bool op_table_grouped(const struct op_table *table);
/* The row at the cursor; NULL without rows. */
const struct op_row *op_table_row(const struct op_table *table);
/* All of it, times in microseconds. */
void op_table_rows(const struct op_table *table, struct rows *out);
void op_table_fini(struct op_table *table);

#endif
