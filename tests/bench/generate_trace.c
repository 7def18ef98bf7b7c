/*
 * A trace in the form of PyTorch's profiler for benchmarks, the same for the
 * same arguments.
 *
 *     generate_trace SPANS >FILE.pt.trace.json
 *
 * Two threads call operations four deep, four streams run a kernel for each of
 * the innermost; 2,000 operations make a step. About 150 bytes a span.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { NAMES = 900, THREADS = 2, STREAMS = 4, FIRST_STREAM = 7, STEP = 2000 };

static uint64_t state = 1;

/* splitmix64 (Steele, Lea, Flood 2014) */
static uint64_t chance(uint64_t most)
{
	uint64_t z = state += 0x9E3779B97F4A7C15u;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return (z ^ z >> 31) % most;
}

static long written;

static void put(const char *category, const char *name, long number, int process, int thread, uint64_t start, uint64_t duration)
{
	printf("%s{\"ph\":\"X\",\"cat\":\"%s\",\"name\":\"%s%ld\",\"pid\":%d,\"tid\":%d,\"ts\":%llu.%03llu,\"dur\":%llu.%03llu,"
	       "\"args\":{\"External id\":%ld,\"Ev Idx\":%ld}}",
	       written ? ",\n" : "", category, name, number, process, thread, (unsigned long long)(start / 1000),
	       (unsigned long long)(start % 1000), (unsigned long long)(duration / 1000), (unsigned long long)(duration % 1000),
	       written, written);
	written++;
}

/* A call with what it calls; in nanoseconds. Returns when it is over. */
static uint64_t call(int thread, int depth, uint64_t start, uint64_t *streams)
{
	static const char *const names[] = {"aten::layer_", "aten::linear_", "aten::addmm_", "cudaLaunchKernel_"};
	uint64_t end = start + 500 + chance(3000);
	long name = (long)chance(NAMES / 9 << depth);
	if (depth == 3) {
		int stream = (int)chance(STREAMS);
		uint64_t from = streams[stream] > end ? streams[stream] : end, taken = 1000 + chance(20000);
		put("kernel", "void kernel_", name, 0, FIRST_STREAM + stream, from, taken);
		streams[stream] = from + taken;
	} else {
		for (int child = 0; child < 2; child++)
			end = call(thread, depth + 1, end, streams) + chance(400);
	}
	put("cpu_op", names[depth], name, 4711, 100 + thread, start, end - start);
	return end;
}

int main(int argc, char **argv)
{
	long spans = argc > 1 ? atol(argv[1]) : 1000000, calls = 0, step = 0;
	uint64_t now[THREADS] = {1760000000000000000u, 1760000000000000000u}, streams[STREAMS] = {0}, step_start = now[0];
	printf("{\"schemaVersion\":1,\"traceEvents\":[\n");
	for (; written < spans; calls++) {
		int thread = calls % THREADS;
		now[thread] = call(thread, 0, now[thread] + chance(2000), streams);
		if (calls % (STEP / 15) == 0) {
			put("user_annotation", "ProfilerStep#", step++, 4711, 100, step_start, now[0] - step_start);
			step_start = now[0];
		}
	}
	printf(",\n{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":4711,\"args\":{\"name\":\"python\"}}");
	for (int stream = 0; stream < STREAMS; stream++)
		printf(",\n{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":0,\"tid\":%d,\"args\":{\"name\":\"stream %d\"}}",
		       FIRST_STREAM + stream, FIRST_STREAM + stream);
	printf("]}\n");
	return 0;
}
