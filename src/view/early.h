/*
 * What was pressed and typed before there was anything to act on: held in the order in which it came. A key is good for
 * some seconds, since who pressed it longer ago has forgotten it; a line took more thought, and is good for ever. Loop thread.
 */
#ifndef TBTOP_VIEW_EARLY_H
#define TBTOP_VIEW_EARLY_H

#include "ui/input.h"

#include <stdbool.h>

#define EARLY_MOST 32 /* the rest is dropped */

struct early_one {
	struct event key;
	char *line; /* of a command, from malloc; NULL: the key */
};

struct early {
	struct early_one items[EARLY_MOST];
	int count;
	double until; /* wall time: keys are good so long */
};

void early_fini(struct early *early);
/* One of both; the other is NULL. `now`: wall time. Copies. */
void early_add(struct early *early, double now, const struct event *key, const char *line);
/* The first one that is still good; its line is the caller's. False: none is left. */
bool early_take(struct early *early, double now, struct early_one *out);

#endif
