#define _XOPEN_SOURCE 700 /* mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/disk/spans.h"

#include "base/alloc.h"
#include "base/crc32c.h"
#include "base/str.h"
#include "disk/tail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ALL UINT64_MAX

/* ---- Files made of records ------------------------------------------------ */

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

static void put_record(struct str *out, const void *payload, size_t length)
{
	put_header(out, length);
	str_append(out, payload, length);
	put_number(out, crc32c_masked(payload, length), 4);
}

#define STEP_AT 10 /* in the payload */

/* An event with `step` (below 128) and one simple_value, whose tag has `tag_length` letters (below 100). */
static void put_event(struct str *out, int step, int tag_length)
{
	struct str event = {0};
	static const uint8_t wall_time[] = {0x09, 0, 0, 0, 0, 0x65, 0xcd, 0xd9, 0x41};
	str_append(&event, wall_time, sizeof wall_time);
	str_printf(&event, "\x10%c\x2a%c\x0a%c\x0a%c", step, tag_length + 9, tag_length + 7, tag_length);
	for (int i = 0; i < tag_length; i++)
		str_append_char(&event, 't');
	str_append_char(&event, 0x15);
	put_number(&event, 0x3f800000, 4);
	put_record(out, event.data, event.length);
	str_fini(&event);
}

/* ---- A plain judge -------------------------------------------------------- */

/* What there is to tell of a file: how often each step is there, and what is lost. */
struct account {
	int steps[128];
	struct { uint64_t begin, end; } lost[512];
	size_t lost_count;
	uint64_t records;
};

static void add_loss(struct account *account, uint64_t begin, uint64_t end)
{
	if (account->lost_count && account->lost[account->lost_count - 1].end == begin) {
		account->lost[account->lost_count - 1].end = end;
		return;
	}
	assert_true(account->lost_count < 512);
	account->lost[account->lost_count].begin = begin;
	account->lost[account->lost_count++].end = end;
}

static struct account judge(const uint8_t *data, size_t size)
{
	struct account account = {0};
	for (size_t start = 0; start < size;) {
		struct file_span_of span = span_next(data, size, start);
		if (span.what == SPAN_LOST)
			add_loss(&account, start, span.end);
		if (span.what == SPAN_RECORD) {
			account.records++;
			account.steps[data[start + 12 + STEP_AT]]++;
		}
		start = span.end;
	}
	return account;
}

/* ---- A scripted disk ------------------------------------------------------ */

struct script {
	struct str *data;
	size_t size;    /* as fstat shows it; the data may go on behind: it grew since */
	size_t cut;     /* where reads end, when before that of the data */
	size_t longest; /* read */
	ino_t inode;
	int64_t ctime;
	int interrupts; /* that come before each read */
	int error;      /* of each read from error_at on */
	size_t error_at;
	int open_error;
	int opened, left_to_interrupt;
	size_t bytes_read;
};

static int script_open(void *context, const char *path)
{
	struct script *script = context;
	errno = script->open_error;
	if (script->open_error)
		return -1;
	script->opened++;
	script->left_to_interrupt = script->interrupts;
	return 7;
}

static int script_stat(void *context, int fd, struct file_stat *out)
{
	struct script *script = context;
	*out = (struct file_stat){.id = {1, script->inode}, .size = script->size, .ctime_ns = script->ctime};
	return 0;
}

static ssize_t script_read(void *context, int fd, void *into, size_t size, uint64_t from)
{
	struct script *script = context;
	assert_int_equal(fd, 7);
	assert_true(size > 0);
	if (script->left_to_interrupt-- > 0) {
		errno = EINTR;
		return -1;
	}
	script->left_to_interrupt = script->interrupts;
	if (script->error && from + size > script->error_at) {
		if (from >= script->error_at) {
			errno = script->error;
			return -1;
		}
		size = script->error_at - (size_t)from;
	}
	size_t end = script->cut < script->data->length ? script->cut : script->data->length;
	if (from >= end)
		return 0;
	if (size > end - from)
		size = end - (size_t)from;
	if (size > script->longest)
		size = script->longest;
	memcpy(into, script->data->data + from, size);
	script->bytes_read += size;
	return (ssize_t)size;
}

static void script_close(void *context, int fd)
{
	((struct script *)context)->opened--;
}

static struct script script_of(struct str *data)
{
	return (struct script){.data = data, .size = data->length, .cut = SIZE_MAX, .longest = SIZE_MAX, .inode = 5};
}

