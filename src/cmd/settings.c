#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/out.h"

#include <string.h>

#define EXIT_WRONG 1
#define PLACE_COLUMN 32 /* where it comes from stands there, if there is room */

/* "name = value", and blanks up to where it comes from. */
static void say_setting(struct str *out, const char *name, const char *value)
{
	struct str line = {0};
	text_clean(&line, slice_of(name));
	str_append_text(&line, " =");
	if (*value && *value != ';')
		str_append_char(&line, ' ');
	text_clean(&line, slice_of(value));
	do
		str_append_char(&line, ' ');
	while (text_width(str_slice(&line)) < PLACE_COLUMN);
	str_append_slice(out, str_slice(&line));
	str_append_text(out, "; ");
	str_fini(&line);
}

static void say_place(struct str *line, const struct config *config, int number)
{
	text_clean(line, slice_of(config->path));
	str_printf(line, ":%d", number);
}

static void print_settings(struct out *out, const struct options *options)
{
	for (size_t i = 0; i < options_setting_count(); i++) {
		struct setting setting = options_setting(options, i);
		say_setting(&out->text, setting.name, setting.value);
		switch (setting.from) {
		case FROM_DEFAULT: str_append_text(&out->text, "default"); break;
		case FROM_FILE: say_place(&out->text, options->config, setting.line); break;
		case FROM_ENVIRONMENT: str_printf(&out->text, "%s", setting.variable); break;
		case FROM_OPTION: str_printf(&out->text, "--%s", setting.name); break;
		}
		out_line(out);
	}
}

/* The last line of a section for `name`; NULL without. */
static const struct config_entry *find_entry(const struct config *config, const char *section, const char *name)
{
	const struct config_entry *found = NULL;
	for (size_t i = 0; i < config->entry_count; i++)
		if (!strcmp(config->entries[i].section, section) && !strcmp(config->entries[i].name, name))
			found = &config->entries[i];
	return found;
}

static void print_keys(struct out *out, const struct config *config)
{
	struct binds binds = {{bind_global}, &config->keymap};
	struct str keys = {0};
	str_append_text(&out->text, "\n[keys]");
	out_line(out);
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		enum action action = (enum action)i;
		const struct config_entry *entry = find_entry(config, "keys", action_name(action));
		if (action == ACTION_VIEW || action == ACTION_MOUSE)
			continue; /* has an argument; has no key */
		str_clear(&keys);
		bind_keys(&binds, action, &keys);
		say_setting(&out->text, action_name(action), str_text(&keys));
		if (entry)
			say_place(&out->text, config, entry->line);
		else
			str_append_text(&out->text, "default");
		out_line(out);
	}
	str_fini(&keys);
}

/* How alerts are told, whether it is said or not; the rules are as they were written. */
static void print_alerts(struct out *out, const struct config *config)
{
	static const struct {
		const char *name, *start;
	} ways[] = {{"bell", "no"}, {"tmux", "no"}, {"desktop", "no"}, {"command", ""}, {"timeout", CONFIG_ALERT_TIMEOUT}};
	str_append_text(&out->text, "\n[alerts]");
	out_line(out);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		const struct config_entry *entry = find_entry(config, "alerts", ways[i].name);
		say_setting(&out->text, ways[i].name, entry ? entry->value : ways[i].start);
		if (entry)
			say_place(&out->text, config, entry->line);
		else
			str_append_text(&out->text, "default");
		out_line(out);
	}
	for (size_t i = 0; i < config->entry_count; i++) {
		const struct config_entry *entry = &config->entries[i];
		bool way = false;
		for (size_t j = 0; j < sizeof ways / sizeof *ways; j++)
			way |= !strcmp(entry->name, ways[j].name);
		if (way || strcmp(entry->section, "alerts"))
			continue;
		say_setting(&out->text, entry->name, entry->value);
		say_place(&out->text, config, entry->line);
		out_line(out);
	}
}

/* Themes, and keys of actions with an argument, as they were written. */
static void print_others(struct out *out, const struct config *config)
{
	const char *section = "keys";
	for (size_t i = 0; i < config->entry_count; i++) {
		const struct config_entry *entry = &config->entries[i];
		bool keys = !strcmp(entry->section, "keys");
		if (!*entry->section || !strcmp(entry->section, "alerts") || (keys && !strchr(entry->name, ' ')))
			continue;
		if (strcmp(section, entry->section)) {
			str_append_text(&out->text, "\n[");
			text_clean(&out->text, slice_of(entry->section));
			str_append_char(&out->text, ']');
			out_line(out);
		}
		section = entry->section;
		say_setting(&out->text, entry->name, entry->value);
		say_place(&out->text, config, entry->line);
		out_line(out);
	}
}

static void print_hints(struct out *out)
{
	str_append_text(&out->text, "\n# a [layout TITLE] is a category of charts in Custom: NAME = REGEX …, or margin VALUE LOWER UPPER");
	out_line(out);
	str_append_text(&out->text, "# closed = yes folds it");
	out_line(out);
	str_append_text(&out->text, "\n# roles of a [theme NAME]:");
	for (int role = 0; role < ROLE_COUNT; role++)
		str_printf(&out->text, " %s", role_name((enum role)role));
	out_line(out);
}

int cmd_config(const struct options *options)
{
	struct out out;
	const struct config *config = options->config;
	if (!out_open(&out, options->output))
		return 2;
	str_append_text(&out.text, "# ");
	text_clean(&out.text, slice_of(config->path ? config->path : "no place for a configuration: HOME is not set"));
	str_append_text(&out.text, config->there ? "" : " (there is none)");
	out_line(&out);
	print_settings(&out, options);
	print_keys(&out, config);
	print_others(&out, config);
	print_alerts(&out, config);
	print_hints(&out);
	return out_close(&out, config->problem_count ? EXIT_WRONG : 0);
}
