/*
 * The last step that a training will take, from the hparams of its session:
 * max_steps and the other names that trainers give it. Pure; any thread.
 */
#ifndef TBTOP_READ_TARGET_H
#define TBTOP_READ_TARGET_H

#include "data/hparams.h"

/* `content`: the plugin data of an hparams tag (HParamsPluginData). 0 when it says none. */
double target_read(struct slice content);
/* Of hparams that are read already. 0 when they say none. */
double target_of_hparams(const struct hparam *hparams, size_t count);

#endif
