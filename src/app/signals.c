#define _XOPEN_SOURCE 700 /* sigaltstack */
#include "app/signals.h"

#include "app/output.h"

#include <poll.h>
#include <signal.h>

#define STOP_SETTLES_MS 20

static const int handled[APP_SIGNALS] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT};
static const int fatal[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};

/* Async-signal-safe. The disposition is the default again (SA_RESETHAND), so raising ends the process. */
static void on_fatal(int signal)
{
	term_emergency();
	raise(signal);
}

static void catch_fatal(void)
{
	static char stack[65536]; /* the usual one may be what overflowed */
	sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
	struct sigaction action = {.sa_handler = on_fatal, .sa_flags = (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER)};
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
		sigaction(fatal[i], &action, NULL);
	sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
}

static void resize(struct app *app)
{
	int columns, rows;
	if (!term_resized(app->term))
		return;
	term_size(app->term, &columns, &rows);
	canvas_resize(&app->canvas, columns, rows);
	app->urgent = true;
}

/* After a SIGSTOP that nobody told us of the shell may have used the screen and changed the terminal's modes. */
static void after_stop(struct app *app)
{
	if (!app->stopped) {
		output_drop(app);
		term_suspend(app->term);
		term_resume(app->term);
		resize(app);
		app->urgent = true;
	}
	app->stopped = false;
}

static void on_signal(uv_signal_t *handle, int signal)
{
	struct app *app = handle->data;
	if (!app->term)
		return;
	switch (signal) {
	case SIGWINCH: resize(app); break;
	case SIGTSTP: signals_suspend(app); break;
	case SIGCONT: after_stop(app); break;
	default: app_quit(app, 128 + signal);
	}
}

void signals_begin(struct app *app)
{
	catch_fatal();
	for (size_t i = 0; i < APP_SIGNALS; i++) {
		uv_signal_init(&app->loop, &app->signals[i]);
		app->signals[i].data = app;
		uv_signal_start(&app->signals[i], on_signal, handled[i]);
	}
}

void signals_close(struct app *app)
{
	for (size_t i = 0; i < APP_SIGNALS; i++)
		uv_close((uv_handle_t *)&app->signals[i], NULL);
}

static uv_signal_t *handle_of(struct app *app, int signal)
{
	size_t i = 0;
	while (handled[i] != signal)
		i++;
	return &app->signals[i];
}

/*
 * The whole process group stops, as for the terminal's own ^Z, so that a script
 * around us does too; SIGTSTP, not SIGSTOP, because the kernel ignores it
 * where no shell could let us go on.
 */
void signals_suspend(struct app *app)
{
	uv_signal_t *handle = handle_of(app, SIGTSTP);
	app->stopped = true;
	output_drop(app);
	term_suspend(app->term);
	uv_signal_stop(handle); /* the default action again */
	kill(0, SIGTSTP);
	poll(NULL, 0, STOP_SETTLES_MS); /* another thread may have to take the signal first */
	uv_signal_start(handle, on_signal, SIGTSTP);
	term_resume(app->term);
	resize(app);
	app->urgent = true;
}
