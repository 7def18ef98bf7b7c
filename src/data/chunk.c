#include "data/chunk.h"

#include "base/alloc.h"

#include <assert.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/*
 * The loops over rows are plain ones that compilers turn into vectors. What
 * every x86-64 has knows no comparisons of 64 bits: those that have more get a
 * version of their own, which is chosen when the program starts.
 */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
	!defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

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
	struct slab *slab; /* it lies in; NULL: on its own */
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
		summary->nan += isnan(value);
		summary->infinite += !isnan(value);
		summary->below += value < 0;
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

WIDE static void summarise_steps(struct chunk_summary *summary, const uint64_t *patterns, size_t count)
{
	int64_t least = (int64_t)patterns[0], most = least;
	uint64_t falls = 0;
	for (size_t i = 1; i < count; i++) {
		int64_t before = (int64_t)patterns[i - 1], step = (int64_t)patterns[i];
		least = step < least ? step : least;
		most = step > most ? step : most;
		falls += step < before;
	}
	summary->falls = (uint32_t)falls;
	summary->first_step = (int64_t)patterns[0];
	summary->last_step = (int64_t)patterns[count - 1];
	summary->min_step = least;
	summary->max_step = most;
}

/*
 * Where a double stands among all, as an integer: the order is theirs, with the
 * infinities and NaNs outside. Integers, since compilers make vectors of their
 * comparisons, and not of those of doubles, where NaNs would have a say.
 */
static inline int64_t place_of(double number)
{
	int64_t place = (int64_t)number_bits_double(number);
	int64_t flip = place < 0 ? INT64_MAX : 0;
	return place ^ flip;
}

/* And back: the flip undoes itself. */
static double number_at(int64_t place)
{
	return number_value(NUMBER_F64, (uint64_t)place_of(number_value(NUMBER_F64, (uint64_t)place)));
}

/* Turns the order so that those above 0 come first, the least of them at the front; and back. */
static inline int64_t positive_first(int64_t place)
{
	return (int64_t)(((uint64_t)place - 1) ^ (uint64_t)1 << 63);
}

static double number_of_positive(int64_t turned)
{
	int64_t place = (int64_t)(((uint64_t)turned ^ (uint64_t)1 << 63) + 1);
	return place > 0 ? number_at(place) : NAN;
}

/* The least, the most and the least above 0 of numbers; nothing of it is told where one isn't finite. */
struct range {
	double least, most, positive;
	bool finite;
};

/* Nearly all numbers are finite, so a plain loop without a branch goes first. */
WIDE static struct range range_of(const double *numbers, size_t count)
{
	int64_t least = INT64_MAX, most = INT64_MIN, positive = INT64_MAX;
	for (size_t i = 0; i < count; i++) {
		int64_t place = place_of(numbers[i]), turned = positive_first(place);
		least = place < least ? place : least;
		most = place > most ? place : most;
		positive = turned < positive ? turned : positive;
	}
	struct range range = {.least = number_at(least), .most = number_at(most), .positive = number_of_positive(positive)};
	range.finite = isfinite(range.least) && isfinite(range.most);
	return range;
}

static void summarise_walls(struct chunk_summary *summary, const double *walls, size_t count)
{
	struct range range = range_of(walls, count);
	if (range.finite) {
		summary->first_wall = walls[0];
		summary->last_wall = walls[count - 1];
		summary->min_wall = range.least;
		summary->max_wall = range.most;
		return;
	}
	for (size_t i = 0; i < count; i++)
		summary_add_wall(summary, walls[i]);
}

static void summarise_values(struct chunk_summary *summary, const double *values, size_t count)
{
	struct range range = range_of(values, count);
	if (range.finite) {
		summary->first = values[0];
		summary->last = values[count - 1];
		summary->min = range.least;
		summary->max = range.most;
		summary->min_positive = range.positive;
		return;
	}
	for (size_t i = 0; i < count; i++)
		summary_add_value(summary, values[i]);
}

/* Numbers of a column's patterns. */
WIDE static void read_numbers(enum number_type type, const uint64_t *patterns, size_t count, double *out)
{
	if (type == NUMBER_F32) /* nearly always: worth a loop without a switch in it */
		for (size_t i = 0; i < count; i++)
			out[i] = number_value(NUMBER_F32, patterns[i]);
	else
		for (size_t i = 0; i < count; i++)
			out[i] = number_value(type, patterns[i]);
}

/* The columns of some rows, as the patterns that are packed. */
struct columns {
	uint64_t patterns[COLUMN_COUNT][CHUNK_ROWS];
};

static void split_rows(struct columns *out, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		out->patterns[COLUMN_STEP][i] = (uint64_t)rows[i].step;
		out->patterns[COLUMN_WALL][i] = number_bits_double(rows[i].wall_time);
		out->patterns[COLUMN_VALUE][i] = rows[i].bits;
	}
}

