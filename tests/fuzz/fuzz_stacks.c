/* Stacks that a sampler took, in both forms: what comes of them is a trace as any other. */
#include "decode/stacks.h"
#include "fuzz/target.h"
#include "fuzz/traced.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take input = {bytes, length};
	bool collapsed = take_byte(&input) & 1;
	struct str text = {0}; /* as it is read: with a NUL behind */
	struct trace trace;
	str_append(&text, input.bytes, input.left);
	trace_init(&trace, TRACED_MEMORY);
	(collapsed ? stacks_collapsed : stacks_speedscope)(str_slice(&text), &trace);
	check_trace(&trace);
	trace_fini(&trace);
	str_fini(&text);
	return 0;
}
