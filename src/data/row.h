/* A scalar point as it was written. Pure. */
#ifndef TBTOP_DATA_ROW_H
#define TBTOP_DATA_ROW_H

#include <stddef.h>
#include <stdint.h>

#define CHUNK_ROWS 512 /* the most that are looked at at once */

/* How a value was written. Half types are widened to F32, bool and the small integers to I64. */
enum number_type { NUMBER_F32, NUMBER_F64, NUMBER_I64, NUMBER_U64 };

/* `bits`: a float's pattern in the low 32 bits, or the 64 bits of the others. */
struct row {
	int64_t step;
	double wall_time; /* seconds since 1970; may be anything, NaN included */
	uint64_t bits;
};

double number_value(enum number_type type, uint64_t bits);
uint64_t number_bits_float(float value);
uint64_t number_bits_double(double value);

#endif
