#include "cmd/option_rows.h"

#include "base/alloc.h"
#include "cmd/memory.h"
#include "model/smooth.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST_SIZE 2000
/* Of the simulated training. */
#define SLOWEST 1e-3
#define QUICKEST 1e6
#define MOST_STEPS INT64_C(1000000000000)
#define MOST_RUNS 1000000
#define MOST_TAGS 1000000
#define MOST_FILES 1000000
#define LATEST_START 253402300799.0 /* the end of year 9999 */

/* ---- Values ------------------------------------------------------------------- */

void option_add_logdir(struct parser *parser, struct logdir logdir)
{
	struct options *out = parser->out;
	if (out->logdir_count == parser->logdir_capacity) {
		parser->logdir_capacity = parser->logdir_capacity ? 2 * parser->logdir_capacity : 4;
		out->logdirs = xrealloc(out->logdirs, parser->logdir_capacity * sizeof *out->logdirs);
	}
	out->logdirs[out->logdir_count++] = logdir;
}

/* A path by itself: no NAME before it. */
static bool take_path(struct parser *parser, const char *value)
{
	if (!*value)
		return false;
	option_add_logdir(parser, (struct logdir){.name = xstrdup(""), .path = xstrdup(value)});
	parser->out->logdir_given = true;
	return true;
}

bool option_take_logdir(struct parser *parser, const char *value)
{
	enum command command = parser->out->command;
	if (!*value || command == COMMAND_LOG || command == COMMAND_DEMO) /* those make it: what is there tells nothing */
		return take_path(parser, value);
	option_add_logdir(parser, logdir_parse(value));
	parser->out->logdir_given = true;
	return true;
}

bool option_add_entry(struct parser *parser, enum entry_kind kind, const char *word)
{
	struct options *out = parser->out;
	const char *equals = strchr(word, '=');
	if (!*word || (kind != ENTRY_METRIC && (!equals || equals == word)))
		return false;
	if (out->entry_count == parser->entry_capacity) {
		parser->entry_capacity = parser->entry_capacity ? 2 * parser->entry_capacity : 16;
		out->entries = xrealloc(out->entries, parser->entry_capacity * sizeof *out->entries);
	}
	out->entries[out->entry_count++] = (struct entry){kind, word};
	return true;
}

static bool take_logdir_spec(struct parser *parser, const char *value)
{
	while (true) {
		size_t length = strcspn(value, ",");
		char *part = xmemdup0(value, length);
		bool good = option_take_logdir(parser, part);
		free(part);
		if (!good || !value[length])
			return good;
		value += length + 1;
	}
}

/* The number of `value` among names that end with NULL, or -1. */
static int one_of(const char *value, const char *const *names)
{
	for (int i = 0; names[i]; i++)
		if (!strcmp(names[i], value))
			return i;
	return -1;
}

bool option_parse_bool(const char *text, bool *out)
{
	static const char *const names[] = {"false", "true", "0", "1", "no", "yes", "off", "on", NULL};
	int found = one_of(text, names);
	*out = found > 0 && found % 2;
	return found >= 0;
}

static bool take_color(struct parser *parser, const char *value)
{
	static const char *const names[] = {"auto", "always", "never", NULL};
	int found = one_of(value, names);
	parser->out->color = found > 0 ? (enum when)found : WHEN_AUTO;
	return found >= 0;
}

static bool take_charset(struct parser *parser, const char *value)
{
	static const char *const names[] = {"auto", "utf-8", "ascii", "utf8", NULL};
	switch (one_of(value, names)) {
	case 0: parser->out->charset = CHARSET_AUTO; return true;
	case 1:
	case 3: parser->out->charset = CHARSET_UTF8; return true;
	case 2: parser->out->charset = CHARSET_PLAIN; return true;
	}
	return false;
}

static bool take_watch(struct parser *parser, const char *value)
{
	static const char *const names[] = {"auto", "poll", "off", NULL};
	static const enum watch_mode modes[] = {WATCH_AUTO, WATCH_POLL, WATCH_OFF};
	int found = one_of(value, names);
	if (found >= 0)
		parser->out->watch = modes[found];
	return found >= 0;
}

/* A finite number of at least 0. */
static bool parse_number(const char *value, double *out)
{
	char *end;
	*out = strtod(value, &end);
	return end != value && !*end && isfinite(*out) && *out >= 0;
}

