#include "view/ask.h"

#include "base/alloc.h"

#include <stdlib.h>

static void forget_all(struct asks *asks)
{
	while (asks->count) {
		struct ask *last = &asks->items[--asks->count];
		free(last->text);
		free(last->said);
		free(last->wish);
		free(last->solid);
		free(last->saved.tags);
		rows_fini(&last->saved.rows);
		str_fini(&last->saved.drawn);
		str_fini(&last->sound);
	}
}

void asks_fini(struct asks *asks)
{
	forget_all(asks);
	free(asks->items);
	*asks = (struct asks){0};
}

static struct ask *add(struct asks *asks, enum ask_what what, const char *text)
{
	if (asks->count == asks->capacity) {
		asks->capacity = asks->capacity ? asks->capacity * 2 : 4;
		asks->items = xrealloc(asks->items, asks->capacity * sizeof *asks->items);
	}
	struct ask *one = &asks->items[asks->count++];
	*one = (struct ask){.what = what, .text = text ? xstrdup(text) : NULL};
	return one;
}

void ask(struct asks *asks, enum ask_what what, const char *text)
{
	add(asks, what, text);
}

void ask_asset(struct asks *asks, const struct asset_place *place)
{
	add(asks, ASK_ASSET, NULL)->place = *place;
}

void ask_render(struct asks *asks, const struct render_wish *wish)
{
	struct ask *one = add(asks, ASK_RENDER, NULL);
	one->wish = xmalloc(sizeof *wish);
	*one->wish = *wish;
}

void ask_solid(struct asks *asks, const struct solid_wish *wish)
{
	struct ask *one = add(asks, ASK_SOLID, NULL);
	one->solid = xmalloc(sizeof *wish);
	*one->solid = *wish;
}

void ask_nearest(struct asks *asks, const struct projection *projection, size_t of, enum neighbour_metric metric)
{
	struct ask *one = add(asks, ASK_NEAREST, NULL);
	one->projection = projection;
	one->index = of;
	one->metric = metric;
}

void ask_labels(struct asks *asks, const struct projection *projection, size_t column, const char *needle)
{
	struct ask *one = add(asks, ASK_LABELS, needle);
	one->projection = projection;
	one->index = column;
}

void ask_project(struct asks *asks, const char *path, size_t index, uint64_t stamp)
{
	struct ask *one = add(asks, ASK_PROJECT, path);
	one->index = index;
	one->stamp = stamp;
}

void ask_args(struct asks *asks, const char *path, uint64_t place)
{
	add(asks, ASK_ARGS, path)->id = place;
}

void ask_seen(struct asks *asks, uint64_t id)
{
	add(asks, ASK_ALERT_SEEN, NULL)->id = id;
}

void ask_edit(struct asks *asks, struct edit edit)
{
	struct ask *one = add(asks, ASK_EDIT, edit.text);
	one->edit = edit;
	one->edit.text = one->text;
}

void ask_copy(struct asks *asks, const char *text, const char *said)
{
	add(asks, ASK_COPY, text)->said = xstrdup(said);
}

void ask_copy_rows(struct asks *asks, struct rows *rows, const char *said)
{
	struct ask *one = add(asks, ASK_COPY, NULL);
	one->said = xstrdup(said);
	one->saved.rows = *rows;
	*rows = (struct rows){0};
}

void ask_save(struct asks *asks, const char *file, const struct saved *saved)
{
	add(asks, ASK_SAVE, file)->saved = *saved;
}

void ask_play(struct asks *asks, struct str *wav)
{
	add(asks, ASK_PLAY, NULL)->sound = *wav;
	*wav = (struct str){0};
}

void ask_prompt(struct asks *asks, enum action action, const char *label, const char *text)
{
	struct ask *one = add(asks, ASK_PROMPT, text);
	one->action = action;
	one->label = label;
}

void ask_letter(struct asks *asks, enum action action, const char *label)
{
	struct ask *one = add(asks, ASK_LETTER, NULL);
	one->action = action;
	one->label = label;
}
