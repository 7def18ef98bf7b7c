/*
 * All writers of the process that are open, for what happens to the process as
 * a whole: fork() and exit().
 */
#ifndef TBTOP_WRITE_REGISTRY_H
#define TBTOP_WRITE_REGISTRY_H

#include <stdbool.h>

struct registered;

/* What one of them does then. At exit() the writer stays open. */
struct registered_ops {
	void (*before_fork)(struct registered *writer);
	void (*after_fork)(struct registered *writer);
	void (*in_child)(struct registered *writer);
	void (*at_exit)(struct registered *writer);
};

/* A link in the list, embedded in a writer. */
struct registered {
	const struct registered_ops *ops;
	struct registered *next, **link;
};

void registry_add(struct registered *writer);
void registry_remove(struct registered *writer);
/* It need not be one any more: only its address is looked at. */
bool registry_has(const struct registered *writer);
/* While it is held no fork happens and no writer comes or goes. */
void registry_lock(void);
void registry_unlock(void);

#endif
