/* Flows: which span an end is on, which ends belong together, whatever a file says of them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/trace_json.h"
#include "model/trace_flows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct trace read_events(const char *events)
{
	struct trace trace;
	struct str text = {0};
	str_printf(&text, "{\"traceEvents\":[%s]}", events);
	trace_init(&trace, 0);
	struct trace_json *json = trace_json_new(&trace);
	trace_json_feed(json, text.data, text.length);
	trace_json_end(json);
	str_fini(&text);
	assert_true(trace.complete);
	return trace;
}

static const char *name_of(const struct trace *trace, uint32_t line, uint32_t span)
{
	return names_text(&trace->names, trace_span_at(&trace->lines[line], span).name).data;
}

/* "a>b c>d", in order; every flow is found from both of its ends. */
static void expect_flows(const char *events, const char *expected, uint64_t loose)
{
	struct trace trace = read_events(events);
	struct trace_flows flows;
	struct str text = {0};
	assert_true(trace_flows_make(&trace, &flows));
	for (size_t i = 0; i < flows.count; i++) {
		const struct trace_flow *flow = &flows.items[i];
		size_t count;
		str_printf(&text, "%s%s>%s", i ? " " : "", name_of(&trace, flow->from_line, flow->from),
		           name_of(&trace, flow->to_line, flow->to));
		const struct trace_flow *found = trace_flows_from(&flows, flow->from_line, flow->from, &count);
		assert_true(found && found <= flow && flow < found + count);
		found = trace_flows_to(&flows, flow->to_line, flow->to, &count);
		assert_true(found && count);
		assert_int_equal(found->to, flow->to);
	}
	assert_string_equal(str_text(&text), expected);
	assert_int_equal(flows.loose, loose);
	str_fini(&text);
	trace_flows_fini(&flows);
	trace_fini(&trace);
}

#define X(name, tid, ts, dur) "{\"ph\":\"X\",\"name\":\"" name "\",\"pid\":1,\"tid\":" #tid ",\"ts\":" #ts ",\"dur\":" #dur "}"
#define FLOW(ph, id, tid, ts) \
	",{\"ph\":\"" ph "\",\"id\":" #id ",\"pid\":1,\"tid\":" #tid ",\"ts\":" #ts ",\"cat\":\"c\",\"name\":\"n\",\"bp\":\"e\"}"
#define CUDA(cat, name, tid, ts, dur, id) \
	"{\"ph\":\"X\",\"cat\":\"" cat "\",\"name\":\"" name "\",\"pid\":1,\"tid\":" #tid ",\"ts\":" #ts ",\"dur\":" #dur \
	",\"args\":{\"correlation\":" #id "}}"

static void the_innermost_span_is_meant(void **state)
{
	expect_flows(X("op", 1, 0, 100) "," X("launch", 1, 10, 5) "," X("kernel", 2, 50, 20) FLOW("s", 1, 1, 10) FLOW("f", 1, 2, 50),
	             "launch>kernel", 0);
	expect_flows(X("op", 1, 0, 100) "," X("launch", 1, 10, 5) "," X("kernel", 2, 50, 20) FLOW("s", 1, 1, 40) FLOW("f", 1, 2, 70),
	             "op>kernel", 0);
}

/* Without "bp" an end is of the span that comes next. */
static void an_end_may_mean_the_next_span(void **state)
{
	expect_flows(X("a", 1, 0, 10) "," X("b", 2, 5, 3) "," X("c", 2, 20, 3) FLOW("s", 1, 1, 1)
	             ",{\"ph\":\"f\",\"id\":1,\"pid\":1,\"tid\":2,\"ts\":7,\"cat\":\"c\",\"name\":\"n\"}", "a>c", 0);
}

static void a_flow_may_go_on_and_have_many_ends(void **state)
{
	expect_flows(X("a", 1, 0, 1) "," X("b", 1, 10, 1) "," X("c", 1, 20, 1) FLOW("s", 1, 1, 0) FLOW("t", 1, 1, 10) FLOW("f", 1, 1, 20),
	             "a>b b>c", 0);
	expect_flows(X("a", 1, 0, 1) "," X("b", 1, 10, 1) "," X("c", 1, 20, 1) FLOW("s", 1, 1, 0) FLOW("f", 1, 1, 10) FLOW("f", 1, 1, 20),
	             "a>b a>c", 0);
}