static bool take_reload_interval(struct parser *parser, const char *value)
{
	double seconds;
	if (!parse_number(value, &seconds))
		return false;
	parser->out->reload_interval = seconds;
	if (seconds == 0)
		parser->out->watch = WATCH_OFF;
	return true;
}

static bool take_target_step(struct parser *parser, const char *value)
{
	double step;
	if (!parse_number(value, &step))
		return false;
	parser->out->target_step = step;
	return true;
}

static bool take_timeout(struct parser *parser, const char *value)
{
	return parse_number(value, &parser->out->timeout);
}

static bool take_text(struct parser *parser, const char *value)
{
	return option_add_entry(parser, ENTRY_TEXT, value);
}

static bool take_image(struct parser *parser, const char *value)
{
	return option_add_entry(parser, ENTRY_IMAGE, value);
}

static bool take_audio(struct parser *parser, const char *value)
{
	return option_add_entry(parser, ENTRY_AUDIO, value);
}

static bool take_histogram(struct parser *parser, const char *value)
{
	return option_add_entry(parser, ENTRY_HISTOGRAM, value);
}

static bool take_hparam(struct parser *parser, const char *value)
{
	return option_add_entry(parser, ENTRY_HPARAM, value);
}

static bool take_metric(struct parser *parser, const char *value)
{
	return option_add_entry(parser, ENTRY_METRIC, value);
}

static bool take_end(struct parser *parser, const char *value)
{
	static const char *const names[] = {"success", "failure", NULL};
	int found = one_of(value, names);
	parser->out->end = found + 1;
	return found >= 0;
}

static bool take_wall_time(struct parser *parser, const char *value)
{
	return parse_number(value, &parser->out->wall_time);
}

static bool take_start(struct parser *parser, const char *value)
{
	return parse_number(value, &parser->out->start) && parser->out->start <= LATEST_START;
}

static bool take_speed(struct parser *parser, const char *value)
{
	return parse_number(value, &parser->out->speed) && parser->out->speed >= SLOWEST &&
		parser->out->speed <= QUICKEST;
}

static bool parse_integer(const char *value, int64_t *out)
{
	char *end;
	if (!strchr("-0123456789", *value))
		return false;
	errno = 0;
	long long number = strtoll(value, &end, 10);
	*out = number;
	return end != value && !*end && !errno;
}

static bool take_step(struct parser *parser, const char *value)
{
	parser->out->step_given = true;
	return parse_integer(value, &parser->out->step);
}

static bool parse_count(const char *value, int64_t *out, int64_t most)
{
	return parse_integer(value, out) && *out >= 1 && *out <= most;
}

static bool take_steps(struct parser *parser, const char *value)
{
	return parse_count(value, &parser->out->steps, MOST_STEPS);
}

static bool take_runs(struct parser *parser, const char *value)
{
	return parse_count(value, &parser->out->runs, MOST_RUNS);
}

/* A count of at most `most` into a member of the bulk shape. */
static bool take_bulk(const char *value, uint64_t *out, int64_t most)
{
	int64_t count;
	bool good = parse_count(value, &count, most);
	if (good)
		*out = (uint64_t)count;
	return good;
}

static bool take_tags(struct parser *parser, const char *value)
{
	return take_bulk(value, &parser->out->bulk.tags, MOST_TAGS);
}

static bool take_tag_length(struct parser *parser, const char *value)
{
	return take_bulk(value, &parser->out->bulk.tag_length, BULK_LONGEST_TAG);
}

static bool take_files(struct parser *parser, const char *value)
{
	return take_bulk(value, &parser->out->bulk.files, MOST_FILES);
}

static bool take_pictures(struct parser *parser, const char *value)
{
	uint64_t side;
	bool good = take_bulk(value, &side, BULK_WIDEST_PICTURE);
	if (good)
		parser->out->bulk.picture = (unsigned)side;
	return good;
}

static bool take_seed(struct parser *parser, const char *value)
{
	char *end;
	if (*value < '0' || *value > '9')
		return false;
	errno = 0;
	unsigned long long seed = strtoull(value, &end, 10);
	parser->out->seed = seed;
	return !*end && !errno;
}

static bool take_memory_limit(struct parser *parser, const char *value)
{
	if (!strcmp(value, "auto")) {
		parser->out->memory_limit = memory_default();
		return true;
	}
	return memory_parse(value, &parser->out->memory_limit);
}

