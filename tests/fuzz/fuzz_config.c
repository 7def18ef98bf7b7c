/* Any configuration: what is wrong is told in clean lines with a place, and what holds are keys, themes and options. */
#include "cmd/options.h"
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "unit/base/shown.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static void check_problems(const struct config *config)
{
	const char *text = str_text(&config->problems);
	int lines = 0;
	for (size_t length; *text; text += length + 1, lines++) {
		int line, column;
		length = strcspn(text, "\n");
		if (!text[length] || !shown_clean(text, length))
			object("problems are whole, clean lines");
		if (sscanf(text, "config:%d:%d:", &line, &column) != 2 || line < 1 || column < 1)
			object("a problem has a line and a column");
	}
	if (lines > config->problem_count || (config->problem_count && !lines))
		object("problems are counted");
}

static void check_keys(const struct keymap *keymap)
{
	struct binds binds = {{bind_global}, keymap};
	struct str keys = {0};
	for (int i = ACTION_NONE; i < ACTION_COUNT; i++)
		bind_keys(&binds, (enum action)i, &keys);
	for (size_t i = 0; i < keymap->key_count; i++) {
		struct event event = {.what = EVENT_KEY};
		if (!key_parse(keymap->keys[i].key, &event.key, &event.modifiers) ||
		    bind_find(&binds, &event) != &keymap->keys[i])
			object("a person's own key means what they said");
	}
	str_fini(&keys);
}

static void check_theme(const struct theme *theme)
{
	char sequence[THEME_SGR];
	for (int role = 0; role < ROLE_COUNT; role++)
		for (int depth = COLOUR_MONO; depth <= COLOUR_DIRECT; depth++)
			if (theme_sgr(theme, (enum colour_depth)depth, (enum role)role, 0xFF, sequence, sizeof sequence) >= THEME_SGR)
				object("a style's sequence fits");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct config config;
	struct options options;
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		abort();
	config_read(&config, "config", slice_make(bytes, length));
	options_parse_over(&options, &config, 2, (char *[]){"tbtop", "config", NULL});
	check_problems(&config);
	check_keys(&config.keymap);
	if (options.theme)
		check_theme(options.theme);
	for (size_t i = 0; i < options_setting_count(); i++) {
		struct setting setting = options_setting(&options, i);
		if (!setting.value || (setting.from == FROM_FILE) != (setting.line > 0))
			object("a setting has a value, and a line when it is from the file");
	}
	if (options.error || abs(options.panels) > CHOICE_PANELS)
		object("nothing in a configuration is fatal");
	options_fini(&options);
	config_fini(&config);
	return 0;
}
