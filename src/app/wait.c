#define _GNU_SOURCE /* regex.h as POSIX has it, beside uv.h */

#include "app/wait.h"

#include "app/logdirs.h"
#include "app/loop.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/regexp.h"
#include "base/text.h"
#include "cmd/message.h"
#include "cmd/writers.h"
#include "feed/feed.h"
#include "model/condition.h"
#include "model/steptime.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#define EXIT_HOLDS 0
#define EXIT_NEVER 1
#define EXIT_USAGE 2
#define EXIT_TIME_LIMIT 124 /* as timeout(1) */
#define RELOAD_SECONDS 5.0
#define REST_MS 100          /* between two looks at new data */
#define GRACE_MS 2000        /* past the limit, for what is there to be read: --timeout 0 asks whether it holds now */
#define STATE_MS 5000        /* between two looks at what time alone changes */
#define WRITERS_NS 4000000000u /* between two looks at who writes: each look at the state is with one */
#define STEPTIMES_REST 1000  /* times what they took: a thousandth of a processor; ages, and so states, are as of now */

struct wait {
	uv_loop_t loop;
	uv_timer_t limit, look;
	struct feed *feed;
	struct store *store;
	struct steptimes *steptimes;
	struct condition *condition;
	const char *until;
	struct seen seen;
	struct regexp *run; /* --run; or NULL */
	uint64_t writers_at; /* monotonic: when the processes that write were looked up; 0 before */
	bool loaded;        /* what was there at the start */
	bool looked;        /* at that */
	bool was_going_on;  /* some run was seen that was not over */
	bool new_only;      /* --new: runs that were over at the first look are not meant until something comes of them */
	double *over;       /* of those, by run: the newest wall time then; NaN for others */
	uint32_t over_count;
	bool late;          /* past the limit: the first look is the last */
	bool ended;
	int status;
};

static void end(struct wait *wait, int status)
{
	if (wait->ended)
		return;
	wait->ended = true;
	wait->status = status;
	uv_stop(&wait->loop);
}

/* ---- Looking ---------------------------------------------------------------------------- */

static bool is_meant(const struct wait *wait, struct slice name)
{
	if (!condition_may_hold(wait->condition, name))
		return false;
	return !wait->run || regexp_matches(wait->run, name);
}

/* Over before anybody waited, and nothing came since. */
static bool is_old(const struct wait *wait, uint32_t run, const struct run_info *info)
{
	return run < wait->over_count && info->newest_wall <= wait->over[run];
}

static bool is_over(enum run_state state)
{
	return state == RUN_DONE || state == RUN_GONE;
}

static void note_old(struct wait *wait, double now)
{
	wait->over_count = store_run_count(wait->store);
	wait->over = xcalloc(wait->over_count ? wait->over_count : 1, sizeof *wait->over);
	for (uint32_t run = 0; run < wait->over_count; run++) {
		bool over = is_over(run_state_of(wait->store, run, NAN, now));
		wait->over[run] = over ? store_run(wait->store, run).newest_wall : NAN;
	}
}

struct verdict {
	uint32_t meant, holding, over;
	uint32_t coming; /* no record yet, but a file that is no old one */
};

static bool is_coming(const struct run_info *info, double now)
{
	return !isfinite(info->newest_wall) && !(now - info->written > RUN_ENDED_SECONDS);
}

static struct verdict judge(struct wait *wait, double now)
{
	struct verdict verdict = {0};
	for (uint32_t i = 0; i < store_run_count(wait->store); i++) {
		uint32_t run = store_run_at(wait->store, i);
		struct run_info info = store_run(wait->store, run);
		if (!is_meant(wait, info.name) || is_old(wait, run, &info))
			continue;
		verdict.coming += is_coming(&info, now);
		if (!isfinite(info.newest_wall))
			continue;
		bool costly = condition_needs_steptime(wait->condition);
		const struct steptime *steptime =
			costly ? steptimes_get(wait->steptimes, wait->store, run, now) : NULL;
		enum run_state state = run_state_of(wait->store, run, steptime ? steptime->gap_p99 : NAN, now);
		verdict.meant++;
		verdict.over += is_over(state);
		verdict.holding += condition_holds(
			wait->condition, &(struct condition_facts){wait->store, run, steptime, now, &wait->seen});
	}
	if (condition_needs_seen(wait->condition))
		seen_note(&wait->seen, wait->store);
	return verdict;
}

/* Whose process ended is done, as every other command says; it ends without any news. */
static void look_up_writers(struct wait *wait)
{
	uint64_t now = clock_mono();
	if (wait->writers_at && now - wait->writers_at < WRITERS_NS)
		return;
	writers_look_up(wait->store);
	wait->writers_at = now;
}

/* What was over before anybody waited may go on, or be followed: only what ended meanwhile ends the waiting. */
static void all_are_over(struct wait *wait)
{
	if (wait->was_going_on || wait->new_only)
		end(wait, EXIT_NEVER);
	else if (wait->late)
		end(wait, EXIT_TIME_LIMIT);
	else if (!wait->looked)
		message(wait->until, "does not hold, and all runs are over: waiting for what comes");
}

