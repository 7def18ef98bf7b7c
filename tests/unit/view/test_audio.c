/* Clips: what their WAV files say, how loud they are, which frequencies they have; and the tab of them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/sound.h"
#include "unit/view/meanings.h"
#include "unit/view/payloads.h"

#include <math.h>
#include <stdio.h>

static void put(struct str *out, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		str_append_char(out, (char)(value >> (8 * i)));
}

/* 16 bits; `sample` of a time in seconds and a channel. `promised`: bytes that the header says, 0 for those there are. */
static struct str wav_of(unsigned channels, uint32_t rate, uint32_t frames, uint32_t promised,
                         double (*sample)(double time, unsigned channel))
{
	struct str wav = {0};
	uint32_t size = frames * channels * 2;
	str_append_text(&wav, "RIFF");
	put(&wav, 36 + size, 4);
	str_append_text(&wav, "WAVEfmt ");
	put(&wav, 16, 4);
	put(&wav, 1, 2);
	put(&wav, channels, 2);
	put(&wav, rate, 4);
	put(&wav, rate * channels * 2, 4);
	put(&wav, channels * 2, 2);
	put(&wav, 16, 2);
	str_append_text(&wav, "data");
	put(&wav, promised ? promised : size, 4);
	for (uint32_t i = 0; i < frames; i++)
		for (unsigned k = 0; k < channels; k++)
			put(&wav, (uint32_t)(int32_t)lround(32767 * sample((double)i / rate, k)), 2);
	return wav;
}

static double tone(double time, unsigned channel)
{
	return 0.5 * sin(2 * 3.14159265358979 * 1000 * time);
}

static double sweep(double time, unsigned channel)
{
	return exp(-time) * sin(2 * 3.14159265358979 * (200 + 900 * time) * time);
}

static double loud(double time, unsigned channel)
{
	return channel ? 0 : 1;
}

/* ---- Sounds ----------------------------------------------------------------------------- */

static void a_tone(void **state)
{
	struct str wav = wav_of(1, 8000, 8000, 0, tone);
	struct sound sound;
	size_t memory = 0, loudest = 0;
	assert_int_equal(sound_read(str_slice(&wav), &sound, &memory), STATUS_OK);
	assert_int_equal(sound.status, STATUS_OK);
	assert_int_equal(sound.frames, 8000);
	assert_true(sound_seconds(&sound) == 1);
	assert_true(fabsf(sound.peak - 0.5f) < 1e-3f);
	assert_true(fabsf(sound.rms - 0.5f / sqrtf(2)) < 1e-3f);
	assert_int_equal(sound.clipped, 0);
	assert_int_equal(sound.columns, SOUND_COLUMNS);
	for (size_t i = 1; i < SOUND_BANDS; i++)
		loudest = sound.levels[i] > sound.levels[loudest] ? i : loudest;
	assert_int_equal(loudest, 1000 * SOUND_BANDS / 4000);
	assert_true(fabsf(sound.levels[loudest] + 6.02f) < 0.1f); /* half of full scale */
	assert_true(sound.levels[SOUND_BANDS - 1] < -60);
	sound_fini(&sound);
	str_fini(&wav);
}

static void odd_ones(void **state)
{
	struct sound sound;
	size_t memory = 0;
	struct str wav = wav_of(2, 44100, 100, 0x7FFFFFFF, loud);
	assert_int_equal(sound_read(str_slice(&wav), &sound, &memory), STATUS_OK);
	assert_int_equal(sound.lie, SOUND_SAMPLES);
	assert_int_equal(sound.claimed, 0x7FFFFFFF);
	assert_int_equal(sound.held, 400);
	assert_int_equal(sound.frames, 100);
	assert_int_equal(sound.clipped, 100);
	assert_null(sound.levels); /* too short to have frequencies */
	sound_fini(&sound);
	for (size_t length = 0; length < wav.length; length++) { /* wherever it ends */
		char *copy = xmemdup0(wav.data, length);
		assert_int_equal(sound_read(slice_make(copy, length), &sound, &memory), STATUS_OK);
		sound_fini(&sound);
		free(copy);
	}
	wav.data[20] = 17; /* ADPCM */
	assert_int_equal(sound_read(str_slice(&wav), &sound, &memory), STATUS_OK);
	assert_int_equal(sound.status, STATUS_UNSUPPORTED);
	wav.data[20] = 1;
	wav.data[22] = 0; /* no channels */
	assert_int_equal(sound_read(str_slice(&wav), &sound, &memory), STATUS_OK);
	assert_int_equal(sound.status, STATUS_UNSUPPORTED);
	wav.data[22] = 1; /* one, but samples of two */
	assert_int_equal(sound_read(str_slice(&wav), &sound, &memory), STATUS_OK);
	assert_int_equal(sound.status, STATUS_UNSUPPORTED);
	assert_int_equal(sound_read(slice_of("ID3 is no WAV"), &sound, &memory), STATUS_OK);
	assert_int_equal(sound.status, STATUS_CORRUPT);
	str_fini(&wav);
}

