#include "demo/run.h"

#include "base/alloc.h"
#include "base/str.h"
#include "demo/curve.h"
#include "demo/kinds.h"
#include "demo/timeline.h"
#include "demo/vocabulary.h"
#include "write/record.h"

#include <stdio.h>
#include <stdlib.h>

/* How often, in steps; and how long it takes, in usual steps. */
enum {
	NORMS_EVERY = 10,
	EVALUATE_EVERY = 200,
	SAMPLE_EVERY = 400,
	CHECKPOINT_EVERY = 1000,
	PROFILE_AT = 600,
	NAN_STEPS = 6,
	EVALUATION_STEPS = 12,
	CHECKPOINT_STEPS = 20,
	STALL_STEPS = 1500,
	RESTART_STEPS = 60,
};
#define SLOW_STEPS 0.01   /* part of the steps that take up to as long again */
#define TOKENS_PER_ROW 128.0
#define SPIKES 0.003     /* part of the steps whose gradients are far larger */
#define PACE_WEIGHT 0.05 /* of the newest step in what the speed is told by */

/* What a run does next, when it is due. */
enum phase { PHASE_TRAIN, PHASE_EVALUATE, PHASE_CHECKPOINT, PHASE_RESTART, PHASE_ENDED };

struct run {
	struct plan plan;
	struct course course;
	char *directory;
	struct tbr_writer *writer;
	double now;                /* wall time of what is recorded: the writer's clock */
	double due;
	double step_seconds, last_step, pace; /* usual, actual, and its moving average */
	enum phase phase;
	int64_t step;
	struct chance chance;
	double drift;              /* noise of the loss that carries on from step to step */
	double best;               /* least loss of an evaluation */
	bool crashed;
};

/* ---- Scalars ---------------------------------------------------------------------- */

static bool is_nan(const struct run *run)
{
	int64_t at = run->plan.fate.nan_at;
	return at && run->step >= at && run->step < at + NAN_STEPS;
}

static int record_training(struct run *run)
{
	const struct plan_setting *setting = run->plan.setting;
	run->drift = 0.9 * run->drift + setting->noise * chance_normal(&run->chance);
	double loss = curve_loss(&run->plan, run->step) + run->drift;
	double accuracy = fmin(fmax(curve_accuracy(loss) + 0.004 * chance_normal(&run->chance), 0), 1);
	bool spike = chance_unit(&run->chance) < SPIKES;
	double norm = 2 * curve_gradient_norm(run->step, 2) * exp(0.12 * chance_normal(&run->chance)) * (spike ? 3 : 1);
	run->pace += PACE_WEIGHT * (run->last_step - run->pace);
	if (is_nan(run))
		loss = norm = NAN;
	const struct tbr_value values[] = {
		{"train/loss", (float)loss},
		{"train/accuracy", (float)accuracy},
		{"train/lr", (float)curve_learning_rate(&run->plan, run->step, run->course.steps)},
		{"train/grad_norm", (float)norm},
		{"train/tokens_per_s", (float)(setting->batch * TOKENS_PER_ROW / run->pace)},
	};
	return tbr_scalars(run->writer, run->step, values, sizeof values / sizeof *values);
}

static int record_gradients(struct run *run)
{
	struct tbr_value values[CURVE_LAYERS];
	char tags[CURVE_LAYERS][32];
	for (int layer = 0; layer < CURVE_LAYERS; layer++) {
		double norm = curve_gradient_norm(run->step, layer) * exp(0.15 * chance_normal(&run->chance));
		snprintf(tags[layer], sizeof tags[layer], "train_grad_norm/%s", curve_layers[layer]);
		values[layer] = (struct tbr_value){tags[layer], (float)(is_nan(run) ? NAN : norm)};
	}
	return tbr_scalars(run->writer, run->step, values, CURVE_LAYERS);
}

static int record_evaluation(struct run *run, const struct evaluation *evaluation)
{
	double spread = 0.05 + 0.4 * (1 - evaluation->quality);
	const struct tbr_value values[] = {
		{"val/loss", (float)evaluation->loss},
		{"val/loss_lower", (float)(evaluation->loss - spread * (0.8 + 0.4 * chance_unit(&run->chance)))},
		{"val/loss_upper", (float)(evaluation->loss + spread * (0.8 + 0.4 * chance_unit(&run->chance)))},
		{"val/accuracy", (float)evaluation->accuracy},
	};
	return tbr_scalars(run->writer, run->step, values, sizeof values / sizeof *values);
}

/* ---- What happens ----------------------------------------------------------------- */

static double run_clock(void *context)
{
	return ((const struct run *)context)->now;
}

/* A process begins at `step`: the first, or one that takes up what another left. */
static int open_file(struct run *run, int64_t step)
{
	const struct tbr_options options = {.clock = run_clock, .context = run,
		.flush_seconds = run->course.queued ? 0 : -1, .resume = step > 1, .start_step = step};
	int error = tbr_open(&run->writer, run->directory, &options);
	if (error || step > 1)
		return error;
	error = tbr_session(run->writer, TBR_START, step, NULL);
	return error ? error : kinds_record_start(run->writer, &run->plan, run->course.steps);
}

static void next_phase(struct run *run, enum phase phase, double steps)
{
	run->phase = phase;
	run->due = run->now + run->step_seconds * steps;
}

static void next_step(struct run *run)
{
	bool slow = chance_unit(&run->chance) < SLOW_STEPS;
	double steps = 1 + 0.03 * chance_normal(&run->chance) + (slow ? chance_unit(&run->chance) : 0);
	if (run->step + 1 == run->plan.fate.stall_at)
		steps = STALL_STEPS;
	run->last_step = steps * run->step_seconds;
	next_phase(run, PHASE_TRAIN, steps);
}