static struct tail *scripted(struct script *script, size_t block)
{
	struct tail *tail = tail_new("anything", 3);
	struct source source = {script_open, script_stat, script_read, script_close, script};
	assert_non_null(tail);
	tail_set_source(tail, &source);
	tail_set_block(tail, block);
	return tail;
}

/* ---- What a tail brings --------------------------------------------------- */

static void add_steps(struct account *account, const struct batch *batch)
{
	struct row rows[CHUNK_ROWS];
	for (size_t i = 0; i < batch->series_count; i++)
		for (size_t j = 0; j < batch->series[i].chunk_count; j++) {
			size_t count = chunk_read(batch->series[i].chunks[j].chunk, rows);
			for (size_t k = 0; k < count; k++)
				account->steps[rows[k].step & 127]++;
		}
}

/*
 * Adds a batch to what was final before; *seen is that with what is only
 * provisional. Checks what holds for every batch.
 */
static void follow(struct account *final, struct account *seen, const struct batch *batch, uint64_t begin)
{
	assert_int_equal(batch->file, 3);
	assert_int_equal(batch->begin, begin);
	assert_true(batch->end >= batch->begin && batch->end <= batch->file_size);
	assert_int_equal(batch->pending, batch->file_size - batch->end);
	add_steps(final, batch);
	final->records += batch->records;
	*seen = *final;
	for (size_t i = 0; i < batch->problem_count; i++) {
		const struct problem *problem = &batch->problems[i];
		uint64_t end = problem->offset + problem->bytes_lost;
		add_loss(seen, problem->offset, end);
		if (problem->provisional) {
			assert_int_equal(i, batch->problem_count - 1);
			assert_int_equal(problem->offset, batch->end);
			assert_true(batch->caught_up);
		} else {
			add_loss(final, problem->offset, end);
			assert_true(end <= batch->end);
		}
	}
}

static void assert_accounts_equal(const struct account *got, const struct account *expected)
{
	assert_int_equal(got->records, expected->records);
	assert_memory_equal(got->steps, expected->steps, sizeof got->steps);
	assert_int_equal(got->lost_count, expected->lost_count);
	for (size_t i = 0; i < got->lost_count; i++) {
		assert_int_equal(got->lost[i].begin, expected->lost[i].begin);
		assert_int_equal(got->lost[i].end, expected->lost[i].end);
	}
}

/* Reads to the end as it is, and compares with the plain judge. */
static void assert_reads_right(struct tail *tail, struct script *script, struct account *final, uint64_t budget)
{
	struct account seen, expected = judge((uint8_t *)script->data->data, script->size);
	bool caught_up = false;
	for (int reads = 0; !caught_up; reads++) {
		uint64_t begin = tail_offset(tail);
		struct batch *batch = tail_read(tail, budget);
		assert_non_null(batch);
		assert_int_equal(batch->status, STATUS_OK);
		if (batch->restart) { /* damage at the begin: too few sound bytes to know the file by */
			assert_true(batch->reread && judge((uint8_t *)script->data->data, script->size).lost_count);
			*final = (struct account){0};
			begin = 0;
		}
		follow(final, &seen, batch, begin);
		assert_int_equal(batch->end, tail_offset(tail));
		caught_up = batch->caught_up;
		batch_free(batch);
		assert_int_equal(script->opened, 0);
		assert_true(reads < 100000);
	}
	assert_accounts_equal(&seen, &expected);
}

static void assert_whole_file(struct str *data, size_t block, uint64_t budget)
{
	struct script script = script_of(data);
	struct account final = {0};
	struct tail *tail = scripted(&script, block);
	assert_reads_right(tail, &script, &final, budget);
	tail_free(tail);
}

/* Shows the file byte by byte; after each one exactly the complete records are there. */
static void assert_growing_file(struct str *data, size_t block)
{
	struct script script = script_of(data);
	struct account final = {0};
	struct tail *tail = scripted(&script, block);
	for (script.size = 0; script.size <= data->length; script.size++)
		assert_reads_right(tail, &script, &final, ALL);
	tail_free(tail);
}

/* ---- Chance --------------------------------------------------------------- */

static uint64_t chance = 1;

static size_t below(size_t limit)
{
	chance = chance * 6364136223846793005u + 1442695040888963407u;
	return limit ? (size_t)(chance >> 33) % limit : 0;
}

static void put_events(struct str *out, int count)
{
	for (int i = 0; i < count; i++)
		put_event(out, i % 127 + 1, (int)below(40) + 1);
}

