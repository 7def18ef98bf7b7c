/* XLA's profiles, in a source that gives as few bytes at a time as it likes. */
#include "decode/trace_args.h"
#include "decode/xplane.h"
#include "fuzz/target.h"
#include "fuzz/traced.h"

/* Spans called by nodes are the same ones. */
static void check_nodes(struct far *far, uint64_t size, const struct trace *trace)
{
	struct trace nodes;
	trace_init(&nodes, TRACED_MEMORY);
	nodes.of_nodes = true;
	xplane_decode(far, size, &nodes);
	check_trace(&nodes);
	if (nodes.status == STATUS_OK && trace->status == STATUS_OK && nodes.span_count != trace->span_count)
		object("names are no matter");
	trace_fini(&nodes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take input = {bytes, length};
	struct traced_source source = {.most = (size_t)take_byte(&input) + 1};
	uint64_t claimed = take_byte(&input) & 1; /* the file was cut since it was looked at */
	struct trace trace;
	source.bytes = input.bytes;
	source.length = input.left;
	struct far far = {.read = traced_read, .context = &source, .window = malloc(FAR_WINDOW)};
	trace_init(&trace, TRACED_MEMORY);
	xplane_decode(&far, input.left + 100 * claimed, &trace);
	check_trace(&trace);
	check_nodes(&far, input.left + 100 * claimed, &trace);
	for (size_t i = 0; i < trace.line_count && i < 8; i++) {
		struct trace_span span = trace_span_at(&trace.lines[i], trace.lines[i].count / 2);
		struct args args = {0};
		trace_args_xplane(&far, input.left, trace_place(&span), &args);
		args_fini(&args);
	}
	free(far.window);
	trace_fini(&trace);
	return 0;
}
