#include "model/metric_means.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "model/tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LINKS_A_LOOK 32 /* at the clock: 16,384 points */

void metric_means_begin(struct metric_means *means, uint64_t deadline)
{
	means->deadline = deadline;
	means->pending = false;
}

static void take_link(struct metric_mean *mean, const struct strip *strip)
{
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	if (mean->next.rows - mean->later.rows >= CHUNK_ROWS) { /* small links at the end may yet be joined (strip_append) */
		mean->settled = mean->later;
		mean->later = mean->next;
	}
	mean->next.rows += chunk_summary(strip->links[mean->next.link].chunk)->count;
	size_t count = strip_read(strip, mean->next.link++, rows, &type);
	for (size_t i = 0; i < count; i++) {
		double value = number_value(type, rows[i].bits);
		if (isfinite(value))
			mean->next.mean += (value - mean->next.mean) / (double)++mean->next.count;
	}
}

/* False when the deadline came. */
static bool take_all(struct metric_mean *mean, const struct series *series, uint64_t deadline)
{
	for (size_t taken = 0; mean->next.strip < series_strip_count(series); mean->next.strip++, mean->next.link = 0) {
		const struct strip *strip = series_strip(series, mean->next.strip);
		for (; strip && mean->next.link < strip->count; taken++) {
			if (deadline && taken % LINKS_A_LOOK == 0 && clock_mono() >= deadline)
				return false;
			take_link(mean, strip);
		}
	}
	return true;
}

/* Back to what is settled where points only came at the end, else to the start. */
static void follow(struct metric_mean *mean, const struct series *series)
{
	if (!mean->begun)
		mean->known = NAN;
	if (!mean->begun || mean->generation < series->growth.since)
		memset(&mean->settled, 0, sizeof mean->settled);
	mean->next = mean->later = mean->settled;
	mean->generation = series->generation;
	mean->begun = true;
	mean->complete = false;
}

static bool reserve(struct metric_means *means, size_t need)
{
	if (need <= means->count)
		return true;
	if (!array_reserve(&means->of, &means->capacity, need))
		return false;
	while (means->count < need)
		means->of[means->count++] = (struct metric_mean){0};
	return true;
}

double metric_means_of(struct metric_means *means, const struct store *store, uint32_t number)
{
	const struct series *series = &store->series[number];
	if (!reserve(means, (size_t)number + 1))
		return NAN;
	struct metric_mean *mean = &means->of[number];
	if (!mean->begun || mean->generation != series->generation)
		follow(mean, series);
	if (!mean->complete && (mean->complete = take_all(mean, series, means->deadline)))
		mean->known = mean->next.count ? mean->next.mean : NAN;
	means->pending |= !mean->complete;
	return mean->known;
}

void metric_means_fini(struct metric_means *means)
{
	free(means->of);
	*means = (struct metric_means){0};
}
