/*
 * soak SECONDS [SEED]: reads a simulated GPU box live and compares what the
 * store holds with a fresh cold read, again and again. Exit status 1, with the
 * seed, the operations and the first difference, when they are not the same.
 *
 * "late" is no failure: what is the same only after a look at everything, which
 * the program takes each 30 s by itself. A link whose target was missing, or
 * leads through one, appears with no event where the link lies; so where there
 * are links it is counted apart ("by links") from what should have been seen
 * ("unexplained").
 * TBTOP_SOAK_SECONDS goes before SECONDS.
 */
#include "base/clock.h"
#include "cmd/load.h"
#include "soak/box.h"
#include "soak/chance.h"
#include "soak/live.h"
#include "soak/picture.h"
#include "soak/place.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECOND UINT64_C(1000000000)
#define QUIET_MS 60        /* without news: all events have come and were looked after */
#define PATIENCE_MS 3000   /* for what is slow for a reason: a directory that is listed often; */
#define POLLING_MS 10000   /* looks at everything that take a tenth of the time */
#define LOG_LINES 400

struct soak {
	struct box *box;
	struct live live;
	struct chance chance; /* of what concerns the reader */
	struct str live_picture, cold_picture;
	enum watch_mode mode;
	uint64_t began, printed, checks, late_by_links, late;
};

