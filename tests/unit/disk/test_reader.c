/* Files that one thread reads one after the other bring what each brings by itself, whatever came before it. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "disk/reader.h"
#include "unit/read/build.h"
#include "unit/read/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BUDGET 2000 /* bytes a batch: some files have several */

enum { SCALARS, OTHER_ORDER, TEXTS, MANY_TAGS, LARGE_RECORD, DAMAGED, EMPTY, MISSING, FILES };

static char directory[] = "/tmp/tbtop-reader-XXXXXX";
static char paths[FILES][64];

static void add_event(struct str *out, uint64_t step, struct str *summary)
{
	struct str event = {0};
	build_double(&event, 1, 1.7e9 + (double)step);
	build_number(&event, 2, step);
	build_message(&event, 5, summary);
	build_record(out, event.data, event.length);
	str_fini(&event);
}

static void add_scalar(struct str *out, const char *tag, uint64_t step)
{
	struct str value = {0}, summary = {0};
	build_text(&value, 1, tag);
	build_float(&value, 2, 1.0f / (float)(step + 1));
	build_message(&summary, 1, &value);
	add_event(out, step, &summary);
	str_fini(&value);
	str_fini(&summary);
}

/* With metadata that make the tag one of texts. */
static void add_text(struct str *out, const char *tag, uint64_t step, size_t length)
{
	struct str plugin = {0}, metadata = {0}, tensor = {0}, value = {0}, summary = {0};
	char *text = malloc(length + 1);
	memset(text, 'x', length);
	text[length] = '\0';
	build_text(&plugin, 1, "text");
	build_message(&metadata, 1, &plugin);
	build_number(&tensor, 1, 7);
	build_text(&tensor, 8, text);
	build_text(&value, 1, tag);
	build_message(&value, 8, &tensor);
	build_message(&value, 9, &metadata);
	build_message(&summary, 1, &value);
	add_event(out, step, &summary);
	free(text);
	str_fini(&plugin);
	str_fini(&metadata);
	str_fini(&tensor);
	str_fini(&value);
	str_fini(&summary);
}

static void build_file(struct str *out, int which)
{
	static const char *const tags[] = {"loss", "accuracy", "rate"};
	char tag[32];
	for (uint64_t step = 0; step < 300; step++) {
		for (size_t i = 0; i < 3; i++) {
			size_t turned = which == OTHER_ORDER && step % 7 ? 2 - i : i;
			if (which == SCALARS || which == OTHER_ORDER || which == DAMAGED)
				add_scalar(out, tags[turned], step * (which == OTHER_ORDER ? 100 : 1));
			else if (which == TEXTS && i == 1)
				add_text(out, tags[i], step, step);
			else if (which == TEXTS)
				add_scalar(out, tags[i], step);
		}
		snprintf(tag, sizeof tag, "of many %d", (int)step);
		if (which == MANY_TAGS) {
			add_scalar(out, tag, step);
			add_scalar(out, "loss", step);
		}
	}
	if (which == LARGE_RECORD) {
		add_scalar(out, "loss", 1);
		add_text(out, "rate", 2, 1000000);
		add_scalar(out, "loss", 3);
	}
	for (size_t at = 500; which == DAMAGED && at < out->length; at += 5000)
		out->data[at] ^= 1;
}

static int set_up(void **state)
{
	if (!mkdtemp(directory))
		return -1;
	for (int i = 0; i < FILES; i++) {
		struct str data = {0};
		build_file(&data, i);
		snprintf(paths[i], sizeof paths[i], "%s/%d", directory, i);
		FILE *file = i == MISSING ? NULL : fopen(paths[i], "wb");
		if (file) {
			fwrite(str_text(&data), 1, data.length, file);
			fclose(file);
		}
		str_fini(&data);
	}
	return 0;
}

static int tear_down(void **state)
{
	for (int i = 0; i < FILES; i++)
		remove(paths[i]);
	return rmdir(directory);
}

/* Reads the file by both. */
static void compare(struct tail *one, struct tail *other)
{
	for (bool done = false; !done;) {
		struct batch *a = tail_read(one, BUDGET), *b = tail_read(other, BUDGET);
		assert_non_null(a);
		assert_non_null(b);
		const char *difference = batch_difference(a, b);
		if (difference)
			fail_msg("%s: %s", tail_path(one), difference);
		assert_int_equal(a->file, b->file);
		assert_int_equal(a->begin, b->begin);
		assert_int_equal(a->end, b->end);
		assert_int_equal(a->status, b->status);
		assert_int_equal(a->restart, b->restart);
		assert_int_equal(a->problem_count, b->problem_count);
		done = a->caught_up;
		batch_free(a);
		batch_free(b);
	}
	assert_int_equal(tail_offset(one), tail_offset(other));
}

static void read_with(struct reader *reader, int file)
{
	struct tail *fresh = tail_new(paths[file], (uint32_t)file), *tail = reader_open(reader, paths[file], (uint32_t)file);
	assert_non_null(tail);
	compare(tail, fresh);
	tail_free(fresh);
	reader_close(reader, tail);
}

static void test_each_file_follows_each(void **state)
{
	struct reader reader = {0};
	for (int first = 0; first < FILES; first++) {
		for (int second = 0; second < FILES; second++) {
			read_with(&reader, first);
			read_with(&reader, second);
		}
	}
	reader_fini(&reader);
}

/* A file that was left in the middle is of no consequence for the next. */
static void test_left_in_the_middle(void **state)
{
	struct reader reader = {0};
	for (int first = 0; first < FILES; first++) {
		struct tail *tail = reader_open(&reader, paths[first], 0);
		batch_free(tail_read(tail, BUDGET));
		reader_close(&reader, tail);
		read_with(&reader, OTHER_ORDER);
	}
	reader_fini(&reader);
}

/* Two at once: one has the memory of the thread, the other its own. Chunks outlive all of it. */
static void test_a_tail_leaves_its_reader(void **state)
{
	struct reader reader = {0};
	struct tail *one = reader_open(&reader, paths[SCALARS], 0), *other = reader_open(&reader, paths[TEXTS], 1);
	struct batch *batch = tail_read(one, UINT64_MAX);
	tail_lend(other, NULL);
	reader_close(&reader, one);
	reader_fini(&reader);
	struct tail *fresh = tail_new(paths[TEXTS], 1);
	compare(other, fresh);
	tail_free(fresh);
	tail_free(other);
	struct row rows[CHUNK_ROWS];
	assert_int_equal(batch->series_count, 3);
	assert_int_equal(chunk_read(batch->series[2].chunks[0].chunk, rows), 300);
	assert_int_equal(rows[299].step, 299);
	batch_free(batch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_file_follows_each),
		cmocka_unit_test(test_left_in_the_middle),
		cmocka_unit_test(test_a_tail_leaves_its_reader),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
