/* What a simulated model plays. Pure. */
#ifndef TBTOP_DEMO_SOUNDS_H
#define TBTOP_DEMO_SOUNDS_H

#include "demo/chance.h"

#include <stddef.h>

#define SOUND_RATE 8000
#define SOUND_FRAMES 12000

/* A few notes with their overtones, out of hiss that goes as `quality` nears 1; samples in [-1, 1]. */
void sound_melody(float out[SOUND_FRAMES], double quality, struct chance *chance);
/* A tone that rises by three octaves. */
void sound_sweep(float out[SOUND_FRAMES], double quality, struct chance *chance);

#endif
