#include "demo/sounds.h"

#define TURN 6.283185307179586
#define NOTES 8
#define NOTE_FRAMES (SOUND_FRAMES / NOTES)
#define OVERTONES 5

/* Half-tones above the A below middle C. */
static const int melody[NOTES] = {0, 4, 7, 12, 11, 7, 9, 7};

static float mixed(double tone, double quality, struct chance *chance)
{
	double hiss = 0.25 * chance_normal(chance);
	return (float)fmin(fmax(quality * tone + (1 - quality) * hiss, -1), 1);
}

/* A tone that fades: a complex number that is turned and shrunk from frame to frame. */
struct string {
	double x, y, turn_x, turn_y;
};

static struct string pluck(int overtone, double pitch)
{
	double turn = TURN * overtone * pitch / SOUND_RATE, shrink = exp(-(6 + 5.0 * overtone) / SOUND_RATE);
	return (struct string){1.0 / overtone, 0, shrink * cos(turn), shrink * sin(turn)};
}

static double swing(struct string *string)
{
	double x = string->x, y = string->y;
	string->x = x * string->turn_x - y * string->turn_y;
	string->y = x * string->turn_y + y * string->turn_x;
	return y;
}

void sound_melody(float out[SOUND_FRAMES], double quality, struct chance *chance)
{
	struct string strings[OVERTONES];
	for (size_t i = 0; i < SOUND_FRAMES; i++) {
		double tone = 0;
		for (int k = 0; k < OVERTONES; k++) {
			if (i % NOTE_FRAMES == 0)
				strings[k] = pluck(k + 1, 220 * exp2(melody[i / NOTE_FRAMES] / 12.0));
			tone += swing(&strings[k]);
		}
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
