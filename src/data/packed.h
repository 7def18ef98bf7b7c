/*
 * Columns of numbers in few bits: what is left of each beside a straight line,
 * in a row of words that several columns share. Any patterns at all come back exactly. Pure.
 */
#ifndef TBTOP_DATA_PACKED_H
#define TBTOP_DATA_PACKED_H

#include <stddef.h>
#include <stdint.h>

/*
 * A column of 64-bit patterns: value i is base + slope * i + bits(i), modulo
 * 2^64, so that any patterns at all come back exactly. `width` bits a row
 * from word `at` on; 0 when the line says it all.
 */
struct packed {
	uint64_t base, slope;
	uint32_t at;
	uint32_t width;
};

/* The line through the first and the last, or a level one where that seems to need fewer bits. `at` is the caller's to set. */
struct packed packed_plan(const uint64_t *patterns, size_t count);
/* So many words it takes. Reading a row looks at two: one more must be there behind the last column. */
size_t packed_words(const struct packed *column, size_t count);
void packed_write(const struct packed *column, const uint64_t *patterns, size_t count, uint64_t *words);

uint64_t packed_at(const struct packed *column, const uint64_t *words, size_t index);
void packed_read(const struct packed *column, const uint64_t *words, size_t first, size_t count, uint64_t *out);

#endif
