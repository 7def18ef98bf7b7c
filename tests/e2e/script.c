/*
 * Plays a script against the real program in a real terminal of ours.
 *
 *     e2e TBTOP SCRIPT
 *
 * One command a line; `#` begins a comment. In arguments $LOGDIR is a fresh
 * directory, removed at the end. The program's own files (configuration, kept
 * views) are in a directory of the script, too: $XDG_CONFIG_HOME, $XDG_STATE_HOME.
 *
 *     size COLS ROWS           of the terminal, before start or later (a resize)
 *     env NAME=VALUE           for the program
 *     newcomer                 who has never run tbtop before (a script begins as one who has)
 *     start WORD …             runs tbtop with these arguments
 *     start_shell              an interactive sh with job control instead; its prompts are `1 ready>`, `2 ready>` …
 *     shell COMMAND            by sh, waits for it ($LOGDIR and $TBTOP are set)
 *     points RUN TAG FROM TO   appends points step, value = step / 10, and flushes
 *     session RUN START|STOP STEP
 *     payloads RUN WHAT TAG COUNT   histograms, images or damaged ones (payloads.h), in a file of their own
 *     text RUN TAG STEP TEXT   appends a text, in a file of its own
 *     tensor RUN TAG STEP TEXT as text, of a plugin that nobody knows
 *     clips RUN TAG STEP COUNT appends so many short clips
 *     play FILE WORD …         the lines of a file beside the script; in them $1, $2 … are the words
 *     tab NAME                 until that tab is open, as the top row says
 *     keys KEY …               j, <Enter>, <Esc>, <Tab>, <Up> …, ^c, "text with $LOGDIR"
 *     mouse WHAT X Y           press, release, drag (left), right, middle, double, up, down (the wheel); cells from 0
 *     wait TEXT                until the text stands in a row of the screen
 *     gone TEXT                until it does not; after keys one of these has to be for what was not so before
 *     scribble TEXT            another program writes it over the top row of the terminal
 *     signal NAME              TERM, HUP, INT, CONT, SEGV …
 *     stopped | exits STATUS   until it is
 *     restored                 settings, screen and cursor are as before the start
 *     hostile                  fills $LOGDIR with names that try something (hostile.h)
 *     rung TIMES               until the bell has rung so often since the script began
 *     clean                    all that was written so far is text and sequences of ours
 *     framed                   until there are frames on the screen, their right edges straight
 *     prints WORD …            tbtop with these arguments, without a terminal, prints lines that a person can see
 *     prints_data WORD …       likewise, but what nobody sees may stand in the data; no control characters
 *     dump                     shows the screen
 */
#define _XOPEN_SOURCE 700
#include "hostile.h"
#include "payloads.h"
#include "terminal.h"
#include "unit/base/shown.h"
#include "write/record.h"

#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS 32
#define RUNS 32

struct play {
	struct terminal *terminal;
	const char *program, *file;
	int line;
	double limit; /* seconds for a wait */
	struct {
		char *before; /* the screen when they were pressed; NULL for none to be seen to */
		bool looked, fresh;
		int line;
	} pressed;
	char logdir[64], home[64];
	struct {
		char *run;
		struct tbr_writer *writer;
	} runs[RUNS];
};

static void fail(struct play *play, const char *what, const char *detail)
{
	fprintf(stderr, "%s:%d: %s: %s; the screen:\n", play->file, play->line, what, detail);
	terminal_dump(play->terminal);
	terminal_free(play->terminal);
	exit(1);
}

static void wait_for(struct play *play, terminal_condition *holds, const void *context, const char *what)
{
	if (!terminal_until(play->terminal, holds, context, play->limit))
		fail(play, "not within the limit", what);
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *where)
{
	(void)info, (void)type, (void)where;
	return remove(path);
}

/* ---- What keys change ------------------------------------------------------ */

/*
 * A script that presses keys and then waits for what was on the screen before sees
 * nothing of what they do: of the looks that follow, one has to be for something new.
 */
static void settle(struct play *play)
{
	if (!play->pressed.looked)
		return;
	if (!play->pressed.fresh) {
		play->line = play->pressed.line;
		fail(play, "what follows was so before", "these keys");
	}
	free(play->pressed.before);
	play->pressed.before = NULL;
	play->pressed.looked = play->pressed.fresh = false;
}

/* What was pressed and not looked at yet may still be on its way: the screen before that counts. */
static void remember(struct play *play)
{
	settle(play);
	if (play->pressed.before)
		return;
	play->pressed.before = terminal_text(play->terminal);
	play->pressed.line = play->line;
}

