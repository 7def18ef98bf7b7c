/* A payload is the point that was read before, or nothing: files that are cut, replaced, changed, compressed. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "disk/payload.h"
#include "disk/tail.h"
#include "unit/read/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define WALL 1700000000.5

struct place {
	char folder[64], path[128];
	struct payload_reader *reader;
};

static int setup(void **state)
{
	struct place *place = xcalloc(1, sizeof *place);
	strcpy(place->folder, "/tmp/tbtop-payload-XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	snprintf(place->path, sizeof place->path, "%s/events.out.tfevents.1", place->folder);
	place->reader = payload_reader_new();
	assert_non_null(place->reader);
	*state = place;
	return 0;
}

static int teardown(void **state)
{
	struct place *place = *state;
	payload_reader_free(place->reader);
	unlink(place->path);
	rmdir(place->folder);
	free(place);
	return 0;
}

/* An event with one text: the text and its step. */
static void append_text(struct str *to, int64_t step, double wall, const char *text)
{
	struct str tensor = {0}, shape = {0}, value = {0}, metadata = {0}, plugin = {0}, summary = {0}, event = {0};
	build_number(&tensor, 1, 7);
	build_message(&tensor, 2, &shape);
	build_text(&tensor, 8, text);
	build_text(&plugin, 1, "text");
	build_message(&metadata, 1, &plugin);
	build_text(&value, 1, "t");
	build_message(&value, 9, &metadata);
	build_message(&value, 8, &tensor);
	build_message(&summary, 1, &value);
	build_double(&event, 1, wall);
	build_number(&event, 2, (uint64_t)step);
	build_message(&event, 5, &summary);
	build_record(to, event.data, event.length);
	str_fini(&tensor);
	str_fini(&value);
	str_fini(&metadata);
	str_fini(&plugin);
	str_fini(&summary);
	str_fini(&event);
}

static struct str some_texts(void)
{
	struct str data = {0};
	append_text(&data, 1, WALL, "first");
	append_text(&data, 2, WALL + 1, "second");
	append_text(&data, 3, WALL + 2, "third");
	return data;
}

static void write_file(const struct place *place, const struct str *data)
{
	FILE *file = fopen(place->path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(data->data, 1, data->length, file), data->length);
	assert_int_equal(fclose(file), 0);
}

/* The points as the tail tells of them. */
static size_t read_items(const struct place *place, struct item *out)
{
	struct tail *tail = tail_new(place->path, 0);
	struct batch *batch = tail_read(tail, 1 << 20);
	assert_int_equal(batch->series_count, 1);
	size_t count = batch->series[0].item_count;
	memcpy(out, batch->series[0].items, count * sizeof *out);
	batch_free(batch);
	tail_free(tail);
	return count;
}

static enum status read_text(struct place *place, const struct item *item, struct str *out)
{
	struct payload payload;
	struct asset *asset;
	str_clear(out);
	enum status status = payload_read(place->reader, place->path, item, PAYLOAD_ANY, &payload);
	if (status)
		return status;
	assert_int_equal(decode(KIND_TEXT, &payload, &asset), STATUS_OK);
	str_append_slice(out, asset->texts.items[0]);
	asset_free(asset);
	return STATUS_OK;
}

static void expect_texts(struct place *place, const struct item *items)
{
	static const char *const texts[] = {"first", "second", "third"};
	struct str text = {0};
	for (int turn = 0; turn < 6; turn++) { /* forth and back */
		int i = turn < 3 ? turn : 5 - turn;
		assert_int_equal(read_text(place, &items[i], &text), STATUS_OK);
		assert_string_equal(str_text(&text), texts[i]);
	}
	str_fini(&text);
}

static void test_what_lies_at_a_point_is_read(void **state)
{
	struct place *place = *state;
	struct str data = some_texts();
	struct item items[3];
	write_file(place, &data);
	assert_int_equal(read_items(place, items), 3);
	expect_texts(place, items);
	payload_reader_rest(place->reader);
	expect_texts(place, items);
	str_fini(&data);
}

static void test_compressed_files_are_read_forth_and_back(void **state)
{
	struct place *place = *state;
	struct str data = some_texts();
	struct item items[3];
	gzFile file = gzopen(place->path, "wb");
	assert_int_equal(gzwrite(file, data.data, (unsigned)data.length), data.length);
	gzclose(file);
	assert_int_equal(read_items(place, items), 3);
	expect_texts(place, items);
	str_fini(&data);
}

static void test_a_changed_file_says_so(void **state)
{
	struct place *place = *state;
	struct str data = some_texts(), other = {0}, text = {0};
	struct item items[3];
	write_file(place, &data);
	read_items(place, items);
	/* A flipped bit in the text. */
	data.data[data.length - 6] ^= 1;
	write_file(place, &data);
	assert_int_equal(read_text(place, &items[2], &text), STATUS_STALE);
	assert_int_equal(read_text(place, &items[0], &text), STATUS_OK);
	/* Another file with sound records in just the same places. */
	append_text(&other, 1, WALL + 9, "fiRst");
	append_text(&other, 7, WALL + 1, "seCond");
	write_file(place, &other);
	assert_int_equal(read_text(place, &items[0], &text), STATUS_STALE);
	assert_int_equal(read_text(place, &items[1], &text), STATUS_STALE);
	payload_reader_rest(place->reader);
	/* Cut before the last. */
	assert_int_equal(read_text(place, &items[2], &text), STATUS_STALE);
	unlink(place->path);
	payload_reader_rest(place->reader);
	assert_int_equal(read_text(place, &items[0], &text), STATUS_NOT_FOUND);
	str_fini(&data);
	str_fini(&other);
	str_fini(&text);
}

static void test_limits_hold(void **state)
{
	struct place *place = *state;
	struct str data = some_texts();
	struct item items[3];
	struct payload payload;
	write_file(place, &data);
	read_items(place, items);
	assert_int_equal(payload_read(place->reader, place->path, &items[0], 10, &payload), STATUS_LIMIT);
	assert_null(payload.record);
	alloc_fail_after(0);
	assert_int_equal(payload_read(place->reader, place->path, &items[0], PAYLOAD_ANY, &payload), STATUS_NO_MEMORY);
	alloc_fail_after(-1);
	struct item odd = items[0];
	odd.within = 5000;
	assert_int_not_equal(payload_read(place->reader, place->path, &odd, PAYLOAD_ANY, &payload), STATUS_OK);
	odd = items[0];
	odd.length = UINT32_MAX;
	assert_int_equal(payload_read(place->reader, place->path, &odd, PAYLOAD_ANY, &payload), STATUS_STALE);
	str_fini(&data);
}

static void test_numbers_need_no_file(void **state)
{
	struct place *place = *state;
	struct item item = {.form = ITEM_SIMPLE, .bits = 7, .number_type = NUMBER_I64};
	struct payload payload;
	assert_int_equal(payload_read(place->reader, "/nowhere", &item, PAYLOAD_ANY, &payload), STATUS_OK);
	assert_true(payload.bits == 7 && !payload.record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_what_lies_at_a_point_is_read, setup, teardown),
		cmocka_unit_test_setup_teardown(test_compressed_files_are_read_forth_and_back, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_changed_file_says_so, setup, teardown),
		cmocka_unit_test_setup_teardown(test_limits_hold, setup, teardown),
		cmocka_unit_test_setup_teardown(test_numbers_need_no_file, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
