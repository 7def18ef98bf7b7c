/* Spans of threads, from tbr_trace_on to the file. */
#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/clock.h"
#include "unit/write/place.h"
#include "write/record.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>
#include <zlib.h>

/* The trace in Chrome's form: a line for each span and each name. To be freed. */
static char *exported(const char *profile, uint64_t *lost)
{
	char directory[128];
	assert_int_equal(tbr_trace_export("run", profile, lost), 0);
	snprintf(directory, sizeof directory, "run/plugins/profile/%s", profile);
	char *path = file_in(directory, ".trace.json.gz"), *text = calloc(1, 1 << 22);
	gzFile file = gzopen(path, "rb");
	assert_true(gzread(file, text, (1 << 22) - 1) > 0);
	gzclose(file);
	free(path);
	return text;
}

static size_t count_of(const char *text, const char *part)
{
	size_t count = 0, length = strlen(part); /* strstr looks at all of the text each time, under ASan */
	for (; *text; text++)
		count += *text == *part && !strncmp(text, part, length);
	return count;
}

static void span(const char *name)
{
	tbr_span_begin(name);
	tbr_span_end();
}

static void test_off_keeps_nothing(void **state)
{
	uint64_t lost;
	span("before");
	tbr_span_end();
	assert_int_equal(tbr_trace_export("run", NULL, NULL), -EINVAL);
	assert_int_equal(tbr_trace_on(0), 0);
	assert_int_equal(tbr_trace_on(0), -EALREADY);
	span("dropped");
	tbr_trace_off();
	assert_int_equal(tbr_trace_export("run", NULL, NULL), -EINVAL);
	assert_int_equal(tbr_trace_on(0), 0);
	assert_int_equal(tbr_trace_export("run", "empty", NULL), -EINVAL); /* nothing has ended */
	assert_int_equal(tbr_trace_on(0), 0);
	span("kept");
	char *text = exported("p", &lost);
	assert_int_equal(count_of(text, "\"ph\":\"X\""), 1);
	assert_int_equal(count_of(text, "\"kept\""), 1);
	assert_int_equal(lost, 0);
	free(text);
}

/* A span that is open when tracing begins or ends is none. */
static void test_half_spans(void **state)
{
	tbr_span_begin("begun while off");
	assert_int_equal(tbr_trace_on(0), 0);
	tbr_span_end();
	tbr_span_begin("whole");
	tbr_span_begin_step("inner", 5);
	tbr_span_end();
	tbr_span_end();
	tbr_span_begin("not ended");
	char *text = exported("p", NULL);
	assert_int_equal(count_of(text, "\"ph\":\"X\""), 2);
	assert_non_null(strstr(text, "\"inner\",\"args\":{\"step_num\":\"5\"}"));
	free(text);
	assert_int_equal(tbr_trace_on(0), 0);
	tbr_span_end(); /* of the trace before */
	span("next");
	text = exported("q", NULL);
	assert_int_equal(count_of(text, "\"ph\":\"X\""), 1);
	free(text);
}

static void test_what_is_too_much_is_counted(void **state)
{
	uint64_t lost;
	assert_int_equal(tbr_trace_on(5000), 0);
	for (int i = 0; i < 5010; i++)
		span("many");
	char *text = exported("p", &lost);
	assert_int_equal(lost, 10);
	assert_int_equal(count_of(text, "\"many\""), 5000);
	free(text);
	assert_int_equal(tbr_trace_on(0), 0);
	for (int i = 0; i < 16384 + 100; i++)
		tbr_span_begin(i < 16384 ? "deep" : "deeper");
	for (int i = 0; i < 16384 + 100; i++)
		tbr_span_end();
	text = exported("q", &lost);
	assert_int_equal(lost, 100);
	assert_int_equal(count_of(text, "\"deep\""), 16384);
	free(text);
}

/* Of ten milliseconds, by the monotonic clock and by the spans. */
static void test_times(void **state)
{
	double begin, duration;
	assert_int_equal(tbr_trace_on(0), 0);
	span("first");
	uint64_t from = clock_mono();
	tbr_span_begin("slow");
	nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
	tbr_span_end();
	double passed = (double)(clock_mono() - from) / 1e3;
	char *text = exported("p", NULL), *line = strstr(text, "\"slow\"");
	assert_non_null(line);
	while (strncmp(line, "\"ts\":", 5))
		line--;
	assert_int_equal(sscanf(line, "\"ts\":%lf,\"dur\":%lf", &begin, &duration), 2);
	assert_true(begin >= 0 && begin < 1e6);
	assert_true(duration >= 9990 && duration <= passed * 1.001 + 1);
	free(text);
}

#define THREADS 3

static atomic_bool stop;

static void *trace_on_and_on(void *context)
{
	tbr_thread_name(context);
	while (!atomic_load(&stop)) {
		tbr_span_begin(tbr_name("outer"));
		span("inner");
		tbr_span_end();
	}
	return NULL;
}

