#include "view/status.h"

#include "base/number.h"
#include "view/axes.h"
#include "view/head.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#define GAP 2
#define FILTER_COLUMNS 20
#define WAITING_COLUMNS 30
/* States of more runs are not looked at for the mode. */
#define MODE_RUNS 64
#define SMALL_SHARE 50 /* of all bytes: less than that is not seen to be missing */

static void add(struct status_line *line, int rank, enum role role, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void add(struct status_line *line, int rank, enum role role, const char *format, ...)
{
	if (line->count == STATUS_PARTS)
		return;
	va_list arguments;
	va_start(arguments, format);
	label_clean_format(&line->parts[line->count].text, format, arguments);
	va_end(arguments);
	line->parts[line->count].role = role;
	line->parts[line->count++].rank = rank;
}

static bool loading(const struct scene *scene)
{
	return scene->progress && (scene->progress->loading || scene->progress->scanning);
}

/* The picture may be whole, but much of it was not read: what it shows of that are some points, known from before. */
static void add_sketched(struct status_line *line, const struct store_totals *totals)
{
	uint64_t unknown = totals->bytes_found - totals->bytes_read;
	unknown -= totals->bytes_sketched < unknown ? totals->bytes_sketched : unknown;
	if (totals->bytes_sketched)
		add(line, 1, ROLE_WARN, "%s from index", unknown > totals->bytes_found / SMALL_SHARE ? "some" : "rest");
}

static void add_loading(struct status_line *line, const struct progress *progress, const struct store_totals *totals)
{
	char done[NUMBER_SIZE], total[NUMBER_SIZE];
	if (!progress->bytes_total) {
		add(line, 1, ROLE_WARN, "SCANNING");
		return;
	}
	uint64_t got = progress->bytes_done < progress->bytes_total ? progress->bytes_done : progress->bytes_total;
	double part = (double)got / (double)progress->bytes_total;
	number_bytes(done, got);
	number_bytes(total, progress->bytes_total);
	add(line, 1, ROLE_WARN, "LOADING %d %%", (int)(part * 100));
	add_sketched(line, totals);
	add(line, 2, ROLE_STATUS, "%s of %s", done, total);
}

/* Which one, where there are several. */
static void add_waiting(struct status_line *line, const struct progress *progress)
{
	struct label path;
	add(line, 1, ROLE_WARN, "WAITING");
	if (progress->logdirs < 2 || !progress->waiting_for)
		return;
	label_set(&path, slice_of(progress->waiting_for), WAITING_COLUMNS, TEXT_CUT_MIDDLE);
	add(line, 1, ROLE_WARN, "for %s%s", path.text, progress->no_answer ? ": no answer" : "");
}

/* That of the liveliest of the shown runs. */
static struct run_sign liveliest(const struct status_line *line, const struct scene *scene)
{
	struct run_sign best = {.role = ROLE_STATUS};
	for (size_t i = 0; i < line->lineup.run_count && i < MODE_RUNS; i++) {
		struct run_sign sign = run_sign(scene, line->lineup.runs[i].run);
		if (sign.known && (!best.known || sign.state < best.state))
			best = sign;
	}
	if (best.role == ROLE_DIM)
		best.role = ROLE_STATUS;
	return best;
}

static const char *mode_word(const struct scene *scene, const struct run_sign *sign)
{
	if (!sign->known)
		return scene->progress && scene->progress->mode != WATCH_OFF ? "WATCHING" : "IDLE";
	switch (sign->state) {
	case RUN_LIVE: return "LIVE";
	case RUN_LATE: return "LATE";
	case RUN_STALLED: return "STALLED";
	case RUN_DONE: return "DONE";
	case RUN_GONE: return "GONE";
	}
	return "";
}

/* Why nothing comes, as far as the process of the newest run tells. */
static void add_writer(struct status_line *line, const struct scene *scene)
{
	uint32_t run = head_newest_run(scene, &line->lineup);
	if (run == STORE_NONE || !scene->steptimes)
		return;
	double usual = steptimes_get(scene->steptimes, scene->store, run, scene->now)->gap_p99;
	struct vitals vitals = run_vitals(scene->store, run, usual, scene->now);
	enum run_state state = vitals_state(&vitals, scene->now);
	if ((state == RUN_LATE || state == RUN_STALLED) && vitals.process.found == PROCESS_ALIVE)
		add(line, 2, ROLE_WARN, "process alive, state %c", vitals.process.state);
}

static void add_frozen(struct status_line *line, uint64_t waiting)
{
	char points[NUMBER_SIZE];
	number_count(points, waiting < INT64_MAX ? (int64_t)waiting : INT64_MAX);
	if (waiting)
		add(line, 1, ROLE_WARN, "FROZEN +%s point%s", points, waiting == 1 ? "" : "s");
	else
		add(line, 1, ROLE_WARN, "FROZEN");
}

/* How fresh it can be where the disk is slow, or tells nothing. */
static void add_looks(struct status_line *line, const struct progress *progress)
{
	char took[NUMBER_SIZE], interval[NUMBER_SIZE];
	number_duration(took, progress->slow_look);
	number_duration(interval, progress->interval);
	if (progress->slow_look > 0)
		add(line, 2, ROLE_WARN, "slow disk: a look takes %s, the next after %s", took, interval);
	else if (progress->events_lost)
		add(line, 4, ROLE_WARN, "polling");
}

static void add_tail(struct status_line *line, struct tail_spec tail)
{
	char words[TAIL_TEXT];
	tail_words(words, tail);
	if (tail.tail == TAIL_WIDTH)
		add(line, 1, ROLE_MATCH, "FOLLOW");
	else if (tail.tail != TAIL_NONE)
		add(line, 1, ROLE_MATCH, "last %s", words);
}

static void add_mode(struct status_line *line, const struct scene *scene, const struct store_totals *totals)
{
	char age[NUMBER_SIZE];
	struct window zoom;
	struct run_sign sign = liveliest(line, scene);
	if (choice_frozen(scene->choice))
		add_frozen(line, scene->waiting);
	else if (scene->progress && scene->progress->waiting)
		add_waiting(line, scene->progress);
	else if (loading(scene))
		add_loading(line, scene->progress, totals);
	else
		add(line, 1, sign.role, "%s", mode_word(scene, &sign));
	double newest = newest_record(scene);
	if (isfinite(newest)) {
		wall_age(age, newest, scene->now);
		add(line, 1, sign.role, "%s", age);
	}
	if (sign.known && !loading(scene))
		add_writer(line, scene);
	if (choice_zoom(scene->choice, &zoom))
		add(line, 1, ROLE_WARN, "FOLLOW OFF");
	else
		add_tail(line, extent_tail(choice_extent(scene->choice)));
}

/* A filter as it is typed. */
struct typed_filter {
	const char *text, *closest; /* closest: to what matches nothing */
	bool works;
	struct pattern_fault fault;
	const char *of;             /* "tags" */
	uint32_t total;
};

/* When the filter matches nothing: why the screen did not change, and what may have been meant. */
static void add_useless(struct status_line *line, const struct typed_filter *filter, const struct label *shown)
{
	struct str why = {0};
	struct label word;
	char total[NUMBER_SIZE];
	if (filter->fault.what) {
		str_printf(&why, "%s /%s/: ", filter->of, shown->text);
		pattern_fault_say(filter->fault, &why);
	} else {
		number_grouped(total, filter->total);
		str_printf(&why, "0 of %s %s match /%s/", total, filter->of, shown->text);
	}
	add(line, 0, ROLE_BAD, "%s", str_text(&why)); /* what is typed just now counts most */
	label_set(&word, slice_of(filter->closest), FILTER_COLUMNS, TEXT_CUT_END);
	if (word.length)
		add(line, 2, ROLE_BAD, "closest: `%s`", word.text);
	add(line, 3, ROLE_BAD, "Enter keeps, Esc clears");
	str_fini(&why);
}

static void add_filter(struct status_line *line, const struct typed_filter *filter)
{
	struct label shown;
	label_set(&shown, slice_of(filter->text), FILTER_COLUMNS, TEXT_CUT_END);
	if (!filter->text[0])
		return;
	if (!filter->works)
		add_useless(line, filter, &shown);
	else if (filter->fault.what)
		add(line, 1, ROLE_MATCH, "%s with \"%s\"", filter->of, shown.text);
	else
		add(line, 1, ROLE_MATCH, "%s /%s/", filter->of, shown.text);
}

static void add_filters(struct status_line *line, const struct choice *choice, uint32_t tags, uint32_t runs)
{
	add_filter(line, &(struct typed_filter){
		choice_tag_filter(choice), choice_tag_filter_closest(choice), choice_tag_filter_works(choice),
		choice_tag_filter_fault(choice), "tags", tags});
	add_filter(line, &(struct typed_filter){
		choice_run_filter(choice), choice_run_filter_closest(choice), choice_run_filter_works(choice),
		choice_run_filter_fault(choice), "runs", runs});
}

/* Stays as long as it holds: what is shown is not all there is. */
static void add_limit(struct status_line *line, const struct store_totals *totals)
{
	char limit[NUMBER_SIZE];
	if (!totals->files_withheld)
		return;
	number_bytes(limit, totals->memory_limit);
	add(line, 1, ROLE_BAD, "limit %s: %u of %u %s not loaded", limit, totals->files_withheld, totals->files,
	    totals->files == 1 ? "file" : "files");
}

/* "sm:.60", "sm:win50", "sm:tw.90" as its own part; and what isn't as it says. */
static void add_smooth(struct status_line *line, const struct scene *scene)
{
	struct smooth_spec spec = choice_smooth(scene->choice);
	char weight[NUMBER_SIZE];
	if (spec.kind == SMOOTH_OFF)
		return;
	snprintf(weight, sizeof weight, "%.*f", spec.weight == floor(spec.weight * 100 + 0.5) / 100 ? 2 : 3, spec.weight);
	const char *shown = weight[0] == '0' ? weight + 1 : weight;
	if (spec.kind == SMOOTH_WINDOW)
		add(line, 2, ROLE_STATUS, "sm:win%u", spec.window);
	else
		add(line, 2, ROLE_STATUS, "sm:%s%s", spec.kind == SMOOTH_TIME_EMA ? "tw" : "", shown);
	if (scene->derived && derived_pending(scene->derived))
		add(line, 2, ROLE_WARN, "smoothing…");
	else if (scene->derived && derived_full(scene->derived))
		add(line, 2, ROLE_BAD, "no memory to smooth all");
}

/* How many runs are seen in another way than one line each, and which are not. */
static void add_compared(struct status_line *line, const struct scene *scene)
{
	const struct choice *choice = scene->choice;
	char band[BAND_TEXT], hidden[NUMBER_SIZE];
	struct label name;
	number_grouped(hidden, choice_hidden(choice));
	if (choice_hidden(choice))
		add(line, 2, ROLE_WARN, "%s %s hidden", hidden, choice_hidden(choice) == 1 ? "run" : "runs");
	if (choice_pinned_only(choice))
		add(line, 2, ROLE_WARN, "pinned only");
	if (choice_grouping(choice)->by != GROUP_OFF) {
		band_text(choice_band(choice), band);
		add(line, 2, ROLE_MATCH, "groups: mean, %s", band);
	}
	if (choice_difference(choice, scene->store)) {
		label_name(&name, store_run(scene->store, choice_baseline(choice, scene->store)).name, FILTER_COLUMNS);
		add(line, 1, ROLE_MATCH, "minus %s", name.text);
	}
}

static void add_axes(struct status_line *line, const struct choice *choice, enum view_axes axes)
{
	const struct extent *extent = choice_extent(choice);
	const char *x = choice_x(choice) == X_TAG ? extent->x_tag : axis_name(choice_x(choice));
	const char *log = axis_is_log(choice) ? " log" : "";
	if (axes == AXES_X)
		add(line, 4, ROLE_STATUS, "x:%s%s", x, log);
	if (axes != AXES_BOTH)
		return;
	add(line, 4, ROLE_STATUS, "x:%s%s y:%s", x, log, y_scale_name(choice_y(choice)));
	if (extent->y_zero || extent->y_shared || extent->hand_count)
		add(line, 3, ROLE_WARN, "y range%s%s%s", extent->y_zero ? " from 0" : "", extent->y_shared ? " shared" : "",
		    extent->hand_count ? " by hand" : "");
}

static void add_drawing(struct status_line *line, const struct choice *choice)
{
	if (choice_drawing(choice) != DRAWING_LINE)
		add(line, 4, ROLE_STATUS, "drawn as %s", choice_drawing(choice) == DRAWING_STEP ? "steps" : "points");
}

static void add_counts(struct status_line *line, const struct scene *scene, const struct store_totals *totals)
{
	char points[NUMBER_SIZE], memory[NUMBER_SIZE], shown[NUMBER_SIZE], runs[NUMBER_SIZE], tags[NUMBER_SIZE];
	number_count(points, totals->points > INT64_MAX ? INT64_MAX : (int64_t)totals->points);
	number_bytes(memory, totals->memory + (scene->derived ? derived_memory(scene->derived) : 0));
	number_grouped(shown, (int64_t)line->lineup.run_count);
	number_grouped(runs, totals->runs);
	number_grouped(tags, store_tag_count(scene->store));
	add(line, 3, ROLE_STATUS, "%s/%s runs", shown, runs);
	add(line, 3, ROLE_STATUS, "%s %s", tags, store_tag_count(scene->store) == 1 ? "tag" : "tags");
	add(line, 5, ROLE_STATUS, "%s %s", points, totals->points == 1 ? "point" : "points");
	add(line, 6, ROLE_STATUS, "in %s", memory);
}

static size_t add_files(struct status_line *line, const struct scene *scene, enum find_what what, const char *word)
{
	char count[NUMBER_SIZE];
	size_t files = finds_count(scene->finds, what);
	number_grouped(count, (int64_t)files);
	if (files)
		add(line, 3, ROLE_STATUS, "%s %s%s", count, word, files == 1 ? "" : "s");
	return files;
}

/* Where no run has a point, the files that are opened by themselves. */
static bool add_opened(struct status_line *line, const struct scene *scene)
{
	if (!scene->finds)
		return false;
	size_t profiles = add_files(line, scene, FIND_PROFILE, "profile file");
	size_t models = add_files(line, scene, FIND_MODEL, "model file");
	return add_files(line, scene, FIND_PROJECTOR, "projector file") || profiles || models;
}

static int width_of_kept(const struct status_line *line)
{
	int width = 0;
	for (int i = 0; i < line->count; i++)
		if (line->parts[i].kept)
			width += line->parts[i].text.width + (width ? GAP : 0);
	return width;
}

static bool drop_one(struct status_line *line)
{
	int worst = -1, kept = 0;
	for (int i = 0; i < line->count; i++) {
		if (!line->parts[i].kept)
			continue;
		kept++;
		if (worst < 0 || line->parts[i].rank >= line->parts[worst].rank)
			worst = i;
	}
	if (kept <= 1)
		return false;
	line->parts[worst].kept = false;
	return true;
}

void status_prepare(struct status_line *line, const struct scene *scene, enum view_axes axes, int columns)
{
	struct store_totals totals = store_totals(scene->store);
	lineup_prepare(&line->lineup, scene);
	line->count = 0;
	add_mode(line, scene, &totals);
	add_limit(line, &totals);
	if (totals.problems)
		add(line, 1, ROLE_BAD, "✗%u", totals.problems);
	if (scene->alerts && alerts_unseen(scene->alerts))
		add(line, 1, ROLE_WARN, "⚠%u", alerts_unseen(scene->alerts));
	add_filters(line, scene->choice, store_tag_count(scene->store), totals.runs);
	add_compared(line, scene);
	add_drawing(line, scene->choice);
	if (totals.files_gone)
		add(line, 2, ROLE_WARN, "%u %s gone — :drop forgets %s", totals.files_gone,
		    totals.files_gone == 1 ? "file" : "files", totals.files_gone == 1 ? "it" : "them");
	if (choice_superseded(scene->choice))
		add(line, 2, ROLE_WARN, "superseded shown");
	if (choice_outliers_cut(scene->choice))
		add(line, 2, ROLE_WARN, "outliers cut");
	add_smooth(line, scene);
	if (scene->host)
		add(line, 3, ROLE_STATUS, "%s", scene->host);
	if (totals.runs || !add_opened(line, scene))
		add_counts(line, scene, &totals);
	add_axes(line, scene->choice, axes);
	if (scene->progress)
		add_looks(line, scene->progress);
	for (int i = 0; i < line->count; i++)
		line->parts[i].kept = true;
	while (width_of_kept(line) > columns - 2 && drop_one(line))
		;
}

void status_paint(const struct status_line *line, struct canvas *canvas, struct rect row)
{
	canvas_fill(canvas, row, ' ', ROLE_STATUS, 0);
	struct rect old = canvas_clip(canvas, row);
	int x = row.x + (row.width >= 20 ? 1 : 0);
	for (int i = 0; i < line->count; i++)
		if (line->parts[i].kept)
			x += GAP + canvas_text(canvas, x, row.y, row.x + row.width - x, label_slice(&line->parts[i].text),
			                       line->parts[i].role, i == 0 ? CELL_BOLD : 0);
	canvas_unclip(canvas, old);
}

void status_fini(struct status_line *line)
{
	lineup_fini(&line->lineup);
}
