#include "model/profile_image.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 16
#define TIME_MOST (PICOSECONDS_MOST * 1000000) /* what sums of a trace stay below, and fits anywhere */

/* Along all that a profile consists of: one way for writing and for reading. */
struct walk {
	struct profile_image *image;
	bool reading, failed;
	uint8_t *bytes; /* when reading */
	size_t length, at;
};

/* ---- Bytes ---- */

static size_t padding_of(size_t size)
{
	return (ALIGNMENT - size % ALIGNMENT) % ALIGNMENT;
}

static void add_part(struct walk *walk, const void *bytes, size_t size)
{
	static const uint8_t zeros[ALIGNMENT];
	struct profile_image *out = walk->image;
	if (walk->failed || !array_reserve(&out->parts, &out->capacity, out->count + 2)) {
		walk->failed = true;
		return;
	}
	out->parts[out->count++] = slice_make(bytes, size);
	out->parts[out->count++] = slice_make(zeros, padding_of(size));
}

/* The next bytes of the image; NULL when there are not so many. */
static void *take_part(struct walk *walk, size_t count, size_t size)
{
	size_t left = walk->length - walk->at;
	if (walk->failed || count > left / size || padding_of(count * size) > left - count * size) {
		walk->failed = true;
		return NULL;
	}
	uint8_t *at = walk->bytes + walk->at;
	walk->at += count * size + padding_of(count * size);
	return at;
}

static void walk_array(struct walk *walk, void **items, size_t count, size_t size)
{
	if (walk->reading)
		*items = take_part(walk, count, size);
	else
		add_part(walk, *items, count * size);
}

static void walk_value(struct walk *walk, void *value, size_t size)
{
	const void *at = walk->reading ? take_part(walk, 1, size) : NULL;
	if (at)
		memcpy(value, at, size);
	else if (!walk->reading)
		add_part(walk, value, size);
}

#define ARRAY(walk, items, count) walk_array(walk, (void **)&(items), count, sizeof *(items))
#define VALUE(walk, value) walk_value(walk, &(value), sizeof(value))

/* A byte that is neither 0 nor 1 must not be looked at as a bool. */
static void mend_flag(const struct walk *walk, bool *flag)
{
	uint8_t byte;
	memcpy(&byte, flag, sizeof byte);
	if (walk->reading)
		*flag = byte != 0;
}

static void walk_flag(struct walk *walk, bool *flag)
{
	walk_value(walk, flag, sizeof *flag);
	mend_flag(walk, flag);
}

static bool need(struct walk *walk, bool right)
{
	walk->failed |= !right;
	return !walk->failed;
}

static bool is_time(picoseconds time)
{
	return time >= 0 && time <= TIME_MOST;
}

static bool is_number(double time)
{
	return time >= 0 && time <= (double)TIME_MOST; /* nor NaN */
}

/* ---- Who wrote it ---- */

/* Constant, as a part must live as long as the image. */
static void walk_layout(struct walk *walk)
{
	static const uint32_t own[] = {
		0x01020304, sizeof(void *), sizeof(struct trace_line), sizeof(struct pack_block), sizeof(struct trace_number),
		sizeof(struct line_tracks), sizeof(struct trace_track), sizeof(struct trace_op), sizeof(struct trace_op_place), sizeof(struct flame_node),
		sizeof(struct trace_step), sizeof(struct split_row), sizeof(struct trace_finding),
		sizeof(struct trace_flow), sizeof(struct memory_pool), sizeof(struct memory_block), sizeof(struct trace_part),
		sizeof(struct quantiles_bucket), QUANTILES_OCTAVE, MEMORY_COLUMNS, PROFILE_IMAGE_VERSION,
	};
	const uint32_t *layout = own;
	ARRAY(walk, layout, sizeof own / sizeof *own);
	need(walk, !walk->failed && !memcmp(layout, own, sizeof own));
}

/* ---- Texts ---- */

static bool add_text(struct str *to, struct slice text)
{
	uint32_t length = (uint32_t)text.length;
	str_append(to, &length, sizeof length);
	str_append_slice(to, text);
	return text.length <= UINT32_MAX;
}

static struct image_texts texts_of(struct str *bytes, uint64_t count)
{
	return (struct image_texts){count, bytes->length, bytes->data};
}

