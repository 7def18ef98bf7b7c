#include "view/happen.h"

#include <math.h>

static const struct {
	char letter;
	uint8_t rank;
	const char *word;
} looks[PAUSE_KINDS] = {
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

size_t happen_list(const struct scene *scene, uint32_t run, struct happening out[HAPPEN_MOST])
{
	size_t count = 0;
	uint32_t restarts = store_run(scene->store, run).restarts;
	for (uint32_t i = restarts > HAPPEN_RESTARTS ? restarts - HAPPEN_RESTARTS : 0; i < restarts; i++) {
		struct restart restart = store_restart_at(scene->store, run, i);
		out[count++] = (struct happening){PAUSE_RESTART, restart.step, restart.wall, NAN};
	}
	const struct steptime *steptime =
		scene->steptimes ? steptimes_get(scene->steptimes, scene->store, run, scene->now) : NULL;
	for (uint32_t i = 0; steptime && i < steptime->spell_count; i++) {
		const struct pause_spell *spell = &steptime->spells[i];
		if (happen_letter(spell->kind) && spell->kind != PAUSE_RESTART) /* told with its step already */
			out[count++] = (struct happening){spell->kind, spell->step, spell->from, spell->seconds};
	}
	return count;
}
