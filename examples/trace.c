/*
 * What two threads do, as a profile: for tbtop, TensorBoard's profile plugin, and Chrome's trace viewer.
 *
 *     cc trace.c $(pkg-config --cflags --libs tbtop-record) -pthread -o trace
 *     ./trace runs/a && tbtop profile runs/a
 */
#include <tbtop/record.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static volatile double sink;

static void work(const char *name, int rounds)
{
	tbr_span_begin(name);
	for (int i = 0; i < rounds; i++)
		sink += i;
	tbr_span_end();
}

static void *load(void *context)
{
	tbr_thread_name("data loader");
	for (int i = 0; i < 20; i++)
		work("load", 40000);
	return context;
}

int main(int argc, char **argv)
{
	pthread_t loader;
	uint64_t lost;
	if (argc < 2 || tbr_trace_on(0) || pthread_create(&loader, NULL, load, NULL))
		return 2;
	tbr_thread_name("trainer");
	for (int step = 0; step < 20; step++) {
		tbr_span_begin_step("train", step);
		work("forward", 10000);
		work("backward", 20000);
		tbr_span_end();
	}
	pthread_join(loader, NULL);
	int error = tbr_trace_export(argv[1], NULL, &lost);
	if (error)
		fprintf(stderr, "%s: %s\n", argv[1], strerror(-error));
	return error != 0;
}
