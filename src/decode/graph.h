#ifndef TBTOP_DECODE_GRAPH_H
#define TBTOP_DECODE_GRAPH_H

#include "base/str.h"

/* The GraphDef in a MetaGraphDef; empty without. */
struct slice graph_of_meta_graph(struct slice bytes);

#endif
