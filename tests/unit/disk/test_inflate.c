#define _XOPEN_SOURCE 700 /* mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/crc32c.h"
#include "base/str.h"
#include "disk/inflate.h"
#include "disk/tail.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define ALL UINT64_MAX
#define GZIP (16 + MAX_WBITS)
#define ZLIB MAX_WBITS

static char folder[] = "/tmp/tbtop-inflate-XXXXXX";
static char path[64];

/* ---- Streams ---------------------------------------------------------------- */

static void put_number(struct str *out, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		str_append_char(out, (char)(value >> 8 * i));
}

static void put_header(struct str *out, uint64_t length)
{
	size_t begin = out->length;
	put_number(out, length, 8);
	put_number(out, crc32c_masked(out->data + begin, 8), 4);
}

/* Events with a simple_value each; the values are such that they don't compress to nothing. */
static void put_events(struct str *out, int from, int count)
{
	for (int step = from; step < from + count; step++) {
		struct str event = {0};
		str_append(&event, "\x09\0\0\0\0\x65\xcd\xd9\x41\x10", 10);
		put_number(&event, 0x80 | (step & 0x7f), 1);
		put_number(&event, step >> 7 & 0x7f, 1);
		str_append(&event, "\x2a\x0d\x0a\x0b\x0a\x04loss\x15", 11);
		put_number(&event, 0x3f000000 | ((uint32_t)step * 2654435761u >> 9), 4);
		put_header(out, event.length);
		str_append_slice(out, str_slice(&event));
		put_number(out, crc32c_masked(event.data, event.length), 4);
		str_fini(&event);
	}
}

static void pack(struct str *out, struct slice bytes, int window)
{
	z_stream z = {0};
	char block[4096];
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)bytes.data;
	z.avail_in = (uInt)bytes.length;
	do {
		z.next_out = (Bytef *)block;
		z.avail_out = sizeof block;
		deflate(&z, Z_FINISH);
		str_append(out, block, sizeof block - z.avail_out);
	} while (!z.avail_out);
	deflateEnd(&z);
}

static struct str packed_events(int from, int count, int window)
{
	struct str plain = {0}, packed = {0};
	put_events(&plain, from, count);
	pack(&packed, str_slice(&plain), window);
	str_fini(&plain);
	return packed;
}

/* ---- The file ---------------------------------------------------------------- */

static void write_file(const struct str *bytes, size_t from, size_t to, int flags)
{
	int fd = open(path, O_WRONLY | O_CREAT | flags, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes->data + from, to - from), to - from);
	close(fd);
}

static void put_file(const struct str *bytes)
{
	write_file(bytes, 0, bytes->length, O_TRUNC);
}

/* What reads of a file come to. */
struct sum {
	uint64_t records, end, pending;
	bool restart, unreadable;
	struct problem last; /* of the last batch */
	size_t problems;
};

static void read_on(struct tail *tail, uint64_t budget, struct sum *sum)
{
	bool caught_up = false;
	while (!caught_up) {
		struct batch *batch = tail_read(tail, budget);
		assert_non_null(batch);
		if (batch->restart)
			*sum = (struct sum){.restart = true};
		assert_int_equal(batch->begin, sum->end);
		sum->records += batch->records;
		sum->end = batch->end;
		sum->pending = batch->pending;
		sum->unreadable = batch->status != STATUS_OK;
		sum->problems = batch->problem_count;
		sum->last = (struct problem){0};
		if (batch->problem_count)
			sum->last = batch->problems[batch->problem_count - 1];
		caught_up = batch->caught_up;
		batch_free(batch);
	}
}

static struct sum read_all(uint64_t budget)
{
	struct sum sum = {0};
	struct tail *tail = tail_new(path, 1);
	read_on(tail, budget, &sum);
	tail_free(tail);
	return sum;
}

/* ---- Tests -------------------------------------------------------------------- */

static void test_both_formats(void **state)
{
	const int windows[] = {GZIP, ZLIB, 9};
	struct str plain = {0};
	put_events(&plain, 0, 3000);
	for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
		struct str packed = packed_events(0, 3000, windows[i]);
		put_file(&packed);
		struct sum sum = read_all(i ? 1000 : ALL);
		assert_int_equal(sum.records, 3000);
		assert_int_equal(sum.end, plain.length);
		assert_int_equal(sum.pending, 0);
		assert_int_equal(sum.problems, 0);
		str_fini(&packed);
	}
	str_fini(&plain);
}

