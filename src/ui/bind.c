#include "ui/bind.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

const struct binding bind_global[] = {
	{"j", ACTION_DOWN, NULL, "move"},
	{"<Down>", ACTION_DOWN},
	{"k", ACTION_UP, NULL, "move"},
	{"<Up>", ACTION_UP},
	{"^d", ACTION_PAGE_DOWN},
	{"<PgDn>", ACTION_PAGE_DOWN},
	{"^u", ACTION_PAGE_UP},
	{"<PgUp>", ACTION_PAGE_UP},
	{"g", ACTION_FIRST},
	{"<Home>", ACTION_FIRST},
	{"G", ACTION_LAST},
	{"<End>", ACTION_LAST},
	{"h", ACTION_LEFT},
	{"<Left>", ACTION_LEFT},
	{"l", ACTION_RIGHT},
	{"<Right>", ACTION_RIGHT},
	{"{", ACTION_LEFT_10},
	{"}", ACTION_RIGHT_10},
	{"<Tab>", ACTION_NEXT_PANE, NULL, "pane"},
	{"<S-Tab>", ACTION_PREVIOUS_PANE},
	{"1", ACTION_VIEW, "1"},
	{"2", ACTION_VIEW, "2"},
	{"3", ACTION_VIEW, "3"},
	{"4", ACTION_VIEW, "4"},
	{"5", ACTION_VIEW, "5"},
	{"6", ACTION_VIEW, "6"},
	{"7", ACTION_VIEW, "7"},
	{"8", ACTION_VIEW, "8"},
	{"9", ACTION_VIEW, "9"},
	{"0", ACTION_VIEW, "0"},
	{"<Space>", ACTION_TOGGLE, NULL, "show"},
	{"<Enter>", ACTION_ENTER, NULL, "zoom"},
	{"<Esc>", ACTION_BACK},
	{"o", ACTION_SOLO},
	{"a", ACTION_ALL},
	{"*", ACTION_INVERT},
	{"c", ACTION_COLOUR},
	{"D", ACTION_HIDE},
	{"b", ACTION_BASELINE},
	{"d", ACTION_DIFFERENCE},
	{"/", ACTION_FILTER, NULL, "find"},
	{"R", ACTION_FILTER_RUNS},
	{"n", ACTION_NEXT_MATCH},
	{"N", ACTION_PREVIOUS_MATCH},
	{"p", ACTION_PIN},
	{"P", ACTION_PINNED_ONLY},
	{"&", ACTION_MERGE},
	{"~", ACTION_SPLIT},
	{",", ACTION_SORT},
	{"+", ACTION_ZOOM_IN},
	{"-", ACTION_ZOOM_OUT},
	{"<", ACTION_PAN_LEFT},
	{">", ACTION_PAN_RIGHT},
	{"=", ACTION_FIT},
	{"v", ACTION_SELECT},
	{"t", ACTION_TAIL},
	{"f", ACTION_FOLLOW},
	{"]", ACTION_NEXT},
	{"[", ACTION_PREVIOUS},
	{"m", ACTION_MARK},
	{"'", ACTION_TO_MARK},
	{"x", ACTION_X_AXIS},
	{"X", ACTION_X_LOG},
	{"y", ACTION_Y_SCALE},
	{"M", ACTION_MARKER},
	{"T", ACTION_DRAWING},
	{"w", ACTION_TABLE},
	{"s", ACTION_LESS_SMOOTH},
	{"S", ACTION_MORE_SMOOTH},
	{"O", ACTION_OUTLIERS},
	{"L", ACTION_LEGEND},
	{"B", ACTION_SUPERSEDED},
	{"z", ACTION_MORE_PANELS},
	{"Z", ACTION_FEWER_PANELS},
	{"(", ACTION_SAMPLE_BACK},
	{")", ACTION_SAMPLE_ON},
	{".", ACTION_PLAY},
	{"<Del>", ACTION_COLUMN},
	{"i", ACTION_INFO},
	{"!", ACTION_PROBLEMS},
	{";", ACTION_ALERTS},
	{"F", ACTION_FREEZE},
	{"U", ACTION_HARDWARE},
	{"u", ACTION_UNDO},
	{"^r", ACTION_REDO},
	{"H", ACTION_HINTS},
	{"?", ACTION_HELP, NULL, "help"},
	{"<F1>", ACTION_HELP},
	{"e", ACTION_EXPORT},
	{"Y", ACTION_COPY},
	{"r", ACTION_RESCAN},
	{":", ACTION_COMMAND},
	{"q", ACTION_QUIT, NULL, "quit"},
	{"^c", ACTION_QUIT_NOW},
	{"^l", ACTION_REDRAW},
	{"^z", ACTION_SUSPEND},
	{NULL},
};

