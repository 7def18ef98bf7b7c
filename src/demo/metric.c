#include "demo/metric.h"

#include "base/alloc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define METRICS 8        /* of a layer */
#define TAG_SIZE 40      /* of a name as it is, with its end */
#define HALF_FALLEN 0.05 /* of all steps */
#define STAIR_STEPS 1000
#define STAIRS 10

const char *const bulk_values_names[BULK_VALUES] = {"noisy", "smooth", "stairs", "constant", "random"};

static void name_metric(char *at, uint64_t number, uint64_t length)
{
	static const char *const names[METRICS] = {
		"loss", "grad_norm", "weight_norm", "update_ratio", "sparsity", "entropy", "mean", "deviation"};
	uint64_t own = (uint64_t)snprintf(at, TAG_SIZE, "layer%02llu/%s", (unsigned long long)(number / METRICS),
	                                  names[number % METRICS]);
	if (own < length) {
		memset(at + own, 'x', length - own);
		at[length] = '\0';
	}
}

int metrics_make(struct metrics *metrics, const struct bulk_shape *shape, struct chance *chance)
{
	size_t size = shape->tag_length < TAG_SIZE ? TAG_SIZE : shape->tag_length + 1;
	*metrics = (struct metrics){.count = shape->tags};
	metrics->items = data_alloc(shape->tags, sizeof *metrics->items);
	metrics->names = data_alloc(shape->tags, size);
	if (!metrics->items || !metrics->names) {
		metrics_fini(metrics);
		return -ENOMEM;
	}
	for (size_t i = 0; i < metrics->count; i++) {
		struct metric *metric = &metrics->items[i];
		metric->tag = metrics->names + i * size;
		name_metric(metrics->names + i * size, i, shape->tag_length);
		metric->end = (float)chance_unit(chance);
		metric->height = (float)(4 * chance_unit(chance));
		metric->noise = (float)(0.1 * chance_unit(chance));
	}
	return 0;
}

void metrics_fini(struct metrics *metrics)
{
	free(metrics->items);
	free(metrics->names);
	*metrics = (struct metrics){0};
}

struct metric_step metric_step(enum bulk_values values, int64_t step, int64_t steps)
{
	float part = values == BULK_STAIRS ? (float)ldexp(1, -(int)(step / STAIR_STEPS % STAIRS))
		: (float)(1 / (1 + (double)step / ((double)steps * HALF_FALLEN)));
	return (struct metric_step){values, part};
}

float metric_value(const struct metric *metric, struct metric_step step, struct chance *chance)
{
	float smooth = metric->end + metric->height * step.part;
	switch (step.values) {
	case BULK_CONSTANT: return metric->end;
	case BULK_STAIRS: return metric->height * step.part;
	case BULK_RANDOM: return (float)chance_unit(chance);
	case BULK_SMOOTH: return smooth;
	default: return smooth + metric->noise * (float)chance_normal(chance);
	}
}
