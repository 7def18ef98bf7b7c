/*
 * What a chart needs of a series: one summary for each column of pixels, in
 * O(columns) however many points there are, by the levels above the chunks.
 * A one-point spike always shows in `min` or `max` of its column. No order of
 * steps or times is assumed. Pure reads of a const store.
 */
#ifndef TBTOP_MODEL_QUERY_H
#define TBTOP_MODEL_QUERY_H

#include "model/store.h"

enum axis_source { AXIS_STEP, AXIS_WALL };

/* The points that count, or those that restarts took back (purge.h): they are kept, and can be looked at. */
enum branch { BRANCH_CURRENT, BRANCH_SUPERSEDED };

/* Points with from <= x < to, in columns of equal width; the last takes x == to. */
struct window {
	double from, to;
};

struct column {
	uint64_t count;         /* points in it, non-finite too */
	uint64_t nan, infinite, below; /* below: of the infinite ones, those below zero */
	double first, last;     /* finite values, by stored order; NaN without */
	double min, max;        /* finite values; NaN without */
	double min_positive;    /* for log axes; NaN without */
};

/* Fills `columns` (count > 0). False when the series has no visible scalar points. */
bool query_columns(const struct store *store, uint32_t series, enum axis_source axis, struct window window,
                   struct column *columns, size_t count);

/*
 * Points of a branch that follow each other in stored order: those at places
 * `from` to `to` - 1 of it. A line through them goes forward only.
 */
struct stretch {
	enum branch branch;
	uint64_t from, to;
	int64_t first_step; /* of the first of them */
	double first_wall;
};

/*
 * Cuts a branch into such stretches: one ends where the step goes back (a
 * restart that nothing told of, two writers in turn), a superseded one also
 * where points that count lie between. Where there would be more than
 * QUERY_STRETCHES there is one, over all. Returns how many; 0 without scalar
 * points. O(stretches * log points); of the superseded branch O(chunks).
 */
#define QUERY_STRETCHES 32
size_t query_stretches(const struct store *store, uint32_t series, enum branch branch,
                       struct stretch out[QUERY_STRETCHES]);
/*
 * As query_columns, of the points of one stretch. False when it has none. With
 * edges, column i takes edges[i] <= x < edges[i + 1], the last its end, too:
 * `count` + 1 of them that never fall (any NaN: no points).
 */
struct query {
	const struct stretch *stretch;
	enum axis_source axis;
	struct window window;
	const double *edges; /* in place of the window, for columns that differ in width; NULL without */
	size_t first; /* columns before this one are left as they are */
};
/*
 * The first of `count` such columns in which something may be another since the series, or a smoothed one of it, had
 * that generation; `count` when none is. Of all points in one stretch only.
 */
size_t query_changed(const struct store *store, uint32_t series, uint64_t generation, const struct query *query,
                     size_t count);
bool query_part(const struct store *store, uint32_t series, const struct query *query, struct column *columns,
                size_t count);
/* With a window. */
bool query_stretch(const struct store *store, uint32_t series, const struct stretch *stretch, enum axis_source axis,
                   struct window window, struct column *columns, size_t count);

/* The summary of all visible points of a series, or of those in a window. */
struct chunk_summary query_whole(const struct store *store, uint32_t series);
/* Of those that a restart hides; O(chunks). */
struct chunk_summary query_superseded(const struct store *store, uint32_t series);
struct column query_range(const struct store *store, uint32_t series, enum axis_source axis, struct window window);

/* The visible point whose x is nearest (the later stored of two as near). False without points. */
bool query_nearest(const struct store *store, uint32_t series, enum axis_source axis, double x, struct row *out,
                   enum number_type *type);

/* These two of a series that is not in the store: a smoothed one (derived.h). */
struct series;
bool query_part_in(const struct series *series, const struct query *query, struct column *columns, size_t count);
bool query_nearest_in(const struct series *series, enum axis_source axis, double x, struct row *out,
                      enum number_type *type);

#endif
