#include "data/chunk.h"

#include "base/alloc.h"

#include <assert.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/*
 * A column of 64-bit patterns: value i is base + slope * i + bits(i), modulo
 * 2^64, so that any patterns at all come back exactly. `width` bits a row
 * from word `at` on; 0 when the line says it all.
 */
struct packed {
	uint64_t base, slope;
	uint32_t at;
	uint32_t width;
};

enum { COLUMN_STEP, COLUMN_WALL, COLUMN_VALUE, COLUMN_COUNT };

struct chunk {
	atomic_uint references;
	uint32_t type;
	uint32_t word_count; /* one more than is used: reading a row looks at two words */
	struct packed columns[COLUMN_COUNT];
	struct chunk_summary summary;
	uint64_t words[];
};

/* ---- Numbers ------------------------------------------------------------- */

double number_value(enum number_type type, uint64_t bits)
{
	switch (type) {
	case NUMBER_F32: {
		uint32_t low = (uint32_t)bits;
		float value;
		memcpy(&value, &low, sizeof value);
		return (double)value;
	}
	case NUMBER_F64: {
		double value;
		memcpy(&value, &bits, sizeof value);
		return value;
	}
	case NUMBER_I64: {
		int64_t value;
		memcpy(&value, &bits, sizeof value);
		return (double)value;
	}
	case NUMBER_U64:
		return (double)bits;
	}
	return NAN;
}

