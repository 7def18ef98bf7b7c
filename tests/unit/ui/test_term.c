#define _GNU_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/str.h"
#include "ui/term.h"

#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Curses remembers where it looked, and forgets that when TERMINFO_DIRS changes. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:_nc_first_db\n";
}

/* Our terminfo entries, for programs in the build tree's tests/; empty when there was no tic. */
static char entries[PATH_MAX + 32];

static void find_entries(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
	if (length <= 0)
		return;
	path[length] = 0;
	*strrchr(path, '/') = 0;
	snprintf(entries, sizeof entries, "%s/../terminfo/t/tbtop-direct", path);
	if (access(entries, R_OK))
		entries[0] = 0;
	else
		snprintf(entries, sizeof entries, "%s/../terminfo:", path);
}

/* A pseudoterminal: we are the terminal, at `master`. */
struct pty {
	int master, slave;
	char path[64];
	struct termios before;
};

static void resize(const struct pty *pty, int columns, int rows)
{
	struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
	assert_int_equal(ioctl(pty->master, TIOCSWINSZ, &size), 0);
}

static void open_pty(struct pty *pty, int columns, int rows)
{
	pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_true(pty->master >= 0);
	assert_int_equal(grantpt(pty->master), 0);
	assert_int_equal(unlockpt(pty->master), 0);
	assert_int_equal(ptsname_r(pty->master, pty->path, sizeof pty->path), 0);
	pty->slave = open(pty->path, O_RDWR | O_NOCTTY); /* kept, so that the modes outlive the program's */
	assert_true(pty->slave >= 0);
	resize(pty, columns, rows);
	assert_int_equal(tcgetattr(pty->slave, &pty->before), 0);
}

static void close_pty(struct pty *pty)
{
	close(pty->slave);
	close(pty->master);
}

static void receive(const struct pty *pty, struct str *out)
{
	char block[4096];
	ssize_t got;
	str_clear(out);
	while ((got = read(pty->master, block, sizeof block)) > 0)
		str_append(out, block, (size_t)got);
}

static bool modes_are_as_before(const struct pty *pty)
{
	struct termios now;
	assert_int_equal(tcgetattr(pty->slave, &now), 0);
	return now.c_lflag == pty->before.c_lflag && now.c_iflag == pty->before.c_iflag &&
	       now.c_oflag == pty->before.c_oflag && now.c_cflag == pty->before.c_cflag;
}

static void set_environment(const char *term, const char *colorterm)
{
	setenv("TERM", term, 1);
	unsetenv("NO_COLOR");
	unsetenv("COLORFGBG");
	if (colorterm)
		setenv("COLORTERM", colorterm, 1);
	else
		unsetenv("COLORTERM");
}

static struct term *enter(const struct pty *pty, bool colour)
{
	struct term_options options = {.tty = pty->path, .mouse = true, .colour = colour};
	struct term *term = NULL;
	const char *why = NULL;
	if (term_enter(&options, &term, &why))
		fail_msg("TERM=%s: %s", getenv("TERM"), why);
	return term;
}

static void the_window_has_a_title_meanwhile(void **state)
{
	struct pty pty;
	struct canvas canvas;
	struct str sent = {0};
	set_environment("xterm-256color", NULL);
	open_pty(&pty, 80, 24);
	struct term_options options = {.tty = pty.path, .title = slice_of("my run")};
	struct term *term = NULL;
	const char *why = NULL;
	assert_int_equal(term_enter(&options, &term, &why), STATUS_OK);
	canvas_init(&canvas, 80, 24, CHARSET_UNICODE);
	assert_true(slice_contains(term_frame(term, &canvas), "\033[22;2t\033]2;my run\033\\"));
	term_leave(term);
	receive(&pty, &sent);
	assert_true(slice_contains(str_slice(&sent), "\033[23;2t"));
	str_fini(&sent);
	canvas_fini(&canvas);
	close_pty(&pty);
}

static void draw_everything(struct canvas *canvas)
{
	for (int y = 0; y < canvas->rows; y++)
		for (int x = 0; x < canvas->columns; x++)
			canvas_put(canvas, x, y, (uint32_t)('!' + (x + y) % 90), (enum role)((x + y) % ROLE_COUNT), 0);
}

static bool contains(struct slice bytes, const char *part)
{
	return slice_contains(bytes, part);
}