/* Traces begin and end while threads go on: what a trace has is whole spans with names of threads. */
static void test_threads_go_on(void **state)
{
	pthread_t threads[THREADS];
	static char names[THREADS][32];
	atomic_store(&stop, false);
	for (int i = 0; i < THREADS; i++) {
		snprintf(names[i], sizeof names[i], "worker %d", i);
		assert_int_equal(pthread_create(&threads[i], NULL, trace_on_and_on, names[i]), 0);
	}
	for (int round = 0; round < 10; round++) {
		char profile[16];
		snprintf(profile, sizeof profile, "p%d", round);
		assert_int_equal(tbr_trace_on(3000), 0);
		span("main");
		nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
		char *text = exported(profile, NULL);
		size_t inner = count_of(text, "\"inner\""), outer = count_of(text, "\"outer\"");
		/* Of a thread the first may have been begun before, and the last have no room beside its inner one. */
		assert_true(outer <= inner && inner <= outer + 2 * THREADS);
		assert_int_equal(count_of(text, "\"main\""), 1);
		free(text);
	}
	atomic_store(&stop, true);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

static void *one_span(void *context)
{
	tbr_thread_name(context);
	span("last words");
	return NULL;
}

static void test_threads_that_are_gone(void **state)
{
	pthread_t thread;
	assert_int_equal(tbr_trace_on(0), 0);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(pthread_create(&thread, NULL, one_span, "gone"), 0);
		pthread_join(thread, NULL);
	}
	char *text = exported("p", NULL);
	assert_int_equal(count_of(text, "last words"), 5);
	assert_int_equal(count_of(text, "\"gone\""), 1);
	free(text);
}

static void test_child_does_not_trace(void **state)
{
	int status;
	assert_int_equal(tbr_trace_on(0), 0);
	span("parent's");
	pid_t child = fork();
	if (!child) {
		span("child's");
		int off = tbr_trace_export("run", "p", NULL) == -EINVAL, on = !tbr_trace_on(0);
		span("child's");
		_exit(off && on && !tbr_trace_export("run", "child", NULL) ? 0 : 9);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	char *text = exported("p", NULL);
	assert_int_equal(count_of(text, "parent's"), 1);
	assert_int_equal(count_of(text, "child's"), 0);
	free(text);
}

/* Also when nothing had begun in the parent. */
static void test_child_does_not_trace_what_parent_would(void **state)
{
	int status;
	assert_int_equal(tbr_trace_on(0), 0);
	pid_t child = fork();
	if (!child) {
		span("child's");
		_exit(tbr_trace_export("run", "p", NULL) == -EINVAL ? 0 : 9);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	tbr_trace_off();
}

static void *add_names(void *context)
{
	atomic_bool *over = context;
	char name[32];
	for (int i = 0; !atomic_load(over); i++) {
		snprintf(name, sizeof name, "name %d", i % 5000);
		tbr_name(name);
	}
	return NULL;
}

/* A child that asks for a name while its parent's other thread was at it. */
static void test_names_in_children(void **state)
{
	atomic_bool over = false;
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, add_names, &over), 0);
	for (int i = 0; i < 200; i++) {
		int status;
		pid_t child = fork();
		if (!child) {
			alarm(5);
			_exit(tbr_name("child's") ? 0 : 9);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
	}
	atomic_store(&over, true);
	pthread_join(thread, NULL);
}

static void *trace_odd_names(void *context)
{
	tbr_thread_name("\xff");
	span("of \xff");
	tbr_thread_name("ääääääääääääääääääääääääääääääääääääääää x"); /* cut in the middle of a letter */
	return NULL;
}

/* One name that is none does not cost the others. */
static void test_odd_names(void **state)
{
	uint64_t lost;
	pthread_t thread;
	assert_int_equal(tbr_trace_on(0), 0);
	assert_int_equal(pthread_create(&thread, NULL, trace_odd_names, NULL), 0);
	pthread_join(thread, NULL);
	tbr_thread_name("a\xff\xc3\xa4ääääääääääääääääääääääääääääääääääääääää");
	span("sound");
	span("no\xff name");
	span(NULL);
	char *text = exported("p", &lost);
	assert_int_equal(count_of(text, "\"ph\":\"X\""), 1);
	assert_int_equal(count_of(text, "\"sound\""), 1);
	assert_int_equal(count_of(text, "\"a?ää"), 1);
	assert_int_equal(lost, 3);
	free(text);
	tbr_thread_name("main");
}

static void *write_profiles(void *context)
{
	const struct tbr_span one = {.thread = "t", .name = "n", .begin = 5, .duration = 1, .step = TBR_NO_STEP};
	intptr_t failures = 0;
	for (int i = 0; i < 200; i++)
		failures += tbr_profile("run", "p", "h", &one, 1) != 0;
	return (void *)failures;
}

static void test_threads_write_the_same_profile(void **state)
{
	pthread_t threads[4];
	void *failures;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, write_profiles, NULL), 0);
	for (size_t i = 0; i < 4; i++) {
		pthread_join(threads[i], &failures);
		assert_null(failures);
	}
}

