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

uint32_t crc32c(const void *bytes, size_t length);
uint32_t crc32c_masked(const void *bytes, size_t length);

/* The two ways, for tests and benchmarks. The hardware one only where crc32c_has_hardware(). */
bool crc32c_has_hardware(void);
uint32_t crc32c_hardware(const void *bytes, size_t length);
uint32_t crc32c_table(const void *bytes, size_t length);

#endif
