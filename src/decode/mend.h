/*
 * JSON as profilers write it, made JSON, in pieces of any size: NaN, the
 * infinities, as Python and as C print them, and N/A become null; control
 * characters within strings escapes; a backslash that begins no escape, as in
 * "C:\Users", stands for itself (event-format 9.9). Everything else passes as it
 * is. Pure.
 */
#ifndef TBTOP_DECODE_MEND_H
#define TBTOP_DECODE_MEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mend {
	/* Takes the next bytes, which came from `place` on; false to stop. */
	bool (*emit)(void *context, const uint8_t *bytes, size_t length, uint64_t place);
	void *context;
	uint64_t place; /* of the next byte that is fed */
	bool in_string;
	char held[12];  /* what may yet become a word; in a string, an escape */
	size_t held_length;
};

/* False when emit said so. */
bool mend_feed(struct mend *mend, const uint8_t *bytes, size_t length);
/* Lets go of what was held, at the end. */
bool mend_end(struct mend *mend);

#endif
