/*
 * A point cloud or a mesh of triangles as dots in character cells: a software
 * renderer. Each dot keeps the depth of what is nearest; what a dot shows is lit
 * by its face's normal and dithered by a threshold matrix (Bayer 1973), so that
 * form is seen without colours, too. Vertices with colours give their cells
 * those.
 *
 * A large one takes its time: solid_go_on does as much as fits before a deadline.
 * It starts with each 64th element, so that what is there early looks like the
 * whole. Pure; nothing in a file can be wrong enough to harm it. Who draws
 * it, and when: view/solids.h.
 */
#ifndef TBTOP_VIEW_SOLID_H
#define TBTOP_VIEW_SOLID_H

#include "chart/dots.h"
#include "data/mesh.h"

enum solid_form { SOLID_FACES, SOLID_EDGES, SOLID_POINTS, SOLID_FORMS };

/* One sample of a batch. Borrowed; all but the vertices may be NULL. */
struct solid_source {
	const struct mesh *vertices, *faces, *colours;
	const float *points;  /* instead of vertices: three numbers each */
	const uint8_t *classes; /* instead of colours: points of one look alike */
	size_t vertex_count, face_count, colour_count; /* of one sample */
	size_t sample;
};

/* Why a mesh can't be drawn; what is missing of it. NULL when all is well. */
const char *solid_source_of(const struct mesh *vertices, const struct mesh *faces, const struct mesh *colours,
                            size_t sample, struct solid_source *out);
/* How many meshes a tensor holds: the first of three dims. */
size_t solid_samples(const struct mesh *vertices);

struct solid_look {
	double turn, tilt; /* radians: around the vertical axis, then towards the viewer */
	double zoom;       /* 1: all of it fits */
	enum solid_form form;
	bool flat;         /* the third number does not count */
};

/* The middle of all finite vertices, and how far the furthest is from there. */
struct solid_extent {
	bool known, boxed; /* boxed: low and high are */
	size_t next, finite;
	double low[3], high[3], radius;
};

struct solid {
	int columns, rows;   /* of dots */
	struct rect dots;    /* of a cell */
	enum plot_marker marker;
	struct solid_look look;
	struct solid_extent extent;
	float *depth;        /* of each dot; larger is nearer; -inf where there is nothing */
	uint8_t *light;      /* 0 … 255 */
	uint32_t *colour;    /* 0xRRGGBB, where vertices have colours; a role, where points have classes */
	uint32_t *owner;     /* of points: which one is seen there */
	struct solid_camera { /* of the look: made once a picture */
		double turn_sine, turn_cosine, tilt_sine, tilt_cosine, radius, scale;
	} camera;
	bool coloured, by_role, lit;  /* lit: as bright as they stand to the light; points are seen whatever it is */
	size_t capacity;
	size_t gone_through; /* dots, since the clock was last asked for them */
	size_t pass, next;   /* element pass + next * PASSES comes next */
	bool done;
	size_t outside;      /* faces with a corner that is no vertex */
	int32_t worst;       /* such a corner */
};

/* Another mesh: its extent is not known any more. */
void solid_forget(struct solid *solid);
/* Begins anew, in an area of so many cells. */
void solid_begin(struct solid *solid, const struct solid_look *look, enum plot_marker marker, int cell_columns,
                 int cell_rows);
/* True when all of it is drawn. `deadline`: monotonic ns, 0 for none. */
bool solid_go_on(struct solid *solid, const struct solid_source *source, uint64_t deadline);
/* What is seen so far, and what is known of it: to be painted, while the other is drawn on. */
void solid_copy(struct solid *to, const struct solid *from);
/* `role`: of what has no colour. */
void solid_paint(const struct solid *solid, struct canvas *canvas, int x, int y, enum role role);
/* The cell that a vertex is in, seen or hidden; false when it lies outside. And which point is seen in, or beside, a cell. */
bool solid_cell(const struct solid *solid, const struct solid_source *source, size_t at, int *x, int *y);
bool solid_point_at(const struct solid *solid, int x, int y, size_t *out);
void solid_fini(struct solid *solid);

#endif
