#include "write/tensor.h"
#include "write/writer.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define ROWS 6
#define COUNT_ROWS 4         /* the first of them */
#define THRESHOLDS 127       /* PyTorch's most */
#define MOST_THRESHOLDS 100000
#define LEAST_COUNT 1e-7     /* precision and recall of nothing are 0 */
#define DATA_NUM_THRESHOLDS 2

/* What has a prediction in each of the buckets between thresholds; from these, what has one above. */
struct counts {
	double *positives, *negatives;
};

static bool count(struct counts *counts, unsigned thresholds, const float *predictions, const uint8_t *labels,
                  const float *weights, size_t samples)
{
	for (size_t i = 0; i < samples; i++) {
		if (!(predictions[i] >= 0 && predictions[i] <= 1))
			return false;
		unsigned bucket = (unsigned)floorf(predictions[i] * (float)(thresholds - 1));
		(labels[i] ? counts->positives : counts->negatives)[bucket] += weights ? (double)weights[i] : 1;
	}
	for (unsigned i = thresholds - 1; i-- > 0;) {
		counts->positives[i] += counts->positives[i + 1];
		counts->negatives[i] += counts->negatives[i + 1];
	}
	return true;
}

/* Rows as event-format 4.5 has them: TP, FP, TN, FN, precision, recall. */
static void fill_rows(float *rows, unsigned thresholds, const struct counts *counts)
{
	for (unsigned i = 0; i < thresholds; i++) {
		double true_positives = counts->positives[i], false_positives = counts->negatives[i];
		double true_negatives = counts->negatives[0] - false_positives;
		double false_negatives = counts->positives[0] - true_positives;
		const double column[ROWS] = {true_positives, false_positives, true_negatives, false_negatives,
			true_positives / fmax(LEAST_COUNT, true_positives + false_positives),
			true_positives / fmax(LEAST_COUNT, true_positives + false_negatives)};
		for (unsigned row = 0; row < ROWS; row++)
			rows[row * thresholds + i] = (float)column[row];
	}
}

static int compute(float *rows, unsigned thresholds, const float *predictions, const uint8_t *labels,
                   const float *weights, size_t samples)
{
	double *buckets = calloc((size_t)thresholds * 2, sizeof *buckets);
	struct counts counts = {buckets, buckets + thresholds};
	int error = -ENOMEM;
	if (buckets) {
		error = count(&counts, thresholds, predictions, labels, weights, samples) ? 0 : -EINVAL;
		fill_rows(rows, thresholds, &counts);
	}
	free(buckets);
	return error;
}

/* TensorBoard makes integers of the counts: one that is none, and it shows nothing of the tag. */
static bool are_counts(const float *rows, unsigned thresholds)
{
	for (size_t i = 0; i < (size_t)thresholds * COUNT_ROWS; i++)
		if (!isfinite(rows[i]))
			return false;
	return true;
}

int tbr_pr_curve_raw(struct tbr_writer *writer, const char *tag, int64_t step, const float *rows, unsigned thresholds)
{
	struct event event;
	if (!rows || thresholds < 2 || thresholds > MOST_THRESHOLDS || !are_counts(rows, thresholds))
		return -EINVAL;
	writer_begin(writer, &event, step);
	event_value(&event, tag);
	size_t tensor = tensor_begin(&event, TENSOR_FLOAT, (const size_t[]){ROWS, thresholds}, 2);
	tensor_numbers(&event, rows, (size_t)thresholds * ROWS, sizeof *rows);
	tensor_end(&event, tensor);
	struct metadata metadata = metadata_begin(&event, "pr_curves");
	put_integer(&event.bytes, DATA_NUM_THRESHOLDS, thresholds);
	metadata_end(&event, &metadata);
	event_value_end(&event);
	return writer_record(&event);
}

int tbr_pr_curve(struct tbr_writer *writer, const char *tag, int64_t step, const float *predictions,
                 const uint8_t *labels, const float *weights, size_t samples, unsigned thresholds)
{
	if (!thresholds)
		thresholds = THRESHOLDS;
	if (thresholds < 2 || thresholds > MOST_THRESHOLDS || (samples && (!predictions || !labels)))
		return -EINVAL;
	float *rows = malloc((size_t)thresholds * ROWS * sizeof *rows);
	int error = rows ? compute(rows, thresholds, predictions, labels, weights, samples) : -ENOMEM;
	if (!error)
		error = tbr_pr_curve_raw(writer, tag, step, rows, thresholds);
	free(rows);
	return error;
}