static void only_what_changed_is_sent(void **state)
{
	struct pty pty;
	struct canvas canvas;
	set_environment("xterm-256color", NULL);
	open_pty(&pty, 80, 24);
	struct term *term = enter(&pty, true);
	canvas_init(&canvas, 80, 24, CHARSET_UNICODE);
	draw_everything(&canvas);

	struct slice frame = term_frame(term, &canvas);
	assert_true(contains(frame, "\033[?1049h") && contains(frame, "\033[?1002h") && contains(frame, "\033[?2004h"));
	assert_true(contains(frame, "\033[?2026h") && contains(frame, "\033[?25l"));
	assert_memory_equal(frame.data + frame.length - 8, "\033[?2026l", 8);
	assert_int_equal(term_frame(term, &canvas).length, 0);
	canvas_put(&canvas, 40, 12, 'X', ROLE_TEXT, 0);
	frame = term_frame(term, &canvas);
	assert_in_range(frame.length, 1, 50);
	assert_true(contains(frame, "X"));
	canvas_put(&canvas, 79, 23, '@', ROLE_TEXT, 0);
	assert_true(contains(term_frame(term, &canvas), "@"));
	assert_int_equal(term_frame(term, &canvas).length, 0);
	term_redraw(term);
	assert_true(term_frame(term, &canvas).length > 80 * 24);
	canvas_fini(&canvas);
	term_leave(term);
	close_pty(&pty);
}

static void wide_and_combined_characters_arrive(void **state)
{
	struct pty pty;
	struct canvas canvas;
	set_environment("xterm-256color", NULL);
	open_pty(&pty, 20, 3);
	struct term *term = enter(&pty, true);
	canvas_init(&canvas, 20, 3, CHARSET_UNICODE);
	canvas_text(&canvas, 0, 0, 20, slice_of("木é⣿ e\xcc\x81|"), ROLE_TEXT, 0);
	assert_true(contains(term_frame(term, &canvas), "木é⣿ e\xcc\x81|"));
	canvas_fini(&canvas);
	term_leave(term);
	close_pty(&pty);
}

static void leaving_restores_everything(void **state)
{
	struct pty pty;
	struct canvas canvas;
	struct str sent = {0};
	set_environment("xterm-256color", NULL);
	open_pty(&pty, 80, 24);
	struct term *term = enter(&pty, true);
	assert_false(modes_are_as_before(&pty));
	canvas_init(&canvas, 80, 24, CHARSET_UNICODE);
	term_frame(term, &canvas);
	term_suspend(term);
	assert_true(modes_are_as_before(&pty));
	receive(&pty, &sent);
	assert_true(contains(str_slice(&sent), "\033[?1049l"));
	term_resume(term);
	assert_false(modes_are_as_before(&pty));
	assert_true(contains(term_frame(term, &canvas), "\033[?1049h"));
	term_leave(term);
	assert_true(modes_are_as_before(&pty));
	receive(&pty, &sent);
	assert_true(contains(str_slice(&sent), "\033[?1049l") && contains(str_slice(&sent), "\033[?2004l"));
	assert_true(contains(str_slice(&sent), "\033[?1002l") && contains(str_slice(&sent), "\033[?25h"));
	term_leave(NULL);
	str_fini(&sent);
	canvas_fini(&canvas);
	close_pty(&pty);
}

static void an_emergency_restores_everything_once(void **state)
{
	struct pty pty;
	struct str sent = {0};
	set_environment("xterm-256color", NULL);
	open_pty(&pty, 80, 24);
	struct term *term = enter(&pty, true);
	term_emergency();
	assert_true(modes_are_as_before(&pty));
	receive(&pty, &sent);
	assert_true(contains(str_slice(&sent), "\033[?1049l") && contains(str_slice(&sent), "\033[?25h"));
	term_emergency();
	receive(&pty, &sent);
	assert_int_equal(sent.length, 0);
	term_leave(term);
	term_emergency();
	str_fini(&sent);
	close_pty(&pty);
}

