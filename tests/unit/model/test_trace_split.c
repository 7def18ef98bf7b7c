/* What steps go to, against a count of every nanosecond. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/trace_split.h"
#include "unit/model/traces.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void expect(const struct spec *specs, size_t count, const char *rules, size_t rows, const int *nanoseconds)
{
	struct trace trace = make_trace(specs, count);
	struct trace_steps steps;
	struct trace_split split;
	assert_true(trace_steps_make(&trace, &steps));
	assert_true(trace_split_make(&trace, NULL, &steps, &split));
	assert_string_equal(trace_split_rules(&split), rules);
	assert_int_equal(split.count, rows);
	for (size_t i = 0; i < rows; i++)
		for (int class = 0; class < CLASSES; class++)
			assert_int_equal((long long)split.rows[i].time[class], nanoseconds[i * CLASSES + (size_t)class] * 1000);
	trace_split_fini(&split);
	trace_steps_fini(&steps);
	trace_fini(&trace);
}

#define EXPECT(specs, rules, rows, ...) \
	expect(specs, sizeof(specs) / sizeof *(specs), rules, rows, (const int[]){__VA_ARGS__})

/*
 * Step 1 is 0–100: input 0–20, an operation 20–90 that launches 30–40; a kernel 35–60 and NCCL's 55–80, of which 60–80 is
 * seen; a copy 78–85. Step 2 is 100–150, with a kernel that began before.
 */
static void as_torch_counts(void **unused)
{
	static const struct spec specs[] = {
		{"python", "main", "ProfilerStep#1", 0, 100},  {"python", "main", "ProfilerStep#2", 100, 50},
		{"python", "main", "enumerate(DataLoader)#_SingleProcessDataLoaderIter.__next__", 0, 20},
		{"python", "main", "aten::mm", 20, 70},        {"python", "main", "cudaLaunchKernel", 30, 10},
		{"python", "main", "train.py(7): step", 0, 150}, {"0", "stream 7", "gemm", 35, 25},
		{"0", "stream 9", "ncclDevKernel_AllReduce", 55, 25}, {"0", "stream 7", "Memcpy HtoD", 78, 7},
		{"0", "stream 7", "late", 95, 15},             {"Spans", "x", "PyTorch Profiler (0)", 0, 150},
	};
	/* compute, communication, copies, launch, input, upload, host, idle */
	EXPECT(specs, "torch-tb-profiler", 2, 30, 18, 7, 5, 20, 0, 15, 5, 10, 0, 0, 0, 0, 0, 0, 40);
}

/* Input goes before communication, and what is sent to a device is a class of its own. */
static void as_xprof_counts(void **unused)
{
	static const struct spec specs[] = {
		{"/host:CPU", "t", "train 1", 0, 100},
		{"/host:CPU", "t", "IteratorGetNext", 10, 20},    {"/host:CPU", "t", "EagerExecute: x", 0, 100},
		{"/host:CPU", "t", "cuLaunchKernel", 40, 10},     {"/host:CPU", "t", "cuddle", 50, 5},
		{"/device:GPU:0", "Stream #1", "nccl_sum", 5, 30}, {"/device:GPU:0", "Stream #1", "MemcpyH2D", 60, 10},
		{"/device:GPU:0", "Stream #1", "MemcpyD2H", 70, 10}, {"/device:GPU:0", "Stream #1", "fusion", 75, 10},
		{"/device:GPU:0", "XLA Modules", "module", 0, 100},
	};
	EXPECT(specs, "xprof", 1, 10, 10, 5, 10, 20, 10, 5, 30);
}

static void without_steps_it_is_the_whole(void **unused)
{
	static const struct spec specs[] = {{"/host:CPU", "t", "a", 5, 10}, {"/host:CPU", "t", "ExecutorState::Process", 25, 10}};
	EXPECT(specs, "xprof", 1, 0, 0, 0, 0, 0, 0, 20, 10); /* no device: nothing is a launch */
}

/* ---- By chance ---- */

static uint64_t state = 3;

static int chance(int most)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (int)((state >> 33) % (uint64_t)most);
}

