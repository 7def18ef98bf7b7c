#include "cmd/points.h"

#include "base/alloc.h"
#include "cmd/digest.h"
#include "decode/plugin.h"

#include <inttypes.h>
#include <stdlib.h>

#define VALUES_MOST 64 /* of a tensor that is printed element by element */

/* ---- Numbers ---- */

static void print_bits(struct json *json, enum number_type type, uint64_t bits)
{
	if (type == NUMBER_I64) {
		json_signed(json, (int64_t)bits);
	} else if (type == NUMBER_U64) {
		json_unsigned(json, bits);
	} else if (type == NUMBER_F32) {
		json_float(json, (float)number_value(type, bits));
	} else {
		json_double(json, number_value(type, bits));
	}
}

/* A number as wide as it was written, from the double that it was widened to. */
static void print_as(struct json *json, enum number_type type, double value)
{
	if (type == NUMBER_F32)
		json_float(json, (float)value);
	else if (type == NUMBER_I64 && value >= -0x1p63 && value < 0x1p63)
		json_signed(json, (int64_t)value);
	else if (type == NUMBER_U64 && value >= 0 && value < 0x1p64)
		json_unsigned(json, (uint64_t)value);
	else
		json_double(json, value);
}

static void print_dims(struct json *json, const int64_t *dims, uint32_t rank)
{
	json_open(json, '[');
	for (uint32_t i = 0; i < rank; i++)
		json_signed(json, dims[i]);
	json_close(json, ']');
}

static void print_digest(struct json *json, struct slice bytes)
{
	char digest[DIGEST_SIZE];
	digest_sha256(bytes, digest);
	json_key(json, "sha256");
	json_text(json, slice_of(digest));
}

/* ---- A kind each ---- */

static void print_histogram(struct json *json, const struct histogram *histogram)
{
	json_key(json, "buckets");
	json_open(json, '[');
	for (size_t i = 0; i < histogram->count; i++) {
		const struct bucket *bucket = &histogram->buckets[i];
		const double cells[3] = {bucket->left, bucket->right, bucket->count};
		json_open(json, '[');
		for (size_t j = 0; j < 3; j++) {
			if (histogram->bits)
				print_bits(json, histogram->type, histogram->bits[3 * i + j]);
			else
				print_as(json, histogram->type, cells[j]);
		}
		json_close(json, ']');
	}
	json_close(json, ']');
}

