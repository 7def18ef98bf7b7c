#include "cmd/logging.h"

#include "base/alloc.h"
#include "cmd/glimpse.h"
#include "cmd/message.h"
#include "decode/sniff.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A word, taken apart and with what its file holds. */
struct word {
	enum entry_kind kind;
	struct slice tag;
	const char *value;
	double number;   /* of a value */
	struct str file; /* content */
	double *numbers; /* of a histogram */
	size_t count, capacity;
};

static void word_fini(struct word *word)
{
	str_fini(&word->file);
	free(word->numbers);
}

/* ---- Reading ---------------------------------------------------------------------- */

static bool read_rest(int fd, struct str *out)
{
	char block[65536];
	ssize_t got;
	while ((got = read(fd, block, sizeof block)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got > 0 && (size_t)got > LOGGING_FILE_MOST - out->length)
			errno = EFBIG;
		if (got < 0 || (size_t)got > LOGGING_FILE_MOST - out->length)
			return false;
		str_append(out, block, (size_t)got);
	}
	return true;
}

/* "-" is the standard input. False after a message. */
static bool read_file(const char *path, struct str *out)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	bool good = fd >= 0 && read_rest(fd, out);
	if (!good)
		message(path, logging_why(errno));
	if (fd > STDIN_FILENO)
		close(fd);
	return good;
}

/* What is beyond a double is no number: it would be recorded as infinite. */
static bool parse_number(const char *text, char **end, double *out)
{
	if (isspace((unsigned char)*text))
		return false;
	errno = 0;
	*out = strtod(text, end);
	return *end != text && !(errno == ERANGE && isinf(*out));
}

static bool complain(const struct word *word, const char *why)
{
	struct str what = {0};
	str_append_slice(&what, word->tag);
	str_printf(&what, "=%s", word->value);
	message(str_text(&what), why);
	str_fini(&what);
	return false;
}

static bool read_value(struct word *word)
{
	char *end;
	return (parse_number(word->value, &end, &word->number) && !*end) ||
		logging_is_number_name(slice_of(word->value), &word->number) ||
		complain(word, "no number (--text TAG=TEXT records a text)");
}

/* "@file" is its content; "@@text" a text that begins with "@". */
static bool read_text(struct word *word)
{
	if (word->value[0] != '@' || word->value[1] == '@') {
		str_append_text(&word->file, word->value + (word->value[0] == '@'));
		return true;
	}
	return read_file(word->value + 1, &word->file);
}

static bool read_histogram(struct word *word)
{
	const char *text = word->value;
	if (*text == '@') {
		if (!read_file(text + 1, &word->file))
			return false;
		text = str_text(&word->file);
	}
	for (char *end;; text = end) {
		text += strspn(text, ", \t\r\n");
		if (!*text)
			return word->count || complain(word, "a histogram is one of numbers");
		if (!array_reserve(&word->numbers, &word->capacity, word->count + 1))
			return complain(word, "out of memory");
		if (!parse_number(text, &end, &word->numbers[word->count++]))
			return complain(word, "something in it is no number");
	}
}

static bool read_image(struct word *word)
{
	if (!read_file(word->value, &word->file))
		return false;
	enum blob_format format = sniff_image(str_slice(&word->file)).format;
	return format == BLOB_PNG || format == BLOB_JPEG || format == BLOB_GIF ||
		complain(word, "no PNG, JPEG or GIF");
}

static bool read_audio(struct word *word)
{
	return read_file(word->value, &word->file) && (sniff_clip(str_slice(&word->file)).format == BLOB_WAV ||
		complain(word, "no WAV file"));
}

static bool read_word(struct word *word, const struct entry *entry)
{
	const char *equals = entry->kind == ENTRY_METRIC ? entry->word + strlen(entry->word) : strchr(entry->word, '=');
	*word = (struct word){.kind = entry->kind, .tag = slice_make(entry->word, (size_t)(equals - entry->word)),
		.value = *equals ? equals + 1 : equals};
	switch (entry->kind) {
	case ENTRY_VALUE: return read_value(word);
	case ENTRY_TEXT: return read_text(word);
	case ENTRY_IMAGE: return read_image(word);
	case ENTRY_AUDIO: return read_audio(word);
	case ENTRY_HISTOGRAM: return read_histogram(word);
	case ENTRY_HPARAM:
	case ENTRY_METRIC: break;
	}
	return true;
}

/* ---- Recording -------------------------------------------------------------------- */

static bool record_file(struct logging *logging, const struct word *word, struct str *why)
{
	char *tag = xmemdup0(word->tag.data, word->tag.length);
	const struct tbr_bytes bytes = {word->file.data, word->file.length};
	bool good = logging_open(logging) && logging_took(logging, word->kind == ENTRY_IMAGE
		? tbr_image_files(logging->writer, tag, logging->step, &bytes, 1)
		: tbr_audio_file(logging->writer, tag, logging->step, bytes), why);
	free(tag);
	return good;
}

