#include "model/profile_nodes.h"

#include "model/trace_ops.h"

#include <string.h>

static bool line_of_host(const struct trace *trace, const struct trace_line *line)
{
	return trace_line_of_work(trace, line) && !trace_line_of_device(trace, line);
}

/* "fc/MatMul" of "fc/MatMul:MatMul"; the colons of "Iterator::Map" part no type off. */
static struct slice node_of(struct slice name)
{
	const char *colon = memchr(name.data, ':', name.length);
	size_t length = colon ? (size_t)(colon - name.data) : name.length;
	bool scope = length + 1 < name.length && name.data[length + 1] == ':';
	return colon && !scope ? slice_make(name.data, length) : name;
}

static bool add_op(struct node_stats *out, struct slice name, picoseconds self, uint32_t taken)
{
	uint64_t time = (uint64_t)((self + PICOSECONDS_A_NANOSECOND - 1) / PICOSECONDS_A_NANOSECOND);
	uint32_t known = names_find(&out->names, name);
	if (known == NAMES_NONE)
		return node_stats_add(out, name, (struct node_stat){.end = time});
	if (known >= taken)
		out->items[known].end = node_time_sum(out->items[known].end, time);
	return true;
}

/* The first `taken` names are told by other lines. */
static bool add_lines(const struct trace *trace, trace_line_test *test, uint32_t taken, struct node_stats *out)
{
	struct trace_ops ops;
	bool fine = trace_ops_make(trace, test, &ops);
	for (size_t i = 0; fine && i < ops.count; i++)
		fine = add_op(out, node_of(names_text(&trace->names, ops.items[i].name)), ops.items[i].self, taken);
	trace_ops_fini(&ops);
	return fine;
}

bool profile_nodes_make(const struct trace *trace, struct node_stats *out)
{
	node_stats_init(out);
	out->sums = true;
	out->cut = !trace->complete;
	if (add_lines(trace, trace_line_of_device, 0, out) && add_lines(trace, line_of_host, out->names.count, out))
		return true;
	node_stats_fini(out);
	return false;
}
