#include "view/empty.h"

#include "base/number.h"

#include <stdarg.h>
#include <stdio.h>

/* So that a line is not cut in the middle of a word at 80 columns: two short ones rather than a long one. */
static void say(struct empty *empty, int columns, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void say(struct empty *empty, int columns, const char *format, ...)
{
	char text[2 * LABEL_SIZE];
	va_list arguments;
	if (empty->count == EMPTY_LINES)
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	label_set(&empty->lines[empty->count++], slice_of(text), columns - 2 > 0 ? columns - 2 : 0, TEXT_CUT_MIDDLE);
}

static void say_no_files(struct empty *empty, const struct scene *scene, int columns)
{
	const struct progress *progress = scene->progress;
	say(empty, columns, "watching %s", scene->place ? scene->place : "");
	if (progress && progress->scanning)
		say(empty, columns, "looking for event files");
	else
		say(empty, columns, "no event files yet");
	if (progress && (progress->directories || progress->other_files))
		say(empty, columns, "%u %s, %llu other %s", progress->directories,
		    progress->directories == 1 ? "directory" : "directories", (unsigned long long)progress->other_files,
		    progress->other_files == 1 ? "file" : "files");
	say(empty, columns, "they show here as soon as they are written; r looks now, q quits");
	say(empty, columns, "`tbtop demo` shows simulated runs, `tbtop log` records from a shell");
}

static void say_no_records(struct empty *empty, const struct scene *scene, int columns,
                           const struct store_totals *totals)
{
	char bytes[NUMBER_SIZE];
	number_bytes(bytes, totals->bytes_found);
	if (totals->bytes_read < totals->bytes_found && scene->progress && scene->progress->loading) {
		say(empty, columns, "reading %u files, %s", totals->files, bytes);
		return;
	}
	say(empty, columns, "%u %s, %s: no values yet", totals->files, totals->files == 1 ? "file" : "files", bytes);
	if (totals->problems)
		say(empty, columns, "! shows the problems of %u places", totals->problems);
	else
		say(empty, columns, "writers usually flush every 120 s");
}

void empty_prepare(struct empty *empty, const struct scene *scene, int columns)
{
	struct store_totals totals = store_totals(scene->store);
	empty->count = 0;
	if (store_tag_count(scene->store) > 0 || finds_count(scene->finds, FIND_PROFILE) > 0 ||
	    finds_count(scene->finds, FIND_PROJECTOR) > 0 || finds_count(scene->finds, FIND_MODEL) > 0)
		return;
	if (scene->progress && scene->progress->waiting) {
		const char *place = scene->progress->logdirs > 1 ? scene->progress->waiting_for : scene->place;
		say(empty, columns, "waiting for %s", place ? place : "");
		say(empty, columns, scene->progress->no_answer ? "its file system gives no answer" : "no such directory yet");
	} else if (totals.runs == 0 || totals.files == 0) {
		say_no_files(empty, scene, columns);
	} else {
		say_no_records(empty, scene, columns, &totals);
	}
}

void empty_paint(const struct empty *empty, struct canvas *canvas, struct rect area)
{
	int y = area.y + (area.height - empty->count) / 2;
	for (int i = 0; i < empty->count; i++) {
		const struct label *line = &empty->lines[i];
		canvas_text(canvas, area.x + (area.width - line->width) / 2, y + i, line->width, label_slice(line),
		            i == 0 ? ROLE_STRONG : ROLE_DIM, 0);
	}
}
