#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "ui/thrift.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one cell got: a glyph and how it looks. */
struct seen {
	char glyph;
	char foreground[32], background[32];
	unsigned attributes;
};

/* A terminal of one row that knows the sequences of these tests: SGR parameter by parameter, and erasing. */
struct model {
	struct seen pen, cells[4096];
	size_t count;
};

static void model_parameter(struct model *model, const char *text)
{
	int code = atoi(text);
	if (code == 0)
		model->pen = (struct seen){0};
	else if (code < 10)
		model->pen.attributes |= 1u << code;
	else if (code == 22)
		model->pen.attributes &= ~6u;
	else if (code < 30)
		model->pen.attributes &= ~(1u << (code - 20));
	else if (code == 39 || code == 49)
		*(code == 39 ? model->pen.foreground : model->pen.background) = '\0';
	else
		snprintf(code >= 100 || (code >= 40 && code < 50) ? model->pen.background : model->pen.foreground, 32, "%.31s", text);
}

static void model_sgr(struct model *model, const char *text, size_t length)
{
	char rest[256], one[64];
	snprintf(rest, sizeof rest, "%.*s", (int)length, text);
	for (char *next = rest;; next++) {
		size_t part = strcspn(next, ";");
		if (!strncmp(next, "38;5;", 5) || !strncmp(next, "48;5;", 5))
			part = 5 + strcspn(next + 5, ";");
		snprintf(one, sizeof one, "%.*s", (int)part, next);
		model_parameter(model, one);
		next += part;
		if (!*next)
			return;
	}
}

/* Of a blank only what shows counts. */
static void model_put(struct model *model, char glyph)
{
	struct seen cell = model->pen;
	cell.glyph = glyph;
	if (glyph == ' ' && !(cell.attributes & (1u << 4 | 1u << 7 | 1u << 9))) {
		cell.foreground[0] = '\0';
		cell.attributes = 0;
	}
	model->cells[model->count++] = cell;
}

static void model_take(struct model *model, struct slice bytes)
{
	for (size_t i = 0; i < bytes.length; i++) {
		if (bytes.data[i] != 27) {
			model_put(model, bytes.data[i]);
		} else if (bytes.data[i + 1] == '(') {
			i += 2;
		} else {
			size_t from = i + 2, to = from;
			while (bytes.data[to] < 0x40)
				to++;
			if (bytes.data[to] == 'm')
				model_sgr(model, bytes.data + from, to - from);
			else if (bytes.data[to] == 'K')
				model_put(model, ' ');
			i = to;
		}
	}
}

static void assert_same_cells(const struct model *a, const struct model *b)
{
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		assert_int_equal(a->cells[i].glyph, b->cells[i].glyph);
		assert_string_equal(a->cells[i].foreground, b->cells[i].foreground);
		assert_string_equal(a->cells[i].background, b->cells[i].background);
		assert_int_equal(a->cells[i].attributes, b->cells[i].attributes);
	}
}

static void assert_becomes(struct thrift *thrift, const char *frame, const char *wanted)
{
	struct str out = {0};
	thrift_take(thrift, slice_of(frame), &out);
	assert_string_equal(str_text(&out), wanted);
	str_fini(&out);
}

static void says_what_differs(void **state)
{
	struct thrift thrift = {0};
	thrift_begin(&thrift, NULL);
	assert_becomes(&thrift, "\033[39;49m\033(B\033[ma", "\033(B\033[ma"); /* nothing is known at first */
	assert_becomes(&thrift, "\033[5d\033[38;5;221m|\033[39;49m\033(B\033[m ", "\033[5d\033[38;5;221m| ");
	assert_becomes(&thrift, "\033[6d\033[38;5;221m|\033[39;49m\033(B\033[m ", "\033[6d| ");
	assert_becomes(&thrift, "b", "\033[mb");
	assert_becomes(&thrift, "\033(B\033[0;1m\033[38;5;75mc\033(B\033[m", "\033[1;38;5;75mc");
	assert_becomes(&thrift, "\033(B\033[0;1m\033[38;5;76md", "\033[38;5;76md");
	assert_becomes(&thrift, "\033[m", "");
}

