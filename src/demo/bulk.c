#include "demo/bulk.h"

#include "base/alloc.h"
#include "base/str.h"
#include "write/record.h"

#include <stdio.h>
#include <stdlib.h>

#define POINTS 8192 /* handed over at once */
#define METRICS 8   /* of a layer */
#define TAG_SIZE 40

/* What is at hand of a tag: its name and where its values go. */
struct metric {
	char tag[TAG_SIZE];
	float end, height, noise;
};

struct bulk {
	struct tbr_writer *writer;
	struct metric *metrics;
	uint64_t count;
	struct tbr_point points[POINTS];
	size_t point_count;
	double now;
};

static double bulk_clock(void *context)
{
	return ((const struct bulk *)context)->now;
}

static void make_metrics(struct bulk *bulk, struct chance *chance)
{
	static const char *const names[METRICS] = {
		"loss", "grad_norm", "weight_norm", "update_ratio", "sparsity", "entropy", "mean", "deviation"};
	for (uint64_t i = 0; i < bulk->count; i++) {
		struct metric *metric = &bulk->metrics[i];
		snprintf(metric->tag, sizeof metric->tag, "layer%02llu/%s", (unsigned long long)(i / METRICS), names[i % METRICS]);
		metric->end = (float)chance_unit(chance);
		metric->height = (float)(4 * chance_unit(chance));
		metric->noise = (float)(0.1 * chance_unit(chance));
	}
}

static int flush(struct bulk *bulk)
{
	int error = tbr_points(bulk->writer, bulk->points, bulk->point_count, NULL);
	bulk->point_count = 0;
	return error;
}

static int record_step(struct bulk *bulk, int64_t step, struct chance *chance)
{
	float fallen = (float)(1 / (1 + (double)step / 500));
	int error = 0;
	for (uint64_t i = 0; i < bulk->count && !error; i++) {
		const struct metric *metric = &bulk->metrics[i];
		float value = metric->end + metric->height * fallen + metric->noise * (float)chance_normal(chance);
		bulk->points[bulk->point_count++] = (struct tbr_point){metric->tag, bulk->now, step, value};
		if (bulk->point_count == POINTS)
			error = flush(bulk);
	}
	return error;
}

static int record_steps(struct bulk *bulk, const struct course *course, struct chance *chance)
{
	int error = 0;
	for (int64_t step = 1; step <= course->steps && !error; step++) {
		bulk->now += course->step_seconds * (1 + 0.02 * chance_normal(chance));
		error = record_step(bulk, step, chance);
	}
	return error ? error : flush(bulk);
}

static int record_run(struct bulk *bulk, const char *directory, uint64_t number, const struct course *course)
{
	struct str path = {0};
	struct plan plan = plan_of(number, course->seed);
	struct chance chance = chance_of(course->seed, number);
	const struct tbr_options options = {.clock = bulk_clock, .context = bulk};
	str_printf(&path, "%s/%s", directory, plan.name);
	bulk->now = course->start;
	make_metrics(bulk, &chance);
	int error = tbr_open(&bulk->writer, str_text(&path), &options);
	str_fini(&path);
	if (error)
		return error;
	error = record_steps(bulk, course, &chance);
	int closed = tbr_close(bulk->writer);
	return error ? error : closed;
}

int bulk_record(const char *directory, uint64_t runs, uint64_t tags, const struct course *course)
{
	struct bulk *bulk = xcalloc(1, sizeof *bulk);
	int error = 0;
	bulk->metrics = xcalloc(tags, sizeof *bulk->metrics);
	bulk->count = tags;
	for (uint64_t number = 0; number < runs && !error; number++)
		error = record_run(bulk, directory, number, course);
	free(bulk->metrics);
	free(bulk);
	return error;
}
