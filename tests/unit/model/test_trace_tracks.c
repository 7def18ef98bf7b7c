/* Spans on tracks, added up by path, how durations spread: against the same found the slow way, on traces by chance. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/profile.h"
#include "model/trace_nesting.h"
#include "model/trace_spread.h"
#include "unit/model/traces.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t seed;

static uint32_t chance(uint32_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % below;
}

/* One line; `wild` spans overlap as they like, others lie in one another. */
static struct trace by_chance(int count, bool wild)
{
	struct trace trace;
	uint32_t line, name;
	int64_t at = 0, room = 100000, outer = at + room;
	trace_init(&trace, 0);
	assert_true(trace_add_line(&trace, &line));
	assert_true(trace_name(&trace, slice_of("p"), &trace.lines[line].plane));
	trace.lines[line].line = trace.lines[line].id = trace.lines[line].plane;
	for (int i = 0; i < count; i++) {
		char text[20];
		snprintf(text, sizeof text, "op%u", chance(9));
		assert_true(trace_name(&trace, slice_of(text), &name));
		int64_t start = wild ? chance(5000) : at, duration = wild ? chance(chance(10) ? 40 : 2000) : room;
		assert_true(trace_add(&trace, line, name, start * 1000 + (wild ? chance(3) : 0), duration * 1000, (uint64_t)i));
		if (chance(4) && room > 10) { /* into it */
			at += chance(5);
			room = room / 2;
		} else { /* behind all of it */
			at = outer + chance(50);
			room = 1 + chance(2000);
			outer = at + room;
		}
	}
	trace_finish(&trace);
	return trace;
}

static picoseconds duration_of(const struct trace_tracks *tracks, uint32_t track, uint32_t place)
{
	struct trace_span span = track_span(tracks, 0, track, place);
	return trace_duration(&span);
}

static picoseconds end_of(const struct trace_tracks *tracks, uint32_t track, uint32_t place)
{
	picoseconds duration = duration_of(tracks, track, place);
	return track_start(tracks, 0, track, place) + duration + !duration;
}

static uint32_t name_at(const struct trace_line *line, size_t span)
{
	return trace_span_at(line, span).name;
}

static void check_track(const struct trace_tracks *tracks, uint32_t track)
{
	const struct trace_track *on = &tracks->lines[0].tracks[track];
	for (uint32_t i = 1; i < on->count; i++)
		assert_true(track_start(tracks, 0, track, i) >=
		            track_start(tracks, 0, track, i - 1) + duration_of(tracks, track, i - 1));
	for (int k = 0; k < 50; k++) {
		picoseconds start = chance(6000) * 1000, end = start + 1 + chance(900000);
		uint32_t seek = 0, from = chance(on->count), to = from + 1 + chance(on->count - from), longest = from;
		double busy = 0;
		while (seek < on->count && end_of(tracks, track, seek) <= start)
			seek++;
		assert_int_equal(track_seek(tracks, 0, track, start), seek);
		for (uint32_t i = from; i < to; i++)
			if (duration_of(tracks, track, i) > duration_of(tracks, track, longest))
				longest = i;
		assert_true(duration_of(tracks, track, track_longest(tracks, 0, track, from, to)) ==
		            duration_of(tracks, track, longest));
		for (uint32_t i = 0; i < on->count; i++) {
			struct trace_span span = track_span(tracks, 0, track, i);
			picoseconds left = trace_start(&span) > start ? trace_start(&span) : start;
			picoseconds right = trace_end(&span) < end ? trace_end(&span) : end;
			busy += right > left ? (double)(right - left) : 0;
		}
		assert_true(fabs(track_busy(tracks, 0, track, start, end) - busy) < 1);
	}
}

static void check_finding(const struct trace_tracks *tracks)
{
	const struct trace_line *line = &tracks->trace->lines[0];
	bool wanted[64] = {false};
	uint32_t name = name_at(line, chance((uint32_t)line->count)), after = chance((uint32_t)line->count);
	wanted[name] = true;
	uint32_t next = after + 1, before = after;
	while (next < line->count && name_at(line, next) != name)
		next++;
	while (before > 0 && name_at(line, before - 1) != name)
		before--;
	assert_int_equal(trace_tracks_next(tracks, 0, after, wanted, trace_tracks_mask(name), false),
	                 next < line->count ? next : TRACE_NO_SPAN);
	assert_int_equal(trace_tracks_next(tracks, 0, after, wanted, trace_tracks_mask(name), true),
	                 before > 0 ? before - 1 : TRACE_NO_SPAN);
}

static void spans_lie_on_tracks(void **state)
{
	for (int round = 0; round < 60; round++) {
		struct trace trace = by_chance(1 + (int)chance(3000), round % 2);
		struct trace_tracks tracks;
		uint64_t count = 0;
		assert_true(trace_tracks_make(&trace, NULL, &tracks));
		for (uint32_t track = 0; track < tracks.lines[0].count; track++) {
			count += tracks.lines[0].tracks[track].count;
			check_track(&tracks, track);
		}
		assert_int_equal(count + tracks.lines[0].deeper, trace.span_count);
		for (int i = 0; i < 20; i++)
			check_finding(&tracks);
		uint32_t span = chance((uint32_t)trace.span_count), track, place;
		if (trace_tracks_find(&tracks, 0, span, &track, &place))
			assert_int_equal(tracks.lines[0].tracks[track].spans[place], span);
		else
			assert_true(tracks.lines[0].deeper > 0);
		trace_tracks_fini(&tracks);
		trace_fini(&trace);
	}
}