static void splice(struct str *data, size_t at, size_t removed, const void *bytes, size_t length)
{
	struct str out = {0};
	str_append(&out, data->data, at);
	str_append(&out, bytes, length);
	str_append(&out, data->data + at + removed, data->length - at - removed);
	str_fini(data);
	*data = out;
}

static void damage(struct str *data)
{
	static const uint8_t zeros[64];
	uint8_t garbage[64];
	struct str header = {0};
	size_t at = below(data->length), length = below(sizeof garbage);
	size_t inside = length < data->length - at ? length : data->length - at;
	for (size_t i = 0; i < sizeof garbage; i++)
		garbage[i] = (uint8_t)below(256);
	put_header(&header, below(2) ? below(300) : (uint64_t)0x7fffffff + below(3));
	switch (below(9)) {
	case 0: data->data[at] = (char)(data->data[at] ^ 1 << below(8)); break;
	case 1: splice(data, at, inside, NULL, 0); break;
	case 2: splice(data, at, 0, garbage, length); break;
	case 3: splice(data, at, 0, zeros, length); break;
	case 4: memset(data->data + at, 0, inside); break;
	case 5: splice(data, at, data->length - at, NULL, 0); break;
	case 6: splice(data, at, 0, header.data, header.length); break;
	case 7: splice(data, data->length, 0, zeros, length); break;
	case 8: splice(data, data->length, 0, garbage, length); break;
	}
	str_fini(&header);
}

/* ---- Tests ---------------------------------------------------------------- */

static void test_sound_file(void **state)
{
	struct str data = {0};
	assert_whole_file(&data, 64, ALL);
	put_events(&data, 200);
	for (size_t block = 1; block < 200; block += 7)
		assert_whole_file(&data, block, 1 + block * 3);
	assert_whole_file(&data, 1 << 18, ALL);
	assert_whole_file(&data, 1 << 18, 0); /* a record at a time */
	str_fini(&data);
}

static void test_grows_byte_by_byte(void **state)
{
	struct str data = {0};
	put_events(&data, 12);
	assert_growing_file(&data, 1 << 18);
	assert_growing_file(&data, 1);
	str_fini(&data);
}

static void test_random_damage(void **state)
{
	for (int round = 0; round < 3000; round++) {
		struct str data = {0};
		put_events(&data, 1 + (int)below(20));
		for (size_t left = 1 + below(4); left && data.length; left--)
			damage(&data);
		size_t block = 1 + below(150);
		assert_whole_file(&data, block, 1 + below(400));
		if (round % 20 == 0)
			assert_growing_file(&data, block);
		str_fini(&data);
	}
}

static void assert_zeros_pending(const char *end, size_t length, bool expected)
{
	struct str data = {0};
	put_events(&data, 3);
	str_append(&data, end, length);
	struct script script = script_of(&data);
	struct tail *tail = scripted(&script, 64);
	struct batch *batch = tail_read(tail, ALL);
	assert_int_equal(batch->problem_count, 0);
	assert_int_equal(batch->pending, length);
	assert_int_equal(batch->zeros_pending, expected);
	batch_free(batch);
	tail_free(tail);
	str_fini(&data);
}

static void test_zeros_at_the_end_are_known(void **state)
{
	static const char zeros[500];
	assert_zeros_pending(zeros, sizeof zeros, true);
	assert_zeros_pending(zeros, 0, false);
	assert_zeros_pending("half a", 6, false);
}

/* A last record that fails its CRC before nothing but zeros: where its end is zero, too, they are why. */
static void assert_zeros_behind(bool begin_in_it, size_t block)
{
	static const char zeros[500];
	struct str data = {0};
	put_events(&data, 3);
	if (begin_in_it)
		memset(data.data + data.length - 6, 0, 6);
	else
		data.data[data.length - 6] ^= 1;
	str_append(&data, zeros, sizeof zeros);
	struct script script = script_of(&data);
	struct tail *tail = scripted(&script, block);
	struct batch *batch = tail_read(tail, ALL);
	assert_int_equal(batch->problem_count, 1);
	assert_int_equal(batch->problems[0].what, PROBLEM_PAYLOAD);
	assert_true(batch->problems[0].provisional);
	assert_int_equal(batch->problems[0].zeros, begin_in_it);
	assert_true(batch->zeros_pending);
	batch_free(batch);
	tail_free(tail);
	str_fini(&data);
}

static void test_zeros_behind_a_bad_record(void **state)
{
	for (int block = 64; block <= 4096; block *= 64) { /* all in the window, or not */
		assert_zeros_behind(false, (size_t)block);
		assert_zeros_behind(true, (size_t)block);
	}
}

