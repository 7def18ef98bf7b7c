/* What is known of some rows without a look at each: of a chunk, of a stretch of many. Pure. */
#ifndef TBTOP_DATA_SUMMARY_H
#define TBTOP_DATA_SUMMARY_H

#include "data/row.h"

/*
 * What a query needs to know of a chunk without unpacking it. Values are as
 * doubles; min, max, first, last and min_positive count finite values only
 * and are NaN when there is none. Wall times ignore non-finite ones likewise;
 * `odd_walls` tells how many rows have such a one. `falls` are the rows whose
 * step is below that of the row before them.
 */
struct chunk_summary {
	uint32_t count;
	uint32_t nan, infinite; /* of `count`; infinite counts both signs */
	uint32_t below; /* of the infinite ones, those below zero */
	uint32_t odd_walls, falls;
	int64_t first_step, last_step, min_step, max_step;
	double first_wall, last_wall, min_wall, max_wall;
	double first, last, min, max;
	double min_positive; /* for log axes: the smallest value above 0 */
};

/* The summary of rows; of two summaries in a row (`a` comes first). count may be 0. */
struct chunk_summary chunk_summarise(const struct row *rows, size_t count, enum number_type type);
/* Of values alone: what it says of steps and wall times is unset, as of no rows. */
struct chunk_summary chunk_summarise_values(const double *values, size_t count);
struct chunk_summary chunk_join(const struct chunk_summary *a, const struct chunk_summary *b);
/* Of up to CHUNK_ROWS rows (data/row_columns); count may not be 0. */
struct row_columns;
struct chunk_summary row_columns_summarise(const struct row_columns *columns, size_t count, enum number_type type);

#endif