/* The next one; cuts it off. */
static struct slice take_text(struct walk *walk, struct image_texts *texts)
{
	uint32_t length = 0;
	if (need(walk, texts->length >= sizeof length)) {
		memcpy(&length, texts->bytes, sizeof length);
		texts->bytes += sizeof length;
		texts->length -= sizeof length;
	}
	if (!need(walk, length <= texts->length))
		return slice_make(NULL, 0);
	struct slice text = slice_make(texts->bytes, length);
	texts->bytes += length;
	texts->length -= length;
	return text;
}

static void walk_texts(struct walk *walk, struct image_texts *texts)
{
	VALUE(walk, texts->count);
	VALUE(walk, texts->length);
	ARRAY(walk, texts->bytes, texts->length);
}

static void read_names(struct walk *walk, struct names *names)
{
	struct image_texts left = walk->image->names;
	struct str text = {0};
	need(walk, left.count < NAMES_NONE);
	for (uint64_t i = 0; !walk->failed && i < left.count; i++) {
		str_clear(&text);
		text_repair(&text, take_text(walk, &left));
		need(walk, !walk->failed && names_intern(names, str_slice(&text)) == i); /* no two are alike */
	}
	str_fini(&text);
}

/* ---- The trace ---- */

static void walk_line(struct walk *walk, const struct trace *trace, struct trace_line *line)
{
	uint32_t names = trace->names.count;
	line->spans = NULL;
	line->pack.names = names;
	mend_flag(walk, &line->annotations);
	if (!need(walk, line->plane < names && line->process < names && line->line < names && line->id < names && line->count &&
	                    line->count < TRACE_NO_SPAN))
		return;
	ARRAY(walk, line->pack.blocks, pack_blocks(line->count));
	ARRAY(walk, line->pack.bits, line->pack.size);
	need(walk, !walk->failed && trace_pack_check(&line->pack, line->count));
}

static void walk_trace(struct walk *walk, struct trace *trace)
{
	uint64_t spans = 0;
	walk_texts(walk, &walk->image->names);
	if (walk->reading)
		read_names(walk, &trace->names);
	VALUE(walk, trace->span_count);
	VALUE(walk, trace->origin_ns);
	VALUE(walk, trace->extent);
	VALUE(walk, trace->rank);
	VALUE(walk, trace->ranks);
	walk_flag(walk, &trace->complete);
	VALUE(walk, trace->line_count);
	VALUE(walk, trace->number_count);
	ARRAY(walk, trace->numbers, trace->number_count);
	ARRAY(walk, trace->lines, trace->line_count);
	for (size_t i = 0; !walk->failed && i < trace->line_count; i++) {
		walk_line(walk, trace, &trace->lines[i]);
		spans += trace->lines[i].count;
	}
	need(walk, spans == trace->span_count && trace->extent >= 0 && trace->extent <= 4 * PICOSECONDS_MOST);
}

/* ---- Its tracks ---- */

static bool check_places(const uint32_t *places, size_t count, uint32_t most)
{
	uint32_t largest = 0;
	for (size_t i = 0; i < count; i++)
		largest = places[i] > largest ? places[i] : largest;
	return !count || largest < most;
}

static bool check_rising(const uint32_t *places, size_t count)
{
	bool rising = true;
	for (size_t i = 1; i < count; i++)
		rising &= places[i - 1] < places[i];
	return rising;
}

static bool check_numbers(const double *numbers, size_t count)
{
	bool fine = true;
	for (size_t i = 0; i < count; i++)
		fine &= is_number(numbers[i]);
	return fine;
}

static void walk_level(struct walk *walk, struct trace_track *track, int level, uint32_t blocks)
{
	ARRAY(walk, track->longest[level], blocks);
	ARRAY(walk, track->durations[level], blocks);
	need(walk, !walk->failed && (!walk->reading || (check_places(track->longest[level], blocks, track->count) &&
	                                                check_numbers(track->durations[level], blocks))));
}

static void walk_track(struct walk *walk, const struct trace_line *line, struct trace_track *track)
{
	size_t blocks = ((size_t)track->count + TRACK_BLOCK - 1) / TRACK_BLOCK;
	uint32_t above = track->count;
	int levels = 0;
	if (!need(walk, track->count && track->count <= line->count))
		return;
	ARRAY(walk, track->spans, track->count);
	ARRAY(walk, track->busy, blocks);
	ARRAY(walk, track->starts, blocks);
	need(walk, !walk->failed && (!walk->reading || (check_places(track->spans, track->count, (uint32_t)line->count) &&
	                                                check_rising(track->spans, track->count) &&
	                                                check_numbers(track->busy, blocks))));
	for (; !walk->failed && above > TRACK_BLOCK && levels < TRACK_LEVELS; levels++) {
		above = (above + TRACK_BLOCK - 1) / TRACK_BLOCK;
		walk_level(walk, track, levels, above);
	}
	need(walk, levels == track->levels);
}