static const struct key_name {
	const char *name;
	uint32_t key;
} key_names[] = {
	{"Up", INPUT_UP}, {"Down", INPUT_DOWN}, {"Left", INPUT_LEFT}, {"Right", INPUT_RIGHT},
	{"Home", INPUT_HOME}, {"End", INPUT_END}, {"PgUp", INPUT_PAGE_UP}, {"PgDn", INPUT_PAGE_DOWN},
	{"Ins", INPUT_INSERT}, {"Del", INPUT_DELETE}, {"BS", INPUT_BACKSPACE}, {"Enter", INPUT_ENTER},
	{"S-Tab", INPUT_BACK_TAB}, {"Tab", INPUT_TAB}, {"Esc", INPUT_ESCAPE}, {"Space", ' '},
	{"F1", INPUT_F1}, {"F2", INPUT_F1 + 1}, {"F3", INPUT_F1 + 2}, {"F4", INPUT_F1 + 3},
	{"F5", INPUT_F1 + 4}, {"F6", INPUT_F1 + 5}, {"F7", INPUT_F1 + 6}, {"F8", INPUT_F1 + 7},
	{"F9", INPUT_F1 + 8}, {"F10", INPUT_F1 + 9}, {"F11", INPUT_F1 + 10}, {"F12", INPUT_F12},
};

static const char *name_of(uint32_t key)
{
	for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++)
		if (key_names[i].key == key)
			return key_names[i].name;
	return NULL;
}

size_t key_text(uint32_t key, uint8_t modifiers, char *out, size_t size)
{
	const char *alt = modifiers & MODIFIER_ALT ? "M-" : "", *name = name_of(key);
	int length;

	if (name) {
		length = snprintf(out, size, "<%s%s%s%s>", alt, modifiers & MODIFIER_CONTROL ? "C-" : "",
		                  modifiers & MODIFIER_SHIFT ? "S-" : "", name);
	} else {
		char encoded[5] = "";
		encoded[text_encode(key, encoded)] = 0;
		length = snprintf(out, size, "%s%s%s", alt, modifiers & MODIFIER_CONTROL ? "^" : "", encoded);
	}
	return length < 0 ? 0 : (size_t)length;
}

/* "M-", "C-" and "S-" at the start, each followed by something. */
static const char *skip_modifiers(const char *text, uint8_t *modifiers)
{
	for (;;) {
		uint8_t modifier = text[0] == 'M'   ? MODIFIER_ALT
		                   : text[0] == 'C' ? MODIFIER_CONTROL
		                   : text[0] == 'S' ? MODIFIER_SHIFT
		                                    : 0;
		if (!modifier || text[1] != '-' || !text[2])
			return text;
		*modifiers |= modifier;
		text += 2;
	}
}

static bool parse_name(const char *text, size_t length, uint32_t *key)
{
	for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++) {
		if (strlen(key_names[i].name) == length && !memcmp(key_names[i].name, text, length)) {
			*key = key_names[i].key;
			return true;
		}
	}
	return false;
}

/* <Up>, <C-Left>, <S-Tab>: the last is a key of its own, as terminals send it. */
static bool parse_special(const char *text, size_t length, uint32_t *key, uint8_t *modifiers)
{
	uint8_t found = 0;
	const char *name = skip_modifiers(text + 1, &found);

	if (!parse_name(name, (size_t)(text + length - 1 - name), key))
		return false;
	if (*key == INPUT_TAB && found & MODIFIER_SHIFT) {
		*key = INPUT_BACK_TAB;
		found &= (uint8_t)~MODIFIER_SHIFT;
	}
	*modifiers |= found;
	return true;
}

