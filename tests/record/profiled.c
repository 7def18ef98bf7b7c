/*
 * What the dashboard makes of profiles, opened as it opens them:
 *
 *     profiled FILE ...
 *
 * and after the second of just two what changed from the first.
 *
 * A line of JSON a row, of which `is` says what it is; times in picoseconds.
 */
#include "base/alloc.h"
#include "cmd/json.h"
#include "disk/trace_files.h"
#include "model/profile_change.h"
#include "view/op_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct str out;
static struct json json = {.out = &out};

/* ---- Lines of JSON ---- */

static void begin(const char *is)
{
	json_open(&json, '{');
	json_key(&json, "is");
	json_text(&json, slice_of(is));
}

static void end(void)
{
	json_close(&json, '}');
	puts(str_text(&out));
	str_clear(&out);
	json.more = false;
}

static void put_text(const char *key, struct slice text)
{
	json_key(&json, key);
	json_text(&json, text);
}

static void put_number(const char *key, int64_t number)
{
	json_key(&json, key);
	json_signed(&json, number);
}

static void put_time(const char *key, picoseconds time)
{
	put_number(key, (int64_t)time);
}

static void put_name(const char *key, const struct profile *profile, uint32_t name)
{
	put_text(key, names_text(&profile->trace.names, name));
}

/* ---- Operations ---- */

static void print_row(const struct op_query *query, const struct op_row *row, const char *grouping)
{
	struct str name = {0};
	op_row_name(query, row, &name);
	begin(grouping);
	put_text("name", str_slice(&name));
	str_fini(&name);
	put_number("count", (int64_t)row->count);
	put_time("total", row->total);
	put_time("self", row->self);
	put_time("longest", row->longest);
	put_time("first", row->first);
	json_key(&json, "p99");
	json_double(&json, row->p99);
	end();
}

static void print_rows(const struct profile *profile)
{
	static const char *const groupings[] = {"op", "type", "process", "thread", "step", "shape"};
	for (int i = 0; i < OP_GROUPINGS; i++) {
		struct op_query query = {.profile = profile, .grouping = (enum op_grouping)i, .sort = OP_TOTAL, .inside_group = OP_NO_GROUP};
		struct op_rows rows = {0};
		op_rows_make(&query, &rows);
		for (size_t k = 0; k < rows.count; k++)
			print_row(&query, &rows.items[k], groupings[i]);
		begin("rows");
		put_text("of", slice_of(groupings[i]));
		json_key(&json, "about");
		json_double(&json, rows.about);
		end();
		op_rows_fini(&rows);
	}
}

/* ---- Steps ---- */

static void print_split(const struct trace_split *split)
{
	for (size_t i = 0; i < split->count; i++) {
		begin("split");
		put_time("start", split->rows[i].start);
		put_time("end", split->rows[i].end);
		for (int class = 0; class < CLASSES; class++)
			put_time(trace_class_name((enum trace_class)class), split->rows[i].time[class]);
		end();
	}
	begin("overlap");
	put_time("compute", split->overlap.compute);
	put_time("communication", split->overlap.communication);
	put_time("both", split->overlap.both);
	end();
}

/* ---- Flame ---- */

/* Under the path of names that leads to it. */
static void print_nodes(const struct profile *profile, const struct trace_flame *flame, const char *is, const char *id, uint32_t from,
                        const struct str *above)
{
	for (uint32_t n = from; n != FLAME_NONE; n = flame->nodes[n].sibling) {
		const struct flame_node *node = &flame->nodes[n];
		struct str path = {0};
		str_append_slice(&path, str_slice(above));
		str_append_slice(&path, flame_name(names_text(&profile->trace.names, node->name)));
		begin(is);
		put_text("line", slice_of(id));
		put_text("path", str_slice(&path));
		put_number("count", (int64_t)node->count);
		put_time("total", node->total);
		put_time("self", node->self);
		end();
		str_append_text(&path, "\n");
		print_nodes(profile, flame, is, id, node->child, &path);
		str_fini(&path);
	}
}

/* Of the third in the middle, as it is shown of what was chosen in the timeline. */
static void print_range(const struct profile *profile, const char *id, uint32_t line)
{
	static const struct str nothing;
	picoseconds from = profile->trace.extent / 3, to = profile->trace.extent * 2 / 3;
	uint32_t first = trace_tracks_first(&profile->tracks, line, from);
	struct flame_range *range = flame_range_start(&profile->trace, line, first, from, to);
	while (range && !flame_range_go_on(range, 100))
		continue;
	const struct trace_flame *flame = range ? flame_range_done(range) : NULL;
	if (flame)
		print_nodes(profile, flame, "range", id, flame->nodes[0].child, &nothing);
	flame_range_free(range);
}

static void print_lines(const struct profile *profile)
{
	static const struct str nothing;
	for (size_t i = 0; i < profile->trace.line_count; i++) {
		const struct trace_line *line = &profile->trace.lines[i];
		struct str id = {0};
		str_append_slice(&id, names_text(&profile->trace.names, line->id));
		begin("line");
		put_text("id", str_slice(&id));
		put_time("busy", profile->tracks.lines[i].busy);
		end();
		print_nodes(profile, &profile->flame, "flame", str_text(&id), profile->flame.nodes[profile->flame.roots[i]].child, &nothing);
		print_range(profile, str_text(&id), (uint32_t)i);
		str_fini(&id);
	}
}

/* ---- Memory ---- */