/* Sizes of the header against what there is: 100 samples of 2 bytes, `behind` them other bytes. */
static void lying_headers(void **state)
{
	static const struct {
		uint32_t samples, riff; /* as the header has them */
		const char *behind;
		size_t behind_length;
		enum sound_lie lie;
		uint32_t claimed;
		size_t held, frames;
	} cases[] = {
		{200, 236, "", 0, SOUND_HONEST, 200, 200, 100},
		{200, 248, "LIST\4\0\0\0INFO", 12, SOUND_HONEST, 200, 212, 100},
		{200, 247, "id3 \3\0\0\0abc", 11, SOUND_HONEST, 200, 211, 100},
		{199, 236, "", 0, SOUND_HONEST, 199, 200, 99}, /* the last byte is but padding */
		{50, 236, "", 0, SOUND_SAMPLES, 50, 200, 25},
		{0, 36, "", 0, SOUND_SAMPLES, 0, 200, 0},
		{UINT32_MAX, UINT32_MAX, "", 0, SOUND_SAMPLES, UINT32_MAX, 200, 100},
		{200, 236, "abc", 3, SOUND_SAMPLES, 200, 203, 100},
		{200, 244, "LIST\377\0\0\0", 8, SOUND_SAMPLES, 200, 208, 100},
		{200, 36, "", 0, SOUND_FILE, 36, 236, 100},
		{200, 0, "", 0, SOUND_FILE, 0, 236, 100},
		{200, 5000, "", 0, SOUND_FILE, 5000, 236, 100},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str wav = wav_of(1, 8000, 100, 0, tone);
		struct sound sound;
		size_t memory = 0;
		for (int k = 0; k < 4; k++) {
			wav.data[4 + k] = (char)(cases[i].riff >> 8 * k);
			wav.data[40 + k] = (char)(cases[i].samples >> 8 * k);
		}
		str_append(&wav, cases[i].behind, cases[i].behind_length);
		assert_int_equal(sound_read(str_slice(&wav), &sound, &memory), STATUS_OK);
		assert_int_equal(sound.lie, cases[i].lie);
		assert_int_equal(sound.claimed, cases[i].claimed);
		assert_int_equal(sound.held, cases[i].held);
		assert_int_equal(sound.frames, cases[i].frames);
		sound_fini(&sound);
		str_fini(&wav);
	}
}

/* ---- The tab ------------------------------------------------------------------------------- */

static struct str clips_of(struct str *wavs, size_t count)
{
	int64_t shape[] = {(int64_t)count};
	struct str tensor = tensor_begin(DTYPE_STRING, shape, 1);
	for (size_t i = 0; i < count; i++) {
		build_bytes(&tensor, 8, wavs[i].data, wavs[i].length);
		str_fini(&wavs[i]);
	}
	return tensor;
}

static void make_world(struct world *world)
{
	struct str wavs[] = {wav_of(1, 8000, 24000, 0, sweep), wav_of(2, 44100, 50, 0x7FFFFFFF, loud), {0}, wav_of(1, 8000, 8000, 100, tone),
	                     wav_of(1, 8000, 8000, 0, tone)};
	struct str tensors[1], empty[] = {clips_of(NULL, 0)};
	str_append_text(&wavs[2], "no wav");
	wavs[4].data[4] = 36; /* of the file */
	wavs[4].data[5] = 0;
	tensors[0] = clips_of(wavs, 5);
	payloads_init(world);
	payloads_series(world, "run", "empty", "audio", empty, 1, 10);
	payloads_series(world, "run", "voice", "audio", tensors, 1, 10);
	choice_settle(world->choice, world->store);
	assert_true(dashboard_show(world->dashboard, "audio"));
}

static void sizes(void **state)
{
	payloads_sizes(make_world, "audio/voice", "j");
}

static void keys(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 80, 24);
	assert_true(world_shows(&world, "no clip in it"));
	payloads_keys(&world, "j");
	payloads_keys(&world, ")");
	assert_true(world_shows(&world, "clip 2/5"));
	assert_true(world_shows(&world, "header claims 2.0 GiB, 200 B there"));
	payloads_draw(&world, 110, 24);
	assert_true(world_shows(&world, "50 clipped"));
	payloads_draw(&world, 80, 24);
	payloads_keys(&world, ")");
	golden_check("audio/no_wav", &world.canvas);
	payloads_keys(&world, ")");
	assert_true(world_shows(&world, "header claims 100 B, 16 KiB there"));
	payloads_keys(&world, ")");
	assert_true(world_shows(&world, "RIFF header claims 36 B, 16 KiB there"));
	payloads_fini(&world);
}

static void help_says_what_keys_do(void **state)
{
	struct world world;
	make_world(&world);
	payloads_draw(&world, 120, 36);
	meanings_hold(&world, "audio");
	payloads_fini(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_says_what_keys_do),
		cmocka_unit_test(a_tone), cmocka_unit_test(odd_ones), cmocka_unit_test(lying_headers), cmocka_unit_test(sizes), cmocka_unit_test(keys)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
