#include "feed/state.h"

#include "base/clock.h"

#include <math.h>

#define SAFETY_SECONDS 30   /* between looks at everything where events arrive */
#define WAITING_SECONDS 1   /* between looks for a logdir that does not exist */
#define SWEEP_SHARE 10      /* a look at everything takes at most a tenth of the time, */
#define SWEEP_LONGEST 600.0 /* but none puts the next one off for longer, in seconds */
#define ANSWER SECOND       /* a logdir that was not listed by then gives none */
#define READ_SLICE (8u << 20)
#define LONG_FILE (4u << 20) /* a shorter one is on the screen soon enough */
#define LOADING_BYTES (1u << 20) /* less than that unread is no loading: a live run would make the word flicker */

double feed_sweep_interval(double asked, double took)
{
	return fmax(asked, fmin(took * SWEEP_SHARE, SWEEP_LONGEST));
}

/* Seconds from one look at everything to the next as it was asked for; infinite when there is none. */
static double interval_asked(const struct feed *feed, const struct mount *mount)
{
	const struct feed_options *options = &feed->options;
	if (options->mode == WATCH_OFF || options->reload_interval <= 0)
		return INFINITY;
	double interval = options->safety_interval > 0 ? options->safety_interval : SAFETY_SECONDS;
	if (mount->limbo)
		interval = WAITING_SECONDS;
	else if (options->mode == WATCH_POLL || mount->remote || feed->watches_failed > 0)
		interval = options->reload_interval;
	return interval;
}

static double interval_of(const struct feed *feed, const struct mount *mount)
{
	return feed_sweep_interval(interval_asked(feed, mount), (double)mount->sweep_took * 1e-9);
}

