/*
 * What nearly all records of a tag look like: an Event that differs from the
 * one before in its wall time, its step and a 4-byte float only. Pure.
 */
#ifndef TBTOP_READ_TEMPLATE_H
#define TBTOP_READ_TEMPLATE_H

#include "base/crc32c_alike.h"
#include "base/str.h"

#include <stdbool.h>
#include <string.h>

#define TEMPLATE_MOST 160    /* key and wall time, key and step, key, length of one byte and bytes of a summary */
#define TEMPLATE_WALL_AT 1
#define TEMPLATE_STEP_AT 10
#define TEMPLATE_STEP_MOST 8 /* bytes of a step that are read at once */

/* Bytes that are compared at once: what every machine with vectors has them for. */
typedef uint64_t template_block __attribute__((vector_size(16)));
#define TEMPLATE_BLOCK sizeof(template_block)

/*
 * A payload, and which of its bits are those of all like it: not those of the
 * float, of the step but where its bytes end, of the wall time but its sign and
 * exponent (which makes it finite; between 2004 and 2038 they are the same).
 */
struct template {
	uint32_t length;     /* of the payload; more than a block */
	uint32_t length_crc; /* masked, as in the framing */
	uint64_t step_mask;  /* of the word at TEMPLATE_STEP_AT: seven bits of each byte of the step */
	uint32_t value_at;   /* of the float */
	struct crc32c_alike crc;
	union { template_block blocks[TEMPLATE_MOST / TEMPLATE_BLOCK]; uint8_t bytes[TEMPLATE_MOST]; } payload, mask;
};

/*
 * Cuts the template of a payload: finite wall time, step, and a summary of one
 * value, which is a tag, then a simple_value or a scalar tensor of floats, then
 * maybe metadata; all lengths of one byte. False where it is something else.
 * `*tag` points into the payload.
 */
bool template_cut(struct template *out, const uint8_t *payload, size_t length, struct slice *tag);

static inline template_block template_block_at(const uint8_t *bytes)
{
	template_block block;
	memcpy(&block, bytes, sizeof block);
	return block;
}

/* True when a payload as long as the template's is like it. */
static inline bool template_fits(const struct template *template, const uint8_t *payload)
{
	size_t last = template->length - TEMPLATE_BLOCK, i = 0;
	template_block other = (template_block_at(payload + last) ^ template_block_at(template->payload.bytes + last)) &
	                       template_block_at(template->mask.bytes + last);
	do {
		template_block block = template_block_at(payload + i * TEMPLATE_BLOCK);
		other |= (block ^ template->payload.blocks[i]) & template->mask.blocks[i];
	} while (++i * TEMPLATE_BLOCK < last);
	return !(other[0] | other[1]);
}

static inline double template_wall(const uint8_t *payload)
{
	uint64_t bits = little64(payload + TEMPLATE_WALL_AT);
	double wall;
	memcpy(&wall, &bits, sizeof wall);
	return wall;
}

/* The step of a payload that fits: the 7 bits of each byte close up, to pairs, to fours, to all. */
static inline int64_t template_step(const struct template *template, const uint8_t *payload)
{
	uint64_t word = little64(payload + TEMPLATE_STEP_AT) & template->step_mask;
	word = (word & UINT64_C(0x007f007f007f007f)) | (word & UINT64_C(0x7f007f007f007f00)) >> 1;
	word = (word & UINT64_C(0x00003fff00003fff)) | (word & UINT64_C(0x3fff00003fff0000)) >> 2;
	return (int64_t)((word & 0xfffffff) | (word >> 32 << 28));
}

#endif
