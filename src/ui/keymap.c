#include "ui/keymap.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

void keymap_fini(struct keymap *keymap)
{
	for (size_t i = 0; i < keymap->key_count; i++) {
		free((char *)keymap->keys[i].key);
		free((char *)keymap->keys[i].text);
	}
	for (size_t i = 0; i < keymap->action_count; i++)
		free(keymap->actions[i].text);
	free(keymap->keys);
	free(keymap->actions);
	*keymap = (struct keymap){0};
}

static bool same_key(const char *a, const char *b)
{
	uint32_t key, other;
	uint8_t modifiers, others;
	return key_parse(a, &key, &modifiers) && key_parse(b, &other, &others) && key == other && modifiers == others;
}

static bool is_taken(const struct keymap *keymap, const char *key)
{
	for (size_t i = 0; i < keymap->key_count; i++)
		if (same_key(keymap->keys[i].key, key))
			return true;
	return false;
}

static void add_key(struct keymap *keymap, char *key, enum action action, const char *text)
{
	if (keymap->key_count + 1 >= keymap->key_capacity) {
		keymap->key_capacity = keymap->key_capacity ? 2 * keymap->key_capacity : 16;
		keymap->keys = xrealloc(keymap->keys, keymap->key_capacity * sizeof *keymap->keys);
	}
	keymap->keys[keymap->key_count++] = (struct binding){key, action, text ? xstrdup(text) : NULL, NULL};
	keymap->keys[keymap->key_count] = (struct binding){0};
}

static void add_action(struct keymap *keymap, enum action action, const char *text)
{
	if (keymap->action_count == keymap->action_capacity) {
		keymap->action_capacity = keymap->action_capacity ? 2 * keymap->action_capacity : 16;
		keymap->actions = xrealloc(keymap->actions, keymap->action_capacity * sizeof *keymap->actions);
	}
	keymap->actions[keymap->action_count++] = (struct keymap_action){action, text ? xstrdup(text) : NULL};
}

/* One key of a list; what is wrong with it, or NULL. */
static const char *set_key(struct keymap *keymap, const char *text, size_t length, enum action action,
                           const char *argument)
{
	uint32_t code;
	uint8_t modifiers;
	char *key = xmemdup0(text, length);
	const char *wrong = !key_parse(key, &code, &modifiers) ? "no key; keys are written as j ^d <Tab> <F5> <C-Left> M-x"
	                    : is_taken(keymap, key)            ? "this key was given to an action before"
	                                                       : NULL;
	if (wrong)
		free(key);
	else
		add_key(keymap, key, action, argument);
	return wrong;
}

const char *keymap_set(struct keymap *keymap, const char *name, const char *keys, int *at)
{
	size_t length = strcspn(name, " ");
	char *word = xmemdup0(name, length);
	const char *argument = name + length + strspn(name + length, " ");
	enum action action = action_find(word);
	free(word);
	*at = -1;
	if (action == ACTION_NONE || action == ACTION_MOUSE)
		return "no such action; ? lists them";
	argument = *argument ? argument : NULL;
	add_action(keymap, action, argument);
	const char *wrong = NULL;
	for (const char *key = keys + strspn(keys, " "); *key && !wrong; key += strspn(key, " ")) {
		length = strcspn(key, " ");
		*at = (int)(key - keys);
		wrong = set_key(keymap, key, length, action, argument);
		key += length;
	}
	return wrong;
}
