/*
 * Runs by the values of their hparams: those with equal ones belong together,
 * the runs below their sessions ("validation") apart from these.
 * A run's are those that it says itself, else the nearest run above it (Keras
 * writes below its session), else the first below it (PyTorch's add_hparams).
 * They are in the store's metadata: nothing is read for it. Loop thread.
 */
#ifndef TBTOP_MODEL_HPARAM_GROUPS_H
#define TBTOP_MODEL_HPARAM_GROUPS_H

#include "model/store.h"

struct hparam_groups;
struct hparam_groups *hparam_groups_new(void);
void hparam_groups_free(struct hparam_groups *groups);

/*
 * Learns what is new in the store of these hparams, "lr" or "lr, layers"; with
 * "" of all whose names don't speak of a seed. True when the key of a run changed.
 */
bool hparam_groups_learn(struct hparam_groups *groups, const struct store *store, const char *names);
/* "lr=0.001 layers=3", "lr=0.001 validation", lives as long as the groups; false when the run has none of them. */
bool hparam_groups_key(const struct hparam_groups *groups, uint32_t run, struct slice *key);
/* The same without what all keys of runs share, "lr=0.001"; and that by its values alone, "0.001". Until it learns. */
bool hparam_groups_brief(const struct hparam_groups *groups, uint32_t run, struct slice *brief, struct slice *terse);

#endif
