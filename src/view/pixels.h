/* A picture in character cells, two pixels a cell: which part of it, how large, how bright. Pure. */
#ifndef TBTOP_VIEW_PIXELS_H
#define TBTOP_VIEW_PIXELS_H

#include "chart/canvas.h"
#include "data/picture.h"

struct pixels_look {
	double zoom;             /* 1: the whole picture fits */
	double centre_x, centre_y; /* 0 … 1 of the picture: in the middle of the area */
	double gamma;            /* above 1 is brighter */
	bool stretched;          /* from the picture's least to its greatest value */
};

/* Moves the centre to where the area ends at the picture's edges: nothing else is seen by that. */
void pixels_keep(struct pixels_look *look, const struct picture *picture, struct rect area);
/* The cells that it takes of an area. */
struct rect pixels_fit(const struct picture *picture, const struct pixels_look *look, struct rect area);
/* With `other`: how far the two are apart, at each place of the first; the other is scaled to its size. */
void pixels_paint(struct canvas *canvas, struct rect area, const struct picture *picture, const struct picture *other,
                  const struct pixels_look *look);

/*
 * What pixels_paint shows in the cells of pixels_fit, so many of them, as pixels: `rgb` takes 3 * width * height bytes.
 * For a worker.
 */
void pixels_render(const struct picture *picture, const struct picture *other, const struct pixels_look *look,
                   struct rect cells, int width, int height, uint8_t *rgb);

#endif
