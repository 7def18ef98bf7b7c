#include "decode/kinds.h"
#include "decode/values.h"

#include "base/alloc.h"
#include "event.pb-c.h"

#include <string.h>

/* A histogram has some hundreds of buckets; 24 bytes each. */
#define BUCKETS_MOST ((uint64_t)4 << 20)

/* Fields of HistogramProto (event-format 3.3). */
enum { HISTO_MIN = 1, HISTO_MAX = 2, HISTO_LIMIT = 6, HISTO_COUNT = 7 };

static bool room_for(struct histogram *out, uint64_t count, size_t *memory)
{
	*memory = (size_t)count * sizeof *out->buckets;
	out->buckets = data_alloc((size_t)count, sizeof *out->buckets);
	return out->buckets;
}

/* ---- [n, 3] tensors ---- */

static enum status keep_integers(struct values *values, struct histogram *out, size_t *memory)
{
	if (values->tensor.layout->width < 8 || (out->type != NUMBER_I64 && out->type != NUMBER_U64))
		return STATUS_OK;
	out->bits = data_alloc(3 * out->count, sizeof *out->bits);
	if (!out->bits)
		return STATUS_NO_MEMORY;
	*memory += 3 * out->count * sizeof *out->bits;
	for (size_t i = 0; i < 3 * out->count; i++)
		values_next(values, &out->bits[i]);
	return STATUS_OK;
}

static enum status from_tensor(const struct payload *payload, struct histogram *out, size_t *memory)
{
	struct values values;
	enum status status = values_open(&values, payload);
	if (status)
		return status;
	const struct tensor_facts *facts = &values.tensor.facts;
	if (!(tensor_fits(facts) & KIND_BIT(KIND_HISTOGRAM)))
		return STATUS_CORRUPT;
	uint64_t count = facts->elements / 3;
	if (count > BUCKETS_MOST)
		return STATUS_LIMIT;
	if (!room_for(out, count, memory))
		return STATUS_NO_MEMORY;
	struct values exact = values;
	out->type = values_type(&values);
	for (out->count = 0; out->count < count; out->count++) {
		struct bucket *bucket = &out->buckets[out->count];
		bucket->left = values_next_double(&values);
		bucket->right = values_next_double(&values);
		bucket->count = values_next_double(&values);
	}
	return keep_integers(&exact, out, memory);
}

/* ---- HistogramProto ---- */

static double double_of(uint64_t bits)
{
	double value;
	memcpy(&value, &bits, sizeof value);
	return value;
}

static double double_at(const uint8_t *bytes)
{
	uint64_t bits = 0;
	for (int i = 0; i < 8; i++)
		bits |= (uint64_t)bytes[i] << 8 * i;
	return double_of(bits);
}

/* The doubles of a repeated field, packed or not. */
struct doubles {
	struct wire message;
	uint32_t id;
	const uint8_t *packed;
	size_t left;
};

static bool next_double(struct doubles *doubles, double *out)
{
	struct wire_field field;
	while (!doubles->left) {
		if (!wire_next(&doubles->message, &field))
			return false;
		if (wire_is(&field, doubles->id, WIRE_FIXED64)) {
			*out = double_of(field.number);
			return true;
		}
		if (wire_is(&field, doubles->id, WIRE_BYTES)) {
			doubles->packed = field.bytes;
			doubles->left = field.length / 8;
		}
	}
	*out = double_at(doubles->packed);
	doubles->packed += 8;
	doubles->left--;
	return true;
}

struct edges {
	double least, most;
	uint64_t first, last; /* buckets with a count above 0 */
	bool any;
};

static struct edges edges_of(struct wire histogram)
{
	struct edges edges = {0};
	struct doubles counts = {.message = histogram, .id = HISTO_COUNT};
	double count;
	for (uint64_t i = 0; next_double(&counts, &count); i++) {
		if (!(count > 0))
			continue;
		if (!edges.any)
			edges.first = i;
		edges.any = true;
		edges.last = i;
	}
	struct wire_field field;
	while (wire_next(&histogram, &field)) {
		if (wire_is(&field, HISTO_MIN, WIRE_FIXED64))
			edges.least = double_of(field.number);
		else if (wire_is(&field, HISTO_MAX, WIRE_FIXED64))
			edges.most = double_of(field.number);
	}
	return edges;
}

/* numpy's cast: what is beyond a float becomes infinite. */
static double as_float(double value)
{
	return (double)(float)value;
}

/*
 * As TensorBoard makes a tensor of it (data_compat.py, _migrate_histogram_value;
 * event-format 4.2): outer buckets without counts are dropped, the first left
 * edge is the smallest value and the last right edge the largest, all in floats.
 */
static void fill_buckets(struct wire histogram, const struct edges *edges, struct histogram *out)
{
	struct doubles limits = {.message = histogram, .id = HISTO_LIMIT};
	struct doubles counts = {.message = histogram, .id = HISTO_COUNT};
	double limit = 0, count, left = edges->least;
	for (uint64_t i = 0; i <= edges->last && next_double(&counts, &count); i++) {
		bool there = next_double(&limits, &limit);
		if (i < edges->first)
			continue;
		double right = i == edges->last ? edges->most : there ? limit : left;
		out->buckets[out->count++] = (struct bucket){as_float(left), as_float(right), as_float(count)};
		left = right;
	}
}

static enum status from_proto(const struct payload *payload, struct histogram *out, size_t *memory)
{
	enum status status = wire_check(&tb__histogram_proto__descriptor, payload->bytes.data, payload->bytes.length,
	                                WIRE_LIMITS);
	if (status)
		return status;
	struct wire histogram = wire_of(payload->bytes.data, payload->bytes.length);
	struct edges edges = edges_of(histogram);
	out->type = NUMBER_F32;
	if (!edges.any)
		return STATUS_OK;
	if (edges.last - edges.first >= BUCKETS_MOST)
		return STATUS_LIMIT;
	if (!room_for(out, edges.last - edges.first + 1, memory))
		return STATUS_NO_MEMORY;
	fill_buckets(histogram, &edges, out);
	return STATUS_OK;
}

enum status decode_histogram(const struct payload *payload, struct histogram *out, size_t *memory)
{
	return payload->form == ITEM_HISTO ? from_proto(payload, out, memory) : from_tensor(payload, out, memory);
}
