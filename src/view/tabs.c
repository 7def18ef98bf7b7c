#include "view/tabs.h"

#include "base/alloc.h"
#include "view/views.h"

#include <stdlib.h>

void tabs_init(struct tabs *tabs)
{
	tabs->items = xcalloc((size_t)view_count, sizeof *tabs->items);
	for (int i = 0; i < view_count; i++)
		tabs->items[i].number = i + 1;
}

void tabs_fini(struct tabs *tabs)
{
	free(tabs->items);
}

bool tabs_open(struct tabs *tabs, const char *name)
{
	int found = views_find(name);
	for (int i = 0; i < view_count && found < 0; i++) {
		/* Ten is the 0 key; those behind it have no key. */
		int number = tabs->items[i].number, key = number == 10 ? 0 : number;
		if (number && name[0] == '0' + key && key < 10 && !name[1])
			found = i;
	}
	if (found < 0)
		return false;
	tabs->current = found;
	tabs->touched = true;
	return true;
}

/* ---- Preparing ------------------------------------------------------------------------ */

/* A tab's text; the less room there is for all, the less of a title. */
enum tab_style { TAB_FULL, TAB_CLOSE, TAB_BRIEF, TAB_NUMBER, TAB_STYLES };
#define TAB_BRIEF_COLUMNS 4

static void say_tab(struct label *text, int number, const char *title, bool on, enum tab_style style)
{
	int columns = style == TAB_BRIEF ? TAB_BRIEF_COLUMNS : style == TAB_NUMBER && !on ? 0 : LABEL_SIZE / 2;
	label_format(text, on ? "[%d]%.*s" : style == TAB_FULL ? " %d %.*s" : style == TAB_CLOSE ? " %d%.*s" : "%d%.*s",
	             number, columns, title);
}

static int say_tabs(struct tabs *tabs, enum tab_style style)
{
	int width = 0;
	for (int i = 0; i < view_count; i++) {
		struct tab *tab = &tabs->items[i];
		tab->text = (struct label){0};
		if (tab->number)
			say_tab(&tab->text, tab->number, views[i]->title, i == tabs->current, style);
		width += tab->text.width + (tab->number != 0);
	}
	return width;
}

/* What comes later may belong in front; Steps, which tells of all runs, is the last one to fall back on. */
static void open_first(struct tabs *tabs, const struct scene *scene)
{
	const struct progress *progress = scene->progress;
	if (tabs->touched || (progress && (progress->scanning || progress->loading)))
		return;
	for (int i = 0; i < view_count; i++) {
		if (tabs->items[i].available && views[i] != &steps_view) {
			tabs->current = i;
			return;
		}
	}
}

/* Those that there is something for have numbers, and the one that is open. */
static void number_tabs(struct tabs *tabs)
{
	int number = 0;
	for (int i = 0; i < view_count; i++)
		tabs->items[i].number = tabs->items[i].available || i == tabs->current ? ++number : 0;
}

/* Tabs from the right, so that the place gets what is left. */
static void place_tabs(struct tabs *tabs, const char *place)
{
	struct rect row = tabs->row;
	rect_take_left(&row, 1);
	rect_take_right(&row, 2); /* the ? */
	int style = TAB_FULL, width = say_tabs(tabs, TAB_FULL);
	while (width >= row.width && ++style < TAB_STYLES)
		width = say_tabs(tabs, (enum tab_style)style);
	struct rect rest = rect_take_right(&row, width + 1);
	for (int i = 0; i < view_count; i++)
		tabs->items[i].area = rect_take_left(&rest, tabs->items[i].text.width + (tabs->items[i].number != 0));
	label_set(&tabs->place, slice_of(place), row.width > 1 ? row.width - 1 : 0, TEXT_CUT_START);
}

void tabs_prepare(struct tabs *tabs, const struct scene *scene, struct rect row)
{
	tabs->row = row;
	for (int i = 0; i < view_count; i++)
		tabs->items[i].available = !views[i]->available || views[i]->available(scene);
	open_first(tabs, scene);
	number_tabs(tabs);
	place_tabs(tabs, scene->place ? scene->place : "");
}

/* ---- Painting, pressing ---------------------------------------------------------------- */

void tabs_paint(const struct tabs *tabs, struct canvas *canvas)
{
	struct rect row = tabs->row;
	if (rect_empty(row))
		return;
	canvas_fill(canvas, row, ' ', ROLE_TAB, 0);
	canvas_text(canvas, row.x + 1, row.y, row.width - 1, label_slice(&tabs->place), ROLE_TAB, 0);
	for (int i = 0; i < view_count; i++) {
		const struct tab *tab = &tabs->items[i];
		enum role role = i == tabs->current ? ROLE_TAB_ON : tab->available ? ROLE_TAB : ROLE_DIM;
		if (tab->number)
			canvas_text(canvas, tab->area.x, row.y, tab->area.width - 1, label_slice(&tab->text), role, 0);
	}
	canvas_put(canvas, row.x + row.width - 2, row.y, '?', ROLE_TAB, 0);
}

const char *tabs_at(const struct tabs *tabs, int x, int y)
{
	for (int i = 0; i < view_count; i++)
		if (rect_contains(tabs->items[i].area, x, y))
			return views[i]->name;
	return NULL;
}