/* `shown`: waits for the text to be there, else for it to be gone. */
static void look(struct play *play, const char *text, bool shown)
{
	if (play->pressed.before) {
		play->pressed.looked = true;
		play->pressed.fresh |= !strstr(play->pressed.before, text) == shown;
	}
	wait_for(play, shown ? terminal_shows : terminal_lacks, text, text);
}

/* Something else than text was seen to. */
static void saw(struct play *play)
{
	play->pressed.looked = play->pressed.fresh = play->pressed.before;
}

/* ---- Words of a line ------------------------------------------------------ */

static char *with_logdir(const struct play *play, const char *word)
{
	const char *at = strstr(word, "$LOGDIR");
	if (!at)
		return strdup(word);
	size_t size = strlen(word) + strlen(play->logdir) + 1;
	char *text = malloc(size);
	snprintf(text, size, "%.*s%s%s", (int)(at - word), word, play->logdir, at + strlen("$LOGDIR"));
	return text;
}

/* Splits at blanks; "…" keeps them. The words point into `line`. */
static int split(char *line, char **words)
{
	int count = 0;
	while (*line && count < WORDS - 1) {
		line += strspn(line, " \t\n");
		if (!*line || *line == '#')
			break;
		char end = *line == '"' ? '"' : ' ';
		words[count++] = line;
		line++;
		while (*line && *line != end && !(end == ' ' && strchr("\t\n", *line)))
			line++;
		if (end == '"' && *line)
			line++;
		if (*line)
			*line++ = '\0';
	}
	words[count] = NULL;
	return count;
}

static char *unquoted(char *word)
{
	size_t length = strlen(word);
	if (length >= 2 && word[0] == '"' && word[length - 1] == '"') {
		word[length - 1] = '\0';
		return word + 1;
	}
	return word;
}

/* ---- Keys ----------------------------------------------------------------- */

static const struct {
	const char *name, *bytes;
} named_keys[] = {
	{"<Enter>", "\r"}, {"<Esc>", "\033"}, {"<Tab>", "\t"}, {"<S-Tab>", "\033[Z"}, {"<Space>", " "},
	{"<S-Right>", "\033[1;2C"}, {"<S-Left>", "\033[1;2D"}, {"<Del>", "\033[3~"},
	{"<Up>", "\033OA"}, {"<Down>", "\033OB"}, {"<Right>", "\033OC"}, {"<Left>", "\033OD"},
	{"<Home>", "\033OH"}, {"<End>", "\033OF"}, {"<PgUp>", "\033[5~"}, {"<PgDn>", "\033[6~"},
	{"<BS>", "\177"}, {"<F1>", "\033OP"},
};

#define ESCAPE_SECONDS 0.1

static bool never(struct terminal *terminal, const void *unused)
{
	(void)terminal, (void)unused;
	return false;
}

static void send_key(struct play *play, char *word)
{
	for (size_t i = 0; i < sizeof named_keys / sizeof *named_keys; i++) {
		if (!strcmp(word, named_keys[i].name)) {
			terminal_send(play->terminal, named_keys[i].bytes, strlen(named_keys[i].bytes));
			/* What follows an Esc at once would be taken for the rest of a sequence. */
			if (!strcmp(word, "<Esc>"))
				terminal_until(play->terminal, never, NULL, ESCAPE_SECONDS);
			return;
		}
	}
	if (word[0] == '^' && word[1] && !word[2]) {
		char control = (char)(word[1] & 0x1F);
		terminal_send(play->terminal, &control, 1);
		return;
	}
	char *text = with_logdir(play, unquoted(word));
	terminal_send(play->terminal, text, strlen(text));
	free(text);
}

static void press(struct play *play, char **words)
{
	remember(play);
	for (int i = 1; words[i]; i++)
		send_key(play, words[i]);
}

