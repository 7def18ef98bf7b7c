/* What an encoded image or sound is, by its first bytes alone; nothing is decoded. */
#ifndef TBTOP_DECODE_SNIFF_H
#define TBTOP_DECODE_SNIFF_H

#include "data/blobs.h"

/* Sets the format, and for an image its size as its header says. */
struct blob sniff_image(struct slice bytes);
struct blob sniff_clip(struct slice bytes);

#endif
