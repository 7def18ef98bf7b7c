#include "cmd/config.h"

#include "base/alloc.h"
#include "model/condition.h"
#include "base/status.h"
#include "base/text.h"
#include "cmd/desktop.h"
#include "cmd/ini.h"
#include "cmd/meant.h"
#include "cmd/own_layout.h"
#include "cmd/places.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MOST ((size_t)1 << 20)
#define ENTRIES_MOST 4096
#define QUOTED_COLUMNS 40

/* False when so many were told that this one is only counted. */
static bool begin_problem(const struct config *config, struct str *out, int line, int column)
{
	if (config->problem_count >= CONFIG_PROBLEMS)
		return false;
	text_clean(out, slice_of(config->path ? config->path : "config"));
	if (line)
		str_printf(out, ":%d:%d", line, column);
	str_append_text(out, ": ");
	return true;
}

/* Behind all those of places before it: settings are looked at later than the rest of the file. */
static void end_problem(struct config *config, struct str *problem, int line, int column)
{
	struct str all = {0};
	int place = config->problem_count++;
	if (place >= CONFIG_PROBLEMS)
		return;
	const char *before = str_text(&config->problems) + config->problems.length;
	for (; place > 0; place--) {
		struct config_problem *last = &config->told[place - 1];
		if (last->line < line || (last->line == line && last->column <= column))
			break;
		config->told[place] = *last;
		do
			before--;
		while (before > str_text(&config->problems) && before[-1] != '\n');
	}
	config->told[place] = (struct config_problem){line, column};
	str_append_char(problem, '\n');
	str_append(&all, str_text(&config->problems), (size_t)(before - str_text(&config->problems)));
	str_append_slice(&all, str_slice(problem));
	str_append_text(&all, before);
	str_fini(&config->problems);
	config->problems = all;
}

static void quote(struct str *out, const char *text)
{
	struct str clean = {0};
	text_clean(&clean, slice_of(text));
	str_append_char(out, '"');
	text_fit(out, str_slice(&clean), QUOTED_COLUMNS, TEXT_CUT_MIDDLE);
	str_append_char(out, '"');
	str_fini(&clean);
}

void config_complain(struct config *config, int line, int column, const char *what, const char *which)
{
	struct str problem = {0};
	if (begin_problem(config, &problem, line, column))
		str_append_text(&problem, what);
	if (problem.length && which) {
		str_append_text(&problem, ", not ");
		quote(&problem, which);
	}
	end_problem(config, &problem, line, column);
	str_fini(&problem);
}

void config_complain_unknown(struct config *config, int line, int column, const char *kind, const char *which,
                             const char *meant)
{
	struct str problem = {0};
	if (begin_problem(config, &problem, line, column)) {
		str_printf(&problem, "no such %s: ", kind);
		quote(&problem, which);
		str_printf(&problem, "; did you mean %s?", meant);
	}
	end_problem(config, &problem, line, column);
	str_fini(&problem);
}

static void complain(void *context, int line, int column, const char *what)
{
	config_complain(context, line, column, what, NULL);
}

/* ---- Sections -------------------------------------------------------------------- */

static void set_keys(struct config *config, const struct ini_entry *entry)
{
	int at;
	const char *wrong = keymap_set(&config->keymap, entry->name, entry->value, &at);
	const char *meant = wrong && at < 0 ? meant_action(entry->name) : NULL;
	if (meant)
		config_complain_unknown(config, entry->line, entry->name_column, "action", entry->name, meant);
	else if (wrong && at < 0)
		config_complain(config, entry->line, entry->name_column, wrong, entry->name);
	else if (wrong)
		config_complain(config, entry->line, entry->value_column + at, wrong, entry->value + at);
}

static void set_theme(struct config *config, const struct ini_entry *entry)
{
	int at;
	const char *theme = entry->section + strlen("theme ");
	const char *wrong = palettes_set(&config->palettes, theme + strspn(theme, " "), entry->name, entry->value, &at);
	const char *meant = wrong && at < 0 ? meant_role(entry->name) : NULL;
	if (meant)
		config_complain_unknown(config, entry->line, entry->name_column, "role", entry->name, meant);
	else if (wrong && at < 0)
		config_complain(config, entry->line, entry->name_column, wrong, entry->name);
	else if (wrong)
		config_complain(config, entry->line, entry->value_column + at, wrong, entry->value + at);
}

static void set_layout(struct config *config, const struct ini_entry *entry)
{
	const char *category = entry->section + strlen("layout ");
	const char *wrong = own_layout_set(&config->layout, category + strspn(category, " "), entry->name, entry->value);
	if (wrong)
		config_complain(config, entry->line, entry->value_column, wrong, entry->value);
}

bool config_alert_timeout(const char *text, double *out)
{
	char *end;
	double seconds = strtod(text, &end);
	if (end == text || *end || !(seconds >= 1 && seconds <= 86400))
		return false;
	*out = seconds;
	return true;
}

