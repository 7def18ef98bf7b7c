/* What a hostile file may make us keep. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "read/event.h"
#include "read/gather.h"
#include "unit/read/build.h"

#include <stdio.h>
#include <stdlib.h>

/* An event with one simple_value; with a description of `described` bytes when that is not 0. */
static struct str event_of(const char *tag, size_t described)
{
	struct str event = {0}, summary = {0}, value = {0}, metadata = {0};
	build_text(&value, 1, tag);
	if (described) {
		char *text = calloc(1, described);
		build_bytes(&metadata, 3, text, described);
		build_message(&value, 9, &metadata);
		free(text);
	}
	build_float(&value, 2, 1);
	build_message(&summary, 1, &value);
	build_double(&event, 1, 1700000000);
	build_number(&event, 2, 1);
	build_message(&event, 5, &summary);
	str_fini(&summary);
	str_fini(&value);
	str_fini(&metadata);
	return event;
}

/* Each event into a batch of its own. */
static enum status decode(struct event_decoder *decoder, const char *tag, size_t described, uint64_t *points)
{
	struct str event = event_of(tag, described);
	struct batch *batch = batch_new(0, 0);
	enum status status = event_decode(decoder, (const uint8_t *)event.data, event.length, 0, batch);
	assert_int_equal(event_flush(decoder, batch), STATUS_OK);
	for (size_t i = 0; i < batch->series_count; i++)
		*points += batch->series[i].item_count + batch->series[i].chunk_count;
	batch_free(batch);
	str_fini(&event);
	return status;
}

static void test_tags(void **state)
{
	struct event_decoder *decoder = event_decoder_new(false);
	uint64_t points = 0;
	char tag[32];
	for (int i = 0; i < GATHER_MOST_TAGS; i++) {
		snprintf(tag, sizeof tag, "tag %d", i);
		assert_int_equal(decode(decoder, tag, 0, &points), STATUS_OK);
	}
	assert_int_equal(points, GATHER_MOST_TAGS);
	assert_int_equal(decode(decoder, "one more", 0, &points), STATUS_LIMIT);
	assert_int_equal(points, GATHER_MOST_TAGS);
	/* Those that are known go on. */
	assert_int_equal(decode(decoder, "tag 0", 0, &points), STATUS_OK);
	assert_int_equal(decode(decoder, "tag 99999", 0, &points), STATUS_OK);
	assert_int_equal(points, GATHER_MOST_TAGS + 2);
	event_decoder_free(decoder);
}

static void test_text(void **state)
{
	struct event_decoder *decoder = event_decoder_new(false);
	const size_t size = (size_t)8 << 20;
	uint64_t points = 0;
	char tag[32];
	int taken = 0;
	for (; taken < 100; taken++) {
		snprintf(tag, sizeof tag, "tag %d", taken);
		if (decode(decoder, tag, size, &points) != STATUS_OK)
			break;
	}
	assert_int_equal(taken, (int)(GATHER_MOST_TEXT / size) - 1); /* the names take some */
	assert_int_equal(decode(decoder, "another", size, &points), STATUS_LIMIT);
	assert_int_equal(decode(decoder, "small", 10, &points), STATUS_OK);
	assert_int_equal(decode(decoder, "tag 0", size, &points), STATUS_OK); /* not its first */
	event_decoder_free(decoder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
