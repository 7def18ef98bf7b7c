/*
 * Payloads to data types: what lies in the file at a point, and its tag's first
 * metadata, become an asset. One file a kind; this is their switchboard. Pure;
 * any thread. Every size is checked against a limit before anything is
 * allocated, and the memory an asset takes is some small multiple of its payload,
 * but for what one value stands for many of: those have limits of their own.
 */
#ifndef TBTOP_DECODE_DECODE_H
#define TBTOP_DECODE_DECODE_H

#include "data/asset.h"
#include "data/batch.h"

/* A point as it is handed over for decoding. */
struct payload {
	enum item_form form;
	bool clips;              /* struct item */
	uint32_t part;           /* struct asset: what of it is wanted; of images alone anything but 0 */
	enum number_type number_type;
	uint64_t bits;           /* the number: all there is of ITEM_SIMPLE */
	struct slice bytes;      /* the form's own, within `record` */
	uint8_t *record;         /* what `bytes` lies in, from malloc; the asset takes it or frees it. May be NULL */
	size_t record_size;      /* bytes that it takes */
	struct slice plugin, content; /* of the tag's metadata; content as in the file */
};

/*
 * STATUS_UNSUPPORTED: there is nothing to decode for this kind or form.
 * STATUS_CORRUPT: not what its kind says. STATUS_LIMIT, STATUS_NO_MEMORY.
 * `*out` is NULL unless STATUS_OK. The record is taken in any case.
 */
enum status decode(enum kind kind, const struct payload *payload, struct asset **out);

#endif
