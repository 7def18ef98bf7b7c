/*
 * What a run records beside its scalars: every kind that there is. As the
 * recorder's functions, each returns 0 or a negative errno value.
 */
#ifndef TBTOP_DEMO_KINDS_H
#define TBTOP_DEMO_KINDS_H

#include "demo/plan.h"
#include "write/record.h"

struct evaluation {
	int64_t step;
	double loss, accuracy, best; /* best: the least loss before */
	double quality;              /* of what the model makes, in [0, 1) */
	struct chance *chance;
};

/* Once a run: its hparams and settings; of a rich one the graph, of the first the charts' layout. */
int kinds_record_start(struct tbr_writer *writer, const struct plan *plan, int64_t steps);
/* At every evaluation: precision and recall; of a rich run histograms, texts and tensors, too. */
int kinds_record_evaluation(struct tbr_writer *writer, const struct plan *plan, const struct evaluation *evaluation);
/* What takes room: images, clips, meshes. */
int kinds_record_samples(struct tbr_writer *writer, const struct evaluation *evaluation);

#endif