/* Byte by byte at the start, where it isn't settled what the file is, then by larger pieces. */
static void test_growth(void **state)
{
	struct str packed = packed_events(0, 2000, GZIP);
	struct sum sum = {0};
	write_file(&packed, 0, 0, O_TRUNC);
	struct tail *tail = tail_new(path, 1);
	for (size_t at = 0, step; at < packed.length; at += step) {
		step = at < 100 ? 1 : 777;
		if (step > packed.length - at)
			step = packed.length - at;
		write_file(&packed, at, at + step, O_APPEND);
		read_on(tail, 5000, &sum);
		assert_int_equal(sum.problems, 0);
		assert_false(sum.restart);
	}
	assert_int_equal(sum.records, 2000);
	assert_int_equal(sum.pending, 0);
	tail_free(tail);
	str_fini(&packed);
}

static void test_members(void **state)
{
	struct sum sum = {0};
	struct str empty = {0}, padding = {0};
	write_file(&empty, 0, 0, O_TRUNC);
	struct tail *tail = tail_new(path, 1);
	for (int i = 0; i < 40; i++) {
		struct str packed = packed_events(50 * i, 50, GZIP);
		/* Cut anywhere, so that a record may lie in two members. */
		size_t half = packed.length / 2 + (size_t)i % 7;
		write_file(&packed, 0, half, O_APPEND);
		read_on(tail, ALL, &sum);
		assert_int_equal(sum.problems, 0);
		write_file(&packed, half, packed.length, O_APPEND);
		read_on(tail, ALL, &sum);
		assert_int_equal(sum.records, 50 * (i + 1));
		str_fini(&packed);
	}
	put_number(&padding, 0, 8);
	write_file(&padding, 0, 8, O_APPEND);
	read_on(tail, ALL, &sum);
	assert_int_equal(sum.problems, 0);
	tail_free(tail);
	str_fini(&padding);
	assert_int_equal(read_all(1).records, 2000);
}

static void test_record_across_members(void **state)
{
	struct str plain = {0}, packed = {0};
	put_events(&plain, 0, 100);
	for (size_t at = 0; at < plain.length; at += 131)
		pack(&packed, slice_make(plain.data + at, plain.length - at < 131 ? plain.length - at : 131), GZIP);
	put_file(&packed);
	assert_int_equal(read_all(ALL).records, 100);
	str_fini(&plain);
	str_fini(&packed);
}

static void test_cut_is_incomplete(void **state)
{
	struct str packed = packed_events(0, 3000, GZIP);
	write_file(&packed, 0, packed.length / 2, O_TRUNC);
	struct sum sum = read_all(ALL);
	assert_true(sum.records > 1000 && sum.records < 2000);
	assert_int_equal(sum.problems, 0);
	assert_true(sum.pending > 0);
	str_fini(&packed);
}

/*
 * However the output is asked for: what zlib has taken in but not put out where the file is cut (most of a long match) is
 * not left for when the file grows.
 */
static void test_cut_gives_all_that_inflates(void **state)
{
	struct str plain = {0}, packed = {0};
	for (int i = 0; i < 64; i++)
		put_events(&plain, 0, 1);
	pack(&packed, str_slice(&plain), GZIP);
	for (size_t length = 1; length <= packed.length; length++) {
		struct sum sums[2] = {0};
		write_file(&packed, 0, length, O_TRUNC);
		for (size_t i = 0; i < 2; i++) {
			struct tail *tail = tail_new(path, 1);
			tail_set_block(tail, i ? 13 : 65536);
			read_on(tail, ALL, &sums[i]);
			tail_free(tail);
		}
		assert_int_equal(sums[1].records, sums[0].records);
	}
	str_fini(&plain);
	str_fini(&packed);
}

static void test_damage(void **state)
{
	struct str packed = packed_events(0, 3000, GZIP);
	memset(packed.data + packed.length / 2, 0xff, 64);
	put_file(&packed);
	struct sum sum = read_all(ALL);
	assert_true(sum.records > 1000 && sum.records < 2000);
	assert_int_equal(sum.last.what, PROBLEM_STREAM);
	assert_true(sum.last.offset >= packed.length / 2 && sum.last.offset < packed.length / 2 + 64000);
	assert_int_equal(sum.last.offset + sum.last.bytes_lost, packed.length);
	assert_int_equal(read_all(1000).records, sum.records);
	str_fini(&packed);
}

