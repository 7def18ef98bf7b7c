/*
 * Pictures as the bytes that the terminal takes for their pixels: a cache with
 * a bound, filled by a worker (app/renderer). A view asks in every prepare for
 * what it shows (ASK_RENDER), and draws cells as long as it is not there. Loop thread.
 */
#ifndef TBTOP_VIEW_RENDERS_H
#define TBTOP_VIEW_RENDERS_H

#include "model/assets.h"
#include "ui/graphics.h"
#include "view/pixels.h"

/* What is to be seen where. The pictures are borrowed until the asks are carried out. */
struct render_wish {
	const struct picture *picture, *other; /* of these places; NULL: no difference */
	struct asset_place place, other_place;
	struct pixels_look look;
	struct rect cells;      /* only their size counts */
};

struct render {
	uint32_t number;        /* of no other that is kept */
	struct slice bytes;
};

struct renders;

struct renders *renders_new(void);
void renders_free(struct renders *renders); /* NULL is fine; nothing may be under way */
/* A new round of wishes begins. What was made for another terminal, or another size of its cells, is forgotten. */
void renders_round(struct renders *renders, const struct graphics *graphics);
/* NULL as long as it isn't there. It lives until the next round. */
const struct render *renders_look(const struct renders *renders, const struct render_wish *wish);
/* The picture that has the number, if it is still there. */
const struct render *renders_numbered(const struct renders *renders, uint32_t number);
void renders_want(struct renders *renders, const struct render_wish *wish);

/* For a worker: what to make, of pictures that are its own. */
struct render_job {
	struct graphics graphics;
	struct render_wish wish; /* its pictures are owned, */
	struct picture picture, other; /* these */
	uint64_t key;
	uint32_t number;
	int width, height;
};
/* The next one of this round's wishes; false when there is none, or something is under way. */
bool renders_take(struct renders *renders, struct render_job *out);
/* What became of it; takes the bytes. None: it stays in cells. Ends the job. */
void renders_put(struct renders *renders, struct render_job *job, struct str *bytes);

#endif
