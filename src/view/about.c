#include "view/about.h"

#include "base/number.h"
#include "base/text.h"
#include "model/author.h"
#include "model/reason.h"
#include "model/steptime.h"
#include "view/label.h"
#include "view/lineup.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <time.h>

enum { FILES_MOST = 12, TEXT_COLUMNS = 70, TEXT_MOST = 16384 };

/* ---- Markdown -------------------------------------------------------------------------- */

/* Where a word of plain text goes: on this line, or the next. */
static void append_word(struct str *out, int columns, int *used, struct slice word)
{
	struct str clean = {0};
	text_clean(&clean, word);
	int width = text_width(str_slice(&clean));
	if (*used && *used + 1 + width > columns) {
		str_append_char(out, '\n');
		*used = 0;
	}
	if (*used)
		str_append_char(out, ' ');
	*used += (*used > 0) + text_fit(out, str_slice(&clean), columns, TEXT_CUT_END);
	str_fini(&clean);
}

/* Emphasis and code have marks around them; a link's brackets say nothing either. */
static bool is_mark(struct slice line, size_t at)
{
	char c = line.data[at];
	bool word_before = at && !strchr(" _", line.data[at - 1]);
	bool word_after = at + 1 < line.length && !strchr(" _", line.data[at + 1]);
	if (c == '_')
		return !(word_before && word_after); /* as in snake_case */
	if (c == '*')
		return word_before || word_after;
	return c == '`' || c == '[' || c == ']' || (c == '\\' && at + 1 < line.length && strchr("*_`[]\\#", line.data[at + 1]));
}

static void append_line(struct str *out, int columns, struct slice line)
{
	int used = 0;
	size_t hashes = 0;
	struct str word = {0};
	while (hashes < line.length && line.data[hashes] == '#')
		hashes++;
	if (hashes && hashes < line.length && line.data[hashes] == ' ')
		line = slice_make(line.data + hashes + 1, line.length - hashes - 1);
	for (size_t i = 0; i <= line.length; i++) {
		bool blank = i == line.length || line.data[i] == ' ' || line.data[i] == '\t' || line.data[i] == '\r';
		if (blank && word.length)
			append_word(out, columns, &used, str_slice(&word));
		if (blank)
			str_clear(&word);
		else if (!is_mark(line, i))
			str_append_char(&word, line.data[i]);
	}
	str_append_char(out, '\n');
	str_fini(&word);
}

void about_plain(struct slice markdown, int columns, struct str *out)
{
	if (markdown.length > TEXT_MOST)
		markdown.length = TEXT_MOST;
	while (markdown.length) {
		const char *end = memchr(markdown.data, '\n', markdown.length);
		size_t length = end ? (size_t)(end - markdown.data) : markdown.length;
		append_line(out, columns, slice_make(markdown.data, length));
		markdown = slice_make(markdown.data + length + (end != NULL), markdown.length - length - (end != NULL));
	}
}

/* ---- Tags ----------------------------------------------------------------------------------- */

/* Of a derived one: runs that have its sources, but no point of it. */
static void say_without(const struct scene *scene, uint32_t tag, struct str *out)
{
	const struct formula *formula = formulas_find(choice_formulas(scene->choice), store_tag_name(scene->store, tag));
	struct str why = {0};
	uint32_t runs = 0;
	for (uint32_t i = 0; formula && i < store_run_count(scene->store); i++) {
		uint32_t series = store_series_find(scene->store, store_run_at(scene->store, i), tag);
		runs += series != STORE_NONE && !store_series_head(scene->store, series).points;
	}
	if (!runs)
		return;
	formula_say_none(formula, &why);
	str_printf(out, "none in   %u run%s: ", runs, runs == 1 ? "" : "s");
	text_clean(out, str_slice(&why));
	str_append_char(out, '\n');
	str_fini(&why);
}

void about_tag(const struct scene *scene, uint32_t tag, struct str *out)
{
	struct series_info said = {0};
	struct label name;
	char number[NUMBER_SIZE];
	uint32_t runs = 0;
	uint64_t points = 0, hidden = 0, misfits = 0;
	for (uint32_t i = 0; i < store_run_count(scene->store); i++) {
		uint32_t series = store_series_find(scene->store, store_run_at(scene->store, i), tag);
		if (series == STORE_NONE)
			continue;
		struct series_info one = store_series(scene->store, series);
		runs++;
		points += one.points;
		hidden += one.hidden;
		misfits += one.misfits;
		if (!runs || one.description.length || !said.display_name.length)
			said = one;
	}
	label_name(&name, store_tag_name(scene->store, tag), LABEL_SIZE);
	str_printf(out, "tag       %s\n", name.text);
	label_name(&name, said.display_name, LABEL_SIZE);
	if (said.display_name.length && !slice_equal(said.display_name, store_tag_name(scene->store, tag)))
		str_printf(out, "shown as  %s\n", name.text);
	number_grouped(number, (int64_t)points);
	str_printf(out, "kind      %s\nruns      %u\npoints    %s\n", kind_name(said.kind), runs, number);
	number_grouped(number, (int64_t)hidden);
	if (hidden)
		str_printf(out, "          %s more were taken back by restarts\n", number);
	number_grouped(number, (int64_t)misfits);
	if (misfits)
		str_printf(out, "          %s more have another shape than its kind, and are left out\n", number);
	say_without(scene, tag, out);
	if (!said.description.length)
		return;
	str_append_char(out, '\n');
	about_plain(said.description, TEXT_COLUMNS, out);
}

/* ---- Runs ------------------------------------------------------------------------------------ */

