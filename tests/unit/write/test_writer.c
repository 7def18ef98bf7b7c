#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "write/event.h"
#include "write/record.h"
#include "write/record_frame.h"
#include "write/scalar.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static char root[64];

static int set_up(void **state)
{
	strcpy(root, "/tmp/tbtop-writer-XXXXXX");
	return mkdtemp(root) && !chdir(root) ? 0 : -1;
}

static int take_away(const char *path, const struct stat *stat, int type, struct FTW *where)
{
	return remove(path);
}

static int tear_down(void **state)
{
	return chdir("/") || nftw(root, take_away, 16, FTW_DEPTH | FTW_PHYS);
}

static double fake_clock(void *context)
{
	return *(double *)context;
}

static size_t size_of(const char *path)
{
	struct stat found;
	assert_int_equal(stat(path, &found), 0);
	return (size_t)found.st_size;
}

static void assert_bytes(const uint8_t *got, size_t length, const void *expected, size_t expected_length)
{
	assert_int_equal(length, expected_length);
	assert_memory_equal(got, expected, length);
}

/* The payload of the event's record. */
static void assert_payload(struct event *event, const void *expected, size_t length)
{
	struct bytes record = {0};
	assert_int_equal(event_take(event, &record), 0);
	assert_bytes(record.data + FRAME_HEADER, record.length - FRAME_SIZE, expected, length);
	bytes_fini(&record);
}

static void assert_scalars(double wall_time, int64_t step, const struct scalar *scalars, size_t count,
                           const void *expected, size_t length)
{
	uint8_t record[512];
	assert_true(scalars_most(scalars, count) <= sizeof record);
	size_t size = (size_t)(scalars_write(record, wall_time, step, scalars, count) - record);
	assert_true(size <= scalars_most(scalars, count));
	assert_bytes(record + FRAME_HEADER, size - FRAME_SIZE, expected, length);
}

/* The two records of TensorBoard's own test data (event-format 2.2): the first byte for byte. */
static void test_version_record(void **state)
{
	static const uint8_t expected[] = "\x18\0\0\0\0\0\0\0\xa3\x7f\x4b\x22"
		"\x09\0\0\x80\x38\x99\xd6\xd7\x41\x1a\x0d" "brain.Event:2" "\x12\x4b\x36\xab";
	struct event event;
	struct bytes record = {0};
	event_begin(&event, 1599759586.0, 0);
	event_version(&event);
	assert_int_equal(event_take(&event, &record), 0);
	assert_bytes(record.data, record.length, expected, sizeof expected - 1);
	bytes_fini(&record);
}

static void test_empty_record(void **state)
{
	static const uint8_t expected[] = {0, 0, 0, 0, 0, 0, 0, 0, 0x29, 0x03, 0x98, 0x07, 0xd8, 0xea, 0x82, 0xa2};
	struct event event;
	struct bytes record = {0};
	event_begin(&event, 0, 0);
	assert_int_equal(event_take(&event, &record), 0);
	assert_bytes(record.data, record.length, expected, sizeof expected);
	bytes_fini(&record);
}

static void test_scalars_on_the_wire(void **state)
{
	static const uint8_t one[] = "\x09\0\0\x80\x38\x99\xd6\xd7\x41" "\x10\x4d" "\x2a\x0c"
		"\x0a\x0a" "\x0a\x03" "acc" "\x15\xa4\x70\x7d\x3f";
	static const uint8_t two[] = "\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" "\x2a\x13"
		"\x0a\x08" "\x0a\x01" "a" "\x15\0\0\0\0"
		"\x0a\x07" "\x0a\x00" "\x15\0\0\xc0\x7f";
	assert_scalars(1599759586.0, 77, &(struct scalar){"acc", 3, 0.99f}, 1, one, sizeof one - 1);
	assert_scalars(0, -1, (const struct scalar[]){{"a", 1, 0}, {"", 0, NAN}}, 2, two, sizeof two - 1);
}

static void test_long_tag(void **state)
{
	char tag[300];
	uint8_t expected[3 + 311] = "\x2a\xb7\x02\x0a\xb4\x02\x0a\xac\x02";
	memset(tag, 'x', 300);
	/* 300 = ac 02; value 3 + 300 + 5 = 308 = b4 02; summary 3 + 308 = 311 = b7 02 */
	memset(expected + 9, 'x', 300);
	memcpy(expected + 309, "\x15\0\0\x80\x3f", 5);
	assert_scalars(0, 0, &(struct scalar){tag, 300, 1}, 1, expected, sizeof expected);
}

static void test_session_on_the_wire(void **state)
{
	struct event event;
	event_begin(&event, 0, 1000);
	event_session(&event, TBR_CHECKPOINT, NULL);
	assert_payload(&event, "\x10\xe8\x07\x3a\x02\x08\x03", 7);
	event_begin(&event, 0, 1000);
	event_session(&event, TBR_CHECKPOINT, "model-1");
	assert_payload(&event, "\x10\xe8\x07\x3a\x0b\x08\x03\x12\x07model-1", 16);
}

