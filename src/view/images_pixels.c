#include "view/images.h"

#include <math.h>

#define HOLD_SECONDS 0.25 /* that a picture stands until the next one is made: cells in between would flicker */

struct render_wish images_seen(const struct images *view, const struct tile *tile)
{
	struct render_wish seen = {.picture = tile->picture, .place = tile->place, .look = view->look};
	if (view->compare == COMPARE_DIFFERENCE) {
		seen.other = tile->other;
		seen.other_place = tile->other_place;
	} else if (view->compare == COMPARE_FLICKER && view->other_seen) {
		seen.picture = tile->other;
		seen.place = tile->other_place;
	}
	if ((view->compare == COMPARE_DIFFERENCE || view->compare == COMPARE_FLICKER) && !tile->other)
		seen.picture = NULL;
	if (seen.picture)
		seen.cells = pixels_fit(seen.picture, &view->look, tile->area);
	return seen;
}

/* The one before, for a moment, where it has the same size. */
static const struct render *held(struct shown_pixels *shown, const struct scene *scene, struct rect cells)
{
	if (isnan(shown->since))
		shown->since = scene->now;
	bool same = shown->cells.x == cells.x && shown->cells.y == cells.y && shown->cells.width == cells.width &&
	            shown->cells.height == cells.height;
	bool fresh = scene->now - shown->since < HOLD_SECONDS && !choice_frozen(scene->choice);
	return same && fresh && shown->number ? renders_numbered(scene->renders, shown->number) : NULL;
}

static const struct render *find(struct shown_pixels *shown, const struct scene *scene, const struct render_wish *seen)
{
	const struct render *render = renders_look(scene->renders, seen);
	if (render)
		*shown = (struct shown_pixels){render->number, seen->cells, NAN};
	else
		render = held(shown, scene, seen->cells);
	if (!render)
		shown->number = 0;
	return render;
}

void images_ask_pixels(struct images *view, const struct scene *scene, struct asks *out)
{
	for (int i = 0; i < view->count && scene->renders; i++) {
		struct tile *tile = &view->tiles[i];
		struct render_wish seen = images_seen(view, tile);
		if (!seen.picture)
			continue;
		ask_render(out, &seen);
		tile->render = find(&view->shown[i], scene, &seen);
	}
}
