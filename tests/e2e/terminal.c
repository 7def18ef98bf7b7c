#define _XOPEN_SOURCE 700 /* posix_openpt and friends */
#define _DEFAULT_SOURCE   /* TIOCSWINSZ */
#include "terminal.h"
#include "raw.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

struct terminal {
	int master, slave; /* the slave is kept open, so that its settings can be looked at after the end */
	struct termios before;
	VTerm *vterm;
	VTermScreen *screen;
	int columns, rows;
	pid_t child;
	bool stopped, exited, alternate, cursor_hidden;
	bool left; /* the last property to change said that the alternate screen was left */
	int status, rung;
	struct raw raw;
};

static void die(const char *what)
{
	fprintf(stderr, "e2e: %s: %s\n", what, strerror(errno));
	exit(99);
}

static int on_property(VTermProp property, VTermValue *value, void *context)
{
	struct terminal *terminal = context;
	/* With its place libvterm gives back whether the cursor was visible when that was saved; xterm does not. */
	bool given_back = terminal->left;
	terminal->left = property == VTERM_PROP_ALTSCREEN && !value->boolean;
	if (property == VTERM_PROP_ALTSCREEN)
		terminal->alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE && !given_back)
		terminal->cursor_hidden = !value->boolean;
	return 1;
}

static int on_bell(void *context)
{
	struct terminal *terminal = context;
	terminal->rung++;
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property, .bell = on_bell};

static void set_size(struct terminal *terminal, int columns, int rows)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
	terminal->columns = columns;
	terminal->rows = rows;
	ioctl(terminal->master, TIOCSWINSZ, &size);
}

static void open_pty(struct terminal *terminal)
{
	terminal->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal->master < 0 || grantpt(terminal->master) || unlockpt(terminal->master))
		die("pty");
	terminal->slave = open(ptsname(terminal->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal->slave < 0 || tcgetattr(terminal->slave, &terminal->before))
		die("tty");
}

struct terminal *terminal_new(int columns, int rows)
{
	struct terminal *terminal = calloc(1, sizeof *terminal);
	if (!terminal)
		die("memory");
	open_pty(terminal);
	set_size(terminal, columns, rows);
	terminal->vterm = vterm_new(rows, columns);
	vterm_set_utf8(terminal->vterm, 1);
	terminal->screen = vterm_obtain_screen(terminal->vterm);
	vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
	vterm_screen_enable_altscreen(terminal->screen, 1);
	vterm_screen_reset(terminal->screen, 1);
	return terminal;
}

void terminal_free(struct terminal *terminal)
{
	if (terminal->child > 0 && !terminal->exited) {
		kill(terminal->child, SIGKILL);
		waitpid(terminal->child, NULL, 0);
	}
	vterm_free(terminal->vterm);
	close(terminal->slave);
	close(terminal->master);
	free(terminal);
}

/* One that was the controlling terminal of a session may belong to it for a while yet. */
static void renew_pty(struct terminal *terminal)
{
	close(terminal->slave);
	close(terminal->master);
	open_pty(terminal);
	set_size(terminal, terminal->columns, terminal->rows);
	terminal->exited = terminal->stopped = false;
}

void terminal_start(struct terminal *terminal, char *const argv[])
{
	if (terminal->child)
		renew_pty(terminal);
	const char *name = ptsname(terminal->master);
	terminal->child = fork();
	if (terminal->child < 0)
		die("fork");
	if (terminal->child > 0)
		return;
	setsid();
	int tty = open(name, O_RDWR); /* becomes the controlling terminal */
	for (int fd = 0; fd < 3; fd++)
		dup2(tty, fd);
	if (tty > 2)
		close(tty);
	execv(argv[0], argv);
	die(argv[0]);
}

static void write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t done = write(fd, bytes, length);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return; /* the program is gone; what waits for it will tell */
		bytes += done;
		length -= (size_t)done;
	}
}

void terminal_send(struct terminal *terminal, const char *bytes, size_t length)
{
	write_all(terminal->master, bytes, length);
}

void terminal_resize(struct terminal *terminal, int columns, int rows)
{
	vterm_set_size(terminal->vterm, rows, columns);
	set_size(terminal, columns, rows);
}

void terminal_signal(struct terminal *terminal, int signal)
{
	kill(terminal->child, signal);
	if (signal == SIGCONT)
		terminal->stopped = false;
}

/* What libvterm answers to queries goes back, as a real terminal's would. */
static void answer(struct terminal *terminal)
{
	char reply[256];
	size_t length;
	while ((length = vterm_output_read(terminal->vterm, reply, sizeof reply)) > 0)
		write_all(terminal->master, reply, length);
}

/* Some of what there is: Linux hands out 4 KB of a pty at a time. False when nothing comes. */
static bool take(struct terminal *terminal, int milliseconds)
{
	struct pollfd poller = {.fd = terminal->master, .events = POLLIN};
	if (poll(&poller, 1, milliseconds) <= 0)
		return false;
	char bytes[65536];
	ssize_t length = read(terminal->master, bytes, sizeof bytes);
	if (length <= 0)
		return false;
	raw_take(&terminal->raw, bytes, (size_t)length);
	vterm_input_write(terminal->vterm, bytes, (size_t)length);
	answer(terminal);
	return true;
}

void terminal_scribble(struct terminal *terminal, const char *text)
{
	static const char save_home[] = "\0337\033[H", restore[] = "\0338";
	vterm_input_write(terminal->vterm, save_home, strlen(save_home));
	vterm_input_write(terminal->vterm, text, strlen(text));
	vterm_input_write(terminal->vterm, restore, strlen(restore));
}

