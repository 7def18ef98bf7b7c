#include "demo/demo.h"

#include "base/alloc.h"
#include "demo/run.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#define MOST_QUEUES 64 /* runs that have a thread each */

struct demo {
	struct run **runs;
	uint64_t count;
};

static enum status status_of(int error)
{
	return error ? status_from_errno(-error) : STATUS_OK;
}

static bool are_sound(const struct demo_options *options)
{
	return options->runs >= 1 && options->steps >= 1 && options->step_seconds > 0 &&
		isfinite(options->step_seconds) && isfinite(options->start);
}

static struct course course_of(const struct demo_options *options, bool queued)
{
	return (struct course){options->seed, options->start, options->step_seconds, options->steps, queued};
}

/* Beyond the first sweep nothing happens that takes longer. */
double demo_end(const struct demo_options *options)
{
	const struct course course = course_of(options, false);
	double longest = 0;
	for (uint64_t number = 0; number < options->runs && number < PLAN_SETTINGS * PLAN_SEEDS; number++) {
		struct plan plan = plan_of(number, options->seed);
		longest = fmax(longest, run_seconds(&plan, &course));
	}
	return options->start + longest;
}

enum status demo_open(struct demo **out, const char *directory, const struct demo_options *options)
{
	if (!are_sound(options))
		return STATUS_USAGE;
	struct demo *demo = xcalloc(1, sizeof *demo);
	const struct course course = course_of(options, options->runs <= MOST_QUEUES);
	int error = 0;
	demo->runs = xcalloc(options->runs, sizeof(struct run *));
	while (demo->count < options->runs && !error) {
		error = run_open(&demo->runs[demo->count], directory, demo->count, &course);
		demo->count += !error;
	}
	if (error) {
		demo_close(demo);
		return status_of(error);
	}
	*out = demo;
	return STATUS_OK;
}

enum status demo_advance(struct demo *demo, double now, double *next)
{
	int error = 0;
	*next = INFINITY;
	for (uint64_t i = 0; i < demo->count && !error; i++) {
		error = run_advance(demo->runs[i], now);
		*next = fmin(*next, run_due(demo->runs[i]));
	}
	return status_of(error);
}

enum status demo_close(struct demo *demo)
{
	int first = 0;
	for (uint64_t i = 0; demo && i < demo->count; i++) {
		int error = run_close(demo->runs[i]);
		first = first ? first : error;
	}
	if (demo)
		free(demo->runs);
	free(demo);
	return status_of(first);
}

static int write_run(const char *directory, uint64_t number, const struct course *course)
{
	struct run *run;
	int error = run_open(&run, directory, number, course);
	if (error)
		return error;
	error = run_advance(run, DBL_MAX); /* to its end, which is due at no time */
	int closed = run_close(run);
	return error ? error : closed;
}

enum status demo_write(const char *directory, const struct demo_options *options, const struct bulk_shape *shape)
{
	if (!are_sound(options))
		return STATUS_USAGE;
	const struct course course = course_of(options, true);
	int error = 0;
	if (shape)
		return status_of(bulk_record(directory, options->runs, shape, &course));
	for (uint64_t number = 0; number < options->runs && !error; number++)
		error = write_run(directory, number, &course);
	return status_of(error);
}
