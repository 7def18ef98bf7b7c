/* A few tags by name, in the order of being added: pins, marks, what is merged in one chart. */
#ifndef TBTOP_MODEL_TAG_LIST_H
#define TBTOP_MODEL_TAG_LIST_H

#include "base/str.h"

#include <stdbool.h>

struct tag_list {
	char **names;
	size_t count, capacity;
};

/* The place of a tag; `count` when it is not there. */
size_t tag_list_find(const struct tag_list *list, struct slice tag);
static inline bool tag_list_has(const struct tag_list *list, struct slice tag)
{
	return tag_list_find(list, tag) < list->count;
}
void tag_list_add(struct tag_list *list, const char *tag);
void tag_list_remove(struct tag_list *list, size_t at);
/* In if it was out, out if it was in. */
void tag_list_toggle(struct tag_list *list, const char *tag);
void tag_list_clear(struct tag_list *list);
struct tag_list tag_list_copy(const struct tag_list *list);
void tag_list_fini(struct tag_list *list);

#endif
