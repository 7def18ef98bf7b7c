#include "cmd/commands.h"
#include "cmd/meant.h"
#include "cmd/message.h"
#include "cmd/out.h"
#include "ui/manual.h"

#define COLUMNS 78 /* as man has them */
#define EXIT_USAGE 2

static int say_nothing(const char *topic)
{
	struct str why = {0}, topics = {0}, nearest = {0};
	manual_topics(&topics);
	str_append_text(&why, "the manual has nothing about it");
	str_append_text(&why, meant_topic(topic, &nearest) ? "; did you mean " : "");
	str_append_slice(&why, str_slice(&nearest));
	str_append_text(&why, nearest.length ? "? It tells about " : ", but about ");
	for (size_t i = 0; i + 1 < topics.length; i++) {
		if (topics.data[i] == '\n')
			str_append_char(&why, ',');
		str_append_char(&why, topics.data[i] == '\n' ? ' ' : topics.data[i]);
	}
	message(topic, str_text(&why));
	str_fini(&nearest);
	str_fini(&topics);
	str_fini(&why);
	return EXIT_USAGE;
}

int cmd_help(const struct options *options)
{
	struct out out;
	struct str text = {0};
	if (!options->topic)
		str_append_text(&text, options_help(options->help));
	else if (!manual_text(options->topic, COLUMNS, &text))
		return say_nothing(options->topic);
	out_open(&out, NULL);
	str_append_slice(&out.text, str_slice(&text));
	str_fini(&text);
	return out_close(&out, 0);
}
