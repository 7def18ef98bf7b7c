#include "read/tensor.h"

#include "unit/read/build.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>

/* Fields of TensorProto: event-format 3.4. */
enum { DTYPE = 1, SHAPE = 2, CONTENT = 4 };

static const kind_set scalar = KIND_BIT(KIND_SCALAR), histogram = KIND_BIT(KIND_HISTOGRAM), image = KIND_BIT(KIND_IMAGE),
                      audio = KIND_BIT(KIND_AUDIO), text = KIND_BIT(KIND_TEXT), pr_curve = KIND_BIT(KIND_PR_CURVE),
                      mesh = KIND_BIT(KIND_MESH);

static void add_shape(struct str *tensor, const int64_t *dims, size_t rank)
{
	struct str shape = {0}, dim = {0};
	for (size_t i = 0; i < rank; i++) {
		build_number(&dim, 1, (uint64_t)dims[i]);
		build_message(&shape, 2, &dim);
	}
	build_message(tensor, SHAPE, &shape);
	str_fini(&shape);
	str_fini(&dim);
}

/* Takes `tensor` over. */
static struct tensor_facts facts_of(struct str *tensor)
{
	struct tensor_facts facts;
	assert_int_equal(tensor_facts((const uint8_t *)str_text(tensor), tensor->length, &facts), STATUS_OK);
	str_fini(tensor);
	return facts;
}

static kind_set fits_of(struct str *tensor)
{
	struct tensor_facts facts = facts_of(tensor);
	kind_set fits = tensor_fits(&facts);
	assert_int_equal(fits & KINDS_OF_ANY_TENSOR, KINDS_OF_ANY_TENSOR);
	return (kind_set)(fits & ~KINDS_OF_ANY_TENSOR);
}

/* `count` ones as floats, unpacked, in a shape. */
static kind_set floats_fit(size_t count, const int64_t *dims, size_t rank)
{
	struct str tensor = {0};
	build_number(&tensor, DTYPE, DTYPE_FLOAT);
	add_shape(&tensor, dims, rank);
	for (size_t i = 0; i < count; i++)
		build_float(&tensor, 5, 1);
	return fits_of(&tensor);
}

