/* Payloads built field by field, for tests of the decoders. */
#ifndef TBTOP_TESTS_DECODE_PAYLOADS_H
#define TBTOP_TESTS_DECODE_PAYLOADS_H

#include "base/alloc.h"
#include "decode/decode.h"
#include "unit/read/build.h"

#include <stdlib.h>

/* A TensorProto in the making. */
static inline struct str tensor_begin(uint32_t dtype, const int64_t *dims, size_t rank)
{
	struct str tensor = {0}, shape = {0}, dim = {0};
	build_number(&tensor, 1, dtype);
	for (size_t i = 0; i < rank; i++) {
		build_number(&dim, 1, (uint64_t)dims[i]);
		build_message(&shape, 2, &dim);
	}
	build_message(&tensor, 2, &shape);
	str_fini(&shape);
	str_fini(&dim);
	return tensor;
}

static inline struct str tensor_of_doubles(const int64_t *dims, size_t rank, const double *values, size_t count)
{
	struct str tensor = tensor_begin(DTYPE_DOUBLE, dims, rank);
	for (size_t i = 0; i < count; i++)
		build_double(&tensor, 6, values[i]);
	return tensor;
}

static inline struct str tensor_of_floats(const int64_t *dims, size_t rank, const float *values, size_t count)
{
	struct str tensor = tensor_begin(DTYPE_FLOAT, dims, rank);
	for (size_t i = 0; i < count; i++)
		build_float(&tensor, 5, values[i]);
	return tensor;
}

static inline struct str tensor_of_texts(const int64_t *dims, size_t rank, const char *const *texts, size_t count)
{
	struct str tensor = tensor_begin(DTYPE_STRING, dims, rank);
	for (size_t i = 0; i < count; i++)
		build_text(&tensor, 8, texts[i]);
	return tensor;
}

/* Decodes what was built, which is freed; in a block of exactly its size, so that a sanitizer sees a step too far. */
static inline enum status decode_built(enum kind kind, struct payload how, struct str *built, struct asset **out)
{
	how.record = data_alloc(built->length, 1);
	if (built->length)
		memcpy(how.record, built->data, built->length);
	how.record_size = built->length;
	how.bytes = slice_make(how.record, built->length);
	str_fini(built);
	return decode(kind, &how, out);
}

static inline enum status decode_tensor(enum kind kind, struct str tensor, struct asset **out)
{
	return decode_built(kind, (struct payload){.form = ITEM_TENSOR}, &tensor, out);
}

#endif
