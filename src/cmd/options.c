#include "cmd/options.h"

#include "base/alloc.h"
#include "base/text.h"
#include "cmd/memory.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST_SIZE 2000
#define NAME_SIZE 64 /* longer words are no option's name */

static const struct {
	const char *name;
	enum command command;
	bool built;
} commands[] = {
	{"list", COMMAND_LIST, true},       {"export", COMMAND_EXPORT, true},  {"steps", COMMAND_STEPS, true},
	{"check", COMMAND_CHECK, true},     {"once", COMMAND_ONCE, true},      {"demo", COMMAND_DEMO, true},
	{"log", COMMAND_LOG, false},        {"profile", COMMAND_PROFILE, false}, {"graph", COMMAND_GRAPH, false},
	{"wait", COMMAND_WAIT, false},      {"config", COMMAND_CONFIG, false}, {"--status", COMMAND_STATUS, false},
};
#define COMMANDS (sizeof commands / sizeof *commands)

const char *options_command_name(enum command command)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (commands[i].command == command)
			return commands[i].name;
	return "";
}

/* The words of the command line on their way into options. */
struct parser {
	struct options *out;
	char **words;
	int count, at;       /* the word after the one that is looked at */
	bool command_settled; /* a command or a LOGDIR was seen */
	bool only_logdirs;   /* after `--` */
	size_t logdir_capacity;
	struct str error, notes;
};

/* Puts a value into the options; false when it is not what the option expects. */
typedef bool take_value(struct parser *parser, const char *value);

enum option_how {
	HOW_FLAG,       /* --json, --json=false, --nojson: a bool at `offset` */
	HOW_TEXT,       /* --run RE: a const char * at `offset` */
	HOW_VALUE,      /* --size 80x24: `take` */
	HOW_ACTION,     /* --help: `take`, without a value */
	HOW_IGNORED,    /* --port 6006: of a web server */
	HOW_IGNORED_BOOL,
};

struct option_row {
	const char *name;
	enum option_how how;
	size_t offset;
	take_value *take;
	const char *expects;
};

/* ---- Values ------------------------------------------------------------------- */

static void add_logdir(struct parser *parser, struct logdir logdir)
{
	struct options *out = parser->out;
	if (out->logdir_count == parser->logdir_capacity) {
		parser->logdir_capacity = parser->logdir_capacity ? 2 * parser->logdir_capacity : 4;
		out->logdirs = xrealloc(out->logdirs, parser->logdir_capacity * sizeof *out->logdirs);
	}
	out->logdirs[out->logdir_count++] = logdir;
}

static bool take_logdir(struct parser *parser, const char *value)
{
	if (!*value)
		return false;
	add_logdir(parser, logdir_parse(value));
	parser->out->logdir_given = true;
	return true;
}

static bool take_logdir_spec(struct parser *parser, const char *value)
{
	while (true) {
		size_t length = strcspn(value, ",");
		char *part = xmemdup0(value, length);
		bool good = take_logdir(parser, part);
		free(part);
		if (!good || !value[length])
			return good;
		value += length + 1;
	}
}

static bool take_event_file(struct parser *parser, const char *value)
{
	if (!*value)
		return false;
	add_logdir(parser, (struct logdir){.name = xstrdup(""), .path = xstrdup(value)});
	parser->out->logdir_given = true;
	return true;
}

