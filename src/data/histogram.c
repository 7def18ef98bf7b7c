#include "data/histogram.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

void histogram_fini(struct histogram *histogram)
{
	free(histogram->buckets);
	free(histogram->bits);
	*histogram = (struct histogram){0};
}

/* ---- Lines ---- */

/* In 1/100 %: of a normal distribution -∞, -1.5σ, -σ, -0.5σ, the median … */
static const double basis_points[HISTOGRAM_LINES] = {0, 668, 1587, 3085, 5000, 6915, 8413, 9332, 10000};
#define WHOLE 10000.0

static double total_of(const struct histogram *histogram)
{
	double total = 0;
	for (size_t i = 0; i < histogram->count; i++)
		total += histogram->buckets[i].count;
	return total;
}

bool histogram_has_lines(const struct histogram *histogram)
{
	double right = -INFINITY;
	for (size_t i = 0; i < histogram->count; i++) {
		const struct bucket *bucket = &histogram->buckets[i];
		/* Not below, so that a NaN is none of them. */
		if (!(bucket->left >= right) || !(bucket->right >= bucket->left) || !(bucket->count >= 0))
			return false;
		right = bucket->right;
	}
	return isfinite(total_of(histogram));
}

/* The difference of two that are finite need not be. */
static double between(double left, double right, double part)
{
	if (isinf(right - left) && isfinite(left) && isfinite(right))
		return left * (1 - part) + right * part;
	return left + part * (right - left);
}

void histogram_lines(const struct histogram *histogram, double out[HISTOGRAM_LINES])
{
	for (int line = 0; line < HISTOGRAM_LINES; line++)
		out[line] = 0;
	if (!histogram->count)
		return;
	const struct bucket *buckets = histogram->buckets;
	double least = buckets[0].left, most = buckets[histogram->count - 1].right;
	double total = total_of(histogram);
	/* In two steps, as TensorBoard has it, so that the last bit is the same. */
	double scale = total == 0 ? 1 : total;
	double sum = 0, before = 0, weight = 0;
	size_t i = 0;
	bool there = false; /* `before` and `weight` are those of bucket i */
	for (int line = 0; line < HISTOGRAM_LINES; line++) {
		double point = basis_points[line];
		for (;;) {
			if (!there && i < histogram->count) {
				sum += buckets[i].count;
				before = i ? weight : 0;
				weight = sum * WHOLE / scale;
				there = true;
			}
			if (i >= histogram->count || (weight > point && weight != before))
				break;
			i++;
			there = false;
		}
		if (i >= histogram->count) {
			out[line] = most;
			continue;
		}
		double left = before == 0 ? least : fmax(buckets[i - 1].right, least);
		double right = fmin(buckets[i].right, most);
		out[line] = between(left, right, (point - before) / (weight - before));
	}
}

/* ---- Bins ---- */

void histogram_range_add(struct histogram_range *range, const struct histogram *histogram)
{
	for (size_t i = 0; i < histogram->count; i++) {
		const struct bucket *bucket = &histogram->buckets[i];
		if (!isfinite(bucket->left) || !isfinite(bucket->right))
			continue;
		range->left = fmin(range->left, fmin(bucket->left, bucket->right));
		range->right = fmax(range->right, fmax(bucket->left, bucket->right));
	}
}

struct histogram_range histogram_range_done(struct histogram_range range)
{
	if (range.left == range.right)
		return (struct histogram_range){fmax(range.left / 1.1 - 1, -DBL_MAX), fmin(range.right * 1.1 + 1, DBL_MAX)};
	return range;
}

/* As TensorBoard reckons it, rounding and all: 0 between -1 and 1 lies in the 15th bin of 30. */
static double right_of(struct histogram_range range, double width, size_t bin)
{
	return range.left + (double)bin * width + width;
}

/* The bin in which a value lies: closed at the left, the last one at the right, too. `bins` for none. */
static size_t bin_of(struct histogram_range range, double width, size_t bins, double value)
{
	if (!(value >= range.left) || !(value <= range.right))
		return bins;
	double at = (value - range.left) / width;
	size_t bin = at < (double)bins ? (size_t)at : bins - 1;
	/* By the edges themselves: a value on one goes to the right, whatever the division made of it. */
	if (bin + 1 < bins && value >= right_of(range, width, bin))
		bin++;
	else if (bin && value < right_of(range, width, bin - 1))
		bin--;
	return bin;
}