static long resident_kib(void)
{
	long pages = 0, resident = 0;
	FILE *file = fopen("/proc/self/statm", "r");
	if (file && fscanf(file, "%ld %ld", &pages, &resident) != 2)
		resident = 0;
	if (file)
		fclose(file);
	return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static int descriptors(void)
{
	int count = 0;
	DIR *directory = opendir("/proc/self/fd");
	while (directory && readdir(directory))
		count++;
	if (directory)
		closedir(directory);
	return count;
}

static void print_state(struct soak *soak)
{
	uint64_t now = clock_mono();
	struct store_totals totals = store_totals(soak->live.store);
	soak->printed = now;
	printf("%4.0f s: %" PRIu64 " operations, %" PRIu64 " checks (late: %" PRIu64 " by links, %" PRIu64 " unexplained), %" PRIu32 " runs, %" PRIu32
	       " files, %" PRIu64 " points, %" PRIu32 " problems, RSS %ld KiB, %d descriptors\n",
	       (double)(now - soak->began) * 1e-9, box_actions(soak->box), soak->checks, soak->late_by_links, soak->late, totals.runs, totals.files,
	       totals.points, totals.problems, resident_kib(), descriptors());
	fflush(stdout);
}

static void take_cold(struct soak *soak)
{
	const struct logdir *failed;
	struct store *store = store_new();
	if (load(store, &soak->live.logdir, 1, &failed) != STATUS_OK)
		fprintf(stderr, "soak: the cold read failed\n");
	picture_take(&soak->cold_picture, store);
	store_free(store);
}

static uint64_t bytes_there(const struct store *store)
{
	uint64_t sum = 0;
	for (uint32_t i = 0; i < store_file_count(store); i++)
		if (!store_file(store, i).gone)
			sum += store_file(store, i).size;
	return sum;
}

/* What the feed says of itself though all is read and nothing changes; NULL when that is true. */
static const char *untruth(const struct soak *soak)
{
	const struct progress *progress = feed_progress(soak->live.feed);
	if (progress->scanning || progress->loading)
		return "it is loading";
	if (progress->waiting)
		return "the logdir is missing";
	if (progress->bytes_done != progress->bytes_total)
		return "there are bytes unread";
	if (progress->bytes_total != bytes_there(soak->live.store))
		return "there are other bytes than those of the files";
	if (progress->mode != soak->mode)
		return "events arrive, or do not";
	if (soak->mode == WATCH_AUTO && progress->directories_watched != progress->directories)
		return "not all directories are watched";
	return NULL;
}

static bool equal(struct soak *soak)
{
	store_drop_gone(soak->live.store);
	picture_take(&soak->live_picture, soak->live.store);
	return slice_equal(str_slice(&soak->live_picture), str_slice(&soak->cold_picture)) && !untruth(soak);
}

static void print_difference(const struct soak *soak, FILE *to)
{
	const char *said = untruth(soak);
	if (said)
		fprintf(to, "  the feed says that %s\n", said);
	picture_print_difference(str_text(&soak->live_picture), str_text(&soak->cold_picture), to);
}

/* Runs the feed until both are equal, or for long enough. */
static bool becomes_equal(struct soak *soak)
{
	uint64_t patience = soak->mode == WATCH_POLL ? POLLING_MS : PATIENCE_MS;
	uint64_t limit = clock_mono() + patience * UINT64_C(1000000);
	do {
		live_settle(&soak->live, QUIET_MS);
		if (equal(soak))
			return true;
	} while (clock_mono() < limit);
	return false;
}

static bool check(struct soak *soak)
{
	soak->checks++;
	box_unlock(soak->box);
	box_note(soak->box, "* check, mode %d", (int)soak->mode);
	take_cold(soak);
	if (becomes_equal(soak))
		return true;
	bool by_links = box_has_links(soak->box);
	*(by_links ? &soak->late_by_links : &soak->late) += 1;
	printf("seen by a look at everything only%s, after operation %" PRIu64 ":\n",
	       by_links ? " (there are links)" : "", box_actions(soak->box));
	print_difference(soak, stdout);
	box_print_log(soak->box, 40, stdout);
	feed_rescan(soak->live.feed);
	return becomes_equal(soak);
}

static void act_on_feed(struct soak *soak)
{
	switch (chance_below(&soak->chance, 60)) {
	case 0:
		box_note(soak->box, "* rescan");
		feed_rescan(soak->live.feed);
		break;
	case 1:
		box_note(soak->box, "* hold");
		feed_hold(soak->live.feed);
		live_run(&soak->live, 1 + (unsigned)chance_below(&soak->chance, 20));
		feed_go_on(soak->live.feed);
		break;
	case 2:
		box_note(soak->box, "* stop and start");
		live_stop(&soak->live);
		soak->mode = chance_once_in(&soak->chance, 4) ? WATCH_POLL : WATCH_AUTO;
		live_start(&soak->live, soak->mode);
		break;
	case 3:
		box_note(soak->box, "* drop what is gone");
		store_drop_gone(soak->live.store);
		break;
	default:
		box_note(soak->box, "*");
		live_run(&soak->live, (unsigned)chance_below(&soak->chance, 12));
	}
}

/* Some hundred operations, then a check. */
static bool go_round(struct soak *soak, uint64_t end)
{
	size_t count = 1 + chance_below(&soak->chance, chance_once_in(&soak->chance, 2) ? 10 : 300);
	for (size_t i = 0; i < count && clock_mono() < end; i++) {
		box_act(soak->box);
		if (chance_once_in(&soak->chance, 3))
			act_on_feed(soak);
		if (clock_mono() - soak->printed > 5 * SECOND)
			print_state(soak);
	}
	return check(soak);
}

static int run(double seconds, uint64_t seed)
{
	char *place = place_new();
	struct soak soak = {.box = box_new(place, seed), .chance = {~seed}, .began = clock_mono()};
	uint64_t end = soak.began + (uint64_t)(seconds * 1e9);
	bool fine = true;
	live_open(&soak.live, place);
	live_start(&soak.live, WATCH_AUTO);
	while (fine && clock_mono() < end)
		fine = go_round(&soak, end);
	print_state(&soak);
	if (!fine) {
		fprintf(stderr, "soak: seed %" PRIu64 ", after operation %" PRIu64 ": live is not cold\n", seed, box_actions(soak.box));
		print_difference(&soak, stderr);
		box_print_log(soak.box, LOG_LINES, stderr);
	}
	live_close(&soak.live);
	str_fini(&soak.live_picture);
	str_fini(&soak.cold_picture);
	box_free(soak.box);
	place_remove(place);
	return fine ? 0 : 1;
}

int main(int argc, char **argv)
{
	const char *longer = getenv("TBTOP_SOAK_SECONDS");
	if (argc < 2) {
		fprintf(stderr, "usage: soak SECONDS [SEED]\n");
		return 2;
	}
	double seconds = strtod(longer ? longer : argv[1], NULL);
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)(clock_wall() * 1e3);
	printf("seed %" PRIu64 "\n", seed);
	place_drop_privileges();
	return run(seconds, seed);
}
