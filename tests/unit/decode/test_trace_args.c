/* What one event of a profile says: of JSON whole or cut, of an XSpace built field by field. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/trace_args.h"
#include "unit/read/build.h"
#include "unit/decode/memory_bytes.h"

#include <stdlib.h>

/* "name=value;" each. */
static char *text_of(struct args *args)
{
	struct str text = {0};
	for (size_t i = 0; i < args->count; i++)
		str_printf(&text, "%s=%s;", str_text(&args->items[i].name), str_text(&args->items[i].value));
	args_fini(args);
	return text.data ? text.data : calloc(1, 1);
}

static void expect_json(const char *json, const char *expected)
{
	struct args args = {0};
	trace_args_json(slice_of(json), &args);
	char *text = text_of(&args);
	assert_string_equal(text, expected);
	free(text);
}

static void json_says_its_args(void **unused)
{
	expect_json("{\"ph\":\"X\",\"cat\":\"cpu_op\",\"name\":\"a\",\"pid\":1,\"tid\":2,\"ts\":3,\"dur\":4,"
	            "\"args\":{\"External id\":12,\"Input Dims\":[[64,3],[]],\"x\":\"a\\\"b, }\",\"y\":{\"z\":null}}},{\"next\":1}",
	            "cat=cpu_op;External id=12;Input Dims=[[64,3],[]];x=a\"b, };y={\"z\":null};");
	expect_json("{\"args\":{\"\\u0394 \\\"t\\\"\":\"C:\\\\a\",\"in\":[\"\\u0394\"],\"\":\"\"}}", "\u0394 \"t\"=C:\\a;in=[\"\\u0394\"];=;");
	expect_json(" { \"args\" : { \"a\" : 1.5e3 , \"b\" : true } , \"id\" : NaN } ", "a=1.5e3;b=true;id=NaN;");
	expect_json("{\"args\":{}}", "");
	expect_json("{}", "");
}

static void what_is_no_object_says_nothing(void **unused)
{
	static const char whole[] = "{\"cat\":\"c\",\"args\":{\"a\":\"x\\\\\",\"b\":[1,{\"c\":2}]}}";
	static const char *const others[] = {"", "[1]", "{\"a\"", "{\"a\":", "{1:2}", "{,", "{\"a\" 5}", "\"\\", "{\"a\":\"\\"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct args args = {0};
		trace_args_json(slice_of(others[i]), &args);
		assert_true(args.count <= 1);
		args_fini(&args);
	}
	for (size_t length = 0; length < sizeof whole; length++) {
		struct args args = {0};
		char *cut = malloc(length + 1); /* what is read behind it shows */
		memcpy(cut, whole, length);
		trace_args_json(slice_make(cut, length), &args);
		assert_true(args.count <= 3);
		args_fini(&args);
		free(cut);
	}
}

static void there_is_a_limit(void **unused)
{
	struct args args = {0};
	struct str json = {0};
	str_append_text(&json, "{\"long\":\"");
	for (int i = 0; i < 2 * ARG_LONGEST; i++)
		str_append_char(&json, 'x');
	str_append_char(&json, '"');
	for (int i = 0; i < 2 * ARGS_MOST; i++)
		str_printf(&json, ",\"k%d\":%d", i, i);
	str_append_char(&json, '}');
	trace_args_json(str_slice(&json), &args);
	assert_int_equal(args.count, ARGS_MOST);
	assert_int_equal(args.items[0].value.length, ARG_LONGEST);
	args_fini(&args);
	str_fini(&json);
}

/* ---- XSpaces ---- */

static char *args_at(const struct str *bytes, uint64_t place)
{
	struct args args = {0};
	struct far far = {.read = read_memory, .context = (void *)bytes, .window = malloc(FAR_WINDOW)};
	trace_args_xplane(&far, bytes->length, place, &args);
	free(far.window);
	return text_of(&args);
}

static void add_number(struct str *event, uint64_t id, uint32_t field, uint64_t number)
{
	struct str stat = {0};
	build_number(&stat, 1, id);
	build_number(&stat, field, number);
	build_message(event, 4, &stat);
	str_fini(&stat);
}

static void add_named(struct str *plane, uint32_t map, uint64_t id, const char *name, struct str *more)
{
	struct str entry = {0}, metadata = {0};
	build_number(&metadata, 1, id);
	build_text(&metadata, 2, name);
	if (more)
		build_message(&metadata, 5, more);
	build_number(&entry, 1, id);
	build_message(&entry, 2, &metadata);
	build_message(plane, map, &entry);
	str_fini(&metadata);
	str_fini(&entry);
}

/* Names lie behind the lines; a stat refers to a name; the kind of the event says something, too. */
static struct str space_of(void)
{
	struct str space = {0}, plane = {0}, line = {0}, event = {0}, stat = {0};
	build_number(&event, 1, 7);
	add_number(&event, 1, 3, 12);
	add_number(&event, 2, 4, (uint64_t)-5);
	add_number(&event, 3, 7, 9);
	add_number(&event, 77, 3, 1); /* that has no name */
	build_message(&line, 4, &event);
	str_clear(&event);
	build_number(&event, 1, 8);
	build_message(&line, 4, &event);
	build_message(&plane, 3, &line);
	build_number(&stat, 1, 2);
	build_text(&stat, 5, "of the kind");
	add_named(&plane, 4, 7, "kernel", &stat);
	add_named(&plane, 4, 8, "other", NULL);
	add_named(&plane, 5, 1, "step_num", NULL);
	add_named(&plane, 5, 2, "depth", NULL);
	add_named(&plane, 5, 3, "hlo", NULL);
	add_named(&plane, 5, 9, "fusion", NULL);
	build_message(&space, 1, &plane);
	str_fini(&plane);
	str_fini(&line);
	str_fini(&event);
	str_fini(&stat);
	return space;
}

static void an_xspace_says_its_stats(void **unused)
{
	struct str space = space_of();
	bool first = false;
	int others = 0;
	for (uint64_t place = 0; place <= space.length + 5; place++) {
		char *text = args_at(&space, place);
		if (!strcmp(text, "step_num=12;depth=-5;hlo=fusion;depth=of the kind;"))
			first = true;
		else
			others += *text != '\0';
		free(text);
	}
	assert_true(first);
	assert_int_equal(others, 0); /* no event begins anywhere else, but one that says nothing */
	str_fini(&space);
}

static void a_cut_xspace_does_no_harm(void **unused)
{
	struct str space = space_of();
	for (size_t length = 0; length < space.length; length++) {
		struct str cut = {0};
		str_append(&cut, space.data, length);
		for (uint64_t place = 0; place < length; place += 3)
			free(args_at(&cut, place));
		str_fini(&cut);
	}
	str_fini(&space);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_says_its_args), cmocka_unit_test(what_is_no_object_says_nothing),
		cmocka_unit_test(there_is_a_limit), cmocka_unit_test(an_xspace_says_its_stats),
		cmocka_unit_test(a_cut_xspace_does_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
