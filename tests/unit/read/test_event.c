#include "read/event.h"

#include "base/alloc.h"
#include "unit/read/build.h"
#include "unit/read/compare.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

/* Fields: event-format 3.1, 3.2. */
enum { WALL = 1, STEP = 2, VERSION = 3, GRAPH = 4, SUMMARY = 5, LOG = 6, SESSION = 7, RUN_METADATA = 8, META_GRAPH = 9 };
enum { VALUE = 1, TAG = 1, SIMPLE = 2, OBSOLETE = 3, IMAGE = 4, HISTO = 5, AUDIO = 6, NODE = 7, TENSOR = 8, METADATA = 9 };
enum { DTYPE = 1, SHAPE = 2, CONTENT = 4, FLOAT_VAL = 5, DOUBLE_VAL = 6, STRING_VAL = 8 };

#define ANY (KIND_BIT(KIND_TENSOR) | KIND_BIT(KIND_HPARAMS) | KIND_BIT(KIND_LAYOUT) | KIND_BIT(KIND_GRAPH) | \
             KIND_BIT(KIND_RUN_METADATA))
#define OFFSET 1000 /* of each payload in its file */

/* One range of a file, read in one batch, and what is being built for it. */
struct scene {
	struct event_decoder *decoder;
	struct batch *batch;
	struct str event, summary, value;
};

static struct scene begin(void)
{
	struct scene scene = {.decoder = event_decoder_new(false), .batch = batch_new(0, 0)};
	assert_non_null(scene.decoder);
	assert_non_null(scene.batch);
	return scene;
}

static void end(struct scene *scene)
{
	event_decoder_free(scene->decoder);
	batch_free(scene->batch);
	str_fini(&scene->event);
	str_fini(&scene->summary);
	str_fini(&scene->value);
}

static enum status decode_bytes(struct scene *scene, const void *bytes, size_t length)
{
	/* A block of its own size, so that a sanitizer sees what is read beyond it. */
	uint8_t *copy = malloc(length ? length : 1);
	assert_non_null(copy);
	memcpy(copy, bytes, length);
	enum status status = event_decode(scene->decoder, copy, length, OFFSET, scene->batch);
	free(copy);
	return status;
}

/* Decodes what was built: the values, in one event. */
static enum status decode(struct scene *scene, int64_t step)
{
	struct str event = {0};
	build_double(&event, WALL, 5.5);
	build_number(&event, STEP, (uint64_t)step);
	str_append_slice(&event, str_slice(&scene->event));
	if (scene->summary.length)
		build_message(&event, SUMMARY, &scene->summary);
	enum status status = decode_bytes(scene, str_text(&event), event.length);
	str_fini(&event);
	str_clear(&scene->event);
	return status;
}

static void add_value(struct scene *scene)
{
	build_message(&scene->summary, VALUE, &scene->value);
}

static void add_scalar(struct scene *scene, const char *tag, float value)
{
	build_text(&scene->value, TAG, tag);
	build_float(&scene->value, SIMPLE, value);
	add_value(scene);
}

static void set_metadata(struct scene *scene, const char *plugin, const char *display_name)
{
	struct str data = {0}, metadata = {0};
	build_text(&data, 1, plugin);
	build_text(&data, 2, "content");
	build_message(&metadata, 1, &data);
	build_text(&metadata, 2, display_name);
	build_text(&metadata, 3, "described");
	build_message(&scene->value, METADATA, &metadata);
	str_fini(&data);
	str_fini(&metadata);
}

static void set_double_tensor(struct scene *scene, double value)
{
	struct str tensor = {0};
	build_number(&tensor, DTYPE, 2);
	build_double(&tensor, DOUBLE_VAL, value);
	build_message(&scene->value, TENSOR, &tensor);
	str_fini(&tensor);
}

static void flush(struct scene *scene)
{
	assert_int_equal(event_flush(scene->decoder, scene->batch), STATUS_OK);
}

static const struct batch_series *series(const struct scene *scene, const char *tag)
{
	for (size_t i = 0; i < scene->batch->series_count; i++)
		if (!strcmp(scene->batch->series[i].tag, tag))
			return &scene->batch->series[i];
	fail_msg("no series %s", tag);
	return NULL;
}

static size_t rows_of(const struct batch_series *of, struct row *out)
{
	size_t count = 0;
	for (size_t i = 0; i < of->chunk_count; i++)
		count += chunk_read(of->chunks[i].chunk, out + count);
	return count;
}

/* ---- Scalars ---- */

