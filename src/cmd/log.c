#include "base/alloc.h"
#include "base/clock.h"
#include "cmd/commands.h"
#include "cmd/logging.h"
#include "cmd/message.h"
#include "model/author.h"
#include "write/utf8.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_BAD 1
#define EXIT_USAGE 2

/* ---- Where ------------------------------------------------------------------------ */

/* A run is a path below the LOGDIR. TensorBoard gives up on a LOGDIR in which one is no text. */
static bool is_run(const char *name)
{
	size_t length;
	if (!*name || *name == '/' || utf8_length(name, &length))
		return false;
	for (const char *part = name; part; part = strchr(part, '/')) {
		part += *part == '/';
		if (!strncmp(part, "..", 2) && (!part[2] || part[2] == '/'))
			return false;
	}
	return true;
}

/* Somebody forgot the LOGDIR, and its place has what was to be recorded. */
static bool is_value(const char *word)
{
	const char *equals = strchr(word, '=');
	char *end;
	if (!equals || equals == word || *word == '.' || *word == '/' || !access(word, F_OK))
		return false;
	strtod(equals + 1, &end);
	return end != equals + 1 && !*end;
}

static bool find_directory(struct logging *logging, const struct options *options)
{
	struct str path = {0}, why = {0};
	const char *logdir = options->logdirs[0].path;
	bool good = false;
	if (options->logdir_count > 1) {
		message("log", "one LOGDIR is enough");
	} else if (options->logdir_given && is_value(logdir)) {
		str_printf(&why, "the LOGDIR is missing before it (a new directory of that name is given as ./%s)", logdir);
		message(logdir, str_text(&why));
	} else if (options->run && !is_run(options->run)) {
		message(options->run, "a run is a path below the LOGDIR, in UTF-8");
	} else {
		str_append_text(&path, logdir);
		if (options->run)
			str_printf(&path, "/%s", options->run);
		logging->directory = xstrdup(str_text(&path));
		good = true;
	}
	str_fini(&path);
	str_fini(&why);
	return good;
}

/* ---- The writer ------------------------------------------------------------------- */

static double wall_time(void *context)
{
	const struct logging *logging = context;
	return isfinite(logging->wall_time) ? logging->wall_time : clock_wall();
}

bool logging_open(struct logging *logging)
{
	/* A second is as long as anything waits while input pours in; when it pauses all is flushed. */
	const struct tbr_options options = {.flush_seconds = 1, .clock = wall_time, .context = logging,
		.suffix = logging->streams ? NULL : AUTHOR_MANY, .append = !logging->streams};
	if (!logging->writer && !logging->error)
		logging->error = tbr_open(&logging->writer, logging->directory, &options);
	return !logging->error;
}

bool logging_took(struct logging *logging, int result, struct str *why)
{
	if (result == 0)
		return true;
	bool of_value = result == -EINVAL || result == -EILSEQ || result == -EMSGSIZE;
	if (!of_value)
		logging->error = result;
	str_append_text(why, logging_why(-result));
	return false;
}

void logging_step_on(struct logging *logging)
{
	logging->step += logging->step < INT64_MAX;
}

/* As everywhere in our messages, but where those have no word of their own for it. */
const char *logging_why(int error)
{
	enum status status = status_from_errno(error);
	return status == STATUS_IO ? strerror(error) : status_text(status);
}

/* What is recorded is in the file; the exit status. */
static int end(struct logging *logging, int status)
{
	int error = tbr_close(logging->writer);
	if (!logging->error)
		logging->error = error;
	if (!logging->error)
		return status;
	message(logging->directory, logging_why(-logging->error));
	return EXIT_USAGE;
}

static void fini(struct logging *logging)
{
	free(logging->directory);
	free(logging->values);
	free(logging->places);
	str_fini(&logging->names);
}

/* ---- The command ------------------------------------------------------------------ */

static bool has_values(const struct options *options)
{
	for (size_t i = 0; i < options->entry_count; i++)
		if (options->entries[i].kind != ENTRY_HPARAM && options->entries[i].kind != ENTRY_METRIC)
			return true;
	return false;
}

/* Hparams alone are enough. */
static bool has_words(const struct options *options)
{
	return options->entry_count || options->end != END_NONE;
}

static void record_end(struct logging *logging, const struct options *options)
{
	enum tbr_outcome outcome = options->end == END_SUCCESS ? TBR_SUCCESS : TBR_FAILURE;
	if (options->end == END_NONE || !logging_open(logging))
		return;
	logging->error = tbr_hparams_end(logging->writer, outcome);
	if (!logging->error)
		logging->error = tbr_session(logging->writer, TBR_STOP, logging->has_step ? logging->step : 0, NULL);
}

static int record(struct logging *logging, const struct options *options)
{
	if (!log_words(logging, options))
		return end(logging, EXIT_USAGE);
	if (!logging->streams) {
		record_end(logging, options);
		return end(logging, 0);
	}
	if (isatty(STDIN_FILENO))
		message("log", "reading JSON Lines, such as {\"step\": 1, \"loss\": 0.31}; ^D ends");
	if (has_values(options))
		logging_step_on(logging);
	struct log_end ended = log_lines(logging);
	if (!ended.signal)
		record_end(logging, options);
	int status = end(logging, ended.unreadable ? EXIT_USAGE : ended.bad ? EXIT_BAD : 0);
	if (ended.signal) {
		signal(ended.signal, SIG_DFL);
		raise(ended.signal);
	}
	return status;
}

int cmd_log(const struct options *options)
{
	struct logging logging = {
		.wall_time = options->wall_time, .step = options->step, .has_step = options->step_given,
		.streams = options->from_stdin || !has_words(options)};
	int status = EXIT_USAGE;
	if (find_directory(&logging, options))
		status = record(&logging, options);
	fini(&logging);
	return status;
}