/* All but the ways of telling are rules. */
static void check_alert(struct config *config, const struct ini_entry *entry)
{
	struct str why = {0};
	enum desktop desktop;
	double seconds;
	bool yes_or_no = !strcmp(entry->name, "bell") || !strcmp(entry->name, "tmux"), is_desktop = !strcmp(entry->name, "desktop");
	if (yes_or_no && strcmp(entry->value, "yes") && strcmp(entry->value, "no"))
		config_complain(config, entry->line, entry->value_column, "yes or no", entry->value);
	if (is_desktop && !desktop_find(entry->value, &desktop))
		config_complain(config, entry->line, entry->value_column, DESKTOP_EXPECTS, entry->value);
	bool is_timeout = !strcmp(entry->name, "timeout");
	if (is_timeout && !config_alert_timeout(entry->value, &seconds))
		config_complain(config, entry->line, entry->value_column, "seconds from 1 to 86400", entry->value);
	if (yes_or_no || is_desktop || is_timeout || !strcmp(entry->name, "command"))
		return;
	struct condition *condition = condition_parse(entry->value, &why);
	if (!condition)
		config_complain(config, entry->line, entry->value_column, str_text(&why), NULL);
	condition_free(condition);
	str_fini(&why);
}

static void keep_entry(struct config *config, const struct ini_entry *entry)
{
	if (config->entry_count == config->entry_capacity) {
		config->entry_capacity = config->entry_capacity ? 2 * config->entry_capacity : 32;
		config->entries = xrealloc(config->entries, config->entry_capacity * sizeof *config->entries);
	}
	config->entries[config->entry_count++] = (struct config_entry){
		.section = xstrdup(entry->section),
		.name = xstrdup(entry->name),
		.value = xstrdup(entry->value),
		.line = entry->line,
		.name_column = entry->name_column,
		.value_column = entry->value_column,
	};
}

static void take(void *context, const struct ini_entry *entry)
{
	struct config *config = context;
	if (config->entry_count == ENTRIES_MOST) {
		config_complain(config, entry->line, 1, "so many lines are no configuration; the rest is left out", NULL);
		config->entry_count++; /* told once */
	}
	if (config->entry_count >= ENTRIES_MOST)
		return;
	keep_entry(config, entry);
	if (!strcmp(entry->section, "keys"))
		set_keys(config, entry);
	else if (!strncmp(entry->section, "theme ", strlen("theme ")))
		set_theme(config, entry);
	else if (!strncmp(entry->section, "layout ", strlen("layout ")))
		set_layout(config, entry);
	else if (!strcmp(entry->section, "alerts"))
		check_alert(config, entry);
}

/* What is in a section that nobody knows is left out: it was told of once, be it empty or not. */
static void check_section(void *context, const char *name, int line, int column)
{
	bool known = !strcmp(name, "keys") || !strcmp(name, "alerts") || !strncmp(name, "theme ", strlen("theme ")) ||
	             !strncmp(name, "layout ", strlen("layout "));
	if (!known)
		config_complain(context, line, column, "sections are [keys], [theme NAME], [layout NAME] and [alerts]", name);
}

/* ---- The file ---------------------------------------------------------------------- */

void config_read(struct config *config, const char *path, struct slice text)
{
	*config = (struct config){.path = path ? xstrdup(path) : NULL};
	ini_read(text, &(struct ini_reader){take, check_section, complain, config});
}

/* Nothing but a regular file is waited for. */
static enum status read_file(const char *path, struct str *out)
{
	char bytes[8192];
	struct stat info;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return status_from_errno(errno);
	enum status status = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) ? STATUS_OK : STATUS_NOT_A_FILE;
	ssize_t got = 0;
	while (status == STATUS_OK && (got = read(fd, bytes, sizeof bytes)) > 0) {
		str_append(out, bytes, (size_t)got);
		if (out->length > FILE_MOST)
			status = STATUS_LIMIT;
	}
	if (got < 0)
		status = status_from_errno(errno);
	close(fd);
	return status;
}

void config_load(struct config *config)
{
	struct str text = {0};
	char *path = places_config();
	enum status status = path ? read_file(path, &text) : STATUS_NOT_FOUND;
	config_read(config, path, status == STATUS_OK ? str_slice(&text) : slice_of(""));
	config->there = status != STATUS_NOT_FOUND;
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		config_complain(config, 0, 0, status_text(status), NULL);
	free(path);
	str_fini(&text);
}

void config_fini(struct config *config)
{
	for (size_t i = 0; i < config->entry_count && i < ENTRIES_MOST; i++) {
		free(config->entries[i].section);
		free(config->entries[i].name);
		free(config->entries[i].value);
	}
	free(config->entries);
	free(config->path);
	keymap_fini(&config->keymap);
	palettes_fini(&config->palettes);
	custom_layout_fini(&config->layout);
	str_fini(&config->problems);
	*config = (struct config){0};
}
