#define _DEFAULT_SOURCE /* getentropy */
#include "base/names.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct name {
	char *data;
	size_t length;
	uint64_t hash;
};

void names_init(struct names *names)
{
	*names = (struct names){0};
	if (getentropy(&names->seed, sizeof names->seed))
		names->seed = (uint64_t)(uintptr_t)names;
}

void names_fini(struct names *names)
{
	for (uint32_t i = 0; i < names->count; i++)
		free(names->items[i].data);
	free(names->items);
	free(names->slots);
	*names = (struct names){0};
}

/* Multiply and fold, eight bytes at a time. */
static uint64_t mix(uint64_t state, uint64_t word)
{
	__uint128_t product = (__uint128_t)(state ^ word) * 0x9E3779B97F4A7C15u;
	return (uint64_t)product ^ (uint64_t)(product >> 64) ^ (state << 17 | state >> 47);
}

static uint64_t hash_of(uint64_t seed, struct slice text)
{
	uint64_t state = mix(seed, text.length);
	const char *bytes = text.data;
	size_t left = text.length;
	for (; left >= 8; left -= 8, bytes += 8) {
		uint64_t word;
		memcpy(&word, bytes, 8);
		state = mix(state, word);
	}
	uint64_t rest = 0;
	if (left)
		memcpy(&rest, bytes, left);
	return mix(mix(state, rest), seed);
}

/* The slot that holds `text`, or the empty one where it belongs. */
static size_t slot_of(const struct names *names, struct slice text, uint64_t hash)
{
	size_t mask = names->slot_count - 1;
	size_t slot = hash & mask;
	for (; names->slots[slot]; slot = (slot + 1) & mask) {
		const struct name *name = &names->items[names->slots[slot] - 1];
		if (name->hash == hash && slice_equal(text, slice_make(name->data, name->length)))
			break;
	}
	return slot;
}

static bool grow_slots(struct names *names)
{
	size_t count = names->slot_count ? names->slot_count * 2 : 16;
	uint32_t *slots = data_alloc(count, sizeof *slots);
	if (!slots)
		return false;
	memset(slots, 0, count * sizeof *slots);
	free(names->slots);
	names->slots = slots;
	names->slot_count = count;
	for (uint32_t i = 0; i < names->count; i++) {
		const struct name *name = &names->items[i];
		slots[slot_of(names, slice_make(name->data, name->length), name->hash)] = i + 1;
	}
	return true;
}

uint32_t names_find(const struct names *names, struct slice text)
{
	if (!names->slot_count)
		return NAMES_NONE;
	uint32_t found = names->slots[slot_of(names, text, hash_of(names->seed, text))];
	return found ? found - 1 : NAMES_NONE;
}

static char *copy_of(struct slice text)
{
	char *copy = data_alloc(text.length + 1, 1);
	if (copy) {
		if (text.length)
			memcpy(copy, text.data, text.length);
		copy[text.length] = '\0';
	}
	return copy;
}

uint32_t names_intern(struct names *names, struct slice text)
{
	if ((size_t)(names->count + 1) * 2 > names->slot_count && !grow_slots(names))
		return NAMES_NONE;
	uint64_t hash = hash_of(names->seed, text);
	size_t slot = slot_of(names, text, hash);
	if (names->slots[slot])
		return names->slots[slot] - 1;
	if (!array_reserve(&names->items, &names->capacity, (size_t)names->count + 1))
		return NAMES_NONE;
	char *copy = copy_of(text);
	if (!copy)
		return NAMES_NONE;
	names->items[names->count] = (struct name){copy, text.length, hash};
	names->slots[slot] = ++names->count;
	return names->count - 1;
}

struct slice names_text(const struct names *names, uint32_t number)
{
	return slice_make(names->items[number].data, names->items[number].length);
}
