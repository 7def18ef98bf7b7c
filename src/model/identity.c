#include "model/identity.h"

#include <stdbool.h>

static uint32_t name_hash(struct slice name)
{
	uint32_t hash = 2166136261u; /* FNV-1a: the same in every process, so that colours are too */
	for (size_t i = 0; i < name.length; i++)
		hash = (hash ^ (unsigned char)name.data[i]) * 16777619u;
	return hash ^ hash >> 15;
}

/* Of `count` numbers the least used, the first of equals from `start` on; it counts as used. */
static uint8_t take_least(uint32_t *uses, uint32_t count, uint32_t start)
{
	uint32_t best = start % count;
	for (uint32_t i = 1; i < count; i++) {
		uint32_t at = (start + i) % count;
		if (uses[at] < uses[best])
			best = at;
	}
	uses[best]++;
	return (uint8_t)best;
}

/* Of the marks least used in this look the one least used of all. */
static uint8_t least_mark(const uint32_t *look, const uint32_t *marks)
{
	uint8_t best = 0;
	for (uint8_t i = 1; i < IDENTITY_MARKS; i++)
		if (look[i] < look[best] || (look[i] == look[best] && marks[i] < marks[best]))
			best = i;
	return best;
}

struct identity identity_give(struct identities *given, struct slice name)
{
	struct identity identity = {.hue = take_least(given->hues, IDENTITY_HUES, name_hash(name))};
	identity.stroke = take_least(given->strokes[identity.hue], IDENTITY_STROKES, 0);
	identity.mark = least_mark(given->looks[identity.hue][identity.stroke], given->marks);
	given->marks[identity.mark]++;
	given->looks[identity.hue][identity.stroke][identity.mark]++;
	return identity;
}

void identity_note(struct identities *given, struct identity identity)
{
	given->hues[identity.hue]++;
	given->strokes[identity.hue][identity.stroke]++;
	given->marks[identity.mark]++;
	given->looks[identity.hue][identity.stroke][identity.mark]++;
}

static bool is_least(const uint32_t *uses, uint32_t count, uint32_t at)
{
	for (uint32_t i = 0; i < count; i++)
		if (uses[i] < uses[at])
			return false;
	return true;
}

struct identity identity_prefer(struct identities *given, struct identity wished, struct slice name)
{
	if (!is_least(given->hues, IDENTITY_HUES, wished.hue) || !is_least(given->marks, IDENTITY_MARKS, wished.mark))
		return identity_give(given, name);
	identity_note(given, wished);
	return wished;
}

struct identity identity_next(struct identity identity)
{
	identity.hue = (uint8_t)((identity.hue + 1) % IDENTITY_HUES);
	if (!identity.hue)
		identity.stroke = (uint8_t)((identity.stroke + 1) % IDENTITY_STROKES);
	return identity;
}
