#include "base/clock.h"
#include "base/number.h"
#include "base/text.h"
#include "base/worker.h"
#include "cmd/commands.h"
#include "cmd/json.h"
#include "cmd/message.h"
#include "cmd/out.h"
#include "cmd/problem.h"
#include "model/query.h"
#include "model/reason.h"

#include <inttypes.h>
#include <math.h>

#define MOST_LINES 12 /* of problems of one file */
#define CLOCK_SLACK 60.0 /* seconds that machines' clocks may differ without a word */

struct health {
	const struct store *store;
	double now;
	uint64_t lost_bytes, records;
	uint32_t damaged, partly, incomplete, unreadable; /* files */
};

/* ---- One file --------------------------------------------------------------------------- */

/* Not all of it was taken, though nothing is wrong with it. */
static bool is_partly_loaded(const struct file_info *file)
{
	return file->status == STATUS_OK && !file->damaged && !file->withheld && file->problems;
}

static const char *file_state(const struct file_info *file)
{
	if (file->status != STATUS_OK)
		return "unreadable";
	if (file->damaged)
		return "damaged";
	if (file->withheld || is_partly_loaded(file))
		return file->records ? "partly loaded" : "not loaded";
	if (file->incomplete)
		return "incomplete";
	return file->marker ? "marker" : file->records ? "ok" : "empty";
}

static void count_file(struct health *health, const struct file_info *file)
{
	health->lost_bytes += file->lost_bytes;
	health->records += file->records;
	health->damaged += file->damaged;
	health->partly += is_partly_loaded(file);
	health->unreadable += file->status != STATUS_OK;
	health->incomplete += file->incomplete > 0;
}

/* `last_reason`: what the line above said; it is not said again. */
static void problem_text_line(struct out *out, const struct store *store, const struct store_problem *found,
                              const char **last_reason)
{
	char bytes[NUMBER_SIZE];
	const struct problem *problem = &found->problem;
	const char *reason = problem_reason(store, found);
	str_append_text(&out->text, "  ");
	problem_describe(&out->text, problem);
	if (problem->bytes_lost) {
		number_bytes(bytes, problem->bytes_lost);
		str_printf(&out->text, ", bytes %" PRIu64 " to %" PRIu64 " (%s lost)", problem->offset,
		           problem->offset + problem->bytes_lost - 1, bytes);
	}
	if (reason != *last_reason)
		str_printf(&out->text, ": %s", reason);
	else
		str_append_text(&out->text, ": likewise");
	*last_reason = reason;
	out_line(out);
}

static void rest_line(struct out *out, uint32_t count, uint64_t lost)
{
	char bytes[NUMBER_SIZE];
	number_bytes(bytes, lost);
	str_printf(&out->text, "  and %" PRIu32 " more of them (%s lost); --json lists all", count, bytes);
	out_line(out);
}

/* The problems of all files come ordered by their shown paths. */
static void problems_of(struct out *out, const struct store *store, const struct file_info *file)
{
	const char *last_reason = NULL;
	uint32_t told = 0, rest = 0;
	uint64_t rest_lost = 0;
	for (uint32_t i = 0; i < store_problem_count(store); i++) {
		struct store_problem found = store_problem_at(store, i);
		if (!slice_equal(found.shown, file->shown))
			continue;
		if (told++ < MOST_LINES || file->problems <= MOST_LINES + 1) {
			problem_text_line(out, store, &found, &last_reason);
			continue;
		}
		rest++;
		rest_lost += found.problem.bytes_lost;
	}
	if (rest)
		rest_line(out, rest, rest_lost);
}

/*
 * How many records are lost is known of none whose length is: as many as there is room for, by the mean of those that
 * were read: of a few that tells nothing about much more.
 */
static void lost_text(struct out *out, const struct file_info *file)
{
	str_printf(&out->text, " read, %" PRIu64 " bytes lost in %" PRIu32 " %s", file->lost_bytes, file->problems,
	           file->problems == 1 ? "place" : "places");
	double sound = (double)(file->bytes_read + file->pending) - (double)file->incomplete - (double)file->lost_bytes;
	if (!file->records || sound < (double)file->lost_bytes)
		return;
	double mean = sound / (double)file->records;
	double count = round((double)file->lost_bytes / mean);
	if (count >= 1)
		str_printf(&out->text, ", room for about %.0f %s", count, count == 1 ? "record" : "records");
	else
		str_append_text(&out->text, ", less than a record takes");
}

