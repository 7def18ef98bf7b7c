#include "data/summary.h"

#include "data/row_columns.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

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

struct chunk_summary row_columns_summarise(const struct row_columns *columns, size_t count, enum number_type type)
{
	double numbers[CHUNK_ROWS];
	struct chunk_summary summary = summary_empty();
	summary.count = (uint32_t)count;
	summarise_steps(&summary, columns->patterns[COLUMN_STEP], count);
	memcpy(numbers, columns->patterns[COLUMN_WALL], count * sizeof *numbers);
	summarise_walls(&summary, numbers, count);
	number_values(type, columns->patterns[COLUMN_VALUE], count, numbers);
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
	struct row_columns columns;
	for (size_t from = 0; from < count; from += CHUNK_ROWS) {
		size_t block_rows = count - from < CHUNK_ROWS ? count - from : CHUNK_ROWS;
		row_columns_of(&columns, rows + from, block_rows);
		struct chunk_summary block = row_columns_summarise(&columns, block_rows, type);
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