/* An id that comes again is another flow; one of another category too. */
static void ids_come_again(void **state)
{
	expect_flows(X("a", 1, 0, 1) "," X("b", 1, 10, 1) "," X("c", 1, 20, 1) "," X("d", 1, 30, 1)
	             FLOW("f", 1, 1, 30) FLOW("s", 1, 1, 20) FLOW("f", 1, 1, 10) FLOW("s", 1, 1, 0), "a>b c>d", 0);
	expect_flows(X("a", 1, 0, 1) "," X("b", 1, 10, 1) FLOW("s", 1, 1, 0)
	             ",{\"ph\":\"f\",\"id\":1,\"pid\":1,\"tid\":1,\"ts\":10,\"cat\":\"other\",\"name\":\"n\",\"bp\":\"e\"}", "", 2);
}

/* Clocks of devices may be behind; nothing is a flow of itself; ends without another are counted. */
static void what_does_not_fit(void **state)
{
	expect_flows(X("launch", 1, 10, 5) "," X("kernel", 2, 8, 20) FLOW("s", 1, 1, 10) FLOW("f", 1, 2, 8), "launch>kernel", 0);
	expect_flows(X("a", 1, 0, 100) FLOW("s", 1, 1, 10) FLOW("f", 1, 1, 20) FLOW("s", 2, 1, 30) FLOW("f", 3, 1, 40), "", 3);
	expect_flows(X("a", 1, 0, 1) FLOW("s", 1, 9, 10) FLOW("f", 1, 1, 20), "", 1); /* a line without spans is none */
	expect_flows(X("a", 1, 0, 1) "," X("b", 1, 5, 1) FLOW("s", 1, 1, 0) FLOW("f", 1, 1, 5) FLOW("s", 2, 1, 5) FLOW("f", 2, 1, 0),
	             "a>b b>a", 0);
}

/* PyTorch: a launch and its kernel by their correlation, which is written as a flow too. */
static void launches_and_kernels(void **state)
{
	expect_flows(CUDA("cuda_runtime", "launch", 1, 0, 5, 7) "," CUDA("kernel", "kernel", 2, 9, 5, 7) ","
	             CUDA("cuda_runtime", "sync", 1, 6, 5, 0) "," CUDA("cpu_op", "op", 1, 20, 5, 7), "launch>kernel", 0);
	expect_flows(CUDA("Runtime", "launch", 1, 0, 5, 7) "," CUDA("Kernel", "kernel", 2, 9, 5, 7)
	             FLOW("s", 7, 1, 0) FLOW("f", 7, 2, 9), "launch>kernel", 0);
	/* Of spans that begin together the event's own is meant. */
	expect_flows(CUDA("cuda_runtime", "launch", 1, 0, 5, 7) "," X("inside", 1, 0, 4) "," CUDA("gpu_memcpy", "copy", 2, 9, 5, 7),
	             "launch>copy", 0);
}

/* Ends of one key without number, nested as deep: no more than a link each, in time. */
static void hostile(void **state)
{
	enum { COUNT = 40000 };
	struct str text = {0};
	struct trace_flows flows;
	for (int i = 0; i < COUNT; i++)
		str_printf(&text, "%s{\"ph\":\"X\",\"name\":\"x\",\"tid\":1,\"ts\":%d,\"dur\":%d},{\"ph\":\"%c\",\"id\":1,\"tid\":1,\"ts\":%d}",
		           i ? "," : "", i, COUNT - i, "stf"[i % 3], i);
	struct trace trace = read_events(str_text(&text));
	assert_true(trace_flows_make(&trace, &flows));
	assert_true(flows.count <= COUNT);
	trace_flows_fini(&flows);
	trace_fini(&trace);
	str_fini(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_innermost_span_is_meant), cmocka_unit_test(an_end_may_mean_the_next_span),
		cmocka_unit_test(a_flow_may_go_on_and_have_many_ends), cmocka_unit_test(ids_come_again),
		cmocka_unit_test(what_does_not_fit), cmocka_unit_test(launches_and_kernels), cmocka_unit_test(hostile),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
