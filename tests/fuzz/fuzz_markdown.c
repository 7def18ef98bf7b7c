/* A document's spans lie within its text and belong to its blocks one after another; nothing lies deeper than is allowed. */
#include "decode/markdown.h"
#include "fuzz/take.h"
#include "fuzz/target.h"


int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct document document = {0};
	struct slice source = slice_make(bytes, length);
	uint32_t spans = 0, end = 0;
	if (markdown_read(source, &document))
		object("only memory may be missing");
	if (!document_block(&document, (struct document_block){.kind = BLOCK_ROW}) || markdown_read_cell(source, &document))
		object("only memory may be missing");
	for (size_t i = 0; i < document.block_count; i++) {
		const struct document_block *block = &document.blocks[i];
		if (block->first != spans || block->indent > MARKDOWN_DEPTH || block->quotes > block->indent)
			object("blocks follow one another, and are no deeper than that");
		spans += block->count;
	}
	for (size_t i = 0; i < document.span_count; i++) {
		if (document.spans[i].begin != end)
			object("spans follow one another");
		end += document.spans[i].length;
	}
	if (spans != document.span_count || end != document.text.length)
		object("all belongs to something");
	document_fini(&document);
	return 0;
}
