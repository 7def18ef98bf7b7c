/* What a hostile file may make us keep, and what is known of tags. */
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

/* The limit is met to the byte. */
static void test_text_to_the_byte(void **state)
{
	struct gather gather;
	gather_init(&gather);
	gather.text = GATHER_MOST_TEXT - 5;
	assert_int_equal(gather_tag(&gather, slice_of("sixsix")), NAMES_NONE);
	assert_true(gather.over_limit);
	assert_int_equal(gather_tag(&gather, slice_of("fives")), 0);
	assert_int_equal(gather_tag(&gather, slice_of("1")), NAMES_NONE);
	gather_fini(&gather);
}

/* What files before had takes nothing off what a file, or who goes on with it, may have. */
static void test_limits_after_another(void **state)
{
	struct gather gather, next;
	char tag[32];
	gather_init(&gather);
	gather_init(&next);
	assert_int_equal(gather_tag(&gather, slice_of("before")), 0);
	gather_another(&gather);
	for (int i = 0; i < GATHER_MOST_TAGS - 1; i++) {
		snprintf(tag, sizeof tag, "tag %d", i);
		assert_int_equal(gather_tag(&gather, slice_of(tag)), i + 1);
	}
	assert_true(gather_learn(&next, &gather));
	assert_int_equal(gather_tag(&gather, slice_of("the last")), GATHER_MOST_TAGS);
	assert_int_equal(gather_tag(&gather, slice_of("one more")), NAMES_NONE);
	assert_int_equal(gather_tag(&next, slice_of("the last")), GATHER_MOST_TAGS);
	assert_int_equal(gather_tag(&next, slice_of("one more")), NAMES_NONE);
	gather_fini(&next);
	gather_fini(&gather);
	gather_init(&gather);
	gather_tag(&gather, slice_of("before"));
	gather_another(&gather);
	gather.text += GATHER_MOST_TEXT - 6;
	assert_int_equal(gather_tag(&gather, slice_of("sevens.")), NAMES_NONE);
	assert_int_equal(gather_tag(&gather, slice_of("sixsix")), 1);
	assert_int_equal(gather_tag(&gather, slice_of("1")), NAMES_NONE);
	gather_fini(&gather);
}

/* Who goes on with a file knows of its tags what the one before knew. */
static void test_learning(void **state)
{
	static const char *const plugins[] = {"audio", "hparams", "scalars"};
	struct gather first, next;
	struct batch *batch = batch_new(0, 0);
	gather_init(&first);
	gather_init(&next);
	gather_into(&first, batch);
	for (size_t i = 0; i < 3; i++) {
		struct value_metadata metadata = {.plugin = slice_of(plugins[i])};
		assert_int_equal(gather_tag(&first, slice_of(plugins[i])), i);
		assert_int_equal(gather_value(&first, (uint32_t)i, &metadata), STATUS_OK);
	}
	assert_true(gather_learn(&next, &first));
	for (uint32_t tag = 0; tag < 3; tag++) {
		assert_int_equal(gather_tag(&next, slice_of(plugins[tag])), tag);
		assert_int_equal(gather_takes_clips(&next, tag), tag == 0);
		assert_int_equal(gather_nothing_fits(&next, tag) != 0, tag == 1);
		assert_int_equal(gather_is_scalar(&next, tag), tag == 2);
	}
	assert_int_equal(next.text, first.text);
	gather_fini(&first);
	gather_fini(&next);
	batch_free(batch);
}

/* What is no number stands behind the rows that came before it, those of full chunks, too. */
static void test_items_behind_rows(void **state)
{
	struct gather gather;
	struct batch *batch = batch_new(0, 0);
	gather_init(&gather);
	gather_into(&gather, batch);
	uint32_t tag = gather_tag(&gather, slice_of("loss"));
	for (int64_t step = 0; step < CHUNK_ROWS + 7; step++)
		assert_int_equal(gather_row(&gather, tag, NUMBER_F32, &(struct row){.step = step}), STATUS_OK);
	assert_int_equal(gather_item(&gather, tag, &(struct item){.step = 5}), STATUS_OK);
	assert_int_equal(batch->series[0].items[0].rows_before, CHUNK_ROWS + 7);
	gather_fini(&gather);
	batch_free(batch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_to_the_byte),
		cmocka_unit_test(test_limits_after_another),
		cmocka_unit_test(test_learning),
		cmocka_unit_test(test_items_behind_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