static void say_time(const char *what, double wall, struct str *out)
{
	char text[32];
	struct tm when;
	time_t seconds = (time_t)wall;
	if (!(fabs(wall) < 1e12) || !localtime_r(&seconds, &when) ||
	    !strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &when))
		return;
	str_printf(out, "%s%s\n", what, text);
}

/* Why it is in that state; and who writes it, where that could be found. */
static void say_writer(const struct scene *scene, uint32_t run, const struct run_info *info, struct str *out)
{
	double usual = scene->steptimes ? steptimes_get(scene->steptimes, scene->store, run, scene->now)->gap_p99 : NAN;
	struct vitals vitals = run_vitals(scene->store, run, usual, scene->now);
	struct str why = {0};
	vitals_explain(&vitals, usual, scene->now, &why);
	if (why.length)
		str_printf(out, "          %s\n", str_text(&why));
	else if (vitals_state(&vitals, scene->now) == RUN_DONE && !vitals.stopped)
		str_append_text(out, "          its writer never said so: silent for long, or its process ended\n");
	if (info->process.found != PROCESS_UNKNOWN) {
		str_append_text(out, "writer    ");
		process_describe(&info->process, out);
		str_append_char(out, '\n');
	}
	str_fini(&why);
}

/* As far as the name of its newest file tells. */
static void say_author(struct slice file_name, struct str *out)
{
	struct author author = author_of(file_name);
	if (!author.host.length)
		return;
	str_append_text(out, "writer    ");
	text_clean(out, author.host);
	if (author.pid)
		str_printf(out, ", process %" PRId64, author.pid);
	str_append_char(out, '\n');
}

static void say_file(const struct scene *scene, const struct file_info *file, struct str *out)
{
	char bytes[NUMBER_SIZE], number[NUMBER_SIZE];
	number_bytes(bytes, file->size);
	number_grouped(number, (int64_t)file->records);
	str_append_char(out, '\n');
	text_clean(out, file->shown);
	str_printf(out, "\n  %s, %s records%s%s\n", bytes, number, file->gone ? ", gone" : "",
	           file->withheld ? ", not read to its end: the memory limit" : "");
	if (file->status != STATUS_OK)
		str_printf(out, "  %s\n", status_text(file->status));
	number_bytes(bytes, file->lost_bytes);
	if (file->problems)
		str_printf(out, "  damaged: %u problem%s, %s lost (!)\n", file->problems, file->problems == 1 ? "" : "s", bytes);
	if (!file->incomplete)
		return;
	str_append_text(out, "  ");
	incomplete_describe(out, scene->store, file, "\n  ");
	str_append_char(out, '\n');
}

static void say_files(const struct scene *scene, uint32_t run, struct str *out)
{
	uint32_t said = 0;
	for (uint32_t i = 0; i < store_file_count(scene->store); i++) {
		struct file_info file = store_file(scene->store, i);
		if (file.run != run)
			continue;
		if (said++ < FILES_MOST)
			say_file(scene, &file, out);
	}
	if (said > FILES_MOST)
		str_printf(out, "\nand %u more files\n", said - FILES_MOST);
}

/* By the files beside the event files. */
static void say_saved(const struct scene *scene, uint32_t run, struct str *out)
{
	const double *walls;
	size_t count = store_saved(scene->store, run, &walls);
	char age[NUMBER_SIZE];
	if (!count)
		return;
	wall_age(age, walls[count - 1], scene->now);
	str_printf(out, "saved     a checkpoint %s ago\n", age);
}

static struct slice newest_file(const struct store *store, uint32_t run)
{
	struct slice name = {0};
	double newest = -INFINITY;
	for (uint32_t i = 0; i < store_file_count(store); i++) {
		struct file_info file = store_file(store, i);
		if (file.run == run && !file.marker && (!name.length || file.last_wall > newest)) {
			name = file.name;
			newest = file.last_wall;
		}
	}
	return name;
}

void about_run(const struct scene *scene, uint32_t run, struct str *out)
{
	struct run_info info = store_run(scene->store, run);
	char bytes[NUMBER_SIZE], number[NUMBER_SIZE];
	struct label name;
	label_name(&name, info.name, LABEL_SIZE);
	run_age(number, scene, run);
	str_printf(out, "run       %s\nstate     %s, newest record %s%s\n", name.text, run_sign(scene, run).word, number,
	           isnan(run_newest_wall(scene->store, run, scene->now)) ? " of this clock" : " ago");
	say_writer(scene, run, &info, out);
	if (info.has_start)
		say_time("start     ", info.start_time, out);
	say_time("newest    ", info.newest_wall, out);
	if (info.newest_wall > scene->now + WALL_SLACK) {
		number_duration(number, info.newest_wall - scene->now);
		str_printf(out, "clock     %s ahead of this one in some records\n", number);
	}
	if (info.process.found == PROCESS_UNKNOWN)
		say_author(newest_file(scene->store, run), out);
	say_saved(scene, run, out);
	number_grouped(number, (int64_t)info.records);
	str_printf(out, "records   %s\n", number);
	number_grouped(number, info.last_step);
	if (info.has_step)
		str_printf(out, "last step %s\n", number);
	number_bytes(bytes, info.lost_bytes);
	str_printf(out, "restarts  %u\nproblems  %u, %s lost\n", info.restarts, info.problems, bytes);
	number_bytes(bytes, info.bytes);
	str_printf(out, "files     %u, %s", info.files, bytes);
	if (info.files_gone)
		str_printf(out, " (%u gone)", info.files_gone);
	str_append_char(out, '\n');
	say_files(scene, run, out);
}
