/*
 * A graph with its nodes, for looking at: GraphDef, function graphs, a Keras
 * model (event-format 8). Names are interned; edges go by number. What else a
 * node has lies in the bytes it was made of, for when it is looked at
 * (decode/attributes).
 */
#ifndef TBTOP_DATA_NODES_H
#define TBTOP_DATA_NODES_H

#include "base/names.h"
#include "base/status.h"

#define NODE_NONE UINT32_MAX

/* An entry of a node's inputs: "name", "name:1", "^name". */
struct graph_input {
	uint32_t node;    /* NODE_NONE: there is none of that name on its level */
	uint32_t name;    /* as it is written, without sign and number */
	uint32_t slot;    /* which output of it */
	bool control;
};

struct graph_node {
	uint32_t name, op, device;   /* texts; device may be the empty one */
	uint32_t level;              /* 0: the graph itself; else function level - 1 */
	uint32_t first_input, input_count;
	uint32_t first_user, user_count; /* nodes that take it, in `users` */
	uint64_t at;                 /* its NodeDef, in `bytes` */
	uint32_t length;
	uint32_t calls;              /* the level of the function that it calls; 0 for none. Before graph_connect a text */
	uint64_t parameters;         /* of a variable whose shape is known; INT64_MAX at most */
};

/* The graph, or a function of its library. */
struct graph_level {
	uint32_t name;               /* text; of the graph itself the empty one */
	uint32_t first, count;       /* nodes */
};

/* A layer of a Keras model, with what its config tells. */
struct graph_layer {
	uint32_t name, type;         /* texts */
	uint32_t shape;              /* text of the output's, as told; the empty one when it isn't */
	uint32_t feeds;              /* text: what it is connected to */
	uint64_t parameters;
	bool counted;                /* parameters are known */
	bool trainable;
	bool model;                  /* a model in the model: its layers follow, and its parameters are theirs */
	uint8_t depth;               /* of models in models */
	uint32_t shared;             /* the row + 1 of the same layer before, whose parameters these are; 0 without */
	uint32_t alike;              /* the row + 1 of one of its name and configuration in another model; whether that is it isn't told */
};

struct graph {
	struct names texts;          /* valid UTF-8 */
	struct graph_node *nodes;    /* levels one after the other */
	uint32_t node_count;
	size_t node_capacity;
	struct graph_input *inputs;
	size_t input_count, input_capacity;
	uint32_t *users;             /* a node once for each input that names it */
	struct graph_level *levels;  /* at least one */
	uint32_t level_count;
	size_t level_capacity;
	struct graph_layer *layers;  /* of a Keras model; NULL for others */
	size_t layer_count, layer_capacity;
	const uint8_t *bytes;        /* borrowed; NULL without */
	uint64_t lost;               /* inputs that name no node */
};

/* Parameters of several, or the most that numbers with a sign hold: sizes are whatever a file says. */
static inline uint64_t graph_parameters_sum(uint64_t a, uint64_t b)
{
	return a > INT64_MAX - b ? INT64_MAX : a + b;
}

/* Of a Keras model: the least and the most that the layers known may have, as some may be the same one. */
struct graph_parameters {
	uint64_t least, most;
};

struct graph_totals_of_layers {
	struct graph_parameters all, trained, fixed;
	size_t unknown;              /* layers whose parameters are in none of these */
};

bool graph_init(struct graph *graph);
void graph_fini(struct graph *graph);
/* The number of a text, mended to UTF-8; NAMES_NONE when out of memory. */
uint32_t graph_text(struct graph *graph, struct slice text);
/* After all nodes are there: inputs find their nodes, nodes their users. False when out of memory. */
bool graph_connect(struct graph *graph);
void graph_sum_layers(const struct graph *graph, struct graph_totals_of_layers *out);
size_t graph_memory(const struct graph *graph);

#endif
