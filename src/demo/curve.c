#include "demo/curve.h"

#include <math.h>

#define WARMUP 500
#define WARMUP_PART 0.1 /* of a short training */

const char *const curve_layers[CURVE_LAYERS] = {"embed", "block0", "block1", "block2", "block3", "head"};

double curve_learning_rate(const struct plan *plan, int64_t step, int64_t steps)
{
	double warmup = fmin(WARMUP, WARMUP_PART * (double)steps);
	double half_turn = acos(-1) * fmin((double)step / (double)steps, 1);
	return plan->setting->learning_rate * fmin((double)step / fmax(warmup, 1), 1) * 0.5 * (1 + cos(half_turn));
}

double curve_loss(const struct plan *plan, int64_t step)
{
	/* A small learning rate gets there later. */
	double pace = plan->setting->learning_rate < 2e-4 ? 70 : 40;
	return plan->floor + 7.4 * pow(1 + (double)step / pace, -0.55);
}

double curve_gap(int64_t step)
{
	return 0.03 + 0.16 * (1 - exp(-(double)step / 8000));
}

double curve_accuracy(double loss)
{
	return exp(-fmax(loss, 0) / 2.2);
}

double curve_gradient_norm(int64_t step, int layer)
{
	return (0.12 + 1.8 * pow(1 + (double)step / 25, -0.5)) * (1 + 0.35 * layer);
}

double curve_quality(int64_t step)
{
	return 1 - pow(1 + (double)step / 400, -0.8);
}
