#include "view/layer_table.h"

#include "base/number.h"
#include "view/box.h"

enum { SHAPE_WIDTH = 24, PARAMETERS_WIDTH = 12, FEEDS_FROM = 100, SHAPE_FROM = 50, FOOT_FROM = 6 };

static void say_parameters(struct layer_table *table, const char *what, const struct graph_parameters *parameters)
{
	char least[NUMBER_SIZE], most[NUMBER_SIZE];
	bool one = parameters->least == parameters->most;
	number_grouped(least, (int64_t)parameters->least);
	number_grouped(most, (int64_t)parameters->most);
	line_add(&table->totals, table->area.width, "%s: %s%s%s", what, least, one ? "" : " to ", one ? "" : most);
}

static void say_totals(struct layer_table *table)
{
	struct graph_totals_of_layers sums;
	graph_sum_layers(table->graph, &sums);
	table->totals = (struct label){0};
	say_parameters(table, "Total params", &sums.all);
	say_parameters(table, "Trainable", &sums.trained);
	say_parameters(table, "Non-trainable", &sums.fixed);
	if (sums.unknown)
		line_add(&table->totals, table->area.width, "without those of %zu layer%s (?)", sums.unknown, sums.unknown == 1 ? "" : "s");
	if (sums.all.least != sums.all.most)
		line_add(&table->totals, table->area.width, "layers of one name may be one");
}

void layer_table_prepare(struct layer_table *table, const struct graph *graph, struct rect area)
{
	int left = area.x + area.width;
	table->graph = graph;
	table->area = area;
	rect_take_top(&area, area.height > 1 ? 2 : 0);
	rect_take_bottom(&area, table->area.height >= FOOT_FROM ? 2 : 0);
	table->body = area;
	left -= area.width >= FEEDS_FROM ? area.width / 4 : 0;
	table->feeds_x = area.width >= FEEDS_FROM ? left : 0;
	left -= PARAMETERS_WIDTH + 2;
	table->parameters_x = left;
	left -= area.width >= SHAPE_FROM ? SHAPE_WIDTH : 0;
	table->shape_x = area.width >= SHAPE_FROM ? left : 0;
	list_fit(&table->list, (int)graph->layer_count, area.height > 0 ? area.height : 1);
	say_totals(table);
}

static int name_width(const struct layer_table *table)
{
	return (table->shape_x ? table->shape_x : table->parameters_x) - table->area.x - 1;
}

static void paint_layer(const struct layer_table *table, struct canvas *canvas, const struct graph_layer *layer, int y)
{
	const struct names *texts = &table->graph->texts;
	struct str name = {0};
	struct label text;
	char number[NUMBER_SIZE] = "?";
	int indent = layer->depth < 8 ? 2 * layer->depth : 16;
	str_append_slice(&name, names_text(texts, layer->name));
	str_append_text(&name, " (");
	str_append_slice(&name, names_text(texts, layer->type));
	str_append_char(&name, ')');
	label_set(&text, str_slice(&name), name_width(table) - indent, TEXT_CUT_MIDDLE);
	canvas_text(canvas, table->area.x + indent, y, text.width, label_slice(&text), ROLE_TEXT, 0);
	str_fini(&name);
	if (table->shape_x) {
		label_set(&text, layer->shape ? names_text(texts, layer->shape) : slice_of("?"), SHAPE_WIDTH - 1, TEXT_CUT_END);
		canvas_text(canvas, table->shape_x, y, text.width, label_slice(&text), layer->shape ? ROLE_TEXT : ROLE_DIM, 0);
	}
	if (layer->counted)
		number_grouped(number, (int64_t)layer->parameters);
	canvas_text_right(canvas, table->parameters_x, y, PARAMETERS_WIDTH, slice_of(number), layer->counted ? ROLE_TEXT : ROLE_DIM, 0);
	if (table->feeds_x) {
		label_set(&text, names_text(texts, layer->feeds), table->area.x + table->area.width - table->feeds_x, TEXT_CUT_END);
		canvas_text(canvas, table->feeds_x, y, text.width, label_slice(&text), ROLE_DIM, 0);
	}
}

void layer_table_paint(const struct layer_table *table, struct canvas *canvas)
{
	struct rect area = table->area;
	if (table->body.y > area.y) {
		canvas_text(canvas, area.x, area.y, name_width(table), slice_of("Layer (type)"), ROLE_STRONG, 0);
		if (table->shape_x)
			canvas_text(canvas, table->shape_x, area.y, SHAPE_WIDTH, slice_of("Output shape"), ROLE_STRONG, 0);
		canvas_text_right(canvas, table->parameters_x, area.y, PARAMETERS_WIDTH, slice_of("Params"), ROLE_STRONG, 0);
		if (table->feeds_x)
			canvas_text(canvas, table->feeds_x, area.y, area.x + area.width - table->feeds_x, slice_of("Connected to"), ROLE_STRONG, 0);
		canvas_fill(canvas, (struct rect){area.x, area.y + 1, area.width, 1}, 0x2500, ROLE_BORDER, 0);
	}
	for (int y = 0; y < table->body.height && (size_t)(table->list.top + y) < table->graph->layer_count; y++) {
		paint_layer(table, canvas, &table->graph->layers[table->list.top + y], table->body.y + y);
		if (table->list.top + y == table->list.cursor)
			canvas_paint(canvas, (struct rect){area.x, table->body.y + y, area.width, 1}, ROLE_SELECTED, 0);
	}
	int bottom = table->body.y + table->body.height;
	if (bottom + 2 <= area.y + area.height) {
		canvas_fill(canvas, (struct rect){area.x, bottom, area.width, 1}, 0x2500, ROLE_BORDER, 0);
		canvas_text(canvas, area.x, bottom + 1, area.width, label_slice(&table->totals), ROLE_STRONG, 0);
	}
}

bool layer_table_act(struct layer_table *table, const struct input *input)
{
	if (!table->graph)
		return false;
	if (input->action == ACTION_MOUSE && input->event.mouse == MOUSE_PRESS &&
	    rect_contains(table->body, input->event.x, input->event.y))
		table->list.cursor = table->list.top + input->event.y - table->body.y;
	return list_act(&table->list, input->action, (int)table->graph->layer_count, table->body.height);
}