/* As xterm reports it (SGR): button, column and row from 1, "M" for pressed and "m" for let go. */
static void send_mouse(struct play *play, char **words)
{
	static const struct {
		const char *what, *reports[4]; /* button and end of each */
	} acts[] = {
		{"press", {"0M"}}, {"release", {"0m"}}, {"drag", {"32M"}}, {"right", {"2M", "2m"}}, {"middle", {"1M", "1m"}},
		{"double", {"0M", "0m", "0M", "0m"}}, {"up", {"64M"}}, {"down", {"65M"}},
	};
	size_t i = 0;
	while (i < sizeof acts / sizeof *acts && strcmp(acts[i].what, words[1]))
		i++;
	if (i == sizeof acts / sizeof *acts)
		fail(play, "no such mouse act", words[1]);
	remember(play);
	for (int k = 0; k < 4 && acts[i].reports[k]; k++) {
		char bytes[64];
		int length = snprintf(bytes, sizeof bytes, "\033[<%d;%d;%d%c", atoi(acts[i].reports[k]), atoi(words[2]) + 1,
		                      atoi(words[3]) + 1, strpbrk(acts[i].reports[k], "Mm")[0]);
		terminal_send(play->terminal, bytes, (size_t)length);
	}
}

/* ---- Data ----------------------------------------------------------------- */

static struct tbr_writer *writer_of(struct play *play, const char *run)
{
	int i = 0;
	for (; i < RUNS && play->runs[i].run; i++)
		if (!strcmp(play->runs[i].run, run))
			return play->runs[i].writer;
	char path[256];
	snprintf(path, sizeof path, "%s/%s", play->logdir, run);
	if (i == RUNS || tbr_open(&play->runs[i].writer, path, NULL))
		fail(play, "cannot write", path);
	play->runs[i].run = strdup(run);
	return play->runs[i].writer;
}

static void add_points(struct play *play, char **words)
{
	struct tbr_writer *writer = writer_of(play, words[1]);
	for (long step = atol(words[3]); step <= atol(words[4]); step++)
		if (tbr_scalar(writer, words[2], step, (float)step / 10))
			fail(play, "cannot write", words[1]);
	tbr_flush(writer);
}

static void add_session(struct play *play, char **words)
{
	struct tbr_writer *writer = writer_of(play, words[1]);
	tbr_session(writer, strcmp(words[2], "STOP") ? TBR_START : TBR_STOP, atol(words[3]), NULL);
	tbr_flush(writer);
}

static void add_payloads(struct play *play, char **words)
{
	char path[256];
	writer_of(play, words[1]); /* the run's directory */
	snprintf(path, sizeof path, "%s/%s", play->logdir, words[1]);
	if (!payloads_write(path, words[2], words[3], atoi(words[4])))
		fail(play, "cannot write", path);
}

static void add_payload(struct play *play, char **words)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", play->logdir, words[1]);
	bool text = strcmp(words[0], "clips");
	if (text ? !payloads_text(path, words[0], words[2], atol(words[3]), unquoted(words[4]))
	         : !payloads_clips(path, words[2], atol(words[3]), atoi(words[4])))
		fail(play, "cannot write", path);
}

static void close_writers(struct play *play)
{
	for (int i = 0; i < RUNS && play->runs[i].run; i++) {
		tbr_close(play->runs[i].writer);
		free(play->runs[i].run);
	}
}

/* ---- Commands ------------------------------------------------------------- */

static void start(struct play *play, char **words)
{
	char *argv[WORDS + 1] = {(char *)play->program};
	for (int i = 1; words[i]; i++)
		argv[i] = with_logdir(play, unquoted(words[i]));
	terminal_start(play->terminal, argv);
	for (int i = 1; argv[i]; i++)
		free(argv[i]);
}

static void export_names(const struct play *play)
{
	setenv("LOGDIR", play->logdir, 1);
	setenv("TBTOP", play->program, 1);
}

static void start_shell(struct play *play)
{
	export_names(play);
	setenv("PS1", "$((prompts += 1)) ready> ", 1);
	setenv("ENV", "/dev/null", 1);
	terminal_start(play->terminal, (char *[]){"/bin/sh", "-i", NULL});
}

static void send_signal(struct play *play, const char *name)
{
	static const struct {
		const char *name;
		int number;
	} signals[] = {{"TERM", SIGTERM}, {"HUP", SIGHUP}, {"INT", SIGINT}, {"CONT", SIGCONT}, {"SEGV", SIGSEGV},
	               {"ABRT", SIGABRT}, {"USR1", SIGUSR1}};
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		if (!strcmp(signals[i].name, name)) {
			terminal_signal(play->terminal, signals[i].number);
			return;
		}
	}
	fail(play, "no such signal", name);
}

static void expect_exit(struct play *play, const char *status)
{
	wait_for(play, terminal_exited, NULL, "exit");
	if (terminal_status(play->terminal) != atoi(status)) {
		char text[32];
		snprintf(text, sizeof text, "%d", terminal_status(play->terminal));
		fail(play, "another exit status", text);
	}
	saw(play);
}

