/* XLA's profiles, built field by field in orders that a writer may choose, and cut at every byte. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/xplane.h"
#include "unit/read/build.h"
#include "unit/decode/memory_bytes.h"

#include <stdlib.h>

#define BASE INT64_C(1700000000000000000)

static struct trace decode_bytes(const struct str *bytes)
{
	struct trace trace;
	struct far far = {.read = read_memory, .context = (void *)bytes, .window = malloc(FAR_WINDOW)};
	trace_init(&trace, 0);
	xplane_decode(&far, bytes->length, &trace);
	free(far.window);
	return trace;
}

static void add_event(struct str *line, uint64_t id, int64_t offset, int64_t duration)
{
	struct str event = {0};
	build_number(&event, 1, id);
	build_number(&event, 2, (uint64_t)offset);
	build_number(&event, 3, (uint64_t)duration);
	build_message(line, 4, &event);
	str_fini(&event);
}

static void add_metadata(struct str *plane, uint64_t id, const char *name, const char *display)
{
	struct str entry = {0}, metadata = {0};
	build_number(&metadata, 1, id);
	build_text(&metadata, 2, name);
	if (*display)
		build_text(&metadata, 4, display);
	build_number(&entry, 1, id);
	build_message(&entry, 2, &metadata);
	build_message(plane, 4, &entry);
	str_fini(&metadata);
	str_fini(&entry);
}

/* Two lines; names, ids and times lie behind the events. One event is aggregated, one has a kind that nobody names. */
static struct str small_space(void)
{
	struct str space = {0}, plane = {0}, line = {0}, event = {0};
	add_event(&line, 7, 5000, 300);
	add_event(&line, 7, 1000, 9000);
	build_number(&event, 1, 7);
	build_number(&event, 5, 100);
	build_message(&line, 4, &event);
	add_event(&line, 9, 20000, -4);
	build_number(&line, 1, (uint64_t)-3);
	build_number(&line, 3, (uint64_t)BASE);
	build_text(&line, 2, "name");
	build_text(&line, 11, "shown");
	build_message(&plane, 3, &line);
	str_clear(&line);
	add_event(&line, UINT64_MAX, 1, 2);
	build_number(&line, 3, (uint64_t)BASE + 5);
	build_message(&plane, 3, &line);
	add_metadata(&plane, 7, "plain", "displayed");
	add_metadata(&plane, UINT64_MAX, "last", "");
	build_text(&plane, 2, "/host:CPU");
	build_message(&space, 1, &plane);
	str_fini(&event);
	str_fini(&line);
	str_fini(&plane);
	return space;
}

static void expect_span(const struct trace *trace, size_t line, size_t span, const char *name, int64_t start,
                        int64_t duration)
{
	struct trace_span found = trace_span_at(&trace->lines[line], span);
	assert_string_equal(names_text(&trace->names, found.name).data, name);
	assert_true(trace_start(&found) == start);
	assert_true(trace_duration(&found) == duration);
}

static void names_and_times_may_lie_behind(void **state)
{
	struct str space = small_space();
	struct trace trace = decode_bytes(&space);
	assert_true(trace.complete);
	assert_int_equal(trace.span_count, 4);
	assert_true(trace.origin_ns == BASE + 1);
	assert_int_equal(trace.line_count, 2);
	assert_string_equal(names_text(&trace.names, trace.lines[0].line).data, "0");
	assert_string_equal(names_text(&trace.names, trace.lines[1].line).data, "shown");
	assert_string_equal(names_text(&trace.names, trace.lines[1].id).data, "-3");
	expect_span(&trace, 0, 0, "last", 4001, 2);
	expect_span(&trace, 1, 0, "displayed", 0, 9000);
	expect_span(&trace, 1, 1, "displayed", 4000, 300);
	expect_span(&trace, 1, 2, "", 19000, 0);
	trace_fini(&trace);
	str_fini(&space);
}

/* The second of two planes is cut anywhere: the first is there all the same. */
static void complete_planes_count(void **state)
{
	struct str space = small_space(), twice = {0};
	str_append_slice(&twice, str_slice(&space));
	str_append_slice(&twice, str_slice(&space));
	for (size_t length = 0; length <= twice.length; length++) {
		struct str cut = {0};
		str_append(&cut, twice.data, length);
		struct trace trace = decode_bytes(&cut);
		bool whole = length == 0 || length == space.length || length == twice.length;
		assert_int_equal(trace.complete, whole);
		assert_int_equal(trace.span_count, length < space.length ? 0 : length < twice.length ? 4 : 8);
		assert_true(trace.line_count <= 2); /* alike lines are one */
		trace_fini(&trace);
		str_fini(&cut);
	}
	str_fini(&twice);
	str_fini(&space);
}

