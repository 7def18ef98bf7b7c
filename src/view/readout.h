/*
 * What a stretch of a run's line comes to: A→B, Δstep, Δt, slope, mean, least
 * value, deviation, in a row or some. The numbers of long stretches take some frames.
 */
#ifndef TBTOP_VIEW_READOUT_H
#define TBTOP_VIEW_READOUT_H

#include "model/moments.h"
#include "view/saying.h"

struct readout {
	struct moments moments;
	struct saying saying;
};

/*
 * Of the points from one to the other, which is later in step; both belong to the series. `run` is
 * said where it isn't empty. False: not all is reckoned yet.
 */
bool readout_prepare(struct readout *readout, const struct store *store, uint32_t series, struct slice run,
                     const struct row *from, const struct row *to);

#endif
