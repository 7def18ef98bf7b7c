#include "app/alarm.h"

#include "app/output.h"
#include "base/alloc.h"
#include "base/text.h"
#include "cmd/desktop.h"

#include <stdlib.h>
#include <string.h>

#define CHILDREN 4 /* at once: a command that hangs must not become many */
#define ALERT_IS "TBTOP_ALERT="
#define RUN_IS "TBTOP_RUN="

extern char **environ; /* POSIX has it in no header */

struct alarm {
	bool bell, tmux;
	enum desktop desktop;
	char *command; /* NULL without */
	struct alarm_child {
		uv_process_t handle;
		bool open;
	} children[CHILDREN];
};

static void on_closed(uv_handle_t *handle)
{
	struct alarm_child *child = handle->data;
	child->open = false;
}

static void on_exit_of(uv_process_t *process, int64_t status, int signal)
{
	uv_close((uv_handle_t *)process, on_closed);
}

/* `environment` is the child's alone; NULL: as ours. */
static void spawn(struct app *app, char *const *words, char *const *environment)
{
	for (int i = 0; i < CHILDREN; i++) {
		struct alarm_child *child = &app->alarm->children[i];
		if (child->open)
			continue;
		uv_process_options_t options = {
			.exit_cb = on_exit_of, .file = words[0], .args = (char **)words, .env = (char **)environment,
			.flags = UV_PROCESS_DETACHED};
		child->open = true;
		child->handle.data = child;
		if (uv_spawn(&app->loop, &child->handle, &options))
			uv_close((uv_handle_t *)&child->handle, on_closed);
		else
			uv_unref((uv_handle_t *)&child->handle);
		return;
	}
}

static bool is_ours(const char *entry)
{
	return !strncmp(entry, ALERT_IS, strlen(ALERT_IS)) || !strncmp(entry, RUN_IS, strlen(RUN_IS));
}

/*
 * The names are in the environment, not in the command: whatever a run is called, it is no shell's business.
 * In the child's environment: setenv while workers may read ours is no safe thing to do.
 */
static void run_command(struct app *app, const char *rule, const char *run)
{
	size_t count = 0, kept = 0;
	struct str alert_is = {0}, run_is = {0};
	while (environ[count])
		count++;
	char **with = xcalloc(count + 3, sizeof *with);
	for (size_t i = 0; i < count; i++)
		if (!is_ours(environ[i]))
			with[kept++] = environ[i];
	str_printf(&alert_is, ALERT_IS "%s", rule);
	str_printf(&run_is, RUN_IS "%s", run);
	with[kept++] = alert_is.data;
	with[kept] = run_is.data;
	spawn(app, (char *[]){"/bin/sh", "-c", app->alarm->command, NULL}, with);
	free(with);
	str_fini(&alert_is);
	str_fini(&run_is);
}

/* tmux expands # in a message, and would run what #(…) holds. */
static void message_tmux(struct app *app, const char *text)
{
	struct str safe = {0};
	for (; *text; text++)
		str_append_text(&safe, *text == '#' ? "##" : (char[]){*text, '\0'});
	spawn(app, (char *[]){"tmux", "display-message", (char *)str_text(&safe), NULL}, NULL);
	str_fini(&safe);
}

/* Names by themselves are no markup there: all is in the summary. */
static void message_desktop(struct app *app, const char *text)
{
	struct str sequence = {0};
	enum desktop how = desktop_choose(app->alarm->desktop);
	if (how == DESKTOP_NOTIFY_SEND)
		spawn(app, (char *[]){"notify-send", "--app-name=tbtop", (char *)text, NULL}, NULL);
	desktop_sequence(how, text, getenv("TMUX") != NULL, &sequence);
	output_queue(app, str_slice(&sequence));
	str_fini(&sequence);
}

static void tell(struct app *app, const struct alert *alert)
{
	struct str text = {0}, run = {0}, rule = {0};
	text_clean(&run, slice_of(alert->run));
	text_clean(&rule, slice_of(alert->rule));
	str_printf(&text, "alert: %s: %s", str_text(&run), str_text(&rule));
	dashboard_notice(app->dashboard, str_text(&text), app_now(app));
	if (app->alarm->bell)
		output_queue(app, slice_of("\a"));
	if (app->alarm->tmux && getenv("TMUX"))
		message_tmux(app, str_text(&text));
	if (app->alarm->desktop != DESKTOP_OFF)
		message_desktop(app, str_text(&text));
	if (app->alarm->command)
		run_command(app, str_text(&rule), str_text(&run));
	str_fini(&text);
	str_fini(&run);
	str_fini(&rule);
}

void alarm_check(struct app *app)
{
	uint32_t news = alerts_check(app->alerts, app->store, app->steptimes, app_now(app));
	for (uint32_t i = news < CHILDREN ? news : CHILDREN; i-- > 0;) { /* of more, the log tells */
		struct alert alert = alerts_at(app->alerts, i);
		tell(app, &alert);
	}
}

void alarm_begin(struct app *app, const struct options *options)
{
	const struct config *config = options->config;
	struct str why = {0};
	app->alerts = alerts_new();
	app->alarm = xcalloc(1, sizeof *app->alarm);
	for (size_t i = 0; config && i < config->entry_count; i++) {
		const struct config_entry *entry = &config->entries[i];
		if (strcmp(entry->section, "alerts"))
			continue;
		if (!strcmp(entry->name, "bell"))
			app->alarm->bell = !strcmp(entry->value, "yes");
		else if (!strcmp(entry->name, "tmux"))
			app->alarm->tmux = !strcmp(entry->value, "yes");
		else if (!strcmp(entry->name, "desktop"))
			desktop_find(entry->value, &app->alarm->desktop);
		else if (!strcmp(entry->name, "command"))
			app->alarm->command = entry->value;
		else
			alerts_add(app->alerts, entry->value, &why); /* what is wrong with it the configuration has told */
	}
	str_fini(&why);
}

void alarm_close(struct app *app)
{
	for (int i = 0; app->alarm && i < CHILDREN; i++) {
		uv_handle_t *handle = (uv_handle_t *)&app->alarm->children[i].handle;
		if (app->alarm->children[i].open && !uv_is_closing(handle))
			uv_close(handle, on_closed);
	}
}