uint64_t number_bits_float(float value)
{
	uint32_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

uint64_t number_bits_double(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

/* ---- Summaries ------------------------------------------------------------- */

static struct chunk_summary summary_empty(void)
{
	return (struct chunk_summary){
		.first_wall = NAN, .last_wall = NAN, .min_wall = NAN, .max_wall = NAN,
		.first = NAN, .last = NAN, .min = NAN, .max = NAN, .min_positive = NAN,
	};
}

static void summary_add_wall(struct chunk_summary *summary, double wall)
{
	if (!isfinite(wall)) {
		summary->odd_walls++;
		return;
	}
	if (isnan(summary->first_wall))
		summary->first_wall = summary->min_wall = summary->max_wall = wall;
	summary->last_wall = wall;
	if (wall < summary->min_wall)
		summary->min_wall = wall;
	if (wall > summary->max_wall)
		summary->max_wall = wall;
}

static void summary_add_value(struct chunk_summary *summary, double value)
{
	if (!isfinite(value)) {
		if (isnan(value))
			summary->nan++;
		else
			summary->infinite++;
		return;
	}
	if (isnan(summary->first))
		summary->first = summary->min = summary->max = value;
	summary->last = value;
	if (value < summary->min)
		summary->min = value;
	if (value > summary->max)
		summary->max = value;
	if (value > 0 && !(value >= summary->min_positive))
		summary->min_positive = value;
}

static void summarise_steps(struct chunk_summary *summary, const struct row *rows, size_t count)
{
	int64_t least = rows[0].step, most = rows[0].step;
	uint32_t falls = 0;
	for (size_t i = 1; i < count; i++) {
		least = rows[i].step < least ? rows[i].step : least;
		most = rows[i].step > most ? rows[i].step : most;
		falls += rows[i].step < rows[i - 1].step;
	}
	summary->falls = falls;
	summary->first_step = rows[0].step;
	summary->last_step = rows[count - 1].step;
	summary->min_step = least;
	summary->max_step = most;
}

/*
 * Nearly all rows are finite, so a plain loop without a branch goes first: a
 * NaN or an infinity shows in the sum of x - x, and then each row is looked at.
 */
static void summarise_walls(struct chunk_summary *summary, const struct row *rows, size_t count)
{
	double least = rows[0].wall_time, most = least, odd = 0;
	for (size_t i = 0; i < count; i++) {
		double wall = rows[i].wall_time;
		odd += wall - wall;
		least = wall < least ? wall : least;
		most = wall > most ? wall : most;
	}
	if (odd == 0) {
		summary->first_wall = rows[0].wall_time;
		summary->last_wall = rows[count - 1].wall_time;
		summary->min_wall = least;
		summary->max_wall = most;
		return;
	}
	for (size_t i = 0; i < count; i++)
		summary_add_wall(summary, rows[i].wall_time);
}

static void summarise_values(struct chunk_summary *summary, const double *values, size_t count)
{
	double least = values[0], most = least, positive = INFINITY, odd = 0;
	for (size_t i = 0; i < count; i++) {
		double value = values[i], above = value > 0 ? value : INFINITY;
		odd += value - value;
		least = value < least ? value : least;
		most = value > most ? value : most;
		positive = above < positive ? above : positive;
	}
	if (odd == 0) {
		summary->first = values[0];
		summary->last = values[count - 1];
		summary->min = least;
		summary->max = most;
		summary->min_positive = positive == INFINITY ? NAN : positive;
		return;
	}
	for (size_t i = 0; i < count; i++)
		summary_add_value(summary, values[i]);
}

static void summarise_block(struct chunk_summary *summary, const struct row *rows, size_t count,
                            enum number_type type)
{
	double values[CHUNK_ROWS];
	*summary = summary_empty();
	summary->count = (uint32_t)count;
	if (type == NUMBER_F32) /* nearly always: worth a loop without a switch in it */
		for (size_t i = 0; i < count; i++)
			values[i] = number_value(NUMBER_F32, rows[i].bits);
	else
		for (size_t i = 0; i < count; i++)
			values[i] = number_value(type, rows[i].bits);
	summarise_steps(summary, rows, count);
	summarise_walls(summary, rows, count);
	summarise_values(summary, values, count);
}

struct chunk_summary chunk_summarise_values(const double *values, size_t count)
{
	struct chunk_summary summary = summary_empty();
	summary.count = (uint32_t)count;
	if (count)
		summarise_values(&summary, values, count);
	return summary;
}

struct chunk_summary chunk_summarise(const struct row *rows, size_t count, enum number_type type)
{
	struct chunk_summary all = summary_empty(), block;
	for (size_t from = 0; from < count; from += CHUNK_ROWS) {
		summarise_block(&block, rows + from, count - from < CHUNK_ROWS ? count - from : CHUNK_ROWS, type);
		all = chunk_join(&all, &block);
	}
	return all;
}

/* fmin and fmax take the number when the other is NaN. */
struct chunk_summary chunk_join(const struct chunk_summary *a, const struct chunk_summary *b)
{
	if (!a->count)
		return *b;
	if (!b->count)
		return *a;
	return (struct chunk_summary){
		.count = a->count + b->count,
		.nan = a->nan + b->nan,
		.infinite = a->infinite + b->infinite,
		.odd_walls = a->odd_walls + b->odd_walls,
		.falls = a->falls + b->falls + (b->first_step < a->last_step),
		.first_step = a->first_step,
		.last_step = b->last_step,
		.min_step = a->min_step < b->min_step ? a->min_step : b->min_step,
		.max_step = a->max_step > b->max_step ? a->max_step : b->max_step,
		.first_wall = isnan(a->first_wall) ? b->first_wall : a->first_wall,
		.last_wall = isnan(b->last_wall) ? a->last_wall : b->last_wall,
		.min_wall = fmin(a->min_wall, b->min_wall),
		.max_wall = fmax(a->max_wall, b->max_wall),
		.first = isnan(a->first) ? b->first : a->first,
		.last = isnan(b->last) ? a->last : b->last,
		.min = fmin(a->min, b->min),
		.max = fmax(a->max, b->max),
		.min_positive = fmin(a->min_positive, b->min_positive),
	};
}

/* ---- Packing --------------------------------------------------------------- */

static uint64_t width_mask(uint32_t width)
{
	return width >= 64 ? UINT64_MAX : ((uint64_t)1 << width) - 1;
}

static uint32_t bits_needed(uint64_t value)
{
	return value ? 64 - (uint32_t)__builtin_clzll(value) : 0;
}

static size_t packed_words(const struct packed *column, size_t count)
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
static struct packed packed_fit(const uint64_t *patterns, size_t count, uint64_t slope)
{
	uint64_t low = patterns[0], high = patterns[0], line = 0;
	for (size_t i = 0; i < count; i++, line += slope) {
		uint64_t residual = patterns[i] - line;
		low = below(residual, low) ? residual : low;
		high = below(high, residual) ? residual : high;
	}
	return (struct packed){.base = low, .slope = slope, .width = bits_needed(high - low)};
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

/* The line through the first and the last, or a level one where that seems to need fewer bits. */
static struct packed packed_plan(const uint64_t *patterns, size_t count)
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

static void packed_write(const struct packed *column, const uint64_t *patterns, size_t count, uint64_t *words)
{
	uint64_t *to = words + column->at, word = 0, line = column->base;
	uint32_t width = column->width, filled = 0;
	if (!width)
		return;
	for (size_t i = 0; i < count; i++, line += column->slope) {
		uint64_t rest = patterns[i] - line;
		word |= rest << filled;
		filled += width;
		if (filled >= 64) {
			*to++ = word;
			filled -= 64;
			word = filled ? rest >> (width - filled) : 0;
		}
	}
	if (filled)
		*to = word;
}

/* `shift` + width may reach into the next word, which is always there; shifting by 1 and 63 - shift is never by 64. */
static inline uint64_t bits_at(const uint64_t *from, size_t bit, uint64_t mask)
{
	unsigned shift = bit & 63;
	const uint64_t *word = from + (bit >> 6);
	return (word[0] >> shift | word[1] << 1 << (63 - shift)) & mask;
}

static uint64_t packed_at(const struct chunk *chunk, int which, size_t index)
{
	const struct packed *column = &chunk->columns[which];
	uint64_t line = column->base + column->slope * index;
	if (!column->width)
		return line;
	return line + bits_at(chunk->words + column->at, index * column->width, width_mask(column->width));
}

static void packed_read(const struct chunk *chunk, int which, size_t first, size_t count, uint64_t *out)
{
	const struct packed column = chunk->columns[which];
	const uint64_t *from = chunk->words + column.at;
	uint64_t mask = width_mask(column.width), line = column.base + column.slope * first;
	size_t bit = first * column.width;
	if (!column.width) {
		for (size_t i = 0; i < count; i++, line += column.slope)
			out[i] = line;
		return;
	}
	for (size_t i = 0; i < count; i++, line += column.slope, bit += column.width)
		out[i] = line + bits_at(from, bit, mask);
}

/* ---- Chunks ---------------------------------------------------------------- */

struct chunk *chunk_seal(const struct row *rows, size_t count, enum number_type type)
{
	assert(count > 0 && count <= CHUNK_ROWS);
	uint64_t patterns[COLUMN_COUNT][CHUNK_ROWS];
	for (size_t i = 0; i < count; i++) {
		patterns[COLUMN_STEP][i] = (uint64_t)rows[i].step;
		patterns[COLUMN_WALL][i] = number_bits_double(rows[i].wall_time);
		patterns[COLUMN_VALUE][i] = rows[i].bits;
	}
	struct packed columns[COLUMN_COUNT];
	size_t words = 0;
	for (int c = 0; c < COLUMN_COUNT; c++) {
		columns[c] = packed_plan(patterns[c], count);
		columns[c].at = (uint32_t)words;
		words += packed_words(&columns[c], count);
	}
	words++;
	struct chunk *chunk = data_alloc(1, sizeof *chunk + words * sizeof *chunk->words);
	if (!chunk)
		return NULL;
	atomic_init(&chunk->references, 1);
	chunk->type = (uint32_t)type;
	chunk->word_count = (uint32_t)words;
	chunk->summary = chunk_summarise(rows, count, type);
	memcpy(chunk->columns, columns, sizeof columns);
	chunk->words[words - 1] = 0;
	for (int c = 0; c < COLUMN_COUNT; c++)
		packed_write(&columns[c], patterns[c], count, chunk->words);
	return chunk;
}

struct chunk *chunk_ref(struct chunk *chunk)
{
	atomic_fetch_add_explicit(&chunk->references, 1, memory_order_relaxed);
	return chunk;
}

void chunk_unref(struct chunk *chunk)
{
	if (chunk && atomic_fetch_sub_explicit(&chunk->references, 1, memory_order_acq_rel) == 1)
		free(chunk);
}

const struct chunk_summary *chunk_summary(const struct chunk *chunk)
{
	return &chunk->summary;
}

enum number_type chunk_type(const struct chunk *chunk)
{
	return (enum number_type)chunk->type;
}

size_t chunk_size(const struct chunk *chunk)
{
	return sizeof *chunk + chunk->word_count * sizeof *chunk->words;
}

static struct row row_of(uint64_t step, uint64_t wall, uint64_t bits)
{
	struct row row = {.bits = bits};
	memcpy(&row.step, &step, sizeof row.step);
	memcpy(&row.wall_time, &wall, sizeof row.wall_time);
	return row;
}

size_t chunk_read(const struct chunk *chunk, struct row *out)
{
	uint64_t patterns[COLUMN_COUNT][CHUNK_ROWS];
	size_t count = chunk->summary.count;
	for (int c = 0; c < COLUMN_COUNT; c++)
		packed_read(chunk, c, 0, count, patterns[c]);
	for (size_t i = 0; i < count; i++)
		out[i] = row_of(patterns[COLUMN_STEP][i], patterns[COLUMN_WALL][i], patterns[COLUMN_VALUE][i]);
	return count;
}

struct row chunk_row(const struct chunk *chunk, size_t index)
{
	assert(index < chunk->summary.count);
	return row_of(packed_at(chunk, COLUMN_STEP, index), packed_at(chunk, COLUMN_WALL, index),
	              packed_at(chunk, COLUMN_VALUE, index));
}

int64_t chunk_step(const struct chunk *chunk, size_t index)
{
	assert(index < chunk->summary.count);
	return (int64_t)packed_at(chunk, COLUMN_STEP, index);
}

void chunk_values(const struct chunk *chunk, size_t from, size_t to, double *out)
{
	uint64_t patterns[CHUNK_ROWS];
	enum number_type type = chunk_type(chunk);
	assert(from <= to && to <= chunk->summary.count);
	packed_read(chunk, COLUMN_VALUE, from, to - from, patterns);
	if (type == NUMBER_F32)
		for (size_t i = 0; i < to - from; i++)
			out[i] = number_value(NUMBER_F32, patterns[i]);
	else
		for (size_t i = 0; i < to - from; i++)
			out[i] = number_value(type, patterns[i]);
}
