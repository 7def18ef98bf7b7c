/* Sequences of kitty's graphics, and what iTerm2 has in their place. Pure; any thread. */
#ifndef TBTOP_UI_KITTY_H
#define TBTOP_UI_KITTY_H

#include "base/str.h"
#include "chart/rect.h"
#include "ui/graphics.h"

/* The picture, a PNG file, to the terminal: known by its number from now on, not shown yet (in tmux: by placeholders). */
void kitty_append_image(struct str *out, const struct graphics *graphics, uint32_t number, struct slice png,
                        int columns, int rows);
/* Shown from the cursor on, over so many cells. */
void kitty_append_place(struct str *out, const struct graphics *graphics, uint32_t number, int columns, int rows);
/* Forgotten, wherever it is shown. */
void kitty_append_forget(struct str *out, const struct graphics *graphics, uint32_t number);

/* The code points of a placeholder for a cell of a picture, base and two marks; false for one that has none. */
bool kitty_placeholder(int column, int row, uint32_t code[3]);
#define KITTY_PLACES 297 /* on either axis */

/* The picture at the cursor, over so many cells. */
void iterm_append_image(struct str *out, struct slice png, int columns, int rows);

#endif