static int end_run(struct run *run)
{
	int error = tbr_hparams_end(run->writer, TBR_SUCCESS);
	if (!error)
		error = tbr_session(run->writer, TBR_STOP, run->step, NULL);
	run->phase = PHASE_ENDED;
	run->due = INFINITY;
	return error;
}

static int train(struct run *run)
{
	run->step++;
	bool last = run->step == run->course.steps || run->step == run->plan.fate.stop_at;
	int error = record_training(run);
	if (!error && (run->step % NORMS_EVERY == 0 || is_nan(run)))
		error = record_gradients(run);
	if (!error && run->plan.rich && run->step == PROFILE_AT)
		error = timeline_record(run->directory, &run->plan, run->step, run->now, run->step_seconds, &run->chance);
	if (run->step == run->plan.fate.crash_at && !run->crashed)
		next_phase(run, PHASE_RESTART, RESTART_STEPS);
	else if (last || run->step % EVALUATE_EVERY == 0)
		next_phase(run, PHASE_EVALUATE, EVALUATION_STEPS * (1 + 0.08 * chance_normal(&run->chance)));
	else
		next_step(run);
	return error;
}

/* Validation is a little worse than training. */
static struct evaluation look(struct run *run)
{
	double loss = curve_loss(&run->plan, run->step) + curve_gap(run->step) +
		0.3 * run->plan.setting->noise * chance_normal(&run->chance);
	return (struct evaluation){.step = run->step, .loss = loss, .accuracy = fmin(curve_accuracy(loss), 1),
		.best = run->best, .quality = curve_quality(run->step), .chance = &run->chance};
}

static int evaluate(struct run *run)
{
	struct evaluation evaluation = look(run);
	bool last = run->step == run->course.steps || run->step == run->plan.fate.stop_at;
	int error = record_evaluation(run, &evaluation);
	if (!error)
		error = kinds_record_evaluation(run->writer, &run->plan, &evaluation);
	if (!error && run->plan.rich && (last || run->step % SAMPLE_EVERY == 0))
		error = kinds_record_samples(run->writer, &evaluation);
	run->best = fmin(run->best, evaluation.loss);
	if (last)
		return error ? error : end_run(run);
	if (run->step % CHECKPOINT_EVERY == 0)
		next_phase(run, PHASE_CHECKPOINT, CHECKPOINT_STEPS);
	else
		next_step(run);
	return error;
}

static int checkpoint(struct run *run)
{
	char path[48];
	snprintf(path, sizeof path, "checkpoints/%lld.ckpt", (long long)run->step);
	int error = tbr_session(run->writer, TBR_CHECKPOINT, run->step, path);
	if (!error && run->plan.rich)
		error = vocabulary_record(run->writer, "words", run->step, curve_quality(run->step), &run->chance);
	next_step(run);
	return error;
}

/* A new process takes the run up: a second file, which begins at the first step that it will do again. */
static int restart(struct run *run)
{
	int error = tbr_close(run->writer);
	run->writer = NULL; /* there is none until the next one is open: it is tried again */
	if (!error)
		error = open_file(run, run->plan.fate.resume_from + 1);
	if (error)
		return error;
	run->crashed = true;
	run->step = run->plan.fate.resume_from;
	next_step(run);
	return 0;
}

static int happen(struct run *run)
{
	run->now = run->due;
	switch (run->phase) {
	case PHASE_TRAIN: return train(run);
	case PHASE_EVALUATE: return evaluate(run);
	case PHASE_CHECKPOINT: return checkpoint(run);
	case PHASE_RESTART: return restart(run);
	case PHASE_ENDED: break;
	}
	return 0;
}

/* A pause that is at `at`, if the training gets there. */
static double pause_at(int64_t at, int64_t last, double steps)
{
	return at && at <= last ? steps : 0;
}

double run_seconds(const struct plan *plan, const struct course *course)
{
	const struct fate *fate = &plan->fate;
	int64_t last = fate->stop_at && fate->stop_at < course->steps ? fate->stop_at : course->steps;
	double again = pause_at(fate->crash_at, last, (double)(fate->crash_at - fate->resume_from));
	double steps = (1 + SLOW_STEPS / 2 + (double)EVALUATION_STEPS / EVALUATE_EVERY) * ((double)last + again) +
		(double)CHECKPOINT_STEPS / CHECKPOINT_EVERY * (double)last + pause_at(fate->stall_at, last, STALL_STEPS) +
		pause_at(fate->crash_at, last, RESTART_STEPS);
	return steps * course->step_seconds * plan->setting->pace;
}

/* ---- From outside ----------------------------------------------------------------- */

int run_open(struct run **out, const char *directory, uint64_t number, const struct course *course)
{
	struct run *run = xcalloc(1, sizeof *run);
	struct str path = {0};
	run->plan = plan_of(number, course->seed);
	run->course = *course;
	run->chance = chance_of(course->seed, number);
	run->now = course->start;
	run->step_seconds = course->step_seconds * run->plan.setting->pace;
	run->pace = run->step_seconds;
	run->best = INFINITY;
	str_printf(&path, "%s/%s", directory, run->plan.name);
	run->directory = path.data;
	next_step(run);
	int error = open_file(run, 1);
	if (error) {
		run_close(run);
		return error;
	}
	*out = run;
	return 0;
}

int run_advance(struct run *run, double now)
{
	bool due = run->due <= now;
	int error = 0;
	while (run->due <= now && !error)
		error = happen(run);
	return error || !due ? error : tbr_flush(run->writer);
}

double run_due(const struct run *run)
{
	return run->due;
}

int run_close(struct run *run)
{
	if (!run)
		return 0;
	int error = tbr_close(run->writer);
	free(run->directory);
	free(run);
	return error;
}
