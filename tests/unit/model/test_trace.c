/* Busy time, self time, operations and steps; the figures are drawn by hand beside each line of spans. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/trace_nesting.h"
#include "model/trace_ops.h"
#include "model/trace_steps.h"
#include "model/trace_walk.h"
#include "unit/model/traces.h"

#include <stdio.h>

#define MAKE(specs) make_trace(specs, sizeof specs / sizeof *specs)

/*
 * a |----------|            0–10
 * b   |--|                  2–5: in a
 * c     |--|                4–7: in a, over b; its own time in a is 5–7
 * d         |----|          8–13: ends after a: nobody's child
 * e         |-|             8–10: in d, which is the last before it that contains it
 * a              |          13–13
 */
static const struct spec overlapping[] = {
	{"p", "t", "a", 0, 10}, {"p", "t", "b", 2, 3}, {"p", "t", "c", 4, 3},
	{"p", "t", "d", 8, 5},  {"p", "t", "e", 8, 2}, {"p", "t", "a", 13, 0},
};

static const struct trace_op *op_of(const struct trace *trace, const struct trace_ops *ops, const char *plane,
                                    const char *name)
{
	for (size_t i = 0; i < ops->count; i++)
		if (slice_equal(names_text(&trace->names, ops->items[i].name), slice_of(name)) &&
		    slice_equal(names_text(&trace->names, ops->items[i].process), slice_of(plane)))
			return &ops->items[i];
	return NULL;
}

static void expect_op(const struct trace *trace, const struct trace_ops *ops, const char *name, uint64_t count,
                      int total, int self)
{
	const struct trace_op *op = op_of(trace, ops, "p", name);
	assert_non_null(op);
	assert_int_equal(op->count, count);
	assert_true(op->total == total * 1000);
	assert_true(op->self == self * 1000);
}

static void self_time_is_what_children_leave(void **state)
{
	struct trace trace = MAKE(overlapping);
	struct trace_ops ops;
	assert_int_equal(trace.line_count, 1);
	assert_true(trace_busy(&trace.lines[0]) == 13000);
	assert_true(trace_ops_make(&trace, trace_line_any, &ops));
	assert_int_equal(ops.count, 5);
	expect_op(&trace, &ops, "a", 2, 10, 5);
	expect_op(&trace, &ops, "b", 1, 3, 3);
	expect_op(&trace, &ops, "c", 1, 3, 3);
	expect_op(&trace, &ops, "d", 1, 5, 3);
	expect_op(&trace, &ops, "e", 1, 2, 2);
	assert_true(op_of(&trace, &ops, "p", "a")->shortest == 0);
	assert_true(op_of(&trace, &ops, "p", "e")->first == 8000);
	trace_ops_fini(&ops);
	trace_fini(&trace);
}

static void planes_and_devices_are_apart(void **state)
{
	static const struct spec specs[] = {
		{"/host:CPU", "python", "k", 0, 5},          {"/device:GPU:0", "Stream #1", "k", 1, 2},
		{"/device:GPU:0", "Stream #2", "k", 1, 3},   {"/device:GPU:0", "Steps", "0", 0, 9},
		{"python", "stream 7", "k", 1, 7},           {"/device:GPU:0", "XLA Modules", "m", 0, 9},
	};
	struct trace trace = MAKE(specs);
	struct trace_ops ops;
	assert_true(trace_ops_make(&trace, trace_line_of_device, &ops));
	assert_int_equal(ops.count, 2);
	assert_int_equal(op_of(&trace, &ops, "/device:GPU:0", "k")->count, 2);
	assert_true(op_of(&trace, &ops, "/device:GPU:0", "k")->total == 5000);
	assert_true(ops.items[0].total == 7000); /* the largest first */
	trace_ops_fini(&ops);
	assert_true(trace_ops_make(&trace, trace_line_any, &ops));
	assert_int_equal(ops.count, 5);
	trace_ops_fini(&ops);
	trace_fini(&trace);
}

static void steps_are_markers(void **state)
{
	static const struct spec specs[] = {
		{"python", "t", "ProfilerStep#12", 0, 10}, {"python", "t", "train", 1, 2},
		{"/host:CPU", "t", "train", 20, 10},       {"/host:CPU", "t", "train 7", 22, 3},
		{"/host:CPU", "t", "train/x", 40, 1},      {"/host:CPU", "u", "test 3", 5, 1},
		{"/device:TPU:0", "Steps", "4", 21, 8},    {"/device:TPU:0", "XLA Ops", "4", 21, 8},
	};
	static const int64_t numbers[] = {12, 3, -1, 4};
	static const int starts[] = {0, 5, 20, 21};
	struct trace trace = MAKE(specs);
	struct trace_steps steps;
	assert_true(trace_steps_make(&trace, &steps));
	assert_int_equal(steps.count, 4);
	for (size_t i = 0; i < steps.count; i++) {
		assert_int_equal(steps.items[i].number, numbers[i]);
		assert_true(trace_start(&steps.items[i].span) == starts[i] * 1000);
	}
	trace_steps_fini(&steps);
	trace_fini(&trace);
}

/* Many lines, each with some spans: all come out, in order. */
static void walking_merges_lines(void **state)
{
	struct spec specs[400];
	char lines[40][8];
	for (int i = 0; i < 400; i++) {
		snprintf(lines[i % 40], sizeof lines[0], "t%d", i % 40);
		specs[i] = (struct spec){"p", lines[i % 40], "x", i * 7919 % 101, i * 31 % 17};
	}
	struct trace trace = MAKE(specs);
	struct trace_walk walk;
	uint32_t line;
	struct trace_span span, before;
	size_t count = 0;
	assert_int_equal(trace.line_count, 40);
	assert_true(trace_walk_start(&walk, &trace));
	for (; trace_walk_next(&walk, &line, &span); before = span, count++)
		assert_true(!count || trace_order(&before, &span) < 0);
	assert_int_equal(count, 400);
	trace_walk_fini(&walk);
	trace_fini(&trace);
}

/* As deep as there are spans: no recursion. */
static void nesting_may_be_deep(void **state)
{
	enum { DEEP = 200000 };
	struct trace trace;
	struct trace_ops ops;
	uint32_t line, name;
	trace_init(&trace, 0);
	assert_true(trace_add_line(&trace, &line) && trace_name(&trace, slice_of("p"), &name));
	trace.lines[line] = (struct trace_line){.plane = name, .line = name, .id = name};
	for (int i = 0; i < DEEP; i++)
		assert_true(trace_add(&trace, line, name, i, 2 * (DEEP - i), (uint64_t)i));
	trace_finish(&trace);
	assert_true(trace_ops_make(&trace, trace_line_any, &ops));
	assert_int_equal(ops.count, 1);
	assert_true(ops.items[0].self == 2 * DEEP); /* a layer is 2 ps longer than the next */
	trace_ops_fini(&ops);
	trace_fini(&trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(self_time_is_what_children_leave),
		cmocka_unit_test(planes_and_devices_are_apart),
		cmocka_unit_test(steps_are_markers),
		cmocka_unit_test(walking_merges_lines),
		cmocka_unit_test(nesting_may_be_deep),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