/* Depth and what its frames contain. */
static void colours_by_environment(void **state)
{
	static const struct {
		const char *term, *colorterm;
		bool colour;
		enum colour_depth depth;
		const char *has, *has_not;
	} rows[] = {
		{"xterm-256color", NULL, true, COLOUR_256, "38;5;208", "38;2;"},
		{"xterm-256color", NULL, false, COLOUR_MONO, "\033[", "38;"},
		{"tmux-256color", NULL, true, COLOUR_256, "38;5;208", "38;2;"},
		{"screen-256color", NULL, true, COLOUR_256, "38;5;208", "38;2;"},
		{"xterm", NULL, true, COLOUR_16, "\033[33m", "38;"},
		{"linux", "truecolor", true, COLOUR_16, "33", "38;"},
		{"vt100", NULL, true, COLOUR_MONO, "\033[", "\033[?2026h"},
		{"xterm-256color", "truecolor", true, COLOUR_DIRECT, "38;2;255;139;2", "38;5;208"},
		{"tmux-256color", "truecolor", true, COLOUR_DIRECT, "38;2;255;139;2", "38;5;208"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pty pty;
		struct canvas canvas;
		if (rows[i].depth == COLOUR_DIRECT && !*entries)
			continue;
		setenv("TERMINFO_DIRS", entries, 1);
		set_environment(rows[i].term, rows[i].colorterm);
		open_pty(&pty, 80, 24);
		struct term *term = enter(&pty, rows[i].colour);
		canvas_init(&canvas, 80, 24, CHARSET_ASCII);
		draw_everything(&canvas);
		struct slice frame = term_frame(term, &canvas);
		assert_int_equal(term_depth(term), rows[i].depth);
		assert_true(contains(frame, rows[i].has));
		assert_false(contains(frame, rows[i].has_not));
		assert_false(contains(frame, "\033]4;")); /* the palette is the user's */
		canvas_fini(&canvas);
		term_leave(term);
		close_pty(&pty);
	}
	unsetenv("TERMINFO_DIRS");
}

/* Who asked for colours gets them: whether NO_COLOR counts was decided before. */
static void no_color_is_the_callers(void **state)
{
	struct pty pty;
	set_environment("xterm-256color", NULL);
	setenv("NO_COLOR", "1", 1);
	open_pty(&pty, 80, 24);
	struct term *term = enter(&pty, true);
	assert_int_equal(term_depth(term), COLOUR_256);
	unsetenv("NO_COLOR");
	term_leave(term);
	close_pty(&pty);
}

static void without_our_entries_there_are_256_colours(void **state)
{
	struct pty pty;
	set_environment("xterm-256color", "truecolor");
	setenv("TERMINFO_DIRS", "/nonexistent:", 1);
	open_pty(&pty, 80, 24);
	struct term *term = enter(&pty, true);
	assert_int_equal(term_depth(term), COLOUR_256);
	assert_string_equal(getenv("TERMINFO_DIRS"), "/nonexistent:");
	unsetenv("TERMINFO_DIRS");
	term_leave(term);
	close_pty(&pty);
}

static void reasons_for_refusing(void **state)
{
	struct pty pty;
	struct term *term;
	const char *why;
	open_pty(&pty, 80, 24);
	struct term_options options = {.tty = pty.path, .colour = true};
	set_environment("dumb", NULL);
	why = NULL;
	assert_int_equal(term_enter(&options, &term, &why), STATUS_UNSUPPORTED);
	assert_non_null(why);
	assert_true(modes_are_as_before(&pty));
	set_environment("xterm-256color", NULL);
	options.tty = "/dev/null";
	assert_int_equal(term_enter(&options, &term, &why), STATUS_UNSUPPORTED);
	options.tty = "/nonexistent/tty";
	assert_int_equal(term_enter(&options, &term, &why), STATUS_NOT_FOUND);
	close_pty(&pty);
}

static void an_unknown_type_is_stood_in_for(void **state)
{
	static const char *const types[] = {"", "no-such-terminal"};
	struct pty pty;
	struct term *term;
	const char *why;
	open_pty(&pty, 80, 24);
	struct term_options options = {.tty = pty.path, .colour = true};
	for (int i = 0; i < 2; i++) {
		set_environment(types[i], NULL);
		assert_int_equal(term_enter(&options, &term, &why), STATUS_OK);
		assert_string_equal(term_instead(term), "xterm-256color");
		assert_int_equal(term_depth(term), COLOUR_256);
		term_leave(term);
		assert_true(modes_are_as_before(&pty));
	}
	set_environment("vt100", NULL);
	assert_int_equal(term_enter(&options, &term, &why), STATUS_OK);
	assert_null(term_instead(term));
	term_leave(term);
	close_pty(&pty);
}

static void any_size_is_drawn(void **state)
{
	static const int sizes[][2] = {{1, 1}, {2, 1}, {1, 30}, {300, 80}, {20, 4}, {80, 24}, {0, 0}};
	struct pty pty;
	set_environment("xterm-256color", NULL);
	open_pty(&pty, 80, 24);
	struct term *term = enter(&pty, true);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct canvas canvas;
		int columns, rows;
		resize(&pty, sizes[i][0], sizes[i][1]);
		term_resized(term);
		assert_false(term_resized(term));
		term_size(term, &columns, &rows);
		assert_int_equal(columns, sizes[i][0] ? sizes[i][0] : 80);
		assert_int_equal(rows, sizes[i][1] ? sizes[i][1] : 24);
		canvas_init(&canvas, columns + 3, rows + 3, CHARSET_UNICODE); /* also one that is too large */
		draw_everything(&canvas);
		term_redraw(term);
		assert_true(term_frame(term, &canvas).length >= (size_t)(columns * rows));
		assert_int_equal(term_frame(term, &canvas).length, 0);
		canvas_fini(&canvas);
	}
	term_leave(term);
	close_pty(&pty);
}

