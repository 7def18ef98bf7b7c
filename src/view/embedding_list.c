#include "view/embedding_list.h"

#include "base/alloc.h"
#include "model/finds.h"
#include "view/scene.h"

#include <stdlib.h>

enum { NAME_MOST = 60, ROWS_MOST = 4096 };

/* ---- Which there are ------------------------------------------------------------------------- */

bool embedding_list_available(const struct scene *scene)
{
	return scene->finds && finds_count(scene->finds, FIND_PROJECTOR) > 0;
}

static void forget(struct embedding_list *list)
{
	while (list->count)
		free(list->rows[--list->count].path);
}

static uint64_t stamp_of(const struct find *find)
{
	return projections_stamp(find->spec.size, find->spec.mtime_ns);
}

static struct embedding_row *add_row(struct embedding_list *list, const struct find *find, size_t index)
{
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? 2 * list->capacity : 16;
		list->rows = xrealloc(list->rows, list->capacity * sizeof *list->rows);
	}
	list->rows[list->count] = (struct embedding_row){.path = xstrdup(find->spec.path), .index = index, .stamp = stamp_of(find)};
	return &list->rows[list->count++];
}

/* Its own name; with the run's before it when there are several configurations. */
static void say_name(struct label *out, const char *run, struct slice name, bool several)
{
	struct label own, of;
	label_name(&own, name, NAME_MOST);
	label_name(&of, slice_of(run), NAME_MOST);
	if (several && name.length)
		label_format(out, "%s  %s", of.text, own.text);
	else
		*out = name.length ? own : of;
}

static void add_config(struct embedding_list *list, const struct scene *scene, const struct find *find, bool several)
{
	struct projection_answer answer = {0};
	if (scene->projections)
		answer = projections_look(scene->projections, find->spec.path, PROJECTION_CONFIG, stamp_of(find));
	for (size_t i = 0; answer.config && i < answer.config->count && list->count < ROWS_MOST; i++)
		say_name(&add_row(list, find, i)->name, find->spec.run, str_slice(&answer.config->items[i].name), several);
	if (answer.config && answer.config->count)
		return;
	struct embedding_row *row = add_row(list, find, PROJECTION_CONFIG);
	say_name(&row->name, find->spec.run, (struct slice){0}, several);
	if (answer.state == PROJECTION_FAILED)
		label_format(&row->wrong, "%s", answer.what);
	else if (answer.config)
		label_format(&row->wrong, "it names no embeddings");
}

void embedding_list_prepare(struct embedding_list *list, const struct scene *scene, struct asks *out)
{
	size_t count = scene->finds ? finds_count(scene->finds, FIND_PROJECTOR) : 0;
	forget(list);
	for (size_t i = 0; i < count; i++) {
		const struct find *find = finds_at(scene->finds, FIND_PROJECTOR, i);
		ask_project(out, find->spec.path, PROJECTION_CONFIG, stamp_of(find));
		add_config(list, scene, find, count > 1);
	}
	list_fit(&list->list, (int)list->count, list->area.height);
}

void embedding_list_fit(struct embedding_list *list, struct rect area)
{
	list->area = area;
	list_fit(&list->list, (int)list->count, area.height);
}

/* ---- The list ------------------------------------------------------------------------------------ */

void embedding_list_paint(const struct embedding_list *list, struct canvas *canvas, bool focused)
{
	struct rect old = canvas_clip(canvas, list->area);
	for (int i = 0; i < list->area.height && (size_t)(list->list.top + i) < list->count; i++) {
		struct rect line = {list->area.x, list->area.y + i, list->area.width, 1};
		const struct embedding_row *row = &list->rows[list->list.top + i];
		canvas_foreign(canvas, line.x + 2, line.y, line.width - 2, label_slice(&row->name),
		               row->wrong.length ? ROLE_BAD : ROLE_TEXT, 0);
		if (list->list.top + i == list->list.cursor)
			canvas_paint(canvas, line, focused ? ROLE_SELECTED : ROLE_SELECTED_DIM, 0);
	}
	canvas_unclip(canvas, old);
}

bool embedding_list_act(struct embedding_list *list, const struct input *input)
{
	const struct event *event = &input->event;
	if (input->action != ACTION_MOUSE)
		return list_act(&list->list, input->action, (int)list->count, list->area.height);
	if (!rect_contains(list->area, event->x, event->y))
		return false;
	if (event->mouse == MOUSE_PRESS && (size_t)(list->list.top + event->y - list->area.y) < list->count)
		list->list.cursor = list->list.top + event->y - list->area.y;
	return true;
}

const struct embedding_row *embedding_list_cursor(const struct embedding_list *list)
{
	return (size_t)list->list.cursor < list->count ? &list->rows[list->list.cursor] : NULL;
}

const char *embedding_list_title(const struct embedding_list *list)
{
	const struct embedding_row *row = embedding_list_cursor(list);
	return row ? row->name.text : "Embeddings";
}

void embedding_list_fini(struct embedding_list *list)
{
	forget(list);
	free(list->rows);
	*list = (struct embedding_list){0};
}
