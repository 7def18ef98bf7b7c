/*
 * The rows below the tags of a small pane, alike to theirs: what the hardware does, and how long steps take. Each shows
 * all that there is of it and the newest figure.
 */
#ifndef TBTOP_VIEW_PANE_ROWS_H
#define TBTOP_VIEW_PANE_ROWS_H

#include "view/hardware.h"
#include "view/label.h"
#include "view/step_strip.h"

struct pane_rows {
	struct rect hardware, step; /* rows; empty where there is no room */
	struct step_strip strip;
	struct label name, value;
};

/* How many they would be; `hardware` is then ready for them. */
int pane_rows_count(struct hardware_pane *hardware, const struct scene *scene, uint32_t run);
/* `area`: room for as many or fewer; step times go last, and are left out where there is room for one that was asked for. */
void pane_rows_prepare(struct pane_rows *rows, struct hardware_pane *hardware, const struct scene *scene, uint32_t run,
                       struct rect area);
/* The hardware's have their own hardware_paint. */
void pane_rows_paint(const struct pane_rows *rows, struct canvas *canvas);

#endif
