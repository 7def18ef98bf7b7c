/*
 * A histogram of one step, and what TensorBoard's Histograms and Distributions
 * make of it. Plain data; any thread.
 *
 * Nothing promises that buckets are sorted, that edges are finite or that
 * counts are above 0: what is drawn of a hostile one may be nonsense, but every
 * function below ends and stays within its memory.
 */
#ifndef TBTOP_DATA_HISTOGRAM_H
#define TBTOP_DATA_HISTOGRAM_H

#include "data/chunk.h"

struct bucket {
	double left, right, count;
};

struct histogram {
	struct bucket *buckets; /* owned */
	size_t count;
	enum number_type type; /* as its numbers were written, for whoever prints them; */
	uint64_t *bits;        /* owned; of 8-byte integers, which a double may not hold: three a bucket. Else NULL */
};

void histogram_fini(struct histogram *histogram);

/*
 * Nine lines of Distributions: values that 0, 6.68, 15.87, 30.85, 50, 69.15,
 * 84.13, 93.32 and 100 % of the counts are below (TB: distribution/compressor.py;
 * event-format 7.9). All 0 without buckets.
 *
 * They say something where the histogram has them: its buckets are in order, and no count is below 0 or not finite.
 */
#define HISTOGRAM_LINES 9
bool histogram_has_lines(const struct histogram *histogram);
void histogram_lines(const struct histogram *histogram, double out[HISTOGRAM_LINES]);

/*
 * The range that common bins of several steps have: widened to the histogram's
 * own, over all its buckets. Start with left = INFINITY, right = -INFINITY;
 * buckets without two finite edges change nothing.
 */
struct histogram_range {
	double left, right;
};
void histogram_range_add(struct histogram_range *range, const struct histogram *histogram);
/* As TensorBoard has it: a range that is a single value gets some width. */
struct histogram_range histogram_range_done(struct histogram_range range);

#define HISTOGRAM_BINS 30 /* TensorBoard's */
/*
 * Counts in `bins` bins of equal width over the range (TB: histogram_util.ts;
 * event-format 7.8). A bucket's count is shared out by overlap; one without width
 * goes whole into the bin that holds it. Counts that aren't above 0 add nothing.
 */
void histogram_bin(const struct histogram *histogram, struct histogram_range range, double *out, size_t bins);

/* What a row of the layer matrix shows. From buckets, so estimates: each as if it lay in the middle of its bucket. */
struct histogram_facts {
	double total;      /* NaN where a count is */
	double least, most; /* edges, whatever the order of the buckets */
	double mean, mean_abs, deviation; /* NaN without counts */
	double zeros;      /* part of the counts in buckets that hold nothing but 0, or 0 inside: at most this part */
};
struct histogram_facts histogram_facts(const struct histogram *histogram);

#endif
