/*
 * Points of a series that are worth going to, seen from a step: what is not
 * finite, and new bests. By step, not by stored order; superseded points are no
 * points. Pure reads of a const store, O(log points) where steps go forward.
 */
#ifndef TBTOP_MODEL_JUMP_H
#define TBTOP_MODEL_JUMP_H

#include "model/store.h"

enum jump_way { JUMP_BACK, JUMP_ON };

/* The nearest step before or behind `from` whose value is NaN or infinite. False without. */
bool jump_bad(const struct store *store, uint32_t series, int64_t from, enum jump_way way, int64_t *step);
/*
 * The same for a step at which the value was better than at all steps before it:
 * less, or more where `high`.
 */
bool jump_best(const struct store *store, uint32_t series, int64_t from, enum jump_way way, bool high, int64_t *step);

#endif
