/*
 * Keys to actions: tables of strings, one a scope. Lookup goes overlay → view →
 * global. Help and hints are computed from the tables in force, so they cannot
 * lie. Keys are written as "j", "^d", "<Tab>", "<F1>", "<Space>", "<Esc>", "M-x",
 * "<S-Tab>", "<C-Left>"; "M-" stands for Alt, before C- and S-.
 */
#ifndef TBTOP_UI_BIND_H
#define TBTOP_UI_BIND_H

#include "base/str.h"
#include "ui/action.h"
#include "ui/input.h"

struct binding {
	const char *key;   /* NULL ends a table */
	enum action action;
	const char *text;  /* the action's argument, such as "3" for view 3; NULL for none */
	const char *hint;  /* short word for the hint line; NULL: not shown there */
};

/* What a key means: an action with its argument. Text is borrowed from the binding or the prompt. */
struct input {
	enum action action;
	const char *text;   /* NULL without */
	double number;      /* NaN without */
	struct event event; /* for ACTION_MOUSE: where and what */
	enum { INPUT_WHOLE, INPUT_PREVIEW, INPUT_CANCEL } phase; /* a prompt's text so far, or taken back */
};

/* A person's own keys (ui/keymap): before all tables, and actions that are given keys there have no others. */
struct keymap {
	struct binding *keys; /* NULL without any, else a table; keys and texts are owned */
	size_t key_count, key_capacity;
	struct keymap_action {
		enum action action;
		char *text; /* NULL for the action without an argument */
	} *actions;
	size_t action_count, action_capacity;
};

/* The keys in force: scopes from the innermost to the global one, NULL at the end. */
#define BIND_SCOPES 4
struct binds {
	const struct binding *scopes[BIND_SCOPES];
	const struct keymap *own; /* NULL for none */
	const struct meaning *const *meanings; /* what actions do: a tab's own, */
	const struct meaning *const *beside;   /* and what is done in all tabs; both NULL: what their list says */
};

/* The text of a key as bindings write it, cut to `size` (32 holds any); returns its length. */
#define KEY_TEXT 32
size_t key_text(uint32_t key, uint8_t modifiers, char *out, size_t size);
/* False when the text is no key. */
bool key_parse(const char *text, uint32_t *key, uint8_t *modifiers);

/* NULL when the key means nothing. */
const struct binding *bind_find(const struct binds *binds, const struct event *event);
/* The key to show for a binding of a table: its own, or what a person gave its action; NULL when it is not in force. */
const char *bind_shown(const struct binds *binds, const struct binding *binding);
/* Keys of an action that are in force (not shadowed), joined by a blank: "j <Down>". */
void bind_keys(const struct binds *binds, enum action action, struct str *out);

/*
 * For tests of tables that can be in force together: the first binding of `a`
 * whose key means something else in `b` (another action or argument); NULL
 * when there is none. With a == b: a key that stands in the table twice.
 */
const struct binding *bind_conflicts(const struct binding *a, const struct binding *b);

extern const struct binding bind_global[];

#endif
