/* Any command line, words apart by newlines: what is wrong is told in one clean line, else there is something to do. */
#include "cmd/options.h"
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "unit/base/shown.h"

#include <locale.h>
#include <math.h>

#define WORDS_MOST 24
#define LONGEST_ERROR 400

static void check_lines(const char *text)
{
	for (size_t length; *text; text += length + 1) {
		length = strcspn(text, "\n");
		if (!shown_clean(text, length) || !text[length])
			object("notes are whole, clean lines");
	}
}

static void check(const struct options *options)
{
	if (options->error) {
		size_t length = strlen(options->error);
		if (!length || length > LONGEST_ERROR || !shown_clean(options->error, length))
			object("an error is one clean line");
		return;
	}
	if (options->command <= COMMAND_ONCE && !options->logdir_count)
		object("there is a LOGDIR");
	for (size_t i = 0; i < options->logdir_count; i++)
		if (!options->logdirs[i].name || !options->logdirs[i].path)
			object("a LOGDIR has a path");
	if (options->columns < 0 || options->rows < 0 || !options->columns != !options->rows)
		object("a size has two sides");
	if (isinf(options->reload_interval) || isnan(options->reload_interval) || options->target_step < 0)
		object("numbers are numbers");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *words[WORDS_MOST + 2] = {"tbtop"};
	int count = 1;
	char *text = malloc(length + 1);
	if (!text || !setlocale(LC_CTYPE, "C.UTF-8"))
		abort();
	memcpy(text, bytes, length);
	text[length] = '\0';
	for (char *word = text; word && count <= WORDS_MOST;) {
		words[count++] = word;
		word = strchr(word, '\n');
		if (word)
			*word++ = '\0';
	}
	struct options options;
	options_parse(&options, count, words);
	check(&options);
	if (options.notes)
		check_lines(options.notes);
	options_fini(&options);
	free(text);
	return 0;
}