static void simple_values_become_rows_of_scalars(void **state)
{
	(void)state;
	struct scene scene = begin();
	for (int step = 0; step < 1200; step++) {
		add_scalar(&scene, "loss", (float)step);
		add_scalar(&scene, "lr", 0.5f);
		assert_int_equal(decode(&scene, step), STATUS_OK);
	}
	flush(&scene);
	assert_int_equal(scene.batch->series_count, 2);
	assert_int_equal(scene.batch->records, 1200);
	assert_int_equal(scene.batch->points, 2400);
	assert_int_equal(scene.batch->last_summary_step, 1199);
	const struct batch_series *loss = series(&scene, "loss");
	assert_string_equal(loss->metadata->plugin, "scalars");
	assert_int_equal(loss->item_count, 0);
	struct row rows[3 * CHUNK_ROWS];
	assert_int_equal(rows_of(loss, rows), 1200);
	for (int i = 0; i < 1200; i++) {
		assert_int_equal(rows[i].step, i);
		assert_true(rows[i].wall_time == 5.5);
		assert_true(number_value(chunk_type(loss->chunks[0].chunk), rows[i].bits) == i);
	}
	end(&scene);
}

static void metadata_of_a_simple_value_keeps_its_names_only(void **state)
{
	(void)state;
	struct scene scene = begin();
	build_text(&scene.value, TAG, "a");
	build_float(&scene.value, SIMPLE, 1);
	set_metadata(&scene, "images", "Shown");
	add_value(&scene);
	decode(&scene, 1);
	flush(&scene);
	const struct metadata *metadata = series(&scene, "a")->metadata;
	assert_string_equal(metadata->plugin, "scalars");
	assert_string_equal(metadata->display_name, "Shown");
	assert_string_equal(metadata->description, "described");
	assert_int_equal(metadata->content_length, 0);
	assert_int_equal(series(&scene, "a")->chunk_count, 1);
	end(&scene);
}

static void a_tensor_is_a_row_once_its_tag_is_of_scalars(void **state)
{
	(void)state;
	struct scene scene = begin();
	build_text(&scene.value, TAG, "a");
	set_double_tensor(&scene, 1);
	add_value(&scene);
	decode(&scene, 1); /* nothing known of the tag */
	build_text(&scene.value, TAG, "a");
	set_double_tensor(&scene, 2);
	set_metadata(&scene, "scalars", "");
	add_value(&scene);
	decode(&scene, 2);
	build_text(&scene.value, TAG, "a");
	build_float(&scene.value, SIMPLE, 3); /* of another type: another chunk */
	add_value(&scene);
	decode(&scene, 3);
	flush(&scene);
	const struct batch_series *a = series(&scene, "a");
	assert_int_equal(a->item_count, 1);
	assert_int_equal(a->items[0].fits, ANY | KIND_BIT(KIND_SCALAR) | KIND_BIT(KIND_MESH));
	assert_int_equal(a->items[0].number_type, NUMBER_F64);
	assert_true(number_value(NUMBER_F64, a->items[0].bits) == 1);
	assert_int_equal(a->chunk_count, 2);
	assert_int_equal(chunk_type(a->chunks[0].chunk), NUMBER_F64);
	assert_int_equal(chunk_type(a->chunks[1].chunk), NUMBER_F32);
	assert_string_equal(a->metadata->content, "content");
	end(&scene);
}

static void a_simple_value_in_a_tag_of_another_plugin_is_an_item(void **state)
{
	(void)state;
	struct scene scene = begin();
	build_text(&scene.value, TAG, "a");
	set_metadata(&scene, "text", "");
	add_value(&scene);
	decode(&scene, 1);
	add_scalar(&scene, "a", 2.5f);
	decode(&scene, 2);
	flush(&scene);
	const struct batch_series *a = series(&scene, "a");
	assert_string_equal(a->metadata->plugin, "text");
	assert_int_equal(a->chunk_count, 0);
	assert_int_equal(a->item_count, 1);
	assert_int_equal(a->items[0].form, ITEM_SIMPLE);
	assert_int_equal(a->items[0].fits, ANY | KIND_BIT(KIND_SCALAR) | KIND_BIT(KIND_MESH));
	assert_true(number_value(NUMBER_F32, a->items[0].bits) == 2.5);
	assert_int_equal(scene.batch->points, 1);
	end(&scene);
}

/* Bytes that are no UTF-8 become U+FFFD in a tag: all of these are one, in the order in which they come. */
static void tags_that_mend_alike_are_one(void **state)
{
	(void)state;
	static const char *const spellings[] = {"\xff", "\xfe", "\xef\xbf\xbd"};
	struct scene scene = begin();
	for (int step = 0; step < 9; step++) {
		add_scalar(&scene, spellings[step % 3], (float)step);
		assert_int_equal(decode(&scene, step), STATUS_OK);
	}
	flush(&scene);
	assert_int_equal(scene.batch->series_count, 1);
	struct row rows[CHUNK_ROWS];
	assert_int_equal(rows_of(series(&scene, spellings[2]), rows), 9);
	for (int step = 0; step < 9; step++)
		assert_int_equal(rows[step].step, step);
	end(&scene);
}