static void expect_stop(struct play *play)
{
	wait_for(play, terminal_stopped, NULL, "stopped");
	saw(play);
}

static void run_shell(struct play *play, const char *command)
{
	export_names(play);
	if (system(command))
		fail(play, "shell", command);
	saw(play);
}

/* Lines of UTF-8 whose only control characters are newlines, and tabs in `data`. */
static bool printable(const char *text, size_t length, bool data)
{
	for (size_t at = 0, taken; at < length; at += taken) {
		uint32_t code = shown_decode((const unsigned char *)text + at, length - at, &taken);
		if (code == '\n' || (data && code == '\t'))
			continue;
		if (code == SHOWN_BAD || shown_control(code) || (!data && shown_invisible(code)))
			return false;
	}
	return true;
}

static void expect_printable(struct play *play, char *const *words, bool data)
{
	char command[1024], line[65536];
	size_t length = (size_t)snprintf(command, sizeof command, "exec \"$TBTOP\"");
	for (int i = 1; words[i]; i++)
		length += (size_t)snprintf(command + length, sizeof command - length, " \"%s\"", words[i]);
	snprintf(command + length, sizeof command - length, " 2>&1 </dev/null");
	export_names(play);
	FILE *pipe = popen(command, "r");
	size_t lines = 0;
	for (; pipe && fgets(line, sizeof line, pipe); lines++)
		if (!printable(line, strlen(line), data))
			fail(play, command, line);
	int status = pipe ? pclose(pipe) : -1;
	if (!lines || !WIFEXITED(status) || WEXITSTATUS(status) > 2)
		fail(play, command, "nothing was printed, or it failed");
}

static bool framed(struct terminal *terminal, const void *unused)
{
	(void)unused;
	return terminal_edges(terminal) > 0;
}

static void expect_clean(struct play *play)
{
	const char *foreign = terminal_foreign(play->terminal);
	if (foreign)
		fail(play, "clean", foreign);
	saw(play);
}

static void set_variable(const struct play *play, char *assignment)
{
	char *equals = strchr(assignment, '=');
	if (equals) {
		*equals = '\0';
		char *value = with_logdir(play, equals + 1);
		setenv(assignment, value, 1);
		free(value);
	}
}

#define HISTORY "%s/XDG_STATE_HOME/tbtop/history"

static void forget_history(const struct play *play)
{
	char path[128];
	snprintf(path, sizeof path, HISTORY, play->home);
	unlink(path);
}

static void play_lines(struct play *play, FILE *script, char **words);

/* Beside the script. */
static void play_part(struct play *play, char **words)
{
	char path[512];
	const char *slash = strrchr(play->file, '/');
	snprintf(path, sizeof path, "%.*s%s", slash ? (int)(slash + 1 - play->file) : 0, play->file, words[0]);
	FILE *part = fopen(path, "r");
	if (!part)
		fail(play, "cannot read", path);
	const char *file = play->file;
	int line = play->line;
	play->file = path;
	play->line = 0;
	play_lines(play, part, words);
	play->file = file;
	play->line = line;
	fclose(part);
}

