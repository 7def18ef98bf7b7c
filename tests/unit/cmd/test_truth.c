/*
 * What the reader says of the files of real writers is true: however they are
 * read, wherever they are cut, while they grow, and with any bit of them flipped.
 */
#define _XOPEN_SOURCE 700 /* nftw */
#include "unit/disk/fixtures.h"
#include "unit/disk/follow.h"
#include "unit/disk/spans.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#define SMALL 1024
#define STRIDE 1031 /* of bytes that are cut at, bits that are flipped, in larger files */

/* Sanitizers are slow: every so many of the bits of small files. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define THINNED 17
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define THINNED 17
#endif
#endif
#ifndef THINNED
#define THINNED 1
#endif

/* ---- The points of a file, whatever kind their tag turns out to be ------------- */

#define POINTS_MOST 200000

struct points {
	uint64_t *items; /* a hash each, sorted */
	size_t count;
	uint64_t records;
};

static uint64_t mix(uint64_t hash, uint64_t number)
{
	hash = (hash ^ number) * UINT64_C(0x9E3779B97F4A7C15);
	return hash ^ hash >> 29;
}

static uint64_t hash_of(const struct batch_series *series, int64_t step, double wall_time, uint64_t bits)
{
	uint64_t hash = 1;
	for (size_t i = 0; i < series->tag_length; i++)
		hash = mix(hash, (uint8_t)series->tag[i]);
	return mix(mix(mix(hash, (uint64_t)step), dump_bits(wall_time)), bits);
}

static void add_point(struct points *points, uint64_t hash)
{
	assert_true(points->count < POINTS_MOST);
	points->items[points->count++] = hash;
}

/* A scalar is one by its number, as row or item; anything else by where it lies. */
static void add_series(struct points *points, const struct batch_series *series)
{
	struct row rows[CHUNK_ROWS];
	for (size_t i = 0; i < series->item_count; i++) {
		const struct item *item = &series->items[i];
		bool scalar = item->fits & KIND_BIT(KIND_SCALAR);
		add_point(points, hash_of(series, item->step, item->wall_time, scalar ? item->bits : ~item->offset));
	}
	for (size_t i = 0; i < series->chunk_count; i++) {
		size_t count = chunk_read(series->chunks[i].chunk, rows);
		for (size_t j = 0; j < count; j++)
			add_point(points, hash_of(series, rows[j].step, rows[j].wall_time, rows[j].bits));
	}
}

static int by_number(const void *a, const void *b)
{
	uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
	return (first > second) - (first < second);
}

static void read_on(struct tail *tail, struct points *points)
{
	for (bool caught_up = false; !caught_up;) {
		struct batch *batch = tail_read(tail, FOLLOW_ALL);
		assert_non_null(batch);
		if (batch->restart)
			points->count = points->records = 0;
		for (size_t i = 0; i < batch->series_count; i++)
			add_series(points, &batch->series[i]);
		points->records += batch->records;
		caught_up = batch->caught_up;
		batch_free(batch);
	}
	if (points->count)
		qsort(points->items, points->count, sizeof *points->items, by_number);
}

static struct tail *tail_of(struct memory_file *file)
{
	struct tail *tail = tail_new("", 0);
	struct source source = memory_source(file);
	assert_non_null(tail);
	tail_set_source(tail, &source);
	return tail;
}

static void read_points(const uint8_t *data, size_t size, struct points *points)
{
	struct memory_file file = {.data = data, .size = size, .inode = 1};
	struct tail *tail = tail_of(&file);
	points->count = points->records = 0;
	read_on(tail, points);
	tail_free(tail);
}

static bool same_points(const struct points *a, const struct points *b)
{
	return a->count == b->count && a->records == b->records &&
	       (!a->count || !memcmp(a->items, b->items, a->count * sizeof *a->items));
}

/* `points` without those of `less` (as often as they are there); false when `less` has more. */
static bool take_away(const struct points *points, const struct points *less, struct points *out)
{
	size_t at = 0;
	out->count = 0;
	for (size_t i = 0; i < points->count; i++) {
		if (at < less->count && less->items[at] == points->items[i])
			at++;
		else
			out->items[out->count++] = points->items[i];
	}
	return at == less->count;
}

static struct points pool[5];

static int set_up(void **state)
{
	for (size_t i = 0; i < sizeof pool / sizeof *pool; i++)
		pool[i].items = malloc(POINTS_MOST * sizeof *pool[i].items);
	return 0;
}

static int tear_down(void **state)
{
	for (size_t i = 0; i < sizeof pool / sizeof *pool; i++)
		free(pool[i].items);
	return 0;
}

/* ---- Any way to read ------------------------------------------------------------ */

static void compare_ways(const char *path, const uint8_t *data, size_t size)
{
	static const struct {
		size_t longest, block;
		uint64_t budget;
		bool interrupted;
	} ways[] = {{1, 1, FOLLOW_ALL, true}, {7, 13, 1, false}, {0, 1, 100, true}, {4096, 4096, 5000, false},
	            {0, 100, 1, true}};
	struct str whole = follow_at_once(data, size);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		if (size > 20000 && ways[i].block < 13) /* a byte at a time is for small ones */
			continue;
		struct memory_file file = {.data = data, .size = size, .inode = 1, .longest = ways[i].longest,
			.interrupted = ways[i].interrupted};
		struct source source = memory_source(&file);
		struct follower self = follow_new(&source, ways[i].block);
		follow_on(&self, ways[i].budget);
		struct str dump = follow_dump(&self);
		if (strcmp(str_text(&dump), str_text(&whole)))
			fail_msg("%s: way %zu differs:\n%s\nnot\n%s", path, i, str_text(&dump), str_text(&whole));
		str_fini(&dump);
		follow_end(&self);
	}
	str_fini(&whole);
}

