#include "app/save.h"

#include "app/save_part.h"
#include "base/alloc.h"
#include "base/number.h"
#include "base/text.h"
#include "cmd/rows_text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK ((size_t)64 * 1024)
#define NAMES_MOST 1000 /* tried, when they are taken */

/* The worker's from save_begin until it is done, but for `stop`. */
struct save {
	struct app *app;
	uv_work_t work;
	enum export_format format;
	bool table;      /* of scalars' points: it has a line of names */
	char *wished;    /* the file's name as asked for */
	struct str name; /* as it came to be */
	struct str text; /* a picture, or lines that wait to be written */
	struct rows rows;
	size_t missing; /* points that are not in the rows */
	struct save_part *parts;
	size_t part_count, part_capacity;
	int fd;
	uint64_t points, unread;
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

static void write_part(struct save *save, const struct save_part *part, struct payload_reader *reader)
{
	size_t pieces = save_part_pieces(part);
	for (size_t i = 0; i < pieces && save->status == STATUS_OK && !save->stop; i++) {
		size_t count = save_part_write(part, i, save->format, reader, &save->text);
		save->points += count;
		save->unread += count == 0;
		if (save->text.length >= BLOCK)
			flush(save);
	}
}

static void write_rows(struct save *save)
{
	size_t count = rows_count(&save->rows);
	if (count)
		rows_text_header(&save->text, save->format, &save->rows);
	for (size_t i = 0; i < count && save->status == STATUS_OK && !save->stop; i++) {
		rows_text_row(&save->text, save->format, &save->rows, i);
		if (save->text.length >= BLOCK)
			flush(save);
	}
}

static void write_parts(struct save *save)
{
	struct payload_reader *reader = payload_reader_new();
	if (save->table)
		export_header(&save->text, save->format, false);
	for (size_t i = 0; i < save->part_count; i++)
		write_part(save, &save->parts[i], reader);
	payload_reader_free(reader);
}

static void run(uv_work_t *work)
{
	struct save *save = work->data;
	open_file(save);
	if (save->status != STATUS_OK)
		return;
	write_rows(save);
	write_parts(save);
	flush(save);
	if (close(save->fd) && save->status == STATUS_OK)
		save->status = status_from_errno(errno);
	if (save->status != STATUS_OK || save->stop)
		unlink(save->name.data);
}

/* ---- On the loop thread -------------------------------------------------------------------- */

static void save_free(struct save *save)
{
	for (size_t i = 0; i < save->part_count; i++)
		save_part_free(&save->parts[i]);
	rows_fini(&save->rows);
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
			str_printf(&said, ": %s point%s", number, save->points == 1 ? "" : "s");
		else if (rows_count(&save->rows))
			str_printf(&said, ": %zu row%s", rows_count(&save->rows), rows_count(&save->rows) == 1 ? "" : "s");
		if (save->missing)
			str_printf(&said, ", without %zu point%s not read yet", save->missing, save->missing == 1 ? "" : "s");
		if (save->unread)
			str_printf(&said, ", %" PRIu64 " could not be read", save->unread);
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

static enum status add_series(struct save *save, const struct saved *saved, uint32_t run, uint32_t tag)
{
	const struct store *store = save->app->store;
	uint32_t series = store_series_find(store, run, tag);
	if (series == STORE_NONE || store_series_head(store, series).kind != saved->kind)
		return STATUS_OK;
	if (!array_reserve(&save->parts, &save->part_capacity, save->part_count + 1))
		return STATUS_NO_MEMORY;
	enum status status = save_part_take(&save->parts[save->part_count], store, series, save->format);
	save->part_count += status == STATUS_OK;
	return status;
}

/* Runs by name, tags as they are shown. */
static enum status take_series(struct save *save, const struct saved *saved)
{
	const struct app *app = save->app;
	uint32_t runs = store_run_count(app->store);
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < runs; i++) {
		uint32_t run = store_run_at(app->store, i);
		bool shown = choice_run_visible(app->choice, app->store, run);
		for (size_t k = 0; k < saved->tag_count && shown && status == STATUS_OK; k++)
			status = add_series(save, saved, run, saved->tags[k]);
	}
	return status;
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

void save_begin(struct app *app, struct ask *ask)
{
	struct saved *saved = &ask->saved;
	if (app->saving) {
		tell(app, "the last export is still being written");
		return;
	}
	struct save *save = xcalloc(1, sizeof *save);
	save->app = app;
	save->format = saved->format == SAVE_JSONL ? EXPORT_JSONL : EXPORT_CSV;
	save->table = saved->format == SAVE_CSV && saved->tag_count;
	save->wished = path_of(ask->text);
	save->text = saved->drawn;
	save->rows = saved->rows;
	save->missing = saved->missing;
	saved->drawn = (struct str){0};
	saved->rows = (struct rows){0};
	enum status status = take_series(save, saved);
	if (status != STATUS_OK) {
		tell(app, status == STATUS_LIMIT ? "too many points for the screen: `tbtop export` writes them all" : status_text(status));
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
