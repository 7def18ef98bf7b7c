/* Spans packed and taken out again. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "data/trace_pack.h"

#include <stdlib.h>
#include <string.h>

#define START_LARGEST INT64_C(8000000000000000000)
#define DURATION_LARGEST INT64_C(4000000000000000000)

static uint64_t state = 7;

static uint64_t chance(uint64_t most)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return most ? (state >> 11) % most : 0;
}

static int by_order(const void *a, const void *b)
{
	return trace_order(a, b);
}

static struct trace_span make(int64_t start, uint32_t ps, int64_t duration, uint32_t name, uint64_t place)
{
	struct trace_span span = {.start_ns = start, .start_ps = ps, .duration_ns = duration, .duration_ps = ps, .name = name};
	trace_set_place(&span, place);
	return span;
}

static void expect_packed(const struct trace_span *spans, size_t count, uint32_t names)
{
	struct trace_pack pack;
	struct trace_span *given = malloc((count + 1) * sizeof *given);
	memcpy(given, spans, count * sizeof *given);
	assert_true(trace_pack_make(given, count, names, &pack));
	assert_true(trace_pack_check(&pack, count));
	for (size_t i = 0; i < count; i++) {
		struct trace_span span = trace_pack_at(&pack, i);
		assert_memory_equal(&span, &spans[i], sizeof span);
	}
	trace_pack_fini(&pack);
}

static void spans_come_out_as_they_went_in(void **unused)
{
	for (int round = 0; round < 200; round++) {
		size_t count = 1 + chance(300);
		struct trace_span *spans = malloc(count * sizeof *spans);
		uint64_t most = UINT64_C(1) << chance(60), places = UINT64_C(1) << chance(44);
		for (size_t i = 0; i < count; i++)
			spans[i] = make((int64_t)chance(most), (uint32_t)(round % 2 ? chance(1000) : 0), (int64_t)chance(most),
			                (uint32_t)chance(50), chance(places));
		qsort(spans, count, sizeof *spans, by_order);
		expect_packed(spans, count, 50);
		free(spans);
	}
}

/* The widest there are, in a block with the least, one behind a full block, and alone. */
static void extremes_fit(void **unused)
{
	struct trace_span spans[PACK_SPANS + 1];
	for (size_t i = 0; i < PACK_SPANS; i++)
		spans[i] = make(i ? START_LARGEST : 0, 999, i % 2 ? DURATION_LARGEST : 0, i % 2 ? UINT32_MAX - 1 : 0,
		                i % 2 ? (UINT64_C(1) << 44) - 1 : 0);
	spans[PACK_SPANS] = make(START_LARGEST, 999, DURATION_LARGEST, UINT32_MAX - 1, (UINT64_C(1) << 44) - 1);
	expect_packed(spans, PACK_SPANS + 1, UINT32_MAX);
	expect_packed(spans + PACK_SPANS, 1, UINT32_MAX);
	expect_packed((struct trace_span[]){make(0, 0, 0, 0, 0)}, 1, 1);
}

static void few_bits_are_taken(void **unused)
{
	enum { COUNT = 6400 };
	struct trace_span *spans = malloc(COUNT * sizeof *spans);
	struct trace_pack pack;
	for (size_t i = 0; i < COUNT; i++)
		spans[i] = make((int64_t)(1000000 + 10000 * i + chance(500)), 0, 1000 + (int64_t)chance(8000), (uint32_t)chance(1000), 150 * i);
	assert_true(trace_pack_make(spans, COUNT, 1000, &pack));
	assert_true(pack.size + pack_blocks(COUNT) * sizeof *pack.blocks < COUNT * sizeof *spans * 2 / 5);
	trace_pack_fini(&pack);
}

/* What lies may have been written by anybody. */
static void wrong_blocks_are_told(void **unused)
{
	struct trace_span spans[PACK_SPANS], *given = malloc(sizeof spans);
	struct trace_pack pack;
	for (size_t i = 0; i < PACK_SPANS; i++)
		spans[i] = make((int64_t)i * 77, 0, 5, 3, i);
	memcpy(given, spans, sizeof spans);
	assert_true(trace_pack_make(given, PACK_SPANS, 4, &pack));
	struct pack_block right = pack.blocks[0];
	struct pack_block wrong[6] = {right, right, right, right, right, right};
	wrong[0].bits[PACK_NAME] = 33;
	wrong[1].stride++;
	wrong[2].at = pack.size;
	wrong[3].at = UINT64_MAX;
	wrong[4].start_ns = UINT64_MAX;
	wrong[5].bits[PACK_START_PS] += 5;
	wrong[5].stride += 5; /* bits that are not there */
	for (int i = 0; i < 6; i++) {
		pack.blocks[0] = wrong[i];
		assert_false(trace_pack_check(&pack, PACK_SPANS));
	}
	pack.blocks[0] = right;
	pack.names = 2;
	assert_true(trace_pack_check(&pack, PACK_SPANS));
	assert_int_equal(trace_pack_at(&pack, 5).name, 0); /* no name beyond */
	trace_pack_fini(&pack);
}

static void without_memory_there_is_nothing(void **unused)
{
	for (long calls = 0; calls < 2; calls++) {
		struct trace_span *spans = calloc(100, sizeof *spans);
		struct trace_pack pack;
		alloc_fail_after(calls);
		assert_false(trace_pack_make(spans, 100, 1, &pack));
		alloc_fail_after(-1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_come_out_as_they_went_in), cmocka_unit_test(extremes_fit),
		cmocka_unit_test(few_bits_are_taken), cmocka_unit_test(wrong_blocks_are_told),
		cmocka_unit_test(without_memory_there_is_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
