/* Chance that is the same for the same seed, on every machine: splitmix64 (Steele, Lea, Flood 2014). */
#ifndef TBTOP_DEMO_CHANCE_H
#define TBTOP_DEMO_CHANCE_H

#include <math.h>
#include <stdint.h>

struct chance {
	uint64_t state;
};

static inline uint64_t chance_next(struct chance *chance)
{
	uint64_t z = chance->state += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* Seeds, and numbers, that are next to each other have nothing in common. */
static inline struct chance chance_of(uint64_t seed, uint64_t number)
{
	struct chance chance = {seed};
	chance.state = chance_next(&chance) + number;
	chance.state = chance_next(&chance);
	return chance;
}

/* In [0, 1). */
static inline double chance_unit(struct chance *chance)
{
	return (double)(chance_next(chance) >> 11) * 0x1p-53;
}

/* About normal, mean 0, deviation 1: the sum of four quarters of a number has a variance of 1/3. */
static inline double chance_normal(struct chance *chance)
{
	uint64_t bits = chance_next(chance);
	double sum = 0;
	for (int i = 0; i < 4; i++, bits >>= 16)
		sum += (double)(bits & 0xffff) * 0x1p-16;
	return (sum - 2 * 0xffff * 0x1p-16) * 1.7320508075688772;
}

#endif