static void numbers_fit_by_their_shape(void **state)
{
	(void)state;
	static const struct { size_t count; int64_t dims[5]; size_t rank; kind_set fits; } cases[] = {
		{1, {0}, 0, scalar | mesh}, {1, {1}, 1, scalar | mesh}, {1, {1, 1}, 2, scalar | mesh}, {0, {0}, 0, 0},
		{2, {2}, 1, mesh}, {2, {3}, 1, 0}, {1, {3}, 1, mesh}, {0, {0}, 1, mesh}, {1, {0}, 1, mesh},
		{6, {2, 3}, 2, histogram | mesh}, {0, {0, 3}, 2, histogram | mesh}, {6, {3, 2}, 2, mesh},
		{6, {2, -1}, 2, histogram | mesh}, {6, {-1, -1}, 2, 0}, {1, {-1}, 1, 0}, {6, {-1, 4}, 2, 0},
		{0, {-1, 0}, 2, 0}, {12, {6, 2}, 2, pr_curve | mesh}, {10, {5, 2}, 2, mesh}, {0, {6, 0}, 2, mesh},
		{1, {7, 1}, 2, pr_curve | mesh}, {18, {6, 3}, 2, pr_curve | histogram | mesh}, {12, {2, 2, 3}, 3, mesh},
		{1, {INT64_MAX, INT64_MAX}, 2, 0}, {2, {INT64_MAX, 4}, 2, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		kind_set fits = floats_fit(cases[i].count, cases[i].dims, cases[i].rank);
		if (fits != cases[i].fits)
			fail_msg("case %zu: %x", i, fits);
	}
}

static void strings_fit_by_their_shape(void **state)
{
	(void)state;
	static const struct { size_t count; int64_t dims[3]; size_t rank; kind_set fits; } cases[] = {
		{1, {0}, 0, text}, {1, {1}, 1, text | audio}, {3, {3}, 1, text | audio | image}, {2, {2, 1}, 2, text | audio},
		{1, {5}, 1, text | audio | image}, {0, {0}, 0, 0}, {0, {0}, 1, text | audio}, {2, {3}, 1, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str tensor = {0};
		build_number(&tensor, DTYPE, DTYPE_STRING);
		add_shape(&tensor, cases[i].dims, cases[i].rank);
		for (size_t j = 0; j < cases[i].count; j++)
			build_text(&tensor, 8, "x");
		kind_set fits = fits_of(&tensor);
		if (fits != cases[i].fits)
			fail_msg("case %zu: %x", i, fits);
	}
}

static void counts_of_a_pr_curve_must_be_finite(void **state)
{
	(void)state;
	static const int64_t shape[] = {6, 2};
	for (int bad = 0; bad < 12; bad++) {
		struct str tensor = {0};
		build_number(&tensor, DTYPE, DTYPE_FLOAT);
		add_shape(&tensor, shape, 2);
		for (int i = 0; i < 12; i++)
			build_float(&tensor, 5, i == bad ? NAN : 1);
		assert_int_equal(fits_of(&tensor), bad < 8 ? mesh : mesh | pr_curve);
	}
}

/* One number of each dtype, as content and in its own field. */
static const struct one {
	enum dtype dtype;
	uint32_t field;
	int width;         /* of content; fixed fields have it too */
	uint64_t content;  /* and the fixed field */
	uint64_t varint;   /* of a varint field */
	enum number_type type;
	double value;
} ones[] = {
	{DTYPE_FLOAT, 5, 4, 0x40200000, 0, NUMBER_F32, 2.5},
	{DTYPE_DOUBLE, 6, 8, 0x4004000000000000, 0, NUMBER_F64, 2.5},
	{DTYPE_INT32, 7, 4, 0xfffffffe, (uint64_t)-2, NUMBER_I64, -2},
	{DTYPE_UINT8, 7, 1, 0xff, 255, NUMBER_I64, 255},
	{DTYPE_INT16, 7, 2, 0x8000, (uint64_t)-32768, NUMBER_I64, -32768},
	{DTYPE_INT8, 7, 1, 0x80, (uint64_t)-128, NUMBER_I64, -128},
	{DTYPE_INT64, 10, 8, 1ull << 63, 1ull << 63, NUMBER_I64, -0x1p63},
	{DTYPE_BOOL, 11, 1, 2, 2, NUMBER_I64, 1},
	{DTYPE_BFLOAT16, 13, 2, 0xc020, 0xc020, NUMBER_F32, -2.5},
	{DTYPE_UINT16, 7, 2, 0xffff, 65535, NUMBER_I64, 65535},
	{DTYPE_HALF, 13, 2, 0xc100, 0xc100, NUMBER_F32, -2.5},
	{DTYPE_HALF, 13, 2, 0x0001, 0x0001, NUMBER_F32, 0x1p-24},
	{DTYPE_HALF, 13, 2, 0x03ff, 0x03ff, NUMBER_F32, 0x3ffp-24},
	{DTYPE_HALF, 13, 2, 0x7c00, 0x7c00, NUMBER_F32, INFINITY},
	{DTYPE_HALF, 13, 2, 0x7bff, 0x7bff, NUMBER_F32, 65504},
	{DTYPE_UINT32, 16, 4, 0xffffffff, 0xffffffff, NUMBER_I64, 4294967295.0},
	{DTYPE_UINT64, 17, 8, UINT64_MAX, UINT64_MAX, NUMBER_U64, 0x1p64},
};

enum way { IN_CONTENT, IN_FIELD, IN_PACKED_FIELD };

static void build_one(struct str *tensor, const struct one *one, enum way way)
{
	struct str packed = {0};
	bool fixed = one->dtype == DTYPE_FLOAT || one->dtype == DTYPE_DOUBLE;
	build_number(tensor, DTYPE, one->dtype);
	if (way == IN_CONTENT || fixed)
		build_little(&packed, one->content, one->width);
	else
		build_varint(&packed, one->varint);
	if (way == IN_FIELD) {
		build_key(tensor, one->field, !fixed ? 0 : one->width == 8 ? 1 : 5);
		str_append_slice(tensor, str_slice(&packed));
	} else {
		build_message(tensor, way == IN_CONTENT ? CONTENT : one->field, &packed);
	}
	str_fini(&packed);
}

static void one_number_of_each_dtype(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ones / sizeof *ones; i++)
		for (enum way way = IN_CONTENT; way <= IN_PACKED_FIELD; way++) {
			struct str tensor = {0};
			build_one(&tensor, &ones[i], way);
			struct tensor_facts facts = facts_of(&tensor);
			if (!facts.one_number || facts.number_type != ones[i].type)
				fail_msg("case %zu, way %d: no number of type %d", i, way, ones[i].type);
			assert_true(number_value(facts.number_type, facts.bits) == ones[i].value);
			assert_true(tensor_fits(&facts) & scalar);
		}
}

/* numpy refuses what its dtype can't hold; PyTorch puts float32 patterns into half_val (event-format E13). */
static void numbers_out_of_range_do_not_decode(void **state)
{
	(void)state;
	static const struct { enum dtype dtype; uint32_t field; uint64_t number; bool decodable; } cases[] = {
		{DTYPE_INT8, 7, 128, false}, {DTYPE_INT8, 7, 127, true}, {DTYPE_UINT8, 7, 256, false},
		{DTYPE_UINT8, 7, (uint64_t)-1, false}, {DTYPE_INT16, 7, 32768, false}, {DTYPE_UINT16, 7, 65536, false},
		{DTYPE_HALF, 13, 0x3fc00000, false}, {DTYPE_HALF, 13, 0xffff, true}, {DTYPE_BFLOAT16, 13, 0x3fc00000, true},
		{DTYPE_INT32, 7, 1ull << 40, true}, {DTYPE_RESOURCE, 7, 1, false}, {DTYPE_INVALID, 5, 1, false},
		{99, 7, 1, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str tensor = {0};
		build_number(&tensor, DTYPE, cases[i].dtype);
		build_number(&tensor, cases[i].field, cases[i].number);
		if (facts_of(&tensor).decodable != cases[i].decodable)
			fail_msg("case %zu", i);
	}
}

static void content_wins_and_must_be_whole(void **state)
{
	(void)state;
	struct str tensor = {0};
	build_number(&tensor, DTYPE, DTYPE_FLOAT);
	build_float(&tensor, 5, 1);
	build_bytes(&tensor, CONTENT, "\0\0\x20\x40", 4);
	assert_true(number_value(NUMBER_F32, facts_of(&tensor).bits) == 2.5);
	build_number(&tensor, DTYPE, DTYPE_FLOAT);
	build_bytes(&tensor, CONTENT, "\0\0\x20\x40\0", 5);
	assert_false(facts_of(&tensor).decodable);
	static const int64_t three = 3;
	build_number(&tensor, DTYPE, DTYPE_FLOAT);
	add_shape(&tensor, &three, 1);
	build_bytes(&tensor, CONTENT, "\0\0\x20\x40", 4);
	assert_false(facts_of(&tensor).decodable); /* only a field's one value is repeated */
	build_number(&tensor, DTYPE, DTYPE_STRING);
	build_text(&tensor, CONTENT, "text");
	assert_false(facts_of(&tensor).decodable);
}

static void complex_numbers_are_no_scalars(void **state)
{
	(void)state;
	struct str tensor = {0};
	build_number(&tensor, DTYPE, DTYPE_COMPLEX64);
	build_float(&tensor, 9, 1);
	build_float(&tensor, 9, 2);
	struct tensor_facts facts = facts_of(&tensor);
	assert_true(facts.decodable);
	assert_int_equal(facts.elements, 1);
	assert_false(facts.real || facts.one_number);
}

static void keeps_dims_as_stored(void **state)
{
	(void)state;
	static const int64_t dims[10] = {1, 2, -1, 0, 5, 6, 7, 8, 9, 10};
	struct str tensor = {0};
	add_shape(&tensor, dims, 10);
	struct tensor_facts facts = facts_of(&tensor);
	assert_int_equal(facts.rank, 10);
	assert_memory_equal(facts.dims, dims, sizeof facts.dims);
	assert_false(facts.decodable);
}

static void refuses_what_is_no_tensor(void **state)
{
	(void)state;
	struct tensor_facts facts;
	assert_int_equal(tensor_facts((const uint8_t *)"\x08", 1, &facts), STATUS_CORRUPT);
	assert_int_equal(tensor_facts((const uint8_t *)"\x2a\x03" "abc", 5, &facts), STATUS_CORRUPT); /* 3 bytes of floats */
	assert_int_equal(tensor_facts((const uint8_t *)"\x12\x02\x12\x7f", 4, &facts), STATUS_CORRUPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_fit_by_their_shape),
		cmocka_unit_test(strings_fit_by_their_shape),
		cmocka_unit_test(counts_of_a_pr_curve_must_be_finite),
		cmocka_unit_test(one_number_of_each_dtype),
		cmocka_unit_test(numbers_out_of_range_do_not_decode),
		cmocka_unit_test(content_wins_and_must_be_whole),
		cmocka_unit_test(complex_numbers_are_no_scalars),
		cmocka_unit_test(keeps_dims_as_stored),
		cmocka_unit_test(refuses_what_is_no_tensor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
