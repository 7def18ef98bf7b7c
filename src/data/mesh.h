/*
 * One component of a mesh at one step: vertices, faces or colours, as
 * TensorBoard's mesh plugin serves them (mesh_plugin.py; event-format 7.17).
 */
#ifndef TBTOP_DATA_MESH_H
#define TBTOP_DATA_MESH_H

#include "base/str.h"

#include <stdint.h>

enum mesh_content { MESH_UNDEFINED, MESH_VERTEX, MESH_FACE, MESH_COLOR };

/* MeshPluginData, from the tag's metadata. Slices are borrowed from it. */
struct mesh_plugin {
	enum mesh_content content;
	struct slice name;   /* series of one mesh share it */
	struct slice config; /* JSON */
	uint32_t rank;       /* dims that the writer declares; the first ones in `shape` */
	int32_t shape[8];
};

/*
 * Elements in row order, little-endian: 4-byte floats (vertices), 4-byte
 * integers (faces) or bytes (colours). Faces may point anywhere.
 */
struct mesh {
	enum mesh_content content;
	uint8_t *bytes; /* owned */
	size_t length;
	uint32_t rank;  /* of the tensor itself; the first dims in `dims` */
	int64_t dims[8];
};

static inline size_t mesh_element_size(enum mesh_content content)
{
	return content == MESH_COLOR ? 1 : 4;
}
/* "VERTEX" … */
const char *mesh_content_name(enum mesh_content content);
/* The i-th element of vertices, faces, colours. */
float mesh_coordinate(const struct mesh *mesh, size_t index);
int32_t mesh_corner(const struct mesh *mesh, size_t index);

void mesh_fini(struct mesh *mesh);

#endif
