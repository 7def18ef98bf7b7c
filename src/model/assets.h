/*
 * Decoded payloads that views look at: a cache with a bound, on the loop
 * thread. A view looks for what it needs and puts out an ask for it in every
 * prepare, be it there or not; whoever carries asks out calls assets_want, and
 * feed/fetch reads and decodes what is wanted, the newest wish first.
 *
 *   none -> WANTED -> LOADING -> READY or FAILED -> (not asked for any more) none
 *
 * What was asked for in the latest round is never put out for something else,
 * so that a screen that needs more than there is room for doesn't load for
 * ever: what has no room fails with STATUS_FULL.
 */
#ifndef TBTOP_MODEL_ASSETS_H
#define TBTOP_MODEL_ASSETS_H

#include "data/asset.h"
#include "model/store.h"

/* A point of a series that is no scalar, by where it lies: the same for as long as its file is. */
struct asset_place {
	uint32_t series, file;
	enum kind kind; /* of the series: what it is decoded as */
	uint32_t part;  /* struct asset: what of it */
	struct item item;
};
/* Of the visible point of that position in stored order; false behind the last. */
bool asset_place(const struct store *store, uint32_t series, uint64_t position, struct asset_place *out);

/* Of the first point that doesn't fit its series' kind, as the tensor that it is. False without. */
bool asset_misfit(const struct store *store, uint32_t series, struct asset_place *out);

enum asset_state { ASSET_NONE, ASSET_WANTED, ASSET_LOADING, ASSET_READY, ASSET_FAILED };

struct asset_answer {
	enum asset_state state;
	const struct asset *asset; /* READY; lives until the next assets_put, in particular from prepare to paint */
	enum status why;           /* FAILED: STALE when the file holds another record there by now, LIMIT, CORRUPT … */
};

struct assets;

/* With all around it a program that steps through images stays below 64 MiB; one screen may be of many large ones. */
#define ASSETS_KEPT ((size_t)22 << 20)
#define ASSETS_MOST ((size_t)48 << 20)

/* Bytes that assets may take together: with what was looked at before, and those of the latest round alone. */
struct assets *assets_new(size_t kept, size_t most);
void assets_free(struct assets *assets); /* NULL is fine */

struct asset_answer assets_look(const struct assets *assets, const struct asset_place *place);

/* A new round of asks begins: those of the one before lose what kept them. */
void assets_round(struct assets *assets);
void assets_want(struct assets *assets, const struct asset_place *place);
/* The newest wish becomes LOADING. False when there is none. */
bool assets_take(struct assets *assets, struct asset_place *out);
/* What became of it: an asset, which it takes, or why there is none. */
void assets_put(struct assets *assets, const struct asset_place *place, struct asset *asset, enum status why);
/* Forgets failures, so that they are tried again. */
void assets_retry(struct assets *assets);

size_t assets_memory(const struct assets *assets);
uint64_t assets_generation(const struct assets *assets); /* grows with every answer that changes */

#endif
