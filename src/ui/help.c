#include "ui/help.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define TWO_COLUMNS 134 /* from here on: both hold the longest help */
#define GROUP_WIDTH 9
#define GROUPS_FROM 60 /* below, their room is for the help */
#define KEYS_WIDTH 12
#define NAME_GAP 2
#define MANY_KEYS 4 /* more are shown as the first and the last */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool contains(const char *text, const char *part)
{
	for (;; text++) {
		size_t i = 0;
		while (part[i] && lower(text[i]) == lower(part[i]))
			i++;
		if (!part[i])
			return true;
		if (!*text)
			return false;
	}
}

static void write_keys(char *out, size_t size, const char *keys)
{
	int count = 1;

	for (const char *at = keys; *at; at++)
		count += *at == ' ';
	if (count > MANY_KEYS) {
		const char *first_end = strchr(keys, ' '), *last = strrchr(keys, ' ');
		snprintf(out, size, "%.*s …%s", (int)(first_end - keys), keys, last);
	} else {
		snprintf(out, size, "%s", keys);
	}
}

/* In no view: `:` alone runs it. Elsewhere a view took its key away, for there it does nothing. */
static bool has_no_key(enum action action)
{
	for (const struct binding *binding = bind_global; binding->key; binding++)
		if (binding->action == action)
			return false;
	return action != ACTION_MOUSE;
}

/* NULL: nothing. */
static const char *help_here(const struct binds *binds, enum action action)
{
	const char *help = meaning_find(binds->meanings, action);
	return help || !binds->beside ? help : meaning_find(binds->beside, action);
}

void help_prepare(struct help *help, const struct binds *binds, const char *search)
{
	const char *group = "";
	struct str keys = {0};

	help->count = 0;
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		enum action action = (enum action)i;
		const char *here = help_here(binds, action);
		str_clear(&keys);
		bind_keys(binds, action, &keys);
		if (!here || (!keys.length && !(*search && has_no_key(action))) ||
		    !(contains(str_text(&keys), search) || contains(action_name(action), search) || contains(here, search)))
			continue;
		struct help_row *row = &help->rows[help->count++];
		bool first = strcmp(group, action_group(action)) != 0;
		group = action_group(action);
		*row = (struct help_row){.group = first ? group : NULL, .action = action, .help = here};
		write_keys(row->keys, sizeof row->keys, str_text(&keys));
	}
	str_fini(&keys);
	list_fit(&help->list, help->count, help->count);
}

/* The inside of the frame that canvas_box draws. */
static struct rect inside_of(struct rect area)
{
	return area.width >= 2 && area.height >= 2 ? rect_inset(area, 1, 1) : area;
}

static int columns_of(struct rect inside)
{
	return inside.width >= TWO_COLUMNS ? 2 : 1;
}

int help_height(struct rect area)
{
	struct rect inside = inside_of(area);
	return inside.height * columns_of(inside);
}

/* By which `:` calls it, behind the `taken` columns of its help; where there is room. */
static void paint_name(enum action action, struct canvas *canvas, struct rect line, int taken)
{
	struct str name = {0};
	str_printf(&name, ":%s ", action_name(action));
	if (taken + NAME_GAP + (int)name.length <= line.width)
		canvas_text_right(canvas, line.x, line.y, line.width, str_slice(&name), ROLE_HELP, CELL_DIM);
	str_fini(&name);
}

static void paint_row(const struct help_row *row, struct canvas *canvas, struct rect line, bool chosen)
{
	struct rect whole = line;

	struct rect group = rect_take_left(&line, line.width < GROUPS_FROM ? 0 : GROUP_WIDTH);
	if (row->group)
		canvas_text(canvas, group.x, group.y, group.width, slice_of(row->group), ROLE_HELP, CELL_BOLD);
	struct rect keys = rect_take_left(&line, KEYS_WIDTH);
	canvas_text_right(canvas, keys.x, keys.y, keys.width, slice_of(row->keys), ROLE_HELP, CELL_BOLD);
	rect_take_left(&line, 2);
	struct str help = {0};
	text_fit(&help, slice_of(row->help), line.width, TEXT_CUT_END);
	canvas_text(canvas, line.x, line.y, line.width, str_slice(&help), ROLE_HELP, 0);
	paint_name(row->action, canvas, line, (int)help.length);
	str_fini(&help);
	if (chosen)
		canvas_paint(canvas, whole, ROLE_SELECTED, 0);
}

