/*
 * What `?` says that a tab does is what it does: of each action that a key runs,
 * a tab refuses it wherever the cursor is, or has a word for it. For a world
 * with data of the tab, which a tab of its own looks at.
 */
#ifndef TBTOP_TEST_VIEW_MEANINGS_H
#define TBTOP_TEST_VIEW_MEANINGS_H

#include "unit/view/world.h"
#include "view/meanings.h"
#include "view/views.h"

static inline const struct view_ops *meanings_view(const char *name)
{
	for (int i = 0; views[i]; i++)
		if (!strcmp(views[i]->name, name))
			return views[i];
	fail_msg("no tab %s", name);
	return NULL;
}

/* Whether some pane or form of the tab, reached by so many steps on, takes the action. */
static inline bool meanings_taken(const struct view_ops *view, const struct scene *scene, int pane, enum action action)
{
	void *state = xcalloc(1, view->size);
	struct asks asks = {0};
	struct rect area = {0, 1, 120, 36};
	struct input next = {.action = ACTION_NEXT_PANE, .number = NAN}, input = {.action = action, .number = NAN};
	view->prepare(state, scene, area, &asks);
	for (int i = 0; i < pane; i++) {
		view->act(state, scene, &next, &asks);
		view->prepare(state, scene, area, &asks);
	}
	bool taken = view->act(state, scene, &input, &asks) == REPLY_DONE;
	asks_fini(&asks);
	if (view->fini)
		view->fini(state);
	free(state);
	return taken;
}

#define MEANINGS_PANES 8

static inline void meanings_hold(const struct world *world, const char *name)
{
	static const struct meaning *const everywhere[] = {dashboard_meanings, NULL};
	const struct view_ops *view = meanings_view(name);
	struct scene scene = world_scene(world);
	assert_non_null(view->meanings);
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		enum action action = (enum action)i;
		bool taken = false;
		if (action == ACTION_MOUSE || meaning_find(everywhere, action))
			continue;
		for (int pane = 0; pane < MEANINGS_PANES && !taken; pane++)
			taken = meanings_taken(view, &scene, pane, action);
		if (taken != !!meaning_find(view->meanings, action))
			fail_msg("%s %s %s, but help says otherwise", name, taken ? "takes" : "refuses", action_name(action));
	}
}

#endif
