/*
 * The shapes of what operations were called with, where events tell them: of
 * which call, by the place of its event, and as text, a name of the trace.
 */
#ifndef TBTOP_DATA_TRACE_SHAPES_H
#define TBTOP_DATA_TRACE_SHAPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHAPES_MOST ((size_t)3 << 19) /* calls: 18 MiB while a file is read; more are not kept: `cut` */
#define SHAPE_LONGEST 400             /* bytes of a text; what is longer is cut */
#define SHAPE_NONE UINT32_MAX

/* 12 bytes. */
struct __attribute__((packed, aligned(4))) trace_shape {
	uint64_t place;
	uint32_t name;
};

struct trace_shapes {
	struct trace_shape *items;
	size_t count, capacity;
	bool cut;
};

/* False when out of memory. */
bool trace_shapes_add(struct trace_shapes *shapes, uint64_t place, uint32_t name);
/* All were added: by place from then on. */
void trace_shapes_sort(struct trace_shapes *shapes);
/* The name; SHAPE_NONE without one. */
uint32_t trace_shapes_find(const struct trace_shapes *shapes, uint64_t place);
void trace_shapes_fini(struct trace_shapes *shapes);

#endif
