/*
 * The step times of a run as cells in a row: the longest in each, by its logarithm, the pauses in their colours. Along
 * the axis of the charts, or over all of the run.
 */
#ifndef TBTOP_VIEW_STEP_STRIP_H
#define TBTOP_VIEW_STEP_STRIP_H

#include "chart/canvas.h"
#include "model/steptrace.h"
#include "view/scene.h"

#define STRIP_CELLS 400

/* What is seen of the axis. */
struct strip_span {
	enum x_axis axis;
	double from, to, origin; /* origin: the run's start where times count from there; else 0 */
};

struct step_strip {
	struct strip_span span;
	struct {
		double level; /* 0 to 1; NaN for nothing there */
		enum role role;
	} cells[STRIP_CELLS];
	int count;
};

enum role pause_role(enum pause_kind kind);

/* `whole`: also where the charts show less. False, and no cells, where there is nothing to show. */
bool step_strip_prepare(struct step_strip *strip, const struct scene *scene, uint32_t run,
                        const struct steptime *steptime, int cells, bool whole);
void step_strip_paint(const struct step_strip *strip, struct canvas *canvas, int x, int y);

#endif
