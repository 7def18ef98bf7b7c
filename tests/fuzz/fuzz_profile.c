/* A trace made ready for looking at: every span has its place, sums over paths are those over operations. */
#include "decode/trace_json.h"
#include "fuzz/target.h"
#include "fuzz/traced.h"
#include "model/profile.h"

static void check_tracks(const struct profile *profile, uint32_t line)
{
	const struct line_tracks *of = &profile->tracks.lines[line];
	uint64_t spans = of->deeper;
	for (uint32_t track = 0; track < of->count; track++) {
		uint32_t count = of->tracks[track].count;
		spans += count;
		picoseconds end = 0;
		for (uint32_t i = 0; i < count; i++) {
			struct trace_span span = track_span(&profile->tracks, line, track, i);
			if (trace_start(&span) < end)
				object("spans of a track don't overlap");
			end = trace_end(&span);
		}
		if (track_longest(&profile->tracks, line, track, 0, count) >= count)
			object("the longest is one of them");
		if (track_busy(&profile->tracks, line, track, 0, profile->trace.extent / 2 + 1) < 0)
			object("time is not negative");
	}
	if (spans != profile->trace.lines[line].count)
		object("every span is on a track, or counted");
}

static void check_sums(const struct profile *profile)
{
	picoseconds all = 0, paths = 0;
	for (size_t i = 0; i < profile->ops.count; i++) {
		const struct trace_op *op = &profile->ops.items[i];
		all += op->self;
		if (profile->rank[i] >= profile->ops.count || profile->p99[i] > (float)op->longest * 1.000001f)
			object("no call is longer than the longest");
	}
	for (size_t i = 0; i < profile->trace.line_count; i++)
		if (!trace_line_of_work(&profile->trace, &profile->trace.lines[i]))
			return;
	for (size_t i = 0; i < profile->flame.count; i++)
		paths += profile->flame.nodes[i].self;
	if (all != paths || all != profile->self)
		object("paths and operations take the same time");
}

/* Of each step every instant counts once. */
static void check_split(const struct trace_split *split)
{
	for (size_t i = 0; i < split->count; i++) {
		picoseconds all = 0;
		for (int class = 0; class < CLASSES; class++)
			all += split->rows[i].time[class];
		if (all != split->rows[i].end - split->rows[i].start)
			object("a step goes to its classes");
	}
}

/* Both ends are spans, and each flow is found from both. */
static void check_flows(const struct profile *profile)
{
	const struct trace *trace = &profile->trace;
	for (size_t i = 0; i < profile->flows.count; i++) {
		const struct trace_flow *flow = &profile->flows.items[i];
		size_t from, to;
		if (flow->from_line >= trace->line_count || flow->from >= trace->lines[flow->from_line].count ||
		    flow->to_line >= trace->line_count || flow->to >= trace->lines[flow->to_line].count)
			object("a flow goes from span to span");
		if (!trace_flows_from(&profile->flows, flow->from_line, flow->from, &from) ||
		    !trace_flows_to(&profile->flows, flow->to_line, flow->to, &to))
			object("a flow is found from both of its ends");
	}
}

static void check_memory(const struct trace_memory *memory)
{
	for (size_t i = 0; i < memory->pool_count; i++) {
		const struct memory_pool *pool = &memory->pools[i];
		if (pool->first + pool->shown > memory->live_count || pool->shown > pool->live)
			object("what was in use is there");
		for (int column = 0; column < MEMORY_COLUMNS; column++) {
			int64_t bytes = memory->curves[i * MEMORY_COLUMNS + (size_t)column];
			if (bytes < 0 || bytes > pool->peak)
				object("memory in use lies between nothing and its peak");
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct trace trace;
	trace_init(&trace, TRACED_MEMORY);
	struct trace_json *json = trace_json_new(&trace);
	trace_json_feed(json, bytes, length);
	trace_json_end(json);
	struct profile *profile = profile_make(&trace, NULL);
	if (!profile)
		return 0;
	for (uint32_t i = 0; i < profile->trace.line_count; i++)
		check_tracks(profile, i);
	check_sums(profile);
	check_split(&profile->split);
	check_flows(profile);
	check_memory(&profile->memory);
	profile_free(profile);
	return 0;
}
