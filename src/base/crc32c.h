/*
 * CRC-32C (Castagnoli, reflected polynomial 0x82F63B78) and TFRecord's mask:
 * rotate right by 15 bits, add 0xA282EAD8 (tensorflow/core/lib/hash/crc32c.h).
 * By the CPU's own instruction where it has one (SSE4.2, ARMv8), by a table
 * otherwise. Pure; any thread.
 */
#ifndef TBTOP_BASE_CRC32C_H
#define TBTOP_BASE_CRC32C_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define CRC32C_MASK_DELTA 0xA282EAD8u

uint32_t crc32c(const void *bytes, size_t length);
uint32_t crc32c_masked(const void *bytes, size_t length);
/* Of what came before, whose checksum is `crc` (0 for nothing), and these bytes. */
uint32_t crc32c_more(uint32_t crc, const void *bytes, size_t length);

/* TFRecord's mask of a checksum. */
static inline uint32_t crc32c_mask(uint32_t crc)
{
	return (crc >> 15 | crc << 17) + CRC32C_MASK_DELTA;
}

/*
 * The same for short inputs, without a call where the instruction is there: of a
 * record of scalars the calls would cost more than the checksums.
 */
static inline uint32_t crc32c_masked_short(const uint8_t *bytes, size_t length)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("sse4.2")) {
		uint64_t crc = UINT32_MAX, word;
		uint32_t half;
		uint16_t quarter;
		for (size_t left = length; left >= sizeof word; bytes += sizeof word, left -= sizeof word) {
			memcpy(&word, bytes, sizeof word);
			__asm__("crc32q %1, %0" : "+r"(crc) : "r"(word));
		}
		if (length & sizeof half) {
			memcpy(&half, bytes, sizeof half);
			__asm__("crc32l %1, %k0" : "+r"(crc) : "r"(half));
			bytes += sizeof half;
		}
		if (length & sizeof quarter) {
			memcpy(&quarter, bytes, sizeof quarter);
			__asm__("crc32w %1, %k0" : "+r"(crc) : "r"(quarter));
			bytes += sizeof quarter;
		}
		if (length & 1)
			__asm__("crc32b %1, %k0" : "+r"(crc) : "r"(*bytes));
		return crc32c_mask(~(uint32_t)crc);
	}
#endif
	return crc32c_masked(bytes, length);
}

/* The two ways, for tests and benchmarks. The hardware one only where crc32c_has_hardware(). */
bool crc32c_has_hardware(void);
uint32_t crc32c_hardware(const void *bytes, size_t length);
uint32_t crc32c_table(const void *bytes, size_t length);

#endif
