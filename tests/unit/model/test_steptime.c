/* Step times of trainings whose steps, pauses and ends are known because they are made here. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/eval_name.h"
#include "model/steptime.h"
#include "unit/model/batches.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

#define START 1700000000.0
#define MOST 4096

/* A training in the making: rows of its clock, rows of its evaluations, its clock. */
struct training {
	struct store *store;
	struct batch *batch;
	uint32_t run, file;
	struct row rows[MOST], evals[MOST];
	size_t count, eval_count;
	double now;
	int64_t step;
};

static struct training *training_new(void)
{
	struct training *training = xcalloc(1, sizeof *training);
	training->store = store_new();
	training->file = add_test_file(training->store, "train", "events.1");
	training->run = store_run_find(training->store, slice_of("train"));
	training->batch = batch_new(training->file, 0);
	training->now = START;
	return training;
}

static void train(struct training *training, int steps, int log_every, double step_seconds)
{
	for (int i = 0; i < steps; i++, training->step++) {
		training->now += step_seconds;
		if (training->step % log_every == 0)
			training->rows[training->count++] = (struct row){training->step, training->now,
			                                                 number_bits_float(1)};
	}
}

static void evaluate(struct training *training, double seconds)
{
	training->now += seconds;
	training->evals[training->eval_count++] = (struct row){training->step, training->now, number_bits_float(2)};
}

static void mark(struct training *training, enum mark_what what)
{
	batch_add_mark(training->batch, (struct mark){.what = what, .step = training->step,
	                                              .wall_time = training->now});
}

static void add_scalars(struct batch *batch, const char *tag, const struct row *rows, size_t count)
{
	batch_add_scalars(batch, tag, rows, count, NUMBER_F32, 0);
	batch->records += count;
	batch->points += count;
}

static void hand_over(struct training *training)
{
	struct batch *batch = training->batch;
	if (training->count)
		add_scalars(batch, "loss", training->rows, training->count);
	if (training->eval_count)
		add_scalars(batch, "val/loss", training->evals, training->eval_count);
	batch->end = batch->begin + 100 * (training->count + training->eval_count) + 10;
	batch->has_event = training->count > 0;
	batch->first_wall = batch->begin && training->count ? training->rows[0].wall_time : START;
	batch->last_wall = batch->max_wall = batch->has_event ? training->now : NAN;
	batch->caught_up = true;
	assert_int_equal(store_apply(training->store, batch), STATUS_OK);
	training->batch = batch_new(training->file, 1000000);
}

static void training_free(struct training *training)
{
	batch_free(training->batch);
	store_free(training->store);
	free(training);
}

static struct steptime reckon(struct training *training, double age)
{
	hand_over(training);
	return steptime_of(training->store, training->run, training->now + age);
}

static void near(double value, double wanted)
{
	if (!(fabs(value - wanted) <= 1e-5 * fabs(wanted)))
		fail_msg("%.9g is not %.9g", value, wanted);
}

/* The end of a long file is read before its middle, in which there may be anything. */
static void what_is_not_read_yet_is_no_pause(void **state)
{
	struct training *training = training_new();
	train(training, 101, 1, 0.02);
	hand_over(training);
	training->count = 0;
	training->now += 3600;
	training->step += 1000;
	train(training, 101, 1, 0.02);
	struct steptime all = reckon(training, 1);
	assert_int_equal(all.count, 200);
	assert_int_equal(all.pause_count, 0);
	near(all.max, 0.02);
	near(all.rate_run, 50);
	near(all.gap_p99, 0.02);
	training_free(training);
}

static void even_steps(void **state)
{
	struct training *training = training_new();
	train(training, 1001, 1, 0.02);
	struct steptime steptime = reckon(training, 5);
	assert_true(steptime.any);
	near(steptime.p50, 0.02);
	near(steptime.p99, 0.02);
	near(steptime.max, 0.02);
	near(steptime.mean, 0.02);
	near(steptime.rate_now, 50);
	near(steptime.rate_run, 50);
	near(steptime.age, 5);
	assert_int_equal(steptime.count, 1000);
	assert_int_equal(steptime.last_step, 1000);
	assert_int_equal(steptime.pause_count, 0);
	assert_int_equal(steptime.state, RUN_LIVE);
	training_free(training);
}

