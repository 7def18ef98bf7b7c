#include "read/record.h"

#include "unit/read/build.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

enum { RECORD, LOST, PENDING };

struct span {
	int kind;
	size_t start, end;
};

struct spans {
	struct span at[200];
	size_t count;
};

static void add_span(struct spans *spans, int kind, size_t start, size_t end)
{
	assert_true(spans->count < sizeof spans->at / sizeof *spans->at);
	spans->at[spans->count++] = (struct span){kind, start, end};
}

/* ---- The definition, over a whole file: no windows, no haste ---- */

static uint64_t little(const uint8_t *at, int size)
{
	uint64_t number = 0;
	for (int i = 0; i < size; i++)
		number |= (uint64_t)at[i] << 8 * i;
	return number;
}

static bool sound_header(const uint8_t *data, size_t start)
{
	return little(data + start, 8) <= 0x7fffffff && little(data + start + 8, 4) == crc32c_masked(data + start, 8);
}

static bool only_zeros(const uint8_t *data, size_t from, size_t length)
{
	for (; from < length; from++)
		if (data[from])
			return false;
	return true;
}

static struct span lost_span(const uint8_t *data, size_t length, size_t start)
{
	if (only_zeros(data, start, length))
		return (struct span){PENDING, start, length};
	for (size_t end = start + 1; end + 12 <= length; end++)
		if (sound_header(data, end))
			return (struct span){LOST, start, end};
	return (struct span){LOST, start, length};
}

static struct span next_span(const uint8_t *data, size_t length, size_t start)
{
	if (start + 12 > length)
		return (struct span){PENDING, start, length};
	if (!sound_header(data, start))
		return lost_span(data, length, start);
	size_t size = 16 + (size_t)little(data + start, 8), end = start + size;
	if (end > length)
		return (struct span){PENDING, start, length};
	if (little(data + end - 4, 4) == crc32c_masked(data + start + 12, size - 16))
		return (struct span){RECORD, start, end};
	if (end + 12 > length || sound_header(data, end) || only_zeros(data, end, length))
		return (struct span){LOST, start, end};
	return lost_span(data, length, start);
}

static struct spans by_definition(const uint8_t *data, size_t length)
{
	struct spans spans = {.count = 0};
	for (size_t start = 0; start < length;) {
		struct span span = next_span(data, length, start);
		add_span(&spans, span.kind, span.start, span.end);
		start = span.end;
	}
	return spans;
}

/* ---- The same through windows that begin with `window` bytes and grow as asked ---- */

/* A copy of its own size, so that a sanitizer sees each byte that is read beyond it. */
static uint8_t *window_of(const uint8_t *data, size_t length)
{
	uint8_t *copy = malloc(length ? length : 1);
	assert_non_null(copy);
	if (length)
		memcpy(copy, data, length);
	return copy;
}

static size_t search(const uint8_t *data, size_t length, size_t start, size_t window)
{
	size_t from = start + 1;
	for (;;) {
		size_t size = length - from < window ? length - from : window;
		uint8_t *copy = window_of(data + from, size);
		bool found;
		size_t at = record_search(copy, size, 0, &found);
		free(copy);
		if (found)
			return from + at;
		if (from + size == length)
			return length;
		from += at;
		window = window < 12 ? 12 : window;
	}
}

static struct spans by_windows(const uint8_t *data, size_t length, size_t window)
{
	struct spans spans = {.count = 0};
	size_t start = 0, size = window;
	while (start < length) {
		bool at_end = start + size >= length;
		if (at_end)
			size = length - start;
		uint8_t *copy = window_of(data + start, size);
		struct record record;
		enum record_verdict verdict = record_next(copy, size, at_end, &record);
		free(copy);
		size_t end = length;
		if (verdict == RECORD_MORE && !at_end) {
			assert_true(record.need > size);
			size = record.need;
			continue;
		}
		if (verdict == RECORD_SOUND || verdict == RECORD_BAD_PAYLOAD)
			end = start + record.size;
		else if (verdict != RECORD_MORE)
			end = search(data, length, start, window);
		if (record.at_edge)
			assert_true(at_end);
		add_span(&spans, verdict == RECORD_SOUND ? RECORD : verdict == RECORD_MORE ? PENDING : LOST, start, end);
		start = end;
		size = window;
	}
	return spans;
}

static void assert_same(const struct spans *a, const struct spans *b)
{
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		assert_int_equal(a->at[i].kind, b->at[i].kind);
		assert_int_equal(a->at[i].start, b->at[i].start);
		assert_int_equal(a->at[i].end, b->at[i].end);
	}
}

