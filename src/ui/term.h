/*
 * The terminal. The only file that includes curses, and the only one that
 * draws. Curses writes to a memory file; term hands out the bytes of a frame,
 * which the caller sends when it can, so nothing blocks and no frame is made
 * while one is still on its way. Loop thread only.
 *
 * /dev/tty is opened anew (never fd 0 or 1). termios is ours, not curses'.
 * Everything is undone by term_leave, and by term_emergency on a crash.
 */
#ifndef TBTOP_UI_TERM_H
#define TBTOP_UI_TERM_H

#include "base/status.h"
#include "chart/canvas.h"
#include "ui/graphics.h"
#include "ui/theme.h"

struct term;

struct term_options {
	const char *tty;       /* NULL: /dev/tty */
	bool mouse;
	struct slice title;    /* of the window meanwhile, clean; empty: it stays as it is */
	bool colour;           /* false: mono (NO_COLOR is the caller's to heed); else what TERM and COLORTERM say */
	enum graphics_way pixels; /* for pictures; AUTO: as the terminal says that it can */
	const struct theme *theme; /* NULL: dark, or light when the terminal says so (COLORFGBG, OSC 11 reply) */
};

/* Enters the alternate screen. `*why` is a phrase for the message when it fails (static). */
enum status term_enter(const struct term_options *options, struct term **out, const char **why);
/* Leaves it and frees; a terminal that takes no bytes is waited for some 2 seconds at most. NULL is fine. */
void term_leave(struct term *term);

/* The type that stands in for TERM, which is not known here or not set; NULL when TERM is. */
const char *term_instead(const struct term *term);
int term_fd(const struct term *term); /* for reading keys and writing frames; non-blocking */
void term_size(const struct term *term, int *columns, int *rows);
/* After SIGWINCH: asks the tty for its size. True when it changed. */
bool term_resized(struct term *term);
enum colour_depth term_depth(const struct term *term);
/* The terminal has no colours, or the theme wants none. */
bool term_colourless(const struct term *term);
/* NULL: what suits the terminal. */
void term_set_theme(struct term *term, const struct theme *theme);
/* How pictures of a canvas come as pixels, as of now. */
const struct graphics *term_graphics(const struct term *term);
void term_set_pixels(struct term *term, enum graphics_way wanted);
/* The reply to a query of ours (EVENT_REPLY): the background's colour, pixels. True when a new frame is due. */
bool term_reply(struct term *term, const char *text, size_t length);

/*
 * Makes the bytes that turn what is on the screen into `canvas`, wrapped in
 * synchronized output; none when nothing changed. They are term's until the
 * next call. Only call when the bytes of the last frame were all sent. The first
 * frame also turns on the alternate screen, mouse and paste modes. What is unsent
 * at term_leave or term_suspend is dropped: these reuse the bytes.
 */
struct slice term_frame(struct term *term, const struct canvas *canvas);
/* The next frame repaints everything. */
void term_redraw(struct term *term);

/* For Ctrl-Z: gives the terminal back, and takes it again after `fg`. Blocking writes of a few bytes. */
void term_suspend(struct term *term);
void term_resume(struct term *term);
/* False while a shell has put the process in the background: the terminal is another's. */
bool term_foreground(const struct term *term);

/* Async-signal-safe: writes a prepared reset string and restores termios. */
void term_emergency(void);

#endif
