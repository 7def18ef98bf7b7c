#include "app/alarm.h"

#include "app/errands.h"
#include "app/output.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/text.h"
#include "cmd/desktop.h"

#include <stdlib.h>
#include <string.h>

#define REST_MS 1050  /* between two looks: alerts_check takes less than a second for none */
#define SOON_MS 50    /* what comes together is looked at together */
#define THINK_NS UINT64_C(4000000) /* of a look; what takes longer goes on in the next, */
#define APART_MS 16                /* so soon that keys have their turn */
#define TIME_MS 5000  /* between two looks at what time alone changes */

extern char **environ; /* POSIX has it in no header */

struct alarm {
	bool bell, tmux;
	enum desktop desktop;
	char *command; /* NULL without */
	struct errands *errands;
	uv_timer_t look;
	uint64_t looked; /* monotonic ns */
};

/* ---- Commands and messages ------------------------------------------------------------------ */

/* What a command is told, in its environment. */
enum { TOLD_ALERT, TOLD_RUN, TOLD_WHY, TOLD };
static const char *const told_names[TOLD] = {"TBTOP_ALERT=", "TBTOP_RUN=", "TBTOP_WHY="};

static bool is_ours(const char *entry)
{
	for (int i = 0; i < TOLD; i++)
		if (!strncmp(entry, told_names[i], strlen(told_names[i])))
			return true;
	return false;
}

/*
 * The names are in the environment, not in the command: whatever a run is called, it is no shell's business.
 * In the child's environment: setenv while workers may read ours is no safe thing to do.
 */
static void run_command(struct app *app, const struct alert *alert)
{
	const char *texts[TOLD] = {alert->rule, alert->run, alert->by};
	struct str told[TOLD] = {{0}};
	size_t count = 0, kept = 0;
	while (environ[count])
		count++;
	char **with = xcalloc(count + TOLD + 1, sizeof *with);
	for (size_t i = 0; i < count; i++)
		if (!is_ours(environ[i]))
			with[kept++] = environ[i];
	for (int i = 0; i < TOLD; i++) {
		str_append_text(&told[i], told_names[i]);
		text_clean(&told[i], slice_of(texts[i]));
		with[kept++] = told[i].data;
	}
	errands_run(app->alarm->errands, alert->id, "command", (char *[]){"/bin/sh", "-c", app->alarm->command, NULL}, with);
	free(with);
	for (int i = 0; i < TOLD; i++)
		str_fini(&told[i]);
}

/* tmux expands # and % in a message, and would run what #(…) holds. */
static void message_tmux(struct app *app, uint64_t about, const char *text)
{
	struct str safe = {0};
	for (; *text; text++) {
		if (*text == '#' || *text == '%')
			str_append_char(&safe, *text);
		str_append_char(&safe, *text);
	}
	errands_run(app->alarm->errands, about, "tmux message",
	            (char *[]){"tmux", "display-message", (char *)str_text(&safe), NULL}, NULL);
	str_fini(&safe);
}

/* Names by themselves are no markup there: all is in the summary. */
static void message_desktop(struct app *app, uint64_t about, const char *text)
{
	struct str sequence = {0};
	enum desktop how = desktop_choose(app->alarm->desktop);
	if (how == DESKTOP_NOTIFY_SEND)
		errands_run(app->alarm->errands, about, "notify-send",
		            (char *[]){"notify-send", "--app-name=tbtop", (char *)text, NULL}, NULL);
	desktop_sequence(how, text, getenv("TMUX") != NULL, &sequence);
	if (!app->away) /* else the terminal is another's */
		output_queue(app, str_slice(&sequence));
	str_fini(&sequence);
}

/* ---- Telling ----------------------------------------------------------------------------------- */

/* Of many that came at once a message tells the newest, and how many there are. */
static void say(struct app *app, const struct alert *alert, uint32_t count)
{
	struct str text = {0};
	if (count > 1)
		str_printf(&text, "%u alerts, the newest: ", count);
	else
		str_append_text(&text, "alert: ");
	text_clean(&text, slice_of(alert->run));
	str_append_text(&text, ": ");
	text_clean(&text, slice_of(alert->rule));
	if (*alert->by)
		str_printf(&text, " (%s)", alert->by);
	dashboard_notice(app->dashboard, str_text(&text), app_now(app));
	if (app->alarm->bell && !app->away)
		output_queue(app, slice_of("\a"));
	if (app->alarm->tmux && getenv("TMUX"))
		message_tmux(app, alert->id, str_text(&text));
	if (app->alarm->desktop != DESKTOP_OFF)
		message_desktop(app, alert->id, str_text(&text));
	str_fini(&text);
}