/* A point every 10 steps tells the same of a step. */
static void gaps_of_many_steps(void **state)
{
	struct training *training = training_new();
	train(training, 1000, 10, 0.3);
	struct steptime steptime = reckon(training, 0);
	near(steptime.p50, 0.3);
	near(steptime.rate_minute, 1 / 0.3);
	near(steptime.gap_p99, 3);
	training_free(training);
}

static void quantiles_of_mixed_steps(void **state)
{
	struct training *training = training_new();
	for (int i = 0; i < 100; i++) {
		train(training, 11, 1, 0.1);
		train(training, 1, 1, 0.2);
	}
	struct steptime steptime = reckon(training, 0);
	near(steptime.p50, 0.1);
	near(steptime.p90, 0.1);
	near(steptime.p95, 0.2);
	near(steptime.max, 0.2);
	assert_int_equal(steptime.pause_count, 0);
	training_free(training);
}

/* Evaluations each 100 steps, checkpoints each 250, both at once at 500: each is told with its own length. */
static void pauses_are_told_apart(void **state)
{
	struct training *training = training_new();
	for (int i = 1; i <= 40; i++) {
		train(training, 50, 1, 0.02);
		if (i % 2 == 0)
			evaluate(training, 1.5);
		if (i % 5 == 0)
			training->now += 4;
	}
	train(training, 10, 1, 0.02);
	struct steptime steptime = reckon(training, 0);
	near(steptime.p50, 0.02);
	near(steptime.max, 0.02);
	near(steptime.rate_now, 50);
	assert_int_equal(steptime.pause_count, 2);
	assert_int_equal(steptime.pauses[0].kind, PAUSE_EVAL);
	assert_int_equal(steptime.pauses[0].every_steps, 100);
	assert_int_equal(steptime.pauses[0].count, 20);
	near(steptime.pauses[0].mean_s, 1.5);
	assert_int_equal(steptime.pauses[1].kind, PAUSE_CHECKPOINT);
	assert_int_equal(steptime.pauses[1].every_steps, 250);
	assert_int_equal(steptime.pauses[1].count, 8);
	near(steptime.pauses[1].mean_s, 4);
	training_free(training);
}

static void marked_checkpoints_and_a_stall(void **state)
{
	struct training *training = training_new();
	for (int i = 0; i < 2; i++) {
		train(training, 70, 1, 0.5);
		training->now += 3;
		mark(training, MARK_CHECKPOINT);
		training->now += 3;
	}
	train(training, 31, 1, 0.5);
	training->now += 600;
	train(training, 30, 1, 0.5);
	struct steptime steptime = reckon(training, 0);
	assert_int_equal(steptime.pause_count, 2);
	assert_int_equal(steptime.pauses[0].kind, PAUSE_CHECKPOINT);
	assert_int_equal(steptime.pauses[0].count, 2);
	near(steptime.pauses[0].mean_s, 6);
	assert_int_equal(steptime.pauses[1].kind, PAUSE_STALL);
	assert_int_equal(steptime.pauses[1].count, 1);
	assert_int_equal(steptime.pauses[1].every_steps, 0);
	near(steptime.pauses[1].mean_s, 600);
	training_free(training);
}

/* Seconds that nothing explains, not often, not regularly: nobody knows what they were. */
static void short_pauses_are_unknown(void **state)
{
	static const int parts[] = {70, 33, 91, 52};
	struct training *training = training_new();
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		train(training, parts[i], 1, 0.5);
		training->now += 7 + (double)i;
	}
	train(training, 30, 1, 0.5);
	struct steptime steptime = reckon(training, 0);
	assert_int_equal(steptime.pause_count, 1);
	assert_int_equal(steptime.pauses[0].kind, PAUSE_UNKNOWN);
	assert_int_equal(steptime.pauses[0].count, 4);
	near(steptime.pauses[0].mean_s, 8.5);
	assert_string_equal(pause_kind_name(steptime.pauses[0].kind), "unknown");
	training_free(training);
}