static bool record_word(struct logging *logging, const struct word *word, struct str *why)
{
	switch (word->kind) {
	case ENTRY_VALUE: return logging_add_scalar(logging, word->tag, word->number, why);
	case ENTRY_TEXT: return logging_text(logging, word->tag, str_slice(&word->file), why);
	case ENTRY_HISTOGRAM: return logging_histogram(logging, word->tag, word->numbers, word->count, why);
	case ENTRY_IMAGE:
	case ENTRY_AUDIO: return record_file(logging, word, why);
	case ENTRY_HPARAM:
	case ENTRY_METRIC: break;
	}
	return true;
}

static struct tbr_hparam hparam_of(const struct word *word, const char *name)
{
	double number;
	char *end;
	if (!strcmp(word->value, "true") || !strcmp(word->value, "false"))
		return (struct tbr_hparam){.name = name, .type = TBR_BOOL, .number = *word->value == 't'};
	if (parse_number(word->value, &end, &number) && !*end)
		return (struct tbr_hparam){.name = name, .type = TBR_NUMBER, .number = number};
	return (struct tbr_hparam){.name = name, .type = TBR_STRING, .text = word->value};
}

/* The metrics are those named, and the scalars beside them. */
static bool record_hparams(struct logging *logging, const struct word *words, size_t count, struct str *why)
{
	struct tbr_hparam *hparams = xcalloc(count, sizeof *hparams);
	char **names = xcalloc(count, sizeof *names);
	const char **metrics = xcalloc(count, sizeof *metrics);
	size_t hparam_count = 0, metric_count = 0;
	for (size_t i = 0; i < count; i++) {
		names[i] = xmemdup0(words[i].tag.data, words[i].tag.length);
		if (words[i].kind == ENTRY_HPARAM)
			hparams[hparam_count++] = hparam_of(&words[i], names[i]);
		else if (words[i].kind == ENTRY_METRIC || words[i].kind == ENTRY_VALUE)
			metrics[metric_count++] = names[i];
	}
	bool good = !hparam_count || (logging_open(logging) && logging_took(logging,
		tbr_hparams(logging->writer, hparams, hparam_count, metrics, metric_count, NULL), why));
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	free(metrics);
	free(hparams);
	return good;
}

static bool record_all(struct logging *logging, const struct word *words, size_t count)
{
	struct str why = {0};
	bool good = record_hparams(logging, words, count, &why);
	if (!good && !logging->error)
		message("hparams", str_text(&why));
	for (size_t i = 0; i < count && good; i++) {
		good = record_word(logging, &words[i], &why);
		if (!good && !logging->error)
			complain(&words[i], str_text(&why));
	}
	if (good && !logging_record_scalars(logging, &why)) {
		good = false;
		if (!logging->error)
			message("scalars", str_text(&why));
	}
	str_fini(&why);
	return good;
}

bool log_words(struct logging *logging, const struct options *options)
{
	size_t count = 0;
	struct word *words = xcalloc(options->entry_count + 1, sizeof *words);
	bool good = true;
	while (count < options->entry_count && good) { /* all are read before the first is recorded */
		good = read_word(&words[count], &options->entries[count]);
		count++;
	}
	if (good && count && !logging->has_step) {
		logging->step = logging_next_step(logging->directory);
		logging->has_step = true;
	}
	good = good && record_all(logging, words, count);
	for (size_t i = 0; i < count; i++)
		word_fini(&words[i]);
	free(words);
	return good;
}

/* ---- The next step ---------------------------------------------------------------- */

/* Not of what says something about the run as a whole, at step 0. */
static bool has_steps(enum kind kind)
{
	return kind != KIND_HPARAMS && kind != KIND_LAYOUT && kind != KIND_GRAPH;
}

static int64_t last_step(const struct store *store)
{
	int64_t last = -1;
	for (uint32_t i = 0; i < store_run_count(store); i++) {
		uint32_t run = store_run_at(store, i);
		for (uint32_t j = 0; j < store_run_series_count(store, run); j++) {
			struct series_info series = store_series(store, store_run_series_at(store, run, j));
			if (has_steps(series.kind) && series.last_step > last)
				last = series.last_step;
		}
	}
	return last;
}

int64_t logging_next_step(const char *directory)
{
	struct glimpse glimpse = {0};
	struct store *store = store_new();
	int64_t last = -1;
	if (store && glimpse_run(&glimpse, directory) == STATUS_OK && glimpse_read(&glimpse, store) == STATUS_OK)
		last = last_step(store);
	glimpse_fini(&glimpse);
	store_free(store);
	return last < INT64_MAX ? last + 1 : last;
}
