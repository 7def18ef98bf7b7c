#include "app/save_part.h"

#include "base/alloc.h"
#include "cmd/points.h"

#include <stdlib.h>

struct taking {
	struct save_part *part;
	const struct store *store;
	enum status status;
};

static bool take_item(void *context, uint32_t file, const struct item *item)
{
	struct taking *taking = context;
	struct save_part *part = taking->part;
	if (part->count == SAVE_ITEMS_MOST)
		taking->status = STATUS_LIMIT;
	else if (!array_reserve(&part->items, &part->capacity, part->count + 1))
		taking->status = STATUS_NO_MEMORY;
	else
		part->items[part->count++] = (struct save_item){store_file(taking->store, file).path.data, *item};
	return taking->status == STATUS_OK;
}

enum status save_part_take(struct save_part *part, const struct store *store, uint32_t series,
                           enum export_format format)
{
	struct series_info info = store_series(store, series);
	struct taking taking = {part, store, STATUS_OK};
	*part = (struct save_part){.kind = info.kind};
	if (info.kind != KIND_SCALAR)
		store_walk_items(store, series, take_item, &taking);
	else if (!snapshot_take(store, series, &part->points))
		taking.status = STATUS_NO_MEMORY;
	if (taking.status != STATUS_OK) {
		free(part->items);
		return taking.status;
	}
	str_append_slice(&part->plugin, info.plugin);
	str_append_slice(&part->content, info.content);
	export_series_start(&part->start, format, store_run(store, info.run).name, store_tag_name(store, info.tag),
	                    info.kind);
	return STATUS_OK;
}

void save_part_free(struct save_part *part)
{
	str_fini(&part->start);
	str_fini(&part->plugin);
	str_fini(&part->content);
	free(part->items);
	if (part->kind == KIND_SCALAR)
		snapshot_release(&part->points);
}

size_t save_part_pieces(const struct save_part *part)
{
	return part->kind == KIND_SCALAR ? part->points.count : part->count;
}

static size_t write_scalars(const struct save_part *part, size_t piece, enum export_format format, struct str *out)
{
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	size_t count = snapshot_read(&part->points, piece, rows, &type);
	for (size_t i = 0; i < count; i++) {
		str_append_slice(out, str_slice(&part->start));
		export_row(out, format, &rows[i], type, NULL);
		str_append_char(out, '\n');
	}
	return count;
}

static size_t write_item(const struct save_part *part, const struct save_item *item, struct payload_reader *reader,
                         struct str *out)
{
	struct payload payload;
	struct asset *asset = NULL;
	enum status status = reader ? payload_read(reader, item->path, &item->item, PAYLOAD_ANY, &payload) : STATUS_NO_MEMORY;
	payload.plugin = str_slice(&part->plugin);
	payload.content = str_slice(&part->content);
	if (status != STATUS_OK || decode(part->kind, &payload, &asset) != STATUS_OK)
		return 0;
	points_line(out, str_slice(&part->start), &item->item, asset, payload.plugin, payload.content);
	str_append_char(out, '\n');
	asset_free(asset);
	return 1;
}

size_t save_part_write(const struct save_part *part, size_t piece, enum export_format format,
                       struct payload_reader *reader, struct str *out)
{
	return part->kind == KIND_SCALAR ? write_scalars(part, piece, format, out)
	                                 : write_item(part, &part->items[piece], reader, out);
}