static void tell(struct app *app, uint32_t news)
{
	uint32_t logged = alerts_count(app->alerts);
	struct alert newest = alerts_at(app->alerts, 0);
	say(app, &newest, news);
	for (uint32_t i = news < logged ? news : logged; app->alarm->command && i-- > 0;) {
		struct alert alert = alerts_at(app->alerts, i);
		run_command(app, &alert);
	}
	app->stale = true;
}

static void on_trouble(void *context, uint64_t about, const char *what)
{
	struct app *app = context;
	struct str text = {0};
	alerts_trouble(app->alerts, about, what);
	str_printf(&text, "alert's %s", what);
	dashboard_notice(app->dashboard, str_text(&text), app_now(app));
	str_fini(&text);
	app->stale = true;
}

/* ---- Looking ------------------------------------------------------------------------------------ */

static void look_in(struct app *app, uint64_t ms);

/* What stands still, or is not all read yet, is not judged. */
static void on_look(uv_timer_t *timer)
{
	struct app *app = timer->data;
	app->alarm->looked = clock_mono();
	bool may = !choice_frozen(app->choice) && app->settled;
	uint32_t news = 0;
	if (may)
		news = alerts_check(app->alerts, app->store, app->steptimes, app_now(app), clock_mono() + THINK_NS);
	if (news)
		tell(app, news);
	if (may && alerts_pending(app->alerts))
		look_in(app, APART_MS);
	else if (alerts_need_time(app->alerts))
		look_in(app, TIME_MS);
}

static void look_in(struct app *app, uint64_t ms)
{
	uv_timer_t *timer = &app->alarm->look;
	if (uv_is_closing((uv_handle_t *)timer) || (uv_is_active((uv_handle_t *)timer) && uv_timer_get_due_in(timer) <= ms))
		return;
	uv_update_time(&app->loop);
	uv_timer_start(timer, on_look, ms, 0);
}

void alarm_wake(struct app *app)
{
	uint64_t since = (clock_mono() - app->alarm->looked) / 1000000;
	if (alerts_rule_count(app->alerts))
		look_in(app, since < REST_MS ? REST_MS - since : SOON_MS);
}

/* ---- Begin and end -------------------------------------------------------------------------------- */

void alarm_begin(struct app *app, const struct options *options)
{
	const struct config *config = options->config;
	double limit;
	struct str why = {0};
	config_alert_timeout(CONFIG_ALERT_TIMEOUT, &limit);
	app->alerts = alerts_new();
	struct alarm *alarm = app->alarm = xcalloc(1, sizeof *app->alarm);
	for (size_t i = 0; config && i < config->entry_count; i++) {
		const struct config_entry *entry = &config->entries[i];
		if (strcmp(entry->section, "alerts"))
			continue;
		if (!strcmp(entry->name, "bell"))
			alarm->bell = !strcmp(entry->value, "yes");
		else if (!strcmp(entry->name, "tmux"))
			alarm->tmux = !strcmp(entry->value, "yes");
		else if (!strcmp(entry->name, "desktop"))
			desktop_find(entry->value, &alarm->desktop);
		else if (!strcmp(entry->name, "command"))
			alarm->command = entry->value;
		else if (!strcmp(entry->name, "timeout"))
			config_alert_timeout(entry->value, &limit);
		else
			alerts_add(app->alerts, entry->value, &why); /* what is wrong with it the configuration has told */
	}
	str_fini(&why);
	alarm->errands = errands_new(&app->loop, limit, on_trouble, app);
	uv_timer_init(&app->loop, &alarm->look);
	alarm->look.data = app;
}

void alarm_close(struct app *app)
{
	uv_close((uv_handle_t *)&app->alarm->look, NULL);
	errands_close(app->alarm->errands);
}

void alarm_free(struct app *app)
{
	errands_free(app->alarm->errands);
	alerts_free(app->alerts);
	free(app->alarm);
}
