/* Graphs on the screen: the tree of scopes, what is known of a node, edges followed and gone back, layers of Keras. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/graph_nodes.h"
#include "model/finds.h"
#include "unit/read/build.h"
#include "unit/view/meanings.h"
#include "unit/view/payloads.h"

#include <stdio.h>

#define MODEL "/runs/model/saved_model.pb"

/* ---- A model ---- */

static void attribute(struct str *node, const char *key, uint32_t field, struct str *value)
{
	struct str entry = {0}, wrapped = {0};
	build_text(&entry, 1, key);
	build_message(&wrapped, field, value);
	build_message(&entry, 2, &wrapped);
	build_message(node, 5, &entry);
	str_fini(&entry);
	str_fini(&wrapped);
	str_fini(value);
}

static struct str shape_of(int64_t first, int64_t second)
{
	struct str shape = {0}, dim = {0};
	build_number(&dim, 1, (uint64_t)first);
	build_message(&shape, 2, &dim);
	str_clear(&dim);
	build_number(&dim, 1, (uint64_t)second);
	build_message(&shape, 2, &dim);
	str_fini(&dim);
	return shape;
}

static void node(struct str *graph, const char *name, const char *op, const char *first, const char *second)
{
	struct str node = {0}, list = {0}, shape = shape_of(-1, 128);
	build_text(&node, 1, name);
	build_text(&node, 2, op);
	if (first)
		build_text(&node, 3, first);
	if (second)
		build_text(&node, 3, second);
	build_text(&node, 4, strcmp(op, "VarHandleOp") ? "/job:worker/device:GPU:0" : "/job:worker/device:CPU:0");
	build_message(&list, 7, &shape);
	attribute(&node, "_output_shapes", 1, &list);
	str_fini(&shape);
	if (!strcmp(op, "VarHandleOp")) {
		shape = shape_of(128, 64);
		attribute(&node, "shape", 7, &shape);
	}
	if (!strcmp(op, "PartitionedCall")) {
		struct str function = {0};
		build_text(&function, 1, "loss_fn");
		attribute(&node, "f", 10, &function);
	}
	build_message(graph, 1, &node);
	str_fini(&node);
}

static void function(struct str *graph)
{
	struct str library = {0}, body = {0}, signature = {0}, argument = {0}, inner = {0};
	build_text(&signature, 1, "loss_fn");
	build_text(&argument, 1, "logits");
	build_message(&signature, 2, &argument);
	build_message(&body, 1, &signature);
	build_text(&inner, 1, "square");
	build_text(&inner, 2, "Square");
	build_text(&inner, 3, "logits");
	build_message(&body, 3, &inner);
	build_message(&library, 1, &body);
	build_message(graph, 2, &library);
	str_fini(&library);
	str_fini(&body);
	str_fini(&signature);
	str_fini(&argument);
	str_fini(&inner);
}

/* Twelve blocks alike, an input that is not there, a circle, a function; the other one is not the same in three nodes. */
static struct graphs *model_of(bool other)
{
	struct str graph = {0}, meta = {0}, whole = {0};
	struct graphs *graphs;
	node(&graph, "input", "Placeholder", NULL, NULL);
	for (int i = 0; i < 12; i++) {
		char name[60], before[60];
		snprintf(before, sizeof before, i ? "model/block_%d/relu" : "input", i - 1);
		snprintf(name, sizeof name, "model/block_%d/kernel", i);
		node(&graph, name, "VarHandleOp", NULL, NULL);
		snprintf(name, sizeof name, "model/block_%d/matmul", i);
		char kernel[70];
		snprintf(kernel, sizeof kernel, "model/block_%d/kernel", i);
		node(&graph, name, "MatMul", before, kernel);
		snprintf(kernel, sizeof kernel, "model/block_%d/relu", i);
		node(&graph, kernel, other && i == 3 ? "\033Gelu" : "Relu", name, "^model/init");
	}
	node(&graph, other ? "cost" : "loss", "PartitionedCall", "model/block_11/relu", NULL);
	node(&graph, "loop/enter", "Merge", "loop/next:1", "nowhere");
	node(&graph, "loop/next", "NextIteration", "loop/enter", NULL);
	node(&graph, "loop", "\033[31mhostile", "loop", NULL);
	function(&graph);
	build_message(&meta, 2, &graph);
	build_message(&whole, 2, &meta);
	str_fini(&graph);
	str_fini(&meta);
	assert_int_equal(graphs_of_saved_model(slice_make(whole.data, whole.length), (struct slice){0}, &graphs), STATUS_OK);
	return graphs;
}

