/* A profile as bytes and back: the same; bytes that are none, or damaged: no profile, or one that can be looked at. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "model/profile_image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 5;

static uint32_t chance(uint32_t most)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % most;
}

static uint32_t name_of(struct trace *trace, const char *text, uint32_t number)
{
	char name[64];
	uint32_t out;
	snprintf(name, sizeof name, text, number);
	assert_true(trace_name(trace, slice_of(name), &out));
	return out;
}

/* Steps, a stream of a device, and threads with spans in spans. */
static struct profile *by_chance(uint32_t spans)
{
	struct trace trace;
	trace_init(&trace, 0);
	for (uint32_t i = 0; i < 4; i++) {
		uint32_t line;
		assert_true(trace_add_line(&trace, &line));
		trace.lines[line].plane = name_of(&trace, i ? "/host:CPU" : "/device:GPU:0", 0);
		trace.lines[line].line = name_of(&trace, i ? "thread %u" : "Stream #%u", i);
		trace.lines[line].id = name_of(&trace, "%u", i);
		for (uint32_t k = 0; k <= spans / 4; k++)
			assert_true(trace_add(&trace, line, name_of(&trace, k % 50 ? "op %u" : "train %u", chance(40)), chance(100000) * 1000,
			                      chance(k % 50 ? 2000 : 90000) * 500, k));
	}
	assert_true(trace_add_number(&trace, 0, 12));
	for (uint32_t k = 0; k <= spans / 4; k += 3) /* of that place on each line */
		assert_true(trace_add_shape(&trace, k, name_of(&trace, "float[%u]", k % 7)));
	for (uint32_t i = 0; i < spans / 2; i++) {
		struct flow_end end = {.key = i / 2, .line = chance((uint32_t)trace.line_count), .name = name_of(&trace, "flow", 0),
		                       .phase = i % 2 ? FLOW_ENDS : FLOW_BEGINS, .binding = FLOW_NEXT};
		struct allocation allocation = {.bytes = i % 3 ? chance(5000) : -(int64_t)chance(5000), .address = chance(9), .line = end.line,
		                                .pool = name_of(&trace, "GPU %u", i % 2), .total = ALLOCATION_NO_TOTAL};
		assert_true(trace_add_flow_end(&trace, &end, chance(90000) * 1000));
		assert_true(trace_add_allocation(&trace, &allocation, chance(90000) * 1000));
	}
	trace_finish(&trace);
	struct profile *profile = profile_make(&trace, NULL);
	assert_non_null(profile);
	return profile;
}

static struct str bytes_of(struct profile *profile)
{
	struct profile_image image;
	struct str bytes = {0};
	assert_true(profile_image_make(profile, &image));
	for (size_t i = 0; i < image.count; i++)
		str_append_slice(&bytes, image.parts[i]);
	profile_image_fini(&image);
	return bytes;
}

static void release(uint8_t *bytes, size_t length)
{
	free(bytes);
}

static struct profile *read_copy(const struct str *bytes, size_t length)
{
	uint8_t *copy = data_alloc(length, 1);
	memcpy(copy, bytes->data, length);
	return profile_image_read(copy, length, release);
}

static void expect_parts_alike(const struct trace_parts *a, const struct trace_parts *b)
{
	assert_true(a->count && a->count == b->count);
	assert_memory_equal(a->items, b->items, a->count * sizeof *a->items);
	assert_memory_equal(a->spread.buckets, b->spread.buckets, a->spread.count * sizeof *a->spread.buckets);
	assert_memory_equal(a->spread.first, b->spread.first, (a->count + 1) * sizeof *a->spread.first);
}

