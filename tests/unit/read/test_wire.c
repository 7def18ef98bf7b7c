#include "read/wire.h"

#include "event.pb-c.h"
#include "unit/read/build.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

static enum status check(const struct str *message)
{
	return wire_check(&tb__event__descriptor, str_text(message), message->length, WIRE_LIMITS);
}

static void takes_each_type_of_field(void **state)
{
	(void)state;
	struct str message = {0};
	build_number(&message, 1, UINT64_MAX);
	build_double(&message, 2, 1.0);
	build_float(&message, 3, 1.0f);
	build_text(&message, 1u << 28, "abc");
	build_key(&message, 5, WIRE_GROUP);
	build_number(&message, 6, 1);
	build_key(&message, 5, WIRE_GROUP_END);
	struct wire wire = wire_of(message.data, message.length);
	struct wire_field field;
	assert_true(wire_next(&wire, &field) && wire_is(&field, 1, WIRE_VARINT) && field.number == UINT64_MAX);
	assert_true(wire_next(&wire, &field) && wire_is(&field, 2, WIRE_FIXED64) && field.number == 0x3ff0000000000000);
	assert_true(wire_next(&wire, &field) && wire_is(&field, 3, WIRE_FIXED32) && field.number == 0x3f800000);
	assert_true(wire_next(&wire, &field) && wire_is(&field, 1u << 28, WIRE_BYTES) && field.length == 3);
	assert_memory_equal(field.bytes, "abc", 3);
	assert_true(wire_next(&wire, &field) && wire_is(&field, 5, WIRE_GROUP));
	assert_false(wire_next(&wire, &field));
	assert_true(wire_fine(&wire));
	str_fini(&message);
}

/* Wherever it is cut: fine exactly at the ends of fields, and never beyond the bytes. */
static void every_cut_is_told(void **state)
{
	(void)state;
	struct str message = {0};
	size_t ends[4] = {0};
	build_number(&message, 1, 300);
	ends[1] = message.length;
	build_text(&message, 2, "abc");
	ends[2] = message.length;
	build_double(&message, 3, 1);
	ends[3] = message.length;
	for (size_t cut = 0, fields = 0; cut <= message.length; cut++) {
		char *copy = malloc(cut ? cut : 1);
		assert_non_null(copy);
		memcpy(copy, message.data, cut);
		struct wire wire = wire_of(copy, cut);
		struct wire_field field;
		size_t count = 0;
		while (wire_next(&wire, &field))
			count++;
		if (fields < 3 && cut == ends[fields + 1])
			fields++;
		assert_int_equal(count, fields);
		assert_int_equal(wire_fine(&wire), cut == ends[fields]);
		assert_false(wire_next(&wire, &field)); /* stays so */
		free(copy);
	}
	str_fini(&message);
}

static void a_oneof_is_of_its_last_member(void **state)
{
	(void)state;
	static const struct wire_member members[] = {{3, WIRE_BYTES}, {4, WIRE_VARINT}};
	struct str message = {0};
	struct wire from;
	struct wire_field field;
	build_number(&message, 1, 1);
	assert_int_equal(wire_oneof(wire_of(message.data, message.length), members, 2, &from), 0);
	build_text(&message, 3, "first");
	build_number(&message, 4, 1);
	build_text(&message, 3, "second");
	build_text(&message, 4, "of another type: unknown");
	build_text(&message, 3, "third");
	assert_int_equal(wire_oneof(wire_of(message.data, message.length), members, 2, &from), 3);
	assert_true(wire_next(&from, &field));
	assert_memory_equal(field.bytes, "second", 6);
	str_fini(&message);
}

static void wrap(struct str *message, uint32_t id)
{
	struct str outer = {0};
	build_message(&outer, id, message);
	str_fini(message);
	*message = outer;
}

/* A tensor in a variant in a tensor …: 3 + 2 * variants messages inside the event. */
static enum status check_depth(int variants)
{
	struct str message = {0};
	for (int i = 0; i < variants; i++) {
		wrap(&message, 3);  /* VariantTensorDataProto.tensors */
		wrap(&message, 15); /* TensorProto.variant_val */
	}
	wrap(&message, 8); /* Value.tensor */
	wrap(&message, 1); /* Summary.value */
	wrap(&message, 5); /* Event.summary */
	enum status status = check(&message);
	str_fini(&message);
	return status;
}

static void nesting_has_a_limit(void **state)
{
	(void)state;
	assert_int_equal(check_depth(48), STATUS_OK); /* 99 */
	assert_int_equal(check_depth(49), STATUS_LIMIT);
	assert_int_equal(check_depth(3000), STATUS_LIMIT);
}

static void groups_have_a_limit(void **state)
{
	(void)state;
	for (int depth = 99; depth < 103; depth++) {
		struct str message = {0};
		for (int i = 0; i < depth; i++)
			build_key(&message, 100, WIRE_GROUP);
		for (int i = 0; i < depth; i++)
			build_key(&message, 100, WIRE_GROUP_END);
		assert_int_equal(check(&message), depth <= 100 ? STATUS_OK : STATUS_CORRUPT);
		str_fini(&message);
	}
}

static void unknown_fields_have_a_limit(void **state)
{
	(void)state;
	struct str message = {0};
	for (int i = 0; i < 1000; i++)
		build_number(&message, 1000, 1);
	assert_int_equal(check(&message), STATUS_OK);
	for (int i = 0; i < 10000; i++)
		build_number(&message, 1000, 1);
	assert_int_equal(check(&message), STATUS_LIMIT);
	struct wire_limits few = {.depth = 100, .fields = 3};
	str_clear(&message);
	for (int i = 0; i < 3; i++)
		build_number(&message, 2, 1);
	assert_int_equal(wire_check(&tb__event__descriptor, message.data, message.length, few), STATUS_OK);
	build_number(&message, 2, 1);
	assert_int_equal(wire_check(&tb__event__descriptor, message.data, message.length, few), STATUS_LIMIT);
	str_fini(&message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_each_type_of_field),
		cmocka_unit_test(every_cut_is_told),
		cmocka_unit_test(a_oneof_is_of_its_last_member),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(groups_have_a_limit),
		cmocka_unit_test(unknown_fields_have_a_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
