#include "cmd/complete.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/text.h"
#include "cmd/option_rows.h"
#include "cmd/out.h"
#include "cmd/peek.h"
#include "data/kind.h"
#include "model/store.h"
#include "ui/manual.h"
#include "view/views.h"

#include <stdlib.h>
#include <string.h>

#define PATIENCE_NS UINT64_C(500000000) /* who pressed Tab waits no longer */
#define NAMES_MOST 1000

struct completing {
	struct out out;
	char **words;
	int count;            /* the last one is completed */
	enum command command; /* DASHBOARD: none so far */
	bool may_command;     /* one may still come */
	bool help;            /* after `help` */
	struct slice before;  /* put before each answer: "--watch=" of "--watch=au" */
	const char *start;    /* of what is completed */
};

/* ---- Answers ---------------------------------------------------------------------- */

/* Whether it fits. */
static bool answer(struct completing *completing, struct slice word, const char *what)
{
	size_t length = strlen(completing->start);
	if (word.length < length || memcmp(word.data, completing->start, length))
		return false;
	str_append_slice(&completing->out.text, completing->before);
	text_clean(&completing->out.text, word);
	str_append_char(&completing->out.text, '\t');
	str_append_text(&completing->out.text, what ? what : "");
	out_line(&completing->out);
	return true;
}

static void answer_text(struct completing *completing, const char *word, const char *what)
{
	answer(completing, slice_of(word), what);
}

/* An empty word: names of files may stand here, too. */
static void answer_files(struct completing *completing)
{
	str_append_text(&completing->out.text, "\tfiles");
	out_line(&completing->out);
}

/* ---- Commands ---------------------------------------------------------------------- */

/* What `tbtop --help` says behind a command's name, appended. */
static void describe(const char *name, struct str *out)
{
	struct str begin = {0};
	str_printf(&begin, "\n  %s ", name);
	const char *row = strstr(options_help(COMMAND_DASHBOARD), str_text(&begin));
	if (row) {
		row += begin.length;
		row += strspn(row, " ");
		str_append(out, row, strcspn(row, "\n"));
	}
	str_fini(&begin);
}

static void answer_commands(struct completing *completing)
{
	struct options_command command;
	struct str what = {0};
	for (size_t i = 0; options_command_at(i, &command); i++) {
		str_clear(&what);
		describe(command.name, &what);
		if (command.name[0] != '-')
			answer_text(completing, command.name, str_text(&what));
	}
	str_clear(&what);
	describe("help", &what);
	if (!completing->help)
		answer_text(completing, "help", str_text(&what));
	str_fini(&what);
}

static void answer_topics(struct completing *completing)
{
	struct str topics = {0};
	manual_topics(&topics);
	for (char *at = topics.data, *end; at && (end = strchr(at, '\n')); at = end + 1)
		answer(completing, slice_make(at, (size_t)(end - at)), NULL);
	str_fini(&topics);
}

static const struct option_row *row_of(const char *word, size_t length)
{
	char name[OPTION_NAME];
	bool negated;
	if (length >= sizeof name)
		return NULL;
	for (size_t i = 0; i < length; i++)
		name[i] = word[i] == '-' ? '_' : word[i];
	name[length] = '\0';
	return option_find(name, &negated);
}

/* Whether an option is one of TensorBoard's that do nothing here. */
static bool is_idle(const struct option_row *row)
{
	return row->how == HOW_IGNORED || row->how == HOW_IGNORED_BOOL;
}

/* The options that the command's help names, spelled as it does, each once: the idle ones, or the others. Whether one fits. */
static bool answer_named(struct completing *completing, bool idle)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz-";
	const char *help = options_help(completing->command);
	struct str seen = {0};
	bool any = false;
	for (const char *at = strstr(help, "--"); at; at = strstr(at, "--")) {
		struct slice option = slice_make(at, strspn(at, letters));
		at += option.length;
		const struct option_row *row = row_of(option.data + 2, option.length - 2);
		struct str line = {0};
		str_printf(&line, "\n%.*s\n", (int)option.length, option.data);
		if (row && is_idle(row) == idle && !strstr(str_text(&seen), str_text(&line))) {
			any |= answer(completing, option, row->expects);
			str_append_slice(&seen, str_slice(&line));
		}
		str_fini(&line);
	}
	str_fini(&seen);
	return any;
}

static void answer_options(struct completing *completing)
{
	bool any = answer_named(completing, false);
	if (completing->command != COMMAND_DASHBOARD) /* whose help names it */
		any |= answer(completing, slice_of("--help"), "what the command does and takes");
	if (!any)
		answer_named(completing, true);
}

/* ---- Values ------------------------------------------------------------------------ */

/* "auto, always or never" as three; what is more than one word is no value but describes some. */
static void answer_alternatives(struct completing *completing, const char *expects)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	if (!strstr(expects, " or ") && !strstr(expects, ", "))
		return;
	while (*expects) {
		size_t length = strspn(expects, letters);
		const char *end = expects + length;
		if (length && (!*end || *end == ',' || !strncmp(end, " or ", 4)))
			answer(completing, slice_make(expects, length), NULL);
		const char *comma = strstr(expects, ", "), *other = strstr(expects, " or ");
		expects = comma && (!other || comma < other) ? comma + 2 : other ? other + 4 : "";
	}
}

