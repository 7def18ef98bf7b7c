#include "decode/sound.h"

#include "base/alloc.h"
#include "base/little.h"

#include <math.h>
#include <string.h>

enum { WAVE_PCM = 1, WAVE_FLOAT = 3, WAVE_EXTENSIBLE = 0xFFFE, CHANNELS_MOST = 64 };
enum { WINDOW = 2 * SOUND_BANDS }; /* samples of a transform */
#define PI 3.14159265358979323846

struct wav {
	struct slice data;
	unsigned format, channels, bits, frame; /* bytes of a sample of each channel, as the header has it */
	uint32_t rate, claimed;
	enum sound_lie lie;
	size_t held;
};

static unsigned u16(const char *at)
{
	return (unsigned)(unsigned char)at[0] | (unsigned)(unsigned char)at[1] << 8;
}

static uint32_t u32(const char *at)
{
	return little32((const uint8_t *)at);
}

static uint64_t u64(const char *at)
{
	return little64((const uint8_t *)at);
}

/* ---- Chunks -------------------------------------------------------------------------- */

static bool read_format(struct slice chunk, struct wav *wav)
{
	if (chunk.length < 16)
		return false;
	wav->format = u16(chunk.data);
	wav->channels = u16(chunk.data + 2);
	wav->rate = u32(chunk.data + 4);
	wav->frame = u16(chunk.data + 12);
	wav->bits = u16(chunk.data + 14);
	if (wav->format == WAVE_EXTENSIBLE && chunk.length >= 26)
		wav->format = u16(chunk.data + 24);
	return true;
}

/* Whether these are chunks up to the end, or up to one byte before it, rather than more samples. */
static bool are_chunks(struct slice bytes)
{
	for (size_t at = 0; bytes.length - at > 1;) {
		if (bytes.length - at < 8)
			return false;
		for (int i = 0; i < 4; i++)
			if (bytes.data[at + (size_t)i] < ' ' || bytes.data[at + (size_t)i] > '~')
				return false;
		size_t size = u32(bytes.data + at + 4), room = bytes.length - at - 8;
		if (size > room)
			return false;
		at += 8 + size + (size < room ? size % 2 : 0);
	}
	return true;
}

/* Chunks behind the samples are fine; other bytes there are samples that their own chunk leaves out. */
static void find_lies(struct slice bytes, const char *samples, uint32_t size, struct wav *wav)
{
	size_t room = (size_t)(bytes.data + bytes.length - samples), riff = u32(bytes.data + 4);
	size_t behind = size < room ? room - size - (size % 2 && room - size > 1) : 0;
	wav->claimed = size;
	wav->held = room;
	if (size > room || !are_chunks(slice_make(samples + room - behind, behind))) {
		wav->lie = SOUND_SAMPLES;
	} else if (riff + 8 != bytes.length && riff + 8 + riff % 2 != bytes.length) {
		wav->lie = SOUND_FILE;
		wav->claimed = (uint32_t)riff;
		wav->held = bytes.length - 8;
	}
}

/* False when there is no format before the samples, or no samples. */
static bool find_chunks(struct slice bytes, struct wav *wav)
{
	bool has_format = false;
	if (bytes.length < 12 || memcmp(bytes.data, "RIFF", 4) || memcmp(bytes.data + 8, "WAVE", 4))
		return false;
	for (size_t at = 12; bytes.length - at >= 8;) {
		const char *name = bytes.data + at;
		size_t size = u32(name + 4), room = bytes.length - at - 8;
		struct slice chunk = slice_make(name + 8, size < room ? size : room);
		if (!memcmp(name, "fmt ", 4))
			has_format = read_format(chunk, wav);
		if (!memcmp(name, "data", 4)) {
			wav->data = chunk;
			find_lies(bytes, chunk.data, (uint32_t)size, wav);
			return has_format;
		}
		if (size >= room)
			return false;
		at += 8 + size + (size % 2);
		if (at > bytes.length)
			return false;
	}
	return false;
}

static bool is_known(const struct wav *wav)
{
	bool pcm = wav->format == WAVE_PCM && (wav->bits == 8 || wav->bits == 16 || wav->bits == 24 || wav->bits == 32);
	bool floats = wav->format == WAVE_FLOAT && (wav->bits == 32 || wav->bits == 64);
	return (pcm || floats) && wav->channels && wav->channels <= CHANNELS_MOST && wav->rate &&
	       (!wav->frame || wav->frame == wav->channels * wav->bits / 8);
}

/* ---- Samples ---------------------------------------------------------------------------- */

static float sample_of(const struct wav *wav, const char *bytes)
{
	if (wav->format == WAVE_FLOAT) {
		uint64_t wide = wav->bits == 64 ? u64(bytes) : 0;
		uint32_t narrow = wav->bits == 32 ? u32(bytes) : 0;
		double value;
		float number;
		memcpy(&value, &wide, sizeof value);
		memcpy(&number, &narrow, sizeof number);
		number = wav->bits == 64 ? (float)fmax(fmin(value, 1e6), -1e6) : number;
		return isfinite(number) ? number : 0;
	}
	switch (wav->bits) {
	case 8: return (float)((unsigned char)bytes[0] - 128) / 128;
	case 16: return (float)(int16_t)(uint16_t)u16(bytes) / 32768;
	case 24: return (float)((int32_t)((uint32_t)u16(bytes) << 8 | (uint32_t)(unsigned char)bytes[2] << 24) >> 8) / 8388608;
	default: return (float)((double)(int32_t)u32(bytes) / 2147483648.0);
	}
}

