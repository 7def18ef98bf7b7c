#define _XOPEN_SOURCE 700 /* sigaltstack */
#include "app/signals.h"

#include "app/output.h"

#include <poll.h>
#include <signal.h>

#define STOP_SETTLES_MS 20
#define AWAY_MS 200

static const int handled[APP_SIGNALS] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT};
/* Whatever else ends a process: not only crashes, a batch system may send SIGUSR1 or SIGXCPU. */
static const int fatal[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGQUIT, SIGTRAP, SIGSYS,
                            SIGXCPU, SIGXFSZ, SIGALRM, SIGUSR1, SIGUSR2};

/* Async-signal-safe. The disposition is the default again (SA_RESETHAND), so raising ends the process. */
static void on_fatal(int signal)
{
	/* Or restoring the modes from the background would stop the process. */
	sigaction(SIGTTOU, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
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
}

/* Of two changes one signal may come: the size is what it was, but what was cut off meanwhile is gone. */
static void resize(struct app *app)
{
	int columns, rows;
	app->urgent = true;
	if (!term_resized(app->term)) {
		term_redraw(app->term);
		return;
	}
	term_size(app->term, &columns, &rows);
	canvas_resize(&app->canvas, columns, rows);
}

static void on_away_time(uv_timer_t *timer);

/*
 * After a stop: the shell may have used the screen and changed the terminal's
 * modes. After `bg` it still does: to touch the terminal would stop us again, so
 * that no other signal could be answered. And `fg` is told by no signal then.
 */
static void take_back(struct app *app)
{
	output_pause(app);
	app->away = !term_foreground(app->term);
	if (app->away) {
		uv_timer_start(&app->away_timer, on_away_time, AWAY_MS, 0);
		return;
	}
	uv_timer_stop(&app->away_timer);
	term_suspend(app->term);
	term_resume(app->term);
	output_resume(app);
	resize(app);
	app->urgent = true;
}

static void on_away_time(uv_timer_t *timer)
{
	struct app *app = timer->data;
	if (!app->quitting)
		take_back(app);
}

static void on_signal(uv_signal_t *handle, int signal)
{
	struct app *app = handle->data;
	if (!app->term)
		return;
	switch (signal) {
	case SIGWINCH: resize(app); break;
	case SIGTSTP: signals_suspend(app); break;
	case SIGCONT: take_back(app); break;
	default: app_quit(app, 128 + signal);
	}
}

void signals_begin(struct app *app)
{
	catch_fatal();
	uv_timer_init(&app->loop, &app->away_timer);
	app->away_timer.data = app;
	for (size_t i = 0; i < APP_SIGNALS; i++) {
		uv_signal_init(&app->loop, &app->signals[i]);
		app->signals[i].data = app;
		uv_signal_start(&app->signals[i], on_signal, handled[i]);
	}
}

void signals_close(struct app *app)
{
	uv_close((uv_handle_t *)&app->away_timer, NULL);
	for (size_t i = 0; i < APP_SIGNALS; i++)
		uv_close((uv_handle_t *)&app->signals[i], NULL);
}

void signals_ignore(void)
{
	static const int ends[] = {SIGHUP, SIGINT, SIGTERM};
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigemptyset(&ignore.sa_mask);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		sigaction(ends[i], &ignore, NULL);
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
	uv_signal_t *stop = handle_of(app, SIGTSTP), *go_on = handle_of(app, SIGCONT);
	output_pause(app);
	term_suspend(app->term);
	uv_signal_stop(stop); /* the default action again */
	uv_signal_stop(go_on); /* the one to come is no news */
	kill(0, SIGTSTP);
	poll(NULL, 0, STOP_SETTLES_MS); /* another thread may have to take the signal first */
	uv_signal_start(stop, on_signal, SIGTSTP);
	uv_signal_start(go_on, on_signal, SIGCONT);
	take_back(app);
}