static void check_windows(const struct str *file)
{
	static const size_t windows[] = {1, 2, 11, 12, 13, 16, 29, 64, 1000};
	const uint8_t *data = (const uint8_t *)str_text(file);
	struct spans expected = by_definition(data, file->length);
	for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
		struct spans got = by_windows(data, file->length, windows[i]);
		assert_same(&expected, &got);
	}
}

/* ---- Files ---- */

static void add_records(struct str *file, uint32_t *random, int count)
{
	uint8_t payload[40];
	for (int i = 0; i < count; i++) {
		size_t length = build_random(random) % sizeof payload;
		for (size_t j = 0; j < length; j++)
			payload[j] = build_random(random) % 3 ? (uint8_t)build_random(random) : 0;
		build_record(file, payload, length);
	}
}

static void add_huge(struct str *file)
{
	struct str length = {0};
	build_little(&length, (uint64_t)1 << 60, 8);
	str_append_slice(file, str_slice(&length));
	build_little(file, crc32c_masked(length.data, 8), 4);
	str_append_text(file, "something");
	str_fini(&length);
}

static void remove_bytes(struct str *file, size_t at, size_t count)
{
	if (at + count > file->length)
		count = file->length - at;
	memmove(file->data + at, file->data + at + count, file->length - at - count);
	file->length -= count;
}

static void damage(struct str *file, uint32_t *random)
{
	if (!file->length)
		return;
	size_t at = build_random(random) % file->length;
	size_t count = build_random(random) % 40;
	static const char zeros[40];
	switch (build_random(random) % 7) {
	case 0: file->data[at] ^= (char)(1 << build_random(random) % 8); break;
	case 1: memset(file->data + at, 0, at + count > file->length ? file->length - at : count); break;
	case 2: remove_bytes(file, at, count); break;
	case 3: file->length = at; break;
	case 4: str_append(file, zeros, count); break;
	case 5: add_huge(file); break;
	case 6: str_append(file, "\x07garbage that is no header", count % 25); break;
	}
}

static void damaged_files_are_cut_alike_through_any_window(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 3000; seed++) {
		uint32_t random = seed * 2654435761u | 1;
		struct str file = {0};
		add_records(&file, &random, 1 + (int)(seed % 4));
		for (uint32_t i = seed % 3; i > 0; i--)
			damage(&file, &random);
		add_records(&file, &random, (int)(seed % 3));
		if (seed % 5 == 0)
			damage(&file, &random);
		check_windows(&file);
		str_fini(&file);
	}
}

static void each_cut_is_pending_from_the_last_whole_record_on(void **state)
{
	(void)state;
	uint32_t random = 77;
	struct str file = {0};
	add_records(&file, &random, 4);
	struct spans whole = by_definition((const uint8_t *)file.data, file.length);
	assert_int_equal(whole.count, 4);
	for (size_t cut = 0; cut < file.length; cut++) {
		struct spans spans = by_windows((const uint8_t *)file.data, cut, 20);
		for (size_t i = 0; i < spans.count; i++) {
			bool last = i + 1 == spans.count && cut != whole.at[i].end;
			assert_int_equal(spans.at[i].kind, last ? PENDING : RECORD);
			assert_int_equal(spans.at[i].start, whole.at[i].start);
		}
	}
	str_fini(&file);
}

static void each_changed_byte_loses_one_record(void **state)
{
	(void)state;
	uint32_t random = 99;
	struct str file = {0};
	add_records(&file, &random, 4);
	struct spans whole = by_definition((const uint8_t *)file.data, file.length);
	for (size_t at = 0; at < file.length; at++) {
		file.data[at] ^= 0x10;
		struct spans spans = by_windows((const uint8_t *)file.data, file.length, 64);
		assert_int_equal(spans.count, 4);
		for (size_t i = 0; i < 4; i++) {
			bool hit = at >= whole.at[i].start && at < whole.at[i].end;
			assert_int_equal(spans.at[i].kind, hit ? LOST : RECORD);
			assert_int_equal(spans.at[i].end, whole.at[i].end);
		}
		check_windows(&file);
		file.data[at] ^= 0x10;
	}
	str_fini(&file);
}