bool key_parse(const char *text, uint32_t *key, uint8_t *modifiers)
{
	*modifiers = 0;
	if (text[0] == 'M' && text[1] == '-' && text[2]) {
		*modifiers = MODIFIER_ALT;
		text += 2;
	}
	size_t length = strlen(text);
	if (length > 2 && text[0] == '<' && text[length - 1] == '>')
		return parse_special(text, length, key, modifiers);
	if (length > 1 && text[0] == '^') {
		*modifiers |= MODIFIER_CONTROL;
		text++;
		length--;
	}
	return length && text_decode(slice_make(text, length), key) == length && !text_is_control(*key);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* Its action has keys of its own elsewhere, or none. */
static bool is_moved(const struct keymap *own, const struct binding *binding)
{
	for (size_t i = 0; own && i < own->action_count; i++)
		if (own->actions[i].action == binding->action && same_text(own->actions[i].text, binding->text))
			return true;
	return false;
}

static const struct binding *find_in(const struct binding *table, const struct keymap *own, uint32_t key,
                                     uint8_t modifiers)
{
	for (; table->key; table++) {
		uint32_t its_key;
		uint8_t its_modifiers;
		if (key_parse(table->key, &its_key, &its_modifiers) && its_key == key && its_modifiers == modifiers &&
		    !is_moved(own, table))
			return table;
	}
	return NULL;
}

static const struct binding *find_key(const struct binds *binds, uint32_t key, uint8_t modifiers)
{
	const struct binding *found = NULL;
	if (binds->own && binds->own->keys)
		found = find_in(binds->own->keys, NULL, key, modifiers);
	for (int i = 0; i < BIND_SCOPES && binds->scopes[i] && !found; i++)
		found = find_in(binds->scopes[i], binds->own, key, modifiers);
	return found;
}

const struct binding *bind_find(const struct binds *binds, const struct event *event)
{
	return event->what == EVENT_KEY ? find_key(binds, event->key, event->modifiers) : NULL;
}

static bool in_force(const struct binds *binds, const struct binding *binding)
{
	uint32_t key;
	uint8_t modifiers;
	return key_parse(binding->key, &key, &modifiers) && find_key(binds, key, modifiers) == binding;
}

const char *bind_shown(const struct binds *binds, const struct binding *binding)
{
	if (!is_moved(binds->own, binding))
		return in_force(binds, binding) ? binding->key : NULL;
	for (size_t i = 0; i < binds->own->key_count; i++)
		if (binds->own->keys[i].action == binding->action && same_text(binds->own->keys[i].text, binding->text))
			return binds->own->keys[i].key;
	return NULL;
}

static void append_keys(const struct binds *binds, const struct binding *table, enum action action, struct str *out)
{
	for (; table->key; table++) {
		if (table->action != action || !in_force(binds, table))
			continue;
		if (out->length)
			str_append_char(out, ' ');
		str_append_text(out, table->key);
	}
}

void bind_keys(const struct binds *binds, enum action action, struct str *out)
{
	struct str keys = {0};
	if (binds->own && binds->own->keys)
		append_keys(binds, binds->own->keys, action, &keys);
	for (int i = 0; i < BIND_SCOPES && binds->scopes[i]; i++)
		append_keys(binds, binds->scopes[i], action, &keys);
	str_append_slice(out, str_slice(&keys));
	str_fini(&keys);
}

const struct binding *bind_conflicts(const struct binding *a, const struct binding *b)
{
	for (const struct binding *mine = a; mine->key; mine++) {
		for (const struct binding *other = b; other->key; other++) {
			uint32_t key, its_key;
			uint8_t modifiers, its_modifiers;
			if (mine == other || !key_parse(mine->key, &key, &modifiers) ||
			    !key_parse(other->key, &its_key, &its_modifiers) || key != its_key ||
			    modifiers != its_modifiers)
				continue;
			if (a == b || mine->action != other->action || !same_text(mine->text, other->text))
				return mine;
		}
	}
	return NULL;
}
