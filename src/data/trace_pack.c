#include "data/trace_pack.h"

#include "base/alloc.h"
#include "base/little.h"

#include <stdlib.h>
#include <string.h>

/* What a field may need: starts count from the first one, up to twice PICOSECONDS_MOST. */
static const uint8_t most_bits[PACK_FIELDS] = {63, 10, 62, 10, 32, 44};
#define START_MOST (UINT64_C(8) * 1000 * 1000 * 1000 * 1000 * 1000 * 1000)

/* ---- Bits ---- */

static uint8_t bits_of(uint64_t value)
{
	return value ? (uint8_t)(64 - __builtin_clzll(value)) : 0;
}

static uint64_t take(const uint8_t *bits, uint64_t from, uint32_t width)
{
	const uint8_t *at = bits + from / 8;
	uint32_t shift = from % 8;
	uint64_t value = little64(at) >> shift;
	if (shift + width > 64)
		value |= (uint64_t)at[8] << (64 - shift);
	return value & ~(~UINT64_C(0) << width); /* no field has 64 */
}

/* The bytes were zero. */
static void put(uint8_t *bits, uint64_t from, uint32_t width, uint64_t value)
{
	for (uint32_t done = 0; done < width;) {
		uint64_t bit = from + done;
		uint32_t room = 8 - bit % 8;
		bits[bit / 8] |= (uint8_t)(value >> done << bit % 8);
		done += room;
	}
}

/* ---- Packing ---- */

static void values_of(const struct trace_span *span, const struct pack_block *block, uint64_t out[PACK_FIELDS])
{
	out[PACK_START_NS] = (uint64_t)span->start_ns - block->start_ns;
	out[PACK_START_PS] = span->start_ps;
	out[PACK_DURATION_NS] = (uint64_t)span->duration_ns;
	out[PACK_DURATION_PS] = span->duration_ps;
	out[PACK_NAME] = span->name;
	out[PACK_PLACE] = trace_place(span) - block->place;
}

static void measure(struct pack_block *block, const struct trace_span *spans, size_t count)
{
	uint64_t all[PACK_FIELDS] = {0}, values[PACK_FIELDS];
	block->start_ns = (uint64_t)spans[0].start_ns;
	block->place = trace_place(&spans[0]);
	for (size_t i = 1; i < count; i++)
		block->place = trace_place(&spans[i]) < block->place ? trace_place(&spans[i]) : block->place;
	for (size_t i = 0; i < count; i++) {
		values_of(&spans[i], block, values);
		for (int field = 0; field < PACK_FIELDS; field++)
			all[field] |= values[field];
	}
	for (int field = 0; field < PACK_FIELDS; field++) {
		block->bits[field] = bits_of(all[field]);
		block->stride += block->bits[field];
	}
}

static size_t bytes_of(const struct pack_block *block, size_t count)
{
	return (count * block->stride + 7) / 8;
}

/* Packed they are no longer than they were: what is written over was taken before. */
static size_t pack_block(struct pack_block *block, const struct trace_span *from, size_t count, uint8_t *bits)
{
	struct trace_span spans[PACK_SPANS];
	uint64_t values[PACK_FIELDS], bit = 8 * block->at;
	memcpy(spans, from, count * sizeof *spans);
	measure(block, spans, count);
	memset(bits + block->at, 0, bytes_of(block, count));
	for (size_t i = 0; i < count; i++) {
		values_of(&spans[i], block, values);
		for (int field = 0; field < PACK_FIELDS; bit += block->bits[field++])
			put(bits, bit, block->bits[field], values[field]);
	}
	return block->at + bytes_of(block, count);
}

bool trace_pack_make(struct trace_span *spans, size_t count, uint32_t names, struct trace_pack *out)
{
	uint8_t *bits = (uint8_t *)spans, *fitting = NULL;
	size_t end = 0, blocks = pack_blocks(count);
	*out = (struct trace_pack){.blocks = data_alloc(blocks, sizeof *out->blocks), .names = names};
	for (size_t i = 0; out->blocks && i < blocks; i++) {
		size_t first = i * PACK_SPANS, here = count - first < PACK_SPANS ? count - first : PACK_SPANS;
		out->blocks[i] = (struct pack_block){.at = end};
		end = pack_block(&out->blocks[i], spans + first, here, bits);
	}
	if (out->blocks)
		fitting = data_realloc(bits, end + PACK_SLACK, 1);
	if (!fitting) {
		free(out->blocks);
		free(bits);
		return false;
	}
	memset(fitting + end, 0, PACK_SLACK);
	out->bits = fitting;
	out->size = end + PACK_SLACK;
	return true;
}

void trace_pack_fini(struct trace_pack *pack)
{
	free(pack->blocks);
	free(pack->bits);
	*pack = (struct trace_pack){0};
}

/* ---- Looking ---- */

static bool check_block(const struct pack_block *block, size_t count, size_t size)
{
	uint32_t stride = 0;
	for (int field = 0; field < PACK_FIELDS; field++) {
		if (block->bits[field] > most_bits[field])
			return false;
		stride += block->bits[field];
	}
	return stride == block->stride && block->start_ns <= START_MOST && block->at <= size - PACK_SLACK &&
	       bytes_of(block, count) <= size - PACK_SLACK - block->at;
}

bool trace_pack_check(const struct trace_pack *pack, size_t count)
{
	size_t blocks = pack_blocks(count);
	if (pack->size < PACK_SLACK || !pack->names)
		return false;
	for (size_t i = 0; i < blocks; i++)
		if (!check_block(&pack->blocks[i], i + 1 < blocks ? PACK_SPANS : count - i * PACK_SPANS, pack->size))
			return false;
	return true;
}

struct trace_span trace_pack_at(const struct trace_pack *pack, size_t number)
{
	const struct pack_block *block = &pack->blocks[number / PACK_SPANS];
	uint64_t bit = 8 * block->at + (uint64_t)block->stride * (number % PACK_SPANS), values[PACK_FIELDS];
	for (int field = 0; field < PACK_FIELDS; bit += block->bits[field++])
		values[field] = take(pack->bits, bit, block->bits[field]);
	uint64_t start = block->start_ns + values[PACK_START_NS];
	struct trace_span span = {
		.start_ns = (int64_t)(start < START_MOST ? start : START_MOST), /* only of bits that nobody packed */
		.start_ps = (uint32_t)values[PACK_START_PS] & 0x3FF,
		.duration_ns = (int64_t)values[PACK_DURATION_NS],
		.duration_ps = (uint32_t)values[PACK_DURATION_PS] & 0x3FF,
		.name = values[PACK_NAME] < pack->names ? (uint32_t)values[PACK_NAME] : 0,
	};
	trace_set_place(&span, block->place + values[PACK_PLACE]);
	return span;
}
