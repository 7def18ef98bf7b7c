/*
 * The terminal as a device: opened anew (never fd 0 or 1, whose O_NONBLOCK is
 * shared with other programs), raw, its size, and the way back. Loop thread,
 * but for tty_emergency.
 */
#ifndef TBTOP_UI_TTY_H
#define TBTOP_UI_TTY_H

#include "base/status.h"
#include "base/str.h"

#include <termios.h>

struct tty {
	int fd; /* non-blocking */
	struct termios saved;
};

/* `path` NULL: /dev/tty. `*why` is a phrase for the message when it fails (static). */
enum status tty_open(struct tty *tty, const char *path, const char **why);
/*
 * Of a process that was started in the background of a shell: stopped, until it is brought to the front. Called
 * while signals still have no handlers, so that one that ends ends it there.
 */
void tty_come_forward(void);
/* Keys come one by one and unchanged, ^C and ^Z as keys; output goes out as it is. */
void tty_raw(const struct tty *tty);
/* Modes as they were. Input that nobody read (replies, the mouse) is dropped. */
void tty_restore(const struct tty *tty);
/* Drops what the terminal still answers, up to a byte that ends it; a terminal that doesn't is not waited for long. */
void tty_swallow(const struct tty *tty, char end);
void tty_close(struct tty *tty);
/* In cells; 80x24 when the device doesn't know, and never absurdly large. */
void tty_size(const struct tty *tty, int *columns, int *rows);
/* Of a cell, in pixels; 0 when the device doesn't know. */
void tty_cell(const struct tty *tty, int *width, int *height);
/* False in the background of a shell: reading, or changing modes, would stop the process there. */
bool tty_foreground(const struct tty *tty);
/* Waits for a slow terminal, but not for long: what it didn't take then is dropped. */
void tty_write(const struct tty *tty, struct slice bytes);

/* What tty_emergency does: sends `reset` (copied, at most TTY_RESET bytes) and restores the modes. */
#define TTY_RESET 256
void tty_arm(const struct tty *tty, struct slice reset);
void tty_disarm(void);
/* Async-signal-safe. */
void tty_emergency(void);

#endif
