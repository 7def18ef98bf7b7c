/* What a SavedModel says of itself, and the functions of any graph, among the facts of the whole graph. */
#include "base/number.h"
#include "data/dtype.h"
#include "view/graph_pane.h"

#include <inttypes.h>

enum { LINES_MOST = 500 };

/* "x  float32 [?, 2]" */
static void say_tensor(struct str *out, const struct tensor_spec *spec)
{
	const char *type = dtype_name(spec->dtype);
	str_append_slice(out, spec->name);
	str_printf(out, "  %s ", type ? type : "?");
	str_append_text(out, spec->any_rank ? "of any shape" : "[");
	for (size_t i = 0; !spec->any_rank && i < spec->rank && out->length < LABEL_SIZE; i++) {
		str_append_text(out, i ? ", " : "");
		if (spec->sizes[i] < 0)
			str_append_char(out, '?');
		else
			str_printf(out, "%" PRId64, spec->sizes[i]);
	}
	str_append_text(out, spec->any_rank ? "" : "]");
}

static void say_tensors(struct graph_pane *pane, const struct tensor_specs *specs, const char *arrow)
{
	for (size_t i = 0; i < specs->count && i < LINES_MOST; i++) {
		struct str line = {0};
		str_append_text(&line, arrow);
		say_tensor(&line, &specs->items[i]);
		graph_pane_add(pane, str_slice(&line), ROLE_TEXT, 4);
		str_fini(&line);
	}
}

static void say_signatures(struct graph_pane *pane, const struct meta_graph *said)
{
	if (!said->signature_count)
		return;
	graph_pane_add_head(pane, said->signature_count == 1 ? "signature" : "signatures", said->signature_count);
	for (size_t i = 0; i < said->signature_count && i < LINES_MOST; i++) {
		graph_pane_add(pane, said->signatures[i].name, ROLE_STRONG, 2);
		say_tensors(pane, &said->signatures[i].inputs, "← ");
		say_tensors(pane, &said->signatures[i].outputs, "→ ");
	}
}

static void say_variables(struct graph_pane *pane, const struct meta_graph *said)
{
	if (!said->variable_count)
		return;
	graph_pane_add_head(pane, said->variable_count == 1 ? "variable" : "variables", said->variable_count);
	for (size_t i = 0; i < said->variable_count && i < LINES_MOST; i++) {
		struct str line = {0};
		uint64_t parameters;
		char number[NUMBER_SIZE];
		say_tensor(&line, &said->variables[i].tensor);
		if (tensor_spec_parameters(&said->variables[i].tensor, &parameters) && parameters <= INT64_MAX) {
			number_grouped(number, (int64_t)parameters);
			str_printf(&line, "  %s parameter%s", number, parameters == 1 ? "" : "s");
		}
		str_append_text(&line, said->variables[i].trainable == TRAINABLE_NO ? "  not trained" : "");
		graph_pane_add(pane, str_slice(&line), ROLE_TEXT, 2);
		str_fini(&line);
	}
}

/* Each leads to its level. */
static void say_functions(struct graph_pane *pane, const struct graph *graph)
{
	if (graph->level_count < 2)
		return;
	graph_pane_add_head(pane, graph->level_count == 2 ? "function" : "functions", graph->level_count - 1);
	for (uint32_t i = 1; i < graph->level_count && i <= LINES_MOST; i++) {
		const struct graph_level *level = &graph->levels[i];
		graph_pane_add(pane, names_text(&graph->texts, level->name), level->count ? ROLE_TEXT : ROLE_DIM, 2);
		pane->facts[pane->fact_count - 1].node = level->count ? level->first : NODE_NONE;
	}
}

void graph_pane_say_model(struct graph_pane *pane)
{
	const struct meta_graph *said = pane->drawn->said;
	if (said && said->tensorflow_version.length) {
		struct str line = {0};
		str_append_text(&line, "TensorFlow ");
		str_append_slice(&line, said->tensorflow_version);
		graph_pane_add_gap(pane);
		graph_pane_add(pane, str_slice(&line), ROLE_DIM, 0);
		str_fini(&line);
	}
	if (said) {
		say_signatures(pane, said);
		say_variables(pane, said);
	}
	say_functions(pane, &pane->drawn->graph);
}
