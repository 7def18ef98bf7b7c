#include "view/images.h"

#define STEP_SECONDS 0.5    /* of a step, when they play; and of either picture that flickers: */
#define FLICKER_SECONDS 0.4

struct asset_answer images_look_for(const struct scene *scene, const struct asset_place *place, struct asks *out)
{
	ask_asset(out, place);
	return scene->assets ? assets_look(scene->assets, place) : (struct asset_answer){.state = ASSET_NONE};
}

const struct blobs *images_blobs(const struct scene *scene, const struct asset_place *place, struct asks *out,
                                 struct asset_answer *answer)
{
	*answer = images_look_for(scene, place, out);
	return answer->state == ASSET_READY ? &answer->asset->images : NULL;
}

void images_look_at_frame(struct images *view, const struct scene *scene, struct tile *tile, struct asks *out)
{
	const struct asset_place *old = &view->animated;
	struct asset_place place = tile->place;
	uint32_t sample = picture_part_sample(place.part);
	if (old->series != place.series || old->file != place.file || old->item.offset != place.item.offset ||
	    old->part != place.part)
		view->frame = view->frame_seen = view->frames = 0;
	view->animated = place;
	place.part = picture_part(sample, view->frame);
	enum asset_state state = view->frame ? images_look_for(scene, &place, out).state : ASSET_READY;
	if (state == ASSET_READY)
		view->frame_seen = view->frame;
	else if (state == ASSET_FAILED)
		view->frame = view->frame_seen = 0;
	tile->place.part = picture_part(sample, view->frame_seen);
}

void images_note_frames(struct images *view, const struct tile *tile)
{
	if (!tile->picture)
		return;
	view->frames = tile->picture->frames;
	view->frame_seconds = (double)tile->picture->seconds;
}

bool images_turn_frame(struct images *view, int by)
{
	if (view->frames < 2)
		return false;
	view->frame = (view->frame_seen + view->frames + (uint32_t)by) % view->frames;
	return true;
}

/* What was not there in time is waited for. */
void images_play(struct images *view, const struct scene *scene, struct asks *out)
{
	double wait = view->compare == COMPARE_FLICKER ? FLICKER_SECONDS : view->frames > 1 ? view->frame_seconds : STEP_SECONDS;
	if (!view->playing && view->compare != COMPARE_FLICKER)
		return;
	ask(out, ASK_MORE, NULL);
	if (scene->now - view->turned < wait || !view->frames || view->frame != view->frame_seen)
		return;
	view->turned = scene->now;
	if (view->compare == COMPARE_FLICKER)
		view->other_seen = !view->other_seen;
	else if (!images_turn_frame(view, 1))
		step_slider_turn(&view->slider, scene, view->browse.series);
}