/* A name as an expression that finds it. */
static void answer_name(struct completing *completing, struct slice name)
{
	struct str escaped = {0};
	for (size_t i = 0; i < name.length; i++) {
		if (strchr("\\.[]{}()*+?^$|", name.data[i]) && name.data[i])
			str_append_char(&escaped, '\\');
		str_append_char(&escaped, name.data[i]);
	}
	answer(completing, str_slice(&escaped), NULL);
	str_fini(&escaped);
}

static bool takes_value(const struct option_row *row)
{
	return row && !option_is_bool(row) && row->how != HOW_ACTION;
}

/* The option whose value the word at `at` is; NULL when it is none. */
static const struct option_row *valued(const struct completing *completing, int at)
{
	const char *word = at > 0 ? completing->words[at - 1] : "";
	if (!strcmp(word, "-o"))
		word = "--output";
	if (strncmp(word, "--", 2) || strchr(word, '='))
		return NULL;
	const struct option_row *row = row_of(word + 2, strlen(word + 2));
	return takes_value(row) ? row : NULL;
}

/* A store of the words that are LOGDIRs; without one, of the current directory. */
static struct store *look(const struct completing *completing, bool tags)
{
	struct store *store = store_new();
	uint64_t until = clock_mono() + PATIENCE_NS;
	bool found = false;
	for (int i = 0; store && i < completing->count - 1; i++) {
		struct options_command command;
		const char *word = completing->words[i];
		if (word[0] != '-' && !valued(completing, i) && !options_command_find(word, &command))
			found |= peek(store, word, tags, until);
	}
	if (store && !found)
		peek(store, ".", tags, until);
	return store;
}

static void answer_names(struct completing *completing, bool tags)
{
	struct store *store = look(completing, tags);
	if (!store)
		return;
	uint32_t count = tags ? store_tag_count(store) : store_run_count(store);
	for (uint32_t i = 0; i < count && i < NAMES_MOST; i++)
		answer_name(completing, tags ? store_tag_name(store, store_tag_at(store, i))
		                             : store_run(store, store_run_at(store, i)).name);
	store_free(store);
}

static void answer_value(struct completing *completing, const struct option_row *row)
{
	const char *expects = row->expects ? row->expects : "";
	if (!strcmp(row->name, "run") || !strcmp(row->name, "tag"))
		answer_names(completing, !strcmp(row->name, "tag"));
	else if (!strcmp(row->name, "view"))
		for (int i = 0; i < view_count; i++)
			answer_text(completing, views[i]->name, views[i]->title);
	else if (!strcmp(row->name, "kind"))
		for (int i = 0; i < KIND_COUNT; i++)
			answer_text(completing, kind_name((enum kind)i), NULL);
	else if (strstr(expects, "file") || strstr(expects, "directory"))
		answer_files(completing);
	else
		answer_alternatives(completing, expects);
}

/* ---- All together -------------------------------------------------------------------- */

/* The command of the words so far. */
static void find_command(struct completing *completing)
{
	struct options_command command;
	completing->may_command = true;
	for (int i = 0; i < completing->count - 1; i++) {
		const char *word = completing->words[i];
		if (!strcmp(word, "help") && !completing->help) {
			completing->help = true;
		} else if (options_command_find(word, &command)) {
			completing->command = command.command;
			completing->may_command = false;
			return;
		} else if (word[0] != '-' && !valued(completing, i)) {
			completing->may_command = false; /* a LOGDIR, or a topic */
			return;
		}
	}
}

/* The option whose value is completed: "--watch au" or "--watch=au"; NULL when it is none. */
static const struct option_row *find_value(struct completing *completing)
{
	const char *word = completing->words[completing->count - 1], *equals = strchr(word, '=');
	completing->start = word;
	if (strncmp(word, "--", 2) || !equals)
		return valued(completing, completing->count - 1);
	completing->before = slice_make(word, (size_t)(equals + 1 - word));
	completing->start = equals + 1;
	const struct option_row *row = row_of(word + 2, (size_t)(equals - word - 2));
	return takes_value(row) ? row : NULL;
}

static void answer_parts(struct completing *completing)
{
	const char *const *parts = options_parts(completing->command);
	for (; parts && *parts; parts++)
		answer_text(completing, *parts, NULL);
}

static void answer_all(struct completing *completing)
{
	const struct option_row *row = find_value(completing);
	bool bare = completing->command == COMMAND_DASHBOARD;
	if (row) {
		answer_value(completing, row);
	} else if (completing->start[0] == '-') {
		answer_options(completing);
	} else {
		if (bare && completing->may_command)
			answer_commands(completing);
		answer_parts(completing);
		if (completing->help)
			answer_topics(completing);
		else if (completing->command != COMMAND_CONFIG)
			answer_files(completing);
	}
}

/* bash takes "--watch=au" apart at its "=". */
static int without_equals(char **words, int count, char **out)
{
	int kept = 0;
	for (int i = 0; i < count; i++)
		if (strcmp(words[i], "=") || !i)
			out[kept++] = words[i];
	if (count > 1 && !strcmp(words[count - 1], "="))
		out[kept++] = "";
	return kept;
}

int cmd_complete(int count, char **words)
{
	struct completing completing = {.words = xcalloc((size_t)count + 2, sizeof *words)};
	completing.count = without_equals(words, count, completing.words);
	if (!completing.count)
		completing.words[completing.count++] = "";
	out_open(&completing.out, NULL);
	find_command(&completing);
	answer_all(&completing);
	free(completing.words);
	return out_close(&completing.out, 0);
}
