/*
 * What recording costs, on the calling threads (CPU time) and until all is in the file (wall time).
 *
 *     recorder DIR [MILLIONS]
 *
 * Prints rows of a name and numbers for recorder.py: what, ns of the calling threads a value, values a second in all.
 */
#include "base/clock.h"
#include "write/record.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TAGS 10
#define BLOCK 10000 /* points that are handed over at a time */
#define ROUNDS 5    /* the best one counts: others use the machine, too */
#define MOST_THREADS 8

struct bench {
	struct tbr_writer *writer;
	struct tbr_value values[TAGS];
	const struct tbr_point *points; /* a block */
	long count;
};

static double thread_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int record_scalar(struct bench *bench)
{
	int error = 0;
	for (long i = 0; i < bench->count && !error; i++)
		error = tbr_scalar(bench->writer, bench->values[i % TAGS].tag, i / TAGS, (float)i);
	return error;
}

static int record_scalars(struct bench *bench)
{
	int error = 0;
	for (long i = 0; i < bench->count / TAGS && !error; i++)
		error = tbr_scalars(bench->writer, i, bench->values, TAGS);
	return error;
}

static int record_points(struct bench *bench)
{
	int error = 0;
	for (long i = 0; i < bench->count / BLOCK && !error; i++)
		error = tbr_points(bench->writer, bench->points, BLOCK, NULL);
	return error;
}

static int record_spans(struct bench *bench)
{
	for (long i = 0; i < bench->count; i++) {
		tbr_span_begin("span");
		tbr_span_end();
	}
	return 0;
}

static int traced_spans(struct bench *bench)
{
	int error = tbr_trace_on((size_t)bench->count);
	if (!error)
		error = record_spans(bench);
	tbr_trace_off();
	return error;
}

/* What a thread does, and what it took. */
struct job {
	struct bench bench;
	int (*record)(struct bench *bench);
	double cpu;
	int error;
};

static void *work(void *context)
{
	struct job *job = context;
	double begin = thread_seconds();
	job->error = job->record(&job->bench);
	job->cpu = thread_seconds() - begin;
	return NULL;
}

/* A share for each of the threads; one is the calling one. Seconds of them all. */
static double work_by(unsigned threads, const struct job *all, int *error)
{
	pthread_t ids[MOST_THREADS];
	struct job jobs[MOST_THREADS];
	double cpu = 0;
	for (unsigned i = 0; i < threads; i++) {
		jobs[i] = *all;
		jobs[i].bench.count /= threads;
		if (threads == 1)
			work(&jobs[i]);
		else if (pthread_create(&ids[i], NULL, work, &jobs[i]))
			abort();
	}
	for (unsigned i = 0; i < threads; i++) {
		if (threads > 1)
			pthread_join(ids[i], NULL);
		*error = jobs[i].error ? jobs[i].error : *error;
		cpu += jobs[i].cpu;
	}
	return cpu;
}

static int measure(struct bench *bench, const char *name, int (*record)(struct bench *bench), unsigned threads)
{
	struct job job = {.bench = *bench, .record = record};
	double calling = 0, all = 0;
	for (int round = 0; round < ROUNDS; round++) {
		int error = 0;
		double begin = (double)clock_mono(), cpu = work_by(threads, &job, &error);
		if (!error)
			error = tbr_flush(bench->writer);
		double end = ((double)clock_mono() - begin) * 1e-9;
		if (error) {
			fprintf(stderr, "recorder: %s: %s\n", name, strerror(-error));
			return 1;
		}
		calling = round && calling < cpu ? calling : cpu;
		all = round && all < end ? all : end;
	}
	printf("%s\t%.1f\t%.0f\n", name, calling / (double)bench->count * 1e9, (double)bench->count / all);
	return 0;
}

static int measure_all(struct bench *bench)
{
	return measure(bench, "tbr_scalar", record_scalar, 1) ||
	       measure(bench, "tbr_scalar, 2 threads", record_scalar, 2) ||
	       measure(bench, "tbr_scalar, 4 threads", record_scalar, 4) ||
	       measure(bench, "tbr_scalar, 8 threads", record_scalar, 8) ||
	       measure(bench, "tbr_scalars, 10 a step", record_scalars, 1) ||
	       measure(bench, "tbr_points", record_points, 1) ||
	       measure(bench, "a span, tracing on", traced_spans, 1) ||
	       measure(bench, "a span, tracing off", record_spans, 1);
}

int main(int argc, char **argv)
{
	static struct tbr_point points[BLOCK];
	struct bench bench = {.points = points};
	static char tags[TAGS][32];
	if (argc < 2 || tbr_open(&bench.writer, argv[1], NULL)) {
		fprintf(stderr, "usage: recorder DIR [MILLIONS]\n");
		return 2;
	}
	bench.count = (argc > 2 ? atol(argv[2]) : 1) * 1000000;
	for (int i = 0; i < TAGS; i++) {
		snprintf(tags[i], sizeof tags[i], "train/metric_%02d", i);
		bench.values[i] = (struct tbr_value){tags[i], (float)i};
	}
	for (int i = 0; i < BLOCK; i++)
		points[i] = (struct tbr_point){tags[i % TAGS], 1.7e9 + i * 0.25, i / TAGS, (float)i};
	int failed = measure_all(&bench);
	return tbr_close(bench.writer) || failed;
}
