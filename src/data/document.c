#include "data/document.h"

#include "base/alloc.h"

#include <stdlib.h>

void document_fini(struct document *document)
{
	str_fini(&document->text);
	free(document->spans);
	free(document->blocks);
	*document = (struct document){0};
}

size_t document_memory(const struct document *document)
{
	return document->text.capacity + document->span_capacity * sizeof *document->spans +
	       document->block_capacity * sizeof *document->blocks;
}

bool document_block(struct document *document, struct document_block block)
{
	if (!array_reserve(&document->blocks, &document->block_capacity, document->block_count + 1))
		return false;
	block.first = (uint32_t)document->span_count;
	block.count = 0;
	document->blocks[document->block_count++] = block;
	return true;
}

bool document_span(struct document *document, struct slice text, uint8_t style)
{
	struct document_block *block = &document->blocks[document->block_count - 1];
	struct document_span *last = block->count ? &document->spans[document->span_count - 1] : NULL;
	bool goes_on = last && !(style & SPAN_CELL) && (last->style & ~SPAN_CELL) == style;
	if (!goes_on && !array_reserve(&document->spans, &document->span_capacity, document->span_count + 1))
		return false;
	uint32_t begin = (uint32_t)document->text.length;
	str_append_slice(&document->text, text);
	if (goes_on) {
		last->length += (uint32_t)text.length;
		return true;
	}
	document->spans[document->span_count++] = (struct document_span){begin, (uint32_t)text.length, style};
	block->count++;
	return true;
}
