/* The projector's files as writers, and people, write them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/projector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void a_configuration(void **state)
{
	struct projector_config config;
	assert_int_equal(decode_projector_config(slice_of(
		"model_checkpoint_path: \"model.\" 'ckpt' # the newest\n"
		"embeddings {\n tensor_name: \"w\\x41\\102\\n\\\"\"\n metadata_path: 'm.tsv'\n"
		" sprite { image_path: \"s.png\" single_image_dim: 6 }\n tensor_shape: 2 tensor_shape: 3\n}\n"
		"embeddings: < tensor_path: \"t\"; tensor_shape: [4, 5, 6], unknown: -1.5e3 >"), &config), STATUS_OK);
	assert_string_equal(str_text(&config.checkpoint), "model.ckpt");
	assert_int_equal(config.count, 2);
	assert_string_equal(str_text(&config.items[0].name), "wAB\n\"");
	assert_string_equal(str_text(&config.items[0].metadata_path), "m.tsv");
	assert_int_equal(config.items[0].shape_count, 2);
	assert_int_equal(config.items[0].shape[1], 3);
	assert_string_equal(str_text(&config.items[1].tensor_path), "t");
	assert_int_equal(config.items[1].shape_count, 3);
	projector_config_fini(&config);
}

static void what_is_no_configuration(void **state)
{
	static const char *const wrong[] = {"embeddings {", "a: \"b", "}", "a", "a: ]", "a: [1", "\xff", "a: {{}}"};
	struct projector_config config;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(decode_projector_config(slice_of(wrong[i]), &config), STATUS_CORRUPT);
		projector_config_fini(&config);
	}
	char deep[2001];
	for (size_t i = 0; i < 2000; i += 2)
		memcpy(deep + i, "a{", 3);
	assert_int_equal(decode_projector_config(slice_of(deep), &config), STATUS_LIMIT);
	projector_config_fini(&config);
}

static struct labels labels_of(const char *text)
{
	struct labels labels;
	assert_int_equal(decode_labels(strdup(text), strlen(text), &labels), STATUS_OK);
	return labels;
}

static void expect(struct slice got, const char *want)
{
	assert_true(slice_equal(got, slice_of(want)));
}

static void labels_with_names(void **state)
{
	struct labels labels = labels_of("label\tclass\r\na\t1\r\nb\n\nlast\t2");
	assert_int_equal(labels.count, 4);
	expect(labels_name(&labels, 1), "class");
	expect(labels_at(&labels, 0, 1), "1");
	expect(labels_at(&labels, 1, 0), "b");
	expect(labels_at(&labels, 1, 1), "");
	expect(labels_at(&labels, 2, 0), "");
	expect(labels_at(&labels, 3, 1), "2");
	expect(labels_at(&labels, 4, 0), "");
	labels_fini(&labels);
	labels = labels_of("one\ntwo\n"); /* one column has no name */
	assert_int_equal(labels.count, 2);
	expect(labels_at(&labels, 0, 0), "one");
	labels_fini(&labels);
	labels = labels_of("");
	assert_int_equal(labels.count, 0);
	labels_fini(&labels);
}

static enum status read_all(const char *text, size_t step, struct vectors *out)
{
	struct vectors_reader reader = {0};
	enum status status = STATUS_OK;
	for (size_t at = 0, length = strlen(text); !status && at < length; at += step)
		status = vectors_read(&reader, slice_make(text + at, length - at < step ? length - at : step), out);
	return status ? status : vectors_end(&reader, out);
}

static void vectors_in_pieces(void **state)
{
	for (size_t step = 1; step < 40; step++) {
		struct vectors vectors = {0};
		assert_int_equal(read_all("1\t2.5\t-3e4\r\n\n4 nan 6\n7\t8\t9", step, &vectors), STATUS_OK);
		assert_int_equal(vectors.rows, 3);
		assert_int_equal(vectors.columns, 3);
		assert_true(vectors.values[2] == -3e4f && isnan(vectors.values[4]) && vectors.values[8] == 9);
		vectors_fini(&vectors);
	}
}

static void what_are_no_vectors(void **state)
{
	static const char *const wrong[] = {"1\t2\n3\n", "1\n2\t3\n", "a\tb\n", "1\t2\n3\t4x\n",
	                                    "11111111111111111111111111111111111111111111111111111111111111111111111111"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct vectors vectors = {0};
		assert_int_equal(read_all(wrong[i], 1000, &vectors), STATUS_CORRUPT);
		vectors_fini(&vectors);
	}
	struct vectors none = {0};
	assert_int_equal(read_all("\n\n", 1, &none), STATUS_OK);
	assert_int_equal(none.rows, 0);
	vectors_fini(&none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_configuration), cmocka_unit_test(what_is_no_configuration), cmocka_unit_test(labels_with_names),
		cmocka_unit_test(vectors_in_pieces), cmocka_unit_test(what_are_no_vectors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