/* What lies beside the event files: told by its time alone, once, in the run or in a directory below it. */
/* Six points say too little of what is usual for a pause that nothing explains; a long one is a stall all the same. */
static void few_points_tell_of_no_short_pause(void **state)
{
	(void)state;
	for (int stall = 0; stall < 2; stall++) {
		struct training *training = training_new();
		train(training, 3, 1, 0.01);
		training->now += stall ? 600 : 0.235;
		train(training, 3, 1, 0.01);
		hand_over(training);
		struct steptime steptime = steptime_of(training->store, training->run, training->now);
		assert_int_equal(steptime.pause_count, stall);
		assert_int_equal(steptime.spell_count, stall);
		if (stall)
			assert_int_equal(steptime.pauses[0].kind, PAUSE_STALL);
		training_free(training);
	}
}

static void checkpoints_by_their_files(void **state)
{
	static const int parts[] = {70, 33, 91, 52};
	struct training *training = training_new();
	struct steptimes *all = steptimes_new();
	double saved[4];
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		train(training, parts[i], 1, 0.5);
		training->now += 7;
		saved[i] = training->now - 1;
	}
	train(training, 30, 1, 0.5);
	hand_over(training);
	assert_int_equal(steptimes_get(all, training->store, training->run, training->now)->pauses[0].kind, PAUSE_UNKNOWN);
	assert_false(store_note_saved(training->store, slice_of("other"), saved[0]));
	assert_true(store_note_saved(training->store, slice_of("train/checkpoints/deep"), saved[2]));
	store_note_saved(training->store, slice_of("train"), saved[0]);
	store_note_saved(training->store, slice_of("train"), saved[0]);
	store_note_saved(training->store, slice_of("train"), saved[3]);
	store_note_saved(training->store, slice_of("train"), NAN);
	const double *walls;
	assert_int_equal(store_saved(training->store, training->run, &walls), 3);
	assert_true(walls[0] == saved[0] && walls[1] == saved[2] && walls[2] == saved[3]);
	nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
	const struct steptime *steptime = steptimes_get(all, training->store, training->run, training->now);
	assert_int_equal(steptime->pause_count, 2);
	assert_int_equal(steptime->pauses[0].kind, PAUSE_UNKNOWN);
	assert_int_equal(steptime->pauses[0].count, 1);
	assert_int_equal(steptime->pauses[1].kind, PAUSE_CHECKPOINT);
	assert_int_equal(steptime->pauses[1].count, 3);
	for (int i = 0; i < 2 * STORE_SAVED; i++)
		store_note_saved(training->store, slice_of("train"), training->now + i);
	assert_int_equal(store_saved(training->store, training->run, &walls), STORE_SAVED);
	assert_true(walls[STORE_SAVED - 1] == training->now + 2 * STORE_SAVED - 1);
	steptimes_free(all);
	training_free(training);
}

/* TensorFlow's way: the evaluations are a run of their own. */
static void evaluations_of_the_run_beside(void **state)
{
	struct training *training = training_new();
	uint32_t beside = add_test_file(training->store, "validation", "events.2");
	struct batch *batch = batch_new(beside, 0);
	for (int i = 0; i < 4; i++) {
		train(training, 100, 1, 0.1);
		evaluate(training, 2);
	}
	train(training, 100, 1, 0.1);
	add_scalars(batch, "epoch_loss", training->evals, training->eval_count);
	training->eval_count = 0;
	batch->end = 1000;
	assert_int_equal(store_apply(training->store, batch), STATUS_OK);
	struct steptime steptime = reckon(training, 0);
	assert_int_equal(steptime.pause_count, 1);
	assert_int_equal(steptime.pauses[0].kind, PAUSE_EVAL);
	assert_int_equal(steptime.pauses[0].every_steps, 100);
	training_free(training);
}

/* Where the step or the clock goes back there is no gap, whatever the difference. */
static void going_back_is_no_gap(void **state)
{
	struct training *training = training_new();
	train(training, 100, 1, 0.1);
	training->step = 20;
	training->now += 5000;
	train(training, 100, 1, 0.1);
	training->now -= 100;
	train(training, 50, 1, 0.1);
	struct steptime steptime = reckon(training, 0);
	near(steptime.max, 0.1);
	assert_int_equal(steptime.pause_count, 0);
	assert_int_equal(steptime.count, 99 + 99 + 49);
	training_free(training);
}