static unsigned min_unsigned(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* How many reads may be in flight: one thread stays for listings, and a hung remote mount leaves half of them. */
static unsigned reads_allowed(const struct feed *feed, const struct mount *mount)
{
	unsigned threads = feed->threads, all = threads > 1 ? threads - 1 : 1;
	return mount->remote ? min_unsigned(all, threads > 1 ? threads / 2 : 1) : all;
}

/* ---- sweeps and progress ------------------------------------------------------ */

static void mark_swept(struct directory *directory, void *context)
{
	const struct mount *mount = context;
	if (!directory->gone && directory->mount == mount)
		feed_look(directory);
}

void feed_sweep(struct feed *feed, struct mount *mount)
{
	mount->sweeping = true;
	mount->sweep_began = clock_mono();
	for (size_t i = 0; i < feed->root_count; i++)
		directory_walk(feed->roots[i], mark_swept, mount);
}

static void end_sweeps(struct feed *feed)
{
	uint64_t now = clock_mono();
	bool all = true;
	for (size_t i = 0; i < feed->mount_count; i++) {
		struct mount *mount = feed->mounts[i];
		all &= mount->awaited == 0;
		if (!mount->sweeping || mount->awaited > 0)
			continue;
		mount->sweeping = false;
		mount->sweep_took = now - mount->sweep_began;
		mount->sweep_ended = now;
	}
	if (all && feed->progress.scanning) {
		feed->progress.scanning = false;
		feed->news = true;
	}
}

/* When the next sweep of the mount begins. Not kept: the interval changes with what is learnt of the mount. */
static uint64_t next_sweep(const struct feed *feed, const struct mount *mount)
{
	double interval = interval_of(feed, mount);
	if (mount->sweeping || mount->directories == 0 || isinf(interval))
		return UINT64_MAX;
	return mount->sweep_ended + (uint64_t)(fmin(interval, 1e6) * 1e9);
}

static void judge_loading(struct feed *feed)
{
	struct progress *progress = &feed->progress;
	bool unread = feed->files_queued + feed->reads_running > 0;
	bool much = progress->bytes_total - progress->bytes_done > LOADING_BYTES;
	/* When all runs are written to there may always be something unread. */
	bool caught_up = !progress->scanning && feed->files_behind == 0 && !much;
	if (!progress->loading && unread && (much || !feed->loaded_once)) {
		progress->loading = true;
		progress->since = clock_wall();
		feed->news = true;
	} else if (progress->loading && (!unread || caught_up)) {
		progress->loading = false;
		feed->news = true;
	}
	feed->loaded_once |= !progress->scanning && feed->files_behind == 0;
}

static void judge_mode(struct feed *feed)
{
	struct progress *progress = &feed->progress;
	bool watched = progress->directories_watched > 0;
	double interval = 0, look = 0;
	for (size_t i = 0; i < feed->mount_count; i++) {
		const struct mount *mount = feed->mounts[i];
		double each = interval_of(feed, mount);
		if (mount->directories == 0 || !isfinite(each))
			continue;
		interval = fmax(interval, each);
		if (each > interval_asked(feed, mount))
			look = fmax(look, (double)mount->sweep_took * 1e-9);
	}
	bool lost = feed->watches_failed > 0;
	enum watch_mode mode = feed->options.mode;
	if (mode == WATCH_AUTO && progress->directories > 0 && (lost || !watched))
		mode = WATCH_POLL;
	feed->news |= lost != progress->events_lost || mode != progress->mode;
	progress->events_lost = lost;
	progress->mode = mode;
	progress->interval = interval;
	progress->slow_look = look;
}

/* The first logdir that is missing, or else the first that was never listed though there was time. */
static const struct directory *awaited_root(const struct feed *feed)
{
	const struct directory *silent = NULL;
	for (size_t i = feed->root_count; i-- > 0;)
		if (!feed->roots[i]->listings)
			silent = feed->roots[i];
	for (size_t i = 0; i < feed->root_count; i++)
		if (feed->roots[i]->status == STATUS_NOT_FOUND)
			return feed->roots[i];
	return clock_mono() - feed->began >= ANSWER ? silent : NULL;
}

static void judge_waiting(struct feed *feed)
{
	struct progress *progress = &feed->progress;
	const struct directory *root = awaited_root(feed);
	const char *path = root ? root->logdir.path : NULL;
	bool no_answer = root && !root->listings;
	feed->news |= path != progress->waiting_for || no_answer != progress->no_answer;
	progress->waiting = root != NULL;
	progress->waiting_for = path;
	progress->no_answer = no_answer;
}

static void tell(struct feed *feed)
{
	judge_loading(feed);
	judge_waiting(feed);
	judge_mode(feed);
	if (!feed->news)
		return;
	feed->news = false;
	if (feed->options.changed)
		feed->options.changed(feed->options.context);
}

/* ---- jobs ------------------------------------------------------------------------ */

static void take_list(struct feed *feed, struct job *job)
{
	struct list_job *list = (struct list_job *)job;
	job->mount->lists_running--;
	for (size_t i = 0; !feed->stopping && i < list->count; i++)
		feed_take_listing(feed, &list->items[i]);
	list_job_free(list);
}

static void take_read(struct feed *feed, struct job *job)
{
	struct read_job *read = (struct read_job *)job;
	job->mount->reads_running--;
	feed->reads_running--;
	if (!feed->stopping) {
		read->file->indexed = read->indexed;
		read->compared &= !read->file->gone && !read->file->overtaken; /* or its batch is not taken */
		feed_take_batch(feed, read->file, read->batch, read->end, &read->known);
		read->batch = read->end = NULL;
		if (moved_take(feed, read->file, read))
			feed_want(feed, read->file);
	}
	read_job_free(read);
}

/* Starts what can be started and sets the timer for the rest. */
static void pump(struct feed *feed);

static void finish(struct job *job)
{
	struct feed *feed = job->feed;
	feed->jobs_running--;
	job->take(feed, job);
	if (feed->stopping)
		feed_try_end(feed);
	else
		pump(feed);
}

static void start(struct feed *feed, struct mount *mount, struct job *job, job_take *take)
{
	job->feed = feed;
	job->mount = mount;
	job->take = take;
	feed->jobs_running++;
	job_start(job, feed->pool, &feed->jobs, finish);
}

/* One listing at a time on a mount: a hung one holds up a single thread. Returns when the next may begin. */
static uint64_t start_listing(struct feed *feed, struct mount *mount)
{
	struct directory *batch[LIST_BATCH];
	uint64_t next = UINT64_MAX;
	if (mount->lists_running > 0)
		return next;
	size_t count = queue_take_lists(mount, clock_mono(), batch, LIST_BATCH, &next);
	if (count == 0)
		return next;
	for (size_t i = 0; i < count; i++)
		batch[i]->listing = true;
	mount->lists_running++;
	start(feed, mount, &list_job_new(batch, count)->job, take_list);
	return UINT64_MAX;
}

static bool start_reading(struct feed *feed, struct mount *mount)
{
	unsigned allowed = reads_allowed(feed, mount);
	if (mount->reads_running >= allowed || feed->reads_running >= allowed)
		return false;
	struct feed_file *file = queue_take_read(mount);
	if (!file)
		return false;
	feed->files_queued--;
	if (file->gone || !file->tail || feed_passes_over(feed, file)) /* without memory for a tail its directory is looked at again */
		return true;
	file->busy = true;
	mount->reads_running++;
	feed->reads_running++;
	uint64_t long_file = feed->options.long_file ? feed->options.long_file : LONG_FILE;
	struct read_job *read = read_job_new(file, READ_SLICE, long_file, feed->options.cache);
	moved_lend(file, read);
	start(feed, mount, &read->job, take_read);
	return true;
}

static void pump(struct feed *feed)
{
	uint64_t next = UINT64_MAX;
	for (size_t i = 0; i < feed->mount_count; i++) {
		uint64_t due = start_listing(feed, feed->mounts[i]);
		next = due < next ? due : next;
	}
	bool started = true;
	while (started) {
		started = false;
		for (size_t i = 0; i < feed->mount_count; i++)
			started |= start_reading(feed, feed->mounts[i]);
	}
	end_sweeps(feed);
	for (size_t i = 0; i < feed->mount_count; i++) {
		uint64_t due = next_sweep(feed, feed->mounts[i]);
		next = due < next ? due : next;
	}
	if (feed->progress.scanning && clock_mono() - feed->began < ANSWER && feed->began + ANSWER < next)
		next = feed->began + ANSWER;
	feed_set_timer(feed, next);
	tell(feed);
}

void feed_tick(uv_timer_t *timer)
{
	struct feed *feed = timer->data;
	uint64_t now = clock_mono();
	feed->wake = UINT64_MAX;
	for (size_t i = 0; i < feed->mount_count; i++)
		if (next_sweep(feed, feed->mounts[i]) <= now)
			feed_sweep(feed, feed->mounts[i]);
	pump(feed);
}
