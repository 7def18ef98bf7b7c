#include "write/demo.h"

#include "base/alloc.h"
#include "base/str.h"
#include "write/record.h"

#include <math.h>
#include <stdlib.h>

#define MOST_RUNS 8

/* A training: what happens when, in steps; and how long it takes, in usual steps. */
enum {
	EVALUATE_EVERY = 200,
	CHECKPOINT_EVERY = 1000,
	WARMUP = 500,
	STOP_AT = 6000,        /* the run that ends early */
	TOTAL = 100000,
	NAN_AT = 1234,
	STALL_AT = 1800,
	CRASH_AT = 2350,       /* goes on from the last checkpoint */
	RESUME_FROM = 2000,
	EVALUATION_STEPS = 12,
	CHECKPOINT_STEPS = 4,
	STALL_STEPS = 160,
	RESTART_STEPS = 60,
};
#define TOKENS_PER_STEP 16384.0

enum quirk { QUIRK_NAN_AND_STALL, QUIRK_RESTART, QUIRK_STOP };

static const struct plan {
	const char *name;
	enum quirk quirk;
	double learning_rate, floor, noise; /* of the schedule's peak; of the training loss */
} plans[MOST_RUNS] = {
	{"lr3e-4", QUIRK_NAN_AND_STALL, 3e-4, 1.62, 0.05},
	{"lr1e-4", QUIRK_RESTART, 1e-4, 1.85, 0.04},
	{"base", QUIRK_STOP, 2e-4, 1.74, 0.045},
	{"lr1e-3", QUIRK_NAN_AND_STALL, 1e-3, 2.10, 0.12},
	{"wide", QUIRK_RESTART, 2e-4, 1.55, 0.04},
	{"deep", QUIRK_STOP, 2e-4, 1.58, 0.05},
	{"dropout", QUIRK_RESTART, 2e-4, 1.80, 0.07},
	{"small-batch", QUIRK_STOP, 2e-4, 1.79, 0.10},
};

/* What a run does next, when it is due. */
enum phase { PHASE_TRAIN, PHASE_EVALUATE, PHASE_CHECKPOINT, PHASE_RESTART, PHASE_ENDED };

struct run {
	const struct plan *plan;
	char *directory;
	struct tbr_writer *writer;
	double now; /* wall time of what is being written: the writer's clock */
	double due;
	double step_seconds, last_step; /* usual and actual */
	enum phase phase;
	int64_t step;
	uint64_t random;
	double drift; /* noise of the loss that carries on from step to step */
	bool crashed;
};

struct demo {
	struct run runs[MOST_RUNS];
	int count;
};

static enum status outcome(int result)
{
	return status_from_errno(-result);
}

/* ---- Chance --------------------------------------------------------------- */

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t random_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* In [0, 1). */
static double random_unit(struct run *run)
{
	return (double)(random_next(&run->random) >> 11) * 0x1p-53;
}

/* About normal, mean 0, deviation 1: the sum of four has a variance of 1/3. */
static double random_normal(struct run *run)
{
	double sum = 0;
	for (int i = 0; i < 4; i++)
		sum += random_unit(run);
	return (sum - 2) * sqrt(3);
}

/* ---- A training's values -------------------------------------------------- */

static double learning_rate(const struct run *run)
{
	double step = (double)run->step, half_turn = acos(-1) * fmin(step / TOTAL, 1);
	double warm = fmin(step / WARMUP, 1);
	return run->plan->learning_rate * warm * 0.5 * (1 + cos(half_turn));
}

/* The loss without noise: a power law down to the plan's floor. */
static double clean_loss(const struct run *run)
{
	return run->plan->floor + 9 * pow(1 + (double)run->step / 40, -0.55);
}

static double accuracy(double loss)
{
	return exp(-loss / 2.2);
}

static enum status write_training(struct run *run)
{
	run->drift = 0.9 * run->drift + run->plan->noise * random_normal(run);
	double loss = clean_loss(run) + run->drift;
	double norm = (0.4 + 6 * pow(1 + (double)run->step / 25, -0.5)) * exp(0.25 * random_normal(run));
	if (run->plan->quirk == QUIRK_NAN_AND_STALL && run->step == NAN_AT)
		norm = NAN;
	const struct tbr_value values[] = {
		{"train/loss", (float)loss},
		{"train/accuracy", (float)fmin(fmax(accuracy(loss) + 0.01 * random_normal(run), 0), 1)},
		{"train/lr", (float)learning_rate(run)},
		{"train/grad_norm", (float)norm},
		{"perf/tokens_per_s", (float)(TOKENS_PER_STEP / run->last_step)},
	};
	return outcome(tbr_scalars(run->writer, run->step, values, sizeof values / sizeof *values));
}

/* Validation is a little worse than training, the more so the longer it lasts. */
static enum status write_evaluation(struct run *run)
{
	double gap = 0.03 + 0.12 * (1 - exp(-(double)run->step / 20000));
	double loss = clean_loss(run) + gap + 0.3 * run->plan->noise * random_normal(run);
	const struct tbr_value values[] = {
		{"val/loss", (float)loss},
		{"val/accuracy", (float)fmin(accuracy(loss), 1)},
	};
	return outcome(tbr_scalars(run->writer, run->step, values, sizeof values / sizeof *values));
}

/* ---- What happens --------------------------------------------------------- */

static double run_clock(void *context)
{
	return ((const struct run *)context)->now;
}

