/*
 * Checksums of inputs that are alike: as long as one that is known, and the
 * same but for their head and four bytes further on. CRCs are linear: what
 * differs adds its own share, moved on by the bytes behind it, whatever those
 * are. Moving it on is one multiplication of polynomials, however many they are
 * ("Fast CRC Computation Using PCLMULQDQ Instruction", Intel, 2009). Pure.
 */
#ifndef TBTOP_BASE_CRC32C_ALIKE_H
#define TBTOP_BASE_CRC32C_ALIKE_H

#include "base/crc32c.h"
#include "base/little.h"

#include <stdbool.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#define CRC32C_HEAD 16        /* bytes of a head */
#define CRC32C_LONGER_HEAD 24

struct crc32c_alike {
	_Alignas(16) uint64_t shares[2]; /* what moves the head's share on, and that of the four bytes */
	uint32_t rest;                   /* the checksum without the two */
	uint32_t four_at;
	bool longer_head;
	bool quick;                      /* the machine has the instruction; else nothing of the above is told */
};

/* Of inputs like `bytes`. The four bytes are behind the head. */
struct crc32c_alike crc32c_alike_of(const uint8_t *bytes, size_t length, size_t four_at, bool longer_head);

#if defined(__x86_64__)
/* The checksum's share of what differs, as in crc32c_alike.rest: never inverted, never masked. */
static inline uint32_t crc32c_alike_share(const struct crc32c_alike *alike, const uint8_t *bytes)
{
	uint64_t state = 0, product;
	__asm__("crc32q %1, %0" : "+r"(state) : "rm"(little64(bytes)));
	__asm__("crc32q %1, %0" : "+r"(state) : "rm"(little64(bytes + 8)));
	if (alike->longer_head)
		__asm__("crc32q %1, %0" : "+r"(state) : "rm"(little64(bytes + CRC32C_HEAD)));
	__m128i head = _mm_cvtsi64_si128((long long)state), four = _mm_cvtsi32_si128((int)little32(bytes + alike->four_at));
	__m128i shares = _mm_load_si128((const __m128i *)(const void *)alike->shares);
	__asm__("pclmulqdq $0x00, %1, %0" : "+x"(head) : "x"(shares));
	__asm__("pclmulqdq $0x10, %1, %0" : "+x"(four) : "x"(shares));
	product = (uint64_t)_mm_cvtsi128_si64(_mm_xor_si128(head, four));
	state = 0;
	__asm__("crc32q %1, %0" : "+r"(state) : "r"(product));
	return (uint32_t)state;
}
#endif

/* As crc32c_masked, of an input that is like that one. */
static inline uint32_t crc32c_alike_masked(const struct crc32c_alike *alike, const uint8_t *bytes, size_t length)
{
#if defined(__x86_64__)
	if (alike->quick)
		return crc32c_mask(alike->rest ^ crc32c_alike_share(alike, bytes));
#endif
	return crc32c_masked_short(bytes, length);
}

#endif
