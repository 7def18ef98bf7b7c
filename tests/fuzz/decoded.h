/*
 * Decodes a fuzz target's input as a point of a kind: the first byte says in
 * which form it lies in the file and what else is known of it. The record is a
 * block of exactly its size, so that a sanitizer sees a step too far.
 */
#ifndef TBTOP_TESTS_FUZZ_DECODED_H
#define TBTOP_TESTS_FUZZ_DECODED_H

#include "decode/decode.h"
#include "fuzz/take.h"

#define DECODED_MOST ((size_t)1 << 31) /* what an asset may claim to take: limits are below this */

static inline struct asset *decoded(enum kind kind, struct take *input, struct slice plugin, struct slice content)
{
	static const enum item_form forms[] = {ITEM_TENSOR, ITEM_TENSOR, ITEM_TENSOR, ITEM_HISTO, ITEM_IMAGE, ITEM_AUDIO,
	                                       ITEM_GRAPH, ITEM_SIMPLE};
	uint8_t how = take_byte(input);
	struct payload payload = {
		.form = forms[how & 7], .clips = how & 8, .number_type = how >> 4 & 3, .bits = how * UINT64_C(0x123456789),
		.plugin = plugin, .content = content, .record_size = input->left,
	};
	struct asset *asset;
	if (input->left) {
		payload.record = malloc(input->left);
		memcpy(payload.record, input->bytes, input->left);
		payload.bytes = slice_make(payload.record, input->left);
	}
	enum status status = decode(kind, &payload, &asset);
	if ((status == STATUS_OK) != (asset != NULL))
		object("an asset is there when all is fine");
	if (asset && (asset->kind != kind || asset->memory > DECODED_MOST))
		object("an asset knows what it is");
	return asset;
}

/* Looks at every byte. */
static inline unsigned touch(struct slice bytes)
{
	unsigned sum = 0;
	for (size_t i = 0; i < bytes.length; i++)
		sum += (unsigned char)bytes.data[i];
	return sum;
}

#endif
