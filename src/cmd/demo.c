#include "base/clock.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/message.h"
#include "cmd/out.h"
#include "demo/demo.h"

#include <math.h>

#define EXIT_USAGE 2
#define STEPS 5000
/* The longest training, in usual steps: those of the slowest setting with its pauses, and a stall. */
#define LONGEST_STEP 2.1
#define STALL_STEPS 2400

static struct demo_options options_of(const struct options *options)
{
	struct demo_options demo = DEMO_OPTIONS;
	demo.seed = options->seed;
	demo.step_seconds /= options->speed;
	demo.steps = options->steps ? options->steps : STEPS;
	if (options->runs)
		demo.runs = (uint64_t)options->runs;
	demo.start = isfinite(options->start) ? options->start
		: floor(clock_wall() - demo.step_seconds * (LONGEST_STEP * (double)demo.steps + STALL_STEPS));
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
	enum status status = demo_write(directory, &demo, (uint64_t)options->tags);
	if (status == STATUS_OK)
		return print(directory, demo.runs);
	message(directory, status_text(status));
	return EXIT_USAGE;
}
