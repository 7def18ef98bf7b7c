#include "decode/kinds.h"
#include "decode/values.h"

#include "base/alloc.h"

/* Strings of a tensor: 16 bytes each, where one byte of a file may stand for millions. */
#define TEXTS_MOST ((uint64_t)4 << 20)

enum status decode_texts(const struct payload *payload, struct texts *out, size_t *memory)
{
	struct values values;
	struct slice text;
	enum status status = values_open(&values, payload);
	if (status)
		return status;
	const struct tensor_facts *facts = &values.tensor.facts;
	if (!facts->text)
		return STATUS_CORRUPT;
	if (facts->elements > TEXTS_MOST)
		return STATUS_LIMIT;
	out->rank = facts->rank;
	out->shape = data_alloc(facts->rank, sizeof *out->shape);
	out->items = data_alloc((size_t)facts->elements, sizeof *out->items);
	*memory = facts->rank * sizeof *out->shape + (size_t)facts->elements * sizeof *out->items;
	if (!out->shape || !out->items)
		return STATUS_NO_MEMORY;
	values_shape(&values, out->shape);
	while (values_next_string(&values, &text))
		out->items[out->count++] = text;
	return STATUS_OK;
}