/* A byte that is something else never does harm, and what is wrong is told. */
static void damage_is_survived(void **state)
{
	struct str space = small_space();
	for (size_t i = 0; i < space.length; i++)
		for (int bit = 0; bit < 8; bit++) {
			space.data[i] ^= (char)(1 << bit);
			struct trace trace = decode_bytes(&space);
			assert_true(trace.span_count <= 8);
			trace_fini(&trace);
			space.data[i] ^= (char)(1 << bit);
		}
	str_fini(&space);
}

/* A plane with metadata larger than the window, as HLO modules are. */
static void large_fields_are_passed(void **state)
{
	struct str space = {0}, plane = {0}, line = {0}, large = {0};
	for (size_t i = 0; i < 3 * FAR_WINDOW; i++)
		str_append_char(&large, 'x');
	add_event(&line, 1, 0, 5);
	build_bytes(&line, 15, large.data, large.length);
	add_event(&line, 1, 7, 5);
	build_message(&plane, 6, &large);
	build_message(&plane, 3, &line);
	add_metadata(&plane, 1, "op", "");
	build_message(&space, 1, &plane);
	struct trace trace = decode_bytes(&space);
	assert_true(trace.complete);
	assert_int_equal(trace.span_count, 2);
	expect_span(&trace, 0, 1, "op", 7, 5);
	trace_fini(&trace);
	str_fini(&large);
	str_fini(&line);
	str_fini(&plane);
	str_fini(&space);
}

/* The stat's name lies behind the events, too; a number or a text, and other stats beside it. */
static void steps_have_numbers(void **state)
{
	struct str space = {0}, plane = {0}, line = {0}, event = {0}, stat = {0}, entry = {0}, metadata = {0};
	for (int i = 0; i < 3; i++) {
		build_number(&event, 1, 1);
		build_number(&event, 2, (uint64_t)i * 1000);
		build_number(&event, 3, 500);
		build_number(&stat, 1, 4); /* another one */
		build_number(&stat, 4, 99);
		build_message(&event, 4, &stat);
		str_clear(&stat);
		build_number(&stat, 1, 5);
		if (i == 1)
			build_text(&stat, 5, "18");
		else
			build_number(&stat, 4, (uint64_t)(17 + i));
		if (i < 2)
			build_message(&event, 4, &stat);
		str_clear(&stat);
		build_message(&line, 4, &event);
		str_clear(&event);
	}
	build_message(&plane, 3, &line);
	add_metadata(&plane, 1, "train", "");
	build_number(&metadata, 1, 5);
	build_text(&metadata, 2, "step_num");
	build_number(&entry, 1, 5);
	build_message(&entry, 2, &metadata);
	build_message(&plane, 5, &entry);
	build_message(&space, 1, &plane);
	struct trace trace = decode_bytes(&space);
	int64_t number = 0;
	assert_true(trace.complete);
	assert_int_equal(trace.span_count, 3);
	for (size_t i = 0; i < 3; i++) {
		struct trace_span span = trace_span_at(&trace.lines[0], i);
		assert_int_equal(trace_number(&trace, &span, &number), i < 2);
		assert_int_equal(number, i < 2 ? 17 + i : 18);
	}
	trace_fini(&trace);
	str_fini(&space);
	str_fini(&plane);
	str_fini(&line);
	str_fini(&event);
	str_fini(&stat);
	str_fini(&entry);
	str_fini(&metadata);
}

/* ---- What stats say beside spans ---- */

enum { FIELD_NUMBER = 3, FIELD_REF = 7 };

static void add_stat(struct str *event, uint64_t id, uint32_t field, uint64_t value)
{
	struct str stat = {0};
	build_number(&stat, 1, id);
	build_number(&stat, field, value);
	build_message(event, 4, &stat);
	str_fini(&stat);
}

/* `count` stats: id, field, value. */
static void add_saying(struct str *line, uint64_t kind, int64_t offset, const uint64_t (*stats)[3], size_t count)
{
	struct str event = {0};
	build_number(&event, 1, kind);
	build_number(&event, 2, (uint64_t)offset);
	build_number(&event, 3, 100);
	for (size_t i = 0; i < count; i++)
		add_stat(&event, stats[i][0], (uint32_t)stats[i][1], stats[i][2]);
	build_message(line, 4, &event);
	str_fini(&event);
}

static void add_stat_name(struct str *plane, uint64_t id, const char *name)
{
	struct str entry = {0}, metadata = {0};
	build_number(&metadata, 1, id);
	build_text(&metadata, 2, name);
	build_number(&entry, 1, id);
	build_message(&entry, 2, &metadata);
	build_message(plane, 5, &entry);
	str_fini(&metadata);
	str_fini(&entry);
}

