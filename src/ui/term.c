#define NCURSES_WIDECHAR 1
#include "ui/term.h"

#include "base/alloc.h"
#include "ui/background.h"
#include "ui/colour.h"
#include "ui/kitty.h"
#include "ui/modes.h"
#include "ui/placing.h"
#include "ui/sink.h"
#include "ui/terminfo.h"
#include "ui/thrift.h"
#include "ui/tty.h"

#include <curses.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAVE_CURSOR "\0337"
#define RESTORE_CURSOR "\0338"

struct term {
	struct tty tty;
	SCREEN *screen;
	struct sink sink; /* what curses takes for the terminal; */
	FILE *source;     /* there is nothing to read */
	int columns, rows;
	bool rich; /* like xterm: it understands or ignores private modes and queries */
	struct modes modes;
	bool theme_asked; /* for: the terminal's background doesn't choose it */
	const struct theme *theme, *suits; /* in force; what the terminal's background asks for */
	enum colour_depth depth;
	struct look {
		attr_t attributes;
		int pair;
	} looks[ROLE_COUNT], faint[ROLE_COUNT]; /* faint: of cells that are dim */
	struct str raw, frame; /* bytes of curses; those handed out */
	struct thrift thrift;
	struct patch patch; /* what it works in */
	const char *instead; /* of TERM; NULL: as it is */
	struct graphics graphics, drawn; /* how pictures come; how those of the last frame did */
	struct placing placing;
	bool greeted;     /* modes and queries were sent with a frame */
	bool suspended;
};

/* --- starting curses ----------------------------------------------------- */

/* Curses wants to handle these itself; they are the loop's. */
static const int signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
#define SIGNALS (sizeof signals / sizeof *signals)

static SCREEN *start_curses(const char *type, FILE *sink, FILE *source)
{
	struct sigaction actions[SIGNALS];

	/* newterm forgets a little memory when it finds no description. */
	if (!terminfo_has(type))
		return NULL;
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], NULL, &actions[i]);
	SCREEN *screen = newterm(type, sink, source);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &actions[i], NULL);
	return screen;
}

/* With a variable of the environment as curses shall see it. */
static SCREEN *start_with(const char *name, const char *value, const char *type, FILE *sink, FILE *source)
{
	const char *old = getenv(name);
	char *kept = old ? xstrdup(old) : NULL;
	setenv(name, value, 1);
	SCREEN *screen = start_curses(type, sink, source);
	if (kept)
		setenv(name, kept, 1);
	else
		unsetenv(name);
	free(kept);
	return screen;
}

/* By the description that is in the program. */
static SCREEN *start_inside(const char *type, FILE *sink, FILE *source)
{
	const char *text = terminfo_inside(type);
	return text ? start_with("TERMINFO", text, type, sink, source) : NULL;
}

/* NULL when the terminal is none that takes direct colours by xterm's sequences, or our entry isn't found. */
static SCREEN *start_direct(const char *type, FILE *sink, FILE *source)
{
	bool inside = !strncmp(type, "tmux", 4) || !strncmp(type, "screen", 6);
	struct str dirs = {0};

	if (!strncmp(type, "linux", 5) || strstr(type, "-direct"))
		return NULL;
	const char *old = getenv("TERMINFO_DIRS");
	terminfo_dirs(&dirs);
	str_append_text(&dirs, old ? old : ""); /* an empty one stands for the system's */
	const char *ours = inside ? "tbtop-tmux-direct" : "tbtop-direct";
	SCREEN *screen = start_with("TERMINFO_DIRS", str_text(&dirs), ours, sink, source);
	str_fini(&dirs);
	return screen ? screen : start_inside(ours, sink, source);
}

/* A capability's string; NULL when the terminal has none. */
static const char *capability(const char *name)
{
	const char *text = tigetstr(name);
	return text == (const char *)-1 ? NULL : text;
}

