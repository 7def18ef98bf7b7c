/*
 * Means of whole series, of their finite points. No summary has them, so each point is
 * read once, some links at a time; what comes at the end of a series is added
 * to what is known, anything else begins anew. While that lasts the mean of before stands.
 */
#ifndef TBTOP_MODEL_METRIC_MEANS_H
#define TBTOP_MODEL_METRIC_MEANS_H

#include "model/store.h"

struct metric_mean {
	bool begun, complete;
	uint64_t generation;   /* of the series, when links were taken */
	struct {
		size_t strip, link;
		uint64_t rows, count; /* before it; count: finite ones */
		double mean;
	} next, later, settled; /* what comes next; some CHUNK_ROWS before it; links before this one stay as they are */
	double known;          /* NaN without */
};

struct metric_means {
	struct metric_mean *of; /* by series; owned */
	size_t count, capacity;
	uint64_t deadline;      /* monotonic ns; 0 for none */
	bool pending;           /* one was not complete at the deadline */
};

/* Now some are asked for. */
void metric_means_begin(struct metric_means *means, uint64_t deadline);
/* Goes on with that series while there is time. NaN without finite points, or when nothing is known yet. */
double metric_means_of(struct metric_means *means, const struct store *store, uint32_t series);
void metric_means_fini(struct metric_means *means);

#endif
