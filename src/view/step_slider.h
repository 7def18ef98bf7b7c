/*
 * Which point of a series is looked at, when each is a payload: the newest until
 * a person goes to another, or the same step in whatever series is looked at.
 * Steps have marks with letters.
 */
#ifndef TBTOP_VIEW_STEP_SLIDER_H
#define TBTOP_VIEW_STEP_SLIDER_H

#include "ui/view.h"
#include "view/ask.h"
#include "view/label.h"
#include "view/scene.h"

#define SLIDER_MARKS 26

struct step_slider {
	bool chosen;      /* a person went to `step`; else the newest */
	int64_t step;
	struct { bool set; int64_t step; } marks[SLIDER_MARKS];
	int last_mark;    /* set last, + 1; 0 for none */
	/* As of the last prepare: */
	uint64_t position, count;
	bool any;
	struct asset_place place;
	struct rect area;
	struct label left, unfit, right; /* unfit: points of another shape than its kind, which are left out */
};

/* Of a series (STORE_NONE for none); `area` is a row, or empty. */
void step_slider_prepare(struct step_slider *slider, const struct scene *scene, uint32_t series, struct rect area);
void step_slider_paint(const struct step_slider *slider, struct canvas *canvas);
/* LEFT, RIGHT, LEFT_10, RIGHT_10, GOTO, MARK, TO_MARK, FOLLOW (the newest again), a click on it. */
bool step_slider_act(struct step_slider *slider, const struct scene *scene, uint32_t series, const struct input *input,
                     struct asks *out);
/* To the next step, behind the last to the first, as a player does. False without any. */
bool step_slider_turn(struct step_slider *slider, const struct scene *scene, uint32_t series);
/* The last point at or before a step, else the first; false when there is none. */
bool step_slider_find(const struct scene *scene, uint32_t series, int64_t step, uint64_t *position,
                      struct asset_place *out);

#endif