/*
 * Curses believes these first, and asks its sink, which has no size. It must begin with the right one: with it
 * goes a scroll region, outside of which some terminals move no characters within a line.
 */
static void set_size_environment(struct term *term)
{
	char text[16];
	int columns, rows;

	tty_size(&term->tty, &columns, &rows);
	snprintf(text, sizeof text, "%d", rows);
	setenv("LINES", text, 1);
	snprintf(text, sizeof text, "%d", columns);
	setenv("COLUMNS", text, 1);
}

/* A new terminal on an old machine: nearly all of them understand what these do. */
static void start_instead(struct term *term)
{
	static const char *const types[] = {"xterm-256color", "xterm", "linux", "vt100", "ansi"};
	for (size_t i = 0; i < sizeof types / sizeof *types && !term->screen; i++) {
		term->instead = types[i];
		term->screen = start_curses(types[i], term->sink.file, term->source);
	}
	if (!term->screen) {
		term->instead = types[0];
		term->screen = start_inside(types[0], term->sink.file, term->source);
	}
}

static enum colour_depth depth_of(const char *type, bool colour)
{
	return colour ? colour_depth_of(type, getenv("COLORTERM"), NULL) : COLOUR_MONO;
}

static enum status open_screen(struct term *term, bool colour, const char **why)
{
	const char *type = getenv("TERM") ? getenv("TERM") : "";
	enum colour_depth depth = depth_of(type, colour);

	set_size_environment(term);
	if (depth == COLOUR_DIRECT)
		term->screen = start_direct(type, term->sink.file, term->source);
	if (!term->screen && *type)
		term->screen = start_curses(type, term->sink.file, term->source);
	if (!term->screen)
		start_instead(term);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	*why = "there are no descriptions of terminals here: install ncurses-base";
	if (!term->screen)
		return STATUS_UNSUPPORTED;
	*why = "the terminal in TERM cannot place its cursor; if it can: export TERM=xterm-256color";
	if (!capability("cup") || tigetflag("hc") > 0)
		return STATUS_UNSUPPORTED;
	/* Drawn as for another it has that one's colours: no name says nothing about them. */
	term->depth = term->instead ? depth_of(term->instead, colour) : depth;
	return STATUS_OK;
}

/* --- colours ------------------------------------------------------------- */

static void start_colours(struct term *term)
{
	if (term->depth == COLOUR_MONO || !has_colors() || start_color() == ERR || COLORS < 8) {
		term->depth = COLOUR_MONO;
		return;
	}
	use_default_colors();
	enum colour_depth most = COLORS >= 1 << 24 ? COLOUR_DIRECT : COLORS >= 256 ? COLOUR_256 : COLOUR_16;
	if (term->depth > most)
		term->depth = most;
}

static attr_t curses_attributes(uint8_t attributes)
{
	return (attributes & CELL_BOLD ? A_BOLD : 0) | (attributes & CELL_UNDERLINE ? A_UNDERLINE : 0) |
	       (attributes & CELL_REVERSE ? A_REVERSE : 0) | (attributes & CELL_DIM ? A_DIM : 0);
}

static struct look look_of(const struct term *term, struct style style)
{
	struct look look = {curses_attributes(style.attributes), 0};

	if (style.foreground == THEME_DEFAULT && style.background == THEME_DEFAULT)
		return look;
	/* With eight colours the bright ones are bold. */
	if (term->depth == COLOUR_16 && style.foreground >= COLORS) {
		style.foreground -= 8;
		look.attributes |= A_BOLD;
	}
	if (term->depth == COLOUR_16 && style.background >= COLORS)
		style.background -= 8;
	int pair = alloc_pair(style.foreground, style.background);
	look.pair = pair < 0 ? 0 : pair;
	return look;
}

static void set_looks(struct term *term)
{
	for (int role = 0; role < ROLE_COUNT; role++) {
		term->looks[role] = look_of(term, theme_style(term->theme, term->depth, (enum role)role));
		term->faint[role] = look_of(term, theme_look(term->theme, term->depth, (enum role)role, CELL_DIM));
	}
}