static struct graphs *model(void)
{
	return model_of(false);
}

static void open_model(struct world *world, const char *path, bool other)
{
	finds_want(world->finds, path);
	struct find *find = finds_take(world->finds);
	if (find) /* else it is open */
		finds_put(world->finds, find, &(struct find_opened){.graphs = model_of(other)}, STATUS_OK);
}

static void make_world(struct world *world)
{
	world_init(world);
	world->finds = finds_new();
	finds_meet(world->finds, "/runs/model", &(struct find_spec){
		.what = FIND_MODEL, .run = "model", .profile = "", .host = "", .file = "saved_model.pb", .path = MODEL});
	open_model(world, MODEL, false);
	assert_true(dashboard_show(world->dashboard, "graphs"));
}

static void fini(struct world *world)
{
	finds_free(world->finds);
	world_fini(world);
}

/* "graphs/NAME_80x24" and the like after these keys, each of a world of its own. */
static void at_sizes(const char *name, const char *keys)
{
	static const struct { int columns, rows; } all[] = {{80, 24}, {200, 60}, {40, 12}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct world world;
		char golden[80];
		make_world(&world);
		world_draw(&world, all[i].columns, all[i].rows);
		world_keys(&world, keys);
		snprintf(golden, sizeof golden, "graphs/%s_%dx%d", name, all[i].columns, all[i].rows);
		golden_check(golden, &world.canvas);
		fini(&world);
	}
}

static void sizes(void **state)
{
	at_sizes("tree", "j j l j l j l j j");
	at_sizes("all_unfolded", "g +");
	at_sizes("by_type", "j j l j l j l j j c");
	/* A level as boxes: what is outside at its edges, a circle, an input that is not there, into a scope and out of it. */
	at_sizes("drawing", "<Tab>");
	at_sizes("drawing_by_flops", "c c c <Tab>");
}

/* ---- A world for each of the others ---- */

static int set_up(void **state)
{
	static struct world world;
	make_world(&world);
	*state = &world;
	return 0;
}

static int tear_down(void **state)
{
	fini(*state);
	return 0;
}

static void inside_a_drawing(void **state)
{
	struct world *world = *state;
	world_draw(world, 120, 40);
	world_keys(world, "<Tab> j");
	assert_true(world_shows(world, "│ model"));
	world_keys(world, "<Enter> <Enter>"); /* the scope, the series in it */
	assert_true(world_shows(world, "block_1/ │"));
	assert_true(world_shows(world, "../input"));
	world_keys(world, "G <Enter>");
	golden_check("graphs/drawing_inside", &world->canvas);
	assert_true(world_shows(world, "../block_10/"));
	assert_true(world_shows(world, "graph / model / block_[0-11] / block_11"));
	world_keys(world, "j");
	assert_true(world_shows(world, "│ model/block_11/matmul"));
	world_keys(world, "g l <Enter>"); /* what is outside has a level of its own, from where one goes back */
	assert_true(world_shows(world, "Esc goes back (1)"));
	world_keys(world, "<Esc> <Esc> <Esc>");
	assert_true(world_shows(world, "block_[0-11] ×12"));
	world_keys(world, "/ l o o p / n e x t <Enter>");
	assert_true(world_shows(world, "next  NextIteration"));
	world_keys(world, "<S-Tab>");
	assert_true(world_shows(world, "▾ loop"));
}

#define OTHER "/runs/other/saved_model.pb"

