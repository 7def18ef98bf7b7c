#include "decode/table.h"

#include "base/crc32c.h"
#include "base/little.h"
#include "decode/snappy.h"
#include "read/wire.h"

#define FOOTER 48
#define TRAILER 5 /* behind a block: how it is compressed, and its checksum */
#define MAGIC UINT64_C(0xdb4775248b80fb57)
enum { PACKED_NOT = 0, PACKED_SNAPPY = 1 };

struct walk {
	struct slice bytes;
	table_each *each;
	void *context;
	struct str key;      /* of the entry that one is at; each begins with a part of the one before */
	struct str unpacked; /* a block of entries */
	size_t walked;
};

/* A block's place: offset and size. */
static bool take_handle(struct wire *wire, const struct walk *walk, struct slice *out, uint8_t *packed)
{
	uint64_t offset, size;
	if (!wire_varint(wire, &offset) || !wire_varint(wire, &size))
		return false;
	if (size > walk->bytes.length || offset > walk->bytes.length - size ||
	    walk->bytes.length - size - offset < TRAILER)
		return false;
	*out = slice_make(walk->bytes.data + offset, (size_t)size);
	*packed = (uint8_t)out->data[size];
	return crc32c_masked(out->data, (size_t)size + 1) == little32((const uint8_t *)out->data + size + 1);
}

static enum status unpack(struct slice block, uint8_t packed, struct str *room, struct slice *out)
{
	*out = block;
	if (packed == PACKED_NOT)
		return block.length <= TABLE_BLOCK_MOST ? STATUS_OK : STATUS_LIMIT;
	if (packed != PACKED_SNAPPY)
		return STATUS_UNSUPPORTED;
	str_clear(room);
	enum status status = snappy_unpack(block, TABLE_BLOCK_MOST, room);
	*out = str_slice(room);
	return status;
}

typedef enum status entry_taker(struct walk *walk, struct slice key, struct slice value);

/* One entry: how much of the key before it shares, the rest of it, the value. */
static enum status take_entry(struct walk *walk, struct wire *wire, struct str *key, entry_taker *take)
{
	uint64_t shared, rest, length;
	if (!wire_varint(wire, &shared) || !wire_varint(wire, &rest) || !wire_varint(wire, &length))
		return STATUS_CORRUPT;
	size_t left = (size_t)(wire->end - wire->at);
	if (shared > key->length || rest > left || length > left - rest)
		return STATUS_CORRUPT;
	key->length = (size_t)shared;
	str_append(key, wire->at, (size_t)rest);
	wire->at += rest;
	struct slice value = slice_make(wire->at, (size_t)length);
	wire->at += length;
	return take(walk, str_slice(key), value);
}

/* Entries lie before the places where keys begin anew, whose number is the last of a block. */
static enum status walk_block(struct walk *walk, struct slice block, struct str *key, entry_taker *take)
{
	if (block.length < 4)
		return STATUS_CORRUPT;
	uint64_t places = little32((const uint8_t *)block.data + block.length - 4);
	if (places > (block.length - 4) / 4)
		return STATUS_CORRUPT;
	struct wire wire = wire_of(block.data, block.length - 4 - (size_t)places * 4);
	enum status status = STATUS_OK;
	key->length = 0;
	walk->walked += block.length;
	if (walk->walked > TABLE_MOST)
		return STATUS_LIMIT;
	while (status == STATUS_OK && wire.at < wire.end)
		status = take_entry(walk, &wire, key, take);
	return status;
}

static enum status give(struct walk *walk, struct slice key, struct slice value)
{
	return walk->each(walk->context, key, value) ? STATUS_OK : STATUS_NO_MEMORY;
}

/* An entry of the index: its value is the place of a block. */
static enum status take_block(struct walk *walk, struct slice last_key, struct slice handle)
{
	struct wire wire = wire_of(handle.data, handle.length);
	struct slice block;
	uint8_t packed;
	if (!take_handle(&wire, walk, &block, &packed))
		return STATUS_CORRUPT;
	enum status status = unpack(block, packed, &walk->unpacked, &block);
	return status == STATUS_OK ? walk_block(walk, block, &walk->key, give) : status;
}

static enum status walk_index(struct walk *walk)
{
	const uint8_t *footer = (const uint8_t *)walk->bytes.data + walk->bytes.length - FOOTER;
	struct wire wire = wire_of(footer, FOOTER - 8);
	struct slice index;
	struct str unpacked = {0}, key = {0};
	uint64_t passed;
	uint8_t packed;
	if (little64(footer + FOOTER - 8) != MAGIC || !wire_varint(&wire, &passed) || !wire_varint(&wire, &passed) ||
	    !take_handle(&wire, walk, &index, &packed))
		return STATUS_CORRUPT;
	enum status status = unpack(index, packed, &unpacked, &index);
	if (status == STATUS_OK)
		status = walk_block(walk, index, &key, take_block);
	str_fini(&unpacked);
	str_fini(&key);
	return status;
}

enum status table_walk(struct slice bytes, table_each *each, void *context)
{
	struct walk walk = {.bytes = bytes, .each = each, .context = context};
	enum status status = bytes.length < FOOTER ? STATUS_CORRUPT : walk_index(&walk);
	str_fini(&walk.key);
	str_fini(&walk.unpacked);
	return status;
}
