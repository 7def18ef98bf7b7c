/*
 * A grid of cells that views draw on. Each cell is a cluster of up to three
 * code points with a role and attributes. Drawing outside of the canvas or of
 * the clip is cut off. A wide character takes two cells: the second is its
 * continuation (code 0); overwriting one half blanks the other. Program-sized.
 */
#ifndef TBTOP_CHART_CANVAS_H
#define TBTOP_CHART_CANVAS_H

#include "base/str.h"
#include "chart/rect.h"
#include "chart/role.h"

#include <stdint.h>

enum { CELL_BOLD = 1, CELL_UNDERLINE = 2, CELL_REVERSE = 4, CELL_DIM = 8 };

#define CELL_CODES 3
struct cell {
	uint32_t code[CELL_CODES]; /* base and combining marks, 0-filled; code[0] == 0: continuation of a wide one */
	uint8_t role, attributes;
	/* HALVES have colours of their own, one above the other; `code` is a shade, for where there are no colours.
	   INK: `code` in the colour halves[0]; the role is for where there are none. */
	enum cell_paint { PAINTED_NOT, PAINTED_HALVES, PAINTED_INK } painted;
	uint32_t halves[2];        /* 0xRRGGBB or HALF_CLEAR */
};
#define HALF_CLEAR UINT32_MAX /* the terminal's own background */

/*
 * Which characters may be used (--charset, the locale, the terminal). CONSOLE is a text console, whose fonts have 256 or
 * 512 characters: letters, lines and a few blocks. All but UNICODE draw in whole cells.
 */
enum charset { CHARSET_UNICODE, CHARSET_CONSOLE, CHARSET_ASCII };

/* A canvas asked to be larger is this large. */
#define CANVAS_SIDE_MAX 4096

/*
 * What a terminal with pixels shows in place of cells that are all HALVES: the bytes that it takes, borrowed, and
 * a number that no other picture has meanwhile. Cells that are drawn over are HALVES no more.
 */
#define CANVAS_PICTURES 40
struct canvas_picture {
	struct rect cells;
	uint32_t number;
	struct slice bytes;
};

struct canvas {
	int columns, rows;
	struct rect clip;
	enum charset charset;
	bool colourless; /* whoever shows it has no colours: what these would tell apart needs marks; false at first */
	struct cell *cells; /* row by row */
	struct canvas_picture pictures[CANVAS_PICTURES];
	int picture_count;
};

void canvas_init(struct canvas *canvas, int columns, int rows, enum charset charset);
void canvas_fini(struct canvas *canvas);
void canvas_resize(struct canvas *canvas, int columns, int rows); /* blank afterwards */
void canvas_clear(struct canvas *canvas);                         /* blanks in ROLE_TEXT */

/* Cuts drawing to `rect` (within the present clip); returns the old clip for canvas_unclip. */
struct rect canvas_clip(struct canvas *canvas, struct rect rect);
void canvas_unclip(struct canvas *canvas, struct rect old);

/* What stands for a code point in ASCII: one of our own symbols' stand-ins, itself, or '?'. */
char canvas_ascii(uint32_t code);

/* NULL outside of the canvas. */
struct cell *canvas_at(const struct canvas *canvas, int x, int y);

/* One of our own characters; nothing for a combining mark. */
void canvas_put(struct canvas *canvas, int x, int y, uint32_t code, enum role role, uint8_t attributes);
/*
 * Text that has gone through text_clean, or our own. At most `columns`; returns
 * the columns used. In ASCII, what has no ASCII form shows as '?', and our own
 * symbols as their stand-ins (see canvas.c's table); each code point takes as
 * many columns as in Unicode, so that widths computed before stay true.
 */
int canvas_text(struct canvas *canvas, int x, int y, int columns, struct slice clean, enum role role,
                uint8_t attributes);
/* As canvas_text, made from bytes of a file: cleaned, cut with "…" where it doesn't fit. */
int canvas_foreign(struct canvas *canvas, int x, int y, int columns, struct slice bytes, enum role role,
                   uint8_t attributes);
int canvas_printf(struct canvas *canvas, int x, int y, int columns, enum role role, uint8_t attributes,
                  const char *format, ...) __attribute__((format(printf, 7, 8)));
/* Right-aligned: ends at column x + columns. */
void canvas_text_right(struct canvas *canvas, int x, int y, int columns, struct slice clean, enum role role,
                       uint8_t attributes);
/*
 * A cell of a picture: two colours, 0xRRGGBB or HALF_CLEAR, one above the other.
 * `shade` (0 … 1) is how dense it is where there are no colours; NaN: by how bright it is.
 */
void canvas_halves(struct canvas *canvas, int x, int y, uint32_t upper, uint32_t lower, double shade);
/* Over cells that were painted as halves; nothing where the clip cuts it, or there are too many. */
void canvas_picture(struct canvas *canvas, struct canvas_picture picture);
/* None of its cells was drawn over. */
bool canvas_picture_whole(const struct canvas *canvas, const struct canvas_picture *picture);
/* One of our own characters in a colour of its own. */
void canvas_ink(struct canvas *canvas, int x, int y, uint32_t code, uint32_t colour, enum role role);
void canvas_fill(struct canvas *canvas, struct rect rect, uint32_t code, enum role role, uint8_t attributes);
/* Changes role and attributes of what is there (a selected row, a cursor column). */
void canvas_paint(struct canvas *canvas, struct rect rect, enum role role, uint8_t attributes);
/* A frame with a title (cleaned) in its top edge; returns the inside. Too small for a frame: nothing is drawn, all is inside. */
struct rect canvas_box(struct canvas *canvas, struct rect rect, struct slice title, enum role role);

/* Rows as UTF-8 text, without blanks at their ends, each ended by a newline. */
void canvas_to_text(const struct canvas *canvas, struct str *out);
/*
 * For golden files: every row closed by `|`, runs of cells in another role than
 * text as {role:text}, with attributes as {role+burd:text} (bold, underline,
 * reverse, dim).
 */
void canvas_to_golden(const struct canvas *canvas, struct str *out);

#endif
