/*
 * Rows column by column, as the 64-bit patterns that are summed up
 * (data/summary) and packed (data/packed). Pure.
 */
#ifndef TBTOP_DATA_ROW_COLUMNS_H
#define TBTOP_DATA_ROW_COLUMNS_H

#include "data/row.h"

enum { COLUMN_STEP, COLUMN_WALL, COLUMN_VALUE, COLUMN_COUNT };

/* Wall times as a double's own bits. */
struct row_columns {
	uint64_t patterns[COLUMN_COUNT][CHUNK_ROWS];
};

/* The numbers of a column of values. */
void number_values(enum number_type type, const uint64_t *patterns, size_t count, double *out);

/* The columns of up to CHUNK_ROWS rows, and back. */
void row_columns_of(struct row_columns *out, const struct row *rows, size_t count);
struct row row_of_patterns(uint64_t step, uint64_t wall, uint64_t bits);

/*
 * The loops over columns are plain ones that compilers turn into vectors. What
 * every x86-64 has knows no comparisons of 64 bits: those that have more get a
 * version of their own, which is chosen when the program starts.
 */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
	!defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

#endif