static void file_text(struct out *out, const struct health *health, const struct file_info *file)
{
	char size[NUMBER_SIZE];
	number_bytes(size, file->size);
	text_clean(&out->text, file->shown);
	str_printf(&out->text, ": %s, %s, %" PRIu64 " %s", file_state(file), size, file->records,
	           file->records == 1 ? "record" : "records");
	if (file->lost_bytes)
		lost_text(out, file);
	out_line(out);
	if (file->problems)
		problems_of(out, health->store, file);
	if (file->incomplete) {
		str_append_text(&out->text, "  ");
		incomplete_describe(&out->text, health->store, file, "; ");
		out_line(out);
	}
	if (file->has_event && file->max_wall > health->now + CLOCK_SLACK) {
		number_age(size, file->max_wall - health->now);
		str_printf(&out->text, "  note: its newest wall time is %s in the future: the writer's clock, or ours", size);
		out_line(out);
	}
}

/* ---- Notes on runs ------------------------------------------------------------------------ */

#define MOST_NAMES 3 /* of tags, or steps, in a note */

static void begin_note(struct out *out, const struct run_info *info)
{
	text_clean(&out->text, info->name);
	str_append_text(&out->text, ": note: ");
}

typedef bool says_of(const struct series_info *series);

/* It has points, in whatever form, and its metadata never said what they are. */
static bool is_nameless(const struct series_info *series)
{
	return series->kind == KIND_TENSOR && !series->plugin.length && series->points;
}

static bool has_misfits(const struct series_info *series)
{
	return series->misfits;
}

/* Tags of a run of which that holds: how many. The names of the first few of them into `names`. */
static uint32_t tags_that(const struct store *store, uint32_t run, says_of *says, struct str *names)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < store_run_known_count(store, run); i++) {
		struct series_info series = store_series(store, store_run_known_at(store, run, i));
		if (!says(&series) || count++ >= MOST_NAMES)
			continue;
		str_append_text(names, count > 1 ? ", " : "");
		text_clean(names, store_tag_name(store, series.tag));
	}
	if (count > MOST_NAMES)
		str_append_text(names, ", …");
	return count;
}

static void note_backwards(struct out *out, const struct store *store, uint32_t run, const struct run_info *info)
{
	uint32_t backwards = 0;
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		uint32_t number = store_run_series_at(store, run, i);
		backwards += store_series_head(store, number).kind == KIND_SCALAR && query_whole(store, number).falls > 0;
	}
	if (!backwards)
		return;
	begin_note(out, info);
	str_printf(&out->text, "steps go back in %" PRIu32 " of its tags: a restart that purged nothing, or two writers at "
	           "once; all points are kept", backwards);
	out_line(out);
}

static void note_restarts(struct out *out, const struct store *store, uint32_t run, const struct run_info *info)
{
	uint64_t hidden = 0;
	if (!info->restarts)
		return;
	for (uint32_t i = 0; i < store_run_known_count(store, run); i++)
		hidden += store_series(store, store_run_known_at(store, run, i)).hidden;
	begin_note(out, info);
	str_printf(&out->text, "restarted %" PRIu32 " %s, at step ", info->restarts, info->restarts == 1 ? "time" : "times");
	for (uint32_t i = 0; i < info->restarts && i < MOST_NAMES; i++)
		str_printf(&out->text, "%s%" PRId64, i ? ", " : "", store_restart_at(store, run, i).step);
	str_append_text(&out->text, info->restarts > MOST_NAMES ? ", …; " : "; ");
	if (hidden)
		str_printf(&out->text, "%" PRIu64 " %s hidden, as in TensorBoard", hidden,
		           hidden == 1 ? "point of an earlier attempt is" : "points of earlier attempts are");
	else
		str_append_text(&out->text, "nothing was taken back");
	out_line(out);
}

static void note_misfits(struct out *out, const struct store *store, uint32_t run, const struct run_info *info)
{
	uint64_t misfits = 0;
	struct str names = {0};
	for (uint32_t i = 0; i < store_run_known_count(store, run); i++)
		misfits += store_series_head(store, store_run_known_at(store, run, i)).misfits;
	uint32_t tags = misfits ? tags_that(store, run, has_misfits, &names) : 0;
	if (tags) {
		begin_note(out, info);
		str_printf(&out->text, "%" PRIu64 " %s the kind of %s (%s) and %s left out", misfits,
		           misfits == 1 ? "point doesn't fit" : "points don't fit", tags == 1 ? "its tag" : "their tags",
		           str_text(&names), misfits == 1 ? "is" : "are");
		out_line(out);
	}
	str_fini(&names);
}

/* Only a tag's first record needs to say its kind: the one that is lost may have. */
static void note_nameless(struct out *out, const struct store *store, uint32_t run, const struct run_info *info)
{
	struct str names = {0};
	uint32_t tags = info->lost_bytes ? tags_that(store, run, is_nameless, &names) : 0;
	if (tags) {
		begin_note(out, info);
		str_printf(&out->text, "%" PRIu32 " of its tags (%s) %s no metadata, which may be in a lost record: read as %s",
		           tags, str_text(&names), tags == 1 ? "has" : "have", tags == 1 ? "a tensor" : "tensors");
		out_line(out);
	}
	str_fini(&names);
}