static void test_names(void **state)
{
	char name[] = "a name";
	const char *kept = tbr_name(name);
	assert_ptr_not_equal(kept, name);
	assert_string_equal(kept, "a name");
	assert_ptr_equal(tbr_name("a name"), kept);
	name[0] = 'b';
	assert_ptr_not_equal(tbr_name(name), kept);
	assert_null(tbr_name(NULL));
}

static void test_profiles_that_cannot_be(void **state)
{
	const struct tbr_span sound = {.thread = "t", .name = "n", .begin = 5, .duration = 1, .step = TBR_NO_STEP};
	struct tbr_span spans[2] = {sound, sound};
	assert_int_equal(tbr_profile("run", "p", "h", spans, 2), 0);
	assert_int_equal(tbr_profile("run", "p", "h", spans, 0), -EINVAL);
	assert_int_equal(tbr_profile("run", "../p", "h", spans, 2), -EINVAL);
	assert_int_equal(tbr_profile("run", "p", "..", spans, 2), -EINVAL);
	assert_int_equal(tbr_profile("run", "", "h", spans, 2), -EINVAL);
	spans[1].duration = -1;
	assert_int_equal(tbr_profile("run", "p", "h", spans, 2), -EINVAL);
	spans[1].duration = INT64_MAX;
	assert_int_equal(tbr_profile("run", "p", "h", spans, 2), -EINVAL);
	spans[1] = sound;
	spans[1].begin = INT64_MAX;
	assert_int_equal(tbr_profile("run", "p", "h", spans, 2), -EINVAL);
	spans[1] = sound;
	spans[1].name = "\xff";
	assert_int_equal(tbr_profile("run", "p", "h", spans, 2), -EILSEQ);
	spans[1].name = NULL;
	assert_int_equal(tbr_profile("run", "p", "h", spans, 2), -EINVAL);
}

/* What could not be written is still there. */
static void test_export_again(void **state)
{
	uint64_t lost;
	assert_int_equal(tbr_trace_on(0), 0);
	span("kept");
	FILE *file = fopen("no_directory", "w");
	fclose(file);
	assert_int_equal(tbr_trace_export("no_directory", NULL, NULL), -ENOTDIR);
	span("after the end");
	char *text = exported("p", &lost);
	assert_int_equal(count_of(text, "\"ph\":\"X\""), 1);
	assert_int_equal(count_of(text, "\"kept\""), 1);
	free(text);
	assert_int_equal(tbr_trace_export("run", NULL, NULL), -EINVAL);
	assert_int_equal(tbr_trace_on(0), 0);
	span("forgotten");
	assert_int_equal(tbr_trace_export("no_directory", NULL, NULL), -ENOTDIR);
	tbr_trace_off();
	assert_int_equal(tbr_trace_export("run", NULL, NULL), -EINVAL);
}

/* Many within one second, none of them over another; a name that is given is taken as it is. */
static void test_names_by_the_time(void **state)
{
	struct tbr_span one = {.thread = "t", .name = "n", .begin = 1, .duration = 1};
	size_t count = 0;
	for (int i = 0; i < 5; i++)
		assert_int_equal(tbr_profile("run", NULL, NULL, &one, 1), 0);
	assert_int_equal(tbr_profile("run", "given", NULL, &one, 1), 0);
	assert_int_equal(tbr_profile("run", "given", NULL, &one, 1), 0);
	DIR *profiles = opendir("run/plugins/profile");
	assert_non_null(profiles);
	for (struct dirent *entry; (entry = readdir(profiles));) {
		char directory[512];
		if (entry->d_name[0] == '.')
			continue;
		snprintf(directory, sizeof directory, "run/plugins/profile/%s", entry->d_name);
		char *space = file_in(directory, ".xplane.pb"), *trace = file_in(directory, ".trace.json.gz");
		assert_true(space && trace);
		free(space);
		free(trace);
		count++;
	}
	closedir(profiles);
	assert_int_equal(count, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACED(test_child_does_not_trace_what_parent_would), /* first: nothing has begun yet */
		PLACED(test_off_keeps_nothing), PLACED(test_half_spans), PLACED(test_what_is_too_much_is_counted),
		PLACED(test_times), PLACED(test_threads_go_on), PLACED(test_threads_that_are_gone),
		PLACED(test_child_does_not_trace), cmocka_unit_test(test_names), PLACED(test_profiles_that_cannot_be),
		PLACED(test_odd_names), cmocka_unit_test(test_names_in_children),
		PLACED(test_threads_write_the_same_profile), PLACED(test_names_by_the_time),
		PLACED(test_export_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
