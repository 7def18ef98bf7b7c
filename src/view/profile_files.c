#include "view/profile_files.h"

#include "base/alloc.h"
#include "base/number.h"
#include "view/label.h"

#include <stdlib.h>
#include <string.h>

static bool is_shown(const struct scene *scene, const struct find *find)
{
	uint32_t run = store_run_find(scene->store, slice_of(find->spec.run));
	return run == STORE_NONE || choice_run(scene->choice, scene->store, run).shown;
}

/* Up to the end of the host's name, and how long that is. */
static size_t stem_of(const struct find_spec *spec)
{
	const char *name = strrchr(spec->file, '/');
	return (name ? (size_t)(name + 1 - spec->file) : 0) + strlen(spec->host);
}

static bool same_profile(const struct find_spec *a, const struct find_spec *b)
{
	return !strcmp(a->run, b->run) && !strcmp(a->profile, b->profile) && !strcmp(a->host, b->host);
}

/*
 * XLA's profilers write the same spans in two forms: what is read is the XSpace,
 * which says more. In the order of finds a host's files lie one behind the other.
 */
static void drop_twins(struct profile_files *files)
{
	int kept = 0;
	for (int i = 0; i < files->count; i++) {
		const struct find_spec *spec = &files->items[i]->spec;
		bool other = false;
		size_t stem = stem_of(spec);
		for (int k = i + 1; spec->format == TRACE_JSON && k < files->count && !other; k++) {
			const struct find_spec *next = &files->items[k]->spec;
			if (strcmp(next->run, spec->run) != 0 || strncmp(next->file, spec->file, stem) != 0)
				break;
			other = next->format == TRACE_XPLANE && same_profile(spec, next);
			files->twins[k] |= other;
		}
		if (other)
			continue;
		files->twins[kept] = files->twins[i];
		files->items[kept++] = files->items[i];
	}
	files->count = kept;
}

void profile_files_list(struct profile_files *files, const struct scene *scene)
{
	size_t count = finds_count(scene->finds, FIND_PROFILE);
	files->count = files->current = 0;
	for (size_t i = 0; i < count && files->count < PROFILE_FILES_MOST; i++) {
		const struct find *find = finds_at(scene->finds, FIND_PROFILE, i);
		if (!is_shown(scene, find))
			continue;
		files->twins[files->count] = false;
		files->items[files->count++] = find;
	}
	drop_twins(files);
	for (int i = 0; files->path && i < files->count; i++)
		if (!strcmp(files->path, files->items[i]->spec.path))
			files->current = i;
}

bool profile_files_choose(struct profile_files *files, int number)
{
	if (number < 0 || number >= files->count)
		return false;
	free(files->path);
	files->path = xstrdup(files->items[number]->spec.path);
	files->current = number;
	return true;
}

const struct find *profile_files_current(const struct profile_files *files)
{
	return files->count ? files->items[files->current] : NULL;
}

bool profile_files_together(const struct find *a, const struct find *b)
{
	bool xla = a->spec.format == TRACE_XPLANE || a->spec.format == TRACE_JSON;
	bool of_xla = b->spec.format == TRACE_XPLANE || b->spec.format == TRACE_JSON;
	if (strcmp(a->spec.run, b->spec.run) != 0)
		return false;
	return xla ? of_xla && !strcmp(a->spec.profile, b->spec.profile) : a->spec.format == b->spec.format;
}

void profile_files_fini(struct profile_files *files)
{
	free(files->path);
}

/* ---- The list ---- */

static void paint_file(const struct profile_files *files, struct canvas *canvas, struct rect body, int number, int y)
{
	static const char *const signs[] = {[FIND_NONE] = " ", [FIND_WANTED] = "…", [FIND_LOADING] = "…", [FIND_READY] = "●",
	                                    [FIND_FAILED] = "✗"};
	const struct find *find = files->items[number];
	char size[NUMBER_SIZE];
	struct rect row = {body.x, y, body.width, 1};
	number_bytes(size, find->spec.size);
	canvas_text(canvas, row.x, y, 1, slice_of(signs[find->state]), find->state == FIND_FAILED ? ROLE_BAD : ROLE_GOOD, 0);
	canvas_text_right(canvas, row.x + row.width - 10, y, 10, slice_of(size), ROLE_TEXT, 0);
	canvas_text(canvas, row.x + row.width - 22, y, 11, slice_of(trace_format_name(find->spec.format)), ROLE_DIM, 0);
	struct label file;
	label_set(&file, slice_of(find->spec.file), row.width > 26 ? row.width - 26 : 0, TEXT_CUT_START);
	canvas_text(canvas, row.x + 2, y, file.width, label_slice(&file), number == files->current ? ROLE_STRONG : ROLE_TEXT, 0);
	if (files->twins[number] && row.width > 26)
		canvas_text(canvas, row.x + 4 + file.width, y, row.width - 28 - file.width, slice_of("also as JSON"), ROLE_DIM, 0);
	if (number == files->list.cursor)
		canvas_paint(canvas, (struct rect){row.x + 2, y, row.width - 2, 1}, ROLE_SELECTED, 0);
}

void profile_files_paint(const struct profile_files *files, struct canvas *canvas, struct rect body)
{
	for (int i = 0; i < body.height && files->list.top + i < files->count; i++)
		paint_file(files, canvas, body, files->list.top + i, body.y + i);
}

bool profile_files_act(struct profile_files *files, const struct input *input, struct rect body)
{
	int y = input->event.y - body.y;
	if (input->action == ACTION_MOUSE && input->event.mouse == MOUSE_PRESS && y >= 0 && files->list.top + y < files->count)
		files->list.cursor = files->list.top + y;
	return list_act(&files->list, input->action, files->count, body.height);
}
