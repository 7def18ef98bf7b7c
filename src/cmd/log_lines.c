#include "cmd/logging.h"

#include "base/alloc.h"
#include "cmd/message.h"
#include "decode/json_line.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

#define LINE_MOST ((size_t)16 << 20)
#define BLOCK ((size_t)256 << 10)
#define EXACT 0x1p53 /* up to here a double is the integer that was written */

struct lines {
	struct logging *logging;
	struct json_line json;
	struct str line;     /* the beginning of one that isn't whole yet */
	struct str why;
	uint64_t number;     /* of the line, from 1 */
	uint64_t bad;
	bool unreadable;
	bool told;           /* something of this line was complained of */
	bool passing_over;   /* the rest of a line that is too long */
};

static volatile sig_atomic_t caught;

static void on_signal(int number)
{
	caught = number;
}

/* ---- Complaints ------------------------------------------------------------------- */

/* About `tag` of this line (empty: about all of it); takes lines->why. */
static void complain(struct lines *lines, struct slice tag)
{
	struct str text = {0};
	char where[40];
	if (lines->logging->error) /* told once, at the end */
		return;
	snprintf(where, sizeof where, "line %llu", (unsigned long long)lines->number);
	if (tag.length) {
		str_append_slice(&text, tag);
		str_append_text(&text, ": ");
	}
	str_append_slice(&text, str_slice(&lines->why));
	message(where, str_text(&text));
	str_fini(&text);
	str_clear(&lines->why);
	lines->bad += !lines->told;
	lines->told = true;
}

static bool is_named(const struct lines *lines, const struct json_item *item, const char *name)
{
	return slice_equal(json_line_text(&lines->json, item->name), slice_of(name));
}

/* ---- Step and time ---------------------------------------------------------------- */

static bool parse_step(struct slice text, double number, int64_t *out)
{
	char digits[24], *end;
	if (text.length < sizeof digits) {
		memcpy(digits, text.data, text.length);
		digits[text.length] = '\0';
		errno = 0;
		long long step = strtoll(digits, &end, 10);
		if (!*end && !errno) {
			*out = step;
			return true;
		}
	}
	if (!(fabs(number) <= EXACT) || floor(number) != number) /* 1e5 and 20.0 are steps, too */
		return false;
	*out = (int64_t)number;
	return true;
}

static bool take_step(struct lines *lines, const struct json_item *item)
{
	bool good = item->kind == JSON_NUMBER &&
		parse_step(json_line_text(&lines->json, item->text), item->number, &lines->logging->step);
	if (!good)
		str_append_text(&lines->why, "the step is no integer");
	return good;
}

static bool take_wall_time(struct lines *lines, const struct json_item *item)
{
	bool good = item->kind == JSON_NUMBER && isfinite(item->number);
	lines->logging->wall_time = item->number;
	if (!good)
		str_append_text(&lines->why, "the wall time is no number of seconds");
	return good;
}

/* What the line is about comes first, wherever it stands. False after a complaint. */
static bool take_heading(struct lines *lines)
{
	struct logging *logging = lines->logging;
	bool good = true, stepped = false;
	int64_t before = logging->step;
	logging->wall_time = NAN;
	for (size_t i = 0; i < lines->json.count && good; i++) {
		const struct json_item *item = &lines->json.items[i];
		if (is_named(lines, item, "step")) {
			good = take_step(lines, item);
			stepped = true;
		} else if (is_named(lines, item, "wall_time")) {
			good = take_wall_time(lines, item);
		}
	}
	if (!good) {
		logging->step = before; /* nothing of this line counts */
		complain(lines, slice_of(""));
	} else if (!stepped && !logging->has_step) {
		logging->step = logging_next_step(logging->directory);
	}
	logging->has_step |= good;
	return good;
}

/* ---- Values ----------------------------------------------------------------------- */

static bool take_texts(struct lines *lines, const struct json_item *item, struct slice tag)
{
	struct slice *texts = data_alloc(item->count, sizeof *texts);
	if (!texts) {
		str_append_text(&lines->why, "out of memory");
		return false;
	}
	for (size_t i = 0; i < item->count; i++)
		texts[i] = json_line_text(&lines->json, lines->json.texts[item->first + i]);
	bool good = logging_table(lines->logging, tag, texts, item->count, item->rows, &lines->why);
	free(texts);
	return good;
}

static bool take_value(struct lines *lines, const struct json_item *item, struct slice tag)
{
	struct logging *logging = lines->logging;
	struct slice text = json_line_text(&lines->json, item->text);
	double number;
	switch (item->kind) {
	case JSON_NULL:
		return true;
	case JSON_BOOL:
	case JSON_NUMBER:
		return logging_add_scalar(logging, tag, item->number, &lines->why);
	case JSON_TEXT:
		if (logging_is_number_name(text, &number))
			return logging_add_scalar(logging, tag, number, &lines->why);
		return logging_text(logging, tag, text, &lines->why);
	case JSON_NUMBERS:
		return logging_histogram(logging, tag, lines->json.numbers + item->first, item->count, &lines->why);
	case JSON_TEXTS:
		return take_texts(lines, item, tag);
	case JSON_OTHER:
		break;
	}
	str_append_text(&lines->why, "an array is one of numbers, or one of texts, and not empty");
	return false;
}

