/* What the recorder writes comes back through scan and tail. */
#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "demo/demo.h"
#include "disk/scan.h"
#include "disk/tail.h"
#include "write/record.h"

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VALUES 5000

static char root[64];

static int set_up(void **state)
{
	strcpy(root, "/tmp/tbtop-recorder-XXXXXX");
	return mkdtemp(root) && !chdir(root) ? 0 : -1;
}

static int take_away(const char *path, const struct stat *stat, int type, struct FTW *where)
{
	return remove(path);
}

static int tear_down(void **state)
{
	return chdir("/") || nftw(root, take_away, 16, FTW_DEPTH | FTW_PHYS);
}

static struct batch *read_all(const char *path)
{
	struct tail *tail = tail_new(path, 0);
	struct batch *batch = tail_read(tail, UINT64_MAX);
	assert_non_null(batch);
	assert_true(batch->caught_up);
	assert_int_equal(batch->status, STATUS_OK);
	assert_int_equal(batch->problem_count, 0);
	assert_int_equal(batch->pending, 0);
	tail_free(tail);
	return batch;
}

/* The rows of a tag, in one array; NULL when the batch doesn't have it. */
static struct row *rows_of(const struct batch *batch, const char *tag, size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < batch->series_count; i++) {
		const struct batch_series *series = &batch->series[i];
		if (series->tag_length != strlen(tag) || memcmp(series->tag, tag, series->tag_length))
			continue;
		struct row *rows = malloc((series->chunk_count + 1) * CHUNK_ROWS * sizeof *rows);
		assert_non_null(rows);
		for (size_t j = 0; j < series->chunk_count; j++)
			*count += chunk_read(series->chunks[j].chunk, rows + *count);
		return rows;
	}
	return NULL;
}

struct clock {
	double now;
};

static double ticking(void *context)
{
	return ((struct clock *)context)->now;
}

static uint64_t chance = 1;

static uint32_t random_bits(void)
{
	chance = chance * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(chance >> 32);
}

static void test_values_come_back(void **state)
{
	struct clock clock = {1e9};
	struct tbr_writer *writer;
	struct tbr_options options = {.clock = ticking, .context = &clock, .flush_seconds = 100};
	struct row *written = malloc(VALUES * sizeof *written);
	assert_non_null(written);
	assert_int_equal(tbr_open(&writer, "d", &options), 0);
	for (int i = 0; i < VALUES; i++) {
		uint32_t bits = random_bits(); /* any float: NaNs, infinities, subnormals */
		float value;
		memcpy(&value, &bits, sizeof value);
		clock.now += (double)random_bits() * 1e-9;
		int64_t step = i % 100 ? i : -(int64_t)((uint64_t)random_bits() << 31);
		written[i] = (struct row){step, clock.now, bits};
		const struct tbr_value values[] = {{"a", value}, {"\u00fc tag\n", (float)i}};
		assert_int_equal(tbr_scalars(writer, step, values, 2), 0);
	}
	char *path = strdup(tbr_path(writer));
	assert_int_equal(tbr_close(writer), 0);

	size_t count, others;
	struct batch *batch = read_all(path);
	assert_int_equal(batch->records, VALUES + 1);
	struct row *rows = rows_of(batch, "a", &count), *other = rows_of(batch, "\u00fc tag\n", &others);
	assert_int_equal(count, VALUES);
	assert_int_equal(others, VALUES);
	assert_memory_equal(rows, written, VALUES * sizeof *rows);
	for (int i = 0; i < VALUES; i++)
		assert_true(other[i].bits == number_bits_float((float)i));
	free(rows);
	free(other);
	free(written);
	free(path);
	batch_free(batch);
}

/* At any flush the file ends with a whole record. */
static void test_a_reader_follows(void **state)
{
	struct tbr_writer *writer;
	struct tbr_options options = {.flush_seconds = -1};
	assert_int_equal(tbr_open(&writer, "d", &options), 0);
	struct tail *tail = tail_new(tbr_path(writer), 0);
	for (int i = 0; i < 50; i++) {
		struct batch *batch = tail_read(tail, UINT64_MAX);
		assert_int_equal(batch->records, 1);
		assert_int_equal(batch->pending, 0);
		batch_free(batch);
		assert_int_equal(tbr_scalar(writer, "x", i, 1), 0);
	}
	assert_int_equal(tbr_close(writer), 0);
	tail_free(tail);
}

