#include "cmd/graphing.h"

#include "base/alloc.h"
#include "cmd/commands.h"
#include "cmd/message.h"
#include "cmd/opening.h"
#include "decode/checkpoint.h"
#include "decode/graph_nodes.h"
#include "decode/saved_model.h"
#include "disk/stream.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_NOTHING 1
#define EXIT_USAGE 2
#define MODEL_MOST ((size_t)1 << 31) /* no message of protobuf's is larger */
#define MODEL_NAME "saved_model.pb"
#define INDEX_NAME "variables/variables.index"

/* A saved_model.pb of a LOGDIR. */
struct model_file {
	char *run, *path; /* the directory as a run is named; the file to open */
};

struct graphing {
	struct export export;
	const struct graph_view *view;
	struct model_file *models;
	size_t count, capacity;
	bool failed; /* something could not be read */
};

/* ---- The views ---- */

static const struct graph_view views[] = {
	{"summary", false, NULL, graph_model_json, NULL}, /* lines as of `export --kind graph` */
	{"summary", true, graph_summary, graph_model_summary, NULL},
	{"ops", false, graph_ops_json, graph_model_ops_json, NULL},
	{"ops", true, graph_ops, graph_model_ops, NULL},
	{"compare", false, NULL, NULL, graph_compare_json},
	{"compare", true, NULL, NULL, graph_compare_people},
	{"tree", false, NULL, NULL, graph_tree_json},
	{"tree", true, NULL, NULL, graph_tree_people},
};

static const struct graph_view *view_of(const struct options *options)
{
	const char *name = options->part ? options->part : "summary";
	for (size_t i = 0; i < sizeof views / sizeof *views; i++)
		if (!strcmp(views[i].name, name) && views[i].people == !options->json)
			return &views[i];
	return NULL;
}

/* ---- SavedModels ---- */

static bool is_model(const char *name)
{
	return !strcmp(name, MODEL_NAME);
}

static void add_model(void *context, const struct found_file *found)
{
	struct graphing *self = context;
	if (!is_model(found->name)) /* a LOGDIR that is a file is found whatever its name */
		return;
	if (!array_reserve(&self->models, &self->capacity, self->count + 1)) {
		self->failed = true;
		message(found->path, status_text(STATUS_NO_MEMORY));
		return;
	}
	self->models[self->count++] = (struct model_file){xstrdup(found->run), xstrdup(found->path)};
}

static int by_run(const void *a, const void *b)
{
	return strcmp(((const struct model_file *)a)->run, ((const struct model_file *)b)->run);
}

static void find_models(struct graphing *self, const struct options *options)
{
	for (size_t i = 0; i < options->logdir_count; i++) /* what can't be read loading has told */
		scan_files(&options->logdirs[i], is_model, add_model, NULL, self);
	if (self->count)
		qsort(self->models, self->count, sizeof *self->models, by_run);
}

static void tell(struct graphing *self, const char *path, enum status status)
{
	self->failed = true;
	message(path, status_text(status));
}

/* Those that a model of TensorFlow 1 doesn't declare. No checkpoint is no failure. */
static void add_stored_variables(struct graphing *self, const struct model_file *file, struct saved_model *model)
{
	struct str path = {0};
	struct slice index;
	bool wanted = false;
	for (size_t i = 0; i < model->count; i++)
		wanted |= !model->graphs[i].declares_variables;
	str_append(&path, file->path, strlen(file->path) - strlen(MODEL_NAME));
	str_append_text(&path, INDEX_NAME);
	enum status status = wanted ? stream_load(str_text(&path), MODEL_MOST, &index) : STATUS_NOT_FOUND;
	if (status == STATUS_OK) {
		for (size_t i = 0; i < model->count && status == STATUS_OK; i++)
			if (!model->graphs[i].declares_variables)
				status = checkpoint_add_variables(index, &model->graphs[i]);
		free((void *)index.data);
	}
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		tell(self, str_text(&path), status);
	str_fini(&path);
}

