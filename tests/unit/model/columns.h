/* What a chart asks for of a series of doubles, by plain loops over all its points. */
#ifndef TBTOP_TEST_COLUMNS_H
#define TBTOP_TEST_COLUMNS_H

#include "model/query.h"
#include "unit/data/plain.h"
#include "unit/model/batches.h"

/* A file with one of `parts` of these rows, of a series; it is a restart's, if so, that may hide some of those before. */
static inline void add_part(struct store *store, const struct row *rows, size_t count, size_t part, size_t parts, bool restarts)
{
	size_t from = count * part / parts, to = count * (part + 1) / parts;
	char name[2] = {(char)('a' + part), 0};
	struct batch *batch = batch_new(add_test_file(store, ".", name), 0);
	batch->end = to - from + 1;
	if (restarts) {
		batch_add_mark(batch, (struct mark){.what = MARK_VERSION, .version = 2});
		if (from < to)
			batch_add_mark(batch, (struct mark){.what = MARK_START, .step = rows[from].step});
	}
	batch_add_scalars(batch, "t", rows + from, to - from, NUMBER_F64, (uint32_t)batch->mark_count);
	store_apply(store, batch);
}

struct flat {
	struct row *rows;
	size_t count;
};

static inline bool collect(void *context, const struct row *rows, size_t count, enum number_type type)
{
	struct flat *flat = context;
	(void)type; /* NUMBER_F64 */
	memcpy(flat->rows + flat->count, rows, count * sizeof *rows);
	flat->count += count;
	return true;
}

static inline struct flat visible_rows(const struct store *store, size_t room)
{
	struct flat flat = {xcalloc(room + 1, sizeof *flat.rows), 0};
	store_walk_scalars(store, 0, collect, &flat);
	return flat;
}

/* Small numbers only, where doubles are exact: the plain definition of columns. */
static inline void plain_columns(const struct flat *flat, enum axis_source axis, struct window window, struct column *columns,
                                 size_t count)
{
	for (size_t i = 0; i < count; i++)
		columns[i] = (struct column){.first = NAN, .last = NAN, .min = NAN, .max = NAN, .min_positive = NAN};
	for (size_t i = 0; i < flat->count; i++) {
		double x = axis == AXIS_STEP ? (double)flat->rows[i].step : flat->rows[i].wall_time;
		if (!(x >= window.from && x <= window.to))
			continue;
		double at = (x - window.from) / (window.to - window.from) * (double)count;
		struct column *column = &columns[at >= (double)count ? count - 1 : (size_t)at];
		double value = number_value(NUMBER_F64, flat->rows[i].bits);
		column->count++;
		column->nan += isnan(value);
		column->infinite += isinf(value) != 0;
		column->below += value == -INFINITY;
		if (!isfinite(value))
			continue;
		if (isnan(column->first))
			column->first = value;
		column->last = value;
		column->min = fmin(column->min, value);
		column->max = fmax(column->max, value);
		if (value > 0)
			column->min_positive = fmin(column->min_positive, value);
	}
}

static inline bool same_column(const struct column *a, const struct column *b)
{
	return a->count == b->count && a->nan == b->nan && a->infinite == b->infinite && a->below == b->below &&
	       same(a->first, b->first) && same(a->last, b->last) && same(a->min, b->min) && same(a->max, b->max) &&
	       same(a->min_positive, b->min_positive);
}

#endif
