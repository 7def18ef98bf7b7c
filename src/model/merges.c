#include "model/merges.h"

#include "base/alloc.h"

#include <stdlib.h>

static size_t find(const struct merges *merges, struct slice tag)
{
	size_t i = 0;
	while (i < merges->count && !tag_list_has(&merges->lists[i], tag))
		i++;
	return i;
}

const struct tag_list *merges_of(const struct merges *merges, struct slice tag)
{
	size_t at = find(merges, tag);
	return at < merges->count ? &merges->lists[at] : NULL;
}

static void forget(struct merges *merges, size_t at)
{
	tag_list_fini(&merges->lists[at]);
	merges->lists[at] = merges->lists[--merges->count];
}

static void take_out(struct merges *merges, struct slice tag)
{
	size_t at = find(merges, tag);
	if (at == merges->count)
		return;
	struct tag_list *list = &merges->lists[at];
	tag_list_remove(list, tag_list_find(list, tag));
	if (list->count < 2)
		forget(merges, at);
}

void merges_join(struct merges *merges, const struct tag_list *tags)
{
	if (tags->count < 2)
		return;
	for (size_t i = 0; i < tags->count; i++)
		take_out(merges, slice_of(tags->names[i]));
	if (merges->count == merges->capacity) {
		merges->capacity = merges->capacity ? merges->capacity * 2 : 4;
		merges->lists = xrealloc(merges->lists, merges->capacity * sizeof *merges->lists);
	}
	merges->lists[merges->count++] = tag_list_copy(tags);
}

void merges_add(struct merges *merges, const char *with, const char *tag)
{
	const struct tag_list *there = merges_of(merges, slice_of(with));
	struct tag_list list = there ? tag_list_copy(there) : (struct tag_list){0};
	if (!there)
		tag_list_add(&list, with);
	if (!tag_list_has(&list, slice_of(tag)))
		tag_list_add(&list, tag);
	merges_join(merges, &list);
	tag_list_fini(&list);
}

void merges_split(struct merges *merges, struct slice tag)
{
	size_t at = find(merges, tag);
	if (at < merges->count)
		forget(merges, at);
}

struct merges merges_copy(const struct merges *merges)
{
	struct merges copy = {0};
	for (size_t i = 0; i < merges->count; i++)
		merges_join(&copy, &merges->lists[i]);
	return copy;
}

void merges_fini(struct merges *merges)
{
	while (merges->count)
		forget(merges, merges->count - 1);
	free(merges->lists);
	*merges = (struct merges){0};
}
