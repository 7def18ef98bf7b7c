/*
 * Interned byte strings: each different text gets a small number, 0, 1, 2 …,
 * that stays. Used for runs and tags, so that everything above compares and
 * indexes by number. The hash is seeded at random, so hostile names can't make
 * it slow. One thread at a time.
 */
#ifndef TBTOP_BASE_NAMES_H
#define TBTOP_BASE_NAMES_H

#include "base/str.h"

#include <stdint.h>

#define NAMES_NONE UINT32_MAX

struct names {
	struct name *items; /* by number */
	uint32_t *slots;    /* open addressing: number + 1, or 0 */
	uint32_t count;
	size_t capacity, slot_count;
	uint64_t seed;
};

void names_init(struct names *names);
void names_fini(struct names *names);

/* The number of `text`, new when it is not there yet; NAMES_NONE when out of memory. */
uint32_t names_intern(struct names *names, struct slice text);
/* NAMES_NONE when it is not there. */
uint32_t names_find(const struct names *names, struct slice text);
/* The text of a number below `count`; NUL-terminated, lives as long as `names`. */
struct slice names_text(const struct names *names, uint32_t number);

#endif
