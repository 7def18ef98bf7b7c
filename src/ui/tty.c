#define _DEFAULT_SOURCE /* TIOCGWINSZ */
#include "ui/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WRITE_PATIENCE_MS 250
#define ANSWER_PATIENCE_MS 100
#define MOST_COLUMNS 2000
#define MOST_ROWS 1000

/* For the signal handlers: written while `armed` is 0. */
static struct {
	volatile sig_atomic_t armed;
	int fd;
	struct termios saved;
	char reset[TTY_RESET];
	size_t length;
} emergency;

enum status tty_open(struct tty *tty, const char *path, const char **why)
{
	*tty = (struct tty){.fd = open(path ? path : "/dev/tty", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)};
	if (tty->fd < 0) {
		*why = "there is no terminal";
		return status_from_errno(errno);
	}
	if (tcgetattr(tty->fd, &tty->saved)) {
		tty_close(tty);
		*why = "it is not a terminal";
		return STATUS_UNSUPPORTED;
	}
	return STATUS_OK;
}

void tty_come_forward(void)
{
	struct tty tty;
	const char *why;

	if (tty_open(&tty, NULL, &why) == STATUS_OK)
		tcsetattr(tty.fd, TCSANOW, &tty.saved); /* changes nothing, and may not be done from behind */
	tty_close(&tty);
}

void tty_raw(const struct tty *tty)
{
	struct termios raw = tty->saved;

	raw.c_iflag &= (tcflag_t) ~(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
	raw.c_oflag &= (tcflag_t)~OPOST;
	raw.c_lflag &= (tcflag_t) ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	raw.c_cflag = (raw.c_cflag & (tcflag_t) ~(CSIZE | PARENB)) | CS8;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(tty->fd, TCSANOW, &raw);
}

void tty_restore(const struct tty *tty)
{
	/* Not TCSAFLUSH: it waits for output, for ever on a terminal stopped by ^S. */
	tcflush(tty->fd, TCIFLUSH);
	tcsetattr(tty->fd, TCSANOW, &tty->saved);
}

void tty_swallow(const struct tty *tty, char end)
{
	char bytes[256];
	struct pollfd wait = {tty->fd, POLLIN, 0};

	if (!tty_foreground(tty)) /* who reads there is stopped */
		return;
	for (int rounds = 0; rounds < 8 && poll(&wait, 1, ANSWER_PATIENCE_MS) > 0; rounds++) {
		ssize_t got = read(tty->fd, bytes, sizeof bytes);
		if (got <= 0 || memchr(bytes, end, (size_t)got))
			return;
	}
}

void tty_close(struct tty *tty)
{
	if (tty->fd >= 0)
		close(tty->fd);
	tty->fd = -1;
}

void tty_size(const struct tty *tty, int *columns, int *rows)
{
	struct winsize size = {0};

	if (ioctl(tty->fd, TIOCGWINSZ, &size))
		size = (struct winsize){0};
	*columns = size.ws_col ? size.ws_col : 80;
	*rows = size.ws_row ? size.ws_row : 24;
	if (*columns > MOST_COLUMNS)
		*columns = MOST_COLUMNS;
	if (*rows > MOST_ROWS)
		*rows = MOST_ROWS;
}

void tty_cell(const struct tty *tty, int *width, int *height)
{
	struct winsize size = {0};

	if (ioctl(tty->fd, TIOCGWINSZ, &size))
		size = (struct winsize){0};
	*width = size.ws_col ? size.ws_xpixel / size.ws_col : 0;
	*height = size.ws_row ? size.ws_ypixel / size.ws_row : 0;
}

bool tty_foreground(const struct tty *tty)
{
	pid_t group = tcgetpgrp(tty->fd);
	return group < 0 || group == getpgrp();
}

void tty_write(const struct tty *tty, struct slice bytes)
{
	int rounds = 0;

	while (bytes.length) {
		ssize_t sent = write(tty->fd, bytes.data, bytes.length);
		if (sent > 0) {
			bytes = slice_make(bytes.data + sent, bytes.length - (size_t)sent);
			continue;
		}
		if (sent < 0 && errno != EAGAIN && errno != EINTR)
			return;
		/* Each round may wait the whole time, so their number is bounded, too. */
		struct pollfd wait = {tty->fd, POLLOUT, 0};
		if (++rounds > 8 || poll(&wait, 1, WRITE_PATIENCE_MS) == 0)
			return;
	}
}

void tty_arm(const struct tty *tty, struct slice reset)
{
	emergency.armed = 0;
	emergency.fd = tty->fd;
	emergency.saved = tty->saved;
	emergency.length = reset.length < TTY_RESET ? reset.length : TTY_RESET;
	if (emergency.length)
		memcpy(emergency.reset, reset.data, emergency.length);
	emergency.armed = 1;
}

void tty_disarm(void)
{
	emergency.armed = 0;
}

void tty_emergency(void)
{
	int saved_errno = errno;

	if (!emergency.armed)
		return;
	emergency.armed = 0;
	ssize_t ignored = write(emergency.fd, emergency.reset, emergency.length);
	(void)ignored;
	tcsetattr(emergency.fd, TCSANOW, &emergency.saved);
	errno = saved_errno;
}