static void any_split_into_reads_gives_the_same(void **state)
{
	if (!fixtures_walk(compare_ways))
		skip();
}

/* ---- Cuts and growth ------------------------------------------------------------- */

static uint64_t sound_records(const uint8_t *data, size_t size)
{
	uint64_t records = 0;
	for (size_t at = 0; at < size;) {
		struct file_span_of span = span_next(data, size, at);
		records += span.what == SPAN_RECORD;
		at = span.end;
	}
	return records;
}

/* At each size: what is read of a file that ends there, and of one that has grown to it. */
static void compare_cuts(const char *path, const uint8_t *data, size_t size)
{
	struct points *cut = &pool[0], *grown = &pool[1], *before = &pool[2], *rest = &pool[3];
	size_t stride = size > SMALL ? 1 + size / 200 : THINNED;
	struct memory_file file = {.data = data, .inode = 1};
	struct tail *tail = tail_of(&file);
	grown->count = grown->records = before->count = 0;
	for (size_t at = 0;; at = at + stride < size ? at + stride : size) {
		read_points(data, at, cut);
		if (cut->records != sound_records(data, at))
			fail_msg("%s, cut at %zu: %d records", path, at, (int)cut->records);
		if (!take_away(cut, before, rest))
			fail_msg("%s, cut at %zu: a point is gone", path, at);
		file.size = at;
		read_on(tail, grown);
		if (!same_points(grown, cut))
			fail_msg("%s, grown to %zu: not as cut there", path, at);
		take_away(cut, &(struct points){0}, before);
		if (at == size)
			break;
	}
	tail_free(tail);
}

static void a_cut_leaves_what_is_whole_and_growth_adds_to_it(void **state)
{
	if (!fixtures_walk(compare_cuts))
		skip();
}

/* ---- A flipped bit ---------------------------------------------------------------- */

static size_t flips;

/* The record that the byte lies in has [*begin, *end); false where it is damaged or pending already. */
static bool record_around(const uint8_t *data, size_t size, size_t byte, size_t *begin, size_t *end)
{
	for (*begin = 0; *begin < size; *begin = *end) {
		struct file_span_of span = span_next(data, size, *begin);
		*end = span.end;
		if (byte < span.end)
			return span.what == SPAN_RECORD;
	}
	return false;
}

static void compare_flips(const char *path, const uint8_t *data, size_t size)
{
	struct points *whole = &pool[0], *flipped = &pool[1], *lost = &pool[2], *own = &pool[3], *rest = &pool[4];
	uint8_t *copy = malloc(size ? size : 1);
	size_t begin = 0, end = 0;
	bool sound = false;
	size_t stride = (size > SMALL ? STRIDE + size / 50 : 1) * THINNED;
	memcpy(copy, data, size);
	read_points(data, size, whole);
	for (size_t bit = 0; bit < 8 * size; bit += stride) {
		size_t byte = bit / 8;
		if (byte >= end) {
			sound = record_around(data, size, byte, &begin, &end);
			read_points(data, begin, flipped);
			read_points(data, end, rest);
			take_away(rest, flipped, own);
		}
		if (!sound) /* nothing there that could be lost */
			continue;
		copy[byte] ^= (uint8_t)(1u << bit % 8);
		read_points(copy, size, flipped);
		copy[byte] = data[byte];
		if (!take_away(whole, flipped, lost))
			fail_msg("%s, bit %zu: a point was made up", path, bit);
		if (!take_away(own, lost, rest) || whole->records - flipped->records > 1)
			fail_msg("%s, bit %zu: more than its record was lost", path, bit);
		flips++;
	}
	free(copy);
}

static void a_flipped_bit_loses_its_record_at_most(void **state)
{
	if (!fixtures_walk(compare_flips))
		skip();
	print_message("%zu bits\n", flips);
}

/* ---- Faults of the disk ------------------------------------------------------------- */

/* Up to the fault all is there and it is told; when it is over the rest follows. */
static void compare_faults(const char *path, const uint8_t *data, size_t size)
{
	static const int errors[] = {EIO, EAGAIN, ESTALE, ENOMEM, EISDIR};
	struct points *whole = &pool[0], *before = &pool[1], *rest = &pool[2];
	if (!size)
		return;
	read_points(data, size, whole);
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		struct memory_file file = {.data = data, .size = size, .inode = 1, .error = errors[i],
			.error_at = size * i / 5, .interrupted = true, .longest = size > 20000 ? 0 : 3};
		struct source source = memory_source(&file);
		struct follower self = follow_new(&source, 64);
		follow_on(&self, FOLLOW_ALL);
		struct file_info info = store_file(self.store, 0);
		if (info.status == STATUS_OK || !store_problem_count(self.store))
			fail_msg("%s: %s was not told", path, strerror(errors[i]));
		file.error = 0;
		follow_on(&self, FOLLOW_ALL);
		struct str dump = follow_dump(&self), want = follow_at_once(data, size);
		if (strcmp(str_text(&dump), str_text(&want)))
			fail_msg("%s: after %s:\n%s\nnot\n%s", path, strerror(errors[i]), str_text(&dump), str_text(&want));
		str_fini(&dump);
		str_fini(&want);
		follow_end(&self);
		read_points(data, file.error_at, before);
		assert_true(take_away(whole, before, rest));
	}
}

static void a_fault_is_told_and_gets_over(void **state)
{
	if (!fixtures_walk(compare_faults))
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_split_into_reads_gives_the_same),
		cmocka_unit_test(a_cut_leaves_what_is_whole_and_growth_adds_to_it),
		cmocka_unit_test(a_flipped_bit_loses_its_record_at_most),
		cmocka_unit_test(a_fault_is_told_and_gets_over),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
