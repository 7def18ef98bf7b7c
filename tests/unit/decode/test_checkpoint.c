/* Tables of LevelDB's form, plain and compressed, and the variables in them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/crc32c.h"
#include "decode/checkpoint.h"
#include "decode/snappy.h"
#include "unit/read/build.h"

#include <stdlib.h>

static void add_entry(struct str *block, size_t shared, const char *rest, size_t rest_length, const struct str *value)
{
	build_varint(block, shared);
	build_varint(block, rest_length);
	build_varint(block, value->length);
	str_append(block, rest, rest_length);
	str_append(block, value->data, value->length);
}

/* Ends a block, appends it to the file and gives its handle. */
static struct str end_block(struct str *file, struct str *block, uint8_t packed)
{
	struct str handle = {0};
	if (!packed) {
		build_little(block, 0, 4);
		build_little(block, 1, 4);
	}
	build_varint(&handle, file->length);
	build_varint(&handle, block->length);
	str_append_char(block, (char)packed);
	uint32_t crc = crc32c_masked(block->data, block->length);
	build_little(block, crc, 4);
	str_append_slice(file, str_slice(block));
	str_fini(block);
	return handle;
}

static struct str entry_of(uint32_t dtype, const int64_t *sizes, size_t rank)
{
	struct str entry = {0}, shape = {0}, dim = {0};
	build_number(&entry, 1, dtype);
	for (size_t i = 0; i < rank; i++) {
		build_number(&dim, 1, (uint64_t)sizes[i]);
		build_message(&shape, 2, &dim);
		str_clear(&dim);
	}
	build_message(&entry, 2, &shape);
	str_fini(&shape);
	str_fini(&dim);
	return entry;
}

/* The index behind the blocks whose handles are given, and the footer. */
static void end_table(struct str *file, const struct str *handles, size_t count)
{
	struct str index = {0}, footer = {0};
	for (size_t i = 0; i < count; i++)
		add_entry(&index, 0, "z", 1, &handles[i]);
	struct str handle = end_block(file, &index, 0);
	build_varint(&footer, 0);
	build_varint(&footer, 0);
	str_append_slice(&footer, str_slice(&handle));
	while (footer.length < 40)
		str_append_char(&footer, 0);
	build_little(&footer, UINT64_C(0xdb4775248b80fb57), 8);
	str_append_slice(file, str_slice(&footer));
	str_fini(&handle);
	str_fini(&footer);
}

/* The header, a variable, one that shares its beginning, a part of one that was split. */
static struct str small_index(void)
{
	struct str file = {0}, block = {0}, header = {0};
	struct str matrix = entry_of(1, (const int64_t[]){3, 4}, 2), scalar = entry_of(9, NULL, 0);
	build_number(&header, 1, 1);
	add_entry(&block, 0, "", 0, &header);
	add_entry(&block, 0, "\0part", 5, &scalar);
	add_entry(&block, 0, "layer/bias", 10, &scalar);
	add_entry(&block, 6, "kernel", 6, &matrix);
	struct str handle = end_block(&file, &block, 0);
	end_table(&file, &handle, 1);
	str_fini(&handle);
	str_fini(&header);
	str_fini(&matrix);
	str_fini(&scalar);
	return file;
}

static void graph_init(struct saved_model *model)
{
	*model = (struct saved_model){.graphs = calloc(1, sizeof *model->graphs), .count = 1};
	names_init(&model->graphs->kept);
	graph_totals_init(&model->graphs->graph);
	graph_totals_init(&model->graphs->bodies);
}

static void variables_are_found(void **state)
{
	struct str file = small_index();
	struct saved_model model;
	uint64_t parameters;
	graph_init(&model);
	assert_int_equal(checkpoint_add_variables(str_slice(&file), model.graphs), STATUS_OK);
	const struct model_variable *found = model.graphs->variables;
	assert_int_equal(model.graphs->variable_count, 2);
	assert_string_equal(found[0].tensor.name.data, "layer/bias");
	assert_int_equal(found[0].tensor.dtype, 9);
	assert_true(tensor_spec_parameters(&found[0].tensor, &parameters) && parameters == 1);
	assert_string_equal(found[1].tensor.name.data, "layer/kernel");
	assert_true(tensor_spec_parameters(&found[1].tensor, &parameters) && parameters == 12);
	assert_int_equal(found[1].trainable, TRAINABLE_UNKNOWN);
	saved_model_fini(&model);
	str_fini(&file);
}

