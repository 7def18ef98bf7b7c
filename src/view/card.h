/*
 * One card of a page: a chart of all shown runs, the focused run's heat map of a
 * histogram, or its image, as of a step; where it has none, that of the first shown
 * run which has. What it needs in memory stays with it from page to page.
 */
#ifndef TBTOP_VIEW_CARD_H
#define TBTOP_VIEW_CARD_H

#include "view/card_list.h"
#include "view/charts.h"
#include "view/histograms.h"
#include "view/pixels.h"

/* What all cards of a page share. */
struct card_page {
	const struct lineup *lineup;
	uint32_t run;       /* the focused one */
	bool chosen;        /* a step was; else the newest */
	int64_t step;
	bool active;        /* the keys go to the cards */
};

struct card {
	struct card_key key;
	uint32_t run, series; /* whose it is; STORE_NONE: no run that is shown has such a series */
	bool focused, framed;
	struct rect area;
	struct label title, note; /* of what is no chart; note: why there is nothing */
	struct charts charts;
	struct histograms histogram;
	const struct picture *picture; /* borrowed; NULL without */
	const struct render *render;   /* that as pixels; NULL: in cells */
};

/* False: another frame is due. */
bool card_prepare(struct card *card, const struct scene *scene, const struct card_page *page, struct rect area,
                  struct asks *out);
void card_paint(const struct card *card, struct canvas *canvas);
void card_fini(struct card *card);

#endif
