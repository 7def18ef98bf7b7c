#include "demo/cloud.h"

#include <math.h>

#define TURN 6.283185307179586
#define AROUND 36 /* of the torus: corners around its hole, */
#define THROUGH 14 /* and around its tube */
#define CORNERS (AROUND * THROUGH)
#define KNOT 1200

struct place {
	double x, y, z;
};

static void put(float *out, struct place place, double disorder, struct chance *chance)
{
	out[0] = (float)(place.x + disorder * chance_normal(chance));
	out[1] = (float)(place.y + disorder * chance_normal(chance));
	out[2] = (float)(place.z + disorder * chance_normal(chance));
}

/* Colours go once around the circle of hues; `part` from 0 to 1. */
static void put_hue(uint8_t *out, double part)
{
	for (int i = 0; i < 3; i++)
		out[i] = (uint8_t)(140 + 100 * cos(TURN * (part - i / 3.0)));
}

static void put_faces(int32_t faces[2 * CORNERS * 3])
{
	for (int i = 0; i < AROUND; i++) {
		for (int j = 0; j < THROUGH; j++) {
			int32_t *face = faces + 6 * (i * THROUGH + j);
			int32_t a = i * THROUGH + j, b = (i + 1) % AROUND * THROUGH + j;
			int32_t c = (i + 1) % AROUND * THROUGH + (j + 1) % THROUGH, d = i * THROUGH + (j + 1) % THROUGH;
			face[0] = a, face[1] = b, face[2] = c;
			face[3] = a, face[4] = c, face[5] = d;
		}
	}
}

int cloud_record_torus(struct tbr_writer *writer, const char *tag, int64_t step, double quality, struct chance *chance)
{
	float vertices[3 * CORNERS];
	uint8_t colors[3 * CORNERS];
	int32_t faces[2 * CORNERS * 3];
	for (int i = 0; i < CORNERS; i++) {
		double around = TURN * (i / THROUGH) / AROUND, through = TURN * (i % THROUGH) / THROUGH;
		double radius = 1 + 0.42 * cos(through);
		struct place place = {radius * cos(around), radius * sin(around), 0.42 * sin(through)};
		put(vertices + 3 * i, place, 0.5 * (1 - quality), chance);
		put_hue(colors + 3 * i, (double)(i / THROUGH) / AROUND);
	}
	put_faces(faces);
	return tbr_mesh(writer, tag, step, &(struct tbr_mesh){.vertices = vertices, .vertex_count = CORNERS,
		.faces = faces, .face_count = (size_t)2 * CORNERS, .colors = colors});
}

int cloud_record_knot(struct tbr_writer *writer, const char *tag, int64_t step, double quality, struct chance *chance)
{
	float vertices[3 * KNOT];
	uint8_t colors[3 * KNOT];
	for (int i = 0; i < KNOT; i++) {
		/* A trefoil: three times around while it goes through twice. */
		double t = TURN * i / KNOT, radius = 1 + 0.45 * cos(3 * t);
		struct place place = {radius * cos(2 * t), radius * sin(2 * t), 0.45 * sin(3 * t)};
		put(vertices + 3 * i, place, 0.03 + 0.6 * (1 - quality), chance);
		put_hue(colors + 3 * i, (double)i / KNOT);
	}
	return tbr_mesh(writer, tag, step, &(struct tbr_mesh){.vertices = vertices, .vertex_count = KNOT, .colors = colors});
}
