#include "cmd/option_rows.h"

#include "base/alloc.h"
#include "base/text.h"
#include "cmd/meant.h"
#include "cmd/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY_VARIABLE "TBTOP_MEMORY_LIMIT"

struct setting_source {
	enum setting_from from;
	const char *value; /* borrowed from argv, the configuration or the environment; NULL at the start */
	int line;
};

static const struct options_command commands[] = {
	{"list", COMMAND_LIST},   {"export", COMMAND_EXPORT},   {"steps", COMMAND_STEPS}, {"check", COMMAND_CHECK},
	{"once", COMMAND_ONCE},   {"demo", COMMAND_DEMO},       {"log", COMMAND_LOG},     {"profile", COMMAND_PROFILE},
	{"graph", COMMAND_GRAPH}, {"wait", COMMAND_WAIT},       {"config", COMMAND_CONFIG},
	{"--status", COMMAND_STATUS},
};
#define COMMANDS (sizeof commands / sizeof *commands)

bool options_command_at(size_t number, struct options_command *out)
{
	if (number >= COMMANDS)
		return false;
	*out = commands[number];
	return true;
}

bool options_command_find(const char *name, struct options_command *out)
{
	size_t i = 0;
	while (options_command_at(i, out) && strcmp(out->name, name))
		i++;
	return i < COMMANDS;
}