/* Takes the bytes. */
static void draw_model(struct graphing *self, const struct model_file *file, struct slice bytes)
{
	struct graphs *graphs;
	struct slice keras = opening_keras(file->path);
	enum status status = graphs_of_saved_model(bytes, keras, &graphs);
	free((void *)keras.data);
	if (status) {
		tell(self, file->path, status);
		return;
	}
	for (size_t i = 0; i < graphs->count && self->export.out.status == STATUS_OK; i++) {
		const struct drawn_graph *drawn = graphs->items[i];
		self->export.any = true;
		self->view->drawn(&self->export, slice_of(file->run), names_text(&drawn->graph.texts, drawn->title), drawn);
	}
	graphs_free(graphs);
}

static void print_model(struct graphing *self, const struct model_file *file)
{
	struct saved_model model;
	struct slice bytes;
	enum status status = stream_load(file->path, MODEL_MOST, &bytes);
	if (status != STATUS_OK) {
		tell(self, file->path, status);
		return;
	}
	if (self->view->drawn) {
		draw_model(self, file, bytes);
		return;
	}
	status = saved_model_decode(bytes, &model);
	if (status == STATUS_OK) {
		add_stored_variables(self, file, &model);
		for (size_t i = 0; i < model.count; i++) {
			self->export.any = true;
			self->view->model(&self->export, slice_of(file->run), &model.graphs[i]);
		}
		saved_model_fini(&model);
	} else {
		tell(self, file->path, status);
	}
	free((void *)bytes.data);
}

/* ---- All of them ---- */

/* Of graphs in event files. */
static void tell_unread(struct graphing *self)
{
	struct str what = {0};
	uint64_t unread = self->export.unread;
	str_printf(&what, "graph: %" PRIu64 " graph%s can't be read", unread, unread == 1 ? "" : "s");
	tell(self, str_text(&what), self->export.unread_why);
	str_fini(&what);
}

static int print_graphs(struct graphing *self, const struct options *options)
{
	struct export *export = &self->export;
	if (!out_open(&export->out, options->output))
		return EXIT_UNREADABLE;
	export->tells_misfits = true;
	export->graph = self->view->graph;
	export->drawn = self->view->drawn;
	export_graphs(export);
	for (size_t i = 0; i < self->count && export->out.status == STATUS_OK; i++)
		if (expression_matches(&export->run, slice_of(self->models[i].run)))
			print_model(self, &self->models[i]);
	if (export->first && !export->compared) {
		message("graph", "there is one alone: nothing to compare it with");
		self->failed = true;
	}
	graph_side_free(export->first);
	if (export->unread)
		tell_unread(self);
	if (!export->any && !self->failed)
		message("graph", "no graph found; `tbtop list` tells what there is");
	return out_close(&export->out, export->any && !self->failed ? 0 : EXIT_NOTHING);
}

static int graph_logdirs(struct graphing *self, const struct options *options)
{
	struct store *store = message_load(options);
	self->export.store = store;
	self->export.reader = store ? payload_reader_new() : NULL;
	int status = EXIT_UNREADABLE;
	if (self->export.reader) {
		find_models(self, options);
		status = print_graphs(self, options);
	} else if (store) {
		message("graph", status_text(STATUS_NO_MEMORY));
	}
	for (size_t i = 0; i < self->count; i++) {
		free(self->models[i].run);
		free(self->models[i].path);
	}
	free(self->models);
	payload_reader_free(self->export.reader);
	return status;
}

int cmd_graph(const struct options *options)
{
	struct graphing graphing = {.view = view_of(options)};
	if (!expression_compile(&graphing.export.run, "--run", options->run))
		return EXIT_USAGE;
	if (!expression_compile(&graphing.export.tag, "--tag", options->tag)) {
		expression_fini(&graphing.export.run);
		return EXIT_USAGE;
	}
	int status = graph_logdirs(&graphing, options);
	expression_fini(&graphing.export.run);
	expression_fini(&graphing.export.tag);
	return status;
}
