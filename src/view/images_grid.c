#include "base/number.h"
#include "view/box.h"
#include "view/images.h"

#include <math.h>

enum { CAPTION_FROM = 3, PAIR = 2 };

/* Columns and rows of the grid; those of a pair in it, one of them 1. */
struct grid {
	int columns, rows, across, down;
};

int images_room(const struct images *view)
{
	/* A picture of a pair is there to be looked at closely. */
	bool split = view->compare == COMPARE_SPLIT;
	int most = split ? IMAGES_CELLS / PAIR : IMAGES_CELLS;
	int room = split ? (view->grid.width / 16) * (view->grid.height / 10) : (view->grid.width / 8) * (view->grid.height / 4);
	return room < 1 ? 1 : room < most ? room : most;
}

/* Height over width of the images; where it isn't known they are squares. */
static double shape_of(const struct images *view)
{
	const struct blob *blob = &view->tiles[view->focus < view->count ? view->focus : 0].blob;
	return blob->width && blob->height ? (double)blob->height / blob->width : 1;
}

static double size_in(const struct images *view, const struct grid *grid)
{
	double width = (double)view->grid.width / grid->columns - 1, height = 2.0 * ((double)view->grid.height / grid->rows - 1);
	return fmin(width, height / shape_of(view));
}

/* The grid in which they are largest; those of a pair stay together. */
static struct grid choose_grid(const struct images *view)
{
	struct grid best = {0};
	int pair = view->compare == COMPARE_SPLIT ? PAIR : 1, units = view->count / pair;
	for (int c = 1; c <= units; c++)
		for (int across = pair; across >= 1; across -= PAIR - 1) {
			int down = pair / across;
			struct grid grid = {c * across, (units + c - 1) / c * down, across, down};
			if (!best.columns || size_in(view, &grid) > size_in(view, &best))
				best = grid;
		}
	return best;
}

/* All of one size, so that their captions are in rows. */
static struct rect place_of(const struct images *view, const struct grid *grid, int tile)
{
	int pair = grid->across * grid->down, unit = tile / pair, half = tile % pair, line = grid->columns / grid->across;
	int column = unit % line * grid->across + half % grid->across, row = unit / line * grid->down + half / grid->across;
	struct rect place = rect_grid(view->grid, grid->columns, grid->rows, column, row);
	place.width = view->grid.width / grid->columns;
	place.height = view->grid.height / grid->rows;
	return place;
}

/* As much as fits, the step first where there are several. */
static void say_caption(const struct images *view, const struct scene *scene, struct tile *tile)
{
	char step[NUMBER_SIZE];
	int width = tile->area.width;
	uint32_t run = store_series(scene->store, tile->place.series).run;
	bool named = view->form == FORM_RUNS || run != view->browse.run;
	number_grouped(step, tile->place.item.step);
	if (named) {
		struct label name;
		int room = width - text_width(slice_of(step)) - 2;
		label_name(&name, store_run(scene->store, run).name, room > 0 ? room : 0);
		line_add(&tile->caption, width, "%s", name.text);
		line_add(&tile->caption, width, "%s", step);
	} else if (view->compare == COMPARE_SPLIT) {
		line_add(&tile->caption, width, "step %s", step);
	}
	if (view->samples > 1 && view->form == FORM_SAMPLES)
		line_add(&tile->caption, width, "sample %u", picture_part_sample(tile->place.part) + 1);
}

void images_place(struct images *view, const struct scene *scene)
{
	if (!view->count)
		return;
	struct grid grid = choose_grid(view);
	for (int i = 0; i < view->count; i++) {
		struct tile *tile = &view->tiles[i];
		tile->area = place_of(view, &grid, i);
		if (grid.columns > 1 && tile->area.width > 4)
			rect_take_right(&tile->area, 1);
		if (tile->area.height < CAPTION_FROM)
			continue;
		if (!tile->nothing || tile->place.kind == KIND_IMAGE)
			say_caption(view, scene, tile);
		rect_take_bottom(&tile->area, tile->caption.length > 0);
	}
}
