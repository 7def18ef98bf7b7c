/* What is said first of a trace: for each claim one where it holds, and one where none does. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/text.h"
#include "model/profile.h"
#include "unit/model/traces.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#define GPU "GPU 0"
#define STREAM "stream 7"
#define HOST "python"
#define MAIN "main"
#define BATCH "enumerate(DataLoader)#_MultiProcessingDataLoaderIter.__next__"
#define COLUMNS 76 /* of 80: beside the mark and the edges */

/* Microseconds. */
static void put(struct trace *trace, const char *plane, const char *line, const char *name, int start, int duration)
{
	struct spec spec = {plane, line, name, start * 1000, duration * 1000};
	add_spec(trace, &spec, NULL, (size_t)start);
}

/* Steps of 10 ms that a device computes through, by operations of which none is large. */
static struct trace steps(int count)
{
	struct trace trace;
	trace_init(&trace, 0);
	for (int i = 0; i < count; i++) {
		char name[32];
		snprintf(name, sizeof name, "ProfilerStep#%d", i);
		put(&trace, HOST, MAIN, name, 10000 * i, 10000);
	}
	return trace;
}

static void compute(struct trace *trace, int start, int end)
{
	static const char *const names[] = {"conv", "gemm", "norm", "relu", "pool", "loss"};
	for (int at = start, i = 0; at < end; at += 500, i++)
		put(trace, GPU, STREAM, names[i % 6], at, end - at < 500 ? end - at : 500);
}

/* Takes the trace. "! " before what is bad. */
static void expect(struct trace *trace, const char *expected)
{
	static atomic_bool stop;
	struct str said = {0};
	trace_finish(trace);
	struct profile *profile = profile_make(trace, &stop);
	assert_non_null(profile);
	for (int i = 0; i < profile->findings.count; i++) {
		const struct trace_finding *finding = &profile->findings.items[i];
		str_append_text(&said, finding->bad ? "! " : "");
		str_append_slice(&said, str_slice(&finding->text));
		str_append_char(&said, '\n');
		assert_true(text_width(str_slice(&finding->text)) <= COLUMNS);
	}
	assert_string_equal(str_text(&said), expected);
	str_fini(&said);
	profile_free(profile);
}

static void nothing_stands_out(void **state)
{
	struct trace trace = steps(6);
	compute(&trace, 0, 60000);
	put(&trace, HOST, "pin", BATCH, 100, 50000); /* behind compute: nobody waits */
	put(&trace, GPU, "stream 20", "ncclDevKernel_AllReduce", 1000, 20000); /* so is this */
	expect(&trace, "nothing stands out: no long wait, gap or operation\n6 steps of about 10.00 ms\nGPU 0 is busy 100 % of the time\n");
}

/* Of two streams one always works. */
static void a_device_is_idle_when_no_stream_works(void **state)
{
	struct trace trace = steps(4);
	for (int i = 0; i < 20; i++) {
		put(&trace, GPU, STREAM, i % 2 ? "a" : "b", 2000 * i, 1000);
		put(&trace, GPU, "stream 9", i % 4 < 2 ? "c" : i % 2 ? "d" : "e", 2000 * i + 1000, 1000);
	}
	put(&trace, "GPU 1", STREAM, "f", 0, 35000);
	expect(&trace, "! f is 47 % of what the device runs (35.00 ms): start there\n"
		"! GPU 1 idles for 5.000 ms at 35.00 ms, the host, too: see what it waits for\n"
		"4 steps of about 10.00 ms\nGPU 0 is busy 100 % of the time\nGPU 1 is busy 88 % of the time\n");
}

static void waits_for_input(void **state)
{
	struct trace trace = steps(6);
	for (int i = 0; i < 6; i++) {
		put(&trace, HOST, MAIN, BATCH, 10000 * i, 4500);
		compute(&trace, 10000 * i + 4000, 10000 * i + 10000); /* 0.5 ms of the wait is hidden */
	}
	expect(&trace, "! input: the next batch is waited for 40 % (4.000 ms a step): load ahead\n"
		"! GPU 0 idles for 4.000 ms at 0, the host waits for input: load ahead\n"
		"! GPU 0 is idle 40 % of the time: 24.00 ms of 60.00 ms; see what it waits for\n"
		"6 steps of about 10.00 ms\n");
}

