#include "soak/acts.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOOD_LASTS 500 /* operations, about */
#define LOG_KEPT 1000

/* Trainings mostly; people who tidy up; the same where no link excuses what is seen late. */
enum mood { TRAINING, TIDYING, TIDYING_NO_LINKS, MOODS };

struct act {
	void (*act)(struct box *box);
	unsigned weight[MOODS];
};

static const struct act acts[] = {
	{act_append, {40, 15, 15}}, {act_append_part, {15, 5, 5}}, {act_write_file, {8, 8, 8}},
	{act_record_run, {4, 4, 4}}, {act_restart, {4, 2, 2}}, {act_truncate, {5, 3, 3}}, {act_rewrite, {5, 3, 3}},
	{act_replace, {6, 4, 4}}, {act_remove_file, {4, 8, 8}}, {act_damage, {3, 1, 1}}, {act_flip, {3, 1, 1}},
	{act_zeros, {4, 1, 1}}, {act_sync, {6, 4, 4}},
	{act_make_run, {5, 14, 14}}, {act_rename_run, {3, 12, 12}}, {act_remove_run, {2, 5, 5}},
	{act_remake_run, {3, 12, 12}}, {act_swap_runs, {2, 8, 8}}, {act_lock, {3, 14, 14}}, {act_unlock, {3, 14, 14}},
	{act_turn, {1, 4, 4}}, {act_take_away, {0, 1, 1}},
	{act_link, {2, 4, 0}}, {act_relink, {2, 4, 0}}, {act_unlink, {1, 3, 20}},
};

struct box *box_new(const char *logdir, uint64_t seed)
{
	struct box *box = xcalloc(1, sizeof *box);
	box->logdir = xstrdup(logdir);
	box->directory = open(logdir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (box->directory < 0) {
		perror(logdir);
		exit(2);
	}
	box->chance.state = seed;
	box->training = (struct training){.chance = &box->chance, .clock = 1.7e9};
	names_add(&box->runs, ".");
	return box;
}

static void names_fini(struct names_list *list)
{
	while (list->count > 0)
		names_remove(list, list->count - 1);
	free(list->items);
}

void box_free(struct box *box)
{
	while (box->file_count > 0)
		box_drop_file(box, &box->files[0]);
	names_fini(&box->runs);
	names_fini(&box->links);
	names_fini(&box->locked);
	names_fini(&box->log);
	close(box->directory);
	free(box->files);
	free(box->temporary);
	free(box->target);
	free(box->logdir);
	free(box->home);
	free(box);
}

void box_act(struct box *box)
{
	unsigned sum = 0;
	size_t i = 0;
	if (chance_once_in(&box->chance, MOOD_LASTS))
		box->mood = (unsigned)chance_below(&box->chance, MOODS);
	for (size_t at = 0; at < sizeof acts / sizeof *acts; at++)
		sum += acts[at].weight[box->mood];
	for (size_t drawn = chance_below(&box->chance, sum); drawn >= acts[i].weight[box->mood]; i++)
		drawn -= acts[i].weight[box->mood];
	box->actions++;
	acts[i].act(box);
}

void box_unlock(struct box *box)
{
	box_bring_back(box);
	while (box->locked.count > 0)
		act_unlock(box);
}

bool box_has_links(const struct box *box)
{
	return box->links.count > 0;
}

uint64_t box_actions(const struct box *box)
{
	return box->actions;
}

/* ---- The log ---------------------------------------------------------------- */

void box_note(struct box *box, const char *format, ...)
{
	char line[400];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	for (char *c = line; *c; c++)
		if ((unsigned char)*c < 0x20 || (unsigned char)*c >= 0x7f)
			*c = '?';
	struct str numbered = {0};
	str_printf(&numbered, "%llu %s", (unsigned long long)box->actions, line);
	if (box->log.count == LOG_KEPT)
		names_remove(&box->log, 0);
	names_add(&box->log, str_text(&numbered));
	str_fini(&numbered);
}

void box_print_log(const struct box *box, size_t count, FILE *to)
{
	size_t from = box->log.count > count ? box->log.count - count : 0;
	for (size_t i = from; i < box->log.count; i++)
		fprintf(to, "  %s\n", box->log.items[i]);
}

/* ---- Names and files ---------------------------------------------------------- */

void names_add(struct names_list *list, const char *name)
{
	if (!array_reserve(&list->items, &list->capacity, list->count + 1))
		abort();
	list->items[list->count++] = xstrdup(name);
}

void names_remove(struct names_list *list, size_t at)
{
	free(list->items[at]);
	list->count--;
	memmove(list->items + at, list->items + at + 1, (list->count - at) * sizeof *list->items);
}

char *names_pick(struct names_list *list, struct chance *chance)
{
	return list->count ? list->items[chance_below(chance, list->count)] : NULL;
}

struct event_file *box_add_file(struct box *box, const char *path)
{
	for (size_t i = 0; i < box->file_count; i++)
		if (!strcmp(box->files[i].path, path))
			return &box->files[i];
	if (box->file_count == MOST_FILES)
		return NULL;
	if (!array_reserve(&box->files, &box->file_capacity, box->file_count + 1))
		abort();
	struct event_file *file = &box->files[box->file_count++];
	*file = (struct event_file){.path = xstrdup(path)};
	return file;
}

void box_drop_file(struct box *box, struct event_file *file)
{
	size_t at = (size_t)(file - box->files);
	free(file->path);
	str_fini(&file->rest);
	box->file_count--;
	memmove(file, file + 1, (box->file_count - at) * sizeof *file);
}

struct event_file *box_pick_file(struct box *box)
{
	return box->file_count ? &box->files[chance_below(&box->chance, box->file_count)] : NULL;
}

/* The part of `path` behind `above`, NULL when it is not below. */
static const char *part_below(const char *path, const char *above)
{
	size_t length = strlen(above);
	return !strncmp(path, above, length) && (path[length] == '/' || !path[length]) ? path + length : NULL;
}

static char *moved(const char *path, const char *from, const char *to)
{
	struct str out = {0};
	str_printf(&out, "%s%s", to, part_below(path, from));
	return out.data;
}

static void names_moved(struct names_list *list, const char *path, const char *to)
{
	for (size_t i = list->count; i-- > 0;) {
		if (!part_below(list->items[i], path))
			continue;
		if (!to) {
			names_remove(list, i);
			continue;
		}
		char *new = moved(list->items[i], path, to);
		free(list->items[i]);
		list->items[i] = new;
	}
}

void box_moved(struct box *box, const char *path, const char *to)
{
	names_moved(&box->runs, path, to);
	names_moved(&box->links, path, to);
	names_moved(&box->locked, path, to);
	for (size_t i = box->file_count; i-- > 0;) {
		struct event_file *file = &box->files[i];
		if (!part_below(file->path, path))
			continue;
		if (!to) {
			box_drop_file(box, file);
			continue;
		}
		char *new = moved(file->path, path, to);
		free(file->path);
		file->path = new;
	}
	if (box->temporary && part_below(box->temporary, path)) {
		char *temporary = to ? moved(box->temporary, path, to) : NULL;
		char *target = to ? moved(box->target, path, to) : NULL;
		free(box->temporary);
		free(box->target);
		box->temporary = temporary;
		box->target = target;
	}
}
