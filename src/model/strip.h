/*
 * A row of sealed chunks in stored order, with joined summaries above them, so
 * that any stretch of any length is summarised in O(log) looks. A link may be
 * hidden in whole or in part by a restart; summaries are of visible rows.
 */
#ifndef TBTOP_MODEL_STRIP_H
#define TBTOP_MODEL_STRIP_H

#include "data/chunk.h"

/* Rows with step >= `step` are hidden, when there is such a limit at all. */
struct limit {
	bool any;
	int64_t step;
};

enum link_seen { LINK_WHOLE, LINK_PARTLY, LINK_HIDDEN };

struct link {
	struct chunk *chunk;
	int64_t limit;   /* of LINK_PARTLY */
	uint32_t epoch;  /* marks before it in its span */
	uint8_t seen;    /* enum link_seen */
};

/* Summaries of up to STRIP_FANOUT nodes of the level below each. */
#define STRIP_FANOUT 8
struct level {
	struct chunk_summary *nodes;
	size_t capacity;
};

/*
 * Another look at the same rows: other values in the same places (derived.h).
 * The summaries are of these, one a link; whoever appends a link sets its
 * summary first. Values are doubles, whatever the type of the chunks.
 */
struct strip;
struct lens {
	struct chunk_summary *summaries;
	size_t capacity;
	/* The visible rows of a link as they look through it. */
	size_t (*read)(const struct lens *lens, const struct strip *strip, size_t index, struct row *out);
};

struct strip {
	const struct lens *lens; /* NULL: the rows as they are */
	struct link *links;
	size_t count, capacity;
	struct level *levels; /* [0] is right above the links; the last has at most STRIP_FANOUT nodes */
	size_t level_count, level_capacity;
	uint64_t rows;        /* visible or not */
	uint64_t bytes;       /* in chunks */
};

void strip_fini(struct strip *strip);

/*
 * Appends a chunk and takes the reference. Small chunks of one epoch and type
 * grow together until they are full, so that a run that brings one point at a
 * time ends up with few. False when out of memory: nothing changed.
 */
bool strip_append(struct strip *strip, struct chunk *chunk, uint32_t epoch, struct limit limit);

/* Sets what is hidden of one link. Call strip_refresh after the last one. */
void strip_limit(struct strip *strip, size_t index, struct limit limit);
void strip_refresh(struct strip *strip);

/* Removes the links from `count` on. */
void strip_cut(struct strip *strip, size_t count);

/* The visible rows of a link as the strip's lens shows them (room for CHUNK_ROWS), how many, and of what type. */
size_t strip_read(const struct strip *strip, size_t index, struct row *out, enum number_type *type);
/* The visible rows of a link (room for CHUNK_ROWS), and how many; and those that are hidden. */
size_t link_read(const struct link *link, struct row *out);
size_t link_read_hidden(const struct link *link, struct row *out);

/* Nodes on a level: 0 are the links. */
size_t strip_nodes(const struct strip *strip, size_t level);
/* The summary of the visible rows below a node. O(1) but for a link that is hidden in part. */
struct chunk_summary strip_node(const struct strip *strip, size_t level, size_t index);
/* Of all visible rows; O(STRIP_FANOUT). */
struct chunk_summary strip_whole(const struct strip *strip);

#endif
