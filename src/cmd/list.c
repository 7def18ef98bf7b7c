#include "base/clock.h"
#include "base/number.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/json.h"
#include "cmd/message.h"
#include "cmd/out.h"
#include "cmd/problem.h"
#include "cmd/table.h"

#include <inttypes.h>
#include <math.h>

/* ---- JSON --------------------------------------------------------------------------- */

static void tag_json(struct json *json, const struct store *store, uint32_t series)
{
	struct series_info info = store_series(store, series);
	json_open(json, '{');
	json_key(json, "tag");
	json_text(json, store_tag_name(store, info.tag));
	json_key(json, "kind");
	json_text(json, slice_of(kind_name(info.kind)));
	json_key(json, "plugin");
	json_text(json, info.plugin);
	json_key(json, "points");
	json_unsigned(json, info.points);
	json_key(json, "first_step");
	json_signed(json, info.first_step);
	json_key(json, "last_step");
	json_signed(json, info.last_step);
	json_key(json, "last_wall_time");
	json_double(json, info.last_wall);
	json_key(json, "display_name");
	json_text(json, info.display_name);
	json_key(json, "description");
	json_text(json, info.description);
	json_close(json, '}');
}

static void run_json(struct json *json, const struct store *store, uint32_t run)
{
	struct run_info info = store_run(store, run);
	json_open(json, '{');
	json_key(json, "run");
	json_text(json, info.name);
	json_key(json, "files");
	json_unsigned(json, info.files);
	json_key(json, "bytes");
	json_unsigned(json, info.bytes);
	json_key(json, "start_time");
	if (info.has_start)
		json_double(json, info.start_time);
	else
		json_known(json, NAN);
	json_key(json, "tags");
	json_open(json, '[');
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++)
		tag_json(json, store, store_run_series_at(store, run, i));
	json_close(json, ']');
	json_close(json, '}');
}

static void list_json(struct out *out, const struct store *store)
{
	struct json json = {.out = &out->text};
	json_open(&json, '{');
	json_key(&json, "runs");
	json_open(&json, '[');
	for (uint32_t i = 0; i < store_run_count(store); i++)
		run_json(&json, store, store_run_at(store, i));
	json_close(&json, ']');
	problem_json_all(&json, store);
	json_close(&json, '}');
	out_line(out);
}

/* ---- For people ----------------------------------------------------------------------- */

static void tag_row(struct table *table, const struct store *store, uint32_t series, double now)
{
	struct series_info info = store_series(store, series);
	char text[NUMBER_SIZE];
	table_cell(table, store_tag_name(store, info.tag));
	table_text(table, kind_name(info.kind));
	number_grouped(text, info.points > INT64_MAX ? INT64_MAX : (int64_t)info.points);
	table_text(table, text);
	number_whole(text, info.first_step);
	table_text(table, text);
	number_whole(text, info.last_step);
	table_text(table, text);
	number_age(text, now - info.last_wall);
	table_text(table, text);
}

static void run_table(struct out *out, const struct store *store, uint32_t run, double now)
{
	static const char *const titles[] = {"tag", "kind", "points", "first", "last", "age"};
	struct table table;
	table_init(&table, "llrrrr");
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		table_text(&table, titles[i]);
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++)
		tag_row(&table, store, store_run_series_at(store, run, i), now);
	table_print(&table, &out->text, 2);
	table_fini(&table);
}

static void run_text(struct out *out, const struct store *store, uint32_t run, double now)
{
	struct run_info info = store_run(store, run);
	char bytes[NUMBER_SIZE], age[NUMBER_SIZE];
	number_bytes(bytes, info.bytes);
	text_clean(&out->text, info.name);
	str_printf(&out->text, "  (%" PRIu32 " %s, %s", info.files, info.files == 1 ? "file" : "files", bytes);
	if (info.has_start) {
		number_age(age, now - info.start_time);
		str_printf(&out->text, ", started %s ago", age);
	}
	str_append_text(&out->text, ")\n");
	if (store_run_series_count(store, run))
		run_table(out, store, run, now);
	else
		str_append_text(&out->text, "  no points yet\n");
	out_line(out);
}

static void problem_line(struct out *out, const struct store_problem *found)
{
	text_clean(&out->text, found->shown);
	str_append_text(&out->text, ": ");
	problem_describe(&out->text, &found->problem);
	if (found->problem.bytes_lost)
		str_printf(&out->text, " at byte %" PRIu64 ", %" PRIu64 " lost", found->problem.offset,
		           found->problem.bytes_lost);
	out_line(out);
}

static void list_text(struct out *out, const struct store *store)
{
	double now = clock_wall();
	uint32_t runs = store_run_count(store), problems = store_problem_count(store);
	for (uint32_t i = 0; i < runs && out->status == STATUS_OK; i++)
		run_text(out, store, store_run_at(store, i), now);
	if (!runs) {
		str_append_text(&out->text, "no event files: their names contain tfevents");
		out_line(out);
	}
	for (uint32_t i = 0; i < problems; i++) {
		struct store_problem found = store_problem_at(store, i);
		problem_line(out, &found);
	}
}

int cmd_list(const struct options *options)
{
	struct out out;
	struct store *store = message_load(options);
	if (!store)
		return EXIT_UNREADABLE;
	int status = EXIT_UNREADABLE;
	if (out_open(&out, options->output)) {
		if (options->json)
			list_json(&out, store);
		else
			list_text(&out, store);
		status = out_close(&out, store_run_count(store) ? 0 : 1);
	}
	return status;
}
