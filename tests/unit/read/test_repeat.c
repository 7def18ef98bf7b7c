/* What is taken in the quickest way, and what is not: fuzz_repeat compares the two. */
#include "read/event.h"
#include "read/template.h"
#include "unit/read/build.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

static struct str build_summary(const char *tag, struct str *parts)
{
	struct str value = {0}, summary = {0};
	build_text(&value, 1, tag);
	str_append_slice(&value, str_slice(parts));
	str_clear(parts);
	build_message(&summary, 1, &value);
	str_fini(&value);
	return summary;
}

static struct str old_form(const char *tag, float number)
{
	struct str parts = {0};
	build_float(&parts, 2, number);
	struct str summary = build_summary(tag, &parts);
	str_fini(&parts);
	return summary;
}

static struct str new_form(const char *tag, float number)
{
	struct str parts = {0}, inner = {0}, outer = {0};
	uint32_t bits;
	memcpy(&bits, &number, sizeof bits);
	build_number(&outer, 1, 1);
	build_text(&outer, 2, "");
	build_little(&inner, bits, 4);
	build_message(&outer, 4, &inner);
	build_message(&parts, 8, &outer);
	build_text(&inner, 1, "scalars");
	build_message(&outer, 1, &inner);
	build_message(&parts, 9, &outer);
	struct str summary = build_summary(tag, &parts);
	str_fini(&parts);
	str_fini(&inner);
	str_fini(&outer);
	return summary;
}

/* Takes the summary over. */
static struct str build_event(double wall, uint64_t step, struct str summary)
{
	struct str event = {0};
	build_double(&event, 1, wall);
	build_number(&event, 2, step);
	build_message(&event, 5, &summary);
	str_fini(&summary);
	return event;
}

/* Takes the event over. The size of its record. */
static size_t add_record(struct str *out, struct str event)
{
	build_record(out, event.data, event.length);
	size_t size = event.length + 16;
	str_fini(&event);
	return size;
}

struct scene {
	struct event_decoder *decoder;
	struct batch *batch;
};

static struct scene begin(void)
{
	return (struct scene){event_decoder_new(false), batch_new(0, 0)};
}

static void end(struct scene *scene)
{
	batch_free(scene->batch);
	event_decoder_free(scene->decoder);
}

/* Takes the event over. */
static void decode(struct scene *scene, struct str event)
{
	assert_int_equal(event_decode(scene->decoder, (uint8_t *)event.data, event.length, 0, scene->batch), STATUS_OK);
	str_fini(&event);
}

static size_t run(struct scene *scene, const struct str *records, size_t limit)
{
	return event_decode_run(scene->decoder, (const uint8_t *)records->data, records->length, limit, scene->batch);
}

typedef struct str form(const char *tag, float number);

static void two_tags_in_turn(form *make)
{
	struct scene scene = begin();
	struct str records = {0};
	for (int i = 0; i < 2; i++) {
		decode(&scene, build_event(1.7e9 + i, 1000 + i, make("loss", 0.5f)));
		decode(&scene, build_event(1.7e9 + i, 1000 + i, make("accuracy", 0.25f)));
	}
	for (int i = 2; i < 1300; i++) {
		add_record(&records, build_event(1.7e9 + i, 1000 + i, make("loss", 1.0f / i)));
		add_record(&records, build_event(1.7e9 + i, 1000 + i, make("accuracy", i == 100 ? NAN : i)));
	}
	assert_int_equal(run(&scene, &records, SIZE_MAX), records.length);
	assert_int_equal(scene.batch->records, 2600);
	assert_int_equal(scene.batch->points, 2600);
	assert_int_equal(scene.batch->last_summary_step, 2299);
	assert_true(scene.batch->last_wall == 1.7e9 + 1299 && scene.batch->max_wall == 1.7e9 + 1299);
	assert_int_equal(event_flush(scene.decoder, scene.batch), STATUS_OK);
	struct row rows[CHUNK_ROWS];
	assert_int_equal(scene.batch->series[0].chunk_count, 3); /* full ones are sealed on the way */
	assert_int_equal(chunk_read(scene.batch->series[0].chunks[2].chunk, rows), 1300 - 2 * CHUNK_ROWS);
	assert_int_equal(rows[150].step, 1000 + 2 * CHUNK_ROWS + 150);
	assert_true(rows[150].wall_time == 1.7e9 + 2 * CHUNK_ROWS + 150);
	assert_int_equal(rows[150].bits, number_bits_float(1.0f / (2 * CHUNK_ROWS + 150)));
	str_fini(&records);
	end(&scene);
}

