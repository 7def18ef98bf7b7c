/* How a training goes: what its numbers are at a step, without the noise. Pure. */
#ifndef TBTOP_DEMO_CURVE_H
#define TBTOP_DEMO_CURVE_H

#include "demo/plan.h"

/* The network's layers, first to last. */
#define CURVE_LAYERS 6
extern const char *const curve_layers[CURVE_LAYERS];

/* A linear warm-up, then half a cosine down to the last step. */
double curve_learning_rate(const struct plan *plan, int64_t step, int64_t steps);
/* A power law, from about 9 down to the plan's floor. */
double curve_loss(const struct plan *plan, int64_t step);
/* What the validation loss is above it: the more, the longer the training. */
double curve_gap(int64_t step);
double curve_accuracy(double loss);
double curve_gradient_norm(int64_t step, int layer);
/* How good what the model makes has become, in [0, 1). */
double curve_quality(int64_t step);

#endif
