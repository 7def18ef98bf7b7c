/* Files read on several threads come out as if one had read them. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/str.h"
#include "disk/readers.h"
#include "unit/read/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define FILES 60
#define MISSING 17

static char directory[] = "/tmp/tbtop-readers-XXXXXX";
static char paths[FILES][64];
static struct readers_file files[FILES];

/* Files of very different lengths, none of them short for long. */
static unsigned records_of(size_t file)
{
	return file == MISSING ? 0 : (unsigned)(file * 7919 % 23 * (file % 5 ? 3 : 200));
}

static int set_up(void **state)
{
	if (!mkdtemp(directory))
		return -1;
	for (size_t i = 0; i < FILES; i++) {
		struct str data = {0}, event = {0};
		build_double(&event, 1, 1.7e9);
		for (unsigned k = 0; k < records_of(i); k++)
			build_record(&data, event.data, event.length);
		snprintf(paths[i], sizeof paths[i], "%s/%zu", directory, i);
		files[i] = (struct readers_file){.path = paths[i], .number = (uint32_t)(100 + i), .size = data.length};
		FILE *file = i == MISSING ? NULL : fopen(paths[i], "wb");
		if (file) {
			fwrite(str_text(&data), 1, data.length, file);
			fclose(file);
		}
		str_fini(&event);
		str_fini(&data);
	}
	return 0;
}

static int tear_down(void **state)
{
	for (size_t i = 0; i < FILES; i++)
		remove(paths[i]);
	return rmdir(directory);
}

/* Takes the batches of a file, and checks that they are all of it, in order. */
static void take_file(struct readers *readers, size_t file)
{
	uint64_t at = 0, records = 0;
	for (bool done = false; !done;) {
		struct batch *batch = readers_next(readers);
		assert_non_null(batch);
		assert_int_equal(batch->file, 100 + file);
		assert_int_equal(batch->begin, at);
		assert_int_equal(batch->status, file == MISSING ? STATUS_NOT_FOUND : STATUS_OK);
		at = batch->end;
		records += batch->records;
		done = batch->caught_up;
		batch_free(batch);
	}
	assert_int_equal(at, files[file].size);
	assert_int_equal(records, records_of(file));
}

static struct readers *start(unsigned threads, uint64_t part, uint64_t budget)
{
	const struct readers_plan plan = {.threads = threads, .part = part, .budget = budget};
	return readers_start(files, FILES, &plan);
}

static void test_batches_come_in_order(void **state)
{
	for (unsigned threads = 1; threads <= 5; threads++) {
		for (uint64_t budget = 500; budget < 100000; budget *= 10) {
			struct readers *readers = start(threads, 0, budget);
			assert_non_null(readers);
			for (size_t i = 0; i < FILES; i++)
				take_file(readers, i);
			readers_stop(readers);
		}
	}
}

static void test_stopped_at_any_time(void **state)
{
	for (size_t taken = 0; taken < FILES; taken += 3) {
		struct readers *readers = start(4, taken % 2 ? 700 : 0, 300);
		for (size_t i = 0; i < taken; i++)
			take_file(readers, i);
		readers_stop(readers);
	}
	readers_stop(NULL);
}

/* Each file in pieces, down to less than a record: nobody can tell. */
static void test_parts_come_in_order(void **state)
{
	for (unsigned threads = 1; threads <= 4; threads++) {
		for (uint64_t part = 10; part < 10000; part = part * 3 + 1) {
			struct readers *readers = start(threads, part, part % 2 ? 400 : UINT64_MAX);
			for (size_t i = 0; i < FILES; i++)
				take_file(readers, i);
			readers_stop(readers);
		}
	}
}