struct seen {
	int files, checkpoints, starts, stops, nans;
	int64_t start_step, stop_step, nan_step;
	size_t losses;
	double longest_gap;
};

static void look_at_marks(struct seen *seen, const struct batch *batch)
{
	for (size_t i = 0; i < batch->mark_count; i++) {
		const struct mark *mark = &batch->marks[i];
		seen->checkpoints += mark->what == MARK_CHECKPOINT;
		seen->starts += mark->what == MARK_START;
		seen->stops += mark->what == MARK_STOP;
		if (mark->what == MARK_START)
			seen->start_step = mark->step;
		if (mark->what == MARK_STOP)
			seen->stop_step = mark->step;
	}
}

/* Runs of the sweep to which something happens. */
enum { BURST, RESTARTED, STOPPED, STALLED, WATCHED };
static const char *const watched[WATCHED] = {"lr1e-3/seed0", "lr1e-4/seed0", "sgd/seed0", "base/seed2"};

static void look_at_file(void *context, const struct found_file *file)
{
	struct seen *runs = context;
	size_t losses, norms;
	int run = 0;
	while (run < WATCHED && strcmp(watched[run], file->run))
		run++;
	if (run == WATCHED)
		return;
	struct seen *seen = &runs[run];
	struct batch *batch = read_all(file->path);
	struct row *loss = rows_of(batch, "train/loss", &losses), *norm = rows_of(batch, "train/grad_norm", &norms);
	assert_int_equal(losses, norms);
	look_at_marks(seen, batch);
	for (size_t i = 0; i < losses; i++) {
		double value = number_value(NUMBER_F32, loss[i].bits);
		assert_true(isnan(value) || (value > 0.5 && value < 15));
		if (i && loss[i].wall_time - loss[i - 1].wall_time > seen->longest_gap)
			seen->longest_gap = loss[i].wall_time - loss[i - 1].wall_time;
		if (isnan(number_value(NUMBER_F32, norm[i].bits))) {
			seen->nans++;
			seen->nan_step = norm[i].step;
		}
	}
	seen->losses += losses;
	seen->files++;
	free(loss);
	free(norm);
	batch_free(batch);
}

static void test_demo_is_a_training(void **state)
{
	struct demo *demo;
	struct seen runs[WATCHED] = {0};
	struct logdir logdir = {"", "d"};
	double next;
	struct demo_options options = DEMO_OPTIONS;
	options.start = 1.7e9;
	options.runs = 13;
	assert_int_equal(demo_open(&demo, "d", &options), STATUS_OK);
	assert_int_equal(demo_advance(demo, options.start + 1000, &next), STATUS_OK);
	assert_int_equal(demo_close(demo), STATUS_OK);
	assert_int_equal(scan_tree(&logdir, look_at_file, NULL, runs), STATUS_OK);
	for (int i = 0; i < WATCHED; i++)
		assert_true(runs[i].checkpoints >= 1 && runs[i].starts >= 1 && runs[i].losses >= 2000);
	assert_int_equal(runs[BURST].nans, 6);
	assert_int_equal(runs[BURST].nan_step, 1239); /* the last of them */
	assert_int_equal(runs[RESTARTED].nans, 0);
	assert_int_equal(runs[RESTARTED].files, 2);
	assert_int_equal(runs[RESTARTED].starts, 2);
	assert_int_equal(runs[RESTARTED].start_step, 2001);
	assert_int_equal(runs[STOPPED].stops, 1);
	assert_int_equal(runs[STOPPED].stop_step, 3000);
	assert_int_equal(runs[STOPPED].losses, 3000);
	assert_true(runs[STALLED].longest_gap > 200 && runs[STOPPED].longest_gap < 60);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_values_come_back), TEST(test_a_reader_follows), TEST(test_demo_is_a_training)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