static void take_values(struct lines *lines)
{
	for (size_t i = 0; i < lines->json.count && !lines->logging->error; i++) {
		const struct json_item *item = &lines->json.items[i];
		struct slice tag = json_line_text(&lines->json, item->name);
		if (!is_named(lines, item, "step") && !is_named(lines, item, "wall_time") && !take_value(lines, item, tag))
			complain(lines, tag);
	}
	if (!logging_record_scalars(lines->logging, &lines->why))
		complain(lines, slice_of(""));
}

/* ---- Lines ------------------------------------------------------------------------ */

static bool is_blank(struct slice text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!strchr(" \t\r", text.data[i]) || !text.data[i])
			return false;
	return true;
}

/* text.data[text.length] is there. */
static void take_line(struct lines *lines, struct slice text)
{
	static const char mark[] = "\xef\xbb\xbf"; /* that some put before the first line */
	if (lines->number == 0 && text.length >= 3 && !memcmp(text.data, mark, 3))
		text = slice_make(text.data + 3, text.length - 3);
	lines->number++;
	lines->told = false;
	if (is_blank(text))
		return;
	if (!json_line_read(&lines->json, text, &lines->why)) {
		complain(lines, slice_of(""));
	} else if (take_heading(lines)) {
		take_values(lines);
		logging_step_on(lines->logging);
	}
}

/* One that has no end within the limit: told now, passed over up to the next. */
static void give_line_up(struct lines *lines)
{
	lines->number++;
	lines->told = false;
	lines->passing_over = true;
	str_clear(&lines->line);
	str_printf(&lines->why, "longer than %zu MiB", LINE_MOST >> 20);
	complain(lines, slice_of(""));
}

static void keep_rest(struct lines *lines, struct slice rest)
{
	if (lines->passing_over || !rest.length)
		return;
	if (rest.length > LINE_MOST - lines->line.length)
		give_line_up(lines);
	else
		str_append_slice(&lines->line, rest);
}

/* A block of whatever length, with a byte behind it that is no part of a number. */
static void take_block(struct lines *lines, const char *block, size_t length)
{
	const char *at = block, *end = block + length, *newline;
	while (!lines->logging->error && (newline = memchr(at, '\n', (size_t)(end - at)))) {
		struct slice line = slice_make(at, (size_t)(newline - at));
		if (lines->line.length) {
			keep_rest(lines, line);
			line = str_slice(&lines->line);
		}
		if (!lines->passing_over)
			take_line(lines, line);
		lines->passing_over = false;
		str_clear(&lines->line);
		at = newline + 1;
	}
	keep_rest(lines, slice_make(at, (size_t)(end - at)));
}

/* ---- Input ------------------------------------------------------------------------ */

/* True when there is something to read, or the end; within `timeout` (NULL: however long), while `mask` is in force. */
static bool is_readable(const struct timespec *timeout, const sigset_t *mask)
{
	fd_set input;
	FD_ZERO(&input);
	FD_SET(STDIN_FILENO, &input);
	int ready = pselect(STDIN_FILENO + 1, &input, NULL, NULL, timeout, mask);
	return ready > 0 || (ready < 0 && errno != EINTR); /* what is wrong, read tells */
}

/* Until there is input or a signal: one that comes right before the wait ends it, too. */
static void wait_for_input(const sigset_t *signals)
{
	sigset_t usual;
	sigprocmask(SIG_BLOCK, signals, &usual);
	if (!caught)
		is_readable(NULL, &usual);
	sigprocmask(SIG_SETMASK, &usual, NULL);
}

/* Nothing more is there yet: whoever reads the file sees all that came. */
static void flush_when_idle(struct logging *logging)
{
	struct str why = {0};
	if (logging->writer && !is_readable(&(struct timespec){0}, NULL))
		logging_took(logging, tbr_flush(logging->writer), &why);
	str_fini(&why);
}

static void read_all(struct lines *lines, const sigset_t *signals)
{
	char *block = xmalloc(BLOCK + 1);
	ssize_t got = 1;
	while (got && !lines->logging->error) {
		flush_when_idle(lines->logging);
		wait_for_input(signals);
		if (caught)
			break;
		got = read(STDIN_FILENO, block, BLOCK);
		if (got < 0) {
			message("standard input", logging_why(errno));
			lines->unreadable = true;
			got = 0;
		}
		block[got] = '\0';
		take_block(lines, block, (size_t)got);
	}
	if (lines->line.length && !caught && !lines->logging->error) /* the last one needs no newline */
		take_line(lines, str_slice(&lines->line));
	free(block);
}

struct log_end log_lines(struct logging *logging)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct lines lines = {.logging = logging};
	/* The first ends it in good order, the second at once: a disk may hang. */
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
	sigset_t signals;
	sigemptyset(&action.sa_mask);
	sigemptyset(&signals);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		sigaddset(&signals, numbers[i]);
		sigaction(numbers[i], &action, NULL);
	}
	read_all(&lines, &signals);
	json_line_fini(&lines.json);
	str_fini(&lines.line);
	str_fini(&lines.why);
	return (struct log_end){lines.bad, caught, lines.unreadable};
}
