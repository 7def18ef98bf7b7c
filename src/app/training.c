#include "app/training.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "demo/demo.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define HISTORY_STEPS 4800 /* that lie behind at the start */
#define PIECE_STEPS 240    /* of them are written at a time: whoever wants to end waits no longer */
#define LONGEST_PAUSE 60.0 /* seconds: however far off the next record is */
#define SHORTEST_PAUSE 0.1 /* many runs write together: each time costs a frame */

struct training {
	uv_loop_t *loop;
	uv_work_t work;
	uv_timer_t timer;
	char *directory;
	struct demo_options options;
	struct demo *demo; /* the worker's while busy */
	double written;    /* up to this wall time */
	enum status status;
	double next;       /* wall time of the next record */
	bool busy, stopping;
	void (*failed)(void *context, enum status status);
	void *context;
};

static void run(uv_work_t *work)
{
	struct training *training = work->data;
	struct demo_options *options = &training->options;
	double now = clock_wall();
	if (!training->demo) {
		training->written = options->start = now - HISTORY_STEPS * options->step_seconds;
		training->status = demo_open(&training->demo, training->directory, options);
	}
	training->written = fmin(now, training->written + PIECE_STEPS * options->step_seconds);
	if (training->status == STATUS_OK)
		training->status = demo_advance(training->demo, training->written, &training->next);
}

static void on_closed(uv_handle_t *handle)
{
	struct training *training = handle->data;
	free(training->directory);
	free(training);
}

static void close_files(uv_work_t *work)
{
	struct training *training = work->data;
	demo_close(training->demo);
}

static void after_files(uv_work_t *work, int cancelled)
{
	struct training *training = work->data;
	uv_close((uv_handle_t *)&training->timer, on_closed);
}

/* On a worker, too: closing a file may wait for its file system. */
static void end(struct training *training)
{
	uv_timer_stop(&training->timer);
	uv_queue_work(training->loop, &training->work, close_files, after_files);
}

static void on_time(uv_timer_t *timer);

static void after(uv_work_t *work, int cancelled)
{
	struct training *training = work->data;
	training->busy = false;
	if (training->stopping) {
		end(training);
	} else if (training->status != STATUS_OK) {
		training->failed(training->context, training->status);
	} else {
		bool behind = training->written < clock_wall() - 1;
		double wait = fmin(fmax(training->next - clock_wall(), behind ? 0 : SHORTEST_PAUSE), LONGEST_PAUSE);
		uv_timer_start(&training->timer, on_time, (uint64_t)(wait * 1000) + 1, 0);
	}
}

static void on_time(uv_timer_t *timer)
{
	struct training *training = timer->data;
	training->busy = true;
	uv_queue_work(training->loop, &training->work, run, after);
}

struct training *training_start(uv_loop_t *loop, const char *directory, const struct training_options *options,
                                void (*failed)(void *context, enum status status), void *context)
{
	struct training *training = xcalloc(1, sizeof *training);
	training->loop = loop;
	training->directory = xstrdup(directory);
	training->options = DEMO_OPTIONS;
	training->options.seed = options->seed;
	training->options.step_seconds /= options->speed;
	if (options->runs)
		training->options.runs = options->runs;
	if (options->steps)
		training->options.steps = options->steps;
	training->failed = failed;
	training->context = context;
	training->work.data = training;
	uv_timer_init(loop, &training->timer);
	training->timer.data = training;
	on_time(&training->timer);
	return training;
}

void training_stop(struct training *training)
{
	if (!training)
		return;
	training->stopping = true;
	if (training->busy)
		uv_cancel((uv_req_t *)&training->work);
	else
		end(training);
}
