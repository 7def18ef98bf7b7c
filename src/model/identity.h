/*
 * What a run looks like: 8 hues x 3 strokes x 8 marks. Hues tell lines apart
 * best: of them the least used is taken, of several such the first from the
 * hash of the name on. Then the stroke that is least used with this hue, and
 * of the marks least used with both the one least used of all. So of any eight
 * runs that come one after the other no two share a hue, of 24 no two share hue
 * and stroke, of the first 192 no two look alike; and the same names in the same
 * order look the same in every process and on every machine.
 */
#ifndef TBTOP_MODEL_IDENTITY_H
#define TBTOP_MODEL_IDENTITY_H

#include "base/str.h"

#include <stdint.h>

#define IDENTITY_HUES 8
#define IDENTITY_STROKES 3
#define IDENTITY_MARKS 8

struct identity {
	uint8_t hue;    /* 0 … IDENTITY_HUES-1: ROLE_SERIES_0 + hue */
	uint8_t stroke; /* 0 solid, 1 dashed, 2 dotted */
	uint8_t mark;   /* 0 … IDENTITY_MARKS-1: ■ ◆ ▪ ● ▲ ▼ + × */
};

/* How often each was given. Zeroed: none yet. */
struct identities {
	uint32_t hues[IDENTITY_HUES], strokes[IDENTITY_HUES][IDENTITY_STROKES], marks[IDENTITY_MARKS];
	uint32_t looks[IDENTITY_HUES][IDENTITY_STROKES][IDENTITY_MARKS];
};

struct identity identity_give(struct identities *given, struct slice name);
/* Given otherwise: it counts, too. */
void identity_note(struct identities *given, struct identity identity);
/* That one, where neither its hue nor its mark was given more often than others; else as if it had not been asked for. */
struct identity identity_prefer(struct identities *given, struct identity wished, struct slice name);
/* The next hue; after the last one also the next stroke. */
struct identity identity_next(struct identity identity);

#endif
