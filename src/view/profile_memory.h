/* The memory of a profile: how much was in use over time, and what was the largest when it was most. */
#ifndef TBTOP_VIEW_PROFILE_MEMORY_H
#define TBTOP_VIEW_PROFILE_MEMORY_H

#include "model/profile.h"
#include "ui/list.h"
#include "ui/view.h"
#include "view/label.h"

struct memory_view {
	const struct profile *profile;
	size_t pool;
	struct list list; /* blocks that were in use at the peak */
	struct rect title, gutter, chart, axis, note, head, body;
};

void memory_open(struct memory_view *view, const struct profile *profile);
void memory_prepare(struct memory_view *view, struct rect area);
void memory_paint(const struct memory_view *view, struct canvas *canvas);
bool memory_act(struct memory_view *view, const struct input *input);
/* The chosen block; NULL when there is none. */
const struct memory_block *memory_block(const struct memory_view *view);

#endif
