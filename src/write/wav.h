/* WAV files (RIFF): made from samples, and what one says of its sound. Pure. */
#ifndef TBTOP_WRITE_WAV_H
#define TBTOP_WRITE_WAV_H

#include "write/bytes.h"

struct wav {
	uint32_t sample_rate; /* Hz */
	uint32_t channels;
	uint64_t frames;
};

/* False when it is no WAV file with samples of a known size. */
bool wav_read(struct wav *out, const uint8_t *bytes, size_t size);
/*
 * Appends a file of 16-bit samples (frames x channels in [-1, 1], cut off beyond, towards zero as
 * PyTorch's writer does). Results as record.h has them.
 */
int wav_write(struct bytes *out, const struct wav *wav, const float *samples);

#endif
