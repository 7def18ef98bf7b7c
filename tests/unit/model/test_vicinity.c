/* Whose neighbours are found when another point is wanted meanwhile, and what is held for it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "model/vicinity.h"

#include <math.h>
#include <stdlib.h>

/* Points on a line: 0, 1, 2 … */
static struct projection *line_of(size_t rows)
{
	struct projection *projection = xcalloc(1, sizeof *projection);
	projection->vectors = (struct vectors){.values = xcalloc(rows, sizeof(float)), .rows = rows, .columns = 1};
	projection->components.lengths = xcalloc(rows, sizeof(float));
	for (size_t i = 0; i < rows; i++)
		projection->vectors.values[i] = projection->components.lengths[i] = (float)i;
	return projection;
}

static int find(struct vicinity *vicinity)
{
	int pieces = 0;
	for (; vicinity_take(vicinity); pieces++) {
		vicinity_work(vicinity);
		vicinity_put(vicinity);
	}
	return pieces;
}

static void those_of_the_last_wish(void **state)
{
	struct vicinity *vicinity = vicinity_new();
	struct projection *line = line_of(20);
	vicinity_want(vicinity, line, 5, METRIC_EUCLID);
	assert_true(vicinity_take(vicinity));
	vicinity_work(vicinity);
	vicinity_want(vicinity, line, 9, METRIC_EUCLID);
	assert_false(vicinity_take(vicinity));
	vicinity_put(vicinity);
	assert_null(vicinity_look(vicinity, line, 9, METRIC_EUCLID));
	assert_int_equal(find(vicinity), 1);
	const struct neighbours *found = vicinity_look(vicinity, line, 9, METRIC_EUCLID);
	assert_true(found->done && found->items[0].row == 8 && found->items[1].row == 10);
	assert_null(vicinity_look(vicinity, line, 5, METRIC_EUCLID));
	assert_null(vicinity_look(vicinity, line, 9, METRIC_COSINE));
	assert_int_equal(find(vicinity), 0);
	vicinity_free(vicinity);
	projection_free(line);
}

/* Another embedding takes its place while the worker reads it. */
static void an_embedding_goes(void **state)
{
	struct vicinity *vicinity = vicinity_new();
	struct projection *line = line_of(20);
	vicinity_want(vicinity, line, 5, METRIC_EUCLID);
	assert_int_equal(line->holds, 1);
	assert_true(vicinity_take(vicinity));
	projection_free(line);
	vicinity_want(vicinity, NULL, 0, METRIC_EUCLID);
	vicinity_work(vicinity);
	vicinity_put(vicinity);
	assert_int_equal(find(vicinity), 0);
	vicinity_free(vicinity);
}

/* What is compared so far is there between two pieces. */
static void many_come_by_and_by(void **state)
{
	struct vicinity *vicinity = vicinity_new();
	struct projection *line = line_of(12000000);
	int unfinished = 0;
	for (vicinity_want(vicinity, line, 7, METRIC_EUCLID); vicinity_take(vicinity);) {
		vicinity_work(vicinity);
		vicinity_put(vicinity);
		const struct neighbours *found = vicinity_look(vicinity, line, 7, METRIC_EUCLID);
		assert_int_equal(found->items[0].row, 6);
		unfinished += !found->done;
	}
	assert_true(unfinished > 0);
	vicinity_free(vicinity);
	projection_free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_of_the_last_wish), cmocka_unit_test(an_embedding_goes),
		cmocka_unit_test(many_come_by_and_by),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