static void items_know_how_many_rows_they_stand_behind(void **state)
{
	(void)state;
	struct scene scene = begin();
	for (int step = 0; step < 6; step++) {
		if (step % 3 == 2) {
			struct str tensor = {0};
			build_text(&scene.value, TAG, "a");
			build_number(&tensor, DTYPE, 7);
			build_text(&tensor, STRING_VAL, "text");
			build_message(&scene.value, TENSOR, &tensor);
			add_value(&scene);
			str_fini(&tensor);
		} else {
			add_scalar(&scene, "a", 1);
		}
		assert_int_equal(decode(&scene, step), STATUS_OK);
	}
	flush(&scene);
	const struct batch_series *a = series(&scene, "a");
	assert_int_equal(a->item_count, 2);
	assert_int_equal(a->items[0].rows_before, 2);
	assert_int_equal(a->items[1].rows_before, 4);
	end(&scene);
}

/* The tags of the first summary event are named even when it brings nothing for them: it may purge them. */
static void the_first_summary_names_all_its_tags(void **state)
{
	(void)state;
	struct scene scene = begin();
	build_text(&scene.value, TAG, "bare");
	add_value(&scene);
	add_scalar(&scene, "a", 1);
	decode(&scene, 1);
	build_text(&scene.value, TAG, "later");
	add_value(&scene);
	decode(&scene, 2);
	flush(&scene);
	assert_int_equal(scene.batch->first_summary_series, 2);
	assert_int_equal(scene.batch->series_count, 2);
	assert_int_equal(series(&scene, "bare")->item_count, 0);
	end(&scene);
}

static void add_metadata_alone(struct scene *scene, const char *plugin, int data_class)
{
	build_text(&scene->value, TAG, "a");
	if (plugin)
		set_metadata(scene, plugin, "");
	if (data_class) {
		struct str metadata = {0};
		build_number(&metadata, 4, (uint64_t)data_class);
		build_message(&scene->value, METADATA, &metadata);
		str_fini(&metadata);
	}
	add_value(scene);
}

