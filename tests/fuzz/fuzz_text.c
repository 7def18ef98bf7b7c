/* Any bytes: mended, cleaned, escaped and cut they are what text.h promises; interned they stay what they are. */
#include "base/names.h"
#include "base/text.h"
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "unit/base/shown.h"

#include <locale.h>

static void check_repair(struct slice text)
{
	struct str once = {0}, twice = {0};
	text_repair(&once, text);
	text_repair(&twice, str_slice(&once));
	if (!shown_utf8(str_text(&once), once.length) || !slice_equal(str_slice(&once), str_slice(&twice)))
		object("mended is UTF-8 and stays as it is");
	if (shown_utf8(text.data, text.length) && !slice_equal(text, str_slice(&once)))
		object("UTF-8 is not mended");
	str_fini(&once);
	str_fini(&twice);
}

static void check_json(struct slice text)
{
	struct str out = {0};
	text_json(&out, text);
	if (!shown_clean(str_text(&out), out.length))
		object("JSON is clean");
	for (size_t at = 0, taken; at < out.length; at += taken) {
		uint32_t code = shown_decode((unsigned char *)out.data + at, out.length - at, &taken);
		if (shown_control(code) || code == '"')
			object("JSON is escaped");
		if (code == '\\' && ++at < out.length && !strchr("\"\\bfnrtu", out.data[at]))
			object("JSON has such escapes");
	}
	str_fini(&out);
}

static void check_fit(struct slice clean, int columns)
{
	for (enum text_cut cut = TEXT_CUT_END; cut <= TEXT_CUT_START; cut++) {
		struct str out = {0};
		int used = text_fit(&out, clean, columns, cut);
		if (used > columns && used > 0)
			object("cut text fits");
		if (used != text_width(str_slice(&out)))
			object("cut text is as wide as told");
		if (!shown_clean(str_text(&out), out.length))
			object("cut text is clean");
		str_fini(&out);
	}
}

static void check_clean(struct slice text)
{
	struct str once = {0}, twice = {0};
	text_clean(&once, text);
	if (!shown_clean(str_text(&once), once.length))
		object("cleaned is clean");
	text_clean(&twice, str_slice(&once));
	if (!slice_equal(str_slice(&once), str_slice(&twice)))
		object("cleaned stays as it is");
	int width = text_width(str_slice(&once));
	for (int columns = -1; columns <= width + 1; columns += columns < 12 ? 1 : width)
		check_fit(str_slice(&once), columns);
	str_fini(&once);
	str_fini(&twice);
}

/* The lines of the input, each interned. */
static void check_names(struct slice text)
{
	struct names names;
	names_init(&names);
	for (size_t at = 0; at <= text.length;) {
		const char *end = at < text.length ? memchr(text.data + at, '\n', text.length - at) : NULL;
		struct slice line = slice_make(text.length ? text.data + at : NULL, end ? (size_t)(end - text.data) - at : text.length - at);
		uint32_t known = names_find(&names, line), count = names.count, number = names_intern(&names, line);
		if (number == NAMES_NONE || (known == NAMES_NONE ? number != count : number != known))
			object("a new text has the next number, a known one its own");
		struct slice kept = names_text(&names, number);
		if (!slice_equal(kept, line) || kept.data[kept.length])
			object("a text is kept");
		at += line.length + 1;
	}
	names_fini(&names);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const char *locale;
	struct slice text = slice_make(bytes, length);
	if (!locale && !(locale = setlocale(LC_CTYPE, "C.UTF-8")))
		object("there is a UTF-8 locale");
	check_repair(text);
	check_json(text);
	check_clean(text);
	check_names(text);
	return 0;
}
