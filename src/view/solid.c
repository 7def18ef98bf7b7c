#include "view/solid.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "model/choice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PASSES = 64, BETWEEN_LOOKS = 256,
       DOTS_A_LOOK = 4096, /* gone through by faces that are large on the screen */
       ROOM_FOR_LARGE = 32 }; /* dots for each point, where these are larger than one dot */
#define DISTANCE 3.0  /* of the eye, in radii: perspective without a fish's eye */
#define AMBIENT 0.2
#define EDGE_NEARER 1.003 /* an edge lies before its own faces */
#define NEAREST 0.1   /* what comes nearer to the eye is not drawn */

struct point {
	double x, y, z;
};

/* A vertex on the screen: in dots; depth grows towards the viewer. */
struct spot {
	double x, y, depth;
	struct point at; /* turned, radius 1 */
	bool seen;
};

/* ---- What there is ----------------------------------------------------------------------- */

/* [B, N, 3], or [N, 3] for one. */
static bool shape_of(const struct mesh *mesh, size_t *samples, size_t *count)
{
	if (mesh->rank != 2 && mesh->rank != 3)
		return false;
	const int64_t *dims = mesh->dims + (mesh->rank - 2);
	if (dims[1] != 3 || dims[0] < 0)
		return false;
	*samples = mesh->rank == 3 ? (size_t)mesh->dims[0] : 1;
	*count = (size_t)dims[0];
	return true;
}

size_t solid_samples(const struct mesh *vertices)
{
	size_t samples, count;
	return shape_of(vertices, &samples, &count) ? samples : 0;
}

/* Batches may share faces and colours: those of the last one stand for the rest. */
static bool fits(const struct mesh *mesh, size_t sample, size_t *count)
{
	size_t samples;
	return mesh && shape_of(mesh, &samples, count) && samples > sample;
}

const char *solid_source_of(const struct mesh *vertices, const struct mesh *faces, const struct mesh *colours,
                            size_t sample, struct solid_source *out)
{
	const char *wrong = NULL;
	*out = (struct solid_source){.sample = sample};
	if (!fits(vertices, sample, &out->vertex_count))
		return "vertices are no tensor of meshes × vertices × 3";
	out->vertices = vertices;
	if (fits(faces, sample, &out->face_count))
		out->faces = faces;
	else if (faces)
		wrong = "faces are no tensor of meshes × faces × 3";
	if (fits(colours, sample, &out->colour_count) && out->colour_count == out->vertex_count)
		out->colours = colours;
	else if (colours)
		wrong = "there is not a colour for each vertex: drawn without";
	return wrong;
}

static struct point vertex(const struct solid_source *source, size_t at)
{
	size_t first = 3 * (source->sample * source->vertex_count + at);
	if (source->points)
		return (struct point){source->points[first], source->points[first + 1], source->points[first + 2]};
	return (struct point){mesh_coordinate(source->vertices, first), mesh_coordinate(source->vertices, first + 1),
	                      mesh_coordinate(source->vertices, first + 2)};
}