/* A hole that the file system shows before the bytes are there. */
static void test_zeros_are_filled_later(void **state)
{
	struct str data = {0}, shown = {0};
	put_events(&data, 6);
	str_append_slice(&shown, str_slice(&data));
	for (size_t from = 0; from < data.length; from += 5) {
		memset(shown.data + from, 0, shown.length - from);
		struct script script = script_of(&shown);
		struct account final = {0};
		struct tail *tail = scripted(&script, 64);
		assert_reads_right(tail, &script, &final, ALL);
		memcpy(shown.data, data.data, data.length);
		assert_reads_right(tail, &script, &final, ALL);
		assert_int_equal(final.records, 6);
		assert_int_equal(final.lost_count, 0);
		tail_free(tail);
	}
	str_fini(&data);
	str_fini(&shown);
}

static void test_short_and_interrupted_reads(void **state)
{
	struct str data = {0};
	put_events(&data, 30);
	struct script script = script_of(&data);
	struct account final = {0};
	script.longest = 3;
	script.interrupts = 2;
	struct tail *tail = scripted(&script, 100);
	assert_reads_right(tail, &script, &final, 200);
	assert_int_equal(final.records, 30);
	tail_free(tail);
	str_fini(&data);
}

static void test_read_error_keeps_what_came_before(void **state)
{
	struct str data = {0};
	put_events(&data, 4);
	size_t whole = data.length;
	put_events(&data, 4);
	struct script script = script_of(&data);
	struct account final = {0};
	struct tail *tail = scripted(&script, 1 << 18);
	script.error = EIO;
	script.error_at = whole + 20;
	struct batch *batch = tail_read(tail, ALL);
	assert_int_equal(batch->status, STATUS_IO);
	assert_int_equal(batch->records, 4);
	assert_int_equal(batch->end, whole);
	assert_true(batch->caught_up);
	assert_int_equal(batch->problem_count, 1);
	assert_int_equal(batch->problems[0].what, PROBLEM_UNREADABLE);
	assert_int_equal(batch->problems[0].status, STATUS_IO);
	assert_int_equal(batch->problems[0].bytes_lost, 0);
	assert_int_equal(batch->problems[0].offset, script.error_at);
	add_steps(&final, batch);
	final.records = batch->records;
	batch_free(batch);
	script.error = 0;
	assert_reads_right(tail, &script, &final, ALL);
	tail_free(tail);
	str_fini(&data);
}

static void test_open_error(void **state)
{
	struct str data = {0};
	put_events(&data, 2);
	struct script script = script_of(&data);
	struct account final = {0};
	struct tail *tail = scripted(&script, 64);
	script.open_error = EMFILE;
	struct batch *batch = tail_read(tail, ALL);
	assert_int_equal(batch->status, STATUS_TOO_MANY_FILES);
	assert_true(batch->caught_up);
	assert_int_equal(batch->problem_count, 1);
	batch_free(batch);
	script.open_error = 0;
	assert_reads_right(tail, &script, &final, ALL);
	tail_free(tail);
	str_fini(&data);
}

static void assert_restarts(struct tail *tail, struct script *script)
{
	struct account final = {0}, seen, expected = judge((uint8_t *)script->data->data, script->size);
	struct batch *batch = tail_read(tail, ALL);
	assert_true(batch->restart);
	follow(&final, &seen, batch, 0);
	assert_accounts_equal(&seen, &expected);
	batch_free(batch);
}

static void test_replaced_and_cut(void **state)
{
	struct str data = {0};
	put_events(&data, 8);
	struct script script = script_of(&data);
	struct account final = {0};
	struct tail *tail = scripted(&script, 64);
	assert_reads_right(tail, &script, &final, ALL);
	script.size -= 10; /* shorter, within a record */
	assert_restarts(tail, &script);
	script.inode++; /* as long as before, but another file */
	assert_restarts(tail, &script);
	script.size = 0;
	assert_restarts(tail, &script);
	final = (struct account){0};
	script.size = data.length;
	assert_reads_right(tail, &script, &final, ALL);
	tail_free(tail);
	str_fini(&data);
}