static void play_line(struct play *play, char *line)
{
	char rest[1024];
	snprintf(rest, sizeof rest, "%s", line + strspn(line, " \t"));
	rest[strcspn(rest, "\n")] = '\0';
	char *argument = rest + strcspn(rest, " ");
	argument += strspn(argument, " ");
	char *words[WORDS];
	int count = split(line, words);
	if (!count)
		return;
	const char *verb = words[0];
	if (!strcmp(verb, "size") && count == 3)
		terminal_resize(play->terminal, atoi(words[1]), atoi(words[2]));
	else if (!strcmp(verb, "env") && count == 2)
		set_variable(play, words[1]);
	else if (!strcmp(verb, "start"))
		start(play, words);
	else if (!strcmp(verb, "start_shell"))
		start_shell(play);
	else if (!strcmp(verb, "shell"))
		run_shell(play, argument);
	else if (!strcmp(verb, "points") && count == 5)
		add_points(play, words);
	else if (!strcmp(verb, "payloads") && count == 5)
		add_payloads(play, words);
	else if (!strcmp(verb, "session") && count == 4)
		add_session(play, words);
	else if ((!strcmp(verb, "text") || !strcmp(verb, "tensor") || !strcmp(verb, "clips")) && count == 5)
		add_payload(play, words);
	else if (!strcmp(verb, "play") && count > 1)
		play_part(play, words + 1);
	else if (!strcmp(verb, "tab") && count == 2) {
		char title[64];
		snprintf(title, sizeof title, "]%s", words[1]);
		look(play, title, true);
	} else if (!strcmp(verb, "keys"))
		press(play, words);
	else if (!strcmp(verb, "mouse") && count == 4)
		send_mouse(play, words);
	else if (!strcmp(verb, "scribble"))
		terminal_scribble(play->terminal, argument);
	else if (!strcmp(verb, "wait") || !strcmp(verb, "gone"))
		look(play, argument, !strcmp(verb, "wait"));
	else if (!strcmp(verb, "signal") && count == 2)
		send_signal(play, words[1]);
	else if (!strcmp(verb, "stopped"))
		expect_stop(play);
	else if (!strcmp(verb, "exits") && count == 2)
		expect_exit(play, words[1]);
	else if (!strcmp(verb, "hostile")) {
		if (!hostile_fill(play->logdir))
			fail(play, "cannot write", play->logdir);
	} else if (!strcmp(verb, "clean"))
		expect_clean(play);
	else if (!strcmp(verb, "rung") && count == 2)
		wait_for(play, terminal_rung, &(int){atoi(words[1])}, "the bell");
	else if (!strcmp(verb, "framed"))
		wait_for(play, framed, NULL, "frames with straight right edges");
	else if (!strcmp(verb, "prints") || !strcmp(verb, "prints_data"))
		expect_printable(play, words, verb[strlen("prints")]);
	else if (!strcmp(verb, "dump"))
		terminal_dump(play->terminal);
	else if (!strcmp(verb, "newcomer"))
		forget_history(play);
	else if (!strcmp(verb, "restored")) {
		if (!terminal_restored(play->terminal))
			fail(play, "restored", "the terminal is not as it was");
	} else
		fail(play, "no such command", verb);
}

/* `words`: the name of a part, then what stands for $1, $2 …; NULL in a script. */
static void set_words(struct play *play, char *line, size_t size, char **words)
{
	char *at = line;
	while (words && (at = strchr(at, '$'))) {
		int number = at[1] - '0', given = 0;
		while (words[given])
			given++;
		if (number < 1 || number > 9) {
			at++;
			continue;
		}
		if (number >= given || strlen(line) + strlen(words[number]) >= size)
			fail(play, "no such word, or no room for it", at);
		size_t length = strlen(words[number]);
		memmove(at + length, at + 2, strlen(at + 2) + 1);
		memcpy(at, words[number], length);
		at += length;
	}
}

static void play_lines(struct play *play, FILE *script, char **words)
{
	char line[1024];
	while (fgets(line, sizeof line, script)) {
		play->line++;
		set_words(play, line, sizeof line, words);
		play_line(play, line);
	}
}

/* Nothing of the person who runs the test, and nothing left behind with them. */
static void set_home(const char *home)
{
	static const char *const names[] = {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"};
	char path[128];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", home, names[i]);
		mkdir(path, 0700);
		setenv(names[i], path, 1);
	}
	snprintf(path, sizeof path, "%s/XDG_STATE_HOME/tbtop", home);
	mkdir(path, 0700);
	snprintf(path, sizeof path, HISTORY, home);
	FILE *history = fopen(path, "w"); /* somebody who has been here before */
	if (history)
		fclose(history);
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: e2e TBTOP SCRIPT\n");
		return 2;
	}
	struct play play = {.program = argv[1], .file = argv[2], .limit = 20, .logdir = "/tmp/tbtop-e2e-XXXXXX",
	                    .home = "/tmp/tbtop-home-XXXXXX"};
	if (getenv("TBTOP_E2E_LIMIT"))
		play.limit = atof(getenv("TBTOP_E2E_LIMIT"));
	FILE *script = fopen(argv[2], "r");
	if (!script || !mkdtemp(play.logdir) || !mkdtemp(play.home)) {
		fprintf(stderr, "e2e: %s: %s\n", argv[2], strerror(errno));
		return 2;
	}
	set_home(play.home);
	unsetenv("NO_COLOR");
	unsetenv("COLORTERM");
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TZ", "UTC", 1);
	play.terminal = terminal_new(80, 24);
	play_lines(&play, script, NULL);
	settle(&play);
	fclose(script);
	terminal_free(play.terminal);
	close_writers(&play);
	nftw(play.logdir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	nftw(play.home, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}
