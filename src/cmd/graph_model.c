#include "cmd/graphing.h"

#include "base/number.h"
#include "base/text.h"
#include "cmd/points.h"
#include "cmd/table.h"
#include "data/dtype.h"
#include "data/nodes.h"

#include <inttypes.h>

#define TOP_OPS 10

/* ---- JSON Lines (tbtop-graph(1) is the contract) ---- */

static void put_text(struct json *json, const char *key, struct slice text)
{
	json_key(json, key);
	json_text(json, text);
}

static void put_spec(struct json *json, const struct tensor_spec *spec)
{
	const char *dtype = dtype_name(spec->dtype);
	put_text(json, "name", spec->name);
	json_key(json, "dtype");
	if (dtype)
		json_text(json, slice_of(dtype));
	else
		json_none(json);
	json_key(json, "shape");
	if (spec->any_rank) {
		json_none(json);
		return;
	}
	json_open(json, '[');
	for (size_t i = 0; i < spec->rank; i++)
		json_signed(json, spec->sizes[i]);
	json_close(json, ']');
}

static void put_specs(struct json *json, const char *key, const struct tensor_specs *specs)
{
	json_key(json, key);
	json_open(json, '[');
	for (size_t i = 0; i < specs->count; i++) {
		json_open(json, '{');
		put_spec(json, &specs->items[i]);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void put_signatures(struct json *json, const struct meta_graph *graph)
{
	json_key(json, "signatures");
	json_open(json, '[');
	for (size_t i = 0; i < graph->signature_count; i++) {
		const struct model_signature *signature = &graph->signatures[i];
		json_open(json, '{');
		put_text(json, "name", signature->name);
		put_text(json, "method", signature->method);
		put_specs(json, "inputs", &signature->inputs);
		put_specs(json, "outputs", &signature->outputs);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void put_variable(struct json *json, const struct model_variable *variable)
{
	uint64_t parameters;
	json_open(json, '{');
	put_spec(json, &variable->tensor);
	json_key(json, "trainable");
	if (variable->trainable == TRAINABLE_UNKNOWN)
		json_none(json);
	else
		json_bool(json, variable->trainable == TRAINABLE_YES);
	json_key(json, "parameters");
	if (tensor_spec_parameters(&variable->tensor, &parameters))
		json_unsigned(json, parameters);
	else
		json_none(json);
	json_close(json, '}');
}

static struct json open_model(struct export *export, struct slice path, const struct meta_graph *graph)
{
	struct json json = {.out = &export->out.text};
	json_open(&json, '{');
	put_text(&json, "path", path);
	json_key(&json, "tags");
	json_open(&json, '[');
	for (size_t i = 0; i < graph->tag_count; i++)
		json_text(&json, graph->tags[i]);
	json_close(&json, ']');
	return json;
}

void graph_model_json(struct export *export, struct slice path, const struct meta_graph *graph)
{
	struct json json = open_model(export, path, graph);
	put_text(&json, "tensorflow_version", graph->tensorflow_version);
	points_graph(&json, &graph->graph);
	points_ops(&json, "function_ops", &graph->bodies);
	put_signatures(&json, graph);
	json_key(&json, "variables");
	json_open(&json, '[');
	for (size_t i = 0; i < graph->variable_count; i++)
		put_variable(&json, &graph->variables[i]);
	json_close(&json, ']');
	json_close(&json, '}');
	out_line(&export->out);
}

void graph_model_ops_json(struct export *export, struct slice path, const struct meta_graph *graph)
{
	struct json json = open_model(export, path, graph);
	points_ops(&json, "ops", &graph->graph);
	points_ops(&json, "function_ops", &graph->bodies);
	json_close(&json, '}');
	out_line(&export->out);
}

/* ---- For people ---- */

static void head(struct export *export, struct slice path, const struct meta_graph *graph)
{
	struct str what = {0};
	str_append_text(&what, "SavedModel");
	for (size_t i = 0; i < graph->tag_count; i++) {
		str_append_text(&what, i ? ", " : " ");
		str_append_slice(&what, graph->tags[i]);
	}
	if (graph->tensorflow_version.length) {
		str_append_text(&what, " · TensorFlow ");
		str_append_slice(&what, graph->tensorflow_version);
	}
	graph_print_head(export, path, str_slice(&what));
	str_fini(&what);
}

/* "float32 [?, 8]" */
static void spec_cell(struct table *table, const struct tensor_spec *spec)
{
	const char *dtype = dtype_name(spec->dtype);
	struct str text = {0};
	str_append_text(&text, dtype ? dtype : "?");
	str_append_text(&text, spec->any_rank ? " of any shape" : " [");
	for (size_t i = 0; i < spec->rank && !spec->any_rank; i++) {
		str_append_text(&text, i ? ", " : "");
		if (spec->sizes[i] < 0)
			str_append_char(&text, '?');
		else
			str_printf(&text, "%" PRId64, spec->sizes[i]);
	}
	if (!spec->any_rank)
		str_append_char(&text, ']');
	table_cell(table, str_slice(&text));
	str_fini(&text);
}

static void add_specs(struct table *table, const struct tensor_specs *specs, const char *side)
{
	for (size_t i = 0; i < specs->count; i++) {
		table_text(table, side);
		table_cell(table, specs->items[i].name);
		spec_cell(table, &specs->items[i]);
	}
}

static void print_signature(struct export *export, const struct model_signature *signature)
{
	struct str *out = &export->out.text;
	struct table table;
	str_append_text(out, "  signature ");
	text_clean(out, signature->name);
	out_line(&export->out);
	table_init(&table, "lll");
	add_specs(&table, &signature->inputs, "in");
	add_specs(&table, &signature->outputs, "out");
	table_print(&table, out, 4);
	table_fini(&table);
}

static void number_cell(struct table *table, bool known, uint64_t number)
{
	char text[NUMBER_SIZE] = "?";
	if (known)
		number_grouped(text, (int64_t)number);
	table_text(table, text);
}

static void print_variables(struct export *export, const struct meta_graph *graph)
{
	static const char *const trained[] = {
		[TRAINABLE_NO] = "not trained", [TRAINABLE_YES] = "trained", [TRAINABLE_UNKNOWN] = "?"};
	struct str *out = &export->out.text;
	char text[NUMBER_SIZE];
	uint64_t all = 0;
	struct table table;
	if (!graph->variable_count)
		return;
	table_init(&table, "llrl");
	for (size_t i = 0; i < graph->variable_count; i++) {
		const struct model_variable *variable = &graph->variables[i];
		uint64_t parameters = 0;
		bool known = tensor_spec_parameters(&variable->tensor, &parameters);
		all = graph_parameters_sum(all, known ? parameters : 0);
		table_cell(&table, variable->tensor.name);
		spec_cell(&table, &variable->tensor);
		number_cell(&table, known, parameters);
		table_text(&table, trained[variable->trainable]);
	}
	number_grouped(text, (int64_t)all);
	str_printf(out, "  %zu %s · %s parameters", graph->variable_count,
	           graph->variable_count == 1 ? "variable" : "variables", text);
	out_line(&export->out);
	table_print(&table, out, 4);
	table_fini(&table);
}

static void print_bodies(struct export *export, const struct meta_graph *graph, size_t most)
{
	if (!graph->bodies.nodes)
		return;
	str_append_text(&export->out.text, "  in functions");
	out_line(&export->out);
	graph_print_ops(export, &graph->bodies, most);
}

void graph_model_summary(struct export *export, struct slice path, const struct meta_graph *graph)
{
	head(export, path, graph);
	for (size_t i = 0; i < graph->signature_count; i++)
		print_signature(export, &graph->signatures[i]);
	print_variables(export, graph);
	graph_print_totals(export, &graph->graph);
	graph_print_ops(export, &graph->graph, TOP_OPS);
	print_bodies(export, graph, TOP_OPS);
}

void graph_model_ops(struct export *export, struct slice path, const struct meta_graph *graph)
{
	head(export, path, graph);
	graph_print_ops(export, &graph->graph, SIZE_MAX);
	print_bodies(export, graph, SIZE_MAX);
}
