#include "write/wav.h"
#include "write/writer.h"

#include <errno.h>

/* Summary.Audio */
#define AUDIO_SAMPLE_RATE 1
#define AUDIO_CHANNELS 2
#define AUDIO_FRAMES 3
#define AUDIO_ENCODED 4
#define AUDIO_CONTENT_TYPE 5

int tbr_audio_file(struct tbr_writer *writer, const char *tag, int64_t step, struct tbr_bytes file)
{
	struct event event;
	struct wav wav;
	if (!wav_read(&wav, file.data, file.size))
		return -EINVAL;
	writer_begin(writer, &event, step);
	event_value(&event, tag);
	struct bytes *out = &event.bytes;
	size_t audio = message_begin(out, VALUE_AUDIO);
	put_float(out, AUDIO_SAMPLE_RATE, (float)wav.sample_rate);
	put_integer(out, AUDIO_CHANNELS, wav.channels);
	put_integer(out, AUDIO_FRAMES, (int64_t)wav.frames);
	put_bytes(out, AUDIO_ENCODED, file.data, file.size);
	put_text(out, AUDIO_CONTENT_TYPE, "audio/wav");
	message_end(out, audio);
	event_value_end(&event);
	return writer_record(&event);
}

int tbr_audio(struct tbr_writer *writer, const char *tag, int64_t step, const float *samples, size_t frames,
              unsigned channels, unsigned sample_rate)
{
	struct bytes file = {0};
	int error = wav_write(&file, &(struct wav){sample_rate, channels, frames}, samples);
	if (!error)
		error = tbr_audio_file(writer, tag, step, (struct tbr_bytes){file.data, file.length});
	bytes_fini(&file);
	return error;
}