static void extremes_do_no_harm(void **state)
{
	struct training *training = training_new();
	static const struct row rows[] = {
		{INT64_MIN, START, 0}, {INT64_MAX, START + 1, 0}, {INT64_MIN, -1e308, 0}, {INT64_MAX, 1e308, 0},
		{0, NAN, 0}, {1, INFINITY, 0}, {2, -INFINITY, 0}, {3, START, 0}, {4, START, 0}, {5, START, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		training->rows[training->count++] = rows[i];
	struct steptime steptime = reckon(training, 0);
	assert_true(steptime.p50 >= 0);
	training_free(training);
}

static double some_wall(double now)
{
	static const double far[] = {3e8, 1099511627776.0, -3e8, 1e300, -1e300, INFINITY, NAN, 86400, -3600, 90};
	return test_below(40) ? now : now + far[test_below((int)(sizeof far / sizeof *far))];
}

/* Whatever clocks and steps do, figures are in order, and no more time is spent than there was. */
static void any_clock_does_no_harm(void **state)
{
	for (int seed = 1; seed <= 300; seed++) {
		struct training *training = training_new();
		test_seed = 88172645463325252u + (uint64_t)seed * 7919;
		int count = 2 + test_below(400);
		for (int i = 0; i < count; i++) {
			training->now += test_below(20) ? 0.5 : test_below(700);
			training->step += test_below(30) ? 1 : test_below(60) - 30;
			training->rows[training->count++] = (struct row){training->step, some_wall(training->now), 0};
			if (test_below(50) == 0)
				training->evals[training->eval_count++] = (struct row){training->step, some_wall(training->now), 0};
			if (test_below(80) == 0)
				mark(training, test_below(3) ? MARK_CHECKPOINT : MARK_START);
		}
		struct steptime all = reckon(training, 5);
		if (all.any) {
			double spent = 0;
			for (int kind = 0; kind < PAUSE_KINDS; kind++) {
				assert_true(all.spent[kind] >= 0);
				spent += all.spent[kind];
			}
			assert_true(spent <= all.covered * 1.0001 + 1);
			assert_true(all.p50 > 0 && all.p50 <= all.p90 && all.p90 <= all.p99 && all.p99 <= all.max);
			assert_true(all.covered >= 0 && (isnan(all.rate_run) || all.rate_run > 0));
			assert_true(isnan(all.pace.mean) || all.pace.mean > 0);
		}
		training_free(training);
	}
}

static void nothing_to_tell(void **state)
{
	struct training *training = training_new();
	train(training, 1, 1, 0.1);
	struct steptime steptime = reckon(training, 0);
	assert_false(steptime.any);
	assert_true(isnan(steptime.p50) && isnan(steptime.rate_now) && isnan(steptime.gap_p99));
	training_free(training);
}

/* Writers flush each 120 seconds, so silence means nothing before three times as long. */
static void states_follow_the_age(void **state)
{
	struct training *training = training_new();
	train(training, 100, 1, 0.1);
	hand_over(training);
	double last = training->now;
	assert_int_equal(run_state_of(training->store, training->run, 0.1, last + 359), RUN_LIVE);
	assert_int_equal(run_state_of(training->store, training->run, 0.1, last + 361), RUN_LATE);
	assert_int_equal(run_state_of(training->store, training->run, 0.1, last + 1201), RUN_STALLED);
	assert_int_equal(run_state_of(training->store, training->run, 300, last + 899), RUN_LIVE);
	assert_int_equal(run_state_of(training->store, training->run, 300, last + 901), RUN_LATE);
	assert_int_equal(run_state_of(training->store, training->run, NAN, last - 1000), RUN_LIVE);
	mark(training, MARK_STOP);
	training->count = 0;
	hand_over(training);
	assert_int_equal(run_state_of(training->store, training->run, 0.1, last + 5000), RUN_DONE);
	store_file_gone(training->store, training->file);
	assert_int_equal(run_state_of(training->store, training->run, 0.1, last), RUN_GONE);
	training_free(training);
}

static void evaluation_is_a_word(void **state)
{
	assert_true(is_eval_name(slice_of("val/loss")));
	assert_true(is_eval_name(slice_of("loss_val")));
	assert_true(is_eval_name(slice_of("metrics.Validation-2")));
	assert_true(is_eval_name(slice_of("TEST")));
	assert_false(is_eval_name(slice_of("value")));
	assert_false(is_eval_name(slice_of("interval/evaluated")));
	assert_false(is_eval_name(slice_of("latest")));
	assert_false(is_eval_name(slice_of("")));
}

static void evaluations_are_of_a_run(void **state)
{
	assert_true(eval_run_fits(slice_of("validation"), slice_of("train")));
	assert_true(eval_run_fits(slice_of("eval"), slice_of(".")));
	assert_true(eval_run_fits(slice_of("a/lr3-eval"), slice_of("a/lr3")));
	assert_true(eval_run_fits(slice_of("eval_lr3"), slice_of("LR3_train")));
	assert_false(eval_run_fits(slice_of("eval2"), slice_of("eval1")));
	assert_false(eval_run_fits(slice_of("eval-lr"), slice_of("base")));
	assert_false(eval_run_fits(slice_of("eval_lr3"), slice_of("lr31")));
	assert_false(eval_run_fits(slice_of("eval_lr31"), slice_of("lr3")));
}

/* What is kept is the same as what is made anew, and age goes on while nothing comes. */
static void kept_ones_are_current(void **state)
{
	struct training *training = training_new();
	struct steptimes *all = steptimes_new();
	train(training, 100, 1, 0.1);
	struct steptime fresh = reckon(training, 1);
	const struct steptime *kept = steptimes_get(all, training->store, training->run, training->now + 1);
	near(kept->p50, fresh.p50);
	assert_int_equal(kept->count, fresh.count);
	kept = steptimes_get(all, training->store, training->run, training->now + 2000);
	near(kept->age, 2000);
	assert_int_equal(kept->state, RUN_STALLED);
	steptimes_free(all);
	training_free(training);
}

/* Evaluations that are read later than the training still tell what its pauses were. */
static void late_evaluations_are_noticed(void **state)
{
	struct training *training = training_new();
	struct steptimes *all = steptimes_new();
	for (int i = 0; i < 4; i++) {
		train(training, 100, 1, 0.1);
		evaluate(training, 2);
	}
	train(training, 100, 1, 0.1);
	size_t evals = training->eval_count;
	training->eval_count = 0;
	hand_over(training);
	const struct steptime *kept = steptimes_get(all, training->store, training->run, training->now);
	assert_int_equal(kept->pauses[0].kind, PAUSE_CHECKPOINT);
	struct batch *batch = batch_new(add_test_file(training->store, "validation", "events.2"), 0);
	add_scalars(batch, "epoch_loss", training->evals, evals);
	batch->end = 1000;
	assert_int_equal(store_apply(training->store, batch), STATUS_OK);
	nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
	kept = steptimes_get(all, training->store, training->run, training->now);
	assert_int_equal(kept->pauses[0].kind, PAUSE_EVAL);
	steptimes_free(all);
	training_free(training);
}

static void no_memory_is_no_answer(void **state)
{
	for (long calls = 0; calls < 12; calls++) {
		struct training *training = training_new();
		train(training, 300, 1, 0.1);
		hand_over(training);
		alloc_fail_after(calls);
		struct steptime steptime = steptime_of(training->store, training->run, training->now);
		alloc_fail_after(-1);
		if (steptime.any)
			near(steptime.p50, 0.1);
		training_free(training);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(even_steps),
		cmocka_unit_test(what_is_not_read_yet_is_no_pause),
		cmocka_unit_test(gaps_of_many_steps),
		cmocka_unit_test(quantiles_of_mixed_steps),
		cmocka_unit_test(pauses_are_told_apart),
		cmocka_unit_test(marked_checkpoints_and_a_stall),
		cmocka_unit_test(short_pauses_are_unknown),
		cmocka_unit_test(few_points_tell_of_no_short_pause),
		cmocka_unit_test(checkpoints_by_their_files),
		cmocka_unit_test(evaluations_of_the_run_beside),
		cmocka_unit_test(going_back_is_no_gap),
		cmocka_unit_test(extremes_do_no_harm),
		cmocka_unit_test(any_clock_does_no_harm),
		cmocka_unit_test(nothing_to_tell),
		cmocka_unit_test(states_follow_the_age),
		cmocka_unit_test(evaluation_is_a_word),
		cmocka_unit_test(evaluations_are_of_a_run),
		cmocka_unit_test(kept_ones_are_current),
		cmocka_unit_test(late_evaluations_are_noticed),
		cmocka_unit_test(no_memory_is_no_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