static void add_plane(struct str *space, const char *name, struct str *line)
{
	static const char *const stats[] = {"correlation_id", "flow", "_p", "_pt", "_c", "_ct", "bytes_allocated",
	                                    "allocation_bytes", "addr", "allocator_name", "GPU_0_bfc", "else"};
	struct str plane = {0};
	build_number(line, 3, (uint64_t)BASE);
	build_message(&plane, 3, line);
	build_text(&plane, 2, name);
	for (uint64_t i = 0; i < sizeof stats / sizeof *stats; i++)
		add_stat_name(&plane, i + 1, stats[i]);
	add_metadata(&plane, 1, "launch", "");
	add_metadata(&plane, 2, "MemoryAllocation", "");
	add_metadata(&plane, 3, "MemoryDeallocation", "");
	build_message(space, 1, &plane);
	str_fini(&plane);
	str_clear(line);
}

static void flows_and_memory(void **state)
{
	static const uint64_t launch[][3] = {{1, FIELD_NUMBER, 77}, {12, FIELD_NUMBER, 5}};
	static const uint64_t producer[][3] = {{3, FIELD_NUMBER, 9}, {4, FIELD_NUMBER, 2}, {2, FIELD_NUMBER, 5 << 2 | 2}};
	static const uint64_t consumer[][3] = {{5, FIELD_NUMBER, 9}, {6, FIELD_NUMBER, 2}, {2, FIELD_NUMBER, 5 << 2 | 1}};
	static const uint64_t other[][3] = {{5, FIELD_NUMBER, 9}, {6, FIELD_NUMBER, 3}, {2, FIELD_NUMBER, 5 << 2}};
	static const uint64_t memory[][3] = {{8, FIELD_NUMBER, 256}, {9, FIELD_NUMBER, 4096}, {7, FIELD_NUMBER, 1256}, {10, FIELD_REF, 11}};
	struct str space = {0}, line = {0};
	add_saying(&line, 1, 1000, launch, 2);
	add_saying(&line, 1, 2000, producer, 3);
	add_saying(&line, 1, 3000, consumer, 3);
	add_saying(&line, 1, 4000, other, 3);
	add_saying(&line, 2, 5000, memory, 4);
	add_saying(&line, 3, 6000, memory, 4);
	add_saying(&line, 1, 7000, memory, 4); /* no event of an allocator's */
	add_plane(&space, "/host:CPU", &line);
	add_saying(&line, 1, 9000, launch, 1);
	add_plane(&space, "/device:GPU:0", &line);
	struct trace trace = decode_bytes(&space);
	const struct trace_events *events = &trace.events;
	assert_true(trace.complete);
	assert_int_equal(events->end_count, 7);
	uint64_t keys[7];
	for (size_t i = 0; i < 7; i++)
		keys[i] = events->ends[i].key;
	assert_true(keys[0] == keys[6] && keys[1] == keys[3] && keys[2] == keys[4] && keys[5] != keys[2]); /* flow, then producer */
	assert_true(keys[0] != keys[1] && keys[1] != keys[2]);
	assert_int_equal(events->ends[0].phase, FLOW_BEGINS);
	assert_int_equal(events->ends[6].phase, FLOW_ENDS);
	assert_string_equal(names_text(&trace.names, trace.lines[events->ends[6].line].plane).data, "/device:GPU:0");
	assert_true(flow_end_time(&events->ends[6]) == 8000); /* from the first span on */
	assert_int_equal(events->allocation_count, 2);
	assert_int_equal(events->allocations[0].bytes, 256);
	assert_int_equal(events->allocations[1].bytes, -256);
	assert_int_equal(events->allocations[0].total, 1256);
	assert_int_equal(events->allocations[0].address, 4096);
	assert_true(allocation_time(&events->allocations[1]) == 5000);
	assert_string_equal(names_text(&trace.names, events->allocations[0].pool).data, "GPU_0_bfc");
	trace_fini(&trace);
	str_fini(&space);
	str_fini(&line);
}

/* ---- What operations were called with ---- */

static void add_text_stat(struct str *to, uint32_t field, uint64_t id, const char *text)
{
	struct str stat = {0};
	build_number(&stat, 1, id);
	build_text(&stat, 5, text);
	build_message(to, field, &stat);
	str_fini(&stat);
}

/* A kind of which a stat says something. */
static void add_shaped_kind(struct str *plane, uint64_t id, const char *name, uint64_t stat, const char *text)
{
	struct str entry = {0}, metadata = {0};
	build_text(&metadata, 2, name);
	add_text_stat(&metadata, 5, stat, text);
	build_number(&entry, 1, id);
	build_message(&entry, 2, &metadata);
	build_message(plane, 4, &entry);
	str_fini(&metadata);
	str_fini(&entry);
}

