/*
 * What a training did while it took no steps. Evaluations are told by a point
 * of an evaluation tag (val, valid, validation, eval, evaluation, test, dev as a
 * word of its name) in the pause, in this run or in one beside it with such a
 * name; checkpoints by a CHECKPOINT session mark, or a checkpoint's file that
 * was written in it. A pause with an evaluation
 * that takes much longer than they usually do holds something else, too: the
 * rest counts by itself. What comes at regular steps without any mark is
 * nearly always a checkpoint. Of what is left a pause of a minute or more is a
 * stall; of a shorter one nobody knows what it was.
 */
#ifndef TBTOP_MODEL_PAUSE_H
#define TBTOP_MODEL_PAUSE_H

#include "model/evidence.h"
#include "model/steptime.h"

/*
 * Tells the kinds of `spells` (room for twice `count`; those that are restarts for sure say so) and sorts
 * them by kind, then step. Returns how many there are now: an over-long evaluation is two. 0 when out of memory.
 */
size_t pause_tell(const struct evidence *evidence, struct pause_spell *spells, size_t count);
/* Groups what pause_tell has sorted. Returns the number of groups in `out`, which has room for STEPTIME_PAUSES. */
uint32_t pause_group(const struct pause_spell *spells, size_t count, struct pause *out);
/* Whether others can be asked of it, if the machine slept then. */
bool pause_may_be_sleep(const struct pause_spell *spell);

#endif
