/*
 * Pixels in the terminal: which of three ways it says that it can, and the
 * bytes of a picture in that way. It is asked when the screen is there and
 * answers whenever it likes; as long as it does not, there are no pixels.
 *
 *   kitty   https://sw.kovidgoyal.net/kitty/graphics-protocol
 *   iterm   https://iterm2.com/documentation-images.html
 *   sixel   DEC STD 070, chapter 9; XTSMGRAPHICS of xterm's ctlseqs
 *
 * Inside tmux (3.3 and later with allow-passthrough) the terminal around it is
 * asked about kitty's alone, and only where the environment hints at one that
 * knows placeholders: these are text, which tmux can move. Where tmux itself
 * does sixel, it is a terminal as any other. Sixels and iTerm2's form are not sent
 * past it: they would lie at the outer cursor, over whatever tmux shows there next,
 * and tmux drops what is not wrapped (3.3a), so that the cells below stay in sight.
 */
#ifndef TBTOP_UI_GRAPHICS_H
#define TBTOP_UI_GRAPHICS_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum graphics_way { GRAPHICS_OFF, GRAPHICS_KITTY, GRAPHICS_SIXEL, GRAPHICS_ITERM, GRAPHICS_AUTO, GRAPHICS_WAYS };
extern const char *const graphics_names[GRAPHICS_WAYS]; /* as --pixels takes them */
/* GRAPHICS_WAYS when there is none of that name. */
enum graphics_way graphics_find(const char *name);

struct graphics {
	enum graphics_way wanted;
	enum graphics_way way;  /* in force; never AUTO */
	uint32_t generation;    /* grows when what is sent would be another */
	bool inside;            /* in tmux: by placeholders */
	int cell_width, cell_height; /* pixels; 0 as long as nobody knows */
	int colours;            /* of sixel */
	int most_width, most_height; /* of a sixel picture; 0 for no limit that is known */
	uint32_t base;          /* of kitty's numbers of images */
	/* What was said so far. */
	enum { ASKED_NOTHING, ASKED_FIRST, ASKED_REST } asked;
	bool due;               /* the rest is to be asked with the next frame */
	bool says_kitty, says_sixel, says_iterm, settled;
};

/* `many_colours`: 24 bits of a foreground's colour come through (placeholders have the number there). */
void graphics_begin(struct graphics *graphics, enum graphics_way wanted, bool many_colours);
void graphics_want(struct graphics *graphics, enum graphics_way wanted);
/* Another terminal may have taken its place: nothing is believed until it answered anew. */
void graphics_doubt(struct graphics *graphics);
/* At the start: forgets what was said, and says what to ask first, if anything. */
void graphics_ask(struct graphics *graphics, struct str *out);
/*
 * The rest, when the first question was answered. To be drawn over: a terminal that doesn't know kitty's form may
 * print it at the cursor. `due` tells when there is something.
 */
void graphics_ask_rest(struct graphics *graphics, struct str *out);
/* True when the text was an answer (EVENT_REPLY); a frame may be due then. */
bool graphics_reply(struct graphics *graphics, const char *text);
/* An answer is still under way: it ends with a "c". */
bool graphics_waits(const struct graphics *graphics);
/* What the device knows (0: nothing). */
void graphics_cell(struct graphics *graphics, int width, int height);

/* The number that kitty's terminals know an image by. */
uint32_t graphics_image(const struct graphics *graphics, uint32_t number);
#define GRAPHICS_NUMBERS 224 /* numbers of pictures are 1 … this */

/* The pixels that a picture of so many cells is to have; false when there are none to be had, or too many. */
bool graphics_size(const struct graphics *graphics, int columns, int rows, int *width, int *height);

#endif
