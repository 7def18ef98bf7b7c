/*
 * Pairs of numbers, each known by a number of its own: 0, 1, 2 … in order of
 * arrival. As names.h, for what is looked up far more often than it comes: a
 * find touches one place of memory. One thread at a time.
 */
#ifndef TBTOP_BASE_PAIRS_H
#define TBTOP_BASE_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#define PAIRS_NONE UINT32_MAX

struct pairs {
	struct pair *slots; /* open addressing */
	size_t slot_count;
	uint32_t count;
	uint64_t seed;
};

void pairs_init(struct pairs *pairs);
void pairs_fini(struct pairs *pairs);
/* The number of a pair, new when it is not there yet; PAIRS_NONE when out of memory. */
uint32_t pairs_intern(struct pairs *pairs, uint32_t a, uint32_t b);
/* PAIRS_NONE when it is not there. */
uint32_t pairs_find(const struct pairs *pairs, uint32_t a, uint32_t b);

#endif
