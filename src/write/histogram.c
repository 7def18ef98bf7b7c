#include "write/tensor.h"
#include "write/writer.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

/* HistogramProto (event-format 3.3) */
#define HISTO_MIN 1
#define HISTO_MAX 2
#define HISTO_NUM 3
#define HISTO_SUM 4
#define HISTO_SUM_SQUARES 5
#define HISTO_BUCKET_LIMIT 6
#define HISTO_BUCKET 7

#define LIMITS 1549      /* 774 on either side of 0, and 0 */
#define MOST_BUCKETS 1000000

struct values {
	const double *doubles; /* one of the two */
	const float *floats;
	size_t count;
};

static double value_at(const struct values *values, size_t i)
{
	return values->doubles ? values->doubles[i] : (double)values->floats[i];
}

struct totals {
	double min, max, sum, squares;
};

/* NaN among the values is what all four are. */
static struct totals add_up(const struct values *values)
{
	struct totals totals = {INFINITY, -INFINITY, 0, 0};
	for (size_t i = 0; i < values->count; i++) {
		double value = value_at(values, i);
		if (value < totals.min || isnan(value))
			totals.min = value;
		if (value > totals.max || isnan(value))
			totals.max = value;
		if (isnan(value))
			return (struct totals){value, value, value, value};
		totals.sum += value;
		totals.squares += value * value;
	}
	return totals;
}

/* ---- TensorBoard's exponential limits -------------------------------------- */

static double limits[LIMITS];

/* ±1e-12 · 1.1^k below 1e20, each from the one before as the reference writers make them; and 0. */
static void make_limits(void)
{
	double limit = 1e-12;
	for (int i = LIMITS / 2 + 1; i < LIMITS; i++) {
		limits[i] = limit;
		limits[LIMITS - 1 - i] = -limit;
		limit *= 1.1;
	}
}

/* The bucket from limits[i] up to limits[i + 1]; the last one includes its end. -1: in none. */
static int bucket_of(double value)
{
	int low = 0, high = LIMITS - 1;
	if (!(value >= limits[low] && value <= limits[high]))
		return -1;
	while (high - low > 1) {
		int middle = (low + high) / 2;
		if (value >= limits[middle])
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* What buckets there are from the first that has something to the last, and an empty one before, for its left edge. */
static void put_buckets(struct bytes *out, const double *counts)
{
	static const double nothing[1];
	int first = 0, last = LIMITS - 2;
	while (first <= last && counts[first] == 0)
		first++;
	while (last > first && counts[last] == 0)
		last--;
	size_t count = first > last ? 0 : (size_t)(last - first + 1);
	size_t at = message_begin(out, HISTO_BUCKET_LIMIT);
	put_raw(out, count ? limits + first : nothing, count + 1, sizeof *limits);
	message_end(out, at);
	at = message_begin(out, HISTO_BUCKET);
	put_raw(out, nothing, 1, sizeof *nothing);
	put_raw(out, counts + first, count, sizeof *counts);
	message_end(out, at);
}

static void put_exponential(struct event *event, const struct values *values)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	double counts[LIMITS - 1] = {0};
	struct totals totals = add_up(values);
	pthread_once(&once, make_limits);
	for (size_t i = 0; i < values->count; i++) {
		int bucket = bucket_of(value_at(values, i));
		if (bucket >= 0)
			counts[bucket]++;
	}
	struct bytes *out = &event->bytes;
	size_t histo = message_begin(out, VALUE_HISTO);
	put_double(out, HISTO_MIN, totals.min);
	put_double(out, HISTO_MAX, totals.max);
	put_double(out, HISTO_NUM, (double)values->count);
	put_double(out, HISTO_SUM, totals.sum);
	put_double(out, HISTO_SUM_SQUARES, totals.squares);
	put_buckets(out, counts);
	message_end(out, histo);
}

/* ---- Equal width ------------------------------------------------------------ */

struct row {
	double left, right, count;
};

static void count_rows(struct row *rows, size_t buckets, const struct values *values, struct totals totals)
{
	double width = (totals.max - totals.min) / (double)buckets;
	for (size_t i = 0; i < buckets; i++) {
		rows[i].left = (double)i * width + totals.min;
		rows[i].right = i + 1 == buckets ? totals.max : (double)(i + 1) * width + totals.min;
	}
	for (size_t i = 0; isfinite(width) && i < values->count; i++) {
		double bucket = floor((value_at(values, i) - totals.min) / width);
		rows[bucket < (double)buckets ? (size_t)bucket : buckets - 1].count++;
	}
}

/* Values that are all the same have no width: they are in the last bucket. */
static void fill_rows(struct row *rows, size_t buckets, const struct values *values)
{
	struct totals totals = add_up(values);
	if (!values->count)
		return;
	if (totals.max > totals.min || isnan(totals.min)) {
		count_rows(rows, buckets, values, totals);
		return;
	}
	for (size_t i = 0; i < buckets; i++)
		rows[i] = (struct row){totals.min, totals.max, 0};
	rows[buckets - 1].count = (double)values->count;
}

static void put_equal(struct event *event, const struct values *values, unsigned buckets)
{
	struct row *rows = calloc(buckets, sizeof *rows);
	if (!rows) {
		event_fail(event, -ENOMEM);
		return;
	}
	fill_rows(rows, buckets, values);
	size_t tensor = tensor_begin(event, TENSOR_DOUBLE, (const size_t[]){buckets, 3}, 2);
	tensor_numbers(event, rows, (size_t)buckets * 3, sizeof(double));
	tensor_end(event, tensor);
	metadata_plain(event, "histograms");
	free(rows);
}

/* ---- For others ------------------------------------------------------------- */

static int record(struct tbr_writer *writer, const char *tag, int64_t step, const struct values *values,
                  unsigned buckets)
{
	struct event event;
	bool empty = !values->count;
	if ((!empty && !values->doubles && !values->floats) || (empty && !buckets) || buckets > MOST_BUCKETS)
		return -EINVAL;
	writer_begin(writer, &event, step);
	event_value(&event, tag);
	if (buckets)
		put_equal(&event, values, buckets);
	else
		put_exponential(&event, values);
	event_value_end(&event);
	return writer_record(&event);
}

int tbr_histogram(struct tbr_writer *writer, const char *tag, int64_t step, const double *values, size_t count,
                  unsigned buckets)
{
	return record(writer, tag, step, &(struct values){.doubles = values, .count = count}, buckets);
}

int tbr_histogram_f32(struct tbr_writer *writer, const char *tag, int64_t step, const float *values, size_t count,
                      unsigned buckets)
{
	return record(writer, tag, step, &(struct values){.floats = values, .count = count}, buckets);
}
