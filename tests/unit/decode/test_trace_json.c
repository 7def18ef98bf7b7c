/* Traces in Chrome's JSON form: what counts as a span, whole, cut and in pieces of every size. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/trace_json.h"

#include <stdlib.h>
#include <string.h>

/* Read in pieces of `piece` bytes. */
static struct trace read_in(const char *text, size_t length, size_t piece)
{
	struct trace trace;
	trace_init(&trace, 0);
	struct trace_json *json = trace_json_new(&trace);
	for (size_t at = 0; at < length; at += piece)
		trace_json_feed(json, text + at, length - at < piece ? length - at : piece);
	trace_json_end(json);
	return trace;
}

static struct trace read_text(const char *text)
{
	return read_in(text, strlen(text), SIZE_MAX / 2);
}

static void append_name(struct str *out, const struct trace *trace, uint32_t name)
{
	str_append_slice(out, names_text(&trace->names, name));
	str_append_char(out, ' ');
}

/* "plane line id name start duration\n" for each span, in picoseconds from the first one. */
static void expect_spans(struct trace *trace, const char *expected)
{
	struct str text = {0};
	for (size_t i = 0; i < trace->line_count; i++)
		for (size_t j = 0; j < trace->lines[i].count; j++) {
			const struct trace_line *line = &trace->lines[i];
			append_name(&text, trace, line->plane);
			append_name(&text, trace, line->line);
			append_name(&text, trace, line->id);
			struct trace_span span = trace_span_at(line, j);
			append_name(&text, trace, span.name);
			picoseconds_append(&text, trace_start(&span));
			str_append_char(&text, ' ');
			picoseconds_append(&text, trace_duration(&span));
			str_append_char(&text, '\n');
		}
	assert_string_equal(str_text(&text), expected);
	str_fini(&text);
	trace_fini(trace);
}

/* Of XLA's events, the names of nodes that they say; without one they are called as they are. */
static void spans_are_called_by_nodes(void **state)
{
	static const char text[] = "[{\"ph\":\"X\",\"name\":\"MatMul\",\"pid\":1,\"tid\":2,\"ts\":0,\"dur\":1,\"args\":{\"long_name\":\"fc/MatMul:MatMul\"}},"
		"{\"ph\":\"X\",\"name\":\"kernel\",\"pid\":1,\"tid\":2,\"ts\":2,\"dur\":1,\"args\":{\"long_name\":\"k\",\"tf_op\":\"fc/Relu\"}},"
		"{\"ph\":\"X\",\"name\":\"plain\",\"pid\":1,\"tid\":2,\"ts\":4,\"dur\":1}]";
	struct trace trace;
	trace_init(&trace, 0);
	trace.of_nodes = true;
	struct trace_json *json = trace_json_new(&trace);
	trace_json_feed(json, text, sizeof text - 1);
	trace_json_end(json);
	expect_spans(&trace, "1 2 1/2 fc/MatMul:MatMul 0 1000000\n1 2 1/2 fc/Relu 2000000 1000000\n1 2 1/2 plain 4000000 1000000\n");
	trace = read_text(text);
	expect_spans(&trace, "1 2 1/2 MatMul 0 1000000\n1 2 1/2 kernel 2000000 1000000\n1 2 1/2 plain 4000000 1000000\n");
}

/* "plane process; " for each line. */
static void expect_processes(struct trace *trace, const char *expected)
{
	struct str text = {0};
	for (size_t i = 0; i < trace->line_count; i++) {
		append_name(&text, trace, trace->lines[i].plane);
		append_name(&text, trace, trace->lines[i].process);
		append_name(&text, trace, trace->lines[i].line);
		str_append_text(&text, "; ");
	}
	assert_string_equal(str_text(&text), expected);
	str_fini(&text);
	trace_fini(trace);
}