/* A span that nests is one track below its parent. */
static void tracks_are_depths(void **state)
{
	struct trace trace = by_chance(500, false);
	struct trace_tracks tracks;
	assert_true(trace_tracks_make(&trace, NULL, &tracks));
	assert_false(tracks.lines[0].shifted);
	for (uint32_t track = 1; track < tracks.lines[0].count; track++)
		for (uint32_t i = 0; i < tracks.lines[0].tracks[track].count; i++) {
			struct trace_span span = track_span(&tracks, 0, track, i);
			struct trace_span above =
				track_span(&tracks, 0, track - 1, track_seek(&tracks, 0, track - 1, trace_start(&span)));
			assert_true(trace_start(&above) <= trace_start(&span) && trace_end(&above) >= trace_end(&span));
		}
	trace_tracks_fini(&tracks);
	trace_fini(&trace);
}

static void stopping_makes_nothing(void **state)
{
	struct trace trace = by_chance(50, true);
	struct trace_tracks tracks;
	atomic_bool stop = true;
	assert_false(trace_tracks_make(&trace, &stop, &tracks));
	assert_int_equal(tracks.count, 0);
	trace_fini(&trace);
}

static int by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

static void durations_spread(void **state)
{
	for (int round = 0; round < 30; round++) {
		struct trace trace = by_chance(1 + (int)chance(2000), round % 2);
		struct trace_ops ops;
		assert_true(trace_ops_make(&trace, trace_line_any, &ops));
		float *p99 = trace_spread_make(&trace, trace_line_any, &ops), all[2000];
		assert_non_null(p99);
		for (size_t i = 0; i < ops.count; i++) {
			size_t count = 0;
			for (size_t k = 0; k < trace.lines[0].count; k++) {
				struct trace_span span = trace_span_at(&trace.lines[0], k);
				if (span.name == ops.items[i].name)
					all[count++] = (float)trace_duration(&span);
			}
			qsort(all, count, sizeof *all, by_value);
			size_t rank = (size_t)ceil(0.99 * (double)count);
			assert_true(p99[i] == all[rank - 1]);
		}
		free(p99);
		trace_ops_fini(&ops);
		trace_fini(&trace);
	}
}

/* Two lines of one process with another's between them, as a process called "X (1)" comes beside two called "X". */
static void durations_spread_where_planes_share_a_process(void **state)
{
	static const struct spec specs[] = {{"X", "1", "k", 1, 5}, {"Y", "1", "k", 1, 1}, {"Z", "1", "k", 1, 2}};
	static const char *const processes[] = {"X (1)", "Y (2)", "X (1)"};
	struct trace trace;
	struct trace_ops ops;
	trace_init(&trace, 0);
	for (size_t i = 0; i < 3; i++)
		add_spec(&trace, &specs[i], processes[i], i);
	trace_finish(&trace);
	assert_true(trace_ops_make(&trace, trace_line_any, &ops));
	float *p99 = trace_spread_make(&trace, trace_line_any, &ops);
	assert_non_null(p99);
	assert_int_equal(ops.count, 2);
	assert_int_equal(ops.items[0].count, 2);
	assert_true(p99[0] == 5000 && p99[1] == 1000);
	free(p99);
	trace_ops_fini(&ops);
	trace_fini(&trace);
}

/* What paths take by themselves is what operations do. */
static void paths_add_up(void **state)
{
	for (int round = 0; round < 30; round++) {
		struct trace trace = by_chance(1 + (int)chance(2000), round % 2);
		struct trace_ops ops;
		struct trace_flame flame;
		picoseconds by_op = 0, by_path = 0;
		uint64_t count = 0;
		assert_true(trace_ops_make(&trace, trace_line_any, &ops));
		assert_true(trace_flame_make(&trace, &flame));
		for (size_t i = 0; i < ops.count; i++)
			by_op += ops.items[i].self;
		for (size_t i = 0; i < flame.count; i++) {
			const struct flame_node *node = &flame.nodes[i];
			picoseconds children = 0;
			for (uint32_t child = node->child; child != FLAME_NONE; child = flame.nodes[child].sibling) {
				children += flame.nodes[child].total;
				assert_int_equal(flame.nodes[child].parent, i);
				if (flame.nodes[child].sibling != FLAME_NONE)
					assert_true(flame.nodes[child].total >= flame.nodes[flame.nodes[child].sibling].total);
			}
			by_path += node->self;
			count += node->count;
			if (!(round % 2)) /* those that overlap cover one another */
				assert_true(children <= node->total);
		}
		assert_true(by_op == by_path);
		if (!flame.cut)
			assert_int_equal(count, trace.span_count);
		trace_ops_fini(&ops);
		trace_flame_fini(&flame);
		trace_fini(&trace);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_lie_on_tracks), cmocka_unit_test(tracks_are_depths), cmocka_unit_test(stopping_makes_nothing),
		cmocka_unit_test(durations_spread), cmocka_unit_test(durations_spread_where_planes_share_a_process),
		cmocka_unit_test(paths_add_up),
	};
	seed = 20260101;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