static const char *frame_at(const struct wav *wav, uint64_t frame)
{
	return wav->data.data + frame * wav->channels * (wav->bits / 8);
}

static void see_sample(struct sound *out, size_t column, float sample, double *squares)
{
	out->low[column] = fminf(out->low[column], sample);
	out->high[column] = fmaxf(out->high[column], sample);
	out->peak = fmaxf(out->peak, fabsf(sample));
	out->clipped += fabsf(sample) >= 32767.0f / 32768;
	*squares += (double)sample * sample;
}

static void draw_wave(const struct wav *wav, struct sound *out)
{
	double squares = 0;
	for (size_t i = 0; i < out->columns; i++) {
		out->low[i] = INFINITY;
		out->high[i] = -INFINITY;
	}
	for (uint64_t i = 0; i < out->frames; i++)
		for (unsigned k = 0; k < wav->channels; k++)
			see_sample(out, (size_t)(i * out->columns / out->frames), sample_of(wav, frame_at(wav, i) + k * (wav->bits / 8)),
			           &squares);
	out->rms = (float)sqrt(squares / ((double)out->frames * wav->channels));
}

/* ---- Frequencies ---------------------------------------------------------------------------- */

/* In place, of WINDOW numbers without imaginary parts, by halves (Cooley and Tukey 1965). */
static void transform(double *real, double *imaginary)
{
	for (unsigned i = 1, k = 0; i < WINDOW; i++) {
		unsigned bit = WINDOW >> 1;
		for (; k & bit; bit >>= 1)
			k ^= bit;
		k ^= bit;
		if (i < k) {
			double kept = real[i];
			real[i] = real[k];
			real[k] = kept;
		}
	}
	for (unsigned length = 2; length <= WINDOW; length *= 2) {
		double angle = -2 * PI / length, step_real = cos(angle), step_imaginary = sin(angle);
		for (unsigned from = 0; from < WINDOW; from += length) {
			double turn_real = 1, turn_imaginary = 0;
			for (unsigned i = from; i < from + length / 2; i++) {
				unsigned other = i + length / 2;
				double r = real[other] * turn_real - imaginary[other] * turn_imaginary;
				double m = real[other] * turn_imaginary + imaginary[other] * turn_real;
				double next = turn_real * step_real - turn_imaginary * step_imaginary;
				real[other] = real[i] - r;
				imaginary[other] = imaginary[i] - m;
				real[i] += r;
				imaginary[i] += m;
				turn_imaginary = turn_real * step_imaginary + turn_imaginary * step_real;
				turn_real = next;
			}
		}
	}
}

/* The mean of channels around a place, by Hann's window. */
static void draw_slice(const struct wav *wav, uint64_t from, float *levels)
{
	double real[WINDOW], imaginary[WINDOW] = {0};
	for (unsigned i = 0; i < WINDOW; i++) {
		double sum = 0;
		for (unsigned k = 0; k < wav->channels; k++)
			sum += sample_of(wav, frame_at(wav, from + i) + k * (wav->bits / 8));
		real[i] = sum / wav->channels * (0.5 - 0.5 * cos(2 * PI * i / WINDOW));
	}
	transform(real, imaginary);
	for (unsigned i = 0; i < SOUND_BANDS; i++) {
		/* A full-scale sine gives WINDOW / 4 behind the window. */
		double size = hypot(real[i], imaginary[i]) / (WINDOW / 4.0);
		levels[i] = size > 0 ? fmaxf((float)(20 * log10(size)), SOUND_FLOOR) : SOUND_FLOOR;
	}
}

static void draw_levels(const struct wav *wav, struct sound *out)
{
	for (size_t i = 0; i < SOUND_SLICES; i++)
		draw_slice(wav, (out->frames - WINDOW) * i / (SOUND_SLICES - 1), out->levels + i * SOUND_BANDS);
}

/* ---- A sound -------------------------------------------------------------------------------------- */

enum status sound_read(struct slice bytes, struct sound *out, size_t *memory)
{
	struct wav wav = {0};
	*out = (struct sound){.status = STATUS_CORRUPT};
	if (!find_chunks(bytes, &wav))
		return STATUS_OK;
	out->status = STATUS_UNSUPPORTED;
	if (!is_known(&wav))
		return STATUS_OK;
	*out = (struct sound){
		.is_float = wav.format == WAVE_FLOAT, .lie = wav.lie, .claimed = wav.claimed, .held = wav.held,
		.channels = (uint16_t)wav.channels, .bits = (uint16_t)wav.bits, .rate = wav.rate, .frames = wav.data.length / (wav.channels * (wav.bits / 8)),
	};
	if (!out->frames)
		return STATUS_OK;
	bool levels = out->frames >= WINDOW;
	out->columns = out->frames < SOUND_COLUMNS ? (size_t)out->frames : SOUND_COLUMNS;
	out->low = data_alloc(out->columns, sizeof *out->low);
	out->high = data_alloc(out->columns, sizeof *out->high);
	out->levels = levels ? data_alloc(SOUND_SLICES * SOUND_BANDS, sizeof *out->levels) : NULL;
	if (!out->low || !out->high || (levels && !out->levels)) {
		sound_fini(out);
		return STATUS_NO_MEMORY;
	}
	*memory += 2 * out->columns * sizeof *out->low + (levels ? SOUND_SLICES * SOUND_BANDS * sizeof *out->levels : 0);
	draw_wave(&wav, out);
	if (levels)
		draw_levels(&wav, out);
	return STATUS_OK;
}
