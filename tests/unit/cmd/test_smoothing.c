/*
 * Smoothed lines of the screen against TensorBoard's algorithm (event-format.md
 * 7.1), computed here from its words alone, for every scalar of every event file
 * of the fixtures and every weight that the keys give.
 */
#define _XOPEN_SOURCE 700
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cmd/load.h"
#include "model/derived.h"
#include "model/series.h"
#include "unit/disk/fixtures.h"

#include <math.h>

#define POINTS_MOST 200000

static double values[POINTS_MOST], expected[POINTS_MOST];
static size_t value_count, series_seen, points_seen;

static bool gather(void *context, const struct row *rows, size_t count, enum number_type type)
{
	for (size_t i = 0; i < count && value_count < POINTS_MOST; i++)
		values[value_count++] = number_value(type, rows[i].bits);
	return true;
}

/* What is constant, or not finite, stays as it is. */
static void smooth_plainly(double weight)
{
	double last = 0, points = 0;
	bool constant = true;
	for (size_t i = 1; i < value_count; i++)
		constant &= values[i] == values[0];
	for (size_t i = 0; i < value_count; i++) {
		expected[i] = values[i];
		if (constant || !isfinite(values[i]))
			continue;
		last = last * weight + (1 - weight) * values[i];
		points++;
		expected[i] = last / (weight == 1 ? 1 : 1 - pow(weight, points));
	}
}

static void assert_same(double a, double b)
{
	if (isfinite(b) ? !(fabs(a - b) <= 1e-12 * fabs(b)) : !(isnan(a) ? isnan(b) : a == b))
		fail_msg("%.17g is not %.17g", a, b);
}

static void compare(const struct series *smooth)
{
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	size_t at = 0;
	for (size_t s = 0; s < series_strip_count(smooth); s++) {
		const struct strip *strip = series_strip(smooth, s);
		for (size_t i = 0; strip && i < strip->count; i++) {
			size_t count = strip_read(strip, i, rows, &type);
			for (size_t r = 0; r < count; r++)
				assert_same(number_value(type, rows[r].bits), expected[at++]);
		}
	}
	assert_int_equal(at, value_count);
	points_seen += at;
}

static void smooth_series(const struct store *store, uint32_t series)
{
	static const double weights[] = {0.3, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999};
	struct derived *derived = derived_new();
	value_count = 0;
	store_walk_scalars(store, series, gather, NULL);
	assert_true(value_count < POINTS_MOST);
	for (size_t w = 0; w < sizeof weights / sizeof *weights; w++) {
		derived_frame(derived, (struct smooth_spec){SMOOTH_EMA, weights[w], 0});
		const struct series *smooth = derived_series(derived, store, series);
		smooth_plainly(weights[w]);
		if (smooth)
			compare(smooth);
		else /* left alone */
			for (size_t i = 0; i < value_count; i++)
				assert_same(values[i], expected[i]);
	}
	derived_free(derived);
	series_seen++;
}

static void smooth_file(const char *path, const uint8_t *data, size_t size)
{
	(void)data, (void)size;
	struct store *store = store_new();
	struct logdir logdir = logdir_parse(path);
	const struct logdir *failed;
	if (load(store, &logdir, 1, &failed) == STATUS_OK)
		for (uint32_t r = 0; r < store_run_count(store); r++) {
			uint32_t run = store_run_at(store, r);
			for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
				uint32_t series = store_run_series_at(store, run, i);
				if (store_series(store, series).kind == KIND_SCALAR)
					smooth_series(store, series);
			}
		}
	logdir_fini(&logdir);
	store_free(store);
}

static void as_tensorboard_smooths(void **state)
{
	(void)state;
	if (!fixtures_walk(smooth_file))
		skip();
	print_message("%zu series, %zu smoothed points\n", series_seen, points_seen);
	assert_true(series_seen > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(as_tensorboard_smooths)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
