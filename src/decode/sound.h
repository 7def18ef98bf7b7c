/*
 * A WAV file to what a picture of it needs (Microsoft: Multimedia Programming
 * Interface and Data Specifications 1.0; mmreg.h's WAVEFORMATEXTENSIBLE): PCM of
 * 8, 16, 24 and 32 bits, floats of 32 and 64. Sizes in the headers are believed
 * as far as there are bytes. O(bytes), and a bounded number of transforms.
 */
#ifndef TBTOP_DECODE_SOUND_H
#define TBTOP_DECODE_SOUND_H

#include "base/str.h"
#include "data/sound.h"

/* Its status is that of the sound, but for want of memory, which is returned. */
enum status sound_read(struct slice wav, struct sound *out, size_t *memory);

#endif