static void expect_alike(const struct profile *a, const struct profile *b)
{
	assert_int_equal(a->trace.span_count, b->trace.span_count);
	assert_int_equal(a->trace.line_count, b->trace.line_count);
	assert_true(a->trace.extent == b->trace.extent && a->trace.origin_ns == b->trace.origin_ns);
	for (uint32_t i = 0; i < a->trace.line_count; i++) {
		const struct trace_line *left = &a->trace.lines[i], *right = &b->trace.lines[i];
		assert_int_equal(left->count, right->count);
		for (size_t k = 0; k < left->count; k++) {
			struct trace_span one = trace_span_at(left, k), other = trace_span_at(right, k);
			assert_memory_equal(&one, &other, sizeof one);
		}
		assert_int_equal(a->tracks.lines[i].count, b->tracks.lines[i].count);
		assert_true(a->tracks.lines[i].busy == b->tracks.lines[i].busy);
		for (uint32_t track = 0; track < a->tracks.lines[i].count; track++)
			assert_true(track_busy(&a->tracks, i, track, 5000, 40000000) == track_busy(&b->tracks, i, track, 5000, 40000000));
	}
	assert_memory_equal(a->ops.items, b->ops.items, a->ops.count * sizeof *a->ops.items);
	assert_memory_equal(a->ops.places, b->ops.places, a->ops.count * sizeof *a->ops.places);
	expect_parts_alike(&a->by_line, &b->by_line);
	expect_parts_alike(&a->by_step, &b->by_step);
	expect_parts_alike(&a->by_shape, &b->by_shape);
	assert_memory_equal(a->rank, b->rank, a->ops.count * sizeof *a->rank);
	assert_memory_equal(a->largest, b->largest, sizeof a->largest);
	for (size_t i = 0; i < a->ops.count && i < PROFILE_LARGEST; i++)
		assert_int_equal(a->rank[a->largest[i]], i);
	assert_memory_equal(a->line_order, b->line_order, a->trace.line_count * sizeof *a->line_order);
	assert_true(a->self == b->self);
	assert_int_equal(a->flame.count, b->flame.count);
	assert_int_equal(a->steps.count, b->steps.count);
	assert_int_equal(a->split.count, b->split.count);
	assert_memory_equal(a->split.total, b->split.total, sizeof a->split.total);
	assert_int_equal(a->flows.count, b->flows.count);
	assert_memory_equal(a->flows.items, b->flows.items, a->flows.count * sizeof *a->flows.items);
	assert_int_equal(a->memory.pool_count, b->memory.pool_count);
	assert_memory_equal(a->memory.curves, b->memory.curves, a->memory.pool_count * MEMORY_COLUMNS * sizeof *a->memory.curves);
	assert_int_equal(a->findings.count, b->findings.count);
	for (int i = 0; i < a->findings.count; i++)
		assert_string_equal(str_text(&a->findings.items[i].text), str_text(&b->findings.items[i].text));
}

static void it_comes_back(void **unused)
{
	static const uint32_t sizes[] = {4, 200, 5000};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct profile *profile = by_chance(sizes[i]);
		struct str bytes = bytes_of(profile);
		struct profile *again = read_copy(&bytes, bytes.length);
		assert_non_null(again);
		expect_alike(profile, again);
		struct str anew = bytes_of(again);
		assert_int_equal(anew.length, bytes.length);
		str_fini(&anew);
		str_fini(&bytes);
		profile_free(again);
		profile_free(profile);
	}
}

/* A trace without spans has an image, too. */
static void nothing_is_a_profile(void **unused)
{
	struct trace trace;
	trace_init(&trace, 0);
	trace_finish(&trace);
	struct profile *profile = profile_make(&trace, NULL);
	struct str bytes = bytes_of(profile);
	struct profile *again = read_copy(&bytes, bytes.length);
	assert_non_null(again);
	assert_int_equal(again->trace.line_count, 0);
	profile_free(again);
	profile_free(profile);
	str_fini(&bytes);
}

