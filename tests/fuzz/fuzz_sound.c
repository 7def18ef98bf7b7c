/* Whatever a WAV says: as many samples as there are bytes for, levels within their range. */
#include "decode/sound.h"
#include "fuzz/take.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct sound sound;
	size_t memory = 0;
	if (sound_read(slice_make(bytes, length), &sound, &memory))
		object("only memory may be missing");
	if (sound.frames > length || sound.columns > SOUND_COLUMNS || (sound.status && sound.frames))
		object("no more samples than bytes");
	for (size_t i = 0; i < sound.columns; i++)
		if (!(sound.low[i] <= sound.high[i]))
			object("a column has a sample");
	for (size_t i = 0; sound.levels && i < SOUND_SLICES * SOUND_BANDS; i++)
		if (!(sound.levels[i] >= SOUND_FLOOR && sound.levels[i] < 200))
			object("a level is a number of decibels");
	sound_fini(&sound);
	return 0;
}
