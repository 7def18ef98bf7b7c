#include "cmd/profiling.h"

#include "cmd/commands.h"
#include "cmd/expression.h"
#include "cmd/message.h"
#include "model/trace_nesting.h"
#include "model/trace_ops.h"
#include "model/trace_steps.h"
#include "model/trace_walk.h"

#include <string.h>

#define EXIT_INCOMPLETE 1
#define EXIT_USAGE 2

/* ---- JSON Lines (tbtop-profile(1) is the contract) ---- */

static void put_time(struct json *json, const char *key, picoseconds time)
{
	json_key(json, key);
	picoseconds_append(json->out, time);
	json->more = true;
}

static void put_name(struct json *json, const char *key, const struct trace *trace, uint32_t name)
{
	json_key(json, key);
	json_text(json, names_text(&trace->names, name));
}

static void put_text(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_text(json, slice_of(text));
}

static void put_count(struct json *json, const char *key, uint64_t count)
{
	json_key(json, key);
	json_unsigned(json, count);
}

static struct json open_line(struct profiling *profiling, const struct trace_file *file)
{
	struct json json = {.out = &profiling->out.text};
	json_open(&json, '{');
	put_text(&json, "run", file->run);
	return json;
}

static bool close_line(struct profiling *profiling, struct json *json)
{
	json_close(json, '}');
	return out_line(&profiling->out);
}

static void put_line(struct json *json, const struct trace *trace, const struct trace_line *line)
{
	put_name(json, "plane", trace, line->plane);
	put_name(json, "line", trace, line->line);
	put_name(json, "id", trace, line->id);
}

static void put_lines(struct json *json, const struct trace *trace)
{
	json_key(json, "lines");
	json_open(json, '[');
	for (size_t i = 0; i < trace->line_count; i++) {
		json_open(json, '{');
		put_line(json, trace, &trace->lines[i]);
		put_count(json, "spans", trace->lines[i].count);
		put_time(json, "busy_ps", trace_busy(&trace->lines[i]));
		json_close(json, '}');
	}
	json_close(json, ']');
}

static bool json_overview(struct profiling *profiling, const struct trace_file *file, struct trace *trace)
{
	struct json json = open_line(profiling, file);
	put_text(&json, "profile", file->profile);
	put_text(&json, "host", file->host);
	put_text(&json, "file", file->file);
	put_text(&json, "format", trace_format_name(file->format));
	json_key(&json, "complete");
	json_bool(&json, trace->complete);
	json_key(&json, "start_ns");
	if (trace->span_count)
		json_signed(&json, trace->origin_ns);
	else
		json_none(&json);
	put_time(&json, "duration_ps", trace->extent);
	put_count(&json, "spans", trace->span_count);
	put_lines(&json, trace);
	close_line(profiling, &json);
	return true;
}

static bool json_ops_of(struct profiling *profiling, const struct trace_file *file, const struct trace *trace,
                        trace_line_test *test)
{
	struct trace_ops ops;
	if (!trace_ops_make(trace, test, &ops))
		return false;
	for (size_t i = 0; i < ops.count; i++) {
		const struct trace_op *op = &ops.items[i];
		struct json json = open_line(profiling, file);
		put_text(&json, "file", file->file);
		put_name(&json, "plane", trace, op->process); /* read by_plane */
		put_name(&json, "name", trace, op->name);
		put_count(&json, "count", op->count);
		put_time(&json, "total_ps", op->total);
		put_time(&json, "self_ps", op->self);
		put_time(&json, "min_ps", op->shortest);
		put_time(&json, "max_ps", op->longest);
		put_time(&json, "first_ps", op->first);
		if (!close_line(profiling, &json))
			break;
	}
	trace_ops_fini(&ops);
	return true;
}

static bool json_ops(struct profiling *profiling, const struct trace_file *file, struct trace *trace)
{
	return json_ops_of(profiling, file, trace, trace_line_any);
}

static bool json_kernels(struct profiling *profiling, const struct trace_file *file, struct trace *trace)
{
	return json_ops_of(profiling, file, trace, trace_line_of_device);
}

/* The start of a line of `spans` and `steps`, up to the name. */
static struct json open_span(struct profiling *profiling, const struct trace_file *file, const struct trace *trace,
                             const struct trace_line *line, const struct trace_span *span)
{
	struct json json = open_line(profiling, file);
	put_text(&json, "file", file->file);
	put_line(&json, trace, line);
	put_name(&json, "name", trace, span->name);
	return json;
}

static bool close_span(struct profiling *profiling, struct json *json, const struct trace_span *span)
{
	put_time(json, "start_ps", trace_start(span));
	put_time(json, "duration_ps", trace_duration(span));
	return close_line(profiling, json);
}

static bool json_spans(struct profiling *profiling, const struct trace_file *file, struct trace *trace)
{
	struct trace_walk walk;
	uint32_t line;
	struct trace_span span;
	bool fine = trace_walk_start(&walk, trace);
	while (fine && trace_walk_next(&walk, &line, &span)) {
		struct json json = open_span(profiling, file, trace, &trace->lines[line], &span);
		if (!close_span(profiling, &json, &span))
			break;
	}
	trace_walk_fini(&walk);
	return fine;
}

