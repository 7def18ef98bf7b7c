/* Which names speak of evaluation. */
#ifndef TBTOP_MODEL_EVAL_NAME_H
#define TBTOP_MODEL_EVAL_NAME_H

#include "base/str.h"

/* True when a word of the name says that it is about evaluation. Case doesn't matter. */
bool is_eval_name(struct slice name);
/* Of a run: its last part. */
bool is_eval_run(struct slice name);
/*
 * Whether a run of such a name may be the evaluations of the one beside it: without the words of evaluation and
 * training both are called the same ("lr3-eval", "lr3"), or it has no other name ("validation").
 */
bool eval_run_fits(struct slice eval, struct slice run);
/* How much of a run's name is its directory, with the slash. */
size_t eval_parent(struct slice name);

#endif
