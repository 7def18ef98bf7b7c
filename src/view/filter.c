#include "view/filter.h"

void filter_act(bool runs, const struct scene *scene, const struct input *input, struct asks *out)
{
	enum edit_what what = runs ? EDIT_RUN_FILTER : EDIT_TAG_FILTER;
	if (input->phase == INPUT_CANCEL)
		ask_edit(out, (struct edit){.what = what, .text = ""});
	else if (input->text)
		ask_edit(out, (struct edit){.what = what, .text = input->text});
	else
		ask_prompt(out, input->action, runs ? "runs /" : "tags /",
		           runs ? choice_run_filter(scene->choice) : choice_tag_filter(scene->choice));
}

bool filter_clear(const struct scene *scene, struct asks *out)
{
	bool tags = choice_tag_filter(scene->choice)[0];
	if (!tags && !choice_run_filter(scene->choice)[0])
		return false;
	ask_edit(out, (struct edit){.what = tags ? EDIT_TAG_FILTER : EDIT_RUN_FILTER, .text = ""});
	return true;
}
