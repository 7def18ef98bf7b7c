/* Lines of JSON Lines: names, kinds, what is refused and where. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/json_line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void append_part(struct str *out, const struct json_line *line, struct json_part part)
{
	str_append_slice(out, json_line_text(line, part));
}

static void append_item(struct str *out, const struct json_line *line, const struct json_item *item)
{
	append_part(out, line, item->name);
	switch (item->kind) {
	case JSON_NULL: str_append_text(out, " null"); break;
	case JSON_BOOL: str_printf(out, " bool %g", item->number); break;
	case JSON_NUMBER:
		str_printf(out, " number %.17g ", item->number);
		append_part(out, line, item->text);
		break;
	case JSON_TEXT:
		str_append_text(out, " text ");
		append_part(out, line, item->text);
		break;
	case JSON_NUMBERS:
		str_printf(out, " numbers %zu", item->rows);
		for (size_t i = 0; i < item->count; i++)
			str_printf(out, " %g", line->numbers[item->first + i]);
		break;
	case JSON_TEXTS:
		str_printf(out, " texts %zu", item->rows);
		for (size_t i = 0; i < item->count; i++) {
			str_append_char(out, ' ');
			append_part(out, line, line->texts[item->first + i]);
		}
		break;
	case JSON_OTHER: str_append_text(out, " other"); break;
	}
	str_append_char(out, '\n');
}

/* What the line says, an item a row; or why it says nothing. */
static void expect(const char *text, const char *expected)
{
	struct json_line line = {0};
	struct str out = {0}, why = {0};
	if (json_line_read(&line, slice_of(text), &why))
		for (size_t i = 0; i < line.count; i++)
			append_item(&out, &line, &line.items[i]);
	else
		assert_int_equal(line.count, 0);
	str_append_slice(&out, str_slice(&why));
	assert_string_equal(str_text(&out), expected);
	json_line_fini(&line);
	str_fini(&out);
	str_fini(&why);
}

static void test_values(void **state)
{
	expect("{}", "");
	expect(" { \"a\" : 1 , \"b\":-2.5e-3 }\r", "a number 1 1\nb number -0.0025000000000000001 -2.5e-3\n");
	expect("{\"a\":null,\"b\":true,\"c\":false}", "a null\nb bool 1\nc bool 0\n");
	expect("{\"a\":NaN,\"b\":Infinity,\"c\":-Infinity}", "a number nan NaN\nb number inf Infinity\nc number -inf -Infinity\n");
	expect("{\"a\":\"NaN\"}", "a text NaN\n");
	expect("{\"step\":9007199254740993}", "step number 9007199254740992 9007199254740993\n");
	expect("{\"a\":1,\"a\":2}", "a number 1 1\na number 2 2\n");
}

static void test_names_are_joined(void **state)
{
	expect("{\"train\":{\"loss\":1,\"top\":{\"k\":2}},\"lr\":3}",
	       "train/loss number 1 1\ntrain/top/k number 2 2\nlr number 3 3\n");
	expect("{\"a/b\":{\"c\":1},\"\":2,\"e\":{}}", "a/b/c number 1 1\n number 2 2\n");
}

static void test_strings(void **state)
{
	expect("{\"a\":\"q\\\"b\\\\s\\/ t\\t\"}", "a text q\"b\\s/ t\t\n");
	expect("{\"\\u00e4\":\"\\ud83d\\ude00 \\ud83d x \\ude00 \\ud83d\\u0041\"}",
	       "\xc3\xa4 text \xf0\x9f\x98\x80 \xef\xbf\xbd x \xef\xbf\xbd \xef\xbf\xbd" "A\n");
	expect("{\"raw\ttab\":\"\"}", "raw\ttab text \n");
}

static void test_arrays(void **state)
{
	expect("{\"a\":[1, 2.5,NaN],\"b\":[\"x\",\"y z\"]}", "a numbers 0 1 2.5 nan\nb texts 0 x y z\n");
	expect("{\"t\":[[\"a\",\"b\"],[\"c\",\"d\"]],\"m\":[[1],[2],[3]]}", "t texts 2 a b c d\nm numbers 3 1 2 3\n");
	expect("{\"a\":[],\"b\":[1,\"x\"],\"c\":[[1],[2,3]],\"d\":[1,[2]],\"e\":[null],\"f\":[[[1]]],\"g\":[[]]}",
	       "a other\nb other\nc other\nd other\ne other\nf other\ng other\n");
	expect("{\"a\":[{\"x\":1,\"y\":[2,\"z\"]},3],\"b\":[4]}", "a other\nb numbers 0 4\n");
}

