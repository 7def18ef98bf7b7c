#include "base/clock.h"
#include "cmd/commands.h"
#include "cmd/glimpse.h"
#include "cmd/hparam_files.h"
#include "cmd/look.h"
#include "cmd/message.h"
#include "cmd/opening.h"
#include "cmd/out.h"
#include "disk/process.h"
#include "model/author.h"
#include "model/steptime.h"
#include "view/glance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_NOTHING 1
#define WIDEST 1000 /* columns */

static const struct cache_kind kind = {"status", 2};

/* What was kept of these very files. */
static bool load(const struct cache *cache, const struct cache_subject *subject, struct gist *out)
{
	size_t length;
	uint8_t *bytes = cache_load(cache, kind, subject, &length);
	bool good = bytes && length == sizeof *out;
	if (good) {
		memcpy(out, bytes, sizeof *out);
		good = gist_is_sound(out);
	}
	free(bytes);
	return good;
}

/* False when there is no memory, or no run after all. */
static bool make(const struct glimpse *glimpse, struct finds *finds, double now, struct gist *out)
{
	struct store *store = store_new();
	uint32_t run = STORE_NONE;
	if (store && glimpse_read(glimpse, store) == STATUS_OK)
		run = store_file(store, 0).run;
	if (run != STORE_NONE) {
		struct steptime steptime = steptime_of(store, run, now);
		opening_now(finds, 0);
		*out = gist_of(store, run, &steptime, STORE_NONE, target_of(store, finds, run, NAN, now), now);
	}
	store_free(store);
	return run != STORE_NONE;
}

static bool find_gist(const struct glimpse *glimpse, const struct options *options, double now, struct gist *out)
{
	char *place = cache_place();
	struct cache *cache = cache_new(place, CACHE_MOST);
	struct finds *finds = finds_new();
	struct cache_subject subject;
	finds_want_targets(finds);
	hparam_files_meet(finds, &glimpse->files[0], options->logdirs, options->logdir_count);
	bool known = cache && glimpse_subject(glimpse, &subject);
	if (known)
		hparam_files_subject(&subject, finds);
	bool good = known && load(cache, &subject, out);
	if (!good) {
		good = make(glimpse, finds, now, out);
		if (good && known)
			cache_store(cache, kind, &subject, slice_make(out, sizeof *out));
	}
	finds_free(finds);
	cache_free(cache);
	free(place);
	return good;
}

/* The run that LOGDIR itself is has no name of its own: that of the directory. */
static void name_root(struct gist *gist, const struct options *options)
{
	const char *path = options->logdirs[0].path;
	size_t end = strlen(path);
	while (end && path[end - 1] == '/')
		end--;
	size_t begin = end;
	while (begin && path[begin - 1] != '/')
		begin--;
	struct slice name = slice_make(path + begin, end - begin);
	if (!strcmp(gist->run, ".") && end && !slice_equal(name, slice_of(".")) && !slice_equal(name, slice_of("..")))
		gist_set_name(gist, name);
}

/* Each time: a process ends without a change of any file. */
static void look_up_writer(struct gist *gist, const struct glimpse_file *file)
{
	struct author author = author_of(slice_of(file->name));
	if (author.pid)
		gist->vitals.process = process_look(author.host, author.pid, (double)file->stat.mtime_ns / 1e9);
}

static int print(const struct gist *gist, const struct options *options, double now)
{
	struct glance glance;
	struct out out;
	if (!out_open(&out, NULL))
		return EXIT_UNREADABLE;
	glance_line(&glance, gist, now, options->columns > 0 ? options->columns : WIDEST);
	glance_text(&glance, look_charset(options) == CHARSET_ASCII, options->tmux, &out.text);
	out_line(&out);
	return out_close(&out, 0);
}

static int print_nothing(void)
{
	struct out out;
	if (!out_open(&out, NULL))
		return EXIT_UNREADABLE;
	str_append_text(&out.text, "no runs");
	out_line(&out);
	return out_close(&out, EXIT_NOTHING);
}

int cmd_status(const struct options *options)
{
	struct glimpse glimpse;
	struct gist gist;
	const struct logdir *failed;
	double now = clock_wall();
	enum status status = glimpse_find(&glimpse, options->logdirs, options->logdir_count, &failed);
	int result = EXIT_UNREADABLE;
	if (status != STATUS_OK) {
		message_logdir(options, failed, status);
	} else if (!glimpse.count || !find_gist(&glimpse, options, now, &gist)) {
		result = print_nothing();
	} else {
		if (isfinite(options->target_step))
			gist.target = (struct target){TARGET_GIVEN, options->target_step};
		name_root(&gist, options);
		look_up_writer(&gist, &glimpse.files[0]);
		result = print(&gist, options, now);
	}
	glimpse_fini(&glimpse);
	return result;
}