static void walk_line_tracks(struct walk *walk, const struct trace_line *line, struct line_tracks *tracks)
{
	if (!need(walk, tracks->count && tracks->count <= TRACKS_MOST && is_time(tracks->busy)))
		return;
	mend_flag(walk, &tracks->shifted);
	ARRAY(walk, tracks->names, trace_tracks_names(line));
	ARRAY(walk, tracks->tracks, tracks->count);
	for (uint32_t i = 0; !walk->failed && i < tracks->count; i++)
		walk_track(walk, line, &tracks->tracks[i]);
}

static void walk_tracks(struct walk *walk, const struct trace *trace, struct trace_tracks *tracks)
{
	tracks->trace = trace;
	tracks->count = trace->line_count;
	ARRAY(walk, tracks->lines, tracks->count);
	for (size_t i = 0; !walk->failed && i < tracks->count; i++)
		walk_line_tracks(walk, &trace->lines[i], &tracks->lines[i]);
}

/* ---- What was added up ---- */

static bool check_op(const struct trace *trace, const struct trace_op *op, float p99)
{
	return op->process < trace->names.count && op->name < trace->names.count && op->count && op->count <= INT64_MAX &&
	       is_time(op->total) && is_time(op->self) && is_time(op->shortest) && is_time(op->longest) &&
	       is_time(op->first) && is_number((double)p99);
}

static bool check_place(const struct trace_ops *ops, const struct trace_op_place *place)
{
	return place->op < ops->count && ops->items[place->op].process == place->process && ops->items[place->op].name == place->name;
}

static void walk_ops(struct walk *walk, struct profile *profile)
{
	struct trace_ops *ops = &profile->ops;
	VALUE(walk, ops->count);
	ARRAY(walk, ops->items, ops->count);
	ARRAY(walk, ops->places, ops->count);
	ARRAY(walk, profile->p99, ops->count);
	need(walk, ops->count < UINT32_MAX);
	for (size_t i = 0; !walk->failed && i < ops->count; i++)
		need(walk, check_op(&profile->trace, &ops->items[i], profile->p99[i]) && check_place(ops, &ops->places[i]));
}

static bool is_deep(const struct trace_flame *flame, uint32_t number)
{
	int depth = 0;
	while (depth <= FLAME_DEPTH && flame->nodes[number].parent < number) {
		number = flame->nodes[number].parent;
		depth++;
	}
	return depth > FLAME_DEPTH;
}

/* A parent lies before its children, and these are in order: so nothing goes in a circle. */
static bool check_node(const struct trace *trace, const struct trace_flame *flame, uint32_t number)
{
	const struct flame_node *node = &flame->nodes[number];
	const struct flame_node *next = node->sibling < flame->count ? &flame->nodes[node->sibling] : NULL;
	bool root = node->parent == FLAME_NONE;
	if (root ? node->name != NAMES_NONE : node->name >= trace->names.count || node->parent >= number)
		return false;
	if (node->child != FLAME_NONE && (node->child >= flame->count || flame->nodes[node->child].parent != number))
		return false;
	if (node->sibling != FLAME_NONE && (!next || root || next->parent != node->parent || next->total > node->total ||
	                                    (next->total == node->total && node->sibling <= number)))
		return false;
	return is_time(node->total) && is_time(node->self) && node->count <= INT64_MAX && !is_deep(flame, number);
}

static void walk_flame(struct walk *walk, const struct trace *trace, struct trace_flame *flame)
{
	VALUE(walk, flame->count);
	walk_flag(walk, &flame->cut);
	ARRAY(walk, flame->nodes, flame->count);
	ARRAY(walk, flame->roots, trace->line_count);
	need(walk, flame->count <= FLAME_NODES + trace->line_count);
	for (uint32_t i = 0; !walk->failed && i < flame->count; i++)
		need(walk, check_node(trace, flame, i));
	for (size_t i = 0; !walk->failed && i < trace->line_count; i++)
		need(walk, flame->roots[i] < flame->count && flame->nodes[flame->roots[i]].parent == FLAME_NONE);
}

