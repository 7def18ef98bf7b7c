/* What a step of the training spends its time on, as a profile. */
#ifndef TBTOP_DEMO_TIMELINE_H
#define TBTOP_DEMO_TIMELINE_H

#include "demo/plan.h"
#include "write/record.h"

/* A few steps from `step` on, the first at wall time `begin`, of `step_seconds` each; as tbr_profile. */
int timeline_record(const char *directory, const struct plan *plan, int64_t step, double begin, double step_seconds,
                    struct chance *chance);

#endif
