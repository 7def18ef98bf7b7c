#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/str.h"
#include "write/encode.h"
#include "write/record_frame.h"
#include "write/writer.h"

#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
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

static void assert_bytes(struct str *got, const void *expected, size_t length)
{
	assert_int_equal(got->length, length);
	assert_memory_equal(got->data, expected, length);
	str_fini(got);
}

/* The two records of TensorBoard's own test data (event-format 2.2): the first byte for byte. */
static void test_version_record(void **state)
{
	static const uint8_t expected[] = "\x18\0\0\0\0\0\0\0\xa3\x7f\x4b\x22"
		"\x09\0\0\x80\x38\x99\xd6\xd7\x41\x1a\x0d" "brain.Event:2" "\x12\x4b\x36\xab";
	struct str event = {0}, record = {0};
	encode_version(&event, 1599759586.0);
	frame_record(&record, str_slice(&event));
	str_fini(&event);
	assert_bytes(&record, expected, sizeof expected - 1);
}

static void test_empty_record(void **state)
{
	static const uint8_t expected[] = {0, 0, 0, 0, 0, 0, 0, 0, 0x29, 0x03, 0x98, 0x07, 0xd8, 0xea, 0x82, 0xa2};
	struct str record = {0};
	frame_record(&record, (struct slice){0});
	assert_bytes(&record, expected, sizeof expected);
}

static void test_scalars_on_the_wire(void **state)
{
	static const uint8_t one[] = "\x09\0\0\x80\x38\x99\xd6\xd7\x41" "\x10\x4d" "\x2a\x0c"
		"\x0a\x0a" "\x0a\x03" "acc" "\x15\xa4\x70\x7d\x3f";
	static const uint8_t two[] = "\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" "\x2a\x13"
		"\x0a\x08" "\x0a\x01" "a" "\x15\0\0\0\0"
		"\x0a\x07" "\x0a\x00" "\x15\0\0\xc0\x7f";
	struct str event = {0};
	encode_scalars(&event, 1599759586.0, 77, &(struct writer_value){"acc", 0.99f}, 1);
	assert_bytes(&event, one, sizeof one - 1);
	event = (struct str){0};
	const struct writer_value values[] = {{"a", 0}, {"", NAN}};
	encode_scalars(&event, 0, -1, values, 2);
	assert_bytes(&event, two, sizeof two - 1);
}

static void test_long_tag(void **state)
{
	char tag[301];
	struct str event = {0};
	memset(tag, 'x', 300);
	tag[300] = '\0';
	encode_scalars(&event, 0, 0, &(struct writer_value){tag, 1}, 1);
	/* 300 = ac 02; value 3 + 300 + 5 = 308 = b4 02; summary 3 + 308 = 311 = b7 02 */
	assert_int_equal(event.length, 3 + 311);
	assert_memory_equal(event.data, "\x2a\xb7\x02\x0a\xb4\x02\x0a\xac\x02xxx", 12);
	str_fini(&event);
}

static void test_session_on_the_wire(void **state)
{
	struct str event = {0};
	encode_session(&event, 0, 1000, WRITER_CHECKPOINT);
	assert_bytes(&event, "\x10\xe8\x07\x3a\x02\x08\x03", 7);
}

static void test_file_name(void **state)
{
	double now = 12345.75;
	char pattern[128];
	struct writer *first, *second;
	struct writer_options options = {.clock = fake_clock, .context = &now, .suffix = ".v2"};
	assert_int_equal(writer_open(&first, "a/b//c/", &options), STATUS_OK);
	assert_int_equal(writer_open(&second, "a/b//c/", &options), STATUS_OK);
	assert_string_not_equal(writer_path(first), writer_path(second));
	assert_memory_equal(writer_path(first), "a/b//c//events.out.tfevents.0000012345.", 39);
	snprintf(pattern, sizeof pattern, ".%ld.", (long)getpid());
	assert_non_null(strstr(writer_path(first), pattern));
	assert_string_equal(writer_path(first) + strlen(writer_path(first)) - 3, ".v2");
	assert_int_equal(size_of(writer_path(second)), 40);
	assert_int_equal(writer_close(first), STATUS_OK);
	assert_int_equal(writer_close(second), STATUS_OK);
	assert_int_equal(writer_close(NULL), STATUS_OK);
}