static bool json_steps(struct profiling *profiling, const struct trace_file *file, struct trace *trace)
{
	struct trace_steps steps;
	if (!trace_steps_make(trace, &steps))
		return false;
	for (size_t i = 0; i < steps.count; i++) {
		const struct trace_step *step = &steps.items[i];
		struct json json = open_span(profiling, file, trace, &trace->lines[step->line], &step->span);
		json_key(&json, "step");
		if (step->number < 0)
			json_none(&json);
		else
			json_signed(&json, step->number);
		if (!close_span(profiling, &json, &step->span))
			break;
	}
	trace_steps_fini(&steps);
	return true;
}

/* ---- The views ---- */

static const struct {
	const char *name;
	profile_print *json, *people;
} views[] = {
	{"overview", json_overview, profile_overview_table},
	{"ops", json_ops, profile_ops_table},
	{"spans", json_spans, profile_spans_table},
	{"kernels", json_kernels, profile_kernels_table},
	{"steps", json_steps, profile_steps_table},
	{"compare", profile_compare_json, profile_compare_table},
};

static profile_print *view_of(const struct options *options)
{
	for (size_t i = 0; options->part && i < sizeof views / sizeof *views; i++)
		if (!strcmp(views[i].name, options->part))
			return options->json ? views[i].json : views[i].people;
	return options->json ? views[0].json : views[0].people;
}

/* Those whose figures scripts rely on, from all spans as the file has them. */
static bool has_contract(const struct options *options)
{
	static const char *const parts[] = {"overview", "ops", "spans"};
	bool found = !options->part;
	for (size_t i = 0; !found && i < sizeof parts / sizeof *parts; i++)
		found = !strcmp(options->part, parts[i]);
	return found;
}

/* ---- Files ---- */

static void tell_incomplete(struct profiling *profiling, const struct trace_file *file, const char *why)
{
	profiling->incomplete = true;
	if (profiling->out.status == STATUS_OK)
		message(file->path, why);
}

static void print_file(struct profiling *profiling, const struct options *options, const struct trace_file *file)
{
	struct trace trace;
	struct str lack = {0};
	trace_init(&trace, options->memory_limit);
	trace.by_plane = options->json;
	trace.as_stored = options->json && has_contract(options);
	enum status status = trace_read(file->format, file->path, NULL, &trace);
	trace.complete &= status == STATUS_OK;
	if (!view_of(options)(profiling, file, &trace))
		status = STATUS_NO_MEMORY;
	if (!trace.complete)
		str_printf(&lack, "%s; what is there is shown", trace_lack(&trace));
	if (status != STATUS_OK)
		tell_incomplete(profiling, file, status_text(status));
	else if (lack.length)
		tell_incomplete(profiling, file, str_text(&lack));
	str_fini(&lack);
	trace_fini(&trace);
}

static void tell_trouble(void *context, const char *path, enum status status)
{
	struct profiling *profiling = context;
	profiling->incomplete = true;
	message(path, status_text(status));
}

static bool find_files(struct profiling *profiling, const struct options *options, struct trace_files *files)
{
	for (size_t i = 0; i < options->logdir_count; i++) {
		enum status status = trace_files_find(&options->logdirs[i], tell_trouble, profiling, files);
		if (status != STATUS_OK) {
			message_logdir(options, &options->logdirs[i], status);
			return false;
		}
	}
	trace_files_sort(files);
	return true;
}

static int print_files(struct profiling *profiling, const struct options *options, const struct trace_files *files,
                       const struct expression *run)
{
	if (!out_open(&profiling->out, options->output))
		return EXIT_UNREADABLE;
	for (size_t i = 0; i < files->count && profiling->out.status == STATUS_OK; i++) {
		if (!expression_matches(run, slice_of(files->items[i].run)))
			continue;
		profiling->any = true;
		print_file(profiling, options, &files->items[i]);
	}
	if (profiling->first && !profiling->compared) {
		message("profile", "there is one alone: nothing to compare it with");
		profiling->incomplete = true;
	}
	profile_side_free(profiling->first);
	if (files->unread)
		message("memory_profile.json", "there, but not read: TensorFlow drew it up from the xplane beside it, which tells the same");
	if (!profiling->any)
		message("profile", files->count ? "nothing matched; without --run it tells of all" : "no trace found; `tbtop help profile` tells which files are looked for");
	return out_close(&profiling->out, profiling->any && !profiling->incomplete ? 0 : EXIT_INCOMPLETE);
}

int cmd_profile(const struct options *options)
{
	struct profiling profiling = {0};
	struct trace_files files = {0};
	struct expression run;
	if (!expression_compile(&run, "--run", options->run))
		return EXIT_USAGE;
	int status = EXIT_UNREADABLE;
	if (find_files(&profiling, options, &files))
		status = print_files(&profiling, options, &files, &run);
	trace_files_fini(&files);
	expression_fini(&run);
	return status;
}