static void old_and_new_scalars_repeat(void **state)
{
	two_tags_in_turn(old_form);
	two_tags_in_turn(new_form);
}

/* Decodes two of step 300 and 301, then runs over one more. The bytes taken are asserted to be all or none. */
static void assert_taken(struct str event, bool taken)
{
	struct scene scene = begin();
	struct str records = {0};
	decode(&scene, build_event(1.7e9, 300, old_form("loss", 1)));
	decode(&scene, build_event(1.7e9, 301, old_form("loss", 1)));
	size_t size = add_record(&records, event);
	assert_int_equal(run(&scene, &records, 0), 0);
	assert_int_equal(run(&scene, &records, 1), taken ? size : 0);
	str_fini(&records);
	end(&scene);
}

static void what_differs_elsewhere_goes_another_way(void **state)
{
	assert_taken(build_event(1.7e9 + 9, 302, old_form("loss", 2)), true);
	assert_taken(build_event(1.1e9, 16383, old_form("loss", NAN)), true);
	assert_taken(build_event(1.7e9, 302, old_form("lost", 2)), false);
	assert_taken(build_event(1.7e9, 302, old_form("losss", 2)), false);
	assert_taken(build_event(1.7e9, 16384, old_form("loss", 2)), false); /* a longer varint */
	assert_taken(build_event(1.7e9, 2, old_form("loss", 2)), false);
	assert_taken(build_event(1.7e9, 299, old_form("loss", 2)), false);   /* a restart? */
	assert_taken(build_event(NAN, 302, old_form("loss", 2)), false);
	assert_taken(build_event(-1.7e9, 302, old_form("loss", 2)), false);
	assert_taken(build_event(1.7e9, 302, new_form("loss", 2)), false);
}

static void damage_is_not_taken(void **state)
{
	struct str records = {0};
	size_t size = add_record(&records, build_event(1.7e9, 302, old_form("loss", 2)));
	for (size_t at = 0; at <= size; at++) {
		struct scene scene = begin();
		decode(&scene, build_event(1.7e9, 300, old_form("loss", 1)));
		decode(&scene, build_event(1.7e9, 301, old_form("loss", 1)));
		if (at < size)
			records.data[at] ^= 1;
		assert_int_equal(run(&scene, &records, SIZE_MAX), at < size ? 0 : size);
		if (at < size) {
			records.data[at] ^= 1;
			records.length = at; /* cut */
			assert_int_equal(run(&scene, &records, SIZE_MAX), 0);
			records.length = size;
		}
		end(&scene);
	}
	str_fini(&records);
}

static void steps_of_any_length_are_read(void **state)
{
	for (unsigned bits = 0; bits < 56; bits++) {
		struct template template;
		struct slice tag;
		uint64_t step = ((UINT64_C(1) << bits) - 1) | UINT64_C(0x5a5a5a5a5a5a5a) >> (55 - bits);
		struct str event = build_event(1.7e9, step, old_form("loss", 1));
		assert_true(template_cut(&template, (uint8_t *)event.data, event.length, &tag));
		assert_true(slice_equal(tag, slice_of("loss")));
		assert_true(template_fits(&template, (uint8_t *)event.data));
		assert_int_equal(template_step(&template, (uint8_t *)event.data), step);
		str_fini(&event);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(old_and_new_scalars_repeat),
		cmocka_unit_test(what_differs_elsewhere_goes_another_way),
		cmocka_unit_test(damage_is_not_taken),
		cmocka_unit_test(steps_of_any_length_are_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