/* One run is enough, but an end is that of all. What is over never fulfils what it does not by now. */
static void look(struct wait *wait)
{
	const struct progress *progress = feed_progress(wait->feed);
	wait->loaded |= !progress->scanning && !progress->loading;
	if (!wait->loaded || wait->ended)
		return;
	look_up_writers(wait);
	double now = clock_wall();
	if (wait->new_only && !wait->over)
		note_old(wait, now);
	struct verdict verdict = judge(wait, now);
	bool end_of_all = condition_is_end(wait->condition);
	if (verdict.holding && (!end_of_all || verdict.holding == verdict.meant))
		end(wait, EXIT_HOLDS);
	else if (verdict.meant && verdict.over == verdict.meant && !verdict.coming)
		all_are_over(wait);
	else if (wait->late)
		end(wait, EXIT_TIME_LIMIT);
	wait->was_going_on |= verdict.over < verdict.meant;
	wait->looked = true;
}

static void on_look(uv_timer_t *timer)
{
	struct wait *wait = timer->data;
	look(wait);
	/* What is over, too, is told by time: whoever waits for a step learns that none will come. */
	uv_timer_start(&wait->look, on_look, STATE_MS, 0);
}

static void on_news(void *context)
{
	struct wait *wait = context;
	if (!uv_is_closing((uv_handle_t *)&wait->look) && uv_timer_get_due_in(&wait->look) > REST_MS) {
		uv_update_time(&wait->loop);
		uv_timer_start(&wait->look, on_look, REST_MS, 0);
	}
}

static void on_limit(uv_timer_t *timer)
{
	struct wait *wait = timer->data;
	bool grace = !wait->loaded && !wait->late;
	wait->late = true;
	look(wait);
	if (grace)
		uv_timer_start(timer, on_limit, GRACE_MS, 0);
	else
		end(wait, EXIT_TIME_LIMIT);
}

/* ---- Start and end ------------------------------------------------------------------------ */

static bool parse(struct wait *wait, const struct options *options)
{
	struct str why = {0};
	bool good = false;
	if (!options->until) {
		str_append_text(&why, "--until tells for what, such as 'step>=10000'");
	} else if ((wait->condition = condition_parse(options->until, &why))) {
		wait->run = options->run ? regexp_new(slice_of(options->run), 0, NULL) : NULL;
		good = !options->run || wait->run;
		if (!good)
			str_append_text(&why, "--run takes a regular expression");
	}
	if (!good)
		message(options->until ? options->until : "wait", str_text(&why));
	str_fini(&why);
	return good;
}

static void begin(struct wait *wait, const struct options *options, unsigned threads)
{
	uv_timer_init(&wait->loop, &wait->limit);
	uv_timer_init(&wait->loop, &wait->look);
	wait->limit.data = wait->look.data = wait;
	if (options->timeout >= 0)
		uv_timer_start(&wait->limit, on_limit, (uint64_t)(options->timeout * 1000), 0);
	uv_timer_start(&wait->look, on_look, REST_MS, 0);
	wait->feed = feed_start(&wait->loop, wait->store, options->logdirs, options->logdir_count, &(struct feed_options){
		.mode = options->watch,
		.reload_interval = options->reload_interval < 0 ? RELOAD_SECONDS : options->reload_interval,
		.threads = threads,
		.changed = on_news,
		.context = wait,
	});
}

static void on_feed_end(void *context)
{
	struct wait *wait = context;
	wait->feed = NULL;
}

static void wait_free(struct wait *wait)
{
	condition_free(wait->condition);
	seen_fini(&wait->seen);
	free(wait->over);
	steptimes_free(wait->steptimes);
	store_free(wait->store);
	regexp_free(wait->run);
	free(wait);
}

int app_wait(const struct options *options)
{
	struct wait *wait = xcalloc(1, sizeof *wait);
	wait->store = store_new();
	wait->steptimes = steptimes_new();
	steptimes_rest(wait->steptimes, STEPTIMES_REST);
	wait->until = options->until;
	wait->new_only = options->new_only;
	if (!wait->store || !parse(wait, options) || !logdirs_make_sense(options)) {
		wait_free(wait);
		return EXIT_USAGE;
	}
	unsigned threads = loop_set_pool_size();
	store_limit_memory(wait->store, options->memory_limit);
	if (uv_loop_init(&wait->loop)) {
		wait_free(wait);
		return EXIT_USAGE;
	}
	begin(wait, options, threads);
	uv_run(&wait->loop, UV_RUN_DEFAULT);
	int status = wait->status;
	feed_stop(wait->feed, on_feed_end, wait);
	uv_close((uv_handle_t *)&wait->limit, NULL);
	uv_close((uv_handle_t *)&wait->look, NULL);
	if (!loop_drain(&wait->loop))
		_exit(status); /* a worker is stuck, and may still write to what would be freed */
	wait_free(wait);
	return status;
}
