/* The layers of a Keras model as the table that people know from model.summary(). */
#ifndef TBTOP_VIEW_LAYER_TABLE_H
#define TBTOP_VIEW_LAYER_TABLE_H

#include "data/nodes.h"
#include "ui/list.h"
#include "ui/view.h"
#include "view/label.h"

struct layer_table {
	const struct graph *graph;
	struct list list;
	struct rect area, body;
	int shape_x, parameters_x, feeds_x; /* columns; 0 for no room */
	struct label totals;
};

void layer_table_prepare(struct layer_table *table, const struct graph *graph, struct rect area);
void layer_table_paint(const struct layer_table *table, struct canvas *canvas);
bool layer_table_act(struct layer_table *table, const struct input *input);

#endif
