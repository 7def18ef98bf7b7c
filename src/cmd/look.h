/*
 * How what we show may look: which characters, colours or none, and the name of
 * the place in the top bar. From the command line and the environment; the same
 * for the dashboard and for `once`.
 */
#ifndef TBTOP_CMD_LOOK_H
#define TBTOP_CMD_LOOK_H

#include "base/str.h"
#include "chart/canvas.h"
#include "cmd/options.h"

/* As asked for; else what LC_CTYPE, which main has set, can show, and the fonts of Linux' console where we draw on it. */
enum charset look_charset(const struct options *options);

/* --color, else NO_COLOR (no-color.org: set and not empty means none). */
bool look_has_colour(const struct options *options);

/* How it looks at the start into a choice: what was said on the command line, or what was said anywhere. */
void look_begin(const struct options *options, enum setting_from from, struct choice *choice);

/* Appends the LOGDIRs, cleaned, the home directory as "~". */
void look_place(const struct options *options, struct str *out);

#endif
