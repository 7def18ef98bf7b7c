/* Operations by line and by step, against adding up span by span in the dumbest way. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/trace_parts.h"
#include "unit/model/traces.h"

#include <stdio.h>
#include <stdlib.h>

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 16;
}

/* What of a span is not covered by its direct children: a point at a time. */
static picoseconds own_time(const struct trace_line *line, size_t number)
{
	struct trace_span span = trace_span_at(line, number);
	picoseconds own = 0;
	for (picoseconds at = trace_start(&span); at < trace_end(&span); at += 1000) {
		bool covered = false;
		for (size_t i = number + 1; i < line->count && !covered; i++) {
			struct trace_span other = trace_span_at(line, i);
			covered = trace_start(&other) <= at && at < trace_end(&other) && trace_end(&other) <= trace_end(&span);
		}
		own += covered ? 0 : 1000;
	}
	return own;
}

static uint32_t step_of(const struct trace_steps *steps, uint32_t line, picoseconds time)
{
	for (uint32_t i = 0; i < steps->count; i++)
		if (steps->items[i].line == line && trace_start(&steps->items[i].span) <= time && time < trace_end(&steps->items[i].span))
			return i;
	return PART_OUTSIDE;
}

static void expect_parts(const struct trace *trace, const struct trace_ops *ops, const struct trace_steps *steps,
                         const struct trace_parts *parts)
{
	uint64_t spans = 0;
	size_t unused;
	uint32_t of = steps ? trace_steps_line(trace, steps, &unused) : 0;
	for (size_t i = 0; i < parts->count; i++) {
		const struct trace_part *part = &parts->items[i];
		const struct trace_op *op = &ops->items[part->op];
		struct trace_part sum = {.group = part->group, .op = part->op};
		for (uint32_t l = 0; l < trace->line_count; l++)
			for (size_t k = 0; trace->lines[l].process == op->process && k < trace->lines[l].count; k++) {
				struct trace_span span = trace_span_at(&trace->lines[l], k);
				picoseconds duration = trace_duration(&span);
				if (span.name != op->name || (steps ? step_of(steps, of, trace_start(&span)) : l) != part->group)
					continue;
				sum.count++;
				sum.total += duration;
				sum.self += own_time(&trace->lines[l], k);
				sum.longest = duration > sum.longest ? duration : sum.longest;
			}
		assert_int_equal(part->count, sum.count);
		assert_true(part->total == sum.total && part->self == sum.self && part->longest == sum.longest);
		for (size_t k = 0; k < i; k++)
			assert_false(parts->items[k].group == part->group && parts->items[k].op == part->op);
		spans += part->count;
	}
	assert_true(spans == trace->span_count); /* none is lost */
}

/* Spans in spans on three lines of two processes, steps with gaps between them. */
static void sums_are_those_of_a_count(void **state)
{
	static const char *const names[] = {"a", "b", "c", "d"};
	for (uint32_t seed = 1; seed <= 20; seed++) {
		struct spec specs[120];
		char steps_names[6][24];
		uint32_t random = seed;
		size_t count = 0;
		for (int i = 0; i < 6; i++) {
			snprintf(steps_names[i], sizeof steps_names[i], "ProfilerStep#%d", i);
			specs[count++] = (struct spec){"p", "t0", steps_names[i], i * 50, 30 + (int)(next_random(&random) % 20)};
		}
		for (; count < 120; count++) {
			static const char *const lines[] = {"t0", "t1", "t2"};
			uint32_t line = next_random(&random) % 3, level = next_random(&random) % 3;
			int width = level == 0 ? 27 : level == 1 ? 9 : 3; /* aligned: one lies in another or beside it */
			int start = (int)(next_random(&random) % 12) * 27 + (int)(next_random(&random) % (27 / (uint32_t)width)) * width;
			specs[count] = (struct spec){line == 2 ? "q" : "p", lines[line], names[next_random(&random) % 4], start + 1000 * (line == 0), width};
		}
		struct trace trace = make_trace(specs, count);
		struct trace_ops ops;
		struct trace_steps steps;
		struct trace_parts parts;
		assert_true(trace_ops_make(&trace, trace_line_any, &ops) && trace_steps_make(&trace, &steps));
		assert_int_equal(steps.count, 6);
		assert_true(trace_parts_by_line(&trace, trace_line_any, &ops, &parts));
		expect_parts(&trace, &ops, NULL, &parts);
		trace_parts_fini(&parts);
		assert_true(trace_parts_by_step(&trace, trace_line_any, &ops, &steps, &parts));
		expect_parts(&trace, &ops, &steps, &parts);
		trace_parts_fini(&parts);
		trace_steps_fini(&steps);
		trace_ops_fini(&ops);
		trace_fini(&trace);
	}
}

