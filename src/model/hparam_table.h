/*
 * Session groups as a table: a column each hparam and metric, sorted, filtered
 * by an expression; and how much each hparam says of a metric. Made anew from
 * the store, as sessions.h is, and to be used before the store changes.
 */
#ifndef TBTOP_MODEL_HPARAM_TABLE_H
#define TBTOP_MODEL_HPARAM_TABLE_H

#include "model/metric_means.h"
#include "model/sessions.h"

/* Which of a metric's values stands for it: of its points, and then the mean over the sessions of a group. */
enum metric_value { METRIC_LAST, METRIC_MIN, METRIC_MAX, METRIC_MEAN, METRIC_VALUES };
const char *metric_value_name(enum metric_value value);

#define HPARAM_COLUMNS_MOST 2000 /* of hparams: the rest is left out, and counted */

struct hparam_column {
	bool is_metric;
	struct str name;     /* owned; bytes as in the file */
	size_t metric;       /* number in `sessions` */
};

struct hparam_cell {
	bool has, is_number;
	double number;       /* bools are 0 and 1 */
	struct slice text;   /* of what is no number; borrowed from the sessions */
};

struct hparam_table {
	struct sessions *sessions;
	struct hparam_column *columns; /* hparams by name, then metrics */
	size_t column_count, column_capacity;
	size_t left_out;
	struct hparam_cell *cells;     /* row by row, all groups */
	uint32_t *rows;                /* groups that the filter lets through, in order */
	size_t row_count;
	char *unknown;                 /* a column that the filter names and that isn't there; NULL without */
};

/* False when out of memory. `store` and `finds` (NULL: none) are only read. `means`: for METRIC_MEAN, else it may be NULL. */
bool hparam_table_make(struct hparam_table *table, const struct store *store, const struct finds *finds,
                       enum metric_value value, struct metric_means *means);
void hparam_table_fini(struct hparam_table *table);

static inline const struct hparam_cell *hparam_table_cell(const struct hparam_table *table, uint32_t group, size_t column)
{
	return &table->cells[group * table->column_count + column];
}

/*
 * Conditions with blanks between, all of which must hold: `lr<1e-3 acc>=0.6
 * optimizer=adam`; a word without a comparison is looked for in names and texts.
 * A column is meant by its name or by the part behind its last slash or dot.
 */
void hparam_table_filter(struct hparam_table *table, const char *expression);
/* By columns (-1: by name), the first first; what has no value comes last, equals by the next one, then by name. */
struct hparam_order {
	int column;
	bool descending;
};
void hparam_table_sort(struct hparam_table *table, const struct hparam_order *orders, size_t count);
/* -1 when there is none of that name. */
int hparam_table_column(const struct hparam_table *table, struct slice name);

/*
 * How much an hparam says of a metric, over the rows: of numbers Spearman's rank
 * correlation with its sign; of texts the share of variance between them (eta
 * squared), a NaN sign. `count`: rows that have both. `strength` is 0 … 1, NaN
 * below three rows or where either never changes.
 */
struct importance {
	double strength, sign;
	size_t count, values; /* values: how many different ones of the hparam */
};
struct importance hparam_importance(const struct hparam_table *table, size_t hparam, size_t metric);

#endif