/* In gaps as short as those between launches. */
static void waits_for_input_often(void **state)
{
	struct trace trace = steps(4);
	for (int i = 0; i < 40; i++) {
		put(&trace, HOST, MAIN, BATCH, 1000 * i, 600);
		put(&trace, GPU, STREAM, (const char *[]){"a", "b", "c", "d", "e"}[i % 5], 1000 * i + 600, 400);
	}
	expect(&trace, "! input: the next batch is waited for 60 % (6.000 ms a step): load ahead\n"
		"! GPU 0 is idle 60 % of the time: 24.00 ms of 40.00 ms; see what it waits for\n"
		"4 steps of about 10.00 ms\n");
}

static void waits_for_launches(void **state)
{
	static const char *const names[] = {"conv", "gemm", "norm", "relu", "pool", "loss"};
	struct trace trace = steps(4);
	for (int i = 0; i < 400; i++) {
		put(&trace, HOST, MAIN, "cudaLaunchKernel", 100 * i, 80);
		put(&trace, GPU, STREAM, names[i % 6], 100 * i, 40);
	}
	put(&trace, GPU, "annotations of stream 7", "loop", 0, 40000);
	trace.lines[trace.line_count - 1].annotations = true; /* of no work */
	expect(&trace, "! GPU 0 waits 60 % for launches of the host: fuse, batch, or capture them\n"
		"! GPU 0 is idle 60 % of the time: 24.00 ms of 40.00 ms; see what it waits for\n"
		"4 steps of about 10.00 ms\n");
}

static void communicates_in_the_open(void **state)
{
	struct trace trace = steps(4);
	for (int i = 0; i < 4; i++) {
		compute(&trace, 10000 * i, 10000 * i + 8000);
		put(&trace, GPU, "stream 20", "ncclDevKernel_AllReduce", 10000 * i + 7000, 3000);
	}
	expect(&trace, "! communication that no compute hides: 20 % (2.000 ms a step): overlap it\n"
		"4 steps of about 10.00 ms\nGPU 0 is busy 100 % of the time\n");
}

static void copies_in_the_open(void **state)
{
	struct trace trace = steps(4);
	for (int i = 0; i < 4; i++) {
		compute(&trace, 10000 * i, 10000 * i + 9000);
		put(&trace, GPU, STREAM, "Memcpy HtoD (Pageable -> Device)", 10000 * i + 9000, 1000);
	}
	expect(&trace, "! copies that no compute hides: 10 % (1.000 ms a step): pin memory, copy less\n"
		"4 steps of about 10.00 ms\nGPU 0 is busy 100 % of the time\n");
}

static void a_gap_says_what_the_host_did(void **state)
{
	struct trace trace = steps(4);
	compute(&trace, 0, 21000);
	compute(&trace, 27000, 40000);
	put(&trace, HOST, MAIN, "train.py(3): main", 0, 40000);
	put(&trace, HOST, MAIN, "save_checkpoint", 20900, 6050);
	put(&trace, HOST, MAIN, "write", 21000, 2000);
	expect(&trace, "! GPU 0 idles for 6.000 ms at 21.00 ms, the host runs save_checkpoint: move it\n"
		"4 steps of about 10.00 ms\nGPU 0 is busy 85 % of the time\n");
}

/* One in which the host does nothing else; the others differ by noise. */
static void a_slow_step_says_why(void **state)
{
	static const int lengths[] = {10000, 10100, 10000, 30000, 10000, 10200};
	struct trace trace;
	trace_init(&trace, 0);
	for (int i = 0, at = 0; i < 6; at += lengths[i], i++) {
		char name[32];
		snprintf(name, sizeof name, "ProfilerStep#%d", i);
		put(&trace, HOST, MAIN, name, at, lengths[i]);
		compute(&trace, at, at + lengths[i] - (i == 3 ? 20000 : 0));
		if (i == 3)
			put(&trace, HOST, MAIN, "evaluate", at + 10000, 20000);
	}
	expect(&trace, "! GPU 0 idles for 20.00 ms at 40.10 ms, the host runs evaluate: move it\n"
		"! ProfilerStep#3: 30.00 ms, 3.0 × the middle, 20.00 ms more host: see there\n"
		"! GPU 0 is idle 25 % of the time: 20.00 ms of 80.30 ms; see what it waits for\n"
		"6 steps of 10.00 ms to 30.00 ms, 10.00 ms in the middle\n");
}