static void look_at_child(struct terminal *terminal)
{
	int status;
	if (terminal->child <= 0 || terminal->exited || waitpid(terminal->child, &status, WNOHANG | WUNTRACED) <= 0)
		return;
	if (WIFSTOPPED(status)) {
		terminal->stopped = true;
		return;
	}
	terminal->exited = true;
	terminal->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static double seconds_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

bool terminal_until(struct terminal *terminal, terminal_condition *holds, const void *context, double seconds)
{
	double limit = seconds_now() + seconds;
	while (!holds(terminal, context)) {
		if (seconds_now() > limit)
			return false;
		look_at_child(terminal); /* before the last bytes are taken, so that none is missed */
		while (take(terminal, 20) && terminal->exited)
			continue;
	}
	return true;
}

static size_t put_code(char *out, uint32_t code)
{
	if (code < 0x80)
		return (size_t)snprintf(out, 5, "%c", (int)(code ? code : ' '));
	int shift = code < 0x800 ? 6 : code < 0x10000 ? 12 : 18;
	size_t length = 0;
	out[length++] = (char)((shift == 6 ? 0xC0 : shift == 12 ? 0xE0 : 0xF0) | code >> shift);
	while (shift > 0) {
		shift -= 6;
		out[length++] = (char)(0x80 | (code >> shift & 0x3F));
	}
	return length;
}

/* One row as UTF-8, without the blanks at its end. */
static char *row_text(struct terminal *terminal, int row)
{
	char *text = malloc((size_t)terminal->columns * VTERM_MAX_CHARS_PER_CELL * 4 + 1);
	size_t length = 0, end = 0;
	for (int column = 0; text && column < terminal->columns; column++) {
		VTermScreenCell cell;
		vterm_screen_get_cell(terminal->screen, (VTermPos){row, column}, &cell);
		if (cell.chars[0] == (uint32_t)-1)
			continue; /* the second half of a wide character */
		length += put_code(text + length, cell.chars[0]);
		for (int i = 1; cell.chars[0] && i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			length += put_code(text + length, cell.chars[i]);
		if (cell.chars[0] && cell.chars[0] != ' ')
			end = length;
	}
	if (text)
		text[end] = '\0';
	return text;
}

char *terminal_text(struct terminal *terminal)
{
	size_t row_size = (size_t)terminal->columns * VTERM_MAX_CHARS_PER_CELL * 4 + 1;
	char *text = malloc((size_t)terminal->rows * row_size + 1), *end = text;
	for (int row = 0; text && row < terminal->rows; row++) {
		char *shown = row_text(terminal, row);
		end += sprintf(end, "%s\n", shown ? shown : "");
		free(shown);
	}
	return text;
}

bool terminal_shows(struct terminal *terminal, const void *text)
{
	char *shown = terminal_text(terminal);
	bool found = shown && strstr(shown, text);
	free(shown);
	return found;
}

bool terminal_lacks(struct terminal *terminal, const void *text)
{
	return !terminal_shows(terminal, text);
}

bool terminal_stopped(struct terminal *terminal, const void *unused)
{
	(void)unused;
	return terminal->stopped;
}

bool terminal_rung(struct terminal *terminal, const void *times)
{
	return terminal->rung == *(const int *)times;
}

bool terminal_exited(struct terminal *terminal, const void *unused)
{
	(void)unused;
	return terminal->exited;
}

int terminal_status(const struct terminal *terminal)
{
	return terminal->status;
}

static bool same_settings(const struct termios *a, const struct termios *b)
{
	return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
	       a->c_lflag == b->c_lflag && !memcmp(a->c_cc, b->c_cc, sizeof a->c_cc);
}

bool terminal_restored(const struct terminal *terminal)
{
	struct termios now;
	return !tcgetattr(terminal->slave, &now) && same_settings(&now, &terminal->before) && !terminal->alternate &&
	       !terminal->cursor_hidden;
}

const char *terminal_foreign(const struct terminal *terminal)
{
	return terminal->raw.foreign[0] ? terminal->raw.foreign : NULL;
}

static uint32_t code_at(const struct terminal *terminal, int column, int row)
{
	VTermScreenCell cell;
	vterm_screen_get_cell(terminal->screen, (VTermPos){row, column}, &cell);
	return cell.chars[0];
}

#define CORNER 0x2510       /* ┐ */
#define ROUND_CORNER 0x256E /* ╮ */
#define END 0x2518          /* ┘ */
#define ROUND_END 0x256F    /* ╯ */
#define EDGE 0x2502         /* │ */
#define BRANCH 0x2524       /* ┤ */

/* Down from a corner to the other. A frame's own row may cross it; text may not push it aside. */
static bool edge_is_straight(const struct terminal *terminal, int column, int row)
{
	while (++row < terminal->rows) {
		uint32_t code = code_at(terminal, column, row);
		if (code == END || code == ROUND_END)
			return true;
		if (code != EDGE && code != BRANCH)
			return false;
	}
	return false;
}

int terminal_edges(const struct terminal *terminal)
{
	int edges = 0;
	for (int row = 0; row < terminal->rows; row++)
		for (int column = 0; column < terminal->columns; column++) {
			uint32_t code = code_at(terminal, column, row);
			if (code != CORNER && code != ROUND_CORNER)
				continue;
			if (!edge_is_straight(terminal, column, row))
				return -1;
			edges++;
		}
	return edges;
}

void terminal_dump(struct terminal *terminal)
{
	for (int row = 0; row < terminal->rows; row++) {
		char *text = row_text(terminal, row);
		fprintf(stderr, "  |%s\n", text ? text : "");
		free(text);
	}
}