/* What is different in another graph: as a list, in the tree, in the drawing; and no more. */
static void changes(void **state)
{
	struct world *world = *state;
	finds_meet(world->finds, "/runs/other", &(struct find_spec){
		.what = FIND_MODEL, .run = "other", .profile = "", .host = "", .file = "saved_model.pb", .path = OTHER});
	world_draw(world, 80, 24);
	assert_false(world_shows(world, "Changes"));
	world_keys(world, "b )");
	open_model(world, OTHER, true);
	world_draw(world, 80, 24);
	assert_true(world_shows(world, "other  SavedModel"));
	world_keys(world, "<Tab> <Tab>");
	golden_check("graphs/changes_80x24", &world->canvas);
	world_draw(world, 200, 60);
	golden_check("graphs/changes_200x60", &world->canvas);
	world_draw(world, 40, 12);
	golden_check("graphs/changes_40x12", &world->canvas);
	world_draw(world, 80, 24);
	assert_true(world_shows(world, "1 added  1 removed  1 changed  since model SavedModel"));
	assert_true(world_shows(world, "type: Relu"));
	world_keys(world, "j <Enter>"); /* what is gone is nowhere */
	assert_true(world_shows(world, "1 added"));
	world_keys(world, "g <Enter>");
	assert_true(world_shows(world, "~ relu"));
	assert_true(world_shows(world, "3 nodes  ~1"));
	world_keys(world, "<Tab>");
	assert_true(world_shows(world, "│~relu"));
	world_keys(world, "( b");
	open_model(world, MODEL, false);
	world_keys(world, ")");
	open_model(world, OTHER, true);
	world_draw(world, 80, 24);
	world_draw(world, 80, 24);
	assert_true(world_shows(world, "other  SavedModel"));
	assert_false(world_shows(world, "Changes"));
}

/* By type, by device, by what shapes tell; there is no run metadata, so that is all. */
static void highlights(void **state)
{
	struct world *world = *state;
	world_draw(world, 120, 30);
	world_keys(world, "j j l j l j l j j c");
	assert_true(world_shows(world, "by type"));
	world_keys(world, "c");
	assert_true(world_shows(world, "by device"));
	assert_true(world_shows(world, "GPU:0 │"));
	assert_true(world_shows(world, "CPU:0 │"));
	assert_true(world_shows(world, "several devices │"));
	world_keys(world, "c");
	assert_true(world_shows(world, "by FLOPs, from shapes"));
	world_keys(world, "<Tab>");
	assert_true(world_shows(world, "by FLOPs"));
	world_keys(world, "c");
	assert_false(world_shows(world, "by FLOPs"));
	assert_true(world_shows(world, "matmul  MatMul"));
}

static void folded_scopes_tell_devices(void **state)
{
	struct world *world = *state;
	world_draw(world, 120, 30);
	world_keys(world, "c c");
	golden_check("graphs/by_device_120x30", &world->canvas);
}

/* A function that is called is opened, and left. */
static void drawn_functions(void **state)
{
	struct world *world = *state;
	world_draw(world, 120, 40);
	world_keys(world, "<Tab> / ^ l o s s $ <Enter> <Enter>");
	assert_true(world_shows(world, "square"));
	assert_true(world_shows(world, "argument"));
	world_keys(world, "<Esc>");
	assert_true(world_shows(world, "Enter opens the function"));
}

static void edges_are_followed(void **state)
{
	struct world *world = *state;
	world_draw(world, 120, 30);
	assert_true(world_shows(world, "2 inputs name a node") || world_shows(world, "inputs lead nowhere"));
	world_keys(world, "/ b l o c k _ 7 / m a t m u l <Enter>");
	assert_true(world_shows(world, "model/block_7/matmul"));
	assert_true(world_shows(world, "← model/block_6/relu"));
	world_keys(world, "l");
	for (int i = 0; i < 20; i++)
		world_keys(world, "j");
	world_keys(world, "g");
	golden_check("graphs/edges", &world->canvas);
	/* The first input is the first line that leads anywhere. */
	while (!world_shows(world, "Esc goes back (1)"))
		world_keys(world, "j <Enter>");
	assert_true(world_shows(world, "model/block_6/relu"));
	world_keys(world, "<Esc>");
	assert_true(world_shows(world, "model/block_7/matmul"));
	assert_false(world_shows(world, "Esc goes back"));
}

