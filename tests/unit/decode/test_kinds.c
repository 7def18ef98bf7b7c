/* Texts, PR curves, meshes, other tensors, layouts: shapes, trimming, casts; what is none of them is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/plugin.h"
#include "unit/decode/payloads.h"

#include <math.h>

/* ---- Texts ---- */

static void test_a_text_keeps_its_shape(void **state)
{
	static const char *const texts[] = {"a", "\xff", "c", "d"};
	struct asset *asset;
	assert_int_equal(decode_tensor(KIND_TEXT, tensor_of_texts((int64_t[]){2, -1}, 2, texts, 4), &asset), STATUS_OK);
	assert_int_equal(asset->texts.rank, 2);
	assert_int_equal(asset->texts.shape[0], 2);
	assert_int_equal(asset->texts.shape[1], 2);
	assert_int_equal(asset->texts.count, 4);
	assert_true(slice_equal(asset->texts.items[1], slice_of("\xff")));
	asset_free(asset);
	assert_int_equal(decode_tensor(KIND_TEXT, tensor_of_texts(NULL, 0, texts, 1), &asset), STATUS_OK);
	assert_int_equal(asset->texts.rank, 0);
	assert_int_equal(asset->texts.count, 1);
	asset_free(asset);
	assert_int_equal(decode_tensor(KIND_TEXT, tensor_of_texts((int64_t[]){3}, 1, texts, 2), &asset), STATUS_CORRUPT);
}

/* ---- PR curves ---- */

static void test_a_curve_is_cut_where_precision_ends(void **state)
{
	/* TP + FP: 4, 3, 1, 0, 0 (event-format 14). */
	const double values[] = {2.9, 2, 1, 0, 0,  2, 1, 0.9, 0.5, 0,  0, 1, 2, 3, 4,  0, 0, 1, 2, 2,
	                         0.5, 0.6, 1, 0, 0,  1, 1, 0.5, 0, 0};
	struct asset *asset;
	assert_int_equal(decode_tensor(KIND_PR_CURVE, tensor_of_doubles((int64_t[]){6, 5}, 2, values, 30), &asset),
	                 STATUS_OK);
	const struct pr_curve *curve = &asset->pr_curve;
	assert_int_equal(curve->thresholds, 5);
	assert_int_equal(curve->count, 3);
	assert_true(pr_value(curve, PR_TP, 0) == 2 && pr_value(curve, PR_FP, 2) == 0 && pr_value(curve, PR_TN, 2) == 2);
	assert_true(pr_value(curve, PR_PRECISION, 1) == 0.6 && pr_value(curve, PR_RECALL, 2) == 0.5);
	assert_true(pr_threshold(curve, 1) == 0.25 && pr_threshold(curve, 4) == 1);
	size_t best;
	assert_true(fabs(pr_best_f1(curve, &best) - 0.75) < 1e-12 && best == 1);
	assert_true(fabs(pr_area(curve) - 0.4) < 1e-12);
	asset_free(asset);
}

static void test_metadata_tells_how_many_thresholds(void **state)
{
	struct str content = {0};
	build_number(&content, 1, 0);
	build_number(&content, 2, 10);
	assert_int_equal(plugin_thresholds(str_slice(&content)), 10);
	content.length--;
	assert_int_equal(plugin_thresholds(str_slice(&content)), 0);
	assert_int_equal(plugin_thresholds((struct slice){0}), 0);
	str_fini(&content);
}

static void test_a_curve_without_positives_keeps_one_column(void **state)
{
	const double values[12] = {0};
	struct asset *asset;
	size_t best;
	assert_int_equal(decode_tensor(KIND_PR_CURVE, tensor_of_doubles((int64_t[]){6, 2}, 2, values, 12), &asset),
	                 STATUS_OK);
	assert_int_equal(asset->pr_curve.count, 1);
	assert_true(isnan(pr_best_f1(&asset->pr_curve, &best)));
	asset_free(asset);
	assert_int_equal(decode_tensor(KIND_PR_CURVE, tensor_of_doubles((int64_t[]){2, 6}, 2, values, 12), &asset),
	                 STATUS_CORRUPT);
	const double odd[6] = {NAN};
	assert_int_equal(decode_tensor(KIND_PR_CURVE, tensor_of_doubles((int64_t[]){6, 1}, 2, odd, 6), &asset),
	                 STATUS_CORRUPT);
}

/* ---- Meshes ---- */

static struct str mesh_content(uint64_t content_type)
{
	struct str content = {0};
	build_text(&content, 2, "cube");
	build_number(&content, 3, content_type);
	build_text(&content, 5, "{}");
	build_number(&content, 6, 1);
	build_number(&content, 6, 2);
	build_number(&content, 7, 14);
	return content;
}

static enum status mesh_of(uint64_t content_type, struct str tensor, struct asset **out)
{
	struct str content = mesh_content(content_type);
	struct payload how = {.form = ITEM_TENSOR, .content = str_slice(&content)};
	enum status status = decode_built(KIND_MESH, how, &tensor, out);
	str_fini(&content);
	return status;
}

