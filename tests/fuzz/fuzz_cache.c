/*
 * Entries of the cache: any bytes are an entry or none; what we wrote reads
 * back, and with one bit changed it is none.
 */
#include "disk/cache.h"
#include "fuzz/take.h"
#include "fuzz/target.h"

static const struct cache_kind kind = {"index", 1};

static void check_any(const uint8_t *bytes, size_t length)
{
	struct cache_subject subject;
	if (length >= CACHE_HEADER)
		cache_check(bytes, kind, slice_make(bytes + CACHE_HEADER, length - CACHE_HEADER), &subject);
}

static bool check(const struct str *file, struct cache_subject *subject)
{
	return cache_check((const uint8_t *)file->data, kind,
	                   slice_make(file->data + CACHE_HEADER, file->length - CACHE_HEADER), subject);
}

static void check_own(struct take *take)
{
	struct cache_subject subject = {0}, read;
	uint8_t header[CACHE_HEADER];
	uint16_t where = take_short(take);
	uint8_t bit = take_byte(take);
	take_into(take, &subject.size, sizeof subject.size);
	take_into(take, &subject.mtime_ns, sizeof subject.mtime_ns);
	take_into(take, &subject.head, sizeof subject.head);
	take_into(take, &subject.tail, sizeof subject.tail);
	subject.id.ino = take_short(take);

	struct slice bytes = slice_make(take->bytes, take->left);
	struct slice parts[] = {slice_make(take->bytes, take->left / 3), slice_make(take->bytes + take->left / 3, take->left - take->left / 3)};
	struct str file = {0};
	cache_header(header, kind, &subject, parts, 2);
	str_append(&file, header, sizeof header);
	str_append_slice(&file, bytes);
	if (!check(&file, &read) || read.size != subject.size || read.mtime_ns != subject.mtime_ns || read.head != subject.head ||
	    read.tail != subject.tail || read.id.ino != subject.id.ino || read.id.dev != subject.id.dev)
		object("what was written reads back");
	file.data[where % file.length] ^= (char)(1 << bit % 8);
	if (check(&file, &read))
		object("a changed bit shows");
	str_fini(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take take = {bytes, length};
	check_any(bytes, length);
	check_own(&take);
	return 0;
}
