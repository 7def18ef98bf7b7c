/* Shapes that a simulated model makes out of points. */
#ifndef TBTOP_DEMO_CLOUD_H
#define TBTOP_DEMO_CLOUD_H

#include "demo/chance.h"
#include "write/record.h"

/* A torus with faces, and a knot of points alone: a cloud at first, in form when `quality` nears 1. As tbr_mesh. */
int cloud_record_torus(struct tbr_writer *writer, const char *tag, int64_t step, double quality, struct chance *chance);
int cloud_record_knot(struct tbr_writer *writer, const char *tag, int64_t step, double quality, struct chance *chance);

#endif