static void damage_is_noticed(void **state)
{
	struct str file = small_index();
	for (size_t i = 0; i < file.length; i++) {
		struct saved_model model;
		graph_init(&model);
		file.data[i] ^= 0x20;
		enum status status = checkpoint_add_variables(str_slice(&file), model.graphs);
		file.data[i] ^= 0x20;
		assert_true(status == STATUS_CORRUPT || model.graphs->variable_count == 2); /* padding of the footer */
		saved_model_fini(&model);
		graph_init(&model);
		assert_int_equal(checkpoint_add_variables(slice_make(file.data, i), model.graphs), STATUS_CORRUPT);
		saved_model_fini(&model);
	}
	str_fini(&file);
}

/* A key that shares more than there is of the one before it. */
static void keys_share_what_is_there(void **state)
{
	for (size_t shared = 5; shared <= 6; shared++) {
		struct str file = {0}, block = {0}, scalar = entry_of(9, NULL, 0);
		struct saved_model model;
		add_entry(&block, 0, "first", 5, &scalar);
		add_entry(&block, shared, "d", 1, &scalar);
		struct str handle = end_block(&file, &block, 0);
		end_table(&file, &handle, 1);
		graph_init(&model);
		assert_int_equal(checkpoint_add_variables(str_slice(&file), model.graphs), shared == 5 ? STATUS_OK : STATUS_CORRUPT);
		saved_model_fini(&model);
		str_fini(&handle);
		str_fini(&scalar);
		str_fini(&file);
	}
}

/* Literals whose lengths are in bytes of their own, and a copy by an offset of eleven bits. */
static void snappy_has_long_literals(void **state)
{
	struct str plain = {0}, packed = {0}, out = {0};
	for (int i = 0; i < 1900; i++)
		str_append_char(&plain, (char)(i ^ i >> 7));
	build_varint(&packed, plain.length + 11);
	str_append(&packed, "\xf0\x3f", 2); /* 64 bytes */
	str_append(&packed, plain.data, 64);
	str_append(&packed, "\xf4\x2b\x07", 3); /* 1836 */
	str_append(&packed, plain.data + 64, 1836);
	str_append(&packed, "\xfd\x01", 2); /* 11 from 0x701 back */
	assert_int_equal(snappy_unpack(str_slice(&packed), 10000, &out), STATUS_OK);
	assert_int_equal(out.length, plain.length + 11);
	assert_memory_equal(out.data, plain.data, plain.length);
	assert_memory_equal(out.data + plain.length, plain.data + plain.length - 0x701, 11);
	str_fini(&plain);
	str_fini(&packed);
	str_fini(&out);
}

/* A literal, then copies: of one byte that overlaps itself, with offsets of two and four bytes. */
static void snappy_is_unpacked(void **state)
{
	static const char packed[] = "\x16\x08" "abc" "\x15\x03" "\x0a\x09\x00" "\x13\x01\x00\x00\x00";
	struct str out = {0};
	assert_int_equal(snappy_unpack(slice_make(packed, sizeof packed - 1), 100, &out), STATUS_CORRUPT);
	static const char whole[] = "\x14\x08" "abc" "\x15\x03" "\x0a\x09\x00" "\x13\x01\x00\x00\x00";
	assert_int_equal(snappy_unpack(slice_make(whole, sizeof whole - 1), 100, &out), STATUS_OK);
	assert_string_equal(str_text(&out), "abcabcabcabcabcccccc" + 0);
	assert_int_equal(snappy_unpack(slice_make(whole, sizeof whole - 1), 19, &out), STATUS_LIMIT);
	for (size_t i = 0; i < sizeof whole - 1; i++)
		assert_int_equal(snappy_unpack(slice_make(whole, i), 100, &out), STATUS_CORRUPT);
	str_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(variables_are_found),
		cmocka_unit_test(damage_is_noticed),
		cmocka_unit_test(keys_share_what_is_there),
		cmocka_unit_test(snappy_is_unpacked),
		cmocka_unit_test(snappy_has_long_literals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