#define NAMED(pid, name) "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":" pid ",\"args\":{\"name\":\"" name "\"}},"
#define LABELLED(pid, label) "{\"ph\":\"M\",\"name\":\"process_labels\",\"pid\":" pid ",\"args\":{\"labels\":\"" label "\"}},"
#define RAN(pid, tid) "{\"ph\":\"X\",\"name\":\"k\",\"pid\":" pid ",\"tid\":" tid ",\"ts\":1,\"dur\":1},"

/* All GPUs of one training are called python; so may be the processes of several. */
static void processes_called_alike_are_told_apart(void **state)
{
	static const char text[] = "[" NAMED("1", "python") RAN("1", "7") LABELLED("1", "GPU 1") RAN("0", "7") RAN("0", "20")
		NAMED("0", "python") LABELLED("0", "GPU 0") NAMED("40", "python") LABELLED("40", "CPU") RAN("40", "40")
		NAMED("41", "python") LABELLED("41", "CPU") RAN("41", "41") NAMED("2", "python") LABELLED("2", "GPU 0")
		NAMED("50", "sh") RAN("50", "1") NAMED("51", "sh") LABELLED("51", "") RAN("51", "1") LABELLED("60", "60") RAN("60", "1")
		"{}]";
	struct trace trace = read_text(text);
	expect_processes(&trace, "60 60 1 ; python CPU (python, 40) 40 ; python CPU (python, 41) 41 ; python GPU 0 (python) 20 ; "
		"python GPU 0 (python) 7 ; python GPU 1 (python) 7 ; sh sh (50) 1 ; sh sh (51) 1 ; ");
	trace_init(&trace, 0);
	trace.by_plane = true;
	struct trace_json *json = trace_json_new(&trace);
	trace_json_feed(json, text, sizeof text - 1);
	trace_json_end(json);
	expect_processes(&trace, "60 60 1 ; python python 20 ; python python 40 ; python python 41 ; python python 7 ; "
		"python python 7 ; sh sh 1 ; sh sh 1 ; ");
}

#define ON_STREAM(category, name, start) \
	"{\"ph\":\"X\",\"cat\":\"" category "\",\"name\":\"" name "\",\"pid\":0,\"tid\":7,\"ts\":" start ",\"dur\":3},"

/* What a program says of its work on a stream is none: it has a line beside it, but where lines are to be as they are stored. */
static void annotations_of_a_stream_have_their_own_line(void **state)
{
	static const char text[] = "[{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":0,\"tid\":7,\"args\":{\"name\":\"stream 7 \"}},"
		ON_STREAM("gpu_user_annotation", "forward", "1") ON_STREAM("kernel", "gemm", "2") ON_STREAM("user_annotation", "loop", "4") "{}]";
	struct trace trace = read_text(text);
	assert_int_equal(trace.line_count, 2);
	assert_true(trace.lines[0].annotations && !trace.lines[1].annotations);
	expect_spans(&trace, "0 annotations of stream 7 0/7 annotations forward 0 3000000\n"
		"0 stream 7 0/7 gemm 1000000 3000000\n0 stream 7 0/7 loop 3000000 3000000\n");
	trace_init(&trace, 0);
	trace.as_stored = true;
	struct trace_json *json = trace_json_new(&trace);
	trace_json_feed(json, text, sizeof text - 1);
	trace_json_end(json);
	expect_spans(&trace, "0 stream 7  0/7 forward 0 3000000\n0 stream 7  0/7 gemm 1000000 3000000\n0 stream 7  0/7 loop 3000000 3000000\n");
}