/* A file_version and a scalar, as TensorBoard's own tests have them. */
static void reads_golden_bytes(void **state)
{
	(void)state;
	static const uint8_t file[] = {
		0x18, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xa3, 0x7f, 0x4b, 0x22, 0x09, 0x00, 0x00, 0x80,
		0x38, 0x99, 0xd6, 0xd7, 0x41, 0x1a, 0x0d, 0x62, 0x72, 0x61, 0x69, 0x6e, 0x2e, 0x45, 0x76, 0x65,
		0x6e, 0x74, 0x3a, 0x32, 0x12, 0x4b, 0x36, 0xab, 0x32, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		0x24, 0x19, 0x56, 0xec, 0x09, 0xc4, 0x05, 0xb7, 0x3d, 0x99, 0xd6, 0xd7, 0x41, 0x10, 0x4d, 0x2a,
		0x25, 0x0a, 0x23, 0x0a, 0x08, 0x61, 0x63, 0x63, 0x75, 0x72, 0x61, 0x63, 0x79, 0x42, 0x0a, 0x08,
		0x01, 0x12, 0x00, 0x22, 0x04, 0xa4, 0x70, 0x7d, 0x3f, 0x4a, 0x0b, 0x0a, 0x09, 0x0a, 0x07, 0x73,
		0x63, 0x61, 0x6c, 0x61, 0x72, 0x73, 0xa5, 0x5b, 0x64, 0x33,
	};
	struct record record;
	assert_int_equal(record_next(file, sizeof file, true, &record), RECORD_SOUND);
	size_t first = record.size;
	assert_memory_equal(record.payload + record.length - 13, "brain.Event:2", 13);
	assert_int_equal(record_next(file + first, sizeof file - first, true, &record), RECORD_SOUND);
	assert_int_equal(first + record.size, sizeof file);
}

static void says_what_is_wrong(void **state)
{
	(void)state;
	struct str file = {0};
	struct record record;
	add_huge(&file);
	assert_int_equal(record_next((uint8_t *)file.data, file.length, true, &record), RECORD_HUGE);
	str_clear(&file);
	str_append_text(&file, "not a record at all");
	assert_int_equal(record_next((uint8_t *)file.data, file.length, true, &record), RECORD_BAD_LENGTH);
	str_clear(&file);

	build_record(&file, "abc", 3);
	file.data[13] ^= 1;
	assert_int_equal(record_next((uint8_t *)file.data, file.length, false, &record), RECORD_MORE);
	assert_int_equal(record.need, file.length + RECORD_HEADER);
	assert_int_equal(record_next((uint8_t *)file.data, file.length, true, &record), RECORD_BAD_PAYLOAD);
	assert_true(record.at_edge);
	size_t first = file.length;
	build_record(&file, "def", 3);
	assert_int_equal(record_next((uint8_t *)file.data, file.length, false, &record), RECORD_BAD_PAYLOAD);
	assert_false(record.at_edge);
	assert_int_equal(record.size, first);
	file.data[first] ^= 1;
	assert_int_equal(record_next((uint8_t *)file.data, file.length, false, &record), RECORD_ASTRAY);
	str_fini(&file);
}

static void zeros_are_pending_until_something_follows(void **state)
{
	(void)state;
	uint8_t zeros[100] = {0};
	struct record record;
	assert_int_equal(record_zeros(zeros, sizeof zeros), sizeof zeros);
	assert_int_equal(record_next(zeros, sizeof zeros, true, &record), RECORD_MORE);
	assert_int_equal(record_next(zeros, sizeof zeros, false, &record), RECORD_MORE);
	assert_true(record.need >= 2 * sizeof zeros); /* so a long hole is looked at a few times only */
	zeros[99] = 1;
	assert_int_equal(record_zeros(zeros, sizeof zeros), 99);
	assert_int_equal(record_next(zeros, sizeof zeros, false, &record), RECORD_BAD_LENGTH);
}

static void search_finds_the_first_header_or_where_to_go_on(void **state)
{
	(void)state;
	struct str file = {0};
	static const char zeros[50];
	bool found;
	str_append(&file, zeros, sizeof zeros);
	assert_int_equal(record_search((uint8_t *)file.data, 50, 0, &found), 39);
	assert_false(found);
	assert_int_equal(record_search((uint8_t *)file.data, 5, 0, &found), 0);
	assert_false(found);
	assert_int_equal(record_search((uint8_t *)file.data, 50, 45, &found), 45);
	assert_false(found);
	build_record(&file, "", 0); /* its length is zeros, too */
	assert_int_equal(record_search((uint8_t *)file.data, file.length, 0, &found), 50);
	assert_true(found);
	str_fini(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_golden_bytes),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(zeros_are_pending_until_something_follows),
		cmocka_unit_test(search_finds_the_first_header_or_where_to_go_on),
		cmocka_unit_test(each_cut_is_pending_from_the_last_whole_record_on),
		cmocka_unit_test(each_changed_byte_loses_one_record),
		cmocka_unit_test(damaged_files_are_cut_alike_through_any_window),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