/* From what is marked as a, along edges or against them. */
static void there_is_a_way(void **state)
{
	struct world *world = *state;
	world_draw(world, 120, 40);
	world_keys(world, "/ b l o c k _ 7 / m a t m u l <Enter> m a / ^u b l o c k _ 9 / r e l u <Enter>");
	assert_true(world_shows(world, "6 nodes from a"));
	golden_check("graphs/way", &world->canvas);
	world_keys(world, "/ ^u b l o c k _ 6 / m a t m u l <Enter>");
	assert_true(world_shows(world, "3 nodes back to a"));
	world_keys(world, "/ ^u l o o p / e n t e r <Enter>");
	assert_true(world_shows(world, "no way from a or back"));
	world_keys(world, "' a");
	assert_true(world_shows(world, "model/block_7/matmul"));
	assert_false(world_shows(world, "from a"));
	world_keys(world, "g m b ' b"); /* no node: no mark */
	assert_true(world_shows(world, "all of the graph"));
}

/* A file that was written anew: the cursor stays where it was, by name. */
static void another_one_keeps_the_place(void **state)
{
	struct world *world = *state;
	world_draw(world, 120, 40);
	world_keys(world, "/ b l o c k _ 7 / m a t m u l <Enter>");
	finds_meet(world->finds, "/runs/model", &(struct find_spec){
		.what = FIND_MODEL, .run = "model", .profile = "", .host = "", .file = "saved_model.pb", .path = MODEL, .size = 7});
	finds_want(world->finds, MODEL);
	struct find *find = finds_take(world->finds);
	assert_non_null(find);
	world_draw(world, 120, 40);
	finds_put(world->finds, find, &(struct find_opened){.graphs = model()}, STATUS_OK);
	world_draw(world, 120, 40);
	assert_true(world_shows(world, "← model/block_6/relu"));
	world_keys(world, "h h"); /* its scope, too */
	finds_meet(world->finds, "/runs/model", &(struct find_spec){
		.what = FIND_MODEL, .run = "model", .profile = "", .host = "", .file = "saved_model.pb", .path = MODEL, .size = 8});
	finds_want(world->finds, MODEL);
	finds_put(world->finds, finds_take(world->finds), &(struct find_opened){.graphs = model()}, STATUS_OK);
	world_draw(world, 120, 40);
	assert_true(world_shows(world, "▸ block_7"));
	assert_true(world_shows(world, "│ block_7"));
}

static void functions_are_levels(void **state)
{
	struct world *world = *state;
	world_draw(world, 120, 30);
	world_keys(world, "/ ^ l o s s $ <Enter> <Enter>");
	assert_true(world_shows(world, "loss_fn"));
	assert_true(world_shows(world, "Square"));
	world_keys(world, "<Esc>");
	assert_true(world_shows(world, "Enter opens the function"));
}

static void finding(void **state)
{
	struct world *world = *state;
	world_draw(world, 120, 30);
	world_keys(world, "/ M a t M u l <Enter>");
	assert_true(world_shows(world, "model/block_0/matmul"));
	world_keys(world, "n n");
	assert_true(world_shows(world, "model/block_2/matmul"));
	world_keys(world, "N");
	assert_true(world_shows(world, "model/block_1/matmul"));
	world_keys(world, "/ ^u ^ s h a p e = . 1 2 8 , . 6 4 <Enter>");
	world_keys(world, "n");
	assert_true(world_shows(world, "model/block_2/kernel") || world_shows(world, "model/block_3/kernel"));
	world_keys(world, "g / ^u c p u : 0 <Enter>");
	assert_true(world_shows(world, "model/block_0/kernel"));
	world_keys(world, "/ ^u ! g p u <Enter>"); /* neither in its name nor anywhere else */
	assert_true(world_shows(world, "model/block_1/kernel"));
	world_keys(world, "/ ^u q q q <Enter>");
	world_draw(world, 120, 30); /* what it asked for was told by then */
	assert_true(world_shows(world, "no node has that"));
}

static void folding(void **state)
{
	struct world *world = *state;
	world_draw(world, 120, 50);
	assert_false(world_shows(world, "block_[0-11]"));
	world_keys(world, "g +");
	assert_true(world_shows(world, "block_[0-11] ×12"));
	assert_true(world_shows(world, "block_0"));
	world_keys(world, "-");
	assert_false(world_shows(world, "block_0"));
	world_keys(world, "G");
	assert_true(world_shows(world, "hostile"));
}

