/* Records tile any bytes, and a window that starts small gives the same verdicts as the whole. */
#include "fuzz/target.h"

#include "read/record.h"

#include <stdlib.h>

static enum record_verdict judge(const uint8_t *bytes, size_t length, struct record *out)
{
	size_t window = 1;
	for (;;) {
		bool at_end = window >= length;
		enum record_verdict verdict = record_next(bytes, at_end ? length : window, at_end, out);
		if (verdict != RECORD_MORE || at_end)
			return verdict;
		if (out->need <= window)
			abort();
		window = out->need;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	for (size_t at = 0; at < length;) {
		struct record whole, grown;
		enum record_verdict verdict = record_next(bytes + at, length - at, true, &whole);
		if (judge(bytes + at, length - at, &grown) != verdict || whole.size != grown.size)
			abort();
		if (verdict == RECORD_MORE)
			break;
		if (verdict == RECORD_SOUND || verdict == RECORD_BAD_PAYLOAD) {
			if (whole.size != whole.length + RECORD_OVERHEAD || whole.size > length - at)
				abort();
			at += whole.size;
			continue;
		}
		bool found;
		size_t next = record_search(bytes, length, at + 1, &found);
		if (found ? !record_header_sound(bytes + next) : next + RECORD_HEADER <= length)
			abort();
		at = found ? next : length;
	}
	return 0;
}