static void test_mesh_elements_are_as_tensorboard_serves_them(void **state)
{
	const float values[] = {0.5f, -1, 300, 2.9f};
	const int64_t dims[] = {1, 4, 1};
	struct asset *asset;
	assert_int_equal(mesh_of(MESH_VERTEX, tensor_of_floats(dims, 3, values, 4), &asset), STATUS_OK);
	assert_int_equal(asset->mesh.length, 16);
	assert_true(mesh_coordinate(&asset->mesh, 0) == 0.5f && mesh_coordinate(&asset->mesh, 2) == 300);
	assert_int_equal(asset->mesh.rank, 3);
	assert_int_equal(asset->mesh.dims[1], 4);
	asset_free(asset);
	assert_int_equal(mesh_of(MESH_FACE, tensor_of_floats(dims, 3, values, 4), &asset), STATUS_OK);
	assert_int_equal(mesh_corner(&asset->mesh, 1), -1);
	assert_int_equal(mesh_corner(&asset->mesh, 3), 2);
	asset_free(asset);
	assert_int_equal(mesh_of(MESH_COLOR, tensor_of_floats(dims, 3, values, 4), &asset), STATUS_OK);
	assert_int_equal(asset->mesh.length, 4);
	assert_int_equal(asset->mesh.bytes[2], 44);
	asset_free(asset);
	assert_int_equal(mesh_of(MESH_UNDEFINED, tensor_of_floats(dims, 3, values, 4), &asset), STATUS_CORRUPT);
	assert_int_equal(mesh_of(7, tensor_of_floats(dims, 3, values, 4), &asset), STATUS_CORRUPT);
	assert_int_equal(mesh_of(MESH_FACE, tensor_of_floats((int64_t[]){INT64_C(1) << 34}, 1, values, 1), &asset),
	                 STATUS_LIMIT);
}

static void test_mesh_metadata_says_what_belongs_together(void **state)
{
	struct str content = mesh_content(MESH_FACE);
	struct mesh_plugin plugin;
	assert_int_equal(plugin_mesh(str_slice(&content), &plugin), STATUS_OK);
	assert_int_equal(plugin.content, MESH_FACE);
	assert_true(slice_equal(plugin.name, slice_of("cube")) && slice_equal(plugin.config, slice_of("{}")));
	assert_true(plugin.rank == 2 && plugin.shape[1] == 2);
	content.length--;
	assert_int_equal(plugin_mesh(str_slice(&content), &plugin), STATUS_CORRUPT);
	str_fini(&content);
}

/* ---- Other tensors ---- */

static void test_a_tensor_tells_of_all_its_elements(void **state)
{
	const double values[] = {NAN, 0, 3, -INFINITY, -1, 2};
	struct asset *asset;
	assert_int_equal(decode_tensor(KIND_TENSOR, tensor_of_doubles((int64_t[]){2, 3}, 2, values, 6), &asset), STATUS_OK);
	const struct ndarray *array = &asset->ndarray;
	assert_int_equal(array->form, NDARRAY_NUMBERS);
	assert_int_equal(array->kept, 6);
	assert_int_equal(array->facts.nans, 1);
	assert_int_equal(array->facts.infinities, 1);
	assert_int_equal(array->facts.zeros, 1);
	assert_true(array->facts.min == -1 && array->facts.max == 3 && array->facts.mean == 1);
	assert_true(fabs(array->facts.deviation - sqrt(2.5)) < 1e-12);
	asset_free(asset);
}

static void test_what_does_not_decode_keeps_its_shape(void **state)
{
	const double values[] = {1, 2};
	struct asset *asset;
	assert_int_equal(decode_tensor(KIND_TENSOR, tensor_of_doubles((int64_t[]){5, -1, -1}, 3, values, 2), &asset),
	                 STATUS_OK);
	assert_int_equal(asset->ndarray.form, NDARRAY_OPAQUE);
	assert_int_equal(asset->ndarray.rank, 3);
	assert_int_equal(asset->ndarray.dims[2], -1);
	assert_true(asset->ndarray.misshapen && asset->ndarray.there == 2);
	asset_free(asset);
	assert_int_equal(decode_tensor(KIND_TENSOR, tensor_begin(DTYPE_VARIANT, (int64_t[]){1}, 1), &asset), STATUS_OK);
	assert_int_equal(asset->ndarray.form, NDARRAY_OPAQUE);
	assert_false(asset->ndarray.misshapen);
	asset_free(asset);
}

static void test_a_huge_tensor_keeps_a_page(void **state)
{
	const double one = 1;
	struct asset *asset;
	assert_int_equal(decode_tensor(KIND_TENSOR, tensor_of_doubles((int64_t[]){INT64_C(1) << 50}, 1, &one, 1), &asset),
	                 STATUS_OK);
	assert_int_equal(asset->ndarray.kept, NDARRAY_KEPT);
	assert_true(asset->ndarray.elements == UINT64_C(1) << 50);
	assert_true(isnan(asset->ndarray.facts.mean));
	asset_free(asset);
}

