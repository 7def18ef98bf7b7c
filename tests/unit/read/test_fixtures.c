/* Files of real writers, read both ways. In $TBTOP_FIXTURES, or beside the checkout. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "read/event.h"
#include "read/record.h"

#include "unit/read/oracle.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static size_t files, events;

static uint8_t *contents(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	*length = (size_t)ftell(file);
	rewind(file);
	uint8_t *bytes = malloc(*length ? *length : 1);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, *length, file), *length);
	fclose(file);
	return bytes;
}

static struct batch *read_whole(const uint8_t *bytes, size_t length, enum event_way way)
{
	struct event_decoder *decoder = event_decoder_new(false);
	struct batch *batch = batch_new(0, 0);
	assert_non_null(decoder);
	assert_non_null(batch);
	event_decoder_set_way(decoder, way);
	struct record record;
	for (size_t at = 0; record_next(bytes + at, length - at, true, &record) == RECORD_SOUND; at += record.size)
		event_decode(decoder, record.payload, record.length, at + RECORD_HEADER, batch);
	assert_int_equal(event_flush(decoder, batch), STATUS_OK);
	event_decoder_free(decoder);
	return batch;
}

/* Each event on its own against protobuf-c. */
static void ask_oracle(const char *path, const uint8_t *bytes, size_t length)
{
	struct record record;
	for (size_t at = 0; record_next(bytes + at, length - at, true, &record) == RECORD_SOUND; at += record.size) {
		struct event_decoder *decoder = event_decoder_new(false);
		struct batch *batch = batch_new(0, 0);
		if (!event_decode(decoder, record.payload, record.length, 0, batch)) {
			event_flush(decoder, batch);
			const char *difference = oracle_difference(record.payload, record.length, batch);
			if (difference)
				fail_msg("%s at %zu: %s", path, at, difference);
			events++;
		}
		event_decoder_free(decoder);
		batch_free(batch);
	}
}

static int visit(const char *path, const struct stat *info, int type, struct FTW *where)
{
	if (type != FTW_F || !strstr(path + where->base, "tfevents"))
		return 0;
	size_t length;
	uint8_t *bytes = contents(path, &length);
	struct batch *a = read_whole(bytes, length, EVENT_AUTO), *b = read_whole(bytes, length, EVENT_LONG_WAY_ONLY);
	const char *difference = batch_difference(a, b);
	if (difference)
		fail_msg("%s: %s", path, difference);
	ask_oracle(path, bytes, length);
	files++;
	batch_free(a);
	batch_free(b);
	free(bytes);
	return 0;
}

static void both_ways_and_protobuf_agree_on_real_files(void **state)
{
	(void)state;
	const char *folder = getenv("TBTOP_FIXTURES");
	struct stat info;
	if (!folder)
		folder = TBTOP_TEST_DIR "/../../shared/fixtures";
	if (stat(folder, &info)) {
		print_message("no fixtures in %s: skipped\n", folder);
		skip();
	}
	nftw(folder, visit, 16, FTW_PHYS);
	print_message("%zu files, %zu events\n", files, events);
	assert_true(files > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways_and_protobuf_agree_on_real_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