static void print_block(const struct profile *profile, const struct memory_pool *pool, const struct memory_block *block)
{
	begin("block");
	put_name("pool", profile, pool->name);
	put_number("bytes", block->bytes);
	put_time("since", block->since);
	if (block->span != UINT32_MAX)
		put_name("span", profile, trace_span_at(&profile->trace.lines[block->line], block->span).name);
	end();
}

static void print_pool(const struct profile *profile, size_t number)
{
	const struct memory_pool *pool = &profile->memory.pools[number];
	begin("pool");
	put_name("name", profile, pool->name);
	put_number("taken", (int64_t)pool->taken);
	put_number("given", (int64_t)pool->given);
	put_number("before", pool->before);
	put_number("peak", pool->peak);
	put_time("peak_time", pool->peak_time);
	put_number("at_end", pool->at_end);
	put_number("live", (int64_t)pool->live);
	put_number("live_bytes", pool->live_bytes);
	json_key(&json, "curve");
	json_open(&json, '[');
	for (size_t i = 0; i < MEMORY_COLUMNS; i++)
		json_signed(&json, profile->memory.curves[number * MEMORY_COLUMNS + i]);
	json_close(&json, ']');
	end();
	for (uint32_t i = 0; i < pool->shown; i++)
		print_block(profile, pool, &profile->memory.live[pool->first + i]);
}

/* ---- Flows ---- */

static void print_end(const char *line_key, const char *key, const struct profile *profile, uint32_t line, uint32_t number)
{
	struct trace_span span = trace_span_at(&profile->trace.lines[line], number);
	put_name(line_key, profile, profile->trace.lines[line].id);
	put_time(key, trace_start(&span));
}

static void print_flows(const struct profile *profile)
{
	for (size_t i = 0; i < profile->flows.count; i++) {
		const struct trace_flow *flow = &profile->flows.items[i];
		begin("flow");
		print_end("from_line", "from", profile, flow->from_line, flow->from);
		print_end("to_line", "to", profile, flow->to_line, flow->to);
		end();
	}
}

/* ---- All ---- */

static void print_profile(const struct profile *profile)
{
	begin("whole");
	put_time("extent", profile->trace.extent);
	put_number("spans", (int64_t)profile->trace.span_count);
	put_number("rank", profile->trace.rank);
	json_key(&json, "complete");
	json_bool(&json, profile->trace.complete);
	end();
	print_rows(profile);
	for (size_t i = 0; i < profile->steps.count; i++) {
		begin("marker");
		put_name("name", profile, profile->steps.items[i].span.name);
		put_time("start", trace_start(&profile->steps.items[i].span));
		put_time("duration", trace_duration(&profile->steps.items[i].span));
		put_number("number", profile->steps.items[i].number);
		end();
	}
	print_split(&profile->split);
	print_lines(profile);
	for (size_t i = 0; i < profile->memory.pool_count; i++)
		print_pool(profile, i);
	print_flows(profile);
	for (int i = 0; i < profile->findings.count; i++) {
		begin("finding");
		put_text("text", str_slice(&profile->findings.items[i].text));
		json_key(&json, "bad");
		json_bool(&json, profile->findings.items[i].bad);
		end();
	}
}

static void put_tally(const char *const *keys, const struct op_tally *tally)
{
	put_number(keys[0], (int64_t)tally->count);
	put_time(keys[1], tally->total);
	put_time(keys[2], tally->self);
}

/* In the order that the dashboard has them. */
static bool print_changes(const struct profile *before, const struct profile *after)
{
	static const char *const old[] = {"count", "total", "self"}, *const new[] = {"count_now", "total_now", "self_now"};
	struct op_tallies tallies[2] = {0};
	size_t count = 0;
	bool fine = op_tallies_make(&before->trace, &before->ops, &tallies[0]) && op_tallies_make(&after->trace, &after->ops, &tallies[1]);
	struct op_change *changes = fine ? op_changes(&tallies[0], &tallies[1], &count) : NULL;
	for (size_t i = 0; i < count; i++) {
		begin("change");
		put_text("name", changes[i].name);
		put_text("what", slice_of(op_change_what(&changes[i])));
		put_tally(old, &changes[i].before);
		put_tally(new, &changes[i].after);
		end();
	}
	free(changes);
	op_tallies_fini(&tallies[0]);
	op_tallies_fini(&tallies[1]);
	return changes != NULL;
}

static enum trace_format format_of(const char *path)
{
	enum trace_format format = TRACE_PT;
	if (strstr(path, ".xplane.pb"))
		return TRACE_XPLANE;
	if (!strstr(path, ".pt.trace.json"))
		trace_file_sniff(path, &format);
	return format;
}

static struct profile *open_file(const char *path)
{
	static atomic_bool stop;
	struct trace trace;
	trace_init(&trace, 0);
	if (trace_read(format_of(path), path, NULL, &trace) == STATUS_OK)
		return profile_make(&trace, &stop);
	trace_fini(&trace);
	return NULL;
}

int main(int argc, char **argv)
{
	struct profile *last = NULL;
	bool fine = argc > 1;
	for (int i = 1; fine && i < argc; i++) {
		struct profile *profile = open_file(argv[i]);
		fine = profile != NULL;
		if (fine)
			print_profile(profile);
		if (fine && i == 2 && argc == 3)
			fine = print_changes(last, profile);
		profile_free(last);
		last = profile;
	}
	profile_free(last);
	str_fini(&out);
	return fine ? 0 : 1;
}
