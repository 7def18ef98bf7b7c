#include "data/mesh.h"

#include <stdlib.h>
#include <string.h>

const char *mesh_content_name(enum mesh_content content)
{
	static const char *const names[] = {"UNDEFINED", "VERTEX", "FACE", "COLOR"};
	return names[content];
}

static uint32_t word_at(const struct mesh *mesh, size_t index)
{
	const uint8_t *at = mesh->bytes + 4 * index;
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

float mesh_coordinate(const struct mesh *mesh, size_t index)
{
	uint32_t word = word_at(mesh, index);
	float value;
	memcpy(&value, &word, sizeof value);
	return value;
}

int32_t mesh_corner(const struct mesh *mesh, size_t index)
{
	return (int32_t)word_at(mesh, index);
}

void mesh_fini(struct mesh *mesh)
{
	free(mesh->bytes);
	*mesh = (struct mesh){0};
}