static void test_a_bare_number_is_a_tensor_too(void **state)
{
	struct asset *asset;
	struct payload payload = {.form = ITEM_SIMPLE, .number_type = NUMBER_F32, .bits = number_bits_float(0.5f)};
	assert_int_equal(decode(KIND_TENSOR, &payload, &asset), STATUS_OK);
	assert_int_equal(asset->ndarray.dtype, DTYPE_FLOAT);
	assert_int_equal(asset->ndarray.rank, 0);
	assert_true(number_value(asset->ndarray.type, asset->ndarray.bits[0]) == 0.5);
	asset_free(asset);
}

/* ---- Layouts ---- */

static struct str layout_tensor(const char *title, const char *chart)
{
	struct str layout = {0}, category = {0}, one = {0}, lines = {0}, tensor = tensor_begin(DTYPE_STRING, NULL, 0);
	build_text(&lines, 1, "loss.*");
	build_text(&one, 1, chart);
	build_message(&one, 2, &lines);
	build_text(&category, 1, title);
	build_message(&category, 2, &one);
	build_number(&category, 3, 1);
	build_message(&layout, 2, &category);
	build_message(&tensor, 8, &layout);
	str_fini(&layout);
	str_fini(&category);
	str_fini(&one);
	str_fini(&lines);
	return tensor;
}

static void test_layouts_of_runs_become_one(void **state)
{
	static const char *const given[][2] = {{"x", "a"}, {"x", "a"}, {"x", "b"}, {"y", "a"}};
	struct custom_layout all = {0};
	for (size_t i = 0; i < 4; i++) {
		struct asset *asset;
		assert_int_equal(decode_tensor(KIND_LAYOUT, layout_tensor(given[i][0], given[i][1]), &asset), STATUS_OK);
		custom_layout_merge(&all, &asset->layout);
		asset_free(asset);
	}
	assert_int_equal(all.count, 2);
	assert_int_equal(all.categories[0].chart_count, 2);
	assert_true(all.categories[0].closed);
	assert_string_equal(str_text(&all.categories[0].charts[1].title), "b");
	assert_int_equal(all.categories[0].charts[0].content, CHART_MULTILINE);
	assert_string_equal(str_text(&all.categories[0].charts[0].tags[0]), "loss.*");
	assert_string_equal(str_text(&all.categories[1].title), "y");
	custom_layout_fini(&all);
}

static void test_what_is_no_layout_is_refused(void **state)
{
	static const char *const texts[] = {"\x0a\x05no", "x"};
	struct asset *asset;
	assert_int_equal(decode_tensor(KIND_LAYOUT, tensor_of_texts(NULL, 0, texts, 1), &asset), STATUS_CORRUPT);
	assert_int_equal(decode_tensor(KIND_LAYOUT, tensor_of_texts((int64_t[]){2}, 1, texts, 2), &asset), STATUS_CORRUPT);
}

/* ---- Memory ---- */

static void test_want_of_memory_is_told_at_every_place(void **state)
{
	static const char *const texts[] = {"1", "2", "GIF8"};
	const double values[18] = {1, 2, 3};
	for (long after = 0; after < 4; after++) {
		struct asset *asset;
		struct str texts_of = tensor_of_texts((int64_t[]){3}, 1, texts, 3);
		struct str curve = tensor_of_doubles((int64_t[]){6, 3}, 2, values, 18);
		struct { enum kind kind; struct str *tensor; } cases[] = {
			{KIND_IMAGE, &texts_of}, {KIND_TEXT, &texts_of}, {KIND_TENSOR, &texts_of},
			{KIND_HISTOGRAM, &curve}, {KIND_PR_CURVE, &curve}, {KIND_TENSOR, &curve},
		};
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			struct payload payload = {.form = ITEM_TENSOR, .bytes = str_slice(cases[i].tensor)};
			alloc_fail_after(after);
			enum status status = decode(cases[i].kind, &payload, &asset);
			alloc_fail_after(-1);
			assert_true(status == STATUS_OK || status == STATUS_NO_MEMORY);
			assert_true((status == STATUS_OK) == (asset != NULL));
			assert_true(after || status);
			asset_free(asset);
		}
		str_fini(&texts_of);
		str_fini(&curve);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_text_keeps_its_shape),
		cmocka_unit_test(test_a_curve_is_cut_where_precision_ends),
		cmocka_unit_test(test_metadata_tells_how_many_thresholds),
		cmocka_unit_test(test_a_curve_without_positives_keeps_one_column),
		cmocka_unit_test(test_mesh_elements_are_as_tensorboard_serves_them),
		cmocka_unit_test(test_mesh_metadata_says_what_belongs_together),
		cmocka_unit_test(test_a_tensor_tells_of_all_its_elements),
		cmocka_unit_test(test_what_does_not_decode_keeps_its_shape),
		cmocka_unit_test(test_a_huge_tensor_keeps_a_page),
		cmocka_unit_test(test_a_bare_number_is_a_tensor_too),
		cmocka_unit_test(test_layouts_of_runs_become_one),
		cmocka_unit_test(test_what_is_no_layout_is_refused),
		cmocka_unit_test(test_want_of_memory_is_told_at_every_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