static bool reply(struct term *term, const char *text)
{
	return term_reply(term, text, strlen(text));
}

static void the_background_chooses_the_theme(void **state)
{
	struct pty pty;
	set_environment("xterm-256color", NULL);
	open_pty(&pty, 80, 24);
	struct term *term = enter(&pty, true);
	assert_false(reply(term, "]11;rgb:1e1e/1e1e/1e1e"));
	assert_true(reply(term, "]11;rgb:ffff/ffff/ffff"));
	assert_false(reply(term, "]11;rgb:ffff/ffff/ffff"));
	assert_true(reply(term, "]11;rgba:00/00/00/ff"));
	static const char *const odd[] = {"]11;rgb:", "]11;rgb:ff", "]11;rgb:ff/ff", "]11;rgb:fffff/ff/ff", "]11;rgb:-1/ff/ff",
	                                  "]10;rgb:ff/ff/ff", "[?62c", ""};
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		assert_false(reply(term, odd[i]));
	term_set_theme(term, &theme_dark);
	assert_false(reply(term, "]11;rgb:ffff/ffff/ffff"));
	term_leave(term);
	close_pty(&pty);
}

static void signals_stay_the_programs(void **state)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
	struct pty pty;
	set_environment("xterm-256color", NULL);
	open_pty(&pty, 80, 24);
	struct term *term = enter(&pty, true);
	for (int i = 0; i < 4; i++) {
		struct sigaction action;
		sigaction(numbers[i], NULL, &action);
		assert_true(action.sa_handler == SIG_DFL);
	}
	term_leave(term);
	close_pty(&pty);
}

/* Nobody reads at the other end: leaving gives up after some time. */
static void a_stuck_terminal_holds_nobody(void **state)
{
	struct pty pty;
	char block[4096] = {0};
	set_environment("xterm-256color", NULL);
	open_pty(&pty, 80, 24);
	struct term *term = enter(&pty, true);
	while (write(term_fd(term), block, sizeof block) > 0)
		continue;
	term_leave(term);
	assert_true(modes_are_as_before(&pty));
	close_pty(&pty);
}

int main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	find_entries();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_changed_is_sent),
		cmocka_unit_test(the_window_has_a_title_meanwhile),
		cmocka_unit_test(wide_and_combined_characters_arrive),
		cmocka_unit_test(leaving_restores_everything),
		cmocka_unit_test(an_emergency_restores_everything_once),
		cmocka_unit_test(colours_by_environment),
		cmocka_unit_test(no_color_is_the_callers),
		cmocka_unit_test(without_our_entries_there_are_256_colours),
		cmocka_unit_test(reasons_for_refusing),
		cmocka_unit_test(an_unknown_type_is_stood_in_for),
		cmocka_unit_test(any_size_is_drawn),
		cmocka_unit_test(the_background_chooses_the_theme),
		cmocka_unit_test(signals_stay_the_programs),
		cmocka_unit_test(a_stuck_terminal_holds_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
