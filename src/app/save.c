#include "app/save.h"

#include "base/alloc.h"
#include "base/number.h"
#include "base/text.h"
#include "cmd/export.h"
#include "model/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK ((size_t)64 * 1024)
#define NAMES_MOST 1000 /* tried, when they are taken */

/* A series: what all its lines start with, and its points. */
struct part {
	struct str start;
	struct snapshot points;
};

/* The worker's from save_begin until it is done, but for `stop`. */
struct save {
	struct app *app;
	uv_work_t work;
	enum save_format format;
	char *wished;    /* the file's name as asked for */
	struct str name; /* as it came to be */
	struct str text; /* a picture, or lines that wait to be written */
	struct part *parts;
	size_t part_count;
	int fd;
	uint64_t points;
	enum status status;
	atomic_bool stop;
};

/* ---- On the worker ---------------------------------------------------------------------- */

/* "loss.csv", "loss-2.csv", "loss-3.csv" … */
static void name_file(struct save *save, int number)
{
	const char *slash = strrchr(save->wished, '/'), *dot = strrchr(save->wished, '.');
	size_t stem = dot && dot > (slash ? slash + 1 : save->wished) ? (size_t)(dot - save->wished) : strlen(save->wished);
	str_clear(&save->name);
	str_append(&save->name, save->wished, stem);
	if (number > 1)
		str_printf(&save->name, "-%d", number);
	str_append_text(&save->name, save->wished + stem);
}

static void open_file(struct save *save)
{
	for (int number = 1; number <= NAMES_MOST; number++) {
		name_file(save, number);
		save->fd = open(save->name.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (save->fd >= 0 || errno != EEXIST)
			break;
	}
	if (save->fd < 0)
		save->status = status_from_errno(errno);
}

static void flush(struct save *save)
{
	struct slice rest = str_slice(&save->text);
	while (rest.length && save->status == STATUS_OK) {
		ssize_t wrote = write(save->fd, rest.data, rest.length);
		if (wrote > 0)
			rest = slice_make(rest.data + wrote, rest.length - (size_t)wrote);
		else if (errno != EINTR)
			save->status = status_from_errno(errno);
	}
	str_clear(&save->text);
}

static void write_part(struct save *save, const struct part *part)
{
	enum export_format format = save->format == SAVE_CSV ? EXPORT_CSV : EXPORT_JSONL;
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	for (size_t i = 0; i < part->points.count && save->status == STATUS_OK && !save->stop; i++) {
		size_t count = snapshot_read(&part->points, i, rows, &type);
		for (size_t k = 0; k < count; k++) {
			str_append_slice(&save->text, str_slice(&part->start));
			export_row(&save->text, format, &rows[k], type, NULL);
			str_append_char(&save->text, '\n');
		}
		save->points += count;
		if (save->text.length >= BLOCK)
			flush(save);
	}
}

static void run(uv_work_t *work)
{
	struct save *save = work->data;
	open_file(save);
	if (save->status != STATUS_OK)
		return;
	if (save->format == SAVE_CSV)
		export_header(&save->text, EXPORT_CSV, false);
	for (size_t i = 0; i < save->part_count; i++)
		write_part(save, &save->parts[i]);
	flush(save);
	if (close(save->fd) && save->status == STATUS_OK)
		save->status = status_from_errno(errno);
	if (save->status != STATUS_OK || save->stop)
		unlink(save->name.data);
}

/* ---- On the loop thread -------------------------------------------------------------------- */

static void save_free(struct save *save)
{
	for (size_t i = 0; i < save->part_count; i++) {
		str_fini(&save->parts[i].start);
		snapshot_release(&save->parts[i].points);
	}
	free(save->parts);
	free(save->wished);
	str_fini(&save->name);
	str_fini(&save->text);
	free(save);
}

static void tell(struct app *app, const char *text)
{
	dashboard_notice(app->dashboard, text, app_now(app));
	app->urgent = true;
}

static void tell_end(const struct save *save)
{
	struct str said = {0};
	char number[NUMBER_SIZE];
	if (save->status != STATUS_OK) {
		str_printf(&said, "nothing was written: %s: ", status_text(save->status));
		text_clean(&said, slice_of(save->wished));
	} else {
		str_append_text(&said, "wrote ");
		text_clean(&said, str_slice(&save->name));
		number_grouped(number, (int64_t)save->points);
		if (save->part_count)
			str_printf(&said, ": %s points", number);
		if (strcmp(str_text(&save->name), save->wished))
			str_append_text(&said, " (the other name was taken)");
	}
	tell(save->app, str_text(&said));
	str_fini(&said);
}

static void after(uv_work_t *work, int cancelled)
{
	struct save *save = work->data;
	if (!save->app->quitting && !cancelled)
		tell_end(save);
	save->app->saving = NULL;
	save_free(save);
}

/* False when out of memory. */
static bool add_series(struct save *save, uint32_t run, uint32_t tag)
{
	const struct store *store = save->app->store;
	uint32_t series = store_series_find(store, run, tag);
	if (series == STORE_NONE || store_series_head(store, series).kind != KIND_SCALAR)
		return true;
	struct part *part = &save->parts[save->part_count];
	if (!snapshot_take(store, series, &part->points))
		return false;
	export_series_start(&part->start, save->format == SAVE_CSV ? EXPORT_CSV : EXPORT_JSONL, store_run(store, run).name,
	                    store_tag_name(store, tag), KIND_SCALAR);
	save->part_count++;
	return true;
}

/* Runs by name, tags as they are shown. */
static enum status take_series(struct save *save, const uint32_t *tags, size_t count)
{
	const struct app *app = save->app;
	uint32_t runs = store_run_count(app->store);
	save->parts = data_alloc((size_t)runs * count, sizeof *save->parts);
	if (!save->parts)
		return STATUS_NO_MEMORY;
	memset(save->parts, 0, (size_t)runs * count * sizeof *save->parts);
	for (uint32_t i = 0; i < runs; i++) {
		uint32_t run = store_run_at(app->store, i);
		bool shown = choice_run_visible(app->choice, app->store, run);
		for (size_t k = 0; k < count && shown; k++)
			if (!add_series(save, run, tags[k]))
				return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

/* "~/" is the home directory, as in a shell. */
static char *path_of(const char *typed)
{
	struct str path = {0};
	const char *home = getenv("HOME");
	bool below_home = !strncmp(typed, "~/", 2) && home;
	str_printf(&path, "%s%s", below_home ? home : "", typed + below_home);
	return path.data;
}

void save_begin(struct app *app, const struct ask *ask)
{
	if (app->saving) {
		tell(app, "the last export is still being written");
		return;
	}
	struct save *save = xcalloc(1, sizeof *save);
	save->app = app;
	save->format = ask->format;
	save->wished = path_of(ask->text);
	str_append_slice(&save->text, str_slice(&ask->drawn));
	enum status status = take_series(save, ask->tags, ask->tag_count);
	if (status != STATUS_OK) {
		tell(app, status_text(status));
		save_free(save);
		return;
	}
	tell(app, "writing …");
	app->saving = save;
	save->work.data = save;
	uv_queue_work(&app->loop, &save->work, run, after);
}

void save_close(struct app *app)
{
	if (app->saving)
		app->saving->stop = true;
}
