/*
 * Watches the bytes that a program writes to a terminal: text without
 * characters that nobody sees, and only sequences that tbtop has a use for.
 */
#ifndef TBTOP_E2E_RAW_H
#define TBTOP_E2E_RAW_H

#include <stddef.h>

#define RAW_LONGEST 64 /* of a sequence or a character */

struct raw {
	char pending[RAW_LONGEST]; /* the start of a sequence or of a character */
	size_t length;
	char foreign[RAW_LONGEST * 4 + 64]; /* the first thing that does not belong there, for a person; "" for none */
};

void raw_take(struct raw *raw, const char *bytes, size_t length);

#endif
