/* The last step of a training, from the plugin data of its hparams session. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "read/target.h"

#include <string.h>

/* Length-delimited field `id`. */
static void put(struct str *out, int id, struct slice bytes)
{
	str_append_char(out, (char)(id << 3 | 2));
	assert_true(bytes.length < 128);
	str_append_char(out, (char)bytes.length);
	str_append_slice(out, bytes);
}

/* HParamsPluginData with one hyperparameter. */
static void session(struct str *out, const char *name, double number, const char *text)
{
	struct str value = {0}, entry = {0}, start = {0};
	if (text) {
		put(&value, 3, slice_of(text));
	} else {
		str_append_char(&value, 2 << 3 | 1);
		str_append(&value, &number, sizeof number);
	}
	put(&entry, 1, slice_of(name));
	put(&entry, 2, str_slice(&value));
	put(&start, 1, str_slice(&entry));
	put(out, 3, str_slice(&start));
	str_fini(&value);
	str_fini(&entry);
	str_fini(&start);
}

static double target(const char *name, double number, const char *text)
{
	struct str content = {0};
	session(&content, name, number, text);
	double found = target_read(str_slice(&content));
	str_fini(&content);
	return found;
}

static void what_is_a_target(void **state)
{
	assert_true(target("max_steps", 5000, NULL) == 5000);
	assert_true(target("train/max_steps", 5000, NULL) == 5000);
	assert_true(target("trainer.max_steps", 0, "1e5") == 1e5);
	assert_true(target("lr", 5000, NULL) == 0);
	assert_true(target("my_max_steps", 5000, NULL) == 0);
	assert_true(target("max_steps", -1, NULL) == 0); /* Lightning and transformers: no limit */
	assert_true(target("max_steps", 0.0 / 0.0, NULL) == 0);
	assert_true(target("max_steps", 0, "many") == 0);
	assert_true(target("max_steps", 0, "00000000000000000000000000000000000005") == 0);
}

static struct hparam hparam(const char *name, enum hparam_type type, double number, const char *text)
{
	struct hparam out = {.type = type, .number = number};
	str_append_text(&out.name, name);
	str_append_text(&out.text, text);
	return out;
}

/* Those that were read from a file: of several the furthest, as of a session. */
static void of_hparams(void **state)
{
	struct hparam all[] = {
		hparam("lr", HPARAM_NUMBER, 9000, ""),
		hparam("trainer/max_steps", HPARAM_NUMBER, 5000, ""),
		hparam("warmup.max_steps", HPARAM_TEXT, 0, "700"),
		hparam("total_steps", HPARAM_BOOL, 1e6, ""),
		hparam("num_steps", HPARAM_TEXT, 0, ""),
		hparam("max_iters", HPARAM_NUMBER, 1e300, ""),
	};
	size_t count = sizeof all / sizeof *all;
	assert_true(target_of_hparams(all, count) == 5000);
	assert_true(target_of_hparams(all + 2, 1) == 700);
	assert_true(target_of_hparams(all + 3, count - 3) == 0);
	assert_true(target_of_hparams(NULL, 0) == 0);
	for (size_t i = 0; i < count; i++)
		hparam_fini(&all[i]);
}

/* No cut of it, and no byte of it changed, does harm. */
static void hostile(void **state)
{
	struct str content = {0};
	session(&content, "max_steps", 5000, NULL);
	for (size_t i = 0; i < content.length; i++) {
		char *copy = test_malloc(i ? i : 1);
		memcpy(copy, content.data, i);
		assert_true(target_read(slice_make(copy, i)) >= 0);
		test_free(copy);
		for (int byte = 0; byte < 256; byte++) {
			char old = content.data[i];
			content.data[i] = (char)byte;
			assert_true(target_read(str_slice(&content)) >= 0);
			content.data[i] = old;
		}
	}
	assert_true(target_read(slice_make(NULL, 0)) == 0);
	str_fini(&content);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_a_target), cmocka_unit_test(of_hparams), cmocka_unit_test(hostile)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