/* Its number among `count` names into `*out`. */
static bool one_among(const char *value, const char *const *names, int count, int *out)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(names[i], value)) {
			*out = i;
			return true;
		}
	return false;
}

static bool take_values(struct parser *parser, const char *value)
{
	int found;
	bool good = one_among(value, bulk_values_names, BULK_VALUES, &found);
	if (good)
		parser->out->bulk.values = (enum bulk_values)found;
	return good;
}

static bool take_x_axis(struct parser *parser, const char *value)
{
	int found; /* of the axes that need no tag to be named */
	bool good = one_among(value, axis_names, X_TAG, &found);
	if (good)
		parser->out->x_axis = (enum x_axis)found;
	return good;
}

static bool take_y_scale(struct parser *parser, const char *value)
{
	int found;
	bool good = one_among(value, y_scale_names, Y_SCALE_COUNT, &found);
	if (good)
		parser->out->y_scale = (enum y_scale)found;
	return good;
}

static bool take_marker(struct parser *parser, const char *value)
{
	int found;
	bool good = one_among(value, marker_names, MARKER_COUNT, &found);
	if (good)
		parser->out->marker = (enum marker)found;
	return good;
}

static bool take_smoothing(struct parser *parser, const char *value)
{
	struct smooth_spec spec;
	bool good = smooth_parse(value, &spec);
	if (good)
		parser->out->smoothing = value;
	return good;
}

static bool take_tail(struct parser *parser, const char *value)
{
	struct tail_spec spec;
	bool good = tail_parse(value, &spec);
	if (good)
		parser->out->tail = value;
	return good;
}

static bool take_panels(struct parser *parser, const char *value)
{
	char *end;
	long panels = strtol(value, &end, 10);
	if (end == value || *end || panels < -CHOICE_PANELS || panels > CHOICE_PANELS)
		return false;
	parser->out->panels = (int)panels;
	return true;
}

static bool take_theme(struct parser *parser, const char *value)
{
	static const struct palettes none = {0};
	const struct config *config = parser->out->config;
	parser->out->theme = strcmp(value, "auto") ? palettes_find(config ? &config->palettes : &none, value) : NULL;
	return parser->out->theme || !strcmp(value, "auto");
}

static bool take_pixels(struct parser *parser, const char *value)
{
	enum graphics_way way = graphics_find(value);
	if (way < GRAPHICS_WAYS)
		parser->out->pixels = way;
	return way < GRAPHICS_WAYS;
}

static bool take_size(struct parser *parser, const char *value)
{
	char *after_columns, *after_rows;
	long columns = strtol(value, &after_columns, 10);
	if (after_columns == value || (*after_columns != 'x' && *after_columns != 'X'))
		return false;
	long rows = strtol(after_columns + 1, &after_rows, 10);
	if (after_rows == after_columns + 1 || *after_rows)
		return false;
	if (columns < 1 || columns > LARGEST_SIZE || rows < 1 || rows > LARGEST_SIZE)
		return false;
	parser->out->columns = (int)columns;
	parser->out->rows = (int)rows;
	return true;
}

/* ---- Options without a value ---------------------------------------------------- */

bool option_take_help(struct parser *parser, const char *value)
{
	if (parser->out->command != COMMAND_HELP)
		parser->out->help = parser->out->command;
	parser->out->command = COMMAND_HELP;
	return true;
}

/* For who hears the screen, or has a line printer. */
static bool take_plain(struct parser *parser, const char *value)
{
	parser->out->color = WHEN_NEVER;
	parser->out->charset = CHARSET_PLAIN;
	parser->out->hints = parser->out->mouse = false;
	return !value;
}

static bool take_version(struct parser *parser, const char *value)
{
	if (parser->out->command != COMMAND_HELP)
		parser->out->command = COMMAND_VERSION;
	return true;
}

void option_settle(struct parser *parser, enum command command)
{
	parser->command_settled = true;
	if (parser->out->command == COMMAND_HELP)
		parser->out->help = command;
	else if (parser->out->command == COMMAND_DASHBOARD)
		parser->out->command = command;
}

static bool take_inspect(struct parser *parser, const char *value)
{
	option_settle(parser, COMMAND_LIST);
	return true;
}

