/* A file that is cut and written anew while a read of it is under way: no bytes of the former stay beside those of the new one. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/disk/follow.h"
#include "unit/read/build.h"

#define RECORDS 40
#define READS 12 /* of a block each, and more than a look takes */

/* Scalars of that tag: with a tag as long the records of two files lie at the same places. */
static struct str file_of(const char *tag, double wall, int records)
{
	struct str data = {0}, event = {0}, summary = {0}, value = {0};
	for (int i = 0; i < records; i++) {
		build_text(&value, 1, tag);
		build_float(&value, 2, (float)i);
		build_message(&summary, 1, &value);
		build_double(&event, 1, wall + i);
		build_number(&event, 2, (uint64_t)i);
		build_message(&event, 5, &summary);
		build_record(&data, event.data, event.length);
		str_clear(&event);
	}
	str_fini(&event);
	str_fini(&summary);
	str_fini(&value);
	return data;
}

/* After so many more reads there are other bytes. */
struct replaced {
	struct memory_file file;
	struct str *next;
	unsigned left;
};

static void replace(struct replaced *self)
{
	self->file.data = (const uint8_t *)self->next->data;
	self->file.size = self->next->length;
}

static int replaced_stat(void *context, int fd, struct file_stat *out)
{
	return memory_stat(&((struct replaced *)context)->file, fd, out);
}

static ssize_t replaced_read(void *context, int fd, void *into, size_t size, uint64_t from)
{
	struct replaced *self = context;
	if (self->left-- == 0)
		replace(self);
	return memory_read(&self->file, fd, into, size, from);
}

/* Known are `known` bytes of `old`, all of it is there when the look begins, and `next` from that read of it on. */
static void assert_replaced(struct str *old, size_t known, struct str *next, size_t block, unsigned at)
{
	struct replaced self = {{.data = (const uint8_t *)old->data, .size = known, .inode = 1}, next, UINT32_MAX};
	struct source source = {memory_open, replaced_stat, replaced_read, memory_close, &self, NULL, NULL};
	struct follower follower = follow_new(&source, block);
	if (known)
		follow_on(&follower, FOLLOW_ALL);
	self.file.size = old->length;
	self.left = at;
	follow_on(&follower, FOLLOW_ALL);
	replace(&self);
	follow_on(&follower, FOLLOW_ALL);
	struct str live = follow_dump(&follower), cold = follow_at_once((const uint8_t *)next->data, next->length);
	assert_string_equal(str_text(&live), str_text(&cold));
	str_fini(&live);
	str_fini(&cold);
	follow_end(&follower);
}

static void assert_always_replaced(const char *tag, size_t known, size_t block)
{
	struct str old = file_of("loss", 1700000000, RECORDS), next = file_of(tag, 1700009000, RECORDS + 3);
	for (unsigned at = 0; at < READS; at++)
		assert_replaced(&old, known, &next, block, at);
	str_fini(&old);
	str_fini(&next);
}

static void while_what_was_appended_is_read(void **state)
{
	assert_always_replaced("accuracy", 150, FOLLOW_BLOCK);
	assert_always_replaced("accuracy", 1500, 256);
}

static void with_records_at_the_same_places(void **state)
{
	assert_always_replaced("rate", 150, FOLLOW_BLOCK);
	assert_always_replaced("rate", 1500, 256);
}

static void while_it_is_read_for_the_first_time(void **state)
{
	assert_always_replaced("accuracy", 0, 256);
	assert_always_replaced("rate", 0, 256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(while_what_was_appended_is_read),
		cmocka_unit_test(with_records_at_the_same_places),
		cmocka_unit_test(while_it_is_read_for_the_first_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
