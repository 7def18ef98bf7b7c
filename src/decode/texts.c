#include "decode/kinds.h"
#include "decode/markdown.h"
#include "decode/values.h"

#include "base/alloc.h"

/* Strings of a tensor: 16 bytes each, where one byte of a file may stand for millions. */
#define TEXTS_MOST ((uint64_t)4 << 20)

#define CELLS_MOST 10000 /* of a table that is read: the rest is cut */

static enum status read_row(const struct slice *cells, size_t count, bool first, struct document *out)
{
	enum status status = STATUS_OK;
	if (!document_block(out, (struct document_block){.kind = BLOCK_ROW, .tight = !first}))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count && !status; i++)
		status = markdown_read_cell(cells[i], out);
	return status;
}

/* Of more than two axes the first of each of the leading ones, as TensorBoard has it. */
static enum status read_table(struct texts *texts)
{
	uint64_t rows = texts->rank == 1 ? (uint64_t)texts->shape[0] : (uint64_t)texts->shape[texts->rank - 2];
	uint64_t columns = texts->rank == 1 ? 1 : (uint64_t)texts->shape[texts->rank - 1];
	struct document *out = &texts->document;
	enum status status = STATUS_OK;
	for (uint64_t i = 0; i < rows && !status && !out->cut; i++) {
		bool fits = columns <= CELLS_MOST && (i + 1) * columns <= CELLS_MOST;
		if (fits)
			status = read_row(texts->items + i * columns, (size_t)columns, !i, out);
		out->cut |= !fits;
	}
	return status;
}

static enum status read_document(struct texts *texts)
{
	if (!texts->count)
		return STATUS_OK;
	return texts->count == 1 ? markdown_read(texts->items[0], &texts->document) : read_table(texts);
}

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
	status = read_document(out);
	*memory += document_memory(&out->document);
	return status;
}
