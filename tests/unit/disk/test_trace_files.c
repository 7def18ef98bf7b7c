#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
/* Where profiles are found, what their names say, and reading compressed ones cut at every byte. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "disk/trace_files.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static char root[64];

static int set_up(void **state)
{
	strcpy(root, "/tmp/tbtop-trace-XXXXXX");
	return mkdtemp(root) && !chdir(root) ? 0 : -1;
}

static int take_away(const char *path, const struct stat *stat, int type, struct FTW *where)
{
	return remove(path);
}

static int tear_down(void **state)
{
	return chdir("/") || nftw(root, take_away, 16, FTW_DEPTH | FTW_PHYS);
}

static void put(const char *path, const void *bytes, size_t length)
{
	char folder[256];
	snprintf(folder, sizeof folder, "%s", path);
	for (char *slash = folder; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		mkdir(folder, 0777);
		*slash = '/';
	}
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static void expect_found(const char *spec, const char *expected)
{
	struct str text = {0};
	struct trace_files files = {0};
	struct logdir logdir = logdir_parse(spec);
	assert_int_equal(trace_files_find(&logdir, NULL, NULL, &files), STATUS_OK);
	trace_files_sort(&files);
	for (size_t i = 0; i < files.count; i++) {
		const struct trace_file *file = &files.items[i];
		str_printf(&text, "%s|%s|%s|%s|%s\n", file->run, file->profile, file->host, file->file,
		           trace_format_name(file->format));
	}
	assert_string_equal(str_text(&text), expected);
	str_fini(&text);
	trace_files_fini(&files);
	logdir_fini(&logdir);
}

static void places_and_names_tell(void **state)
{
	static const char *const paths[] = {
		"d/plugins/profile/s1/h.a.xplane.pb", "d/plugins/profile/s1/xplane.pb", "d/plugins/profile/s1/h.trace.json.gz",
		"d/plugins/profile/s1/h.xplane.pb.gz", "d/plugins/profile/s1/xtrace.json", "d/plugins/profile/s1/deep/h.xplane.pb",
		"d/r/train/plugins/profile/s2/h.xplane.pb", "d/r/w.a_1.1759.pt.trace.json", "d/r/.17.pt.trace.json.gz",
		"d/r/12.pt.trace.json", "d/r/pt.trace.json", "d/r/h.trace.json", "d/q/box.speedscope.json.gz", "d/q/box.folded", "d/q/folded",
		"d/q/.collapsed", "d/q/a.collapsed.txt", "d/xplugins/profile/s3/h.xplane.pb",
	};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		put(paths[i], "", 0);
	expect_found("d",
	             ".|s1|h.a|plugins/profile/s1/h.a.xplane.pb|xplane\n"
	             ".|s1|h|plugins/profile/s1/h.trace.json.gz|trace_json\n"
	             ".|s1||plugins/profile/s1/xplane.pb|xplane\n"
	             "q|||q/.collapsed|collapsed\n"
	             "q||a|q/a.collapsed.txt|collapsed\n"
	             "q||box|q/box.folded|collapsed\n"
	             "q||box|q/box.speedscope.json.gz|speedscope\n"
	             "r|17||r/.17.pt.trace.json.gz|pt_trace\n"
	             "r||12|r/12.pt.trace.json|pt_trace\n"
	             "r|1759|w.a_1|r/w.a_1.1759.pt.trace.json|pt_trace\n"
	             "r/train|s2|h|r/train/plugins/profile/s2/h.xplane.pb|xplane\n");
	expect_found("me:d/r", "me|17||me/.17.pt.trace.json.gz|pt_trace\n"
	                       "me||12|me/12.pt.trace.json|pt_trace\n"
	                       "me|1759|w.a_1|me/w.a_1.1759.pt.trace.json|pt_trace\n"
	                       "me/train|s2|h|me/train/plugins/profile/s2/h.xplane.pb|xplane\n");
}

/* What was drawn up from an xplane is no profile, and counted where it belongs to one. */
static void memory_profiles_are_counted(void **state)
{
	struct trace_files files = {0};
	struct logdir logdir = logdir_parse("d");
	put("d/plugins/profile/s1/h.xplane.pb", "", 0);
	put("d/plugins/profile/s1/h.memory_profile.json.gz", "", 0);
	put("d/plugins/profile/s1/memory_profile.json", "", 0);
	put("d/r/h.memory_profile.json", "", 0);
	assert_int_equal(trace_files_find(&logdir, NULL, NULL, &files), STATUS_OK);
	assert_int_equal(files.count, 1);
	assert_int_equal(files.unread, 2);
	trace_files_fini(&files);
	logdir_fini(&logdir);
	put("m.memory_profile.json", "{}", 2); /* given by itself it is read as what it looks like */
	expect_found("m.memory_profile.json", ".||m.memory_profile.json|m.memory_profile.json|trace_json\n");
}

static void one_file_may_have_any_name(void **state)
{
	put("a", "\n{\"traceEvents\":[]}", 19);
	put("b", "\x0a\x7b\x12\x79", 4); /* a plane as long as a bracket's code */
	put("c", "\x1f\x8b", 2);
	expect_found("a", ".||a|a|trace_json\n");
	expect_found("b", ".||b|b|xplane\n");
	expect_found("c", ".||c|c|trace_json\n");
	put("h.xplane.pb", "\x0a\x00", 2); /* what a name says holds here, too */
	expect_found("h.xplane.pb", ".||h|h.xplane.pb|xplane\n");
	put("w.7.pt.trace.json", "{}", 2);
	expect_found("w.7.pt.trace.json", ".|7|w|w.7.pt.trace.json|pt_trace\n");
}