static bool take_status(struct parser *parser, const char *value)
{
	static const char *const names[] = {"plain", "tmux", NULL};
	int found = value ? one_of(value, names) : 0;
	option_settle(parser, COMMAND_STATUS);
	parser->out->tmux = found == 1;
	return found >= 0;
}

/* ---- The options ---------------------------------------------------------------- */

#define AT(member) .offset = offsetof(struct options, member)

const struct option_row option_rows[] = {
	{"help", HOW_ACTION, .take = option_take_help},
	{"version", HOW_ACTION, .take = take_version},
	{"status", HOW_ACTION, .take = take_status, .expects = "plain or tmux, after a ="},
	{"plain", HOW_ACTION, .take = take_plain},
	{"json", HOW_FLAG, AT(json)},
	{"ansi", HOW_FLAG, AT(ansi)},
	{"mouse", HOW_FLAG, AT(mouse), .start = "on"},
	{"state", HOW_FLAG, AT(state), .start = "on"},
	{"theme", HOW_VALUE, .take = take_theme, .expects = "auto, dark, light, mono or a theme of the configuration",
	 .start = "auto"},
	{"pixels", HOW_VALUE, .take = take_pixels, .expects = "auto, off, kitty, sixel or iterm", .start = "auto"},
	{"x_axis", HOW_VALUE, .take = take_x_axis, .expects = "step, relative, wall or active", .start = "step"},
	{"y_scale", HOW_VALUE, .take = take_y_scale, .expects = "lin, log or symlog", .start = "lin"},
	{"marker", HOW_VALUE, .take = take_marker, .expects = "braille, quadrant, half or ascii", .start = "braille"},
	{"smoothing", HOW_VALUE, .take = take_smoothing, .expects = "ema:W, tw-ema:W, window:N or off", .start = "off"},
	{"tail", HOW_VALUE, .take = take_tail, .expects = "20%, 500 steps, 30m or all", .start = "all"},
	{"panels", HOW_VALUE, .take = take_panels, .expects = "-4 to 4, more charts on a page or fewer", .start = "0"},
	{"legend", HOW_FLAG, AT(legend), .start = "on"},
	{"hints", HOW_FLAG, AT(hints), .start = "on"},
	{"ignore_outliers", HOW_FLAG, AT(ignore_outliers), .start = "off"},
	{"superseded", HOW_FLAG, AT(superseded), .start = "off"},
	{"hardware", HOW_FLAG, AT(hardware), .start = "off"},
	{"run", HOW_TEXT, AT(run), .expects = "a regular expression"},
	{"tag", HOW_TEXT, AT(tag), .expects = "a regular expression"},
	{"kind", HOW_TEXT, AT(kind), .expects = "a kind, such as scalar"},
	{"format", HOW_TEXT, AT(format), .expects = "jsonl, csv or tsv"},
	{"output", HOW_TEXT, AT(output), .expects = "a file"},
	{"smooth", HOW_TEXT, AT(smooth), .expects = "a smoothing, such as ema:0.6"},
	{"view", HOW_TEXT, AT(view), .expects = "the name of a view", .start = "scalars"},
	{"log", HOW_TEXT, AT(log_file), .expects = "a file"},
	{"logdir", HOW_VALUE, .take = option_take_logdir, .expects = "a directory or an event file"},
	{"logdir_spec", HOW_VALUE, .take = take_logdir_spec, .expects = "NAME:PATH,NAME:PATH"},
	{"event_file", HOW_VALUE, .take = take_path, .expects = "an event file"},
	{"size", HOW_VALUE, .take = take_size, .expects = "COLSxROWS, such as 80x24"},
	{"color", HOW_VALUE, .take = take_color, .expects = "auto, always or never", .start = "auto"},
	{"charset", HOW_VALUE, .take = take_charset, .expects = "utf-8 or ascii", .start = "auto"},
	{"watch", HOW_VALUE, .take = take_watch, .expects = "auto, poll or off", .start = "auto"},
	{"reload_interval", HOW_VALUE, .take = take_reload_interval, .expects = "seconds", .start = "5"},
	{"until", HOW_TEXT, AT(until), .expects = "a condition, such as 'step>=10000'"},
	{"new", HOW_FLAG, AT(new_only)},
	{"timeout", HOW_VALUE, .take = take_timeout, .expects = "seconds"},
	{"target_step", HOW_VALUE, .take = take_target_step, .expects = "a step"},
	{"memory_limit", HOW_VALUE, .take = take_memory_limit, .expects = "a size, such as 4G", .start = "auto"},
	{"seed", HOW_VALUE, .take = take_seed, .expects = "a whole number below 2^64"},
	{"speed", HOW_VALUE, .take = take_speed, .expects = "a number from 0.001 to 1000000, such as 10 for ten times as quick"},
	{"live", HOW_FLAG, AT(live)},
	{"start", HOW_VALUE, .take = take_start, .expects = "seconds since 1970, before the year 10000"},
	{"steps", HOW_VALUE, .take = take_steps, .expects = "a number of steps from 1 to 10^12"},
	{"runs", HOW_VALUE, .take = take_runs, .expects = "a number of runs from 1 to 1000000"},
	{"tags", HOW_VALUE, .take = take_tags, .expects = "a number of tags from 1 to 1000000"},
	{"tag_length", HOW_VALUE, .take = take_tag_length, .expects = "a number of bytes from 1 to 65536"},
	{"files", HOW_VALUE, .take = take_files, .expects = "a number of files from 1 to 1000000"},
	{"values", HOW_VALUE, .take = take_values, .expects = "noisy, smooth, stairs, constant or random"},
	{"tensors", HOW_FLAG, AT(bulk.tensors)},
	{"pictures", HOW_VALUE, .take = take_pictures, .expects = "a number of pixels from 1 to 8192"},
	{"step", HOW_VALUE, .take = take_step, .expects = "an integer"},
	{"wall_time", HOW_VALUE, .take = take_wall_time, .expects = "seconds since 1970"},
	{"text", HOW_VALUE, .take = take_text, .expects = "TAG=TEXT or TAG=@FILE"},
	{"image", HOW_VALUE, .take = take_image, .expects = "TAG=FILE"},
	{"audio", HOW_VALUE, .take = take_audio, .expects = "TAG=FILE"},
	{"histogram", HOW_VALUE, .take = take_histogram, .expects = "TAG=NUMBER,NUMBER,… or TAG=@FILE"},
	{"hparam", HOW_VALUE, .take = take_hparam, .expects = "NAME=VALUE"},
	{"end", HOW_VALUE, .take = take_end, .expects = "success or failure"},
	{"metric", HOW_VALUE, .take = take_metric, .expects = "a tag"},
	/* TensorBoard's own. */
	{"inspect", HOW_ACTION, .take = take_inspect},
	{"window_title", HOW_TEXT, AT(window_title), .expects = "a title"},
	{"port", HOW_IGNORED},
	{"host", HOW_IGNORED},
	{"path_prefix", HOW_IGNORED},
	{"bind_all", HOW_IGNORED_BOOL},
	{"reuse_port", HOW_IGNORED_BOOL},
	{"samples_per_plugin", HOW_IGNORED},
	{"max_reload_threads", HOW_IGNORED},
	{"reload_task", HOW_IGNORED},
	{"reload_multifile", HOW_IGNORED_BOOL},
	{"reload_multifile_inactive_secs", HOW_IGNORED},
	{"generic_data", HOW_IGNORED},
	{"load_fast", HOW_IGNORED},
	{"purge_orphaned_data", HOW_IGNORED_BOOL},
	{"detect_file_replacement", HOW_IGNORED_BOOL},
	{"extra_data_server_flags", HOW_IGNORED},
	{"grpc_creds_type", HOW_IGNORED},
	{"grpc_data_provider", HOW_IGNORED},
	{"db", HOW_IGNORED},
	{"verbosity", HOW_IGNORED},
};
const size_t option_row_count = sizeof option_rows / sizeof *option_rows;

bool option_is_bool(const struct option_row *row)
{
	return row->how == HOW_FLAG || row->how == HOW_IGNORED_BOOL;
}

const struct option_row *option_find(const char *name, bool *negated)
{
	*negated = false;
	for (size_t i = 0; i < option_row_count; i++)
		if (!strcmp(option_rows[i].name, name))
			return &option_rows[i];
	if (strncmp(name, "no", 2))
		return NULL;
	name += name[2] == '_' ? 3 : 2;
	*negated = true;
	for (size_t i = 0; i < option_row_count; i++)
		if (option_is_bool(&option_rows[i]) && !strcmp(option_rows[i].name, name))
			return &option_rows[i];
	return NULL;
}
