/*
 * Simulated trainings of which all is known, over many seeds: what the step
 * times say of them must agree with the truth within the bounds given here.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/eta.h"
#include "model/steptime.h"
#include "unit/model/batches.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

#define START 1700000000.0
#define SEEDS 40
#define MOST 40000

/* What the simulated training is like. */
struct plan {
	int seed;
	int steps, log_every, writers;
	double seconds, noise;      /* of a step; noise: relative deviation */
	double growth;              /* of the step time over the whole training, relative */
	double second_mode, second_part;
	int eval_every, checkpoint_every;
	double eval_seconds, checkpoint_seconds;
	int stall_at, restart_at, sleep_at; /* 0: none */
	double stall_seconds, restart_seconds, sleep_seconds;
	bool marked;                /* checkpoints have a session mark */
};

/* And what it was like. */
struct truth {
	double *times;
	size_t count;
	double spent[PAUSE_KINDS], all;
	uint32_t pauses[PAUSE_KINDS];
	double end; /* wall time of the last step */
};

static double uniform(void)
{
	return (double)(test_random() >> 11) / 9007199254740992.0;
}

/* About normal, and never far off. */
static double wobble(void)
{
	double sum = 0;
	for (int i = 0; i < 12; i++)
		sum += uniform();
	return sum - 6;
}

static double step_seconds(const struct plan *plan, int step)
{
	double base = plan->seconds * (1 + plan->growth * step / plan->steps);
	if (plan->second_part > 0 && uniform() < plan->second_part)
		base = plan->second_mode;
	return base * fmax(0.2, 1 + plan->noise * wobble());
}

static void pause(struct truth *truth, double *now, enum pause_kind kind, double seconds)
{
	*now += seconds;
	truth->spent[kind] += seconds;
	truth->pauses[kind]++;
}

/* Several writers: each logs all, into a file of its own. */
struct simulation {
	struct store *store;
	uint32_t run;
	struct row *rows, *evals;
	size_t count, eval_count;
	struct mark marks[256];
	size_t mark_count;
};

static void add_tag(struct batch *batch, const char *tag, const struct row *rows, size_t count)
{
	batch_add_scalars(batch, tag, rows, count, NUMBER_F32, 0);
	batch->records += count;
}

static void write_file(struct simulation *simulation, const char *run, const char *name, size_t from, size_t to,
                       bool first)
{
	uint32_t file = add_test_file(simulation->store, run, name);
	struct batch *batch = batch_new(file, 0);
	if (to > from)
		add_tag(batch, "loss", simulation->rows + from, to - from);
	if (to > from)
		add_tag(batch, "accuracy", simulation->rows + from, to - from);
	if (first && simulation->eval_count)
		add_tag(batch, "val/loss", simulation->evals, simulation->eval_count);
	for (size_t i = 0; first && i < simulation->mark_count; i++)
		batch_add_mark(batch, simulation->marks[i]);
	batch->end = 1000;
	batch->has_event = to > from;
	batch->first_wall = simulation->rows[from].wall_time - 0.001;
	batch->last_wall = batch->max_wall = simulation->rows[to - 1].wall_time;
	batch->caught_up = true;
	assert_int_equal(store_apply(simulation->store, batch), STATUS_OK);
}

static void write_all(struct simulation *simulation, const struct plan *plan, size_t restarted)
{
	char name[80];
	size_t end = simulation->count;
	for (int writer = 0; writer < plan->writers; writer++) {
		snprintf(name, sizeof name, "events.out.tfevents.1700000000.box.%d.0", 4000 + writer);
		write_file(simulation, "train", name, 0, restarted ? restarted : end, writer == 0);
		if (!restarted)
			continue;
		snprintf(name, sizeof name, "events.out.tfevents.1700090000.box.%d.0", 5000 + writer);
		write_file(simulation, "train", name, restarted, end, false);
	}
}

