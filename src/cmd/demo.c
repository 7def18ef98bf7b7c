#include "base/clock.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/message.h"
#include "cmd/out.h"
#include "demo/demo.h"

#include <math.h>
#include <unistd.h>

#define EXIT_USAGE 2
#define OTHER_FILES 128 /* that are open beside those of the runs */
#define STEPS 5000
/* What trainings may take longer than they do about. */
#define SLACK_STEPS 40
#define SLACK_PART 0.004
#define MOST_NAMES (UINT64_C(1) << 30) /* bytes of all names of a run */

/* ---- What goes together ------------------------------------------------------------ */

static bool is_bulk(const struct bulk_shape *shape)
{
	return shape->tags || shape->picture;
}

/* An option that is about scalars; NULL for none. */
static const char *option_of_tags(const struct bulk_shape *shape)
{
	return shape->tag_length ? "--tag-length" : shape->values ? "--values" : shape->tensors ? "--tensors" : NULL;
}

static const char *option_of_shape(const struct bulk_shape *shape)
{
	const char *about_tags = option_of_tags(shape);
	return shape->tags ? "--tags" : shape->picture ? "--pictures" : about_tags ? about_tags :
		shape->files ? "--files" : NULL;
}

static bool complain(const char *option, const char *what)
{
	message(option, what);
	return false;
}

bool demo_options_fit(const struct options *options)
{
	const struct bulk_shape *shape = &options->bulk;
	const char *for_bulk = option_of_shape(shape), *for_tags = option_of_tags(shape);
	if (options->live && (for_bulk || isfinite(options->start)))
		return complain(for_bulk ? for_bulk : "--start", "goes with --no-live");
	if (options->live && sysconf(_SC_OPEN_MAX) > 0 && options->runs > sysconf(_SC_OPEN_MAX) - OTHER_FILES)
		return complain("--runs", "more than the files that may be open (ulimit -n); --no-live needs one at a time");
	if (for_tags && !shape->tags)
		return complain(for_tags, "goes with --tags");
	if (for_bulk && !is_bulk(shape))
		return complain(for_bulk, "goes with --tags or --pictures");
	if (shape->tags * shape->tag_length > MOST_NAMES)
		return complain("--tag-length", "names of more than 1 GiB in all");
	return true;
}

/* ---- Writing ------------------------------------------------------------------------ */

static struct demo_options options_of(const struct options *options)
{
	struct demo_options demo = DEMO_OPTIONS;
	demo.seed = options->seed;
	demo.step_seconds /= options->speed;
	demo.steps = options->steps ? options->steps : STEPS;
	if (options->runs)
		demo.runs = (uint64_t)options->runs;
	double seconds = is_bulk(&options->bulk) ? (double)demo.steps * demo.step_seconds : demo_end(&demo);
	double slack = demo.step_seconds * (SLACK_STEPS + SLACK_PART * (double)demo.steps);
	demo.start = isfinite(options->start) ? options->start : floor(clock_wall() - seconds - slack);
	return demo;
}

static int print(const char *directory, uint64_t runs)
{
	struct out out;
	if (!out_open(&out, NULL))
		return EXIT_USAGE;
	str_printf(&out.text, "%llu run%s in ", (unsigned long long)runs, runs == 1 ? "" : "s");
	text_clean(&out.text, slice_of(directory));
	out_line(&out);
	return out_close(&out, 0);
}

int cmd_demo(const struct options *options)
{
	struct demo_options demo = options_of(options);
	const char *directory = options->logdirs[0].path;
	if (!options->logdir_given || options->logdir_count > 1) {
		message("demo", "--no-live takes one LOGDIR to write into");
		return EXIT_USAGE;
	}
	if (!demo_options_fit(options))
		return EXIT_USAGE;
	enum status status = demo_write(directory, &demo, is_bulk(&options->bulk) ? &options->bulk : NULL);
	if (status == STATUS_OK)
		return print(directory, demo.runs);
	message(directory, status_text(status));
	return EXIT_USAGE;
}