static void every_nanosecond_counts_once(void **unused)
{
	enum { COUNT = 60, LONG = 400 };
	static const struct { const char *plane, *line, *name; enum trace_class class; } kinds[] = {
		{"0", "stream 1", "k", CLASS_COMPUTE},      {"0", "stream 2", "Memset", CLASS_COPY},
		{"python", "a", "nccl:all_reduce", CLASS_COMMUNICATION}, {"python", "b", "hipMalloc", CLASS_LAUNCH},
		{"python", "c", "enumerate(DataPipe)#x", CLASS_INPUT},  {"python", "d", "aten::relu", CLASS_HOST},
	};
	for (int round = 0; round < 200; round++) {
		struct spec specs[COUNT + 5];
		int order[LONG], expected[5 * CLASSES] = {0}, size = 0;
		for (int i = 0; i < LONG; i++)
			order[i] = 99;
		for (; size < COUNT; size++) {
			int kind = chance(6), start = chance(LONG - 60), length = chance(60);
			specs[size] = (struct spec){kinds[kind].plane, kinds[kind].line, kinds[kind].name, start, length};
			for (int i = start; i < start + length; i++)
				order[i] = kind < order[i] ? kind : order[i];
		}
		specs[size++] = (struct spec){"python", "s", "ProfilerStep#0", 0, 0}; /* the clock's start, and a step of no time */
		for (int i = 1; i < 5; i++)
			specs[size++] = (struct spec){"python", "s", "ProfilerStep#1", i * 70, 50 + chance(20)};
		for (int i = 1; i < 5; i++)
			for (int at = i * 70; at < i * 70 + specs[COUNT + i].duration; at++)
				expected[i * CLASSES + (int)(order[at] == 99 ? CLASS_IDLE : kinds[order[at]].class)]++;
		expect(specs, (size_t)size, "torch-tb-profiler", 5, expected);
	}
}

/* How much a device computes, communication is under way, and both, within steps; of no device the host computes. */
static void what_computing_hides(void **unused)
{
	enum { COUNT = 40, LONG = 400 };
	for (int round = 0; round < 200; round++) {
		bool device = round % 2;
		struct spec specs[COUNT + 4];
		bool compute[LONG] = {false}, communication[LONG] = {false};
		long long expected[3] = {0};
		int size = 0;
		for (; size < COUNT; size++) {
			int start = chance(LONG - 60), length = 1 + chance(50), talks = chance(2);
			specs[size] = talks ? (struct spec){"python", "a", "gloo:all_reduce", start, length}
			                    : (struct spec){device ? "0" : "python", device ? "stream 1" : "b", "work", start, length};
			for (int i = start; i < start + length; i++)
				*(talks ? &communication[i] : &compute[i]) = true;
		}
		specs[size++] = (struct spec){"python", "s", "ProfilerStep#0", 0, 0};
		for (int i = 1; i < 4; i++) {
			int length = 60 + chance(30);
			specs[size++] = (struct spec){"python", "s", "ProfilerStep#1", i * 95, length};
			for (int at = i * 95; at < i * 95 + length; at++) {
				expected[0] += compute[at];
				expected[1] += communication[at];
				expected[2] += compute[at] && communication[at];
			}
		}
		struct trace trace = make_trace(specs, (size_t)size);
		struct trace_steps steps;
		struct trace_split split;
		assert_true(trace_steps_make(&trace, &steps));
		assert_true(trace_split_make(&trace, NULL, &steps, &split));
		assert_int_equal((long long)split.overlap.compute, expected[0] * 1000);
		assert_int_equal((long long)split.overlap.communication, expected[1] * 1000);
		assert_int_equal((long long)split.overlap.both, expected[2] * 1000);
		trace_split_fini(&split);
		trace_steps_fini(&steps);
		trace_fini(&trace);
	}
}

/* The number of the span of a name on a line. */
static uint32_t number_of(const struct trace *trace, uint32_t line, const char *name)
{
	for (uint32_t i = 0; i < trace->lines[line].count; i++)
		if (slice_equal(names_text(&trace->names, trace_span_at(&trace->lines[line], i).name), slice_of(name)))
			return i;
	fail();
	return 0;
}

static struct trace_flow flow(struct trace *trace, uint32_t from_line, const char *from, uint32_t to_line, const char *to)
{
	uint32_t name;
	assert_true(trace_name(trace, slice_of("producer"), &name));
	return (struct trace_flow){from_line, number_of(trace, from_line, from), to_line, number_of(trace, to_line, to), name};
}

/*
 * Steps 0–100 and 200–300 on thread a. The first has b run 20–60, a region of a pool, which has c run 70–150, of which
 * 70–100 is of the step; b runs 80–95 for nobody, and so does d all the time.
 */
