#include "cmd/look.h"

#include "base/environment.h"
#include "base/text.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum charset look_charset(const struct options *options)
{
	bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	if (options->charset == CHARSET_PLAIN || !utf8)
		return CHARSET_ASCII;
	bool console = environment_begins("TERM", "linux") && isatty(STDOUT_FILENO);
	return options->charset == CHARSET_AUTO && console ? CHARSET_CONSOLE : CHARSET_UNICODE;
}

bool look_has_colour(const struct options *options)
{
	if (options->color == WHEN_AUTO)
		return !environment_has("NO_COLOR");
	return options->color == WHEN_ALWAYS;
}

static void begin_with(struct choice *choice, enum edit_what what, double number, const char *text)
{
	choice_apply(choice, NULL, &(struct edit){.what = what, .number = number, .text = text});
}

/* A thing that is on or off, and can be toggled. */
static void begin_switch(struct choice *choice, enum edit_what what, bool now, bool wanted)
{
	if (now != wanted)
		begin_with(choice, what, 0, NULL);
}

void look_begin(const struct options *options, enum setting_from from, struct choice *choice)
{
	if (options->run)
		begin_with(choice, EDIT_RUN_FILTER, 0, options->run);
	if (options->tag)
		begin_with(choice, EDIT_TAG_FILTER, 0, options->tag);
	if (options_from(options, "x-axis") >= from)
		begin_with(choice, EDIT_X_AXIS, options->x_axis, NULL);
	if (options_from(options, "y-scale") >= from)
		begin_with(choice, EDIT_Y_SCALE, options->y_scale, NULL);
	if (options_from(options, "marker") >= from)
		begin_with(choice, EDIT_MARKER, options->marker, NULL);
	if (options_from(options, "smoothing") >= from && options->smoothing)
		begin_with(choice, EDIT_SMOOTH, 0, options->smoothing);
	if (options_from(options, "tail") >= from && options->tail)
		begin_with(choice, EDIT_TAIL, 0, options->tail);
	if (options_from(options, "panels") >= from)
		begin_with(choice, EDIT_PANELS, options->panels, NULL);
	if (options_from(options, "legend") >= from)
		begin_switch(choice, EDIT_LEGEND, choice_legend(choice), options->legend);
	if (options_from(options, "hints") >= from)
		begin_switch(choice, EDIT_HINTS, choice_hints(choice), options->hints);
	if (options_from(options, "ignore-outliers") >= from)
		begin_switch(choice, EDIT_OUTLIERS, choice_outliers_cut(choice), options->ignore_outliers);
	if (options_from(options, "superseded") >= from)
		begin_switch(choice, EDIT_SUPERSEDED, choice_superseded(choice), options->superseded);
	if (options_from(options, "hardware") >= from)
		begin_switch(choice, EDIT_HARDWARE, choice_hardware(choice), options->hardware);
}

void look_place(const struct options *options, struct str *out)
{
	const char *home = getenv("HOME");
	size_t length = home ? strlen(home) : 0;
	for (size_t i = 0; i < options->logdir_count; i++) {
		const char *path = options->logdirs[i].path;
		if (i > 0)
			str_append_text(out, ", ");
		if (length > 1 && strncmp(path, home, length) == 0 && (path[length] == '/' || !path[length])) {
			str_append_char(out, '~');
			path += length;
		}
		text_clean(out, slice_of(path));
	}
}
