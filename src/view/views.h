/* The list of tabs, in TensorBoard's order. A new tab: its file, and one line here. */
#ifndef TBTOP_VIEW_VIEWS_H
#define TBTOP_VIEW_VIEWS_H

#include "ui/view.h"

/* X(ops) */
#define VIEW_LIST(X)    \
	X(scalars_view) \
	X(steps_view)   \
	X(custom_scalars_view) \
	X(histograms_view) \
	X(images_view) \
	X(audio_view) \
	X(text_view) \
	X(pr_curves_view) \
	X(hparams_view) \
	X(meshes_view) \
	X(embeddings_view) \
	X(graphs_view) \
	X(profile_view) \
	X(tensors_view) \
	X(time_series_view)

#define X(ops) extern const struct view_ops ops;
VIEW_LIST(X)
#undef X

extern const struct view_ops *const views[];
extern const int view_count;

/*
 * The number of a view by its name, or by what else people call it: its title, the singular or the plural, in any
 * case; TensorBoard's names of its plugins. -1 when there is none.
 */
int views_find(const char *name);

#endif
