/*
 * What a clip sounds like, as far as a picture shows it: its form, how loud it
 * is from beginning to end, and which frequencies it has when. Made once, where
 * it is decoded; the samples themselves stay in the file.
 */
#ifndef TBTOP_DATA_SOUND_H
#define TBTOP_DATA_SOUND_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SOUND_COLUMNS 1024 /* of the waveform: the least and the greatest sample of each */
#define SOUND_SLICES 256   /* of the spectrogram, in time */
#define SOUND_BANDS 128    /* of each, from 0 to half the rate, evenly */
#define SOUND_FLOOR (-96.0f) /* dB: less is silence */

/* Whose size is not that of what is there: the chunk's of samples, or the whole file's. */
enum sound_lie { SOUND_HONEST, SOUND_SAMPLES, SOUND_FILE };

struct sound {
	enum status status;  /* UNSUPPORTED: no form that is decoded; CORRUPT: no WAV at all. All below is unset then */
	bool is_float;
	enum sound_lie lie;
	uint32_t claimed;    /* bytes that the header promises, and those that are there: */
	size_t held;         /* of what the lie is about; without one, of all from the first sample on */
	uint16_t channels, bits;
	uint32_t rate;       /* frames a second */
	uint64_t frames;     /* samples of each channel */
	uint64_t clipped;    /* samples at the very ends of the range */
	float peak, rms;     /* 1 is full scale */
	size_t columns;      /* of the waveform: SOUND_COLUMNS, or as many as there are frames */
	float *low, *high;   /* owned: of all channels, -1 … 1 */
	float *levels;       /* owned: dB of full scale, SOUND_SLICES by SOUND_BANDS, of the mean of channels; NULL when too short */
};

double sound_seconds(const struct sound *sound);
void sound_fini(struct sound *sound);

#endif