static void run_notes(struct out *out, const struct store *store, uint32_t run)
{
	struct run_info info = store_run(store, run);
	note_backwards(out, store, run, &info);
	note_restarts(out, store, run, &info);
	note_misfits(out, store, run, &info);
	note_nameless(out, store, run, &info);
}

static bool is_file(const struct store *store, struct slice shown)
{
	for (uint32_t i = 0; i < store_file_count(store); i++)
		if (slice_equal(store_file(store, i).shown, shown))
			return true;
	return false;
}

/* Problems of no file: directories that can't be read. A file with thousands of problems is looked up once. */
static void other_problems(struct out *out, const struct store *store)
{
	struct slice last_file = {0};
	for (uint32_t i = 0; i < store_problem_count(store); i++) {
		struct store_problem found = store_problem_at(store, i);
		if (slice_equal(found.shown, last_file))
			continue;
		if (is_file(store, found.shown)) {
			last_file = found.shown;
			continue;
		}
		text_clean(&out->text, found.shown);
		str_append_char(&out->text, ':');
		out_line(out);
		problem_text_line(out, store, &found, &(const char *){NULL});
	}
}

static void summary(struct out *out, const struct health *health, uint32_t files)
{
	char records[NUMBER_SIZE];
	number_grouped(records, (int64_t)health->records);
	str_printf(&out->text, "%" PRIu32 " %s, %s records: ", files, files == 1 ? "file" : "files", records);
	if (!health->damaged && !health->unreadable)
		str_append_text(&out->text, "no damage");
	if (health->damaged)
		str_printf(&out->text, "%" PRIu32 " damaged (%" PRIu64 " bytes lost%s)", health->damaged, health->lost_bytes,
		           health->records && !health->partly ? ", everything else was read" : "");
	if (health->unreadable)
		str_printf(&out->text, "%s%" PRIu32 " unreadable", health->damaged ? ", " : "", health->unreadable);
	if (health->partly)
		str_printf(&out->text, ", %" PRIu32 " partly loaded", health->partly);
	if (store_totals(health->store).files_withheld)
		str_printf(&out->text, ", %" PRIu32 " not loaded", store_totals(health->store).files_withheld);
	if (health->incomplete)
		str_printf(&out->text, ", %" PRIu32 " with an incomplete end", health->incomplete);
	out_line(out);
}

/* Of files of strangers one wants to know. */
static void confinement(struct out *out)
{
	const char *without = worker_unconfined();
	if (without)
		str_printf(&out->text, "read without a seccomp filter: %s", without);
	else
		str_append_text(&out->text, "read under a seccomp filter: no program, no connection could be started");
	out_line(out);
}

static void check_text(struct out *out, struct health *health)
{
	const struct store *store = health->store;
	uint32_t files = store_file_count(store);
	for (uint32_t i = 0; i < files && out->status == STATUS_OK; i++) {
		struct file_info file = store_file(store, i);
		count_file(health, &file);
		file_text(out, health, &file);
	}
	for (uint32_t i = 0; i < store_run_count(store) && out->status == STATUS_OK; i++)
		run_notes(out, store, store_run_at(store, i));
	if (store_problem_count(store))
		other_problems(out, store);
	summary(out, health, files);
	confinement(out);
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static void file_json(struct json *json, const struct file_info *file)
{
	json_open(json, '{');
	json_key(json, "file");
	json_text(json, file->shown);
	json_key(json, "state");
	json_text(json, slice_of(file_state(file)));
	json_key(json, "bytes");
	json_unsigned(json, file->size);
	json_key(json, "records");
	json_unsigned(json, file->records);
	json_key(json, "bytes_lost");
	json_unsigned(json, file->lost_bytes);
	json_key(json, "bytes_incomplete");
	json_unsigned(json, file->incomplete);
	json_close(json, '}');
}

static void check_json(struct out *out, const struct store *store)
{
	struct json json = {.out = &out->text};
	json_open(&json, '{');
	json_key(&json, "damaged");
	json_bool(&json, store_damaged(store));
	json_key(&json, "files");
	json_open(&json, '[');
	for (uint32_t i = 0; i < store_file_count(store); i++) {
		struct file_info file = store_file(store, i);
		file_json(&json, &file);
	}
	json_close(&json, ']');
	problem_json_all(&json, store);
	json_key(&json, "confined");
	json_bool(&json, !worker_unconfined());
	json_close(&json, '}');
	out_line(out);
}

int cmd_check(const struct options *options)
{
	struct out out;
	struct store *store = message_load(options);
	if (!store)
		return EXIT_UNREADABLE;
	int status = EXIT_UNREADABLE;
	if (out_open(&out, options->output)) {
		struct health health = {.store = store, .now = clock_wall()};
		if (options->json)
			check_json(&out, store);
		else
			check_text(&out, &health);
		status = out_close(&out, store_damaged(store) ? 1 : 0);
	}
	return status;
}
