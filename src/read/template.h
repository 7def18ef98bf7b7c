/*
 * What nearly all records of a tag look like: an Event that differs from the
 * one before in its wall time, its step and a 4-byte float only. Pure.
 */
#ifndef TBTOP_READ_TEMPLATE_H
#define TBTOP_READ_TEMPLATE_H

#include "base/little.h"
#include "base/str.h"

#include <stdbool.h>
#include <string.h>

#define TEMPLATE_MOST 152    /* key and wall time, key and step, key, length of one byte and bytes of a summary */
#define TEMPLATE_WALL_AT 1
#define TEMPLATE_STEP_AT 10
#define TEMPLATE_STEP_MOST 8 /* bytes of a step that are read at once */

/*
 * A payload, and which of its bits are those of all like it: not those of the
 * float, of the step but where its bytes end, of the wall time but its sign and
 * exponent (which makes it finite; between 2004 and 2038 they are the same).
 */
struct template {
	uint32_t length;     /* of the payload; more than two words */
	uint32_t length_crc; /* masked, as in the framing */
	uint8_t step_size;   /* 1 to TEMPLATE_STEP_MOST bytes */
	uint8_t value_at;    /* of the float */
	uint8_t bytes[TEMPLATE_MOST], mask[TEMPLATE_MOST];
};

/*
 * Cuts the template of a payload: finite wall time, step, and a summary of one
 * value, which is a tag, then a simple_value or a scalar tensor of floats, then
 * maybe metadata; all lengths of one byte. False where it is something else.
 * `*tag` points into the payload.
 */
bool template_cut(struct template *out, const uint8_t *payload, size_t length, struct slice *tag);

static inline bool template_word_fits(const struct template *template, const uint8_t *payload, size_t at)
{
	return !((little64(payload + at) ^ little64(template->bytes + at)) & little64(template->mask + at));
}

/* True when a payload as long as the template's is like it. */
static inline bool template_fits(const struct template *template, const uint8_t *payload)
{
	size_t last = template->length - 8;
	for (size_t at = 0; at < last; at += 8)
		if (!template_word_fits(template, payload, at))
			return false;
	return template_word_fits(template, payload, last);
}

static inline double template_wall(const uint8_t *payload)
{
	uint64_t bits = little64(payload + TEMPLATE_WALL_AT);
	double wall;
	memcpy(&wall, &bits, sizeof wall);
	return wall;
}

/* The step of a payload that fits. */
static inline int64_t template_step(const struct template *template, const uint8_t *payload)
{
	unsigned behind = 64 - 8u * template->step_size;
	uint64_t word = little64(payload + TEMPLATE_STEP_AT) << behind >> behind;
	/* The 7 bits of each byte close up: to pairs, to fours, to all. */
	word = (word & UINT64_C(0x007f007f007f007f)) | (word & UINT64_C(0x7f007f007f007f00)) >> 1;
	word = (word & UINT64_C(0x00003fff00003fff)) | (word & UINT64_C(0x3fff00003fff0000)) >> 2;
	return (int64_t)((word & 0xfffffff) | (word >> 32 << 28));
}

#endif