static void layers(void **state)
{
	static const char json[] =
		"{\"class_name\":\"Sequential\",\"config\":{\"name\":\"cnn\",\"layers\":["
		"{\"class_name\":\"InputLayer\",\"config\":{\"name\":\"image\",\"batch_shape\":[null,28,28,1]}},"
		"{\"class_name\":\"Conv2D\",\"config\":{\"name\":\"conv\",\"filters\":32,\"kernel_size\":[3,3],\"strides\":[1,1],\"padding\":\"valid\",\"use_bias\":true}},"
		"{\"class_name\":\"BatchNormalization\",\"config\":{\"name\":\"norm\",\"scale\":true,\"center\":true}},"
		"{\"class_name\":\"MaxPooling2D\",\"config\":{\"name\":\"pool\",\"pool_size\":[2,2],\"strides\":[2,2],\"padding\":\"valid\"}},"
		"{\"class_name\":\"Flatten\",\"config\":{\"name\":\"flat\"}},"
		"{\"class_name\":\"Dense\",\"config\":{\"name\":\"head\",\"units\":10,\"use_bias\":true}},"
		"{\"class_name\":\"Mine\",\"config\":{\"name\":\"own\"}}]}}";
	struct world world;
	struct str tensor;
	const char *text = json;
	payloads_init(&world);
	tensor = tensor_of_texts(NULL, 0, &text, 1);
	payloads_series_of(&world, "train", "keras", "graph_keras_model", slice_of("1"), &tensor, 1, 1);
	choice_settle(world.choice, world.store);
	assert_true(dashboard_show(world.dashboard, "graphs"));
	payloads_draw(&world, 80, 24);
	/* As model.summary() has them. */
	assert_true(world_shows(&world, "(None, 26, 26, 32)"));
	assert_true(world_shows(&world, "320"));
	assert_true(world_shows(&world, "(None, 5408)"));
	assert_true(world_shows(&world, "54 090"));
	assert_true(world_shows(&world, "Non-trainable: 64"));
	golden_check("graphs/layers_80x24", &world.canvas);
	payloads_draw(&world, 200, 60);
	golden_check("graphs/layers_200x60", &world.canvas);
	payloads_draw(&world, 40, 12);
	golden_check("graphs/layers_40x12", &world.canvas);
	payloads_keys(&world, "<Tab>");
	assert_true(world_shows(&world, "7 nodes"));
	payloads_fini(&world);
}

/* Keras' table of a model, in the tab. */
static void show_layers(struct world *world, const char *json)
{
	payloads_init(world);
	struct str tensor = tensor_of_texts(NULL, 0, &json, 1);
	payloads_series_of(world, "train", "keras", "graph_keras_model", slice_of("1"), &tensor, 1, 1);
	choice_settle(world->choice, world->store);
	assert_true(dashboard_show(world->dashboard, "graphs"));
	payloads_draw(world, 120, 30);
}

/* A layer in two models has a row in each, as in model.summary(), but its parameters are there once. */
static void shared_layers_count_once(void **state)
{
#define DENSE(name, object, feed) "{\"class_name\":\"Dense\",\"shared_object_id\":" object ",\"config\":{\"name\":\"" name \
	"\",\"units\":8,\"use_bias\":true},\"inbound_nodes\":[[[\"" feed "\",0,0,{}]]]}"
	static const char json[] =
		"{\"class_name\":\"Functional\",\"config\":{\"name\":\"all\",\"input_layers\":[[\"in\",0,0]],\"layers\":["
		"{\"class_name\":\"InputLayer\",\"config\":{\"name\":\"in\",\"batch_input_shape\":[null,8]},\"inbound_nodes\":[]},"
		DENSE("both", "3", "unheard") ","
		"{\"class_name\":\"Sequential\",\"config\":{\"name\":\"deep\",\"layers\":["
		"{\"class_name\":\"InputLayer\",\"config\":{\"name\":\"unseen\",\"batch_input_shape\":[null,8]}},"
		DENSE("both", "3", "in") "," DENSE("own", "4", "both") "," DENSE("own", "4", "own") "]},\"inbound_nodes\":[[[\"in\",0,0,{}]]]}]}}";
	struct world world;
	show_layers(&world, json);
	assert_true(world_shows(&world, "Total params: 144 "));
	assert_true(world_shows(&world, "deep (Sequential)"));
	assert_true(world_shows(&world, "144  in")); /* of both and of own, once */
	assert_true(world_shows(&world, "in (InputLayer)"));
	assert_false(world_shows(&world, "unseen"));
	assert_false(world_shows(&world, "without those")); /* what feeds the first row of both is not there */
	payloads_fini(&world);
}

