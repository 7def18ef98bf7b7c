#include "view/card_list.h"

#include "base/alloc.h"
#include "view/scene.h"

#include <stdlib.h>
#include <string.h>

static const enum kind card_kinds[] = {KIND_SCALAR, KIND_HISTOGRAM, KIND_IMAGE};

/* ---- Which there are -------------------------------------------------------------------------- */

static void add_card(struct card_list *list, struct card_key key)
{
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? 2 * list->capacity : 64;
		list->cards = xrealloc(list->cards, list->capacity * sizeof *list->cards);
	}
	list->cards[list->count++] = key;
	list->groups[list->group_count - 1].count++;
}

static void add_group(struct card_list *list, struct slice name, bool pinned)
{
	if (list->group_count == list->group_capacity) {
		list->group_capacity = list->group_capacity ? 2 * list->group_capacity : 16;
		list->groups = xrealloc(list->groups, list->group_capacity * sizeof *list->groups);
	}
	list->groups[list->group_count++] = (struct card_group){name, pinned, list->count, 0};
}

static kind_set kinds_of(const struct card_list *list, uint32_t tag)
{
	return tag < list->kinds.kind_capacity ? list->kinds.kinds[tag] & CARD_KINDS : 0;
}

static void add_tag(struct card_list *list, uint32_t tag)
{
	for (size_t i = 0; i < sizeof card_kinds / sizeof *card_kinds; i++)
		if (kinds_of(list, tag) & KIND_BIT(card_kinds[i]))
			add_card(list, (struct card_key){tag, card_kinds[i]});
}

static struct slice group_of(struct slice tag)
{
	const char *slash = memchr(tag.data, '/', tag.length);
	return slice_make(tag.data, slash ? (size_t)(slash - tag.data) : 0);
}

static void add_pinned(struct card_list *list, const struct scene *scene)
{
	const struct tag_list *pins = choice_pins(scene->choice);
	add_group(list, (struct slice){0}, true);
	for (size_t i = 0; i < pins->count; i++) {
		uint32_t tag = store_tag_find(scene->store, slice_of(pins->names[i]));
		if (tag != STORE_NONE)
			add_tag(list, tag);
	}
	if (!list->count)
		list->group_count = 0;
}

/* Tags come in the order of their names: those of a group next to each other, but for names such as "a-b" in "a/…". */
static void add_groups(struct card_list *list, const struct scene *scene)
{
	for (uint32_t i = 0; i < store_tag_count(scene->store); i++) {
		uint32_t tag = store_tag_at(scene->store, i);
		struct slice name = store_tag_name(scene->store, tag), group = group_of(name);
		if (!kinds_of(list, tag) || !choice_tag_matches(scene->choice, name))
			continue;
		const struct card_group *last = list->group_count ? &list->groups[list->group_count - 1] : NULL;
		if (!last || last->pinned || !slice_equal(last->name, group))
			add_group(list, group, false);
		add_tag(list, tag);
	}
}

void card_list_make(struct card_list *list, const struct scene *scene)
{
	bool anew = tag_tree_prepare(&list->kinds, scene->store, scene->choice);
	uint64_t generation = choice_generation(scene->choice);
	if (list->made && !anew && generation == list->choice_generation)
		return;
	list->count = list->group_count = 0;
	add_pinned(list, scene);
	add_groups(list, scene);
	list->made = true;
	list->choice_generation = generation;
}

const struct card_key *card_list_chosen(const struct card_list *list, size_t *count)
{
	size_t row = (size_t)list->list.cursor;
	bool all = row == 0 || row > list->group_count;
	*count = all ? list->count : list->groups[row - 1].count;
	return list->cards + (all ? 0 : list->groups[row - 1].from);
}

/* ---- The list ------------------------------------------------------------------------------------ */

void card_list_fit(struct card_list *list, struct rect area)
{
	list->area = area;
	list_fit(&list->list, (int)list->group_count + 1, area.height);
	label_format(&list->title, "Cards %zu", list->count);
}

static void paint_row(const struct card_list *list, struct canvas *canvas, struct rect line, size_t row)
{
	const struct card_group *group = row ? &list->groups[row - 1] : NULL;
	struct label name, count;
	if (!group)
		label_format(&name, "all");
	else if (group->pinned || !group->name.length)
		label_format(&name, group->pinned ? "pinned" : "(no group)");
	else
		label_name(&name, group->name, LABEL_SIZE / 4);
	label_format(&count, "%zu", group ? group->count : list->count);
	canvas_foreign(canvas, line.x + 2, line.y, line.width - 3 - count.width, label_slice(&name),
	               group && group->pinned ? ROLE_STRONG : ROLE_TEXT, 0);
	canvas_text_right(canvas, line.x, line.y, line.width, label_slice(&count), ROLE_DIM, 0);
}

void card_list_paint(const struct card_list *list, struct canvas *canvas, bool focused)
{
	struct rect old = canvas_clip(canvas, list->area);
	for (int i = 0; i < list->area.height && (size_t)(list->list.top + i) <= list->group_count; i++) {
		struct rect line = {list->area.x, list->area.y + i, list->area.width, 1};
		paint_row(list, canvas, line, (size_t)(list->list.top + i));
		if (list->list.top + i == list->list.cursor)
			canvas_paint(canvas, line, focused ? ROLE_SELECTED : ROLE_SELECTED_DIM, 0);
	}
	canvas_unclip(canvas, old);
}

bool card_list_act(struct card_list *list, const struct input *input)
{
	const struct event *event = &input->event;
	int rows = (int)list->group_count + 1;
	if (input->action != ACTION_MOUSE)
		return list_act(&list->list, input->action, rows, list->area.height);
	if (!rect_contains(list->area, event->x, event->y))
		return false;
	int row = list->list.top + event->y - list->area.y;
	if (event->mouse == MOUSE_PRESS && row < rows)
		list->list.cursor = row;
	return true;
}

void card_list_fini(struct card_list *list)
{
	tag_tree_fini(&list->kinds);
	free(list->cards);
	free(list->groups);
	*list = (struct card_list){0};
}
