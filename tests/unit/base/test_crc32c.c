#include "base/crc32c_alike.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

/* RFC 3720 appendix B.4, and the check value of the CRC catalogue. */
static void knows_published_vectors(void **state)
{
	(void)state;
	uint8_t bytes[32];
	assert_int_equal(crc32c("123456789", 9), 0xE3069283);
	assert_int_equal(crc32c("", 0), 0);
	memset(bytes, 0, sizeof bytes);
	assert_int_equal(crc32c(bytes, sizeof bytes), 0x8A9136AA);
	memset(bytes, 0xff, sizeof bytes);
	assert_int_equal(crc32c(bytes, sizeof bytes), 0x62A8AB43);
	for (int i = 0; i < 32; i++)
		bytes[i] = (uint8_t)i;
	assert_int_equal(crc32c(bytes, sizeof bytes), 0x46DD794E);
	for (int i = 0; i < 32; i++)
		bytes[i] = (uint8_t)(31 - i);
	assert_int_equal(crc32c(bytes, sizeof bytes), 0x113FDB5C);
}

/* A length of zeros: why a hole in a file is never a header (event-format 2.4). */
static void masks(void **state)
{
	(void)state;
	assert_int_equal(crc32c_masked("\0\0\0\0\0\0\0\0", 8), 0x07980329);
	assert_int_equal(crc32c_masked("", 0), 0xA282EAD8);
}

/* One bit after the other, straight from the definition. */
static uint32_t by_bits(const uint8_t *bytes, size_t length)
{
	uint32_t crc = UINT32_MAX;
	for (size_t i = 0; i < length; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78u : 0);
	}
	return ~crc;
}

static void all_ways_agree(void **state)
{
	(void)state;
	uint8_t bytes[300];
	uint32_t random = 12345;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)((random = random * 1664525 + 1013904223) >> 24);
	for (size_t from = 0; from < 9; from++)
		for (size_t length = 0; from + length <= sizeof bytes; length++) {
			uint32_t expected = by_bits(bytes + from, length);
			assert_int_equal(crc32c_table(bytes + from, length), expected);
			assert_int_equal(crc32c(bytes + from, length), expected);
			if (crc32c_has_hardware())
				assert_int_equal(crc32c_hardware(bytes + from, length), expected);
		}
}

/* Of all lengths and places: what differs changes the checksum as it does when all bytes are summed up. */
static void what_differs_is_enough(void **state)
{
	(void)state;
	uint32_t random = 54321;
	for (size_t length = CRC32C_LONGER_HEAD + 4; length < 300; length++)
		for (int longer = 0; longer < 2; longer++) {
			uint8_t bytes[300];
			size_t head = longer ? CRC32C_LONGER_HEAD : CRC32C_HEAD;
			for (size_t i = 0; i < length; i++)
				bytes[i] = (uint8_t)((random = random * 1664525 + 1013904223) >> 24);
			size_t four_at = head + (random >> 8) % (length - head - 3);
			struct crc32c_alike alike = crc32c_alike_of(bytes, length, four_at, longer);
			assert_int_equal(crc32c_alike_masked(&alike, bytes, length), crc32c_masked(bytes, length));
			for (size_t i = 0; i < head + 4; i++)
				bytes[i < head ? i : four_at + i - head] ^= (uint8_t)((random = random * 1664525 + 1013904223) >> 24);
			assert_int_equal(crc32c_alike_masked(&alike, bytes, length), crc32c_masked(bytes, length));
			alike.quick = false; /* as where the machine has no instruction for it */
			assert_int_equal(crc32c_alike_masked(&alike, bytes, length), crc32c_masked(bytes, length));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_published_vectors),
		cmocka_unit_test(masks),
		cmocka_unit_test(all_ways_agree),
		cmocka_unit_test(what_differs_is_enough),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