const char *term_instead(const struct term *term)
{
	return term->instead;
}

enum colour_depth term_depth(const struct term *term)
{
	return term->depth;
}

bool term_colourless(const struct term *term)
{
	return term->theme->mono || term->depth == COLOUR_MONO;
}

static void use_theme(struct term *term, const struct theme *theme)
{
	term->theme = theme;
	set_looks(term);
}

void term_set_theme(struct term *term, const struct theme *theme)
{
	term->theme_asked = theme != NULL;
	use_theme(term, theme ? theme : term->suits);
}

static bool take_background(struct term *term, const char *reply)
{
	bool light;
	if (!background_reply(reply, &light))
		return false;
	term->suits = light ? &theme_light : &theme_dark;
	if (term->theme_asked || light == term->theme->light)
		return false;
	use_theme(term, term->suits);
	return true;
}

const struct graphics *term_graphics(const struct term *term)
{
	return &term->graphics;
}

/* Placeholders need many colours; without any, pictures have none either. */
static enum graphics_way possible_pixels(const struct term *term, enum graphics_way wanted)
{
	bool able = term->rich && term->depth > (term->graphics.inside ? COLOUR_16 : COLOUR_MONO);
	return able ? wanted : GRAPHICS_OFF;
}

void term_set_pixels(struct term *term, enum graphics_way wanted)
{
	graphics_want(&term->graphics, possible_pixels(term, wanted));
}

bool term_reply(struct term *term, const char *text, size_t length)
{
	char reply[256];

	if (length >= sizeof reply)
		return false;
	memcpy(reply, text, length);
	reply[length] = 0;
	uint32_t before = term->graphics.generation;
	if (!graphics_reply(&term->graphics, reply))
		return take_background(term, reply);
	return term->graphics.due || term->graphics.generation != before;
}

/* --- bytes --------------------------------------------------------------- */

static void append_greeting(struct term *term, struct str *out)
{
	if (!term->rich)
		return;
	modes_append_begin(&term->modes, out);
	if (!term->theme_asked)
		str_append_text(out, BACKGROUND_ASK);
	graphics_ask(&term->graphics, out);
}

/* A capability without the delays ("$<5>") that only tputs understands. */
static void append_capability(struct str *out, const char *name)
{
	const char *text = capability(name);

	while (text && *text) {
		const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
		if (!end)
			str_append_char(out, *text);
		text = (end ? end : text) + 1;
	}
}

static void arm(const struct term *term)
{
	struct str reset = {0};

	if (term->rich)
		modes_append_end(&term->modes, &reset);
	append_capability(&reset, "sgr0");
	append_capability(&reset, "cnorm");
	append_capability(&reset, "rmcup");
	tty_arm(&term->tty, str_slice(&reset));
	str_fini(&reset);
}

/* Ends curses' mode and ours, and waits a little until the terminal has taken it. */
static void say_farewell(struct term *term)
{
	str_clear(&term->frame);
	placing_remove(&term->placing, &term->drawn, &term->frame);
	if (term->rich)
		modes_append_end(&term->modes, &term->frame);
	thrift_end(&term->thrift, &term->frame);
	endwin();
	sink_take(&term->sink, &term->frame);
	tty_write(&term->tty, str_slice(&term->frame));
	if (graphics_waits(&term->graphics)) /* else the shell would have it for what is typed */
		tty_swallow(&term->tty, 'c');
	tty_restore(&term->tty);
	tty_disarm();
}

/* --- entering and leaving ------------------------------------------------ */

static void free_term(struct term *term)
{
	if (term->screen)
		delscreen(term->screen);
	sink_close(&term->sink);
	if (term->source)
		fclose(term->source);
	tty_close(&term->tty);
	str_fini(&term->raw);
	str_fini(&term->frame);
	modes_fini(&term->modes);
	free(term);
}