/* Where Keras writes no numbers of layers, one that looks alike in another model may be the same or not. */
static void alike_layers_may_be_one(void **state)
{
#define ALIKE(name, units, feed) "{\"class_name\":\"Dense\",\"config\":{\"name\":\"" name \
	"\",\"units\":" units ",\"use_bias\":true},\"inbound_nodes\":[[[\"" feed "\",0,0,{}]]]}"
#define INPUT "{\"class_name\":\"InputLayer\",\"config\":{\"name\":\"in\",\"batch_input_shape\":[null,8]},\"inbound_nodes\":[]}"
#define INNER(layers) "{\"class_name\":\"Functional\",\"config\":{\"name\":\"deep\",\"input_layers\":[[\"in\",0,0]],\"layers\":[" \
	INPUT "," layers "]},\"inbound_nodes\":[[[\"in\",0,0,{}]]]}"
#define OUTER(layers) "{\"class_name\":\"Functional\",\"config\":{\"name\":\"all\",\"input_layers\":[[\"in\",0,0]],\"layers\":[" \
	INPUT "," layers "]}}"
	struct world world;
	show_layers(&world, OUTER(ALIKE("both", "8", "in") "," ALIKE("own", "1", "both") "," INNER(ALIKE("both", "8", "in") "," ALIKE("own", "2", "both"))));
	assert_true(world_shows(&world, "Total params: 99 to 171  Trainable: 99 to 171  Non-trainable: 0  layers of one name may be one"));
	assert_true(world_shows(&world, "90  in")); /* of the inner model alone it is known */
	payloads_fini(&world);
	show_layers(&world, OUTER(INNER(ALIKE("own", "1", "in")) "," ALIKE("own", "2", "in")));
	assert_true(world_shows(&world, "Total params: 27 "));
	payloads_fini(&world);
}

/* ---- When nodes ran ---- */

#define PROFILE "/runs/plugins/profile/noon/host.xplane.pb"

/* A step of run metadata: how long each of its nodes ran, in microseconds; none: it tells of no time. */
static struct str metadata_of(const uint64_t *micros, size_t count)
{
	static const char *const names[] = {"x", "fc/product", "fc/act"};
	struct str graph = {0}, functions = {0}, device = {0}, step = {0}, metadata = {0};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct str node = {0};
		build_text(&node, 1, names[i]);
		build_text(&node, 2, i ? "MatMul" : "Placeholder");
		if (i)
			build_text(&node, 3, names[i - 1]);
		build_message(&graph, 1, &node);
		str_fini(&node);
	}
	for (size_t i = 0; i < count; i++) {
		struct str ran = {0};
		build_text(&ran, 1, names[i]);
		build_number(&ran, 2, 1000);
		build_number(&ran, 5, micros[i]);
		build_message(&device, 2, &ran);
		str_fini(&ran);
	}
	build_message(&step, 1, &device);
	if (count)
		build_message(&metadata, 1, &step);
	build_message(&functions, 2, &graph);
	build_message(&metadata, 4, &functions);
	str_fini(&graph);
	str_fini(&functions);
	str_fini(&device);
	str_fini(&step);
	return metadata;
}

static void make_timed(struct world *world)
{
	static const uint64_t early[] = {1, 20, 3}, late[] = {1, 500};
	struct str steps[] = {metadata_of(early, 3), metadata_of(late, 2), metadata_of(NULL, 0)}, tensors[3];
	for (size_t i = 0; i < 3; i++) {
		tensors[i] = tensor_begin(DTYPE_STRING, NULL, 0);
		build_message(&tensors[i], 8, &steps[i]);
		str_fini(&steps[i]);
	}
	payloads_init(world);
	payloads_series(world, "a/train", "traced", "graph_run_metadata_graph", tensors, 3, 100);
	choice_settle(world->choice, world->store);
	world->finds = finds_new();
	finds_meet(world->finds, "/runs", &(struct find_spec){.what = FIND_PROFILE, .run = ".", .profile = "far", .host = "host",
		.file = "far.xplane.pb", .path = "/runs/far"});
	finds_meet(world->finds, "/runs", &(struct find_spec){.what = FIND_PROFILE, .run = "a", .profile = "noon", .host = "host",
		.file = "noon.xplane.pb", .path = PROFILE});
	assert_true(dashboard_show(world->dashboard, "graphs"));
}

