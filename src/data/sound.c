#include "data/sound.h"

#include <stdlib.h>

double sound_seconds(const struct sound *sound)
{
	return sound->rate ? (double)sound->frames / sound->rate : 0;
}

void sound_fini(struct sound *sound)
{
	free(sound->low);
	free(sound->high);
	free(sound->levels);
	*sound = (struct sound){0};
}