/* The number of `value` among names that end with NULL, or -1. */
static int one_of(const char *value, const char *const *names)
{
	for (int i = 0; names[i]; i++)
		if (!strcmp(names[i], value))
			return i;
	return -1;
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
	return memory_parse(value, &parser->out->memory_limit);
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

static bool take_help(struct parser *parser, const char *value)
{
	if (parser->out->command != COMMAND_HELP)
		parser->out->help = parser->out->command;
	parser->out->command = COMMAND_HELP;
	return true;
}

static bool take_version(struct parser *parser, const char *value)
{
	if (parser->out->command != COMMAND_HELP)
		parser->out->command = COMMAND_VERSION;
	return true;
}

static void settle(struct parser *parser, enum command command, bool built)
{
	parser->command_settled = true;
	if (parser->out->command == COMMAND_HELP)
		parser->out->help = command;
	else if (parser->out->command == COMMAND_DASHBOARD)
		parser->out->command = command;
	parser->out->built = built;
}

static bool take_inspect(struct parser *parser, const char *value)
{
	settle(parser, COMMAND_LIST, true);
	return true;
}

static bool take_status(struct parser *parser, const char *value)
{
	settle(parser, COMMAND_STATUS, false);
	return true;
}

/* ---- The options ---------------------------------------------------------------- */

#define AT(member) .offset = offsetof(struct options, member)

static const struct option_row rows[] = {
	{"help", HOW_ACTION, .take = take_help},
	{"version", HOW_ACTION, .take = take_version},
	{"status", HOW_ACTION, .take = take_status},
	{"json", HOW_FLAG, AT(json)},
	{"ansi", HOW_FLAG, AT(ansi)},
	{"no_mouse", HOW_FLAG, AT(no_mouse)},
	{"run", HOW_TEXT, AT(run), .expects = "a regular expression"},
	{"tag", HOW_TEXT, AT(tag), .expects = "a regular expression"},
	{"kind", HOW_TEXT, AT(kind), .expects = "a kind, such as scalar"},
	{"format", HOW_TEXT, AT(format), .expects = "jsonl, csv or tsv"},
	{"output", HOW_TEXT, AT(output), .expects = "a file"},
	{"smooth", HOW_TEXT, AT(smooth), .expects = "a smoothing, such as ema:0.6"},
	{"view", HOW_TEXT, AT(view), .expects = "the name of a view"},
	{"log", HOW_TEXT, AT(log_file), .expects = "a file"},
	{"logdir", HOW_VALUE, .take = take_logdir, .expects = "a directory or an event file"},
	{"logdir_spec", HOW_VALUE, .take = take_logdir_spec, .expects = "NAME:PATH,NAME:PATH"},
	{"event_file", HOW_VALUE, .take = take_event_file, .expects = "an event file"},
	{"size", HOW_VALUE, .take = take_size, .expects = "COLSxROWS, such as 80x24"},
	{"color", HOW_VALUE, .take = take_color, .expects = "auto, always or never"},
	{"charset", HOW_VALUE, .take = take_charset, .expects = "utf-8 or ascii"},
	{"watch", HOW_VALUE, .take = take_watch, .expects = "auto, poll or off"},
	{"reload_interval", HOW_VALUE, .take = take_reload_interval, .expects = "seconds"},
	{"target_step", HOW_VALUE, .take = take_target_step, .expects = "a step"},
	{"memory_limit", HOW_VALUE, .take = take_memory_limit, .expects = "a size, such as 4G"},
	{"seed", HOW_VALUE, .take = take_seed, .expects = "a number"},
	/* TensorBoard's own. */
	{"inspect", HOW_ACTION, .take = take_inspect},
	{"window_title", HOW_IGNORED},
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
#define ROWS (sizeof rows / sizeof *rows)

static bool is_bool(const struct option_row *row)
{
	return row->how == HOW_FLAG || row->how == HOW_IGNORED_BOOL;
}

/* `name` has `_` for `-`. `*negated` for --noNAME and --no_NAME of something that is on or off. */
static const struct option_row *find_row(const char *name, bool *negated)
{
	*negated = false;
	for (size_t i = 0; i < ROWS; i++)
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	if (strncmp(name, "no", 2))
		return NULL;
	name += name[2] == '_' ? 3 : 2;
	*negated = true;
	for (size_t i = 0; i < ROWS; i++)
		if (is_bool(&rows[i]) && !strcmp(rows[i].name, name))
			return &rows[i];
	return NULL;
}

/* ---- Complaints ------------------------------------------------------------------- */

static void append_quoted(struct str *out, const char *text)
{
	struct str clean = {0};
	text_clean(&clean, slice_of(text));
	text_fit(out, str_slice(&clean), 60, TEXT_CUT_MIDDLE);
	str_fini(&clean);
}

/* Only the first complaint counts: the others often follow from it. */
static bool may_complain(const struct parser *parser)
{
	return !parser->error.length;
}

static void spell(struct str *out, const char *name)
{
	str_append_text(out, "--");
	for (; *name; name++)
		str_append_char(out, *name == '_' ? '-' : *name);
}

static void complain_value(struct parser *parser, const struct option_row *row, const char *value)
{
	if (!may_complain(parser))
		return;
	spell(&parser->error, row->name);
	str_printf(&parser->error, " takes %s", row->expects ? row->expects : value ? "no value" : "a value");
	if (value && *value) {
		str_append_text(&parser->error, ", not ");
		append_quoted(&parser->error, value);
	}
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/* Levenshtein's distance; both shorter than NAME_SIZE. */
static int distance(const char *a, const char *b)
{
	int row[NAME_SIZE], width = (int)strlen(b);
	for (int i = 0; i <= width; i++)
		row[i] = i;
	for (int y = 0; a[y]; y++) {
		int diagonal = row[0];
		row[0] = y + 1;
		for (int x = 0; x < width; x++) {
			int changed = diagonal + (a[y] != b[x]);
			diagonal = row[x + 1];
			row[x + 1] = smaller(changed, smaller(row[x], row[x + 1]) + 1);
		}
	}
	return row[width];
}

static void complain_unknown(struct parser *parser, const char *word, const char *name)
{
	if (!may_complain(parser))
		return;
	const char *nearest = NULL;
	int least = (int)strlen(name) / 2 + 1;
	for (size_t i = 0; i < ROWS; i++) {
		int apart = distance(name, rows[i].name);
		if (apart < least) {
			least = apart;
			nearest = rows[i].name;
		}
	}
	str_append_text(&parser->error, "unknown option ");
	append_quoted(&parser->error, word);
	if (nearest) {
		str_append_text(&parser->error, "; did you mean ");
		spell(&parser->error, nearest);
		str_append_char(&parser->error, '?');
	}
}

static void note_ignored(struct parser *parser, const struct option_row *row)
{
	bool sampling = !strcmp(row->name, "samples_per_plugin");
	str_append_text(&parser->notes, "tbtop: ");
	spell(&parser->notes, row->name);
	str_append_text(&parser->notes, sampling ? " is not needed: every point is kept\n"
	                                         : " means nothing in a terminal and is ignored\n");
}

/* ---- Words ------------------------------------------------------------------------ */

/* What stands after `=`, or the next word; NULL when there is none. */
static const char *value_of(struct parser *parser, const char *attached)
{
	if (attached)
		return attached;
	return parser->at < parser->count ? parser->words[parser->at++] : NULL;
}

static bool parse_bool(const char *text, bool *out)
{
	static const char *const names[] = {"false", "true", "0", "1", "no", "yes", NULL};
	int found = one_of(text, names);
	*out = found > 0 && found % 2;
	return found >= 0;
}

/* A ignored switch may be followed by "true" or "false", as TensorBoard's own. */
static void skip_bool(struct parser *parser, const char *attached)
{
	bool on;
	if (!attached && parser->at < parser->count && parse_bool(parser->words[parser->at], &on))
		parser->at++;
}

static void set_flag(struct parser *parser, const struct option_row *row, const char *attached, bool negated)
{
	bool on = true;
	if (attached && !parse_bool(attached, &on))
		complain_value(parser, row, attached);
	*(bool *)((char *)parser->out + row->offset) = on != negated;
}

static void take_option(struct parser *parser, const struct option_row *row, const char *attached, bool negated)
{
	const char *value = NULL;
	if (!is_bool(row) && row->how != HOW_ACTION && !(value = value_of(parser, attached))) {
		complain_value(parser, row, NULL);
		return;
	}
	switch (row->how) {
	case HOW_FLAG:
		set_flag(parser, row, attached, negated);
		break;
	case HOW_TEXT:
		*(const char **)((char *)parser->out + row->offset) = value;
		break;
	case HOW_VALUE:
		if (!row->take(parser, value))
			complain_value(parser, row, value);
		break;
	case HOW_ACTION:
		row->take(parser, NULL);
		break;
	case HOW_IGNORED_BOOL:
		skip_bool(parser, attached);
		note_ignored(parser, row);
		break;
	case HOW_IGNORED:
		note_ignored(parser, row);
		break;
	}
}

static void long_option(struct parser *parser, const char *word)
{
	char name[NAME_SIZE];
	size_t length = strcspn(word + 2, "=");
	const char *attached = word[2 + length] ? word + 2 + length + 1 : NULL;
	bool negated;
	if (length >= sizeof name) {
		complain_unknown(parser, word, "");
		return;
	}
	for (size_t i = 0; i < length; i++)
		name[i] = word[2 + i] == '-' ? '_' : word[2 + i];
	name[length] = '\0';
	const struct option_row *row = find_row(name, &negated);
	if (row)
		take_option(parser, row, attached, negated);
	else
		complain_unknown(parser, word, name);
}

/* -h, -V, -o FILE, -oFILE. */
static void short_option(struct parser *parser, const char *word)
{
	static const char letters[] = "hVo";
	static const char *const names[] = {"help", "version", "output"};
	const char *letter = strchr(letters, word[1]);
	bool negated;
	if (!letter || (word[1] != 'o' && word[2])) {
		complain_unknown(parser, word, "");
		return;
	}
	take_option(parser, find_row(names[letter - letters], &negated), word[2] ? word + 2 : NULL, false);
}

static void positional(struct parser *parser, const char *word)
{
	if (!parser->command_settled && !parser->only_logdirs) {
		if (!strcmp(word, "help")) { /* as others have it; a command may follow */
			take_help(parser, NULL);
			return;
		}
		for (size_t i = 0; i < COMMANDS; i++) {
			if (!strcmp(commands[i].name, word)) {
				settle(parser, commands[i].command, commands[i].built);
				return;
			}
		}
	}
	parser->command_settled = true;
	if (!take_logdir(parser, word) && may_complain(parser))
		str_append_text(&parser->error, "an empty LOGDIR");
}

static void take_word(struct parser *parser, const char *word)
{
	if (parser->only_logdirs || word[0] != '-' || !word[1])
		positional(parser, word);
	else if (!strcmp(word, "--"))
		parser->only_logdirs = true;
	else if (word[1] == '-')
		long_option(parser, word);
	else
		short_option(parser, word);
}

static char *text_or_null(struct str *str)
{
	char *text = str->length ? xstrdup(str_text(str)) : NULL;
	str_fini(str);
	return text;
}

/* Without the option: as the environment says, else what suits the machine. */
static void settle_memory_limit(struct parser *parser)
{
	const char *text = getenv("TBTOP_MEMORY_LIMIT");
	if (parser->out->memory_limit)
		return;
	parser->out->memory_limit = memory_default();
	if (!text || !*text || memory_parse(text, &parser->out->memory_limit) || !may_complain(parser))
		return;
	str_append_text(&parser->error, "TBTOP_MEMORY_LIMIT takes a size, such as 4G, not ");
	append_quoted(&parser->error, text);
}

void options_parse(struct options *out, int argc, char **argv)
{
	struct parser parser = {.out = out, .words = argv, .count = argc, .at = 1};
	*out = (struct options){.built = true, .watch = WATCH_AUTO, .reload_interval = -1, .target_step = NAN};
	while (parser.at < argc && out->built)
		take_word(&parser, argv[parser.at++]);
	/* The words of a command that is not there are unknown; all but a wish for help. */
	for (; parser.at < argc; parser.at++)
		if (!strcmp(argv[parser.at], "--help") || !strcmp(argv[parser.at], "-h"))
			take_help(&parser, NULL);
	if (!out->logdir_count)
		add_logdir(&parser, logdir_parse("."));
	settle_memory_limit(&parser);
	if (out->command == COMMAND_HELP || out->command == COMMAND_VERSION)
		str_clear(&parser.error);
	out->error = text_or_null(&parser.error);
	out->notes = text_or_null(&parser.notes);
}

void options_fini(struct options *options)
{
	for (size_t i = 0; i < options->logdir_count; i++)
		logdir_fini(&options->logdirs[i]);
	free(options->logdirs);
	free(options->error);
	free(options->notes);
	*options = (struct options){0};
}

/* ---- Help ------------------------------------------------------------------------- */

#define HELP_EVERYWHERE                                                            \
	"\n"                                                                       \
	"A LOGDIR is a directory, one event file, or NAME:PATH; without one it is \".\".\n" \
	"A directory named like a command is given as ./log.\n"

static const char help_dashboard[] =
	"Usage: tbtop [OPTIONS] [LOGDIR ...]      watch training runs in the terminal\n"
	"       tbtop COMMAND [OPTIONS] [LOGDIR ...]\n"
	"\n"
	"Commands:\n"
	"  list     runs, tags, kinds, points, first and last step\n"
	"  export   points as JSON Lines, CSV or TSV\n"
	"  steps    step times, pauses and states of runs\n"
	"  check    health of the event files; status 1 when damage was found\n"
	"  once     one frame to stdout, as text\n"
	"  demo     write a simulated training, live, and open it\n"
	"  (tbtop COMMAND --help tells more)\n"
	"\n"
	"Options:\n"
	"  --logdir DIR, --logdir-spec NAME:PATH,NAME:PATH, --event-file FILE\n"
	"                        where the runs are, as TensorBoard takes it\n"
	"  --watch auto|poll|off how news is found; off: only the key r brings news\n"
	"  --reload-interval S   seconds between looks where events do not arrive\n"
	"  --color auto|always|never, --charset utf-8|ascii, --no-mouse\n"
	"  --memory-limit SIZE   what is loaded may take so much (4G), else half of the memory, at most 8G\n"
	"  --log FILE            write our own diagnostics there\n"
	"  --help, --version\n"
	HELP_EVERYWHERE
	"\n"
	"Exit status: 0 fine; 1 the data says no; 2 wrong usage or unreadable input.\n";

static const char help_list[] =
	"Usage: tbtop list [LOGDIR ...] [--json]\n"
	"\n"
	"Runs and their tags: kind, points, first and last step, age of the last point.\n"
	"\n"
	"  --json   one JSON object, with the problems that were found\n"
	HELP_EVERYWHERE;

static const char help_export[] =
	"Usage: tbtop export [LOGDIR ...] [--run RE] [--tag RE] [--kind K]\n"
	"                    [--format jsonl|csv|tsv] [-o FILE]\n"
	"\n"
	"Every stored point, one a line, ordered by run, tag and as stored.\n"
	"\n"
	"  --run RE, --tag RE   extended regular expressions, found anywhere in the name\n"
	"  --kind K             only this kind; this version has: scalar\n"
	"  --format F           jsonl (the default), csv or tsv\n"
	"  --smooth ema:W       adds TensorBoard's smoothed value, with a weight W from 0 to 1;\n"
	"                       window:N the mean of the newest N points; tw-ema:W as ema:W,\n"
	"                       with weights by distance in steps\n"
	"  -o, --output FILE    write there instead of stdout\n"
	HELP_EVERYWHERE
	"\n"
	"Exit status 1 when nothing matched.\n";

static const char help_steps[] =
	"Usage: tbtop steps [LOGDIR ...] [--json] [--target-step N]\n"
	"\n"
	"Step times of each run, from the wall times of its points: rates, quantiles,\n"
	"pauses (evaluation, checkpoint, stall) and whether it is still alive.\n"
	"\n"
	"  --json            JSON Lines, an object a run\n"
	"  --target-step N   the last step there will be, for the time that is left; else hparams such as\n"
	"                    max_steps tell it, or a run beside it that is done\n"
	HELP_EVERYWHERE;

static const char help_check[] =
	"Usage: tbtop check [LOGDIR ...] [--json]\n"
	"\n"
	"What is wrong with the event files, what was lost and what to do about it.\n"
	"\n"
	"  --json   one JSON object\n"
	HELP_EVERYWHERE
	"\n"
	"Exit status 1 when damage was found.\n";

static const char help_once[] =
	"Usage: tbtop once [LOGDIR ...] [--size COLSxROWS] [--ansi] [--view NAME]\n"
	"\n"
	"One frame of the dashboard to stdout, as text.\n"
	"\n"
	"  --size COLSxROWS   80x24 unless told\n"
	"  --ansi             with colours\n"
	"  --view NAME        another view than scalars\n"
	HELP_EVERYWHERE;

static const char help_demo[] =
	"Usage: tbtop demo [LOGDIR] [--seed N]\n"
	"\n"
	"Writes a simulated training into LOGDIR (else a temporary directory) and shows it live.\n";

const char *options_help(enum command command)
{
	switch (command) {
	case COMMAND_LIST: return help_list;
	case COMMAND_EXPORT: return help_export;
	case COMMAND_STEPS: return help_steps;
	case COMMAND_CHECK: return help_check;
	case COMMAND_ONCE: return help_once;
	case COMMAND_DEMO: return help_demo;
	default: return help_dashboard;
	}
}