static void names_may_come_last(void **state)
{
	struct trace trace = read_text(
		"{\"traceEvents\": ["
		"{\"ph\":\"X\",\"pid\":1,\"tid\":\"s 7\",\"name\":\"a\",\"ts\":10.5,\"dur\":2},"
		"{\"ph\":\"X\",\"pid\":1,\"tid\":8,\"name\":\"b\",\"ts\":11.000000250,\"args\":{\"name\":\"no\"}},"
		"{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\",\"args\":{\"name\":\"first\"}},"
		"{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\",\"args\":{\"name\":\"P\"}},"
		"{\"ph\":\"M\",\"pid\":1,\"tid\":8,\"name\":\"thread_name\",\"args\":{\"name\":\"T\"}},"
		"{\"ph\":\"M\",\"pid\":1,\"tid\":\"s 7\",\"name\":\"thread_name\",\"args\":{\"name\":\"\"}}"
		"], \"baseTimeNanoseconds\": 1759000000000000000}");
	assert_true(trace.complete);
	assert_true(trace.origin_ns == 1759000000000010500);
	assert_true(trace.extent == 2000000);
	expect_spans(&trace, "P T 1/8 b 500000 0\nP s 7 1/s 7 a 0 2000000\n");
}

static void only_numbers_are_times(void **state)
{
	struct trace trace = read_text(
		"[{\"ph\":\"X\",\"ts\":\"5\",\"name\":\"text\"},{\"ph\":\"X\",\"ts\":null},{\"ph\":\"X\"},{\"ph\":\"X\",\"ts\":NaN},"
		"{\"ph\":\"X\",\"ts\":-Infinity},{\"ph\":\"i\",\"ts\":1},{\"ph\":\"C\",\"ts\":1},{\"ph\":\"XX\",\"ts\":1},{\"ph\":5,\"ts\":1},"
		"5,[{\"ph\":\"X\",\"ts\":3}],{\"ph\":\"X\",\"ts\":3,\"ts\":{\"ts\":4}},"
		"{\"ph\":\"X\",\"ts\":1e1,\"dur\":-5,\"name\":7,\"pid\":0.50,\"tid\":true,\"args\":{\"x\":{\"ph\":\"B\"}}}]");
	assert_true(trace.complete);
	expect_spans(&trace, "0.50 true 0.50/true  0 0\n");
}

/* B before E in time, not in the file; the latest open one is ended; one is left open. */
static void begins_and_ends_pair_by_time(void **state)
{
	struct trace trace = read_text(
		"[{\"ph\":\"E\",\"ts\":9},{\"ph\":\"B\",\"ts\":1,\"name\":\"out\"},{\"ph\":\"B\",\"ts\":2,\"name\":\"in\"},"
		"{\"ph\":\"E\",\"ts\":4},{\"ph\":\"E\",\"ts\":0.5},{\"ph\":\"B\",\"ts\":10,\"name\":\"open\"},"
		"{\"ph\":\"B\",\"ts\":3,\"tid\":2,\"name\":\"other\"},{\"ph\":\"X\",\"ts\":11,\"dur\":4,\"tid\":2,\"name\":\"x\"}]");
	expect_spans(&trace,
	             "  / out 0 8000000\n  / in 1000000 2000000\n  / open 9000000 5000000\n"
	             " 2 /2 other 2000000 12000000\n 2 /2 x 10000000 4000000\n");
}

/* A copy whose last byte is the last there is, so that a sanitizer sees a step too far. */
static struct trace read_exactly(const char *text, size_t length, size_t piece)
{
	char *copy = malloc(length ? length : 1);
	memcpy(copy, text, length);
	struct trace trace = read_in(copy, length, piece);
	free(copy);
	return trace;
}

static void a_cut_file_keeps_its_complete_events(void **state)
{
	static const char text[] = "{\"traceEvents\":[{\"ph\":\"X\",\"ts\":1,\"name\":\"a\\u00e9\x01\"},{\"ph\":\"X\",\"ts\":NaN},"
	                           "{\"ph\":\"X\",\"ts\":2,\"dur\":-Infinity}],\"traceName\":\"]\"}";
	size_t first = (size_t)(strchr(text, '}') - text), last = (size_t)(strchr(text, ']') - text);
	for (size_t length = 0; length < sizeof text; length++)
		for (size_t piece = 1; piece < 40; piece += 6) {
			struct trace trace = read_exactly(text, length, piece);
			assert_int_equal(trace.complete, length == sizeof text - 1);
			assert_int_equal(trace.span_count, (length > first) + (length >= last));
			trace_fini(&trace);
		}
}

