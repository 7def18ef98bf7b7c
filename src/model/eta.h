/*
 * When a run will be at its target step. The pace is seconds a step: that of
 * the newest hour of training, and evaluations, checkpoints and what else comes
 * regularly, but not stalls, restarts and sleep, which nobody can foresee. How sure that is comes
 * from stretches of the same hour with as many gaps each: what is left is
 * taken to be as uneven, and to go on drifting where the stretches drift more
 * than chance explains. `low` and `high` hold the true time in nine of ten
 * cases where the training goes on as it did.
 */
#ifndef TBTOP_MODEL_ETA_H
#define TBTOP_MODEL_ETA_H

#include "model/steptime.h"

struct gaps;
struct finds;

/* The pace of a steptime whose rates and pauses are there. Gaps of more than `threshold` seconds a step are pauses. */
struct pace eta_pace(const struct steptime *steptime, const struct gaps *gaps, double threshold);

struct eta {
	double seconds, low, high; /* NaN when it can't be told; 0 when the target is reached */
};
/* From the newest record on. A target of NaN is none. */
struct eta eta_of(const struct steptime *steptime, double target);
/*
 * What every screen and command tells: from now on, `age` seconds after the newest record (NaN: unknown, as 0). NaN
 * where nothing goes on: of a run that stalled nobody knows when it will go on.
 */
struct eta eta_left(const struct steptime *steptime, double target, enum run_state state, double age);

/* Where a target comes from. */
enum target_source { TARGET_NONE, TARGET_GIVEN, TARGET_HPARAMS, TARGET_SIBLING };
struct target {
	enum target_source source;
	double step; /* NaN without */
};
/*
 * `given` (NaN for none), else the run's hparams say it (max_steps, total_steps …), in its event files or in a file
 * beside them (`finds`, finds_want_targets; NULL for none), else the last step of the run in the same directory that was
 * done last and is further; what is over has no target of its own. O(runs).
 */
struct target target_of(const struct store *store, const struct finds *finds, uint32_t run, double given, double now);
/* "", "--target-step", "hparams", "as the finished run beside it" */
const char *target_source_text(enum target_source source);

#endif