/* Cut and grown past the offset again before the next look, or written anew with the same size: the inode tells nothing. */
static void test_other_bytes_before_the_offset(void **state)
{
	struct str data = {0}, other = {0};
	put_events(&data, 8);
	put_events(&other, 12);
	for (size_t block = 1; block < 300; block += 37) {
		struct script script = script_of(&data);
		struct account final = {0};
		struct tail *tail = scripted(&script, block);
		assert_reads_right(tail, &script, &final, ALL);
		struct batch *batch = tail_read(tail, ALL); /* all as it was */
		assert_false(batch->restart);
		batch_free(batch);
		data.data[data.length - 30] ^= 1;
		assert_restarts(tail, &script);
		data.data[data.length - 30] ^= 1; /* only of bytes that were not judged for good */
		batch = tail_read(tail, ALL);
		assert_false(batch->restart);
		assert_int_equal(batch->records, 1);
		batch_free(batch);
		script.data = &other;
		script.size = other.length;
		assert_restarts(tail, &script);
		tail_free(tail);
	}
	str_fini(&data);
	str_fini(&other);
}

/*
 * What is left of a file begins like another, which is longer and has its inode: there are only so many ways to
 * begin. The few bytes before the first sound header are the other's, too.
 */
static void test_few_bytes_before_the_offset(void **state)
{
	struct str other = {0};
	put_events(&other, 3);
	for (size_t same = 1; same < 32; same++) {
		struct str data = {0};
		str_append(&data, other.data, same);
		put_events(&data, 2);
		for (size_t size = same + 9; size < other.length && size < data.length; size += 9) {
			struct script script = script_of(&data);
			struct account final = {0};
			struct tail *tail = scripted(&script, 64);
			script.size = size;
			batch_free(tail_read(tail, ALL));
			script.data = &other;
			script.size = other.length;
			struct account expected = judge((const uint8_t *)other.data, other.length), seen = {0};
			struct batch *batch = tail_read(tail, ALL);
			follow(&final, &seen, batch, 0);
			assert_accounts_equal(&seen, &expected);
			batch_free(batch);
			tail_free(tail);
		}
		str_fini(&data);
	}
	str_fini(&other);
}

/* A byte far before the offset, and the size as it was: a short file is read again, and right. */
static void test_a_short_file_that_was_touched(void **state)
{
	struct str data = {0};
	put_events(&data, 50);
	struct script script = script_of(&data);
	struct account final = {0};
	struct tail *tail = scripted(&script, 64);
	assert_reads_right(tail, &script, &final, ALL);
	data.data[40] ^= 1;
	struct batch *batch = tail_read(tail, ALL);
	assert_false(batch->restart); /* nobody could know */
	batch_free(batch);
	script.ctime++;
	assert_restarts(tail, &script);
	script.ctime++; /* a chmod */
	batch = tail_read(tail, ALL);
	assert_true(batch->restart && batch->reread);
	batch_free(batch);
	batch = tail_read(tail, ALL);
	assert_false(batch->restart);
	batch_free(batch);
	tail_free(tail);
	str_fini(&data);
}

/* What was lost for good, for the sound header behind it, is an incomplete record when that header is cut off. */
static void test_cut_behind_the_offset(void **state)
{
	struct str data = {0}, inner = {0};
	put_events(&data, 2);
	size_t begin = data.length;
	put_events(&inner, 3);
	put_record(&data, inner.data, inner.length);
	data.data[data.length - 1] ^= 1; /* its checksum: the records within are found */
	put_number(&data, 12345, 2);
	for (size_t cut = data.length - 1; cut > begin; cut--) {
		struct script script = script_of(&data);
		struct account final = {0};
		struct tail *tail = scripted(&script, 64);
		batch_free(tail_read(tail, ALL));
		script.size = cut;
		struct account expected = judge((const uint8_t *)data.data, cut), seen = {0};
		struct batch *batch = tail_read(tail, ALL);
		assert_true(batch->restart);
		follow(&final, &seen, batch, 0);
		assert_accounts_equal(&seen, &expected);
		batch_free(batch);
		tail_free(tail);
	}
	str_fini(&data);
	str_fini(&inner);
}

/* Of a long one the samples tell. */
static void test_a_long_file_that_was_touched(void **state)
{
	struct str data = {0};
	while (data.length <= TAIL_REREAD + 100000)
		put_events(&data, 1000);
	struct script script = script_of(&data);
	struct tail *tail = scripted(&script, 1 << 18);
	batch_free(tail_read(tail, ALL));
	for (int turn = 0; turn < 3; turn++) {
		script.ctime++;
		if (turn == 1)
			memset(data.data, 7, TAIL_REREAD / 2);
		struct batch *batch = tail_read(tail, ALL);
		assert_int_equal(batch->restart, turn == 1);
		assert_false(batch->reread);
		batch_free(batch);
	}
	tail_free(tail);
	str_fini(&data);
}