static void the_first_step_warms_up(void **state)
{
	struct trace trace;
	trace_init(&trace, 0);
	for (int i = 0; i < 5; i++) {
		put(&trace, "/host:CPU", MAIN, "train", i ? 18000 + 2000 * i : 0, i ? 2000 : 20000);
		compute(&trace, i ? 18000 + 2000 * i : 0, 20000 + 2000 * i);
	}
	put(&trace, "/host:CPU", MAIN, "backend_compile", 100, 9000);
	expect(&trace, "! compiling takes 32 % (9.000 ms): warm up first, and keep shapes alike\n"
		"! train, the first: 20.00 ms, 10 × the middle: warm up before the profile\n"
		"5 steps of 2.000 ms to 20.00 ms, 2.000 ms in the middle\nGPU 0 is busy 100 % of the time\n");
}

/* In pieces of which each is short. */
static void the_host_hardly_runs(void **state)
{
	struct trace trace;
	trace_init(&trace, 0);
	for (int i = 0; i < 41; i++)
		put(&trace, HOST, MAIN, (const char *[]){"a", "b", "c", "d", "e"}[i % 5], 1000 * i, 500);
	expect(&trace, "! the host runs nothing for 49 % of the time (20.00 ms): profile with stacks\n"
		"no device in this trace: all of it is the host's\n");
}

static void one_operation_takes_most(void **state)
{
	struct trace trace = steps(4);
	for (int i = 0; i < 40; i++) {
		put(&trace, GPU, STREAM, "attention", 1000 * i, 600);
		put(&trace, GPU, STREAM, i % 4 < 2 ? "norm" : i % 4 == 2 ? "relu" : "pool", 1000 * i + 600, 400);
	}
	expect(&trace, "! attention is 60 % of what the device runs (24.00 ms): start there\n"
		"4 steps of about 10.00 ms\nGPU 0 is busy 100 % of the time\n");
}

/* Of names that are longer than a line both ends are shown; none goes beyond it. */
static void names_are_long(void **state)
{
	static const char kernel[] = "void at::native::vectorized_elementwise_kernel<4, at::native::CUDAFunctor_add<float>, std::array<char*, 3ul> >(int)";
	struct trace trace = steps(4);
	for (int i = 0; i < 40; i++) {
		put(&trace, GPU, STREAM, kernel, 1000 * i, i ? 550 : 600);
		put(&trace, GPU, STREAM, i % 4 < 2 ? "norm" : i % 4 == 2 ? "relu" : "pool", 1000 * i + 600, 350);
	}
	put(&trace, GPU, STREAM, kernel, 40000, 4000);
	put(&trace, HOST, MAIN, "ProfilerStep#4", 40000, 10000);
	put(&trace, HOST, MAIN, kernel, 44000, 5900);
	expect(&trace, "! vectorized…se_kernel is 65 % of what the device runs (26.05 ms): start there\n"
		"! GPU 0 idles for 6.000 ms at 44.00 ms, the host runs vectori…_kernel: move it\n"
		"5 steps of about 10.00 ms\nGPU 0 is busy 80 % of the time\n");
}

static void kernels_are_tiny(void **state)
{
	char name[32];
	struct trace trace = steps(4);
	for (int i = 0; i < 2000; i++) {
		snprintf(name, sizeof name, "add_%d", i % 8);
		put(&trace, GPU, STREAM, name, 8 * i, 8); /* queued: it waits for no launch */
	}
	compute(&trace, 16000, 40000);
	expect(&trace, "! 2 000 kernels under 10 µs are 40 % of what the device runs: fuse them\n"
		"4 steps of about 10.00 ms\nGPU 0 is busy 100 % of the time\n");
}

/* Once, on two threads at a time; the second within the first. */
static void compiles(void **state)
{
	struct trace trace = steps(4);
	put(&trace, HOST, MAIN, "backend_compile", 0, 8000);
	put(&trace, HOST, MAIN, "XlaCompile", 1000, 6000);
	put(&trace, HOST, "pool", "XlaCompile", 1000, 6000);
	compute(&trace, 0, 40000);
	expect(&trace, "! compiling takes 20 % (8.000 ms): warm up first, and keep shapes alike\n"
		"4 steps of about 10.00 ms\nGPU 0 is busy 100 % of the time\n");
}

static void a_first_call_is_slow(void **state)
{
	struct trace trace = steps(4);
	put(&trace, GPU, STREAM, "autotuned", 0, 4000);
	for (int i = 0; i < 20; i++)
		put(&trace, GPU, STREAM, "autotuned", 4000 + 1800 * i, 100);
	for (int i = 0; i < 20; i++)
		put(&trace, GPU, STREAM, (const char *[]){"a", "b", "c", "d", "e"}[i % 5], 4100 + 1800 * i, 1700);
	expect(&trace, "! the first call of autotuned takes 4.000 ms, others 100.0 µs: warm up\n"
		"4 steps of about 10.00 ms\nGPU 0 is busy 100 % of the time\n");
}

