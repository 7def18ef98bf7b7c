/* Pixels as sixel: bands of six rows, a colour at a time (DEC STD 070, chapter 9). Pure; any thread. */
#ifndef TBTOP_UI_SIXEL_H
#define TBTOP_UI_SIXEL_H

#include "base/str.h"

#include <stdint.h>

/* The whole sequence, drawn at the cursor. False when out of memory: nothing is appended. */
bool sixel_append(struct str *out, const uint8_t *rgb, int width, int height, int colours);

#endif