/* As a text, as a reference, of all of a kind; what an event says goes before what its kind does. */
static void calls_have_shapes(void **state)
{
	static const uint64_t by_ref[][3] = {{1, FIELD_REF, 20}}, nowhere[][3] = {{1, FIELD_REF, 99}};
	static const char *const expected[] = {"(f32[2])", "(f32[4,2])", "f32[8]{0}", "(f32[4,2])", NULL, NULL};
	struct str space = {0}, plane = {0}, line = {0}, event = {0};
	build_number(&event, 1, 1);
	build_number(&event, 2, 1000);
	add_text_stat(&event, 4, 1, "(f32[2])");
	build_message(&line, 4, &event);
	add_saying(&line, 1, 2000, by_ref, 1);
	add_event(&line, 2, 3000, 5);
	add_saying(&line, 2, 4000, by_ref, 1);
	add_saying(&line, 1, 5000, nowhere, 1);
	add_event(&line, 1, 6000, 5);
	build_message(&plane, 3, &line);
	build_text(&plane, 2, "/host:CPU");
	add_metadata(&plane, 1, "MatMul", "");
	add_shaped_kind(&plane, 2, "fusion", 2, "f32[8]{0}");
	add_stat_name(&plane, 1, "shape");
	add_stat_name(&plane, 2, "shape_with_layout");
	add_stat_name(&plane, 20, "(f32[4,2])");
	build_message(&space, 1, &plane);
	struct trace trace = decode_bytes(&space);
	assert_int_equal(trace.span_count, 6);
	for (size_t i = 0; i < 6; i++) {
		struct trace_span span = trace_span_at(&trace.lines[0], i);
		uint32_t shape = trace_shapes_find(&trace.shapes, trace_place(&span));
		if (expected[i])
			assert_string_equal(names_text(&trace.names, shape).data, expected[i]);
		else
			assert_true(shape == SHAPE_NONE);
	}
	trace_fini(&trace);
	str_fini(&event);
	str_fini(&line);
	str_fini(&plane);
	str_fini(&space);
}

/* Called by the node that ran: the whole name, not what is shown; what a kernel says, as a text or as another stat's name. */
static void spans_are_called_by_nodes(void **state)
{
	struct str space = {0}, plane = {0}, line = {0};
	add_metadata(&plane, 1, "fc/MatMul:MatMul", "MatMul");
	add_metadata(&plane, 2, "kernel_void_128", "");
	static const char *const stats[] = {"tf_op", "fc/Relu:Relu"};
	for (uint64_t i = 0; i < 2; i++) {
		struct str entry = {0}, metadata = {0};
		build_text(&metadata, 2, stats[i]);
		build_number(&entry, 1, i + 5);
		build_message(&entry, 2, &metadata);
		build_message(&plane, 5, &entry);
		str_fini(&entry);
		str_fini(&metadata);
	}
	add_event(&line, 1, 0, 10);
	for (int i = 0; i < 3; i++) {
		struct str event = {0}, stat = {0};
		build_number(&event, 1, 2);
		build_number(&event, 2, (uint64_t)(100 + i));
		build_number(&event, 3, 10);
		build_number(&stat, 1, i == 2 ? 9 : 5); /* the last one says nothing */
		if (i)
			build_number(&stat, 7, 6);
		else
			build_text(&stat, 5, "fc/Add:Add");
		build_message(&event, 4, &stat);
		build_message(&line, 4, &event);
		str_fini(&event);
		str_fini(&stat);
	}
	build_message(&plane, 3, &line);
	build_text(&plane, 2, "/device:GPU:0");
	build_message(&space, 1, &plane);
	for (int of_nodes = 0; of_nodes < 2; of_nodes++) {
		struct trace trace;
		struct far far = {.read = read_memory, .context = &space, .window = malloc(FAR_WINDOW)};
		static const char *const names[2][4] = {{"MatMul", "kernel_void_128", "kernel_void_128", "kernel_void_128"},
		                                        {"fc/MatMul:MatMul", "fc/Add:Add", "fc/Relu:Relu", "kernel_void_128"}};
		trace_init(&trace, 0);
		trace.of_nodes = of_nodes;
		xplane_decode(&far, space.length, &trace);
		assert_int_equal(trace.span_count, 4);
		for (size_t i = 0; i < 4; i++)
			assert_string_equal(names_text(&trace.names, trace_span_at(&trace.lines[0], i).name).data, names[of_nodes][i]);
		trace_fini(&trace);
		free(far.window);
	}
	str_fini(&space);
	str_fini(&plane);
	str_fini(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flows_and_memory),
		cmocka_unit_test(calls_have_shapes),
		cmocka_unit_test(names_and_times_may_lie_behind),
		cmocka_unit_test(complete_planes_count),
		cmocka_unit_test(damage_is_survived),
		cmocka_unit_test(large_fields_are_passed), cmocka_unit_test(steps_have_numbers), cmocka_unit_test(spans_are_called_by_nodes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
