/*
 * Whatever a terminal sends, however it is split: events are well-formed, texts
 * fit, and once time has passed nothing is pending. The first byte is the split.
 */
#include "fuzz/target.h"

#include "ui/input.h"

#include <stdlib.h>

static enum decoded drain(struct decoder *decoder)
{
	struct event event;
	enum decoded decoded;

	while ((decoded = decoder_next(decoder, &event)) == DECODED_EVENT) {
		bool has_text = event.what == EVENT_PASTE || event.what == EVENT_REPLY;
		if (has_text && (event.text_length > DECODER_BUFFER || event.text[event.text_length]))
			abort();
		if (event.what == EVENT_KEY && event.key > INPUT_F12)
			abort();
		if (event.what == EVENT_MOUSE && (event.x < 0 || event.y < 0 || event.button < 0 || event.button > 2))
			abort();
	}
	return decoded;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct decoder decoder;
	size_t piece = length ? 1 + bytes[0] : 1;

	decoder_init(&decoder);
	for (size_t at = 1; at < length;) {
		at += decoder_feed(&decoder, (const char *)bytes + at, piece < length - at ? piece : length - at);
		drain(&decoder);
	}
	for (int i = 0; drain(&decoder) == DECODED_PENDING; i++) {
		if (i > DECODER_PATIENCE)
			abort();
		decoder_flush(&decoder);
	}
	return 0;
}
