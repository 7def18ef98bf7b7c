#include "demo/timeline.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

#define STEPS 6
#define HOST "/host:CPU"
#define DEVICE "/device:GPU:0"

struct timeline {
	struct tbr_span *spans;
	size_t count, capacity;
	int64_t origin; /* that all times here count from: a double of 1970 has no nanoseconds */
	struct chance *chance;
};

/* What the device runs for a layer, and its part of the layer's time. */
static const struct kernel {
	const char *name;
	double part;
} kernels[] = {
	{"layer_norm", 0.04}, {"gemm_qkv", 0.22}, {"softmax", 0.06}, {"attention_bmm", 0.13}, {"gemm_out", 0.10},
	{"gelu", 0.05}, {"gemm_mlp", 0.36}, {"residual_add", 0.02},
};
#define KERNELS (sizeof kernels / sizeof *kernels)

static void add(struct timeline *timeline, const char *process, const char *thread, const char *name, double begin,
                double end, int64_t step)
{
	if (timeline->count == timeline->capacity) {
		timeline->capacity = timeline->capacity ? 2 * timeline->capacity : 256;
		timeline->spans = xrealloc(timeline->spans, timeline->capacity * sizeof *timeline->spans);
	}
	timeline->spans[timeline->count++] = (struct tbr_span){process, thread, name,
		timeline->origin + (int64_t)begin, (int64_t)end - (int64_t)begin, step};
}

/* Kernels of all layers between two times, with the small gaps of their launches. */
static void add_kernels(struct timeline *timeline, int layers, double begin, double end)
{
	double layer_time = (end - begin) / layers;
	for (int layer = 0; layer < layers; layer++) {
		double at = begin + layer * layer_time;
		for (size_t i = 0; i < KERNELS; i++) {
			double took = layer_time * kernels[i].part * (1 + 0.04 * chance_normal(timeline->chance));
			add(timeline, DEVICE, "Stream #7", kernels[i].name, at, at + 0.97 * took, TBR_NO_STEP);
			at += took;
		}
	}
}

/* Times are nanoseconds; the step's end is returned. */
static double add_step(struct timeline *timeline, const struct plan *plan, int64_t step, double begin, double took)
{
	took *= 1 + 0.02 * chance_normal(timeline->chance);
	double data = begin + 0.07 * took, forward = begin + 0.36 * took, backward = begin + 0.85 * took;
	double end = begin + 0.98 * took;
	add(timeline, HOST, "train", "train_step", begin, end, step);
	add(timeline, HOST, "train", "next_batch", begin, data, TBR_NO_STEP);
	add(timeline, HOST, "train", "forward", data, forward, TBR_NO_STEP);
	add(timeline, HOST, "train", "backward", forward, backward, TBR_NO_STEP);
	add(timeline, HOST, "train", "optimizer", backward, end, TBR_NO_STEP);
	add(timeline, HOST, "loader", "decode_images", begin + 0.1 * took, begin + 0.7 * took, TBR_NO_STEP);
	add(timeline, HOST, "loader", "augment", begin + 0.7 * took, begin + 0.92 * took, TBR_NO_STEP);
	add(timeline, DEVICE, "Stream #14", "MemcpyH2D", data - 0.04 * took, data, TBR_NO_STEP);
	add_kernels(timeline, plan->setting->depth, data + 0.01 * took, forward);
	add_kernels(timeline, plan->setting->depth, forward + 0.01 * took, backward);
	add(timeline, DEVICE, "Stream #7", "adamw_step", backward + 0.01 * took, end, TBR_NO_STEP);
	return begin + took;
}

int timeline_record(const char *directory, const struct plan *plan, int64_t step, double begin, double step_seconds,
                    struct chance *chance)
{
	struct timeline timeline = {.origin = (int64_t)(begin * 1e9), .chance = chance};
	char name[32];
	double at = 0;
	for (int i = 0; i < STEPS; i++)
		at = add_step(&timeline, plan, step + i, at, step_seconds * 1e9);
	snprintf(name, sizeof name, "step_%lld", (long long)step);
	int error = tbr_profile(directory, name, "trainer", timeline.spans, timeline.count);
	free(timeline.spans);
	return error;
}
