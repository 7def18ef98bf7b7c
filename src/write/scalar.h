/*
 * Events of scalars as framed records, without an allocation: the hot path.
 * As PyTorch's writer has them, a simple_value without metadata. Pure.
 */
#ifndef TBTOP_WRITE_SCALAR_H
#define TBTOP_WRITE_SCALAR_H

#include "write/record.h"

struct scalar {
	const char *tag;
	size_t length;
	float value;
};

/* How many bytes the record takes at most. */
size_t scalars_most(const struct scalar *scalars, size_t count);
/* Writes the record to `at`; returns where it ends. */
uint8_t *scalars_write(uint8_t *at, double wall_time, int64_t step, const struct scalar *scalars, size_t count);

#endif