static bool open_files(struct term *term)
{
	term->source = fopen("/dev/null", "re");
	return sink_open(&term->sink) && term->source;
}

static void fit_curses(struct term *term)
{
	int width, height;

	tty_size(&term->tty, &term->columns, &term->rows);
	/* Not resizeterm: that one also queues a KEY_RESIZE. */
	resize_term(term->rows, term->columns);
	thrift_resize(&term->thrift, term->columns);
	tty_cell(&term->tty, &width, &height);
	graphics_cell(&term->graphics, width, height);
}

static void set_up_screen(struct term *term, const struct term_options *options)
{
	term->modes.mouse = options->mouse;
	str_append_slice(&term->modes.title, options->title);
	term->rich = capability("smcup") != NULL;
	term->theme_asked = options->theme != NULL;
	typeahead(-1);
	nonl();
	curs_set(0);
	leaveok(stdscr, TRUE);
	start_colours(term);
	term->suits = theme_of(getenv("COLORFGBG"));
	use_theme(term, options->theme ? options->theme : term->suits);
	graphics_begin(&term->graphics, GRAPHICS_OFF, term->depth == COLOUR_DIRECT);
	term->graphics.wanted = possible_pixels(term, options->pixels);
	fit_curses(term);
}

enum status term_enter(const struct term_options *options, struct term **out, const char **why)
{
	struct term *term = xcalloc(1, sizeof *term);

	enum status status = tty_open(&term->tty, options->tty, why);
	if (!status && !open_files(term)) {
		*why = "there is no memory file to be had";
		status = STATUS_NO_MEMORY;
	}
	if (!status)
		status = open_screen(term, options->colour, why);
	if (status) {
		free_term(term);
		return status;
	}
	set_up_screen(term, options);
	thrift_begin(&term->thrift, &term->patch);
	arm(term);
	tty_raw(&term->tty);
	*out = term;
	return STATUS_OK;
}

void term_leave(struct term *term)
{
	if (!term)
		return;
	if (!term->suspended)
		say_farewell(term);
	free_term(term);
}

void term_suspend(struct term *term)
{
	if (term->suspended)
		return;
	say_farewell(term);
	term->suspended = true;
}

void term_resume(struct term *term)
{
	if (!term->suspended)
		return;
	term->suspended = false;
	term->greeted = false;
	thrift_begin(&term->thrift, &term->patch);
	arm(term);
	tty_raw(&term->tty);
	fit_curses(term);
	term_redraw(term);
}

bool term_foreground(const struct term *term)
{
	return tty_foreground(&term->tty);
}

void term_emergency(void)
{
	tty_emergency();
}

/* --- the screen ---------------------------------------------------------- */

int term_fd(const struct term *term)
{
	return term->tty.fd;
}

void term_size(const struct term *term, int *columns, int *rows)
{
	*columns = term->columns;
	*rows = term->rows;
}

bool term_resized(struct term *term)
{
	int columns = term->columns, rows = term->rows;

	fit_curses(term);
	if (columns == term->columns && rows == term->rows)
		return false;
	/* It may be shown by another terminal now, that has another size. */
	if (term->graphics.inside && term->graphics.asked)
		graphics_doubt(&term->graphics);
	term_redraw(term);
	return true;
}

void term_redraw(struct term *term)
{
	clearok(curscr, TRUE);
	placing_forget(&term->placing);
}

static void draw_cell(const struct term *term, int x, int y, const struct cell *cell, enum charset charset)
{
	bool faint = cell->attributes & CELL_DIM && !cell->painted;
	struct look look = faint ? term->faint[cell->role] : term->looks[cell->role];
	wchar_t text[CELL_CODES + 1] = {0};
	cchar_t made;

	for (int i = 0; i < CELL_CODES && cell->code[i]; i++)
		text[i] = (wchar_t)cell->code[i];
	if (cell->painted) {
		struct painted painted = colour_paint(cell, charset, term->theme->mono ? COLOUR_MONO : term->depth);
		text[0] = (wchar_t)painted.code;
		look = look_of(term, painted.style);
	}
	int pair = look.pair;
	/* The pair is passed as an int: there are more than a short holds. */
	if (setcchar(&made, text, look.attributes | curses_attributes(faint ? (uint8_t)(cell->attributes & ~CELL_DIM) : cell->attributes), 0, &pair) == OK)
		mvadd_wch(y, x, &made); /* ERR at the bottom right: set, but the cursor cannot go on */
}

