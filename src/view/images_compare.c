#include "view/images.h"

#define NO_OTHER "nothing to compare with\nm marks a step, b a baseline"
#define NO_SAMPLE "this step has fewer samples"
#define NOT_READ "what it is compared with\ncan't be shown"

/* What a picture is compared with: false without anything. */
static bool other_place(struct images *view, const struct scene *scene, const struct tile *tile,
                        struct asset_place *out)
{
	struct label name;
	uint64_t position;
	uint32_t baseline = choice_baseline(scene->choice, scene->store), series = tile->place.series;
	bool found = false;
	if (view->slider.last_mark) {
		int64_t step = view->slider.marks[view->slider.last_mark - 1].step;
		found = step_slider_find(scene, series, step, &position, out);
		label_format(&view->than, "step %lld", (long long)step);
	} else if (baseline != STORE_NONE && baseline != view->browse.run) {
		series = store_series_find(scene->store, baseline, view->browse.tag);
		found = series != STORE_NONE && step_slider_find(scene, series, tile->place.item.step, &position, out);
		label_name(&name, store_run(scene->store, baseline).name, LABEL_SIZE / 4);
		label_format(&view->than, "run %s", name.text);
	} else {
		found = view->slider.position > 0 && asset_place(scene->store, series, view->slider.position - 1, out);
		label_format(&view->than, "the step before");
	}
	out->part = tile->place.part;
	return found;
}

void images_look_at_other(struct images *view, const struct scene *scene, struct tile *tile, struct asks *out)
{
	tile->other = NULL;
	if (view->compare != COMPARE_FLICKER && view->compare != COMPARE_DIFFERENCE)
		return;
	if (!other_place(view, scene, tile, &tile->other_place)) {
		tile->nothing = NO_OTHER;
		return;
	}
	struct asset_answer answer = images_look_for(scene, &tile->other_place, out);
	if (answer.state == ASSET_READY)
		tile->other = &answer.asset->picture;
	else if (answer.state == ASSET_FAILED)
		tile->nothing = NOT_READ;
}

/* As a tile of its own. */
static struct tile other_tile(struct images *view, const struct scene *scene, const struct tile *tile,
                              struct asks *out)
{
	struct asset_answer answer;
	struct tile other = {0};
	uint32_t sample = picture_part_sample(tile->place.part);
	if (!other_place(view, scene, tile, &other.place))
		return (struct tile){.nothing = NO_OTHER};
	struct asset_place place = other.place;
	place.part = 0;
	const struct blobs *blobs = images_blobs(scene, &place, out, &answer);
	if (blobs && sample >= blobs->count)
		other.nothing = NO_SAMPLE;
	else if (blobs)
		other.blob = blobs->items[sample];
	return other;
}

void images_pair(struct images *view, const struct scene *scene, struct asks *out)
{
	for (int i = view->count - 1; i >= 0; i--) {
		struct tile tile = view->tiles[i];
		view->tiles[2 * i] = other_tile(view, scene, &tile, out);
		view->tiles[2 * i + 1] = tile;
	}
	view->focus = 2 * view->focus + 1;
	view->count *= 2;
}
