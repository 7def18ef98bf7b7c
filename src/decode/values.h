/* The elements of a tensor in row order, whether they are all there or one stands for all. */
#ifndef TBTOP_DECODE_VALUES_H
#define TBTOP_DECODE_VALUES_H

#include "decode/decode.h"
#include "read/tensor.h"

struct values {
	struct tensor tensor;
	uint64_t left;         /* elements still to come */
	struct numbers numbers;
	struct wire strings;
	bool repeats;
	uint64_t number, imaginary; /* the last one */
	struct slice string;
};

/* As it decodes; tensor.facts.decodable tells whether there are elements at all. SIMPLE is a tensor, too: a float. */
enum status values_open(struct values *values, const struct payload *payload);
/* True when a value or few stand for very many: more than anybody would write, and for nothing but a hostile shape. */
bool values_swell(const struct values *values);
/* As in struct row; of a complex one the real part. False after the last. */
bool values_next(struct values *values, uint64_t *bits);
bool values_next_complex(struct values *values, uint64_t *real, uint64_t *imaginary);
bool values_next_string(struct values *values, struct slice *out);

enum number_type values_type(const struct values *values);
bool values_are_bools(const struct values *values);
double values_next_double(struct values *values); /* 0 behind the end */

/* Sizes of the array that it decodes to, a negative one computed. `dims` has room for facts.rank. */
void values_shape(const struct values *values, int64_t *dims);

#endif
