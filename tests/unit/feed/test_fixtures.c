/* The files of real writers read live, while they are written, give the same store as read at once. */
#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include "unit/disk/fixtures.h"

#include "base/clock.h"
#include "feed/feed.h"
#include "unit/model/dump.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <unistd.h>

#define LIMIT_NS (UINT64_C(30) * 1000000000)
#define ROUNDS 4
#define LARGEST 40000 /* the few larger ones would only take time */

static char logdir[] = "/tmp/tbtop-live-XXXXXX";
static unsigned files, round_now;

/* Adds what there is of the file in this round. Each is a run of its own, as names repeat. */
static void grow(const char *path, const uint8_t *data, size_t size)
{
	char run[64], name[600];
	if (size > LARGEST)
		return;
	snprintf(run, sizeof run, "%s/run%03u", logdir, files++);
	snprintf(name, sizeof name, "%s/%.500s", run, strrchr(path, '/') + 1);
	/* Not at borders of records, and some come late. */
	unsigned part = round_now + 1 > files % 3 ? round_now + 1 - files % 3 : 0;
	size_t from = round_now && part ? size * (part - 1) / ROUNDS : 0, to = size * part / ROUNDS;
	if (round_now == ROUNDS - 1)
		to = size;
	if (!part && round_now < ROUNDS - 1)
		return;
	mkdir(run, 0700);
	FILE *file = fopen(name, "ab");
	assert_non_null(file);
	assert_int_equal(fwrite(data + from, 1, to - from, file), to - from);
	fclose(file);
}

static void write_round(unsigned number)
{
	round_now = number;
	files = 0;
	fixtures_walk(grow);
}

struct live {
	uv_loop_t loop;
	uv_timer_t tick;
	struct store *store;
	struct feed *feed;
};

static void on_tick(uv_timer_t *timer)
{
}

static void on_done(void *context)
{
	((struct live *)context)->feed = NULL;
}

static void start(struct live *live)
{
	struct logdir where = {.name = "", .path = logdir};
	assert_int_equal(uv_loop_init(&live->loop), 0);
	uv_timer_init(&live->loop, &live->tick);
	uv_timer_start(&live->tick, on_tick, 5, 5);
	live->store = store_new();
	live->feed = feed_start(&live->loop, live->store, &where, 1,
		&(struct feed_options){.mode = WATCH_AUTO, .reload_interval = 1, .safety_interval = 2, .threads = 4});
}

static uint64_t bytes_known(const struct store *store)
{
	uint64_t bytes = 0;
	for (uint32_t i = 0; i < store_file_count(store); i++)
		bytes += store_file(store, i).size;
	return bytes;
}

/* Until all bytes that lie there are known, and read where they are to be. */
static bool all_read(struct live *live, uint64_t bytes)
{
	uint64_t limit = clock_mono() + LIMIT_NS;
	while (clock_mono() < limit) {
		uv_run(&live->loop, UV_RUN_ONCE);
		struct store_totals totals = store_totals(live->store);
		if (bytes_known(live->store) == bytes && totals.bytes_read == totals.bytes_found)
			return true;
	}
	fprintf(stderr, "%llu bytes, %llu known\n", (unsigned long long)bytes,
	        (unsigned long long)bytes_known(live->store));
	return false;
}

static struct str stop(struct live *live)
{
	struct str dump = {0};
	feed_stop(live->feed, on_done, live);
	while (live->feed)
		uv_run(&live->loop, UV_RUN_ONCE);
	uv_close((uv_handle_t *)&live->tick, NULL);
	uv_run(&live->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&live->loop), 0);
	dump_store(live->store, &dump);
	store_free(live->store);
	return dump;
}

static uint64_t bytes_there;

static int add_size(const char *path, const struct stat *info, int type, struct FTW *where)
{
	bytes_there += type == FTW_F ? (uint64_t)info->st_size : 0;
	return 0;
}

static uint64_t bytes_of_logdir(void)
{
	bytes_there = 0;
	nftw(logdir, add_size, 16, FTW_PHYS);
	return bytes_there;
}

static void live_is_as_at_once(void **state)
{
	struct live live, cold;
	if (!fixtures_folder())
		skip();
	start(&live);
	for (unsigned i = 0; i < ROUNDS; i++) {
		write_round(i);
		/* Sometimes it has caught up before the next bytes come, sometimes not. */
		if (i % 2)
			assert_true(all_read(&live, bytes_of_logdir()));
		else
			uv_run(&live.loop, UV_RUN_ONCE);
	}
	uint64_t bytes = bytes_of_logdir();
	assert_true(bytes > 0 && files > 100);
	assert_true(all_read(&live, bytes));
	struct str grown = stop(&live);
	start(&cold);
	assert_true(all_read(&cold, bytes));
	struct str whole = stop(&cold);
	assert_string_equal(str_text(&grown), str_text(&whole));
	str_fini(&grown);
	str_fini(&whole);
}

static int set_up(void **state)
{
	return mkdtemp(logdir) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *info, int what, struct FTW *where)
{
	return remove(path);
}

static int tear_down(void **state)
{
	return nftw(logdir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(live_is_as_at_once),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
