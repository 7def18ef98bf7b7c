/*
 * The spans of each line added up by the path of names above them: what a
 * flame view draws. Pure.
 */
#ifndef TBTOP_MODEL_TRACE_FLAME_H
#define TBTOP_MODEL_TRACE_FLAME_H

#include "data/trace.h"

#define FLAME_NODES ((size_t)1 << 18) /* of a trace; spans on further paths are their parent's own time */
#define FLAME_DEPTH 250
#define FLAME_NONE UINT32_MAX

struct flame_node {
	uint32_t name;            /* of the trace, the first of those that flame_name makes one; of a line's root NAMES_NONE */
	uint32_t parent;
	uint32_t child, sibling;  /* the one with the largest total first; FLAME_NONE */
	uint64_t count;
	picoseconds total, self;  /* total of a root: that of its children */
};

struct trace_flame {
	struct flame_node *nodes;
	size_t count, capacity;
	uint32_t *roots;          /* by line */
	bool cut;                 /* there were more paths, or deeper ones */
};

/* What stands for a name: "Step#7" is a Step like others; what is behind the # is left out. */
struct slice flame_name(struct slice name);
/* Of a finished trace. False when out of memory. */
bool trace_flame_make(const struct trace *trace, struct trace_flame *out);
void trace_flame_fini(struct trace_flame *flame);

/*
 * The same of a stretch of one line, of whose spans only what lies within
 * counts: made bit by bit, as there may be millions of them. The trace must
 * outlive it.
 */
#define FLAME_RANGE_NODES ((size_t)1 << 14)
struct flame_range;
/* From span `first` on, before which none ends behind `from`. NULL when out of memory. */
struct flame_range *flame_range_start(const struct trace *trace, uint32_t line, uint32_t first, picoseconds from, picoseconds to);
/* Goes on with so many names or spans; true when it is done, be it for want of memory. */
bool flame_range_go_on(struct flame_range *range, uint32_t count);
/* What there is of it: node 0 is the root. NULL while it is not done, or when there was no memory. */
const struct trace_flame *flame_range_done(const struct flame_range *range);
void flame_range_free(struct flame_range *range); /* NULL is fine */

#endif
