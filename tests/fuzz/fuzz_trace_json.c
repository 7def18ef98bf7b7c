/* Traces in Chrome's JSON form: in pieces of any size they are the same. */
#include "decode/trace_args.h"
#include "decode/trace_json.h"
#include "fuzz/target.h"
#include "fuzz/traced.h"

static struct trace read_in(const uint8_t *bytes, size_t length, size_t piece, bool of_nodes)
{
	struct trace trace;
	trace_init(&trace, TRACED_MEMORY);
	trace.of_nodes = of_nodes;
	struct trace_json *json = trace_json_new(&trace);
	for (size_t at = 0; at < length; at += piece)
		trace_json_feed(json, bytes + at, length - at < piece ? length - at : piece);
	trace_json_end(json);
	check_trace(&trace);
	return trace;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take input = {bytes, length};
	size_t piece = (size_t)take_byte(&input) + 1;
	struct trace whole = read_in(input.bytes, input.left, SIZE_MAX / 2, false), parts = read_in(input.bytes, input.left, piece, false);
	struct trace nodes = read_in(input.bytes, input.left, piece, true);
	trace_fini(&nodes);
	if (whole.complete != parts.complete || whole.span_count != parts.span_count ||
	    whole.line_count != parts.line_count || whole.extent != parts.extent || whole.origin_ns != parts.origin_ns)
		object("pieces are no matter");
	for (size_t i = 0; i < whole.line_count && i < 8; i++) {
		struct trace_span span = trace_span_at(&whole.lines[i], whole.lines[i].count / 2);
		struct args args = {0};
		if (trace_place(&span) >= input.left || input.bytes[trace_place(&span)] != '{')
			object("an event is where it is said to be");
		trace_args_json(slice_make(input.bytes + trace_place(&span), input.left - trace_place(&span)), &args);
		args_fini(&args);
	}
	trace_fini(&whole);
	trace_fini(&parts);
	return 0;
}