/* Each operation by what it is of, and no other. */
static void expect_found(const struct trace *trace, const struct trace_ops *ops)
{
	for (uint32_t process = 0; process < trace->names.count; process++) {
		size_t first = trace_ops_first(ops, process), count = 0;
		for (uint32_t name = 0; name < trace->names.count; name++) {
			uint32_t wanted = TRACE_NO_OP;
			for (uint32_t i = 0; i < ops->count; i++)
				if (ops->items[i].process == process && ops->items[i].name == name)
					wanted = i;
			count += wanted != TRACE_NO_OP;
			assert_int_equal(trace_ops_find(ops, process, name), wanted);
		}
		for (size_t i = 0; i < ops->count; i++)
			assert_true((ops->places[i].process == process) == (i >= first && i < first + count));
	}
}

/* As many processes as a cluster has, whose operations have the same names. */
static void those_of_many_processes_are_apart(void **state)
{
	static const char *const lines[] = {"t0", "t1"}, *const names[] = {"a", "b", "c", "p1"};
	for (uint32_t seed = 1; seed <= 20; seed++) {
		static char planes[40][16];
		struct spec specs[160];
		uint32_t random = seed, processes = 1 + next_random(&random) % 40;
		for (uint32_t i = 0; i < processes; i++)
			snprintf(planes[i], sizeof planes[i], "p%u", i);
		for (size_t i = 0; i < 160; i++)
			specs[i] = (struct spec){planes[next_random(&random) % processes], lines[next_random(&random) % 2],
			                         names[next_random(&random) % 4], (int)i * 10, 1 + (int)(next_random(&random) % 9)};
		struct trace trace = make_trace(specs, 160);
		struct trace_ops ops;
		struct trace_parts parts;
		assert_true(trace_ops_make(&trace, trace_line_any, &ops));
		expect_found(&trace, &ops);
		assert_true(trace_parts_by_line(&trace, trace_line_any, &ops, &parts));
		expect_parts(&trace, &ops, NULL, &parts);
		trace_parts_fini(&parts);
		trace_ops_fini(&ops);
		trace_fini(&trace);
	}
}

static void without_steps_there_are_none(void **state)
{
	static const struct spec specs[] = {{"p", "t", "a", 0, 5}};
	struct trace trace = make_trace(specs, 1);
	struct trace_ops ops;
	struct trace_steps steps;
	struct trace_parts parts;
	assert_true(trace_ops_make(&trace, trace_line_any, &ops) && trace_steps_make(&trace, &steps));
	assert_true(trace_parts_by_step(&trace, trace_line_any, &ops, &steps, &parts));
	assert_true(parts.count == 0 && !parts.cut);
	trace_parts_fini(&parts);
	trace_steps_fini(&steps);
	trace_ops_fini(&ops);
	trace_fini(&trace);
}

/* A name of its own for each call: as many as are kept is fine, one more is none at all, and said. */
static void too_many_are_none(void **state)
{
	for (size_t more = 0; more < 2; more++) {
		struct trace trace;
		struct trace_ops ops;
		struct trace_parts parts;
		uint32_t line, name;
		char text[24];
		trace_init(&trace, 0);
		assert_true(trace_add_line(&trace, &line) && trace_name(&trace, slice_of("p"), &name));
		trace.lines[line] = (struct trace_line){.plane = name, .line = name, .id = name};
		for (size_t i = 0; i < PARTS_MOST + more; i++) {
			snprintf(text, sizeof text, "call %zu", i);
			assert_true(trace_name(&trace, slice_of(text), &name) && trace_add(&trace, line, name, (picoseconds)i, 1, i));
		}
		trace_finish(&trace);
		assert_true(trace_ops_make(&trace, trace_line_any, &ops));
		assert_true(trace_parts_by_line(&trace, trace_line_any, &ops, &parts));
		assert_int_equal(parts.count, more ? 0 : PARTS_MOST);
		assert_int_equal(parts.cut, more);
		trace_parts_fini(&parts);
		trace_ops_fini(&ops);
		trace_fini(&trace);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_are_those_of_a_count),
		cmocka_unit_test(those_of_many_processes_are_apart),
		cmocka_unit_test(without_steps_there_are_none),
		cmocka_unit_test(too_many_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
