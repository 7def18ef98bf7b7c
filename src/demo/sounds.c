#include "demo/sounds.h"

#define TURN 6.283185307179586
#define NOTES 8
#define OVERTONES 5

/* Half-tones above the A below middle C. */
static const int melody[NOTES] = {0, 4, 7, 12, 11, 7, 9, 7};

static float mixed(double tone, double quality, struct chance *chance)
{
	double hiss = 0.25 * chance_normal(chance);
	return (float)fmin(fmax(quality * tone + (1 - quality) * hiss, -1), 1);
}

void sound_melody(float out[SOUND_FRAMES], double quality, struct chance *chance)
{
	size_t note_frames = SOUND_FRAMES / NOTES;
	for (size_t i = 0; i < SOUND_FRAMES; i++) {
		double pitch = 220 * exp2(melody[i / note_frames] / 12.0), tone = 0;
		double seconds = (double)(i % note_frames) / SOUND_RATE;
		for (int k = 1; k <= OVERTONES; k++)
			tone += sin(TURN * k * pitch * seconds) * exp(-seconds * (6 + 5 * k)) / k;
		out[i] = mixed(0.5 * tone, quality, chance);
	}
}

void sound_sweep(float out[SOUND_FRAMES], double quality, struct chance *chance)
{
	double turns = 0;
	for (size_t i = 0; i < SOUND_FRAMES; i++) {
		turns += 150 * exp2(3.0 * (double)i / SOUND_FRAMES) / SOUND_RATE;
		out[i] = mixed(0.6 * sin(TURN * turns), quality, chance);
	}
}