static void print_blobs(struct json *json, const char *name, const struct blobs *blobs)
{
	json_key(json, name);
	json_open(json, '[');
	for (size_t i = 0; i < blobs->count; i++) {
		const struct blob *blob = &blobs->items[i];
		json_open(json, '{');
		json_key(json, "bytes");
		json_unsigned(json, blob->bytes.length);
		json_key(json, "format");
		json_text(json, slice_of(blob_format_name(blob->format)));
		print_digest(json, blob->bytes);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void print_size(struct json *json, const char *name, bool known, int64_t size)
{
	json_key(json, name);
	if (known)
		json_signed(json, size);
	else
		json_none(json);
}

static void print_images(struct json *json, const struct blobs *images)
{
	print_size(json, "width", images->has_width, images->width);
	print_size(json, "height", images->has_height, images->height);
	print_blobs(json, "images", images);
}

static void print_texts(struct json *json, const struct texts *texts)
{
	json_key(json, "shape");
	print_dims(json, texts->shape, texts->rank);
	json_key(json, "text");
	json_open(json, '[');
	for (size_t i = 0; i < texts->count; i++)
		json_text(json, texts->items[i]);
	json_close(json, ']');
}

static void print_pr_row(struct json *json, const struct pr_curve *curve, const char *name, enum pr_row row)
{
	json_key(json, name);
	json_open(json, '[');
	for (size_t i = 0; i < curve->count; i++) {
		double value = pr_value(curve, row, i);
		if (row < PR_PRECISION)
			json_whole(json, value);
		else
			print_as(json, curve->type, value);
	}
	json_close(json, ']');
}

static void print_pr_curve(struct json *json, const struct pr_curve *curve)
{
	json_key(json, "num_thresholds");
	json_unsigned(json, curve->thresholds);
	print_pr_row(json, curve, "tp", PR_TP);
	print_pr_row(json, curve, "fp", PR_FP);
	print_pr_row(json, curve, "tn", PR_TN);
	print_pr_row(json, curve, "fn", PR_FN);
	print_pr_row(json, curve, "precision", PR_PRECISION);
	print_pr_row(json, curve, "recall", PR_RECALL);
	json_key(json, "thresholds");
	json_open(json, '[');
	for (size_t i = 0; i < curve->count; i++)
		json_double(json, pr_threshold(curve, i));
	json_close(json, ']');
}

static void print_mesh(struct json *json, const struct mesh *mesh, struct slice content)
{
	struct mesh_plugin plugin;
	plugin_mesh(content, &plugin); /* the mesh was decoded by it */
	json_key(json, "content_type");
	json_text(json, slice_of(mesh_content_name(mesh->content)));
	json_key(json, "shape");
	json_open(json, '[');
	for (uint32_t i = 0; i < plugin.rank && i < sizeof plugin.shape / sizeof *plugin.shape; i++)
		json_signed(json, plugin.shape[i]);
	json_close(json, ']');
	json_key(json, "config");
	json_text(json, plugin.config);
	json_key(json, "bytes");
	json_unsigned(json, mesh->length);
	print_digest(json, slice_make(mesh->bytes, mesh->length));
}

static void print_element(struct json *json, const struct ndarray *ndarray, size_t index)
{
	switch (ndarray->form) {
	case NDARRAY_STRINGS: json_text(json, ndarray->texts[index]); break;
	case NDARRAY_BOOLS: json_bool(json, ndarray->bits[index]); break;
	case NDARRAY_NUMBERS: print_bits(json, ndarray->type, ndarray->bits[index]); break;
	case NDARRAY_COMPLEX:
		json_open(json, '[');
		print_bits(json, ndarray->type, ndarray->bits[2 * index]);
		print_bits(json, ndarray->type, ndarray->bits[2 * index + 1]);
		json_close(json, ']');
		break;
	case NDARRAY_OPAQUE: break;
	}
}

static void print_ndarray(struct json *json, const struct ndarray *ndarray, struct slice plugin)
{
	const char *name = dtype_name(ndarray->dtype);
	struct str number = {0};
	str_printf(&number, "%" PRId32, (int32_t)ndarray->dtype);
	json_key(json, "dtype");
	json_text(json, name ? slice_of(name) : str_slice(&number));
	str_fini(&number);
	json_key(json, "shape");
	print_dims(json, ndarray->dims, ndarray->rank);
	json_key(json, "plugin");
	json_text(json, plugin);
	if (ndarray->form == NDARRAY_OPAQUE || ndarray->elements > VALUES_MOST)
		return;
	json_key(json, "values");
	json_open(json, '[');
	for (size_t i = 0; i < ndarray->kept; i++)
		print_element(json, ndarray, i);
	json_close(json, ']');
}

/* What of a point stands behind the wall time. */
static void print_fields(struct json *json, const struct asset *asset, struct slice plugin, struct slice content)
{
	switch (asset->kind) {
	case KIND_HISTOGRAM: print_histogram(json, &asset->histogram); break;
	case KIND_IMAGE: print_images(json, &asset->images); break;
	case KIND_AUDIO: print_blobs(json, "clips", &asset->clips); break;
	case KIND_TEXT: print_texts(json, &asset->texts); break;
	case KIND_PR_CURVE: print_pr_curve(json, &asset->pr_curve); break;
	case KIND_MESH: print_mesh(json, &asset->mesh, content); break;
	case KIND_TENSOR: print_ndarray(json, &asset->ndarray, plugin); break;
	default: break;
	}
}

/* ---- Graphs ---- */

struct op {
	struct slice name;
	uint64_t count;
};

static int by_name(const void *left, const void *right)
{
	const struct op *a = left, *b = right;
	return slice_compare(a->name, b->name);
}

void points_ops(struct json *json, const char *key, const struct graph_totals *graph)
{
	struct op *ops = xcalloc(graph->ops.count + 1, sizeof *ops);
	for (uint32_t i = 0; i < graph->ops.count; i++)
		ops[i] = (struct op){names_text(&graph->ops, i), graph->counts[i]};
	qsort(ops, graph->ops.count, sizeof *ops, by_name);
	json_key(json, key);
	json_open(json, '{');
	for (uint32_t i = 0; i < graph->ops.count; i++) {
		json_name(json, ops[i].name);
		json_unsigned(json, ops[i].count);
	}
	json_close(json, '}');
	free(ops);
}

void points_graph(struct json *json, const struct graph_totals *graph)
{
	json_key(json, "nodes");
	json_unsigned(json, graph->nodes);
	json_key(json, "edges");
	json_unsigned(json, graph->edges);
	json_key(json, "functions");
	json_unsigned(json, graph->functions);
	points_ops(json, "ops", graph);
}

/* ---- Layouts ---- */

static void print_str(struct json *json, const char *name, const struct str *text)
{
	json_key(json, name);
	json_text(json, str_slice(text));
}

static void print_margins(struct json *json, const struct layout_chart *chart)
{
	json_key(json, "margin");
	json_open(json, '{');
	json_key(json, "series");
	json_open(json, '[');
	for (size_t i = 0; i < chart->margin_count; i++) {
		json_open(json, '{');
		print_str(json, "value", &chart->margins[i].value);
		print_str(json, "lower", &chart->margins[i].lower);
		print_str(json, "upper", &chart->margins[i].upper);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_close(json, '}');
}

static void print_lines(struct json *json, const struct layout_chart *chart)
{
	json_key(json, "multiline");
	json_open(json, '{');
	json_key(json, "tag");
	json_open(json, '[');
	for (size_t i = 0; i < chart->tag_count; i++)
		json_text(json, str_slice(&chart->tags[i]));
	json_close(json, ']');
	json_close(json, '}');
}

static void print_category(struct json *json, const struct layout_category *category)
{
	json_open(json, '{');
	print_str(json, "title", &category->title);
	json_key(json, "chart");
	json_open(json, '[');
	for (size_t i = 0; i < category->chart_count; i++) {
		const struct layout_chart *chart = &category->charts[i];
		json_open(json, '{');
		print_str(json, "title", &chart->title);
		if (chart->content == CHART_MULTILINE)
			print_lines(json, chart);
		else if (chart->content == CHART_MARGIN)
			print_margins(json, chart);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_key(json, "closed");
	json_bool(json, category->closed);
	json_close(json, '}');
}

void points_layout(struct json *json, const struct custom_layout *layout)
{
	json_key(json, "category");
	json_open(json, '[');
	for (size_t i = 0; i < layout->count; i++)
		print_category(json, &layout->categories[i]);
	json_close(json, ']');
	json_key(json, "version");
	json_signed(json, layout->version);
}

void points_line(struct str *out, struct slice start, const struct item *item, const struct asset *asset,
                 struct slice plugin, struct slice content)
{
	struct json json = {.out = out};
	str_append_slice(out, start);
	json_signed(&json, item->step);
	json_key(&json, "wall_time");
	json_double(&json, item->wall_time);
	print_fields(&json, asset, plugin, content);
	json_close(&json, '}');
}