static void test_file_name(void **state)
{
	double now = 12345.75;
	char pattern[128];
	struct tbr_writer *first, *second;
	struct tbr_options options = {.clock = fake_clock, .context = &now, .suffix = ".v2"};
	assert_int_equal(tbr_open(&first, "a/b//c/", &options), 0);
	assert_int_equal(tbr_open(&second, "a/b//c/", &options), 0);
	assert_string_not_equal(tbr_path(first), tbr_path(second));
	assert_memory_equal(tbr_path(first), "a/b//c//events.out.tfevents.0000012345.", 39);
	snprintf(pattern, sizeof pattern, ".%ld.", (long)getpid());
	assert_non_null(strstr(tbr_path(first), pattern));
	assert_string_equal(tbr_path(first) + strlen(tbr_path(first)) - 3, ".v2");
	assert_int_equal(size_of(tbr_path(second)), 40);
	assert_int_equal(tbr_close(first), 0);
	assert_int_equal(tbr_close(second), 0);
	assert_int_equal(tbr_close(NULL), 0);
}

/* What a program prints that has closed its standard error is not in the file. */
static void test_descriptors_of_others(void **state)
{
	struct tbr_writer *writer;
	int kept = dup(STDERR_FILENO);
	close(STDERR_FILENO);
	int error = tbr_open(&writer, "run", NULL);
	ssize_t wrote = write(STDERR_FILENO, "oh\n", 3);
	dup2(kept, STDERR_FILENO);
	close(kept);
	assert_int_equal(error, 0);
	assert_int_equal(wrote, -1);
	assert_int_equal(size_of(tbr_path(writer)), 40);
	assert_int_equal(tbr_close(writer), 0);
}

static void test_directory_that_cannot_be(void **state)
{
	struct tbr_writer *writer = NULL;
	FILE *file = fopen("file", "w");
	fclose(file);
	assert_int_equal(tbr_open(&writer, "file", NULL), -ENOTDIR);
	assert_int_equal(tbr_open(&writer, "file/below", NULL), -ENOTDIR);
	assert_int_equal(tbr_open(&writer, ".", &(struct tbr_options){.suffix = "/x"}), -EINVAL);
	assert_int_equal(tbr_open(&writer, ".", &(struct tbr_options){.suffix = ".\xff"}), -EILSEQ);
	assert_null(writer);
}

static void test_close_twice(void **state)
{
	struct tbr_writer *first, *second;
	assert_int_equal(tbr_open(&first, "d", NULL), 0);
	assert_int_equal(tbr_open(&second, "d", NULL), 0);
	assert_int_equal(tbr_close(first), 0);
	assert_int_equal(tbr_close(first), -EINVAL);
	assert_int_equal(tbr_scalar(second, "x", 1, 1), 0);
	assert_int_equal(tbr_close(second), 0);
	assert_int_equal(tbr_close(second), -EINVAL);
}

/* The writer's thread may have to wait for its turn. */
static bool grows_beyond(const char *path, size_t size)
{
	const struct timespec nap = {.tv_nsec = 1000000};
	for (int naps = 0; naps < 20000; naps++) {
		if (size_of(path) > size)
			return true;
		nanosleep(&nap, NULL);
	}
	return false;
}

static void test_a_fast_loop_is_flushed_by_size(void **state)
{
	double now = 0;
	struct tbr_writer *writer;
	struct tbr_options options = {.clock = fake_clock, .context = &now, .flush_seconds = INFINITY};
	assert_int_equal(tbr_open(&writer, "d", &options), 0);
	for (int i = 0; i < 50000; i++)
		assert_int_equal(tbr_scalar(writer, "a tag of some length", i, 1), 0);
	assert_true(grows_beyond(tbr_path(writer), 1024 * 1024));
	assert_int_equal(tbr_close(writer), 0);
}

/* A full disk (here: a limit on the file's size) is told, and what was kept follows when there is room again. */
static void test_full_disk(void **state)
{
	struct rlimit before, small;
	struct tbr_writer *writer;
	struct tbr_options options = {.flush_seconds = -1};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(tbr_open(&writer, "d", &options), 0);
	size_t empty = size_of(tbr_path(writer));
	assert_int_equal(tbr_scalar(writer, "x", 1, 1), 0);
	size_t record = size_of(tbr_path(writer)) - empty;
	small = before;
	small.rlim_cur = empty + record + 7; /* in the middle of the second record */
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	int full = tbr_scalar(writer, "x", 2, 1), still = tbr_scalar(writer, "x", 3, 1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(full, -EFBIG);
	assert_int_equal(still, -EFBIG);
	assert_int_equal(size_of(tbr_path(writer)), empty + record + 7);
	assert_int_equal(tbr_scalar(writer, "x", 4, 1), 0);
	assert_int_equal(size_of(tbr_path(writer)), empty + 4 * record);
	assert_int_equal(tbr_close(writer), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_version_record), cmocka_unit_test(test_empty_record),
		cmocka_unit_test(test_scalars_on_the_wire), cmocka_unit_test(test_long_tag),
		cmocka_unit_test(test_session_on_the_wire),
		TEST(test_file_name), TEST(test_descriptors_of_others), TEST(test_directory_that_cannot_be),
		TEST(test_close_twice), TEST(test_a_fast_loop_is_flushed_by_size), TEST(test_full_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
