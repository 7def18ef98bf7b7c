#include "app/logdirs.h"

#include "base/alloc.h"
#include "cmd/meant.h"
#include "cmd/message.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_NS 300000000

/* Freed by the last of both who use it. */
struct look {
	pthread_mutex_t lock;
	pthread_cond_t answered;
	char **paths;
	size_t count;
	bool first_word;    /* a command could have stood in the place of the first path */
	bool done, left;
	size_t failed;      /* of `paths`; count for none */
	enum status status; /* why */
};

/* True when the directory that would hold `path` is there. */
static bool parent_exists(const char *path)
{
	char *parent = xstrdup(path);
	size_t length = strlen(parent);
	while (length > 1 && parent[length - 1] == '/')
		parent[--length] = '\0';
	char *slash = strrchr(parent, '/');
	if (slash)
		slash[slash == parent] = '\0';
	bool exists = access(slash ? parent : ".", F_OK) == 0;
	free(parent);
	return exists;
}

/* A directory may be yet to come, but not one that is called nearly as a command. */
static bool can_wait(const struct look *look)
{
	const char *path = look->paths[look->failed];
	bool command = look->first_word && !look->failed && meant_command(path);
	return look->status == STATUS_NOT_FOUND && !command && parent_exists(path);
}

static void look_at_all(struct look *look)
{
	struct stat info;
	for (look->failed = 0; look->failed < look->count; look->failed++) {
		look->status = stat(look->paths[look->failed], &info) == 0 ? STATUS_OK : status_from_errno(errno);
		if (look->status != STATUS_OK && !can_wait(look))
			return;
	}
}

static void tell(const struct look *look, const struct options *options)
{
	const char *path = look->paths[look->failed];
	const char *command = look->first_word && !look->failed ? meant_command(path) : NULL;
	struct str why = {0};
	if (look->status == STATUS_NOT_FOUND && command) {
		str_printf(&why, "no such directory; did you mean the command %s? (./", command);
		str_append_text(&why, path);
		str_append_text(&why, " waits for the directory)");
		message(path, str_text(&why));
	} else {
		message_logdir(options, &options->logdirs[look->failed], look->status);
	}
	str_fini(&why);
}

static void look_free(struct look *look)
{
	pthread_mutex_destroy(&look->lock);
	pthread_cond_destroy(&look->answered);
	for (size_t i = 0; i < look->count; i++)
		free(look->paths[i]);
	free(look->paths);
	free(look);
}

static void *run(void *context)
{
	struct look *look = context;
	look_at_all(look);
	pthread_mutex_lock(&look->lock);
	look->done = true;
	bool left = look->left;
	pthread_cond_signal(&look->answered);
	pthread_mutex_unlock(&look->lock);
	if (left)
		look_free(look);
	return NULL;
}

static struct look *look_new(const struct options *options)
{
	struct look *look = xcalloc(1, sizeof *look);
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&look->answered, &monotonic);
	pthread_condattr_destroy(&monotonic);
	pthread_mutex_init(&look->lock, NULL);
	look->first_word = options->command == COMMAND_DASHBOARD;
	look->count = options->logdir_count;
	look->paths = xcalloc(look->count, sizeof *look->paths);
	for (size_t i = 0; i < look->count; i++)
		look->paths[i] = xstrdup(options->logdirs[i].path);
	return look;
}

/* True when the thread is done: what it found is ours. */
static bool wait_for(struct look *look)
{
	struct timespec until;
	int error = 0;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += PATIENCE_NS;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&look->lock);
	while (!look->done && !error)
		error = pthread_cond_timedwait(&look->answered, &look->lock, &until);
	bool done = look->done;
	look->left = !done;
	pthread_mutex_unlock(&look->lock);
	return done;
}

bool logdirs_make_sense(const struct options *options)
{
	struct look *look = look_new(options);
	pthread_t thread;
	if (pthread_create(&thread, NULL, run, look)) {
		look_free(look);
		return true;
	}
	pthread_detach(thread);
	if (!wait_for(look))
		return true;
	bool sense = look->failed == look->count;
	if (!sense)
		tell(look, options);
	look_free(look);
	return sense;
}
