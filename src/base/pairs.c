#define _DEFAULT_SOURCE /* getentropy */
#include "base/pairs.h"

#include "base/alloc.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct pair {
	uint32_t a, b;
	uint32_t number; /* + 1; 0 for an empty slot */
};

void pairs_init(struct pairs *pairs)
{
	*pairs = (struct pairs){0};
	if (getentropy(&pairs->seed, sizeof pairs->seed))
		pairs->seed = (uint64_t)(uintptr_t)pairs;
}

void pairs_fini(struct pairs *pairs)
{
	free(pairs->slots);
	*pairs = (struct pairs){0};
}

/* Multiply and fold. */
static uint64_t hash_of(const struct pairs *pairs, uint32_t a, uint32_t b)
{
	__uint128_t product = (__uint128_t)(pairs->seed ^ ((uint64_t)a << 32 | b)) * 0x9E3779B97F4A7C15u;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The slot that holds the pair, or the empty one where it belongs. */
static struct pair *slot_of(const struct pairs *pairs, uint32_t a, uint32_t b)
{
	size_t mask = pairs->slot_count - 1, slot = hash_of(pairs, a, b) & mask;
	while (pairs->slots[slot].number && (pairs->slots[slot].a != a || pairs->slots[slot].b != b))
		slot = (slot + 1) & mask;
	return &pairs->slots[slot];
}

static bool grow(struct pairs *pairs)
{
	struct pairs grown = *pairs;
	grown.slot_count = pairs->slot_count ? pairs->slot_count * 2 : 16;
	grown.slots = data_alloc(grown.slot_count, sizeof *grown.slots);
	if (!grown.slots)
		return false;
	memset(grown.slots, 0, grown.slot_count * sizeof *grown.slots);
	for (size_t i = 0; i < pairs->slot_count; i++)
		if (pairs->slots[i].number)
			*slot_of(&grown, pairs->slots[i].a, pairs->slots[i].b) = pairs->slots[i];
	free(pairs->slots);
	*pairs = grown;
	return true;
}

uint32_t pairs_find(const struct pairs *pairs, uint32_t a, uint32_t b)
{
	return pairs->slot_count ? slot_of(pairs, a, b)->number - 1 : PAIRS_NONE;
}

uint32_t pairs_intern(struct pairs *pairs, uint32_t a, uint32_t b)
{
	if (((size_t)pairs->count + 1) * 2 > pairs->slot_count && !grow(pairs))
		return PAIRS_NONE;
	struct pair *slot = slot_of(pairs, a, b);
	if (!slot->number)
		*slot = (struct pair){a, b, ++pairs->count};
	return slot->number - 1;
}