/* More small ones than may wait to be taken: those who read them rest meanwhile, and go on. */
static void test_small_ones_do_not_pile_up(void **state)
{
	enum { MANY = 9000, ONE = 1 };
	static struct readers_file many[MANY];
	for (uint32_t i = 0; i < MANY; i++) {
		many[i] = files[ONE];
		many[i].number = i;
	}
	const struct readers_plan plan = {.threads = 3, .budget = UINT64_MAX};
	struct readers *readers = readers_start(many, MANY, &plan);
	assert_non_null(readers);
	nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL); /* they get far ahead, unless the machine is slow */
	for (uint32_t i = 0; i < MANY; i++) {
		struct batch *batch = readers_next(readers);
		assert_int_equal(batch->file, i);
		assert_int_equal(batch->records, records_of(ONE));
		assert_true(batch->caught_up);
		batch_free(batch);
	}
	readers_stop(readers);
}

/*
 * A file that ends in the middle while those who read its other parts wait for room: that nobody will take these makes
 * room. Its first record reaches beyond the first part, with what looks like records just behind the border.
 */
static void test_what_is_void_makes_room(void **state)
{
	enum { PART = 200000, LIKE_RECORDS = 60, WITHIN = 5, BEHIND = 40000, ONE = 1 };
	struct str event = {0}, inner = {0}, payload = {0}, data = {0}, whole = {0};
	const struct readers_plan plan = {.threads = 2, .part = PART, .budget = 1};
	char path[80];
	build_double(&event, 1, 1.7e9);
	build_record(&inner, event.data, event.length);
	while (payload.length < PART)
		str_append_char(&payload, 0);
	for (int i = 0; i < LIKE_RECORDS; i++)
		str_append_slice(&payload, str_slice(&inner));
	build_record(&data, payload.data, payload.length);
	while (payload.length < 10 * PART)
		str_append_char(&payload, 0);
	build_record(&whole, payload.data, payload.length);
	for (int i = 0; i < WITHIN + BEHIND; i++) {
		if (i == WITHIN)
			str_append(&data, whole.data, 12); /* of a record that is longer than the file */
		build_record(&data, event.data, event.length);
	}
	snprintf(path, sizeof path, "%s/cut", directory);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	fwrite(str_text(&data), 1, data.length, file);
	fclose(file);
	struct readers_file two[] = {{.path = path, .number = 7, .size = data.length}, files[ONE]};
	struct readers *readers = readers_start(two, 2, &plan);
	assert_non_null(readers);
	alarm(60);
	nanosleep(&(struct timespec){.tv_nsec = 900000000}, NULL); /* they get as far ahead as they may, unless the machine is slow */
	for (int ended = 0; ended < 2;) {
		struct batch *batch = readers_next(readers);
		assert_non_null(batch);
		ended += batch->caught_up;
		if (batch->file == 7) {
			assert_true(batch->end <= PART + 4000);
			nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
		}
		batch_free(batch);
	}
	alarm(0);
	readers_stop(readers);
	remove(path);
	str_fini(&event);
	str_fini(&inner);
	str_fini(&whole);
	str_fini(&payload);
	str_fini(&data);
}

/* What lies beside the largest file is what others could read meanwhile, and parts of that one. */
static void test_what_is_worth_threads(void **state)
{
	struct readers_file some[] = {{.size = 3 << 20}, {.size = 1000}, {.size = 2000}};
	assert_int_equal(readers_plan(some, 0, 1).threads, 1);
	assert_int_equal(readers_plan(some, 1, 1).threads, 1);
	assert_int_equal(readers_plan(some, 3, 1).threads, 1);
	for (size_t i = 0; i < 3; i++)
		some[i].size = 3 << 20;
	long cores = sysconf(_SC_NPROCESSORS_ONLN), most = cores < 3 ? cores : 3;
	assert_int_equal(readers_plan(some, 3, 1).threads, most);
	some[0].size = 1 << 30;
	assert_int_equal(readers_plan(some, 1, 1).threads, cores < 16 ? cores : 16);
	assert_true(readers_plan(some, 1, 1).part < 1 << 26);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batches_come_in_order),
		cmocka_unit_test(test_parts_come_in_order),
		cmocka_unit_test(test_stopped_at_any_time),
		cmocka_unit_test(test_small_ones_do_not_pile_up),
		cmocka_unit_test(test_what_is_void_makes_room),
		cmocka_unit_test(test_what_is_worth_threads),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
