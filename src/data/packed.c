#include "data/packed.h"

#include "data/row_columns.h"

#include <stdbool.h>

static uint64_t width_mask(uint32_t width)
{
	return width >= 64 ? UINT64_MAX : ((uint64_t)1 << width) - 1;
}

static uint32_t bits_needed(uint64_t value)
{
	return value ? 64 - (uint32_t)__builtin_clzll(value) : 0;
}

size_t packed_words(const struct packed *column, size_t count)
{
	return (count * column->width + 63) / 64;
}

/* Order as signed numbers, of patterns. */
static bool below(uint64_t a, uint64_t b)
{
	const uint64_t sign = (uint64_t)1 << 63;
	return (a ^ sign) < (b ^ sign);
}

/* Base and width for residuals from a line of this slope. */
WIDE static struct packed packed_fit(const uint64_t *patterns, size_t count, uint64_t slope)
{
	int64_t low = (int64_t)patterns[0], high = low;
	uint64_t line = 0;
	for (size_t i = 0; i < count; i++, line += slope) {
		int64_t residual = (int64_t)(patterns[i] - line);
		low = residual < low ? residual : low;
		high = residual > high ? residual : high;
	}
	return (struct packed){
		.base = (uint64_t)low, .slope = slope, .width = bits_needed((uint64_t)high - (uint64_t)low)};
}

#define SAMPLES 8

/* How many bits residuals from a line of this slope take at least: those of a few rows. */
static uint32_t sampled_width(const uint64_t *patterns, size_t count, uint64_t slope)
{
	size_t stride = (count + SAMPLES - 1) / SAMPLES;
	uint64_t low = patterns[0], high = patterns[0];
	for (size_t i = stride / 2; i < count; i += stride) {
		uint64_t residual = patterns[i] - slope * i;
		low = below(residual, low) ? residual : low;
		high = below(high, residual) ? residual : high;
	}
	return bits_needed(high - low);
}

struct packed packed_plan(const uint64_t *patterns, size_t count)
{
	uint64_t slope = 0;
	if (count > 1) {
		uint64_t rise = patterns[count - 1] - patterns[0];
		bool falls = rise >> 63;
		slope = (falls ? -rise : rise) / (count - 1);
		slope = falls ? -slope : slope;
	}
	if (slope && sampled_width(patterns, count, 0) <= sampled_width(patterns, count, slope))
		slope = 0;
	return packed_fit(patterns, count, slope);
}

/* Words that are filled bit by bit. */
struct bits {
	uint64_t *to, word;
	uint32_t filled; /* of the word: less than 64 */
};

/* The low `width` bits, 1 to 64, of a number that has no others. */
static inline void bits_put(struct bits *bits, uint64_t number, uint32_t width)
{
	bits->word |= number << bits->filled;
	bits->filled += width;
	if (bits->filled >= 64) {
		*bits->to++ = bits->word;
		bits->filled -= 64;
		bits->word = bits->filled ? number >> (width - bits->filled) : 0;
	}
}

void packed_write(const struct packed *column, const uint64_t *patterns, size_t count, uint64_t *words)
{
	struct bits bits = {.to = words + column->at};
	uint64_t line = column->base, slope = column->slope;
	uint32_t width = column->width;
	size_t i = 0;
	if (!width)
		return;
	if (width <= 32) /* two at once */
		for (; i + 2 <= count; i += 2, line += 2 * slope)
			bits_put(&bits, (patterns[i] - line) | (patterns[i + 1] - line - slope) << width, 2 * width);
	for (; i < count; i++, line += slope)
		bits_put(&bits, patterns[i] - line, width);
	if (bits.filled)
		*bits.to = bits.word;
}

/* `shift` + width may reach into the next word, which is always there; shifting by 1 and 63 - shift is never by 64. */
static inline uint64_t bits_at(const uint64_t *from, size_t bit, uint64_t mask)
{
	unsigned shift = bit & 63;
	const uint64_t *word = from + (bit >> 6);
	return (word[0] >> shift | word[1] << 1 << (63 - shift)) & mask;
}

uint64_t packed_at(const struct packed *column, const uint64_t *words, size_t index)
{
	uint64_t line = column->base + column->slope * index;
	if (!column->width)
		return line;
	return line + bits_at(words + column->at, index * column->width, width_mask(column->width));
}

void packed_read(const struct packed *column, const uint64_t *words, size_t first, size_t count, uint64_t *out)
{
	uint64_t slope = column->slope, mask = width_mask(column->width), line = column->base + slope * first;
	const uint64_t *from = words + column->at;
	uint32_t width = column->width;
	size_t bit = first * width;
	if (!width) {
		for (size_t i = 0; i < count; i++, line += slope)
			out[i] = line;
		return;
	}
	for (size_t i = 0; i < count; i++, line += slope, bit += width)
		out[i] = line + bits_at(from, bit, mask);
}
