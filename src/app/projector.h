/* Reads and projects the embeddings that a view wants (model/projections), one at a time. */
#ifndef TBTOP_APP_PROJECTOR_H
#define TBTOP_APP_PROJECTOR_H

#include "app/piecework.h"
#include "model/projections.h"

/* `projections` must outlive it. */
struct piecework *projector_start(const struct piecework_teller *teller, struct projections *projections);

#endif
