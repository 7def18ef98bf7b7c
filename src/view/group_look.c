#include "view/group_look.h"

#include "base/alloc.h"
#include "view/run_order.h"

#include <stdlib.h>

struct group_looks {
	struct group_look *items; /* by key */
	size_t count;
	uint64_t store_generation, choice_generation;
	bool made;
};

static struct group_look look_of(struct identities *given, const struct scene *scene, uint32_t run, struct slice key)
{
	struct run_choice choice = choice_run(scene->choice, scene->store, run);
	const struct identity own = {choice.hue, choice.stroke, choice.mark};
	struct identity look = own;
	if (choice.coloured)
		identity_note(given, own);
	else
		look = identity_prefer(given, own, key);
	choice.hue = look.hue;
	choice.stroke = look.stroke;
	choice.mark = look.mark;
	return (struct group_look){key, run, choice};
}

static int by_key(const void *left, const void *right)
{
	const struct group_look *a = left, *b = right;
	return slice_compare(a->key, b->key);
}

static void make(struct group_looks *looks, const struct scene *scene, uint32_t *runs, size_t run_count)
{
	struct identities given = {0};
	struct run_group *groups = xmalloc((run_count + 1) * sizeof *groups);
	size_t count = run_order_group(scene, runs, run_count, groups);
	looks->items = xmalloc((count + 1) * sizeof *looks->items);
	for (size_t i = 0; i < count; i++)
		if (groups[i].count > 1)
			looks->items[looks->count++] = look_of(&given, scene, runs[groups[i].from], groups[i].key);
	qsort(looks->items, looks->count, sizeof *looks->items, by_key);
	free(groups);
}

static void make_all(struct group_looks *looks, const struct scene *scene)
{
	uint32_t count = store_run_count(scene->store);
	looks->count = 0;
	free(looks->items);
	looks->items = NULL;
	if (choice_grouping(scene->choice)->by == GROUP_OFF)
		return;
	uint32_t *runs = xmalloc((count + 1) * sizeof *runs);
	for (uint32_t i = 0; i < count; i++)
		runs[i] = store_run_at(scene->store, i);
	make(looks, scene, runs, count);
	free(runs);
}

static void renew(struct group_looks *looks, const struct scene *scene)
{
	uint64_t of_store = store_generation(scene->store), of_choice = choice_generation(scene->choice);
	if (looks->made && looks->store_generation == of_store && looks->choice_generation == of_choice)
		return;
	make_all(looks, scene);
	looks->made = true;
	looks->store_generation = of_store;
	looks->choice_generation = of_choice;
}

const struct group_look *group_look_of(const struct scene *scene, struct slice key)
{
	const struct group_look wanted = {.key = key};
	struct group_looks *looks = scene->group_looks;
	renew(looks, scene);
	return looks->count ? bsearch(&wanted, looks->items, looks->count, sizeof wanted, by_key) : NULL;
}

struct group_looks *group_looks_new(void)
{
	return xcalloc(1, sizeof(struct group_looks));
}

void group_looks_free(struct group_looks *looks)
{
	if (looks)
		free(looks->items);
	free(looks);
}
