/* The filters of runs and tags, as keys change them in every tab. Loop thread. */
#ifndef TBTOP_VIEW_FILTER_H
#define TBTOP_VIEW_FILTER_H

#include "ui/bind.h"
#include "view/ask.h"
#include "view/scene.h"

/* What `input` says of the runs' filter, or of the tags': asks for one, takes what is typed, leaves it. */
void filter_act(bool runs, const struct scene *scene, const struct input *input, struct asks *out);
/* Clears the tags' filter or, without one, the runs'; false when there is none. */
bool filter_clear(const struct scene *scene, struct asks *out);

#endif
