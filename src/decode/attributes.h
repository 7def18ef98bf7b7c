/*
 * The attributes of a node as text, for looking at: NodeDef's map of AttrValue
 * (event-format 3.5). Strings are as in the file: not cleaned. Pure.
 */
#ifndef TBTOP_DECODE_ATTRIBUTES_H
#define TBTOP_DECODE_ATTRIBUTES_H

#include "base/str.h"

#define ATTRIBUTES_MOST 256
#define ATTRIBUTE_TEXT 1024 /* bytes of a value, from where on "…" stands for the rest */

struct attribute {
	struct slice key;   /* borrowed from the node's bytes */
	struct str value;   /* owned */
};

struct attributes {
	struct attribute items[ATTRIBUTES_MOST]; /* by key */
	int count;
	struct str shapes;  /* of its outputs, "[?, 10]", several with a comma between; empty when not known */
	bool more;          /* there were too many */
};

/* Of a NodeDef; empty of anything else. */
void attributes_of(struct slice node, struct attributes *out);
void attributes_fini(struct attributes *attributes);

#endif
