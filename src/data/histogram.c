#include "data/histogram.h"

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
		out[line] = left + (point - before) / (weight - before) * (right - left);
	}
}

/* ---- Bins ---- */

void histogram_range_add(struct histogram_range *range, const struct histogram *histogram)
{
	if (!histogram->count)
		return;
	double left = histogram->buckets[0].left, right = histogram->buckets[histogram->count - 1].right;
	if (!isfinite(left) || !isfinite(right))
		return;
	range->left = fmin(range->left, left);
	range->right = fmax(range->right, right);
}

struct histogram_range histogram_range_done(struct histogram_range range)
{
	if (range.left == range.right)
		return (struct histogram_range){range.left / 1.1 - 1, range.right * 1.1 + 1};
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

void histogram_bin(const struct histogram *histogram, struct histogram_range range, double *out, size_t bins)
{
	for (size_t bin = 0; bin < bins; bin++)
		out[bin] = 0;
	double width = (range.right - range.left) / (double)bins;
	if (!bins || !isfinite(width) || !(width > 0))
		return;
	for (size_t i = 0; i < histogram->count; i++) {
		const struct bucket *bucket = &histogram->buckets[i];
		if (!(bucket->count > 0) || !isfinite(bucket->left) || !isfinite(bucket->right))
			continue;
		if (bucket->right > bucket->left) {
			share_out(bucket, range, width, out, bins);
		} else if (bucket->right == bucket->left) {
			size_t bin = bin_of(range, width, bins, bucket->left);
			if (bin < bins)
				out[bin] += bucket->count;
		}
	}
}

/* ---- Facts ---- */

struct histogram_facts histogram_facts(const struct histogram *histogram)
{
	double total = 0, sum = 0, sum_abs = 0, squares = 0, zeros = 0;
	for (size_t i = 0; i < histogram->count; i++) {
		const struct bucket *bucket = &histogram->buckets[i];
		double middle = bucket->left / 2 + bucket->right / 2;
		if (bucket->count == 0)
			continue;
		total += bucket->count;
		sum += bucket->count * middle;
		sum_abs += bucket->count * fabs(middle);
		squares += bucket->count * middle * middle;
		if (bucket->left <= 0 && bucket->right >= 0)
			zeros += bucket->count;
	}
	double mean = sum / total;
	return (struct histogram_facts){
		.total = total, .mean = mean, .mean_abs = sum_abs / total,
		.deviation = sqrt(fmax(squares / total - mean * mean, 0)), .zeros = zeros / total,
	};
}