static void all_is_on_the_host(void **state)
{
	static const char *const names[] = {"aten::mul", "aten::add", "aten::sum", "aten::cat"};
	struct trace trace = steps(4);
	for (int i = 0; i < 40; i++) {
		put(&trace, HOST, MAIN, "aten::conv2d", 1000 * i, 600);
		put(&trace, HOST, MAIN, names[i % 4], 1000 * i + 600, 400);
	}
	expect(&trace, "! aten::conv2d is 60 % of what the host runs (24.00 ms): start there\n"
		"4 steps of about 10.00 ms\nno device in this trace: all of it is the host's\n");
}

/* A thread that has nothing to do runs no operation. */
static void waits_are_no_work(void **state)
{
	static const char *const names[] = {"aten::mul", "aten::add", "aten::sum", "aten::cat", "aten::mm"};
	struct trace trace = steps(4);
	for (int i = 0; i < 40; i++)
		put(&trace, HOST, MAIN, names[i % 5], 1000 * i, 1000);
	for (int i = 0; i < 8; i++)
		put(&trace, HOST, "feeder", "<built-in method acquire of _thread.lock object at 0x7f0>", i ? 20000 + 500 * i : 0, i ? 100 : 20000);
	put(&trace, HOST, "pool", "threading.py(295): wait", 0, 40000);
	expect(&trace, "nothing stands out: no long wait, gap or operation\n4 steps of about 10.00 ms\n"
		"no device in this trace: all of it is the host's\n");
}

static void the_host_stops(void **state)
{
	struct trace trace = steps(4);
	for (int i = 0; i < 36; i++)
		put(&trace, HOST, MAIN, i % 5 == 1 ? "b" : i % 5 == 2 ? "c" : i % 5 == 3 ? "d" : i % 5 ? "e" : "a", 1000 * i + (i > 9 ? 4000 : 0), 1000);
	expect(&trace, "! the host runs nothing for 4.000 ms at 10.00 ms: profile with stacks\n"
		"4 steps of about 10.00 ms\nno device in this trace: all of it is the host's\n");
}

/* What could be read of it is all that is told. */
static void the_file_is_cut(void **state)
{
	struct trace trace = steps(2);
	compute(&trace, 0, 20000);
	trace.complete = false;
	trace.lack = "it ends early";
	expect(&trace, "! it ends early: what follows is of what could be read\n"
		"2 steps of about 10.00 ms\nGPU 0 is busy 100 % of the time\n");
}

static void without_steps(void **state)
{
	struct trace trace;
	trace_init(&trace, 0);
	compute(&trace, 0, 10000);
	put(&trace, GPU, STREAM, "Memcpy DtoH", 10000, 2000);
	compute(&trace, 20000, 30000);
	put(&trace, HOST, MAIN, BATCH, 11900, 8100);
	expect(&trace, "! input: the next batch is waited for 27 % (8.000 ms): load ahead\n"
		"! GPU 0 idles for 8.000 ms at 12.00 ms, the host waits for input: load ahead\n"
		"! copies that no compute hides: 7 % (2.000 ms): pin memory, copy less\n"
		"! GPU 0 is idle 27 % of the time: 8.000 ms of 30.00 ms; see what it waits for\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_stands_out),
		cmocka_unit_test(a_device_is_idle_when_no_stream_works),
		cmocka_unit_test(waits_for_input),
		cmocka_unit_test(waits_for_input_often),
		cmocka_unit_test(waits_for_launches),
		cmocka_unit_test(communicates_in_the_open),
		cmocka_unit_test(copies_in_the_open),
		cmocka_unit_test(a_gap_says_what_the_host_did),
		cmocka_unit_test(a_slow_step_says_why),
		cmocka_unit_test(the_first_step_warms_up),
		cmocka_unit_test(the_host_hardly_runs),
		cmocka_unit_test(one_operation_takes_most),
		cmocka_unit_test(names_are_long),
		cmocka_unit_test(kernels_are_tiny),
		cmocka_unit_test(compiles),
		cmocka_unit_test(a_first_call_is_slow),
		cmocka_unit_test(all_is_on_the_host),
		cmocka_unit_test(waits_are_no_work),
		cmocka_unit_test(the_host_stops),
		cmocka_unit_test(the_file_is_cut),
		cmocka_unit_test(without_steps),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
