/* Memory over a trace: curves, peaks and what was in use then, of what events tell, which may be little or wrong. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/trace_json.h"
#include "model/trace_memory.h"

#include <string.h>

/* A span of 100 µs, an operation within from 10 to 60, and what else there is. */
static struct trace read_events(const char *events)
{
	struct trace trace;
	struct str text = {0};
	str_printf(&text, "[{\"ph\":\"X\",\"name\":\"step\",\"pid\":1,\"tid\":1,\"ts\":0,\"dur\":100},"
	                  "{\"ph\":\"X\",\"name\":\"op\",\"pid\":1,\"tid\":1,\"ts\":10,\"dur\":50}%s]", events);
	trace_init(&trace, 0);
	struct trace_json *json = trace_json_new(&trace);
	trace_json_feed(json, text.data, text.length);
	trace_json_end(json);
	str_fini(&text);
	return trace;
}

#define MEMORY(ts, tid, bytes, address, more) \
	",{\"ph\":\"i\",\"name\":\"[memory]\",\"pid\":1,\"tid\":" #tid ",\"ts\":" #ts ",\"args\":{\"Bytes\":" #bytes \
	",\"Addr\":" #address more "}}"
#define TOTAL(total) ",\"Total Allocated\":" #total ",\"Device Type\":1,\"Device Id\":0"

static struct trace_memory make(struct trace *trace)
{
	struct trace_memory memory;
	assert_true(trace_memory_make(trace, &memory));
	return memory;
}

static void the_peak_and_what_was_live(void **state)
{
	struct trace trace = read_events(MEMORY(5, 1, 100, 7, "") MEMORY(20, 1, 300, 8, "") MEMORY(30, 1, 50, 9, "")
	                                 MEMORY(40, 1, -300, 8, "") MEMORY(50, 1, 200, 8, "") MEMORY(99, 1, -50, 9, ""));
	struct trace_memory memory = make(&trace);
	const struct memory_pool *pool = memory.pools;
	assert_int_equal(memory.pool_count, 1);
	assert_string_equal(names_text(&trace.names, pool->name).data, "CPU");
	assert_int_equal(pool->peak, 450);
	assert_true(pool->peak_time == 30000000);
	assert_int_equal(pool->at_end, 300);
	assert_int_equal(pool->before, 0);
	assert_int_equal(pool->taken, 4);
	assert_int_equal(pool->given, 2);
	assert_int_equal(pool->live, 3);
	assert_int_equal(memory.live[0].bytes, 300);
	assert_int_equal(memory.live[0].span, 1); /* op */
	assert_int_equal(memory.live[1].bytes, 100);
	assert_int_equal(memory.live[1].span, 0); /* step */
	assert_int_equal(memory.live[2].bytes, 50);
	assert_int_equal(memory.curves[0], 0);
	assert_int_equal(memory.curves[MEMORY_COLUMNS / 2 - 60], 450 - 300);
	assert_int_equal(memory.curves[MEMORY_COLUMNS - 1], 300);
	trace_memory_fini(&memory);
	trace_fini(&trace);
}

/* What is given back without having been taken was there before; nothing is ever below 0. */
static void below_nothing(void **state)
{
	struct trace trace = read_events(MEMORY(10, 1, -500, 7, "") MEMORY(20, 1, 100, 8, "") MEMORY(30, 1, -100, 8, ""));
	struct trace_memory memory = make(&trace);
	assert_int_equal(memory.pools[0].before, 500);
	assert_int_equal(memory.pools[0].peak, 500);
	assert_int_equal(memory.pools[0].at_end, 0);
	assert_int_equal(memory.pools[0].live, 0);
	for (int i = 0; i < MEMORY_COLUMNS; i++)
		assert_true(memory.curves[i] >= 0 && memory.curves[i] <= 500);
	trace_memory_fini(&memory);
	trace_fini(&trace);
}

/* The writer's own count, of each device; the highest peak comes first. */
static void totals_of_the_writer(void **state)
{
	struct trace trace = read_events(MEMORY(10, 1, 100, 7, TOTAL(1100)) MEMORY(20, 1, -100, 7, TOTAL(1000))
	                                 MEMORY(10, 1, 5, 7, "") MEMORY(15, 9, 6, 9, ""));
	struct trace_memory memory = make(&trace);
	assert_int_equal(memory.pool_count, 2);
	assert_string_equal(names_text(&trace.names, memory.pools[0].name).data, "GPU 0");
	assert_int_equal(memory.pools[0].before, 1000);
	assert_int_equal(memory.pools[0].peak, 1100);
	assert_int_equal(memory.pools[0].live_bytes, 100);
	assert_int_equal(memory.pools[1].peak, 11);
	assert_int_equal(memory.live[memory.pools[1].first].line, UINT32_MAX); /* a thread without a span */
	trace_memory_fini(&memory);
	trace_fini(&trace);
}

/* Numbers at the ends of 64 bits, in no order, before the trace and behind it. */
static void hostile(void **state)
{
	struct trace trace = read_events(
		MEMORY(50, 1, 9223372036854775807, 1, "") MEMORY(40, 1, -9223372036854775807, 1, "") MEMORY(-9, 1, 9223372036854775807, 2, "")
		MEMORY(60, 1, 9223372036854775807, 3, TOTAL(9223372036854775807)) MEMORY(70, 1, -9223372036854775807, 3, TOTAL(0))
		MEMORY(9e15, 1, 1, 4, "") MEMORY(1, 1, 1e99, 5, "") MEMORY(1, 1, 99999999999999999999, 5, "") MEMORY(1, 1, 0.5, 5, ""));
	struct trace_memory memory = make(&trace);
	assert_true(memory.pool_count == 2);
	for (size_t i = 0; i < memory.pool_count; i++) {
		assert_true(memory.pools[i].peak >= 0 && memory.pools[i].at_end >= 0 && memory.pools[i].before >= 0);
		for (int k = 0; k < MEMORY_COLUMNS; k++)
			assert_true(memory.curves[i * MEMORY_COLUMNS + (size_t)k] >= 0);
	}
	trace_memory_fini(&memory);
	trace_fini(&trace);
}

static void no_events(void **state)
{
	struct trace trace = read_events("");
	struct trace_memory memory = make(&trace);
	assert_int_equal(memory.pool_count, 0);
	trace_memory_fini(&memory);
	trace_fini(&trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_peak_and_what_was_live), cmocka_unit_test(below_nothing), cmocka_unit_test(totals_of_the_writer),
		cmocka_unit_test(hostile), cmocka_unit_test(no_events),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
