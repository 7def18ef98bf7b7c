/* What a view may look at. All const: a view never writes the store or the choice. */
#ifndef TBTOP_VIEW_SCENE_H
#define TBTOP_VIEW_SCENE_H

#include "data/layout.h"
#include "data/progress.h"
#include "model/alerts.h"
#include "model/assets.h"
#include "model/choice.h"
#include "model/derived.h"
#include "model/hardware_log.h"
#include "model/projections.h"
#include "model/steptime.h"
#include "model/finds.h"
#include "model/label_scan.h"
#include "model/vicinity.h"
#include "model/store.h"
#include "view/renders.h"
#include "view/solids.h"

struct scene {
	const struct store *store;
	const struct assets *assets;
	const struct finds *finds;   /* profiles, SavedModels; NULL where nobody looks for them */
	const struct projections *projections; /* of embeddings; NULL where nobody makes them */
	const struct vicinity *vicinity; /* neighbours of a point; NULL where nobody looks for them */
	const struct label_scan *labels; /* of an embedding, read through; NULL where nobody reads them */
	const struct solids *solids; /* meshes, clouds; NULL where nobody draws them */
	const struct renders *renders; /* pictures as pixels; NULL where the screen has none */
	const struct choice *choice;
	const struct progress *progress;
	uint64_t waiting;            /* points that came in while the screen is frozen: none of them is in the store */
	struct steptimes *steptimes; /* a cache: asking may compute */
	struct group_looks *group_looks; /* as well */
	struct derived *derived;     /* smoothed series: asking may compute */
	const struct custom_layout *layout; /* that the configuration asks for; NULL without */
	const struct alerts *alerts; /* NULL where nothing is watched over */
	const struct hardware_log *hardware; /* NULL where nothing is recorded */
	double now;                  /* wall time of this frame */
	double target_step;          /* --target-step; 0 without */
	const char *place;           /* the LOGDIRs, for the top bar; cleaned */
	const char *host;            /* NULL when local */
	bool ascii;                  /* --charset=ascii */
	uint64_t deadline;           /* monotonic ns: what takes longer goes on in the next frame; 0 for none */
};

#endif