/* Another process on the same machine that logs each second, but not while it sleeps. */
static void write_neighbour(struct simulation *simulation, double end, double asleep_from, double asleep_to)
{
	size_t count = 0;
	double every = (end - START) / (MOST - 1);
	every = every > 1 ? every : 1;
	for (double now = START; now < end && count < MOST; now += every)
		if (now < asleep_from || now > asleep_to)
			simulation->rows[count] = (struct row){(int64_t)count, now, 0}, count++;
	simulation->eval_count = 0;
	write_file(simulation, "other", "events.out.tfevents.1700000000.box.77.0", 0, count, false);
}

static void log_step(struct simulation *simulation, const struct plan *plan, int step, double now)
{
	if (step % plan->log_every == 0 && simulation->count < MOST)
		simulation->rows[simulation->count++] = (struct row){step, now, number_bits_float(1)};
}

static void after_step(struct simulation *simulation, struct truth *truth, const struct plan *plan, int step, double *now)
{
	if (plan->eval_every && step % plan->eval_every == 0) {
		pause(truth, now, PAUSE_EVAL, plan->eval_seconds);
		simulation->evals[simulation->eval_count++] = (struct row){step, *now, 0};
	}
	if (plan->checkpoint_every && step % plan->checkpoint_every == 0) {
		pause(truth, now, PAUSE_CHECKPOINT, plan->checkpoint_seconds);
		if (plan->marked)
			simulation->marks[simulation->mark_count++] =
				(struct mark){.what = MARK_CHECKPOINT, .step = step, .wall_time = *now};
	}
	if (step == plan->stall_at)
		pause(truth, now, PAUSE_STALL, plan->stall_seconds);
}

static void simulate(struct simulation *simulation, struct truth *truth, const struct plan *plan)
{
	double now = START, slept = NAN;
	size_t restarted = 0;
	*simulation = (struct simulation){.store = store_new(), .rows = xcalloc(MOST, sizeof(struct row)),
	                                  .evals = xcalloc(MOST, sizeof(struct row))};
	*truth = (struct truth){.times = xcalloc((size_t)plan->steps + 1, sizeof(double))};
	log_step(simulation, plan, 0, now);
	for (int step = 1; step <= plan->steps; step++) {
		double seconds = step_seconds(plan, step);
		truth->times[truth->count++] = seconds;
		now += seconds;
		if (step == plan->sleep_at) {
			slept = now - seconds / 2;
			pause(truth, &now, PAUSE_ASLEEP, plan->sleep_seconds);
		}
		log_step(simulation, plan, step, now);
		after_step(simulation, truth, plan, step, &now);
		if (step == plan->restart_at) {
			pause(truth, &now, PAUSE_RESTART, plan->restart_seconds);
			restarted = simulation->count;
		}
	}
	truth->end = simulation->rows[simulation->count - 1].wall_time;
	truth->all = truth->end - START;
	write_all(simulation, plan, restarted);
	if (plan->sleep_at)
		write_neighbour(simulation, now, slept, slept + plan->sleep_seconds);
	simulation->run = store_run_find(simulation->store, slice_of("train"));
}

