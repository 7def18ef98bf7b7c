/*
 * TensorProto (event-format 3.4): every dtype, packed, unpacked and
 * tensor_content, as TensorBoard's tensor_util.make_ndarray has it, which adds
 * what it can't decode (bfloat16, uint32_val, uint64_val). Pure; any thread.
 */
#ifndef TBTOP_READ_TENSOR_H
#define TBTOP_READ_TENSOR_H

#include "base/status.h"
#include "data/chunk.h"
#include "data/kind.h"

enum dtype {
	DTYPE_INVALID, DTYPE_FLOAT, DTYPE_DOUBLE, DTYPE_INT32, DTYPE_UINT8, DTYPE_INT16, DTYPE_INT8, DTYPE_STRING,
	DTYPE_COMPLEX64, DTYPE_INT64, DTYPE_BOOL, DTYPE_QINT8, DTYPE_QUINT8, DTYPE_QINT32, DTYPE_BFLOAT16,
	DTYPE_QINT16, DTYPE_QUINT16, DTYPE_UINT16, DTYPE_COMPLEX128, DTYPE_HALF, DTYPE_RESOURCE, DTYPE_VARIANT,
	DTYPE_UINT32, DTYPE_UINT64,
};

/* What can be told of a tensor without unpacking its elements. */
struct tensor_facts {
	uint32_t dtype;
	uint32_t rank;      /* dims beyond the 8th count but are not kept */
	int64_t dims[8];    /* as stored; negative: whatever the number of elements gives, as numpy's reshape has it */
	uint64_t elements;  /* that decoding gives; meaningless when !decodable */
	bool decodable;     /* make_ndarray would give an array */
	bool text;          /* an array of strings (dtype object) */
	bool listed;        /* strings, in a list of `strings` of them, be there an array of them or not */
	uint64_t strings;
	bool real;          /* its elements are real numbers */
	bool finite_counts; /* rank 2, and no NaN or infinity in the first four rows (of a PR curve: its counts) */
	bool one_number;    /* one real number: bits and number_type are set */
	uint64_t bits;
	enum number_type number_type;
};

/* STATUS_CORRUPT when the bytes are no TensorProto, STATUS_LIMIT when the pre-check refuses them. */
enum status tensor_facts(const uint8_t *bytes, size_t length, struct tensor_facts *out);

/* The kinds in whose tags a tensor with these facts is a point (conformance points.py: `require`). */
kind_set tensor_fits(const struct tensor_facts *facts);
/*
 * The same in a tag of audio, where TensorBoard takes the first of the columns
 * (a clip beside its label) before it decodes (dataclass_compat.py, _migrate_audio_value).
 */
kind_set tensor_fits_as_clips(const struct tensor_facts *facts);

#endif
