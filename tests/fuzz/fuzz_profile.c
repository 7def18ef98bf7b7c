/* A trace made ready for looking at: every span has its place, sums over paths are those over operations. */
#include "base/alloc.h"
#include "decode/trace_json.h"
#include "decode/xplane.h"
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

/* A span of a line is found where it is, and by its name as often as the line has that. */
static void check_finding(const struct profile *profile, uint32_t number)
{
	const struct trace_line *line = &profile->trace.lines[number];
	uint32_t name = trace_span_at(line, line->count / 2).name, track, place;
	bool *wanted = xcalloc(profile->trace.names.count, 1);
	size_t there = 0, found = 0;
	wanted[name] = true;
	for (uint32_t i = 0; i < line->count; i++) {
		there += trace_span_at(line, i).name == name;
		if (trace_tracks_find(&profile->tracks, number, i, &track, &place) &&
		    profile->tracks.lines[number].tracks[track].spans[place] != i)
			object("a span is where it is found");
	}
	for (bool back = false;; back = true) {
		uint32_t at = TRACE_NO_SPAN;
		while ((at = trace_tracks_next(&profile->tracks, number, at, wanted, trace_tracks_mask(name), back)) != TRACE_NO_SPAN)
			if (found++ > 2 * line->count || trace_span_at(line, at).name != name)
				object("what is looked for has that name, and each is met once");
		if (back)
			break;
	}
	if (found != 2 * there)
		object("a name is found wherever it is");
	free(wanted);
}

static picoseconds self_below(const struct trace_flame *flame, uint32_t root)
{
	picoseconds self = 0;
	for (uint32_t i = root; i < flame->count; i++) {
		uint32_t at = i;
		while (flame->nodes[at].parent != FLAME_NONE)
			at = flame->nodes[at].parent;
		self += at == root ? flame->nodes[i].self : 0;
	}
	return self;
}

/* A stretch that is all of a line takes as long as the line does. */
static void check_flame(const struct profile *profile, uint32_t line)
{
	struct flame_range *range = flame_range_start(&profile->trace, line, 0, 0, profile->trace.extent + PICOSECONDS_A_NANOSECOND);
	while (range && !flame_range_go_on(range, 100))
		;
	const struct trace_flame *flame = range ? flame_range_done(range) : NULL;
	if (flame && !flame->cut && !profile->flame.cut &&
	    self_below(flame, 0) != self_below(&profile->flame, profile->flame.roots[line]))
		object("a line takes as long as a stretch that is all of it");
	flame_range_free(range);
}

/* As many durations as calls, of which 99 in 100 are no longer than the longest, or a bucket more. */
static void check_spread(const struct trace_parts *parts)
{
	struct quantiles_sum sum;
	quantiles_sum_init(&sum);
	for (uint32_t i = 0; i < parts->count; i++) {
		quantiles_sum_add(&sum, &parts->spread, i);
		if (sum.count != parts->items[i].count)
			object("each call has a duration");
		double most = (double)parts->items[i].longest * (1 + 2 * trace_quantiles_error(&parts->spread));
		if (quantiles_sum_p99(&sum, &parts->spread) > most * 1.000001 + 1)
			object("99 in 100 are no longer than the longest");
	}
	quantiles_sum_fini(&sum);
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

/* In Chrome's form where it begins as JSON does, else an XSpace. */
static void read_trace(const uint8_t *bytes, size_t length, struct trace *out)
{
	trace_init(out, TRACED_MEMORY);
	if (length && (bytes[0] == '{' || bytes[0] == '[')) {
		struct trace_json *json = trace_json_new(out);
		trace_json_feed(json, bytes, length);
		trace_json_end(json);
		return;
	}
	struct traced_source source = {bytes, length, SIZE_MAX};
	struct far far = {.read = traced_read, .context = &source, .window = xmalloc(FAR_WINDOW)};
	xplane_decode(&far, length, out);
	free(far.window);
}

/* Something is said of every trace with spans, and where it is seen is a stretch of a line. */
static void check_findings(const struct profile *profile)
{
	const struct trace_findings *findings = &profile->findings;
	if (!findings->count && profile->trace.span_count)
		object("something is said");
	for (int i = 0; i < findings->count; i++) {
		const struct trace_finding *finding = &findings->items[i];
		if (!finding->text.length)
			object("a finding has words");
		if (finding->line == UINT32_MAX)
			continue;
		if (finding->line >= profile->trace.line_count || finding->start < 0 || finding->end < finding->start)
			object("a finding is seen on a line");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct trace trace;
	read_trace(bytes, length, &trace);
	struct profile *profile = profile_make(&trace, NULL);
	if (!profile)
		return 0;
	for (uint32_t i = 0; i < profile->trace.line_count; i++) {
		check_tracks(profile, i);
		check_finding(profile, i);
		check_flame(profile, i);
	}
	check_spread(&profile->by_line);
	check_spread(&profile->by_step);
	check_spread(&profile->by_shape);
	check_sums(profile);
	check_split(&profile->split);
	check_flows(profile);
	check_memory(&profile->memory);
	check_findings(profile);
	profile_free(profile);
	return 0;
}
