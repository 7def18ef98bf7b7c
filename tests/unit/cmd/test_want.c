/* Want of memory in the middle of a command: an exit status, never a crash, never more than there is. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "unit/disk/fixtures.h"

#include "base/alloc.h"
#include "cmd/commands.h"
#include "cmd/load.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STRIDE 97
#else
#define STRIDE 23
#endif
#define MOST_CALLS 1000

static const char *const logdirs[] = {
	"tf/scalars_v2", "tf/hostile_names", "tf/bad_payload_crc", "tf/restart_purge", "torch/hparams", "torch/x_plugins",
};
#define LOGDIRS (sizeof logdirs / sizeof *logdirs)

static void logdir_path(char *out, size_t size, const char *name)
{
	snprintf(out, size, "%s/%s/logdir", fixtures_folder(), name);
}

static uint64_t load_points(const char *path, long calls, bool *told)
{
	struct logdir logdir = {.name = "", .path = (char *)path};
	const struct logdir *failed = NULL;
	struct store *store = store_new();
	alloc_fail_after(calls);
	enum status status = load(store, &logdir, 1, &failed);
	alloc_fail_after(-1);
	struct store_totals totals = store_totals(store);
	*told = status != STATUS_OK || totals.problems;
	store_free(store);
	return totals.points;
}

static void nothing_is_made_up(void **state)
{
	char path[600];
	bool told;
	if (!fixtures_folder())
		skip();
	for (size_t i = 0; i < LOGDIRS; i++) {
		logdir_path(path, sizeof path, logdirs[i]);
		uint64_t whole = load_points(path, -1, &told);
		for (long calls = 0; calls < MOST_CALLS; calls += STRIDE) {
			uint64_t points = load_points(path, calls, &told);
			/* A restart that was not taken in hides nothing: there may be more, too, but then it is told. */
			if (points != whole && !told)
				fail_msg("%s, %ld allocations: %d of %d points, and nothing is told", path, calls, (int)points, (int)whole);
		}
	}
}

typedef int run_command(const struct options *options);

static void commands_end_in_order(void **state)
{
	static run_command *const commands[] = {cmd_list, cmd_export, cmd_check, cmd_steps, cmd_once};
	char path[600];
	if (!fixtures_folder())
		skip();
	int null = open("/dev/null", O_WRONLY), out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	fflush(stdout);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	int worst = 0, least = 0;
	for (size_t i = 0; i < LOGDIRS; i++) {
		logdir_path(path, sizeof path, logdirs[i]);
		struct options options;
		options_parse(&options, 3, (char *[]){"tbtop", "list", path, NULL});
		for (long calls = 0; calls < MOST_CALLS; calls += 7 * STRIDE)
			for (size_t j = 0; j < sizeof commands / sizeof *commands; j++) {
				alloc_fail_after(calls);
				int status = commands[j](&options);
				alloc_fail_after(-1);
				worst = status > worst ? status : worst;
				least = status < least ? status : least;
			}
		options_fini(&options);
	}
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(null);
	close(out);
	close(err);
	assert_in_range(worst, 0, 2);
	assert_int_equal(least, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_made_up),
		cmocka_unit_test(commands_end_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
