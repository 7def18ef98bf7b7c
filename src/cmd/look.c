#include "cmd/look.h"

#include "base/text.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

enum charset look_charset(const struct options *options)
{
	bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	return options->charset == CHARSET_PLAIN || !utf8 ? CHARSET_ASCII : CHARSET_UNICODE;
}

bool look_has_colour(const struct options *options)
{
	const char *no_color = getenv("NO_COLOR");
	if (options->color == WHEN_AUTO)
		return !no_color || !*no_color;
	return options->color == WHEN_ALWAYS;
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