static void simulation_fini(struct simulation *simulation, struct truth *truth)
{
	store_free(simulation->store);
	free(simulation->rows);
	free(simulation->evals);
	free(truth->times);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double true_quantile(struct truth *truth, double q)
{
	qsort(truth->times, truth->count, sizeof *truth->times, by_value);
	return truth->times[(size_t)(q * (double)(truth->count - 1))];
}

static void within(const char *what, double value, double wanted, double relative)
{
	if (!(fabs(value - wanted) <= relative * fabs(wanted)))
		fail_msg("%s is %.9g, not %.9g within %g %%", what, value, wanted, 100 * relative);
}

static const struct pause *pause_of(const struct steptime *steptime, enum pause_kind kind)
{
	for (uint32_t i = 0; i < steptime->pause_count; i++)
		if (steptime->pauses[i].kind == kind)
			return &steptime->pauses[i];
	return NULL;
}

/* Each kind as often and as long as it was, and no other. The last one may come after the last record. */
static void check_pauses(const struct steptime *steptime, const struct truth *truth, const struct plan *plan)
{
	for (int kind = 0; kind < PAUSE_KINDS; kind++) {
		const struct pause *pause = pause_of(steptime, (enum pause_kind)kind);
		uint32_t count = pause ? pause->count : 0;
		if (count > truth->pauses[kind] || count + 1 < truth->pauses[kind])
			fail_msg("%u pauses of kind %s, not %u", count, pause_kind_name((enum pause_kind)kind),
			         truth->pauses[kind]);
		if (count)
			within(pause_kind_name((enum pause_kind)kind), pause->mean_s,
			       truth->spent[kind] / truth->pauses[kind], 0.1);
	}
	if (pause_of(steptime, PAUSE_EVAL))
		assert_int_equal(pause_of(steptime, PAUSE_EVAL)->every_steps, plan->eval_every);
	if (pause_of(steptime, PAUSE_CHECKPOINT))
		assert_int_equal(pause_of(steptime, PAUSE_CHECKPOINT)->every_steps, plan->checkpoint_every);
}

static void check_shares(const struct steptime *steptime, const struct truth *truth)
{
	within("covered", steptime->covered, truth->all, 0.01);
	for (int kind = 0; kind < PAUSE_KINDS; kind++)
		if (truth->spent[kind] > 0 && steptime->spent[kind] > 0 && truth->pauses[kind] > 3)
			within("share", steptime->spent[kind] / steptime->covered, truth->spent[kind] / truth->all, 0.2);
}

static void *make(void *work)
{
	steptimes_make(work);
	return NULL;
}

/* All that waits, made by another thread. */
static bool pass(struct steptimes *all)
{
	pthread_t thread;
	struct steptimes_work *work = steptimes_begin(all);
	if (!work)
		return false;
	assert_int_equal(pthread_create(&thread, NULL, make, work), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	steptimes_end(all, work);
	return true;
}

static bool kinds_alike(const struct steptime *a, const struct steptime *b)
{
	bool alike = a->pause_count == b->pause_count;
	for (uint32_t i = 0; alike && i < a->pause_count; i++)
		alike = a->pauses[i].kind == b->pauses[i].kind;
	return alike;
}

/* Reckoned by another thread it is the same; what hangs on other runs comes with a second pass. */
static void check_deferred(const struct simulation *simulation, const struct truth *truth, const struct steptime *wanted)
{
	struct steptimes *all = steptimes_new();
	steptimes_defer(all);
	const struct steptime *got = steptimes_get(all, simulation->store, simulation->run, truth->end + 1);
	assert_false(got->any);
	assert_int_equal(got->last_step, wanted->last_step);
	assert_null(steptimes_trace(all, simulation->store, simulation->run));
	assert_true(pass(all));
	assert_false(pass(all));
	got = steptimes_get(all, simulation->store, simulation->run, truth->end + 1);
	/* A pass rests for long where it took long, as on a busy machine. */
	for (int round = 0; round < 600 && !kinds_alike(got, wanted); round++) {
		nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
		got = steptimes_get(all, simulation->store, simulation->run, truth->end + 1);
		pass(all);
	}
	got = steptimes_get(all, simulation->store, simulation->run, truth->end + 1);
	assert_false(pass(all)); /* at rest */
	assert_int_equal(got->pause_count, wanted->pause_count);
	for (uint32_t i = 0; i < got->pause_count; i++) {
		assert_int_equal(got->pauses[i].kind, wanted->pauses[i].kind);
		assert_int_equal(got->pauses[i].count, wanted->pauses[i].count);
	}
	assert_true(got->p50 == wanted->p50 && got->p99 == wanted->p99 && got->pace.mean == wanted->pace.mean);
	assert_int_equal(got->state, wanted->state);
	assert_non_null(steptimes_trace(all, simulation->store, simulation->run));
	steptimes_free(all);
}

struct bounds {
	double p50, p95, rate;
};

static struct steptime check(struct simulation *simulation, struct truth *truth, const struct plan *plan,
                             struct bounds bounds)
{
	simulate(simulation, truth, plan);
	struct steptime steptime = steptime_of(simulation->store, simulation->run, truth->end + 1);
	within("p50", steptime.p50, true_quantile(truth, 0.5), bounds.p50);
	within("p95", steptime.p95, true_quantile(truth, 0.95), bounds.p95);
	within("rate of the run", steptime.rate_run, plan->steps / truth->all, bounds.rate);
	assert_int_equal(steptime.last_step, plan->steps / plan->log_every * plan->log_every);
	check_pauses(&steptime, truth, plan);
	check_shares(&steptime, truth);
	if (plan->seed == 0)
		check_deferred(simulation, truth, &steptime);
	return steptime;
}

/* Nobody waits for what nobody wants any more. */
static void ends_before_it_is_made(void **state)
{
	struct simulation simulation;
	struct truth truth;
	struct plan plan = {.steps = 2000, .log_every = 1, .writers = 1, .seconds = 0.1};
	simulate(&simulation, &truth, &plan);
	struct steptimes *all = steptimes_new();
	steptimes_defer(all);
	steptimes_get(all, simulation.store, simulation.run, truth.end);
	steptimes_free(all);
	simulation_fini(&simulation, &truth);
}

/* A plan of which the seed decides what doesn't matter. */
static struct plan some_plan(int seed)
{
	test_seed = 88172645463325252u + (uint64_t)seed * 7919;
	for (int i = 0; i < 8; i++)
		test_random();
	return (struct plan){
		.seed = seed, .steps = 6000 + test_below(4000), .log_every = 1, .writers = 1,
		.seconds = 0.05 + uniform(), .noise = 0.05 + 0.1 * uniform(),
	};
}

static void even(void **state)
{
	struct simulation simulation;
	struct truth truth;
	for (int seed = 0; seed < SEEDS; seed++) {
		struct plan plan = some_plan(seed);
		plan.noise = 0;
		struct steptime steptime = check(&simulation, &truth, &plan, (struct bounds){1e-5, 1e-5, 0.001});
		within("mean", steptime.mean, plan.seconds, 1e-5);
		within("now", steptime.rate_now, 1 / plan.seconds, 1e-4);
		within("minute", steptime.rate_minute, 1 / plan.seconds, 1e-4);
		within("hour", steptime.rate_hour, 1 / plan.seconds, 1e-4);
		assert_true(fabs(steptime.drift) < 1e-3);
		simulation_fini(&simulation, &truth);
	}
}

static void uneven(void **state)
{
	struct simulation simulation;
	struct truth truth;
	for (int seed = 0; seed < SEEDS; seed++) {
		struct plan plan = some_plan(seed);
		struct steptime steptime = check(&simulation, &truth, &plan, (struct bounds){0.001, 0.001, 0.01});
		assert_true(fabs(steptime.drift) < 0.02);
		simulation_fini(&simulation, &truth);
	}
}

/* Grows to twice the step time: the last quarter's median is 1.875, the first's 1.125 of the start. */
static void drifting(void **state)
{
	struct simulation simulation;
	struct truth truth;
	for (int seed = 0; seed < SEEDS; seed++) {
		struct plan plan = some_plan(seed);
		plan.growth = 1;
		struct steptime steptime = check(&simulation, &truth, &plan, (struct bounds){0.005, 0.005, 0.01});
		within("drift", steptime.drift, 1.875 / 1.125 - 1, 0.05);
		simulation_fini(&simulation, &truth);
	}
}

static void two_modes(void **state)
{
	struct simulation simulation;
	struct truth truth;
	for (int seed = 0; seed < SEEDS; seed++) {
		struct plan plan = some_plan(seed);
		plan.second_mode = plan.seconds * 2.2;
		plan.second_part = 0.3;
		check(&simulation, &truth, &plan, (struct bounds){0.001, 0.001, 0.01});
		simulation_fini(&simulation, &truth);
	}
}

/* A point each k steps: what is between them is averaged, so the tail of single steps can't be seen. */
static void logged_now_and_then(void **state)
{
	struct simulation simulation;
	struct truth truth;
	for (int seed = 0; seed < SEEDS; seed++) {
		struct plan plan = some_plan(seed);
		plan.log_every = 5 + test_below(45);
		check(&simulation, &truth, &plan, (struct bounds){0.02, 0.3, 0.02});
		simulation_fini(&simulation, &truth);
	}
}

static struct plan with_pauses(int seed)
{
	struct plan plan = some_plan(seed);
	plan.eval_every = 500;
	plan.eval_seconds = 40;
	plan.checkpoint_every = 1000;
	plan.checkpoint_seconds = 12;
	return plan;
}

/* Every other evaluation has a checkpoint right behind it: the longer half of them is both. */
static void evaluations_and_checkpoints(void **state)
{
	struct simulation simulation;
	struct truth truth;
	for (int seed = 0; seed < SEEDS; seed++) {
		struct plan plan = some_plan(seed);
		plan.eval_every = 500;
		plan.eval_seconds = 40;
		check(&simulation, &truth, &plan, (struct bounds){0.001, 0.001, 0.02});
		simulation_fini(&simulation, &truth);
		plan.eval_every = 0;
		plan.checkpoint_every = 1000;
		plan.checkpoint_seconds = 6 + 20 * uniform();
		plan.marked = seed % 2;
		check(&simulation, &truth, &plan, (struct bounds){0.001, 0.001, 0.02});
		simulation_fini(&simulation, &truth);
	}
}

static void a_stall(void **state)
{
	struct simulation simulation;
	struct truth truth;
	for (int seed = 0; seed < SEEDS; seed++) {
		struct plan plan = some_plan(seed);
		plan.eval_every = 500;
		plan.eval_seconds = 40;
		plan.stall_at = 1234;
		plan.stall_seconds = 540;
		check(&simulation, &truth, &plan, (struct bounds){0.001, 0.001, 0.02});
		simulation_fini(&simulation, &truth);
	}
}

static void a_restart(void **state)
{
	struct simulation simulation;
	struct truth truth;
	for (int seed = 0; seed < SEEDS; seed++) {
		struct plan plan = some_plan(seed);
		plan.eval_every = 500;
		plan.eval_seconds = 40;
		plan.restart_at = 3210;
		plan.restart_seconds = 300 + 3000 * uniform();
		check(&simulation, &truth, &plan, (struct bounds){0.001, 0.001, 0.02});
		simulation_fini(&simulation, &truth);
	}
}

static void a_sleep(void **state)
{
	struct simulation simulation;
	struct truth truth;
	for (int seed = 0; seed < SEEDS; seed++) {
		struct plan plan = some_plan(seed);
		plan.sleep_at = 2345;
		plan.sleep_seconds = 1800 + 9000 * uniform();
		check(&simulation, &truth, &plan, (struct bounds){0.001, 0.001, 0.02});
		simulation_fini(&simulation, &truth);
	}
}

/* Three writers tell the same three times: it happened once. */
static void three_writers(void **state)
{
	struct simulation simulation;
	struct truth truth;
	for (int seed = 0; seed < SEEDS / 4; seed++) {
		struct plan plan = some_plan(seed);
		plan.writers = 3;
		plan.eval_every = 500;
		plan.eval_seconds = 40;
		plan.stall_at = 777;
		plan.stall_seconds = 540;
		struct steptime steptime = check(&simulation, &truth, &plan, (struct bounds){0.001, 0.001, 0.02});
		within("minute", steptime.rate_minute, 1 / plan.seconds, 0.1);
		simulation_fini(&simulation, &truth);
	}
}

/* The time left from two thirds on, against the time that it took: in nine of ten cases within the interval. */
static void the_end_is_foretold(void **state)
{
	int held = 0, told = 0;
	for (int seed = 0; seed < 3 * SEEDS; seed++) {
		struct simulation simulation;
		struct truth truth;
		struct plan plan = with_pauses(seed);
		plan.checkpoint_every = 0;
		plan.growth = seed % 3 == 0 ? 0.5 : 0;
		simulate(&simulation, &truth, &plan);
		size_t cut = simulation.count * 2 / 3, whole = simulation.count;
		struct store *part = store_new();
		struct simulation early = simulation;
		early.store = part;
		while (early.eval_count && simulation.evals[early.eval_count - 1].step > simulation.rows[cut - 1].step)
			early.eval_count--;
		write_file(&early, "train", "events.1", 0, cut, true);
		struct steptime steptime = steptime_of(part, 0, simulation.rows[cut - 1].wall_time);
		struct eta eta = eta_of(&steptime, (double)simulation.rows[whole - 1].step);
		double left = simulation.rows[whole - 1].wall_time - simulation.rows[cut - 1].wall_time;
		within("eta", eta.seconds, left, 0.12);
		held += eta.low <= left && left <= eta.high;
		told++;
		assert_true(eta.high - eta.low < left);
		store_free(part);
		simulation_fini(&simulation, &truth);
	}
	if (held * 10 < told * 8)
		fail_msg("the interval held %d of %d", held, told);
}

/* A pause at regular steps is still to come, or it isn't: between two of them the interval says so. */
static void pauses_are_whole(void **state)
{
	const int target = 8000;
	for (int steps = 5000; steps < 6000; steps += 130) {
		struct simulation simulation;
		struct truth truth;
		struct plan plan = {.steps = steps, .log_every = 1, .writers = 1, .seconds = 0.3, .noise = 0.002,
		                    .eval_every = 500, .eval_seconds = 40};
		simulate(&simulation, &truth, &plan);
		struct steptime steptime = steptime_of(simulation.store, simulation.run, truth.end);
		struct eta eta = eta_of(&steptime, target);
		int pauses = (target - 1) / 500 - (steps - 1) / 500; /* the last record comes before that of its step */
		double left = (target - steps) * plan.seconds + 40 * pauses;
		if (!(eta.low - 2 <= left && left <= eta.high + 2))
			fail_msg("at step %d %g s are left, not between %g and %g", steps, left, eta.low, eta.high);
		assert_true(eta.high - eta.low < 200);
		simulation_fini(&simulation, &truth);
	}
}

static void targets_and_ends(void **state)
{
	struct store *store = store_new();
	double later = START + 2 * RUN_ENDED_SECONDS;
	struct row rows[2] = {{0, START, 0}, {900, START + 450, 0}};
	struct simulation simulation = {.store = store, .rows = rows, .count = 2};
	write_file(&simulation, "sweep/b", "events.1", 0, 2, false);
	rows[0] = (struct row){0, later, 0};
	rows[1] = (struct row){100, later + 50, 0};
	write_file(&simulation, "sweep/a", "events.1", 0, 2, false);
	uint32_t run = store_run_find(store, slice_of("sweep/a"));
	assert_int_equal(target_of(store, NULL, run, NAN, START + 500).source, TARGET_NONE); /* the other is not done yet */
	struct target target = target_of(store, NULL, run, NAN, later + 60);
	assert_int_equal(target.source, TARGET_SIBLING);
	assert_true(target.step == 900);
	assert_int_equal(target_of(store, NULL, run, 5, START).source, TARGET_GIVEN);
	assert_int_equal(target_of(store, NULL, run, NAN, later + 2 * RUN_ENDED_SECONDS).source, TARGET_NONE);
	struct steptime steptime = steptime_of(store, run, later + 60);
	assert_true(eta_of(&steptime, 50).seconds == 0);
	assert_true(isnan(eta_of(&steptime, NAN).seconds));
	within("eta", eta_of(&steptime, 200).seconds, 50, 1e-6);
	store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(even),
		cmocka_unit_test(uneven),
		cmocka_unit_test(drifting),
		cmocka_unit_test(two_modes),
		cmocka_unit_test(logged_now_and_then),
		cmocka_unit_test(evaluations_and_checkpoints),
		cmocka_unit_test(a_stall),
		cmocka_unit_test(a_restart),
		cmocka_unit_test(a_sleep),
		cmocka_unit_test(three_writers),
		cmocka_unit_test(ends_before_it_is_made),
		cmocka_unit_test(the_end_is_foretold),
		cmocka_unit_test(pauses_are_whole),
		cmocka_unit_test(targets_and_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
