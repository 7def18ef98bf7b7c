/*
 * Frames with as few bytes for their colours as it takes. Curses says how each
 * cell looks in full; of that only what differs from the cell sent before it is
 * needed, and of a blank only what shows of it. Over slow lines that is half of
 * a frame. Understands SGR as xterm does (ECMA-48, 8.3.117) and the designation
 * of character sets; before anything else the colours are as curses has them.
 * Cursor moves pass, but for a small frame that does nothing else than to put
 * characters of one column: it goes in another order where that is shorter.
 */
#ifndef TBTOP_UI_THRIFT_H
#define TBTOP_UI_THRIFT_H

#include "base/str.h"
#include "ui/patch.h"

#include <stdbool.h>
#include <stdint.h>

#define THRIFT_COLOUR 24

struct thrift_style {
	char foreground[THRIFT_COLOUR], background[THRIFT_COLOUR]; /* parameters of SGR; "" for the terminal's own */
	uint16_t attributes; /* bit n: SGR n is on, 1 to 9 */
	char charset;        /* "B" for ASCII */
};

struct thrift {
	struct thrift_style wanted, sent; /* what the next cell has; what the terminal has */
	bool known; /* what it has */
	bool off;   /* something was not understood: all passes as it is */
	struct place meant, place; /* where curses takes the cursor to be; where it is */
	int columns;
	struct patch *patch;
	struct thrift_style looks[PATCH_LOOKS]; /* of its cells */
	size_t look_count;
};

/*
 * Before the first frame, and after others wrote to the terminal: nothing is known of its state. `patch`
 * is room to work in, for as long as frames are taken; NULL: all goes in its order.
 */
void thrift_begin(struct thrift *thrift, struct patch *patch);
/* How wide the terminal is, from now on. */
void thrift_resize(struct thrift *thrift, int columns);
/* The same cells with fewer bytes. The terminal may be left with colours on: end with thrift_end. */
void thrift_take(struct thrift *thrift, struct slice frame, struct str *out);
/* No colours, no attributes. */
void thrift_end(struct thrift *thrift, struct str *out);

#endif