static bool check_flow(const struct trace *trace, const struct trace_flow *flow)
{
	return flow->from_line < trace->line_count && flow->from < trace->lines[flow->from_line].count &&
	       flow->to_line < trace->line_count && flow->to < trace->lines[flow->to_line].count &&
	       flow->name < trace->names.count;
}

static void walk_flows(struct walk *walk, const struct trace *trace, struct trace_flows *flows)
{
	VALUE(walk, flows->count);
	VALUE(walk, flows->loose);
	walk_flag(walk, &flows->cut);
	ARRAY(walk, flows->items, flows->count);
	ARRAY(walk, flows->back, flows->count);
	for (size_t i = 0; !walk->failed && i < flows->count; i++)
		need(walk, check_flow(trace, &flows->items[i]) && check_flow(trace, &flows->back[i]));
}

static bool check_pool(const struct trace *trace, const struct memory_pool *pool, size_t live)
{
	return pool->name < trace->names.count && pool->peak >= 0 && pool->before >= 0 && is_time(pool->peak_time) &&
	       pool->shown <= live && pool->first <= live - pool->shown;
}

static bool check_block(const struct trace *trace, const struct memory_block *block)
{
	bool known = block->line < trace->line_count;
	return block->bytes >= 0 && is_time(block->since) && (known || block->line == UINT32_MAX) &&
	       (block->span == UINT32_MAX || (known && block->span < trace->lines[block->line].count));
}

static void walk_memory(struct walk *walk, const struct trace *trace, struct trace_memory *memory)
{
	VALUE(walk, memory->pool_count);
	VALUE(walk, memory->live_count);
	walk_flag(walk, &memory->cut);
	if (!need(walk, memory->pool_count <= MEMORY_POOLS))
		return;
	ARRAY(walk, memory->pools, memory->pool_count);
	ARRAY(walk, memory->curves, memory->pool_count * MEMORY_COLUMNS);
	ARRAY(walk, memory->live, memory->live_count);
	for (size_t i = 0; !walk->failed && i < memory->pool_count; i++)
		need(walk, check_pool(trace, &memory->pools[i], memory->live_count));
	for (size_t i = 0; !walk->failed && i < memory->live_count; i++)
		need(walk, check_block(trace, &memory->live[i]));
}

static void walk_steps(struct walk *walk, const struct trace *trace, struct trace_steps *steps)
{
	VALUE(walk, steps->count);
	ARRAY(walk, steps->items, steps->count);
	for (size_t i = 0; !walk->failed && i < steps->count; i++) {
		const struct trace_step *step = &steps->items[i];
		need(walk, step->line < trace->line_count && step->span.name < trace->names.count &&
		               is_time(trace_start(&step->span)) && is_time(trace_duration(&step->span)));
	}
}

static bool check_part(const struct trace_part *part, size_t groups, bool outside, size_t ops)
{
	return (part->group < groups || (outside && part->group == PART_OUTSIDE)) && part->op < ops && part->count &&
	       part->count <= INT64_MAX && is_time(part->total) && is_time(part->self) && is_time(part->longest) && is_time(part->first);
}

static void walk_quantiles(struct walk *walk, struct trace_quantiles *quantiles, size_t parts)
{
	VALUE(walk, quantiles->count);
	VALUE(walk, quantiles->octave);
	ARRAY(walk, quantiles->buckets, quantiles->count);
	ARRAY(walk, quantiles->first, parts + 1);
	quantiles->parts = parts;
	if (!walk->failed)
		need(walk, trace_quantiles_check(quantiles, parts));
}

static void walk_parts(struct walk *walk, struct trace_parts *parts, size_t groups, bool outside, size_t ops)
{
	VALUE(walk, parts->count);
	walk_flag(walk, &parts->cut);
	ARRAY(walk, parts->items, parts->count);
	need(walk, parts->count <= PARTS_MOST);
	if (parts->count && !walk->failed)
		walk_quantiles(walk, &parts->spread, parts->count);
	for (size_t i = 0; !walk->failed && i < parts->count; i++)
		need(walk, check_part(&parts->items[i], groups, outside, ops));
}

static bool check_row(const struct split_row *row, size_t steps)
{
	bool fine = is_time(row->start) && is_time(row->end) && (row->step < steps || row->step == UINT32_MAX);
	for (int class = 0; class < CLASSES; class++)
		fine &= is_time(row->time[class]);
	return fine;
}

