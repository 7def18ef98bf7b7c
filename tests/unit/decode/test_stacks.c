/* Stacks that a sampler took as spans; the spans are drawn by hand beside the samples. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/stacks.h"

#include <stdlib.h>
#include <string.h>

typedef void reader(struct slice text, struct trace *trace);

/* "line: name start duration\n" for each span, in milliseconds. */
static void expect(reader *read, const char *text, bool complete, const char *expected)
{
	struct trace trace;
	struct str got = {0};
	trace_init(&trace, 0);
	read(slice_of(text), &trace);
	for (size_t i = 0; i < trace.line_count; i++)
		for (size_t k = 0; k < trace.lines[i].count; k++) {
			struct trace_span span = trace_span_at(&trace.lines[i], k);
			str_append_slice(&got, names_text(&trace.names, trace.lines[i].line));
			str_append_text(&got, ": ");
			str_append_slice(&got, names_text(&trace.names, span.name));
			str_printf(&got, " %lld %lld\n", (long long)(trace_start(&span) / 1000000000), (long long)(trace_duration(&span) / 1000000000));
		}
	assert_string_equal(str_text(&got), expected);
	assert_int_equal(trace.complete, complete);
	str_fini(&got);
	trace_fini(&trace);
}

/*
 * main |----------------|          0–50
 * step |--------|  |----|          0–30, 40–50: not in the fourth sample
 * a    |-----|                     0–20
 * b          |--|                  20–30
 */
static void frames_go_on_as_long_as_they_are_the_same(void **unused)
{
	expect(stacks_collapsed, "main;step;a 2\nmain;step;b 1\nmain 1\n\nmain;step 1\r\nother 2",
	       true,
	       "all threads: main 0 50\nall threads: step 0 30\nall threads: a 0 20\nall threads: b 20 10\n"
	       "all threads: step 40 10\nall threads: other 50 20\n");
}

/* The same name elsewhere is another span; a frame may call itself. */
static void names_repeat(void **unused)
{
	expect(stacks_collapsed, "f;f;f 1\nf;g;f 1", true,
	       "all threads: f 0 20\nall threads: f 0 10\nall threads: f 0 10\nall threads: g 10 10\nall threads: f 10 10\n");
}

static void lines_that_are_none_show(void **unused)
{
	expect(stacks_collapsed, "a b c 1\nno number\n 5\n;; 1", false,
	       "all threads: a b c 0 10\nall threads:  10 10\nall threads:  10 10\n");
	expect(stacks_collapsed, "", true, "");
	expect(stacks_collapsed, "a 999999999999999999", false, "all threads: a 0 0\n");
}

static void speedscope_has_times(void **unused)
{
	expect(stacks_speedscope,
	       "{\"profiles\":[{\"type\":\"sampled\",\"name\":\"Thread \\\"x\\\"\",\"unit\":\"seconds\",\"startValue\":1.0,"
	       "\"samples\":[[0,1],[0],[],[0,1]],\"weights\":[0.5,0.25,1e-1,0.002]},"
	       "{\"type\":\"evented\",\"name\":\"e\",\"unit\":\"milliseconds\",\"startValue\":0,\"events\":["
	       "{\"type\":\"O\",\"frame\":0,\"at\":1000},{\"type\":\"O\",\"frame\":0,\"at\":1010},{\"type\":\"C\",\"frame\":0,\"at\":1015},"
	       "{\"type\":\"C\",\"frame\":0,\"at\":1020}]}],"
	       "\"shared\":{\"frames\":[{\"name\":\"main\",\"file\":\"t.py\",\"line\":3},{\"name\":\"\\u00e9\\n\"}]},\"exporter\":\"py-spy\"}",
	       true,
	       "Thread \"x\": main (t.py:3) 0 750\nThread \"x\": \xC3\xA9\n 0 500\nThread \"x\": main (t.py:3) 850 2\nThread \"x\": \xC3\xA9\n 850 2\n"
	       "e: main (t.py:3) 0 20\ne: main (t.py:3) 10 5\n");
}

static void wrong_ones_keep_what_there_is(void **unused)
{
	expect(stacks_speedscope, "{\"shared\":{\"frames\":[{\"name\":\"a\"}]},\"profiles\":[{\"type\":\"sampled\",\"unit\":\"seconds\",\"samples\":[[0],[7]]", false,
	       ": a 0 1000\n");
	expect(stacks_speedscope, "{\"shared\":{\"frames\":[{\"name\":\"a\"}]},\"profiles\":[{\"type\":\"evented\",\"unit\":\"seconds\",\"events\":["
	                          "{\"type\":\"O\",\"frame\":0,\"at\":1},{\"type\":\"C\",\"frame\":0,\"at\":0.5}]}]}", false, ": a 0 0\n");
	expect(stacks_speedscope, "{}", false, "");
	expect(stacks_speedscope, "[[[[", false, "");
	expect(stacks_speedscope, "", false, "");
}

/* Deeper than there is room for; cut at each byte. */
static void any_text_will_do(void **unused)
{
	static const char whole[] = "{\"shared\":{\"frames\":[{\"name\":\"a\\\"\"},{\"name\":\"\\ud83d\\ude00\"}]},\"profiles\":"
	                            "[{\"type\":\"sampled\",\"name\":\"n\",\"unit\":\"none\",\"samples\":[[0,1],[1]],\"weights\":[1,2]}]}";
	for (size_t length = 0; length < sizeof whole; length++) {
		struct trace trace;
		char *cut = calloc(1, length + 1);
		memcpy(cut, whole, length);
		trace_init(&trace, 0);
		stacks_speedscope(slice_make(cut, length), &trace);
		trace_fini(&trace);
		free(cut);
	}
	struct str deep = {0};
	struct trace trace;
	for (int i = 0; i < 3 * STACKS_DEPTH; i++)
		str_append_text(&deep, i ? ";f" : "f");
	str_append_text(&deep, " 1");
	trace_init(&trace, 0);
	stacks_collapsed(str_slice(&deep), &trace);
	assert_int_equal(trace.span_count, STACKS_DEPTH);
	assert_false(trace.complete);
	trace_fini(&trace);
	str_fini(&deep);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_go_on_as_long_as_they_are_the_same), cmocka_unit_test(names_repeat),
		cmocka_unit_test(lines_that_are_none_show), cmocka_unit_test(speedscope_has_times),
		cmocka_unit_test(wrong_ones_keep_what_there_is), cmocka_unit_test(any_text_will_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
