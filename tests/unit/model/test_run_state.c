/* Run states as time goes by, on a clock of our own: what a writer's flushes and restarts make of them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/clock.h"
#include "model/steptime.h"
#include "unit/model/batches.h"

#include <math.h>

#define START 1700000000.0

/* In the place of base/clock.c: seconds since START. */
static double test_now;

double clock_wall(void)
{
	return START + test_now;
}

uint64_t clock_mono(void)
{
	return (uint64_t)((test_now + 1000) * 1e9);
}

struct writer_of {
	struct store *store;
	uint32_t file;
	uint64_t at;
	int64_t step;
	double written; /* time of the last step that was taken */
};

static struct writer_of *begin(struct store *store, const char *run, const char *file)
{
	struct writer_of *writer = xcalloc(1, sizeof *writer);
	*writer = (struct writer_of){.store = store, .file = add_test_file(store, run, file), .written = test_now};
	return writer;
}

static void apply(struct writer_of *writer, struct batch *batch)
{
	batch->begin = writer->at;
	batch->end = batch->file_size = writer->at += 100;
	batch->caught_up = true;
	assert_int_equal(store_apply(writer->store, batch), STATUS_OK);
}

/* Everything since the last flush, one step each `seconds`, in so many pieces, `apart` seconds from each other. */
static void flush_in(struct writer_of *writer, double seconds, int pieces, double apart)
{
	double until = test_now;
	for (int piece = 1; piece <= pieces; piece++) {
		struct row rows[CHUNK_ROWS];
		size_t count = 0;
		double last = until - (until - writer->written) / pieces * (pieces - piece);
		for (; writer->written + seconds <= last && count < CHUNK_ROWS; count++) {
			writer->written += seconds;
			rows[count] = (struct row){writer->step++, START + writer->written, number_bits_float(1)};
		}
		struct batch *batch = batch_new(writer->file, 0);
		batch_add_scalars(batch, "loss", rows, count, NUMBER_F32, 0);
		batch->records = batch->points = count;
		batch->has_event = count > 0;
		batch->first_wall = count ? rows[0].wall_time : NAN;
		batch->last_wall = batch->max_wall = count ? rows[count - 1].wall_time : NAN;
		apply(writer, batch);
		test_now += piece < pieces ? apart : 0;
	}
}

static void flush(struct writer_of *writer, double seconds)
{
	flush_in(writer, seconds, 1, 0);
}

static enum run_state state_now(const struct store *store)
{
	struct steptime steptime = steptime_of(store, 0, clock_wall());
	enum run_state state = run_state_of(store, 0, steptime.gap_p99, clock_wall());
	assert_int_equal(state, steptime.state);
	return state;
}

static void assert_always(const struct store *store, double seconds, enum run_state state)
{
	for (double end = test_now + seconds, step = seconds / 50; test_now < end; test_now += step)
		if (state_now(store) != state)
			fail_msg("%s instead of %s at %g s", run_state_name(state_now(store)), run_state_name(state), test_now);
}

/* PyTorch and TensorFlow flush each 120 s: in between nothing is wrong, however fast the steps are. */
static void flushes_of_two_minutes_are_healthy(void **state)
{
	static const double step_seconds[] = {0.3, 1, 5, 45};
	(void)state;
	for (size_t i = 0; i < sizeof step_seconds / sizeof *step_seconds; i++) {
		for (int pieces = 1; pieces <= 12; pieces += 11) {
			test_now = 0;
			struct store *store = store_new();
			struct writer_of *writer = begin(store, "run", "events.1");
			for (int burst = 1; burst <= 8; burst++) {
				test_now = 120.0 * burst;
				flush_in(writer, step_seconds[i], pieces, 0.02);
				assert_always(store, 120 * (burst + 1) - test_now, RUN_LIVE);
			}
			assert_true(store_run(store, 0).growth_gap > 100);
			free(writer);
			store_free(store);
		}
	}
}

/* A large flush takes a while: its pieces look like growths of their own, but their records tell how old they are. */
static void pieces_of_a_flush_do_not_make_late(void **state)
{
	(void)state;
	test_now = 0;
	struct store *store = store_new();
	struct writer_of *writer = begin(store, "run", "events.1");
	for (int burst = 1; burst <= 4; burst++) {
		test_now = 120 * burst;
		flush_in(writer, 1, 10, 0.3);
		assert_always(store, 120 * (burst + 1) - test_now, RUN_LIVE);
	}
	free(writer);
	store_free(store);
}

static void late_then_stalled_then_live_again(void **state)
{
	(void)state;
	test_now = 0;
	struct store *store = store_new();
	struct writer_of *writer = begin(store, "run", "events.1");
	for (int i = 0; i < 60; i++) {
		test_now += 2;
		flush(writer, 0.5);
	}
	double stopped = test_now;
	assert_int_equal(state_now(store), RUN_LIVE);
	test_now = stopped + 5.9;
	assert_int_equal(state_now(store), RUN_LIVE);
	test_now = stopped + 6.1;
	assert_int_equal(state_now(store), RUN_LATE);
	test_now = stopped + 19.9;
	assert_int_equal(state_now(store), RUN_LATE);
	test_now = stopped + 20.1;
	assert_int_equal(state_now(store), RUN_STALLED);
	writer->written = test_now;
	test_now += 2;
	flush(writer, 0.5);
	assert_int_equal(state_now(store), RUN_LIVE);
	free(writer);
	store_free(store);
}

