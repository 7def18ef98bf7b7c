#include "view/typed.h"

#include <string.h>

bool typed_text(const struct input *input, const char *label, struct asks *out)
{
	if (input->phase == INPUT_CANCEL || input->phase == INPUT_PREVIEW)
		return false;
	if (!input->text)
		ask_prompt(out, input->action, label, "");
	return input->text != NULL;
}

static void say_names(enum action action, const char *const *names, int count, struct asks *out)
{
	struct str text = {0};
	str_printf(&text, "%s takes", action_name(action));
	for (int i = 0; i < count; i++)
		str_printf(&text, "%s %s", i == 0 ? "" : i + 1 < count ? "," : " or", names[i]);
	ask(out, ASK_NOTICE, str_text(&text));
	str_fini(&text);
}

bool typed_word(const struct input *input, const char *const *names, int count, int *which, struct asks *out)
{
	*which = -1;
	for (int i = 0; input->text && i < count && *which < 0; i++)
		if (!strncmp(names[i], input->text, strlen(input->text)))
			*which = i;
	if (input->text && *which < 0)
		say_names(input->action, names, count, out);
	return !input->text || *which >= 0;
}

int typed_next(const struct input *input, const char *const *names, int count, int now, struct asks *out)
{
	int which;
	if (!typed_word(input, names, count, &which, out))
		return now;
	return which < 0 ? (now + 1) % count : which;
}
