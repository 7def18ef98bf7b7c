/* The flame of a stretch of a line: that of all of it, and of any part what lies within. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/trace_flame.h"
#include "model/trace_tracks.h"
#include "unit/model/traces.h"

#include <stdlib.h>

#define MOST 2000

static uint32_t chance(uint32_t most)
{
	static uint64_t state = 3;
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % most;
}

static size_t nest(struct spec *specs, size_t count, int start, int duration)
{
	static const char *const names[] = {"a", "b", "c", "Step#1", "Step#2"};
	if (count == MOST || duration < 2)
		return count;
	specs[count++] = (struct spec){"p", "l", names[chance(5)], start, duration};
	for (int at = start + (int)chance((uint32_t)duration / 2 + 1); at < start + duration; at += 1 + (int)chance((uint32_t)duration)) {
		int left = start + duration - at;
		int taken = 1 + (int)chance((uint32_t)left);
		count = nest(specs, count, at, taken);
		at += taken;
	}
	return count;
}

static struct trace by_chance(void)
{
	struct spec *specs = calloc(MOST, sizeof *specs);
	size_t count = 0;
	for (int at = 0; count < MOST / 2; at += 2000)
		count = nest(specs, count, at, 1900);
	struct trace trace = make_trace(specs, count);
	free(specs);
	return trace;
}

static const struct trace_flame *make(struct flame_range *range, uint32_t at_once)
{
	assert_non_null(range);
	assert_null(flame_range_done(range));
	while (!flame_range_go_on(range, at_once))
		continue;
	assert_non_null(flame_range_done(range));
	return flame_range_done(range);
}

static void all_of_it_is_the_line(void **state)
{
	struct trace trace = by_chance();
	struct trace_flame whole;
	assert_true(trace_flame_make(&trace, &whole));
	struct flame_range *range = flame_range_start(&trace, 0, 0, 0, trace.extent + 1000);
	const struct trace_flame *flame = make(range, 7);
	assert_int_equal(flame->count, whole.count);
	for (size_t i = 0; i < whole.count; i++) {
		assert_true(flame->nodes[i].total == whole.nodes[i].total && flame->nodes[i].self == whole.nodes[i].self);
		assert_int_equal(flame->nodes[i].count, whole.nodes[i].count);
		assert_int_equal(flame->nodes[i].name, whole.nodes[i].name);
	}
	flame_range_free(range);
	trace_flame_fini(&whole);
	trace_fini(&trace);
}

/* Of a part the outermost spans take what they take of it, and all are their own time together. */
static void a_part_is_what_lies_within(void **state)
{
	struct trace trace = by_chance();
	struct trace_tracks tracks;
	assert_true(trace_tracks_make(&trace, NULL, &tracks));
	for (int round = 0; round < 300; round++) {
		picoseconds from = (picoseconds)chance(60000) * 500, to = from + 1 + (picoseconds)chance(9000) * 700, self = 0;
		struct flame_range *range = flame_range_start(&trace, 0, trace_tracks_first(&tracks, 0, from), from, to);
		const struct trace_flame *flame = make(range, 1 + chance(500));
		for (size_t i = 0; i < flame->count; i++)
			self += flame->nodes[i].self;
		assert_true(self == flame->nodes[0].total);
		assert_true((double)self == track_busy(&tracks, 0, 0, from, to));
		flame_range_free(range);
	}
	trace_tracks_fini(&tracks);
	trace_fini(&trace);
}

static void of_nothing(void **state)
{
	struct trace trace = by_chance();
	struct flame_range *range = flame_range_start(&trace, 0, (uint32_t)trace.lines[0].count, trace.extent + 5000, trace.extent + 6000);
	assert_int_equal(make(range, 1000)->nodes[0].total, 0);
	flame_range_free(range);
	trace_fini(&trace);
	flame_range_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_it_is_the_line), cmocka_unit_test(a_part_is_what_lies_within), cmocka_unit_test(of_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
