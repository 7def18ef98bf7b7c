/*
 * The border between bytes from a file and what a person sees. Nothing that
 * came from a file reaches a terminal or a pipe except through here.
 *
 * Widths are wcwidth's, because curses uses the same; they need LC_CTYPE to
 * be set to a UTF-8 locale (main does it). What wcwidth doesn't know has the
 * width of U+FFFD, which is shown in its place.
 */
#ifndef TBTOP_BASE_TEXT_H
#define TBTOP_BASE_TEXT_H

#include "base/str.h"

#include <stdint.h>

/*
 * Decodes the code point at the start of `text` (length > 0) and returns how
 * many bytes it took. An ill-formed sequence gives U+FFFD and the length of
 * its maximal ill-formed part (Unicode 15, 3.9: "substitution of maximal
 * subparts"), as Python's decode(errors="replace").
 */
size_t text_decode(struct slice text, uint32_t *code);
/* Writes `code` as UTF-8 (at most 4 bytes) and returns how many. */
size_t text_encode(uint32_t code, char *out);

/* Appends `text` as UTF-8, with U+FFFD for each ill-formed part. */
void text_repair(struct str *out, struct slice text);

/* True for C0, DEL and C1 control characters. */
bool text_is_control(uint32_t code);

/*
 * Appends `text` inside of a JSON string (no quotes): repaired, `"` and `\`
 * escaped, control characters as \b \f \n \r \t or \u00xx, and as \uxxxx what
 * text_clean drops: read back it is the same, and whoever looks at the output
 * sees all that is in it.
 */
void text_json(struct str *out, struct slice text);

/*
 * Appends `text` on one line, fit for a terminal or a pipe read by a person:
 * repaired; control characters as visible symbols (U+2400…, U+2421 for DEL,
 * U+FFFD for C1); bidirectional controls, zero-width and other invisible
 * format characters and variation selectors dropped; no more than two
 * combining marks on a base.
 */
void text_clean(struct str *out, struct slice text);

/* Columns that a code point takes: 0 for combining marks, 1 or 2; 1 where wcwidth is -1. */
int text_code_width(uint32_t code);
/* Columns that cleaned text takes. */
int text_width(struct slice clean);

/*
 * Appends cleaned text cut to at most `columns`. When it doesn't fit, the end
 * (or the middle) is replaced by "…" so that the rest says most. Returns the
 * columns used.
 */
enum text_cut { TEXT_CUT_END, TEXT_CUT_MIDDLE, TEXT_CUT_START };
int text_fit(struct str *out, struct slice clean, int columns, enum text_cut cut);
/* The same with at most `head` columns of its beginning before the "…", and of its end what still fits. */
int text_fit_head(struct str *out, struct slice clean, int columns, int head);

#endif
