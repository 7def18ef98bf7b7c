/* Numbers that look random and are the same for the same seed (splitmix64, Steele and others 2014). */
#ifndef TBTOP_SOAK_CHANCE_H
#define TBTOP_SOAK_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chance {
	uint64_t state;
};

static inline uint64_t chance_next(struct chance *chance)
{
	uint64_t z = chance->state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* 0 … limit - 1 */
static inline size_t chance_below(struct chance *chance, size_t limit)
{
	return (size_t)(chance_next(chance) % limit);
}

/* True one time in `n`. */
static inline bool chance_once_in(struct chance *chance, size_t n)
{
	return chance_below(chance, n) == 0;
}

#endif
