/*
 * The step times of a run as cells in a row: the longest in each, by its logarithm, the pauses in their colours. Along
 * the axis of the charts, or over all of the run.
 */
#ifndef TBTOP_VIEW_STEP_STRIP_H
#define TBTOP_VIEW_STEP_STRIP_H

#include "chart/canvas.h"
#include "chart/scale.h"
#include "model/steptrace.h"
#include "view/lineup.h"

#define STRIP_CELLS 400

struct step_strip {
	enum x_axis axis;   /* the charts'; steps where the run has no place on that */
	struct scale scale; /* what is seen of it */
	struct {
		double level; /* 0 to 1; NaN for nothing there */
		enum role role;
	} cells[STRIP_CELLS];
	int count;
};

enum role pause_role(enum pause_kind kind);

/*
 * Along the axis of the charts, as far as these show it; `line`: the run's, with its warp where x needs one. NULL: all
 * of its steps. False, and no cells, where there is nothing to show.
 */
bool step_strip_prepare(struct step_strip *strip, const struct scene *scene, const struct line_run *line, uint32_t run,
                        const struct steptime *steptime, int cells);
void step_strip_paint(const struct step_strip *strip, struct canvas *canvas, int x, int y);

#endif
