/* The border between files and people: decoding, mending, escaping, cleaning, cutting. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/text.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define SLICE(literal) slice_make((literal), sizeof(literal) - 1)

typedef void append_function(struct str *out, struct slice text);

static void expect_slice(append_function *append, struct slice in, const char *expected)
{
	struct str out = {0};
	append(&out, in);
	assert_string_equal(str_text(&out), expected);
	str_fini(&out);
}

#define EXPECT(append, in, expected) expect_slice((append), SLICE(in), (expected))

/* What Python's bytes.decode("utf-8", "replace") says of the same bytes. */
static void repair_is_as_python_has_it(void **state)
{
	EXPECT(text_repair, "", "");
	EXPECT(text_repair, "a\xFFz", "a\uFFFDz");
	EXPECT(text_repair, "\x80\xBF", "\uFFFD\uFFFD");
	EXPECT(text_repair, "\xC0\xAF", "\uFFFD\uFFFD");
	EXPECT(text_repair, "\xC1\xBF", "\uFFFD\uFFFD");
	EXPECT(text_repair, "\xC3", "\uFFFD");
	EXPECT(text_repair, "\xC3(", "\uFFFD(");
	EXPECT(text_repair, "\xE0\x80\xAF", "\uFFFD\uFFFD\uFFFD");
	EXPECT(text_repair, "\xE0\x9F\xBF", "\uFFFD\uFFFD\uFFFD");
	EXPECT(text_repair, "\xE2\x82", "\uFFFD");
	EXPECT(text_repair, "\xE2\x82 x", "\uFFFD x");
	EXPECT(text_repair, "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD");
	EXPECT(text_repair, "\xED\xA0\x80\xED\xB0\x80", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
	EXPECT(text_repair, "\xF0\x80\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD");
	EXPECT(text_repair, "\xF0\x9F\x98", "\uFFFD");
	EXPECT(text_repair, "\xF0\x9F\x98\x80", "\U0001F600");
	EXPECT(text_repair, "\xF0\x9F\xF0\x9F\x98\x80", "\uFFFD\U0001F600");
	EXPECT(text_repair, "\xF4\x8F\xBF\xBF", "\U0010FFFF");
	EXPECT(text_repair, "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD");
	EXPECT(text_repair, "\xF5\x80\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD");
	EXPECT(text_repair, "\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", "\uFFFD\uFFFD\uFFFD\uFFFDA");
}

static bool is_scalar_value(uint32_t code)
{
	return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

static void every_code_point_comes_back(void **state)
{
	for (uint32_t code = 0; code <= 0x10FFFF; code++) {
		if (!is_scalar_value(code))
			continue;
		char bytes[4];
		uint32_t back;
		size_t length = text_encode(code, bytes);
		assert_int_equal(text_decode(slice_make(bytes, length), &back), length);
		assert_int_equal(back, code);
	}
}

/* Which byte strings of 1 to 3 bytes begin a well-formed sequence, from nothing but the sequences themselves. */
struct starts {
	unsigned char *known[4]; /* by length, a byte for each string */
};

static size_t start_index(const unsigned char *bytes, size_t length)
{
	size_t index = 0;
	for (size_t i = 0; i < length; i++)
		index = index << 8 | bytes[i];
	return index;
}

static void starts_fill(struct starts *starts)
{
	for (size_t length = 1; length < 4; length++)
		starts->known[length] = calloc((size_t)1 << 8 * length, 1);
	for (uint32_t code = 0; code <= 0x10FFFF; code++) {
		char bytes[4];
		size_t whole = is_scalar_value(code) ? text_encode(code, bytes) : 0;
		for (size_t length = 1; length < 4 && length <= whole; length++) {
			unsigned char *mark = &starts->known[length][start_index((unsigned char *)bytes, length)];
			*mark = length == whole ? 2 : 1;
		}
	}
}

/* The definition, word by word: the whole sequence, else its longest start that could still become one, else a byte. */
static size_t wanted_length(const struct starts *starts, const unsigned char *bytes, size_t length, bool *whole)
{
	size_t n = 0;
	*whole = false;
	while (n < length && n < 3 && starts->known[n + 1][start_index(bytes, n + 1)] == 1)
		n++;
	if (n < length && n < 3 && starts->known[n + 1][start_index(bytes, n + 1)] == 2)
		*whole = true;
	else if (n == 3 && length > 3 && (bytes[3] & 0xC0) == 0x80)
		*whole = true;
	return *whole ? n + 1 : n ? n : 1;
}

static void ill_formed_parts_are_maximal(void **state)
{
	static const unsigned char favourites[] = {
		0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
		0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFE, 0xFF,
	};
	struct starts starts = {{0}};
	starts_fill(&starts);
	srand(1);
	for (int round = 0; round < 400000; round++) {
		unsigned char bytes[4];
		size_t length = (size_t)(1 + rand() % 4);
		for (size_t i = 0; i < length; i++)
			bytes[i] = favourites[(size_t)rand() % sizeof favourites];
		bool whole;
		uint32_t code;
		size_t wanted = wanted_length(&starts, bytes, length, &whole);
		assert_int_equal(text_decode(slice_make(bytes, length), &code), wanted);
		assert_true(whole || code == 0xFFFD);
	}
	for (size_t length = 1; length < 4; length++)
		free(starts.known[length]);
}

static void json_has_no_control_characters(void **state)
{
	EXPECT(text_json, "a\"b\\c/d", "a\\\"b\\\\c/d");
	EXPECT(text_json, "\b\f\n\r\t", "\\b\\f\\n\\r\\t");
	EXPECT(text_json, "\0\x1B[2J\x7F", "\\u0000\\u001b[2J\\u007f");
	EXPECT(text_json, "\xC2\x80\xC2\x9F\u00A0", "\\u0080\\u009f\u00A0");
	EXPECT(text_json, "\u2028\u2029\u202E\u200B\uFEFF", "\\u2028\\u2029\\u202e\\u200b\\ufeff");
	EXPECT(text_json, "\U000E0041\U0001F600", "\\udb40\\udc41\U0001F600");
	EXPECT(text_json, "\xFFx", "\uFFFDx");
}

static void clean_shows_what_would_act(void **state)
{
	EXPECT(text_clean, "train/loss", "train/loss");
	EXPECT(text_clean, "a\nb\tc\0\x1B[31m\x7F", "a␊b␉c␀␛[31m␡");
	EXPECT(text_clean, "x\xC2\x9B" "31m", "x\uFFFD31m");
	EXPECT(text_clean, "a\u202Eb\u2066c\u200Bd\uFEFFe\u00ADf\u061Cg", "abcdefg");
	EXPECT(text_clean, "a\U000E0041\uFE0Fb\u3164\u115F", "ab");
	EXPECT(text_clean, "a\u2028b", "a\uFFFDb");
	EXPECT(text_clean, "損失\U0001F600", "損失\U0001F600");
}

static void marks_stay_on_a_base(void **state)
{
	EXPECT(text_clean, "a\u0301\u0302\u0303\u0304b\u0301", "a\u0301\u0302b\u0301");
	EXPECT(text_clean, "\u0301x", "\u25CC\u0301x");
	EXPECT(text_clean, "\u200B\u0301", "\u25CC\u0301");
	EXPECT(text_clean, "é\u0301\u0301\u0301", "é\u0301\u0301");
}

/* A cleaned line is one line of well-formed text that nothing more can be cleaned of. */
static void clean_twice_is_clean_once(void **state)
{
	srand(2);
	for (int round = 0; round < 20000; round++) {
		unsigned char bytes[24];
		size_t length = (size_t)rand() % sizeof bytes;
		for (size_t i = 0; i < length; i++)
			bytes[i] = (unsigned char)(rand() % 3 ? rand() : 0xC0 + rand() % 0x30);
		struct str once = {0}, twice = {0};
		text_clean(&once, slice_make(bytes, length));
		text_clean(&twice, str_slice(&once));
		assert_string_equal(str_text(&once), str_text(&twice));
		for (struct slice rest = str_slice(&once); rest.length;) {
			uint32_t code;
			size_t taken = text_decode(rest, &code);
			assert_false(text_is_control(code));
			rest = slice_make(rest.data + taken, rest.length - taken);
		}
		str_fini(&once);
		str_fini(&twice);
	}
}

static void widths_are_those_of_the_terminal(void **state)
{
	assert_int_equal(text_width(SLICE("loss")), 4);
	assert_int_equal(text_width(SLICE("損失")), 4);
	assert_int_equal(text_width(SLICE("e\u0301")), 1);
	assert_int_equal(text_code_width(0x2588), 1);
	assert_int_equal(text_code_width(0x10FFFF), 1);
}

static void expect_fit(const char *text, int columns, enum text_cut cut, const char *expected)
{
	struct str out = {0};
	int used = text_fit(&out, slice_of(text), columns, cut);
	assert_string_equal(str_text(&out), expected);
	assert_int_equal(used, text_width(str_slice(&out)));
	assert_true(used <= columns || columns < 0);
	str_fini(&out);
}

static void cut_text_says_most(void **state)
{
	expect_fit("train/loss", 10, TEXT_CUT_END, "train/loss");
	expect_fit("train/loss", 6, TEXT_CUT_END, "train…");
	expect_fit("train/loss", 6, TEXT_CUT_START, "…/loss");
	expect_fit("train/loss", 6, TEXT_CUT_MIDDLE, "tra…ss");
	expect_fit("train/loss", 1, TEXT_CUT_MIDDLE, "…");
	expect_fit("train/loss", 0, TEXT_CUT_END, "");
	expect_fit("", 0, TEXT_CUT_END, "");
	expect_fit("損失損失", 4, TEXT_CUT_END, "損…");
	expect_fit("損失損失", 4, TEXT_CUT_START, "…失");
	expect_fit("損失損失", 2, TEXT_CUT_MIDDLE, "…");
	expect_fit("ae\u0301io", 3, TEXT_CUT_END, "ae\u0301…");
	expect_fit("aie\u0301o", 3, TEXT_CUT_START, "…e\u0301o");
}

static void the_head_of_cut_text_is_as_long_as_asked(void **state)
{
	static const struct {
		int columns, head;
		const char *expected;
	} cases[] = {{6, 0, "…/loss"}, {6, 1, "t…loss"}, {6, 5, "train…"}, {6, 99, "train…"}, {10, 0, "train/loss"}, {0, 3, ""}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str out = {0};
		text_fit_head(&out, slice_of("train/loss"), cases[i].columns, cases[i].head);
		assert_string_equal(str_text(&out), cases[i].expected);
		str_fini(&out);
	}
}

static int use_utf8(void **state)
{
	return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repair_is_as_python_has_it),
		cmocka_unit_test(every_code_point_comes_back),
		cmocka_unit_test(ill_formed_parts_are_maximal),
		cmocka_unit_test(json_has_no_control_characters),
		cmocka_unit_test(clean_shows_what_would_act),
		cmocka_unit_test(marks_stay_on_a_base),
		cmocka_unit_test(clean_twice_is_clean_once),
		cmocka_unit_test(widths_are_those_of_the_terminal),
		cmocka_unit_test(cut_text_says_most),
		cmocka_unit_test(the_head_of_cut_text_is_as_long_as_asked),
	};
	return cmocka_run_group_tests(tests, use_utf8, NULL);
}