/* TensorBoard makes up a tensor where the very first value of the tag is of hparams or a graph, without a data_class. */
static void values_without_a_tensor_are_points_where_their_tag_says_so(void **state)
{
	(void)state;
	static const struct { const char *plugin; int data_class; kind_set fits; } cases[] = {
		{"hparams", 0, ANY | KIND_BIT(KIND_MESH)}, {"hparams", 2, 0}, {"text", 0, 0}, {NULL, 0, 0},
		{"graph_keras_model", 0, ANY}, {"graph_run_metadata", 0, ANY}, {"graph_run_metadata", 3, 0},
		{"graphs", 0, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene scene = begin();
		add_metadata_alone(&scene, cases[i].plugin, cases[i].data_class);
		decode(&scene, 1);
		add_metadata_alone(&scene, "hparams", 0); /* too late to matter */
		build_text(&scene.value, TAG, "a");
		build_text(&scene.value, OBSOLETE, "bytes");
		add_value(&scene);
		decode(&scene, 2);
		flush(&scene);
		const struct batch_series *a = series(&scene, "a");
		assert_int_equal(a->item_count, cases[i].fits ? 3 : 0);
		for (size_t j = 0; j < a->item_count; j++) {
			assert_int_equal(a->items[j].form, ITEM_NOTHING);
			assert_int_equal(a->items[j].fits, cases[i].fits);
		}
		assert_int_equal(scene.batch->points, 0);
		end(&scene);
	}
}

static void metadata_comes_once_in_the_first_batch(void **state)
{
	(void)state;
	struct scene scene = begin();
	add_scalar(&scene, "a", 1);
	decode(&scene, 1);
	flush(&scene);
	assert_non_null(series(&scene, "a")->metadata);
	batch_free(scene.batch);
	scene.batch = batch_new(0, 0);
	add_scalar(&scene, "b", 1);
	add_scalar(&scene, "a", 1);
	decode(&scene, 2);
	flush(&scene);
	assert_int_equal(scene.batch->series_count, 2);
	assert_null(series(&scene, "a")->metadata);
	assert_int_equal(series(&scene, "a")->chunk_count, 1);
	end(&scene);
}

/* ---- Old forms ---- */

static void old_media_forms_get_their_plugins(void **state)
{
	(void)state;
	/* As tensors they are points in tags of other plugins, too. */
	static const struct { uint32_t field; enum item_form form; const char *plugin; kind_set kinds; } forms[] = {
		{IMAGE, ITEM_IMAGE, "images", KIND_BIT(KIND_IMAGE) | KIND_BIT(KIND_AUDIO) | KIND_BIT(KIND_TEXT)},
		{AUDIO, ITEM_AUDIO, "audio", KIND_BIT(KIND_AUDIO) | KIND_BIT(KIND_TEXT)},
		{HISTO, ITEM_HISTO, "histograms", KIND_BIT(KIND_HISTOGRAM) | KIND_BIT(KIND_MESH)},
	};
	for (size_t i = 0; i < 3; i++) {
		struct scene scene = begin();
		struct str form = {0};
		build_bytes(&form, 99, "unknown", 7);
		build_text(&scene.value, TAG, "a");
		build_message(&scene.value, forms[i].field, &form);
		add_value(&scene);
		assert_int_equal(decode(&scene, 7), STATUS_OK);
		flush(&scene);
		const struct batch_series *a = series(&scene, "a");
		assert_string_equal(a->metadata->plugin, forms[i].plugin);
		assert_int_equal(a->items[0].form, forms[i].form);
		assert_int_equal(a->items[0].fits, ANY | forms[i].kinds);
		assert_int_equal(a->items[0].length, 10);
		/* wall 9, step 2, keys and lengths of summary, value, tag (3) and form */
		assert_int_equal(a->items[0].offset, OFFSET + 9 + 2 + 2 + 2 + 3 + 2);
		assert_int_equal(a->items[0].step, 7);
		str_fini(&form);
		end(&scene);
	}
}

static void add_histogram(struct scene *scene, const double *counts, size_t count, size_t limits)
{
	struct str histo = {0};
	build_text(&scene->value, TAG, "h");
	for (size_t i = 0; i < limits; i++)
		build_double(&histo, 6, (double)i);
	for (size_t i = 0; i < count; i++)
		build_double(&histo, 7, counts[i]);
	build_message(&scene->value, HISTO, &histo);
	add_value(scene);
	str_fini(&histo);
}

static void a_histogram_without_its_limits_is_not_there(void **state)
{
	(void)state;
	static const struct { double counts[4]; size_t limits; bool kept; } cases[] = {
		{{0, 1, 1, 0}, 4, true}, {{0, 1, 1, 0}, 2, true}, {{0, 1, 1, 0}, 1, false}, {{0, 0, 0, 0}, 0, true},
		{{0, 0, 0, 1}, 0, true}, {{1, 0, 0, 1}, 3, true}, {{1, 0, 0, 1}, 2, false}, {{-1, 0, NAN, 0}, 0, true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene scene = begin();
		add_histogram(&scene, cases[i].counts, 4, cases[i].limits);
		assert_int_equal(decode(&scene, 1), STATUS_OK);
		flush(&scene);
		assert_int_equal(scene.batch->series_count, cases[i].kept);
		assert_int_equal(scene.batch->points, cases[i].kept);
		assert_true(scene.batch->has_summary);
		end(&scene);
	}
}

/* Clips and labels without a column: TensorBoard fails to take the first. */
static void clips_without_a_column_are_not_there(void **state)
{
	(void)state;
	static const struct { const char *plugin; int columns, data_class; bool kept; } cases[] = {
		{"audio", 0, 0, false}, {"audio", 2, 0, true}, {"audio", 0, 2, true}, {"text", 0, 0, true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene scene = begin();
		struct str tensor = {0}, shape = {0}, dim = {0};
		for (int d = 0; d < 2; d++) {
			build_number(&dim, 1, d ? (uint64_t)cases[i].columns : 1);
			build_message(&shape, 2, &dim);
		}
		build_number(&tensor, DTYPE, 7);
		build_message(&tensor, SHAPE, &shape);
		build_text(&tensor, STRING_VAL, "x");
		build_message(&scene.value, TENSOR, &tensor);
		add_metadata_alone(&scene, cases[i].plugin, cases[i].data_class);
		assert_int_equal(decode(&scene, 1), STATUS_OK);
		flush(&scene);
		assert_int_equal(scene.batch->points, cases[i].kept);
		str_fini(&tensor);
		str_fini(&shape);
		str_fini(&dim);
		end(&scene);
	}
}

/* Of tables of strings in a tag of audio the first column counts, so that only its length must be right. */
static void clips_are_the_first_column_of_a_table(void **state)
{
	(void)state;
	static const struct { const char *first; int64_t rows, columns; int strings; bool fits; } cases[] = {
		{"audio", 2, 2, 4, true}, {"audio", 2, 2, 3, true}, {"audio", 2, 2, 2, true}, {"audio", 2, 2, 5, false},
		{"audio", -1, -1, 3, true}, {"audio", -1, -1, 1, false}, {"audio", 0, 2, 0, true},
		{"text", 2, 2, 4, true}, {"text", 2, 2, 3, false}, {"text", -1, -1, 3, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene scene = begin();
		struct str tensor = {0}, shape = {0}, dim = {0};
		add_metadata_alone(&scene, cases[i].first, 0);
		build_number(&dim, 1, (uint64_t)cases[i].rows);
		build_message(&shape, 2, &dim);
		build_number(&dim, 1, (uint64_t)cases[i].columns);
		build_message(&shape, 2, &dim);
		build_number(&tensor, DTYPE, 7);
		build_message(&tensor, SHAPE, &shape);
		for (int s = 0; s < cases[i].strings; s++)
			build_text(&tensor, STRING_VAL, "x");
		build_text(&scene.value, TAG, "a");
		build_message(&scene.value, TENSOR, &tensor);
		add_value(&scene);
		assert_int_equal(decode(&scene, 1), STATUS_OK);
		flush(&scene);
		assert_int_equal(series(&scene, "a")->item_count, 1);
		bool fits = series(&scene, "a")->items[0].fits & KIND_BIT(KIND_AUDIO);
		assert_int_equal(fits, cases[i].fits);
		str_fini(&tensor);
		str_fini(&shape);
		str_fini(&dim);
		end(&scene);
	}
}

static void an_obsolete_histogram_brings_its_metadata_only(void **state)
{
	(void)state;
	struct scene scene = begin();
	build_text(&scene.value, TAG, "a");
	build_text(&scene.value, OBSOLETE, "bytes");
	set_metadata(&scene, "mesh", "");
	add_value(&scene);
	decode(&scene, 1);
	flush(&scene);
	assert_string_equal(series(&scene, "a")->metadata->plugin, "mesh");
	assert_int_equal(series(&scene, "a")->item_count, 0);
	end(&scene);
}

static void a_tensor_without_a_tag_is_of_its_node(void **state)
{
	(void)state;
	struct scene scene = begin();
	build_text(&scene.value, NODE, "node");
	set_double_tensor(&scene, 1);
	set_metadata(&scene, "scalars", "");
	add_value(&scene);
	decode(&scene, 1);
	flush(&scene);
	assert_int_equal(series(&scene, "node")->item_count, 1);
	assert_null(series(&scene, "node")->metadata);
	assert_string_equal(series(&scene, "")->metadata->plugin, "scalars");
	end(&scene);
}

/* ---- Graphs ---- */

static void graphs_and_run_metadata_become_values(void **state)
{
	(void)state;
	struct scene scene = begin();
	build_text(&scene.event, GRAPH, "graph bytes");
	assert_int_equal(decode(&scene, 1), STATUS_OK);
	struct str tagged = {0};
	build_text(&tagged, 1, "step1");
	build_text(&tagged, 2, "stats");
	build_message(&scene.event, RUN_METADATA, &tagged);
	assert_int_equal(decode(&scene, 2), STATUS_OK);
	flush(&scene);
	const struct batch_series *graph = series(&scene, "__run_graph__"), *stats = series(&scene, "step1");
	assert_string_equal(graph->metadata->plugin, "graphs");
	assert_int_equal(graph->items[0].form, ITEM_GRAPH);
	assert_int_equal(graph->items[0].length, 11);
	assert_int_equal(graph->items[0].offset, OFFSET + 9 + 2 + 2);
	assert_string_equal(stats->metadata->plugin, "graph_tagged_run_metadata");
	assert_int_equal(stats->items[0].form, ITEM_RUN_METADATA);
	assert_int_equal(stats->items[0].fits, ANY | KIND_BIT(KIND_TEXT) | KIND_BIT(KIND_AUDIO));
	assert_int_equal(stats->items[0].length, 5);
	assert_int_equal(stats->items[0].offset, OFFSET + 9 + 2 + 2 + 7 + 2);
	assert_int_equal(scene.batch->first_summary_step, 1);
	assert_int_equal(scene.batch->last_summary_step, 2);
	str_fini(&tagged);
	end(&scene);
}

static void the_newest_meta_graph_that_is_a_message_is_kept(void **state)
{
	(void)state;
	struct scene scene = begin();
	build_bytes(&scene.event, META_GRAPH, "\x12\x01x", 3);
	decode(&scene, 1);
	build_bytes(&scene.event, META_GRAPH, "\x12\x02xy", 4);
	decode(&scene, 2);
	build_text(&scene.event, META_GRAPH, "\x12\x7fno message");
	assert_int_equal(decode(&scene, 3), STATUS_OK);
	flush(&scene);
	assert_true(scene.batch->meta_graph.there);
	assert_int_equal(scene.batch->meta_graph.length, 4);
	assert_int_equal(scene.batch->meta_graph.step, 2);
	assert_false(scene.batch->has_summary);
	end(&scene);
}

/* ---- Marks ---- */

static void file_versions_are_numbers_as_python_reads_them(void **state)
{
	(void)state;
	static const struct { const char *text; double version; } cases[] = {
		{"brain.Event:2", 2}, {"brain.Event:1.5", 1.5}, {"brain.Event: 3 ", 3}, {"2", 2}, {"brain.Event:", -1},
		{"", -1}, {"brain.Event:2x", -1}, {"brain.Event:0x10", -1}, {"brain.Event:inf", INFINITY},
		{"brain.Event:1brain.Event:4", 4}, {"brain.Event:2_0", 20}, {"brain.Event:2__0", -1}, {"_2", -1}, {"2_", -1},
		{"1_0e0_1", 100}, {"1_.5", -1}, {"1._5", -1}, {"2e", -1}, {".5e1", 5}, {"+2.", 2}, {"nan(1)", -1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene scene = begin();
		build_text(&scene.event, VERSION, cases[i].text);
		decode(&scene, 0);
		flush(&scene);
		assert_int_equal(scene.batch->mark_count, 1);
		assert_int_equal(scene.batch->marks[0].what, MARK_VERSION);
		assert_true(scene.batch->marks[0].version == cases[i].version);
		end(&scene);
	}
}

static void marks_end_epochs(void **state)
{
	(void)state;
	struct scene scene = begin();
	add_scalar(&scene, "a", 1);
	decode(&scene, 1);
	struct str session = {0};
	build_number(&session, 1, 1);
	build_message(&scene.event, SESSION, &session);
	decode(&scene, 5);
	add_scalar(&scene, "a", 2);
	decode(&scene, 5);
	struct str histo = {0};
	build_text(&scene.value, TAG, "h");
	build_message(&scene.value, HISTO, &histo);
	add_value(&scene);
	decode(&scene, 6);
	flush(&scene);
	assert_int_equal(scene.batch->mark_count, 1);
	assert_int_equal(scene.batch->marks[0].what, MARK_START);
	assert_int_equal(scene.batch->marks[0].step, 5);
	const struct batch_series *a = series(&scene, "a");
	assert_int_equal(a->chunk_count, 2);
	assert_int_equal(a->chunks[0].epoch, 0);
	assert_int_equal(a->chunks[1].epoch, 1);
	assert_int_equal(series(&scene, "h")->items[0].epoch, 1);
	str_fini(&session);
	end(&scene);
}

static size_t rewinds(const char *const *versions, bool long_way)
{
	struct scene scene = begin();
	if (long_way)
		event_decoder_set_way(scene.decoder, EVENT_LONG_WAY_ONLY);
	for (; *versions; versions++) {
		build_text(&scene.event, VERSION, *versions);
		decode(&scene, 0);
	}
	add_scalar(&scene, "b", 1);
	decode(&scene, 9);
	add_scalar(&scene, "a", 2);
	add_scalar(&scene, "a", 2.5);
	add_scalar(&scene, "c", 2);
	decode(&scene, 3);
	add_scalar(&scene, "a", 3);
	decode(&scene, 3);
	flush(&scene);
	size_t count = 0;
	for (size_t i = 0; i < scene.batch->mark_count; i++)
		if (scene.batch->marks[i].what == MARK_REWIND) {
			assert_int_equal(scene.batch->marks[i].step, 3);
			assert_string_equal(scene.batch->series[scene.batch->marks[i].series].tag, count ? "c" : "a");
			assert_int_equal(scene.batch->marks[i].joins, count); /* both are of one event */
			count++;
		}
	assert_int_equal(series(&scene, "a")->chunks[0].epoch, scene.batch->mark_count);
	end(&scene);
	return count;
}

static void steps_that_go_back_rewind_their_tags_before_version_2(void **state)
{
	(void)state;
	static const char *const none[] = {NULL}, *const newer[] = {"brain.Event:1", "brain.Event:2", NULL};
	static const char *const older[] = {"brain.Event:2", "brain.Event:1", NULL}, *const bad[] = {"2", "x", NULL};
	assert_int_equal(rewinds(none, false), 2);
	assert_int_equal(rewinds(none, true), 2);
	assert_int_equal(rewinds(newer, false), 0);
	assert_int_equal(rewinds(older, false), 2); /* the last one counts */
	assert_int_equal(rewinds(bad, false), 2);
}

/* ---- Merging, and what is no event ---- */

static void the_last_member_of_a_oneof_wins(void **state)
{
	(void)state;
	struct scene scene = begin();
	add_scalar(&scene, "gone", 1);
	build_message(&scene.event, SUMMARY, &scene.summary);
	build_text(&scene.event, GRAPH, "replaced");
	add_scalar(&scene, "a", 1);
	build_message(&scene.event, SUMMARY, &scene.summary);
	add_scalar(&scene, "b", 1); /* a summary after a summary: both */
	decode(&scene, 1);
	flush(&scene);
	assert_int_equal(scene.batch->series_count, 2);
	assert_non_null(series(&scene, "a"));
	assert_non_null(series(&scene, "b"));
	end(&scene);
}

static void pieces_of_a_message_are_one(void **state)
{
	(void)state;
	struct scene scene = begin();
	struct str piece = {0};
	build_text(&scene.value, TAG, "a");
	build_number(&piece, DTYPE, 1);
	build_message(&scene.value, TENSOR, &piece);
	build_float(&piece, FLOAT_VAL, 4);
	build_message(&scene.value, TENSOR, &piece);
	set_metadata(&scene, "first", "name");
	struct str data = {0};
	build_text(&data, 1, "scalars");
	build_message(&piece, 1, &data);
	build_message(&scene.value, METADATA, &piece);
	add_value(&scene);
	assert_int_equal(decode(&scene, 1), STATUS_OK);
	flush(&scene);
	const struct batch_series *a = series(&scene, "a");
	assert_string_equal(a->metadata->plugin, "scalars");
	assert_string_equal(a->metadata->content, "content");
	assert_string_equal(a->metadata->display_name, "name");
	assert_int_equal(a->chunk_count, 1);
	struct row row;
	rows_of(a, &row);
	assert_true(number_value(NUMBER_F32, row.bits) == 4);
	str_fini(&data);
	str_fini(&piece);
	end(&scene);
}

static void takes_and_refuses_what_a_conforming_parser_does(void **state)
{
	(void)state;
	static const struct { const char *bytes; size_t length; enum status status; } cases[] = {
		{"", 0, STATUS_OK},
		{"\x15\0\0\0\0", 5, STATUS_OK},          /* step as fixed32: an unknown field */
		{"\x13\x14", 2, STATUS_OK},              /* an unknown group */
		{"\xa3\x06\xac\x06", 4, STATUS_CORRUPT}, /* ended as another */
		{"\xa4\x06", 2, STATUS_CORRUPT},         /* ended without a start */
		{"\xa3\x06", 2, STATUS_CORRUPT},         /* without an end */
		{"\x10", 1, STATUS_CORRUPT},
		{"\x09\0\0\0\0\0\0\0", 8, STATUS_CORRUPT},
		{"\x00\x00", 2, STATUS_CORRUPT},         /* field number 0 */
		{"\x16", 1, STATUS_CORRUPT},             /* wire type 6 */
		{"\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 11, STATUS_OK},
		{"\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12, STATUS_CORRUPT},
		{"\x90\x80\x80\x80\x00\x01", 6, STATUS_OK},          /* a key of 5 bytes */
		{"\x90\x80\x80\x80\x80\x00\x01", 7, STATUS_CORRUPT}, /* of 6 */
		{"\x1a\x81\x80\x80\x80\x80\x00" "a", 8, STATUS_CORRUPT}, /* a length of 6 bytes */
		{"\x1a\x02\xff\xfe", 4, STATUS_OK},      /* a text that isn't UTF-8 */
		{"\x2a\x02\x0a\x05", 4, STATUS_CORRUPT}, /* a value beyond its summary */
		{"\x2a\x07\x0a\x05\x42\x03\x5a\x01\x80", 9, STATUS_CORRUPT}, /* a packed bool without an end */
		{"\x32\x01\x12", 3, STATUS_CORRUPT},     /* in a log message */
		{"\x52\x01\x0a", 3, STATUS_CORRUPT},     /* in source metadata */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene scene = begin();
		assert_int_equal(decode_bytes(&scene, cases[i].bytes, cases[i].length), cases[i].status);
		flush(&scene);
		assert_int_equal(scene.batch->records, cases[i].status == STATUS_OK);
		assert_int_equal(scene.batch->series_count, 0);
		end(&scene);
	}
}

static void a_broken_value_keeps_the_whole_event_out(void **state)
{
	(void)state;
	struct scene scene = begin();
	add_scalar(&scene, "good", 1);
	build_text(&scene.value, TAG, "bad");
	build_bytes(&scene.value, METADATA, "\x0a\x7f", 2);
	add_value(&scene);
	assert_int_equal(decode(&scene, 1), STATUS_CORRUPT);
	flush(&scene);
	assert_int_equal(scene.batch->series_count, 0);
	assert_false(scene.batch->has_summary);
	end(&scene);
}

static void wall_times_may_be_anything(void **state)
{
	(void)state;
	static const double walls[] = {NAN, INFINITY, 3, 2, -INFINITY};
	struct scene scene = begin();
	for (size_t i = 0; i < 5; i++) {
		struct str event = {0};
		build_double(&event, WALL, walls[i]);
		decode_bytes(&scene, event.data, event.length);
		str_fini(&event);
	}
	assert_true(isnan(scene.batch->first_wall));
	assert_true(scene.batch->last_wall == -INFINITY);
	assert_true(scene.batch->max_wall == 3);
	end(&scene);
}

/* ---- The two ways ---- */

static void both_ways_agree_on_damaged_scalars(void **state)
{
	(void)state;
	uint32_t random = 2024;
	size_t sound = 0;
	for (int round = 0; round < 30000; round++) {
		struct str event = {0}, value = {0}, summary = {0};
		build_double(&event, WALL, build_random(&random) * 0.5);
		build_number(&event, STEP, build_random(&random) % 3 ? (uint64_t)round : (uint64_t)-round);
		for (uint32_t i = 0; i <= build_random(&random) % 3; i++) {
			build_text(&value, TAG, i ? "loss/train" : "a");
			build_float(&value, SIMPLE, (float)round);
			build_message(&summary, VALUE, &value);
		}
		build_message(&event, SUMMARY, &summary);
		for (uint32_t i = build_random(&random) % 4; i > 0; i--)
			event.data[build_random(&random) % event.length] ^= (char)(1 << build_random(&random) % 8);
		if (build_random(&random) % 8 == 0)
			event.length = build_random(&random) % event.length;

		struct scene a = begin(), b = begin();
		event_decoder_set_way(b.decoder, EVENT_LONG_WAY_ONLY);
		enum status status = decode_bytes(&a, event.data, event.length);
		assert_int_equal(status, decode_bytes(&b, event.data, event.length));
		flush(&a);
		flush(&b);
		const char *difference = batch_difference(a.batch, b.batch);
		if (difference)
			fail_msg("round %d: %s", round, difference);
		sound += status == STATUS_OK;
		end(&a);
		end(&b);
		str_fini(&event);
		str_fini(&value);
		str_fini(&summary);
	}
	assert_true(sound > 10000 && sound < 29000);
}

/* ---- Memory ---- */

static void build_all_sorts(struct scene *scene)
{
	add_scalar(scene, "a", 1);
	build_text(&scene->value, TAG, "b");
	set_metadata(scene, "text", "Shown");
	struct str tensor = {0};
	build_number(&tensor, DTYPE, 7);
	build_message(&scene->value, TENSOR, &tensor);
	build_text(&tensor, STRING_VAL, "words");
	build_message(&scene->value, TENSOR, &tensor); /* in pieces */
	add_value(scene);
	str_fini(&tensor);
}

static void failing_allocations_are_told(void **state)
{
	(void)state;
	bool failed = true;
	for (long calls = 0; failed && calls < 100; calls++) {
		struct scene scene = begin();
		struct str event = {0};
		build_all_sorts(&scene);
		build_message(&event, SUMMARY, &scene.summary);
		alloc_fail_after(calls);
		enum status status = event_decode(scene.decoder, (uint8_t *)event.data, event.length, 0, scene.batch);
		enum status flushed = event_flush(scene.decoder, scene.batch);
		alloc_fail_after(-1);
		failed = status || flushed;
		assert_true(status == STATUS_OK || status == STATUS_NO_MEMORY);
		assert_true(flushed == STATUS_OK || flushed == STATUS_NO_MEMORY);
		flush(&scene); /* what could not be sealed is still there */
		if (!status)
			assert_int_equal(series(&scene, "a")->chunk_count, 1);
		str_fini(&event);
		end(&scene);
	}
	assert_false(failed);
}

static void rows_that_could_not_be_flushed_come_with_the_next_batch(void **state)
{
	(void)state;
	struct scene scene = begin();
	for (int step = 0; step < 3; step++) {
		add_scalar(&scene, "a", 1);
		add_scalar(&scene, "b", 1);
		decode(&scene, step);
	}
	alloc_fail_after(0);
	assert_int_equal(event_flush(scene.decoder, scene.batch), STATUS_NO_MEMORY);
	alloc_fail_after(-1);
	batch_free(scene.batch);
	scene.batch = batch_new(0, 0);
	add_scalar(&scene, "b", 1);
	decode(&scene, 3);
	flush(&scene);
	struct row rows[CHUNK_ROWS];
	assert_int_equal(scene.batch->series_count, 2);
	assert_int_equal(rows_of(series(&scene, "a"), rows), 3);
	assert_int_equal(rows_of(series(&scene, "b"), rows), 4);
	end(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(simple_values_become_rows_of_scalars),
		cmocka_unit_test(metadata_of_a_simple_value_keeps_its_names_only),
		cmocka_unit_test(a_tensor_is_a_row_once_its_tag_is_of_scalars),
		cmocka_unit_test(a_simple_value_in_a_tag_of_another_plugin_is_an_item),
		cmocka_unit_test(tags_that_mend_alike_are_one),
		cmocka_unit_test(items_know_how_many_rows_they_stand_behind),
		cmocka_unit_test(the_first_summary_names_all_its_tags),
		cmocka_unit_test(values_without_a_tensor_are_points_where_their_tag_says_so),
		cmocka_unit_test(metadata_comes_once_in_the_first_batch),
		cmocka_unit_test(old_media_forms_get_their_plugins),
		cmocka_unit_test(a_histogram_without_its_limits_is_not_there),
		cmocka_unit_test(clips_without_a_column_are_not_there),
		cmocka_unit_test(clips_are_the_first_column_of_a_table),
		cmocka_unit_test(an_obsolete_histogram_brings_its_metadata_only),
		cmocka_unit_test(a_tensor_without_a_tag_is_of_its_node),
		cmocka_unit_test(graphs_and_run_metadata_become_values),
		cmocka_unit_test(the_newest_meta_graph_that_is_a_message_is_kept),
		cmocka_unit_test(file_versions_are_numbers_as_python_reads_them),
		cmocka_unit_test(marks_end_epochs),
		cmocka_unit_test(steps_that_go_back_rewind_their_tags_before_version_2),
		cmocka_unit_test(the_last_member_of_a_oneof_wins),
		cmocka_unit_test(pieces_of_a_message_are_one),
		cmocka_unit_test(takes_and_refuses_what_a_conforming_parser_does),
		cmocka_unit_test(a_broken_value_keeps_the_whole_event_out),
		cmocka_unit_test(wall_times_may_be_anything),
		cmocka_unit_test(both_ways_agree_on_damaged_scalars),
		cmocka_unit_test(failing_allocations_are_told),
		cmocka_unit_test(rows_that_could_not_be_flushed_come_with_the_next_batch),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
