/*
 * What PyTorch's events say that an operation was called with: "Input Dims" and
 * "Input type" of their args (event-format 9.9), as one text for people such as
 * "float[16,10] float[10,7200]". Part of decode/trace_json.
 */
#ifndef TBTOP_DECODE_TRACE_JSON_SHAPES_H
#define TBTOP_DECODE_TRACE_JSON_SHAPES_H

#include "base/str.h"

#include <stdint.h>

struct json_shapes {
	struct str dims, types; /* one input behind the other, each with a NUL behind */
	struct str *into;       /* of which of both values come; NULL for neither */
	struct str text;
};

/* An event begins. */
void json_shapes_clear(struct json_shapes *shapes);
void json_shapes_fini(struct json_shapes *shapes);

/* A key of the args; then its value, `depth` being 1 for what is an element of the list of inputs. */
void json_shapes_key(struct json_shapes *shapes, struct slice key);
void json_shapes_open(struct json_shapes *shapes, uint32_t depth);
void json_shapes_close(struct json_shapes *shapes, uint32_t depth);
void json_shapes_value(struct json_shapes *shapes, struct slice value, uint32_t depth);

/* All of it, at most SHAPE_LONGEST bytes; empty for nothing. Good until the next event. */
struct slice json_shapes_text(struct json_shapes *shapes);

#endif