static struct chunk_summary summarise_columns(const struct columns *columns, size_t count, enum number_type type)
{
	double numbers[CHUNK_ROWS];
	struct chunk_summary summary = summary_empty();
	summary.count = (uint32_t)count;
	summarise_steps(&summary, columns->patterns[COLUMN_STEP], count);
	memcpy(numbers, columns->patterns[COLUMN_WALL], count * sizeof *numbers);
	summarise_walls(&summary, numbers, count);
	read_numbers(type, columns->patterns[COLUMN_VALUE], count, numbers);
	summarise_values(&summary, numbers, count);
	return summary;
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
	struct chunk_summary all = summary_empty();
	struct columns columns;
	for (size_t from = 0; from < count; from += CHUNK_ROWS) {
		size_t block_rows = count - from < CHUNK_ROWS ? count - from : CHUNK_ROWS;
		split_rows(&columns, rows + from, block_rows);
		struct chunk_summary block = summarise_columns(&columns, block_rows, type);
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
		.below = a->below + b->below,
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

static void packed_write(const struct packed *column, const uint64_t *patterns, size_t count, uint64_t *words)
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

/* Chunks side by side. Each has a reference, and who fills it. */
struct slab {
	atomic_uint references;
	uint32_t number;   /* of those before it; this and the next two are for who fills it */
	size_t used, room; /* of the bytes */
	_Alignas(struct chunk) unsigned char bytes[];
};

/*
 * The first ones are of small pages, so that what no chunk came to takes no
 * memory. Then those are dwarfed by what is full, and a huge page is quicker to have.
 */
#define SMALL_SLABS 4
#define SMALL_SLAB ((size_t)1 << 20)
#define HUGE_SLAB ((size_t)2 << 20)
#define SLAB_OVERHEAD (sizeof(struct slab) + 64) /* the allocator's own bytes should fit, too */

void slab_unref(struct slab *slab)
{
	if (slab && atomic_fetch_sub_explicit(&slab->references, 1, memory_order_acq_rel) == 1)
		free(slab);
}

/* NULL when out of memory. */
static struct slab *slab_new(uint32_t number)
{
	size_t size = number < SMALL_SLABS ? SMALL_SLAB : HUGE_SLAB;
	struct slab *slab = data_alloc_whole(size);
	if (!slab)
		return NULL;
	slab->number = number;
	slab->used = 0;
	slab->room = size - SLAB_OVERHEAD;
	atomic_init(&slab->references, 1);
	return slab;
}

/* Room for a chunk, of which a slab takes hundreds. NULL when out of memory. */
static struct chunk *slab_take(struct slab **slab, size_t size)
{
	if (!*slab || size > (*slab)->room - (*slab)->used) {
		struct slab *fresh = slab_new(*slab ? (*slab)->number + 1 : 0);
		if (!fresh)
			return NULL;
		slab_unref(*slab);
		*slab = fresh;
	}
	struct chunk *chunk = (struct chunk *)((*slab)->bytes + (*slab)->used);
	(*slab)->used += size;
	atomic_fetch_add_explicit(&(*slab)->references, 1, memory_order_relaxed);
	return chunk;
}

/* Where the packed columns lie; the number of words that they take. */
static size_t plan_columns(struct packed *packed, const struct columns *columns, size_t count)
{
	size_t words = 0;
	for (int c = 0; c < COLUMN_COUNT; c++) {
		packed[c] = packed_plan(columns->patterns[c], count);
		packed[c].at = (uint32_t)words;
		words += packed_words(&packed[c], count);
	}
	return words + 1;
}

struct chunk *chunk_seal_in(struct slab **slab, const struct row *rows, size_t count, enum number_type type)
{
	assert(count > 0 && count <= CHUNK_ROWS);
	struct columns columns;
	struct packed packed[COLUMN_COUNT];
	split_rows(&columns, rows, count);
	size_t words = plan_columns(packed, &columns, count);
	size_t size = sizeof(struct chunk) + words * sizeof(uint64_t);
	struct chunk *chunk = slab ? slab_take(slab, size) : data_alloc(1, size);
	if (!chunk)
		return NULL;
	atomic_init(&chunk->references, 1);
	chunk->type = (uint32_t)type;
	chunk->slab = slab ? *slab : NULL;
	chunk->word_count = (uint32_t)words;
	chunk->summary = summarise_columns(&columns, count, type);
	memcpy(chunk->columns, packed, sizeof packed);
	chunk->words[words - 1] = 0;
	for (int c = 0; c < COLUMN_COUNT; c++)
		packed_write(&packed[c], columns.patterns[c], count, chunk->words);
	return chunk;
}

struct chunk *chunk_seal(const struct row *rows, size_t count, enum number_type type)
{
	return chunk_seal_in(NULL, rows, count, type);
}

struct chunk *chunk_ref(struct chunk *chunk)
{
	atomic_fetch_add_explicit(&chunk->references, 1, memory_order_relaxed);
	return chunk;
}

void chunk_unref(struct chunk *chunk)
{
	if (!chunk || atomic_fetch_sub_explicit(&chunk->references, 1, memory_order_acq_rel) != 1)
		return;
	if (chunk->slab)
		slab_unref(chunk->slab);
	else
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
