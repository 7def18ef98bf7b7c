/* A line of a profile, or a stretch of it, as a flame graph hanging from the top: time by the path of names, not by when it was. */
#ifndef TBTOP_VIEW_FLAME_H
#define TBTOP_VIEW_FLAME_H

#include "model/profile.h"
#include "ui/view.h"
#include "view/ask.h"
#include "view/label.h"

struct flame {
	const struct profile *profile;
	size_t place;       /* of the line, in the order in which they are shown */
	struct flame_range *range; /* of a stretch of it; NULL: all of it */
	picoseconds from, to;      /* the stretch */
	bool ranged, adding;       /* adding: it is not added up yet */
	uint32_t top, node; /* what fills the width; the selected one */
	int skipped;        /* rows that are scrolled away */
	struct rect head, body, foot;
	struct label title, facts[2];
};

void flame_open(struct flame *flame, const struct profile *profile);
/* A line of the trace. */
void flame_show(struct flame *flame, uint32_t line);
/* Only what lies in [from, to), of any line. */
void flame_show_range(struct flame *flame, picoseconds from, picoseconds to);
void flame_prepare(struct flame *flame, struct rect area, struct asks *out);
void flame_paint(const struct flame *flame, struct canvas *canvas);
bool flame_act(struct flame *flame, const struct input *input, struct asks *out);
void flame_fini(struct flame *flame);

#endif
