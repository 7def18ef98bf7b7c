#include "base/crc32c_alike.h"

#include <string.h>

#if defined(__x86_64__)

/*
 * A share is multiplied with x^n, and the product of 64 bits goes through the
 * instruction that is made for 64 bits of input: that multiplies with x^32, and
 * once more with x since the product is one bit short of 64. So the factor for
 * no bytes is x^-33; bits are the other way round, as in all of a reflected CRC.
 */
#define BACK_33 0xa9cdda0du

/* x^-33 moved on by so many bytes: as the checksum's state goes on over zeros. */
static uint32_t moved_on(size_t bytes)
{
	static const uint8_t zeros[64];
	uint32_t state = ~BACK_33; /* crc32c_more goes on from the inverse, and gives it */
	for (; bytes > sizeof zeros; bytes -= sizeof zeros)
		state = crc32c_more(state, zeros, sizeof zeros);
	return ~crc32c_more(state, zeros, bytes);
}

struct crc32c_alike crc32c_alike_of(const uint8_t *bytes, size_t length, size_t four_at, bool longer_head)
{
	size_t head = longer_head ? CRC32C_LONGER_HEAD : CRC32C_HEAD;
	struct crc32c_alike alike = {
		.shares = {moved_on(length - head), moved_on(length - four_at)}, /* the four go through the state, too */
		.four_at = (uint32_t)four_at, .longer_head = longer_head,
		.quick = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul"),
	};
	if (alike.quick)
		alike.rest = crc32c(bytes, length) ^ crc32c_alike_share(&alike, bytes);
	return alike;
}

#else

struct crc32c_alike crc32c_alike_of(const uint8_t *bytes, size_t length, size_t four_at, bool longer_head)
{
	(void)bytes, (void)length;
	return (struct crc32c_alike){.four_at = (uint32_t)four_at, .longer_head = longer_head};
}

#endif
