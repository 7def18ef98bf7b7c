/* Mesh metadata and elements: the first bytes are the metadata's, the rest the tensor's. */
#include "decode/plugin.h"
#include "fuzz/decoded.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	uint8_t content[64];
	struct take input = {bytes, length};
	size_t size = take_byte(&input) % sizeof content;
	take_into(&input, content, size);
	struct mesh_plugin plugin;
	struct slice text = slice_make(content, size);
	(void)plugin_mesh(text, &plugin);
	struct asset *asset = decoded(KIND_MESH, &input, slice_of("mesh"), text);
	if (asset && asset->mesh.length % mesh_element_size(asset->mesh.content))
		object("elements are whole");
	asset_free(asset);
	return 0;
}
