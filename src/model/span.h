/*
 * Files and the contiguous ranges (spans) of them that were read. A span keeps
 * what concerns its run as a whole: marks, problems, the ends of its events.
 * Points are with the series.
 */
#ifndef TBTOP_MODEL_SPAN_H
#define TBTOP_MODEL_SPAN_H

#include "base/str.h"
#include "data/batch.h"
#include "data/process.h"

/* A mark and how many stood before it in the span. The series of a REWIND is the store's number of the tag. */
struct span_mark {
	struct mark mark;
	uint32_t epoch;
};

/* What TensorBoard remembers of a run while it walks its events (model/purge). */
struct purge_state {
	double version;
	bool seen_start;
	int64_t recent_step; /* of the last summary event */
};

struct span {
	uint32_t file;
	uint32_t ordinal; /* grows along all spans of the run: files by name, then by begin */
	uint32_t epochs;  /* marks seen; a rewind between two batches counts as one */
	uint64_t begin, end;
	struct span_mark *marks;
	size_t mark_count, mark_capacity;
	struct problem *problems;
	size_t problem_count, problem_capacity;
	uint32_t *first_tags; /* of the first summary event: what a rewind across the border concerns */
	size_t first_tag_count;
	bool has_event, has_summary, has_meta_graph;
	bool doomed;        /* its file is being forgotten */
	double first_wall, last_wall, max_wall;
	uint64_t records;
	int64_t first_step, last_step; /* of the first and last summary event */
	double first_summary_wall;
	bool sketch;                   /* not read, but from the index, with only some of its rows: until it is read */
	bool first_told;               /* the first one's rewinds, if it goes back, are among the marks */
	uint32_t first_epoch;          /* marks before the first summary event */
	struct item meta_graph;
	struct purge_state after; /* behind the span, as derived last: only purge.c looks at it */
};

/* A point's place in its run: a later mark has a larger one. */
static inline uint64_t span_key(const struct span *span, uint32_t epoch)
{
	return (uint64_t)span->ordinal << 32 | epoch;
}

struct file {
	uint32_t run;
	char *name, *path, *shown; /* name as found; path as found; shown is valid UTF-8 */
	uint64_t size, pending;
	bool listed; /* false once it was dropped for good: its number stays */
	bool gone, marker, caught_up, zeros_pending;
	enum status status;
	struct span **spans; /* by begin */
	size_t span_count, span_capacity;
	struct problem *problems; /* of all spans: see file_settle_problems */
	size_t problem_count, problem_capacity, stream_problems;
	uint64_t lost_bytes;
	bool damaged;
	bool unreadable;       /* problem below stands; each batch judges anew */
	struct problem access;
	bool withheld;         /* not read on: the store is full */
	bool short_of_memory;  /* since `short_at` something could not be kept */
	uint64_t short_at;
	double written;        /* batch.h: file_written; NaN before */
	uint64_t grew_at;      /* monotonic ns; 0 before */
	double held;           /* seconds that records of that growth lay with the writer */
	double growth_gap;     /* NaN until two were seen */
	struct process process; /* that writes it, as far as is known */
};

/* What a file adds to totals. */
struct tally {
	uint64_t bytes, bytes_read, records, lost_bytes;
	uint64_t settled, found; /* bytes read or known to be no record yet, and bytes to be read */
	uint64_t memory;
	uint64_t sketched; /* bytes that are not read, but known from the index */
	uint32_t problems, withheld;
	bool has_event, damaged;
	double first_wall, last_wall, max_wall;
};
struct tally file_tally(const struct file *file);

/*
 * The span that a batch extends, or a new one for it; NULL when out of memory
 * or when it overlaps what is there (`*overlaps`). `*is_new` tells a new one.
 * Nothing extends a sketch, and no sketch extends anything.
 */
struct span *file_span(struct file *file, uint32_t number, const struct batch *batch, bool *is_new, bool *overlaps);
/* Takes a span out again that holds nothing yet, or nothing more. */
void file_remove_span(struct file *file, struct span *span);

/*
 * Adds what a batch brings apart from points; `tags` has the tag number of each of its series.
 * `*epoch` is what the epochs of the batch's points count from. False when out
 * of memory: some of it is missing.
 */
bool span_absorb(struct span *span, const struct batch *batch, const uint32_t *tags, uint32_t *epoch);

/*
 * Takes the problems of all spans together after one changed: the same ones, in
 * the same order, whether a stretch of the file came in one span or in two. Those
 * of a compressed stream come first, then the others by offset. False when out of
 * memory: they stay as they were.
 */
bool file_settle_problems(struct file *file);
/* The k-th of file_tally's problems of a file: that it can't be read, those of its spans, that it isn't read on. */
struct problem file_problem(const struct file *file, uint32_t k);

void file_forget(struct file *file); /* frees all spans and resets what was read */
void file_fini(struct file *file);

#endif
