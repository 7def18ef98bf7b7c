#include "view/happen.h"

#include <math.h>

static const struct {
	char letter;
	uint8_t rank;
	const char *word;
} looks[PAUSE_KINDS] = {
	[PAUSE_UNKNOWN] = {'?', 5, "pause"},
	[PAUSE_EVAL] = {'E', 3, "eval"},
	[PAUSE_CHECKPOINT] = {'c', 4, "checkpoint"},
	[PAUSE_STALL] = {'S', 2, "stall"},
	[PAUSE_RESTART] = {'R', 1, "restart"},
	[PAUSE_ASLEEP] = {'S', 2, "asleep"},
};

char happen_letter(enum pause_kind kind)
{
	return looks[kind].letter;
}

uint8_t happen_rank(enum pause_kind kind)
{
	return looks[kind].rank;
}

const char *happen_word(enum pause_kind kind)
{
	return looks[kind].word;
}

struct happenings happen_in(const struct scene *scene, uint32_t run)
{
	struct happenings all = {.store = scene->store, .run = run, .restarts = store_run(scene->store, run).restarts};
	if (scene->steptimes)
		all.spells = steptimes_spells(scene->steptimes, scene->store, run, scene->now, &all.version);
	return all;
}

size_t happen_count(const struct happenings *all)
{
	return all->restarts + all->spells.count;
}

bool happen_at(const struct happenings *all, size_t index, struct happening *out)
{
	if (index < all->restarts) {
		struct restart restart = store_restart_at(all->store, all->run, (uint32_t)index);
		*out = (struct happening){PAUSE_RESTART, restart.step, restart.wall, NAN};
		return true;
	}
	const struct pause_spell *spell = &all->spells.items[index - all->restarts];
	*out = (struct happening){spell->kind, spell->step, spell->from, spell->seconds};
	return spell->kind != PAUSE_RESTART; /* which is told with its step already */
}