/* One that is called as another is shown: both become one, whose lines are together, as whoever adds them up relies on. */
static void processes_shown_alike_are_together(void **state)
{
	struct trace trace = read_text("[" NAMED("1", "X") RAN("1", "1") NAMED("2", "X") RAN("2", "2") NAMED("3", "X (1)") RAN("3", "3") "{}]");
	expect_processes(&trace, "X X (1) 1 ; X (1) X (1) 3 ; X X (2) 2 ; ");
}

/* What Python's json and C print for numbers that JSON doesn't have; what profilers write for "not known"; paths of Windows. */
static void what_profilers_write_is_read_on(void **state)
{
	static const char *const values[] = {"NaN", "Infinity", "-Infinity", "nan", "-nan", "inf", "-inf", "N/A", "[nan,-inf]", "null",
		"-5", "\"C:\\Users\\New\\x\"", "\"\\q\\\\\"", "\"\\u12\"", "\"\\u\\u0041\"", "\"\\\n\"", "\"nan \\\"inf\""};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		for (size_t piece = 1; piece < 80; piece += 3) {
			struct str text = {0};
			str_printf(&text, "[{\"ph\":\"X\",\"ts\":1,\"name\":\"a\",\"args\":{\"o\":%s}},{\"ph\":\"X\",\"ts\":2,\"dur\":4,\"name\":\"b\"}]",
				values[i]);
			struct trace trace = read_in(str_text(&text), text.length, piece);
			assert_true(trace.complete);
			assert_int_equal(trace.span_count, 2);
			assert_int_equal(trace.extent, 5000000);
			trace_fini(&trace);
			str_fini(&text);
		}
	struct trace trace = read_text("[{\"ph\":\"X\",\"ts\":1,\"name\":\"C:\\New\\q\\u00e9\\u5\"}]");
	expect_spans(&trace, "  / C:\\New\\q\xc3\xa9\\u5 0 0\n");
}

static void times_that_no_clock_shows_are_left_out(void **state)
{
	static const char *const events[] = {"\"ts\":1e300", "\"ts\":5,\"dur\":1e300", "\"ts\":5,\"dur\":-1e300", "\"ts\":-1e99,\"dur\":1"};
	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		struct str text = {0};
		str_printf(&text, "[{\"ph\":\"X\",%s},{\"ph\":\"X\",\"ts\":2,\"dur\":4}]", events[i]);
		struct trace trace = read_text(str_text(&text));
		assert_false(trace.complete);
		assert_string_equal(trace_lack(&trace), "it has times that no clock shows");
		assert_int_equal(trace.span_count, 1);
		trace_fini(&trace);
		str_fini(&text);
	}
}

static void what_is_no_json_ends_it(void **state)
{
	static const char *const rests[] = {"N/B}]", "{\"ts\":-I5}]", "}", "{\"a\" 5}]", "nul]", "01]", "infinity]"};
	for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
		struct str text = {0};
		str_printf(&text, "[{\"ph\":\"X\",\"ts\":1},%s", rests[i]);
		struct trace trace = read_text(str_text(&text));
		assert_false(trace.complete);
		assert_int_equal(trace.span_count, 1);
		trace_fini(&trace);
		str_fini(&text);
	}
}

static void nesting_has_a_limit(void **state)
{
	struct str text = {0};
	str_append_text(&text, "[{\"ph\":\"X\",\"ts\":1},");
	for (int i = 0; i < 1000000; i++)
		str_append_char(&text, '[');
	struct trace trace = read_in(text.data, text.length, 4096);
	assert_false(trace.complete);
	assert_int_equal(trace.span_count, 1);
	assert_string_equal(trace_lack(&trace), "nested deeper than 200 levels");
	trace_fini(&trace);
	str_fini(&text);
}

