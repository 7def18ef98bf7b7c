/*
 * Pauses in which the whole machine slept. One run can't tell that from a
 * stall: it takes another one, written by another process on the same host,
 * that was as silent, and none that was not.
 */
#ifndef TBTOP_MODEL_ASLEEP_H
#define TBTOP_MODEL_ASLEEP_H

#include "model/steptime.h"

/* Makes those of unknown kind PAUSE_ASLEEP for which that is so. Looks at ASLEEP_RUNS other runs at most. */
#define ASLEEP_RUNS 64
void asleep_tell(const struct store *store, uint32_t run, struct pause_spell *spells, size_t count);

#endif
