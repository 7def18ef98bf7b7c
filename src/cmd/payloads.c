#include "cmd/exporting.h"

#include "cmd/points.h"

static void count_unread(struct export *export, enum status status)
{
	/* Of an export what doesn't fit its kind is left out (tbtop-export(1)); all else is told. */
	if (!export->tells_misfits && (status == STATUS_CORRUPT || status == STATUS_UNSUPPORTED))
		return;
	export->unread++;
	export->unread_why = status;
}

struct asset *export_asset(struct export *export, const struct series_info *info, uint32_t file,
                           const struct item *item)
{
	struct payload payload;
	struct asset *asset = NULL;
	const char *path = store_file(export->store, file).path.data;
	enum status status = payload_read(export->reader, path, item, PAYLOAD_ANY, &payload);
	payload.plugin = info->plugin;
	payload.content = info->content;
	payload.part = export->drawn && info->kind == KIND_GRAPH ? GRAPH_NODES : 0;
	if (!status)
		status = decode(info->kind, &payload, &asset);
	if (status)
		count_unread(export, status);
	return asset;
}

struct each_point {
	struct export *export;
	struct series_info info;
};

static bool print_point(void *context, uint32_t file, const struct item *item)
{
	struct each_point *each = context;
	struct export *export = each->export;
	struct asset *asset = export_asset(export, &each->info, file, item);
	if (!asset)
		return true;
	export->any = true;
	points_line(&export->out.text, str_slice(&export->start), item, asset, each->info.plugin, each->info.content);
	asset_free(asset);
	return out_line(&export->out);
}

void export_points(struct export *export, uint32_t series)
{
	struct each_point each = {export, store_series(export->store, series)};
	store_walk_items(export->store, series, print_point, &each);
}