void help_paint(const struct help *help, struct canvas *canvas, struct rect area, const char *title)
{
	if (rect_empty(area))
		return;
	canvas_fill(canvas, area, ' ', ROLE_HELP, 0);
	struct rect inside = canvas_box(canvas, area, slice_of(title), ROLE_HELP);
	struct list list = help->list;
	int columns = columns_of(inside), shown = inside.height * columns;

	list_fit(&list, help->count, shown);
	for (int i = 0; i < shown && list.top + i < help->count; i++) {
		struct rect column = rect_grid(inside, columns, 1, i / inside.height, 0);
		struct rect line = {column.x, column.y + i % inside.height, column.width, 1};
		paint_row(&help->rows[list.top + i], canvas, line, list.top + i == list.cursor);
	}
	if (!help->count)
		canvas_text(canvas, inside.x, inside.y, inside.width, slice_of("no key like that"), ROLE_HELP, 0);
}

enum action help_chosen(const struct help *help)
{
	return help->list.cursor < help->count ? help->rows[help->list.cursor].action : ACTION_NONE;
}

bool help_chosen_key(const struct help *help)
{
	return help->list.cursor < help->count && *help->rows[help->list.cursor].keys;
}

/* "<Space>" as "Space". */
static struct slice plain_key(const char *key)
{
	size_t length = strlen(key);
	return length > 2 && key[0] == '<' ? slice_make(key + 1, length - 2) : slice_make(key, length);
}

/* Was the word shown already, by a binding before this one? Then its key stands there. */
static bool hinted_before(const struct binds *binds, const struct binding *binding)
{
	for (int i = 0; i < BIND_SCOPES && binds->scopes[i]; i++) {
		for (const struct binding *other = binds->scopes[i]; other->key; other++) {
			if (other == binding)
				return false;
			if (other->hint && !strcmp(other->hint, binding->hint) && bind_shown(binds, other))
				return true;
		}
	}
	return false;
}

/* The keys of one table with the hint of `first`, joined by blanks. */
static void hint_keys(const struct binds *binds, const struct binding *first, struct str *out)
{
	for (const struct binding *other = first; other->key; other++) {
		const char *key = bind_shown(binds, other);
		if (!other->hint || strcmp(other->hint, first->hint) || !key)
			continue;
		if (out->length)
			str_append_char(out, ' ');
		str_append_slice(out, plain_key(key));
	}
}

enum { HINT_GAP = 2 };

/* With the gap behind it. Keys and hints are our own and ASCII: a byte is a column. */
static int hint_width(struct slice keys, struct slice word)
{
	return (int)(keys.length + 1 + word.length) + HINT_GAP;
}

/* Nothing when it doesn't fit in what is left of the row. */
static void paint_hint(const struct binds *binds, const struct binding *binding, struct canvas *canvas,
                       struct rect *row)
{
	struct str keys = {0};
	struct slice word = slice_of(binding->hint);

	hint_keys(binds, binding, &keys);
	int width = hint_width(str_slice(&keys), word), keys_width = (int)keys.length;
	if (width <= row->width) {
		canvas_text(canvas, row->x, row->y, keys_width, str_slice(&keys), ROLE_HINT_KEY, 0);
		canvas_text(canvas, row->x + keys_width + 1, row->y, (int)word.length, word, ROLE_HINT, 0);
		rect_take_left(row, width);
	}
	str_fini(&keys);
}

/* The binding in force, with a hint, of an action; NULL without. */
static const struct binding *hint_of(const struct binds *binds, enum action action)
{
	for (int i = 0; i < BIND_SCOPES && binds->scopes[i]; i++)
		for (const struct binding *binding = binds->scopes[i]; binding->key; binding++)
			if (binding->action == action && binding->hint && bind_shown(binds, binding))
				return binding;
	return NULL;
}

void hint_paint(const struct binds *binds, struct canvas *canvas, struct rect row)
{
	if (rect_empty(row))
		return;
	row.height = 1;
	canvas_fill(canvas, row, ' ', ROLE_HINT, 0);
	row.width += HINT_GAP; /* that of the last one may hang out */
	/* Whoever knows no key must find this one, so its room is kept. */
	const struct binding *help = hint_of(binds, ACTION_HELP);
	int kept = help ? hint_width(plain_key(bind_shown(binds, help)), slice_of(help->hint)) : 0;
	if (kept > row.width / 2)
		kept = 0;
	row.width -= kept;
	for (int i = 0; i < BIND_SCOPES && binds->scopes[i]; i++)
		for (const struct binding *binding = binds->scopes[i]; binding->key; binding++)
			if (binding->hint && (!kept || binding != help) && bind_shown(binds, binding) && !hinted_before(binds, binding))
				paint_hint(binds, binding, canvas, &row);
	row.width += kept;
	if (kept)
		paint_hint(binds, help, canvas, &row);
}