static uint32_t colour_of(const struct solid_source *source, size_t at)
{
	const uint8_t *bytes = source->colours->bytes + 3 * (source->sample * source->vertex_count + at);
	return (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 8 | bytes[2];
}

static bool finite_point(struct point p)
{
	return isfinite(p.x) && isfinite(p.y) && isfinite(p.z);
}

static bool late(uint64_t deadline, size_t at)
{
	return deadline && at % BETWEEN_LOOKS == BETWEEN_LOOKS - 1 && clock_mono() >= deadline;
}

/* ---- How large it is ------------------------------------------------------------------------ */

static void widen(struct solid_extent *extent, struct point p)
{
	double all[3] = {p.x, p.y, p.z};
	for (int i = 0; i < 3; i++) {
		extent->low[i] = extent->finite ? fmin(extent->low[i], all[i]) : all[i];
		extent->high[i] = extent->finite ? fmax(extent->high[i], all[i]) : all[i];
	}
	extent->finite++;
}

/* From the middle of the box. */
static struct point centred(const struct solid_extent *extent, struct point p)
{
	return (struct point){p.x - (extent->low[0] / 2 + extent->high[0] / 2), p.y - (extent->low[1] / 2 + extent->high[1] / 2),
	                      p.z - (extent->low[2] / 2 + extent->high[2] / 2)};
}

static void reach_out(struct solid_extent *extent, struct point p)
{
	struct point away = centred(extent, p);
	extent->radius = fmax(extent->radius, sqrt(away.x * away.x + away.y * away.y + away.z * away.z));
}

/* The box first, then how far the furthest is from its middle. */
static bool measure(struct solid_extent *extent, const struct solid_source *source, uint64_t deadline)
{
	for (; !extent->known; extent->known = extent->boxed, extent->boxed = true, extent->next = 0)
		while (extent->next < source->vertex_count) {
			struct point p = vertex(source, extent->next++);
			if (finite_point(p) && extent->boxed)
				reach_out(extent, p);
			else if (finite_point(p))
				widen(extent, p);
			if (late(deadline, extent->next))
				return false;
		}
	return true;
}

/* ---- Where it is on the screen --------------------------------------------------------------- */

static struct point turned(const struct solid *solid, struct point p)
{
	const struct solid_camera *camera = &solid->camera;
	p = centred(&solid->extent, p);
	double x = p.x / camera->radius, y = p.y / camera->radius, z = p.z / camera->radius;
	double side = camera->turn_cosine * x + camera->turn_sine * z, away = camera->turn_cosine * z - camera->turn_sine * x;
	return (struct point){side, camera->tilt_cosine * y - camera->tilt_sine * away,
	                      camera->tilt_sine * y + camera->tilt_cosine * away};
}

static void set_camera(struct solid *solid)
{
	double radius = solid->extent.radius, across = solid->dots.width, down = solid->dots.height / 2.0;
	solid->camera = (struct solid_camera){
		.turn_sine = sin(solid->look.turn), .turn_cosine = cos(solid->look.turn),
		.tilt_sine = sin(solid->look.tilt), .tilt_cosine = cos(solid->look.tilt),
		.radius = radius > 0 && isfinite(radius) ? radius : 1,
		.scale = fmin(solid->columns / across, solid->rows / down) / 2 * solid->look.zoom * sqrt(DISTANCE * DISTANCE - 1),
	};
}

/* A unit is as long down as across: a cell is twice as high as it is wide. */
static struct spot project(const struct solid *solid, struct point p)
{
	struct spot spot = {.seen = finite_point(p)};
	if (!spot.seen)
		return spot;
	spot.at = turned(solid, p);
	if (solid->look.flat)
		spot.at.z = 0;
	double before = DISTANCE - spot.at.z, scale = solid->camera.scale / before;
	spot.seen = before > NEAREST;
	spot.x = solid->columns / 2.0 + spot.at.x * scale * solid->dots.width;
	spot.y = solid->rows / 2.0 - spot.at.y * scale * (solid->dots.height / 2.0);
	spot.depth = 1 / before;
	spot.seen &= fabs(spot.x) < 1e6 && fabs(spot.y) < 1e6;
	return spot;
}

/* False when it is hidden, or outside. */
static bool put(struct solid *solid, int x, int y, double depth, double light, uint32_t colour)
{
	if (x < 0 || y < 0 || x >= solid->columns || y >= solid->rows)
		return false;
	size_t at = (size_t)y * (size_t)solid->columns + (size_t)x;
	if (!((float)depth > solid->depth[at]))
		return false;
	solid->depth[at] = (float)depth;
	solid->light[at] = (uint8_t)(light * 255);
	solid->colour[at] = colour;
	return true;
}

static uint32_t mix(const uint32_t colours[3], const double shares[3])
{
	uint32_t out = 0;
	for (int shift = 16; shift >= 0; shift -= 8) {
		double level = 0;
		for (int i = 0; i < 3; i++)
			level += shares[i] * (colours[i] >> shift & 255);
		out |= (uint32_t)(level < 0 ? 0 : level > 255 ? 255 : level) << shift;
	}
	return out;
}

/* ---- Points, edges, faces --------------------------------------------------------------------- */

static uint32_t role_of(uint8_t class)
{
	return ROLE_SERIES_0 + class % CHOICE_HUES;
}

static void draw_point(struct solid *solid, const struct solid_source *source, size_t at)
{
	struct spot spot = project(solid, vertex(source, at));
	double nearness = fmin(fmax((spot.at.z + 1) / 2, 0), 1);
	uint32_t colour = source->colours ? colour_of(source, at) : source->classes ? role_of(source->classes[at]) : 0;
	int side = source->vertex_count < (size_t)solid->columns * (size_t)solid->rows / ROOM_FOR_LARGE ? 2 : 1;
	for (int i = 0; i < side * side && spot.seen; i++) {
		int x = (int)floor(spot.x) + i % side, y = (int)floor(spot.y) + i / side;
		if (put(solid, x, y, spot.depth, 0.4 + 0.6 * nearness, colour))
			solid->owner[(size_t)y * (size_t)solid->columns + (size_t)x] = (uint32_t)at;
	}
}

/* From both sides; the light comes over the viewer's left shoulder. */
static double light_of(const struct spot corners[3])
{
	static const struct point light = {-0.4, 0.5, 0.7681};
	struct point a = corners[0].at, b = corners[1].at, c = corners[2].at;
	struct point u = {b.x - a.x, b.y - a.y, b.z - a.z}, v = {c.x - a.x, c.y - a.y, c.z - a.z};
	struct point n = {u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x};
	double length = sqrt(n.x * n.x + n.y * n.y + n.z * n.z);
	if (!(length > 0))
		return AMBIENT;
	return AMBIENT + (1 - AMBIENT) * fabs(n.x * light.x + n.y * light.y + n.z * light.z) / length;
}

/* Twice the area of the triangle of two corners and a place. */
static double side(const struct spot *a, const struct spot *b, double x, double y)
{
	return (b->x - a->x) * (y - a->y) - (b->y - a->y) * (x - a->x);
}

/* From the first to the last row, or column, of dots that it may touch. */
static void reach(double a, double b, double c, int size, int *from, int *to)
{
	*from = (int)fmax(floor(fmin(a, fmin(b, c))), 0);
	*to = (int)fmin(floor(fmax(a, fmax(b, c))), size - 1);
}

static void fill_dot(struct solid *solid, const struct spot corners[3], const uint32_t colours[3], double area, int x,
                     int y, double light)
{
	double shares[3];
	for (int i = 0; i < 3; i++) {
		shares[i] = side(&corners[(i + 1) % 3], &corners[(i + 2) % 3], x + 0.5, y + 0.5) / area;
		if (!(shares[i] >= 0))
			return;
	}
	double depth = shares[0] * corners[0].depth + shares[1] * corners[1].depth + shares[2] * corners[2].depth;
	put(solid, x, y, depth, light, solid->coloured ? mix(colours, shares) : 0);
}

/* What is smaller than a dot is one all the same. */
static void fill(struct solid *solid, const struct spot corners[3], const uint32_t colours[3])
{
	double light = solid->look.form == SOLID_FACES ? light_of(corners) : 0; /* between edges: dark, and hides what is behind */
	double area = side(&corners[0], &corners[1], corners[2].x, corners[2].y);
	int left, right, top, bottom;
	reach(corners[0].x, corners[1].x, corners[2].x, solid->columns, &left, &right);
	reach(corners[0].y, corners[1].y, corners[2].y, solid->rows, &top, &bottom);
	if ((left == right || top == bottom) && solid->look.form == SOLID_FACES)
		put(solid, left, top, corners[0].depth, light, colours[0]);
	if (!(fabs(area) > 0) || left > right || top > bottom)
		return;
	solid->gone_through += (size_t)(right - left + 1) * (size_t)(bottom - top + 1);
	for (int y = top; y <= bottom; y++)
		for (int x = left; x <= right; x++)
			fill_dot(solid, corners, colours, area, x, y, light);
}

static void draw_edge(struct solid *solid, const struct spot *a, const struct spot *b, uint32_t colour)
{
	double length = fmax(fabs(b->x - a->x), fabs(b->y - a->y));
	double most = 4.0 * (solid->columns + solid->rows);
	int steps = (int)fmin(ceil(length), most);
	solid->gone_through += (size_t)steps;
	for (int i = 0; i <= steps; i++) {
		double part = steps ? (double)i / steps : 0;
		put(solid, (int)floor(a->x + part * (b->x - a->x)), (int)floor(a->y + part * (b->y - a->y)),
		    (a->depth + part * (b->depth - a->depth)) * EDGE_NEARER, 1, colour);
	}
}

static void draw_face(struct solid *solid, const struct solid_source *source, size_t at)
{
	struct spot corners[3];
	uint32_t colours[3] = {0};
	size_t first = 3 * (source->sample * source->face_count + at);
	for (size_t i = 0; i < 3; i++) {
		int32_t corner = mesh_corner(source->faces, first + i);
		if (corner < 0 || (size_t)corner >= source->vertex_count) {
			solid->outside++;
			solid->worst = corner;
			return;
		}
		corners[i] = project(solid, vertex(source, (size_t)corner));
		colours[i] = source->colours ? colour_of(source, (size_t)corner) : 0;
	}
	if (!corners[0].seen || !corners[1].seen || !corners[2].seen)
		return;
	fill(solid, corners, colours);
	for (size_t i = 0; i < 3 && solid->look.form == SOLID_EDGES; i++)
		draw_edge(solid, &corners[i], &corners[(i + 1) % 3], colours[i]);
}

/* ---- In turns ---------------------------------------------------------------------------------- */

void solid_forget(struct solid *solid)
{
	solid->extent = (struct solid_extent){0};
	solid->done = false;
}

static void reserve(struct solid *solid, size_t need)
{
	if (need <= solid->capacity)
		return;
	solid->depth = xrealloc(solid->depth, need * sizeof *solid->depth);
	solid->light = xrealloc(solid->light, need * sizeof *solid->light);
	solid->colour = xrealloc(solid->colour, need * sizeof *solid->colour);
	solid->owner = xrealloc(solid->owner, need * sizeof *solid->owner);
	solid->capacity = need;
}

void solid_begin(struct solid *solid, const struct solid_look *look, enum plot_marker marker, int cell_columns,
                 int cell_rows)
{
	solid->look = *look;
	solid->marker = marker;
	solid->dots = plot_dots(marker);
	solid->columns = (cell_columns > 0 ? cell_columns : 0) * solid->dots.width;
	solid->rows = (cell_rows > 0 ? cell_rows : 0) * solid->dots.height;
	size_t count = (size_t)solid->columns * (size_t)solid->rows;
	reserve(solid, count);
	for (size_t i = 0; i < count; i++)
		solid->depth[i] = -INFINITY;
	solid->pass = solid->next = solid->outside = 0;
	solid->done = false;
}

void solid_copy(struct solid *to, const struct solid *from)
{
	size_t count = (size_t)from->columns * (size_t)from->rows;
	reserve(to, count);
	struct solid old = *to;
	*to = *from;
	to->depth = old.depth;
	to->light = old.light;
	to->colour = old.colour;
	to->owner = old.owner;
	to->capacity = old.capacity;
	if (!count)
		return;
	memcpy(to->depth, from->depth, count * sizeof *to->depth);
	memcpy(to->light, from->light, count * sizeof *to->light);
	memcpy(to->colour, from->colour, count * sizeof *to->colour);
	memcpy(to->owner, from->owner, count * sizeof *to->owner);
}

/* Whether there is no time left, by the clock, which costs too much to be asked for each element. */
static bool is_late(struct solid *solid, uint64_t deadline, size_t drawn)
{
	if (solid->gone_through < DOTS_A_LOOK)
		return late(deadline, drawn);
	solid->gone_through = 0;
	return deadline && clock_mono() >= deadline;
}

bool solid_go_on(struct solid *solid, const struct solid_source *source, uint64_t deadline)
{
	bool faces = source->faces && solid->look.form != SOLID_POINTS;
	size_t count = faces ? source->face_count : source->vertex_count;
	solid->coloured = source->colours != NULL;
	solid->by_role = source->classes != NULL;
	solid->lit = faces;
	if (!solid->extent.known && !measure(&solid->extent, source, deadline))
		return false;
	set_camera(solid);
	for (size_t drawn = 0; solid->pass < PASSES; solid->pass++, solid->next = 0)
		for (; solid->pass + solid->next * PASSES < count; solid->next++, drawn++) {
			if (is_late(solid, deadline, drawn))
				return false;
			size_t at = solid->pass + solid->next * PASSES;
			if (faces)
				draw_face(solid, source, at);
			else
				draw_point(solid, source, at);
		}
	solid->done = true;
	return true;
}

/* ---- Painting ------------------------------------------------------------------------------------ */

/* Thresholds of a matrix of 4x4 (Bayer 1973). */
static bool is_lit(const struct solid *solid, int x, int y)
{
	static const uint8_t thresholds[4][4] = {{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};
	size_t at = (size_t)y * (size_t)solid->columns + (size_t)x;
	if (!solid->lit)
		return solid->depth[at] > -INFINITY;
	return solid->depth[at] > -INFINITY && solid->light[at] > thresholds[y % 4][x % 4] * 16;
}

struct ink {
	uint32_t sums[3], count;
};

/* A colour as bright as its light. */
static void add_ink(const struct solid *solid, int x, int y, struct ink *ink)
{
	size_t at = (size_t)y * (size_t)solid->columns + (size_t)x;
	if (!(solid->depth[at] > -INFINITY) || (solid->lit && !solid->light[at]))
		return;
	for (int i = 0; i < 3; i++)
		ink->sums[i] += (solid->colour[at] >> (16 - 8 * i) & 255) * (64u + solid->light[at] * 3u / 4u) / 255u;
	ink->count++;
}

/* The role of the nearest dot of a cell. */
static enum role role_at(const struct solid *solid, int column, int row, enum role other)
{
	float nearest = -INFINITY;
	enum role role = other;
	for (int i = 0; i < solid->dots.width * solid->dots.height && solid->by_role; i++) {
		int x = column * solid->dots.width + i % solid->dots.width, y = row * solid->dots.height + i / solid->dots.width;
		size_t at = (size_t)y * (size_t)solid->columns + (size_t)x;
		if (solid->depth[at] > nearest) {
			nearest = solid->depth[at];
			role = (enum role)solid->colour[at];
		}
	}
	return role;
}

static uint32_t ink_colour(const struct ink *ink)
{
	uint32_t n = ink->count ? ink->count : 1;
	return ink->sums[0] / n << 16 | ink->sums[1] / n << 8 | ink->sums[2] / n;
}

void solid_paint(const struct solid *solid, struct canvas *canvas, int x, int y, enum role role)
{
	struct rect size = solid->dots;
	for (int row = 0; size.height && row < solid->rows / size.height; row++)
		for (int column = 0; column < solid->columns / size.width; column++) {
			struct ink ink = {0};
			unsigned bits = 0;
			for (int i = 0; i < size.width * size.height; i++) {
				int dot_x = column * size.width + i % size.width, dot_y = row * size.height + i / size.width;
				bits |= (unsigned)is_lit(solid, dot_x, dot_y) << i;
				add_ink(solid, dot_x, dot_y, &ink);
			}
			if (bits && solid->coloured)
				canvas_ink(canvas, x + column, y + row, dots_code(solid->marker, (uint8_t)bits), ink_colour(&ink), role);
			else if (bits)
				canvas_put(canvas, x + column, y + row, dots_code(solid->marker, (uint8_t)bits),
				           role_at(solid, column, row, role), 0);
		}
}

bool solid_cell(const struct solid *solid, const struct solid_source *source, size_t at, int *x, int *y)
{
	if (!solid->extent.known || !solid->dots.width || at >= source->vertex_count)
		return false;
	struct spot spot = project(solid, vertex(source, at));
	*x = (int)floor(spot.x) / solid->dots.width;
	*y = (int)floor(spot.y) / solid->dots.height;
	return spot.seen && spot.x >= 0 && spot.y >= 0 && spot.x < solid->columns && spot.y < solid->rows;
}

static bool owner_of(const struct solid *solid, int column, int row, size_t *out)
{
	float nearest = -INFINITY;
	int width = solid->dots.width, height = solid->dots.height;
	for (int i = 0; i < width * height; i++) {
		int x = column * width + i % width, y = row * height + i / width;
		if (x < 0 || y < 0 || x >= solid->columns || y >= solid->rows)
			continue;
		size_t at = (size_t)y * (size_t)solid->columns + (size_t)x;
		if (solid->depth[at] > nearest) {
			nearest = solid->depth[at];
			*out = solid->owner[at];
		}
	}
	return nearest > -INFINITY;
}

bool solid_point_at(const struct solid *solid, int x, int y, size_t *out)
{
	static const struct { int x, y; } around[] = {{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}};
	for (size_t i = 0; i < sizeof around / sizeof *around; i++)
		if (owner_of(solid, x + around[i].x, y + around[i].y, out))
			return true;
	return false;
}

void solid_fini(struct solid *solid)
{
	free(solid->depth);
	free(solid->light);
	free(solid->colour);
	free(solid->owner);
	*solid = (struct solid){0};
}