static void share_out(const struct bucket *bucket, struct histogram_range range, double width, double *out, size_t bins)
{
	double left = fmax(bucket->left, range.left), right = fmin(bucket->right, range.right);
	if (!(left < right))
		return;
	size_t first = bin_of(range, width, bins, left), last = bin_of(range, width, bins, right);
	double whole = bucket->right - bucket->left; /* divided by first: a count over next to nothing may be infinite */
	for (size_t bin = first; bin <= last && bin < bins; bin++) {
		double from = fmax(left, range.left + (double)bin * width);
		double to = fmin(right, bin + 1 == bins ? range.right : right_of(range, width, bin));
		if (to > from)
			out[bin] += bucket->count * ((to - from) / whole);
	}
}

static double largest_edge(const struct histogram *histogram)
{
	double largest = 0;
	for (size_t i = 0; i < histogram->count; i++) {
		const struct bucket *bucket = &histogram->buckets[i];
		largest = isfinite(bucket->left) ? fmax(largest, fabs(bucket->left)) : largest;
		largest = isfinite(bucket->right) ? fmax(largest, fabs(bucket->right)) : largest;
	}
	return largest;
}

/* A power of two: by it, differences of edges are finite, and are what they are without it where those are. */
static double unit_of(const struct histogram *histogram, struct histogram_range range)
{
	double largest = fmax(largest_edge(histogram), fmax(fabs(range.left), fabs(range.right)));
	return largest > DBL_MAX / 4 ? 0.25 : 1;
}

void histogram_bin(const struct histogram *histogram, struct histogram_range range, double *out, size_t bins)
{
	for (size_t bin = 0; bin < bins; bin++)
		out[bin] = 0;
	double unit = unit_of(histogram, range);
	range = (struct histogram_range){range.left * unit, range.right * unit};
	double width = (range.right - range.left) / (double)bins;
	if (!bins || !isfinite(width) || !(width > 0))
		return;
	for (size_t i = 0; i < histogram->count; i++) {
		struct bucket bucket = histogram->buckets[i];
		if (!(bucket.count > 0) || !isfinite(bucket.left) || !isfinite(bucket.right))
			continue;
		bucket.left *= unit;
		bucket.right *= unit;
		if (bucket.right > bucket.left) {
			share_out(&bucket, range, width, out, bins);
		} else if (bucket.right == bucket.left) {
			size_t bin = bin_of(range, width, bins, bucket.left);
			if (bin < bins)
				out[bin] += bucket.count;
		}
	}
}

/* ---- Facts ---- */

/* As parts of 2^exponent, so that neither sums nor squares overflow or vanish. */
static double middle_of(const struct bucket *bucket, int exponent)
{
	return ldexp(bucket->left, -exponent) / 2 + ldexp(bucket->right, -exponent) / 2;
}

/* From the mean: a difference of sums would be that of large numbers. */
static double deviation_of(const struct histogram *histogram, double mean, double total, int exponent)
{
	double squares = 0;
	for (size_t i = 0; i < histogram->count; i++) {
		const struct bucket *bucket = &histogram->buckets[i];
		double off = middle_of(bucket, exponent) - mean;
		if (bucket->count != 0)
			squares += bucket->count * (off * off);
	}
	return isnan(squares) ? squares : sqrt(fmax(squares / total, 0));
}

struct histogram_facts histogram_facts(const struct histogram *histogram)
{
	double total = total_of(histogram), sum = 0, sum_abs = 0, zeros = 0, least = INFINITY, most = -INFINITY;
	int exponent;
	frexp(largest_edge(histogram), &exponent);
	for (size_t i = 0; i < histogram->count; i++) {
		const struct bucket *bucket = &histogram->buckets[i];
		double middle = middle_of(bucket, exponent);
		least = fmin(least, fmin(bucket->left, bucket->right));
		most = fmax(most, fmax(bucket->left, bucket->right));
		if (bucket->count == 0)
			continue;
		sum += bucket->count * middle;
		sum_abs += bucket->count * fabs(middle);
		if (bucket->left <= 0 && bucket->right >= 0)
			zeros += bucket->count;
	}
	double whole = total != 0 && !isinf(total) ? total : NAN, mean = sum / whole;
	return (struct histogram_facts){
		.total = total, .least = least, .most = most, .mean = ldexp(mean, exponent), .zeros = zeros / whole,
		.mean_abs = ldexp(sum_abs / whole, exponent),
		.deviation = ldexp(deviation_of(histogram, mean, whole, exponent), exponent),
	};
}
