/*
 * The index of a checkpoint: a table of the input's blocks, with right checksums, as else nothing but a checksum would
 * be tried; and what is packed by Snappy, any bytes and our own. The first byte says which.
 */
#include "base/crc32c.h"
#include "decode/checkpoint.h"
#include "decode/saved_model.h"
#include "decode/snappy.h"
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "unit/read/build.h"

#define FOOTER 48

/* With what stands behind it; its place as a handle. */
static void put_block(struct str *out, const void *bytes, size_t length, uint8_t packed, struct str *handle)
{
	build_varint(handle, out->length);
	build_varint(handle, length);
	size_t begin = out->length;
	str_append(out, bytes, length);
	str_append_char(out, (char)packed);
	build_little(out, crc32c_masked(out->data + begin, length + 1), 4);
}

/* An entry of the index that shares nothing with the one before it. */
static void put_entry(struct str *out, const struct str *handle)
{
	build_varint(out, 0);
	build_varint(out, 1);
	build_varint(out, handle->length);
	str_append_char(out, 'k');
	str_append_slice(out, str_slice(handle));
}

/* Each block: how it is packed, its length, its bytes. The index is made from their places, or else is the last of them. */
static struct str table_of(struct take *take, bool own_index)
{
	struct str out = {0}, index = {0}, handle = {0}, footer = {0};
	while (take->left) {
		uint8_t packed = take_byte(take) % 3;
		size_t length = take_short(take);
		length = length < take->left ? length : take->left;
		str_clear(&handle);
		put_block(&out, take->bytes, length, packed, &handle);
		put_entry(&index, &handle);
		take->bytes += length;
		take->left -= length;
	}
	build_little(&index, 0, 4); /* no places where keys begin anew */
	if (own_index) {
		str_clear(&handle);
		put_block(&out, index.data, index.length, 0, &handle);
	}
	build_varint(&footer, 0);
	build_varint(&footer, 0);
	str_append_slice(&footer, str_slice(&handle));
	while (footer.length < FOOTER - 8)
		str_append_char(&footer, 0);
	build_little(&footer, UINT64_C(0xdb4775248b80fb57), 8);
	str_append_slice(&out, str_slice(&footer));
	str_fini(&index);
	str_fini(&handle);
	str_fini(&footer);
	return out;
}

/* Of a table that is whole each variable is found by its name, as it was added. */
static void try_table(struct slice index)
{
	struct saved_model model;
	static const uint8_t empty[] = {0x12, 0x00}; /* a meta graph without anything */
	if (saved_model_decode(slice_make(empty, sizeof empty), &model) != STATUS_OK)
		object("an empty model is one");
	enum status status = checkpoint_add_variables(index, &model.graphs[0]);
	for (size_t i = 0; i < model.graphs[0].variable_count && i < 20; i++) {
		struct checkpoint_entry entry;
		enum status found = checkpoint_find(index, model.graphs[0].variables[i].tensor.name, &entry);
		if (status == STATUS_OK ? found != STATUS_OK : found == STATUS_NOT_FOUND)
			object("what was added is found");
	}
	saved_model_fini(&model);
}

/* Any bytes, and the same as literals of a few bytes each. */
static void try_snappy(struct slice bytes)
{
	struct str out = {0}, packed = {0};
	size_t most = (size_t)1 << 16;
	str_append_text(&out, "before");
	enum status status = snappy_unpack(bytes, most, &out);
	if (status == STATUS_OK ? out.length > most + 6 : out.length != 6)
		object("nothing of what is not whole, and no more than is allowed");
	build_varint(&packed, bytes.length);
	for (size_t at = 0, length; at < bytes.length; at += length) {
		length = bytes.length - at < 70 ? bytes.length - at : 70;
		str_append_char(&packed, (char)(length > 60 ? 60 << 2 : (length - 1) << 2));
		if (length > 60)
			str_append_char(&packed, (char)(length - 1));
		str_append(&packed, bytes.data + at, length);
	}
	str_clear(&out);
	if (snappy_unpack(str_slice(&packed), bytes.length, &out) || !slice_equal(str_slice(&out), bytes))
		object("what was packed is there again");
	str_fini(&out);
	str_fini(&packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take input = {bytes, length};
	uint8_t how = take_byte(&input) % 4;
	struct slice rest = slice_make(input.bytes, input.left);
	if (how == 0) {
		try_snappy(rest);
	} else if (how == 1) {
		try_table(rest);
	} else {
		struct str table = table_of(&input, how == 2);
		try_table(str_slice(&table));
		str_fini(&table);
	}
	return 0;
}