static void a_stop_is_done_until_the_next_start(void **state)
{
	(void)state;
	test_now = 0;
	struct store *store = store_new();
	struct writer_of *writer = begin(store, "run", "events.1");
	test_now = 60;
	flush(writer, 1);
	struct batch *batch = batch_new(writer->file, 0);
	batch_add_mark(batch, (struct mark){.what = MARK_STOP, .step = 60, .wall_time = START + 60});
	apply(writer, batch);
	test_now = 8e4;
	assert_int_equal(state_now(store), RUN_DONE);
	batch = batch_new(writer->file, 0);
	batch_add_mark(batch, (struct mark){.what = MARK_START, .step = 61, .wall_time = START + 8e4});
	apply(writer, batch);
	assert_int_equal(state_now(store), RUN_STALLED);
	test_now = 60 + RUN_ENDED_SECONDS; /* silent for a day: nobody writes it any more */
	assert_int_equal(state_now(store), RUN_STALLED);
	test_now += 1;
	assert_int_equal(state_now(store), RUN_DONE);
	free(writer);
	store_free(store);
}

/* Gone is a run of which no file is left; that it was done is not asked then. */
static void gone_when_the_last_file_is(void **state)
{
	(void)state;
	test_now = 0;
	struct store *store = store_new();
	struct writer_of *first = begin(store, "run", "events.1"), *second = begin(store, "run", "events.2");
	test_now = 60;
	flush(first, 1);
	flush(second, 1);
	store_file_gone(store, first->file);
	assert_int_equal(state_now(store), RUN_LIVE);
	store_file_gone(store, second->file);
	assert_int_equal(state_now(store), RUN_GONE);
	add_test_file(store, "run", "events.2");
	assert_int_equal(state_now(store), RUN_LIVE);
	store_drop_gone(store);
	assert_int_equal(store_run(store, 0).files, 1);
	free(first);
	free(second);
	store_free(store);
}

/* A file that a quick writer has ended says nothing of the one that the run goes on in. */
static void the_file_in_use_sets_the_pace(void **state)
{
	(void)state;
	test_now = 0;
	struct store *store = store_new();
	struct writer_of *first = begin(store, "run", "events.1");
	for (int i = 0; i < 100; i++) {
		test_now += 1;
		flush(first, 0.5);
	}
	struct writer_of *second = begin(store, "run", "events.2");
	second->step = first->step;
	for (int burst = 1; burst <= 4; burst++) {
		test_now = 100 + 120 * burst;
		flush(second, 0.5);
		assert_always(store, 120, RUN_LIVE);
	}
	free(first);
	free(second);
	store_free(store);
}

/* One record of another century must not make a run live for ever; a clock that is ahead as a whole is believed. */
static void a_stray_future_is_no_life(void **state)
{
	(void)state;
	test_now = 0;
	struct store *store = store_new();
	struct writer_of *writer = begin(store, "run", "events.1");
	test_now = 60;
	flush(writer, 1);
	struct batch *batch = batch_new(writer->file, 0);
	batch->has_event = true;
	batch->records = 2;
	batch->first_wall = batch->max_wall = START + 1e9;
	batch->last_wall = START + 61;
	apply(writer, batch);
	assert_true(run_newest_wall(store, 0, START + 62) == START + 61);
	test_now = 5000;
	assert_int_equal(state_now(store), RUN_STALLED);
	batch = batch_new(writer->file, 0);
	batch->has_event = true;
	batch->records = 1;
	batch->first_wall = batch->max_wall = batch->last_wall = START + 6000;
	apply(writer, batch);
	assert_int_equal(state_now(store), RUN_LIVE);
	free(writer);
	store_free(store);
}

/* What is known of the writer's process counts more than silence. */
static void a_process_tells(void **state)
{
	(void)state;
	test_now = 0;
	struct store *store = store_new();
	struct writer_of *writer = begin(store, "run", "events.1");
	test_now = 60;
	flush(writer, 1);
	store_file_process(store, writer->file, (struct process){PROCESS_ALIVE, 'D', 3});
	test_now += 3 * RUN_ENDED_SECONDS;
	assert_int_equal(state_now(store), RUN_STALLED); /* it is still there: it may go on */
	struct vitals vitals = run_vitals(store, 0, 1, clock_wall());
	struct str why = {0};
	vitals_explain(&vitals, 1, clock_wall(), &why);
	assert_string_equal(str_text(&why), "no record for 3d0h (usual 1.0s); process alive, state D");
	str_fini(&why);
	test_now = 61;
	assert_int_equal(state_now(store), RUN_LIVE);
	vitals = run_vitals(store, 0, 1, clock_wall());
	store_file_process(store, writer->file, (struct process){PROCESS_ENDED, '?', 0, vitals.newest});
	assert_int_equal(state_now(store), RUN_DONE);
	/* A later record: whoever was looked up is not the one who wrote it. */
	store_file_process(store, writer->file, (struct process){PROCESS_ENDED, '?', 0, vitals.newest - 10});
	assert_int_equal(state_now(store), RUN_LIVE);
	store_file_process(store, writer->file, (struct process){PROCESS_UNKNOWN, '?', 0});
	assert_int_equal(state_now(store), RUN_LIVE);
	free(writer);
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flushes_of_two_minutes_are_healthy), cmocka_unit_test(pieces_of_a_flush_do_not_make_late),
		cmocka_unit_test(late_then_stalled_then_live_again),  cmocka_unit_test(a_stop_is_done_until_the_next_start),
		cmocka_unit_test(gone_when_the_last_file_is),         cmocka_unit_test(the_file_in_use_sets_the_pace),
		cmocka_unit_test(a_stray_future_is_no_life),         cmocka_unit_test(a_process_tells),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