/* A process begins, at `step`. From its second START on a run's later steps give way to the new ones. */
static enum status open_file(struct run *run, int64_t step)
{
	/* Only when the caller has come to its `now`: a history is not written record by record. */
	const struct tbr_options options = {.clock = run_clock, .context = run, .flush_seconds = INFINITY};
	enum status status = outcome(tbr_open(&run->writer, run->directory, &options));
	return status == STATUS_OK ? outcome(tbr_session(run->writer, TBR_START, step, NULL)) : status;
}

static void next_phase(struct run *run, enum phase phase, double steps)
{
	run->phase = phase;
	run->due = run->now + run->step_seconds * steps;
}

static void next_step(struct run *run)
{
	double steps = 1 + 0.03 * random_normal(run) + (random_unit(run) < 0.01 ? random_unit(run) : 0);
	if (run->plan->quirk == QUIRK_NAN_AND_STALL && run->step + 1 == STALL_AT)
		steps = STALL_STEPS;
	run->last_step = steps * run->step_seconds;
	next_phase(run, PHASE_TRAIN, steps);
}

static enum status end_run(struct run *run)
{
	enum status status = outcome(tbr_session(run->writer, TBR_STOP, run->step, NULL));
	run->phase = PHASE_ENDED;
	run->due = INFINITY;
	return status;
}

static enum status train(struct run *run)
{
	run->step++;
	enum status status = write_training(run);
	bool crash = run->plan->quirk == QUIRK_RESTART && run->step == CRASH_AT && !run->crashed;
	if (crash)
		next_phase(run, PHASE_RESTART, RESTART_STEPS);
	else if (run->step % EVALUATE_EVERY == 0)
		next_phase(run, PHASE_EVALUATE, EVALUATION_STEPS * (1 + 0.08 * random_normal(run)));
	else
		next_step(run);
	return status;
}

static enum status evaluate(struct run *run)
{
	enum status status = write_evaluation(run);
	if (status != STATUS_OK)
		return status;
	if (run->step == TOTAL || (run->plan->quirk == QUIRK_STOP && run->step == STOP_AT))
		return end_run(run);
	if (run->step % CHECKPOINT_EVERY == 0)
		next_phase(run, PHASE_CHECKPOINT, CHECKPOINT_STEPS);
	else
		next_step(run);
	return STATUS_OK;
}

static enum status checkpoint(struct run *run)
{
	enum status status = outcome(tbr_session(run->writer, TBR_CHECKPOINT, run->step, NULL));
	next_step(run);
	return status;
}

/* A new process takes the run up: a second file, which begins at the first step that it will do again. */
static enum status restart(struct run *run)
{
	enum status status = outcome(tbr_close(run->writer));
	run->writer = NULL;
	if (status == STATUS_OK)
		status = open_file(run, RESUME_FROM + 1);
	if (status != STATUS_OK)
		return status;
	run->crashed = true;
	run->step = RESUME_FROM;
	next_step(run);
	return STATUS_OK;
}

static enum status happen(struct run *run)
{
	run->now = run->due;
	switch (run->phase) {
	case PHASE_TRAIN: return train(run);
	case PHASE_EVALUATE: return evaluate(run);
	case PHASE_CHECKPOINT: return checkpoint(run);
	case PHASE_RESTART: return restart(run);
	case PHASE_ENDED: break;
	}
	return STATUS_OK;
}

/* ---- The demo ------------------------------------------------------------- */

static enum status open_run(struct run *run, const struct plan *plan, const char *directory,
                            const struct demo_options *options)
{
	struct str path = {0};
	str_printf(&path, "%s/%s", directory, plan->name);
	*run = (struct run){.plan = plan, .directory = path.data, .now = options->start,
		.step_seconds = options->step_seconds, .random = options->seed};
	/* Hashed first: seeds next to each other must have nothing in common. */
	run->random = random_next(&run->random) + (uint64_t)(plan - plans);
	next_step(run);
	return open_file(run, 1);
}

enum status demo_open(struct demo **out, const char *directory, const struct demo_options *options)
{
	bool sound = options->runs >= 1 && options->runs <= MOST_RUNS && options->step_seconds > 0 &&
		isfinite(options->step_seconds) && isfinite(options->start);
	if (!sound)
		return STATUS_USAGE;
	struct demo *demo = xcalloc(1, sizeof *demo);
	enum status status = STATUS_OK;
	while (demo->count < options->runs && status == STATUS_OK) {
		status = open_run(&demo->runs[demo->count], &plans[demo->count], directory, options);
		demo->count++;
	}
	if (status != STATUS_OK) {
		demo_close(demo);
		return status;
	}
	*out = demo;
	return STATUS_OK;
}

enum status demo_advance(struct demo *demo, double now, double *next)
{
	*next = INFINITY;
	for (int i = 0; i < demo->count; i++) {
		struct run *run = &demo->runs[i];
		enum status status = STATUS_OK;
		while (run->due <= now && status == STATUS_OK)
			status = happen(run);
		if (status == STATUS_OK && run->writer) /* there is none after a restart that failed: it is tried again */
			status = outcome(tbr_flush(run->writer));
		if (status != STATUS_OK)
			return status;
		*next = fmin(*next, run->due);
	}
	return STATUS_OK;
}

enum status demo_close(struct demo *demo)
{
	enum status first = STATUS_OK;
	for (int i = 0; demo && i < demo->count; i++) {
		enum status status = outcome(tbr_close(demo->runs[i].writer));
		free(demo->runs[i].directory);
		if (first == STATUS_OK)
			first = status;
	}
	free(demo);
	return first;
}