/* A member that is damaged costs what is left of it: the next one that inflates is found, now or when it is appended. */
static void test_members_behind_damage(void **state)
{
	struct str file = {0}, more = packed_events(6000, 1000, GZIP), junk = {0};
	size_t begins[4];
	struct sum sum = {0};
	for (int i = 0; i < 3; i++) {
		struct str packed = packed_events(2000 * i, 2000, GZIP);
		begins[i] = file.length;
		str_append_slice(&file, str_slice(&packed));
		str_fini(&packed);
	}
	begins[3] = file.length;
	memset(file.data + begins[1] + 9000, 0xff, 64);
	put_file(&file);
	struct sum once = read_all(ALL);
	assert_in_range(once.records, 4000 + 400, 4000 + 1999);
	size_t problems = once.problems; /* the gap, and what is no record before it */
	assert_true(problems >= 2);
	assert_int_equal(read_all(1000).records, once.records);
	/* Byte by byte it is found in the end, too; then garbage, and a member behind it. */
	write_file(&file, 0, 0, O_TRUNC);
	struct tail *tail = tail_new(path, 1);
	for (size_t at = 0, step; at < file.length; at += step) {
		step = at > begins[2] - 20 && at < begins[2] + 200 ? 1 : 501;
		step = step < file.length - at ? step : file.length - at;
		write_file(&file, at, at + step, O_APPEND);
		read_on(tail, 5000, &sum);
	}
	assert_int_equal(sum.records, once.records);
	str_append_text(&junk, "\x1f\x8b\x08 no member \x1f\x1f\x8b\x08\x04");
	write_file(&junk, 0, junk.length, O_APPEND);
	read_on(tail, ALL, &sum);
	assert_int_equal(sum.records, once.records);
	assert_int_equal(sum.last.what, PROBLEM_STREAM);
	assert_true(sum.last.provisional);
	assert_in_range(sum.last.offset, begins[3], begins[3] + 4);
	write_file(&more, 0, more.length, O_APPEND);
	read_on(tail, ALL, &sum);
	assert_int_equal(sum.records, once.records + 1000);
	assert_int_equal(sum.pending, 0);
	tail_free(tail);
	once = read_all(ALL);
	assert_int_equal(once.records, sum.records);
	assert_int_equal(once.problems, problems + 1);
	assert_false(once.last.provisional);
	assert_int_equal(once.last.offset + once.last.bytes_lost, file.length + junk.length);
	str_fini(&file);
	str_fini(&more);
	str_fini(&junk);
}

/* Headers of members and nothing else: the search comes to an end. */
static void test_headers_of_no_members(void **state)
{
	struct str file = packed_events(0, 100, GZIP);
	file.data[file.length - 8] ^= 1;
	for (int i = 0; i < 300000; i++)
		str_append(&file, "\x1f\x8b\x08\0", 4);
	put_file(&file);
	struct sum sum = read_all(ALL);
	assert_int_equal(sum.records, 100);
	assert_int_equal(sum.problems, 1);
	assert_int_equal(sum.last.offset + sum.last.bytes_lost, file.length);
	str_fini(&file);
}

/* Bytes changed, cut out and put in, anywhere: what is read comes to an end, and ends where it said. */
static void test_any_damage(void **state)
{
	uint64_t seed = 1;
	struct str packed = packed_events(0, 300, GZIP), more = packed_events(300, 300, ZLIB);
	str_append_slice(&packed, str_slice(&more));
	for (int turn = 0; turn < 200; turn++) {
		struct str damaged = {0};
		str_append_slice(&damaged, str_slice(&packed));
		for (int i = 0; i <= turn % 3; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			size_t at = (size_t)(seed >> 33) % damaged.length;
			if (turn % 2)
				damaged.data[at] ^= (char)(1 << (seed >> 60 & 7));
			else
				damaged.length = at + 1;
		}
		put_file(&damaged);
		struct sum sum = read_all(turn % 5 ? ALL : 100);
		assert_true(sum.records <= 600);
		assert_true(sum.end + sum.pending < 1 << 20);
		assert_false(sum.unreadable);
		str_fini(&damaged);
	}
	str_fini(&packed);
	str_fini(&more);
}

/* The checksum of all is the last that a member has. */
static void test_damaged_trailer(void **state)
{
	struct str packed = packed_events(0, 100, GZIP);
	packed.data[packed.length - 8] ^= 1;
	put_file(&packed);
	struct sum sum = read_all(ALL);
	assert_int_equal(sum.records, 100);
	assert_int_equal(sum.problems, 1);
	assert_int_equal(sum.last.what, PROBLEM_STREAM);
	assert_true(sum.last.bytes_lost > 0);
	str_fini(&packed);
}

/* It is no compressed event file: judged as any other that is no event file. */
static void test_packed_text_is_plain(void **state)
{
	struct str packed = {0};
	pack(&packed, slice_of("this is no event file, whatever it is called"), GZIP);
	put_file(&packed);
	struct sum sum = read_all(ALL);
	assert_int_equal(sum.records, 0);
	assert_int_equal(sum.problems, 1);
	assert_int_equal(sum.last.what, PROBLEM_LENGTH);
	assert_int_equal(sum.last.offset, 0);
	assert_int_equal(sum.last.bytes_lost, packed.length);
	str_fini(&packed);
}

