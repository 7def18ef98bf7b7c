/* A tensor of strings, in row order (event-format 7.13). */
#ifndef TBTOP_DATA_TEXTS_H
#define TBTOP_DATA_TEXTS_H

#include "base/str.h"
#include "data/document.h"

#include <stdint.h>

struct texts {
	struct slice *items; /* owned; bytes as in the file, which need not be UTF-8, borrowed from the asset's record */
	size_t count;
	int64_t *shape; /* owned; its product is `count` */
	uint32_t rank;
	/*
	 * What they say as Markdown, as TensorBoard shows it: one text as it is, more as a table of one column or, of two
	 * axes and more, of the last two. Owned.
	 */
	struct document document;
};

void texts_fini(struct texts *texts);

#endif