/* Cells of a picture in tmux: the number of the image is their colour, the marks say which cell of it. */
static void draw_placeholder(const struct term *term, int x, int y, const struct canvas_picture *picture)
{
	uint32_t code[3];
	int pair = alloc_pair((int)graphics_image(&term->graphics, picture->number), THEME_DEFAULT);
	cchar_t made;

	if (pair < 0 || !kitty_placeholder(x - picture->cells.x, y - picture->cells.y, code))
		return;
	wchar_t text[] = {(wchar_t)code[0], (wchar_t)code[1], (wchar_t)code[2], 0};
	if (setcchar(&made, text, 0, 0, &pair) == OK)
		mvadd_wch(y, x, &made);
}

static void draw(const struct term *term, const struct canvas *canvas)
{
	erase();
	for (int y = 0; y < canvas->rows && y < term->rows; y++) {
		for (int x = 0; x < canvas->columns && x < term->columns; x++) {
			const struct cell *cell = canvas_at(canvas, x, y);
			const struct canvas_picture *picture =
				cell->painted == PAINTED_HALVES ? placing_at(&term->placing, &term->graphics, x, y) : NULL;
			if (picture)
				draw_placeholder(term, x, y, picture);
			else if (cell->code[0])
				draw_cell(term, x, y, cell, canvas->charset);
		}
	}
}

/* What is on the screen came in another way, or is told anew to who knows it. */
static void begin_pictures(struct term *term, const struct canvas *canvas, struct str *frame)
{
	if (term->drawn.generation != term->graphics.generation) {
		placing_remove(&term->placing, &term->drawn, frame);
		if (term->drawn.way != GRAPHICS_OFF)
			term_redraw(term);
	}
	term->drawn = term->graphics;
	placing_begin_frame(&term->placing, &term->graphics, canvas);
	if (term->placing.from < term->placing.to)
		wredrawln(stdscr, term->placing.from, term->placing.to - term->placing.from);
}

/* In the first row, which is then written anew. */
static void append_questions(struct term *term, struct str *frame)
{
	if (!term->rich || !term->graphics.due)
		return;
	str_append_text(frame, SAVE_CURSOR "\033[H");
	graphics_ask_rest(&term->graphics, frame);
	str_append_text(frame, RESTORE_CURSOR);
	wredrawln(stdscr, 0, 1);
}

struct slice term_frame(struct term *term, const struct canvas *canvas)
{
	struct str *frame = &term->frame;

	str_clear(frame);
	if (term->suspended)
		return str_slice(frame);
	if (!term->greeted)
		append_greeting(term, frame);
	term->greeted = true;
	size_t greeting = frame->length, sync = term->rich ? strlen(MODES_SYNC_BEGIN) : 0;
	str_append(frame, MODES_SYNC_BEGIN, sync);
	append_questions(term, frame);
	begin_pictures(term, canvas, frame);
	draw(term, canvas);
	refresh();
	str_clear(&term->raw);
	sink_take(&term->sink, &term->raw);
	if (term->rich)
		thrift_take(&term->thrift, str_slice(&term->raw), frame);
	else
		str_append_slice(frame, str_slice(&term->raw));
	placing_end_frame(&term->placing, &term->graphics, canvas, frame);
	if (frame->length == greeting + sync)
		frame->length = greeting;
	else if (sync)
		str_append_text(frame, MODES_SYNC_END);
	return str_slice(frame);
}