/* The file shrinks between fstat and read: nothing is made up. */
static void test_cut_while_read(void **state)
{
	struct str data = {0};
	put_events(&data, 8);
	struct script script = script_of(&data);
	struct tail *tail = scripted(&script, 64);
	script.cut = data.length / 2;
	struct batch *batch = tail_read(tail, ALL);
	assert_true(batch->caught_up);
	assert_true(batch->end <= script.cut);
	assert_int_equal(batch->records, judge((uint8_t *)data.data, script.cut).records);
	assert_int_equal(batch->problem_count, 0);
	batch_free(batch);
	script.size = 5;
	script.cut = SIZE_MAX;
	assert_restarts(tail, &script);
	tail_free(tail);
	str_fini(&data);
}

/* Much more garbage, or zeros, than the window holds; the budget holds in it, too. */
static void test_large_damage(void **state)
{
	for (int form = 0; form < 3; form++) {
		struct str data = {0};
		put_events(&data, 3);
		if (form == 2) /* with a bad payload right before the zeros */
			data.data[data.length - 1] ^= 1;
		for (size_t i = 0; i < 100000; i++)
			str_append_char(&data, form ? 0 : (char)below(256));
		assert_whole_file(&data, 512, ALL);
		assert_whole_file(&data, 512, 1000);
		put_events(&data, 3);
		assert_whole_file(&data, 512, ALL);
		assert_whole_file(&data, 512, 1000);
		struct script script = script_of(&data);
		struct tail *tail = scripted(&script, 512);
		size_t most = 0;
		for (bool caught_up = false; !caught_up;) {
			script.bytes_read = 0;
			struct batch *batch = tail_read(tail, 1000);
			caught_up = batch->caught_up;
			batch_free(batch);
			most = script.bytes_read > most ? script.bytes_read : most;
		}
		if (form < 2)
			assert_true(most < 4000);
		tail_free(tail);
		str_fini(&data);
	}
}

/* A length that the file can't have yet costs no memory and is no damage. */
static void test_long_record_to_come(void **state)
{
	struct str data = {0};
	put_events(&data, 1);
	put_header(&data, 0x7fffffff);
	str_append_text(&data, "and so on");
	assert_whole_file(&data, 64, ALL);
	str_fini(&data);
}

static void test_no_event(void **state)
{
	struct str data = {0};
	put_events(&data, 1);
	size_t first = data.length;
	put_record(&data, "\xff\xff\xff", 3);
	put_record(&data, "\x0a", 1);
	size_t end = data.length;
	put_events(&data, 1);
	struct script script = script_of(&data);
	struct tail *tail = scripted(&script, 64);
	struct batch *batch = tail_read(tail, ALL);
	assert_int_equal(batch->records, 2);
	assert_int_equal(batch->problem_count, 1);
	assert_int_equal(batch->problems[0].what, PROBLEM_EVENT);
	assert_int_equal(batch->problems[0].offset, first);
	assert_int_equal(batch->problems[0].bytes_lost, end - first);
	assert_false(batch->problems[0].provisional);
	batch_free(batch);
	tail_free(tail);
	str_fini(&data);
}

/* A record for which there is no memory is lost, and told; the others are not. */
static void test_no_memory_for_a_record(void **state)
{
	struct str data = {0}, payload = {0};
	put_events(&data, 1);
	size_t first = data.length;
	for (int i = 0; i < 5000; i++)
		str_append_char(&payload, 'x');
	put_record(&data, payload.data, payload.length);
	size_t end = data.length;
	put_events(&data, 1);
	struct script script = script_of(&data);
	bool told = false;
	for (long calls = 0; calls < 40 && !told; calls++) {
		struct tail *tail = scripted(&script, 64);
		struct batch *batch = tail_read(tail, 1);
		batch_free(batch);
		alloc_fail_after(calls);
		batch = tail_read(tail, ALL);
		alloc_fail_after(-1);
		for (size_t i = 0; batch && i < batch->problem_count; i++)
			if (batch->problems[i].what == PROBLEM_LIMIT && batch->problems[i].offset == first) {
				told = true;
				assert_int_equal(batch->problems[i].status, STATUS_NO_MEMORY);
				assert_true(batch->problems[i].offset + batch->problems[i].bytes_lost >= end);
			}
		batch_free(batch);
		tail_free(tail);
	}
	assert_true(told);
	str_fini(&data);
	str_fini(&payload);
}