static void blanks_show_their_ground(void **state)
{
	struct thrift thrift = {0};
	thrift_begin(&thrift, NULL);
	assert_becomes(&thrift, "\033[ma", "\033(B\033[ma");
	assert_becomes(&thrift, "\033[48;5;24m \033[K", "\033[48;5;24m \033[K");
	assert_becomes(&thrift, "\033[m\033[K", "\033[m\033[K");
	assert_becomes(&thrift, "\033[7m ", "\033[7m ");
	assert_becomes(&thrift, "\033[m ", "\033[m ");
}

static void what_is_not_understood_passes(void **state)
{
	struct thrift thrift = {0};
	thrift_begin(&thrift, NULL);
	assert_becomes(&thrift, "\033[ma", "\033(B\033[ma");
	assert_becomes(&thrift, "\033[1m\033[58;5;1mb\033[m", "\033[1m\033[58;5;1mb\033[m");
	assert_becomes(&thrift, "\033[m\033[mc", "\033[m\033[mc");
	thrift_begin(&thrift, NULL);
	assert_becomes(&thrift, "\033[1", "\033(B\033[m\033[1"); /* and what is cut off */
	assert_becomes(&thrift, "mx", "mx");
}

static void ends_plain(void **state)
{
	struct thrift thrift = {0};
	struct str out = {0};
	thrift_begin(&thrift, NULL);
	thrift_end(&thrift, &out);
	assert_string_equal(str_text(&out), "");
	thrift_take(&thrift, slice_of("\033[1;31mx"), &out);
	str_clear(&out);
	thrift_end(&thrift, &out);
	assert_string_equal(str_text(&out), "\033[m");
	str_fini(&out);
}

static void append_random(struct str *frame)
{
	static const char *const parts[] = {
		"\033[m", "\033(B\033[m", "\033[1m", "\033(B\033[0;1m", "\033[4m", "\033[24m", "\033[7m", "\033[27m", "\033[22m", "\033[2m",
		"\033[31m", "\033[97m", "\033[38;5;75m", "\033[38;5;221;48;5;24m", "\033[39m", "\033[49m", "\033[39;49m", "\033[44m",
		"\033[103m", "a", "b", " ", " ", "\033[K", "\033[3;4H", "\033[;1m", "\033[1;m"};
	str_append_text(frame, parts[(size_t)rand() % (sizeof parts / sizeof *parts)]);
}

/* Whatever comes, cells look the same, and it never takes more than a first sequence more. */
static void cells_look_the_same(void **state)
{
	srand(7);
	for (int round = 0; round < 300; round++) {
		static struct model full, thrifty;
		struct thrift thrift = {0};
		struct str all = {0}, out = {0};
		full.count = thrifty.count = 0;
		full.pen = thrifty.pen = (struct seen){0};
		thrift_begin(&thrift, NULL);
		for (int i = 0; i < 20; i++) {
			struct str frame = {0};
			for (int k = rand() % 30; k > 0; k--)
				append_random(&frame);
			thrift_take(&thrift, str_slice(&frame), &out);
			str_append_slice(&all, str_slice(&frame));
			str_fini(&frame);
		}
		assert_false(thrift.off);
		model_take(&full, str_slice(&all));
		model_take(&thrifty, str_slice(&out));
		assert_same_cells(&full, &thrifty);
		assert_true(out.length <= all.length + 8);
		str_fini(&all);
		str_fini(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_differs),
		cmocka_unit_test(blanks_show_their_ground),
		cmocka_unit_test(what_is_not_understood_passes),
		cmocka_unit_test(ends_plain),
		cmocka_unit_test(cells_look_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