static void fini_timed(struct world *world)
{
	finds_free(world->finds);
	payloads_fini(world);
}

/* The last step that says anything, then the profile of the nearest directory, which is read for it. */
static void steps_that_tell_times(void **state)
{
	struct world world;
	make_timed(&world);
	payloads_draw(&world, 120, 30);
	payloads_keys(&world, "g + c c");
	payloads_draw(&world, 120, 30);
	assert_true(world_shows(&world, "by time of traced  step 100  (2 of 4): 2 of 3 nodes"));
	assert_true(world_shows(&world, "500.0 µs  100 %"));
	payloads_keys(&world, "[");
	assert_true(world_shows(&world, "by time of traced  step 0  (1 of 4): 3 of 3 nodes"));
	assert_true(world_shows(&world, "20.00 µs  100 %"));
	payloads_keys(&world, "[");
	assert_true(world_shows(&world, "step 0  (1 of 4)"));
	payloads_keys(&world, "] ]");
	assert_true(world_shows(&world, "step 200  (3 of 4): it names no node of this graph"));
	payloads_keys(&world, "]");
	assert_true(world_shows(&world, "by time of noon  (4 of 4): loading"));
	finds_want_nodes(world.finds, PROFILE);
	struct find *find = finds_take_nodes(world.finds);
	assert_non_null(find);
	assert_string_equal(find->spec.path, PROFILE);
	struct node_stats stats;
	node_stats_init(&stats);
	stats.sums = stats.cut = true;
	assert_true(node_stats_add(&stats, slice_of("fc/act"), (struct node_stat){.end = 7000}));
	assert_true(node_stats_add(&stats, slice_of("fc/product"), (struct node_stat){.end = 1000}));
	finds_put_nodes(world.finds, find, &stats, STATUS_OK);
	payloads_draw(&world, 120, 30);
	assert_true(world_shows(&world, "by time of noon  (4 of 4)  cut: 2 of 3 nodes"));
	assert_true(world_shows(&world, "8.000 µs  100 %")); /* they add up */
	golden_check("graphs/by_time_120x30", &world.canvas);
	payloads_draw(&world, 40, 20);
	assert_true(world_shows(&world, "by time: 2 of 3"));
	golden_check("graphs/by_time_40x20", &world.canvas);
	payloads_draw(&world, 120, 30);
	payloads_keys(&world, "<Tab>");
	assert_true(world_shows(&world, "8.000 µs"));
	fini_timed(&world);
}

/* A profile that can't be read. */
static void no_times(void **state)
{
	struct world world;
	struct node_stats stats = {0};
	make_timed(&world);
	payloads_draw(&world, 120, 30);
	payloads_draw(&world, 120, 30);
	payloads_keys(&world, "c c ] ]");
	finds_want_nodes(world.finds, PROFILE);
	finds_put_nodes(world.finds, finds_take_nodes(world.finds), &stats, STATUS_NOT_FOUND);
	payloads_draw(&world, 120, 30);
	assert_true(world_shows(&world, "by time of noon  (4 of 4): can't be read"));
	fini_timed(&world);
}

#define ON_THE_MODEL(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static void help_says_what_keys_do(void **state)
{
	struct world world;
	make_world(&world);
	world_draw(&world, 120, 36);
	meanings_hold(&world, "graphs");
	fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_what_keys_do),
		cmocka_unit_test(sizes), cmocka_unit_test(layers), cmocka_unit_test(shared_layers_count_once),
		cmocka_unit_test(alike_layers_may_be_one), cmocka_unit_test(steps_that_tell_times), cmocka_unit_test(no_times),
		ON_THE_MODEL(inside_a_drawing),
		ON_THE_MODEL(changes),
		ON_THE_MODEL(highlights),
		ON_THE_MODEL(folded_scopes_tell_devices),
		ON_THE_MODEL(drawn_functions),
		ON_THE_MODEL(edges_are_followed),
		ON_THE_MODEL(there_is_a_way),
		ON_THE_MODEL(another_one_keeps_the_place),
		ON_THE_MODEL(functions_are_levels),
		ON_THE_MODEL(finding),
		ON_THE_MODEL(folding),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
