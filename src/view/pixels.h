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

/* How much of a picture is seen on either side of the centre, as part of its width and height; from 0.5 on all is. */
struct pixels_reach {
	double x, y;
};
/* At zoom 1. */
struct pixels_reach pixels_reach(const struct picture *picture, struct rect area);
/* Zooms and moves the centre, no further than to where the picture's edge is at the area's: what is asked beyond is forgotten. */
void pixels_go(struct pixels_look *look, struct pixels_reach reach, double zoom, double by_x, double by_y);
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
