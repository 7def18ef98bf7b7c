#include "view/happen.h"

#include <math.h>

#define ALERT_BITS 32 /* of a version: the upper ones count alerts */

static const struct {
	char letter;
	uint8_t rank;
	const char *word;
} looks[HAPPEN_KINDS] = {
	[PAUSE_UNKNOWN] = {'?', 5, "pause"},
	[PAUSE_EVAL] = {'E', 3, "eval"},
	[PAUSE_CHECKPOINT] = {'c', 4, "checkpoint"},
	[PAUSE_STALL] = {'S', 2, "stall"},
	[PAUSE_RESTART] = {'R', 1, "restart"},
	[PAUSE_ASLEEP] = {'S', 2, "asleep"},
	[HAPPEN_ALERT] = {'A', 2, "alert"},
};

char happen_letter(int kind)
{
	return looks[kind].letter;
}

uint8_t happen_rank(int kind)
{
	return looks[kind].rank;
}

const char *happen_word(int kind)
{
	return looks[kind].word;
}

struct happenings happen_in(const struct scene *scene, uint32_t run)
{
	struct run_info info = store_run(scene->store, run);
	struct happenings all = {
		.store = scene->store, .run = run, .restarts = info.restarts, .alerts = scene->alerts, .name = info.name};
	if (scene->steptimes)
		all.spells = steptimes_spells(scene->steptimes, scene->store, run, scene->now, &all.version);
	if (scene->alerts && alerts_count(scene->alerts))
		all.version += (alerts_at(scene->alerts, 0).id + 1) << ALERT_BITS;
	return all;
}

size_t happen_count(const struct happenings *all)
{
	return all->restarts + all->spells.count + (all->alerts ? alerts_count(all->alerts) : 0);
}

static bool alert_at(const struct happenings *all, uint32_t position, struct happening *out)
{
	struct alert alert = alerts_at(all->alerts, position);
	double newest = store_run(all->store, all->run).newest_wall; /* what was told of silence came after it */
	*out = (struct happening){HAPPEN_ALERT, alert.step, fmin(alert.wall, newest), NAN};
	return slice_equal(slice_of(alert.run), all->name);
}

/* Those that marks, or old files, tell of with their steps. */
static bool told_already(const struct happenings *all, const struct pause_spell *spell)
{
	for (uint32_t i = 0; i < all->restarts; i++) {
		double wall = store_restart_at(all->store, all->run, i).wall;
		if (wall >= spell->from && wall <= spell->to)
			return true;
	}
	return false;
}

bool happen_at(const struct happenings *all, size_t index, struct happening *out)
{
	if (index < all->restarts) {
		struct restart restart = store_restart_at(all->store, all->run, (uint32_t)index);
		*out = (struct happening){PAUSE_RESTART, restart.step, restart.wall, NAN};
		return true;
	}
	if (index >= all->restarts + all->spells.count)
		return alert_at(all, (uint32_t)(happen_count(all) - 1 - index), out);
	const struct pause_spell *spell = &all->spells.items[index - all->restarts];
	*out = (struct happening){spell->kind, spell->step, spell->from, spell->seconds};
	return spell->kind != PAUSE_RESTART || !told_already(all, spell);
}
