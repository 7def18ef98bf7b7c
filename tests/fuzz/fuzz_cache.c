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
	struct slice found;
	if (cache_check(slice_make(bytes, length), kind, &subject, &found) && found.length != length - CACHE_HEADER)
		object("an entry is its header and its bytes");
}

static void check_own(struct take *take)
{
	struct cache_subject subject = {0}, read;
	uint8_t header[CACHE_HEADER];
	struct slice found;
	uint16_t where = take_short(take);
	uint8_t bit = take_byte(take);
	take_into(take, &subject.size, sizeof subject.size);
	take_into(take, &subject.mtime_ns, sizeof subject.mtime_ns);
	take_into(take, &subject.head, sizeof subject.head);
	take_into(take, &subject.tail, sizeof subject.tail);
	subject.id.ino = take_short(take);

	struct slice bytes = slice_make(take->bytes, take->left);
	struct str file = {0};
	cache_header(header, kind, &subject, bytes);
	str_append(&file, header, sizeof header);
	str_append_slice(&file, bytes);
	if (!cache_check(str_slice(&file), kind, &read, &found) || !slice_equal(found, bytes) ||
	    read.size != subject.size || read.mtime_ns != subject.mtime_ns || read.head != subject.head ||
	    read.tail != subject.tail || read.id.ino != subject.id.ino || read.id.dev != subject.id.dev)
		object("what was written reads back");
	file.data[where % file.length] ^= (char)(1 << bit % 8);
	if (cache_check(str_slice(&file), kind, &read, &found))
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