static size_t pack(const char *text, uint8_t *out, size_t room)
{
	z_stream z = {0};
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (uint8_t *)text;
	z.avail_in = (uInt)strlen(text);
	z.next_out = out;
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return z.total_out;
}

/* py-spy's own names end in .json and .txt. */
static void stacks_of_any_name_are_told_by_their_bytes(void **state)
{
	static const char scope[] = "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"profiles\":[]}";
	put("train.json", scope, sizeof scope - 1);
	expect_found("train.json", ".||train.json|train.json|speedscope\n");
	uint8_t packed[256];
	put("packed", packed, pack(scope, packed, sizeof packed));
	expect_found("packed", ".||packed|packed|speedscope\n");
	static const char stacks[] = "main (a.py:1);f (\xc3\xa4.py:5) 10\nmain (a.py:1) 5\n";
	put("train.txt", stacks, sizeof stacks - 1);
	expect_found("train.txt", ".||train.txt|train.txt|collapsed\n");
	put("one", "main 1", 6);
	expect_found("one", ".||one|one|collapsed\n");
	char deep[5000];
	memset(deep, 'a', sizeof deep);
	put("deep", deep, sizeof deep);
	expect_found("deep", ".||deep|deep|collapsed\n");
	put("words", "no count\n", 9);
	expect_found("words", ".||words|words|xplane\n");
	put("number", "12\n", 3);
	expect_found("number", ".||number|number|xplane\n");
	put("plane", "\x0a\x04\x12\x02 7", 6);
	expect_found("plane", ".||plane|plane|xplane\n");
}

static void expect_sniffed(const void *bytes, size_t length, int expected)
{
	enum trace_format format;
	put("any", bytes, length);
	bool profile = trace_file_sniff("any", &format);
	assert_int_equal(profile ? (int)format : -1, expected);
}

/* An event file begins with a length, which may read like the bracket of JSON, or like the end of a line. */
static void no_event_file_is_a_profile(void **state)
{
	enum trace_format format;
	uint8_t packed[256];
	static const char scope[] = "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\"}", stacks[] = "main;f 10\n";
	expect_sniffed(scope, sizeof scope - 1, TRACE_SPEEDSCOPE);
	expect_sniffed(packed, pack(scope, packed, sizeof packed), TRACE_SPEEDSCOPE);
	expect_sniffed(stacks, sizeof stacks - 1, TRACE_COLLAPSED);
	expect_sniffed("[{\"ph\":1}]", 10, TRACE_JSON);
	expect_sniffed("{\0\0\0\0\0\0\0\x5a\x01\x02\x03\x09", 13, -1);
	expect_sniffed("\n\0\0\0\0\0\0\0\x5a\x01\x02\x03\x09", 13, -1);
	expect_sniffed("\x18\0\0\0\0\0\0\0\xa3\x7f\x4b\x22\x09", 13, -1);
	expect_sniffed(packed, pack("\x18\x01", packed, sizeof packed), -1);
	expect_sniffed("no count\n", 9, -1);
	expect_sniffed(" \n", 2, -1);
	expect_sniffed("", 0, -1);
	assert_false(trace_file_sniff("nowhere", &format));
}

static struct trace read_path(const char *path)
{
	struct trace trace;
	struct trace_file file = {.path = (char *)path, .format = TRACE_JSON};
	trace_init(&trace, 0);
	assert_int_equal(trace_read(file.format, file.path, NULL, &trace), STATUS_OK);
	return trace;
}

/* Two members, the second of which is cut anywhere; zeros behind both are padding. */
static void a_cut_stream_is_not_complete(void **state)
{
	uint8_t bytes[1024] = {0};
	size_t first = pack("[{\"ph\":\"X\",\"ts\":1},", bytes, sizeof bytes);
	size_t whole = first + pack("{\"ph\":\"X\",\"ts\":2}]", bytes + first, sizeof bytes - first);
	for (size_t length = 2; length <= whole + 10; length++) {
		put("t.json.gz", bytes, length);
		struct trace trace = read_path("t.json.gz");
		assert_int_equal(trace.complete, length >= whole);
		assert_in_range(trace.span_count, length >= first, length > first ? 2 : 1);
		if (length >= whole)
			assert_int_equal(trace.span_count, 2);
		trace_fini(&trace);
	}
}

/* Members of a MiB of blanks each, a thousandth of that when packed. */
static void a_bomb_ends_at_the_limit(void **state)
{
	enum { BLANKS = 1 << 20, MEMBERS = 300, ROOM = 4096 };
	char *text = malloc(BLANKS + 8);
	uint8_t member[ROOM], *bytes = malloc((size_t)MEMBERS * ROOM);
	memset(text, ' ', BLANKS);
	strcpy(text + BLANKS, "{},");
	size_t each = pack(text, member, sizeof member), length = pack("[{\"ph\":\"X\",\"ts\":1},", bytes, ROOM);
	for (int i = 0; i < MEMBERS; i++, length += each)
		memcpy(bytes + length, member, each);
	length += pack("{}]", bytes + length, ROOM);
	put("t.json.gz", bytes, length);
	struct trace trace = read_path("t.json.gz");
	assert_false(trace.complete);
	assert_int_equal(trace.status, STATUS_LIMIT);
	assert_non_null(strstr(trace_lack(&trace), "500 times its size"));
	assert_int_equal(trace.span_count, 1);
	trace_fini(&trace);
	free(bytes);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(places_and_names_tell, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_file_may_have_any_name, set_up, tear_down), cmocka_unit_test_setup_teardown(memory_profiles_are_counted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(stacks_of_any_name_are_told_by_their_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_event_file_is_a_profile, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_cut_stream_is_not_complete, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_bomb_ends_at_the_limit, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