static void memory_has_a_limit(void **state)
{
	struct str text = {0};
	struct trace trace;
	str_append_char(&text, '[');
	for (int i = 0; i < 10000; i++)
		str_printf(&text, "%s{\"ph\":\"X\",\"ts\":%d,\"name\":\"%d\",\"tid\":%d}", i ? "," : "", i, i, i % 100);
	str_append_char(&text, ']');
	trace_init(&trace, 100000);
	struct trace_json *json = trace_json_new(&trace);
	assert_false(trace_json_feed(json, text.data, text.length));
	trace_json_end(json);
	assert_false(trace.complete);
	assert_int_equal(trace.status, STATUS_FULL);
	assert_in_range(trace.span_count, 500, 3000);
	trace_fini(&trace);
	str_fini(&text);
}

/* The zero of a clock and the year 2026 in one file: further apart than 64 bits of picoseconds. */
static void times_may_be_far_apart(void **state)
{
	struct trace trace = read_text("[{\"ph\":\"X\",\"ts\":1790000000000000.001,\"dur\":1},{\"ph\":\"B\",\"ts\":0,\"tid\":1},"
	                               "{\"ph\":\"X\",\"ts\":1e40,\"name\":\"never\"}]");
	assert_false(trace.complete);
	expect_spans(&trace, "  /  1790000000000000001000 1000000\n 1 /1  0 1790000000000001001000\n");
}

static void of_two_lists_the_last_counts(void **state)
{
	struct trace trace = read_text("{\"traceEvents\":[{\"ph\":\"X\",\"ts\":1,\"name\":\"a\"}],\"baseTimeNanoseconds\":1.5,"
	                               "\"traceEvents\":[{\"ph\":\"X\",\"ts\":2,\"name\":\"b\"}]}");
	assert_true(trace.complete);
	assert_true(trace.origin_ns == 2000);
	expect_spans(&trace, "  / b 0 0\n");
}

/* Of markers, as XLA writes them: texts; another's arguments are none of theirs. */
static void steps_have_numbers(void **state)
{
	struct trace trace = read_text(
		"[{\"ph\":\"X\",\"ts\":1,\"dur\":3,\"name\":\"train\",\"args\":{\"name\":\"x\",\"step_num\":\"41\",\"y\":[1]}},"
		"{\"ph\":\"X\",\"ts\":5,\"dur\":3,\"name\":\"train\",\"args\":{\"step_num\":42}},"
		"{\"ph\":\"X\",\"ts\":9,\"dur\":3,\"name\":\"train\",\"args\":{\"step_num\":\"no\"}},"
		"{\"ph\":\"X\",\"ts\":13,\"dur\":3,\"name\":\"train\"}]");
	int64_t number = 0;
	assert_int_equal(trace.span_count, 4);
	for (size_t i = 0; i < 4; i++) {
		struct trace_span span = trace_span_at(&trace.lines[0], i);
		assert_int_equal(trace_number(&trace, &span, &number), i < 2);
		assert_int_equal(number, i < 2 ? 41 + i : 42);
	}
	trace_fini(&trace);
}

/* The shape of each span, in their order; "-" for none. */
static void expect_shapes(struct trace *trace, const char *expected)
{
	struct str text = {0};
	for (size_t i = 0; i < trace->line_count; i++)
		for (size_t j = 0; j < trace->lines[i].count; j++) {
			struct trace_span span = trace_span_at(&trace->lines[i], j);
			uint32_t shape = trace_shapes_find(&trace->shapes, trace_place(&span));
			str_append_slice(&text, shape == SHAPE_NONE ? slice_of("-") : names_text(&trace->names, shape));
			str_append_char(&text, '\n');
		}
	assert_string_equal(str_text(&text), expected);
	str_fini(&text);
	trace_fini(trace);
}

