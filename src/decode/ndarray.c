#include "decode/kinds.h"
#include "decode/values.h"

#include "base/alloc.h"

#include <math.h>

/* Dims that are kept; a numpy array has 64 at most. */
#define RANK_MOST 65536

/* A running mean and spread (Welford), which long series don't spoil. */
struct spread {
	uint64_t count;
	double mean, squares;
};

static void add_fact(struct ndarray *out, struct spread *spread, double value)
{
	if (!isfinite(value)) {
		if (isnan(value))
			out->facts.nans++;
		else
			out->facts.infinities++;
		return;
	}
	out->facts.zeros += value == 0;
	out->facts.min = fmin(out->facts.min, value);
	out->facts.max = fmax(out->facts.max, value);
	double before = value - spread->mean;
	spread->mean += before / (double)++spread->count;
	spread->squares += before * (value - spread->mean);
}

static void end_facts(struct ndarray *out, const struct spread *spread)
{
	if (!spread->count)
		return;
	out->facts.mean = spread->mean;
	out->facts.deviation = sqrt(spread->squares / (double)spread->count);
}

static void keep_facts(struct values *values, struct ndarray *out)
{
	struct spread spread = {0};
	enum number_type type = values_type(values);
	uint64_t bits;
	if (values_swell(values)) /* not worth the time */
		return;
	while (values_next(values, &bits))
		add_fact(out, &spread, number_value(type, bits));
	end_facts(out, &spread);
}

static enum status keep_numbers(struct values *values, struct ndarray *out, size_t *memory)
{
	size_t parts = out->form == NDARRAY_COMPLEX ? 2 : 1, most = values->left < NDARRAY_KEPT ? (size_t)values->left : NDARRAY_KEPT;
	uint64_t real, imaginary;
	out->type = values_type(values);
	out->bits = data_alloc(parts * most, sizeof *out->bits);
	*memory += parts * most * sizeof *out->bits;
	if (!out->bits)
		return STATUS_NO_MEMORY;
	struct values all = *values;
	while (out->kept < most && values_next_complex(values, &real, &imaginary)) {
		out->bits[parts * out->kept] = real;
		if (parts == 2)
			out->bits[2 * out->kept + 1] = imaginary;
		out->kept++;
	}
	if (out->form != NDARRAY_COMPLEX)
		keep_facts(&all, out);
	return STATUS_OK;
}

static enum status keep_strings(struct values *values, struct ndarray *out, size_t *memory)
{
	size_t most = values->left < NDARRAY_KEPT ? (size_t)values->left : NDARRAY_KEPT;
	out->texts = data_alloc(most, sizeof *out->texts);
	*memory += most * sizeof *out->texts;
	if (!out->texts)
		return STATUS_NO_MEMORY;
	while (out->kept < most && values_next_string(values, &out->texts[out->kept]))
		out->kept++;
	return STATUS_OK;
}

/* The first `most` rows are kept. */
static void put_rows(const struct histogram *histogram, size_t most, struct ndarray *out)
{
	struct spread spread = {0};
	for (size_t i = 0; i < histogram->count; i++) {
		const struct bucket *bucket = &histogram->buckets[i];
		const double row[3] = {bucket->left, bucket->right, bucket->count};
		for (int j = 0; j < 3; j++) {
			add_fact(out, &spread, row[j]);
			if (i < most)
				out->bits[out->kept++] = number_bits_float((float)row[j]);
		}
	}
	end_facts(out, &spread);
}

static enum status keep_rows(const struct histogram *histogram, struct ndarray *out, size_t *memory)
{
	size_t most = histogram->count < NDARRAY_KEPT / 3 ? histogram->count : NDARRAY_KEPT / 3;
	out->dims = data_alloc(2, sizeof *out->dims);
	out->bits = data_alloc(3 * most, sizeof *out->bits);
	if (!out->dims || !out->bits)
		return STATUS_NO_MEMORY;
	*memory = 2 * sizeof *out->dims + 3 * most * sizeof *out->bits;
	out->dtype = DTYPE_FLOAT;
	out->form = NDARRAY_NUMBERS;
	out->rank = 2;
	out->dims[0] = (int64_t)histogram->count;
	out->dims[1] = 3;
	out->elements = 3 * histogram->count;
	put_rows(histogram, most, out);
	return STATUS_OK;
}

/* A TF1 histogram is floats to whoever doesn't know it: three in a row. */
static enum status old_histogram(const struct payload *payload, struct ndarray *out, size_t *memory)
{
	struct histogram histogram = {0};
	size_t needed = 0;
	enum status status = decode_histogram(payload, &histogram, &needed);
	if (!status)
		status = keep_rows(&histogram, out, memory);
	histogram_fini(&histogram);
	return status;
}

/* Old forms in the tag of another plugin are tensors, too (event-format 4.2). */
static enum status old_form(const struct payload *payload, struct ndarray *out)
{
	static const struct { uint32_t dtype, rank; int64_t dims[2]; } forms[] = {
		[ITEM_IMAGE] = {DTYPE_STRING, 1, {3, 0}},
		[ITEM_AUDIO] = {DTYPE_STRING, 2, {1, 2}},
		[ITEM_GRAPH] = {DTYPE_STRING, 1, {1, 0}},
		[ITEM_RUN_METADATA] = {DTYPE_STRING, 1, {1, 0}},
	};
	if (payload->form >= sizeof forms / sizeof *forms || !forms[payload->form].dtype)
		return STATUS_UNSUPPORTED;
	out->dtype = forms[payload->form].dtype;
	out->rank = forms[payload->form].rank;
	out->dims = data_alloc(2, sizeof *out->dims);
	if (!out->dims)
		return STATUS_NO_MEMORY;
	out->dims[0] = forms[payload->form].dims[0];
	out->dims[1] = forms[payload->form].dims[1];
	return STATUS_OK;
}

enum status decode_ndarray(const struct payload *payload, struct ndarray *out, size_t *memory)
{
	struct values values;
	out->facts.min = INFINITY;
	out->facts.max = -INFINITY;
	out->facts.mean = out->facts.deviation = NAN;
	if (payload->form == ITEM_HISTO)
		return old_histogram(payload, out, memory);
	if (payload->form != ITEM_TENSOR && payload->form != ITEM_SIMPLE)
		return old_form(payload, out);
	enum status status = values_open(&values, payload);
	if (status)
		return status;
	const struct tensor_facts *facts = &values.tensor.facts;
	if (facts->rank > RANK_MOST)
		return STATUS_LIMIT;
	out->dtype = facts->dtype;
	out->rank = facts->rank;
	out->dims = data_alloc(facts->rank, sizeof *out->dims);
	*memory = facts->rank * sizeof *out->dims;
	if (!out->dims)
		return STATUS_NO_MEMORY;
	tensor_dims(&values.tensor, out->dims, facts->rank);
	out->misshapen = !facts->decodable && facts->counted;
	out->there = facts->there;
	if (!facts->decodable)
		return STATUS_OK;
	out->elements = facts->elements;
	out->form = facts->text ? NDARRAY_STRINGS : !facts->real ? NDARRAY_COMPLEX
	            : values_are_bools(&values) ? NDARRAY_BOOLS : NDARRAY_NUMBERS;
	return facts->text ? keep_strings(&values, out, memory) : keep_numbers(&values, out, memory);
}
