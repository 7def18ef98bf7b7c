#include "soak/picture.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct painting {
	struct str *out;
	const struct store *store;
};

static uint64_t bits_of(double value)
{
	if (value != value)
		return UINT64_C(0x7ff8) << 48; /* one NaN stands for "none"; points keep theirs, see paint_rows */
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static void paint_name(struct str *out, struct slice name)
{
	for (size_t i = 0; i < name.length; i++) {
		unsigned char c = (unsigned char)name.data[i];
		if (c < 0x20 || c >= 0x7f)
			str_printf(out, "\\x%02x", c);
		else
			str_append_char(out, (char)c);
	}
}

static bool paint_rows(void *context, const struct row *rows, size_t count, enum number_type type)
{
	struct painting *painting = context;
	for (size_t i = 0; i < count; i++) {
		uint64_t wall;
		memcpy(&wall, &rows[i].wall_time, sizeof wall);
		str_printf(painting->out, "  %" PRId64 " %" PRIx64 " %" PRIx64 " %d\n", rows[i].step, wall, rows[i].bits, (int)type);
	}
	return true;
}

static bool paint_item(void *context, uint32_t file, const struct item *item)
{
	struct painting *painting = context;
	str_printf(painting->out, "  %" PRId64 " %" PRIx64 " form %d fits %x at %" PRIu64 "+%" PRIu32 " of ", item->step,
	           bits_of(item->wall_time), item->form, item->fits, (uint64_t)item->offset, item->length);
	paint_name(painting->out, store_file(painting->store, file).path);
	str_append_char(painting->out, '\n');
	return true;
}

static void paint_series(struct painting *painting, uint32_t number)
{
	struct str *out = painting->out;
	struct series_info info = store_series(painting->store, number);
	str_append_text(out, " tag ");
	paint_name(out, store_tag_name(painting->store, info.tag));
	str_printf(out, " kind %s points %" PRIu64 " hidden %" PRIu64 " misfits %" PRIu64 " steps %" PRId64 " %" PRId64
	           " wall %" PRIx64 "\n", kind_name(info.kind), info.points, info.hidden, info.misfits, info.first_step,
	           info.last_step, bits_of(info.last_wall));
	if (info.kind == KIND_SCALAR)
		store_walk_scalars(painting->store, number, paint_rows, painting);
	else
		store_walk_items(painting->store, number, paint_item, painting);
}

static bool paint_mark(void *context, const struct mark *mark, bool hides)
{
	struct painting *painting = context;
	str_printf(painting->out, " mark %d step %" PRId64 " wall %" PRIx64 " hides %d\n", (int)mark->what, mark->step,
	           bits_of(mark->wall_time), hides);
	return true;
}

static void paint_run(struct painting *painting, uint32_t number)
{
	struct str *out = painting->out;
	struct run_info info = store_run(painting->store, number);
	str_append_text(out, "run ");
	paint_name(out, info.name);
	str_printf(out, " files %" PRIu32 " bytes %" PRIu64 " start %d %" PRIx64 " newest %" PRIx64 " last %d %" PRId64
	           " stopped %d records %" PRIu64 " lost %" PRIu64 " problems %" PRIu32 " restarts %" PRIu32 "\n",
	           info.files, info.bytes, info.has_start, info.has_start ? bits_of(info.start_time) : 0,
	           bits_of(info.newest_wall), info.has_step, info.has_step ? info.last_step : 0, info.stopped,
	           info.records, info.lost_bytes, info.problems, info.restarts);
	store_walk_marks(painting->store, number, paint_mark, painting);
	for (uint32_t i = 0; i < store_run_series_count(painting->store, number); i++)
		paint_series(painting, store_run_series_at(painting->store, number, i));
}

static int by_path(const void *a, const void *b)
{
	const struct file_info *one = a, *other = b;
	int paths = slice_compare(one->path, other->path);
	return paths ? paths : (one->run > other->run) - (one->run < other->run);
}

static void paint_files(struct painting *painting)
{
	uint32_t count = store_file_count(painting->store), kept = 0;
	struct file_info *files = calloc(count + 1, sizeof *files);
	for (uint32_t i = 0; files && i < count; i++) {
		files[kept] = store_file(painting->store, i);
		kept += !files[kept].gone;
	}
	if (kept)
		qsort(files, kept, sizeof *files, by_path);
	for (uint32_t i = 0; i < kept; i++) {
		const struct file_info *file = &files[i];
		str_append_text(painting->out, "file ");
		paint_name(painting->out, file->path);
		str_printf(painting->out, " size %" PRIu64 " read %" PRIu64 " records %" PRIu64 " pending %" PRIu64 " lost %" PRIu64
		           " status %s problems %" PRIu32 "\n", file->size, file->bytes_read, file->records, file->pending,
		           file->lost_bytes, status_text(file->status), file->problems);
	}
	free(files);
}

static void paint_problems(struct painting *painting)
{
	for (uint32_t i = 0; i < store_problem_count(painting->store); i++) {
		struct store_problem found = store_problem_at(painting->store, i);
		str_append_text(painting->out, "problem ");
		paint_name(painting->out, found.shown);
		str_printf(painting->out, " %s (%s) at %" PRIu64 "+%" PRIu64 " %s\n", problem_text(found.problem.what),
		           status_text(found.problem.status), found.problem.offset, found.problem.bytes_lost,
		           found.problem.provisional ? "provisional" : "final");
	}
}

void picture_take(struct str *out, const struct store *store)
{
	struct painting painting = {out, store};
	struct store_totals totals = store_totals(store);
	str_clear(out);
	str_printf(out, "runs %" PRIu32 " series %" PRIu32 " points %" PRIu64 " files %" PRIu32 " problems %" PRIu32
	           " damaged %d\n", totals.runs, totals.series, totals.points, totals.files, totals.problems,
	           store_damaged(store));
	paint_files(&painting);
	paint_problems(&painting);
	for (uint32_t i = 0; i < store_run_count(store); i++)
		paint_run(&painting, store_run_at(store, i));
}

static size_t line_length(const char *text)
{
	return strcspn(text, "\n");
}

/* Some lines from `at` on. */
static void print_lines(const char *name, const char *at, int lines, FILE *to)
{
	for (int line = 0; line < lines && *at; line++) {
		size_t length = line_length(at);
		fprintf(to, "  %s: %.*s\n", name, (int)length, at);
		at += length + (at[length] == '\n');
	}
}

/* The totals, on the first line, differ wherever something does. */
void picture_print_difference(const char *live, const char *cold, FILE *to)
{
	print_lines("live", live, 1, to);
	print_lines("cold", cold, 1, to);
	live += line_length(live);
	cold += line_length(cold);
	while (*live && *cold) {
		size_t length = line_length(live + 1);
		if (length != line_length(cold + 1) || memcmp(live, cold, length + 1) != 0)
			break;
		live += length + 1;
		cold += length + 1;
	}
	print_lines("live", live + (*live == '\n'), 3, to);
	print_lines("cold", cold + (*cold == '\n'), 3, to);
}