/* Out of memory just when a restart is noticed: the next read still tells it. */
static void test_restart_survives_want_of_memory(void **state)
{
	struct str data = {0};
	put_events(&data, 3);
	struct script script = script_of(&data);
	struct account final = {0};
	struct tail *tail = scripted(&script, 64);
	assert_reads_right(tail, &script, &final, ALL);
	script.inode++;
	for (long calls = 0; calls < 2; calls++) {
		alloc_fail_after(calls);
		assert_null(tail_read(tail, ALL));
		alloc_fail_after(-1);
	}
	assert_restarts(tail, &script);
	tail_free(tail);
	str_fini(&data);
}

/* ---- Reading ahead --------------------------------------------------------- */

/* What came so far: before what was read ahead, and from there on. */
struct halves {
	struct account low, high, low_seen, high_seen;
	uint64_t border; /* where what was read ahead begins */
	uint64_t reached;
	int restarts, rereads;
};

static void take(struct halves *halves, const struct batch *batch)
{
	if (batch->restart) {
		halves->restarts++;
		halves->rereads += batch->reread;
		*halves = (struct halves){
			.border = UINT64_MAX, .restarts = halves->restarts, .rereads = halves->rereads};
	}
	bool high = batch->begin >= halves->border;
	struct account *final = high ? &halves->high : &halves->low, *seen = high ? &halves->high_seen : &halves->low_seen;
	halves->reached = batch->end > halves->reached ? batch->end : halves->reached;
	assert_int_equal(batch->status, STATUS_OK);
	assert_true(high || batch->end <= halves->border);
	add_steps(final, batch);
	final->records += batch->records;
	*seen = *final;
	for (size_t i = 0; i < batch->problem_count; i++) {
		const struct problem *problem = &batch->problems[i];
		add_loss(seen, problem->offset, problem->offset + problem->bytes_lost);
		if (!problem->provisional)
			add_loss(final, problem->offset, problem->offset + problem->bytes_lost);
	}
}

static void assert_halves_right(const struct halves *halves, const struct str *data)
{
	struct account all = halves->low_seen, expected = judge((uint8_t *)data->data, data->length);
	all.records += halves->high_seen.records;
	for (size_t i = 0; i < 128; i++)
		all.steps[i] += halves->high_seen.steps[i];
	for (size_t i = 0; i < halves->high_seen.lost_count; i++)
		add_loss(&all, halves->high_seen.lost[i].begin, halves->high_seen.lost[i].end);
	assert_accounts_equal(&all, &expected);
}

/* An event that holds a whole event file where no reader looks: sound records that are none of the file's. */
static void put_file_event(struct str *out, int step, int count)
{
	struct str inner = {0}, event = {0};
	put_events(&inner, count);
	put_event(&event, step, 1);
	event.length -= 4;
	memmove(event.data, event.data + 12, event.length -= 12);
	str_printf(&event, "\x7a%c%c", (int)(inner.length & 127) | 128, (int)(inner.length >> 7));
	str_append(&event, inner.data, inner.length);
	put_record(out, event.data, event.length);
	str_fini(&inner);
	str_fini(&event);
}

static void put_some(struct str *out)
{
	for (size_t i = 2 + below(6); i > 0; i--) {
		put_events(out, 1 + (int)below(8));
		if (!below(3))
			put_file_event(out, (int)below(128), 1 + (int)below(12));
	}
}

/* Reads a part, the end, and all the rest, while the file grows or is cut. True when something was read ahead. */
static bool read_in_halves(struct str *data, struct halves *halves)
{
	struct script script = script_of(data);
	struct tail *tail = scripted(&script, 16 + below(400));
	*halves = (struct halves){.border = UINT64_MAX};
	struct batch *batch = tail_read(tail, 1 + below(data->length / 3 + 1));
	take(halves, batch);
	batch_free(batch);
	batch = tail_read_ahead(tail, 1 + below(data->length));
	bool ahead = batch != NULL;
	if (batch) {
		assert_true(batch->begin > tail_offset(tail));
		assert_false(batch->caught_up);
		halves->border = batch->begin;
		take(halves, batch);
		batch_free(batch);
	}
	size_t change = below(4);
	for (bool done = false; !done;) {
		if (change == 0)
			put_some(data);
		if (change == 1)
			data->length = below(halves->reached);
		if (change < 2)
			change = 3;
		script.size = data->length;
		batch = tail_read(tail, 1 + below(2000));
		take(halves, batch);
		done = batch->caught_up;
		if (done)
			assert_int_equal(batch->pending, data->length - batch->end);
		batch_free(batch);
	}
	assert_int_equal(script.opened, 0);
	tail_free(tail);
	return ahead;
}