static void test_refused(void **state)
{
	expect("", "column 1: an object in braces is missing");
	expect("[1]", "column 1: an object in braces is missing");
	expect("{\"a\":1", "column 7: a comma or } is missing");
	expect("{\"a\":1} x", "column 9: something stands behind the object");
	expect("{\"a\" 1}", "column 6: a colon is missing");
	expect("{a:1}", "column 2: a name in quotes is missing");
	expect("{\"a\":}", "column 6: a value is missing");
	expect("{\"a\":nan}", "column 6: a value is missing");
	expect("{\"a\":tru}", "column 6: a value is missing");
	expect("{\"a\":01}", "column 8: a value is missing");
	expect("{\"a\":1.}", "column 8: a digit belongs after the point");
	expect("{\"a\":1e}", "column 8: a digit belongs after the e");
	expect("{\"a\":0x10}", "column 7: a comma or } is missing");
	expect("{\"a\":\"x", "column 8: a string has no end");
	expect("{\"a\":\"\\x\"}", "column 8: no such escape");
	expect("{\"a\":\"\\u12g4\"}", "column 11: four hexadecimal digits belong after \\u");
	expect("{\"a\":[1,]}", "column 9: a value is missing");
	expect("{\"a\":1,}", "column 8: a name in quotes is missing");
	expect("{\"a\":[1 2]}", "column 9: a comma or ] is missing");
}

static void nest(struct str *out, const char *open, const char *inner, const char *close, int depth)
{
	str_append_text(out, "{\"a\":");
	for (int i = 0; i < depth; i++)
		str_append_text(out, open);
	str_append_text(out, inner);
	for (int i = 0; i < depth; i++)
		str_append_text(out, close);
	str_append_text(out, "}");
}

static bool reads(const struct str *text)
{
	struct json_line line = {0};
	struct str why = {0};
	bool good = json_line_read(&line, str_slice(text), &why);
	json_line_fini(&line);
	str_fini(&why);
	return good;
}

/* The object itself is one, and the elements of the innermost. */
static void test_depth(void **state)
{
	static const struct { const char *open, *inner, *close; } forms[] = {{"[", "1", "]"}, {"{\"b\":", "1", "}"}};
	for (int i = 0; i < 2; i++)
		for (int depth = JSON_LINE_DEPTH - 1; depth <= 100000; depth = depth < JSON_LINE_DEPTH ? depth + 1 : depth * 10) {
			struct str text = {0};
			nest(&text, forms[i].open, forms[i].inner, forms[i].close, depth);
			assert_int_equal(reads(&text), depth < JSON_LINE_DEPTH);
			str_fini(&text);
		}
}

/* Many values below a long name: what would take the square of the line's length is refused. */
static void test_size(void **state)
{
	struct str text = {0};
	str_append_text(&text, "{\"");
	for (int i = 0; i < 1 << 16; i++)
		str_append_char(&text, 'n');
	str_append_text(&text, "\":{\"a\":0");
	for (int i = 0; i < 1 << 12; i++)
		str_append_text(&text, ",\"a\":0");
	str_append_text(&text, "}}");
	assert_false(reads(&text));
	str_fini(&text);
}

static void test_numbers_alone(void **state)
{
	static const char *const good[] = {"1", "-0", "1e5", "NaN", "-Infinity", "0.25"};
	static const char *const bad[] = {"", " 1", "1 ", "+1", ".5", "nan", "inf", "1x", "-", "0x1", "-NaN"};
	double number;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(json_line_number(slice_of(good[i]), &number));
	assert_true(number == 0.25);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(json_line_number(slice_of(bad[i]), &number));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values), cmocka_unit_test(test_names_are_joined), cmocka_unit_test(test_strings),
		cmocka_unit_test(test_arrays), cmocka_unit_test(test_refused), cmocka_unit_test(test_depth),
		cmocka_unit_test(test_size), cmocka_unit_test(test_numbers_alone)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
