/*
 * Spans in order, in about a third of the bytes: in blocks, each of whose
 * fields has as many bits as the largest value of the block needs, starts and
 * places counted from the block's least. Any span is there in a few loads.
 */
#ifndef TBTOP_DATA_TRACE_PACK_H
#define TBTOP_DATA_TRACE_PACK_H

#include "data/trace_span.h"

#include <stddef.h>

#define PACK_SPANS 64 /* a block, but the last of a line */
#define PACK_SLACK 16 /* bytes behind the bits that may be loaded with them */

enum pack_field { PACK_START_NS, PACK_START_PS, PACK_DURATION_NS, PACK_DURATION_PS, PACK_NAME, PACK_PLACE, PACK_FIELDS };

struct pack_block {
	uint64_t start_ns, place; /* the least */
	uint64_t at;              /* the first of its bits, in bytes */
	uint8_t bits[PACK_FIELDS];
	uint8_t stride;           /* bits of a span */
	uint8_t unused;           /* 0 */
};

struct trace_pack {
	struct pack_block *blocks;
	uint8_t *bits;            /* `size` bytes, PACK_SLACK of them behind the last span */
	size_t size;
	uint32_t names;           /* how many there are: no span has one beyond */
};

static inline size_t pack_blocks(size_t count)
{
	return count / PACK_SPANS + (count % PACK_SPANS != 0);
}

/*
 * Packs spans that are in order, with starts of 0 and later. Takes the array,
 * which becomes `bits`: there is no room for both. False when out of memory: then it is freed.
 */
bool trace_pack_make(struct trace_span *spans, size_t count, uint32_t names, struct trace_pack *out);
void trace_pack_fini(struct trace_pack *pack);
/* Whether bits that came from elsewhere are such that trace_pack_at may be asked for `count` spans. */
bool trace_pack_check(const struct trace_pack *pack, size_t count);

struct trace_span trace_pack_at(const struct trace_pack *pack, size_t number);

#endif
