#include "write/wav.h"

#include "base/little.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define HEADER 44
#define SAMPLE 2           /* bytes */
#define MOST_CHANNELS 64
#define LOUDEST 32767.0f

static uint8_t *put(uint8_t *at, uint32_t value, int size)
{
	for (int i = 0; i < size; i++)
		*at++ = (uint8_t)(value >> 8 * i);
	return at;
}

static uint8_t *put_name(uint8_t *at, const char *name)
{
	memcpy(at, name, 4);
	return at + 4;
}

/* RIFF, the format chunk (1: plain PCM), the data chunk's header. */
static uint8_t *put_header(uint8_t *at, const struct wav *wav, uint32_t data_size)
{
	at = put(put_name(at, "RIFF"), HEADER - 8 + data_size, 4);
	at = put(put_name(put_name(at, "WAVE"), "fmt "), 16, 4);
	at = put(put(at, 1, 2), wav->channels, 2);
	at = put(put(at, wav->sample_rate, 4), wav->sample_rate * wav->channels * SAMPLE, 4);
	at = put(put(at, wav->channels * SAMPLE, 2), 8 * SAMPLE, 2);
	return put(put_name(at, "data"), data_size, 4);
}

static int16_t sixteen_bits(float sample)
{
	if (isnan(sample))
		return 0;
	return (int16_t)(fminf(fmaxf(sample, -1), 1) * LOUDEST);
}

int wav_write(struct bytes *out, const struct wav *wav, const float *samples)
{
	bool sound = wav->channels && wav->channels <= MOST_CHANNELS && wav->sample_rate && wav->sample_rate <= 1000000 &&
	             (samples || !wav->frames);
	if (!sound)
		return -EINVAL;
	if (wav->frames > (INT32_MAX - HEADER) / (wav->channels * SAMPLE))
		return -EMSGSIZE;
	size_t count = (size_t)wav->frames * wav->channels;
	uint8_t *at = bytes_extend(out, HEADER + count * SAMPLE);
	if (!at)
		return -ENOMEM;
	at = put_header(at, wav, (uint32_t)(count * SAMPLE));
	for (size_t i = 0; i < count; i++)
		at = put(at, (uint16_t)sixteen_bits(samples[i]), SAMPLE);
	return 0;
}

/* Chunks: a name, a size, the content filled up to an even size. A file that is cut off has what is there. */
bool wav_read(struct wav *out, const uint8_t *bytes, size_t size)
{
	uint32_t frame = 0; /* bytes */
	if (!bytes || size < 12 || memcmp(bytes, "RIFF", 4) || memcmp(bytes + 8, "WAVE", 4))
		return false;
	for (size_t at = 12; size - at >= 8;) {
		const uint8_t *content = bytes + at + 8;
		size_t length = little32(bytes + at + 4), left = size - at - 8;
		if (!memcmp(bytes + at, "data", 4) && frame) {
			out->frames = (length < left ? length : left) / frame;
			return true;
		}
		if (length >= left)
			return false;
		if (!memcmp(bytes + at, "fmt ", 4) && length >= 16) {
			out->channels = content[2] | (uint32_t)content[3] << 8;
			out->sample_rate = little32(content + 4);
			frame = content[12] | (uint32_t)content[13] << 8;
		}
		at += 8 + length + (length & 1 && length + 1 <= left);
	}
	return false;
}
