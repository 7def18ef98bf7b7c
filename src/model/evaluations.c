#include "model/evaluations.h"

#define MOST 0.7     /* of the points */
#define SEVERAL 3    /* pauses: fewer may be chance */

/* The points of one series, and what they are held against. */
struct witness {
	const struct lifetime *life;
	const struct pause_spell *spells;
	size_t spell_count;
	struct walls walls;
	size_t same_steps;
};

/* Of what is told of the first few pauses: of more than these nothing more is asked. */
static bool has_step_of_pause(const struct witness *witness, const struct row *row)
{
	for (size_t i = 0; i < witness->spell_count && i < SEVERAL; i++) {
		const struct pause_spell *spell = &witness->spells[i];
		if (row->wall_time > spell->from && row->wall_time <= spell->to + witness->life->slack &&
		    row->step >= spell->after && row->step <= spell->step)
			return true;
	}
	return false;
}

static bool add_rows(void *context, const struct row *rows, size_t count)
{
	struct witness *witness = context;
	for (size_t i = 0; i < count; i++) {
		witness->same_steps += has_step_of_pause(witness, &rows[i]);
		if (!walls_add(&witness->walls, rows[i].wall_time))
			return false;
	}
	return true;
}

static bool tells(const struct witness *witness, bool own)
{
	size_t points = walls_count(&witness->walls, witness->life->from, witness->life->to), hits = 0, pauses = 0;
	for (size_t i = 0; i < witness->spell_count; i++) {
		size_t in = walls_count(&witness->walls, witness->spells[i].from, witness->spells[i].to + witness->life->slack);
		hits += in;
		pauses += in > 0;
	}
	if (!hits || (double)hits < MOST * (double)points)
		return false;
	return own || pauses >= SEVERAL || witness->same_steps > 0;
}

void evaluations_collect(const struct evidence *evidence, const struct lifetime *life, const struct pause_spell *spells,
                         size_t count, struct walls *out)
{
	for (size_t i = 0; i < evidence->eval_count; i++) {
		struct witness witness = {.life = life, .spells = spells, .spell_count = count};
		evidence_walk(&evidence->evals[i], add_rows, &witness);
		walls_sort(&witness.walls);
		bool good = tells(&witness, i < evidence->eval_own);
		for (size_t k = 0; good && k < witness.walls.count; k++)
			good = walls_add(out, witness.walls.items[k]);
		walls_fini(&witness.walls);
	}
}
