/*
 * What is known of an embedding's labels only once all of them were read: the classes that a
 * column makes of the points, and which points match a search. A worker (app/piecework) reads them
 * a piece at a time: the column and the search that were wanted last. Loop thread, but for label_scan_work.
 */
#ifndef TBTOP_MODEL_LABEL_SCAN_H
#define TBTOP_MODEL_LABEL_SCAN_H

#include "data/projection.h"

#include <stdbool.h>

#define CLASSES_MOST 16 /* of more values nobody tells the colours */

/* Which class each point is of, 0, 1 … in the order in which they are met. Immutable once made. */
struct classes {
	unsigned holds; /* how many have it beside its first owner; the loop thread's */
	size_t count;
	struct slice names[CLASSES_MOST]; /* as the labels have them: borrowed of the projection */
	uint8_t of[];   /* row by row */
};

/* As projection_hold and projection_free. */
struct classes *classes_hold(const struct classes *classes);
void classes_free(struct classes *classes);

/* Rows in order. */
struct label_matches {
	const uint32_t *rows;
	size_t count;
	bool all; /* else more may come */
};

struct label_scan;

struct label_scan *label_scan_new(void);
void label_scan_free(struct label_scan *scan); /* NULL is fine; nothing may be under way */

/*
 * The classes of a column, none where there is no such column; the points whose number, or text in any column,
 * matches `needle` (model/pattern), none for "". A NULL projection: nothing. It is held for as long as it is read.
 */
void label_scan_want(struct label_scan *scan, const struct projection *projection, size_t column, const char *needle);
/* NULL as long as not all are known, or when there are too many. It lives until another column is wanted. */
const struct classes *label_scan_classes(const struct label_scan *scan, const struct projection *projection,
                                         size_t column);
/* Those among the rows that were read so far. They live until another search is wanted. */
struct label_matches label_scan_matches(const struct label_scan *scan, const struct projection *projection,
                                        const char *needle);

/* False when there is nothing to read, or something is under way. */
bool label_scan_take(void *scan);
/* A piece of it. Any thread. */
void label_scan_work(void *scan);
/* What was found is seen. */
void label_scan_put(void *scan);

#endif
