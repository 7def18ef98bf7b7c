/*
 * Checksums are the same in every way that there is: by the table, by the
 * machine's instruction, in two parts, without a call; and of an input that is
 * like another one but for its head and four bytes, by what differs.
 */
#include "base/crc32c_alike.h"
#include "fuzz/take.h"
#include "fuzz/target.h"

static void check_ways(const uint8_t *bytes, size_t length, size_t middle)
{
	uint32_t crc = crc32c_table(bytes, length);
	if (crc32c(bytes, length) != crc || (crc32c_has_hardware() && crc32c_hardware(bytes, length) != crc))
		object("by the instruction as by the table");
	if (crc32c_more(crc32c_table(bytes, middle), bytes + middle, length - middle) != crc)
		object("in two parts as in one");
	if (crc32c_masked_short(bytes, length) != crc32c_mask(crc) || crc32c_masked(bytes, length) != crc32c_mask(crc))
		object("without a call as with one");
}

static void check_alike(struct take *take, bool longer, uint16_t where)
{
	uint8_t other[CRC32C_LONGER_HEAD + 4], bytes[1024];
	size_t head = longer ? CRC32C_LONGER_HEAD : CRC32C_HEAD, length = take->left;
	take_into(take, other, sizeof other);
	if (length > sizeof bytes)
		length = sizeof bytes;
	take_into(take, bytes, length);
	if (length < head + 4)
		return;
	size_t four_at = head + where % (length - head - 3);
	struct crc32c_alike alike = crc32c_alike_of(bytes, length, four_at, longer);
	if (crc32c_alike_masked(&alike, bytes, length) != crc32c_masked(bytes, length))
		object("one is like itself");
	memcpy(bytes, other, head);
	memcpy(bytes + four_at, other + head, 4);
	uint32_t crc = crc32c_mask(crc32c_table(bytes, length));
	if (crc32c_alike_masked(&alike, bytes, length) != crc)
		object("what differs is enough");
	alike.quick = false; /* as where the machine has no instruction for it */
	if (crc32c_alike_masked(&alike, bytes, length) != crc)
		object("or all is summed up");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take take = {bytes, length};
	bool longer = take_byte(&take) & 1;
	uint16_t where = take_short(&take);
	check_ways(take.bytes, take.left, take.left ? where % take.left : 0);
	check_alike(&take, longer, where);
	return 0;
}