static void of_other_threads_what_steps_caused(void **unused)
{
	static const struct spec specs[] = {
		{"/host:CPU", "a", "train 1", 0, 100},   {"/host:CPU", "a", "train 2", 200, 100}, {"/host:CPU", "a", "ask", 10, 2},
		{"/host:CPU", "b", "ThreadpoolListener::StartRegion", 20, 0}, {"/host:CPU", "b", "launch", 50, 5},
		{"/host:CPU", "b", "ThreadpoolListener::StopRegion", 60, 0},  {"/host:CPU", "b", "loose", 80, 15},
		{"/host:CPU", "c", "late", 70, 80},      {"/host:CPU", "c", "inner", 90, 20}, {"/host:CPU", "d", "alone", 0, 300},
		{"/host:CPU", "c", "later", 240, 10},
	};
	struct trace trace = make_trace(specs, sizeof specs / sizeof *specs);
	struct trace_flow items[] = {
		flow(&trace, 0, "ask", 1, "ThreadpoolListener::StartRegion"), flow(&trace, 1, "launch", 2, "late"),
		flow(&trace, 1, "loose", 2, "later"), flow(&trace, 2, "inner", 0, "ask"), /* around: once is enough */
	};
	struct trace_flows flows = {.items = items, .count = sizeof items / sizeof *items};
	struct trace_steps steps;
	struct trace_split split;
	assert_true(trace_steps_make(&trace, &steps));
	trace.causes = true;
	assert_true(trace_split_make(&trace, &flows, &steps, &split));
	assert_int_equal(split.count, 2);
	assert_true(split.rows[0].time[CLASS_HOST] == (2 + 40 + 30) * 1000);
	assert_true(split.rows[0].time[CLASS_IDLE] == 28 * 1000);
	assert_true(split.rows[1].time[CLASS_HOST] == 0);
	trace_split_fini(&split);
	trace.causes = false; /* a form that doesn't tell: any thread may be the step's */
	assert_true(trace_split_make(&trace, &flows, &steps, &split));
	assert_true(split.rows[0].time[CLASS_HOST] == 100 * 1000 && split.rows[1].time[CLASS_HOST] == 100 * 1000);
	trace_split_fini(&split);
	trace_steps_fini(&steps);
	trace_fini(&trace);
}

#define MANY 60000

static void add_many(struct trace *trace, const char *thread, const char *name, int duration)
{
	uint32_t line, number;
	assert_true(trace_add_line(trace, &line));
	assert_true(trace_name(trace, slice_of("/host:CPU"), &trace->lines[line].plane));
	assert_true(trace_name(trace, slice_of(thread), &trace->lines[line].line));
	trace->lines[line].id = trace->lines[line].line;
	if (duration) {
		assert_true(trace_name(trace, slice_of("train 1"), &number));
		assert_true(trace_add(trace, line, number, 0, duration, line));
	}
	assert_true(trace_name(trace, slice_of(name), &number));
	for (int i = 0; i < MANY; i++)
		assert_true(trace_add(trace, line, number, i + 1, duration ? 1 : 4 * MANY - 2 * i, 8 + i));
}

/*
 * Each of the spans that a step causes on b lies in the one before, and causes a region on c that never stops: as many
 * looks at each other would take minutes.
 */
static void threads_that_are_nested_deep(void **unused)
{
	struct trace trace;
	struct trace_flow *items = calloc(2 * MANY, sizeof *items);
	struct trace_flows flows = {.items = items, .count = 2 * MANY};
	struct trace_steps steps;
	struct trace_split split;
	uint32_t name;
	trace_init(&trace, 0);
	add_many(&trace, "a", "ask", 5 * MANY);
	add_many(&trace, "b", "nested", 0);
	add_many(&trace, "c", "ThreadpoolListener::StartRegion", 0);
	assert_true(trace_name(&trace, slice_of("producer"), &name));
	trace_finish(&trace);
	for (uint32_t i = 0; i < MANY; i++) {
		items[i] = (struct trace_flow){0, i + 1, 1, i, name};
		items[MANY + i] = (struct trace_flow){1, i, 2, i, name};
	}
	assert_true(trace_steps_make(&trace, &steps));
	trace.causes = true;
	assert_true(trace_split_make(&trace, &flows, &steps, &split));
	assert_int_equal(split.count, 1);
	assert_true(split.rows[0].time[CLASS_HOST] == 4 * MANY);
	trace_split_fini(&split);
	trace_steps_fini(&steps);
	trace_fini(&trace);
	free(items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_that_are_nested_deep),
		cmocka_unit_test(as_torch_counts), cmocka_unit_test(of_other_threads_what_steps_caused), cmocka_unit_test(as_xprof_counts),
		cmocka_unit_test(without_steps_it_is_the_whole), cmocka_unit_test(every_nanosecond_counts_once), cmocka_unit_test(what_computing_hides),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
