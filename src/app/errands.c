#include "app/errands.h"

#include "base/alloc.h"
#include "base/log.h"
#include "base/number.h"
#include "base/str.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define GRACE_MS 2000 /* between asking one to end and making it */

struct errand {
	uint64_t about;
	const char *name;
	char **words, **environment; /* environment: NULL for ours */
};

struct slot {
	struct errands *errands;
	uv_process_t process;
	uv_timer_t limit;
	struct errand errand;
	bool open; /* the process: not reaped, or not closed yet */
	enum { IN_TIME, ASKED, KILLED } late;
};

struct errands {
	uv_loop_t *loop;
	struct slot slots[ERRANDS_AT_ONCE];
	struct errand waiting[ERRANDS_WAITING]; /* a ring */
	size_t first, count;
	double limit_s;
	errands_said *said;
	void *context;
	bool closing;
};

/* ---- One ---------------------------------------------------------------------------------- */

/* NULL of NULL. */
static char **copy_texts(char *const *texts)
{
	size_t count = 0;
	if (!texts)
		return NULL;
	while (texts[count])
		count++;
	char **copy = xcalloc(count + 1, sizeof *copy);
	for (size_t i = 0; i < count; i++)
		copy[i] = xstrdup(texts[i]);
	return copy;
}

static void free_texts(char **texts)
{
	for (size_t i = 0; texts && texts[i]; i++)
		free(texts[i]);
	free(texts);
}

static void errand_fini(struct errand *errand)
{
	free_texts(errand->words);
	free_texts(errand->environment);
	*errand = (struct errand){0};
}

static void say(struct errands *errands, const struct errand *errand, const char *what)
{
	struct str text = {0};
	str_printf(&text, "%s %s", errand->name, what);
	log_line("%s", str_text(&text));
	if (!errands->closing)
		errands->said(errands->context, errand->about, str_text(&text));
	str_fini(&text);
}

/* ---- Its time ------------------------------------------------------------------------------- */

/* It leads a group of its own: what it started goes with it. */
static void signal_all(struct slot *slot, int number)
{
	uv_kill(-uv_process_get_pid(&slot->process), number);
}

static void on_limit(uv_timer_t *timer)
{
	struct slot *slot = timer->data;
	signal_all(slot, slot->late == IN_TIME ? SIGTERM : SIGKILL);
	slot->late = slot->late == IN_TIME ? ASKED : KILLED;
	if (slot->late == ASKED)
		uv_timer_start(timer, on_limit, GRACE_MS, 0);
}

static void say_end(struct slot *slot, int64_t status, int signal)
{
	char text[64], limit[NUMBER_SIZE];
	number_duration(limit, slot->errands->limit_s);
	if (slot->late != IN_TIME)
		snprintf(text, sizeof text, "killed: not done after %s", limit);
	else if (signal)
		snprintf(text, sizeof text, "ended by signal %d", signal);
	else
		snprintf(text, sizeof text, "failed: exit status %d", (int)status);
	if (slot->late != IN_TIME || signal || status)
		say(slot->errands, &slot->errand, text);
}

/* ---- From one to the next ---------------------------------------------------------------------- */

static void start_waiting(struct errands *errands);

static void on_closed(uv_handle_t *handle)
{
	struct slot *slot = handle->data;
	errand_fini(&slot->errand);
	slot->open = false;
	start_waiting(slot->errands);
}

static void on_exit_of(uv_process_t *process, int64_t status, int signal)
{
	struct slot *slot = process->data;
	uv_timer_stop(&slot->limit);
	say_end(slot, status, signal);
	uv_close((uv_handle_t *)process, on_closed);
}

static void start(struct slot *slot, struct errand errand)
{
	uv_process_options_t options = {
		.exit_cb = on_exit_of, .file = errand.words[0], .args = errand.words, .env = errand.environment,
		.flags = UV_PROCESS_DETACHED};
	slot->errand = errand;
	slot->open = true;
	slot->late = IN_TIME;
	slot->process.data = slot;
	int error = uv_spawn(slot->errands->loop, &slot->process, &options);
	if (error) {
		struct str text = {0};
		str_printf(&text, "not started: %s", uv_strerror(error));
		say(slot->errands, &slot->errand, str_text(&text));
		str_fini(&text);
		uv_close((uv_handle_t *)&slot->process, on_closed);
		return;
	}
	uv_unref((uv_handle_t *)&slot->process);
	uv_update_time(slot->errands->loop);
	uv_timer_start(&slot->limit, on_limit, (uint64_t)(slot->errands->limit_s * 1000), 0);
	uv_unref((uv_handle_t *)&slot->limit);
}

static struct slot *free_slot(struct errands *errands)
{
	for (int i = 0; i < ERRANDS_AT_ONCE; i++)
		if (!errands->slots[i].open)
			return &errands->slots[i];
	return NULL;
}

static void start_waiting(struct errands *errands)
{
	struct slot *slot;
	while (!errands->closing && errands->count && (slot = free_slot(errands))) {
		struct errand next = errands->waiting[errands->first];
		errands->first = (errands->first + 1) % ERRANDS_WAITING;
		errands->count--;
		start(slot, next);
	}
}

void errands_run(struct errands *errands, uint64_t about, const char *name, char *const *words,
                 char *const *environment)
{
	struct errand errand = {about, name, NULL, NULL};
	if (errands->count == ERRANDS_WAITING) {
		char text[64];
		snprintf(text, sizeof text, "not run: %d wait already", ERRANDS_WAITING);
		say(errands, &errand, text);
		return;
	}
	errand.words = copy_texts(words);
	errand.environment = copy_texts(environment);
	errands->waiting[(errands->first + errands->count++) % ERRANDS_WAITING] = errand;
	start_waiting(errands);
}

/* ---- Begin and end ------------------------------------------------------------------------------- */

struct errands *errands_new(uv_loop_t *loop, double limit_s, errands_said *said, void *context)
{
	struct errands *errands = xcalloc(1, sizeof *errands);
	*errands = (struct errands){.loop = loop, .limit_s = limit_s, .said = said, .context = context};
	for (int i = 0; i < ERRANDS_AT_ONCE; i++) {
		struct slot *slot = &errands->slots[i];
		slot->errands = errands;
		uv_timer_init(loop, &slot->limit);
		slot->limit.data = slot;
	}
	return errands;
}

void errands_close(struct errands *errands)
{
	if (!errands)
		return;
	errands->closing = true;
	for (; errands->count; errands->count--, errands->first = (errands->first + 1) % ERRANDS_WAITING)
		errand_fini(&errands->waiting[errands->first]);
	for (int i = 0; i < ERRANDS_AT_ONCE; i++) {
		struct slot *slot = &errands->slots[i];
		uv_close((uv_handle_t *)&slot->limit, NULL);
		if (slot->open && !uv_is_closing((uv_handle_t *)&slot->process))
			uv_close((uv_handle_t *)&slot->process, on_closed);
	}
}

void errands_free(struct errands *errands)
{
	free(errands);
}
