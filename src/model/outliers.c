#include "model/outliers.h"

#include "data/chunk.h"

#include <math.h>
#include <stdint.h>

/* Numbers in the order of the values. */
static uint64_t key_of(double value)
{
	uint64_t bits = number_bits_double(value);
	return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static unsigned digit_of(double value, unsigned shift)
{
	return key_of(value) >> shift & 0xff;
}

/* Those with a digit to the front; how many they are. */
static size_t gather(double *values, size_t count, unsigned shift, unsigned digit)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		double value = values[i];
		if (digit_of(value, shift) != digit)
			continue;
		values[i] = values[kept];
		values[kept++] = value;
	}
	return kept;
}

/* The value with `rank` smaller ones: digit by digit, since sorting hundreds of thousands takes longer than a frame. */
static double ranked(double *values, size_t count, size_t rank)
{
	for (unsigned shift = 64; shift && count > 1;) {
		size_t counts[256] = {0};
		unsigned digit = 0;
		shift -= 8;
		for (size_t i = 0; i < count; i++)
			counts[digit_of(values[i], shift)]++;
		while (rank >= counts[digit])
			rank -= counts[digit++];
		count = gather(values, count, shift, digit);
	}
	return values[0];
}

void outliers_range(double *values, size_t count, double *low, double *high)
{
	*low = *high = NAN;
	if (!count)
		return;
	/* Whole numbers: 0.05 is no double, and 0.95 * 100 must be 95. */
	size_t last = count - 1, cut = count > 2 ? last / 20 + (last % 20 > 0) : 0;
	*low = ranked(values, count, cut);
	*high = ranked(values, count, last - cut);
}
