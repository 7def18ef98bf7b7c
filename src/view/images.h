/* The state of Images: the tab's own files alone (images*.c). */
#ifndef TBTOP_VIEW_IMAGES_H
#define TBTOP_VIEW_IMAGES_H

#include "view/ask.h"
#include "view/browse.h"
#include "view/pixels.h"
#include "view/scene.h"
#include "view/step_slider.h"

enum { IMAGES_CELLS = 36 };

/* What is side by side: the samples of a step; or of one sample the runs. */
enum image_form { FORM_SAMPLES, FORM_RUNS, FORM_COUNT };

/* The pixels that stand in a place of the grid. */
struct shown_pixels {
	uint32_t number;          /* 0 for none */
	struct rect cells;
	double since;             /* when others were wanted there; NAN: they are those that are wanted */
};

/* An image in the grid. */
struct tile {
	struct asset_place place; /* its part is the sample + 1 */
	const struct picture *picture, *other; /* NULL as long as it isn't there; the other one of a difference */
	enum asset_state state;
	enum status why;
	const char *nothing;      /* why there is none to compare with; NULL when there is, or none was asked for */
	struct blob blob;         /* its bytes; format UNKNOWN as long as these aren't there */
	struct label caption;
	struct rect area;         /* without the caption */
	struct asset_place other_place;
	const struct render *render; /* as pixels; NULL: in cells */
};

struct images {
	struct browse browse;
	enum image_form form;
	struct step_slider slider;
	size_t sample, samples;   /* of the point; which one is looked at */
	enum image_compare { COMPARE_NOT, COMPARE_SPLIT, COMPARE_FLICKER, COMPARE_DIFFERENCE, COMPARE_COUNT } compare; /* with the step that was marked last, else the baseline, else the step before */
	bool other_seen;          /* of the flicker */
	bool playing;             /* frames of an animation, else steps */
	double turned;            /* when the last frame, or step, or flicker came */
	uint32_t frame, frame_seen; /* of the focused image: the wanted one; the one that is there */
	uint32_t frames;          /* that it has; 0 as long as nobody knows */
	double frame_seconds;
	struct asset_place animated; /* which image that is */
	struct label than;        /* what that is */
	struct pixels_look look;
	struct pixels_reach reach; /* of the focused image, as it was seen last */
	bool begun;               /* look is set */
	bool telling;             /* of the focused image was told what is known; the rest is still to be read */
	struct tile tiles[IMAGES_CELLS];
	struct shown_pixels shown[IMAGES_CELLS]; /* of each, from frame to frame */
	int count, focus;
	size_t first;             /* sample of the first tile */
	struct rect grid, slider_row;
	struct label title, empty;
	enum asset_state state;   /* of the point itself */
	enum status why;
};

/* images_pixels.c: what is seen of a tile; without a picture when there is none. */
struct render_wish images_seen(const struct images *view, const struct tile *tile);
/* As pixels, where the terminal can. */
void images_ask_pixels(struct images *view, const struct scene *scene, struct asks *out);

/*
 * images_compare.c. SPLIT: before each tile another one, with what it is compared with; the focus stays on its tile.
 * There has to be room for twice as many.
 */
void images_pair(struct images *view, const struct scene *scene, struct asks *out);
/* FLICKER, DIFFERENCE: the other picture of a tile. */
void images_look_at_other(struct images *view, const struct scene *scene, struct tile *tile, struct asks *out);

/* images_grid.c: for how many tiles (of SPLIT: pairs of them) there is room; where they go, with their captions. */
int images_room(const struct images *view);
void images_place(struct images *view, const struct scene *scene);

/* images_play.c: asks for a payload, and whether it is there. */
struct asset_answer images_look_for(const struct scene *scene, const struct asset_place *place, struct asks *out);
/* Likewise the images of a point, as they are in the file; NULL as long as they aren't there. */
const struct blobs *images_blobs(const struct scene *scene, const struct asset_place *place, struct asks *out,
                                 struct asset_answer *answer);
/* Of the focused image: the wanted frame, or as long as it isn't there that which was seen last. */
void images_look_at_frame(struct images *view, const struct scene *scene, struct tile *tile, struct asks *out);
/* What is known of its animation by now. */
void images_note_frames(struct images *view, const struct tile *tile);
/* By frames, in a round; false where there is one alone. */
bool images_turn_frame(struct images *view, int by);
/* What moves by itself, when its time has come: frames, steps, what flickers. */
void images_play(struct images *view, const struct scene *scene, struct asks *out);

#endif
