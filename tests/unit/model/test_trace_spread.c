/* The p99 of each operation, against sorting all of its durations, found name by name. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/trace_spread.h"
#include "unit/model/traces.h"

#include <stdio.h>
#include <stdlib.h>

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 16;
}

static int by_length(const void *left, const void *right)
{
	float a = *(const float *)left, b = *(const float *)right;
	return (a > b) - (a < b);
}

static float plain_p99(const struct trace *trace, trace_line_test *test, const struct trace_op *op)
{
	float *durations = malloc(trace->span_count * sizeof *durations);
	size_t count = 0;
	assert_non_null(durations);
	for (size_t l = 0; l < trace->line_count; l++)
		for (size_t k = 0; k < trace->lines[l].count; k++) {
			struct trace_span span = trace_span_at(&trace->lines[l], k);
			if (trace->lines[l].process == op->process && span.name == op->name && test(trace, &trace->lines[l]))
				durations[count++] = (float)trace_duration(&span);
		}
	assert_true(count && count == op->count);
	qsort(durations, count, sizeof *durations, by_length);
	float found = durations[(99 * count + 99) / 100 - 1];
	free(durations);
	return found;
}

static void expect_all(const struct trace *trace, trace_line_test *test)
{
	struct trace_ops ops;
	assert_true(trace_ops_make(trace, test, &ops));
	float *p99 = trace_spread_make(trace, test, &ops);
	assert_non_null(p99);
	for (size_t i = 0; i < ops.count; i++)
		assert_true(p99[i] == plain_p99(trace, test, &ops.items[i]));
	free(p99);
	trace_ops_fini(&ops);
}

/* Processes share their names; of XLA's devices one line repeats the others and does not count. */
static struct trace random_trace(uint32_t seed)
{
	static const char *const lines[] = {"a", "XLA Modules", "c"}, *const names[] = {"mm", "add", "copy", "sum", "p0"};
	static char planes[40][32];
	static struct spec specs[800];
	uint32_t random = seed, processes = 1 + next_random(&random) % 40;
	size_t count = 1 + next_random(&random) % 800;
	for (uint32_t i = 0; i < processes; i++)
		snprintf(planes[i], sizeof planes[i], i % 3 ? "p%u" : "/device:%u", i);
	for (size_t i = 0; i < count; i++)
		specs[i] = (struct spec){planes[next_random(&random) % processes], lines[next_random(&random) % 3],
		                         names[next_random(&random) % 5], (int)(next_random(&random) % 1000),
		                         (int)(next_random(&random) % (seed % 2 ? 500 : 4))};
	return make_trace(specs, count);
}

static void is_what_sorting_finds(void **unused)
{
	for (uint32_t seed = 1; seed <= 60; seed++) {
		struct trace trace = random_trace(seed);
		expect_all(&trace, trace_line_any);
		expect_all(&trace, trace_line_of_work);
		trace_fini(&trace);
	}
}

static void add_calls(struct trace *trace, const char *process, uint32_t *random, size_t count)
{
	static const char *const names[] = {"mm", "add", "copy"};
	uint32_t line, name[3];
	assert_true(trace_add_line(trace, &line) && trace_name(trace, slice_of(process), &trace->lines[line].plane));
	trace->lines[line].line = trace->lines[line].id = trace->lines[line].plane;
	for (int i = 0; i < 3; i++)
		assert_true(trace_name(trace, slice_of(names[i]), &name[i]));
	for (size_t i = 0; i < count; i++)
		assert_true(trace_add(trace, line, name[i % 3], (picoseconds)i * 1000, next_random(random) * 7, i));
}

/* More calls than there is room for at once: operations take turns, and a process that comes behind begins anew. */
static void calls_by_the_million_take_turns(void **unused)
{
	struct trace trace;
	uint32_t random = 7;
	trace_init(&trace, 0);
	add_calls(&trace, "p", &random, 2200000);
	add_calls(&trace, "q", &random, 1000);
	trace_finish(&trace);
	expect_all(&trace, trace_line_any);
	trace_fini(&trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_what_sorting_finds),
		cmocka_unit_test(calls_by_the_million_take_turns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
