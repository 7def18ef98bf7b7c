#include "model/tag_list.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

size_t tag_list_find(const struct tag_list *list, struct slice tag)
{
	size_t i = 0;
	while (i < list->count && !slice_equal(slice_of(list->names[i]), tag))
		i++;
	return i;
}

void tag_list_add(struct tag_list *list, const char *tag)
{
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? list->capacity * 2 : 8;
		list->names = xrealloc(list->names, list->capacity * sizeof *list->names);
	}
	list->names[list->count++] = xstrdup(tag);
}

void tag_list_remove(struct tag_list *list, size_t at)
{
	free(list->names[at]);
	list->count--;
	memmove(&list->names[at], &list->names[at + 1], (list->count - at) * sizeof *list->names);
}

void tag_list_toggle(struct tag_list *list, const char *tag)
{
	size_t at = tag_list_find(list, slice_of(tag));
	if (at < list->count)
		tag_list_remove(list, at);
	else
		tag_list_add(list, tag);
}

void tag_list_clear(struct tag_list *list)
{
	while (list->count)
		free(list->names[--list->count]);
}

struct tag_list tag_list_copy(const struct tag_list *list)
{
	struct tag_list copy = {0};
	for (size_t i = 0; i < list->count; i++)
		tag_list_add(&copy, list->names[i]);
	return copy;
}

void tag_list_fini(struct tag_list *list)
{
	tag_list_clear(list);
	free(list->names);
	*list = (struct tag_list){0};
}