/* A record of 0x8b1f bytes begins as gzip does, one of 0x0178 … as zlib does. */
static void test_plain_that_begins_alike(void **state)
{
	const uint64_t lengths[] = {0x8b1f, 0x0178, 0x9c78};
	for (size_t i = 0; i < 3; i++) {
		struct str plain = {0}, payload = {0};
		/* An event with a field that nobody knows. */
		str_append(&payload, "\x7a", 1);
		put_number(&payload, 0x80 | ((lengths[i] - 4) & 0x7f), 1);
		put_number(&payload, 0x80 | ((lengths[i] - 4) >> 7 & 0x7f), 1);
		put_number(&payload, (lengths[i] - 4) >> 14, 1);
		while (payload.length < lengths[i])
			str_append_char(&payload, 'x');
		put_header(&plain, payload.length);
		str_append_slice(&plain, str_slice(&payload));
		put_number(&plain, crc32c_masked(payload.data, payload.length), 4);
		put_file(&plain);
		struct sum sum = read_all(ALL);
		assert_int_equal(sum.records, 1);
		assert_int_equal(sum.problems, 0);
		str_fini(&payload);
		str_fini(&plain);
	}
}

static void test_replaced_and_cut(void **state)
{
	struct str packed = packed_events(0, 2000, GZIP), few = packed_events(0, 10, ZLIB), plain = {0};
	put_events(&plain, 0, 70);
	put_file(&packed);
	struct sum sum = {0};
	struct tail *tail = tail_new(path, 1);
	read_on(tail, ALL, &sum);
	put_file(&few); /* the same file, shorter now */
	read_on(tail, ALL, &sum);
	assert_true(sum.restart);
	assert_int_equal(sum.records, 10);
	unlink(path);
	put_file(&plain);
	read_on(tail, ALL, &sum);
	assert_int_equal(sum.records, 70);
	unlink(path);
	put_file(&packed);
	read_on(tail, ALL, &sum);
	assert_int_equal(sum.records, 2000);
	tail_free(tail);
	str_fini(&packed);
	str_fini(&few);
	str_fini(&plain);
}

/* A header, then zeros without end. */
static void test_bomb(void **state)
{
	struct str packed = {0};
	char block[65536];
	static const char zeros[1 << 20];
	struct str header = {0};
	z_stream z = {0};
	put_header(&header, 5);
	deflateInit2(&z, 9, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY);
	/* After a full flush a piece stands for itself: the zeros are deflated once. */
	for (int piece = 0; piece < 2; piece++) {
		z.next_in = (Bytef *)(uintptr_t)(piece ? zeros : header.data);
		z.avail_in = piece ? sizeof zeros : (uInt)header.length;
		z.next_out = (Bytef *)block;
		z.avail_out = sizeof block;
		assert_int_equal(deflate(&z, Z_FULL_FLUSH), Z_OK);
		for (uint64_t length = 0; length < (piece ? INFLATE_FREE + (UINT64_C(40) << 20) : 1); length += sizeof zeros)
			str_append(&packed, block, sizeof block - z.avail_out);
	}
	deflateEnd(&z);
	put_file(&packed);
	struct sum sum = read_all(UINT64_C(16) << 20);
	assert_int_equal(sum.last.what, PROBLEM_LIMIT);
	assert_int_equal(sum.last.status, STATUS_LIMIT);
	assert_in_range(sum.last.offset, INFLATE_FREE, INFLATE_FREE + (UINT64_C(1) << 20));
	str_fini(&packed);
	str_fini(&header);
}

/* Whatever allocation fails, what comes next is right. */
static void test_want_of_memory(void **state)
{
	struct str packed = packed_events(0, 6000, GZIP);
	put_file(&packed);
	bool whole = false;
	for (long calls = 0; !whole && calls < 2000; calls++) {
		struct tail *tail = tail_new(path, 1);
		alloc_fail_after(calls);
		struct batch *batch = tail_read(tail, ALL);
		alloc_fail_after(-1);
		whole = batch && batch->status == STATUS_OK && !batch->problem_count;
		bool told = !batch || batch->status != STATUS_OK || batch->problem_count;
		assert_true(whole ? batch->records == 6000 : told);
		batch_free(batch);
		tail_free(tail);
	}
	assert_true(whole);
	str_fini(&packed);
}

static int set_up(void **state)
{
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/events.out.tfevents.1.gz", folder);
	return 0;
}

static int tear_down(void **state)
{
	unlink(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_formats),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_record_across_members),
		cmocka_unit_test(test_cut_is_incomplete),
		cmocka_unit_test(test_cut_gives_all_that_inflates),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_members_behind_damage),
		cmocka_unit_test(test_headers_of_no_members),
		cmocka_unit_test(test_any_damage),
		cmocka_unit_test(test_damaged_trailer),
		cmocka_unit_test(test_packed_text_is_plain),
		cmocka_unit_test(test_plain_that_begins_alike),
		cmocka_unit_test(test_replaced_and_cut),
		cmocka_unit_test(test_bomb),
		cmocka_unit_test(test_want_of_memory),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