static void walk_split(struct walk *walk, struct trace_split *split, size_t steps)
{
	VALUE(walk, split->count);
	VALUE(walk, split->total);
	VALUE(walk, split->overlap);
	walk_flag(walk, &split->xla);
	ARRAY(walk, split->rows, split->count);
	for (int class = 0; class < CLASSES; class++)
		need(walk, is_time(split->total[class]));
	need(walk, is_time(split->overlap.compute) && is_time(split->overlap.communication) && is_time(split->overlap.both));
	for (size_t i = 0; !walk->failed && i < split->count; i++)
		need(walk, check_row(&split->rows[i], steps));
}

static void walk_finding(struct walk *walk, const struct trace *trace, struct trace_finding *finding)
{
	VALUE(walk, finding->weight);
	walk_flag(walk, &finding->bad);
	VALUE(walk, finding->line);
	VALUE(walk, finding->start);
	VALUE(walk, finding->end);
	need(walk, is_time(finding->start) && is_time(finding->end) && finding->start <= finding->end &&
	               (finding->line == UINT32_MAX || finding->line < trace->line_count));
}

static void walk_findings(struct walk *walk, const struct trace *trace, struct trace_findings *findings)
{
	walk_texts(walk, &walk->image->findings);
	struct image_texts left = walk->image->findings;
	if (!need(walk, left.count <= FINDINGS_MOST))
		return;
	for (uint64_t i = 0; !walk->failed && i < left.count; i++) {
		walk_finding(walk, trace, &findings->items[i]);
		if (walk->reading && !walk->failed)
			str_append_slice(&findings->items[findings->count++].text, take_text(walk, &left));
	}
}

static void walk_profile(struct walk *walk, struct profile *profile)
{
	walk_layout(walk);
	walk_trace(walk, &profile->trace);
	if (!walk->failed)
		ARRAY(walk, profile->of_span, profile->trace.names.count);
	if (!walk->failed)
		walk_tracks(walk, &profile->trace, &profile->tracks);
	if (!walk->failed)
		walk_ops(walk, profile);
	if (!walk->failed)
		walk_flame(walk, &profile->trace, &profile->flame);
	if (!walk->failed)
		walk_flows(walk, &profile->trace, &profile->flows);
	if (!walk->failed)
		walk_memory(walk, &profile->trace, &profile->memory);
	if (!walk->failed)
		walk_steps(walk, &profile->trace, &profile->steps);
	if (!walk->failed)
		walk_parts(walk, &profile->by_line, profile->trace.line_count, false, profile->ops.count);
	if (!walk->failed)
		walk_parts(walk, &profile->by_step, profile->steps.count, true, profile->ops.count);
	if (!walk->failed)
		walk_parts(walk, &profile->by_shape, profile->trace.names.count, true, profile->ops.count);
	walk_flag(walk, &profile->trace.shapes.cut);
	if (!walk->failed)
		walk_split(walk, &profile->split, profile->steps.count);
	if (!walk->failed)
		walk_findings(walk, &profile->trace, &profile->findings);
}

/* ---- Both ways ---- */

bool profile_image_make(struct profile *profile, struct profile_image *out)
{
	struct walk walk = {.image = out};
	struct str names = {0}, findings = {0};
	bool fine = true;
	for (uint32_t i = 0; i < profile->trace.names.count; i++)
		fine &= add_text(&names, names_text(&profile->trace.names, i));
	for (int i = 0; i < profile->findings.count; i++)
		fine &= add_text(&findings, str_slice(&profile->findings.items[i].text));
	*out = (struct profile_image){.names = texts_of(&names, profile->trace.names.count),
	                              .findings = texts_of(&findings, (uint64_t)profile->findings.count)};
	walk_profile(&walk, profile);
	return fine && !walk.failed;
}

void profile_image_fini(struct profile_image *image)
{
	free(image->parts);
	free(image->names.bytes);
	free(image->findings.bytes);
	*image = (struct profile_image){0};
}

struct profile *profile_image_read(uint8_t *bytes, size_t length, image_release *release)
{
	struct profile_image image = {0};
	struct walk walk = {.image = &image, .reading = true, .bytes = bytes, .length = length};
	struct profile *profile = xcalloc(1, sizeof *profile);
	profile->image = bytes;
	profile->image_length = length;
	profile->release = release;
	names_init(&profile->trace.names);
	walk_profile(&walk, profile);
	if (!walk.failed && walk.at == length && profile_order(profile))
		return profile;
	profile_free(profile);
	return NULL;
}
