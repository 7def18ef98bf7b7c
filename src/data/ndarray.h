/* A tensor of any plugin: what it is, its first elements, and what can be said of all of them. */
#ifndef TBTOP_DATA_NDARRAY_H
#define TBTOP_DATA_NDARRAY_H

#include "base/str.h"
#include "data/chunk.h"
#include "data/dtype.h"

enum ndarray_form {
	NDARRAY_OPAQUE, /* the elements can't be decoded */
	NDARRAY_NUMBERS,
	NDARRAY_BOOLS,
	NDARRAY_COMPLEX, /* two numbers an element: real and imaginary part */
	NDARRAY_STRINGS,
};

#define NDARRAY_KEPT 4096 /* elements that are kept for a page */

struct ndarray {
	uint32_t dtype;
	uint32_t rank;
	int64_t *dims;     /* owned; as stored */
	enum ndarray_form form;
	enum number_type type;
	uint64_t elements; /* in all; of those the first `kept` are here */
	bool misshapen;    /* OPAQUE as its elements, of which the file has `there`, don't make up its shape */
	uint64_t there;
	size_t kept;
	uint64_t *bits;      /* owned; as in struct row. NULL for strings */
	struct slice *texts; /* owned; bytes borrowed from the asset's record. NULL for numbers */
	struct {             /* of real numbers and bools, all of them; min > max and NaN without a finite one */
		uint64_t nans, infinities, zeros;
		double min, max, mean, deviation;
	} facts;
};

void ndarray_fini(struct ndarray *ndarray);

#endif
