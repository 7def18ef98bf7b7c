/* Where what threads put at the same time comes to lie. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "write/shards.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define MOST 1000

static struct shards *new_shards(void)
{
	struct shards *shards = aligned_alloc(_Alignof(struct shards), sizeof *shards);
	assert_non_null(shards);
	shards_init(shards, MOST);
	return shards;
}

static void free_shards(struct shards *shards)
{
	shards_fini(shards);
	free(shards);
}

struct putter {
	struct shards *shards;
	const char *text;
	uint64_t place;
	int error;
};

static void *put(void *context)
{
	struct putter *putter = context;
	const uint8_t *bytes = (const uint8_t *)putter->text;
	putter->error = shards_put(putter->shards, bytes, strlen(putter->text), &putter->place);
	return NULL;
}

/* By a thread that ends then: the next one has another shard. */
static uint64_t put_elsewhere(struct shards *shards, const char *text)
{
	struct putter putter = {.shards = shards, .text = text};
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, put, &putter), 0);
	pthread_join(thread, NULL);
	assert_int_equal(putter.error, 0);
	return putter.place;
}

static int put_here(struct shards *shards, const char *text)
{
	uint64_t place;
	return shards_put(shards, (const uint8_t *)text, strlen(text), &place);
}

static void assert_taken(struct shards *shards, struct bytes *into, const char *expected)
{
	into->length = 0;
	assert_int_equal(shards_take(shards, into), 0);
	shards_fill(shards, into);
	assert_int_equal(into->length, strlen(expected));
	assert_memory_equal(into->data, expected, into->length);
}

static void test_one_stream(void **state)
{
	struct shards *shards = new_shards();
	struct bytes taken = {0};
	for (int round = 0; round < 3; round++) {
		uint64_t before = shards->put;
		assert_int_equal(put_elsewhere(shards, "to"), before);
		assert_int_equal(put_here(shards, " be"), 0);
		assert_int_equal(put_elsewhere(shards, " or"), before + 5);
		assert_int_equal(put_here(shards, " not"), 0);
		assert_int_equal(put_here(shards, " to"), 0);
		assert_int_equal(put_elsewhere(shards, " be"), before + 15);
		assert_taken(shards, &taken, "to be or not to be");
		assert_int_equal(put_here(shards, "that is"), 0);
		assert_int_equal(put_here(shards, " the question"), 0);
		assert_taken(shards, &taken, "that is the question");
	}
	assert_int_equal(shards->taken, shards->put);
	bytes_fini(&taken);
	free_shards(shards);
}

/* To the byte, and until it is written: taking alone makes no room. */
static void test_room(void **state)
{
	struct shards *shards = new_shards();
	struct bytes taken = {0};
	char text[MOST + 1] = "";
	memset(text, 'x', MOST - 2);
	put_elsewhere(shards, text);
	assert_int_equal(put_here(shards, "abc"), -EAGAIN);
	assert_int_equal(put_here(shards, "ab"), 0);
	assert_int_equal(put_here(shards, "c"), -EAGAIN);
	assert_int_equal(shards_take(shards, &taken), 0);
	shards_fill(shards, &taken);
	assert_int_equal(taken.length, MOST);
	assert_memory_equal(taken.data + MOST - 3, "xab", 3);
	assert_int_equal(put_here(shards, "c"), -EAGAIN);
	shards->written += 2;
	assert_int_equal(put_here(shards, "abc"), -EAGAIN);
	assert_int_equal(put_here(shards, "c"), 0);
	assert_taken(shards, &taken, "c");
	bytes_fini(&taken);
	free_shards(shards);
}

/* What has no room leaves nothing behind; more than there is room for at all goes alone. */
static void test_larger_than_all_room(void **state)
{
	struct shards *shards = new_shards();
	struct bytes taken = {0};
	char text[3 * MOST] = "";
	memset(text, 'x', sizeof text - 1);
	assert_int_equal(put_here(shards, "a"), 0);
	assert_int_equal(put_here(shards, text), -EAGAIN);
	assert_int_equal(put_here(shards, "b"), 0);
	assert_taken(shards, &taken, "ab");
	shards->written += 2;
	assert_int_equal(put_here(shards, text), 0);
	assert_int_equal(put_here(shards, "c"), -EAGAIN);
	assert_taken(shards, &taken, text);
	bytes_fini(&taken);
	free_shards(shards);
}

static void test_cleared(void **state)
{
	struct shards *shards = new_shards();
	struct bytes taken = {0};
	put_elsewhere(shards, "parent's");
	assert_int_equal(put_here(shards, "parent's"), 0);
	assert_int_equal(shards_take(shards, &taken), 0);
	assert_int_equal(put_here(shards, "parent's"), 0);
	shards_lock(shards);
	shards_clear(shards);
	shards_unlock(shards);
	assert_int_equal(put_elsewhere(shards, "child"), 0);
	assert_int_equal(put_here(shards, "'s"), 0);
	assert_taken(shards, &taken, "child's");
	bytes_fini(&taken);
	free_shards(shards);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_stream), cmocka_unit_test(test_room),
		cmocka_unit_test(test_larger_than_all_room), cmocka_unit_test(test_cleared),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