static void test_directory_that_cannot_be(void **state)
{
	struct writer *writer = NULL;
	FILE *file = fopen("file", "w");
	fclose(file);
	assert_int_equal(writer_open(&writer, "file", NULL), STATUS_NOT_A_DIRECTORY);
	assert_int_equal(writer_open(&writer, "file/below", NULL), STATUS_NOT_A_DIRECTORY);
	assert_null(writer);
}

static void test_flushes_by_time(void **state)
{
	double now = 1000;
	struct writer *writer;
	struct writer_options options = {.clock = fake_clock, .context = &now, .flush_seconds = 10};
	assert_int_equal(writer_open(&writer, "d", &options), STATUS_OK);
	size_t size = size_of(writer_path(writer));
	assert_int_equal(size, 0);
	now = 1009.9;
	assert_int_equal(writer_scalar(writer, "x", 1, 1), STATUS_OK);
	assert_int_equal(size_of(writer_path(writer)), 0);
	now = 1010;
	assert_int_equal(writer_scalar(writer, "x", 2, 1), STATUS_OK);
	size = size_of(writer_path(writer));
	assert_true(size > 0);
	now = 1015;
	assert_int_equal(writer_scalar(writer, "x", 3, 1), STATUS_OK);
	assert_int_equal(size_of(writer_path(writer)), size);
	now = 500; /* the clock was set back */
	assert_int_equal(writer_session(writer, WRITER_STOP, 3), STATUS_OK);
	assert_true(size_of(writer_path(writer)) > size);
	size = size_of(writer_path(writer));
	assert_int_equal(writer_scalar(writer, "x", 4, 1), STATUS_OK);
	assert_int_equal(size_of(writer_path(writer)), size);
	assert_int_equal(writer_flush(writer), STATUS_OK);
	assert_true(size_of(writer_path(writer)) > size);
	assert_int_equal(writer_close(writer), STATUS_OK);
}

static void test_a_fast_loop_is_flushed_by_size(void **state)
{
	double now = 0;
	struct writer *writer;
	struct writer_options options = {.clock = fake_clock, .context = &now, .flush_seconds = INFINITY};
	assert_int_equal(writer_open(&writer, "d", &options), STATUS_OK);
	for (int i = 0; i < 50000; i++)
		assert_int_equal(writer_scalar(writer, "a tag of some length", i, 1), STATUS_OK);
	assert_true(size_of(writer_path(writer)) > 1024 * 1024);
	assert_int_equal(writer_close(writer), STATUS_OK);
}

/* A full disk (here: a limit on the file's size) is told, and what was kept follows when there is room again. */
static void test_full_disk(void **state)
{
	struct rlimit before, small;
	struct writer *writer;
	struct writer_options options = {.flush_seconds = 0};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(writer_open(&writer, "d", &options), STATUS_OK);
	size_t empty = size_of(writer_path(writer));
	assert_int_equal(writer_scalar(writer, "x", 1, 1), STATUS_OK);
	size_t record = size_of(writer_path(writer)) - empty;
	small = before;
	small.rlim_cur = empty + record + 7; /* in the middle of the second record */
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	enum status full = writer_scalar(writer, "x", 2, 1), still = writer_scalar(writer, "x", 3, 1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_not_equal(full, STATUS_OK);
	assert_int_not_equal(still, STATUS_OK);
	assert_int_equal(size_of(writer_path(writer)), empty + record + 7);
	assert_int_equal(writer_scalar(writer, "x", 4, 1), STATUS_OK);
	assert_int_equal(size_of(writer_path(writer)), empty + 4 * record);
	assert_int_equal(writer_close(writer), STATUS_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_version_record), cmocka_unit_test(test_empty_record),
		cmocka_unit_test(test_scalars_on_the_wire), cmocka_unit_test(test_long_tag),
		cmocka_unit_test(test_session_on_the_wire),
		TEST(test_file_name), TEST(test_directory_that_cannot_be), TEST(test_flushes_by_time),
		TEST(test_a_fast_loop_is_flushed_by_size), TEST(test_full_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
