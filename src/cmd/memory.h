/* How much memory what is loaded may take: --memory-limit, TBTOP_MEMORY_LIMIT, or what the machine has. */
#ifndef TBTOP_CMD_MEMORY_H
#define TBTOP_CMD_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* "512M", "1.5 GiB", "2000000": bytes, or with K, M, G, T (powers of 1,024; B and iB may follow). More than 0. */
bool memory_parse(const char *text, uint64_t *bytes);

/* Half of the machine's memory, at most 8 GiB. */
uint64_t memory_default(void);

#endif
