/*
 * One value of a summary, a version, a mesh's metadata: everything found lies
 * within the bytes, and what a value fits agrees with its form.
 */
#include "event.pb-c.h"
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "read/value.h"
#include "read/version.h"
#include "unit/model/dump.h"

#include <math.h>

static void check_slice(struct slice part, const uint8_t *bytes, size_t length)
{
	const uint8_t *data = (const uint8_t *)part.data;
	if (part.length && (data < bytes || part.length > length || data + part.length > bytes + length))
		object("it lies within the bytes");
}

static void check_value(const uint8_t *bytes, size_t length)
{
	struct value value;
	if (wire_check(&tb__summary__value__descriptor, bytes, length, WIRE_LIMITS))
		return;
	enum status status = value_read(wire_of(bytes, length), &value);
	if (status)
		return;
	check_slice(value.tag, bytes, length);
	check_slice(value.point_tag, bytes, length);
	check_slice(value.bytes, bytes, length);
	check_slice(value.metadata.content, bytes, length);
	check_slice(value.metadata.display_name, bytes, length);
	check_slice(value.metadata.description, bytes, length);
	if (value.form == ITEM_TENSOR || !value.has_metadata)
		check_slice(value.metadata.plugin, bytes, length);
	if (value.form == ITEM_NOTHING && value.bytes.length)
		object("nothing has no bytes");
	if (value.form == ITEM_SIMPLE && !(value.fits & KIND_BIT(KIND_SCALAR)))
		object("a simple value is a scalar");
	if (value.fits >> KIND_COUNT)
		object("there are only so many kinds");
}

/* Only what follows the last prefix counts. */
static void check_version(struct slice text)
{
	struct str prefixed = {0};
	str_append_text(&prefixed, "brain.Event:");
	str_append_slice(&prefixed, text);
	double bare = version_parse(text), version = version_parse(str_slice(&prefixed));
	if (bare != version && !(isnan(bare) && isnan(version)))
		object("a prefix more changes nothing");
	str_fini(&prefixed);
}

static char *copy(const uint8_t *bytes, size_t length)
{
	char *text = malloc(length + 1);
	if (!text)
		abort();
	if (length)
		memcpy(text, bytes, length);
	text[length] = '\0';
	return text;
}

/* A mesh with these bytes as its metadata's content: shown or not, its one point is never counted otherwise. */
static void check_mesh(const uint8_t *bytes, size_t length)
{
	struct store *store = store_new();
	uint32_t file = store_add_file(store, &(struct store_file_spec){.run = slice_of("."), .name = slice_of("f"),
		.path = slice_of("f"), .shown = slice_of("f")});
	struct batch *batch = batch_new(file, 0);
	struct metadata *metadata = calloc(1, sizeof *metadata);
	struct item *item = calloc(1, sizeof *item);
	batch->series = calloc(1, sizeof *batch->series);
	if (!metadata || !item || !batch->series)
		abort();
	*metadata = (struct metadata){.plugin = copy((const uint8_t *)"mesh", 4), .plugin_length = 4,
		.display_name = copy(bytes, length), .display_name_length = length, .description = copy(bytes, length),
		.description_length = length, .content = copy(bytes, length), .content_length = length};
	*item = (struct item){.form = ITEM_TENSOR, .fits = KIND_BIT(KIND_MESH)};
	batch->series_count = batch->series_capacity = 1;
	batch->series[0] = (struct batch_series){.tag = copy(bytes, length), .tag_length = length, .metadata = metadata,
		.items = item, .item_count = 1, .item_capacity = 1};
	batch->end = 1;
	batch->caught_up = true;
	store_apply(store, batch);
	struct str dump = {0};
	dump_store(store, &dump);
	if (store_totals(store).points > 1)
		object("one point is one at most");
	str_fini(&dump);
	store_free(store);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	check_value(bytes, length);
	check_version(slice_make(bytes, length));
	check_mesh(bytes, length);
	return 0;
}
