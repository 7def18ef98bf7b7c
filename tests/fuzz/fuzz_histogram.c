/* Histograms of any bytes decode or don't; what is made of them ends and stays in its place. */
#include "fuzz/decoded.h"
#include "fuzz/target.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take input = {bytes, length};
	struct asset *asset = decoded(KIND_HISTOGRAM, &input, (struct slice){0}, (struct slice){0});
	if (!asset)
		return 0;
	const struct histogram *histogram = &asset->histogram;
	double lines[HISTOGRAM_LINES], bins[HISTOGRAM_BINS], sum = 0, total = 0;
	struct histogram_range range = {INFINITY, -INFINITY};
	bool plain = true;
	for (size_t i = 0; i < histogram->count; i++) {
		const struct bucket *bucket = &histogram->buckets[i];
		plain &= fabs(bucket->left) < 1e100 && fabs(bucket->right) < 1e100 && bucket->count >= 0 &&
		         bucket->count < 1e100 && bucket->left <= bucket->right;
		plain &= !i || bucket->left >= histogram->buckets[i - 1].right;
		total += bucket->count;
	}
	histogram_lines(histogram, lines);
	histogram_range_add(&range, histogram);
	range = histogram_range_done(range);
	histogram_bin(histogram, range, bins, HISTOGRAM_BINS);
	(void)histogram_facts(histogram);
	for (int i = 0; i < HISTOGRAM_BINS; i++)
		sum += bins[i];
	if (plain && histogram->count && range.right - range.left > 1e-90 * fmax(fabs(range.left), 1) &&
	    (range.right - range.left) / HISTOGRAM_BINS > 1e-12 * fmax(fabs(range.left), fabs(range.right)) &&
	    fabs(sum - total) > 1e-6 * total)
		object("bins share out all counts");
	for (int i = 1; plain && total > 0 && i < HISTOGRAM_LINES; i++)
		if (lines[i] < lines[i - 1] - 1e-9 * fabs(lines[i - 1]))
			object("lines rise");
	asset_free(asset);
	return 0;
}
