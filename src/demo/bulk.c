#include "demo/bulk.h"

#include "base/alloc.h"
#include "base/str.h"
#include "demo/metric.h"
#include "demo/pictures.h"
#include "demo/run.h"
#include "write/record.h"

#include <stdlib.h>

#define POINTS 8192     /* handed over at once */
#define JITTER 0.02     /* of the time between two records */
#define RESOLUTION 1e-6 /* seconds: what most clocks of writers tell */

struct bulk {
	const struct bulk_shape *shape;
	const struct course *course;
	struct tbr_writer *writer;
	struct metrics metrics;
	struct chance chance;
	struct tbr_point points[POINTS];
	size_t point_count;
	double now, gap; /* between two records of a step */
};

static double bulk_clock(void *context)
{
	return floor(((const struct bulk *)context)->now / RESOLUTION) * RESOLUTION;
}

static int flush(struct bulk *bulk)
{
	int error = tbr_points(bulk->writer, bulk->points, bulk->point_count, NULL);
	bulk->point_count = 0;
	return error;
}

static int record_value(struct bulk *bulk, const char *tag, int64_t step, float value)
{
	if (bulk->shape->tensors)
		return tbr_tensor(bulk->writer, tag, step, &(struct tbr_array){.type = TBR_FLOAT, .values = &value}, "scalars");
	bulk->points[bulk->point_count++] = (struct tbr_point){tag, bulk_clock(bulk), step, value};
	return bulk->point_count == POINTS ? flush(bulk) : 0;
}

static int record_picture(struct bulk *bulk, int64_t step)
{
	struct drawing drawing = draw_waves(bulk->shape->picture, step, &bulk->chance);
	int error = flush(bulk); /* what came before comes before in the file, too */
	if (!error)
		error = tbr_image(bulk->writer, "samples", step, drawing.pixels, drawing.width, drawing.height, 3);
	drawing_fini(&drawing);
	return error;
}

static int record_step(struct bulk *bulk, int64_t step)
{
	struct metric_step common = metric_step(bulk->shape->values, step, bulk->course->steps);
	int error = 0;
	for (size_t i = 0; i < bulk->metrics.count && !error; i++) {
		const struct metric *metric = &bulk->metrics.items[i];
		bulk->now += bulk->gap * (1 + JITTER * (chance_unit(&bulk->chance) - 0.5));
		error = record_value(bulk, metric->tag, step, metric_value(metric, common, &bulk->chance));
	}
	if (!bulk->shape->picture || error)
		return error;
	bulk->now += bulk->gap;
	return record_picture(bulk, step);
}

/* Steps after `begin` up to `end`. */
static int record_file(struct bulk *bulk, const char *directory, int64_t begin, int64_t end)
{
	const struct tbr_options options = {.clock = bulk_clock, .context = bulk};
	int error = tbr_open(&bulk->writer, directory, &options);
	if (error)
		return error;
	for (int64_t step = begin + 1; step <= end && !error; step++)
		error = record_step(bulk, step);
	if (!error)
		error = flush(bulk);
	int closed = tbr_close(bulk->writer);
	return error ? error : closed;
}

static int record_run(struct bulk *bulk, const char *directory, uint64_t number)
{
	struct str path = {0};
	struct plan plan = plan_of(number, bulk->course->seed);
	int64_t steps = bulk->course->steps, files = bulk->shape->files ? (int64_t)bulk->shape->files : 1;
	bulk->chance = chance_of(bulk->course->seed, number);
	bulk->now = bulk->course->start;
	bulk->point_count = 0;
	int error = metrics_make(&bulk->metrics, bulk->shape, &bulk->chance);
	str_printf(&path, "%s/%s", directory, plan.name);
	for (int64_t file = 0; file < files && !error; file++) {
		/* Without a product that is too large. */
		int64_t begin = steps / files * file + steps % files * file / files;
		int64_t end = steps / files * (file + 1) + steps % files * (file + 1) / files;
		error = record_file(bulk, str_text(&path), begin, end);
		bulk->now += 1; /* a file's name has the second */
	}
	str_fini(&path);
	metrics_fini(&bulk->metrics);
	return error;
}

int bulk_record(const char *directory, uint64_t runs, const struct bulk_shape *shape, const struct course *course)
{
	struct bulk *bulk = xcalloc(1, sizeof *bulk);
	int error = 0;
	bulk->shape = shape;
	bulk->course = course;
	bulk->gap = course->step_seconds / (double)(shape->tags + (shape->picture > 0));
	for (uint64_t number = 0; number < runs && !error; number++)
		error = record_run(bulk, directory, number);
	free(bulk);
	return error;
}