static struct setting_source *source_of(const struct options *options, const struct option_row *row)
{
	return &options->sources[row - option_rows];
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

static void complain_value(struct parser *parser, const struct option_row *row, const char *value)
{
	if (!may_complain(parser))
		return;
	meant_spelled(row->name, &parser->error);
	str_printf(&parser->error, " takes %s", row->expects ? row->expects : value ? "no value" : "a value");
	if (value && *value) {
		str_append_text(&parser->error, ", not ");
		append_quoted(&parser->error, value);
	}
}

static void complain_unknown(struct parser *parser, const char *word, const char *name)
{
	if (!may_complain(parser))
		return;
	str_append_text(&parser->error, "unknown option ");
	append_quoted(&parser->error, word);
	meant_option(name, parser->out->command, &parser->error);
}

static void note_ignored(struct parser *parser, const struct option_row *row)
{
	bool sampling = !strcmp(row->name, "samples_per_plugin");
	str_append_text(&parser->notes, "tbtop: ");
	meant_spelled(row->name, &parser->notes);
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

/* A ignored switch may be followed by "true" or "false", as TensorBoard's own. */
static void skip_bool(struct parser *parser, const char *attached)
{
	bool on;
	if (!attached && parser->at < parser->count && option_parse_bool(parser->words[parser->at], &on))
		parser->at++;
}

static void set_flag(struct parser *parser, const struct option_row *row, const char *attached, bool negated)
{
	bool on = true;
	if (attached && !option_parse_bool(attached, &on))
		complain_value(parser, row, attached);
	*(bool *)((char *)parser->out + row->offset) = on != negated;
}

static void take_option(struct parser *parser, const struct option_row *row, const char *attached, bool negated)
{
	const char *value = NULL;
	if (!option_is_bool(row) && row->how != HOW_ACTION && !(value = value_of(parser, attached))) {
		complain_value(parser, row, NULL);
		return;
	}
	if (row->start)
		*source_of(parser->out, row) = (struct setting_source){
			FROM_OPTION, !option_is_bool(row) ? value : negated ? "off" : attached ? attached : "on", 0};
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
		if (!row->take(parser, attached))
			complain_value(parser, row, attached);
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
	char name[OPTION_NAME];
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
	const struct option_row *row = option_find(name, &negated);
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
		complain_unknown(parser, word, word[2] ? word + 1 : ""); /* "-json" */
		return;
	}
	take_option(parser, option_find(names[letter - letters], &negated), word[2] ? word + 2 : NULL, false);
}

/* Of `log` the first word is the LOGDIR, even if it looks like a value; "-" never is. */
static bool is_entry(const struct parser *parser, const char *word)
{
	return parser->out->logdir_given || !strcmp(word, "-");
}

static void take_entry_word(struct parser *parser, const char *word)
{
	if (!strcmp(word, "-")) {
		parser->out->from_stdin = true;
	} else if (!option_add_entry(parser, ENTRY_VALUE, word) && may_complain(parser)) {
		str_append_text(&parser->error, "log takes TAG=NUMBER, not ");
		append_quoted(&parser->error, word);
	}
}

static void positional(struct parser *parser, const char *word)
{
	if (!parser->command_settled && !parser->only_logdirs) {
		if (!strcmp(word, "help")) { /* as others have it; a command may follow */
			option_take_help(parser, NULL);
			parser->topic_due = true;
			return;
		}
		struct options_command command;
		if (options_command_find(word, &command)) {
			option_settle(parser, command.command);
			return;
		}
	}
	if (parser->out->command == COMMAND_LOG && is_entry(parser, word)) {
		take_entry_word(parser, word);
		return;
	}
	parser->command_settled = true;
	if (parser->topic_due) {
		parser->out->topic = word;
		parser->topic_due = false;
		return;
	}
	parser->last_word = parser->only_logdirs ? NULL : word;
	if (!option_take_logdir(parser, word) && may_complain(parser))
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

/* ---- The configuration and the environment ------------------------------------------- */

/* A value of the configuration; false when the option doesn't take it. */
static bool set_start(struct parser *parser, const struct option_row *row, const char *value)
{
	bool on;
	switch (row->how) {
	case HOW_FLAG:
		if (!option_parse_bool(value, &on))
			return false;
		*(bool *)((char *)parser->out + row->offset) = on;
		return true;
	case HOW_TEXT:
		*(const char **)((char *)parser->out + row->offset) = value;
		return *value != '\0';
	default:
		return row->take(parser, value);
	}
}

/* By its name with "-" or "_"; NULL when there is none that may stand in the configuration. */
static const struct option_row *find_setting(const char *written)
{
	char name[OPTION_NAME];
	size_t length = strlen(written);
	for (size_t i = 0; i <= length && length < sizeof name; i++)
		name[i] = written[i] == '-' ? '_' : written[i];
	for (size_t i = 0; i < option_row_count && length < sizeof name; i++)
		if (option_rows[i].start && !strcmp(option_rows[i].name, name))
			return &option_rows[i];
	return NULL;
}

static void take_entry(struct parser *parser, struct config *config, const struct config_entry *entry)
{
	char what[160];
	struct str meant = {0};
	const struct option_row *row = find_setting(entry->name);
	if (!row && meant_setting(entry->name, &meant)) {
		config_complain_unknown(config, entry->line, entry->name_column, "setting", entry->name, str_text(&meant));
	} else if (!row) {
		config_complain(config, entry->line, entry->name_column, "no such setting; `tbtop config` lists them",
		                entry->name);
	} else if (!set_start(parser, row, entry->value)) {
		snprintf(what, sizeof what, "%s takes %s", entry->name, option_is_bool(row) ? "on or off" : row->expects);
		config_complain(config, entry->line, entry->value_column, what, entry->value);
	} else {
		*source_of(parser->out, row) = (struct setting_source){FROM_FILE, entry->value, entry->line};
	}
	str_fini(&meant);
}

/* Only in the environment of a person who wants the same everywhere. */
static void take_environment(struct parser *parser)
{
	const char *text = getenv(MEMORY_VARIABLE);
	struct setting_source *source = source_of(parser->out, find_setting("memory_limit"));
	if (source->from != FROM_OPTION && text && *text) {
		*source = (struct setting_source){FROM_ENVIRONMENT, text, 0};
		if (!memory_parse(text, &parser->out->memory_limit) && may_complain(parser)) {
			str_append_text(&parser->error, MEMORY_VARIABLE " takes a size, such as 4G, not ");
			append_quoted(&parser->error, text);
		}
	}
	if (!parser->out->memory_limit)
		parser->out->memory_limit = memory_default();
}

size_t options_setting_count(void)
{
	size_t count = 0;
	for (size_t i = 0; i < option_row_count; i++)
		count += option_rows[i].start != NULL;
	return count;
}

struct setting options_setting(const struct options *options, size_t number)
{
	const struct option_row *row = option_rows;
	while (!row->start || number--)
		row++;
	const struct setting_source *source = source_of(options, row);
	struct setting setting = {.value = source->value ? source->value : row->start, .from = source->from, .line = source->line};
	for (size_t i = 0; row->name[i]; i++)
		setting.name[i] = row->name[i] == '_' ? '-' : row->name[i];
	if (source->from == FROM_ENVIRONMENT)
		setting.variable = MEMORY_VARIABLE;
	return setting;
}

enum setting_from options_from(const struct options *options, const char *name)
{
	return source_of(options, find_setting(name))->from;
}

const char *const *options_parts(enum command command)
{
	static const char *const profile[] = {"overview", "ops", "spans", "kernels", "steps", "compare", NULL};
	static const char *const graph[] = {"summary", "tree", "ops", "compare", NULL};
	return command == COMMAND_PROFILE ? profile : command == COMMAND_GRAPH ? graph : NULL;
}

/* The last word of some commands is a part of theirs, and no LOGDIR. */
static void take_part(struct parser *parser)
{
	struct options *out = parser->out;
	const char *const *parts = options_parts(out->command);
	for (; parts && *parts && parser->last_word; parts++) {
		if (strcmp(*parts, parser->last_word))
			continue;
		out->part = *parts;
		logdir_fini(&out->logdirs[--out->logdir_count]);
		out->logdir_given = out->logdir_count;
		return;
	}
}

/* ---- All together --------------------------------------------------------------------- */

void options_parse(struct options *out, int argc, char **argv)
{
	options_parse_over(out, NULL, argc, argv);
}

void options_parse_over(struct options *out, struct config *config, int argc, char **argv)
{
	struct parser parser = {.out = out, .words = argv, .count = argc, .at = 1};
	*out = (struct options){
		.watch = WATCH_AUTO,
		.reload_interval = -1,
		.target_step = NAN,
		.timeout = -1,
		.speed = 1,
		.start = NAN,
		.live = true,
		.wall_time = NAN,
		.mouse = true,
		.pixels = GRAPHICS_AUTO,
		.state = true,
		.legend = true,
		.hints = true,
		.config = config,
		.sources = xcalloc(option_row_count, sizeof *out->sources),
	};
	for (size_t i = 0; config && i < config->entry_count; i++)
		if (!*config->entries[i].section)
			take_entry(&parser, config, &config->entries[i]);
	while (parser.at < argc)
		take_word(&parser, argv[parser.at++]);
	take_part(&parser);
	if (!out->logdir_count)
		option_add_logdir(&parser, logdir_parse("."));
	take_environment(&parser);
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
	free(options->entries);
	free(options->sources);
	free(options->error);
	free(options->notes);
	*options = (struct options){0};
}
