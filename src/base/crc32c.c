#include "base/crc32c.h"

#include <pthread.h>
#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

#define POLYNOMIAL 0x82F63B78u

/* ---- The table way: slicing by 8 ---- */

static uint32_t slices[8][256];
static pthread_once_t slices_once = PTHREAD_ONCE_INIT;

static void make_slices(void)
{
	for (uint32_t byte = 0; byte < 256; byte++) {
		uint32_t crc = byte;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
		slices[0][byte] = crc;
	}
	for (int slice = 1; slice < 8; slice++)
		for (int byte = 0; byte < 256; byte++) {
			uint32_t crc = slices[slice - 1][byte];
			slices[slice][byte] = crc >> 8 ^ slices[0][crc & 0xff];
		}
}

/* Each of these goes on from the state that is behind what came before. */
static uint32_t more_by_table(uint32_t crc, const uint8_t *at, size_t length)
{
	pthread_once(&slices_once, make_slices);
	for (; length >= 8; at += 8, length -= 8) {
		crc ^= (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
		crc = slices[7][crc & 0xff] ^ slices[6][crc >> 8 & 0xff] ^ slices[5][crc >> 16 & 0xff] ^
		      slices[4][crc >> 24] ^ slices[3][at[4]] ^ slices[2][at[5]] ^ slices[1][at[6]] ^ slices[0][at[7]];
	}
	for (; length > 0; at++, length--)
		crc = crc >> 8 ^ slices[0][(crc ^ *at) & 0xff];
	return crc;
}

/* ---- The CPU's own instruction ---- */

#if defined(__x86_64__)

bool crc32c_has_hardware(void)
{
	return __builtin_cpu_supports("sse4.2");
}

__attribute__((target("sse4.2"))) static uint32_t more_by_hardware(uint32_t before, const uint8_t *at, size_t length)
{
	uint64_t crc = before;
	for (; length >= 8; at += 8, length -= 8) {
		uint64_t word;
		memcpy(&word, at, sizeof word);
		crc = _mm_crc32_u64(crc, word);
	}
	for (; length > 0; at++, length--)
		crc = _mm_crc32_u8((uint32_t)crc, *at);
	return (uint32_t)crc;
}

#elif defined(__aarch64__) && defined(__linux__)

#define HWCAP_HAS_CRC32 (1u << 7) /* HWCAP_CRC32 of the kernel's asm/hwcap.h */

bool crc32c_has_hardware(void)
{
	return getauxval(AT_HWCAP) & HWCAP_HAS_CRC32;
}

static uint32_t more_by_hardware(uint32_t crc, const uint8_t *at, size_t length)
{
	/* By assembler text: gcc and clang spell the intrinsic and the attribute that allows it differently. */
	for (; length >= 8; at += 8, length -= 8) {
		uint64_t word;
		memcpy(&word, at, sizeof word);
		__asm__(".arch_extension crc\n\tcrc32cx %w0, %w0, %x1" : "+r"(crc) : "r"(word));
	}
	for (; length > 0; at++, length--)
		__asm__(".arch_extension crc\n\tcrc32cb %w0, %w0, %w1" : "+r"(crc) : "r"((uint32_t)*at));
	return crc;
}

#else

bool crc32c_has_hardware(void)
{
	return false;
}

static uint32_t more_by_hardware(uint32_t crc, const uint8_t *at, size_t length)
{
	return more_by_table(crc, at, length);
}

#endif

/* ---- Both ---- */

uint32_t crc32c_table(const void *bytes, size_t length)
{
	return ~more_by_table(UINT32_MAX, bytes, length);
}

uint32_t crc32c_hardware(const void *bytes, size_t length)
{
	return ~more_by_hardware(UINT32_MAX, bytes, length);
}

uint32_t crc32c_more(uint32_t crc, const void *bytes, size_t length)
{
	return ~(crc32c_has_hardware() ? more_by_hardware(~crc, bytes, length) : more_by_table(~crc, bytes, length));
}

uint32_t crc32c(const void *bytes, size_t length)
{
	return crc32c_more(0, bytes, length);
}

uint32_t crc32c_masked(const void *bytes, size_t length)
{
	return crc32c_mask(crc32c(bytes, length));
}
