/*
 * Smoothed series, kept beside the store: for each link of a series what the
 * smoothing starts from there, and a summary of the smoothed values. Points are
 * not kept again: where single ones are asked for, a link is smoothed anew from
 * its start. That takes less than a byte a point, holds references to the
 * store's chunks, and answers like the series itself (query_part_in,
 * query_nearest_in), in O(columns).
 *
 * Points that come are added to what is there; what went away, or is hidden by a
 * restart, takes what follows it along. Either way the numbers are those of one
 * pass over all visible points in stored order (smooth.h). A frame makes
 * DERIVED_LINKS links at most; a series with more is pending, for some frames.
 * Loop thread.
 */
#ifndef TBTOP_MODEL_DERIVED_H
#define TBTOP_MODEL_DERIVED_H

#include "model/smooth.h"

#define DERIVED_LINKS 1024          /* up to half a million points: some milliseconds */
#define DERIVED_WINDOW 1000         /* the widest window: this many values before a link are read again */
#define DERIVED_MEMORY (64u << 20)  /* bytes; series that find no room stay as they are */
#define DERIVED_FRAMES 64           /* what nobody asked for during so many frames is dropped */

struct derived;
struct derived *derived_new(void);
void derived_free(struct derived *derived);

/* A frame begins, and shows series smoothed like this. A window is cut to DERIVED_WINDOW. */
void derived_frame(struct derived *derived, struct smooth_spec spec);

/*
 * The smoothed series, good until the store changes or the next frame; NULL
 * when there is none: smoothing is off or leaves the series alone, it is
 * pending, or there is no room for it.
 */
const struct series *derived_series(struct derived *derived, const struct store *store, uint32_t series);

/* As if it had been asked for, where there is one, of any age: it is not dropped. True: it was once complete. O(1). */
bool derived_keep(struct derived *derived, uint32_t series);

/* The smoothed value of the last visible point. False without one. */
bool derived_last(const struct series *series, double *out);

/* Of what this frame asked for something isn't made yet: another frame is due. */
bool derived_pending(const struct derived *derived);
/* Of what this frame asked for something finds no room. */
bool derived_full(const struct derived *derived);
/* Bytes held. */
uint64_t derived_memory(const struct derived *derived);

#endif