/* What views do with one. */
static void look_at(const struct profile *profile)
{
	picoseconds all = 0;
	for (uint32_t i = 0; i < profile->trace.line_count; i++) {
		const struct trace_line *line = &profile->trace.lines[i];
		for (size_t k = 0; k < line->count; k++)
			all += (picoseconds)names_text(&profile->trace.names, trace_span_at(line, k).name).length;
		for (uint32_t track = 0; track < profile->tracks.lines[i].count; track++) {
			uint32_t count = profile->tracks.lines[i].tracks[track].count;
			assert_true(track_longest(&profile->tracks, i, track, 0, count) < count);
			all += (picoseconds)track_busy(&profile->tracks, i, track, 0, profile->trace.extent);
		}
	}
	for (size_t i = 0; i < profile->flows.count; i++) {
		const struct trace_flow *flow = &profile->flows.items[i];
		size_t count;
		trace_flows_to(&profile->flows, flow->to_line, flow->to, &count);
		all += trace_span_at(&profile->trace.lines[flow->from_line], flow->from).name;
	}
	for (size_t i = 0; i < profile->memory.pool_count; i++)
		for (uint32_t k = 0; k < profile->memory.pools[i].shown; k++)
			all += profile->memory.live[profile->memory.pools[i].first + k].bytes;
	for (uint32_t i = 0; i < profile->flame.count; i++)
		for (uint32_t node = i; profile->flame.nodes[node].sibling != FLAME_NONE; node = profile->flame.nodes[node].sibling)
			all++;
	const struct trace_parts *parts[] = {&profile->by_line, &profile->by_step, &profile->by_shape};
	struct quantiles_sum sum;
	quantiles_sum_init(&sum);
	for (size_t k = 0; k < 3; k++)
		for (uint32_t i = 0; i < parts[k]->count; i++) {
			quantiles_sum_add(&sum, &parts[k]->spread, i);
			assert_true(quantiles_sum_p99(&sum, &parts[k]->spread) >= 0);
		}
	quantiles_sum_fini(&sum);
	for (size_t i = 0; i < profile->ops.count; i++)
		all += profile->ops.items[i].total / (picoseconds)profile->ops.items[i].count + profile->rank[i];
	for (uint32_t i = 0; i < profile->trace.line_count; i++) {
		const struct trace_line *line = &profile->trace.lines[i];
		uint32_t op = trace_ops_find(&profile->ops, line->process, trace_span_at(line, 0).name);
		all += op == TRACE_NO_OP ? 0 : profile->ops.items[op].total;
	}
	assert_true(all >= 0);
}

static void damage_shows_or_does_no_harm(void **unused)
{
	struct profile *profile = by_chance(100);
	struct str right = bytes_of(profile);
	int refused = 0;
	profile_free(profile);
	for (int round = 0; round < 6000; round++) {
		struct str bytes = {0};
		str_append_slice(&bytes, str_slice(&right));
		for (uint32_t flips = 1 + chance(3); flips; flips--)
			bytes.data[chance((uint32_t)bytes.length)] = (char)(round % 2 ? 255 : chance(256));
		struct profile *read = read_copy(&bytes, bytes.length);
		if (read)
			look_at(read);
		refused += !read;
		profile_free(read);
		str_fini(&bytes);
	}
	assert_true(refused > 500);
	for (size_t length = 0; length < right.length; length += 1 + length / 50)
		assert_null(read_copy(&right, length));
	str_append_char(&right, 0);
	assert_null(read_copy(&right, right.length));
	str_fini(&right);
}

static void without_memory_there_is_none(void **unused)
{
	struct profile *profile = by_chance(50);
	struct str bytes = bytes_of(profile);
	for (long calls = 0; calls < 3; calls++) {
		uint8_t *copy = data_alloc(bytes.length, 1);
		memcpy(copy, bytes.data, bytes.length);
		alloc_fail_after(calls);
		struct profile *read = profile_image_read(copy, bytes.length, release);
		struct profile_image image;
		bool made = !calls && profile_image_make(profile, &image);
		alloc_fail_after(-1);
		assert_null(read);
		assert_false(made);
		if (!calls)
			profile_image_fini(&image);
	}
	str_fini(&bytes);
	profile_free(profile);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_comes_back), cmocka_unit_test(nothing_is_a_profile),
		cmocka_unit_test(damage_shows_or_does_no_harm), cmocka_unit_test(without_memory_there_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
