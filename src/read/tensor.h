/*
 * TensorProto (event-format 3.4): every dtype, packed, unpacked and
 * tensor_content, as TensorBoard's tensor_util.make_ndarray has it, which adds
 * what it can't decode (bfloat16, uint32_val, uint64_val). Pure; any thread.
 */
#ifndef TBTOP_READ_TENSOR_H
#define TBTOP_READ_TENSOR_H

#include "base/status.h"
#include "data/chunk.h"
#include "data/dtype.h"
#include "data/kind.h"
#include "read/elements.h"

/* What can be told of a tensor without unpacking its elements. */
struct tensor_facts {
	uint32_t dtype;
	uint32_t rank;      /* dims beyond the 8th count but are not kept */
	int64_t dims[8];    /* as stored; negative: whatever the number of elements gives, as numpy's reshape has it */
	uint64_t elements;  /* that decoding gives; meaningless when !decodable */
	bool counted;       /* its elements could be, whatever its shape: there are `there` of them */
	uint64_t there;
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

/* A tensor, to be read element by element (read/elements). Borrows the bytes. */
struct tensor {
	struct tensor_facts facts;
	struct wire fields;
	struct slice content;
	const struct layout *layout; /* NULL for dtypes that nobody decodes */
};
enum status tensor_open(const uint8_t *bytes, size_t length, struct tensor *out);
/* All dims as stored, the first `room` of them. */
void tensor_dims(const struct tensor *tensor, int64_t *dims, size_t room);

/* STATUS_CORRUPT when the bytes are no TensorProto, STATUS_LIMIT when the pre-check refuses them. */
enum status tensor_facts(const uint8_t *bytes, size_t length, struct tensor_facts *out);

/* The kinds in whose tags a tensor with these facts is a point (conformance points.py: `require`). */
kind_set tensor_fits(const struct tensor_facts *facts);
/*
 * The same in a tag of audio, where TensorBoard takes the first of the columns
 * (a clip beside its label) before it decodes (dataclass_compat.py, _migrate_audio_value).
 */
kind_set tensor_fits_as_clips(const struct tensor_facts *facts);
/* The strings of which it takes one: those of a row. Negative: from the last one back; 0: it takes them all. */
int64_t tensor_clip_stride(const struct tensor_facts *facts);

#endif
