/*
 * How a cloud or a mesh is looked at: turned, tilted and zoomed by keys and by the mouse, and that in words.
 */
#ifndef TBTOP_VIEW_SOLID_LOOK_H
#define TBTOP_VIEW_SOLID_LOOK_H

#include "ui/view.h"
#include "view/label.h"
#include "view/solid.h"

/* From above, at the left; a flat one from the front. Its form stays. */
void solid_look_reset(struct solid_look *look);
/* Turned, zoomed or reset by keys: true when it was one of these. A flat one is not turned. */
bool solid_look_act(struct solid_look *look, enum action action);
/* Towards the viewer, in steps as the keys have them. */
void solid_look_tilt(struct solid_look *look, int steps);
/* Dragged so many cells. */
void solid_look_drag(struct solid_look *look, int across, int down);
/* Zoomed by the wheel: true when it was one. */
bool solid_look_wheel(struct solid_look *look, enum mouse_what what);
/* At the end of a line, how far it is from where it was reset to, in degrees: "turn +15  ×1.25"; nothing where it is there. */
void solid_look_say(const struct solid_look *look, int columns, struct label *line);

#endif
