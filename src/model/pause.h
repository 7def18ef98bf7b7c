/*
 * What a training did while it took no steps. Evaluations are told by points
 * that are written in pauses (evaluations.h); checkpoints by a CHECKPOINT
 * session mark, or a checkpoint's file that was written in it; both are written
 * when it is done. So of a pause with both the first takes the time up to its
 * mark. One that takes much longer than they usually do holds something else,
 * too: the rest counts by itself; where each k-th does, and all by as much, that is
 * a checkpoint. What comes at regular steps without any mark
 * is nearly always a checkpoint. Of what is left a pause of a minute or more is
 * a stall; of a shorter one nobody knows what it was.
 */
#ifndef TBTOP_MODEL_PAUSE_H
#define TBTOP_MODEL_PAUSE_H

#include "model/evaluations.h"
#include "model/steptime.h"

/*
 * Tells the kinds of `spells` (room for PAUSE_PARTS times `count`; those that are restarts for sure say so) and sorts
 * them by kind, then step. Returns how many there are now: some are several in one. 0 when out of memory.
 */
#define PAUSE_PARTS 6 /* evaluation, checkpoint, and with each what else happened, which may be a checkpoint and more; no more than these */
size_t pause_tell(const struct evidence *evidence, const struct lifetime *life, struct pause_spell *spells, size_t count);
/* Groups what pause_tell has sorted. Returns the number of groups in `out`, which has room for STEPTIME_PAUSES. */
uint32_t pause_group(const struct pause_spell *spells, size_t count, struct pause *out);
/* Whether others can be asked of it, if the machine slept then. */
bool pause_may_be_sleep(const struct pause_spell *spell);

#endif
