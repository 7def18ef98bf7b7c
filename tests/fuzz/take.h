/* Takes numbers off the front of a fuzz target's input; behind its end all are 0. */
#ifndef TBTOP_TESTS_FUZZ_TAKE_H
#define TBTOP_TESTS_FUZZ_TAKE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct take {
	const uint8_t *bytes;
	size_t left;
};

static inline void take_into(struct take *take, void *out, size_t size)
{
	size_t got = size < take->left ? size : take->left;
	memset(out, 0, size);
	if (got)
		memcpy(out, take->bytes, got);
	take->bytes += got;
	take->left -= got;
}

static inline uint8_t take_byte(struct take *take)
{
	uint8_t byte;
	take_into(take, &byte, 1);
	return byte;
}

static inline uint16_t take_short(struct take *take)
{
	uint16_t number;
	take_into(take, &number, sizeof number);
	return number;
}

/* Any pattern of bits, NaNs and infinities too. */
static inline double take_double(struct take *take)
{
	double number;
	take_into(take, &number, sizeof number);
	return number;
}

/* The property does not hold. */
static inline _Noreturn void object(const char *what)
{
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

#endif
