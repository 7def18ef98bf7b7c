/* A scalar tag of a bulk run: its name, and how its values go. Pure. */
#ifndef TBTOP_DEMO_METRIC_H
#define TBTOP_DEMO_METRIC_H

#include "demo/bulk.h"
#include "demo/chance.h"

#include <stddef.h>

struct metric {
	const char *tag; /* borrowed from the metrics */
	float end, height, noise;
};

struct metrics {
	struct metric *items;
	size_t count;
	char *names;
};

/* "layer03/loss" …, by the shape; 0 or -ENOMEM. Freed by metrics_fini. */
int metrics_make(struct metrics *metrics, const struct bulk_shape *shape, struct chance *chance);
void metrics_fini(struct metrics *metrics);

/* What all values of a step have in common. */
struct metric_step {
	enum bulk_values values;
	float part; /* of the height */
};
/* Half of what falls has fallen after a twentieth of all `steps`. */
struct metric_step metric_step(enum bulk_values values, int64_t step, int64_t steps);
float metric_value(const struct metric *metric, struct metric_step step, struct chance *chance);

#endif
