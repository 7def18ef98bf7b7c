/*
 * The status line: how fresh and complete what is seen is. Parts are dropped
 * when there is no room, the least important and rightmost first.
 */
#ifndef TBTOP_VIEW_STATUS_H
#define TBTOP_VIEW_STATUS_H

#include "chart/canvas.h"
#include "ui/view.h"
#include "view/lineup.h"

#define STATUS_PARTS 32
struct status_line {
	struct {
		struct label text;
		enum role role;
		int rank; /* 1 is the most important */
		bool kept;
	} parts[STATUS_PARTS];
	int count;
	struct lineup lineup;
};

/* `axes`: which the tab has. */
void status_prepare(struct status_line *line, const struct scene *scene, enum view_axes axes, int columns);
void status_paint(const struct status_line *line, struct canvas *canvas, struct rect row);
void status_fini(struct status_line *line);

#endif
