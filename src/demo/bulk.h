/*
 * Scalars alone, as many as one likes: what benchmarks and soak tests read. A
 * record a point, as most writers have it; the same bytes for the same course.
 */
#ifndef TBTOP_DEMO_BULK_H
#define TBTOP_DEMO_BULK_H

#include "demo/run.h"

/* The runs of these numbers, `tags` tags each; as the recorder's functions. */
int bulk_record(const char *directory, uint64_t runs, uint64_t tags, const struct course *course);

#endif