static void test_what_is_read_ahead_changes_nothing(void **state)
{
	int met = 0, rereads = 0, cut = 0;
	for (int round = 0; round < 4000; round++) {
		struct str data = {0};
		struct halves halves;
		put_some(&data);
		for (size_t i = below(3); i > 0 && round % 2; i--)
			damage(&data);
		if (!data.length) {
			str_fini(&data);
			continue;
		}
		bool ahead = read_in_halves(&data, &halves);
		assert_halves_right(&halves, &data);
		met += ahead && !halves.restarts;
		rereads += halves.rereads;
		cut += halves.restarts > halves.rereads;
		str_fini(&data);
	}
	assert_true(met > 400); /* or nothing was tested */
	assert_true(rereads > 40);
	assert_true(cut > 100);
}

/* Until the history is there, what was read ahead stays what it is; nothing is read twice. */
static void test_each_byte_is_read_about_once(void **state)
{
	struct str data = {0};
	put_events(&data, 20000);
	struct script script = script_of(&data);
	struct tail *tail = scripted(&script, 4096);
	batch_free(tail_read(tail, 1));
	struct batch *batch = tail_read_ahead(tail, 65536);
	assert_non_null(batch);
	assert_int_equal(batch->end, data.length);
	assert_true(batch->records > 500);
	batch_free(batch);
	assert_null(tail_read_ahead(tail, 65536)); /* only once */
	uint64_t records = 0;
	for (bool done = false; !done;) {
		batch = tail_read(tail, 10000);
		records += batch->records;
		done = batch->caught_up;
		batch_free(batch);
	}
	assert_int_equal(tail_offset(tail), data.length);
	assert_true(records < 20000 - 500);
	assert_true(script.bytes_read < data.length + 600 * 1024);
	tail_free(tail);
	str_fini(&data);
}

/* The real disk: a file that grows; then a FIFO in its place, which must not block. */
static void test_real_files(void **state)
{
	char directory[] = "/tmp/tbtop-tail-XXXXXX", path[64];
	struct str data = {0};
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof path, "%s/tfevents", directory);
	struct tail *tail = tail_new(path, 3);
	struct batch *batch = tail_read(tail, ALL);
	assert_int_equal(batch->status, STATUS_NOT_FOUND);
	batch_free(batch);
	put_events(&data, 100);
	for (int round = 1; round <= 2; round++) {
		FILE *file = fopen(path, "ab");
		assert_int_equal(fwrite(data.data, 1, data.length, file), data.length);
		fclose(file);
		batch = tail_read(tail, ALL);
		assert_int_equal(batch->records, 100);
		assert_int_equal(batch->end, data.length * (size_t)round);
		assert_int_equal(batch->problem_count, 0);
		batch_free(batch);
	}
	remove(path);
	assert_int_equal(mkfifo(path, 0666), 0);
	batch = tail_read(tail, ALL);
	assert_int_equal(batch->status, STATUS_NOT_A_FILE);
	batch_free(batch);
	remove(path);
	rmdir(directory);
	tail_free(tail);
	str_fini(&data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sound_file),
		cmocka_unit_test(test_grows_byte_by_byte),
		cmocka_unit_test(test_random_damage),
		cmocka_unit_test(test_zeros_at_the_end_are_known),
		cmocka_unit_test(test_zeros_behind_a_bad_record),
		cmocka_unit_test(test_zeros_are_filled_later),
		cmocka_unit_test(test_short_and_interrupted_reads),
		cmocka_unit_test(test_read_error_keeps_what_came_before),
		cmocka_unit_test(test_open_error),
		cmocka_unit_test(test_replaced_and_cut),
		cmocka_unit_test(test_other_bytes_before_the_offset),
		cmocka_unit_test(test_few_bytes_before_the_offset),
		cmocka_unit_test(test_a_short_file_that_was_touched),
		cmocka_unit_test(test_cut_behind_the_offset),
		cmocka_unit_test(test_a_long_file_that_was_touched),
		cmocka_unit_test(test_cut_while_read),
		cmocka_unit_test(test_large_damage),
		cmocka_unit_test(test_long_record_to_come),
		cmocka_unit_test(test_no_event),
		cmocka_unit_test(test_no_memory_for_a_record),
		cmocka_unit_test(test_restart_survives_want_of_memory),
		cmocka_unit_test(test_what_is_read_ahead_changes_nothing),
		cmocka_unit_test(test_each_byte_is_read_about_once),
		cmocka_unit_test(test_real_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