/* As Kineto writes them, older and newer ones, and XLA; what is no list of lists is taken as it is. */
static void calls_have_shapes(void **state)
{
	static const char text[] =
		"[{\"ph\":\"X\",\"ts\":1,\"name\":\"addmm\",\"args\":{\"Input Dims\":[[10],[16,7200],[7200,10],[],[]],"
		"\"Input type\":[\"float\",\"float\",\"c10::Half\",\"Scalar\",\"Scalar\"],\"Concrete Inputs\":[\"\",\"1\"]}},"
		"{\"ph\":\"X\",\"ts\":2,\"args\":{\"Input type\":[\"long int\",\"\",\"float\"],\"Input Dims\":[[2,3],[],[]]}},"
		"{\"ph\":\"X\",\"ts\":3,\"args\":{\"Input Dims\":[[[2,3],[4]],[]],\"Input type\":[\"TensorList\",\"Scalar\"]}},"
		"{\"ph\":\"X\",\"ts\":4,\"args\":{\"Input dims\":[[8],[]]}},"
		"{\"ph\":\"B\",\"ts\":5,\"args\":{\"shape\":\"(f32[2])\"}},{\"ph\":\"E\",\"ts\":6,\"args\":{\"shape\":\"no\"}},"
		"{\"ph\":\"X\",\"ts\":7,\"args\":{\"Input Dims\":5,\"Input type\":[]}},{\"ph\":\"X\",\"ts\":8,\"args\":{\"Input Dims\":[],\"x\":[[9]]}},"
		"{\"ph\":\"X\",\"ts\":9,\"args\":{\"Input Dims\":{\"a\":[[1]]},\"Input type\":[[\"x\"]]}},{\"ph\":\"X\",\"ts\":10,\"other\":{\"Input Dims\":[[1]]}}]";
	static const char expected[] = "float[10] float[16,7200] half[7200,10] Scalar Scalar\nint64[2,3] float[]\n"
	                               "TensorList[[2,3],[4]] Scalar\n[8] []\n(f32[2])\n-\n-\n[x][[1]]\n-\n";
	for (size_t piece = 1; piece <= sizeof text; piece += 7) {
		struct trace trace = read_in(text, sizeof text - 1, piece);
		expect_shapes(&trace, expected);
	}
}

/* Neither many inputs nor deep ones are kept without a bound. */
static void shapes_have_a_limit(void **state)
{
	struct str text = {0};
	str_append_text(&text, "[{\"ph\":\"X\",\"ts\":1,\"args\":{\"Input Dims\":[");
	for (int i = 0; i < 5000; i++)
		str_append_text(&text, i ? ",[1234567,1]" : "[1]");
	str_append_text(&text, "]}}]");
	struct trace trace = read_in(text.data, text.length, 1000);
	assert_true(trace.complete);
	assert_int_equal(trace.shapes.count, 1);
	assert_int_equal(names_text(&trace.names, trace.shapes.items[0].name).length, SHAPE_LONGEST);
	trace_fini(&trace);
	str_fini(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(annotations_of_a_stream_have_their_own_line),
		cmocka_unit_test(names_may_come_last), cmocka_unit_test(spans_are_called_by_nodes),
		cmocka_unit_test(only_numbers_are_times),
		cmocka_unit_test(begins_and_ends_pair_by_time),
		cmocka_unit_test(a_cut_file_keeps_its_complete_events),
		cmocka_unit_test(what_is_no_json_ends_it), cmocka_unit_test(what_profilers_write_is_read_on),
		cmocka_unit_test(times_that_no_clock_shows_are_left_out),
		cmocka_unit_test(processes_called_alike_are_told_apart), cmocka_unit_test(processes_shown_alike_are_together),
		cmocka_unit_test(nesting_has_a_limit),
		cmocka_unit_test(memory_has_a_limit),
		cmocka_unit_test(times_may_be_far_apart),
		cmocka_unit_test(of_two_lists_the_last_counts),
		cmocka_unit_test(calls_have_shapes), cmocka_unit_test(shapes_have_a_limit),
		cmocka_unit_test(steps_have_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
