/* Which series of a run are parts of one mesh: their plugin data tell one name (event-format 7.17). */
#ifndef TBTOP_MODEL_MESH_PARTS_H
#define TBTOP_MODEL_MESH_PARTS_H

#include "data/mesh.h"
#include "model/store.h"

struct mesh_parts {
	uint32_t series[MESH_COLOR + 1]; /* by enum mesh_content; STORE_NONE without */
	struct slice name;               /* borrowed from the store */
};

/* Those that belong to `series`; of several with the same content the first. O(series of its run). */
struct mesh_parts mesh_parts_of(const struct store *store, uint32_t series);

/*
 * The vertices of the same mesh in the same run by their tag, as all writers make it: "knot_FACE" goes with
 * "knot_VERTEX". The series itself where there are none. O(log tags).
 */
uint32_t mesh_parts_vertices(const struct store *store, uint32_t series);
/* The tag of vertices without what tells that it is of vertices; any other as it is. */
struct slice mesh_parts_name(struct slice tag);

#endif
