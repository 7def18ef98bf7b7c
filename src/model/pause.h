/*
 * What a training did while it took no steps. Evaluations are told by a point
 * of an evaluation tag (val, valid, validation, eval, evaluation, test, dev as a
 * word of its name) in the pause, in this run or in one beside it with such a
 * name; checkpoints by a CHECKPOINT session mark. A pause with an evaluation
 * that takes much longer than they usually do holds something else, too: the
 * rest counts by itself. What comes at regular steps without any mark is
 * nearly always a checkpoint; all that is left is a stall.
 */
#ifndef TBTOP_MODEL_PAUSE_H
#define TBTOP_MODEL_PAUSE_H

#include "model/steptime.h"

/* True when a word of the name says that it is about evaluation. Case doesn't matter. */
bool pause_is_eval_name(struct slice name);

/*
 * The first run at or after `*position` (in the order of names) that evaluates
 * `run`, STORE_NONE without one; `*position` goes on behind it.
 */
uint32_t pause_eval_run(const struct store *store, uint32_t run, uint32_t *position);

/*
 * Tells the kinds of `spells` (room for twice `count`; those that are restarts for sure say so) and sorts
 * them by kind, then step. Returns how many there are now: an over-long evaluation is two. 0 when out of memory.
 */
size_t pause_tell(const struct store *store, uint32_t run, struct pause_spell *spells, size_t count);
/* Groups what pause_tell has sorted. Returns the number of groups in `out`, which has room for STEPTIME_PAUSES. */
uint32_t pause_group(const struct pause_spell *spells, size_t count, struct pause *out);
/* Whether a file of the run, but for its first, or a restart begins in that time. O(files). */
bool pause_has_restart(const struct store *store, uint32_t run, double from, double to);

#endif
